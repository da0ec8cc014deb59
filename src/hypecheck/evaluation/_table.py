"""An evaluation goes in, plain text tables for a terminal come out."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence

from hypecheck.evaluation._figures import BANDS, FIGURES, Case, Evaluation, figure_text

__all__ = ["render_table"]

_WIDTH = 100


def render_table(evaluation: Evaluation) -> str:
    """Return the figures, the figures by kind and the worst cases as aligned text."""
    parts = [_heading(evaluation), _figures(evaluation), _kinds(evaluation), _worst(evaluation.worst)]
    return "\n\n".join(parts)


def _heading(evaluation: Evaluation) -> str:
    labels = Counter(str(label) for label in evaluation.labels)
    counts = ", ".join(f"{labels[band]} {band}" for band in BANDS)
    figures = evaluation.figures
    lines = [f"{evaluation.model} on {figures['pages']} pages of {figures['groups']} topics or sites: {counts}"]
    if evaluation.known_groups:
        known = evaluation.known_groups
        named = ", ".join(known[:5]) + (", ..." if len(known) > 5 else "")
        lines.append(f"The model learnt from pages of {len(known)} of them ({named}); the figures flatter it.")
    return "\n".join(line for text in lines for line in textwrap.wrap(text, _WIDTH))


def _figures(evaluation: Evaluation) -> str:
    rows = [(figure.words, *figure_text(evaluation.figures.get(figure.key))) for figure in FIGURES]
    return _align([("figure", "value", "95 % interval"), *rows], right=(1,))


def _kinds(evaluation: Evaluation) -> str:
    heads = ("kind of page", "pages", "label", "score", "band right", "too high", "too low")
    rows = [
        (
            kind.kind,
            str(kind.pages),
            f"{kind.labelled:.0f}",
            f"{kind.score:.2f}",
            str(kind.in_band),
            str(kind.too_high or "-"),
            str(kind.too_low or "-"),
        )
        for kind in evaluation.kinds
    ]
    return _align([heads, *rows], right=range(1, len(heads)))


def _worst(cases: Sequence[Case]) -> str:
    lines = [f"The {len(cases)} pages farthest from their label, and what misled the model most:"]
    heads = ("label", "", "score", "", "page")
    rows = [(f"{case.labelled:.0f}", case.label, f"{case.score:.2f}", case.band, _name(case)) for case in cases]
    table = _align([heads, *rows], right=(0, 2)).splitlines()
    lines.append(table[0])
    for case, row in zip(cases, table[1:], strict=True):
        lines.append(row)
        lines += [f"{'':20}{text}" for text in case.reasons]
    return "\n".join(lines)


def _name(case: Case) -> str:
    return f"{case.id} ({case.kind})" if case.kind else case.id


def _align(rows: Sequence[Sequence[str]], *, right: Sequence[int]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
