"""A comparison goes in, one self-contained page that sets two pages side by side comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from hypecheck.landscape import Comparison, Pair, Saying
from hypecheck.records import Assessment
from hypecheck.report._claims_html import certainty_badge, evidence_html
from hypecheck.report._claims_words import NOT_NAMED, distinct
from hypecheck.report._explain_html import FOOTER
from hypecheck.report._html import bdi, contribution_bar, esc, label_badge, link, open_page, score_bar
from hypecheck.report._tables_html import data_table, identifier_links
from hypecheck.report._words import (
    CERTAINTY_SYMBOLS,
    band_sentence,
    describe_citations,
    describe_study,
    describe_words,
    explain_end,
    label_of,
    name_of,
    one_line,
    signed,
    stated_limits,
    strongest_reasons,
)

__all__ = ["render_comparison_page"]

_SHOWN_REASONS = 8


def render_comparison_page(comparison: Comparison) -> str:
    """Return the whole page as one string: no script, no network, safe on hostile text."""
    pages = (comparison.left, comparison.right)
    title = " and ".join(one_line(name_of(page), limit=50) for page in pages)
    sections = (
        ("Reasons", _two(_reasons, pages)),
        ("Claims about the same pairs", _shared(comparison)),
        ("Claims that only one makes", _row([_only(comparison.only_left), _only(comparison.only_right)])),
        ("Plugs", _two(_plugs, pages)),
        ("Stated limits and risks", _two(_limits, pages)),
        ("Citations", _two(_citations, pages)),
    )
    body = "".join(
        f'<section aria-labelledby="part-{number}"><h2 id="part-{number}">{name}</h2>\n{part}</section>\n'
        for number, (name, part) in enumerate(sections, start=1)
        if part
    )
    return (
        open_page(title=f"{title} · hypecheck", styles=("base.css", "compare.css"))
        + '<a class="skip" href="#content">Skip to the comparison</a>\n<header>\n<p class="brand">'
        f"hypecheck</p>\n<h1>Two pages side by side</h1>\n{_two(_head, pages, always=True)}</header>\n"
        f'<main id="content" tabindex="-1">\n{body}</main>\n'
        f"<footer><p>{FOOTER}</p></footer>\n</body>\n</html>\n"
    )


def _two(render: Callable[[Assessment], str], pages: Sequence[Assessment], *, always: bool = False) -> str:
    return _row([render(page) for page in pages], always=always)


def _row(sides: Sequence[str], *, always: bool = False) -> str:
    """Return two columns; "" where neither side has anything to show."""
    if not any(sides) and not always:
        return ""
    cells = "".join(f'<div class="side">{side or _NONE}</div>\n' for side in sides)
    return f'<div class="two">\n{cells}</div>\n'


_NONE = '<p class="muted">none</p>'


def _head(page: Assessment) -> str:
    url = page.input.url or (page.article.url if page.article else None)
    origin = [link(url)] if url else [bdi(page.input.id)]
    if page.article is not None:
        origin.append(describe_words(page.article))
    head = f'<h2 class="name">{bdi(name_of(page))}</h2>\n<p class="origin muted">{" · ".join(origin)}</p>\n'
    framing = page.framing
    badge = label_badge(label_of(page))
    if framing is None:
        end = page.failure or page.abstention
        detail = esc(one_line(end.detail)) if end else ""
        return f'{head}<div class="card"><p class="band">{badge}</p><p>{esc(explain_end(page))}. {detail}</p></div>\n'
    return (
        f'{head}<div class="card"><p class="band">{badge} <span class="number">{framing.score:.2f}</span></p>'
        f"<p>{band_sentence(page)}</p><figure>{score_bar(framing)}"
        '<figcaption class="scale"><span>0 balanced</span><span>commercial 1</span></figcaption></figure>'
        f'<p class="muted small">Interval {framing.low:.2f} to {framing.high:.2f}</p></div>\n'
    )


def _reasons(page: Assessment) -> str:
    reasons = strongest_reasons(page)[:_SHOWN_REASONS]
    if not reasons:
        return ""
    largest = abs(reasons[0].contribution)
    rows = "".join(
        f"<li>{contribution_bar(reason.contribution, largest=largest)}"
        f'<span class="share">{signed(reason.contribution)}</span><span>{bdi(reason.text)}</span></li>\n'
        for reason in reasons
    )
    return f'<ul class="reasons">{rows}</ul>'


def _shared(comparison: Comparison) -> str:
    rows = [
        (_pair_name(pair), *(_sayings(each for each in distinct(pair.sayings) if each.page == side) for side in (0, 1)))
        for pair in comparison.shared
    ]
    heads = ("Pair", *(esc(one_line(name_of(page), limit=60)) for page in (comparison.left, comparison.right)))
    table = data_table(heads, rows, caption="What each page says of the same agent and outcome")
    return table or '<p class="muted">The two pages make no claim about the same agent and outcome.</p>\n'


def _sayings(sayings: Iterable[Saying]) -> str:
    rows = "".join(
        f"<li>{certainty_badge(saying)}, {saying.voice}<br><q>{bdi(saying.text)}</q>"
        f"{evidence_html(saying.studies) if saying.studies else ''}</li>\n"
        for saying in sayings
    )
    return f'<ul class="sayings">{rows}</ul>'


def _only(pairs: Sequence[Pair]) -> str:
    rows = []
    for pair in pairs:
        said = dict.fromkeys(saying.certainty for saying in pair.sayings)
        marks = "".join(
            f'<span class="certainty {certainty}" title="{certainty}">{CERTAINTY_SYMBOLS[certainty]}'
            f'<span class="sr"> {certainty}</span></span> '
            for certainty in said
        )
        rows.append(f"<li>{marks}{_pair_name(pair)}</li>\n")
    return f'<ul class="pairs">{"".join(rows)}</ul>' if rows else ""


def _pair_name(pair: Pair) -> str:
    agent, outcome = one_line(pair.agent) or NOT_NAMED, one_line(pair.outcome)
    return f'<bdi>{esc(agent)}</bdi> <span class="muted">→</span> <bdi>{esc(outcome)}</bdi>'


def _plugs(page: Assessment) -> str:
    rows = "".join(
        f'<li><span class="muted small">{esc(one_line(plug.kind).replace("_", " "))}</span><br>'
        f'<span class="plug">{bdi(plug.text)}</span></li>\n'
        for plug in page.annotations.plugs
    )
    return f'<ul class="quotes">{rows}</ul>' if rows else ""


def _limits(page: Assessment) -> str:
    rows = "".join(f'<li dir="auto">{bdi(sentence)}</li>\n' for sentence in stated_limits(page))
    return f'<ul class="quotes">{rows}</ul>' if rows else ""


def _citations(page: Assessment) -> str:
    citations = page.annotations.citations
    rows = []
    for citation in citations:
        if citation.kind == "marker" and citation.entry is not None:
            continue
        facts = describe_study(citation)
        state = "" if citation.resolved else "cited nowhere" if citation.kind == "entry" else "no reference behind it"
        known = {kind: value for kind, value in citation.identifiers.items() if value}
        notes = " · ".join(esc(note) for note in (facts, state) if note)
        rows.append(
            f"<li>{bdi(citation.text)}"
            f'{f"""<br><span class="muted small">{notes}</span>""" if notes else ""}'
            f"{f'<br>{identifier_links(known)}' if known else ''}</li>\n"
        )
    if not rows:
        return ""
    summary = f"<p>{esc(describe_citations(page))}.</p>"
    return f'{summary}<details><summary>All {len(rows):,}</summary><ul class="quotes">{"".join(rows)}</ul></details>'
