"""``hypecheck train``: labelled pages go in, a model's folder with its figures and its card comes out."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hypecheck.cli._errors import tell
from hypecheck.cli._models import offer
from hypecheck.config import Settings
from hypecheck.errors import DataError, ModelError

if TYPE_CHECKING:
    from hypecheck.evaluation import Splits
    from hypecheck.framing import FramingModel
    from hypecheck.store import Store
    from hypecheck.training import LabelledPage

__all__ = ["train"]

_ACTOR = "command line"

_SPLITS = Path("data/splits.toml")


def train(
    data: Annotated[
        list[Path],
        typer.Option(
            "--data", help="A folder or .jsonl file of labelled pages, as evaluate takes; may be given again."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The model's folder; made if it is not there.")],
    seed: Annotated[int, typer.Option("--seed", help="The same data and seed give the same model file.")] = 0,
    test_topics: Annotated[
        Path | None,
        typer.Option(
            "--test-topics",
            help="A TOML file that names the topics to measure on and never train on. Default: "
            "data/splits.toml where it is there, else every fifth topic of the data.",
        ),
    ] = None,
    reviews: Annotated[
        str | None,
        typer.Option(
            "--reviews",
            metavar="DB",
            help="Learn from what people decided in this database too, compare the model with the one in use there, "
            "and offer it to the leads.",
        ),
    ] = None,
) -> None:
    """Train a model on labelled pages and measure it, beside simpler ones, on topics it did not see."""
    from hypecheck.evaluation import make_model, read_splits
    from hypecheck.training import load_pages

    if test_topics is None and _SPLITS.is_file():
        test_topics = _SPLITS
    splits = None if test_topics is None else read_splits(test_topics)
    pages = []
    for source in data:
        tell(f"reading {source}")
        pages += load_pages(source, settle=tell)
    own = partial(make_model, pages, out=out, sources=[source.resolve().name for source in data], splits=splits)
    if reviews is None:
        own(seed=seed, progress=tell)
        return
    from hypecheck.store import open_store

    with open_store(reviews, create=False) as store:
        _learn(store, pages, out=out, splits=splits, seed=seed, make=partial(own, seed=seed, progress=tell))


def _learn(
    store: Store,
    pages: list[LabelledPage],
    *,
    out: Path,
    splits: Splits | None,
    seed: int,
    make: Callable[..., FramingModel],
) -> None:
    """Train on what was decided as well, show how the model did before and does now, and offer it."""
    from hypecheck.evaluation import split_pages
    from hypecheck.framing import FramingModel
    from hypecheck.learning import compare_before_after, pages_of_reviews
    from hypecheck.report import render_before_after

    in_use = store.model_in_use()
    before = None
    try:
        before = FramingModel.load(Settings().model if in_use is None else in_use.folder)
    except ModelError as error:  # after an upgrade: training again is what it asks for
        tell(f"the model in use gives no figures to compare with: {error}")
    train, test = split_pages(pages, splits)
    tell("reading what was decided")
    learnt = pages_of_reviews(store.decided(), without=test)
    if not learnt.pages:
        told = "; ".join(f"{count} {why}" for why, count in learnt.left_out.items()) or "nothing is decided"
        raise DataError(f"No decided page can be learnt from ({told}).")
    after = make(reviews=learnt.pages)
    tell("comparing it with the model in use")
    figures = compare_before_after(before, after, train=train, test=test, learnt=learnt, seed=seed)
    (out / "before_after.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    offered = offer(store, out, figures, actor=_ACTOR)
    typer.echo(render_before_after(figures), nl=False)
    tell(f"offered as model {offered.id}; a lead puts it to use: hypecheck models use {offered.id} --by NAME --db ...")
