"""Rules for how a sentence is built, each tried only where one of its words stands; what fits gives kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

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

    def fits(self, text: str) -> bool:
        """Say whether the pattern is found and nothing spares the sentence."""
        return self.pattern.search(text) is not None and (self.spared is None or self.spared.search(text) is None)


@lru_cache(maxsize=8)
def _words_of(text: str) -> frozenset[str]:
    """Return the words by which rules are looked up; several books ask for the same sentence in a row."""
    words = _WORD.findall(text.lower())
    return frozenset([*words, COINED] if _COINED_NAME.search(text) else words)


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
        words = _words_of(text)
        for word in self._by_word.keys() & words:
            for rule in self._by_word[word]:
                if rule.fits(text):
                    yield rule.kind
