"""Sentences go in, citations come out: reference-list entries and in-text markers, resolved to each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hypecheck.records import Article, Citation, Sentence

__all__ = ["find_citations"]

# DOI syntax: ANSI/NISO Z39.84; Crossref's recommended pattern. PMID and PMCID are digits (NLM), NCT eight.
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;:)\]]")
_PMID = re.compile(
    r"\b(?:PMID|PubMed(?: ID)?)\s*[:#]?\s*(\d{5,8})\b|pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d{5,8})\b",
    re.IGNORECASE,
)
_PMCID = re.compile(r"\bPMC\s?(\d{5,8})\b", re.IGNORECASE)
_NCT = re.compile(r"\bNCT\d{8}\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")

_NUMBERED = re.compile(r"[(\[]\s*(\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*)\s*[)\]]")
# "shortens colds.3" was a raised figure on the page
_RAISED = re.compile(r"(?<=[a-z)%][.,;])(\d{1,3}(?:[-–,]\d{1,3})*)(?=\s|$)")
_AUTHOR_YEAR = re.compile(
    r"([A-Z][\w'’-]+)(?:\s+(?:et al\.?|and|&)\s*(?:[A-Z][\w'’-]+)?)?,?\s*\(?((?:19|20)\d{2})[a-z]?\)?"
)
_PARENTHESIS = re.compile(r"\(([^()]{4,120}\b(?:19|20)\d{2}[a-z]?)\)")
_NARRATIVE = re.compile(
    r"\b([A-Z][\w'’-]+)(?:\s+(?:et al\.?|(?:and|&)\s+[A-Z][\w'’-]+|and colleagues))?"
    r"\s+\(((?:19|20)\d{2})[a-z]?\)"
)
_LEADING_NUMBER = re.compile(r"^\W*(\d{1,3})[.)\]]?\s")

# From the surest word to the vaguest; the first that stands in an entry's text names its design.
_STUDY_TYPES = (
    ("meta-analysis", r"meta-?analy"),
    ("systematic review", r"systematic(?:ally)? review|cochrane"),
    ("guideline", r"guideline|consensus statement|position (?:statement|stand)|recommendations? for"),
    ("randomised trial", r"randomi[sz]ed|double-?blind|placebo-?controlled|crossover trial|clinical trial"),
    ("animal", r"\b(?:mice|mouse|rats?|murine|rabbits?|zebrafish|in vivo)\b"),
    ("in vitro", r"in vitro|cell line|cultured"),
    ("cohort", r"cohort|prospective study|longitudinal|follow-up study"),
    ("case-control", r"case-control"),
    ("cross-sectional", r"cross-sectional|survey|prevalence"),
    ("case report", r"case (?:report|series)"),
    ("narrative review", r"\breview\b|overview|role of|state of the art"),
)
_STUDY_TYPE_PATTERNS = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _STUDY_TYPES]


def find_citations(article: Article, sentences: Sequence[Sentence]) -> list[Citation]:
    """Return the reference entries in list order, then the in-text markers in text order.

    A marker's ``entry`` is the index of its reference in the returned list; an entry is ``resolved`` when a
    marker points to it. Text without references gives an empty list.
    """
    entries = list(_find_entries(article, sentences))
    numbers = _entry_numbers(entries)
    markers: list[Citation] = []
    for sentence in sentences:
        if sentence.role in ("body", "heading"):
            markers.extend(_find_markers(article, sentence, entries, numbers))
    markers.sort(key=lambda marker: marker.start)
    pointed_at = {marker.entry for marker in markers if marker.entry is not None}
    entries = [replace(entry, resolved=index in pointed_at) for index, entry in enumerate(entries)]
    return [*entries, *markers]


def _find_entries(article: Article, sentences: Iterable[Sentence]) -> Iterator[Citation]:
    seen: set[int] = set()
    for sentence in sentences:
        if sentence.role != "reference" or sentence.block in seen:
            continue
        seen.add(sentence.block)
        block = article.blocks[sentence.block]
        text = article.text[block.start : block.end]
        years = _YEAR.findall(text)
        yield Citation(
            kind="entry",
            text=text,
            start=block.start,
            end=block.end,
            identifiers=_identifiers(text),
            year=int(years[0]) if years else None,
            study_type=_study_type(text),
        )


def _identifiers(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if doi := _DOI.search(text):
        found["doi"] = doi.group()
    if pmid := _PMID.search(text):
        found["pmid"] = pmid.group(1) or pmid.group(2)
    if pmcid := _PMCID.search(text):
        found["pmcid"] = "PMC" + pmcid.group(1)
    if nct := _NCT.search(text):
        found["nct"] = nct.group().upper()
    return found


def _study_type(text: str) -> str | None:
    return next((name for name, pattern in _STUDY_TYPE_PATTERNS if pattern.search(text)), None)


def _entry_numbers(entries: Sequence[Citation]) -> dict[int, int]:
    """Map the number an entry is cited by to its index: its own leading number, or its place in the list."""
    numbers: dict[int, int] = {}
    for index, entry in enumerate(entries):
        leading = _LEADING_NUMBER.match(entry.text)
        numbers.setdefault(int(leading.group(1)) if leading else index + 1, index)
    return numbers


def _find_markers(
    article: Article, sentence: Sentence, entries: Sequence[Citation], numbers: dict[int, int]
) -> Iterator[Citation]:
    text = article.text[sentence.start : sentence.end]
    if entries:
        for found in [*_NUMBERED.finditer(text), *_RAISED.finditer(text)]:
            # "(2020)" is a year and "(10)" without ten references is not a marker
            for number in _numbers_of(found.group(1)):
                if number in numbers:
                    yield _marker(
                        article, sentence.start + found.start(), sentence.start + found.end(), numbers[number]
                    )
    for found in _PARENTHESIS.finditer(text):
        for part in found.group(1).split(";"):
            cited = _AUTHOR_YEAR.search(part)
            if cited:
                entry = _entry_by_author(entries, cited.group(1), cited.group(2))
                start = sentence.start + found.start()
                yield _marker(article, start, sentence.start + found.end(), entry, year=int(cited.group(2)))
    for found in _NARRATIVE.finditer(text):
        entry = _entry_by_author(entries, found.group(1), found.group(2))
        if entry is not None or "et al" in found.group() or "colleagues" in found.group():
            start, end = sentence.start + found.start(), sentence.start + found.end()
            yield _marker(article, start, end, entry, year=int(found.group(2)))
    for pattern in (_DOI, _PMID, _PMCID, _NCT):
        for found in pattern.finditer(text):
            start, end = sentence.start + found.start(), sentence.start + found.end()
            yield Citation(
                kind="marker",
                text=article.text[start:end],
                start=start,
                end=end,
                identifiers=_identifiers(found.group()),
                resolved=True,
            )


def _numbers_of(text: str) -> Iterator[int]:
    for part in re.split(r"\s*[,;]\s*", text):
        ends = [int(number) for number in re.split(r"\s*[-–]\s*", part) if number]
        if len(ends) == 2 and 0 < ends[1] - ends[0] < 30:
            yield from range(ends[0], ends[1] + 1)
        else:
            yield from ends


def _entry_by_author(entries: Sequence[Citation], surname: str, year: str) -> int | None:
    named = re.compile(rf"\b{re.escape(surname)}\b", re.IGNORECASE)  # Lee is not in "sleep"
    for index, entry in enumerate(entries):
        if year in entry.text and named.search(entry.text):
            return index
    return None


def _marker(article: Article, start: int, end: int, entry: int | None, *, year: int | None = None) -> Citation:
    return Citation(
        kind="marker",
        text=article.text[start:end],
        start=start,
        end=end,
        year=year,
        resolved=entry is not None,
        entry=entry,
    )
