"""An Assessment goes in and comes out again as bytes that run nothing when they are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, get_type_hints

import msgspec

from hypecheck.records import Assessment, InputItem

__all__ = ["pack", "unpack"]

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def pack(assessment: Assessment) -> bytes:
    """Return an assessment as MessagePack; lone surrogates, which UTF-8 cannot hold, become U+FFFD."""
    try:
        return msgspec.msgpack.encode(assessment)
    except UnicodeEncodeError:  # rare enough to pay for only when it happens
        return msgspec.msgpack.encode(_mend(assessment))


def unpack(packed: bytes, item: InputItem) -> Assessment:
    """Return the assessment that was packed, as that of ``item``."""
    kept = _decoder().decode(packed)
    return Assessment(input=item, **{name: getattr(kept, name) for name in kept.__struct_fields__})


@lru_cache(maxsize=1)
def _decoder() -> msgspec.msgpack.Decoder[Any]:
    # The input is left out: who packs keeps it, and msgspec does not take a field that is bytes or str.
    hints = get_type_hints(Assessment)
    kept = [(each.name, hints[each.name]) for each in fields(Assessment) if each.name != "input"]
    return msgspec.msgpack.Decoder(msgspec.defstruct("PackedAssessment", kept))


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
