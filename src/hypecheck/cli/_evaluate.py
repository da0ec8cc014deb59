"""``hypecheck evaluate``: labelled pages go in, the model's figures on them and its worst cases come out."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from hypecheck.cli._errors import tell
from hypecheck.cli._options import Model
from hypecheck.cli._output import prepare_stdout
from hypecheck.config import Settings

__all__ = ["evaluate"]


class EvaluateFormat(StrEnum):
    """What ``evaluate`` can write."""

    table = "table"
    json = "json"


def evaluate(
    data: Annotated[
        Path,
        typer.Argument(
            metavar="DATA",
            help="A .jsonl file whose lines hold text or html and a score (0 to 100) or a label "
            "(balanced, mixed, commercial), or a folder with labels.jsonl files beside the pages.",
        ),
    ],
    model: Model = None,
    plots: Annotated[
        Path | None, typer.Option("--plots", help="Draw five pictures into this folder (needs matplotlib).")
    ] = None,
    format: Annotated[EvaluateFormat, typer.Option("--format", "-f")] = EvaluateFormat.table,
) -> None:
    """Measure a model on labelled pages: figures with 95 % intervals, kinds of page, the 20 worst cases.

    Every readable page is scored, also those that scan would abstain on. Give lines a "topic" or "site":
    pages that share one are drawn together for the intervals.
    """
    from hypecheck.evaluation import check_plotting, draw_plots, evaluate_pages, render_table
    from hypecheck.framing import FramingModel
    from hypecheck.training import load_pages

    if plots is not None:
        check_plotting()
    framing_model = FramingModel.load(model or Settings().model)
    tell(f"reading {data}")
    pages = load_pages(data, settle=tell)
    evaluation = evaluate_pages(framing_model, pages)
    for path in draw_plots(evaluation, plots) if plots is not None else ():
        tell(f"wrote {path}")
    prepare_stdout()
    if format == EvaluateFormat.json:
        typer.echo(json.dumps(evaluation.to_dict(), ensure_ascii=False, indent=2))
    else:
        typer.echo(render_table(evaluation))
