"""An element tree in, the lines a reader sees out: each with its kind, its links and its zone of the page."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from lxml import etree

from hypecheck.clean._decode import drop_junk
from hypecheck.clean._patterns import words_of
from hypecheck.clean._tree import too_deep

__all__ = ["Line", "LineLink", "Zone", "read_lines", "squeeze", "tidy"]

Zone = Literal["main", "side", "comments", "consent", "control", "hidden"]
Kind = Literal["heading", "paragraph", "item", "quote"]

_SKIPPED = frozenset(words_of("head script select textarea option datalist math"))
_BLOCKS = frozenset(
    words_of(
        "address article aside blockquote body br button caption center dd details dialog dir div dl dt"
        " fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html input"
        " legend li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul"
    )
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(words_of("ul ol dir menu"))
_CONTENT = frozenset(words_of("article main"))
_BOLDS = frozenset(words_of("b strong"))
_CONTROLS = frozenset(words_of("button label legend"))
_LABELLED_INPUTS = frozenset(words_of("submit button image"))
_SIDE_TAGS = frozenset(words_of("nav footer menu dialog figure"))
_SIDE_ROLES = frozenset(words_of("navigation banner contentinfo search dialog alertdialog complementary menu"))
_WATCHED = _BLOCKS | _CONTROLS | _BOLDS | {"a", "span", "noscript"}  # all else is plain inline text

# Names (class and id) are read on these only: <body class="has-sidebar"> is no sidebar, and on <li> or <a>
# they cost more time than they tell.
_ZONED_BY_NAME = frozenset(words_of("div section ul ol dl form table td p aside header fieldset"))
# Words of names that mean page furniture ("nav-menu" does, "navy" does not), and parts of names that mean
# consent banners and text for screen readers only.
_SIDE_WORDS = frozenset(
    words_of(
        "nav navbar navigation navbox menu breadcrumb breadcrumbs footer sidebar masthead topbar social"
        " share sharing related recommended recommendations newsletter subscribe pagination pager skiplink"
        " searchform login popup modal toolbar copyright advert advertisement advertising caption credit"
        " byline timestamp"
    )
)
_COMMENT_WORDS = frozenset(words_of("comment comments commentlist respond disqus"))
_CONSENT_PARTS = words_of("cookie consent gdpr onetrust didomi")
_HIDDEN_PARTS = words_of("sr-only visually-hidden screen-reader-text")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

# A class name or style alone does not turn most of a page's words into furniture ("layout-with-sidebar",
# <body style="visibility: hidden"> until a script has run).
_LARGEST_NAMED_SHARE = 0.5
_STRONGEST_FIRST: tuple[Zone, ...] = ("hidden", "consent", "comments", "control", "side", "main")
_BOLD_HEADING_MAX_WORDS = 12
_HEADING_MAX_WORDS = 40  # old pages set whole disclaimers in <h6> for its small print
_MAX_ORDINAL_DIGITS = 5

# A link in a line: where it begins and ends there, and its <a> element.
LineLink = tuple[int, int, Any]
_Piece = tuple[str, Any, bool]  # text, the <a> it stands in or None, whether it is bold


@dataclass(slots=True)
class Line:
    """One run of text that a browser would start on a line of its own.

    ``row`` and ``cell`` number the innermost table row and cell (0 outside tables); ``ordinal`` is the number
    of an ordered list's item; ``after_break`` says that only a ``<br>`` parts this line from the one before.
    """

    text: str
    kind: Kind = "paragraph"
    zone: Zone = "main"
    links: tuple[LineLink, ...] = ()
    level: int = 0
    ordinal: int | None = None
    row: int = 0
    cell: int = 0
    after_break: bool = False

    @property
    def word_count(self) -> int:
        """The number of words, as spaces part them."""
        return self.text.count(" ") + 1

    @property
    def linked_fraction(self) -> float:
        """The share of characters that are link text, 0 to 1."""
        return sum([end - start for start, end, _ in self.links]) / len(self.text)


def read_lines(root: Any, *, max_depth: int) -> list[Line]:
    """Return the page's lines from top to bottom, furniture and hidden text too, each marked with its zone.

    Raises ``CleanError``, code ``parse_limit``, where elements are nested deeper than ``max_depth``.
    """
    return _LineReader(max_depth).read(root)


def squeeze(text: str) -> str:
    """Return the text without spaces, by which one line is known again in two readings of a page."""
    return "".join(text.split())


def tidy(text: str) -> str:
    """Return the text on one line, in composed characters, without characters that nobody sees."""
    text = " ".join(text.split())
    if not text.isprintable():
        text = " ".join(drop_junk(text).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


class _ZoneMark:
    """A zone that an element opens; ``certain`` where the markup says so, not just a class name or a
    style."""

    __slots__ = ("certain", "word_count", "zone")

    def __init__(self, zone: Zone, *, certain: bool) -> None:
        self.zone = zone
        self.certain = certain
        self.word_count = 0


class _LineReader:
    """Walks a page once, keeping track of where it is."""

    def __init__(self, max_depth: int) -> None:
        self.max_depth = max_depth
        self.lines: list[Line] = []
        self.pieces: list[_Piece] = []
        self.zoned: list[Any] = []  # the open elements that began a zone
        self.marks: tuple[_ZoneMark, ...] = ()  # and their zones, outermost first
        self.line_marks: list[tuple[_ZoneMark, ...]] = []  # of each line
        self.items: list[list[Any]] = []  # of each open item: ordinal or None, whether its first line is to come
        self.counters: list[int | None] = []  # the next number of each open list, None for bullets
        self.cells: list[tuple[int, int]] = [(0, 0)]  # row and cell
        self.row_count = self.cell_count = 0
        self.link: Any = None
        self.level = self.quotes = self.bolds = self.contents = 0
        self.after_break = False

    def read(self, root: Any) -> list[Line]:
        depth = 0
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "start":
                depth += 1
                if depth > self.max_depth:
                    raise too_deep(self.max_depth)
                if tag in _SKIPPED:
                    walk.skip_subtree()
                    continue
                if tag in _WATCHED:
                    self._enter(element, tag)
                text = element.text
            else:
                depth -= 1
                if tag in _WATCHED:
                    self._leave(element, tag)
                text = element.tail
            if text and (self.pieces or not text.isspace()):
                self.pieces.append((text, self.link, self.bolds > 0))
        if self.pieces:
            self._end_line()
        self._settle_zones()
        return self.lines

    def _enter(self, element: Any, tag: str) -> None:
        if tag in _BLOCKS:
            if self.pieces:
                self._end_line()
            self.after_break = tag == "br"
            if tag == "br":
                return
            self._enter_block(element, tag)
        elif tag == "a":
            self.link = element if element.get("href") else self.link
            return
        elif tag in _BOLDS:
            self.bolds += 1
            return
        mark = self._zone_of(element, tag)
        if mark is not None:
            if self.pieces:
                self._end_line()
            self.zoned.append(element)
            self.marks = (*self.marks, mark)
            if tag == "input":
                self.pieces.append((element.get("value") or element.get("alt") or "", None, False))

    def _enter_block(self, element: Any, tag: str) -> None:
        if tag in _HEADINGS:
            self.level = _HEADINGS[tag]
        elif tag == "li":
            self.items.append([self._next_ordinal(), True])
        elif tag in _LISTS:
            self.counters.append(_first_ordinal(element) if tag == "ol" else None)
        elif tag == "blockquote":
            self.quotes += 1
        elif tag == "tr":
            self.row_count += 1
            self.cells.append((self.row_count, 0))
        elif tag in ("td", "th"):
            self.cell_count += 1
            self.cells.append((self.cells[-1][0], self.cell_count))
        elif tag in _CONTENT:
            self.contents += 1

    def _next_ordinal(self) -> int | None:
        ordinal = self.counters[-1] if self.counters else None
        if ordinal is not None:
            self.counters[-1] = ordinal + 1
        return ordinal

    def _leave(self, element: Any, tag: str) -> None:
        if tag in _BLOCKS:
            if tag == "br":
                return
            if self.pieces:
                self._end_line()
            self.after_break = False
            self._leave_block(tag)
        elif tag == "a":
            self.link = None if element is self.link else self.link
            return
        elif tag in _BOLDS:
            self.bolds -= 1
            return
        if self.zoned and self.zoned[-1] is element:
            if self.pieces:
                self._end_line()
            self.zoned.pop()
            self.marks = self.marks[:-1]

    def _leave_block(self, tag: str) -> None:
        if tag in _HEADINGS:
            self.level = 0
        elif tag == "li":
            self.items.pop()
        elif tag in _LISTS:
            self.counters.pop()
        elif tag == "blockquote":
            self.quotes -= 1
        elif tag in ("tr", "td", "th"):
            self.cells.pop()
        elif tag in _CONTENT:
            self.contents -= 1

    def _zone_of(self, element: Any, tag: str) -> _ZoneMark | None:
        """Return the zone that begins with this element, None where it stays in the zone around it."""
        if tag in _CONTROLS or (tag == "input" and element.get("type", "").lower() in _LABELLED_INPUTS):
            return _ZoneMark("control", certain=True)
        if tag in _SIDE_TAGS or (tag in ("header", "aside") and not self.contents):
            return _ZoneMark("side", certain=True)
        if element.get("role") in _SIDE_ROLES:
            return _ZoneMark("side", certain=True)
        if tag == "noscript" or _is_hidden(element):
            return _ZoneMark("hidden", certain=False)
        if tag not in _ZONED_BY_NAME:
            return None
        classes, name = element.get("class"), element.get("id")
        if not classes and not name:
            return None
        zone = _zone_by_name(f"{classes} {name}")
        return None if zone is None else _ZoneMark(zone, certain=False)

    def _settle_zones(self) -> None:
        """Give each line the strongest of the zones around it, but for doubtful ones that hold most of the
        page."""
        words_within: dict[tuple[_ZoneMark, ...], int] = defaultdict(int)
        for line, marks in zip(self.lines, self.line_marks, strict=True):
            words_within[marks] += line.word_count
        for marks, words in words_within.items():
            for mark in marks:
                mark.word_count += words
        largest = _LARGEST_NAMED_SHARE * sum(words_within.values())
        zones = {marks: _strongest(marks, largest) for marks in words_within}
        for line, marks in zip(self.lines, self.line_marks, strict=True):
            line.zone = zones[marks]

    def _end_line(self) -> None:
        pieces, self.pieces = self.pieces, []
        link = pieces[0][1]
        links: tuple[LineLink, ...] = ()
        if len(pieces) == 1:
            text = tidy(pieces[0][0])
            if link is not None:
                links = ((0, len(text), link),)
        elif all(link is None for _, link, _ in pieces):
            text = tidy("".join([piece for piece, _, _ in pieces]))
        else:
            text, links = _join_linked(pieces)
        if not text:
            return
        row, cell = self.cells[-1]
        line = Line(text=text, links=links, row=row, cell=cell, after_break=self.after_break)
        self._set_kind(line, pieces)
        self.lines.append(line)
        self.line_marks.append(self.marks)

    def _set_kind(self, line: Line, pieces: list[_Piece]) -> None:
        if self.level and line.word_count <= _HEADING_MAX_WORDS:
            line.kind, line.level = "heading", self.level
        elif self.items and self.items[-1][1]:
            line.kind, line.ordinal = "item", self.items[-1][0]
        elif self.quotes:
            line.kind = "quote"
        elif pieces[0][2] and not self.items and _is_bold_heading(line, pieces):
            line.kind = "heading"
        if self.items:
            self.items[-1][1] = False


def _first_ordinal(element: Any) -> int:
    start = element.get("start", "")
    return int(start) if start.isdecimal() and len(start) <= _MAX_ORDINAL_DIGITS else 1


def _strongest(marks: tuple[_ZoneMark, ...], largest: float) -> Zone:
    standing = [mark.zone for mark in marks if mark.certain or mark.word_count <= largest]
    return min(standing, key=_STRONGEST_FIRST.index, default="main")


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    if style and _HIDDEN_STYLE.search(style):
        return True
    return element.get("aria-hidden") == "true" or element.get("hidden") is not None


@lru_cache(maxsize=4096)
def _zone_by_name(names: str) -> Zone | None:
    names = names.lower()
    if any(part in names for part in _HIDDEN_PARTS):
        return "hidden"
    if any(part in names for part in _CONSENT_PARTS):
        return "consent"
    words = names.replace("-", " ").replace("_", " ").split()
    if not _COMMENT_WORDS.isdisjoint(words):
        return "comments"
    return None if _SIDE_WORDS.isdisjoint(words) else "side"


def _is_bold_heading(line: Line, pieces: list[_Piece]) -> bool:
    """Tell <p><b>How does it work?</b></p>, the heading of old pages and of hurried bloggers."""
    if line.word_count > _BOLD_HEADING_MAX_WORDS or line.text[-1] in ".,;!":
        return False
    return all(bold or piece.isspace() for piece, _, bold in pieces)


def _join_linked(pieces: list[_Piece]) -> tuple[str, tuple[LineLink, ...]]:
    """Join pieces as ``tidy`` does while keeping count of where each link begins and ends."""
    text = ""
    ranges: list[LineLink] = []
    for piece, link, _ in pieces:
        words = tidy(piece)
        if not words:
            text += " " if text and not text.endswith(" ") else ""
            continue
        if piece[0].isspace() and text and not text.endswith(" "):
            text += " "
        start = len(text)
        text += words
        if link is not None:
            if ranges and ranges[-1][2] is link:
                start = ranges.pop()[0]
            ranges.append((start, len(text), link))
        if piece[-1].isspace():
            text += " "
    return text.rstrip(), tuple(ranges)
