"""Labelled pages go in; a fitted model in its folder, its figures and its card come out.

Data is a folder with ``labels.jsonl`` files beside the pages (any depth), or a JSONL file whose lines hold the page
themselves (``text`` or ``html``). A line needs ``score`` (0 to 100) or ``label``. Lines whose ``part`` is "general" are
texts that are not about health: they teach how such texts sell, and nothing is measured on them.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import platform
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from hypecheck.annotate import Annotator
from hypecheck.clean import article_from_text, extract_article
from hypecheck.config import VERSION
from hypecheck.errors import DataError, HypecheckError
from hypecheck.framing import (
    FEATURE_NAMES,
    INTERVAL_LEVEL,
    MANIFEST_FILE,
    MODEL_FILE,
    FramingClassifier,
    PageReading,
    target_of,
)
from hypecheck.records import Annotations, Article, Page, PageSignals

__all__ = [
    "BAND_SCORES",
    "LabelledPage",
    "Rated",
    "Vector",
    "cross_validate",
    "fit_classifier",
    "general_texts",
    "load_pages",
    "measure",
    "rate_pages",
    "save_model",
]

logger = logging.getLogger(__name__)

Vector = npt.NDArray[np.float64]
#: The score of a page of which only the band is known.
BAND_SCORES = {"balanced": 5.0, "mixed": 41.5, "commercial": 85.0}
_BOOTSTRAPS = 1000


class ReadsArticles(Protocol):
    """What ``load_pages`` asks of an annotator."""

    def annotate(self, article: Article, /) -> Annotations:
        """Return what is read from an article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPage:
    """A page read, with its label: ``score`` 0 to 100, ``group`` the topic or site it must not be split from."""

    id: str
    reading: PageReading
    score: float
    label: str
    group: str
    kind: str = ""
    part: str = ""
    pair: str | None = None

    @property
    def is_general(self) -> bool:
        """Say whether it is one of the texts that are not about health."""
        return self.part == "general"

    @property
    def digest(self) -> str:
        """What a manifest names the page by: enough to know it again, and nothing of what it says."""
        return self.reading.article.sha256[:16]


def load_pages(
    source: Path, *, annotator: ReadsArticles | None = None, settle: Callable[[str], None] | None = None
) -> list[LabelledPage]:
    """Read every labelled page of a folder or JSONL file, in a fixed order.

    ``settle`` is told of each page that could not be read (it is left out). Raises ``DataError`` when nothing is
    labelled there, or a line lacks a score and a label.
    """
    annotator = annotator or Annotator()
    settle = settle or logger.warning
    pages = []
    for row, content in _labelled_rows(source):
        if row.get("label") == "not_an_article":
            settle(f"{row['id']}: it is no article, so there is nothing to score")
            continue
        try:
            article = _read_article(content, url=row.get("url"))
        except HypecheckError as error:
            settle(f"{row['id']}: {error}")
            continue
        marks = {key: tuple(row[key]) if key in row else None for key in ("plugs", "limits")}
        reading = PageReading(article=article, annotations=annotator.annotate(article), **marks)
        score, label = _score_and_label(row)
        pages.append(
            LabelledPage(
                id=str(row["id"]),
                reading=reading,
                score=score,
                label=label,
                group=str(row.get("topic") or row.get("site") or row.get("group") or row["id"]),
                kind=str(row.get("kind") or ""),
                part=str(row.get("part") or ""),
                pair=row.get("pair"),
            )
        )
    if not pages:
        raise DataError(f"No labelled pages in {source}; expected labels.jsonl files, or JSONL with text or html.")
    return pages


def _read_article(content: bytes | str, *, url: str | None) -> Article:
    if isinstance(content, bytes):
        return extract_article(Page(html=content, url=url))
    return article_from_text(content, url=url)


def _labelled_rows(source: Path) -> Iterator[tuple[dict[str, Any], bytes | str]]:
    if source.is_dir():
        for labels in sorted(source.rglob("labels.jsonl")):
            for row in _json_lines(labels):
                path = labels.parent / str(row.get("file") or f"html/{row['id']}.html")
                yield row, _page_content(path, labels)
    elif source.is_file():
        for row in _json_lines(source):
            if isinstance(row.get("html"), str):
                yield row, row["html"].encode("utf-8", "replace")
            elif isinstance(row.get("text"), str):
                yield row, row["text"]
            else:
                raise DataError(f'{source}: {row.get("id")} has neither "html" nor "text".')
    else:
        raise DataError(f"{source} is not there; expected a folder with labels.jsonl or a JSONL file.")


def _page_content(path: Path, labels: Path) -> bytes | str:
    try:
        return path.read_bytes() if path.suffix == ".html" else path.read_text(encoding="utf-8")
    except OSError as error:
        raise DataError(f"{labels} names {path.name}, which cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8.") from error


def _json_lines(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DataError(f"{path}, line {number}: {error}.") from error
        if not isinstance(row, dict):
            raise DataError(
                f"{path}, line {number}: got a {type(row).__name__}, expected an object with a score or label."
            )
        row.setdefault("id", f"{path.stem}-{number}")
        yield row


def _score_and_label(row: Mapping[str, Any]) -> tuple[float, str]:
    """Return the guideline score and the label; where only one is given, the other follows from it."""
    score, label = row.get("score"), row.get("label")
    if label in BAND_SCORES and score is None:
        return BAND_SCORES[label], label
    if (
        isinstance(score, bool)
        or not isinstance(score, int | float)
        or (label is not None and label not in BAND_SCORES)
    ):
        raise DataError(
            f"{row.get('id')}: got no score 0 to 100 and no label of {', '.join(BAND_SCORES)} "
            f"(score {score!r}, label {label!r})."
        )
    if not 0 <= score <= 100:
        raise DataError(f"{row.get('id')}: got the score {score}; expected 0 to 100.")
    return float(score), label or ("balanced" if score <= 20 else "mixed" if score <= 62 else "commercial")


# ---- fitting ---------------------------------------------------------------------------------------------------


def fit_classifier(pages: Sequence[LabelledPage], *, seed: int = 0) -> FramingClassifier:
    """Fit the classifier; a page with an address or HTML also teaches as bare text, since it may come as either."""
    copies = []
    for page in pages:
        if page.is_general:
            continue
        if page.reading.article.signals == PageSignals():
            copies.append((page, page.reading, 1.0))
        else:
            copies += [(page, page.reading, 0.5), (page, _without_signals(page.reading), 0.5)]
    return FramingClassifier(random_state=seed).fit(
        [reading for _, reading, _ in copies],
        [page.score for page, _, _ in copies],
        groups=[page.group for page, _, _ in copies],
        sample_weight=[weight for _, _, weight in copies],
        general=general_texts(pages),
    )


def general_texts(pages: Sequence[LabelledPage]) -> list[tuple[PageReading, float, str]]:
    """Return the texts that are not about health, as the classifier takes them: each with its score and topic."""
    return [(page.reading, page.score, page.group) for page in pages if page.is_general]


def _without_signals(reading: PageReading) -> PageReading:
    """Return the reading as if its text had been copied from the page."""
    return replace(reading, article=replace(reading.article, signals=PageSignals(), links=()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Pages as a model sees them: scores (0 to 1) and bands, shape (n_pages,) each."""

    scores: Vector
    bands: npt.NDArray[np.str_]

    @classmethod
    def by_thresholds(cls, scores: Vector, thresholds: tuple[float, float]) -> Rated:
        """Return scores with the bands they give: balanced below the first threshold, commercial above the second."""
        low, high = thresholds
        bands = np.where(scores < low, "balanced", np.where(scores > high, "commercial", "mixed"))
        return cls(scores=scores, bands=bands)


def cross_validate(
    pages: Sequence[LabelledPage], *, folds: int = 5, seed: int = 0, also: Sequence[LabelledPage] = ()
) -> Rated:
    """Rate each page by a model that saw none of its group; ``also`` teaches in every fold."""
    groups = np.array([page.group for page in pages])
    scores, bands = np.zeros(len(pages)), np.full(len(pages), "commercial")
    for inside, outside in GroupKFold(min(folds, len(set(groups)))).split(groups, groups=groups):
        model = fit_classifier([*(pages[i] for i in inside), *also], seed=seed)
        rated = rate_pages(model, [pages[i] for i in outside])
        scores[outside], bands[outside] = rated.scores, rated.bands
    return Rated(scores=scores, bands=bands)


def rate_pages(model: FramingClassifier, pages: Sequence[LabelledPage]) -> Rated:
    """Return each page's score and band."""
    framings = [model.assess(page.reading)[0] for page in pages]
    return Rated(
        scores=np.array([framing.score for framing in framings]),
        bands=np.array([framing.band for framing in framings]),
    )


# ---- measuring -------------------------------------------------------------------------------------------------


def measure(pages: Sequence[LabelledPage], rated: Rated, *, seed: int = 0) -> dict[str, Any]:
    """Return the figures of a set: AUC, Spearman, 3-band macro-F1, calibration error, accuracy at 80 % coverage.

    AUC compares commercial with balanced pages; intervals are 95 % bootstraps over groups (sites or topics). A figure
    that the set cannot give (one class only) is None.
    """
    scores = rated.scores
    labels = np.array([page.label for page in pages])
    graded = np.array([page.score for page in pages])
    figures: dict[str, Any] = {"pages": len(pages), "groups": len({page.group for page in pages})}
    clear = labels != "mixed"
    figures["auc"] = _with_interval(pages, lambda i: _auc(labels[i], scores[i]), seed)
    figures["spearman"] = _with_interval(pages, lambda i: _spearman(graded[i], scores[i]), seed)
    bands = list(BAND_SCORES)
    figures["macro_f1"] = round(
        float(f1_score(labels, rated.bands, labels=bands, average="macro", zero_division=0.0)), 4
    )
    figures["ece"] = _calibration_error(labels[clear] == "commercial", scores[clear])
    figures["ece_graded"] = _calibration_error(np.array([target_of(score) for score in graded]), scores)
    figures["accuracy_at_80_percent"] = _accuracy_at_coverage(labels[clear] == "commercial", scores[clear], 0.8)
    figures["pairs_in_order"] = _pairs_in_order(pages, scores)
    return figures


def _with_interval(
    pages: Sequence[LabelledPage], figure: Callable[[npt.NDArray[np.intp]], float | None], seed: int
) -> dict[str, Any]:
    groups: dict[str, list[int]] = {}
    for index, page in enumerate(pages):
        groups.setdefault(page.group, []).append(index)
    names = sorted(groups)
    chance = np.random.default_rng(seed)
    drawn = []
    for _ in range(_BOOTSTRAPS):
        sample = chance.choice(len(names), len(names))
        value = figure(np.concatenate([groups[names[i]] for i in sample]))
        if value is not None:
            drawn.append(value)
    whole = figure(np.arange(len(pages)))
    ends = np.quantile(drawn, [0.025, 0.975]) if drawn else [None, None]
    return {
        "value": None if whole is None else round(whole, 4),
        "low": None if ends[0] is None else round(float(ends[0]), 4),
        "high": None if ends[1] is None else round(float(ends[1]), 4),
    }


def _auc(labels: npt.NDArray[np.str_], scores: Vector) -> float | None:
    clear = labels != "mixed"
    truth = labels[clear] == "commercial"
    wins = int(truth.sum())
    if wins in (0, len(truth)):
        return None
    ranks = rankdata(scores[clear])
    return float((ranks[truth].sum() - wins * (wins + 1) / 2) / (wins * (len(truth) - wins)))


def _spearman(graded: Vector, scores: Vector) -> float | None:
    if len(set(graded)) < 2 or len(set(scores)) < 2:
        return None
    return float(np.corrcoef(rankdata(graded), rankdata(scores))[0, 1])


def _calibration_error(truth: npt.NDArray[np.bool_] | Vector, scores: Vector, bins: int = 10) -> float | None:
    """Return the expected calibration error over ten equal bins."""
    if not len(truth):
        return None
    which = np.minimum((scores * bins).astype(int), bins - 1)
    gaps = [abs(truth[which == b].mean() - scores[which == b].mean()) * (which == b).mean() for b in set(which)]
    return round(float(sum(gaps)), 4)


def _accuracy_at_coverage(truth: npt.NDArray[np.bool_], scores: Vector, coverage: float) -> float | None:
    if not len(truth):
        return None
    surest = np.argsort(-np.abs(scores - 0.5), kind="stable")[: max(1, round(coverage * len(truth)))]
    return round(float(((scores[surest] >= 0.5) == truth[surest]).mean()), 4)


def _pairs_in_order(pages: Sequence[LabelledPage], scores: Vector) -> dict[str, Any] | None:
    pairs: dict[str, list[int]] = {}
    for index, page in enumerate(pages):
        if page.pair:
            pairs.setdefault(f"{page.group}/{page.pair}", []).append(index)
    right = total = 0
    for members in pairs.values():
        low = min(members, key=lambda i: pages[i].score)
        high = max(members, key=lambda i: pages[i].score)
        if pages[high].score > pages[low].score:
            total += 1
            right += bool(scores[high] > scores[low])
    return {"pairs": total, "share": round(right / total, 4)} if total else None


# ---- keeping ---------------------------------------------------------------------------------------------------


def save_model(
    classifier: FramingClassifier,
    folder: Path,
    *,
    name: str,
    lexicon: str,
    data: Mapping[str, Any],
    seed: int,
) -> dict[str, Any]:
    """Write ``model.skops`` and ``manifest.json``; the same data and seed give the same bytes. Return the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    raw = _dump_reproducibly(classifier)
    _write_whole(folder / MODEL_FILE, raw)
    manifest = {
        "name": name,
        "version": VERSION,
        "language": "en",
        "files": {MODEL_FILE: hashlib.sha256(raw).hexdigest()},
        "features": list(FEATURE_NAMES),
        "lexicon": lexicon,
        "thresholds": {
            "balanced_below": classifier.balanced_below_,
            "commercial_above": classifier.commercial_above_,
            "reason": "The middle of the pairs within 0.006 of the best macro-F1 on pages of topics not trained on.",
            "between": "Where low..high touches more than one band, a forest over all features chooses one.",
        },
        "interval": {
            "level": INTERVAL_LEVEL,
            "chance_low_high": np.round(classifier.interval_.T, 3).tolist(),
            "meaning": "Of unseen pages scored alike, at least four in five had their labeller's chance in low..high.",
        },
        "data": dict(data),
        "seed": seed,
        "made_with": {
            "python": platform.python_version(),
            **{
                package: installed_version(package)
                for package in ("scikit-learn", "skops", "numpy", "spacy", "trafilatura")
            },
        },
    }
    _write_whole(folder / MANIFEST_FILE, (json.dumps(manifest, indent=2) + "\n").encode())
    return manifest


def _dump_reproducibly(classifier: FramingClassifier) -> bytes:
    """Store with skops, then take out what changes from run to run: memory addresses and times.

    skops names arrays and marks objects by their address in memory; they are numbered in the order they stand in.
    """
    import skops.io

    archive = zipfile.ZipFile(io.BytesIO(skops.io.dumps(classifier)))
    schema = archive.read("schema.json").decode()
    numbers: dict[str, str] = {}
    for found in re.findall(r'(?:"__id__": |")(\d{9,})(?=[,.}\s"])', schema):
        numbers.setdefault(found, str(len(numbers) + 1))

    def renumber(text: str) -> str:
        return re.sub(r"\d{9,}", lambda match: numbers.get(match.group(), match.group()), text)

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        files = sorted((renumber(item), archive.read(item)) for item in archive.namelist() if item != "schema.json")
        for item, content in [*files, ("schema.json", renumber(schema).encode())]:
            target.writestr(zipfile.ZipInfo(item, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def _write_whole(path: Path, raw: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never half of it."""
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(raw)
    beside.replace(path)
