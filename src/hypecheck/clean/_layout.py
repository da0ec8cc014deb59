"""Lines in, article text out: one text with blocks and links at exact offsets, within the word limit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urljoin

from hypecheck.clean._lines import Line, squeeze
from hypecheck.records import Block, Link

__all__ = ["Layout", "count_words", "cut_length", "fingerprint", "guess_language", "lay_out"]

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
# Two in five words of English prose are such; no other language has one in ten. Asking the model takes 1.5 ms.
_ENGLISH_WORDS = frozenset("the of and to that is are for with this you your it be have has from by not or can which was were".split())
_ENGLISH_SHARE = 0.15
# Lists of plant names look Latin and lists of ingredients Esperanto to a model that knows 97 languages.
_LANGUAGES = frozenset(
    "ar bg cs da de el en es et fa fi fr he hi hr hu id is it ja ko lt lv ms nl no pl pt ro ru sk sl sr sv th tl tr uk ur vi zh".split()
)


@dataclass(slots=True)
class Layout:
    """A text under construction with what is known of its parts."""

    text: str = ""
    word_count: int = 0
    blocks: list[Block] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


def lay_out(lines: list[Line], *, title: str | None, base: str | None, max_words: int) -> Layout:
    """Set the lines as one text: items on successive lines, all other blocks with an empty line between.

    The title opens the text unless one of the first lines says it already. The text is cut after ``max_words``.
    """
    lines = list(_join_wrapped(lines))
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
        text = text[:cut].rstrip()
        if not text:
            break
        parts += [gap, text]
        length = start + len(text)
        layout.word_count += count_words(text)
        layout.blocks.append(Block(kind=kind, start=start, end=length))
        layout.links += [
            Link(start=start + a, end=start + b, target=target, rel=tuple((link.get("rel") or "").lower().split()))
            for a, b, link in links
            if b <= len(text) and (target := _absolute(link.get("href"), base))
        ]
        previous = kind
    layout.text = "".join(parts)
    return layout


def count_words(text: str) -> int:
    """Return the number of words; "well-known", "don't" and "2.5" are one each, a bullet is none."""
    return len(_WORD.findall(text))


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
    """Return the ISO 639-1 code of the text's language, None for fewer than 20 words."""
    sample = text[:_LANGUAGE_SAMPLE]
    words = sample.lower().split()
    if len(words) < _LANGUAGE_MIN_WORDS:
        return None
    latin = len(sample.encode("ascii", "ignore")) > 0.9 * len(sample)  # a Japanese page has English words and few spaces
    if latin and sum([word in _ENGLISH_WORDS for word in words]) >= _ENGLISH_SHARE * len(words):
        return "en"
    return next((language for language, _ in _rank_languages()(sample) if language in _LANGUAGES), None)


def fingerprint(text: str) -> str:
    """Return the sha256 of the text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@cache
def _rank_languages() -> Any:
    import py3langid  # loads a model of some megabytes

    return py3langid.rank


def _join_wrapped(lines: list[Line]) -> Iterator[Line]:
    """Join lines that a <br> breaks in mid-sentence: "reduces the" / "risk of falls"."""
    held: Line | None = None
    for line in lines:
        if held is not None and line.after_break and line.text[0].islower() and not held.text.endswith(_SENTENCE_END):
            shift = len(held.text) + 1
            links = (*held.links, *((a + shift, b + shift, link) for a, b, link in line.links))
            held = Line(f"{held.text} {line.text}", held.kind, held.zone, links, held.level, held.ordinal, held.row, held.cell)
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _title_kinds(lines: list[Line], title: str | None) -> list[str]:
    kinds: list[str] = [line.kind for line in lines]
    wanted = squeeze(title or "").casefold()
    for index, line in enumerate(lines[:_TITLE_LOOKAHEAD]):
        if wanted and squeeze(line.text).casefold() == wanted:
            kinds[index] = "title"
            break
    return kinds


def _rows_joined(lines: list[Line], kinds: list[str]) -> Iterator[tuple[Any, str, list[tuple[int, int, Any]]]]:
    """Yield kind, text and links of each block; the cells of one row of a table of facts make one block."""
    index = 0
    while index < len(lines):
        end = _end_of_row(lines, index)
        if end - index > 1:
            yield "table", *_join_cells(lines[index:end])
        else:
            line = lines[index]
            marker = _marker(line, kinds[index])
            yield kinds[index], marker + line.text, [(a + len(marker), b + len(marker), link) for a, b, link in line.links]
        index = max(end, index + 1)


def _end_of_row(lines: list[Line], start: int) -> int:
    """Return where the run of short single-line cells that starts here ends; ``start`` itself where there is none."""
    first = lines[start]
    end = start
    cells = set()
    while end < len(lines) and first.row and lines[end].row == first.row:
        line = lines[end]
        if line.cell in cells or len(line.text) > _MAX_CELL_LENGTH:
            return start
        cells.add(line.cell)
        end += 1
    return end


def _join_cells(lines: list[Line]) -> tuple[str, list[tuple[int, int, Any]]]:
    text = ""
    links: list[tuple[int, int, Any]] = []
    for line in lines:
        text += " | " if text else ""
        links += [(a + len(text), b + len(text), link) for a, b, link in line.links]
        text += line.text
    return text, links


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
