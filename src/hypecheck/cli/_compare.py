"""``hypecheck compare``: two pages go in, the two side by side come out."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from hypecheck.cli._one_page import read_one
from hypecheck.cli._options import AllowPrivate, As, Model, Out, choose_by_ending
from hypecheck.cli._output import open_output, prepare_stdout
from hypecheck.config import Settings
from hypecheck.errors import InputError

if TYPE_CHECKING:
    from hypecheck.landscape import Comparison

__all__ = ["compare"]

#: Width of the terminal picture in a file, where there is no terminal to ask.
_FILE_COLUMNS = 140


class CompareFormat(StrEnum):
    """What ``compare`` can write."""

    terminal = "terminal"
    html = "html"


def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="One page: a URL, a file, or - to read stdin.")],
    second: Annotated[str, typer.Argument(metavar="B", help="The page to set beside it.")],
    read_as: As = None,
    format: Annotated[
        CompareFormat | None,
        typer.Option("--format", "-f", help="Default: by the ending of --out, else for reading in a terminal."),
    ] = None,
    out: Out = None,
    model: Model = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Set two pages side by side: score, reasons, claims about the same pairs, plugs, limits, citations."""
    from hypecheck.landscape import Comparison
    from hypecheck.pipeline import load

    if first == second == "-":
        raise typer.BadParameter("stdin holds one page; give a file or a URL for the other.")
    format = format or CompareFormat(choose_by_ending(out, CompareFormat) or CompareFormat.terminal)
    settings = Settings(allow_private=allow_private)
    items = [read_one(page, as_text=read_as is not None, settings=settings) for page in (first, second)]
    checker = load(model, settings=settings)
    left, right = (checker.assess_item(item) for item in items)
    for assessment in (left, right):
        if assessment.failure is not None:
            raise InputError(f"{assessment.input.id}: {assessment.failure.detail}", code=assessment.failure.code)
    prepare_stdout()
    with open_output(out) as output:
        output.write(_render(Comparison.of(left, right), format=format, into_file=out is not None))


def _render(comparison: Comparison, *, format: CompareFormat, into_file: bool) -> str:
    from hypecheck.report import render_comparison_html, render_comparison_terminal

    if format == CompareFormat.html:
        return render_comparison_html(comparison)
    from rich.console import Console

    console = Console(width=_FILE_COLUMNS, force_terminal=False) if into_file else Console()
    with console.capture() as picture:
        render_comparison_terminal(comparison, console)
    return picture.get()
