"""A read page goes in, its sentences come out as the models of wording see them: masked words, and marks beside."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hypecheck.records import Annotations, Article, Cue, Sentence, Span

__all__ = ["SMALL_WORDS", "SentenceMarks", "label_sentences", "mark_sentences"]

# Shorter passages ("Add to cart") are matched by being held in the sentence; a sentence is matched by being held in
# a passage only when it is long enough not to be held in everything.
_MIN_CHARS_INSIDE_PASSAGE = 9

_WORD = re.compile(r"[a-zà-ÿ][\w']*")
# Small words, of which an agent may hold some: whose it is and which, how and why, say much of who speaks.
_SMALL_WORDS_AS_TEXT = """
    a all also an and any are as at be been being both by can could did do does each every for from had has have he
    her him his how i if in is it its just least less may me might more most must my no not of on only or other our
    shall she should so some such than that the their them then there these they this those to too us very was we
    were what when where which who whose why will with would you your
"""
SMALL_WORDS = frozenset(_SMALL_WORDS_AS_TEXT.split())


@dataclass(frozen=True, slots=True)
class SentenceMarks:
    """A sentence with its masked words, the marks for its cues, plug and neighbours, and its place on the page.

    ``words`` are those of its wording, the page's subject masked too. ``place`` is the share of the article that stands
    before it, 0 to 1.
    """

    sentence: Sentence
    words: tuple[str, ...]
    marks: str
    place: float

    @property
    def span(self) -> Span:
        """Return where the sentence stands."""
        return self.sentence.start, self.sentence.end


def mark_sentences(article: Article, annotations: Annotations) -> list[SentenceMarks]:
    """Return the sentences that have a wording (all but reference entries), with their marks."""
    sentences = [sentence for sentence in annotations.sentences if sentence.wording]
    starts = [sentence.start for sentence in sentences]
    cues: list[list[Cue]] = [[] for _ in sentences]
    for cue in annotations.cues:
        number = bisect_right(starts, cue.start) - 1
        if number >= 0 and cue.start < sentences[number].end and cue.category != "weasel":
            cues[number].append(cue)
    plugs = {(plug.start, plug.end): plug.kind for plug in annotations.plugs}
    limits = {bisect_right(starts, limit.start) - 1: limit.of for limit in annotations.limits}
    linked = {number for link in article.links if (number := bisect_right(starts, link.start) - 1) >= 0}
    length = sentences[-1].end if sentences else 1
    subject = _subject_of(article, annotations)
    marked = []
    for number, sentence in enumerate(sentences):
        place = sentence.start / length
        marks = [f"entry:{cue.category}/{cue.entry} cue:{cue.category}" for cue in cues[number]]
        marks += [f"before:{cue.category}" for cue in (cues[number - 1] if number else ())]
        marks += [f"after:{cue.category}" for cue in (cues[number + 1] if number + 1 < len(cues) else ())]
        marks.append(f"role:{sentence.role} length:{min(6, sentence.token_count // 5)}")
        marks.append(f"place:{_part(place)}")
        if (sentence.start, sentence.end) in plugs:
            marks.append(f"plug:{plugs[sentence.start, sentence.end]}")
        if number in limits:
            marks.append(f"limit:{limits[number]}")
        if number in linked:
            marks.append("link:inside")
        words = sentence.wording.split()
        if not subject.isdisjoint(words):
            words = ["SUBJECT" if word in subject else word for word in words]
        marked.append(SentenceMarks(sentence, tuple(words), " ".join(marks), place))
    return marked


def _subject_of(article: Article, annotations: Annotations) -> set[str]:
    """Return the words the page is about: those of its title by which it also names what acts.

    Brands and numbers are masked already, and what few topics share is not learnt; "cold" in "cold showers" is a word
    of many topics.
    """
    titles = _WORD.findall((article.title or "").lower())
    agents = {word for claim in annotations.claims for word in _WORD.findall(claim.agent.lower())}
    return agents.intersection(titles) - SMALL_WORDS


def _part(place: float) -> str:
    """Name the part of the article: plugs gather in the first lines and the last."""
    return "first" if place < 0.08 else "last" if place > 0.9 else "late" if place > 0.75 else "middle"


def label_sentences(article: Article, sentences: Iterable[Span], passages: Sequence[str]) -> list[bool]:
    """Say of each sentence whether it belongs to one of the marked passages of its article."""
    wanted = [" ".join(passage.split()) for passage in passages]
    labels = []
    for span in sentences:
        text = " ".join(article.text[slice(*span)].split())
        labels.append(
            any(passage in text or (len(text) >= _MIN_CHARS_INSIDE_PASSAGE and text in passage) for passage in wanted)
        )
    return labels
