"""An Assessment goes in and comes out again as the bytes that a run keeps of it, without the raw page."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

from hypecheck.batch._duplicates import sign_text
from hypecheck.config import VERSION
from hypecheck.packing import pack, unpack
from hypecheck.records import Abstention, Assessment, Failure, InputItem

__all__ = ["Stored", "restore", "store", "store_abstention", "store_failure", "without_content"]

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
    code = None if assessment.failure is None else assessment.failure.code
    # who abstained or failed has no decision to share; a login page looks like the next one
    scored = assessment.article if assessment.framing is not None else None
    signature = b"" if scored is None else sign_text(scored.text)
    return Stored(record=zlib.compress(pack(assessment), _LEVEL), failure=code, signature=signature)


def store_failure(item: InputItem, failure: Failure) -> Stored:
    """Return the stored record of a page that never came to be assessed."""
    return store(Assessment(input=without_content(item), failure=failure, versions={"hypecheck": VERSION}))


def store_abstention(item: InputItem, abstention: Abstention) -> Stored:
    """Return the stored record of a page that did not need to be assessed."""
    return store(Assessment(input=without_content(item), abstention=abstention, versions={"hypecheck": VERSION}))


def restore(record: bytes, item: InputItem) -> Assessment:
    """Return the assessment that was stored, as that of ``item``."""
    return unpack(zlib.decompress(record), item)


def without_content(item: InputItem) -> InputItem:
    """Return the item as records carry it: what is kept and sent between processes stays small."""
    return replace(item, html=None, text=None)
