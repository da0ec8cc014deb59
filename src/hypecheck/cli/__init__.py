"""The ``hypecheck`` command: each command parses, calls the library, prints and chooses an exit code.

A command lives in a module of its own and loads what is heavy only when it runs: ``--help`` is instant.
"""

from __future__ import annotations

import logging
import sys
from typing import Annotated

import typer

from hypecheck.cli._claims import claims
from hypecheck.cli._compare import compare
from hypecheck.cli._doctor import doctor
from hypecheck.cli._errors import PlainErrors, end_without_room, ignore_interrupts, log_background_faults, tell
from hypecheck.cli._evaluate import evaluate
from hypecheck.cli._explain import explain
from hypecheck.cli._export import export
from hypecheck.cli._import import import_
from hypecheck.cli._models import models
from hypecheck.cli._review import review
from hypecheck.cli._runs import RetryingCommand
from hypecheck.cli._scan import scan
from hypecheck.cli._serve import serve
from hypecheck.cli._train import train
from hypecheck.cli._users import users
from hypecheck.config import VERSION

__all__ = ["app", "main"]

EXIT_CODES = (
    "[bold]Exit codes[/bold]: 0 done; 1 a page met --fail-on, doctor found a fault, or import met lines it cannot "
    "read; 2 wrong usage, no usable model or every page failed; 70 a fault of hypecheck; 74 the output cannot be "
    "written; 130 interrupted (what was done is written); 141 the reader of the output went away."
)

app = typer.Typer(
    cls=PlainErrors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(epilog=EXIT_CODES, cls=RetryingCommand)(scan)
app.command(epilog=EXIT_CODES)(explain)
app.command(epilog=EXIT_CODES)(claims)
app.command(epilog=EXIT_CODES)(compare)
app.command(epilog=EXIT_CODES)(doctor)
app.command(epilog=EXIT_CODES)(evaluate)
app.command(epilog=EXIT_CODES)(train)
app.command("import", epilog=EXIT_CODES)(import_)
app.command(epilog=EXIT_CODES)(export)
app.command(epilog=EXIT_CODES)(review)
app.command(epilog=EXIT_CODES)(serve)
app.add_typer(models, name="models", epilog=EXIT_CODES)
app.add_typer(users, name="users", epilog=EXIT_CODES)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hypecheck {VERSION}")
        raise typer.Exit


@app.callback()
def hypecheck(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Score how far health articles are written to sell, and show the sentences and reasons behind it.

    It measures framing, never whether a claim is right.
    """


def main() -> None:
    """Run the command and leave with its exit code; a traceback is shown only with ``python -X dev``."""
    if not sys.flags.dev_mode:
        logging.getLogger().addHandler(logging.NullHandler())  # what a page did wrong stands in its record
        log_background_faults()
    try:
        app(prog_name="hypecheck")
    except Exception as error:
        if isinstance(error, OSError):
            end_without_room(error)
        if sys.flags.dev_mode:
            raise
        tell(
            f"a fault of hypecheck itself ({type(error).__name__}: {error}). Please report it with the "
            "output of the same command run as: python -X dev -m hypecheck ..."
        )
        sys.exit(70)
    finally:
        ignore_interrupts()
