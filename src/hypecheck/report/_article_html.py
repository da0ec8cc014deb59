"""An assessment goes in; the article as HTML with marks, and an anchor at each place linked to, comes out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from hypecheck.records import Assessment, Block, Span
from hypecheck.report._html import article_language, marked_html
from hypecheck.report._marks import (
    KINDS,
    SHOWN_REASONS,
    MarkedText,
    lay_out_blocks,
    mark_text,
    spans_by_layer,
)
from hypecheck.report._words import strongest_reasons

__all__ = ["LINKED_SPANS", "render_article"]

#: So many places in the text does a reason link to; all of its spans light up.
LINKED_SPANS = 12

_TAGS = {"title": "h3", "heading": "h4", "item": "li", "quote": "blockquote"}
# A list item whose text brings its own bullet or number: "• dehydration", "3. Tan J, ...", "- sleep"
_OWN_BULLET = re.compile(r"\s*([-•*·–▪‣◦]|\[?\d{1,3}[.)\]])\s")

Anchors = dict[int, list[str]]  # element ids by the position in the text they stand at


def render_article(assessment: Assessment, *, with_offsets: bool = False) -> str:
    """Return the switches for the marks and the article, or "" where there is no text.

    ``with_offsets`` adds what a script needs to tell which words were selected.
    """
    article = assessment.article
    if article is None or not article.text.strip():
        return ""
    blocks = lay_out_blocks(article)
    anchors = _place_anchors(assessment)
    edges = [edge for block in blocks for edge in (block.start, block.end)]
    marked = mark_text(assessment, cuts=[*anchors, *edges])
    apart = _blocks_apart(assessment, blocks)
    parts = []
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        html = "".join(
            _block(block, marked, anchors, small=block.start in apart, with_offsets=with_offsets) for block in group
        )
        parts.append(f"<ul>\n{html}</ul>\n" if kind == "item" else html)
    language = article_language(article.language)
    return f'{_switches(assessment)}<article{language} dir="auto">\n{"".join(parts)}</article>\n'


def _block(block: Block, marked: MarkedText, anchors: Anchors, *, small: bool, with_offsets: bool) -> str:
    segments = marked.between(block.start, block.end)
    words = marked_html(marked.text, segments, anchors=anchors, with_offsets=with_offsets)
    tag = _TAGS.get(block.kind, "p")
    numbered = block.kind == "item" and _OWN_BULLET.match(marked.text, block.start) is not None
    traits = {"apart": small, "table-text": block.kind == "table", "marked-itself": numbered}
    classes = " ".join(name for name, there in traits.items() if there)
    attribute = f' class="{classes}"' if classes else ""
    return f'<{tag}{attribute} dir="auto">{words}</{tag}>\n'


def _place_anchors(assessment: Assessment) -> Anchors:
    notes = assessment.annotations
    anchors: Anchors = defaultdict(list)
    named: dict[str, Sequence[Span]] = {
        "claim": [(claim.start, claim.end) for claim in notes.claims],
        "plug": [(plug.start, plug.end) for plug in notes.plugs],
        "cited": [(citation.start, citation.end) for citation in notes.citations],
        "finding": [(finding.start, finding.end) for finding in assessment.findings],
    }
    for rank, reason in enumerate(strongest_reasons(assessment)[:SHOWN_REASONS], start=1):
        named[f"r{rank}"] = reason.spans[:LINKED_SPANS]
    for name, spans in named.items():
        for number, (start, _) in enumerate(spans, start=1):
            anchors[start].append(f"{name}-{number}")
    return dict(anchors)


def _blocks_apart(assessment: Assessment, blocks: Sequence[Block]) -> set[int]:
    """Return the starts of blocks that are reference list or page furniture: they are set small."""
    roles: dict[int, set[str]] = defaultdict(set)
    sentences = iter(sorted(assessment.annotations.sentences, key=lambda sentence: sentence.start))
    sentence = next(sentences, None)
    for block in blocks:
        while sentence is not None and sentence.start < block.end:
            roles[block.start].add(sentence.role)
            sentence = next(sentences, None)
    return {start for start, found in roles.items() if found <= {"reference", "furniture"}}


def _switches(assessment: Assessment) -> str:
    layers = spans_by_layer(assessment)
    switches = "".join(
        f'<li><label title="{kind.meaning}"><input type="checkbox" id="show-{name}" checked> '
        f'<span class="{name}">'
        f'<b class="tag {name}-tag" aria-hidden="true">{kind.letter}</b>{kind.plural}</span> '
        f'<span class="count">{len(layers[name]):,}</span></label></li>'
        for name, kind in KINDS.items()
        if layers[name]
    )
    if not switches:
        return ""
    return f'<fieldset class="legend"><legend>Marks shown</legend><ul>{switches}</ul></fieldset>\n'
