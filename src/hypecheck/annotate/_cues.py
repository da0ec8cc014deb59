"""Text and sentences go in, cues come out: lexicon hits, each in one sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from hypecheck.lexicon import Hit, Lexicon
from hypecheck.records import Cue, Sentence

__all__ = ["find_hits", "hits_to_cues"]


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
