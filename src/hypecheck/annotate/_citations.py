"""Sentences go in, citations come out: reference-list entries and in-text markers, resolved to each other."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from hypecheck.annotate._evidence import REVIEW_TYPES, Evidence, read_evidence
from hypecheck.annotate._markers import find_markers
from hypecheck.annotate._references import find_references
from hypecheck.records import Article, Citation, Sentence

__all__ = ["find_citations"]


def find_citations(article: Article, sentences: Sequence[Sentence]) -> list[Citation]:
    """Return the reference entries in list order, then the in-text markers in text order.

    A marker's ``entry`` is the index of its reference in the returned list; an entry is ``resolved`` when a
    marker points to it. What an entry does not say of its study is taken from the sentences that cite it alone,
    and a marker has the study's facts from both. Text without references and markers gives an empty list.
    """
    references = find_references(article, sentences)
    markers = find_markers(article, sentences, references)
    told = _read_sentences(article.text, sentences, markers)
    entries = _complete_entries([reference.citation for reference in references], markers, told)
    return [*entries, *(_complete_marker(marker, entries, told) for marker in markers)]


def _read_sentences(text: str, sentences: Sequence[Sentence], markers: Sequence[Citation]) -> dict[int, Evidence]:
    """Return, by a marker's start, what its sentence says of the study; nothing where it cites several.

    In "a trial found it (3), and so did mice (4)" whose trial is told of takes more than the sentence's words.
    """
    starts = [sentence.start for sentence in sentences]
    together: dict[int, list[Citation]] = defaultdict(list)
    for marker in markers:
        together[max(0, bisect_right(starts, marker.start) - 1)].append(marker)
    told: dict[int, Evidence] = {}
    for index, cited in together.items():
        sentence = sentences[index]
        alone = len({marker.start if marker.entry is None else -1 - marker.entry for marker in cited}) == 1
        evidence = read_evidence(text[sentence.start : sentence.end]) if alone else Evidence()
        told.update(dict.fromkeys((marker.start for marker in cited), evidence))
    return told


def _complete_entries(
    entries: Sequence[Citation], markers: Sequence[Citation], told: dict[int, Evidence]
) -> list[Citation]:
    cited_at: dict[int, list[Citation]] = defaultdict(list)
    for marker in markers:
        if marker.entry is not None:
            cited_at[marker.entry].append(marker)
    complete = []
    for index, entry in enumerate(entries):
        whole = replace(entry, resolved=index in cited_at)
        for marker in cited_at[index]:
            whole = _with(whole, told[marker.start])
        complete.append(whole)
    return complete


def _complete_marker(marker: Citation, entries: Sequence[Citation], told: dict[int, Evidence]) -> Citation:
    if marker.entry is None:
        return _with(marker, told[marker.start])
    entry = entries[marker.entry]
    behind = Evidence(study_type=entry.study_type, sample_size=entry.sample_size, duration=entry.duration)
    return replace(_with(marker, behind), year=marker.year or entry.year)


def _with(citation: Citation, evidence: Evidence) -> Citation:
    """Return a citation with what else is told of its study, but no size or length of one trial for a review."""
    if citation.study_type in REVIEW_TYPES and evidence.study_type not in (None, *REVIEW_TYPES):
        return citation
    return replace(
        citation,
        study_type=citation.study_type or evidence.study_type,
        sample_size=citation.sample_size or evidence.sample_size,
        duration=citation.duration or evidence.duration,
    )
