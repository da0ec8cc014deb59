"""An assessment goes in; the values of all its rows come out, before any database is asked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from hypecheck.errors import StoreError
from hypecheck.records import Article, Assessment
from hypecheck.store._records import Packed, mend, pack

__all__ = ["Entry", "make_entry"]

# An index of PostgreSQL takes values of up to 2,700 bytes; a host has at most 253 characters, a rule's name few.
_SHORT = 200
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One assessment, ready to be written."""

    page_key: str
    url: str | None
    sha256: str | None
    title: str
    text: str | None
    packed: Packed
    values: Mapping[str, Any]
    facets: Mapping[tuple[str, str], int]
    claim_words: str


def make_entry(assessment: Assessment, *, keep_text: bool = True) -> Entry:
    """Return the rows of an assessment, without its article's text where that is not to be kept.

    Raises ``StoreError`` when the article's sha256 is not that of its text: one text would stand for another.
    """
    article = assessment.article
    url = _url_of(assessment)
    text = None if article is None or not article.text else article.text
    if article is not None and text is not None and article.sha256 != _sha256(text):
        raise StoreError("article.sha256 is not that of article.text; the record was changed after it was written")
    has_article = article is not None and article.sha256 != ""
    return Entry(
        page_key=_sha256(_page_identity(assessment, url)),
        url=None if url is None else mend(url),
        sha256=article.sha256[:64] if article is not None and has_article else None,
        title=mend(article.title or "") if article is not None else "",
        text=mend(text) if text is not None and keep_text else None,
        packed=pack(assessment),
        values=_values(assessment, article, url),
        facets=_facets(assessment),
        claim_words=mend("\n".join(claim.text for claim in assessment.annotations.claims)),
    )


def _url_of(assessment: Assessment) -> str | None:
    """Return the address that was asked for: a failed page knows no other."""
    article = assessment.article
    return assessment.input.url or (None if article is None else article.url or article.final_url)


def _page_identity(assessment: Assessment, url: str | None) -> str:
    """Return what a later scan of the same page has in common with this one.

    A page of the web is its address, a file its path, a line of a file its id there. A text given directly has
    nothing but itself: all such have the id 1 or none.
    """
    item = assessment.input
    if url is not None:
        return f"url {_normalise(url)}"
    if item.source in ("text", "html", "-") and assessment.article is not None:
        return f"text {assessment.article.sha256}"
    return f"item {item.source}\0{item.id}"


def _normalise(url: str) -> str:
    """Return a URL as a server sees it: no fragment, lower-case host, no port that goes without saying."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:  # "http://[::1": an address all the same, though nothing is there
        return url.strip()
    host = (parts.hostname or "").lower()
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", parts.query, ""))


def _values(assessment: Assessment, article: Article | None, url: str | None) -> dict[str, Any]:
    framing, notes = assessment.framing, assessment.annotations
    final_url = (article.final_url if article else None) or url
    site = _host_of(final_url) or (article.site if article else None) or ""
    return {
        "status": assessment.status,
        "band": assessment.band,
        "score": None if framing is None else round(framing.score, 4),
        "low": None if framing is None else round(framing.low, 4),
        "high": None if framing is None else round(framing.high, 4),
        "title": None if article is None or article.title is None else mend(article.title),
        "url": None if final_url is None else mend(final_url),
        "site": mend(site)[:_SHORT],
        "published": None if article is None or article.published is None else mend(article.published)[:10],
        "claims": len(notes.claims),
        "plugs": len(notes.plugs),
        "findings": len(assessment.findings),
    }


def _host_of(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def _facets(assessment: Assessment) -> Counter[tuple[str, str]]:
    plugs = Counter(("plug", mend(plug.kind)[:_SHORT]) for plug in assessment.annotations.plugs)
    return plugs + Counter(("finding", mend(finding.rule)[:_SHORT]) for finding in assessment.findings)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
