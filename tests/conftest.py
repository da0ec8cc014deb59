"""What several test modules share: the reader of sentences, loaded once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from hypecheck.annotate import Annotator
from hypecheck.clean import article_from_text
from hypecheck.records import Annotations, Article


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
