"""Lines in, article text out: one text with blocks and links at exact offsets, within the word limit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from typing import Any
from urllib.parse import urljoin

from hypecheck.clean._lines import Line, LineLink, squeeze
from hypecheck.clean._patterns import words_of
from hypecheck.records import Block, Link

__all__ = ["Layout", "count_words", "cut_length", "fingerprint", "guess_language", "has_words", "lay_out"]

# Longer cells make a layout table, which is how pages were set before 2005, not a table of facts.
_MAX_CELL_LENGTH = 120
_TITLE_LOOKAHEAD = 3
_SENTENCE_END = (".", "!", "?", ":", ";", "…", "”", '"')
_BULLET = re.compile(r"^\s*(?:[•●▪◦·*–—-]\s+|\(?\d{1,3}[.)]\s)")
_WORD = re.compile(r"\w+(?:[^\w\s]++\w+)*+")
# English words have 5 letters and a space; a longer text without spaces is an encoded image, not an article.
_MAX_CHARS_PER_WORD = 10

_LANGUAGE_SAMPLE = 2_000
_LANGUAGE_MIN_WORDS = 20
_LETTER = re.compile(r"[^\W\d_]")
# Thai, Lao, Khmer, Japanese and Chinese put no spaces between words; a word of theirs has two letters or more.
_SPACELESS_LETTER = re.compile("[\u0e01-\u0eff\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_LANGUAGE_MIN_SPACELESS_LETTERS = 2 * _LANGUAGE_MIN_WORDS
# One word in three of English prose is one of these, of German, French or Italian not one in fifty; asking
# the model takes 1.5 ms.
_ENGLISH_WORDS = frozenset(
    words_of("the of and to that is are for with this you your it be have has from by not or can which was were")
)
_ENGLISH_SHARE = 0.15
_MOSTLY_ASCII = 0.9  # a Japanese page has English words and few spaces
# Lists of plant names look Latin and lists of ingredients Esperanto to a model that knows 97 languages.
_LANGUAGES = frozenset(
    words_of(
        "ar bg cs da de el en es et fa fi fr he hi hr hu id is it ja ko lt lv ms nl no pl pt ro ru sk sl sr"
        " sv th tl tr uk ur vi zh"
    )
)


@dataclass(slots=True)
class Layout:
    """A text under construction with what is known of its parts."""

    text: str = ""
    word_count: int = 0
    is_cut: bool = False  # there were more words than allowed
    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def lay_out(lines: list[Line], *, title: str | None, base: str | None, max_words: int) -> Layout:
    """Set the lines as one text: items on successive lines, all other blocks with an empty line between.

    The title opens the text unless one of the first lines says it already. ``max_words`` cuts the text short.
    """
    lines = _join_wrapped(lines)
    parts: list[str] = []
    layout = Layout()
    length = 0
    kinds = _title_kinds(lines, title)
    if title and "title" not in kinds:
        lines, kinds = [Line(title), *lines], ["title", *kinds]
    previous = ""
    for kind, text, links in _rows_joined(lines, kinds):
        gap = "" if not parts else "\n" if kind == previous and kind in ("item", "table") else "\n\n"
        start = length + len(gap)
        cut = cut_length(text, max_words=max_words - layout.word_count)
        layout.is_cut = has_words(text[cut:])
        if text := text[:cut].rstrip():  # else a row of asterisks behind the last word that is allowed
            parts += [gap, text]
            length = start + len(text)
            layout.word_count += count_words(text)
            layout.blocks.append(Block(kind=kind, start=start, end=length))
            layout.links += _place_links(links, start, end=length, base=base)
            previous = kind
        if layout.is_cut:
            break
    layout.text = "".join(parts)
    return layout


def _place_links(links: list[LineLink], start: int, *, end: int, base: str | None) -> Iterator[Link]:
    for first, last, element in links:
        target = _absolute(element.get("href"), base)
        if target and start + last <= end:  # else the text was cut inside the link
            rel = tuple((element.get("rel") or "").lower().split())
            yield Link(start=start + first, end=start + last, target=target, rel=rel)


def count_words(text: str) -> int:
    """Return the number of words; "well-known", "don't" and "2.5" are one each, a bullet is none."""
    return len(_WORD.findall(text))


def has_words(text: str) -> bool:
    """Say whether there is a word in the text: a row of bullets has none."""
    return _WORD.search(text) is not None


def cut_length(text: str, *, max_words: int) -> int:
    """Return the length of the text up to its last allowed word: all of it where it is within the limit."""
    longest = max(max_words, 0) * _MAX_CHARS_PER_WORD
    if len(text) <= max_words:  # cheap and common: no text has more words than characters
        return len(text)
    for number, word in enumerate(_WORD.finditer(text), start=1):
        if number > max_words:
            return min(word.start(), longest)
    return min(len(text), longest)


def guess_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the text's language, None for too little of it: rows of emoji are no Korean."""
    sample = text[:_LANGUAGE_SAMPLE]
    words = [word for word in sample.lower().split() if word.isalpha() or _LETTER.search(word)]
    if len(words) < _LANGUAGE_MIN_WORDS and len(_SPACELESS_LETTER.findall(sample)) < _LANGUAGE_MIN_SPACELESS_LETTERS:
        return None
    is_ascii = len(sample.encode("ascii", "ignore")) > _MOSTLY_ASCII * len(sample)
    if is_ascii and sum([word in _ENGLISH_WORDS for word in words]) >= _ENGLISH_SHARE * len(words):
        return "en"
    return next((language for language, _ in _rank_languages()(sample) if language in _LANGUAGES), None)


def fingerprint(text: str) -> str:
    """Return the sha256 of the text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@cache
def _rank_languages() -> Any:
    import py3langid  # loads a model of some megabytes

    return py3langid.rank


def _join_wrapped(lines: list[Line]) -> list[Line]:
    """Join lines that a <br> breaks in mid-sentence: "reduces the" / "risk of falls"."""
    runs: list[list[Line]] = []
    for line in lines:
        if runs and line.after_break and line.text[0].islower() and not runs[-1][-1].text.endswith(_SENTENCE_END):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [run[0] if len(run) == 1 else _join(run) for run in runs]


def _join(run: list[Line]) -> Line:
    text, links = _join_texts(run, " ")
    return replace(run[0], text=text, links=tuple(links))


def _title_kinds(lines: list[Line], title: str | None) -> list[str]:
    kinds: list[str] = [line.kind for line in lines]
    wanted = squeeze(title or "").casefold()
    for index, line in enumerate(lines[:_TITLE_LOOKAHEAD]):
        if wanted and squeeze(line.text).casefold() == wanted:
            kinds[index] = "title"
            break
    return kinds


def _rows_joined(lines: list[Line], kinds: list[str]) -> Iterator[tuple[Any, str, list[LineLink]]]:
    """Yield kind, text and links of each block; the cells of one row of a table of facts make one block."""
    for _, group in groupby(enumerate(lines), key=lambda numbered: numbered[1].row or -numbered[0]):
        members = list(group)
        row = [line for _, line in members]
        if _is_row_of_facts(row):
            yield "table", *_join_texts(row, " | ")
            continue
        for index, line in members:
            marker = _marker(line, kinds[index])
            yield kinds[index], *_join_texts([Line(marker), line] if marker else [line], "")


def _is_row_of_facts(row: list[Line]) -> bool:
    """Tell several short cells of one line each from a row that sets out a page."""
    if len(row) < 2 or len({line.cell for line in row}) < len(row):
        return False
    return all(len(line.text) <= _MAX_CELL_LENGTH for line in row)


def _join_texts(lines: list[Line], separator: str) -> tuple[str, list[LineLink]]:
    links: list[LineLink] = []
    length = 0
    for line in lines:
        links += [(start + length, end + length, link) for start, end, link in line.links]
        length += len(line.text) + len(separator)
    return separator.join([line.text for line in lines]), links


def _marker(line: Line, kind: str) -> str:
    if kind != "item" or _BULLET.match(line.text):
        return ""
    return "• " if line.ordinal is None else f"{line.ordinal}. "


def _absolute(href: str, base: str | None) -> str | None:
    href = href.strip()
    if not href or href.startswith(("#", "javascript:", "data:")):
        return None
    try:
        return urljoin(base or "", href)
    except ValueError:  # "http://[broken"
        return None
