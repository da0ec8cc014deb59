"""Damaged pages and damaged URL lists: no crash, no hang, no lost record; ``benchmarks/fetch.py`` does it at length."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hypecheck.batch import assess_many
from hypecheck.batch._duplicates import identify_url
from hypecheck.clean import article_from_text, extract_article
from hypecheck.config import samples_folder
from hypecheck.errors import FAILURE_CODES, CleanError, FetchError
from hypecheck.fetch import parse_target
from hypecheck.records import Abstention, Assessment, Failure, InputItem, Page
from hypecheck.sources import read_items
from mutations import mutate_line, mutate_page, mutate_sentence

PAGES = [path.read_bytes() for path in sorted(samples_folder().glob("*.html"))]
URLS = [
    "https://shop.example/blog/k2-and-cramps?utm_source=mail&a=1&b=2#top",
    "http://www.example.org:8080/a/b/c.html",
    "https://bücher.example/zink",
    "http://[2606:4700::1111]/x?y=%C3%A4",
    "http://93.184.215.14/",
]
SEEDS = st.integers(0, 2**32)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Reader:
    """Reads the article, which is where a damaged page could crash or hang, and scores nothing."""

    def assess_item(self, item):
        try:
            article = extract_article(Page(html=item.html))
        except CleanError as error:
            return Assessment(input=item, failure=Failure(stage=error.stage, code=error.code, detail=str(error)))
        return Assessment(input=item, article=article, abstention=Abstention(code="too_short", detail="Not scored."))


@given(page=st.sampled_from(PAGES), seed=SEEDS)
@MANY
def test_a_damaged_page_gives_an_article_or_a_documented_failure_in_bounded_time(page, seed):
    damaged = mutate_page(page, seed)
    started = time.monotonic()
    done = Reader().assess_item(InputItem(id="1", source="fuzz", html=damaged))
    if done.failure is not None:
        assert done.failure.code in FAILURE_CODES
    else:
        assert all(done.article.text[block.start : block.end].strip() for block in done.article.blocks)
    assert time.monotonic() - started < 20


@given(url=st.sampled_from(URLS), seed=SEEDS)
@settings(MANY, max_examples=1_000)
def test_a_damaged_line_gives_one_item_at_most_and_never_an_error(url, seed):
    line = mutate_line(url, seed)
    listed = f"https://first.example/\n{line}\nhttps://last.example/\n"
    items = list(read_items(["-"], stdin=io.BytesIO(listed.encode("utf-8", "replace"))))
    assert items[0].url == "https://first.example/"
    assert items[-1].url == "https://last.example/"
    assert len(items) in (2, 3)  # 2 when nothing but a comment or blank is left
    for item in items:
        assert (item.url is None) == (item.failure is not None)
        item.id.encode()


@given(url=st.sampled_from(URLS) | st.text(max_size=80), seed=SEEDS)
@settings(MANY, max_examples=1_000)
def test_a_damaged_address_is_read_in_one_way_or_refused(url, seed):
    damaged = mutate_line(url, seed)
    identity = identify_url(damaged)
    if identity is None:
        with pytest.raises(FetchError, match="Give a full http or https address"):
            parse_target(damaged)
    else:
        target = parse_target(damaged)
        assert parse_target(target.url) == target
        assert target.url.isascii()


def test_a_sentence_that_opens_with_which_is_read(annotator):
    text = "Which isn't really an answer, so off we went."
    notes = annotator.annotate(article_from_text(text))
    assert [(each.start, each.end) for each in notes.sentences] == [(0, len(text))]


@given(number=st.integers(0, 10_000), seed=SEEDS)
@settings(MANY, max_examples=600)
def test_words_out_of_place_are_read_without_an_error(annotator, sentences, number, seed):
    damaged = mutate_sentence(sentences[number % len(sentences)], seed)
    if not any(map(str.isalnum, damaged)):
        return
    article = article_from_text(damaged)
    for claim in annotator.annotate(article).claims:
        for words, span in ((claim.agent, claim.agent_span), (claim.outcome, claim.outcome_span)):
            assert span is None or article.text[slice(*span)] == words


@pytest.fixture(scope="module")
def sentences(annotator):
    articles = (extract_article(Page(html=html)) for html in PAGES)
    return [
        article.text[each.start : each.end] for article in articles for each in annotator.annotate(article).sentences
    ]


@pytest.mark.slow
def test_a_batch_of_damaged_pages_loses_no_record():
    pages = [mutate_page(PAGES[number % len(PAGES)], number) for number in range(200)]
    items = [InputItem(id=str(number), source="fuzz", html=page) for number, page in enumerate(pages)]
    done = list(assess_many(items, jobs=2, checker_factory=Reader))
    assert [each.input.id for each in done] == [item.id for item in items]
    failed = {each.failure.code for each in done if each.failure}
    assert failed.isdisjoint({"internal", "worker_died", "page_timeout"})
