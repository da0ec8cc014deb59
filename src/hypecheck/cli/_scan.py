"""``hypecheck scan``: inputs of any kind go in, one record for each page comes out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hypecheck.cli._database import Database, keep_in
from hypecheck.cli._errors import INTERRUPTED, USAGE, tell
from hypecheck.cli._options import AllowPrivate, As, Model, Out, choose_by_ending, refuse_to_overwrite
from hypecheck.cli._output import Output, open_output, prepare_stdout
from hypecheck.cli._progress import Tally, show_progress
from hypecheck.config import Settings

if TYPE_CHECKING:
    from hypecheck.records import Assessment
    from hypecheck.report import Writer

__all__ = ["scan"]

BAND_MET = 1


class ScanFormat(StrEnum):
    """What ``scan`` can write."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"
    sarif = "sarif"


#: A run that breaks off leaves these readable: what is written is whole as far as it goes.
_BY_RECORD = (ScanFormat.table, ScanFormat.jsonl, ScanFormat.csv)


class FailOn(StrEnum):
    """The bands that ``--fail-on`` can start from."""

    commercial = "commercial"
    mixed = "mixed"


def scan(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="A URL, a .txt list of URLs, an .html, .jsonl or .jsonl.gz file, a folder, - for stdin.",
        ),
    ],
    read_as: As = None,
    format: Annotated[
        ScanFormat | None,
        typer.Option(
            "--format",
            "-f",
            help="Default: by the ending of --out; else a table on a terminal and JSON lines into a pipe.",
        ),
    ] = None,
    out: Out = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, help="Worker processes.")] = 1,
    no_text: Annotated[bool, typer.Option("--no-text", help="Leave the articles' texts out.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar and no summary.")] = False,
    fail_on: Annotated[
        FailOn | None,
        typer.Option("--fail-on", help="Exit with 1 when a page is in this band or a more commercial one."),
    ] = None,
    db: Database = None,
    model: Model = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Score every page of the inputs: one record for each, in order, whatever happens to it."""
    from hypecheck.batch import assess_many
    from hypecheck.report import open_writer
    from hypecheck.sources import estimate_items, read_items

    refuse_to_overwrite(inputs, out)
    format = format or _default_format(out)
    as_text = read_as is not None
    settings = Settings(jobs=jobs, keep_text=not no_text, allow_private=allow_private)
    items = read_items(inputs, as_text=as_text, settings=settings)
    assessed = assess_many(items, settings=settings, model=model)
    assessments = keep_in(db, assessed, inputs=inputs, keep_text=settings.keep_text)
    tally = Tally()
    prepare_stdout()
    with (
        show_progress(lambda: estimate_items(inputs, as_text=as_text), wanted=not quiet) as advance,
        open_output(out) as output,
        closing(assessments),
    ):
        colour = out is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        writer = open_writer(format, output.stream, keep_text=settings.keep_text, colour=colour)
        interrupted = _write_all(assessments, writer, output, tally=tally, format=format, advance=advance)
        writer.close()
    if not quiet:
        typer.echo(tally.summary(), err=True)
    raise typer.Exit(_exit_code(tally, fail_on=fail_on, interrupted=interrupted))


def _write_all(
    assessments: Iterator[Assessment],
    writer: Writer,
    output: Output,
    *,
    tally: Tally,
    format: ScanFormat,
    advance: Callable[[], None],
) -> bool:
    """Write each assessment as it comes; say whether Ctrl-C ended it (before the first page it is raised)."""
    from hypecheck.batch import hold_interrupts

    try:
        for assessment in assessments:
            with hold_interrupts():
                writer.write(assessment)
                tally.add(assessment)
                if format in _BY_RECORD:
                    output.record_written()
            advance()
    except KeyboardInterrupt:
        if tally.pages == 0:
            raise
        return True
    return False


def _default_format(out: Path | None) -> ScanFormat:
    if out is None and sys.stdout.isatty():
        return ScanFormat.table
    return ScanFormat(choose_by_ending(out, ScanFormat) or ScanFormat.jsonl)


def _exit_code(tally: Tally, *, fail_on: FailOn | None, interrupted: bool) -> int:
    if interrupted:
        tell(f"interrupted; what was done is written ({_pages(tally.pages)}).")
        return INTERRUPTED
    if tally.nothing_readable:
        tell(f"none of the inputs can be read. {tally.unreadable_examples[0]}")
        return USAGE
    if fail_on is not None and (count := tally.count_from(fail_on)):
        tell(f"--fail-on {fail_on} is met by {_pages(count)}.")
        return BAND_MET
    return 0


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count:,} pages"
