"""An expression as Python's own parser has it goes in; opening words and needed texts come out.

The parser is no public module. A Python that has moved it or renamed its kinds makes this module fail to load
(``ImportError`` or ``AttributeError``), which the package around it expects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]  # not documented
from re import _parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["DIGIT", "lead_of", "opening_words", "ways_to_match"]

DIGIT = r"\d"  # behind the letters of a word that goes on with a digit; alone: a word that begins with one
_WORD = re.compile(r"\w")
_MAX_OPENINGS = 200
_MAX_SET = 12  # longer classes ("[a-z]") tell nothing
_MAX_LEAD = 6
_MAX_STARTS = 40
_MAX_GROUPS = 3  # of one way: what the seldomest three let through, a fourth hardly stops
_SPACES = {op.CATEGORY_SPACE, op.CATEGORY_NOT_WORD}
_GROUPS = {op.SUBPATTERN: 3, op.ATOMIC_GROUP: None}  # where the group's items stand in its argument
_REPEATS = {op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT}
_LINE_STARTS = {op.AT_BEGINNING, op.AT_BEGINNING_LINE, op.AT_BEGINNING_STRING}
_FORBIDDING = {op.AT, op.ASSERT_NOT}  # these take up no text
_BOUNDARIES = {op.AT_BOUNDARY, op.AT_UNI_BOUNDARY}

# A word under construction; None where it is not yet known that it is not the end of another word.
_Open = str | None
_Items = Sequence[tuple[Any, Any]]

Way = tuple[tuple[str, ...], ...]
Lead = tuple[tuple[str, ...], int, int]


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


def ways_to_match(pattern: str) -> tuple[Way, ...]:
    """Return the ways in which the expression can match, each with the groups of texts it needs one of each of."""
    return tuple(_ways(_parse(pattern)))


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
    if kind is op.ASSERT and argument[0] > 0:
        return _extend_by_lookahead(argument[1], begun, words)
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
    if None not in begun and members == [(op.CATEGORY, op.CATEGORY_DIGIT)]:
        words.update(f"{word}{DIGIT}" for word in begun)
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


def _extend_by_lookahead(items: _Items, begun: set[_Open], words: set[str]) -> set[_Open]:
    """End the words begun where what must follow ends them all: "more(?= [a-z])" begins with "more"."""
    ended: set[str] = set()
    try:
        still_open = _extend(items, begun, ended)
    except _UnknownOpeningError:
        return begun
    if still_open:
        return begun
    words |= ended
    return set()


def _end_words(begun: set[_Open], words: set[str]) -> set[_Open]:
    words.update(word for word in begun if word)
    return set()


def _ends_outside_words(items: _Items) -> bool:
    """Say whether what stands before the match ends with a mark or a blank, so that a word begins behind it."""
    kind, argument = list(items)[-1]
    return kind is op.LITERAL and not _WORD.match(chr(argument))


# ---- the texts near which a match begins -----------------------------------------------------------------------


def lead_of(pattern: str) -> Lead | None:
    """Return the most telling texts that stand at most a few characters behind where a match begins."""
    parsed = _parse(pattern)
    while len(items := [each for each in parsed if each[0] not in _FORBIDDING]) == 1 and items[0][0] in _GROUPS:
        parsed = _inside(*items[0])
    leads = []
    for place in range(len(items)):
        nearest, farthest = _width(items[:place])
        if farthest > _MAX_LEAD:
            break
        texts = _starts(items[place:])
        if texts and all(map(_tells, texts)):
            leads.append((texts, nearest, farthest))
    return max(leads, key=lambda lead: _seldomness(lead[0]), default=None)


def _width(items: _Items) -> tuple[int, int]:
    least, most = _parser.SubPattern(_parser.State(), list(items)).getwidth()
    return int(least), int(most)


def _starts(items: Iterable[tuple[Any, Any]]) -> tuple[str, ...]:
    """Return texts with one of which all that the items match begins, as long as can be told."""
    begun: tuple[str, ...] = ("",)
    for kind, argument in items:
        if kind in _FORBIDDING or kind is op.ASSERT:
            continue
        if kind is op.BRANCH:
            following = tuple(text for branch in argument[1] for text in _starts(branch) or ("",))
        elif kind in _GROUPS:
            following = _starts(_inside(kind, argument))
        elif kind in _REPEATS and argument[0] > 0:
            following = _starts(argument[2])
        else:
            chars = [chr(argument)] if kind is op.LITERAL else _chars_of(argument) if kind is op.IN else None
            following = tuple(char.lower() for char in chars or ())
        if len(begun) * len(following) > _MAX_STARTS:
            break
        begun = tuple(dict.fromkeys(text + more for text in begun for more in following)) or begun
        if kind not in (op.LITERAL, op.IN) or not following:
            break
    return begun if all(begun) else ()


# ---- the texts a match cannot do without -----------------------------------------------------------------------


def _ways(items: Iterable[tuple[Any, Any]]) -> Iterator[Way]:
    """Yield the ways of a sequence: of "(?:ab|cd)" two, of "x(?:ab|cd)" one that needs one of two texts."""
    items = [each for each in items if each[0] not in _FORBIDDING]
    if len(items) == 1 and items[0][0] is op.BRANCH:
        for branch in items[0][1][1]:
            yield from _ways(branch)
    elif len(items) == 1 and items[0][0] in _GROUPS:
        yield from _ways(_inside(*items[0]))
    else:
        found = sorted({texts for texts in _groups_of(items) if all(map(_tells, texts))})
        yield tuple(sorted(found, key=_seldomness, reverse=True)[:_MAX_GROUPS])


def _tells(text: str) -> bool:
    """Say whether a text is worth asking for: a letter and a blank are in all of them."""
    return len(text) > 1 or not (text in ("", " ") or text.isalpha())


def _seldomness(texts: tuple[str, ...]) -> tuple[int, int]:
    """Say how seldom one of the texts is there by chance: the longer the shortest and the fewer they are."""
    return min(map(len, texts)), -len(texts)


def _groups_of(items: Iterable[tuple[Any, Any]]) -> list[tuple[str, ...]]:
    """Return groups of texts, of each of which what the items match holds one; perhaps of the empty text."""
    found: list[tuple[str, ...]] = []
    run: tuple[str, ...] = ("",)  # what the characters up to here spell: "n't" or "n’t"
    for kind, argument in items:
        if kind in _FORBIDDING:
            continue
        chars = [chr(argument)] if kind is op.LITERAL else _chars_of(argument) if kind is op.IN else None
        if chars is not None and len(run) * len(chars) <= _MAX_SET:
            run = tuple(dict.fromkeys(text + char.lower() for text in run for char in chars))
            continue
        found += [run, *_groups_of_one(kind, argument)]
        run = ("",)
    return [*found, run]


def _groups_of_one(kind: Any, argument: Any) -> list[tuple[str, ...]]:
    if kind in _GROUPS:
        return _groups_of(_inside(kind, argument))
    if kind in _REPEATS and argument[0] > 0:
        return _groups_of(argument[2])
    if kind is op.ASSERT and argument[0] > 0:  # what must follow stands in the text, if not in the match
        return _groups_of(argument[1])
    if kind is op.BRANCH:
        best = [max(_groups_of(branch), key=_seldomness) for branch in argument[1]]
        return [tuple(dict.fromkeys(text for texts in best for text in texts))]
    return []


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
