"""Plain text in, the same text with its blocks and links out."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Literal

from hypecheck.clean._decode import drop_junk
from hypecheck.clean._layout import Layout, count_words, cut_length, has_words
from hypecheck.records import Block, Link

__all__ = ["read_plain"]

Kind = Literal["title", "heading", "paragraph", "item", "quote"]

_NEWLINES = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_WIDE_SPACES = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(r"\s*(?:[-*•●▪◦·–—]\s+|\(?\d{1,3}[.)]\s+)\S")
_MARKDOWN_HEADING = re.compile(r"\s*#{1,6}\s+\S")
_QUOTE = re.compile(r"\s*>\s*\S")
_LINK = re.compile(
    r"\[(?P<text>[^\]\[\n]{1,300})\]\((?P<target>https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)?)(?:\s+\"[^\"\n]*\")?\)"
    r"|\b(?P<bare>(?:https?://|www\.)[^\s<>\"\])}]+)",
    re.IGNORECASE,
)

_HEADING_MAX_WORDS = 14
_TITLE_MAX_WORDS = 25
_TITLE_LOOKAHEAD = 10  # copied pages open with stray lines: "0", "en", a date
_LONG_LINE_WORDS = 15
_SENTENCE_MIN_WORDS = 8
_COLON_HEADING_MAX_WORDS = 3
_STOPS = (".", "!", "?", ":", ";")
# A text of which most lines are this long was wrapped by a mail program or an editor.
_WRAP_WIDTHS = range(45, 101)
_WRAP_MIN_LINES = 6
_WRAP_SHARE = 0.6


def read_plain(text: str, *, title: str | None, max_words: int) -> Layout:
    """Return the text with its blocks and links, without characters that are invisible or break UTF-8.

    A line is a block. Lines that an editor wrapped are joined: the newline between them becomes a space.
    """
    text = _tidy_characters(text)
    cut = cut_length(text, max_words=max_words)
    is_cut = has_words(text[cut:])
    text = _unwrap(text[:cut]).rstrip()
    lines = [(line.start(), line.end()) for line in _LINE.finditer(text) if not line[0].isspace()]
    lines = [_without_margins(text, start, end) for start, end in lines]
    layout = Layout(text, word_count=count_words(text), is_cut=is_cut)
    layout.blocks = [
        Block(kind=kind, start=a, end=b) for kind, (a, b) in zip(_kinds(text, lines, title), lines, strict=True)
    ]
    layout.links = _find_links(text)
    return layout


def _tidy_characters(text: str) -> str:
    text = drop_junk(_NEWLINES.sub("\n", text))
    if not text.isascii():
        text = _WIDE_SPACES.sub(" ", unicodedata.normalize("NFC", text))
    return text.strip("\n ")


def _unwrap(text: str) -> str:
    lines = text.split("\n")
    wrapped = _is_hard_wrapped(lines)
    parts = lines[:1]
    for above, line in pairwise(lines):
        parts += [" " if _continues(above, line, wrapped=wrapped) else "\n", line]
    return "".join(parts)


def _is_hard_wrapped(lines: list[str]) -> bool:
    followed = [line for line, below in pairwise(lines) if line.strip() and below.strip()]
    full = [line for line in followed if len(line) in _WRAP_WIDTHS and not line.endswith(_STOPS)]
    return len(followed) >= _WRAP_MIN_LINES and len(full) >= _WRAP_SHARE * len(followed)


def _continues(above: str, line: str, *, wrapped: bool) -> bool:
    """Tell whether a line goes on with the sentence or paragraph above it."""
    start = line.lstrip()
    if not start or len(above) < _WRAP_WIDTHS.start or _MARKDOWN_HEADING.match(above):
        return False
    if any(marker.match(line) for marker in (_ITEM, _QUOTE, _MARKDOWN_HEADING)):
        return False
    return wrapped or (start[0].islower() and not above.rstrip().endswith(_STOPS))


def _without_margins(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), start + len(line.rstrip())


def _kinds(text: str, lines: list[tuple[int, int]], title: str | None) -> list[Kind]:
    kinds = [_kind_alone(text[start:end]) for start, end in lines]
    words = [text.count(" ", start, end) + 1 for start, end in lines]
    _mark_headings(text, lines, kinds, words)
    _mark_title(text, lines, kinds, words, title)
    return kinds


def _kind_alone(line: str) -> Kind:
    if _MARKDOWN_HEADING.match(line):
        return "heading"
    if _ITEM.match(line):
        return "item"
    return "quote" if _QUOTE.match(line) else "paragraph"


def _mark_headings(text: str, lines: list[tuple[int, int]], kinds: list[Kind], words: list[int]) -> None:
    """Mark short lines without a full stop that stand above a long line or a list; two may stand together."""
    heads = False  # whether the line below is a heading itself
    for index in range(len(lines) - 2, -1, -1):
        above_heading, heads = heads, False
        start, end = lines[index]
        is_short = kinds[index] == "paragraph" and words[index] <= _HEADING_MAX_WORDS
        if not is_short or not _looks_like_heading(text[start:end]):
            continue
        below = text[slice(*lines[index + 1])]
        is_body = words[index + 1] >= _LONG_LINE_WORDS or _looks_like_sentence(below)
        if is_body or kinds[index + 1] == "item":
            kinds[index], heads = "heading", True
        elif above_heading:
            kinds[index] = "heading"


def _looks_like_heading(line: str) -> bool:
    if line[-1] in ".,;!…" or line[0].islower() or not any(char.isalpha() for char in line):
        return False
    return line[-1] != ":" or line.count(" ") < _COLON_HEADING_MAX_WORDS  # "References:", not "It may help by:"


def _looks_like_sentence(line: str) -> bool:
    return line[-1] in ".!?" and line.count(" ") + 1 >= _SENTENCE_MIN_WORDS


def _mark_title(
    text: str, lines: list[tuple[int, int]], kinds: list[Kind], words: list[int], title: str | None
) -> None:
    """Mark the line that is the given title or, without one, the first short line before any long one."""
    wanted = " ".join((title or "").casefold().split())
    for index, (start, end) in enumerate(lines[:_TITLE_LOOKAHEAD]):
        line = text[start:end]
        if wanted:
            if " ".join(line.lstrip("# ").casefold().split()) == wanted:
                kinds[index] = "title"
                return
            continue
        if kinds[index] == "item" or words[index] > _TITLE_MAX_WORDS or index + 1 == len(lines):
            return
        if words[index] > 1 and line[-1] not in ".,;:":
            kinds[index] = "title"
            return


def _find_links(text: str) -> list[Link]:
    links = []
    for match in _LINK.finditer(text):
        if match["text"]:
            links.append(Link(start=match.start("text"), end=match.end("text"), target=match["target"]))
            continue
        address = match["bare"].rstrip(".,;:!?'*_")
        if "." in address:
            target = address if "://" in address else f"http://{address}"
            links.append(Link(start=match.start(), end=match.start() + len(address), target=target))
    return links
