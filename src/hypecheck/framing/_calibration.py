"""Raw scores of pages not trained on in; the curve to chances, the interval around them and the bands' edges out."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

__all__ = ["INTERVAL_LEVEL", "fit_bands", "fit_curve", "fit_interval"]

Vector = npt.NDArray[np.float64]

#: The share of unseen pages whose labeller's chance lies inside low..high.
INTERVAL_LEVEL = 0.8
_KNOTS = np.linspace(0.0, 1.0, 21)
# Pages of about the same score that an end of the interval is read from.
_NEIGHBOURS = 1 / 6
_FEWEST_NEIGHBOURS = 120  # 40 pages, each in three partitions
# The standard error of what lies between two such pairs in macro-F1 over the same 976 pages, drawn anew by topic. The
# best pair alone jumps from fit to fit by a page or two.
_AS_GOOD = 0.006


def fit_curve(raw: Vector, targets: Vector, weights: Vector) -> tuple[float, float]:
    """Return slope and offset of the logistic curve from raw score to chance (Platt), for targets between 0 and 1."""
    curve = LogisticRegression(C=1e6).fit(
        np.r_[raw, raw][:, None],
        np.r_[np.ones(len(raw)), np.zeros(len(raw))],
        sample_weight=np.r_[targets * weights, (1 - targets) * weights],
    )
    return float(curve.coef_[0, 0]), float(curve.intercept_[0])


def fit_interval(chances: Vector, targets: Vector) -> Vector:
    """Return the interval's ends at chances of 0, 0.05, ..., 1: shape (3, 21), rows chance, low, high.

    At each chance, the ends hold between them the labellers' chances of four in five of the unseen pages scored about
    the same. Where careful readers disagree about such pages, the interval is wide, and nowhere else.
    """
    count = min(len(chances), max(_FEWEST_NEIGHBOURS, round(len(chances) * _NEIGHBOURS)))
    near = [targets[np.argsort(np.abs(chances - knot), kind="stable")[:count]] for knot in _KNOTS]
    tail = (1 - INTERVAL_LEVEL) / 2
    ends = [np.maximum.accumulate([np.quantile(some, share) for some in near]) for share in (tail, 1 - tail)]
    return np.vstack([_KNOTS, np.minimum(ends[0], _KNOTS), np.maximum(ends[1], _KNOTS)])


def fit_bands(chances: Vector, bands: npt.NDArray[np.int_]) -> tuple[float, float]:
    """Return the two thresholds, for the three bands 0, 1 and 2.

    The middle of the pairs whose macro-F1 is as good as the best one's, but for chance. Both lie from 0.1 to 0.9: what
    nine in ten readers would call the same is not mixed.
    """
    grid = np.linspace(0.1, 0.9, 33)
    sizes = np.bincount(bands, minlength=3)
    below = np.array([[(chances[bands == band] < edge).sum() for edge in grid] for band in range(3)])
    above = np.array([[(chances[bands == band] > edge).sum() for edge in grid] for band in range(3)])

    def f1(right: Any, guessed: Any, there: Any) -> Any:
        return 2 * right / np.maximum(1, guessed + there)

    between = sizes[1] - below[1][:, None] - above[1]
    guessed_between = len(chances) - below.sum(axis=0)[:, None] - above.sum(axis=0)
    figure = f1(below[0], below.sum(axis=0), sizes[0])[:, None] + f1(above[2], above.sum(axis=0), sizes[2])
    figure = figure + f1(between, guessed_between, sizes[1])
    figure[np.tril_indices(len(grid))] = -1.0  # the upper threshold lies above the lower one
    low, high = np.nonzero(figure >= figure.max() - 3 * _AS_GOOD)
    return round(float(grid[low].mean()), 2), round(float(grid[high].mean()), 2)
