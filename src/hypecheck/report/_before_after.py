"""The figures of a model before and after it learnt from decisions go in; lines to read in a terminal come out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypecheck.report._words import count_of

__all__ = ["FIGURES", "before_after_rows", "draw_before_after"]

#: Each figure with what it says to somebody who never trained a model; of all but the last more is better.
FIGURES = {
    "same_band": "band as people say",
    "auc": "commercial told from balanced (AUC)",
    "spearman": "order of scores (Spearman)",
    "macro_f1": "three bands (macro-F1)",
    "ece": "calibration error, less is better",
}
_WIDTH = 38


def before_after_rows(entry: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return a row for each figure of a set: what it is, before, after."""
    return [
        (words, _figure(entry["before"].get(key)), _figure(entry["after"].get(key))) for key, words in FIGURES.items()
    ]


def draw_before_after(figures: Mapping[str, Any]) -> str:
    """Return the lines; a model without such figures has one line that says so."""
    if not figures.get("sets"):
        return "no figures from before and after\n"
    before = figures["before"]
    lines = [f"before  {before['version'] if before else 'none that can be loaded'}"]
    lines.append(f"after   {figures['after']['version']}")
    lines.append(f"learnt from {count_of(figures['learnt_from'], 'decided page')}")
    lines += [f"  {count:>5} left out: {why}" for why, count in figures["left_out"].items()]
    for entry in figures["sets"]:
        lines += ["", f"{entry['words']} ({entry['pages']})", f"  {'':{_WIDTH}} {'before':>8} {'after':>8}"]
        lines += [f"  {words:{_WIDTH}} {before:>8} {after:>8}" for words, before, after in before_after_rows(entry)]
    return "\n".join(lines) + "\n"


def _figure(value: Any) -> str:
    """Return a figure, or the value of one with its interval; a dash where the pages cannot give it."""
    if isinstance(value, Mapping):
        value = value.get("value")
    return "–" if value is None else f"{value:.3f}"
