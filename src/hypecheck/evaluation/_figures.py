"""A model and labelled pages go in; its figures, its figures by kind of page and its worst cases come out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hypecheck.errors import DataError
from hypecheck.framing import BANDS, MODEL_FEATURES, FramingModel, target_of
from hypecheck.records import Framing, Reason
from hypecheck.training import LabelledPage, Rated, measure

__all__ = [
    "BANDS",
    "FIGURES",
    "Case",
    "Evaluation",
    "Failure",
    "Figure",
    "Kind",
    "evaluate_pages",
    "figure_text",
]

Vector = npt.NDArray[np.float64]
_WORST = 20
_REASONS = 3
_FEATURE = {feature.name: feature for feature in MODEL_FEATURES}
_FAILURE_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of ``training.measure``: its key, its name for people, and whether less of it is better."""

    key: str
    words: str
    less_is_better: bool = False


FIGURES = (
    Figure("auc", "AUC, commercial against balanced"),
    Figure("spearman", "Spearman with the labelled score"),
    Figure("macro_f1", "macro-F1 over the three bands"),
    Figure("ece", "calibration error (ECE, 10 bins)", less_is_better=True),
    Figure("ece_graded", "the same with mixed pages, against the label's chance", less_is_better=True),
    Figure("accuracy_at_80_percent", "accuracy at 80 % coverage"),
    Figure("pairs_in_order", "matched pairs in order"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A scored page: ``labelled`` is its guideline score, 0 to 100; ``reasons`` say what misled the model."""

    id: str
    kind: str
    group: str
    label: str
    labelled: float
    band: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of page: mean guideline score (0 to 100), mean model score (0 to 1), and how its bands fell."""

    kind: str
    pages: int
    labelled: float
    score: float
    in_band: int
    too_high: int
    too_low: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A way to go wrong: pages of one label that got another band, their kinds, what misled the model."""

    label: str
    band: str
    pages: int
    of: int
    kinds: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that is measured of one model on one set of pages, which it ``rated``.

    ``judged`` is the share of pages whose band was chosen among several (``records.Judgement``).
    """

    model: str
    figures: dict[str, Any]
    kinds: tuple[Kind, ...]
    worst: tuple[Case, ...]
    failures: tuple[Failure, ...]
    thresholds: tuple[float, float]
    known_groups: tuple[str, ...]
    pages: tuple[LabelledPage, ...]
    rated: Rated
    judged: float

    @property
    def labels(self) -> npt.NDArray[np.str_]:
        """The pages' labels."""
        return np.array([page.label for page in self.pages])

    @property
    def scores(self) -> Vector:
        """The scores the model gives the pages, 0 to 1."""
        return self.rated.scores

    def to_dict(self) -> dict[str, Any]:
        """Return what JSON can hold: everything but the pages themselves."""
        return {
            "model": self.model,
            "figures": self.figures,
            "thresholds": {"balanced_below": self.thresholds[0], "commercial_above": self.thresholds[1]},
            "groups_trained_on": list(self.known_groups),
            "kinds": [asdict(kind) for kind in self.kinds],
            "failures": [asdict(failure) for failure in self.failures],
            "worst": [asdict(case) for case in self.worst],
        }


def evaluate_pages(model: FramingModel, pages: Sequence[LabelledPage], *, seed: int = 0) -> Evaluation:
    """Score every page and measure. Raises ``DataError`` when there is no page."""
    if not pages:
        raise DataError("Got no pages; at least one labelled page is needed to measure.")
    classifier = model.classifier
    thresholds = (classifier.balanced_below_, classifier.commercial_above_)
    assessed = [model.assess(page.reading.article, page.reading.annotations) for page in pages]
    usual = _mean_contributions([reasons for _, reasons in assessed])
    cases = [_case(page, *found, usual) for page, found in zip(pages, assessed, strict=True)]
    rated = Rated(
        scores=np.array([framing.score for framing, _ in assessed]),
        bands=np.array([framing.band for framing, _ in assessed]),
    )
    worst = sorted(cases, key=lambda case: -abs(_lean(case)))[:_WORST]
    learnt = set(model.manifest.get("data", {}).get("groups", ()))
    return Evaluation(
        model=model.version,
        figures=measure(pages, rated, seed=seed),
        kinds=tuple(_kinds(cases)),
        worst=tuple(worst),
        failures=tuple(_failures(cases)),
        thresholds=thresholds,
        known_groups=tuple(sorted(learnt & {page.group for page in pages})),
        pages=tuple(pages),
        rated=rated,
        judged=float(np.mean([framing.judgement is not None for framing, _ in assessed])),
    )


def figure_text(figure: Any) -> tuple[str, str]:
    """Return a figure of ``measure`` and its 95 % interval as text; "-" and "" where there is none.

    >>> figure_text({"value": 0.98123, "low": 0.96, "high": 0.99})
    ('0.981', '0.960 to 0.990')
    """
    if figure is None:
        return "-", ""
    if not isinstance(figure, dict):
        return f"{figure:.3f}", ""
    value = figure.get("value", figure.get("share"))
    low, high = figure.get("low"), figure.get("high")
    interval = "" if low is None or high is None else f"{low:.3f} to {high:.3f}"
    if value is not None and figure.get("pairs") is not None:
        interval = ", ".join(filter(None, [interval, f"{figure['pairs']} pairs"]))
    return ("-", "") if value is None else (f"{value:.3f}", interval)


def _mean_contributions(pages: Sequence[Sequence[Reason]]) -> dict[str, float]:
    """Return what each feature contributes to a page of this set on average."""
    sums: defaultdict[str, float] = defaultdict(float)
    for reasons in pages:
        for reason in reasons:
            sums[reason.feature] += reason.contribution
    return {name: total / len(pages) for name, total in sums.items()}


def _case(page: LabelledPage, framing: Framing, reasons: Sequence[Reason], usual: Mapping[str, float]) -> Case:
    """Tell what misled the model: what pushed this page the wrong way more than it pushes the others."""
    way = 1 if framing.score > target_of(page.score) else -1
    here = {reason.feature: reason for reason in reasons}
    given = {name: here[name].contribution if name in here else 0.0 for name in usual}
    push = {name: way * (given[name] - mean) for name, mean in usual.items()}
    misleading = sorted((name for name in push if push[name] > 0), key=lambda name: -push[name])[:_REASONS]
    return Case(
        id=page.id,
        kind=page.kind,
        group=page.group,
        label=page.label,
        labelled=page.score,
        band=framing.band,
        score=round(framing.score, 4),
        # a page is misjudged for what it lacks as well: a product page without a price
        reasons=tuple(
            here[name].text if way * given[name] > 0 else f"Less than usual: {_usual_sentence(name, usual[name])}"
            for name in misleading
        ),
    )


def _usual_sentence(name: str, contribution: float) -> str:
    """Return the sentence of what a feature says on most pages, from what it contributes there."""
    feature = _FEATURE[name]
    return feature.opposite if contribution * feature.sign < 0 and feature.opposite else feature.explanation


def _lean(case: Case) -> float:
    """Return how far the model went above (or, negative, below) the chance that the label stands for."""
    return case.score - target_of(case.labelled)


def _kinds(cases: Iterable[Case]) -> list[Kind]:
    by_kind: dict[str, list[Case]] = {}
    for case in cases:
        by_kind.setdefault(case.kind or "(no kind)", []).append(case)
    rows = [
        Kind(
            kind=name,
            pages=len(members),
            labelled=round(sum(case.labelled for case in members) / len(members), 1),
            score=round(sum(case.score for case in members) / len(members), 3),
            in_band=sum(_rank(case.band) == _rank(case.label) for case in members),
            too_high=sum(_rank(case.band) > _rank(case.label) for case in members),
            too_low=sum(_rank(case.band) < _rank(case.label) for case in members),
        )
        for name, members in by_kind.items()
    ]
    return sorted(rows, key=lambda row: (row.labelled, row.kind))


def _failures(cases: Sequence[Case]) -> list[Failure]:
    """Group the pages in a wrong band by what they are and what they got, the commonest first."""
    wrong: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        if case.band != case.label:
            wrong.setdefault((case.label, case.band), []).append(case)
    rows = [
        Failure(
            label=label,
            band=band,
            pages=len(members),
            of=sum(case.label == label for case in cases),
            kinds=tuple(Counter(case.kind or "(no kind)" for case in members).most_common(_FAILURE_EXAMPLES)),
            reasons=tuple(Counter(text for case in members for text in case.reasons).most_common(_FAILURE_EXAMPLES)),
        )
        for (label, band), members in wrong.items()
    ]
    return sorted(rows, key=lambda row: (-row.pages, row.label, row.band))


def _rank(band: str) -> int:
    return BANDS.index(band)
