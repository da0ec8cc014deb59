"""What goes wrong in a command becomes one plain message on stderr and an exit code."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from hypecheck.errors import HypecheckError, OutputError

__all__ = ["INTERRUPTED", "USAGE", "PlainErrors", "tell"]

USAGE = 2
CANNOT_WRITE = 74  # EX_IOERR of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
READER_GONE = 141  # 128 + SIGPIPE


def tell(message: str) -> None:
    """Print a message on stderr."""
    typer.echo(f"hypecheck: {message}", err=True)


class PlainErrors(TyperGroup):
    """A group of commands whose errors reach the user as one line and an exit code, never as a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except OutputError as error:
            _discard_stdout()
            tell(str(error))
            raise typer.Exit(CANNOT_WRITE) from error
        except HypecheckError as error:
            tell(str(error))
            raise typer.Exit(USAGE) from error
        except BrokenPipeError as error:  # "hypecheck scan ... | head" has seen enough
            _discard_stdout()
            raise typer.Exit(READER_GONE) from error
        except KeyboardInterrupt as error:
            raise typer.Exit(INTERRUPTED) from error


def _discard_stdout() -> None:
    """Point stdout nowhere: Python flushes it at exit and would complain a second time."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, io.UnsupportedOperation):  # a stdout without a descriptor, as in tests
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
