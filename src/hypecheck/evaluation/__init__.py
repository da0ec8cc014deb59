"""Models and labelled pages go in; figures, pictures, comparisons with simpler models and a card come out."""

from __future__ import annotations

from hypecheck.evaluation._ablation import ablate
from hypecheck.evaluation._baselines import BASELINES, Baseline
from hypecheck.evaluation._card import add_sets, write_card
from hypecheck.evaluation._compare import ModelScorer, Scorer, compare
from hypecheck.evaluation._figures import FIGURES, Evaluation, Figure, evaluate_pages, figure_text
from hypecheck.evaluation._make import make_model
from hypecheck.evaluation._plots import check_plotting, draw_plots
from hypecheck.evaluation._splits import Splits, read_splits, split_pages
from hypecheck.evaluation._table import render_table

__all__ = [
    "BASELINES",
    "FIGURES",
    "Baseline",
    "Evaluation",
    "Figure",
    "ModelScorer",
    "Scorer",
    "Splits",
    "ablate",
    "add_sets",
    "check_plotting",
    "compare",
    "draw_plots",
    "evaluate_pages",
    "figure_text",
    "make_model",
    "read_splits",
    "render_table",
    "split_pages",
    "write_card",
]
