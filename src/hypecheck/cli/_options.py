"""The options that several commands share, and the choices they offer."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["AllowPrivate", "As", "Model", "Out", "ReadAs", "choose_by_ending", "refuse_to_overwrite"]


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


def choose_by_ending(out: Path | None, choices: type[StrEnum]) -> str | None:
    """Return the format that the ending of a file's name stands for, or None."""
    ending = "" if out is None else out.suffix.lower().removeprefix(".")
    return ending if ending in list(choices) else None


def refuse_to_overwrite(inputs: list[str], out: Path | None) -> None:
    """Raise ``typer.BadParameter`` where the output file is one of the inputs."""
    if out is not None and out.is_file() and any(Path(name).exists() and out.samefile(name) for name in inputs):
        raise typer.BadParameter(f"{out} is one of the inputs; name another file.", param_hint="--out")
