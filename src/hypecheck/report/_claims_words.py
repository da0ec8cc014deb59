"""What a page says of a pair goes in, the words that the table and the page of claims share come out."""

from __future__ import annotations

from collections.abc import Iterable

from hypecheck.landscape import Landscape, PageNote, Pair, Saying, Study
from hypecheck.records import Certainty
from hypecheck.report._words import CERTAINTY_SYMBOLS, count_of, describe_study, one_line

__all__ = [
    "CERTAINTIES",
    "NOT_NAMED",
    "describe_evidence",
    "describe_pages",
    "distinct",
    "excerpt",
    "page_name",
    "summarise",
]

CERTAINTIES: tuple[Certainty, ...] = ("asserted", "hedged", "negated", "questioned")
NOT_NAMED = "(not named)"

_SAID = {"asserted": "asserts", "hedged": "hedges", "negated": "negates", "questioned": "asks"}
_SAY = {"asserted": "assert", "hedged": "hedge", "negated": "negate", "questioned": "ask"}


def page_name(page: PageNote) -> str:
    """Return what a person would call the page: its title, else its address, else its id."""
    return one_line(page.title or "") or one_line(page.url or "") or one_line(page.id) or "(no name)"


def describe_pages(pair: Pair) -> str:
    """Say how many pages say it how surely: "2 pages: ■ 1 asserts, ⊘ 1 negates"."""
    parts = []
    for certainty in CERTAINTIES:
        number = pair.count(certainty)
        if number:
            verb = (_SAID if number == 1 else _SAY)[certainty]
            parts.append(f"{CERTAINTY_SYMBOLS[certainty]} {number:,} {verb}")
    return f"{count_of(len(pair.pages), 'page')}: {', '.join(parts)}"


def distinct(sayings: Iterable[Saying]) -> list[Saying]:
    """Return one saying for each sentence and way of saying it.

    "It may reduce their frequency and intensity" is two claims and says one thing of the cramps.
    """
    ways = {(each.page, each.start, each.certainty, each.voice): each for each in reversed(list(sayings))}
    return list(reversed(ways.values()))


def excerpt(saying: Saying, *, limit: int) -> str:
    """Return the sentence on one line, cut to ``limit`` characters round the words that make it a claim.

    The relation stands in what is shown.
    """
    text = one_line(saying.text)
    if len(text) <= limit:
        return text
    place = max(0, text.find(one_line(saying.relation)))
    start = max(0, min(place - limit // 2, len(text) - limit))
    if start:
        start = text.find(" ", start, place) + 1 or start
    return one_line(("…" if start else "") + text[start:], limit=limit)


def describe_evidence(saying: Saying) -> str:
    """Say in one line what a claim leans on; "" for a claim that names nothing."""
    return "; ".join(dict.fromkeys(_describe(study) for study in saying.studies))


def _describe(study: Study) -> str:
    facts = describe_study(study)
    if study.source == "dangling":
        return f"reference not found ({facts})" if facts else "reference not found"
    if study.source == "told":
        return f"told of, not cited: {facts or 'a study'}"
    year = f" ({study.year})" if study.year else ""
    return f"{facts or 'reference'}{year}"


def summarise(landscape: Landscape) -> str:
    """Say in one line what the landscape holds."""
    claims = sum(len(pair.sayings) for pair in landscape.pairs)
    contested = sum(pair.contested for pair in landscape.pairs)
    several = sum(len(pair.pages) > 1 for pair in landscape.pairs)
    failed = sum(page.status == "failed" for page in landscape.pages)
    missing = f" ({failed:,} more could not be read)" if failed else ""
    return (
        f"{count_of(claims, 'claim')} about {count_of(len(landscape.pairs), 'pair')} of agent and outcome on "
        f"{count_of(len(landscape.pages) - failed, 'page')}{missing}; {several:,} on several pages, "
        f"{contested:,} contested"
    )
