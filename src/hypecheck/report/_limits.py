"""An assessment goes in, the sentences in which it states limits, risks, alternatives or advice come out."""

from __future__ import annotations

from bisect import bisect_right

from hypecheck.records import Assessment

__all__ = ["limit_sentences"]

_CATEGORIES = ("limitation", "risk", "alternative", "professional_advice")


def limit_sentences(assessment: Assessment) -> list[str]:
    """Return each such sentence once, in text order, but no reference entry; without an article, none."""
    if assessment.article is None:
        return []
    sentences = assessment.annotations.sentences
    starts = [sentence.start for sentence in sentences]
    found: dict[int, str] = {}
    for cue in sorted(assessment.annotations.cues, key=lambda cue: cue.start):
        if cue.category not in _CATEGORIES:
            continue
        index = bisect_right(starts, cue.start) - 1
        sentence = sentences[index]
        if index >= 0 and sentence.role != "reference":
            found[index] = assessment.article.text[sentence.start : sentence.end]
    return list(found.values())
