"""Text goes in, the short quoted phrases in it come out: words the writer shows rather than says."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from hypecheck.records import Span

__all__ = ["blank_phrases", "is_within", "quoted_phrases"]

# 'offered “30-day risk-free returns”' quotes a phrase; a customer's story in quotation marks is a quotation of whole
# sentences and still sells, so anything long, or with a full stop inside, is left alone.
_PHRASE = re.compile(r"[“\"]([^“”\"\n.!?]{3,70})[”\"]")
_MIN_WORDS_OUTSIDE = 3


def quoted_phrases(text: str) -> list[Span]:
    """Return the ranges of short quoted phrases that stand inside a longer line, in text order."""
    spans = []
    for found in _PHRASE.finditer(text):
        line_start = text.rfind("\n", 0, found.start()) + 1
        line_end = text.find("\n", found.end())
        around = text[line_start : found.start()] + text[found.end() : line_end if line_end >= 0 else len(text)]
        if len(around.split()) >= _MIN_WORDS_OUTSIDE:
            spans.append(found.span())
    return spans


def blank_phrases(text: str, start: int, end: int, spans: Sequence[Span]) -> str:
    """Return ``text[start:end]`` as the writer says it: the sorted ``spans`` of shown words are blanked.

    A phrase that opens with a capital stays: “Ferrolin Gentle” is a name, “30-day returns” somebody's promise.
    """
    said = text[start:end]
    for first, last in spans[bisect_left(spans, (start, start)) : bisect_left(spans, (end, end))]:
        if last <= end and not text[first + 1].isupper():
            said = said[: first - start] + " " * (last - first) + said[last - start :]
    return said


def is_within(spans: Sequence[Span], start: int, end: int) -> bool:
    """Say whether ``[start, end)`` lies inside one of the sorted ``spans``."""
    place = bisect_right(spans, (start, end)) - 1
    return place >= 0 and spans[place][0] <= start and end <= spans[place][1]
