"""A parsed page in, PageSignals out: what its HTML says that the article's text does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from hypecheck.clean._lines import Line, tidy
from hypecheck.clean._metadata import Metadata
from hypecheck.records import PageSignals

__all__ = ["CART_TEXT", "count_prices", "has_disclosure", "read_signals"]

# "$19.95", "19,95 €", "Rs. 450", "USD 20"; "$3 million" is news, not a price.
_PRICE = re.compile(
    r"(?:(?:US|CA?|AU?|NZ)?[$£€₹]|\bRs\.?|\b(?:USD|EUR|GBP|INR|AUD|CAD)\b)\s?\d[\d,. ]*+(?!\s?(?:million|billion|trillion|bn|m|k)\b)"
    r"|\b\d+(?:[.,]\d{2})?\s?(?:[€£₹]|(?:USD|EUR|GBP|INR|AUD|CAD|dollars|euros|pounds sterling)\b)",
    re.IGNORECASE,
)
CART_TEXT = re.compile(
    r"\b(?:add (?:\w+ )?to (?:your |my |shopping )?(?:cart|basket|bag|trolley)|(?:view|go to|proceed to|continue to) (?:your )?"
    r"(?:cart|basket|bag|checkout)|check ?out(?: now)?$|(?:buy|order|shop|purchase) (?:it |yours? |online |here|now|today)"
    r"|pre-?order|place (?:an|your) order)",
    re.IGNORECASE,
)
_CART_WORD = re.compile(r"^(?:buy|order|shop|cart|basket|checkout|store|purchase)[!>» ]*$", re.IGNORECASE)
_CART_HREF = re.compile(
    r"(?:add[-_]?to[-_]?(?:cart|basket|bag)|/cart\b|shopping[-_]?(?:cart|basket|bag)|view[-_]?cart|/basket\b|checkout|buy[-_]?now"
    r"|order[-_]?(?:now|form|online|page)\b|/(?:buy|order)(?:\.\w+)?/?$|paypal\.com/(?:cgi-bin/webscr|buttons)|[?&]add=)",
    re.IGNORECASE,
)
_BOOKING_TEXT = re.compile(
    r"\b(?:(?:book|schedule|request|make|arrange|reserve)(?: (?:an?|your|my|now|online|free|the))*"
    r" (?:appointment|consult\w*|session|visit|call|treatment|assessment|evaluation|demo|class|place|spot|online|now)\b"
    r"|book (?:now|online|today)|free consultation|call (?:us )?(?:now|today) (?:for|to))",
    re.IGNORECASE,
)
_BOOKING_HREF = re.compile(
    r"book(?:ing|-now|-online|-appointment)\b|appointment|consultation|calendly\.com|zocdoc\.com|acuityscheduling|schedule-", re.IGNORECASE
)
# ref= is analytics inside a site and a referrer's mark between sites, so affiliate marks count on outbound links only.
_AFFILIATE_QUERY = re.compile(
    r"[?&;](?:tag=[\w-]+-\d\d\b|(?:ref|aff|affid|aff_id|affiliate|affiliate_id|aid|a_aid|hop|irclickid|awc|ranmid|rcode"
    r"|clickref|subid|partner|partner_id|referral|refid|afid|pid)=|utm_medium=(?:affiliate|aff)\b)",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:https?:)?//(?:[^/?#@]*@)?([^/?#:@]+)", re.IGNORECASE)  # urlsplit takes ten times as long
_AFFILIATE_HOSTS = re.compile(
    r"(?:^|\.)(?:amzn\.to|awin1\.com|shareasale\.com|shrsl\.com|(?:hop\.)?clickbank\.net|skimresources\.com|redirectingat\.com|viglink\.com"
    r"|prf\.hn|pxf\.io|sjv\.io|evyy\.net|7eer\.net|ojrq\.net|impact\.com|linksynergy\.com|anrdoezrs\.net|dpbolvw\.net|jdoqocy\.com|kqzyfj\.com"
    r"|tkqlhce\.com|tradedoubler\.com|webgains\.com|avantlink\.com|flexoffers\.com|digistore24\.com|geni\.us|howl\.me|magik\.ly"
    r"|rstyle\.me|shopmy\.us|fave\.co|bam-x\.com|gopjn\.com|pjtra\.com|pntra\.com|partnerize\.com|rakuten\.com|ebay\.us)$"
)
_REFERENCE_HOSTS = re.compile(
    r"(?:^|\.)(?:doi\.org|gov|mil|edu|gov\.\w\w|ac\.\w\w|edu\.\w\w|nhs\.uk|nice\.org\.uk|europa\.eu|who\.int|cochrane\.org|cochranelibrary\.com"
    r"|europepmc\.org|nejm\.org|bmj\.com|thelancet\.com|jamanetwork\.com|ama-assn\.org|annals\.org|acpjournals\.org|nature\.com|sciencemag\.org"
    r"|science\.org|cell\.com|pnas\.org|plos\.org|plosone\.org|biomedcentral\.com|springer\.com|sciencedirect\.com|wiley\.com|oup\.com"
    r"|oxfordjournals\.org|tandfonline\.com|sagepub\.com|frontiersin\.org|mdpi\.com|karger\.com|lww\.com|ahajournals\.org|asm\.org"
    r"|diabetesjournals\.org|physiology\.org|jbc\.org|ajcn\.org|clinicaltrialsregister\.eu)$"
)
_DISCLOSURE = re.compile(
    r"\baffiliate (?:links?|partners?|program(?:me)?s?|commissions?|disclosure|relationships?)\b|\bamazon associate\b"
    r"|\b(?:earn|receive|get|make) (?:an? |us )?(?:small |affiliate |referral )*(?:commission|referral fee|fee from purchases)"
    r"|\bsponsored (?:content|post|article|by)\b|\bpaid (?:partnership|promotion|post|advert\w+|content)\b|\bin partnership with\b"
    r"|\badvert(?:isement feature|ising feature|orial)\b|\bpromotional feature\b|\bpresented by our (?:partner|sponsor)"
    r"|\bnot (?:been )?evaluated by the (?:US |U\.S\. )?(?:food (?:and|&) drug|FDA)"
    r"|\bnot intended to (?:diagnose|treat|cure|prevent|replace|be a substitute)|\bnot (?:a substitute|intended as) (?:for )?(?:professional )?medical advice"
    r"|\bresults (?:may|will|can) vary\b|\bthis (?:post|article|page|website|site) contains? (?:affiliate|sponsored|paid)"
    r"|\b(?:conflicts?|competing) (?:of interests?|interests?)\b|\bwas paid (?:by|for)\b|\bwe may be (?:paid|compensated)"
    r"|\bcompensat(?:ed|ion) (?:for|from|by) (?:the |our |this )?(?:link|purchas|advertis|sponsor|review|partner|compan)",
    re.IGNORECASE,
)
# A word of these is in everything the pattern beside it matches; looking for them first is ten times cheaper.
_CURRENCY_MARKS = ("$", "£", "€", "₹", "Rs", "USD", "EUR", "GBP", "INR", "AUD", "CAD", "dollars", "euros", "pounds")
_CART_HINTS = ("cart", "basket", "bag", "trolley", "check", "buy", "order", "shop", "purchase", "store", "paypal", "add=")
_BOOKING_HINTS = ("book", "schedul", "request", "appointment", "arrange", "reserv", "consult", "calendly", "zocdoc", "call ")
_DISCLOSURE_HINTS = (
    *("affiliate", "amazon associate", "commission", "referral fee", "fee from", "sponsor", "paid", "partner", "advert"),
    *("promotion", "evaluated", "intended", "substitute", "may vary", "will vary", "can vary", "interest", "compensat"),
)
_MAX_DISCLOSURES = 10
_MAX_DISCLOSURE_LENGTH = 200
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_NEWSLETTER = re.compile(r"newsletter|subscri|mailing list|sign ?up|join (?:our|the|us)|inbox|updates|free (?:guide|report|e-?book)", re.IGNORECASE)
_EMAIL_FIELD = re.compile(r"e-?mail", re.IGNORECASE)


def read_signals(root: Any, lines: list[Line], metadata: Metadata) -> PageSignals:
    """Return the signals of the whole page, furniture included."""
    visible = [line.text for line in lines if line.zone != "hidden"]
    counts = Counter(kind for link, text in _links_with_text(root, lines) for kind in _kinds_of_link(link, text, metadata.host))
    counts.update(kind for text in _control_texts(root) if (kind := _kind_of_call(text)))
    return PageSignals(
        has_html=True,
        schema_types=metadata.schema_types,
        og_type=metadata.og_type,
        price_count=max(sum(count_prices(text) for text in visible), metadata.offer_count),
        cart_link_count=counts["cart"],
        booking_link_count=counts["booking"],
        sponsored_link_count=counts["sponsored"],
        nofollow_link_count=counts["nofollow"],
        affiliate_link_count=counts["affiliate"],
        outbound_link_count=counts["outbound"],
        reference_link_count=counts["reference"],
        newsletter_form_count=sum(1 for form in root.iter("form") if _is_newsletter_form(form)),
        disclosures=_find_disclosures(visible),
    )


def count_prices(text: str) -> int:
    """Return how many prices are in the text; "$3 million" is news, not a price."""
    return len(_PRICE.findall(text)) if any([mark in text for mark in _CURRENCY_MARKS]) else 0


def has_disclosure(text: str) -> bool:
    """Tell whether the text says who pays or what the seller may not claim."""
    lowered = text.lower()
    return any([hint in lowered for hint in _DISCLOSURE_HINTS]) and _DISCLOSURE.search(text) is not None


def _links_with_text(root: Any, lines: list[Line]) -> Iterator[tuple[Any, str]]:
    texts: dict[Any, str] = {}
    for line in lines:
        for start, end, link in line.links:
            texts[link] = f"{texts[link]} {line.text[start:end]}" if link in texts else line.text[start:end]
    for link in root.iter("a", "area"):
        yield link, texts.get(link) or _label_without_text(link)


def _label_without_text(link: Any) -> str:
    image = link.find(".//img")
    return (image.get("alt") if image is not None else None) or link.get("title") or link.get("alt") or ""


def _kinds_of_link(link: Any, text: str, own_host: str | None) -> Iterator[str]:
    href = (link.get("href") or "").strip()
    if not href or href.startswith("#"):
        return
    call = _kind_of_call(text, href=href)
    if call:
        yield call
    rel = link.get("rel")
    if rel:
        yield from (word for word in ("sponsored", "nofollow") if word in rel.lower())
    if href.startswith(("http://", "https://", "//")):
        yield from _kinds_of_address(href, own_host)


@lru_cache(maxsize=4096)
def _kind_of_call(text: str, *, href: str = "") -> str | None:
    """Tell a link or button that goes to a cart from one that books, None for neither."""
    both = f"{href} {text}".lower()
    if any([hint in both for hint in _CART_HINTS]) and (
        _CART_HREF.search(href) or CART_TEXT.search(text) or _CART_WORD.match(text)
    ):
        return "cart"
    if any([hint in both for hint in _BOOKING_HINTS]) and (_BOOKING_TEXT.search(text) or _BOOKING_HREF.search(href)):
        return "booking"
    return None


@lru_cache(maxsize=4096)
def _kinds_of_address(href: str, own_host: str | None) -> tuple[str, ...]:
    found = _HOST.match(href)
    if found is None or _same_site(host := found[1].lower().removeprefix("www."), own_host):
        return ()
    affiliate = _AFFILIATE_HOSTS.search(host) or _AFFILIATE_QUERY.search(href)
    reference = _REFERENCE_HOSTS.search(host)
    return ("outbound", *(["affiliate"] if affiliate else []), *(["reference"] if reference else []))


def _same_site(host: str, own_host: str | None) -> bool:
    return own_host is not None and (host == own_host or host.endswith("." + own_host) or own_host.endswith("." + host))


def _control_texts(root: Any) -> Iterator[str]:
    for element in root.iter("button", "input"):
        if element.tag == "button":
            yield tidy(element.text_content()) or element.get("value", "")
        elif element.get("type", "").lower() in ("submit", "button", "image"):
            yield tidy(element.get("value") or element.get("alt") or "")


def _is_newsletter_form(form: Any) -> bool:
    inputs = list(form.iter("input"))
    if not inputs or form.find(".//textarea") is not None or any(field.get("type") == "password" for field in inputs):
        return False
    if not any(_EMAIL_FIELD.search(f"{field.get('type', '')} {field.get('name', '')} {field.get('id', '')}") for field in inputs):
        return False
    names = f"{form.get('class', '')} {form.get('id', '')} {form.get('action', '')} {form.get('name', '')}"
    values = " ".join(field.get("value", "") + " " + field.get("placeholder", "") for field in inputs)
    return _NEWSLETTER.search(f"{names} {values} {form.text_content()}") is not None


def _find_disclosures(texts: list[str]) -> tuple[str, ...]:
    sentences = (sentence for text in texts if has_disclosure(text) for sentence in _SENTENCE_END.split(text))
    found = dict.fromkeys(_shorten(sentence) for sentence in sentences if _DISCLOSURE.search(sentence))
    return tuple(found)[:_MAX_DISCLOSURES]


def _shorten(sentence: str) -> str:
    """Cut a sentence to length around its telling words, so that they are in what is shown."""
    if len(sentence) <= _MAX_DISCLOSURE_LENGTH:
        return sentence
    match = _DISCLOSURE.search(sentence)
    start = max(0, min(match.start() - 60 if match else 0, len(sentence) - _MAX_DISCLOSURE_LENGTH))
    return sentence[start : start + _MAX_DISCLOSURE_LENGTH].strip()
