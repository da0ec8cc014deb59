"""One assessment goes in, one self-contained page that a moderator can attach to a case comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from hypecheck.records import Assessment
from hypecheck.report._article_html import render_article
from hypecheck.report._html import bdi, open_page
from hypecheck.report._sections_html import (
    citations_table,
    claims_table,
    findings_table,
    origin_lines,
    page_facts,
    plugs_table,
    reasons_list,
    record_facts,
    score_card,
)
from hypecheck.report._words import name_of

__all__ = ["FOOTER", "render_page"]

FOOTER = (
    "hypecheck measures framing: how far an article is written to sell. It does not say whether any claim in "
    "it holds. The score is the model's probability that a careful reader would call the framing commercial; "
    "the decision on the page is a person's."
)


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the page that the navigation can point to."""

    id: str
    title: str
    body: str
    count: int | None = None


def render_page(assessment: Assessment, *, read_at: datetime | None = None) -> str:
    """Return the whole page as one string, with the date of the reading where it is given."""
    sections = [section for section in _sections(assessment) if section.body]
    navigation = "".join(
        f'<li><a href="#{part.id}">{part.title}{_count_badge(part.count)}</a></li>' for part in sections
    )
    reading = "".join(_section_html(part) for part in sections if part.id in ("reasons", "text"))
    rest = "".join(_section_html(part) for part in sections if part.id not in ("reasons", "text"))
    return (
        open_page(title=f"{name_of(assessment)} · hypecheck", styles=("base.css", "assessment.css", "explain.css"))
        + '<a class="skip" href="#content">Skip to the reasons and the article</a>\n'
        + _header(assessment, read_at)
        + f'<nav aria-label="Parts of this report"><ul>{navigation}</ul></nav>\n'
        + '<main id="content" tabindex="-1">\n'
        + f'<div class="reading">\n{reading}</div>\n{rest}</main>\n'
        + f"<footer><p>{FOOTER}</p></footer>\n</body>\n</html>\n"
    )


def _sections(assessment: Assessment) -> list[_Section]:
    notes = assessment.annotations
    return [
        _Section("reasons", "Reasons", reasons_list(assessment)),
        _Section("text", "Article", render_article(assessment)),
        _Section("plugs", "Plugs", plugs_table(assessment), len(notes.plugs)),
        _Section("findings", "Findings", findings_table(assessment), len(assessment.findings)),
        _Section("claims", "Claims", claims_table(notes), len(notes.claims)),
        _Section("citations", "Citations", citations_table(assessment), len(notes.citations)),
        _Section("page", "Page", page_facts(assessment)),
        _Section("record", "Record", record_facts(assessment)),
    ]


def _section_html(part: _Section) -> str:
    return (
        f'<section id="{part.id}" aria-labelledby="{part.id}-title">\n'
        f'<h2 id="{part.id}-title">{part.title}{_count_badge(part.count)}</h2>\n{part.body}</section>\n'
    )


def _count_badge(count: int | None) -> str:
    return "" if count is None else f' <span class="count">{count:,}</span>'


def _header(assessment: Assessment, read_at: datetime | None) -> str:
    return (
        '<header>\n<p class="brand">hypecheck · framing report</p>\n'
        f"<h1>{bdi(name_of(assessment))}</h1>\n{origin_lines(assessment)}{_date_line(read_at)}"
        f"{score_card(assessment)}</header>\n"
    )


def _date_line(read_at: datetime | None) -> str:
    """Say when the page was read, which the article's own date does not: pages change."""
    if read_at is None:
        return ""
    moment = read_at.astimezone(UTC)
    shown = f"{moment.day} {moment:%B %Y, %H:%M} UTC"
    return f'<p class="origin muted">Read on <time datetime="{moment:%Y-%m-%dT%H:%MZ}">{shown}</time></p>\n'
