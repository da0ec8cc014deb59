"""An assessment goes in; the parts of a page on it come out: score, reasons, tables, what the page says of itself.

Each part is finished HTML, "" where there is nothing to show.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from hypecheck.records import Annotations, Article, Assessment, Citation, Reason
from hypecheck.report._article_html import LINKED_SPANS
from hypecheck.report._html import (
    bdi,
    contribution_bar,
    esc,
    label_badge,
    link,
    score_bar,
)
from hypecheck.report._marks import SHOWN_REASONS
from hypecheck.report._tables_html import data_table, identifier_links
from hypecheck.report._words import (
    CERTAINTY_SYMBOLS,
    advice_of,
    band_sentence,
    count_of,
    describe_citations,
    describe_magnitude,
    describe_study,
    describe_words,
    explain_end,
    facts_of_page,
    judged_by,
    label_of,
    one_line,
    signed,
    strongest_reasons,
    words_behind,
)

__all__ = [
    "citations_table",
    "claims_table",
    "findings_table",
    "origin_lines",
    "page_facts",
    "plugs_table",
    "reasons_list",
    "record_facts",
    "score_card",
]

# The head of the page


def origin_lines(assessment: Assessment) -> str:
    """Return where the page is and who wrote it, as lines."""
    article = assessment.article
    url = (article.final_url or article.url if article else None) or assessment.input.url
    lines = f'<p class="origin">{link(url)}</p>\n' if url else ""
    if article is None:
        return lines
    said = [article.author, article.site, article.published]
    facts = [bdi(fact) for fact in said if fact] + [describe_words(article)]
    return f'{lines}<p class="origin muted">{" · ".join(facts)}</p>\n'


def score_card(assessment: Assessment) -> str:
    """Return the score on its scale with the band in words, or why there is none and what to do."""
    framing = assessment.framing
    badge = label_badge(label_of(assessment))
    if framing is None:
        end = assessment.failure or assessment.abstention
        detail = esc(one_line(end.detail)) if end else "No score was given."
        advice = advice_of(assessment)
        help_line = f"<p><strong>What to do:</strong> {esc(advice)}</p>" if advice else ""
        ended = f"<p>{esc(explain_end(assessment))}. {detail}</p>"
        return f'<div class="card"><p class="band">{badge}</p>{ended}{help_line}</div>\n'
    interval = f'<p class="muted small">Interval {framing.low:.2f} to {framing.high:.2f}</p>'
    return (
        '<div class="card scored"><div>'
        f'<p class="band">{badge} <span class="number">{framing.score:.2f}</span></p>'
        f"<p>{band_sentence(assessment)}</p>{interval}</div>\n"
        f'<figure>{score_bar(framing)}<figcaption class="scale"><span>0 balanced</span>'
        f"<span>commercial 1</span></figcaption></figure>{_judgement(assessment)}</div>\n"
    )


def _judgement(assessment: Assessment) -> str:
    """Return what weighed most where the band was chosen among several, folded away."""
    heading, reasons = judged_by(assessment)
    if not reasons:
        return ""
    rows = "".join(
        f'<li><span class="share">{signed(reason.contribution)}</span> {esc(one_line(reason.text))}</li>'
        for reason in reasons
    )
    return f'<details class="judgement"><summary>{esc(heading)}</summary><ul class="small">{rows}</ul></details>'


# Reasons


def reasons_list(assessment: Assessment) -> str:
    """Return the reasons as bars, the strongest first, each with links to its passages."""
    reasons = strongest_reasons(assessment)
    if not reasons:
        return ""
    largest = abs(reasons[0].contribution)
    rows = [_reason(reason, rank=rank, largest=largest) for rank, reason in enumerate(reasons, start=1)]
    shown, more = rows[:SHOWN_REASONS], rows[SHOWN_REASONS:]
    summary = f"<summary>{count_of(len(more), 'weaker reason')}</summary>"
    rest = f"<details>{summary}<ol>{''.join(more)}</ol></details>\n"
    raw = assessment.framing.raw_score if assessment.framing else 0.0
    total = sum(reason.contribution for reason in reasons)
    return (
        '<p class="scale" aria-hidden="true">'
        "<span>◂ towards balanced</span><span>towards commercial ▸</span></p>\n"
        f"<ol>{''.join(shown)}</ol>\n{rest if more else ''}"
        f'<p class="muted sum">All shares add up to {signed(total)}; with the model\'s starting point of '
        f"{signed(raw - total)} that is the raw score {signed(raw)}.</p>\n"
    )


def _reason(reason: Reason, *, rank: int, largest: float) -> str:
    places = ""
    bar = contribution_bar(reason.contribution, largest=largest)
    if rank <= SHOWN_REASONS and reason.spans:
        shown = range(1, min(len(reason.spans), LINKED_SPANS) + 1)
        links = " ".join(f'<a href="#r{rank}-{number}">{number}</a>' for number in shown)
        more = len(reason.spans) - len(shown)
        bar = f'<a class="bar" href="#r{rank}-1" aria-label="{signed(reason.contribution)}: first passage">{bar}</a>'
        places = f'<span class="places">in the text: {links}{f" and {more:,} more" if more > 0 else ""}</span>'
    return (
        f'<li class="reason"><p>{esc(one_line(reason.text))}</p>'
        f'<div class="bar-row">{bar}'
        f'<span class="share">{signed(reason.contribution)}</span></div>'
        f'<p class="muted small"><span class="mono">{esc(one_line(reason.feature))} = '
        f"{reason.value:.3g}</span> {places}</p></li>\n"
    )


# Tables


def _small(text: str) -> str:
    return f'<br><span class="muted small">{bdi(text)}</span>' if text else ""


def claims_table(notes: Annotations) -> str:
    """Return the claims: what acts on what, how surely, in whose voice, how strongly, citing what.

    Below the certainty and the voice stand the words that make a claim hedged, denied or somebody else's.
    """
    rows = [
        (
            f'<a href="#claim-{number}">{number}</a>',
            bdi(claim.agent),
            bdi(claim.relation),
            bdi(claim.outcome),
            f'<span class="certainty">{CERTAINTY_SYMBOLS[claim.certainty]} {claim.certainty}</span>'
            + _small(words_behind(claim, notes.cues, claim.certainty)),
            claim.voice + _small(words_behind(claim, notes.cues, claim.voice)),
            claim.strength.replace("_", " "),
            bdi(describe_magnitude(claim)),
            " ".join(f'<a href="#cited-{index + 1}">{index + 1}</a>' for index in claim.citations),
        )
        for number, claim in enumerate(notes.claims, start=1)
    ]
    heads = ("#", "Agent", "Relation", "Outcome", "Certainty", "Voice", "Strength", "Magnitude", "Cites")
    return data_table(heads, rows, caption="What the article says acts on what, and how surely it says so")


def plugs_table(assessment: Assessment) -> str:
    """Return the passages that point to something to buy or try, and where to."""
    rows = [
        (
            f'<a href="#plug-{number}">{number}</a>',
            esc(one_line(plug.kind).replace("_", " ")),
            bdi(plug.text),
            link(plug.target) if plug.target else "",
        )
        for number, plug in enumerate(assessment.annotations.plugs, start=1)
    ]
    return data_table(
        ("#", "Kind", "Passage", "Points to"), rows, caption="Passages that point to something to buy or try"
    )


def findings_table(assessment: Assessment) -> str:
    """Return the passages that a regulation table speaks of."""
    rows = [
        (
            f'<a href="#finding-{number}">{number}</a>',
            esc(one_line(finding.severity)),
            bdi(finding.message) + _small(f"{finding.basis} ({finding.jurisdiction}), {finding.rule}"),
            bdi(finding.text),
        )
        for number, finding in enumerate(assessment.findings, start=1)
    ]
    return data_table(("#", "Severity", "Rule", "Passage"), rows, caption="Passages that a regulation table speaks of")


def citations_table(assessment: Assessment) -> str:
    """Return the references and where the text cites them."""
    citations = assessment.annotations.citations
    markers: dict[int, list[int]] = defaultdict(list)
    for number, citation in enumerate(citations, start=1):
        if citation.kind == "marker" and citation.entry is not None:
            markers[citation.entry].append(number)
    rows = [
        (
            f'<a href="#cited-{number}">{number}</a>',
            bdi(citation.text) + _small(describe_study(citation)),
            identifier_links(citation.identifiers),
            _places(citation, markers[number - 1]),
        )
        for number, citation in enumerate(citations, start=1)
        if citation.kind == "entry" or citation.entry is None
    ]
    table = data_table(
        ("#", "Reference", "Identifiers", "Cited at"),
        rows,
        caption="References and where the text cites them",
    )
    return f"<p>{esc(describe_citations(assessment))}.</p>\n{table}" if rows else ""


def _places(citation: Citation, markers: Sequence[int]) -> str:
    if citation.kind == "marker":
        wrong = ", ".join(bdi(words) for words in citation.malformed)
        return '<span class="muted">no reference behind this marker</span>' + (
            f"<br>wrong form: {wrong}" if wrong else ""
        )
    links = " ".join(f'<a href="#cited-{marker}">{place}</a>' for place, marker in enumerate(markers, start=1))
    return links or '<span class="muted">nowhere in the text</span>'


# The page and the record


def page_facts(assessment: Assessment) -> str:
    """Return what the page's HTML says of itself."""
    article = assessment.article
    if article is None:
        return ""
    if not article.signals.has_html:
        return '<p class="muted">Plain text was given, so there is no page to look at.</p>\n'
    facts = facts_of_page(article.signals)
    if not facts:
        return '<p class="muted">The page\'s HTML shows no prices, cart, affiliate or sponsored links.</p>\n'
    return _definitions([(name, bdi(value)) for name, value in facts])


def record_facts(assessment: Assessment) -> str:
    """Return where the assessment comes from and what made it."""
    article, entry = assessment.article, assessment.input
    rows = [
        ("input", bdi(entry.id)),
        ("source", bdi(entry.source) + (f", line {entry.line:,}" if entry.line else "")),
    ]
    if entry.url:
        rows.append(("address given", link(entry.url, limit=2_000)))
    if article is not None:
        if article.final_url and article.final_url != entry.url:
            rows.append(("address reached", link(article.final_url, limit=2_000)))
        rows += _text_facts(article)
    rows += [(esc(one_line(name)), bdi(version)) for name, version in assessment.versions.items()]
    return _definitions(rows)


def _text_facts(article: Article) -> list[tuple[str, str]]:
    return [
        ("language", bdi(article.language or "unknown")),
        ("words", f"{article.word_count:,}" + (" (cut there)" if article.is_cut else "")),
        ("sha256 of the text", f'<span class="mono">{esc(one_line(article.sha256)) or "–"}</span>'),
    ]


def _definitions(rows: Iterable[tuple[str, str]]) -> str:
    return "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows) + "</dl>\n"
