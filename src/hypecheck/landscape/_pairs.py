"""Assessments go in one by one; who says what of each pair of agent and outcome, and on what evidence, comes out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hypecheck.landscape._context import Context
from hypecheck.landscape._names import Names, load_names
from hypecheck.records import Annotations, Assessment, Band, Certainty, Claim, Magnitude, Strength, Voice

__all__ = ["CLAIMS_SCHEMA", "Comparison", "Landscape", "LandscapeBuilder", "PageNote", "Pair", "Saying", "Study"]

CLAIMS_SCHEMA = "hypecheck/claims/1"

_FOR = ("asserted", "hedged")
_BRINGS = re.compile(r"(?i)\b(?:caus|induc|trigger|provok|lead|led to|produc|result|risk factor)")
_RAISES = re.compile(r"(?i)\b(?:increas|rais|higher|great)")
_RISK = re.compile(r"(?i)\b(?:risk|odds|chances?|likelihood)\b")
_STUDY_TOLD = re.compile(r"(?i)\b(?:stud(?:y|ies)|trials?|research|researchers|scientists)\b")
# After the disclaimer that 21 CFR 101.93 prescribes for supplements, and its many variants.
_SMALL_PRINT = re.compile(
    r"(?i)(?:\bnot|n['’]t|\bnothing)\b[^.]{0,40}\b(?:intended|meant|designed|claims?)\b[^.]{0,30}\b(?:diagnose|treat|cure|prevent)"
    r"|\bdo(?:es)? not (?:claim to )?(?:diagnose|treat),? "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What a claim leans on. ``source``: a citation that leads somewhere, one that dangles, or a study only told of."""

    source: Literal["cited", "dangling", "told"]
    text: str = ""
    study_type: str | None = None
    sample_size: int | None = None
    duration: str | None = None
    year: int | None = None
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNote:
    """The page that says something: enough to name it and find it again."""

    id: str
    source: str
    line: int | None
    url: str | None
    title: str | None
    status: Literal["assessed", "abstained", "failed"]
    band: Band | None
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One claim of one page (``page`` is its index), as written and as read.

    ``inferred`` names the sides that were read from the context: "it", "their frequency".
    """

    page: int
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
    studies: tuple[Study, ...] = ()
    inferred: tuple[Literal["agent", "outcome"], ...] = ()

    @property
    def brings(self) -> bool:
        """Whether the agent is said to bring the outcome about ("causes"), not to act on it ("eases", "raises")."""
        raised = _RAISES.search(self.relation) and _RISK.search(f"{self.relation} {self.outcome}")
        return bool(_BRINGS.search(self.relation) or raised)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An agent, an outcome and all that is said of them, in input order. ``agent`` is "" where none is named."""

    agent: str
    outcome: str
    sayings: tuple[Saying, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        """The indices of the pages that speak of the pair, in input order."""
        return tuple(dict.fromkeys(saying.page for saying in self.sayings))

    @property
    def contested(self) -> bool:
        """Whether one page claims an effect, firmly or not, and another denies the same; never without an agent.

        That zinc causes cancer and that it does not prevent cancer go well together.
        """
        if not self.agent:
            return False
        claiming = {(saying.page, saying.brings) for saying in self.sayings if saying.certainty in _FOR}
        denying = {(saying.page, saying.brings) for saying in self.sayings if saying.certainty == "negated"}
        return any(one[0] != other[0] and one[1] == other[1] for one in claiming for other in denying)

    def count(self, certainty: Certainty) -> int:
        """Return how many pages say it with this certainty; a page that does both counts for both."""
        return len({saying.page for saying in self.sayings if saying.certainty == certainty})

    def to_dict(self, pages: tuple[PageNote, ...]) -> dict[str, Any]:
        """Return one JSON object of the schema ``hypecheck/claims/1``."""
        return {
            "schema": CLAIMS_SCHEMA,
            "agent": self.agent,
            "outcome": self.outcome,
            "pages": len(self.pages),
            "contested": self.contested,
            "certainty": {
                "asserted": self.count("asserted"),
                "hedged": self.count("hedged"),
                "negated": self.count("negated"),
                "questioned": self.count("questioned"),
            },
            "claims": [_saying_dict(saying, pages[saying.page]) for saying in self.sayings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Landscape:
    """All pairs of a batch, those that most pages speak of first, and the pages they come from.

    ``pages`` holds every page, also those without a claim or that failed.
    """

    pages: tuple[PageNote, ...] = ()
    pairs: tuple[Pair, ...] = ()

    def spoken_of_by(self, at_least: int) -> Landscape:
        """Return the landscape of the pairs that so many pages speak of."""
        return Landscape(pages=self.pages, pairs=tuple(pair for pair in self.pairs if len(pair.pages) >= at_least))


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two pages side by side: the pairs both speak of and those that only one does."""

    left: Assessment
    right: Assessment
    shared: tuple[Pair, ...]
    only_left: tuple[Pair, ...]
    only_right: tuple[Pair, ...]

    @classmethod
    def of(cls, left: Assessment, right: Assessment) -> Comparison:
        """Compare two assessments; a failed one has no claims."""
        builder = LandscapeBuilder()
        builder.add(left)
        builder.add(right)
        pairs = builder.build().pairs
        return cls(
            left=left,
            right=right,
            shared=tuple(pair for pair in pairs if len(pair.pages) == 2),
            only_left=tuple(pair for pair in pairs if pair.pages == (0,)),
            only_right=tuple(pair for pair in pairs if pair.pages == (1,)),
        )


class LandscapeBuilder:
    """Takes assessments one at a time and keeps of each only its claims: a batch may be long."""

    def __init__(self, *, agents: Names | None = None, outcomes: Names | None = None) -> None:
        self._agents = agents or load_names("agent")
        self._outcomes = outcomes or load_names("outcome")
        self._pages: list[PageNote] = []
        self._sayings: dict[tuple[str, str], list[Saying]] = defaultdict(list)
        self._labels: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)  # by side and key

    def add(self, assessment: Assessment) -> None:
        """Take one page. A page that failed is counted and has no claims."""
        article = assessment.article
        self._pages.append(_note_page(assessment))
        if article is None or not assessment.annotations.claims:
            return
        notes = assessment.annotations
        context = Context(article, notes, agents=self._agents, outcomes=self._outcomes)
        for claim in _claims_of_effect(notes):
            agent, agent_inferred = context.agent_of(claim)
            outcome, outcome_inferred = context.outcome_of(claim)
            if not outcome.key:
                continue  # "improves symptoms", and nothing tells of what
            inferred: list[Literal["agent", "outcome"]] = []
            if agent_inferred:
                inferred.append("agent")
            if outcome_inferred:
                inferred.append("outcome")
            self._labels["agent", agent.key][agent.label] += 1
            self._labels["outcome", outcome.key][outcome.label] += 1
            saying = _read_saying(claim, notes, page=len(self._pages) - 1, inferred=tuple(inferred))
            self._sayings[agent.key, outcome.key].append(saying)

    def build(self) -> Landscape:
        """Return the landscape of all pages so far; no pages give an empty one.

        Pairs stand by the number of their pages, contested ones first, then by the number of claims; pairs whose
        agent is not named stand last.
        """
        pairs = [
            Pair(agent=self._label("agent", agent), outcome=self._label("outcome", outcome), sayings=tuple(sayings))
            for (agent, outcome), sayings in self._sayings.items()
        ]
        pairs.sort(key=_rank)
        return Landscape(pages=tuple(self._pages), pairs=tuple(pairs))

    def _label(self, side: str, key: str) -> str:
        """Return the label most often met; of equals the shortest, then the first in the alphabet."""
        labels = self._labels[side, key]
        return min(labels, key=lambda label: (-labels[label], len(label), label)) if labels else ""


def _rank(pair: Pair) -> tuple[bool, int, bool, int, str, str]:
    return (
        not pair.agent,
        -len(pair.pages),
        not pair.contested,
        -len(pair.sayings),
        pair.agent.lower(),
        pair.outcome.lower(),
    )


def _claims_of_effect(notes: Annotations) -> Iterator[Claim]:
    """Yield the claims but those of small print: "not intended to treat any disease" denies no effect."""
    printed = [(cue.start, cue.end) for cue in notes.cues if cue.category == "disclosure"]
    for claim in notes.claims:
        in_print = any(claim.start < end and start < claim.end for start, end in printed)
        if not in_print and not _SMALL_PRINT.search(claim.text):
            yield claim


def _note_page(assessment: Assessment) -> PageNote:
    article = assessment.article
    return PageNote(
        id=assessment.input.id,
        source=assessment.input.source,
        line=assessment.input.line,
        url=assessment.input.url or (article.url if article else None),
        title=article.title if article else None,
        status=assessment.status,
        band=assessment.band,
        score=assessment.score,
    )


def _read_saying(
    claim: Claim, notes: Annotations, *, page: int, inferred: tuple[Literal["agent", "outcome"], ...]
) -> Saying:
    return Saying(
        page=page,
        text=claim.text,
        start=claim.start,
        end=claim.end,
        agent=claim.agent,
        relation=claim.relation,
        outcome=claim.outcome,
        certainty=claim.certainty,
        voice=claim.voice,
        strength=claim.strength,
        magnitude=claim.magnitude,
        studies=tuple(_read_studies(claim, notes)),
        inferred=inferred,
    )


def _read_studies(claim: Claim, notes: Annotations) -> Iterable[Study]:
    """Yield what the claim's markers stand for, else the study that its sentence tells of without citing it."""
    for index in claim.citations:
        marker = notes.citations[index]
        entry = marker if marker.entry is None else notes.citations[marker.entry]
        yield Study(
            source="cited" if marker.resolved else "dangling",
            text=entry.text,
            study_type=marker.study_type,
            sample_size=marker.sample_size,
            duration=marker.duration,
            year=marker.year,
            identifiers={**entry.identifiers, **marker.identifiers},
        )
    if not claim.citations:
        from hypecheck.annotate import read_evidence  # loads spaCy, as whoever made the claim has done

        told = read_evidence(claim.text)
        if told or _STUDY_TOLD.search(claim.text):
            yield Study(source="told", study_type=told.study_type, sample_size=told.sample_size, duration=told.duration)


def _saying_dict(saying: Saying, page: PageNote) -> dict[str, Any]:
    size = saying.magnitude
    return {
        "page": {
            "id": page.id,
            "source": page.source,
            "line": page.line,
            "url": page.url,
            "title": page.title,
            "status": page.status,
            "band": page.band,
            "score": None if page.score is None else round(page.score, 4),
        },
        "text": saying.text,
        "start": saying.start,
        "end": saying.end,
        "agent": saying.agent,
        "relation": saying.relation,
        "outcome": saying.outcome,
        "inferred": list(saying.inferred),
        "certainty": saying.certainty,
        "voice": saying.voice,
        "strength": saying.strength,
        "magnitude": None if size is None else {"text": size.text, "value": size.value, "unit": size.unit},
        "studies": [
            {
                "source": study.source,
                "text": study.text,
                "study_type": study.study_type,
                "sample_size": study.sample_size,
                "duration": study.duration,
                "year": study.year,
                "identifiers": dict(study.identifiers),
            }
            for study in saying.studies
        ],
    }
