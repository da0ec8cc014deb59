"""The pipeline multiplies by numpy's library, which changes nothing but the time, nor the program around it."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from threadpoolctl import threadpool_info

from hypecheck.annotate import Annotator, load_pipeline
from hypecheck.annotate._algebra import on_one_thread
from hypecheck.clean import extract_article
from hypecheck.config import samples_folder
from hypecheck.records import Page


def count_threads() -> set[int]:
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


@pytest.mark.parametrize("sample", ["product-page.html", "news-report.html", "sceptical-review.html"])
def test_pages_read_the_same_as_by_the_pipeline_as_it_ships(annotator, sample):
    article = extract_article(Page(html=(samples_folder() / sample).read_bytes()))
    plain = Annotator()
    plain.pipeline = load_pipeline()
    assert annotator.annotate(article) == plain.annotate(article)


def test_the_threads_are_given_back():
    before = count_threads()
    with on_one_thread():
        assert count_threads() <= {1}
    assert count_threads() == before


def test_threads_that_overlap_leave_the_program_as_it_was():
    both_inside, one_left = Barrier(2), Barrier(2)

    def enter_and_leave_first():
        with on_one_thread():
            both_inside.wait(10)
        one_left.wait(10)

    before = count_threads()
    other = Thread(target=enter_and_leave_first)
    other.start()
    with on_one_thread():
        both_inside.wait(10)
        one_left.wait(10)
    other.join(10)
    assert count_threads() == before
