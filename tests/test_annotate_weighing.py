"""Marks go in, a score comes out: the same for the same marks, however they are ordered."""

from __future__ import annotations

from itertools import permutations

from hypecheck.annotate._weighing import Weights

WEIGHTS = Weights(bias=0.5, threshold=1.0, by_mark={"a": 0.1, "b": 0.2, "c": 0.3, "d": -0.6})


def test_a_score_does_not_hang_on_the_order_of_the_marks():
    assert len({0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1}) == 2  # what a plain sum would give
    assert len({WEIGHTS.score(marks) for marks in permutations("abcd")}) == 1


def test_no_marks_weigh_nothing_and_unknown_ones_neither():
    assert WEIGHTS.add_up([]) == 0.0
    assert WEIGHTS.score(["unheard of"]) == -0.5
