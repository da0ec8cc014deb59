"""Sentences become rows of a matrix: the columns scikit-learn would give them, without its detours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from hypecheck.features import read_text
from hypecheck.wording import _hash, mark_sentences

OPTIONS = {"token_pattern": r"\S+", "lowercase": False, "norm": None, "binary": True, "alternate_sign": False}


def marks_of(text):
    return mark_sentences(*read_text(text))


def hash_by_scikit_learn(sentences):
    words = HashingVectorizer(n_features=2**17, ngram_range=(1, 2), **OPTIONS)
    marks = HashingVectorizer(n_features=2**12, **OPTIONS)
    rows = normalize(words.transform([marked.sentence.wording for marked in sentences]))
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
    ours, theirs = _hash(sentences), hash_by_scikit_learn(sentences)
    theirs.sort_indices()
    assert ours.shape == theirs.shape
    assert np.array_equal(ours.indptr, theirs.indptr)
    assert np.array_equal(ours.indices, theirs.indices)
    assert np.array_equal(ours.data, theirs.data)


def test_no_sentence_gives_no_row():
    assert _hash([]).shape[0] == 0


def test_a_sentence_without_words_gives_an_empty_row():
    (marked,) = marks_of("Zinc.")
    bare = replace(marked, sentence=replace(marked.sentence, wording=""), marks="")
    assert _hash([bare]).nnz == 0
