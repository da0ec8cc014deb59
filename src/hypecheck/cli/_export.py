"""``hypecheck export``: a database goes in; what was decided, or who did what, comes out."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TextIO

import orjson
import typer

from hypecheck.cli._database import RequiredDatabase
from hypecheck.cli._options import Out, choose_by_ending
from hypecheck.cli._output import open_output, prepare_stdout

if TYPE_CHECKING:
    from hypecheck.store import Store

__all__ = ["export"]


class ExportFormat(StrEnum):
    """What ``export`` can write."""

    jsonl = "jsonl"
    csv = "csv"
    sarif = "sarif"


def export(
    db: RequiredDatabase,
    format: Annotated[
        ExportFormat | None,
        typer.Option("--format", "-f", help="Default: by the ending of --out, else JSON lines."),
    ] = None,
    out: Out = None,
    regressions: Annotated[
        bool,
        typer.Option(
            "--regressions",
            help="Write what was decided against the score, and passages marked as wrong or missed, as cases to test "
            "with: hypecheck evaluate takes them. JSON lines.",
        ),
    ] = False,
    audit: Annotated[
        bool, typer.Option("--audit", help="Write the audit log instead: who did what, when. JSON lines.")
    ] = False,
) -> None:
    """Write every decided page with its decision and the reviews behind it, or the audit log."""
    from hypecheck.store import open_store

    format = format or ExportFormat(choose_by_ending(out, ExportFormat) or ExportFormat.jsonl)
    if audit and regressions:
        raise typer.BadParameter("Give one of --audit and --regressions.", param_hint="--regressions")
    if (audit or regressions) and format is not ExportFormat.jsonl:
        raise typer.BadParameter("This is written as JSON lines.", param_hint="--format")
    prepare_stdout()
    with open_store(db, create=False) as store, open_output(out) as output:
        if audit:
            count, what = _write_log(store, output.stream), "lines of the log"
        else:
            kind = "regressions" if regressions else format.value
            count, what = _write_decisions(store, output.stream, kind), "decided pages"
    typer.echo(f"{count:,} {what}", err=True)


def _write_decisions(store: Store, stream: TextIO, format: str) -> int:
    from hypecheck.report import open_decision_writer

    count = 0
    writer = open_decision_writer(format, stream)
    for reviewed in store.decided():
        writer.write(reviewed)
        count += 1
    writer.close()
    return count


def _write_log(store: Store, stream: TextIO) -> int:
    count = 0
    for entry in store.audit():
        stream.write(orjson.dumps(asdict(entry)).decode() + "\n")
        count += 1
    return count
