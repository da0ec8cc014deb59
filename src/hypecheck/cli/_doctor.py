"""``hypecheck doctor``: looks at the installation, part by part, and says what to do about each fault."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer

from hypecheck.cli._options import Model
from hypecheck.cli._output import prepare_stdout
from hypecheck.config import Settings

if TYPE_CHECKING:
    from hypecheck.doctor import Check

__all__ = ["doctor"]

_FAULT_FOUND = 1


def doctor(model: Model = None) -> None:
    """Check versions, lexicon, language pipeline and model, and assess a sample; exit with 1 on a fault."""
    from hypecheck.doctor import run_checks

    prepare_stdout()
    levels: Counter[str] = Counter()
    for check in run_checks(model or Settings().model):
        levels[check.level] += 1
        typer.echo(_line(check))
    if levels["fault"]:
        typer.echo(f"\n{_count(levels['fault'], 'fault')} to mend before hypecheck can be relied on.")
        raise typer.Exit(_FAULT_FOUND)
    typer.echo("\nAll is well." if not levels["warn"] else f"\nReady, with {_count(levels['warn'], 'warning')}.")


def _line(check: Check) -> str:
    colour = {"ok": typer.colors.GREEN, "warn": typer.colors.YELLOW, "fault": typer.colors.RED}[check.level]
    return f"{typer.style(f'{check.level:<5}', fg=colour)}  {check.name:<12}  {check.detail}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
