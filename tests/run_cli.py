"""Runs the command in this process, and reads the JSON lines it prints."""

from __future__ import annotations

import json
import signal
from typing import Any

from click.testing import Result
from typer.testing import CliRunner

from hypecheck.cli import app

__all__ = ["hear_ctrl_c", "records", "run"]


def run(*arguments: object, stdin: str | None = None) -> Result:
    """Return what a command printed and left with; no traceback may be in it."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def hear_ctrl_c() -> None:
    """Let a process that is about to be started hear Ctrl-C, also where the tests run in the background of a shell."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def records(text: str) -> list[dict[str, Any]]:
    """Read JSON lines."""
    return [json.loads(line) for line in text.splitlines()]
