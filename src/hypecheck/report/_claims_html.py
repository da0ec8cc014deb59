"""A claim landscape goes in, one self-contained page comes out: a foldable row for each pair, who says what in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypecheck.landscape import Landscape, PageNote, Pair, Saying, Study
from hypecheck.report._claims_words import CERTAINTIES, NOT_NAMED, describe_pages, distinct, page_name, summarise
from hypecheck.report._html import bdi, esc, label_badge, link, open_page
from hypecheck.report._tables_html import data_table, identifier_links
from hypecheck.report._words import CERTAINTY_SYMBOLS, describe_study, one_line

__all__ = ["certainty_badge", "evidence_html", "render_claims_page"]

_FOOTER = (
    "A pair is what claims say acts and what they say it acts on, each under one name whatever a page calls it. This "
    "page shows who says what, how surely and on what evidence; it does not say whether any claim holds."
)
_HEADS = ("Page", "Says", "Voice", "Strength", "Evidence", "In its words")


def render_claims_page(landscape: Landscape) -> str:
    """Return the whole page as one string: no network, filters and sorts in the browser, safe on hostile text."""
    rows = "".join(_row(pair, landscape.pages, number=number) for number, pair in enumerate(landscape.pairs, start=1))
    return (
        open_page(
            title="hypecheck: claims", styles=("base.css", "scan.css", "claims.css"), scripts=("rows.js", "claims.js")
        )
        + '<a class="skip" href="#pairs">Skip to the claims</a>\n<header>\n<p class="brand">hypecheck</p>\n'
        f"<h1>Who claims what</h1>\n<p>{esc(summarise(landscape))}.</p>\n</header>\n"
        + _controls()
        + f'<main id="pairs" tabindex="-1">\n<ol>\n{rows}</ol>\n</main>\n'
        f"<footer><p>{_FOOTER}</p></footer>\n</body>\n</html>\n"
    )


def certainty_badge(saying: Saying) -> str:
    """Return the certainty with its symbol."""
    symbol = CERTAINTY_SYMBOLS[saying.certainty]
    return (
        f'<span class="certainty {saying.certainty}"><span aria-hidden="true">{symbol}</span> {saying.certainty}</span>'
    )


def evidence_html(studies: Sequence[Study]) -> str:
    """Return what a claim leans on, a line for each study."""
    lines = "".join(f"<li>{line}</li>" for line in dict.fromkeys(_studies(studies)))
    return f'<ul class="studies">{lines}</ul>' if lines else '<span class="muted">none named</span>'


def _controls() -> str:
    filters = "".join(
        f'<label><input type="checkbox" value="{certainty}" checked> '
        f'<span class="certainty {certainty}">{CERTAINTY_SYMBOLS[certainty]} {certainty}</span></label>'
        for certainty in CERTAINTIES
    )
    return (
        '<form class="controls" aria-label="Sort and filter" hidden>\n'
        '<label>Find <input type="search" id="find" placeholder="agent, outcome, page, words"></label>\n'
        '<label>Sort <select id="sort"><option value="pages">most pages first</option>'
        '<option value="agent">by agent</option><option value="outcome">by outcome</option></select></label>\n'
        f'<fieldset><legend class="sr">Pairs with a claim that is</legend>{filters}</fieldset>\n'
        '<label><input type="checkbox" id="contested"> contested only</label>\n'
        '<label><input type="checkbox" id="several"> on several pages only</label>\n'
        '<p id="shown" class="muted" role="status"></p>\n</form>\n'
    )


def _row(pair: Pair, pages: Sequence[PageNote], *, number: int) -> str:
    agent, outcome = one_line(pair.agent) or NOT_NAMED, one_line(pair.outcome)
    said = " ".join(certainty for certainty in CERTAINTIES if pair.count(certainty))
    contested = '<span class="contested">contested</span>' if pair.contested else ""
    table = data_table(
        _HEADS,
        [_cells(saying, pages[saying.page]) for saying in distinct(pair.sayings)],
        caption=f"{esc(agent)} and {esc(outcome)}",
    )
    return (
        f'<li data-number="{number}" data-pages="{len(pair.pages)}" data-said="{said}" '
        f'data-contested="{int(pair.contested)}" data-agent="{esc(agent.lower())}" '
        f'data-outcome="{esc(outcome.lower())}">'
        f'<details><summary><span class="name"><bdi class="agent">{esc(agent)}</bdi> <span class="arrow">→</span> '
        f'<bdi class="outcome">{esc(outcome)}</bdi></span>{_shares(pair)}<span class="why muted">'
        f"{describe_pages(pair)}</span>{contested}</summary>\n"
        f'<div class="inside">{table}</div></details></li>\n'
    )


def _shares(pair: Pair) -> str:
    """Return a bar with a square for each page and certainty, told apart by colour and pattern."""
    total = sum(pair.count(certainty) for certainty in CERTAINTIES)
    x, parts = 0.0, []
    for certainty in CERTAINTIES:
        width = 100 * pair.count(certainty) / total if total else 0.0
        if width:
            parts.append(f'<rect class="{certainty}" x="{x:.2f}%" width="{width:.2f}%" height="8"/>')
            x += width
    return f'<svg class="shares" aria-hidden="true" width="100%" height="8">{"".join(parts)}</svg>'


def _cells(saying: Saying, page: PageNote) -> tuple[str, ...]:
    name = link(page.url, page_name(page)) if page.url else bdi(page_name(page))
    band = f"<br>{label_badge(page.band)}" if page.band else ""
    size = f'<br><span class="small">{bdi(saying.magnitude.text)}</span>' if saying.magnitude else ""
    return (
        name + band,
        certainty_badge(saying) + size,
        saying.voice,
        saying.strength.replace("_", " "),
        evidence_html(saying.studies),
        f"<q>{bdi(saying.text)}</q>{_reading(saying)}",
    )


def _reading(saying: Saying) -> str:
    parts = [one_line(part) or "–" for part in (saying.agent, saying.relation, saying.outcome)]
    read = f'<br><span class="muted small"><bdi>{esc(" | ".join(parts))}</bdi>'
    inferred = " and ".join(saying.inferred)
    return f"{read}{f'; the {inferred} read from the context' if inferred else ''}</span>"


def _studies(studies: Sequence[Study]) -> Iterator[str]:
    for study in studies:
        facts = esc(describe_study(study))
        if study.source == "told":
            yield f'{facts or "a study"}<br><span class="muted small">told of, not cited</span>'
        elif study.source == "dangling":
            yield f'{facts}{"<br>" if facts else ""}<span class="muted small">reference not found</span>'
        else:
            year = f" ({study.year})" if study.year else ""
            known = {kind: value for kind, value in study.identifiers.items() if value}
            links = f"<br>{identifier_links(known)}" if known else ""
            cited = f'<span title="{esc(one_line(study.text, limit=300))}">{facts or "reference"}{year}</span>'
            yield f"{cited}{links}"
