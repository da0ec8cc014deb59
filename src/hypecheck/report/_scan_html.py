"""Assessments go in, one self-contained page on the whole scan comes out, a foldable row for each."""

from __future__ import annotations

from collections import Counter
from typing import TextIO

from hypecheck.records import Assessment, Reason
from hypecheck.report._explain_html import FOOTER
from hypecheck.report._html import (
    article_language,
    bdi,
    contribution_bar,
    esc,
    label_badge,
    link,
    marked_html,
    mini_bar,
    open_page,
)
from hypecheck.report._marks import mark_text, passages
from hypecheck.report._output import write_out
from hypecheck.report._words import (
    LABELS,
    band_sentence,
    count_of,
    describe_words,
    explain_end,
    label_of,
    name_of,
    one_line,
    remedy_of,
    signed,
    strongest_reasons,
    why_of,
)

__all__ = ["ScanHtmlWriter"]

_REASONS = 5
_SENTENCES = 6


class ScanHtmlWriter:
    """Writes the head at once, a row for each page, and the counts on close.

    The summary is last in the file, because only then it is known, and first on the page by its style. A page
    cut short (the scan was stopped) still opens, sorts and filters.
    """

    def __init__(self, stream: TextIO, *, keep_text: bool = True) -> None:
        self._stream = stream
        self._keep_text = keep_text
        self._labels: Counter[str] = Counter()
        self._ends: Counter[tuple[str, str]] = Counter()  # how pages ended without a score, and what helps
        self._number = 0
        write_out(stream, _head())

    def write(self, assessment: Assessment) -> None:
        """Write one row."""
        self._number += 1
        self._labels[label_of(assessment)] += 1
        if assessment.framing is None:
            self._ends[explain_end(assessment), remedy_of(assessment)] += 1
        write_out(self._stream, _row(assessment, number=self._number, keep_text=self._keep_text))

    def close(self) -> None:
        """Write the summary and the end of the page."""
        write_out(self._stream, _foot(self._labels, self._ends))


def _head() -> str:
    filters = "".join(
        f'<label><input type="checkbox" value="{label}" checked> {label_badge(label)}</label>' for label in LABELS
    )
    return (
        open_page(title="hypecheck: pages scanned", styles=("base.css", "scan.css"), scripts=("rows.js", "scan.js"))
        + '<a class="skip" href="#pages">Skip to the pages</a>\n<header>\n<p class="brand">hypecheck</p>\n'
        "<h1>Pages scanned</h1>\n</header>\n"
        '<form class="controls" aria-label="Sort and filter" hidden>\n'
        '<label>Find <input type="search" id="find" placeholder="title, address, reason"></label>\n'
        '<label>Sort <select id="sort"><option value="input">as given</option>'
        '<option value="high">most commercial first</option><option value="low">most balanced first</option>'
        '<option value="title">by title</option></select></label>\n'
        f'<fieldset><legend class="sr">Show</legend>{filters}</fieldset>\n'
        '<p id="shown" class="muted" role="status"></p>\n</form>\n'
        '<main id="pages" tabindex="-1">\n<ol>\n'
    )


def _row(assessment: Assessment, *, number: int, keep_text: bool) -> str:
    label = label_of(assessment)
    score = "" if assessment.framing is None else f"{assessment.framing.score:.4f}"
    shown_score = "–" if assessment.framing is None else f"{assessment.framing.score:.2f}"
    bar = "" if assessment.framing is None else mini_bar(assessment.framing)
    why = _sentences(explain_end(assessment), why_of(assessment))
    return (
        f'<li data-label="{label}" data-score="{score}" data-number="{number}"><details><summary>'
        f'{label_badge(label)}<span class="score">{shown_score}</span>{bar}'
        f'<span class="name">{bdi(name_of(assessment))}</span>'
        f'<span class="why muted">{bdi(why)}</span></summary>\n<div class="inside">'
        f"{_origin(assessment)}{_inside(assessment, keep_text=keep_text)}</div></details></li>\n"
    )


def _sentences(end: str, more: str) -> str:
    """Join how a page ended without a score with what more is said of it; either may be ""."""
    return f"{end}. {more}" if end and more else end or more


def _origin(assessment: Assessment) -> str:
    entry, article = assessment.input, assessment.article
    url = entry.url or (article.url if article else None)
    parts = [link(url)] if url else [bdi(entry.id)]
    if article is not None:
        parts.append(describe_words(article))
    place = one_line(entry.source) + (f", line {entry.line:,}" if entry.line else "")
    return f'<p class="origin muted">{" · ".join([*parts, esc(place)])}</p>\n'


def _inside(assessment: Assessment, *, keep_text: bool) -> str:
    sentences = _marked_sentences(assessment) if keep_text else _quoted(assessment)
    if assessment.framing is None:
        # the other half, the remedy of a failure or why there is no score, is in the row above
        told = remedy_of(assessment) if assessment.failure is None else one_line(assessment.failure.detail)
        return f"<p>{esc(told)}</p>{sentences}"
    framing = assessment.framing
    score = f"Score {framing.score:.2f}, interval {framing.low:.2f} to {framing.high:.2f}."
    reasons = _reasons(strongest_reasons(assessment)[:_REASONS])
    return f"<p>{band_sentence(assessment)} {score}</p>{reasons}{sentences}"


def _reasons(reasons: list[Reason]) -> str:
    if not reasons:
        return ""
    largest = abs(reasons[0].contribution)
    rows = "".join(
        f"<li>{contribution_bar(reason.contribution, largest=largest)}"
        f'<span class="share">{signed(reason.contribution)}</span>'
        f"<span>{bdi(reason.text)}</span></li>"
        for reason in reasons
    )
    return f'<h2>Reasons</h2><ul class="reasons">{rows}</ul>\n'


def _marked_sentences(assessment: Assessment) -> str:
    chosen = passages(assessment, most=_SENTENCES)
    if not chosen or assessment.article is None:
        return ""
    marked = mark_text(assessment, cuts=[edge for span in chosen for edge in span])
    language = article_language(assessment.article.language)
    quotes = "".join(f'<li dir="auto">{marked_html(marked.text, marked.between(*span))}</li>' for span in chosen)
    return f'<h2>Marked sentences</h2><ul class="quotes"{language}>{quotes}</ul>\n'


def _quoted(assessment: Assessment) -> str:
    notes = assessment.annotations
    spoken = [("plug", plug.text) for plug in notes.plugs] + [("claim", claim.text) for claim in notes.claims]
    quotes = "".join(
        f'<li dir="auto"><span class="{kind}">{bdi(text)}</span></li>' for kind, text in spoken[:_SENTENCES]
    )
    return f'<h2>Plugs and claims</h2><ul class="quotes">{quotes}</ul>\n' if quotes else ""


def _foot(labels: Counter[str], ends: Counter[tuple[str, str]]) -> str:
    total = labels.total()
    tiles = "".join(
        f'<li>{label_badge(label)} <b>{labels[label]:,}</b> <span class="muted">{labels[label] / total:.0%}</span></li>'
        for label in LABELS
        if labels[label]
    )
    lines = "".join(f"<li>{count:,} × {esc(_sentences(*end))}</li>" for end, count in ends.most_common())
    without = f'<p class="muted small">Without a score:</p><ul class="ends muted small">{lines}</ul>' if lines else ""
    return (
        '</ol>\n</main>\n<section class="summary" aria-label="Summary">'
        f"<p><b>{count_of(total, 'page')}</b></p>{_stack(labels)}<ul>{tiles}</ul>{without}</section>\n"
        f"<footer><p>{FOOTER}</p></footer>\n</body>\n</html>\n"
    )


def _stack(labels: Counter[str]) -> str:
    """Return the shares of all labels as one bar."""
    total = labels.total()
    x, parts = 0.0, []
    for label in LABELS:
        width = 100 * labels[label] / total if total else 0.0
        if width:
            parts.append(f'<rect class="{label}" x="{x:.2f}%" y="0" width="{width:.2f}%" height="12"/>')
        x += width
    return f'<svg class="stack" aria-hidden="true" width="100%" height="12">{"".join(parts)}</svg>' if parts else ""
