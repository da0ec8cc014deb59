"""Agreement is what the papers and well-kept libraries make of the same figures."""

from __future__ import annotations

import doctest
import random

import krippendorff
import pytest
from sklearn.metrics import cohen_kappa_score

import hypecheck.agreement
from hypecheck.agreement import cohens_kappa, krippendorffs_alpha, pairs_of

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections C and D: four observers, twelve units
FOUR_OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
UNITS = [
    [value for value in unit if value != "."] for unit in zip(*(row.split() for row in FOUR_OBSERVERS), strict=True)
]


class TestAlpha:
    def test_names_give_what_krippendorff_2011_gives(self):
        assert krippendorffs_alpha(UNITS) == pytest.approx(0.743, abs=0.0005)

    def test_ranks_give_what_krippendorff_2011_gives(self):
        assert krippendorffs_alpha(UNITS, order="12345") == pytest.approx(0.815, abs=0.0005)

    def test_two_observers_of_two_values_give_what_krippendorff_2011_gives(self):
        # section A: ten units, binary data, no missing values
        pairs = zip("0100000010", "1110010000", strict=True)
        assert krippendorffs_alpha(list(pairs)) == pytest.approx(0.095, abs=0.0005)

    @pytest.mark.parametrize("seed", range(20))
    def test_any_figures_give_what_the_package_krippendorff_gives(self, seed):
        chance = random.Random(seed)  # noqa: S311  # figures for a test
        counts = [[chance.choice((0, 0, 1, 2)) for _ in range(4)] for _ in range(30)]
        units = [[str(value) for value, count in enumerate(row) for _ in range(count)] for row in counts]
        for level, order in (("nominal", None), ("ordinal", "0123")):
            expected = krippendorff.alpha(value_counts=counts, level_of_measurement=level)
            assert krippendorffs_alpha(units, order=order) == pytest.approx(expected)

    @pytest.mark.parametrize("units", [[], [["a"], ["b"]], [["a", "a"], ["a", "a"]]], ids=["none", "alone", "one"])
    def test_what_cannot_be_compared_gives_none(self, units):
        assert krippendorffs_alpha(units) is None
        assert krippendorffs_alpha(units, order=("a", "b")) is None

    def test_all_agreed_on_two_values_is_one(self):
        assert krippendorffs_alpha([["a", "a"], ["b", "b", "b"]]) == 1

    def test_a_value_outside_the_order_is_told(self):
        with pytest.raises(ValueError, match="skip: not in the order"):
            krippendorffs_alpha([["mixed", "skip"]], order=("balanced", "mixed"))


class TestKappa:
    def test_two_clinicians_give_what_fleiss_gives(self):
        # Fleiss, Levin and Paik, "Statistical Methods for Rates and Proportions" (2003), table 18.1: kappa 0.68
        table = {("p", "p"): 75, ("p", "n"): 1, ("p", "o"): 4, ("n", "p"): 5, ("n", "n"): 4, ("n", "o"): 1}
        table |= {("o", "o"): 10}
        pairs = [pair for pair, count in table.items() for _ in range(count)]
        assert cohens_kappa(pairs) == pytest.approx(0.68, abs=0.005)

    @pytest.mark.parametrize("seed", range(20))
    def test_any_figures_give_what_scikit_learn_gives(self, seed):
        chance = random.Random(seed)  # noqa: S311  # figures for a test
        first = [chance.choice("abc") for _ in range(40)]
        second = [value if chance.random() < 0.6 else chance.choice("abcd") for value in first]
        assert cohens_kappa(list(zip(first, second, strict=True))) == pytest.approx(cohen_kappa_score(first, second))

    @pytest.mark.parametrize("pairs", [[], [("a", "a")] * 9], ids=["none", "one value"])
    def test_what_chance_gives_too_is_none(self, pairs):
        assert cohens_kappa(pairs) is None

    def test_never_agreeing_is_below_chance(self):
        assert cohens_kappa([("a", "b"), ("b", "a")]) == -1


def test_the_people_of_each_pair_are_set_side_by_side():
    units = [{"ben": "mixed", "ann": "balanced"}, {"ann": "mixed"}, {"ann": "mixed", "ben": "mixed", "cem": "balanced"}]
    assert pairs_of(units) == {
        ("ann", "ben"): [("balanced", "mixed"), ("mixed", "mixed")],
        ("ann", "cem"): [("mixed", "balanced")],
        ("ben", "cem"): [("mixed", "balanced")],
    }


def test_the_examples_hold():
    assert doctest.testmod(hypecheck.agreement).failed == 0
