"""A line or link of a page in, whether it prices, sells, books, discloses or cites out.

These only find what the extraction must not lose and the signals count. What a sentence of the article says
is for the annotation and its lexicons.
"""

from __future__ import annotations

import re

__all__ = [
    "any_of",
    "asks_to_buy",
    "cites",
    "count_prices",
    "find_disclosure",
    "goes_to_booking",
    "goes_to_cart",
    "sells",
    "sells_aside",
    "words_of",
]


def any_of(*alternatives: str) -> re.Pattern[str]:
    """Return one pattern for all the alternatives, in upper or lower case.

    >>> bool(any_of("cart", "basket").search("Your Basket"))
    True
    """
    return re.compile("|".join(alternatives), re.IGNORECASE)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words that spaces part: a list of names as it reads best in code."""
    return tuple(text.split())


def count_prices(text: str) -> int:
    """Return how many prices are in the text.

    >>> count_prices("$19.95 (was £25), in a market of $3 million")
    2
    """
    return len(_PRICE.findall(text)) if _holds_one(text, _CURRENCY_MARKS) else 0


def asks_to_buy(text: str) -> bool:
    """Tell whether a line goes to a cart or a till: "Add to cart", "Order now"."""
    return _BUY.search(text) is not None


def goes_to_cart(text: str, href: str) -> bool:
    """Tell whether a link or button goes to a cart or a till, by its words (one will do) and its address."""
    both = f"{href} {text}".lower()
    if not _holds_one(both, _CART_HINTS) or _SUBSCRIPTION.search(both):
        return False
    return any(pattern.search(part) for pattern, part in ((_CART_HREF, href), (_BUY, text), (_BUY_BUTTON, text)))


def goes_to_booking(text: str, href: str) -> bool:
    """Tell whether a link or button leads to an appointment, by its words and its address."""
    both = f"{href} {text}".lower()
    if not _holds_one(both, _BOOKING_HINTS):
        return False
    return _BOOK.search(text) is not None or _BOOKING_HREF.search(href) is not None


def find_disclosure(text: str) -> re.Match[str] | None:
    """Find the words that say who pays, or what the seller may not claim."""
    return _DISCLOSURE.search(text) if _holds_one(text.lower(), _DISCLOSURE_HINTS) else None


def sells(text: str) -> bool:
    """Tell whether a short line is part of an offer: a price, button, guarantee, delivery or discount."""
    return count_prices(text) > 0 or any(pattern.search(text) for pattern in (_BUY, _BOOK, _OFFER))


def sells_aside(text: str) -> bool:
    """Tell whether a short line beside an article sells: "Free UK delivery over £30", "Start my visit", "Shop all".

    Stricter than ``sells``, for nearness to the article says nothing here: teasers and menus stand there too.
    """
    if not _holds_one(text.lower(), _ASIDE_HINTS) or _SUBSCRIPTION.search(text):
        return False
    return any(pattern.search(text) for pattern in (_ASIDE, _BUY, _BUY_BUTTON))


def cites(text: str) -> bool:
    """Tell whether a line identifies a publication."""
    return _CITATION.search(text) is not None


def _holds_one(text: str, hints: tuple[str, ...]) -> bool:
    for hint in hints:  # noqa: SIM110  # any() takes twice as long, and every line and link of a page is asked
        if hint in text:
            return True
    return False


# "$19.95", "19,95 €", "Rs. 450", "USD 20"; "$3 million" is news.
_PRICE = any_of(
    r"(?:(?:US|CA?|AU?|NZ)?[$£€₹]|\bRs\.?|\b(?:USD|EUR|GBP|INR|AUD|CAD|CHF)\b)\s?\d[\d,. ]*+"
    r"(?!\s?(?:million|billion|trillion|bn|m|k)\b)",
    r"\b\d+(?:[.,]\d{2})?\s?(?:[€£₹]|(?:USD|EUR|GBP|INR|AUD|CAD|CHF|dollars|euros|pounds sterling)\b)",
)
_BUY = any_of(
    r"\badd (?:\w+ )?to (?:your |my |shopping )?(?:cart|basket|bag|trolley)",
    r"\b(?:view|go to|proceed to|continue to) (?:your )?(?:cart|basket|bag|checkout)",
    r"\bcheck ?out(?: now)?$",
    r"\b(?:buy|order|shop|purchase) (?:it |yours? |online |here|now|today)",
    r"\bpre-?order\b",
    r"\bplace (?:an|your) order",
)
# "Shop" and "Store" alone are left out: newspapers, charities and hospitals have such a link too.
_BUY_BUTTON = any_of(
    r"^(?:buy|order|(?:my |your |shopping )?(?:cart|basket|bag)|checkout|purchase)(?: ?\(?\d+\)?)?[!>» ]*$"
)
# What a newspaper sells on every page is itself.
_SUBSCRIPTION = any_of("subscri", "membership", "donat", r"\bgive\b", "home delivery")
_CART_HREF = any_of(
    r"add[-_]?to[-_]?(?:cart|basket|bag)",
    r"/cart\b",
    r"/basket\b",
    r"shopping[-_]?(?:cart|basket|bag)",
    r"view[-_]?cart",
    r"(?<!/)/checkouts?\b",
    r"buy[-_]?now",
    r"order[-_]?(?:now|form|online|page)\b",
    r"/(?:buy|order)(?:\.\w+)?/?$",
    r"paypal\.com/(?:cgi-bin/webscr|buttons)",
    r"[?&]add=",
)
_BOOK = any_of(
    r"\b(?:book|schedule|request|make|arrange|reserve)(?: (?:an?|your|my|now|online|free|the))*"
    r" (?:appointment|consult\w*|session|visit|call|treatment|assessment|evaluation|demo|class|place|spot)\b",
    r"\bbook (?:now|online|today)\b",
    r"\bfree consultation\b",
    r"\bcall (?:us )?(?:now|today) (?:for|to)\b",
)
_BOOKING_HREF = any_of(
    r"\bbook(?:ing|-now|-online|-appointment)\b",
    r"\bappointments?\b",
    r"\b(?:free|book|request|online|virtual|initial)[-_]consultation",
    r"\bconsultation[-_](?:form|request|booking)",
    r"calendly\.com",
    r"zocdoc\.com",
    r"acuityscheduling",
    r"\bschedule-(?:an?|your|now|online|consult\w*|call|visit|demo|appointment)\b",
)
_OFFER = any_of(
    r"\bmoney[- ]?back\b",
    r"\bsatisf(?:action guarantee|ied or your)",
    r"\bguaranteed?\b",
    r"\bfree (?:shipping|delivery|trial|sample|bottle)",
    r"\b(?:in|out of) stock\b",
    r"\b(?:limited|special|exclusive) (?:time )?offer\b",
    r"\bdiscount|\bcoupon|\bpromo(?:tional)? code",
    r"\b\d+ ?% off\b|\bsave \$?\d|\bon sale\b|\bsale price\b",
    r"\b(?:our|your|list|regular|retail|unit) price\b",
    r"\bsubscribe (?:&|and) save\b",
    r"\b(?:discover|try|get|claim|grab|reserve) (?:your|our|it|yours|a free|the)\b",
    r"\b(?:buy|order|shop|book|call|discover|sign up|start|try)\b.{0,40}\b(?:now|today|here|online)\b",
    r"\b(?:buy|shop|order|purchase) (?:\w+ ){0,5}(?:from|at|on)\b",
    r"^discover\b|^shop\b",
    r"\btoll[- ]free\b",
    r"\badd to (?:wishlist|favou?rites)\b",
)
# "Find a store" and "Free test" are left out: magazines and charities have such lines too.
_ASIDE = any_of(
    r"\b\d+ ?% off\b|[−-]\d+ ?% (?:on|off)\b|[$£€₹]\d+ off\b|\bsave [$£€₹]?\d",
    r"\b(?:free|complimentary) (?:\w+ ){0,3}(?:shipping|delivery|postage)\b|\b(?:shipping|delivery) is free\b",
    r"\bmoney[- ]?back\b|\brisk[- ]free\b|\bsatisfaction guarantee",
    r"\b(?:first|next) order\b|\bnow shipping\b|\bsubscribe (?:&|and) save\b|\bautoship\b",
    r"\b(?:voucher|coupon|promo(?:tional)?|discount) code\b|^gift (?:cards?|vouchers?)$|\brefer a friend\b",
    r"^shop (?:all|now|by|our|this)\b|\bfrequently bought together\b|\bbest ?sellers\b",
    r"\bcheck (?:today['’]?s |the )?(?:latest |current )?price\b|\b(?:view|buy) (?:it )?on amazon\b",
    r"\bstart (?:my|your) (?:\w+ ){0,2}(?:visit|quiz|assessment|consultation|plan|trial|order)\b",
    r"\b(?:take|start) (?:the |our |a )?(?:free )?\w+[- ](?:minute|second) (?:quiz|test|assessment)\b",
    r"\bsee if (?:you(?:['’]re)?|I) (?:qualify|eligible)\b|\bam I (?:a candidate|eligible)\b",
    r"\bcheck (?:my |your )?eligibility\b",
    r"^get (?:my|your) (?:\w+ ){0,2}(?:kit|box|bottle|supply|sample|quote|offer|discount)\b",
)
_DISCLOSURE = any_of(
    r"\baffiliate (?:links?|partners?|program(?:me)?s?|commissions?|disclosure|relationships?)\b",
    r"\bamazon associate\b",
    r"\b(?:earn|receive|get|make) (?:an? |us )?(?:\w+ ){0,2}(?:commission|referral fee|fee from)\b",
    r"\bsponsored (?:content|post|article|by)\b",
    r"\bpaid (?:partnership|promotion|post|advert\w+|content)\b",
    r"\bin partnership with\b",
    r"\badvert(?:isement feature|ising feature|orial)\b|\bpromotional feature\b",
    r"\bpresented by our (?:partner|sponsor)",
    r"\bnot (?:been )?evaluated by the (?:US |U\.S\. )?(?:food (?:and|&) drug|FDA)",
    r"\bnot (?:intended|meant) to (?:diagnose|treat|cure|prevent|replace|be a substitute)",
    r"\bnot (?:a substitute for|intended as) (?:professional )?medical advice",
    r"\bresults (?:may|will|can) vary\b",
    r"\bthis (?:post|article|page|website|site) contains? (?:affiliate|sponsored|paid)",
    r"\b(?:conflicts? of|competing) interests?\b",
    r"\bwas paid (?:by|for)\b|\bwe may be (?:paid|compensated)",
    r"\bcompensat(?:ed|ion) (?:for|from|by) (?:\w+ )?(?:link|purchas|advertis|sponsor|review|partner)",
)
_CITATION = any_of(r"\b(?:PMID|PMCID|doi)\b", r"doi\.org/", r"\bpubmed\b", r"\bncbi\.nlm\b")

# One of these is in all that the patterns of the same name match; asking for them first is ten times cheaper.
_CURRENCY_MARKS = words_of("$ £ € ₹ Rs USD EUR GBP INR AUD CAD dollars euros pounds")
_CART_HINTS = words_of("cart basket bag trolley check buy order shop purchase store paypal add=")
_ASIDE_HINTS = (
    *words_of("% $ £ € ₹ save shipping delivery postage money risk satisfaction order autoship code gift refer shop"),
    *words_of("bought best price amazon start take qualify eligib candidate get buy cart basket bag checkout trolley"),
    *words_of("purchase"),
)
_BOOKING_HINTS = words_of("book schedul request appointment arrange reserv consult calendly zocdoc make call")
_DISCLOSURE_HINTS = words_of(
    "affiliate associate commission fee sponsor paid partner advert promotion evaluated intended substitute"
    " vary interest compensat"
)
