"""The options that several commands share, and the choices they offer."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from hypecheck.config import Settings
from hypecheck.endings import READABLE

__all__ = [
    "DEFAULTS",
    "PAGES",
    "AllowPrivate",
    "As",
    "Cache",
    "ChangedOnly",
    "Connections",
    "Delay",
    "Failures",
    "Fresh",
    "Log",
    "Model",
    "Out",
    "ReadAs",
    "RetryFailed",
    "SaveWarc",
    "State",
    "Verbose",
    "choose_by_ending",
    "default_format",
    "refuse_to_overwrite",
]

DEFAULTS = Settings()

#: What the INPUT of a command can be.
PAGES = f"A URL, a file ({READABLE}), a folder, or - for stdin."

#: Endings under which any of the formats may be kept.
_FOR_ANY_TEXT = ("", "txt")

_Format = TypeVar("_Format", bound=StrEnum)


class ReadAs(StrEnum):
    """How to read files whose ending does not tell."""

    text = "text"


As = Annotated[
    ReadAs | None,
    typer.Option("--as", help="Read .txt and .md files as articles; else a .txt file is a list of URLs."),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Write the results to this file; it appears whole, or not at all."),
]
Model = Annotated[
    str | None,
    typer.Option("--model", help="Name of a model that comes with hypecheck, or a folder with one."),
]
AllowPrivate = Annotated[
    bool, typer.Option("--allow-private", help="Fetch from addresses inside a private network too.")
]

# of a run

State = Annotated[
    Path | None,
    typer.Option(
        "--state",
        help="Keep the run in this file, so that it can be written again in another format, or go on after a "
        "stop. Default: beside --out, until all is done.",
    ),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Forget what an earlier run of this command has done.")]
RetryFailed = Annotated[
    list[str] | None,
    typer.Option(
        "--retry-failed", metavar="[CODE]", help="Do again what failed with this code; without one, all that failed."
    ),
]
Failures = Annotated[
    Path | None, typer.Option("--failures", help="Write what failed to this file, as a list to be scanned again.")
]
Cache = Annotated[
    Path | None, typer.Option("--cache", help="Keep fetched pages in this file and ask only whether they have changed.")
]
ChangedOnly = Annotated[
    bool, typer.Option("--changed-only", help="Do not read again what the --cache knows to be as it was.")
]
SaveWarc = Annotated[
    Path | None, typer.Option("--save-warc", help="Add every page that is fetched to this WARC file (.warc.gz).")
]
Log = Annotated[Path | None, typer.Option("--log", help="Add what happens to this file, one JSON object a line.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say on stderr what happens, instead of a bar.")]
Connections = Annotated[
    int, typer.Option("--connections", min=1, help="Requests under way at once, in all; one host sees one at a time.")
]
Delay = Annotated[float, typer.Option("--delay", min=0, help="Seconds between two requests to one host.")]


def default_format(out: Path | None, formats: type[_Format]) -> _Format:
    """Return what to write without ``--format``: by the ending of --out; else a table for eyes, lines for a pipe."""
    if out is None and sys.stdout.isatty():
        return formats("table")
    return formats(choose_by_ending(out, formats) or "jsonl")


def choose_by_ending(out: Path | None, choices: type[StrEnum]) -> str | None:
    """Return the format that the ending of a file's name stands for, None without one or for ``.txt``.

    Raises ``typer.BadParameter`` for any other ending: a case.pdf that is none helps nobody.
    """
    ending = "" if out is None else out.suffix.lower().removeprefix(".")
    if ending in list(choices):
        return ending
    if ending in _FOR_ANY_TEXT:
        return None
    formats = ", ".join(choices)
    raise typer.BadParameter(
        f"{out} ends in .{ending}, which says no format; name one with --format ({formats}), or use its ending.",
        param_hint="--out",
    )


def refuse_to_overwrite(inputs: list[str], out: Path | None, **others: Path | None) -> None:
    """Raise ``typer.BadParameter`` where a file to be written is one of the inputs, or two of them are one.

    ``others`` are named like their options: ``save_warc`` is what ``--save-warc`` names.
    """
    written = {"out": out} | others
    for name, path in written.items():
        if path is not None and path.is_file() and any(_is_same(path, Path(each)) for each in inputs):
            option = f"--{name.replace('_', '-')}"
            raise typer.BadParameter(f"{path} is one of the inputs; name another file.", param_hint=option)
    named = [path.resolve() for path in written.values() if path is not None]
    if len(set(named)) < len(named):
        raise typer.BadParameter(f"{', '.join(map(str, named))} must be different files.")


def _is_same(path: Path, other: Path) -> bool:
    return other.exists() and path.samefile(other)
