"""A page's lines in, the reason why it holds no article out: a block page, a login page, a list of links.

Every test asks two things: does the page say what it is, and is there too little else on it to be an article.
A normal article that mentions cookies, logs its readers in or links to a cart passes all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hypecheck.clean._lines import Line
from hypecheck.clean._patterns import any_of, count_prices
from hypecheck.records import Abstention

__all__ = ["find_obstacle"]

_BLOCKED = any_of(
    r"\baccess (?:denied|blocked|forbidden)\b",
    r"\baccess to this (?:page|site|website|resource) (?:has been|is|was) (?:denied|blocked|forbidden)\b",
    r"\b403 forbidden\b|\btoo many requests\b|\brequest unsuccessful\b|\bincapsula incident\b|\bray id\b",
    r"\bjust a moment\b|\battention required\b|\bpardon our interruption\b",
    r"\bchecking (?:your browser|if the site connection is secure)",
    r"\b(?:verify|confirm|prove|verifying) (?:that )?you(?:'re| are)? (?:not )?(?:a )?(?:human|robot)",
    r"\bare you (?:a )?(?:human|robot)\b|\bnot a robot\b",
    r"\b(?:complete|solve|enter) the (?:re)?captcha|\bcaptcha (?:challenge|verification)",
    r"\bunusual (?:traffic|activity) from|\byou (?:have been|were|are being) blocked\b",
    r"\b(?:enable|turn on|activate) (?:your )?javascript\b|\brequires javascript\b",
    r"\bjavascript (?:is|seems to be|must be) (?:disabled|required|enabled)",
    r"\byou (?:don't|do not) have permission to access\b",
    r"\bnot available in your (?:country|region|location)\b",
)
_CONSENT = any_of(
    r"\b(?:use|uses|using|accept|reject|store|manage) (?:\w+ )?cookies\b",
    r"\b(?:essential|necessary|all|third[- ]party|our|tracking) cookies\b",
    r"\bcookie (?:policy|settings|preferences|consent|notice)\b",
    r"\b(?:value|respect) your privacy\b|\bpersonal data\b",
    r"\bprivacy (?:settings|policy|preferences|choices)\b",
    r"\blegitimate interests?\b|\baccess information on a device\b|\bour (?:\d+ )?partners\b",
    r"\b(?:accept|reject|agree to) all\b|\b(?:give|your) consent\b",
    r"\bmanage (?:preferences|options|choices|settings)\b",
)
_ACCEPT = any_of(r"^(?:i )?(?:accept|agree|allow|reject|consent|got it|ok(?:ay)?|yes|continue)\b")
_LOGIN_TITLE = any_of(
    r"^\W*(?:(?:member|customer|account|user|patient) )?(?:log ?-?in|sign ?-?in|log ?on|my account)\b",
    r"\b(?:log|sign) ?in$",
)
_LOGIN_LINE = any_of(
    r"\b(?:please|must|need to|have to) (?:be )?(?:log|sign|logged|signed)[ -]?(?:in|on)\b",
    r"\b(?:members|subscribers) only\b",
    r"\b(?:log|sign) in (?:to|or register to) (?:continue|read|view|your account|access)",
    r"\bforg[eo]t(?:ten)? (?:your )?password\b",
)
_CART_TITLE = any_of(
    r"^\W*(?:(?:your|my|the|view) )*(?:shopping )?(?:cart|basket|bag|checkout|trolley)$", r"\bcheckout$"
)
_CART_LINE = any_of(
    r"\bsub-?total\b|\border (?:total|summary)\b|\bestimated total\b|\bplace order\b",
    r"\bproceed to checkout\b|\bcontinue shopping\b|\bupdate (?:cart|basket)\b",
    r"\b(?:cart|basket|bag) is (?:currently )?empty\b|\bno items in your\b",
    r"\bbilling (?:address|details)\b",
)
_ERROR_TITLE = any_of(
    r"^(?:error )?404\b(?: error|$|:)|\b50[0-4] (?:internal|bad|service|gateway)",
    r"^(?:server |internal server )?error\b",
    r"\bpage (?:not found|unavailable)\b|^not found$",
    r"\bpage (?:(?:cannot|could not|can't) be found|does(?: not|n't) exist)\b",
    r"^(?:oops|whoops)\b",
)
_LOST_THING = (
    r"\b(?:page|article|content|document|file|url|product) (?:that )?"
    r"(?:you(?:'re| are| were)? (?:\w+ ){0,3}(?:requested|looking for|reach) )?"
)
_ERROR_LINE = any_of(
    _LOST_THING + r"(?:could not|cannot|can't|couldn't) be (?:found|displayed|located)",
    _LOST_THING + r"(?:was not found|does(?: not|n't) exist|no longer exists|is no longer available)",
    _LOST_THING + r"(?:has been (?:moved|removed|deleted)|may have been)",
    r"\bdatabase connection\b|\binternal server error\b",
)

# A page with more main text than this is an article whatever its title says.
_SHORT_PAGE_WORDS = 250
_FEW_WORDS = 100
_TELLING_SHARE = 0.3
# A list of links has fewer words in real sentences; of the 299 evaluation pages, all articles, none is below.
_MAX_LIST_SENTENCE_WORDS = 30
_MIN_LIST_LINKS = 10
_MIN_LIST_LINKED_SHARE = 0.6
# A page of one product has a few "related" ones; a shop's category page has more prices.
_PRODUCT_PAGE_PRICES = range(1, 7)
_MIN_TEASERS = 5
_MAX_TEASER_WORDS = 45  # reviews of linked products have more under each heading
_LINKED_HEADING = 0.8
_TEASER_SHARE = 0.7
_SENTENCE_MIN_WORDS = 10
_SENTENCE_END = (".", "!", "?", ".”", '."', ".)", ":")
_TITLE_PARTS = re.compile(r"\s[|–—·:-]+\s")
_CUT_SHORT = any_of(r"(?:\.\.\.|…|\[…\]|\bmore\W*)$")


@dataclass(frozen=True, slots=True)
class _Look:
    """What the tests look at: the article, so far as there is one, and what else is in the main part."""

    titles: tuple[str, ...]  # the window's, the article's, the top headings, and their parts around " | "
    article: list[Line]
    lines: list[Line]
    word_count: int  # of lines
    has_password_field: bool

    @property
    def text_lines(self) -> list[Line]:
        """The lines but for what stands on buttons and in consent banners."""
        return [line for line in self.lines if line.zone not in ("control", "consent")]

    def matching(self, pattern: re.Pattern[str]) -> list[Line]:
        return [line for line in self.lines if pattern.search(line.text)]

    def is_titled(self, pattern: re.Pattern[str]) -> bool:
        return any(pattern.search(title) for title in self.titles)


def find_obstacle(root: Any, lines: list[Line], article: list[Line], *, titles: Iterable[str]) -> Abstention | None:
    """Return why the page is no article, None where it is one; a product page is an article here.

    ``titles`` are the titles that the page gives itself.
    """
    look = _look_at(root, lines, article, titles)
    tests = _OBSTACLES if look.word_count <= _SHORT_PAGE_WORDS else _OBSTACLES_OF_ANY_LENGTH
    return next((Abstention(code=code, detail=detail) for code, detail, holds in tests if holds(look)), None)


def _look_at(root: Any, lines: list[Line], article: list[Line], titles: Iterable[str]) -> _Look:
    look = [*article, *_others(lines, article, zones=("main", "control", "consent"))]
    if _count_words(look) < _SENTENCE_MIN_WORDS:  # nothing to see but what scripts would replace
        look += _others(lines, look, zones=("hidden",))
    titles = [*titles, *(line.text for line in look if line.level == 1)]
    parts = [part.strip() for text in titles for part in (text, *_TITLE_PARTS.split(text))]
    password = any(element.get("type", "").lower() == "password" for element in root.iter("input"))
    return _Look(tuple(dict.fromkeys(parts)), article, look, _count_words(look), password)


def _others(lines: list[Line], known: list[Line], *, zones: tuple[str, ...]) -> list[Line]:
    seen = set(map(id, known))
    return [line for line in lines if line.zone in zones and id(line) not in seen]


def _count_words(lines: list[Line]) -> int:
    return sum([line.word_count for line in lines])


def _is_blocked(look: _Look) -> bool:
    telling = _count_words(look.matching(_BLOCKED))
    return telling > 0 and (look.is_titled(_BLOCKED) or telling >= _TELLING_SHARE * look.word_count)


def _is_cookie_wall(look: _Look) -> bool:
    telling = _count_words([line for line in look.lines if line.zone == "consent" or _CONSENT.search(line.text)])
    others = _count_words([line for line in look.text_lines if not _CONSENT.search(line.text)])
    accepts = any(_ACCEPT.search(line.text) for line in look.lines)
    return accepts and telling >= _SENTENCE_MIN_WORDS and others < min(_FEW_WORDS, telling)


def _is_login(look: _Look) -> bool:
    if _count_words(look.text_lines) > _FEW_WORDS:
        return False
    return look.is_titled(_LOGIN_TITLE) or (look.has_password_field and bool(look.matching(_LOGIN_LINE)))


def _is_cart(look: _Look) -> bool:
    return look.is_titled(_CART_TITLE) and bool(look.matching(_CART_LINE))


def _is_error(look: _Look) -> bool:
    telling = _count_words(look.matching(_ERROR_LINE))
    if look.is_titled(_ERROR_TITLE):
        return telling > 0 or look.word_count < _FEW_WORDS
    return telling >= _TELLING_SHARE * look.word_count > 0


def _is_link_list(look: _Look) -> bool:
    return _is_index(look) or _is_teaser_list(look)


def _is_index(look: _Look) -> bool:
    """Tell links without sentences: a menu, a site map, a page of search results."""
    lines = look.text_lines
    if _has_sentences(lines) or sum(len(line.links) for line in lines) < _MIN_LIST_LINKS:
        return False
    linked = sum(line.linked_fraction * line.word_count for line in lines)
    if linked < _MIN_LIST_LINKED_SHARE * _count_words(lines):
        return False
    return sum(count_prices(line.text) for line in lines) not in _PRODUCT_PAGE_PRICES


def _is_teaser_list(look: _Look) -> bool:
    """Tell linked headings with a sentence or two under each: a blog's front page."""
    headings = [line for line in look.article if line.kind == "heading" and line.level != 1]
    teasers = sum(1 for line in headings if line.linked_fraction > _LINKED_HEADING)
    if teasers < _MIN_TEASERS or teasers < _TEASER_SHARE * len(headings):
        return False
    return _count_words(look.article) < _MAX_TEASER_WORDS * teasers


def _has_sentences(lines: list[Line]) -> bool:
    words = 0
    for line in lines:
        if line.word_count >= _SENTENCE_MIN_WORDS and line.linked_fraction <= _TELLING_SHARE:
            is_whole = line.text.endswith(_SENTENCE_END) and not _CUT_SHORT.search(line.text)
            words += line.word_count if is_whole else 0
        if words >= _MAX_LIST_SENTENCE_WORDS:
            return True
    return False


_LINK_LIST = ("link_list", "The page is a list of links to other pages, not an article.", _is_link_list)
_OBSTACLES_OF_ANY_LENGTH = (_LINK_LIST,)
_OBSTACLES = (
    ("blocked_page", "The site showed a block page or a test for robots, not the article.", _is_blocked),
    ("error_page", "The page is an error message, not an article.", _is_error),
    ("cart_page", "The page is a shopping cart or checkout, not an article.", _is_cart),
    ("login_page", "The page asks for a login instead of showing an article.", _is_login),
    ("cookie_wall", "The page shows only a consent banner; no article is behind it.", _is_cookie_wall),
    _LINK_LIST,
)
