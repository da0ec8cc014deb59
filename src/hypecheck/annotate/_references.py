"""An article and its sentences go in, the entries of its reference lists come out, each with what it is cited by."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hypecheck.annotate._evidence import read_evidence
from hypecheck.annotate._identifiers import find_malformed, identify_link, read_identifiers
from hypecheck.annotate._sentences import REFERENCE_HEADING
from hypecheck.records import Article, Block, Citation, Link, Sentence, Span

__all__ = ["Reference", "find_references"]

# A paragraph that opens its own list: "References: Ridd MJ et al, Lancet 2022; Chalmers JR et al, ..."
_RUN_IN_HEADING = re.compile(
    r"^\W*(?:references?|sources?|bibliography|citations?)\s*(?:\(\w+\))?\s*:\s+(?=\S)", re.IGNORECASE
)
# What stands under a reference list and has a year too, but cites nothing.
_NO_ENTRY = re.compile(
    r"^\W*(?:"
    r"(?:last|page|next|date|entry|article|content|text|medically|this page was)\s+(?:\w+\s+)?"
    r"(?:updated?|revised|revision|modified|review(?:ed)?|edited|published|is available)\b"
    r"|(?:updated|revised|modified|reviewed|edited|published|posted|created|prepared|written|checked)\s*(?::|on\b|by\b"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b)"
    r"|copyright\b|©|\(c\)|all rights\b"
    r"|(?:tags?|categories|share|see also|related|photo|image|disclaimer|comments?)\s*[:(]"
    r"|subscribe\b|by clicking\b|these statements\b|this (?:page|article|site|information|content|entry)\b"
    r"|(?:we|i|you|our|please)\s+(?-i:[a-z])"
    r")|^\W*©",
    re.IGNORECASE,
)
_YEAR = r"(?:1[89]\d\d|20[0-4]\d)"
_ANY_YEAR = re.compile(rf"(?<![\d–-]){_YEAR}(?!\d)")
_LETTERED_YEAR = re.compile(rf"[(\s]{_YEAR}[a-h][).]")
# Where a publication's year stands, surest place first: "(2002)", "2012 Aug 15;86", "Lancet 2005.", the first year.
_YEAR_PLACES = (
    re.compile(rf"\(({_YEAR})[a-z]?(?:,[^)]{{0,200}})?\)"),
    re.compile(rf"\b({_YEAR})[a-z]?\s*(?:[A-Z][a-z]{{2}}\b[^;]{{0,8}})?[;:]"),
    re.compile(rf"[,.\s]({_YEAR})\s*\.?\s*$"),
    re.compile(rf"(?<![\d–-])({_YEAR})(?!\d)"),
)
_NUMBER = re.compile(r"^\W*?(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.)\]:])(?=\s|\^)")
_ACCESSED = re.compile(
    r"\b(?:accessed|retrieved|viewed|last updated|available (?:at|from))\b.*$", re.IGNORECASE | re.DOTALL
)
_RUN_IN_NUMBER = re.compile(r"(?:^|(?<=\s))(?:\[(\d{1,3})\]|(\d{1,3})[.)])\s+(?=[\^“\"'(]?\s?[A-ZÀ-ÞŠČŽ])")
# "... 110:774. Gwyer D et al. (2019)": a new author after a full stop, where the entry before has had its year
_RUN_IN_AUTHOR = re.compile(r"(?<=[.\d\])])\s+(?=[A-ZÀ-ÞŠČŽ][\w'’-]+ (?:[A-Z]{1,3}\b[,. ]|et al))")
_RUN_IN_SEMICOLON = re.compile(r";\s+(?=[A-ZÀ-ÞŠČŽ])")
# A line of links and numbers that belongs to the entry above it: "PMID: 123 [PubMed]", "View abstract | Full text"
_CONTINUATION = re.compile(
    r"^\W*(?:(?:PMC?ID|DOI|PMC)\b|https?://(?:dx\.)?doi\.org/|(?:view |read )?(?:abstract|full[- ]text|pubmed|crossref"
    r"|google scholar)\b)",
    re.IGNORECASE,
)
_MAX_CONTINUATION = 160
_MIN_RUN_IN = 2


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of a reference list and its own number, where it has one."""

    citation: Citation
    number: int | None


def find_references(article: Article, sentences: Sequence[Sentence]) -> list[Reference]:
    """Return the reference entries in list order; an article without a list gives none.

    Entries stand under a heading ("References", "Sources") or look like entries where they stand; several run
    into one paragraph are parted. Dates of revision and copyright lines below a list are left out.
    """
    spans = list(_join_continuations(article.text, _find_spans(article, sentences)))
    links = _links_by_entry(article.links, spans)
    entries = [_read_entry(article.text, span, inside) for span, inside in zip(spans, links, strict=True)]
    return [Reference(entry, _number_of(entry.text)) for entry in entries]


def _find_spans(article: Article, sentences: Iterable[Sentence]) -> Iterator[Span]:
    seen: set[int] = set()
    last_number: int | None = None  # of the entry just before, where its list is numbered
    for sentence in sentences:
        if sentence.block in seen:
            continue
        seen.add(sentence.block)
        start, end = _trim(article.text, article.blocks[sentence.block])
        text = article.text[start:end]
        if sentence.role == "heading" or REFERENCE_HEADING.match(text):
            last_number = None
        elif opening := _opens_list(text):
            yield from _part(article.text, start + opening, end, by_semicolon=True)
        elif not _NO_ENTRY.match(text):
            in_section = bool(REFERENCE_HEADING.match(sentence.section))
            number = _number_of(text)
            if _is_entry(sentence, text, number, in_section=in_section, last_number=last_number):
                yield from _part(article.text, start, end)
                last_number = last_number if number is None else number


def _opens_list(text: str) -> int:
    """Return where the first entry begins in "References: Ridd MJ et al, Lancet 2022; ...", else 0."""
    opening = _RUN_IN_HEADING.match(text)
    return opening.end() if opening and _ANY_YEAR.search(text) else 0


def _is_entry(sentence: Sentence, text: str, number: int | None, *, in_section: bool, last_number: int | None) -> bool:
    if number is not None and (in_section or number - 1 == last_number):
        return True
    if in_section and last_number is not None and not _CONTINUATION.match(text):
        return False  # "We wrote to four manufacturers in 2024": a numbered list numbers all its entries
    return sentence.role == "reference" or (in_section and _LETTERED_YEAR.search(text) is not None)


def _trim(text: str, block: Block) -> Span:
    """Return the block's range without blanks at its ends, which lists of plain text are indented by."""
    start, end = block.start, block.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _part(text: str, start: int, end: int, *, by_semicolon: bool = False) -> Iterator[Span]:
    """Part a block that holds several entries; one entry comes out whole."""
    whole = text[start:end]
    cuts = _numbered_cuts(whole) or _named_cuts(whole, _RUN_IN_AUTHOR)
    if not cuts and by_semicolon:
        cuts = _named_cuts(whole, _RUN_IN_SEMICOLON)
    for first, last in pairwise([0, *cuts, len(whole)]):
        piece = whole[first:last].rstrip(" ;\n")
        skipped = len(piece) - len(piece.lstrip())
        if piece.strip():
            yield start + first + skipped, start + first + len(piece)


def _numbered_cuts(text: str) -> list[int]:
    """Return where the second and later entries of "1. Trefts E ... 2. Younossi ZM ..." begin."""
    expected, places = None, []
    for found in _RUN_IN_NUMBER.finditer(text):
        number = int(found[1] or found[2])
        if expected is None:
            if text[: found.start()].strip():
                return []
        elif number != expected:
            continue
        else:
            places.append(found.start())
        expected = number + 1
    return places


def _named_cuts(text: str, border: re.Pattern[str]) -> list[int]:
    """Return where an entry begins that has a year, after one that has had its own."""
    cuts: list[int] = []
    for found in border.finditer(text):
        if _ANY_YEAR.search(text, cuts[-1] if cuts else 0, found.start()):
            cuts.append(found.end())
    if cuts and not _ANY_YEAR.search(text, cuts[-1]):
        cuts.pop()
    return cuts if len(cuts) + 1 >= _MIN_RUN_IN else []


def _join_continuations(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    held: Span | None = None
    for start, end in spans:
        belongs = (
            held is not None
            and end - start <= _MAX_CONTINUATION
            and _CONTINUATION.match(text[start:end])
            and not text[held[1] : start].strip()
        )
        if held is not None and belongs:
            held = (held[0], end)
            continue
        if held is not None:
            yield held
        held = (start, end)
    if held is not None:
        yield held


def _links_by_entry(links: Iterable[Link], spans: Sequence[Span]) -> list[list[Link]]:
    inside: list[list[Link]] = [[] for _ in spans]
    starts = [start for start, _ in spans]  # blocks come in text order, and so do their entries
    for link in links:
        index = bisect_right(starts, link.start) - 1
        if index >= 0 and link.start < spans[index][1]:
            inside[index].append(link)
    return inside


def _read_entry(text: str, span: Span, links: Iterable[Link]) -> Citation:
    words = text[slice(*span)]
    identifiers = read_identifiers(words)
    for link in links:
        for kind, value in identify_link(link.target).items():
            identifiers.setdefault(kind, value)
    evidence = read_evidence(words)
    return Citation(
        kind="entry",
        text=words,
        start=span[0],
        end=span[1],
        identifiers=identifiers,
        malformed=find_malformed(words),
        year=_year_of(words),
        study_type=evidence.study_type,
        sample_size=evidence.sample_size,
        duration=evidence.duration,
    )


def _year_of(text: str) -> int | None:
    published = _ACCESSED.sub("", text)
    for place in _YEAR_PLACES:
        if found := place.search(published) or place.search(text):
            return int(found.group(1))
    return None


def _number_of(text: str) -> int | None:
    found = _NUMBER.match(text)
    return next((int(group) for group in found.groups() if group), None) if found else None
