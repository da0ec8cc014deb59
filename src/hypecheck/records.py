"""The records that pass between the stages, and the JSON object (schema ``hypecheck/1``) they become.

All are frozen, keyword-only and slotted; change one with ``dataclasses.replace``. Every ``start``/``end`` is
a half-open character range in ``Article.text``, and ``article.text[r.start:r.end] == r.text`` holds for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = [
    "SCHEMA",
    "Abstention",
    "Annotations",
    "Article",
    "Assessment",
    "Block",
    "Citation",
    "Claim",
    "Cue",
    "Failure",
    "Feature",
    "Finding",
    "Framing",
    "InputItem",
    "Judgement",
    "Limit",
    "Link",
    "Magnitude",
    "Mark",
    "Page",
    "PageSignals",
    "Plug",
    "Reason",
    "Review",
    "Reviewed",
    "Sentence",
    "Span",
]

SCHEMA = "hypecheck/1"

Band = Literal["balanced", "mixed", "commercial"]
Certainty = Literal["asserted", "hedged", "negated", "questioned"]
Voice = Literal["author", "reported", "distanced"]
Strength = Literal["causal", "conditional_causal", "correlational", "none"]
Implicit = Literal["heading", "list item", "fragment", "answer"]
LimitKind = Literal["limit", "risk", "null_result", "who_should_not", "weak_evidence"]
Place = Literal["first tenth", "middle", "last tenth"]
AddressKind = Literal["official", "nonprofit", "trade", "shop"]
Decision = Literal["balanced", "mixed", "commercial", "not_an_article", "skip"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputItem:
    """One thing to assess, as a source gave it: an ``html`` page, a ``text``, or a ``url`` to fetch.

    ``html`` is bytes as read from disk or str as found in JSON, with the ``content_type`` that a server gave it
    where that was recorded (WARC). ``line`` counts the lines of a list or the records of a WARC file. ``failure``
    is set when the item could not even be read (a broken JSONL line, a missing file): such an item still becomes
    one record.
    """

    id: str
    source: str
    line: int | None = None
    url: str | None = None
    html: bytes | str | None = None
    text: str | None = None
    content_type: str | None = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as fetched or read: raw ``html`` (bytes with an unknown character set, or text).

    ``is_unchanged`` says that a page cache knows it, and knows that it was read to the end as it is.
    """

    html: bytes | str
    url: str | None = None
    final_url: str | None = None
    content_type: str | None = None
    is_unchanged: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)  # of the reply, names in lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph-level piece of the article text."""

    kind: Literal["title", "heading", "paragraph", "item", "quote", "table"]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in the article text: its words, where it points (absolute where known), its ``rel`` words."""

    start: int
    end: int
    target: str
    rel: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSignals:
    """What a page's HTML and address say that its text does not. For plain text ``has_html`` is False."""

    has_html: bool = False
    address_kind: AddressKind | None = None  # public body or journal, association, firm of the trade, shop's shelf
    schema_types: tuple[str, ...] = ()  # schema.org types, in page order, without repeats: ("Product", "Offer")
    og_type: str | None = None
    price_count: int = 0  # prices on short lines or offers of the whole page
    cart_link_count: int = 0  # links and buttons to cart, basket, checkout, "buy now"
    booking_link_count: int = 0  # links and buttons to book, schedule, request a consultation
    sponsored_link_count: int = 0  # rel=sponsored
    nofollow_link_count: int = 0
    affiliate_link_count: int = 0  # links with affiliate parameters or through affiliate networks
    outbound_link_count: int = 0  # links to other sites
    reference_link_count: int = 0  # links to PubMed, DOI, journals, government and university sites
    newsletter_form_count: int = 0
    disclosures: tuple[str, ...] = ()  # "we may earn a commission", "not evaluated by the FDA", ...
    selling_asides: tuple[str, ...] = ()  # lines that sell outside the article: "Free delivery over £30", "Basket (0)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """Why an article was not scored: a documented code and one plain sentence."""

    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The article read out of a page. ``obstacle`` is set when it is none (a login page, a link list).

    ``is_cut`` says that it is longer than ``Settings.max_words``, and that this is only its beginning.
    """

    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()
    signals: PageSignals = field(default_factory=PageSignals)
    url: str | None = None
    final_url: str | None = None
    title: str | None = None
    author: str | None = None
    site: str | None = None
    published: str | None = None
    language: str | None = None
    word_count: int = 0
    is_cut: bool = False
    sha256: str = ""
    obstacle: Abstention | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence: its range, the index of its block, its tokens, the heading above it."""

    start: int
    end: int
    block: int
    token_count: int
    section: str = ""  # nearest heading above, "" before the first
    role: Literal["body", "heading", "reference", "furniture"] = "body"
    wording: str = ""  # the sentence with agents, outcomes, names and numbers masked; "" for reference entries


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A lexicon hit: ``category`` and ``entry`` name the rule that fired."""

    category: str
    entry: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Magnitude:
    """A number given to an effect: "up to 8 times" is value 8, unit "times", bound "up to".

    ``comparator`` is who or what it is set against ("placebo"), ``baseline`` the value it starts from ("from 8 to 5",
    "from baseline") or that the comparator had ("9%" in "21%, against 9% with placebo"); both are None where the
    sentence leaves them open. Of a range ("10 to 15%") ``value`` is the upper end.
    """

    text: str
    value: float
    unit: str
    bound: Literal["up to", "at least"] | None = None
    comparator: str | None = None
    baseline: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A passage that says or implies that ``agent`` acts on a health ``outcome``.

    ``cues`` and ``citations`` are indices into the annotations' tuples. ``conditions`` are the words that say in whom
    or when it holds ("in adults over 65", "in mice"), ``time_to_effect`` how soon. ``implicit`` names the form of a
    claim that no full sentence states: a heading, an item of a list of benefits, a fragment, a question answered at
    once.
    """

    text: str
    start: int
    end: int
    agent: str
    relation: str
    outcome: str
    certainty: Certainty
    voice: Voice
    strength: Strength
    magnitude: Magnitude | None = None
    cues: tuple[int, ...] = ()
    citations: tuple[int, ...] = ()
    agent_span: Span | None = None
    outcome_span: Span | None = None
    conditions: tuple[str, ...] = ()
    time_to_effect: str | None = None
    implicit: Implicit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plug:
    """A passage that points the reader to something to buy, book, order or try.

    ``section`` is the heading above it, "" before the first; ``place`` where in the article it stands.
    """

    kind: str
    text: str
    start: int
    end: int
    target: str | None = None
    section: str = ""
    place: Place = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A sentence that states a risk or a limit, and of what: the article's ``subject``, or a ``rival`` to it."""

    kind: LimitKind
    of: Literal["subject", "rival"]
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An in-text marker or a reference-list entry.

    For a marker, ``resolved`` says whether an entry (``entry``, an index) stands behind it, or an identifier or
    link of its own; a marker that is not resolved is dangling. For an entry, ``resolved`` says whether some
    marker points to it. ``sample_size`` and ``duration`` ("8 weeks") are those stated, in the entry or where the
    text tells of it.
    """

    text: str
    start: int
    end: int
    kind: Literal["marker", "entry"] = "entry"
    identifiers: Mapping[str, str] = field(default_factory=dict)  # keys: doi pmid pmcid nct url
    year: int | None = None
    study_type: str | None = None
    resolved: bool = False
    entry: int | None = None
    style: Literal["numbered", "superscript", "author_year", "identifier", "link"] | None = None  # of a marker
    sample_size: int | None = None
    duration: str | None = None
    malformed: tuple[str, ...] = ()  # identifiers as written whose form is wrong: "NCT0123456"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A passage that a regulation table speaks of; never a statement that a claim is true or false."""

    rule: str
    severity: str
    jurisdiction: str
    text: str
    start: int
    end: int
    message: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """Everything read from an article's sentences."""

    sentences: tuple[Sentence, ...] = ()
    cues: tuple[Cue, ...] = ()
    claims: tuple[Claim, ...] = ()
    plugs: tuple[Plug, ...] = ()
    citations: tuple[Citation, ...] = ()
    limits: tuple[Limit, ...] = ()
    health_terms_per_100_words: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A number the model reads: its name, its family (for the ablation), the sentence of its reason, where it points.

    ``sign`` is 1 where more of it can only speak for selling and -1 where it can only speak for weighing. The model
    keeps to the sign, so that no quirk of the training data can make a guarantee count as balance. ``opposite`` is the
    sentence for a value below zero, ``faint`` that for one from zero to ``faint_below``; empty where there is none.
    """

    name: str
    family: str
    explanation: str
    sign: int
    opposite: str = ""
    faint: str = ""
    faint_below: float = 0.0

    def explain(self, value: float) -> str:
        """Return the sentence that is true of a page with this value."""
        if self.is_faint(value):
            return self.faint
        return self.opposite if value < 0 and self.opposite else self.explanation

    def is_faint(self, value: float) -> bool:
        """Say whether a value is so near to zero that the page hardly has what the feature measures."""
        return bool(self.faint) and 0 <= value < self.faint_below


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One feature's share in the raw score, in one plain sentence, with the spans behind it."""

    feature: str
    value: float
    contribution: float
    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a band was chosen where the score's interval left more than one open: by what stands together on the page.

    ``among`` are the bands left open; ``balanced``, ``mixed`` and ``commercial`` the chances of all three (0 to 1,
    together 1). The band is the likeliest of those open. ``start`` is its chance before anything is known of a page;
    with the contributions of ``reasons`` (the weightiest, either way) and ``rest``, the sum of all others, it makes the
    chance.
    """

    among: tuple[Band, ...]
    balanced: float
    mixed: float
    commercial: float
    start: float
    rest: float
    reasons: tuple[Reason, ...] = ()

    def chance_of(self, band: Band) -> float:
        """Return the chance of a band."""
        return {"balanced": self.balanced, "mixed": self.mixed, "commercial": self.commercial}[band]


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """The score: probability that a careful reader would call the article's framing commercial (0 to 1).

    ``raw_score`` is the sum of contributions before calibration; ``low`` and ``high`` bound the score at the
    level stated in the model's manifest. ``judgement`` is None where that interval lies in one band.
    """

    score: float
    band: Band
    raw_score: float
    low: float
    high: float
    judgement: Judgement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an input gave no assessment: the stage, a code of ``errors.FAILURE_CODES``, one plain sentence."""

    stage: str
    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """All that hypecheck says of one input. Exactly one of framing, abstention and failure is set.

    ``duplicate_of`` is the id of an earlier input of the same run with the same page or the same words.
    """

    input: InputItem
    article: Article | None = None
    annotations: Annotations = field(default_factory=Annotations)
    framing: Framing | None = None
    reasons: tuple[Reason, ...] = ()
    findings: tuple[Finding, ...] = ()
    abstention: Abstention | None = None
    failure: Failure | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    duplicate_of: str | None = None

    @property
    def status(self) -> Literal["assessed", "abstained", "failed"]:
        """Say which of the three ends this input came to."""
        if self.failure is not None:
            return "failed"
        return "assessed" if self.framing is not None else "abstained"

    @property
    def score(self) -> float | None:
        """Return the framing score, 0 to 1, or None where nothing was scored."""
        return None if self.framing is None else self.framing.score

    @property
    def band(self) -> Band | None:
        """Return the band, or None where nothing was scored."""
        return None if self.framing is None else self.framing.band

    def to_dict(self, *, text: bool = True) -> dict[str, Any]:
        """Return the ``hypecheck/1`` JSON object; ``text=False`` leaves ``article.text`` out."""
        notes = self.annotations
        return {
            "schema": SCHEMA,
            "status": self.status,
            "input": {
                "id": self.input.id,
                "source": self.input.source,
                "line": self.input.line,
                "url": self.input.url,
            },
            "duplicate_of": self.duplicate_of,
            "article": None if self.article is None else _article_dict(self.article, text=text),
            "framing": None if self.framing is None else _framing_dict(self.framing),
            "reasons": [_reason_dict(reason) for reason in self.reasons],
            "claims": [_claim_dict(claim, notes) for claim in notes.claims],
            "cues": [_plain_dict(cue) for cue in notes.cues],
            "plugs": [_plain_dict(plug) for plug in notes.plugs],
            "limits": [_plain_dict(limit) for limit in notes.limits],
            "citations": [_citation_dict(citation) for citation in notes.citations],
            "findings": [_plain_dict(finding) for finding in self.findings],
            "abstained_because": None
            if self.abstention is None
            else {"code": self.abstention.code, "detail": self.abstention.detail},
            "error": None
            if self.failure is None
            else {"stage": self.failure.stage, "code": self.failure.code, "detail": self.failure.detail},
            "versions": dict(self.versions),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A span that a moderator marked: one that hypecheck missed, or one of its own that is wrong.

    ``kind`` says of what: a claim, hedge, plug, limitation, finding.
    """

    wrong: bool
    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What one moderator decided about one assessment, which it never changes.

    ``at`` is a time in UTC, ISO 8601; ``reason`` a picked or typed one; ``spent_s`` the seconds it took.
    ``applied_from`` is the review that was applied to a whole cluster of near duplicates; ``settles`` says that
    a lead closed a disagreement.
    """

    id: int
    user: str
    decision: Decision
    at: str
    page_id: int
    assessment_id: int
    reason: str | None = None
    note: str | None = None
    marks: tuple[Mark, ...] = ()
    spent_s: float | None = None
    applied_from: int | None = None
    blind: bool = False
    settles: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """An assessment with the decision that stands and the reviews behind it, oldest first."""

    assessment: Assessment
    decision: Decision
    disagreement: bool
    reviews: tuple[Review, ...]


def _article_dict(article: Article, *, text: bool) -> dict[str, Any]:
    record: dict[str, Any] = {
        "url": article.url,
        "final_url": article.final_url,
        "title": article.title,
        "author": article.author,
        "site": article.site,
        "published": article.published,
        "language": article.language,
        "word_count": article.word_count,
        "is_cut": article.is_cut,
        "sha256": article.sha256,
    }
    if text:
        record["text"] = article.text
    return record


def _framing_dict(framing: Framing) -> dict[str, Any]:
    return {
        "score": round(framing.score, 4),
        "band": framing.band,
        "raw_score": framing.raw_score,
        "low": round(framing.low, 4),
        "high": round(framing.high, 4),
        "judgement": None if framing.judgement is None else _judgement_dict(framing.judgement),
    }


def _judgement_dict(judgement: Judgement) -> dict[str, Any]:
    return {
        "among": list(judgement.among),
        "balanced": judgement.balanced,
        "mixed": judgement.mixed,
        "commercial": judgement.commercial,
        "start": judgement.start,
        "rest": judgement.rest,
        "reasons": [_reason_dict(reason) for reason in judgement.reasons],
    }


def _reason_dict(reason: Reason) -> dict[str, Any]:
    return {
        "feature": reason.feature,
        "value": reason.value,
        "contribution": reason.contribution,
        "text": reason.text,
        "spans": [list(span) for span in reason.spans],
    }


def _claim_dict(claim: Claim, notes: Annotations) -> dict[str, Any]:
    size = claim.magnitude
    return {
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "agent": claim.agent,
        "relation": claim.relation,
        "outcome": claim.outcome,
        "certainty": claim.certainty,
        "voice": claim.voice,
        "strength": claim.strength,
        "magnitude": None
        if size is None
        else {
            "text": size.text,
            "value": size.value,
            "unit": size.unit,
            "bound": size.bound,
            "comparator": size.comparator,
            "baseline": size.baseline,
        },
        "cues": [_plain_dict(notes.cues[index]) for index in claim.cues],
        "citations": list(claim.citations),
        "agent_span": None if claim.agent_span is None else list(claim.agent_span),
        "outcome_span": None if claim.outcome_span is None else list(claim.outcome_span),
        "conditions": list(claim.conditions),
        "time_to_effect": claim.time_to_effect,
        "implicit": claim.implicit,
    }


def _plain_dict(record: Cue | Plug | Limit | Finding) -> dict[str, Any]:
    """A record that holds nothing but words and numbers, by the names and in the order of its fields."""
    return {name: getattr(record, name) for name in record.__slots__}


def _citation_dict(citation: Citation) -> dict[str, Any]:
    return {
        "text": citation.text,
        "start": citation.start,
        "end": citation.end,
        "kind": citation.kind,
        "identifiers": {key: citation.identifiers.get(key) for key in ("doi", "pmid", "pmcid", "nct", "url")},
        "year": citation.year,
        "study_type": citation.study_type,
        "resolved": citation.resolved,
        "entry": citation.entry,
        "style": citation.style,
        "sample_size": citation.sample_size,
        "duration": citation.duration,
        "malformed": list(citation.malformed),
    }
