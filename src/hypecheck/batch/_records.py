"""An Assessment goes in and comes out again as the bytes that a run keeps of it, without the raw page."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, get_type_hints

import msgspec

from hypecheck.batch._duplicates import sign_text
from hypecheck.records import Assessment, InputItem

__all__ = ["Stored", "restore", "store"]

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# The text of an article shrinks to a third at the lowest level, in 0.3 ms; higher levels save a tenth of that.
_LEVEL = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a run keeps of one assessment; ``failure`` is the code of a failed one.

    By its ``signature`` an assessed article is compared with others; b"" is compared with none.
    """

    record: bytes
    failure: str | None = None
    signature: bytes = b""


def store(assessment: Assessment) -> Stored:
    """Return an assessment as bytes; lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    try:
        packed = msgspec.msgpack.encode(assessment)
    except UnicodeEncodeError:  # rare enough to pay for only when it happens
        packed = msgspec.msgpack.encode(_mend(assessment))
    code = None if assessment.failure is None else assessment.failure.code
    # who abstained or failed has no decision to share; a login page looks like the next one
    scored = assessment.article if assessment.framing is not None else None
    signature = b"" if scored is None else sign_text(scored.text)
    return Stored(record=zlib.compress(packed, _LEVEL), failure=code, signature=signature)


def restore(record: bytes, item: InputItem) -> Assessment:
    """Return the assessment that was stored, as that of ``item``."""
    kept = _decoder().decode(zlib.decompress(record))
    return Assessment(input=item, **{name: getattr(kept, name) for name in kept.__struct_fields__})


@lru_cache(maxsize=1)
def _decoder() -> msgspec.msgpack.Decoder[Any]:
    # The input is left out: the run keeps it itself, and msgspec does not take a field that is bytes or str.
    hints = get_type_hints(Assessment)
    kept = [(each.name, hints[each.name]) for each in fields(Assessment) if each.name != "input"]
    return msgspec.msgpack.Decoder(msgspec.defstruct("StoredAssessment", kept))


def _mend(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {_mend(key): _mend(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_mend(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _mend(getattr(value, each.name)) for each in fields(value)})
    return value
