"""What goes wrong in a command becomes one plain message on stderr and an exit code."""

from __future__ import annotations

import errno
import io
import logging
import os
import signal
import sys
import threading
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from hypecheck.errors import FAILURE_CODES, HypecheckError, OutputError

__all__ = [
    "INTERRUPTED",
    "USAGE",
    "PlainErrors",
    "end_interrupted",
    "end_without_room",
    "ignore_interrupts",
    "log_background_faults",
    "tell",
]

logger = logging.getLogger(__name__)

USAGE = 2
CANNOT_WRITE = 74  # EX_IOERR of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells have it
READER_GONE = 141  # 128 + SIGPIPE

# Writing to a stream that is open already is refused with one of these, and names no file.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}

# By then the finalizer that swallowed a Ctrl-C is over; if not, it is pressed once more.
_AGAIN_S = 0.02

_UNDONE = "interrupted before it was done."

# Typer has option values checked by pydantic, which puts this before every complaint.
_PYDANTICS_OWN = "Value error, "


def tell(message: str) -> None:
    """Print a message on stderr."""
    typer.echo(f"hypecheck: {message}", err=True)


def end_without_room(error: OSError) -> None:
    """Leave with a plain message where the system took no more of stdout; return for any other refusal.

    A help text and what rich prints go to stdout past ``Output``, which would have told.
    """
    if error.errno in _NO_ROOM and error.filename is None:
        _discard_stdout()
        tell(str(OutputError.from_stdout(error)))
        sys.exit(CANNOT_WRITE)


def log_background_faults() -> None:
    """Log what Python would print with a traceback because nobody is there to catch it.

    Threads of a library that are stopped in the middle, and finalizers. A Ctrl-C that arrives while a finalizer runs,
    as they do after every import, would be lost there: it is pressed again.
    """

    def log_thread(told: threading.ExceptHookArgs) -> None:
        name = told.thread.name if told.thread else "?"
        logger.error("fault in thread %s", name, exc_info=told.exc_value)

    def log_ignored(told: sys.UnraisableHookArgs) -> None:
        if told.exc_type is KeyboardInterrupt:
            threading.Timer(_AGAIN_S, _press_ctrl_c).start()
            return
        logger.error("%s %r", told.err_msg or "fault ignored in", told.object, exc_info=told.exc_value)

    threading.excepthook = log_thread
    sys.unraisablehook = log_ignored


def _press_ctrl_c() -> None:
    """Interrupt the main thread, also where it sleeps."""
    main_thread = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main_thread is not None:
        signal.pthread_kill(main_thread, signal.SIGINT)
    else:  # Windows
        signal.raise_signal(signal.SIGINT)


def ignore_interrupts() -> None:
    """Let Ctrl-C come too late: all is written, and what Python still tidies up would print a traceback."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def end_interrupted(message: str) -> NoReturn:
    """Leave with one plain message at a Ctrl-C, however often it is pressed."""
    ignore_interrupts()
    tell(message)
    raise typer.Exit(INTERRUPTED)


class PlainErrors(TyperGroup):
    """A group of commands whose errors reach the user as one line and an exit code, never as a traceback."""

    def make_context(self, *args: Any, **options: Any) -> Any:
        try:
            return super().make_context(*args, **options)
        except KeyboardInterrupt:
            end_interrupted(_UNDONE)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = _with_what_was_got(error)
            raise
        except OutputError as error:
            _discard_stdout()
            tell(str(error))
            raise typer.Exit(CANNOT_WRITE) from error
        except HypecheckError as error:
            tell(f"{error}{_remedy(error)}")
            raise typer.Exit(USAGE) from error
        except BrokenPipeError as error:  # "hypecheck scan ... | head" has seen enough
            _discard_stdout()
            raise typer.Exit(READER_GONE) from error
        except KeyboardInterrupt:
            end_interrupted(_UNDONE)
        except ImportError as error:
            if _came_of_interrupt(error):
                end_interrupted(_UNDONE)
            raise


def _came_of_interrupt(error: BaseException) -> bool:
    """Say whether a Ctrl-C is behind an error: compiled modules that are being loaded take it for a fault of theirs."""
    behind = error.__cause__ or error.__context__
    return isinstance(behind, KeyboardInterrupt) or (behind is not None and _came_of_interrupt(behind))


def _remedy(error: HypecheckError) -> str:
    """Return what the table of failures says can be done about a page that was not fetched, unless the error has it."""
    stage, remedy = FAILURE_CODES.get(error.code, ("", ""))
    return f" {remedy}" if stage == "fetch" and remedy not in str(error) else ""


def _with_what_was_got(error: typer.BadParameter) -> str:
    """Return the complaint in plain words: "Input should be a valid integer" leaves out what was typed."""
    message = error.message.removeprefix(_PYDANTICS_OWN)
    details = getattr(error.__cause__, "errors", None)  # of pydantic's ValidationError
    got = str(details()[0]["input"]) if callable(details) else ""
    return message if got in message else f"{message.rstrip('.')}; got {got!r}."


def _discard_stdout() -> None:
    """Point stdout nowhere: Python flushes it at exit and would complain a second time."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, io.UnsupportedOperation):  # a stdout without a descriptor, as in tests
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
