"""An evaluation goes in, five pictures come out. The only home of matplotlib (the extra ``plots``)."""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hypecheck.errors import OutputError, SettingsError
from hypecheck.evaluation._figures import BANDS, Evaluation, figure_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["check_plotting", "draw_plots"]

Vector = npt.NDArray[np.float64]

# The colours of the reports, told apart by colour-blind readers too; markers differ as well.
_COLOURS = {"balanced": "#00664a", "mixed": "#c08a00", "commercial": "#c24a00"}
_MARKERS = {"balanced": "o", "mixed": "s", "commercial": "^"}
_INK, _MUTED, _LINE = "#1e2226", "#565d66", "#dedbd3"
_DPI = 130
_BINS = 10
_STYLE: Any = {
    "font.size": 10,
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 12,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _MUTED,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": _LINE,
    "grid.linewidth": 0.8,
    "text.color": _INK,
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
    "legend.frameon": False,
}


def check_plotting() -> None:
    """Raise ``SettingsError`` when matplotlib is not installed."""
    if importlib.util.find_spec("matplotlib") is None:
        raise SettingsError("Pictures need matplotlib, which is not installed. Run: pip install 'hypecheck[plots]'")


def draw_plots(evaluation: Evaluation, folder: Path) -> list[Path]:
    """Draw reliability, ROC, scores by kind, risk against coverage and confusion; return the PNG files.

    What a set cannot show (one class only) is said in the picture. Raises ``SettingsError`` without
    matplotlib and ``OutputError`` when the folder cannot be written.
    """
    check_plotting()
    import matplotlib as mpl
    from matplotlib.figure import Figure

    pictures: dict[str, tuple[Callable[[Axes, Evaluation], None], tuple[float, float]]] = {
        "reliability": (_draw_reliability, (5.6, 5.2)),
        "roc": (_draw_roc, (5.2, 5.2)),
        "score_by_kind": (_draw_kinds, (7.6, 1.6 + 0.34 * len(evaluation.kinds))),
        "risk_coverage": (_draw_risk_coverage, (6.4, 4.2)),
        "confusion": (_draw_confusion, (5.4, 4.6)),
    }
    paths = []
    with mpl.rc_context(_STYLE):
        for name, (draw, size) in pictures.items():
            figure = Figure(figsize=size, layout="constrained")
            draw(figure.add_subplot(), evaluation)
            path = folder / f"{name}.png"
            try:
                folder.mkdir(parents=True, exist_ok=True)
                figure.savefig(path, dpi=_DPI, metadata={"Software": None})
            except OSError as error:
                raise OutputError(f"{path} cannot be written: {error.strerror}. Give another folder.") from error
            paths.append(path)
    return paths


def _clear(evaluation: Evaluation) -> tuple[npt.NDArray[np.bool_], Vector]:
    """Return whether each page that is not mixed is commercial, and its score."""
    clear = evaluation.labels != "mixed"
    return evaluation.labels[clear] == "commercial", evaluation.scores[clear]


def _draw_reliability(axes: Axes, evaluation: Evaluation) -> None:
    truth, scores = _clear(evaluation)
    axes.set_title("Does a score mean what it says?")
    axes.set(xlim=(0, 1), ylim=(-0.02, 1.02), xlabel="score", ylabel="share of pages labelled commercial")
    axes.plot([0, 1], [0, 1], color=_MUTED, linewidth=1, linestyle=(0, (4, 3)))
    axes.grid(visible=True)
    which = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    bins = [which == b for b in sorted(set(which))]
    x = [scores[members].mean() for members in bins]
    y = [truth[members].mean() for members in bins]
    counts = [int(members.sum()) for members in bins]
    for place_x, share, count in zip(x, y, counts, strict=True):
        axes.plot([place_x] * 2, _wilson(share, count), color=_COLOURS["commercial"], linewidth=5, alpha=0.2)
        left = place_x > 0.96  # no room to the right
        axes.annotate(
            f"{count}",
            (place_x, share),
            xytext=(-9 if left else 8, -3),
            textcoords="offset points",
            ha="right" if left else "left",
            fontsize=8,
            color=_MUTED,
        )
    axes.scatter(x, y, s=[30 + 250 * n / len(truth) for n in counts], color=_COLOURS["commercial"], zorder=3)
    error, _ = figure_text(evaluation.figures.get("ece"))
    _note(
        axes,
        f"balanced and commercial pages in {_BINS} bins\nbars: 95 % intervals; dashed: as it should be\n"
        f"calibration error {error}",
        "upper left",
    )


def _wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of ``count`` pages (Wilson 1927)."""
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return middle - half, middle + half


def _draw_roc(axes: Axes, evaluation: Evaluation) -> None:
    from sklearn.metrics import roc_curve

    truth, scores = _clear(evaluation)
    axes.set_title("Commercial against balanced")
    axes.set(
        xlim=(-0.02, 1.02),
        ylim=(-0.02, 1.02),
        xlabel="balanced pages taken for commercial",
        ylabel="commercial pages found",
    )
    axes.set_aspect("equal")
    axes.grid(visible=True)
    axes.plot([0, 1], [0, 1], color=_MUTED, linewidth=1, linestyle=(0, (4, 3)))
    if len(set(truth)) < 2:
        _note(axes, "needs balanced and commercial pages", "lower right")
        return
    wrong, found, _ = roc_curve(truth, scores, drop_intermediate=False)
    axes.fill_between(wrong, found, step="post", color=_COLOURS["commercial"], alpha=0.08, linewidth=0)
    axes.plot(wrong, found, color=_COLOURS["commercial"], linewidth=2, drawstyle="steps-post")
    bands = evaluation.rated.bands[evaluation.labels != "mixed"]
    given = {"above the balanced band": bands != "balanced", "in the commercial band": bands == "commercial"}
    for (words, taken), marker in zip(given.items(), "os", strict=True):
        place = float(taken[~truth].mean()), float(taken[truth].mean())
        axes.scatter(*place, s=55, marker=marker, color=_INK, zorder=3, label=words)
    axes.legend(loc="lower right", fontsize=9, bbox_to_anchor=(1.0, 0.12))
    value, interval = figure_text(evaluation.figures.get("auc"))
    _note(axes, f"AUC {value}" + (f" (95 %: {interval})" if interval else ""), "lower right")


def _draw_kinds(axes: Axes, evaluation: Evaluation) -> None:
    axes.set_title("Scores by kind of page")
    low, high = evaluation.thresholds
    shades = (
        (0, low, "balanced", "left", 0),
        (low, high, "mixed", "center", (low + high) / 2),
        (high, 1, "commercial", "right", 1),
    )
    for left, right, band, side, at in shades:  # the outer bands are narrower than their words
        axes.axvspan(left, right, color=_COLOURS[band], alpha=0.07, linewidth=0)
        axes.annotate(
            f"{band} by score",
            (at, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, -3),
            textcoords="offset points",
            ha=side,
            va="top",
            fontsize=8,
            color=_COLOURS[band],
        )
    rows = {kind.kind: row for row, kind in enumerate(evaluation.kinds)}
    chance = np.random.default_rng(0)
    height = np.array([rows[page.kind or "(no kind)"] for page in evaluation.pages], dtype=float)
    height += chance.uniform(-0.27, 0.27, len(height))  # so that pages of one score can be told apart
    for band in BANDS:
        members = evaluation.labels == band
        axes.scatter(
            evaluation.scores[members],
            height[members],
            s=22,
            marker=_MARKERS[band],
            color=_COLOURS[band],
            alpha=0.75,
            linewidth=0,
            label=f"labelled {band}",
        )
    axes.set_yticks(range(len(rows)), [f"{kind.kind.replace('_', ' ')} ({kind.pages})" for kind in evaluation.kinds])
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.6, len(rows) - 0.1), xlabel="score")
    axes.tick_params(axis="y", length=0)
    for row in range(1, len(rows)):
        axes.axhline(row - 0.5, color=_LINE, linewidth=0.8, zorder=0)
    axes.figure.legend(loc="outside lower center", ncols=3, fontsize=9, handletextpad=0.2)


def _draw_risk_coverage(axes: Axes, evaluation: Evaluation) -> None:
    truth, scores = _clear(evaluation)
    axes.set_title("Errors, when the least sure pages are left to people")
    axes.set(xlim=(0, 100), xlabel="pages decided, surest first, %", ylabel="wrong among them, %")
    axes.grid(visible=True)
    if not len(truth):
        _note(axes, "needs balanced or commercial pages", "upper left")
        return
    order = np.argsort(-np.abs(scores - 0.5), kind="stable")
    wrong = (scores[order] >= 0.5) != truth[order]
    decided = np.arange(1, len(order) + 1)
    risk = 100 * wrong.cumsum() / decided
    axes.plot(100 * decided / len(order), risk, color=_COLOURS["commercial"], linewidth=2, drawstyle="steps-post")
    axes.set_ylim(0, max(5.0, 1.25 * risk.max()))
    at_80 = max(1, round(0.8 * len(order)))
    axes.axvline(80, color=_MUTED, linewidth=1, linestyle=(0, (4, 3)))
    axes.scatter(80, risk[at_80 - 1], color=_INK, s=45, zorder=3, clip_on=False)
    decided_80, decided_all = (f"{risk[place]:.1f} % wrong" for place in (at_80 - 1, -1))
    note = f"{len(order)} balanced and commercial pages\n80 % decided: {decided_80}\n"
    _note(axes, f"{note}all decided: {decided_all}", "upper left")


def _draw_confusion(axes: Axes, evaluation: Evaluation) -> None:
    given = evaluation.rated.bands
    counts = np.array([[((evaluation.labels == label) & (given == band)).sum() for band in BANDS] for label in BANDS])
    shares = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    axes.set_title("Label and band")
    axes.imshow(shares, cmap="YlGnBu", vmin=0, vmax=1.15, aspect="auto")
    for row, column in np.ndindex(*counts.shape):
        axes.text(
            column,
            row,
            f"{counts[row, column]}\n{100 * shares[row, column]:.0f} %",
            ha="center",
            va="center",
            linespacing=1.4,
            fontsize=13 if row == column else 11,
            fontweight="bold" if row == column else "normal",
            color="white" if shares[row, column] > 0.55 else _INK,
        )
    axes.set_xticks(range(3), BANDS)
    axes.set_yticks(range(3), [f"{band}\n({count})" for band, count in zip(BANDS, counts.sum(axis=1), strict=True)])
    axes.set(xlabel="band given", ylabel="label")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.set_xticks(np.arange(0.5, 2), minor=True)
    axes.set_yticks(np.arange(0.5, 2), minor=True)
    axes.grid(visible=True, which="minor", color="white", linewidth=3)
    axes.tick_params(which="minor", length=0)


def _note(axes: Axes, text: str, corner: str) -> None:
    vertical, horizontal = corner.split()
    axes.text(
        0.03 if horizontal == "left" else 0.97,
        0.97 if vertical == "upper" else 0.04,
        text,
        transform=axes.transAxes,
        ha=horizontal,
        va="top" if vertical == "upper" else "bottom",
        fontsize=9,
        color=_MUTED,
    )
