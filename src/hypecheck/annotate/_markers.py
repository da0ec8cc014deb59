"""Sentences and references go in, the in-text markers come out, each with the reference it stands for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from hypecheck.annotate._identifiers import find_identifiers, find_malformed, identify_link
from hypecheck.annotate._references import Reference
from hypecheck.records import Article, Citation, Sentence

__all__ = ["find_markers"]

Form = Literal["bracket", "paren", "raised", "glued", "figure"]

_LIST = r"\d{1,3}(?:\s*[-–,;]\s*\d{1,3})*"
# "shortens colds.3", "shortens colds3 and" and "shortens colds³" were raised figures on the page. "vitamin K2" and
# "omega 3" are none: a glued figure counts only on pages that raise others after a full stop, see `_choose_forms`.
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("bracket", re.compile(rf"\[\s*({_LIST})\s*\]")),
    ("paren", re.compile(rf"\(\s*(?:refs?\.?\s*)?({_LIST})\s*\)")),
    ("raised", re.compile(r"(?:(?<=[a-z)%”\"’][.,;:?!])|(?<=[a-z][.,][”\"’]))(\d{1,3}(?:[-–,]\d{1,3})*)(?=\s|$)")),
    ("glued", re.compile(r"(?<=[a-z]{4})(\d{1,2}(?:[-–,]\d{1,2})*)(?=[.,;:)]?(?:\s|$))")),
    (
        "figure",
        re.compile(r"(?:(?<=[a-z]{3})|(?<=[.,;:)%”\"’]))([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}(?:\s?[⁻˒‚,–-]\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})*)"),
    ),
)
_DIGIT = re.compile(r"[\d⁰¹²³⁴⁵⁶⁷⁸⁹]")  # only words that link to a study are a marker without one
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻˒‚", "0123456789-,,")
_STYLES: Mapping[Form, Literal["numbered", "superscript"]] = {
    "bracket": "numbered",
    "paren": "numbered",
    "raised": "superscript",
    "glued": "superscript",
    "figure": "superscript",
}
_MAX_RANGE = 30  # "[3-150]" is no range of references
_MAX_DANGLING = 300
# "Aurelio Bonfiglioli (1), Hedda Strømsheim (2)" says where the authors work; "grows in Asia (1)." cites.
_AFTER_NAME = re.compile(r"\b[A-ZÀ-ÞŠČŽ][\w'’-]*\s?$")
_MIN_RUN = 3  # markers numbered 1, 2, 3 show that a list once stood below, though the page has lost it

# "(1) avoid tea, (2) sleep" counts points: the number opens a phrase and nothing stands before it to cite.
_OPENS_PHRASE = re.compile(r"\s+[A-Za-z“\"]")
# But "... in the body. (1) Drinking water" cites after the full stop.
_NOTHING_TO_CITE = re.compile(r"(?:^|\n|[:;,]|\b(?:and|or|are|is|by|to|that|into|were))\s*$", re.IGNORECASE)

_PARTICLE = (
    r"(?:(?:[Vv]an|[Vv]on|[Dd]e|[Dd]el|[Dd]i|[Dd]a|[Ll]a|[Ll]e|[Tt]en|[Tt]er|[Dd]en|[Dd]er|['’]t)\s)*(?:[dv]an['’]t\s)?"
)
_NAME = rf"{_PARTICLE}[A-ZÀ-ÞŠČŽ][\w'’/-]{{1,60}}"  # bounded: "Aa-Aa-Aa-..." starts a name at every capital
_TOGETHER = rf"(?:,?\s+et\.?\s+al\.?|,?\s+(?:and|&)\s+(?:{_NAME}|colleagues|co-?workers|others))"
_OTHERS = rf"(?:{_TOGETHER}|\s+[A-Z]{{1,3}}\b|,\s+{_NAME})"
_CITED_YEAR = r"(?:1[89]\d\d|20[0-4]\d)[a-h]?"
_FOUR_DIGITS = re.compile(r"\d{4}")
# "(Linde 2016, Zhao 2017)" but "(Smith 2004, 2007)"
_BETWEEN_PARTS = re.compile(r";|(?:(?<=\d{4})|(?<=\d{4}[a-h])),\s+(?=[A-ZÀ-ÞŠČŽdv'’])")
_PARENTHESIS = re.compile(rf"[(\[]([^()\[\]]{{2,240}}\b{_CITED_YEAR})(?:,\s*(?:pp?\.\s*)?[\d–-]+)?[)\]]")
_PART = re.compile(
    rf"^\s*(?:see(?: also)?|e\.?g\.?,?|cf\.?|reviewed (?:in|by)|for example,?|i\.e\.,?)?\s*"
    rf"(?P<name>{_NAME})(?P<others>{_OTHERS}{{0,5}})(?P<where>,?[^,;]{{0,60}}?)(?P<gap>,?\s*)"
    rf"(?P<years>{_CITED_YEAR}(?:\s*,\s*{_CITED_YEAR})*)\s*$"
)
_NARRATIVE = re.compile(
    rf"(?<![\w(])(?P<name>{_NAME}?)(?:['’]s)?(?P<others>{_TOGETHER}{{0,2}})"
    rf"\s+\((?P<years>{_CITED_YEAR}(?:\s*,\s*{_CITED_YEAR})*)\)"
)
_SHARED = re.compile(r"et\.?\s+al|\b(?:and|&)\s|colleagues|workers|others")
# fmt: off
_NO_AUTHOR = frozenset({
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "spring", "summer", "autumn", "fall", "winter", "since", "in", "by", "from", "until", "before", "after",
    "copyright", "accessed", "updated", "version", "act", "early", "late", "mid", "the", "and", "or", "published",
    "est", "founded", "established", "born", "circa", "about", "posted",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A place that may be a numbered marker."""

    form: Form
    start: int
    end: int
    numbers: tuple[int, ...] = ()


def find_markers(article: Article, sentences: Sequence[Sentence], references: Sequence[Reference]) -> list[Citation]:
    """Return the markers in text order, ``entry`` being the place of their reference in ``references``.

    A marker that stands for several references comes out once for each. Text without markers gives none.
    """
    listed = _Ranges((reference.citation.start, reference.citation.end) for reference in references)
    body = [each for each in sentences if each.role in ("body", "heading") and each.start not in listed]
    told = [sentence for sentence in body if _DIGIT.search(article.text, sentence.start, sentence.end)]
    markers = [
        *_numbered_markers(article, told, references),
        *_author_markers(article, told, references),
        *_identifier_markers(article, told, references),
    ]
    followed = _follow_links(article, body, markers, references)
    return sorted(followed, key=lambda marker: (marker.start, marker.end))


# By number


def _numbered_markers(
    article: Article, sentences: Iterable[Sentence], references: Sequence[Reference]
) -> Iterator[Citation]:
    found = [place for sentence in sentences for place in _numbered_places(article.text, sentence)]
    indices = _index_numbers(references, found)
    if not indices:
        found = [place for place in found if not _numbers_a_name(article.text, place)]
    forms = _choose_forms(found, indices)
    for place in found:
        if place.form not in forms:
            continue
        for number in place.numbers:
            if number in indices or _dangles(number, place.form, indices):
                yield _marker(article, place, indices.get(number), style=_STYLES[place.form])


def _numbers_a_name(text: str, place: _Numbered) -> bool:
    after_name = _AFTER_NAME.search(text[max(0, place.start - 40) : place.start]) is not None
    return after_name and text[place.end : place.end + 1] not in (".", ";", ":")


def _index_numbers(references: Sequence[Reference], found: Sequence[_Numbered]) -> dict[int, int]:
    """Map the numbers that markers may use to references.

    A list that has lost its numbers is counted, but only where the markers in the text count up from 1.
    """
    indices: dict[int, int] = {}
    for index, reference in enumerate(references):
        if reference.number is not None:
            indices.setdefault(reference.number, index)
    if not indices and any(_runs_up(found, form, at_least=2) for form, _ in _FORMS):
        indices = {number: number - 1 for number in range(1, len(references) + 1)}
    return indices


def _numbered_places(text: str, sentence: Sentence) -> Iterator[_Numbered]:
    words = text[sentence.start : sentence.end]
    for form, pattern in _FORMS:
        for found in pattern.finditer(words):
            start, end = sentence.start + found.start(), sentence.start + found.end()
            if form == "paren" and _counts_points(text, start, end):
                continue
            numbers = tuple(_numbers_of(found.group(1).translate(_PLAIN)))
            if numbers:
                yield _Numbered(form, start, end, numbers)


def _counts_points(text: str, start: int, end: int) -> bool:
    return bool(_OPENS_PHRASE.match(text, end) and _NOTHING_TO_CITE.search(text[max(0, start - 20) : start]))


def _choose_forms(found: Sequence[_Numbered], indices: Mapping[int, int]) -> frozenset[Form]:
    """Return the forms that are markers on this page.

    Square brackets always are. Of round brackets and raised figures only those are that the page mostly uses:
    beside "[1]" or "colds.3", a "(2)" counts points or is a quantity.
    """
    if not indices:
        return frozenset(form for form in ("bracket", "paren", "raised", "figure") if _runs_up(found, form))
    known: Counter[Form] = Counter()
    for form, _ in _FORMS:
        known[form] = len({n for place in found if place.form == form for n in place.numbers if n in indices})
    chosen: set[Form] = {"bracket"}
    if known["bracket"]:
        return frozenset(chosen)
    raised = known["raised"] + known["figure"]
    if known["paren"] and known["paren"] >= raised:
        chosen.add("paren")
    elif raised:
        chosen |= {"raised", "figure"}
        if known["raised"] > 1:
            chosen.add("glued")
    return frozenset(chosen)


def _runs_up(found: Sequence[_Numbered], form: Form, *, at_least: int = _MIN_RUN) -> bool:
    """Say whether a form counts up from 1 in the text, as markers do; ``[1]`` alone is enough for brackets."""
    order = list(dict.fromkeys(n for place in found if place.form == form for n in place.numbers))
    if form == "bracket":
        return order[:1] == [1]
    return order[:at_least] == list(range(1, at_least + 1))


def _dangles(number: int, form: Form, indices: Mapping[int, int]) -> bool:
    """Say whether a number without an entry is a marker all the same: "[12]", or a gap in the list."""
    if not 0 < number <= _MAX_DANGLING:
        return False
    return form == "bracket" or not indices or (form != "glued" and number < max(indices))


def _numbers_of(text: str) -> Iterator[int]:
    for part in re.split(r"\s*[,;]\s*", text):
        ends = [int(number) for number in re.split(r"\s*[-–]\s*", part) if number]
        if len(ends) == 2 and 0 < ends[1] - ends[0] < _MAX_RANGE:
            yield from range(ends[0], ends[1] + 1)
        else:
            yield from ends


# By author and year


def _author_markers(
    article: Article, sentences: Iterable[Sentence], references: Sequence[Reference]
) -> Iterator[Citation]:
    index = _AuthorIndex(references)
    for sentence in sentences:
        text = article.text[sentence.start : sentence.end]
        if not _FOUR_DIGITS.search(text):
            continue
        for found in _PARENTHESIS.finditer(text):
            place = _Numbered("paren", sentence.start + found.start(), sentence.start + found.end())
            for part in _BETWEEN_PARTS.split(found.group(1)):
                if cited := _PART.match(part):
                    yield from _cited_by(article, place, cited, index, needs_sign=cited["where"].strip(" ,") != "")
        for found in _NARRATIVE.finditer(text):
            place = _Numbered("paren", sentence.start + found.start(), sentence.start + found.end())
            yield from _cited_by(article, place, found, index, needs_sign=True)


def _cited_by(
    article: Article, place: _Numbered, cited: re.Match[str], index: _AuthorIndex, *, needs_sign: bool
) -> Iterator[Citation]:
    """Yield a marker for each year; ``needs_sign`` asks an unknown author for "et al." or a second name."""
    name = re.sub(r"['’]s$", "", cited["name"])
    if name.split()[0].lower() in _NO_AUTHOR:
        return
    for year in re.findall(_CITED_YEAR, cited["years"]):
        entry = index.find(name, year, others=cited["others"] or "")
        if entry is None and needs_sign and not _SHARED.search(cited["others"] or ""):
            continue
        yield _marker(article, place, entry, style="author_year", year=int(year[:4]))


class _AuthorIndex:
    """Finds the reference that a name and a year stand for."""

    def __init__(self, references: Sequence[Reference]) -> None:
        self.entries = [reference.citation for reference in references]

    @cached_property
    def openings(self) -> list[str]:
        """The entries from their first letter on: "1. ^ Lee A, Kim B. Zinc" gives "lee a, kim b. zinc"."""
        return [re.sub(r"^[\W\d]+", "", entry.text).lower() for entry in self.entries]

    def find(self, name: str, year: str, *, others: str) -> int | None:
        """Return the place of the entry; of several by one author in one year, the one the letter means."""
        surname = re.compile(rf"\b{re.escape(name.lower())}\b")  # Lee is not in "sleep"
        dated = [place for place, entry in enumerate(self.entries) if year[:4] in entry.text]
        first = [place for place in dated if surname.match(self.openings[place])]
        found = first or [place for place in dated if surname.search(self.openings[place])]
        if len(found) > 1 and year[4:]:
            lettered = [place for place in found if year in self.entries[place].text]
            nth = found[ord(year[4]) - ord("a") :][:1]  # the list has lost its letters: by their order
            found = lettered or nth or found
        seconds = [word.lower() for word in re.findall(r"[A-ZÀ-Þ][\w'’-]+", others)]
        both = [place for place in found if all(second in self.openings[place] for second in seconds)]
        return next(iter(both or found), None)


# By identifier and by link


def _identifier_markers(
    article: Article, sentences: Iterable[Sentence], references: Sequence[Reference]
) -> Iterator[Citation]:
    for sentence in sentences:
        words = article.text[sentence.start : sentence.end]
        reach = -1
        for kind, value, start, end in sorted(find_identifiers(words), key=lambda found: found[2:]):
            if start >= reach:
                reach = end
                place = _Numbered("paren", sentence.start + start, sentence.start + end)
                entry = _entry_with({kind: value}, references)
                yield replace(
                    _marker(article, place, entry, style="identifier"), identifiers={kind: value}, resolved=True
                )
        for words_of in find_malformed(words):
            start = sentence.start + words.index(words_of)
            place = _Numbered("paren", start, start + len(words_of))
            yield replace(_marker(article, place, None, style="identifier"), malformed=(words_of,))


def _follow_links(
    article: Article, sentences: Sequence[Sentence], markers: Sequence[Citation], references: Sequence[Reference]
) -> list[Citation]:
    """Give markers the identifiers they link to, and make a marker of words that link to a study."""
    followed = sorted(markers, key=lambda marker: marker.start)
    told = _Ranges((sentence.start, sentence.end) for sentence in sentences)
    starts = [marker.start for marker in followed]
    linked: list[Citation] = []
    for link in article.links:
        identifiers = identify_link(link.target)
        if link.start >= link.end or not (identifiers or _leads_away(link.target)):
            continue
        first = bisect_left(starts, link.start)
        while first and followed[first - 1].end > link.start:  # "(2)" whose "2" is the link
            first -= 1
        under = range(first, bisect_left(starts, link.end))
        for number in under:
            marker = followed[number]
            if not marker.identifiers and marker.entry is None:
                followed[number] = replace(marker, identifiers=identifiers or {"url": link.target}, resolved=True)
        if identifiers and not under and link.start in told:
            place = _Numbered("paren", link.start, link.end)
            entry = _entry_with(identifiers, references)
            marker = _marker(article, place, entry, style="link")
            linked.append(replace(marker, identifiers=identifiers, resolved=True))
    return [*followed, *linked]


def _leads_away(target: str) -> bool:
    """Say whether a link leaves its page: "#cite-1" only jumps to a list that is not there."""
    return target.startswith(("http://", "https://")) and "#" not in target


class _Ranges:
    """Half-open ranges that do not overlap, to ask whether a place lies in one."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._ranges = sorted(ranges)
        self._starts = [start for start, _ in self._ranges]

    def __contains__(self, place: int) -> bool:
        index = bisect_right(self._starts, place) - 1
        return index >= 0 and place < self._ranges[index][1]


def _entry_with(identifiers: Mapping[str, str], references: Sequence[Reference]) -> int | None:
    for index, reference in enumerate(references):
        if any(reference.citation.identifiers.get(kind) == value for kind, value in identifiers.items()):
            return index
    return None


def _marker(
    article: Article,
    place: _Numbered,
    entry: int | None,
    *,
    style: Literal["numbered", "superscript", "author_year", "identifier", "link"],
    year: int | None = None,
) -> Citation:
    return Citation(
        kind="marker",
        text=article.text[place.start : place.end],
        start=place.start,
        end=place.end,
        year=year,
        resolved=entry is not None,
        entry=entry,
        style=style,
    )
