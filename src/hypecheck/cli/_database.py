"""A stream of assessments goes in and comes out as it was, kept in a database on the way."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hypecheck.records import Assessment

__all__ = ["Database", "RequiredDatabase", "keep_in"]

_HELP = "A database file, made if it is not there, or postgresql://USER@HOST/NAME."

Database = Annotated[
    str | None, typer.Option("--db", metavar="DB", help=f"Keep every record in this database too. {_HELP}")
]
RequiredDatabase = Annotated[str, typer.Option("--db", metavar="DB", help=_HELP)]


def keep_in(
    database: str | None,
    assessments: Generator[Assessment, None, None],
    *,
    inputs: list[str],
    keep_text: bool = True,
) -> Generator[Assessment, None, None]:
    """Yield assessments as they are, each one kept when it is handed on; without a database only yield them.

    When the reader stops early (Ctrl-C), what it was given is kept. Raises ``StoreError`` before the first one when the
    database cannot be opened.
    """
    with closing(assessments):
        if database is None:
            yield from assessments
            return
        from hypecheck.store import open_store

        with (
            open_store(database) as store,
            store.start_run("scan", source=" ".join(inputs), keep_text=keep_text) as run,
        ):
            yield from run.pass_on(assessments)
