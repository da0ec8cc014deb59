"""The whole way with everything real: text, pages and bad input in, one assessment out, whatever came in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import spacy

import hypecheck
from hypecheck.annotate import _annotator
from hypecheck.config import Settings, samples_folder
from hypecheck.framing import FramingModel
from hypecheck.pipeline import Checker

pytestmark = pytest.mark.slow

SENTENCE = "Magnesium tablets may help some adults with muscle cramps at night, says one small trial."  # 15 words
HEALTH = " ".join([SENTENCE] * 14_000).split()
GERMAN = (
    "Magnesium ist ein lebenswichtiger Mineralstoff, den der Körper nicht selbst herstellen kann. Ein Mangel kann zu "
    "Muskelkrämpfen, Müdigkeit und Schlafstörungen führen. Erwachsene sollten täglich etwa 300 Milligramm aufnehmen, "
    "am besten über Nüsse, Vollkornprodukte und grünes Gemüse. Wer Medikamente gegen Bluthochdruck nimmt, sollte vor "
    "der Einnahme von Präparaten mit dem Arzt oder der Apothekerin sprechen, denn es gibt Wechselwirkungen. "
)
FRENCH = (
    "Le magnésium est un minéral indispensable que le corps ne fabrique pas lui-même. Une carence peut provoquer des "
    "crampes musculaires, de la fatigue et des troubles du sommeil. Les adultes devraient en consommer environ trois "
    "cents milligrammes par jour, surtout dans les noix, les céréales complètes et les légumes verts. Les personnes "
    "qui prennent des médicaments contre l'hypertension devraient en parler à leur médecin avant toute cure. "
)
CART = """
    <html><head><title>Your cart - Nightcalm</title></head><body>
    <nav><a href="/">Home</a> <a href="/shop">Shop</a></nav>
    <main><h1>Your shopping cart</h1><table>
    <tr><th>Product</th><th>Quantity</th><th>Price</th></tr>
    <tr><td>Magnesium 400 mg, 90 capsules</td><td><input value="2"></td><td>$24.90</td></tr>
    <tr><td>Vitamin D3 drops</td><td><input value="1"></td><td>$12.50</td></tr></table>
    <p>Subtotal $62.30</p><p>Shipping is calculated at checkout.</p>
    <form action="/checkout"><button>Proceed to checkout</button></form></main></body></html>
"""
# each entity is ten of the one before: a gigabyte in all
ENTITIES = [f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10)]
ENTITY_BOMB = f'<!DOCTYPE html [<!ENTITY e0 "magnesium">{"".join(ENTITIES)}]>'
COOKIE_WALL = """
    <html><head><title>Before you continue</title></head><body><h1>Before you continue</h1>
    <p>We and our 842 partners store cookies on your device to measure content and show personalised advertising.</p>
    <p>You can accept all cookies, reject them or manage your choices. Your consent is kept for six months.</p>
    <button>Accept all</button><button>Reject all</button><button>Manage options</button></body></html>
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return hypecheck.load()


def end_of(done: hypecheck.Assessment) -> str:
    """Return the code of an abstention or failure, or "assessed"."""
    if done.failure is not None:
        return done.failure.code
    return "assessed" if done.abstention is None else done.abstention.code


def words(count: int) -> str:
    return " ".join(HEALTH[:count])


def test_preparing_loads_the_language_pipeline_so_that_no_page_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = []
    monkeypatch.setattr(FramingModel, "load", lambda name: name)
    monkeypatch.setattr(_annotator, "load_pipeline", lambda: loaded.append("spaCy") or spacy.blank("en"))
    checker = Checker(Settings())
    assert loaded == []
    checker.prepare()
    checker.prepare()
    assert loaded == ["spaCy"]


@pytest.mark.parametrize(
    ("count", "end"),
    [(0, "empty_extraction"), (5, "too_short"), (50, "too_short"), (79, "too_short"), (80, "assessed")],
)
def test_a_text_is_scored_from_eighty_words(checker: Checker, count: int, end: str) -> None:
    done = checker.assess_text(words(count))
    assert end_of(done) == end
    assert (done.framing is not None) == (end == "assessed")


def test_a_single_sentence_without_a_score_still_has_its_claim(checker: Checker) -> None:
    done = checker.assess_text(SENTENCE)
    assert end_of(done) == "too_short"
    assert done.annotations is not None
    assert [claim.certainty for claim in done.annotations.claims] == ["hedged"]


def test_a_text_of_two_hundred_thousand_words_is_cut_and_scored_in_bounded_time(checker: Checker) -> None:
    started = time.monotonic()
    done = checker.assess_text(words(200_000))
    assert end_of(done) == "assessed"
    assert done.article is not None
    assert done.article.word_count <= checker.settings.max_words
    assert time.monotonic() - started < checker.settings.page_time_limit_s


@pytest.mark.parametrize(
    ("html", "end"),
    [
        (f"<p>{words(120)}</p>".replace("may", "m\x00ay"), "assessed"),
        (b"<p>" + words(120).encode() + b"\x00</p>", "assessed"),
        ("<div>" * 100_000 + words(120), "parse_limit"),
        (f"<html><body><p>{'<b>' * 100_000}{words(120)}", "parse_limit"),
        (f"{ENTITY_BOMB}<html><body><p>&e9; {words(120)}</p></body></html>", "assessed"),
        (f"<?xml version='1.0'?>{ENTITY_BOMB}<html><body><p>{words(120)} &e9;</p></body></html>".encode(), "assessed"),
        (CART, "cart_page"),
        (COOKIE_WALL, "cookie_wall"),
        (f"<article><p>{GERMAN * 2}</p></article>", "not_english"),
        (f"<article><p>{FRENCH * 2}</p></article>", "not_english"),
        (f"<article><p>{words(300)}</p><p>{GERMAN}</p></article>", "assessed"),
        ("", "empty_extraction"),
        (b"\x00" * 5_000, "not_html"),
    ],
    ids=[
        *("NUL in a word", "NUL as a byte", "100,000 divs", "100,000 bold", "entities", "entities in XML"),
        *("shopping cart", "cookie wall"),
        *("German", "French", "English with a German part", "no bytes", "only NUL"),
    ],
)
def test_a_page_ends_in_its_code(checker: Checker, html: str | bytes, end: str) -> None:
    done = checker.assess_html(html)
    assert end_of(done) == end
    if done.article is not None:
        assert "\x00" not in done.article.text
        assert len(done.article.text) < 10_000  # no entity of the page's own has been unfolded


class TestOfOtherTypes:
    """A mistake of the caller is told at once; in a batch it is a failed record and the rest goes on."""

    @pytest.mark.parametrize("given", [None, 5, float("nan"), ["a text"]], ids=repr)
    @pytest.mark.parametrize("method", ["assess_text", "assess_html", "assess_url"])
    def test_one_page_is_refused_with_what_was_got(self, checker: Checker, method: str, given: object) -> None:
        with pytest.raises(TypeError, match=f"got a value of type {type(given).__name__}; expected "):
            getattr(checker, method)(given)

    def test_a_text_as_bytes_is_refused(self, checker: Checker) -> None:
        with pytest.raises(TypeError, match="type bytes; expected an article's text as str"):
            checker.assess_text(b"Zinc may help.")  # type: ignore[arg-type]

    @pytest.mark.parametrize("spread", [False, True], ids=["in this process", "over processes"])
    def test_a_missing_value_among_many_is_a_failed_record(self, checker: Checker, spread: bool) -> None:
        items = ["Zinc may help.", None, float("nan"), b"Zinc", "Zinc may help."]
        assess = partial(hypecheck.assess_many, checker_factory=lambda: checker) if spread else checker.assess_many
        done = list(assess(items))  # type: ignore[arg-type]
        assert [end_of(each) for each in done] == ["too_short", *["bad_record"] * 3, "too_short"]
        assert [each.input.id for each in done] == ["1", "2", "3", "4", "5"]
        assert done[1].failure is not None
        assert done[1].failure.detail.startswith("Item 2 is of type NoneType; expected an article's text")

    @pytest.mark.parametrize("spread", [False, True], ids=["in this process", "over processes"])
    def test_one_text_is_not_taken_for_many_letters(self, checker: Checker, spread: bool) -> None:
        with pytest.raises(TypeError, match="got one text; expected an iterable of texts"):
            (hypecheck.assess_many if spread else checker.assess_many)("Zinc may help.")


def test_many_are_read_no_further_than_is_asked_for_and_kept_without_their_pages(checker: Checker) -> None:
    read = []

    def texts() -> Iterator[str]:
        for number in range(5):
            read.append(number)
            yield f"Zinc may help {number}."

    many = checker.assess_many(texts())
    assert read == []
    first = next(many)
    assert read == [0]
    assert first.article is not None
    assert (first.article.text, first.input.text) == ("Zinc may help 0.", None)


def test_threads_that_share_a_checker_get_what_one_alone_gets(checker: Checker) -> None:
    pages = [path.read_bytes() for path in sorted(samples_folder().glob("*.html"))[:4]]
    alone = [checker.assess_html(page) for page in pages]
    with ThreadPoolExecutor(4) as threads:
        shared = list(threads.map(checker.assess_html, pages * 4))
    assert shared == alone * 4
