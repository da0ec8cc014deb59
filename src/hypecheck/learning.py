"""Decided pages go in; pages to train on come out, and how a model does before and after it learnt from them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from hypecheck.annotate import Annotator
from hypecheck.clean import article_from_text
from hypecheck.framing import FramingModel, PageReading
from hypecheck.records import Article, Reviewed
from hypecheck.training import BAND_SCORES, LabelledPage, Rated, cross_validate, measure, rate_pages

__all__ = ["BEFORE_AFTER_SCHEMA", "Learnt", "compare_before_after", "pages_of_reviews"]

BEFORE_AFTER_SCHEMA = "hypecheck-before-after/1"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """Pages to train on, and how many decided ones are not, by why."""

    pages: tuple[LabelledPage, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)


def pages_of_reviews(
    reviewed: Iterable[Reviewed],
    *,
    without: Iterable[LabelledPage] = (),
    annotator: Annotator | None = None,
    settle: Callable[[str], None] | None = None,
) -> Learnt:
    """Return the decided pages as labelled ones: the decision is the label, the site is the group.

    Left out are pages of which readers disagree, what is no article, texts that were not kept, one text decided
    twice, repeats on near duplicates, and texts of ``without``: pages to measure on are never learnt from. ``settle``
    is told of each page once it is read.
    """
    annotator = annotator or Annotator()
    settle = settle or logger.debug
    seen = {page.reading.article.sha256: "among the pages to measure on" for page in without}
    left_out: Counter[str] = Counter()
    pages = []
    for each in reviewed:
        article = each.assessment.article
        why = _why_not(each, seen)
        if article is None or why is not None:
            left_out[why or "without a text"] += 1
            continue
        seen[article.sha256] = "decided under another address too"
        pages.append(_labelled(each, article, annotator))
        settle(f"read {pages[-1].id}")
    return Learnt(pages=tuple(pages), left_out=dict(sorted(left_out.items())))


def _why_not(reviewed: Reviewed, seen: Mapping[str, str]) -> str | None:
    """Return why a page teaches nothing, or None."""
    article = reviewed.assessment.article
    if reviewed.disagreement:
        return "in disagreement"
    if reviewed.decision not in BAND_SCORES:
        return "not an article"
    if article is None or not article.text.strip():
        return "without a text"
    if all(review.applied_from is not None for review in reviewed.reviews):
        return "a near duplicate of a decided page"
    return seen.get(article.sha256)


def _labelled(reviewed: Reviewed, article: Article, annotator: Annotator) -> LabelledPage:
    if not article.blocks:  # an imported record says no more of its text than the text itself
        article = article_from_text(article.text, title=article.title, url=article.final_url or article.url)
    site = article.site or article.final_url or article.url or article.sha256
    return LabelledPage(
        id=reviewed.assessment.input.id,
        reading=PageReading(article=article, annotations=annotator.annotate(article)),
        score=BAND_SCORES[reviewed.decision],
        label=reviewed.decision,
        group=f"site {site}",
        part="reviews",
    )


def compare_before_after(
    before: FramingModel | None,
    after: FramingModel,
    *,
    train: Sequence[LabelledPage],
    test: Sequence[LabelledPage],
    learnt: Learnt,
    seed: int = 0,
) -> dict[str, Any]:
    """Return the figures of two models on the frozen test pages and on the reviews.

    The model after was fitted to the reviews, so that there it is measured by others like it, each of which saw no
    page of the site it scores. Reviews that the model before learnt from are left out: it would know them by heart.
    ``before`` is None where the model in use cannot be loaded any more, as after an upgrade; it then has no figures.
    """
    known = set() if before is None else set(before.manifest.get("data", {}).get("reviews", ()))
    fresh = [page for page in learnt.pages if page.digest not in known]
    sets = [
        _compare(
            "test",
            "Pages of topics left out of every training",
            test,
            {"before": _rated(before, test), "after": _rated(after, test)},
            seed=seed,
        )
    ]
    if len({page.group for page in fresh}) > 1:
        rest = [page for page in learnt.pages if page.digest in known]
        unseen = cross_validate(fresh, seed=seed, also=[*train, *rest])
        words = "Pages that people decided, each scored by a model that saw none of its site"
        sets.append(_compare("reviews", words, fresh, {"before": _rated(before, fresh), "after": unseen}, seed=seed))
    return {
        "schema": BEFORE_AFTER_SCHEMA,
        "before": None if before is None else {"version": before.version, "sha256": before.sha256},
        "after": {"version": after.version, "sha256": after.sha256},
        "learnt_from": len(learnt.pages),
        "left_out": dict(learnt.left_out),
        "sets": sets,
    }


def _rated(model: FramingModel | None, pages: Sequence[LabelledPage]) -> Rated | None:
    return None if model is None else rate_pages(model.classifier, pages)


def _compare(
    name: str,
    words: str,
    pages: Sequence[LabelledPage],
    rated: Mapping[str, Rated | None],
    *,
    seed: int,
) -> dict[str, Any]:
    rows: dict[str, Any] = {"set": name, "words": words, "pages": len(pages)}
    labels = np.array([page.label for page in pages])
    for which, found in rated.items():
        if found is None:
            rows[which] = {}
            continue
        figures = measure(pages, found, seed=seed)
        rows[which] = {key: figures[key] for key in ("auc", "spearman", "macro_f1", "ece")}
        rows[which]["same_band"] = round(float(np.mean(found.bands == labels)), 4)  # whose band is what people say
    return rows
