"""Marks go in, a score comes out: the same for the same marks, however they are ordered."""

from __future__ import annotations

from itertools import permutations

import pytest

from hypecheck.annotate import Annotator
from hypecheck.annotate._cues import find_hits
from hypecheck.annotate._weighing import Weights, WordMarks
from hypecheck.clean import article_from_text

WEIGHTS = Weights(bias=0.5, threshold=1.0, by_mark={"a": 0.1, "b": 0.2, "c": 0.3, "d": -0.6})


def test_a_score_does_not_hang_on_the_order_of_the_marks():
    assert len({0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1}) == 2  # what a plain sum would give
    assert len({WEIGHTS.score(marks) for marks in permutations("abcd")}) == 1


def test_no_marks_weigh_nothing_and_unknown_ones_neither():
    assert WEIGHTS.add_up([]) == 0.0
    assert WEIGHTS.score(["unheard of"]) == -0.5


@pytest.fixture(scope="module")
def marks_of():
    annotator = Annotator()

    def marks(text):
        article = article_from_text(text)
        sentences = annotator.tokenise(article)
        found = find_hits(article.text, annotator.lexicon, [each.record for each in sentences])
        hits = {n: [hit for index, hit in found if index == n] for n in range(len(sentences))}
        return WordMarks(sentences, hits)

    return marks


def test_what_a_sentence_sells_by_holds_what_it_promises_by(marks_of):
    marks = marks_of("Gasparil soaks up wind for only £ 9 a box.")
    assert marks.wording(0) == marks.words_and_cues(0)[: len(marks.wording(0))]
    assert {"says gasparil", "says for only"} <= set(marks.wording(0))
    further = set(marks.words_and_cues(0)) - set(marks.wording(0))
    assert {"price", "names 0", "strange name opens alone", "a strange name puts itself forward"} <= further


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("The box of Gasparil is here.", {"strange name inside alone", "names 1"}),
        ("Quillan Orrenby thinks so.", {"strange name inside beside another", "opens with a name"}),
        ("Zinc is here, and so is Vitamin Zinc.", {"names 2"}),
        ("GasPro is here.", {"coined name", "strange name opens alone"}),
    ],
)
def test_names_that_nobody_knows_are_marked(marks_of, text, marked):
    found = {mark for mark in marks_of(text).words_and_cues(0) if "name" in mark}
    assert marked <= found
    assert ("strange" in " ".join(found)) == ("strange" in " ".join(marked))


def test_marks_are_made_once(marks_of):
    marks = marks_of("Zinc shortens colds. It is cheap.")
    assert marks.words_and_cues(1) is marks.words_and_cues(1)
    assert marks.wording(0) is not marks.wording(1)
