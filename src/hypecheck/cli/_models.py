"""``hypecheck models``: the models that learnt from a database's decisions, and which of them is in use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hypecheck.cli._errors import tell

if TYPE_CHECKING:
    from hypecheck.store import OfferedModel, Store

__all__ = ["model_of_database", "models", "offer"]

models = typer.Typer(no_args_is_help=True, help="See how models did before and after they learnt, and choose one.")

DB = Annotated[str, typer.Option("--db", metavar="DB", help="The database file, or postgresql://USER@HOST/NAME.")]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in the list; 0 is the one that came along.")]


@models.command("list")
def list_(db: DB) -> None:
    """List the models that were offered, the newest first; a star marks the one in use."""
    from hypecheck.store import open_store

    with open_store(db, create=False) as store:
        offered = store.models()
    for model in offered:
        typer.echo(
            f"{'*' if model.in_use else ' '} {model.id}\t{model.version}\t{model.offered_at[:10]}\t{model.folder}"
        )
    typer.echo(f"{' ' if any(model.in_use for model in offered) else '*'} 0\tthe model that came with hypecheck")


@models.command()
def show(number: Number, db: DB) -> None:
    """Show the figures of a model beside those of the one before it."""
    from hypecheck.report import render_before_after
    from hypecheck.store import open_store

    with open_store(db, create=False) as store:
        typer.echo(render_before_after(_find(store, number).figures), nl=False)


@models.command()
def use(
    number: Number,
    db: DB,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="The lead who decides it; it is logged.")],
) -> None:
    """Put a model to use, for scans into the database and for its API. A lead's act."""
    from hypecheck.store import open_store

    with open_store(db, create=False) as store:
        if number:
            _check(_find(store, number))
        store.switch_model(number or None, actor=by)
        in_use = store.model_in_use()
    tell(f"{in_use.version if in_use else 'the model that came with hypecheck'} is in use")


def offer(store: Store, folder: Path, figures: dict[str, object], *, actor: str) -> OfferedModel:
    """Offer the model in a folder to whoever leads."""
    from hypecheck.framing import FramingModel

    model = FramingModel.load(folder)
    return store.offer_model(
        version=model.version, folder=str(folder.resolve()), sha256=model.sha256, figures=figures, actor=actor
    )


def model_of_database(database: str | None, model: str | None) -> str | None:
    """Return the model to scan with: the one named, else the one in use in the database, else None.

    Raises ``ModelError`` when the one in use is not what a lead put to use any more.
    """
    if model is not None or database is None or ("://" not in database and not Path(database).is_file()):
        return model
    from hypecheck.store import open_store

    with open_store(database) as store:
        in_use = store.model_in_use()
    if in_use is None:
        return None
    _check(in_use)
    return in_use.folder


def _check(model: OfferedModel) -> None:
    from hypecheck.framing import FramingModel

    FramingModel.load(Path(model.folder)).require(model.sha256)


def _find(store: Store, number: int) -> OfferedModel:
    found = [model for model in store.models() if model.id == number]
    if not found:
        raise typer.BadParameter(f"There is no model {number}; see: hypecheck models list")
    return found[0]
