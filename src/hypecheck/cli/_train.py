"""``hypecheck train``: labelled pages go in, a model's folder with its figures and its card comes out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hypecheck.cli._errors import tell

__all__ = ["train"]

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
    make_model(
        pages, out=out, sources=[source.resolve().name for source in data], splits=splits, seed=seed, progress=tell
    )
