"""A parsed page in, what it says of itself out: title, author, site, date, schema.org data, addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from hypecheck.clean._lines import Line, tidy

__all__ = ["Metadata", "choose_title", "read_metadata"]

# First found wins. Sources: Open Graph, Dublin Core, Highwire Press tags, Parse.ly, Sailthru.
_TITLE_KEYS = ("og:title", "citation_title", "dc.title", "twitter:title", "parsely-title")
_AUTHOR_KEYS = ("author", "citation_author", "dc.creator", "parsely-author", "article:author")
_SITE_KEYS = ("og:site_name", "citation_journal_title", "application-name", "dc.publisher")
_DATE_KEYS = (
    "article:published_time",
    "datepublished",
    "citation_publication_date",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "date",
)
_ISO_DATE = re.compile(r"\b((?:19|20)\d\d)[-/](\d\d?)[-/](\d\d?)(?!\d)")
_SITE_SEPARATOR = re.compile(r"\s+(?:[|–—:»·•-]|::)+\s+")
_MEANINGLESS_TITLES = frozenset(("untitled", "untitled document", "untitled page", "new page 1", "home", "index"))
_JSON_TYPE = re.compile(r'"@type"\s*:\s*"([\w:/.]{2,80})"')
_COMMENT_MARKS = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
# Asking for attributes is seven times as fast as asking for the elements that have them.
_ITEM_TYPES = etree.XPath("//*/@itemtype", smart_strings=False)
_TYPES_OF = etree.XPath("//*/@typeof", smart_strings=False)
_ITEM_PROPERTIES = etree.XPath("//*/@itemprop", smart_strings=False)
_RELATIONS = etree.XPath("//*/@rel", smart_strings=False)
_AUTHOR_ELEMENTS = etree.XPath("//*[@itemprop = 'author' or @rel = 'author']")
_SCHEMA_NAME = re.compile(r"^(?:https?://schema\.org/|schema:)?([A-Za-z]\w+)$")
_MAX_NODES = 2_000  # a shop's category page lists some hundred products
_MAX_TITLE_WORDS = 40
_MAX_NAME_LENGTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of itself; ``base`` makes its links absolute, ``host`` is None where the page's is
    unknown."""

    window_title: str = ""
    title: str = ""
    author: str | None = None
    site: str | None = None
    published: str | None = None
    base: str | None = None
    host: str | None = None
    address: str | None = None
    found_there: bool = False  # the address is where the page was fetched, not what it declares
    og_type: str | None = None
    schema_types: tuple[str, ...] = ()
    offer_count: int = 0  # JSON-LD objects with a price


def read_metadata(root: Any, *, url: str | None) -> Metadata:
    """Return the page's metadata; ``url`` is where it was found, None if unknown.

    Dates come from declared data only, as ``YYYY-MM-DD``: guessing them from the text costs more than the
    extraction does.
    """
    meta = _read_meta(root)
    nodes, types = _read_json_ld(root)
    types += " ".join([*_ITEM_TYPES(root), *_TYPES_OF(root)]).split()
    address = url or _canonical_address(root, meta)
    host = _host_of(address)
    site = _first(meta, _SITE_KEYS) or _json_name(nodes, "publisher") or host
    window_title = next((tidy(element.text or "") for element in root.iter("title")), "")
    return Metadata(
        window_title=window_title,
        title=_first(meta, _TITLE_KEYS) or _json_name(nodes, "headline") or _without_site(window_title, site),
        author=_read_author(root, meta, nodes),
        site=site,
        published=_read_date(root, meta, nodes),
        base=_base_address(root, address),
        host=host,
        address=address,
        found_there=bool(url),
        og_type=tidy(meta.get("og:type", "")).lower() or None,
        schema_types=_schema_names(types),
        offer_count=sum(1 for node in nodes if "price" in node or "lowPrice" in node),
    )


def choose_title(metadata: Metadata, lines: list[Line]) -> str | None:
    """Return the top heading that the declared title agrees with, for that is what the reader saw, or that
    title."""
    headings = [line.text for line in lines if line.level == 1 and line.zone != "hidden"]
    declared = f"{metadata.title} {metadata.window_title}"
    agreeing = (text for text in headings if _agree(text, declared))
    title = next(agreeing, None) or metadata.title or next(iter(headings), "")
    if not title or title.lower() in _MEANINGLESS_TITLES:
        return None
    return " ".join(title.split()[:_MAX_TITLE_WORDS])


def _text_of(value: Any) -> str:
    """Return a JSON-LD value's text: itself, its name, or that of its first member; "" where there is
    none."""
    for _ in range(4):
        if isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value")
    return tidy(value) if isinstance(value, str) else ""


def _read_meta(root: Any) -> dict[str, str]:
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and not content.isspace():
            meta.setdefault(name.strip().lower(), content)
    return meta


def _read_json_ld(root: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Return all objects of the page's JSON-LD, nested ones too, and their types in page order.

    Of a script that is not JSON only the types are read.
    """
    nodes: list[dict[str, Any]] = []
    types: list[str] = []
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "") or not script.text:
            continue
        text = _COMMENT_MARKS.sub("", script.text)
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            types.extend(_JSON_TYPE.findall(text))
            continue
        for node in _walk_json(data, _MAX_NODES - len(nodes)):
            nodes.append(node)
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            types.extend(kind for kind in kinds if isinstance(kind, str))
    return nodes, types


def _walk_json(data: Any, limit: int) -> Iterator[dict[str, Any]]:
    waiting = [data]
    while waiting and limit > 0:
        value = waiting.pop()
        if isinstance(value, dict):
            limit -= 1
            yield value
            # what a page is part of is not on it: a paywalled article declares itself part of a product, the paper
            waiting.extend(inner for key, inner in reversed(value.items()) if key != "isPartOf")
        elif isinstance(value, list):
            waiting.extend(reversed(value))


def _canonical_address(root: Any, meta: dict[str, str]) -> str | None:
    canonical = (link.get("href", "").strip() for link in root.iter("link") if link.get("rel") == "canonical")
    address = next(canonical, "") or meta.get("og:url", "")
    return address if address.startswith(("http://", "https://")) else None


def _base_address(root: Any, address: str | None) -> str | None:
    for element in root.iter("base"):
        try:
            return urljoin(address or "", (element.get("href") or "").strip()) or None
        except ValueError:  # "http://[broken"
            break
    return address


def _schema_names(types: list[str]) -> tuple[str, ...]:
    found = (_SCHEMA_NAME.match(name.rstrip("/")) for name in types)
    return tuple(dict.fromkeys(match[1] for match in found if match))


def _host_of(address: str | None) -> str | None:
    if not address:
        return None
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _first(meta: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((tidy(meta[key]) for key in keys if key in meta), None)


def _json_name(nodes: list[dict[str, Any]], key: str) -> str | None:
    return next((name for node in nodes if (name := _text_of(node.get(key)))), None)


def _agree(heading: str, title: str) -> bool:
    words = set(re.findall(r"\w+", heading.lower()))
    return bool(words) and len(words & set(re.findall(r"\w+", title.lower()))) >= 0.6 * len(words)


def _without_site(title: str, site: str | None) -> str:
    """Drop the site's name from a window title: "Vitamin K2 and cramps | SuperShop"."""
    parts = _SITE_SEPARATOR.split(title)
    if len(parts) == 1 or not site:
        return title
    name = re.sub(r"\W", "", site.lower().partition(".")[0])
    if name == re.sub(r"\W", "", parts[-1].lower()):
        return title[: title.rindex(parts[-1])].rstrip(" |–—:»·•-")
    if name == re.sub(r"\W", "", parts[0].lower()):
        return title[len(parts[0]) :].lstrip(" |–—:»·•-")
    return title


def _read_author(root: Any, meta: dict[str, str], nodes: list[dict[str, Any]]) -> str | None:
    declared = (_json_name(nodes, "author"), *(tidy(meta.get(key, "")) for key in _AUTHOR_KEYS))
    for name in chain(declared, _marked_authors(root)):
        if name and len(name) <= _MAX_NAME_LENGTH and not name.startswith(("http", "@", "/")):
            return name.partition(" @")[0].removeprefix("By ").removeprefix("by ")
    return None


def _marked_authors(root: Any) -> Iterator[str]:
    if "author" not in _ITEM_PROPERTIES(root) and "author" not in _RELATIONS(root):
        return
    for element in _AUTHOR_ELEMENTS(root)[:3]:
        yield tidy(element.get("content") or element.text_content())


def _read_date(root: Any, meta: dict[str, str], nodes: list[dict[str, Any]]) -> str | None:
    candidates = [node["datePublished"] for node in nodes if isinstance(node.get("datePublished"), str)]
    candidates += [meta[key] for key in _DATE_KEYS if key in meta]
    for element in root.iter("time"):
        candidates.append(element.get("datetime") or element.get("content") or "")
    return next((day for text in candidates if (day := _iso_day(text))), None)


def _iso_day(text: str) -> str | None:
    found = _ISO_DATE.search(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None
