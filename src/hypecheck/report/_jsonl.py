"""Assessments go in, one complete JSON object a line comes out (schema ``hypecheck/1``)."""

from __future__ import annotations

import re
from typing import Any, TextIO

import orjson

from hypecheck.records import Assessment
from hypecheck.report._output import write_out

__all__ = ["JsonlWriter", "dump_json"]

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class JsonlWriter:
    """Writes a line for each assessment in one call, so that a reader never meets half a line."""

    def __init__(self, stream: TextIO, *, keep_text: bool = True) -> None:
        self._stream = stream
        self._keep_text = keep_text

    def write(self, assessment: Assessment) -> None:
        """Write one line."""
        write_out(self._stream, dump_json(assessment.to_dict(text=self._keep_text)) + "\n")

    def close(self) -> None:
        """Do nothing: the last line is as complete as the first."""


def dump_json(value: Any) -> str:
    """Return ``value`` as compact JSON; lone surrogates (not valid UTF-8) become U+FFFD, one for one."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # "str is not valid UTF-8": rare enough to pay for only when it happens
        return orjson.dumps(_mend(value)).decode()


def _mend(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_mend(key): _mend(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mend(item) for item in value]
    return value
