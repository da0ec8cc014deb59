"""``hypecheck explain``: one page goes in, a close reading of it comes out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from hypecheck.cli._one_page import read_one
from hypecheck.cli._options import AllowPrivate, As, Model, Out, choose_by_ending
from hypecheck.cli._output import open_output, prepare_stdout
from hypecheck.config import Settings
from hypecheck.errors import InputError

if TYPE_CHECKING:
    from hypecheck.records import Assessment

__all__ = ["explain"]

#: Width of the terminal picture in a file, where there is no terminal to ask.
_FILE_COLUMNS = 100


class ExplainFormat(StrEnum):
    """What ``explain`` can write."""

    terminal = "terminal"
    html = "html"
    json = "json"


def explain(
    page: Annotated[str, typer.Argument(metavar="URL|FILE|-", help="One page: a URL, a file, or - to read stdin.")],
    read_as: As = None,
    format: Annotated[
        ExplainFormat | None,
        typer.Option("--format", "-f", help="Default: by the ending of --out, else for reading in a terminal."),
    ] = None,
    out: Out = None,
    full: Annotated[
        bool, typer.Option("--full", help="Show every sentence and row in the terminal, not only the most telling.")
    ] = False,
    model: Model = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Read one page closely: its score, the reasons, and the claims, hedges and plugs in its sentences."""
    from hypecheck.pipeline import load

    format = format or ExplainFormat(choose_by_ending(out, ExplainFormat) or ExplainFormat.terminal)
    settings = Settings(allow_private=allow_private)
    item = read_one(page, as_text=read_as is not None, settings=settings)
    assessment = load(model, settings=settings).assess_item(item)
    if assessment.failure is not None:
        raise InputError(assessment.failure.detail, code=assessment.failure.code)
    prepare_stdout()
    with open_output(out) as output:
        output.write(_render(assessment, format=format, into_file=out is not None, full=full))


def _render(assessment: Assessment, *, format: ExplainFormat, into_file: bool, full: bool) -> str:
    from hypecheck.report import render_explain_html, render_explain_terminal

    if format == ExplainFormat.html:
        return render_explain_html(assessment, read_at=datetime.now(UTC))
    if format == ExplainFormat.json:
        return json.dumps(assessment.to_dict(), ensure_ascii=False, indent=2) + "\n"
    from rich.console import Console

    console = Console(width=_FILE_COLUMNS, force_terminal=False) if into_file else Console()
    with console.capture() as picture:
        render_explain_terminal(assessment, console, full=full)
    return picture.get()
