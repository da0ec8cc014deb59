"""What a run keeps of an assessment gives the same assessment back."""

import zlib

import msgspec
import pytest

from hypecheck.batch._records import restore, store
from hypecheck.records import Abstention, Article, Assessment, Failure, Framing, InputItem, Reason

ITEM = InputItem(id="1", source="urls.txt", line=1, url="https://example.org/")
ARTICLE = Article(text="Zinc may help.", blocks=(), word_count=3)


@pytest.mark.parametrize(
    "assessment",
    [
        Assessment(input=ITEM, failure=Failure(stage="fetch", code="dns", detail="No such host.")),
        Assessment(input=ITEM, abstention=Abstention(code="too_short", detail="2 words."), versions={"model": "x"}),
        Assessment(input=ITEM, article=Article(text="", blocks=())),
        Assessment(input=ITEM, article=Article(text="", blocks=(), word_count=60_000, is_cut=True)),
    ],
    ids=["failed", "abstained", "empty", "cut"],
)
def test_an_assessment_comes_back_as_it_was(assessment):
    assert restore(store(assessment).record, ITEM) == assessment


def test_an_assessed_page_comes_back_as_it_was(read):
    text = "Magnesium may ease cramps, says a trial of 40 people; more research is needed [1]. Order ours today! " * 9
    article, notes = read(text)
    assert notes.claims
    framing = Framing(score=1 / 3, band="mixed", raw_score=-0.1, low=0.1, high=0.9)
    reasons = (Reason(feature="plugs", value=9.0, contribution=0.7, text="9 plugs.", spans=((0, 9), (90, 99))),)
    assessment = Assessment(input=ITEM, article=article, annotations=notes, framing=framing, reasons=reasons)
    assert restore(store(assessment).record, ITEM) == assessment


def test_what_an_earlier_program_did_not_tell_is_as_by_default():
    kept = msgspec.msgpack.decode(zlib.decompress(store(Assessment(input=ITEM, article=ARTICLE)).record))
    del kept["article"]["is_cut"]
    assert restore(zlib.compress(msgspec.msgpack.encode(kept)), ITEM).article == ARTICLE


def test_it_comes_back_as_that_of_the_input_asked_for():
    other = InputItem(id="2", source="urls.txt", line=2)
    stored = store(Assessment(input=ITEM, abstention=Abstention(code="too_short", detail="2 words.")))
    assert restore(stored.record, other).input == other


def test_half_a_character_pair_is_mended():
    article = Article(text="A \ud83d b", blocks=())
    stored = store(Assessment(input=ITEM, article=article))
    assert restore(stored.record, ITEM).article.text == "A \ufffd b"


@pytest.mark.parametrize("code", [None, "dns"])
def test_the_code_of_a_failure_can_be_seen_without_unpacking(code):
    failure = None if code is None else Failure(stage="fetch", code=code, detail="x")
    assert store(Assessment(input=ITEM, failure=failure)).failure == code
