"""Text goes to the caller's stream, whole and flushed; what the system refuses becomes an OutputError."""

from __future__ import annotations

from typing import TextIO

from hypecheck.errors import OutputError

__all__ = ["write_out"]


def write_out(stream: TextIO, text: str) -> None:
    """Write ``text`` in one call and flush it.

    A broken pipe passes through (the reader has seen enough, which is no fault); any other refusal raises
    ``OutputError``.
    """
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError.from_stdout(error) from error
    except UnicodeEncodeError as error:
        raise OutputError(
            f"The results hold characters that {error.encoding} cannot write. "
            "Use --out FILE, which is UTF-8, or set PYTHONIOENCODING=utf-8."
        ) from error
