"""``hypecheck import``: JSON lines that earlier scans wrote go in, and stand in the database as if scanned into it."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, cast

import typer

from hypecheck.cli._database import RequiredDatabase
from hypecheck.cli._errors import USAGE, tell
from hypecheck.errors import InputError, StoreError

if TYPE_CHECKING:
    from hypecheck.store import RunWriter, Store

__all__ = ["import_"]

_SOME_UNREADABLE = 1
#: Lines named one by one; after these a number says enough.
_EXAMPLES = 5
#: No record is longer: an article of the longest length makes 2 MB. What is, is not JSON lines.
_MAX_LINE_BYTES = 100_000_000


def import_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help="A .jsonl or .jsonl.gz file that hypecheck scan wrote, or - for stdin.",
            allow_dash=True,
        ),
    ],
    db: RequiredDatabase,
) -> None:
    """Take earlier scans into a database; what is there already is not taken twice.

    A file's records count as scanned when the file was last written.
    """
    from hypecheck.store import open_store

    unreadable = added = seen = 0
    with open_store(db) as store:
        for path in files:
            run, bad = _import_file(store, path)
            seen, added, unreadable = seen + run.seen, added + run.added, unreadable + bad
    typer.echo(f"{added:,} of {seen:,} records are new to {store.name}.", err=True)
    if unreadable:
        lines = "1 line is no record and was" if unreadable == 1 else f"{unreadable:,} lines are no records and were"
        tell(f"{lines} left out.")
    elif not seen:
        tell("nothing came in; expected JSON lines as hypecheck scan writes them.")
    if not seen:
        raise typer.Exit(USAGE)
    if unreadable:
        raise typer.Exit(_SOME_UNREADABLE)


def _import_file(store: Store, path: Path) -> tuple[RunWriter, int]:
    """Write the records of a file; return the run, and how many lines were no records."""
    with _open(path) as stream, store.start_run("import", source=str(path), seen_at=_written_at(path)) as run:
        return run, _import_lines(stream, run, name=str(path))


def _import_lines(stream: BinaryIO, run: RunWriter, *, name: str) -> int:
    from hypecheck.store import assessment_from_dict

    bad = 0
    for number, line in enumerate(_lines(stream, name), start=1):
        if not line.strip():
            continue
        try:
            run.write(assessment_from_dict(json.loads(line)))
        except (ValueError, RecursionError) as error:
            bad += 1
            _tell_of(bad, f"{name}:{number}: not JSON ({error})")
        except StoreError as error:
            bad += 1
            _tell_of(bad, f"{name}:{number}: {error}")
    return bad


def _tell_of(bad: int, message: str) -> None:
    if bad <= _EXAMPLES:
        tell(message)


def _lines(stream: BinaryIO, name: str) -> Iterator[bytes]:
    try:
        while line := stream.readline(_MAX_LINE_BYTES):
            yield line
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _broken_off(name, "it is no gzip file, or damaged, or cut short") from error
    except OSError as error:
        raise _broken_off(name, error.strerror or str(error)) from error


def _broken_off(name: str, reason: str) -> InputError:
    return InputError(
        f"{name} cannot be read to its end: {reason}. What came before is in the database; mend or copy the file "
        "again, and import it once more."
    )


def _open(path: Path) -> AbstractContextManager[BinaryIO]:
    if str(path) == "-":
        return nullcontext(sys.stdin.buffer)
    try:
        return cast(BinaryIO, gzip.open(path)) if path.suffix.lower() == ".gz" else path.open("rb")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path} cannot be read: {reason}. Check the name and permissions.") from error


def _written_at(path: Path) -> datetime | None:
    """Return when a file was last written; None, which is now, for standard input."""
    return None if str(path) == "-" else datetime.fromtimestamp(path.stat().st_mtime, UTC)
