"""Two texts of a page go in; the lines that differ come out, with the words that differ in them and a line around."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

__all__ = ["Line", "Piece", "compare_texts"]

Change = Literal["same", "gone", "new"]

#: So many lines, or words of a line. What is compared takes time with the pairs that are equal, which a text of a few
#: words again and again has many of: 200 words of plain English have 1,000, 2,000 lines of two kinds two million.
_MOST_TOKENS = 5_000
_MOST_EQUAL_PAIRS = 20_000
#: In all lines of a text together.
_MOST_EQUAL_PAIRS_IN_ALL = 300_000
#: Lines with less in common are not one line that changed but two.
_LEAST_ALIKE = 0.4
#: A line that is the same says where one is, and is cut to so many characters.
_MOST_AROUND = 160
#: A word takes the space before it along: spaces alone would be the most equal pairs of all.
_WORDS = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words of a line, and what became of them."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of either text. ``change`` is "changed" where only some of its words are gone or new."""

    change: Literal["same", "gone", "new", "changed"]
    pieces: tuple[Piece, ...]


def compare_texts(before: str, after: str) -> list[Line] | None:
    """Return what differs, line by line, each change with a line before and behind it.

    Nothing where the words are the same; None where the texts are too long to be compared.

    >>> [(piece.change, piece.text) for piece in compare_texts("Take one a day.", "Take two a day.")[0].pieces]
    [('same', 'Take'), ('gone', ' one'), ('new', ' two'), ('same', ' a day.')]
    """
    old, new = _lines_of(before), _lines_of(after)
    if _count_equal_pairs(old, new) is None:
        return None
    budget = _Budget()
    found: list[Line] = []
    told = 0  # lines of the new text that are shown already
    for change, old_start, old_end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change == "equal":
            continue
        found += _around(new[max(told, new_start - 1) : new_start])
        found += _differing(old[old_start:old_end], new[new_start:new_end], budget=budget)
        found += _around(new[new_end : new_end + 1])
        told = new_end + 1
    return found


@dataclass(slots=True)
class _Budget:
    """What may still be spent on comparing the words of lines."""

    left: int = _MOST_EQUAL_PAIRS_IN_ALL


def _count_equal_pairs(old: Sequence[str], new: Sequence[str]) -> int | None:
    """Return how many pairs are equal, or None where it would take too long to compare them."""
    if max(len(old), len(new)) > _MOST_TOKENS:
        return None
    in_new = Counter(new)
    pairs = sum(count * in_new[token] for token, count in Counter(old).items())
    return pairs if pairs <= _MOST_EQUAL_PAIRS else None


def _lines_of(text: str) -> list[str]:
    return [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]


def _around(lines: Sequence[str]) -> list[Line]:
    cut = [line if len(line) <= _MOST_AROUND else f"{line[:_MOST_AROUND]}…" for line in lines]
    return [Line(change="same", pieces=(Piece(change="same", text=line),)) for line in cut]


def _differing(old: Sequence[str], new: Sequence[str], *, budget: _Budget) -> Iterator[Line]:
    """Pair lines in their order; two that have enough in common are one line that changed."""
    for one, other in zip_longest(old, new):
        changed = None if one is None or other is None else _compare_words(one, other, budget=budget)
        if changed is not None:
            yield changed
            continue
        if one is not None:
            yield Line(change="gone", pieces=(Piece(change="gone", text=one),))
        if other is not None:
            yield Line(change="new", pieces=(Piece(change="new", text=other),))


def _compare_words(one: str, other: str, *, budget: _Budget) -> Line | None:
    old, new = _WORDS.findall(one), _WORDS.findall(other)
    pairs = _count_equal_pairs(old, new)
    if pairs is None or pairs > budget.left:
        return None
    budget.left -= pairs
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return None
    pieces = []
    for change, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if change == "equal":
            pieces.append(Piece(change="same", text="".join(new[new_start:new_end])))
            continue
        if old_end > old_start:
            pieces.append(Piece(change="gone", text="".join(old[old_start:old_end])))
        if new_end > new_start:
            pieces.append(Piece(change="new", text="".join(new[new_start:new_end])))
    return Line(change="changed", pieces=tuple(pieces))
