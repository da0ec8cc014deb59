"""Rules for how a sentence is built, each tried only where one of its words stands; what fits gives kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from hypecheck.openings import Needs, needs_of

__all__ = ["COINED", "RuleBook", "SentenceRule"]

# Longer "sentences" are lists and tables that lost their line ends.
_LONGEST = 600
_WORD = re.compile(r"[^\W_]+")

#: Stands among a rule's words for a name nobody but its maker writes: a capital inside the word, or a mark.
COINED = "<coined>"
_COINED_NAME = re.compile(r"[a-z][A-Z]|[®™]")


@dataclass(frozen=True, slots=True)
class SentenceRule:
    """A kind, the lower-case words it cannot do without (one is enough), and the pattern of the sentence."""

    kind: str
    words: frozenset[str]
    pattern: re.Pattern[str]
    spared: re.Pattern[str] | None = None
    # asked before the pattern, which finds something in one of 700 sentences that hold a word of the rule
    needs: Needs = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "needs", needs_of(self.pattern.pattern))

    def fits(self, text: str, lowered: str) -> bool:
        """Say whether the pattern is found and nothing spares the sentence; it comes also in lower case."""
        if not self.needs.are_met_by(lowered) or self.pattern.search(text) is None:
            return False
        return self.spared is None or self.spared.search(text) is None


@lru_cache(maxsize=8)
def _words_of(text: str) -> tuple[frozenset[str], str]:
    """Return the words by which rules are looked up, and the text in lower case.

    Several books ask for the same sentence in a row.
    """
    lowered = text.lower()
    words = _WORD.findall(lowered)
    return frozenset([*words, COINED] if _COINED_NAME.search(text) else words), lowered


class RuleBook:
    """Rules looked up by their words, so that fifty cost a plain sentence no more than splitting it into words."""

    def __init__(self, rules: Iterable[SentenceRule]) -> None:
        self._by_word: dict[str, list[SentenceRule]] = {}
        for rule in rules:
            for word in rule.words:
                self._by_word.setdefault(word, []).append(rule)

    def kinds(self, text: str) -> Iterator[str]:
        """Yield the kinds of all rules that fit a sentence, some perhaps twice. Empty text gives none."""
        text = text[:_LONGEST]
        words, lowered = _words_of(text)
        for word in self._by_word.keys() & words:
            for rule in self._by_word[word]:
                if rule.fits(text, lowered):
                    yield rule.kind
