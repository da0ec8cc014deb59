"""A parsed page in, PageSignals out: what its HTML says that the article's text does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from hypecheck.clean._address import REFERENCE_HOSTS, is_listed, kind_of_address
from hypecheck.clean._lines import Line, tidy
from hypecheck.clean._metadata import Metadata
from hypecheck.clean._patterns import (
    any_of,
    count_prices,
    find_disclosure,
    goes_to_booking,
    goes_to_cart,
    sells_aside,
    words_of,
)
from hypecheck.records import AddressKind, PageSignals

__all__ = ["read_signals"]

_HOST = re.compile(r"(?:https?:)?//(?:[^/?#@]*@)?([\w.-]+)", re.IGNORECASE)  # ten times as fast as urlsplit
# Affiliate networks and their link shorteners.
_AFFILIATE_HOSTS = frozenset(
    words_of(
        "amzn.to awin1.com shareasale.com shrsl.com clickbank.net skimresources.com redirectingat.com"
        " viglink.com prf.hn pxf.io sjv.io evyy.net 7eer.net ojrq.net impact.com linksynergy.com"
        " anrdoezrs.net dpbolvw.net jdoqocy.com kqzyfj.com tkqlhce.com tradedoubler.com webgains.com"
        " avantlink.com flexoffers.com geni.us digistore24.com howl.me magik.ly rstyle.me shopmy.us fave.co"
        " bam-x.com gopjn.com pjtra.com pntra.com partnerize.com rakuten.com ebay.us"
    )
)
# ref= is analytics inside a site and a referrer's mark between sites: read on outbound links only.
_AFFILIATE_QUERY = any_of(
    r"[?&;]tag=[\w-]+-\d\d\b",
    r"[?&;](?:ref|refid|referral|aff|affid|aff_id|affiliate|affiliate_id|a_aid|afid|subid|partner)=",
    r"[?&;](?:hop|irclickid|awc|ranmid|rcode|clickref|rfsn|sca_ref)=",
    r"[?&;]utm_medium=aff(?:iliate)?\b",
)
# Sharing buttons hold any address whole, and builders of sites sign their work with a ref= of their own.
_NEVER_AFFILIATE = frozenset(
    words_of(
        "facebook.com twitter.com x.com pinterest.com linkedin.com reddit.com whatsapp.com wordpress.com wordpress.org"
        " themeforest.net wix.com squarespace.com shopify.com opentable.com truste.com"
    )
)
_NEWSLETTER = any_of(
    "newsletter|subscri|mailing list|sign ?up|inbox|updates",
    "join (?:our|the|us)",
    "free (?:guide|report|e-?book)",
)
_EMAIL = any_of("e-?mail")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_MAX_DISCLOSURES = 10
_MAX_DISCLOSURE_LENGTH = 200
_DISCLOSURE_LEAD = 60
_MAX_SHELF_WORDS = 12
_MAX_ASIDES = 10
_MAX_ASIDE_WORDS = 14  # a promotion bar is a short sentence; a teaser of another article often longer


def read_signals(root: Any, lines: list[Line], chosen: list[Line], metadata: Metadata) -> PageSignals:
    """Return the signals of the whole page, furniture included; ``chosen`` are the lines of the article."""
    visible = [line.text for line in lines if line.zone != "hidden"]
    links = (_kinds_of_link(link, text, metadata.host) for link, text in _links_with_text(root, lines))
    buttons = (kind for text in _button_texts(root) if (kind := _kind_of_call(text, "")))
    counts = Counter(chain(chain.from_iterable(links), buttons))
    return PageSignals(
        has_html=True,
        address_kind=_address_kind(metadata),
        schema_types=metadata.schema_types,
        og_type=metadata.og_type,
        price_count=max(sum(count_prices(text) for text in visible if _is_on_a_shelf(text)), metadata.offer_count),
        cart_link_count=counts["cart"],
        booking_link_count=counts["booking"],
        sponsored_link_count=counts["sponsored"],
        nofollow_link_count=counts["nofollow"],
        affiliate_link_count=counts["affiliate"],
        outbound_link_count=counts["outbound"],
        reference_link_count=counts["reference"],
        newsletter_form_count=sum(1 for form in root.iter("form") if _is_newsletter_form(form)),
        disclosures=_find_disclosures(visible),
        selling_asides=_find_asides(lines, chosen),
    )


def _address_kind(metadata: Metadata) -> AddressKind | None:
    """Where the page was found, or else where it says it stands: but nobody is official by their own word."""
    kind = kind_of_address(metadata.address)
    return kind if metadata.found_there or kind in ("shop", "trade") else None


def _links_with_text(root: Any, lines: list[Line]) -> Iterator[tuple[Any, str]]:
    texts: dict[Any, str] = {}
    for line in lines:
        for start, end, link in line.links:
            texts[link] = f"{texts[link]} {line.text[start:end]}" if link in texts else line.text[start:end]
    for link in root.iter("a"):
        yield link, texts.get(link) or _label_without_text(link)


def _label_without_text(link: Any) -> str:
    image = next(link.iter("img"), None)
    return (image.get("alt") if image is not None else None) or link.get("title") or ""


def _button_texts(root: Any) -> Iterator[str]:
    for element in root.iter("button", "input"):
        if element.tag == "button":
            yield tidy(element.text_content()) or element.get("value", "")
        elif element.get("type", "").lower() in ("submit", "button", "image"):
            yield tidy(element.get("value") or element.get("alt") or "")


def _kinds_of_link(link: Any, text: str, own_host: str | None) -> Iterator[str]:
    href = (link.get("href") or "").strip()
    if not href or href.startswith("#"):
        return
    call = _kind_of_call(text, href)
    if call:
        yield call
    rel = link.get("rel")
    if rel:
        yield from (word for word in ("sponsored", "nofollow") if word in rel.lower())
    if href.startswith(("http://", "https://", "//")):
        yield from _kinds_of_address(href, own_host)


@lru_cache(maxsize=4096)
def _kind_of_call(text: str, href: str) -> str | None:
    if goes_to_cart(text, href):
        return "cart"
    return "booking" if goes_to_booking(text, href) else None


@lru_cache(maxsize=4096)
def _kinds_of_address(href: str, own_host: str | None) -> tuple[str, ...]:
    found = _HOST.match(href)
    if found is None:
        return ()
    host = found[1].lower().removeprefix("www.")
    if own_host is not None and (_is_within(host, own_host) or _is_within(own_host, host)):
        return ()
    affiliate = is_listed(host, _AFFILIATE_HOSTS) or (
        _AFFILIATE_QUERY.search(href) and not is_listed(host, _NEVER_AFFILIATE)
    )
    reference = is_listed(host, REFERENCE_HOSTS)
    return ("outbound", *(["affiliate"] if affiliate else []), *(["reference"] if reference else []))


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith("." + domain)


def _is_on_a_shelf(text: str) -> bool:
    """Tell a shelf's price from one that a sentence speaks of: news and sceptics name prices too."""
    return text.count(" ") < _MAX_SHELF_WORDS


def _find_asides(lines: list[Line], chosen: list[Line]) -> tuple[str, ...]:
    in_article = set(map(id, chosen))
    texts = dict.fromkeys(
        line.text
        for line in lines
        if line.zone in ("main", "side", "control")
        and line.word_count <= _MAX_ASIDE_WORDS
        and id(line) not in in_article
    )
    return tuple(text for text in texts if sells_aside(text))[:_MAX_ASIDES]


def _is_newsletter_form(form: Any) -> bool:
    inputs = list(form.iter("input"))
    if form.find(".//textarea") is not None or any(field.get("type") == "password" for field in inputs):
        return False
    if not any(_EMAIL.search(_attributes(field, "type", "name", "id")) for field in inputs):
        return False
    words = [_attributes(form, "class", "id", "action", "name"), form.text_content()]
    words += [_attributes(field, "value", "placeholder") for field in inputs]
    return _NEWSLETTER.search(" ".join(words)) is not None


def _attributes(element: Any, *names: str) -> str:
    return " ".join([element.get(name) or "" for name in names])


def _find_disclosures(texts: list[str]) -> tuple[str, ...]:
    sentences = [sentence for text in texts if find_disclosure(text) for sentence in _SENTENCE_END.split(text)]
    matches = ((sentence, find_disclosure(sentence)) for sentence in sentences)
    found = dict.fromkeys(_shorten(sentence, match.start()) for sentence, match in matches if match)
    return tuple(found)[:_MAX_DISCLOSURES]


def _shorten(sentence: str, start: int) -> str:
    """Cut a sentence to length around its telling words, so that they are in what is shown."""
    first = max(0, min(start - _DISCLOSURE_LEAD, len(sentence) - _MAX_DISCLOSURE_LENGTH))
    return sentence[first : first + _MAX_DISCLOSURE_LENGTH].strip()
