"""What the library logs of a run goes in; JSON lines in a file, or sentences on stderr, come out."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from hypecheck.errors import OutputError

__all__ = ["show_events"]


@contextmanager
def show_events(log: Path | None, *, verbose: bool) -> Iterator[None]:
    """Write every event as one JSON line to the file ``log``, and as a sentence to stderr if ``verbose``.

    The file is added to, as a run that goes on is one story. Raises ``OutputError`` when it cannot be opened.
    """
    handlers: list[logging.Handler] = []
    if verbose:
        told = logging.StreamHandler()
        told.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
        handlers.append(told)
    if log is not None:
        handlers.append(_open_log(log))
    logger = logging.getLogger("hypecheck")
    level = logger.level
    for handler in handlers:
        handler.setLevel(logging.INFO)
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(level)
        for handler in handlers:
            logger.removeHandler(handler)
            handler.close()


def _open_log(path: Path) -> logging.Handler:
    try:
        handler = _EventFile(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise OutputError.from_system(error, path, option="--log") from error
    handler.setFormatter(_EventLine())
    return handler


class _EventFile(logging.FileHandler):
    """A log file whose faults do not disturb the run: on a full disk, the results matter more."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Do nothing: what cannot be logged is lost."""

    def close(self) -> None:
        """Close the file, whatever becomes of what is left to write."""
        with suppress(OSError):
            super().close()


class _EventLine(logging.Formatter):
    """Lays a log record out as one JSON object: ``time``, ``event`` and what was noted with it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line. What is no event (a warning, a fault of ours) is one with its message."""
        from hypecheck.report._jsonl import dump_json

        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        event = getattr(record, "event", None)
        if event is not None:
            return dump_json({"time": time, "event": event, **getattr(record, "values", {})})
        fault = None if record.exc_info is None else self.formatException(record.exc_info)
        return dump_json({"time": time, "event": "warning", "message": record.getMessage(), "traceback": fault})
