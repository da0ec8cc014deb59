"""A page's lines in, the lines of its article out.

trafilatura decides what the article is; its output is then found again among the lines, which know more of
themselves (order, links, zone, table row). Lines that sell or disclose are put back where it drops them: it
takes them for furniture, and they are what we are here to see.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, takewhile
from typing import Any

from lxml import etree

from hypecheck.clean._lines import Line, squeeze, tidy
from hypecheck.clean._patterns import any_of, asks_to_buy, cites, find_disclosure, sells, words_of

__all__ = ["choose_lines"]

logger = logging.getLogger(__name__)

# trafilatura takes 2.5 s for 50,000 paragraphs; the longest of 299 evaluation pages has 519 lines.
_MAX_LINES = 20_000
# Exact matches cover all of its text on 289 of 299 pages, and none of it where it fell back on other sources.
_MIN_COVERAGE = 0.5
_MIN_PART_LENGTH = 10
# An extraction is poor with fewer words than this and a smaller share of the main text than that.
_POOR_WORDS = 150
_POOR_SHARE = 0.25
# So many lines of nothing but links, each of few words where trafilatura kept them, make a menu.
_MENU_RUN = 3
_MENU_MAX_WORDS = 4
_ALL_LINK = 0.9
# Text lost between two lines of the article: measured on page_bench as recall won without precision lost.
_SHORT_GAP = 3
_GAP_MIN_WORDS = 5
_GAP_ITEM_MIN_WORDS = 3
_SENTENCE_MIN_WORDS = 8
_SENTENCE_END = (".", "!", "?", "”", '"', ":")
_TEXT_MAX_LINKED = 0.3

# How far before and after the article's lines a lost line may stand: a product's price and button come before
# its description, a reference list after the last paragraph.
_REACH = 10
_MAX_LINKS = 3  # "Home | About us | FAQ | Order now!" is a menu
_SELLING_MAX_WORDS = 40
_REFERENCE_MAX_WORDS = 90
_OTHERS = any_of(
    r"\b(?:related|recommended|recently viewed|customers also|more from)\b",
    r"\byou (?:may|might) also like\b",
)

# Where trafilatura's own markup begins a new line.
_BREAKING = frozenset(words_of("p head item cell row quote lb list table code graphic div body"))


def choose_lines(root: Any, lines: list[Line], *, deep: bool = False) -> list[Line]:
    """Return the lines that make up the article, in page order; none where the page has no text of its own.

    ``deep`` pages are read without trafilatura, some of whose steps are quadratic in depth.
    """
    main = _read_main(lines)
    found = [] if deep or len(lines) > _MAX_LINES else _extract_texts(root)
    if not found:
        return [lines[index] for index in main]
    chosen, coverage = _find_again(lines, found)
    found_words = sum(text.count(" ") + 1 for text in found)
    main_words = sum(lines[index].word_count for index in main)
    if coverage < _MIN_COVERAGE:
        if sum(lines[index].word_count for index in chosen) < _MIN_COVERAGE * found_words:
            return [Line(text) for text in found]  # only the page's JSON-LD holds it
        chosen = main or chosen  # a dump of the page, menus and all
    elif found_words < _POOR_WORDS and found_words < _POOR_SHARE * main_words:
        chosen = main
    return [lines[index] for index in _complete(lines, _trim(lines, chosen))]


def _extract_texts(root: Any) -> list[str]:
    """Return what trafilatura takes for the article, one text for each line."""
    from trafilatura import bare_extraction  # heavy

    try:
        document = bare_extraction(root, options=_trafilatura_options())
    except Exception:  # thousands of rules over any markup there is: a fault there must not cost us the page
        logger.warning("trafilatura failed; the page's visible text is used", exc_info=True)
        return []
    return [] if document is None else _texts_of(document.body)  # type: ignore[union-attr]  # never a dict


@cache
def _trafilatura_options() -> Any:
    from trafilatura.settings import Extractor

    # "xml" keeps it from rendering text that we do not use.
    options = Extractor(output_format="xml", fast=True, comments=False)
    options.min_output_size = 0  # or it logs a warning and returns nothing
    return options


def _texts_of(body: Any) -> list[str]:
    texts: list[str] = []
    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if pieces and element.tag in _BREAKING:
            texts.append(tidy("".join(pieces)))
            pieces = []
        text = element.text if event == "start" else element.tail
        if text and (pieces or not text.isspace()):
            pieces.append(text)
    texts.append(tidy("".join(pieces)))
    return [text for text in texts if text]


def _find_again(lines: list[Line], texts: list[str]) -> tuple[list[int], float]:
    """Return the indices of the lines that the texts were taken from, and the share of characters so found.

    Of several equal lines ("Share", a heading that is also in the menu) those nearest to the unmistakable are
    taken.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        places[squeeze(line.text)].append(index)
    wanted = Counter(squeeze(text) for text in texts)
    lost = [key for key in wanted if key not in places]
    chosen = {places[key][0] for key in wanted if len(places.get(key, ())) == 1}
    first, last = min(chosen, default=0), max(chosen, default=len(lines))
    for key, count in wanted.items():
        if len(places.get(key, ())) > 1:
            nearest = sorted(places[key], key=lambda index: max(first - index, index - last, 0))
            chosen.update(nearest[:count])
    if lost:
        rest = "\n".join(lost)  # a dump of several lines as one
        for key, indices in places.items():
            if len(key) >= _MIN_PART_LENGTH and key in rest:
                chosen.update(indices)
    size = sum(len(key) * count for key, count in wanted.items())
    missed = sum(len(key) * wanted[key] for key in lost)
    return sorted(chosen), 1 - missed / size if size else 0.0


def _read_main(lines: list[Line]) -> list[int]:
    """Return the indices of the page's main lines, without menus (runs of lines that are all link)."""
    kept: list[int] = []
    run: list[int] = []
    for index, line in enumerate(lines):
        if line.zone != "main" and not (line.zone == "control" and _is_telling(line)):
            continue
        if kept and line.kind == "heading" and _OTHERS.search(line.text):
            break
        if line.linked_fraction > _ALL_LINK and not asks_to_buy(line.text):
            run.append(index)
            continue
        kept += run if len(run) < _MENU_RUN else []
        run = []
        kept.append(index)
    return kept + (run if len(run) < _MENU_RUN else [])


def _trim(lines: list[Line], chosen: list[int]) -> list[int]:
    """Drop readers' comments, and menus before the first and after the last line of text."""
    kept = [index for index in chosen if lines[index].zone != "comments"] or chosen
    first = _count_menu_lines(lines, kept)
    last = len(kept) - _count_menu_lines(lines, kept[::-1])
    return kept[first:last] or kept


def _count_menu_lines(lines: list[Line], indices: list[int]) -> int:
    run = list(takewhile(lambda index: _is_menu_line(lines[index]), indices))
    return len(run) if len(run) >= _MENU_RUN else 0


def _is_menu_line(line: Line) -> bool:
    if line.linked_fraction <= _ALL_LINK or line.word_count > _MENU_MAX_WORDS:
        return False
    return not asks_to_buy(line.text)


def _complete(lines: list[Line], chosen: list[int]) -> list[int]:
    """Add text that was lost between the chosen lines, and lines that sell, disclose or cite near them."""
    if not chosen:
        return chosen
    seen = {squeeze(lines[index].text) for index in chosen}
    added: list[int] = []
    for index in _lost_lines(lines, chosen):
        key = squeeze(lines[index].text)
        if key not in seen:
            seen.add(key)
            added.append(index)
    return sorted([*chosen, *added])


def _lost_lines(lines: list[Line], chosen: list[int]) -> Iterator[int]:
    yield from (index for index in range(max(chosen[0] - _REACH, 0), chosen[0]) if _is_telling(lines[index]))
    for above, below in pairwise(chosen):
        gap = range(above + 1, below)
        length = sum([lines[index].zone == "main" for index in gap])
        for index in gap:
            if _belongs_between(lines[index], gap_length=length) or _is_telling(lines[index]):
                yield index
    end = chosen[-1] + _REACH
    for index in range(chosen[-1] + 1, len(lines)):
        line = lines[index]
        if index > end or (line.kind == "heading" and _OTHERS.search(line.text)):
            break
        if _is_telling(line):
            end = index + _REACH
            yield index


def _belongs_between(line: Line, *, gap_length: int) -> bool:
    """Tell a line of text from a caption or an advertisement by its length, its end and its lack of links."""
    if line.zone != "main" or line.linked_fraction > _TEXT_MAX_LINKED:
        return False
    if line.kind in ("item", "quote") and not line.links:
        return line.word_count >= _GAP_ITEM_MIN_WORDS
    if gap_length <= _SHORT_GAP:
        return line.word_count >= _GAP_MIN_WORDS
    return line.word_count >= _SENTENCE_MIN_WORDS and line.text.endswith(_SENTENCE_END)


def _is_telling(line: Line) -> bool:
    """Tell a line that sells, discloses or cites."""
    text = line.text
    if len(line.links) > _MAX_LINKS:
        return False
    if line.zone in ("main", "control") and line.word_count <= _SELLING_MAX_WORDS:
        return sells(text) or find_disclosure(text) is not None
    return line.zone in ("main", "hidden") and line.word_count <= _REFERENCE_MAX_WORDS and cites(text)
