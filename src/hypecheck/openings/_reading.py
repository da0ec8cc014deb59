"""An expression as Python's own parser has it goes in; opening words and required texts come out.

The parser is no public module. A Python that has moved it or renamed its kinds makes this module fail to load
(``ImportError`` or ``AttributeError``), which the package around it expects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]  # not documented
from re import _parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["DIGIT", "opening_words", "required_texts"]

DIGIT = r"\d"  # any word that begins with a digit
_WORD = re.compile(r"\w")
_MAX_OPENINGS = 200
_MAX_SET = 12  # longer classes ("[a-z]") tell nothing
_SPACES = {op.CATEGORY_SPACE, op.CATEGORY_NOT_WORD}
_GROUPS = {op.SUBPATTERN: 3, op.ATOMIC_GROUP: None}  # where the group's items stand in its argument
_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
_LINE_STARTS = {op.AT_BEGINNING, op.AT_BEGINNING_LINE, op.AT_BEGINNING_STRING}
_BOUNDARIES = {op.AT_BOUNDARY, op.AT_UNI_BOUNDARY}

# A word under construction; None where it is not yet known that it is not the end of another word.
_Open = str | None
_Items = Sequence[tuple[Any, Any]]


class _UnknownOpeningError(Exception):
    """The expression can begin with something that is no word of a list."""


def opening_words(pattern: str) -> frozenset[str] | None:
    """Return the whole words that a match can begin with, None where there is no telling."""
    words: set[str] = set()
    try:
        still_open = _extend(_parse(pattern), {None}, words)
    except _UnknownOpeningError:
        return None
    return None if still_open else frozenset(words)


def required_texts(pattern: str) -> tuple[str, ...] | None:
    """Return texts of which every match holds one, the most telling that are found; None for none."""
    return _required(_parse(pattern))


def _parse(pattern: str) -> _Items:
    """Return the parsed expression; the same from 3.11 to 3.14."""
    return list(_parser.parse(pattern, re.IGNORECASE))


# ---- the words a match begins with -----------------------------------------------------------------------------


def _extend(items: Iterable[tuple[Any, Any]], begun: set[_Open], words: set[str]) -> set[_Open]:
    """Read on from the words begun; those that end go to ``words``, those that may go on are returned."""
    for kind, argument in items:
        if not begun:
            break
        begun = _extend_by(kind, argument, begun, words)
        if len(begun) + len(words) > _MAX_OPENINGS:
            raise _UnknownOpeningError
    return begun


def _extend_by(kind: Any, argument: Any, begun: set[_Open], words: set[str]) -> set[_Open]:
    if kind is op.LITERAL:
        return _extend_by_chars([chr(argument)], begun, words)
    if kind is op.IN:
        return _extend_by_class(argument, begun, words)
    if kind in _GROUPS:
        return _extend(_inside(kind, argument), begun, words)
    if kind is op.BRANCH:
        return set().union(*(_extend(branch, begun, words) for branch in argument[1]))
    if kind in _REPEATS:
        return _extend_by_repeat(argument, begun, words)
    if kind is op.AT and argument in _BOUNDARIES:
        return _end_words(begun, words) | ({""} if None in begun or "" in begun else set())
    if kind is op.AT and argument in _LINE_STARTS and begun == {None}:
        return {""}
    if kind is op.ASSERT and argument[0] < 0 and begun == {None} and _ends_outside_words(argument[1]):
        return {""}
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return begun  # it only forbids; what is found without it is found
    raise _UnknownOpeningError


def _extend_by_chars(chars: Iterable[str], begun: set[_Open], words: set[str]) -> set[_Open]:
    longer: set[_Open] = set()
    for char in chars:
        if not _WORD.match(char):
            _end_words(begun, words)
            if not all(begun):
                raise _UnknownOpeningError  # it begins with a mark
        elif None in begun:
            raise _UnknownOpeningError
        else:
            longer |= {f"{word}{char.lower()}" for word in begun}
    return longer


def _extend_by_class(members: _Items, begun: set[_Open], words: set[str]) -> set[_Open]:
    if begun == {""} and members == [(op.CATEGORY, op.CATEGORY_DIGIT)]:
        words.add(DIGIT)
        return set()
    if all(kind is op.CATEGORY and category in _SPACES for kind, category in members):
        return _extend_by_chars(" ", begun, words)
    chars = _chars_of(members)
    if chars is None:
        raise _UnknownOpeningError
    return _extend_by_chars(chars, begun, words)


def _extend_by_repeat(argument: Any, begun: set[_Open], words: set[str]) -> set[_Open]:
    least, most, items = argument
    once = _extend(items, begun, words)
    if once and most != 1:
        raise _UnknownOpeningError  # "(?:ab)+" begins with ab, abab, ...
    return once | begun if least == 0 else once


def _end_words(begun: set[_Open], words: set[str]) -> set[_Open]:
    words.update(word for word in begun if word)
    return set()


def _ends_outside_words(items: _Items) -> bool:
    """Say whether what stands before the match ends with a mark or a blank, so that a word begins behind it."""
    kind, argument = list(items)[-1]
    return kind is op.LITERAL and not _WORD.match(chr(argument))


# ---- the texts a match cannot do without -----------------------------------------------------------------------


def _required(items: Iterable[tuple[Any, Any]]) -> tuple[str, ...] | None:
    found: list[tuple[str, ...]] = []
    run: tuple[str, ...] = ("",)  # what the characters up to here spell: "n't" or "n’t"
    for kind, argument in items:
        chars = [chr(argument)] if kind is op.LITERAL else _chars_of(argument) if kind is op.IN else None
        if chars is not None and len(run) * len(chars) <= _MAX_SET:
            run = tuple(dict.fromkeys(text + char.lower() for text in run for char in chars))
            continue
        found += [run, _required_by(kind, argument) or ("",)]
        run = ("",)
    # the longer its shortest text, the seldomer it is there by chance
    best = max([*found, run], key=lambda texts: min(map(len, texts)))
    return best if all(best) else None


def _required_by(kind: Any, argument: Any) -> tuple[str, ...] | None:
    if kind in _GROUPS:
        return _required(_inside(kind, argument))
    if kind in _REPEATS and argument[0] > 0:
        return _required(argument[2])
    if kind is op.BRANCH:
        branches = [_required(branch) for branch in argument[1]]
        if all(branches):
            return tuple(dict.fromkeys(text for branch in branches for text in branch or ()))
    return None


def _inside(kind: Any, argument: Any) -> _Items:
    place = _GROUPS[kind]
    return list(argument if place is None else argument[place])


def _chars_of(members: _Items) -> list[str] | None:
    """Return the characters of a short class ("[Oo]"), None where it has others."""
    chars: list[str] = []
    for kind, argument in members:
        if kind is op.LITERAL:
            chars.append(chr(argument))
        elif kind is op.RANGE and argument[1] - argument[0] < _MAX_SET:
            chars += map(chr, range(argument[0], argument[1] + 1))
        else:
            return None
    return chars if len(chars) <= _MAX_SET else None
