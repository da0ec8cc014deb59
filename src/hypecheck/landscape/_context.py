"""A claim and the text round it go in; whom its "it" and "these results" stand for comes out, where it can be told."""

from __future__ import annotations

import re
from bisect import bisect_right

from hypecheck.landscape._names import Name, Names, split_words
from hypecheck.records import Annotations, Article, Claim

__all__ = ["Context"]

_SENTENCES_BACK = 2
# A name among the first words of a sentence is likely what the sentence is about.
_OPENING_WORDS = 4
# "their frequency", "its severe attacks"; longer, an outcome names itself: "their risk of losing teeth"
_OWNED_MAX_WORDS = 3

# fmt: off
_POINTING = frozenset({
    "it", "this", "that", "these", "those", "they", "them", "which", "what", "one", "some", "any", "both", "all",
    "either", "each", "itself", "themselves", "its", "their", "nothing", "something", "anything", "everything",
})
# Words that name nothing by themselves: "this synergy", "the product", "a remarkable ability"
_EMPTY = frozenset({
    "product", "supplement", "substance", "compound", "mineral", "vitamin", "nutrient", "ingredient", "herb",
    "remedy", "treatment", "therapy", "approach", "method", "option", "synergy", "duo", "combination", "formula",
    "complex", "effect", "ability", "action", "role", "property", "benefit", "potential", "intake", "use", "key",
    "way", "thing", "form", "level", "dose", "drug", "medicine", "device", "condition", "problem", "complaint",
    "disorder", "symptom", "episode", "attack", "result", "proposed", "mechanism", "remarkable", "crucial",
    "important", "powerful", "natural", "unique", "practice", "habit", "plant", "food", "extract", "capsule",
    "single", "very", "large", "small", "high", "low", "daily", "long", "day", "week", "month", "mg", "gram",
    "average",
})
# Whoever does something is not what acts on health, and what they do it with is rarely in the subject.
_PERSONS = frozenset({
    "i", "we", "you", "he", "she", "us", "who", "people", "person", "patient", "reader", "man", "woman", "child",
    "adult", "customer", "user", "friend", "everyone", "anyone", "many", "doctor", "expert", "physician", "surgeon",
    "nurse", "participant", "volunteer", "subject", "group",
})
_TELLING = frozenset({
    "study", "trial", "research", "researcher", "scientist", "evidence", "review", "analysis", "finding", "result",
    "data", "experiment", "survey", "report", "overview", "meta",
})
# fmt: on
_DETERMINERS = re.compile(r"^(?:the|a|an|this|that|these|those|its|their|such|our|your)\b\s*", re.IGNORECASE)


class Context:
    """What an article names, sentence by sentence, to look up what a claim only points to."""

    def __init__(self, article: Article, notes: Annotations, *, agents: Names, outcomes: Names) -> None:
        self._text = article.text
        self._title = article.title or ""
        self._names = {"agent": agents, "outcome": outcomes}
        self._spans = [(sentence.start, sentence.end) for sentence in notes.sentences]
        self._starts = [start for start, _ in self._spans]

    def agent_of(self, claim: Claim) -> tuple[Name, bool]:
        """Return the agent's name and whether it was read from the context; the key is "" where nothing tells.

        "It" is what the sentence or the two before it name, or the title. "A study ..." is not what acts: the claim is
        about what the sentence names.
        """
        agents = self._names["agent"]
        name = agents.normalise(claim.agent)
        words = split_words(_DETERMINERS.sub("", claim.agent))
        if set(words) <= _PERSONS:
            return Name("", ""), False
        if name.listed or not _is_empty(words):
            return name, False
        avoid = claim.agent_span[0] if claim.agent_span else claim.start
        found = self._look_back(claim, agents, before=claim.end if _TELLING & set(words) else avoid)
        return found, bool(found.key)

    def outcome_of(self, claim: Claim) -> tuple[Name, bool]:
        """Return the outcome's name and whether it was read from the context: "their frequency", "symptoms"."""
        outcomes = self._names["outcome"]
        name = outcomes.normalise(claim.outcome)
        if name.key and not _points_back(claim.outcome, name):
            return name, False
        before = claim.outcome_span[0] if claim.outcome_span else claim.start
        found = self._look_back(claim, outcomes, before=before)
        return (found, True) if found.key else (name, False)

    def _look_back(self, claim: Claim, names: Names, *, before: int) -> Name:
        """Return what is named before in the sentence; else what opens one of those before it; else the title's one
        name; else the first name in the sentences before.

        "Selenium in excess gives garlic breath. It can cause ..." is about selenium.
        """
        here = bisect_right(self._starts, claim.start) - 1
        back = [self._spans[here - step] for step in range(1, _SENTENCES_BACK + 1) if here >= step]
        inside = self._find(names, claim.start, before)
        earlier = [found for span in back for found in self._find(names, *span)[:1]]
        opening = [found for found in earlier if found[1] < _OPENING_WORDS]
        titled = {label for label, _, _ in names.find(split_words(self._title))}
        labels = [found[0] for found in [*inside, *opening]]
        labels += [*titled] if len(titled) == 1 else []
        labels += [found[0] for found in earlier]
        return Name(labels[0].lower(), labels[0], listed=True) if labels else Name("", "")

    def _find(self, names: Names, start: int, end: int) -> list[tuple[str, int, int]]:
        return list(names.find(split_words(self._text[start:end])))


def _is_empty(words: list[str]) -> bool:
    """Say whether a phrase only points, or tells who found something: "it", "this product", "a recent study"."""
    if set(words) <= _POINTING or _TELLING & set(words):
        return True
    small = ("recent", "new", "of", "some", "in", "a")
    return all(word in _EMPTY or word in _POINTING or word in small or word.isdigit() for word in words)


def _points_back(phrase: str, name: Name) -> bool:
    """Say whether an outcome is a measure of something named before: "their frequency", "the condition"."""
    words = split_words(phrase)
    if name.listed:
        return False
    if words[:1] in (["their"], ["it"], ["its"]) and len(words) <= _OWNED_MAX_WORDS:
        return True
    return all(word in _EMPTY or word in _POINTING or word in ("the", "a", "an") for word in words)
