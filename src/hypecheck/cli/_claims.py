"""``hypecheck claims``: inputs of any kind go in; who claims what of each agent and outcome comes out."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from hypecheck.cli._errors import INTERRUPTED, USAGE, tell
from hypecheck.cli._options import PAGES, AllowPrivate, As, Model, Out, default_format, refuse_to_overwrite
from hypecheck.cli._output import open_output, prepare_stdout
from hypecheck.cli._progress import end_if_interrupted, show_progress, take_each
from hypecheck.cli._tally import Tally, count_pages
from hypecheck.config import Settings

if TYPE_CHECKING:
    from hypecheck.landscape import Landscape, LandscapeBuilder
    from hypecheck.records import Assessment

__all__ = ["claims"]

#: Width of the table in a file, where there is no terminal to ask.
_FILE_COLUMNS = 160


class ClaimsFormat(StrEnum):
    """What ``claims`` can write."""

    table = "table"
    jsonl = "jsonl"
    html = "html"


def claims(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help=PAGES,
        ),
    ],
    read_as: As = None,
    format: Annotated[
        ClaimsFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="Default: by the ending of --out; else a table on a terminal and JSON lines into a pipe.",
        ),
    ] = None,
    out: Out = None,
    min_pages: Annotated[
        int, typer.Option("--min-pages", min=1, help="Leave out pairs that fewer pages speak of.")
    ] = 1,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Worker processes.")] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")] = False,
    model: Model = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Group the claims of all pages by what acts on what: who asserts, hedges or negates it, on what evidence."""
    from hypecheck.batch import assess_many
    from hypecheck.landscape import LandscapeBuilder
    from hypecheck.sources import estimate_items, read_items

    refuse_to_overwrite(inputs, out)
    format = format or default_format(out, ClaimsFormat)
    as_text = read_as is not None
    settings = Settings(jobs=jobs, allow_private=allow_private)
    builder = LandscapeBuilder()
    tally = Tally(max_words=settings.max_words)
    written = [] if out is None else [out]
    items = read_items(inputs, as_text=as_text, settings=settings, left_out=tally.left_out, written=written)
    assessments = assess_many(items, settings=settings, model=model)
    prepare_stdout()
    with (
        end_if_interrupted(tally),
        show_progress(lambda: estimate_items(inputs, as_text=as_text), wanted=not quiet) as advance,
        closing(assessments),
    ):
        interrupted = _add_all(assessments, builder, tally=tally, advance=advance)
    landscape = builder.build().spoken_of_by(min_pages)
    with open_output(out) as output:
        output.write(_render(landscape, format=format, into_file=out is not None))
    if not quiet:
        typer.echo(tally.summary(), err=True)
    raise typer.Exit(_exit_code(tally, interrupted=interrupted))


def _add_all(
    assessments: Iterator[Assessment], builder: LandscapeBuilder, *, tally: Tally, advance: Callable[[], None]
) -> bool:
    """Add each page as it comes; say whether Ctrl-C ended it (before the first page it is raised)."""

    def add(assessment: Assessment) -> None:
        builder.add(assessment)
        advance()

    return take_each(assessments, add, tally=tally)


def _render(landscape: Landscape, *, format: ClaimsFormat, into_file: bool) -> str:
    from hypecheck.report import draw_claims_table, render_claims_html, render_claims_jsonl

    if format == ClaimsFormat.html:
        return render_claims_html(landscape)
    if format == ClaimsFormat.jsonl:
        return render_claims_jsonl(landscape)
    on_terminal = not into_file and sys.stdout.isatty()
    width = _FILE_COLUMNS if into_file else shutil.get_terminal_size(fallback=(_FILE_COLUMNS, 24)).columns
    return draw_claims_table(landscape, width=width, colour=on_terminal and "NO_COLOR" not in os.environ)


def _exit_code(tally: Tally, *, interrupted: bool) -> int:
    if interrupted:
        tell(f"interrupted; the claims of what was done are written ({count_pages(tally.pages)}).")
        return INTERRUPTED
    if tally.nothing_done:
        tell(tally.nothing_done)
        return USAGE
    return 0
