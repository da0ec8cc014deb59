"""Over whole pages: every record lies where it says, and every index points to something."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hypecheck.clean import article_from_text, extract_article
from hypecheck.records import Annotations, Article, Page

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = sorted((ROOT / "data" / "samples").glob("*.html"))
ARTICLES = sorted(path for path in (ROOT / "data" / "articles").rglob("*") if path.suffix in (".txt", ".html"))
PAGES = [*SAMPLES, *ARTICLES[:: max(1, len(ARTICLES) // 30)][:30]]

ODD = {
    "empty": "",
    "one word": "Zinc",
    "marks only": "… ?! — “”",
    "emoji and accents": "Zínc 😀 may ease cramps — “naturally” 😀. Achète maintenant !",
    "right to left": "الزنك may ease cramps. קנה עכשיו",
    "typographic": "It doesn’t ease pain; it’s “detox”…\u00a0Buy\u00a0now!",
    "one long line": "Zinc eases pain and " * 400,
    "digits": "1. 2. 3. [1] [2] (3) 10.1000/x 5% 5x",
}


@pytest.fixture(scope="module", params=PAGES, ids=lambda path: path.stem)
def reading(request, annotator) -> tuple[Article, Annotations]:
    path = request.param
    if path.suffix == ".html":
        article = extract_article(Page(html=path.read_bytes()))
    else:
        article = article_from_text(path.read_text(encoding="utf-8"))
    return article, annotator.annotate(article)


def check(article: Article, notes: Annotations) -> None:
    """Assert what holds for the annotations of any article."""
    for record in (*notes.cues, *notes.claims, *notes.plugs, *notes.citations):
        assert article.text[record.start : record.end] == record.text
        assert record.text.strip()
    for before, after in zip(notes.sentences, notes.sentences[1:], strict=False):
        assert before.start < before.end <= after.start
    for claim in notes.claims:
        for index in claim.cues:
            assert claim.start <= notes.cues[index].start < notes.cues[index].end <= claim.end
        for index in claim.citations:
            marker = notes.citations[index]
            assert marker.kind == "marker"
            assert claim.start <= marker.start < claim.end
        for span, words in ((claim.agent_span, claim.agent), (claim.outcome_span, claim.outcome)):
            assert words == ("" if span is None else article.text[slice(*span)])
            assert span is None or claim.start <= span[0] < span[1] <= claim.end
    for citation in notes.citations:
        if citation.entry is not None:
            assert notes.citations[citation.entry].kind == "entry"
        assert citation.kind == "entry" or citation.resolved == (
            citation.entry is not None or bool(citation.identifiers)
        )


def test_records_of_a_page_lie_where_they_say(reading):
    check(*reading)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_records_of_odd_text_lie_where_they_say(annotator, text):
    article = article_from_text(text) if any(char.isalnum() for char in text) else Article(text="", blocks=())
    check(article, annotator.annotate(article))


# Each once took from 10 seconds to minutes in the tokeniser, the masked wording, sizes, names or word lists.
RUNS = {
    "brackets": "(" * 20_000,
    "quotation marks": "“" * 20_000,
    "emoji": "😀" * 20_000,
    "apostrophes": "'" * 20_000,
    "underscores": "_" * 20_000,
    "digits": "1" * 20_000,
    "figures and commas": "1," * 7_500,
    "mail addresses": "a@" * 4_000,
    "hyphened names": "Aa-" * 6_500 + " 2019",
    "newlines": "\n" * 20_000,
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_a_long_run_without_blanks_is_read_in_time_and_moves_no_offset(annotator, run):
    text = f"Zinc eases colds by 30%. It is {run} and then zinc eases coughs. Zinc eases cramps."
    article = article_from_text(text)
    started = time.process_time()
    notes = annotator.annotate(article)
    assert time.process_time() - started < 10  # a few seconds at most on a slow machine
    check(article, notes)
    assert [claim.outcome for claim in notes.claims][:: max(1, len(notes.claims) - 1)] == ["colds", "cramps"]


def test_an_empty_article_gives_empty_annotations(annotator):
    assert annotator.annotate(Article(text="", blocks=())) == Annotations()


def test_reading_twice_gives_the_same(annotator):
    article = article_from_text("Zinc may ease cramps. Buy now.")
    assert annotator.annotate(article) == annotator.annotate(article)
