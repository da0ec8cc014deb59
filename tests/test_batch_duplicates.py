"""One page under two addresses, and one text on many sites, are one decision."""

import itertools
import random

import pytest

from hypecheck.batch import assess_many
from hypecheck.batch._duplicates import Twins, identify_url, sign_text
from hypecheck.records import Abstention, Article, Assessment, Framing, InputItem

WORDS = [
    f"{a}{b}" for a, b in itertools.product(["vita", "zin", "cal", "magne", "sele"], ["min", "co", "cium", "sium"])
]


def text(seed, words=300):
    return " ".join(random.Random(seed).choices(WORDS, k=words))  # noqa: S311  # no secret


@pytest.mark.parametrize(
    "other",
    [
        "http://shop.example/k2?a=1&b=2",
        "http://shop.example/k2?b=2&a=1",
        "HTTP://Shop.Example:80/k2?a=1&b=2",
        "http://shop.example/k2?a=1&b=2#reviews",
        "http://shop.example/k2?utm_source=mail&utm_medium=x&a=1&b=2",
        "http://shop.example/k2?a=1&b=2&gclid=abc&fbclid=def",
        "http://shop.example/k2?a=1&b=2&ref=partner7",
        " http://shop.example/k2?a=1&b=2 ",
    ],
)
def test_addresses_of_one_page_are_the_same(other):
    assert identify_url(other) == identify_url("http://shop.example/k2?a=1&b=2")


@pytest.mark.parametrize(
    "other",
    [
        "https://shop.example/k2?a=1&b=2",
        "http://www.shop.example/k2?a=1&b=2",
        "http://shop.example:8080/k2?a=1&b=2",
        "http://shop.example/K2?a=1&b=2",
        "http://shop.example/k2/?a=1&b=2",
        "http://shop.example/k2?a=1&b=3",
        "http://shop.example/k2?a=1&b=2&page=2",
    ],
)
def test_addresses_that_may_be_other_pages_are_not(other):
    assert identify_url(other) != identify_url("http://shop.example/k2?a=1&b=2")


@pytest.mark.parametrize("url", ["", "k2", "ftp://shop.example/", "http://[::1/", "http://u:p@shop.example/"])
def test_what_is_no_address_is_nobodys_twin(url):
    assert identify_url(url) is None


class TestTwins:
    def find(self, *texts):
        twins = Twins()
        found = [twins.find_first(str(number), sign_text(each)) for number, each in enumerate(texts)]
        twins.close()
        return found

    def test_the_same_text_is_found_again_and_points_to_the_first(self):
        assert self.find(text(1), text(2), text(1), text(1)) == [None, None, "0", "0"]

    def test_a_line_of_ones_own_does_not_make_it_another(self):
        own = "Order it in our shop today and save twenty per cent on every single box."
        assert self.find(text(1), f"{text(1)} {own}", f"{own} {text(1)}") == [None, "0", "0"]

    def test_case_and_layout_do_not_make_it_another(self):
        assert self.find(text(1), text(1).upper().replace(" ", "\n\n")) == [None, "0"]

    def test_half_of_a_text_is_another(self):
        assert self.find(text(1), f"{text(1, 150)} {text(3, 150)}") == [None, None]

    def test_texts_with_the_same_words_in_another_order_are_others(self):
        words = text(1).split()
        assert self.find(" ".join(words), " ".join(sorted(words))) == [None, None]

    def test_the_empty_text_has_no_signature(self):
        assert sign_text("") == sign_text(" \n ") == b""

    @pytest.mark.parametrize("short", ["a", "zinc works", "\ud83d"])
    def test_a_few_words_are_compared_whole(self, short):
        assert self.find(short, "another thing altogether", short) == [None, None, "0"]

    def test_many_texts_are_told_apart(self):
        assert self.find(*(text(seed) for seed in range(300))) == [None] * 300


class ScoringChecker:
    def assess_item(self, item):
        article = Article(text=item.text, blocks=())
        if "login" in item.text:
            return Assessment(input=item, article=article, abstention=Abstention(code="login", detail="x"))
        framing = Framing(score=0.9, band="commercial", raw_score=1.0, low=0.8, high=1.0)
        return Assessment(input=item, article=article, framing=framing)


def test_assessments_name_the_first_with_the_same_words():
    texts = [text(1), text(2), text(1) + " shop", "login " + text(5), "login " + text(5)]
    done = assess_many(texts, checker_factory=ScoringChecker)
    assert [each.duplicate_of for each in done] == [None, None, "1", None, None]


def test_a_url_that_was_there_before_has_the_record_of_the_first():
    urls = ["http://127.0.0.1/a?utm_source=x", "http://127.0.0.1/b", "http://127.0.0.1/a"]
    items = [InputItem(id=f"{number}", source="urls.txt", line=number, url=url) for number, url in enumerate(urls)]
    first, other, again = assess_many(items, checker_factory=ScoringChecker)
    assert (first.duplicate_of, other.duplicate_of, again.duplicate_of) == (None, None, "0")
    assert again.input == items[2]
    assert again.failure == first.failure
