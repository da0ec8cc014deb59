"""Sentences with their cues go in, stated risks and limits come out, each of the article's subject or of a rival."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from hypecheck.lexicon import Hit
from hypecheck.records import Article, Claim, Limit, LimitKind, Sentence

__all__ = ["find_limits"]

_KIND_BY_ENTRY: dict[str, LimitKind] = {
    "limitation/null-result": "null_result",
    "limitation/who-not": "who_should_not",
    "limitation/evidence-weak": "weak_evidence",
}
_KIND_ORDER: tuple[LimitKind, ...] = ("who_should_not", "null_result", "risk", "weak_evidence", "limit")
# Said in praise: "without side effects", "no known risks".
_NO_RISK = re.compile(
    r"(?i)\b(?:no|without|free (?:of|from)|zero|minus|not|n.t|lowers?|reduces?|fewer|less)\s(?:\w+\s){0,3}$"
)
_NO_EFFECT = re.compile(r"(?i)\bno (?:benefit|effect|difference|improvement|advantage)")
_TOGETHER = re.compile(
    r"(?i)\binteract|\b(?:combin\w+|together|alongside|avoid|ask|before|if you|do not|don.t|should|with|already|thin)\b"
)
_ONLY = re.compile(
    r"(?i)\b(?:only (?:if|when|in|for|works)|unless you|(?:will|does|do|did) (?:not|nothing) [^.]{0,40}\b(?:if|"
    r"unless))\b"
)
# Other things to take or do: sellers name their harms freely ("other brands upset the stomach").
_RIVAL = re.compile(
    r"(?i)\b(?:(?:other|ordinary|cheap|cheaper|generic|conventional|synthetic|prescription|regular|standard|"
    r"typical|most|"
    r"inferior|low-quality|traditional|commercial|chemical|many) (?:[\w-]+ ){0,2}(?:brands?|products?|"
    r"supplements?|drugs?|"
    r"medications?|pills?|forms?|tablets?|creams?|treatments?|remedies|capsules|powders?|formulas?|lotions?|versions?)|"
    r"painkillers|antibiotics|statins|nsaids|sleeping pills|steroids|surgery|antidepressants|antihistamines|"
    r"chemotherapy|pharmaceuticals?|unlike (?:\w+ ){1,3})\b"
)


def find_limits(
    article: Article, sentences: Sequence[Sentence], hits: Mapping[int, Sequence[Hit]], claims: Sequence[Claim]
) -> list[Limit]:
    """Return at most one limit for each sentence, in text order; none for headings and reference entries.

    ``hits`` maps a sentence's index to its lexicon hits; ``claims`` tell what the article is about.
    """
    subject = _subject_words(article, claims)
    limits = []
    for index, sentence in enumerate(sentences):
        if sentence.role in ("reference", "heading"):
            continue
        text = article.text[sentence.start : sentence.end]
        if text.rstrip("\"”'’) ").endswith("?"):
            continue
        kinds = {kind for hit in hits.get(index, ()) if (kind := _kind_of(article.text, sentence, hit))}
        if _ONLY.search(text):
            kinds.add("limit")
        if kinds:
            limits.append(
                Limit(
                    kind=min(kinds, key=_KIND_ORDER.index),
                    of="rival" if _is_of_a_rival(text, subject) else "subject",
                    text=text,
                    start=sentence.start,
                    end=sentence.end,
                )
            )
    return limits


def _kind_of(text: str, sentence: Sentence, hit: Hit) -> LimitKind | None:
    if hit.entry.name == "risk/interaction" and not _TOGETHER.search(text, sentence.start, sentence.end):
        return None  # "statins lower cholesterol" names a drug, and no interaction with it
    if sentence.role == "furniture" and hit.entry.name == "limitation/evidence-weak":
        return None  # "Strength of evidence" in a box is a label
    if hit.entry.category == "risk":
        return None if _NO_RISK.search(text, sentence.start, hit.start) else "risk"
    if hit.entry.category == "limitation" and _NO_EFFECT.search(text, hit.start, hit.end):
        return "null_result"  # "found no benefit" tells a result, "found no studies" that there is none
    return _KIND_BY_ENTRY.get(hit.entry.name)


def _subject_words(article: Article, claims: Sequence[Claim]) -> set[str]:
    """Return the words of the title and of the commonest agent: what the article is about.

    A rival is the subject only where the article comes back to it.
    """
    agents = Counter(claim.agent.lower() for claim in claims if len(claim.agent) > 3)
    commonest = [name for name, count in agents.most_common() if count > 1 or not _RIVAL.search(name)][:1]
    named = f"{article.title or ''} {' '.join(commonest)}"
    return {word for word in re.findall(r"[\w-]+", named.lower()) if len(word) > 3}


def _is_of_a_rival(text: str, subject: set[str]) -> bool:
    rival = _RIVAL.search(text)
    if rival is None:
        return False
    return subject.isdisjoint(re.findall(r"[\w-]+", rival.group().lower()))
