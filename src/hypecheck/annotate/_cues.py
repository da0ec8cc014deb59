"""Text and sentences go in, cues come out: lexicon hits, each in one sentence, and the sources that claims name."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from hypecheck.annotate._certainty import clause_around
from hypecheck.annotate._sources import find_source
from hypecheck.lexicon import Hit, Lexicon
from hypecheck.records import Claim, Cue, Sentence, Span

__all__ = ["add_sources", "find_hits", "hits_to_cues"]

# Cues of these tell already whose a claim is.
_TELLING = frozenset({"attribution", "distancing"})


def find_hits(text: str, lexicon: Lexicon, sentences: Sequence[Sentence]) -> list[tuple[int, Hit]]:
    """Return ``(index of the sentence, hit)`` for every hit that lies in a sentence, sorted by place."""
    starts = [sentence.start for sentence in sentences]
    found = []
    for hit in lexicon.find(text):
        index = bisect_right(starts, hit.start) - 1
        if index >= 0 and hit.start < sentences[index].end:
            found.append((index, hit))
    return found


def hits_to_cues(text: str, hits: Sequence[tuple[int, Hit]]) -> list[Cue]:
    """Return the cue records of those hits whose entry is not internal."""
    return [
        Cue(
            category=hit.entry.category,
            entry=hit.entry.id,
            text=text[hit.start : hit.end],
            start=hit.start,
            end=hit.end,
        )
        for _, hit in hits
        if not hit.entry.internal
    ]


def add_sources(text: str, cues: Sequence[Cue], claims: Sequence[Claim]) -> tuple[list[Cue], list[Claim]]:
    """Return cues and claims with the sources that no list knows, so that nobody need guess whose a claim is.

    A claim that is reported or held away, and whose cues do not say of whom, gets the words of its sentence that do:
    "researchers in Utrecht reported". They are of the category "source", and the voice is their entry.
    """
    sources: dict[Span, Cue] = {}
    named: dict[int, Span] = {}  # by the number of the claim
    for number, claim in enumerate(claims):
        if claim.voice == "author" or any(cues[index].category in _TELLING for index in claim.cues):
            continue
        found = _source_of(text[claim.start : claim.end], claim)
        if found is not None:
            named[number] = start, end = claim.start + found[0], claim.start + found[1]
            sources[start, end] = Cue(category="source", entry=claim.voice, text=text[start:end], start=start, end=end)
    if not sources:
        return list(cues), list(claims)
    every = sorted([*cues, *sources.values()], key=lambda cue: cue.start)
    place = {cue: index for index, cue in enumerate(every)}
    tied = []
    for number, claim in enumerate(claims):
        own = [cues[index] for index in claim.cues]
        own += [sources[named[number]]] if number in named else []
        tied.append(replace(claim, cues=tuple(sorted({place[cue] for cue in own}))))
    return every, tied


def _source_of(sentence: str, claim: Claim) -> Span | None:
    """Return where the source of a claim stands in its sentence; None for one of another clause."""
    at = (claim.outcome_span or claim.agent_span or (claim.start, claim.end))[0] - claim.start
    first, last = clause_around(sentence, at, at + 1)
    found = find_source(sentence, claim.voice)
    return found if found is not None and first <= found[0] < last else None
