"""A path or stdout goes in, a text stream comes out; a file appears whole under its name or not at all."""

from __future__ import annotations

import errno
import glob
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from hypecheck.errors import OutputError

__all__ = ["Output", "open_output", "prepare_stdout"]


# half a character pair, which UTF-8 cannot hold, is written as its JSON escape
_ERRORS = "backslashreplace"


class Output:
    """A stream to write records to, and how much of its file is whole records."""

    def __init__(
        self, stream: TextIO, *, path: Path | None = None, is_file: bool = False, option: str = "--out"
    ) -> None:
        self.stream = stream
        self._path = path
        self._option = option
        self.whole_bytes = 0
        self._is_file = is_file

    def write(self, text: str) -> None:
        """Write and flush all there is. Raises ``OutputError`` when the system refuses."""
        with _told(self._path, self._option):
            self.stream.write(text)
            self.stream.flush()

    def record_written(self) -> None:
        """Note that all written and flushed so far is whole records, worth keeping if the rest fails."""
        if self._is_file:
            self.whole_bytes = os.fstat(self.stream.fileno()).st_size


def prepare_stdout() -> None:
    """Make stdout take any character: UTF-8 into a pipe; on a terminal "?" for what it cannot show."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors=_ERRORS, newline="")


@contextmanager
def open_output(path: Path | None, *, option: str = "--out") -> Iterator[Output]:
    """Open ``path``, which an ``option`` names, or stdout for None.

    A file is written under another name in the same folder and takes its own name when the block ends. When
    the block fails, the whole records noted so far take the name; without any, an earlier file stays.
    Raises ``OutputError`` when the system refuses.
    """
    if path is None:
        yield Output(sys.stdout)
    elif path.exists() and not path.is_file() and not path.is_dir():  # /dev/null, a named pipe: no name to take
        with _told(path, option), path.open("w", encoding="utf-8", errors=_ERRORS, newline="") as stream:
            yield Output(stream, path=path, option=option)
    else:
        yield from _open_file(path.resolve(), option)


def _open_file(path: Path, option: str) -> Iterator[Output]:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _told(path, option):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "that is a folder")
        _remove_leavings(path)
        stream = part.open("w", encoding="utf-8", errors=_ERRORS, newline="")
    output = Output(stream, path=path, is_file=True, option=option)
    try:
        yield output
    except BaseException:
        _keep_whole_records(output, part, path)
        raise
    with _told(path, option):
        try:
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
            part.replace(path)
        except OSError:
            _keep_whole_records(output, part, path)
            raise


def _remove_leavings(path: Path) -> None:
    """Remove what killed processes left of their attempts to write this file."""
    for part in path.parent.glob(f".{glob.escape(path.name)}.*.part"):
        pid = part.suffixes[-2].removeprefix(".")
        if pid.isdigit() and not _is_running(int(pid)):
            part.unlink(missing_ok=True)


def _is_running(pid: int) -> bool:
    if os.name == "nt":  # there is no asking: any signal would end it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        pass
    return True


def _keep_whole_records(output: Output, part: Path, path: Path) -> None:
    with suppress(OSError):
        output.stream.close()  # flushes, which a full disk refuses once more
    with suppress(OSError):
        if output.whole_bytes:
            os.truncate(part, output.whole_bytes)
            part.replace(path)
        else:
            part.unlink()


@contextmanager
def _told(path: Path | None, option: str) -> Iterator[None]:
    """Turn what the system refuses for ``path``, or for stdout without one, into an ``OutputError``."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if path is None:
            raise OutputError.from_stdout(error) from error
        raise OutputError.from_system(error, path, option=option) from error
