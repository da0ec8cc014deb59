"""Assessments, decisions, landscapes and comparisons go in; JSON lines, tables, pages and terminal pictures come out.

Importing this package is cheap: each format is loaded when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TextIO

from hypecheck.errors import SettingsError

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from hypecheck.landscape import Comparison, Landscape
    from hypecheck.records import Assessment, Reviewed

__all__ = [
    "DECISION_FORMATS",
    "FORMATS",
    "DecisionWriter",
    "Writer",
    "before_after_rows",
    "draw_claims_table",
    "explain_svg",
    "open_decision_writer",
    "open_writer",
    "render_assessment_json",
    "render_before_after",
    "render_claims_html",
    "render_claims_jsonl",
    "render_comparison_html",
    "render_comparison_terminal",
    "render_explain_html",
    "render_explain_terminal",
]

FORMATS = ("table", "jsonl", "csv", "html", "sarif")
DECISION_FORMATS = ("jsonl", "csv", "sarif", "regressions")


class Writer(Protocol):
    """Takes assessments one at a time, in the order they are to be read."""

    def write(self, assessment: Assessment) -> None:
        """Write one assessment whole and flush it. Raises ``OutputError`` when the stream takes no more."""

    def close(self) -> None:
        """Write what belongs at the end. The stream stays open: it is the caller's."""


def open_writer(
    format: str,
    stream: TextIO,
    *,
    keep_text: bool = True,
    console_width: int | None = None,
    colour: bool = False,
) -> Writer:
    """Return a writer of ``format``, one of ``FORMATS``, to a text stream (UTF-8, ``newline=""``).

    ``keep_text=False`` leaves the article's text out of JSON lines and its sentences out of the HTML page;
    claims and plugs are still quoted. ``console_width`` (cells; by default the terminal's) and ``colour`` are
    for the table. Raises ``SettingsError`` for an unknown format.
    """
    if format == "jsonl":
        from hypecheck.report._jsonl import JsonlWriter

        return JsonlWriter(stream, keep_text=keep_text)
    if format == "csv":
        from hypecheck.report._csv import CsvWriter

        return CsvWriter(stream)
    if format == "table":
        from hypecheck.report._table import TableWriter

        return TableWriter(stream, width=console_width, colour=colour)
    if format == "html":
        from hypecheck.report._scan_html import ScanHtmlWriter

        return ScanHtmlWriter(stream, keep_text=keep_text)
    if format == "sarif":
        from hypecheck.report._sarif import SarifWriter

        return SarifWriter(stream)
    raise SettingsError(f"The format is {format!r}; it must be one of {', '.join(FORMATS)}.")


class DecisionWriter(Protocol):
    """Takes decided pages one at a time."""

    def write(self, reviewed: Reviewed) -> None:
        """Write one page with its decision and flush it. Raises ``OutputError`` when the stream takes no more."""

    def close(self) -> None:
        """Write what belongs at the end. The stream stays open: it is the caller's."""


def open_decision_writer(format: str, stream: TextIO) -> DecisionWriter:
    """Return a writer of decided pages in ``format``, one of ``DECISION_FORMATS``, to a text stream as above.

    Raises ``SettingsError`` for an unknown format.
    """
    from hypecheck.report import _decisions

    if format == "jsonl":
        return _decisions.JsonlDecisions(stream)
    if format == "csv":
        return _decisions.CsvDecisions(stream)
    if format == "sarif":
        return _decisions.SarifDecisions(stream)
    if format == "regressions":
        from hypecheck.report._regressions import RegressionCases

        return RegressionCases(stream)
    raise SettingsError(f"The format is {format!r}; it must be one of {', '.join(DECISION_FORMATS)}.")


def render_explain_html(assessment: Assessment, *, read_at: datetime | None = None) -> str:
    """Return one self-contained HTML page on one assessment: no script, no network, safe on hostile text.

    It says when the page was read, in UTC, where ``read_at`` (with its time zone) is given.
    """
    from hypecheck.report._explain_html import render_page

    return render_page(assessment, read_at=read_at)


def render_explain_terminal(assessment: Assessment, console: Console, *, full: bool = False) -> None:
    """Print one assessment closely read. A long article shows its marked passages unless ``full``."""
    from hypecheck.report._explain_terminal import print_explanation

    print_explanation(assessment, console, full=full)


def explain_svg(assessment: Assessment, *, width: int = 100) -> str:
    """Return the terminal picture of one assessment, ``width`` cells wide, as a self-contained SVG."""
    from hypecheck.report._explain_terminal import draw_svg

    return draw_svg(assessment, width=width)


def render_assessment_json(assessment: Assessment) -> str:
    """Return the ``hypecheck/1`` object of an assessment, its article's text included, as a scan writes it."""
    from hypecheck.report._jsonl import dump_json

    return dump_json(assessment.to_dict())


def render_before_after(figures: Mapping[str, Any]) -> str:
    """Return the figures of a model before and after it learnt from decisions, as lines for a terminal."""
    from hypecheck.report._before_after import draw_before_after

    return draw_before_after(figures)


def before_after_rows(entry: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return a row for each figure of one set of such figures: what it is, before, after."""
    from hypecheck.report._before_after import before_after_rows as rows

    return rows(entry)


def draw_claims_table(landscape: Landscape, *, width: int, colour: bool = False) -> str:
    """Return a claim landscape as lines of ``width`` cells, a head for each pair and a line for each claim."""
    from hypecheck.report._claims_table import draw_claims_table as draw

    return draw(landscape, width=width, colour=colour)


def render_claims_jsonl(landscape: Landscape) -> str:
    """Return a JSON object a line for each pair (schema ``hypecheck/claims/1``); no pairs give no text."""
    from hypecheck.report._jsonl import dump_json

    return "".join(f"{dump_json(pair.to_dict(landscape.pages))}\n" for pair in landscape.pairs)


def render_claims_html(landscape: Landscape) -> str:
    """Return one self-contained HTML page on a claim landscape: filters and sorts in the browser, no network."""
    from hypecheck.report._claims_html import render_claims_page

    return render_claims_page(landscape)


def render_comparison_html(comparison: Comparison) -> str:
    """Return one self-contained HTML page that sets two pages side by side."""
    from hypecheck.report._compare_html import render_comparison_page

    return render_comparison_page(comparison)


def render_comparison_terminal(comparison: Comparison, console: Console) -> None:
    """Print two pages side by side."""
    from hypecheck.report._compare_terminal import print_comparison

    print_comparison(comparison, console)
