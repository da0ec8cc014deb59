"""Words that show the talk of a trade or the joints of an argument, and how the features count them."""

from __future__ import annotations

import pytest

from hypecheck.annotate import Annotator
from hypecheck.clean import article_from_text
from hypecheck.features import extract_features
from hypecheck.register import read_register

FIRM = "Our team offers a full range of services for clients. The showroom is easy to find, and delivery is free."
REVIEW = "Although two trials found less pain, neither could say whether it lasts, because both were small."
PADDING = "The path runs along the river to the old bridge. "


@pytest.fixture(scope="module")
def measure():
    annotator = Annotator()

    def values(text):
        article = article_from_text(text)
        return extract_features(article, annotator.annotate(article)).values

    return values


def kinds(text):
    return [kind for kind, *_ in read_register(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Our customers", ["trade"]),
        ("OUR CUSTOMERS", ["trade"]),
        ("It doesn't last, but", ["argument", "argument"]),
        ("It doesn’t last", ["argument"]),
        ("It does n't last", ["argument"]),
        ("Customary ranges", []),
        ("", []),
    ],
    ids=["a word of trade", "capitals", "contraction", "curly contraction", "tokenised", "other words", "empty"],
)
def test_words_are_told_by_their_register(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("free radicals", []),
        ("gluten-free and dairy free", []),
        ("a toll-free number", []),
        ("the bottle is free", ["trade"]),
        ("interest-free payments", ["trade"]),
        ("the best part of ten years", []),
        ("Best before: see cap", []),
        ("the best range", ["trade", "trade"]),
        ("in order to sleep", []),
        ("The doctor may order a scan", ["argument"]),
        ("order a scanner", ["trade"]),
        ("your health care team", []),
        ("our medical team", ["trade"]),
        ("leading to scars", []),
        ("a leading brand", ["trade"]),
        ("a full recovery, full of hope", []),
        ("the full set", ["trade"]),
        ("in the normal range", []),
        ("Doses range from 5 mg", []),
        ("dairy products", []),
        ("a wide range of symptoms", []),
        ("a wide range of oils", ["trade", "trade"]),
        ("a great deal of doubt", []),
        ("It is not suitable for infants", ["argument"]),
        ("after delivery of the baby", []),
        ("delivery by courier", ["trade"]),
        ("health services", []),
        ("the size of a pea", []),
        ("fitted in your size", ["trade", "trade"]),
        ("closed in May", []),
        ("MAY 20, 2024", []),
        ("20 May and 3rd May", []),
        ("from April to May of 2001", []),
        ("May to July", []),
        ("Kale May Help", ["argument"]),
        ("IT MAY HELP", ["argument"]),
        ("this may be", ["argument"]),
        ("the WHO list", []),
        ("WHO SHOULD NOT", ["argument", "argument", "argument"]),
        ("Who", ["argument"]),
        ("more of it (NO) is made", []),
        ("No more", ["argument"]),
        ("Bulletin No. 7", []),
        ("stored since 1998", []),
        ("stored since last March", []),
        ("since two of them left", ["argument"]),
        ("sleep is a must", []),
        ("you must sleep", ["argument"]),
        ("van't Hoff", []),
    ],
)
def test_a_word_in_another_sense_shows_no_register(text, expected):
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("It has been sold in the US since spring.", False),
        ("It cost US$15 there.", False),
        ("Contact us in spring.", True),
        ("CALL US IN SPRING.", True),
        ("About Us", True),
        ("Most of us wake early.", False),
        ("It wears out our bodies.", False),
        ("It wears out our mats.", True),
    ],
)
def test_we_is_a_firm_and_no_country(text, counts, measure):
    assert (measure(text)["we_rate"] > 0) is counts


@pytest.mark.parametrize(
    ("text", "counts"), [("It is type I collagen.", False), ("A phase I trial.", False), ("I sleep well.", True)]
)
def test_a_roman_number_is_nobody(text, counts, measure):
    assert (measure(text)["i_rate"] > 0) is counts


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("A specialist can run to $900.", False),
        ("A specialist can tell you more.", True),
        ("The doctor who founded the brand lives in Leeds.", False),
        ("This page is not medical advice.", False),
        ("Seek medical advice.", True),
    ],
)
def test_a_specialist_who_costs_is_no_advice(text, counts, measure):
    assert (measure(text)["professional_advice_share"] > 0) is counts


def test_spans_are_where_the_words_stand():
    text = "Yes. Our customers agree."
    assert [text[start:end] for _, start, end in read_register(text, 5, 18)] == ["customers"]


def test_a_brochure_speaks_of_trade_and_a_review_argues(measure):
    brochure, review = measure(FIRM), measure(REVIEW)
    assert brochure["trade_words"] > 2 * review["trade_words"]
    assert review["argument_words"] > 2 * brochure["argument_words"]


@pytest.mark.parametrize(
    "text",
    [
        "The company says its unique product is ideal for clients.",
        "There is no good evidence that the service suits these customers.",
        "It is sold with the words “ideal for clients” and so on.",
        "The regulator told the company to stop.",
    ],
    ids=["somebody else says it", "in a sentence that weighs", "quoted", "a firm reported on"],
)
def test_words_of_trade_count_only_where_the_writer_sells(text, measure):
    assert measure(text)["trade_words"] == 0.0


def test_reference_entries_do_not_count(measure):
    listed = f"{PADDING * 3}\n\nReferences\n\n1. Lee A. Which products and services? Best Range J. 2019;4(2):1-9."
    assert measure(listed)["argument_words"] == measure(f"{PADDING * 3}\n\nReferences")["argument_words"]


@pytest.mark.parametrize("name", ["plug_any", "plug_in_last_tenth", "plug_purchase"])
def test_a_plug_counts_in_an_article_and_for_less_in_a_book(name, measure):
    article, book = (measure(PADDING * times + "Buy now.")[name] for times in (40, 400))
    assert article > 0.3
    assert 0 < book < 0.5 * article
