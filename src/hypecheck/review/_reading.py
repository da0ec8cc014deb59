"""A page and who reads it go in; everything the page view shows of it comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import orjson

from hypecheck.records import Assessment, Review, Span
from hypecheck.report.parts import kind_of_cue, lay_out_blocks, name_of, one_line, spans_by_layer, web_address
from hypecheck.review._choices import KIND_NAMES
from hypecheck.review._identity import Identity
from hypecheck.store import Filters, Holding, QueueRow, Sighting, Store

__all__ = ["Reading", "hide_decisions", "may_decide", "read_page"]

#: So many earlier decisions on a site are shown; the rest is a link to the queue.
_SITE_ROWS = 6
#: So many near duplicates are listed and can be decided at once: what is decided is what was shown.
CLUSTER_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is shown of one page. ``is_blind`` hides what others decided until the reader has decided too."""

    row: QueueRow
    assessment: Assessment
    history: tuple[Sighting, ...]
    reviews: tuple[Review, ...]
    cluster: tuple[QueueRow, ...]
    cluster_reviews: tuple[Review, ...]
    site_counts: dict[str, int]
    site_rows: tuple[QueueRow, ...]
    is_blind: bool
    held_by: Holding | None

    @property
    def name(self) -> str:
        """What a person would call the page."""
        return name_of(self.assessment)

    @property
    def live(self) -> str | None:
        """The address of the live page, where it has one that may be followed."""
        article, given = self.assessment.article, self.assessment.input.url
        return web_address((article.final_url or article.url if article else None) or given)

    @property
    def has_text(self) -> bool:
        """Whether there is a text to read and to mark in."""
        return self.assessment.article is not None and bool(self.assessment.article.text.strip())

    @property
    def earlier(self) -> tuple[Sighting, ...]:
        """The different assessments before the one at hand, the newest first."""
        seen: dict[int, Sighting] = {}
        for sighting in self.history:
            if sighting.assessment_id != self.row.assessment_id:
                seen[sighting.assessment_id] = sighting
        return tuple(reversed(seen.values()))

    @property
    def marks(self) -> str:
        """Each marked passage as ``[kind, start, end, what it is]``, for the script."""
        return orjson.dumps(sorted(set(_marks(self.assessment)), key=lambda mark: (mark[1], -mark[2]))).decode()

    @property
    def sentences(self) -> str:
        """The ends of each sentence, for the script."""
        return orjson.dumps(_sentences(self.assessment)).decode()


def read_page(store: Store, me: Identity, page_id: int, *, lease_s: float) -> Reading:
    """Return a page as its newest assessment has it. Whoever may decide on it has it from now on.

    Raises ``StoreError`` when there is no such page.
    """
    row = store.page(page_id)
    hidden = store.hidden_from(me.name, [page_id])
    held_by = None
    if may_decide(me) and (row.decision is None or hidden):
        held_by = store.lease_page(me.name, page_id, seconds=lease_s)
    cluster = tuple(store.cluster(row.cluster_id, limit=CLUSTER_ROWS)) if row.cluster_size > 1 else ()
    others = [each.page_id for each in cluster if each.page_id != page_id]
    site = Filters(site=row.site, decided=True)
    decided_there = store.queue(site, sort="newest", limit=_SITE_ROWS).rows if row.site else ()
    return Reading(
        row=row,
        assessment=store.assessment(row.assessment_id),
        history=tuple(store.history(page_id)),
        reviews=() if hidden else tuple(store.reviews([page_id])),
        cluster=hide_decisions(store, me, cluster),
        cluster_reviews=() if hidden or not others else tuple(store.reviews(others)),
        site_counts=_count_decisions(store, me, site, known=(row, *cluster, *decided_there)) if row.site else {},
        site_rows=hide_decisions(store, me, decided_there),
        is_blind=bool(hidden),
        held_by=None if held_by is None or held_by.user == me.name else held_by,
    )


def may_decide(me: Identity) -> bool:
    """Return whether somebody's role is to decide; an auditor looks on."""
    return me.role in ("moderator", "lead")


def hide_decisions(store: Store, me: Identity, rows: Sequence[QueueRow]) -> tuple[QueueRow, ...]:
    """Return rows without the decisions that the reader must not see before their own."""
    hidden = store.hidden_from(me.name, [row.page_id for row in rows]) if rows else set()
    return tuple(
        replace(row, decision=None, disagreement=False, reviewers=0) if row.page_id in hidden else row for row in rows
    )


def _count_decisions(store: Store, me: Identity, site: Filters, *, known: Sequence[QueueRow]) -> dict[str, int]:
    """Count a site's decisions, without those of known rows that the reader must not see before their own.

    Of a site with two pages the counts would tell what a first reader decided on one of them.
    """
    counts = store.count_by("decision", site)
    there = {row.page_id: row for row in known if row.site == site.site and row.decision is not None}
    for page_id in store.hidden_from(me.name, list(there)) if there else ():
        decision = there[page_id].decision or ""
        counts[decision] = counts.get(decision, 0) - 1
    return {decision: count for decision, count in counts.items() if count > 0}


def _marks(assessment: Assessment) -> Iterator[tuple[str, int, int, str]]:
    notes = assessment.annotations
    for plug in notes.plugs:
        about = plug.kind.replace("_", " ") + (f" → {plug.target}" if plug.target else "")
        yield KIND_NAMES["plug"], plug.start, plug.end, one_line(about, limit=120)
    for finding in assessment.findings:
        about = f"{finding.severity}: {finding.message} ({finding.basis})"
        yield KIND_NAMES["finding"], finding.start, finding.end, one_line(about, limit=200)
    for claim in notes.claims:
        about = f"{claim.certainty}, {claim.voice}, {claim.strength.replace('_', ' ')}"
        yield KIND_NAMES["claim"], claim.start, claim.end, about
    for limit in notes.limits:
        if limit.of == "subject":
            yield KIND_NAMES["limit"], limit.start, limit.end, limit.kind.replace("_", " ")
    shown = {kind: set(spans) for kind, spans in spans_by_layer(assessment).items()}
    for cue in notes.cues:
        kind = kind_of_cue(cue)
        if kind is not None and (cue.start, cue.end) in shown[kind]:
            yield KIND_NAMES[kind], cue.start, cue.end, one_line(cue.category.replace("_", " "), limit=60)


def _sentences(assessment: Assessment) -> list[Span]:
    if assessment.article is None:
        return []
    parts = assessment.annotations.sentences or lay_out_blocks(assessment.article)
    return sorted((part.start, part.end) for part in parts)
