"""A regular expression goes in; the words its matches can begin with come out, and the texts they cannot do without.

Both let a search leave out the places, or the texts, where the expression cannot match. What cannot be told is None, or
nothing needed, and then the expression has to be tried everywhere: slower, and the same result.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

try:
    from hypecheck.openings import _reading
except (ImportError, AttributeError):  # this Python's parser of expressions is not where it was, or not as it was
    _reading = None  # type: ignore[assignment]  # nothing can be told then

__all__ = ["DIGIT", "GuardedPattern", "Lead", "Needs", "lead_of", "needs_of", "opening_words"]

#: Among opening words: any word that begins with a digit; behind letters ("rs\\d"), one that goes on so ("Rs500").
DIGIT = r"\d"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a text must hold for an expression to match in it.

    The expression matches in one of the ``ways``, and each asks for one text, in lower case, of each of its groups. A
    way without groups asks for nothing.
    """

    ways: tuple[tuple[tuple[str, ...], ...], ...] = ((),)

    def are_met_by(self, lowered: str) -> bool:
        """Say whether the expression may match in a text, given in lower case.

        >>> needs_of("(?:buy|order) (?:one|two)|free of charge").are_met_by("order them, free of doubt")
        False
        """
        # in loops: any() and all() take three times as long, and this is asked a hundred times for a page
        for way in self.ways:
            for texts in way:
                for text in texts:
                    if text in lowered:
                        break
                else:
                    break  # none of this group
            else:
                return True  # one of every group
        return False


@dataclass(frozen=True, slots=True)
class Lead:
    """Lower-case texts of which one stands ``nearest`` to ``farthest`` characters behind where any match begins."""

    texts: tuple[str, ...]
    nearest: int
    farthest: int

    def places(self, lowered: str) -> list[int]:
        r"""Return, in order, where matches in a text, given in lower case, can begin.

        >>> lead_of(r"(?:US)?[$£]\d").places("for £5, us$9")
        [2, 3, 4, 8, 9, 10]
        """
        found: set[int] = set()
        for text in self.texts:
            place = lowered.find(text)
            while place >= 0:
                found.update(range(place - self.farthest, place - self.nearest + 1))
                place = lowered.find(text, place + 1)
        return sorted(place for place in found if place >= 0)


def lead_of(pattern: str) -> Lead | None:
    r"""Return the most telling texts that stand near the beginning of all an expression matches; None for none.

    >>> lead_of(r"\bwe.ll (?:send|give) \w+ back")
    Lead(texts=('ll send', 'll give'), nearest=3, farthest=3)
    """
    lead = None if _reading is None else _reading.lead_of(pattern)
    return None if lead is None else Lead(*lead)


def needs_of(pattern: str) -> Needs:
    r"""Return what an expression needs, as far as can be told.

    >>> needs_of(r"(?i)[$£]\s?\d+ off").ways
    (((' off',), ('$', '£')),)
    >>> needs_of(r"\bbuy (?:it )?now|\w+n't").ways
    ((('buy ',), ('now',)), (("n't",),))
    """
    return Needs() if _reading is None else Needs(_reading.ways_to_match(pattern))


class GuardedPattern:
    """A compiled expression that is tried only in texts that hold what it needs: for long ones that seldom match."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self._needs = needs_of(pattern)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Return the first match in ``text[start:end]``, as a compiled expression does.

        >>> GuardedPattern("(?i)(?:buy|order) (?:one|two)").search("Order two.")
        <re.Match object; span=(0, 9), match='Order two'>
        """
        end = len(text) if end is None else end
        return self._pattern.search(text, start, end) if self._needs.are_met_by(text[start:end].lower()) else None


def opening_words(pattern: str) -> frozenset[str] | None:
    r"""Return the lower-case words (runs of ``\w``) that a match can begin with, whole; None where there is no telling.

    >>> sorted(opening_words(r"\b(?:buy|order(?:ing)?) (?:it )?now"))
    ['buy', 'order', 'ordering']
    >>> opening_words(r"\b\d+ days") == {DIGIT}
    True
    >>> opening_words(r"buy") is None  # also the end of "overbuy", and the start of "buyer"
    True
    """
    return None if _reading is None else _reading.opening_words(pattern)
