"""An assessment goes in; its text cut into segments, each with the marks that lie over it, comes out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from hypecheck.records import Article, Assessment, Block, Cue, Plug, Span
from hypecheck.report._words import strongest_reasons

__all__ = [
    "KINDS",
    "SHOWN_REASONS",
    "Kind",
    "MarkedText",
    "Segment",
    "kind_of_cue",
    "lay_out_blocks",
    "mark_text",
    "merge_spans",
    "passages",
    "spans_by_layer",
    "weigh_sentences",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of mark: the letter that tags it, its name for one and for many, and what it stands for."""

    letter: str
    name: str
    plural: str
    meaning: str


KINDS: dict[str, Kind] = {
    "plug": Kind(letter="P", name="plug", plural="plugs", meaning="points to something to buy, book, order or try"),
    "finding": Kind(letter="F", name="finding", plural="findings", meaning="a regulation table speaks of it"),
    "claim": Kind(letter="C", name="claim", plural="claims", meaning="says that something acts on health"),
    "limit": Kind(
        letter="L",
        name="limit",
        plural="limits",
        meaning="a sentence that states a limit or a risk of what the article is about",
    ),
    "hedge": Kind(letter="H", name="hedge", plural="hedges", meaning="holds a claim back: may, could, is thought to"),
    "sell": Kind(letter="S", name="selling word", plural="selling words", meaning="hype, boosters, urgency, offers"),
}

_SELLING = (
    "authority",
    "booster",
    "call_to_action",
    "guarantee",
    "hype",
    "naturalness",
    "offer",
    "ownership",
    "promotion",
    "reader_hook",
    "superlative",
    "testimonial",
    "urgency",
)
# The lexicon categories that are marked; others (weasel, evidence, ...) show through claims and reasons. Of limits and
# risks the sentence is marked that states one, and not the cue: "rather than" and "balanced diet" limit nothing.
_KIND_OF_CATEGORY = {"hedge": "hedge", **dict.fromkeys(_SELLING, "sell")}

# What makes a sentence worth showing. Hedges and selling words alone do not: they are everywhere.
_WEIGHTS = {"plug": 32, "finding": 16, "limit": 8, "claim": 8, "r1": 4, "r2": 2, "r3": 1}

# What a line of text brings of its list: "• 60-day money-back guarantee"; of a list's numbers too few are sure.
_BULLET = re.compile(r"[-•*·–▪‣◦]\s+(?=\S)")

#: So many of the strongest reasons can be lit up in the text (the style sheet has a rule for each).
SHOWN_REASONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of text under the same marks. ``layers`` are kinds or reasons; ``opens`` start here."""

    start: int
    end: int
    layers: tuple[str, ...]
    opens: tuple[str, ...]


class MarkedText:
    """A text and its segments, which cover it without gap or overlap."""

    def __init__(self, text: str, segments: list[Segment]) -> None:
        self.text = text
        self.segments = segments
        self._starts = [segment.start for segment in segments]

    def between(self, start: int, end: int) -> list[Segment]:
        """Return the segments of a range at whose ends the text was cut."""
        return self.segments[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def mark_text(assessment: Assessment, *, cuts: Iterable[int] = ()) -> MarkedText:
    """Cut the article's text at the ends of every mark and at ``cuts``; no article gives an empty text."""
    text = "" if assessment.article is None else assessment.article.text
    layers = {
        layer: [_without_bullet(span, text) for span in spans] for layer, spans in spans_by_layer(assessment).items()
    }
    return MarkedText(text, _split(len(text), layers, cuts))


def spans_by_layer(assessment: Assessment) -> dict[str, list[Span]]:
    """Return the spans of each kind, and of each of the strongest reasons as "r1", "r2", ..."""
    notes = assessment.annotations
    layers: dict[str, list[Span]] = {kind: [] for kind in KINDS}
    layers["plug"] = [(plug.start, plug.end) for plug in notes.plugs]
    layers["finding"] = [(finding.start, finding.end) for finding in assessment.findings]
    layers["claim"] = [(claim.start, claim.end) for claim in notes.claims]
    layers["limit"] = [(limit.start, limit.end) for limit in notes.limits if limit.of == "subject"]
    for cue in notes.cues:
        kind = kind_of_cue(cue)
        if kind is not None and not (kind == "sell" and _is_within(cue, notes.plugs)):
            layers[kind].append((cue.start, cue.end))
    for rank, reason in enumerate(strongest_reasons(assessment)[:SHOWN_REASONS], start=1):
        layers[f"r{rank}"] = list(reason.spans)
    return layers


def _without_bullet(span: Span, text: str) -> Span:
    """Return the words of a list item: its "•" stands before the mark."""
    start, end = span
    bullet = _BULLET.match(text, start, max(start, end))
    return (start if bullet is None else bullet.end(), end)


def kind_of_cue(cue: Cue) -> str | None:
    """Return the kind that a cue is marked as; None for one that shows through claims and reasons only."""
    return _KIND_OF_CATEGORY.get(cue.category)


def _is_within(cue: Cue, plugs: Iterable[Plug]) -> bool:
    """Say whether a plug says the same of its words already: "$45.00" is one mark and not two."""
    return any(plug.start <= cue.start and cue.end <= plug.end for plug in plugs)


def passages(assessment: Assessment, *, most: int) -> list[Span]:
    """Return at most so many of the telling sentences, in the order of the text; see ``weigh_sentences``."""
    spans, weights = weigh_sentences(assessment)
    ranked = sorted((index for index, weight in enumerate(weights) if weight > 0), key=lambda index: -weights[index])
    return [spans[index] for index in sorted(ranked[:most])]


def weigh_sentences(assessment: Assessment) -> tuple[list[Span], list[int]]:
    """Return the sentences' ranges and how much each tells: a plug most, 0 for nothing worth showing.

    An article without sentences is read by its blocks; no article gives nothing.
    """
    if assessment.article is None:
        return [], []
    sentences = assessment.annotations.sentences or lay_out_blocks(assessment.article)
    spans = sorted((sentence.start, sentence.end) for sentence in sentences)
    weights = [0] * len(spans)
    starts = [start for start, _ in spans]
    layers = spans_by_layer(assessment)
    for layer, weight in _WEIGHTS.items():
        for start, end in merge_spans(layers.get(layer, ()), length=len(assessment.article.text)):
            for index in range(max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)):
                weights[index] += weight if spans[index][1] > start else 0
    return spans, weights


def merge_spans(spans: Iterable[Span], *, length: int) -> list[Span]:
    """Join overlapping spans (touching ones stay apart), inside a text of ``length``; empty ones are dropped.

    >>> merge_spans([(4, 9), (0, 5), (9, 12), (3, 3), (11, 99)], length=20)
    [(0, 9), (9, 20)]
    """
    merged: list[Span] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def lay_out_blocks(article: Article) -> list[Block]:
    """Return blocks that hold every word of the text once, in order; text between blocks becomes paragraphs.

    An article without blocks is laid out by its lines.
    """
    blocks: list[Block] = []
    position = 0
    for block in sorted(article.blocks, key=lambda block: block.start):
        start, end = max(block.start, position), min(block.end, len(article.text))
        if start >= end:
            continue
        blocks += _paragraphs(article.text, position, start)
        blocks.append(Block(kind=block.kind, start=start, end=end))
        position = end
    return blocks + _paragraphs(article.text, position, len(article.text))


def _paragraphs(text: str, start: int, end: int) -> list[Block]:
    blocks = []
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            blocks.append(Block(kind="paragraph", start=start, end=start + len(line)))
        start += len(line)
    return blocks


def _split(length: int, layers: Mapping[str, Iterable[Span]], cuts: Iterable[int]) -> list[Segment]:
    starts: dict[int, list[tuple[int, str]]] = defaultdict(list)
    ends: dict[int, list[str]] = defaultdict(list)
    for layer, spans in layers.items():
        for start, end in merge_spans(spans, length=length):
            starts[start].append((end, layer))
            ends[end].append(layer)
    points = sorted({0, length, *starts, *ends, *(cut for cut in cuts if 0 < cut < length)})
    segments: list[Segment] = []
    active: dict[str, None] = {}  # in the order opened: the outermost mark first
    for start, end in pairwise(points):
        for layer in ends.get(start, ()):
            del active[layer]
        opens = [layer for _, layer in sorted(starts.get(start, ()), key=lambda mark: -mark[0])]
        active.update(dict.fromkeys(opens))
        segments.append(Segment(start=start, end=end, layers=tuple(active), opens=tuple(opens)))
    return segments
