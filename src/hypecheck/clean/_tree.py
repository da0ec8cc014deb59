"""HTML text in, a tree of elements out that can be read in bounded time and memory."""

from __future__ import annotations

from typing import Any

from lxml import etree, html

from hypecheck.clean._patterns import words_of
from hypecheck.errors import CleanError

__all__ = ["lighten", "parse_html", "too_deep"]

# A tree takes 550 bytes of memory a tag; the largest of 299 evaluation pages has 3,200 tags.
_MAX_TAGS = 500_000
# lxml.html's own choice of class is a Python call for every element touched: 5 to 8 % of trafilatura's time.
_HTML_ELEMENTS = etree.ElementDefaultClassLookup(element=html.HtmlElement)

_INVISIBLE = words_of(
    "style template svg link meta base iframe object embed canvas audio video source track param area map"
)
# trafilatura unwraps these itself, so for it nothing changes.
_PLAIN_INLINES = words_of(
    "abbr acronym bdi bdo big cite data dfn em font i ins kbd mark nobr ruby samp small tbody tfoot thead tt u var wbr"
)


def parse_html(text: str) -> tuple[Any, bool]:
    """Return the root element and whether its nesting is deep (over 255 levels, where quadratic code hurts).

    libxml2 stops by itself at 256 levels, or 2,048 when asked for more, so 100,000 nested tags cost nothing.
    Raises ``CleanError`` with code ``parse_limit`` for more levels or too many tags, ``empty_extraction`` for
    none.
    """
    if text.count("<") > _MAX_TAGS:
        message = f"The page has more than {_MAX_TAGS:,} tags; no article has so many."
        raise CleanError(message, code="parse_limit")
    raw = text.encode("utf-8", "ignore")  # lone surrogates are dropped
    for deep in (False, True):
        parser = etree.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=deep
        )
        parser.set_element_class_lookup(_HTML_ELEMENTS)
        try:
            root = html.document_fromstring(raw, parser=parser)
        except etree.ParserError as error:
            raise CleanError(f"The page holds no elements ({error}).", code="empty_extraction") from error
        if not parser.error_log.filter_types(etree.ErrorTypes.ERR_RESOURCE_LIMIT):
            return root, deep
    raise too_deep(2_048)


def too_deep(limit: int) -> CleanError:
    """Return the error for elements nested more than ``limit`` deep."""
    return CleanError(
        f"The page's elements are nested more than {limit:,} deep; save it again from a browser.",
        code="parse_limit",
    )


def lighten(root: Any) -> None:
    """Take out what no reader sees and no later step reads: a quarter of a page's elements.

    schema.org scripts stay, in which trafilatura looks for texts that a page's own scripts would set.
    """
    for script in list(root.iter("script")):
        if "ld+json" not in script.get("type", ""):
            script.tag = "style"  # goes with the others; drop_tree() stumbles over control characters behind it
    etree.strip_elements(root, *_INVISIBLE, with_tail=False)
    etree.strip_tags(root, *_PLAIN_INLINES)
