"""How sentences and pages are worded: rows as scikit-learn would give them, and what a page's wording adds up to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from hypecheck.features import read_text
from hypecheck.wording import GeneralText, WordingReader, mark_sentences
from hypecheck.wording._hashes import hash_page
from hypecheck.wording._page import PageWording
from hypecheck.wording._reader import _sentence_rows

OPTIONS = {"token_pattern": r"\S+", "lowercase": False, "norm": None, "binary": True, "alternate_sign": False}


def marks_of(text):
    return mark_sentences(*read_text(text))


def hash_by_scikit_learn(sentences):
    words = HashingVectorizer(n_features=2**17, ngram_range=(1, 2), **OPTIONS)
    marks = HashingVectorizer(n_features=2**12, **OPTIONS)
    rows = normalize(words.transform([" ".join(marked.words) for marked in sentences]))
    return sparse.hstack([rows, 0.6 * marks.transform([marked.marks for marked in sentences])]).tocsr()


@pytest.mark.parametrize(
    "text",
    [
        "Zinc.",
        "Buy now! Zinc may help, may help, may help. It costs $20 (was $30).",
        "Für Ärzte 😀: a naïve “test” of 3 things. " * 40,
    ],
    ids=["one word", "words that come again", "many sentences"],
)
def test_the_rows_are_those_of_a_hashing_vectorizer_to_the_last_bit(text):
    sentences = marks_of(text)
    ours, theirs = _sentence_rows(hash_page(sentences)), hash_by_scikit_learn(sentences)
    theirs.sort_indices()
    assert ours.shape == theirs.shape
    assert np.array_equal(ours.indptr, theirs.indptr)
    assert np.array_equal(ours.indices, theirs.indices)
    assert np.array_equal(ours.data, theirs.data)


def test_no_sentence_gives_no_row():
    assert _sentence_rows(hash_page([])).shape[0] == 0


def test_a_sentence_without_words_gives_an_empty_row():
    (marked,) = marks_of("Zinc.")
    bare = replace(marked, words=(), marks="")
    assert _sentence_rows(hash_page([bare])).nnz == 0


def test_the_subject_of_a_page_is_masked_wherever_it_comes():
    text = "How cold showers help\n\nCold showers may ease stress. Our cold room is for hire. A cold came on in May."
    words = [marked.words for marked in marks_of(text)]
    assert ["cold" in row for row in words] == [False] * len(words)
    assert "our" in words[2]


def test_words_of_the_title_that_act_nowhere_are_kept():
    words = [marked.words for marked in marks_of("Cold facts on zinc\n\nZinc may shorten colds. The shed was cold.")]
    assert "cold" in words[-1]


SELLING = "Our {0} formula is made for you. Order yours today and feel the difference. Shop now at our store."
WEIGHING = "Evidence for {0} is weak. A trial found no difference from placebo. Side effects include nausea."
TOPICS = ("zinc", "iron", "saffron", "ginger", "maca", "nettle")


@pytest.fixture(scope="module")
def page_wording():
    texts = [(words.format(topic), lean, topic) for topic in TOPICS for words, lean in ((SELLING, 2), (WEIGHING, -2))]
    pages, leanings, groups = zip(
        *((hash_page(marks_of(text)), lean, topic) for text, lean, topic in texts), strict=True
    )
    return PageWording().fit(pages, leanings, groups)


@pytest.mark.parametrize(("words", "sells"), [(SELLING, True), (WEIGHING, False)], ids=["selling", "weighing"])
def test_a_topic_never_seen_is_read_by_its_wording(page_wording, words, sells):
    page = page_wording.score(hash_page(marks_of(words.format("chlorella"))))
    assert (page.value > 1) == sells
    assert (page.value < -1) != sells
    assert len(page.telling) == 3
    assert all(word in words.lower() for word in page.telling)


def test_what_the_sentences_add_is_the_value_and_nothing_else(page_wording):
    page = page_wording.score(hash_page(marks_of(f"{SELLING} {WEIGHING} {SELLING}".format("maca"))))
    assert page.lift.shape == (9,)
    assert page.value == pytest.approx(page_wording.intercept_ + page.lift.sum())
    assert page.lift[1] > 0 > page.lift[3]


def test_a_word_of_one_topic_is_not_known(page_wording):
    saffron, order = (abs(int(hash_page(marks_of(word)).grams.values[1])) for word in ("saffron", "order"))
    known = set(np.abs(page_wording.tokens_).tolist())
    assert saffron not in known
    assert order in known


@pytest.mark.parametrize("text", ["", "Xyzzy plugh?"], ids=["no sentence", "no known word but marks"])
def test_a_page_that_says_nothing_known_gets_a_finite_value(page_wording, text):
    page = page_wording.score(hash_page(marks_of(text)))
    assert np.isfinite(page.value)
    assert page.lift.shape == (len(marks_of(text)),)
    assert page.telling == ()


def test_pages_of_one_topic_teach_no_words_but_the_middle():
    pages = [hash_page(marks_of(text)) for text in ("Zinc helps.", "Zinc may help.")]
    model = PageWording().fit(pages, [1.0, 3.0], ["zinc", "zinc"])
    assert len(model.tokens_) == 0
    assert model.score(pages[0]).value == 2.0


def test_a_page_half_trusted_counts_half():
    sentences = [marks_of(words.format(topic)) for topic in TOPICS for words in (SELLING, WEIGHING)]
    none = [None] * len(sentences)
    reader = WordingReader().fit(sentences, [2.0, -2.0] * len(TOPICS), none, none, [t for t in TOPICS for _ in "ab"])
    whole, half = (reader.score(sentences[0], trust=trust).values for trust in (1.0, 0.5))
    assert half[-1] == pytest.approx(whole[-1] / 2)
    assert half[:-1] == whole[:-1]


HIRING = "Come and see our {0}. Every visitor is welcome, and booking early saves you the wait."
TELLING = "He had the {0} from his uncle. It was raining when they left the yard that morning."


@pytest.fixture(scope="module")
def reader_with_general_texts():
    sentences = [marks_of(words.format(topic)) for topic in TOPICS for words in (SELLING, WEIGHING)]
    none = [None] * len(sentences)
    general = [
        GeneralText(sentences=marks_of(words.format(topic)), leaning=leaning, group=topic)
        for topic in ("boat", "barn", "organ", "mill", "tram", "loom")
        for words, leaning in ((HIRING, 3.0), (TELLING, -2.0))
    ]
    groups = [topic for topic in TOPICS for _ in "ab"]
    return WordingReader().fit(sentences, [2.0, -2.0] * len(TOPICS), none, none, groups, general)


def test_a_text_not_about_health_is_read_as_a_general_text(reader_with_general_texts):
    sells, tells = (
        reader_with_general_texts.score(marks_of(words.format("windmill")), trust=0.0) for words in (HIRING, TELLING)
    )
    assert sells.values[-1] > 1 > 0 > tells.values[-1]
    assert set(sells.telling) <= set(HIRING.lower().replace(".", "").replace(",", "").split()) | {"visitor is"}


def test_a_page_on_health_is_not_read_as_a_general_text(reader_with_general_texts):
    page = marks_of(SELLING.format("chlorella"))
    alone = reader_with_general_texts.page_.score(hash_page(page))
    assert reader_with_general_texts.score(page, trust=1.0).values[-1] == alone.value


def test_what_is_partly_about_health_is_read_partly_so(reader_with_general_texts):
    page = marks_of(SELLING.format("chlorella") + " " + HIRING.format("windmill"))
    as_page, half, as_text = (reader_with_general_texts.score(page, trust=t).values[-1] for t in (1.0, 0.5, 0.0))
    assert half == pytest.approx((as_page + as_text) / 2)
