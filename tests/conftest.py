"""What several test modules share: the reader of sentences, loaded once, a database of each kind, and a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from chromium import browser, tab
from hypecheck.annotate import Annotator
from hypecheck.clean import article_from_text
from hypecheck.records import Annotations, Article
from postgres_server import find_programs, running_server

__all__ = ["browser", "tab"]  # fixtures


class Reading(NamedTuple):
    """An article and what the annotator read in it."""

    article: Article
    notes: Annotations


@pytest.fixture(scope="session")
def annotator() -> Annotator:
    return Annotator()


@pytest.fixture(scope="session")
def read(annotator: Annotator) -> Callable[[str], Reading]:
    """Return a function that reads plain text."""

    def read_text(text: str) -> Reading:
        article = article_from_text(text)
        return Reading(article, annotator.annotate(article))

    return read_text


@pytest.fixture(scope="session")
def new_postgres() -> Iterator[Callable[[], str]]:
    """Return a function that makes an empty schema on a server of the tests' own and gives its URL.

    A database each would be 8 MB of files each, and take longer to remove than the tests take.
    """
    psycopg = pytest.importorskip("psycopg")
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (on Debian: apt-get install postgresql)")
    numbers = count(1)
    with running_server(programs) as url:

        def make() -> str:
            name = f"test_{next(numbers)}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE SCHEMA {name}")
            return f"{url}&options=-csearch_path%3D{name}"

        yield make


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where a database can be made, once a file and once on a PostgreSQL server."""
    if request.param == "postgresql":
        return request.getfixturevalue("new_postgres")()
    return str(tmp_path / "reviews.db")
