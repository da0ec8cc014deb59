"""Labelled pages go in, a model's folder comes out: the model, its figures beside its rivals', a card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hypecheck.errors import OutputError, SettingsError
from hypecheck.evaluation._ablation import ablate
from hypecheck.evaluation._baselines import BASELINES, Baseline
from hypecheck.evaluation._card import write_card, write_metrics
from hypecheck.evaluation._compare import ModelScorer, Scorer, compare
from hypecheck.evaluation._figures import BANDS, Evaluation, evaluate_pages
from hypecheck.evaluation._plots import check_plotting, draw_plots
from hypecheck.evaluation._splits import Splits, split_pages
from hypecheck.framing import FramingModel, target_of
from hypecheck.lexicon import load_lexicon
from hypecheck.training import LabelledPage, Rated, fit_classifier, measure, save_model

__all__ = ["make_model"]

# A slice of fewer pages says nothing.
_MIN_SLICE = 15
_LONG_WORDS = 800


def make_model(
    pages: Sequence[LabelledPage],
    *,
    out: Path,
    sources: Sequence[str],
    splits: Splits | None = None,
    seed: int = 0,
    reviews: Sequence[LabelledPage] = (),
    progress: Callable[[str], None],
) -> FramingModel:
    """Train on the pages whose topics are not left out, measure on the others, write all of it into ``out``.

    ``sources`` name the data in the card; ``reviews`` are pages that people decided, to be learnt from as well. Raises
    ``DataError`` when the pages are too few or too alike to train on.
    """
    train, test = split_pages(pages, splits)
    own = {"reviews": sorted(page.digest for page in reviews)} if reviews else {}
    train = [*train, *reviews]
    progress(f"training on {_count(train)}; measuring on {_count(test)} left out")
    classifier = fit_classifier(train, seed=seed)
    data = {"sources": list(sources), "pages": len(train), "groups": _groups_as_read(pages, test)} | own
    try:
        save_model(classifier, out, name=out.resolve().name, lexicon=load_lexicon().version, data=data, seed=seed)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror}. Give --out another folder.") from error
    model = FramingModel.load(out)
    progress(f"wrote the model into {out}; fitting the simpler models to compare it with")

    scorers: dict[str, Scorer] = {"hypecheck": ModelScorer(classifier)}
    scorers |= {name: Baseline(fit, train) for name, fit in BASELINES.items()}
    sets = [compare(scorers, test, name="test", words="Pages of topics left out of the training", seed=seed)]
    rendered = [page for page in test if page.part == "rendered"]
    if rendered and len(rendered) < len(test):
        words = "Of these, real pages told again in other words"
        sets.append(compare(scorers, rendered, name="rendered", words=words, seed=seed))
    progress("leaving out one family of features at a time")
    ablation = ablate(train, seed=seed)
    evaluation = evaluate_pages(model, test, seed=seed)
    write_metrics(
        out,
        {
            "data": {"sources": list(sources)} | _describe_parts(train, test),
            "sets": sets,
            "ablation": ablation,
            "bands": _worth_of_judging(evaluation),
            "slices": _slices(evaluation, seed=seed),
        }
        | {key: value for key, value in evaluation.to_dict().items() if key in ("kinds", "failures", "worst")},
    )
    _draw(evaluation, out / "plots", progress)
    write_card(out)
    progress(f"wrote the figures into {out / 'metrics.json'} and the card into {out / 'card.md'}")
    return model


def _count(pages: Sequence[LabelledPage]) -> str:
    return f"{len(pages)} pages of {len({page.group for page in pages})} topics or sites"


def _groups_as_read(pages: Sequence[LabelledPage], test: Sequence[LabelledPage]) -> list[str]:
    return sorted({page.group for page in pages} - {page.group for page in test})


def _describe_parts(train: Sequence[LabelledPage], test: Sequence[LabelledPage]) -> dict[str, Any]:
    general = [page for page in train if page.is_general]
    parts = {"train": _describe([page for page in train if not page.is_general]), "test": _describe(test)}
    return parts | ({"general": _describe(general)} if general else {})


def _describe(pages: Sequence[LabelledPage]) -> dict[str, Any]:
    labels = Counter(page.label for page in pages)
    return {
        "pages": len(pages),
        "groups": len({page.group for page in pages}),
        "labels": {band: labels[band] for band in BANDS},
        "kinds": dict(sorted(Counter(page.kind for page in pages if page.kind).items())),
        "parts": dict(sorted(Counter(page.part for page in pages if page.part).items())),
        "html": sum(page.reading.article.signals.has_html for page in pages),
        "words": sum(page.reading.article.word_count for page in pages),
    }


def _worth_of_judging(evaluation: Evaluation) -> dict[str, float]:
    """Return how many pages were judged, and macro-F1 with and without it."""
    by_score = Rated.by_thresholds(evaluation.scores, evaluation.thresholds)
    return {
        "judged": round(evaluation.judged, 4),
        "macro_f1": evaluation.figures["macro_f1"],
        "macro_f1_by_score": measure(evaluation.pages, by_score)["macro_f1"],
    }


def _slices(evaluation: Evaluation, *, seed: int) -> list[dict[str, Any]]:
    """Return figures for parts of the pages a bias might follow; ``lean`` is mean score minus label."""
    asked: Mapping[str, Callable[[LabelledPage], bool]] = {
        "whole HTML pages": lambda page: page.reading.article.signals.has_html,
        "plain texts": lambda page: not page.reading.article.signals.has_html,
        f"under {_LONG_WORDS} words": lambda page: page.reading.article.word_count < _LONG_WORDS,
        f"{_LONG_WORDS} words and more": lambda page: page.reading.article.word_count >= _LONG_WORDS,
        "with references": lambda page: any(c.kind == "entry" for c in page.reading.annotations.citations),
        "without references": lambda page: not any(c.kind == "entry" for c in page.reading.annotations.citations),
    }
    rows = []
    for name, belongs in asked.items():
        chosen = [index for index, page in enumerate(evaluation.pages) if belongs(page)]
        if len(chosen) < _MIN_SLICE:
            continue
        members = [evaluation.pages[index] for index in chosen]
        rated = Rated(scores=evaluation.scores[chosen], bands=evaluation.rated.bands[chosen])
        figures = measure(members, rated, seed=seed)
        lean = float(np.mean(rated.scores - [target_of(page.score) for page in members]))
        rows.append(
            {
                "slice": name,
                "pages": len(members),
                "auc": figures["auc"],
                "spearman": figures["spearman"],
                "macro_f1": figures["macro_f1"],
                "lean": round(lean, 3),
            }
        )
    return rows


def _draw(evaluation: Evaluation, folder: Path, progress: Callable[[str], None]) -> None:
    try:
        check_plotting()
    except SettingsError as error:
        progress(f"no pictures: {error}")
        return
    draw_plots(evaluation, folder)
