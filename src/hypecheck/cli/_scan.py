"""``hypecheck scan``: inputs of any kind go in, one record for each page comes out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, closing
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hypecheck.cli._database import Database, keep_in
from hypecheck.cli._errors import INTERRUPTED, USAGE, tell
from hypecheck.cli._events import show_events
from hypecheck.cli._models import model_of_database
from hypecheck.cli._options import (
    DEFAULTS,
    PAGES,
    AllowPrivate,
    As,
    Cache,
    ChangedOnly,
    Connections,
    Delay,
    Failures,
    Fresh,
    Log,
    Model,
    Out,
    RetryFailed,
    SaveWarc,
    State,
    Verbose,
    default_format,
    refuse_to_overwrite,
)
from hypecheck.cli._output import Output, open_output, prepare_stdout
from hypecheck.cli._progress import end_if_interrupted, show_progress, take_each
from hypecheck.cli._runs import (
    FailureList,
    RunFile,
    codes_to_retry,
    open_archive,
    open_cache,
    open_failure_list,
)
from hypecheck.cli._tally import Tally, count_pages
from hypecheck.config import Settings

if TYPE_CHECKING:
    from hypecheck.batch import RunFiles
    from hypecheck.records import Assessment, InputItem
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
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help=f"{PAGES} Without any, what a --state holds is written again.",
        ),
    ] = None,
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
    state: State = None,
    fresh: Fresh = False,
    retry_failed: RetryFailed = None,
    failures: Failures = None,
    cache: Cache = None,
    changed_only: ChangedOnly = False,
    save_warc: SaveWarc = None,
    log: Log = None,
    verbose: Verbose = False,
    connections: Connections = DEFAULTS.max_connections,
    delay: Delay = DEFAULTS.host_delay_s,
    db: Database = None,
    model: Model = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Score every page of the inputs: one record for each, in order, whatever happens to it.

    A scan that was stopped, by whatever, goes on where it was when the same command is given again.
    """
    from hypecheck.batch import RunFiles
    from hypecheck.report import open_writer
    from hypecheck.sources import read_items

    inputs = inputs or []
    written = {"state": state, "failures": failures, "cache": cache, "save_warc": save_warc, "log": log}
    refuse_to_overwrite(inputs, out, **written)
    if changed_only and cache is None:
        raise typer.BadParameter("Give the --cache of an earlier scan; without it nothing is known to be unchanged.")
    retry = codes_to_retry(retry_failed or [])
    as_text = read_as is not None
    model = model_of_database(db, model)
    format = format or default_format(out, ScanFormat)
    settings = Settings(
        jobs=jobs,
        keep_text=not no_text,
        allow_private=allow_private,
        max_connections=connections,
        host_delay_s=delay,
    )
    tally = Tally(max_words=settings.max_words)
    prepare_stdout()
    with (
        end_if_interrupted(tally),
        show_events(log, verbose=verbose),
        RunFile(state, out, quiet=quiet) as run_file,
    ):
        _check_there_is_something_to_do(inputs, run_file.path, retry=retry, fresh=fresh)
        with (
            open_output(out) as output,
            open_failure_list(failures) as failure_list,
            open_cache(cache) as page_cache,
        ):
            run_state = run_file.open(settings=settings, model=model, fresh=fresh, retry=retry)
            items = read_items(
                inputs,
                as_text=as_text,
                settings=settings,
                left_out=tally.left_out,
                written=[Path(path) for path in (out, db, *written.values()) if path is not None],
            )
            assess = partial(_assess, items if inputs else None, settings=settings, model=model)
            with (
                _show_progress(inputs, as_text=as_text, wanted=not (quiet or verbose)) as advance,
                open_archive(save_warc, run_state) as archive,
                closing(
                    assess(
                        RunFiles(state=run_state, cache=page_cache, archive=archive, changed_only=changed_only),
                        on_end=advance,
                    )
                ) as assessed,
                closing(keep_in(db, assessed, inputs=inputs, keep_text=settings.keep_text)) as assessments,
            ):
                colour = out is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
                writer = open_writer(format, output.stream, keep_text=settings.keep_text, colour=colour)
                interrupted = _write_all(assessments, writer, output, failure_list, tally=tally, format=format)
                writer.close()
        if inputs and not interrupted:
            run_file.finish(failures=failure_list.may_pass)
    if not quiet:
        typer.echo(tally.summary(), err=True)
    raise typer.Exit(_exit_code(tally, fail_on=fail_on, interrupted=interrupted))


def _assess(
    items: Iterator[InputItem] | None,
    files: RunFiles,
    *,
    settings: Settings,
    model: str | None,
    on_end: Callable[[], None],
) -> Generator[Assessment, None, None]:
    """Yield the assessments of the items; without any, those that the state of an earlier run holds."""
    from hypecheck.batch import assess_many, read_state

    if items is not None:
        yield from assess_many(items, settings=settings, model=model, files=files, on_end=on_end)
    elif files.state is not None:
        yield from read_state(files.state)


def _show_progress(inputs: list[str], *, as_text: bool, wanted: bool) -> AbstractContextManager[Callable[[], None]]:
    from hypecheck.sources import estimate_items

    return show_progress(lambda: estimate_items(inputs, as_text=as_text), wanted=wanted and bool(inputs))


def _write_all(
    assessments: Iterator[Assessment],
    writer: Writer,
    output: Output,
    failure_list: FailureList,
    *,
    tally: Tally,
    format: ScanFormat,
) -> bool:
    """Write each assessment as it comes; say whether Ctrl-C ended it (before the first page it is raised)."""

    def write(assessment: Assessment) -> None:
        writer.write(assessment)
        failure_list.add(assessment)
        if format in _BY_RECORD:
            output.record_written()

    return take_each(assessments, write, tally=tally)


def _check_there_is_something_to_do(inputs: list[str], state: Path | None, *, retry: list[str], fresh: bool) -> None:
    if inputs:
        return
    if retry or fresh:
        raise typer.BadParameter("Doing pages again needs the INPUT they came from.")
    if state is None or not state.is_file():
        raise typer.BadParameter("Give at least one INPUT, or the --state of an earlier scan to write it again.")


def _exit_code(tally: Tally, *, fail_on: FailOn | None, interrupted: bool) -> int:
    if interrupted:
        tell(f"interrupted; what was done is written ({count_pages(tally.pages)}).")
        return INTERRUPTED
    if tally.nothing_done:
        tell(tally.nothing_done)
        return USAGE
    if fail_on is not None and (count := tally.count_from(fail_on)):
        tell(f"--fail-on {fail_on} is met by {count_pages(count)}.")
        return BAND_MET
    return 0
