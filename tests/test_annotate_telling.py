"""Whose a claim is: what the rules read stands unless the marks speak clearly for another answer."""

from __future__ import annotations

import pytest

from hypecheck.annotate._telling import Telling, choose_voice
from hypecheck.annotate._weighing import Weights, load_weights
from hypecheck.records import Voice

WEIGHTS: dict[Voice, Weights] = {
    "author": Weights(bias=0.0, threshold=0.0, by_mark={"rule author": 1.0}),
    "reported": Weights(bias=-1.0, threshold=0.0, by_mark={"above says": 4.0, "above hopes": 2.3}),
}


@pytest.mark.parametrize(
    ("marks", "voice"),
    [
        pytest.param(["rule author"], "author", id="nothing speaks against the rules"),
        pytest.param(["rule author", "above says"], "reported", id="a mark speaks clearly against them"),
        pytest.param(["rule author", "above hopes"], "author", id="a mark speaks against them by too little"),
        pytest.param([], "author", id="no marks"),
    ],
)
def test_what_the_rules_read_stands_unless_marks_clearly_speak_against_it(marks: list[str], voice: str) -> None:
    assert choose_voice(Telling("author", marks), WEIGHTS, sure_by=0.5) == voice


def test_a_voice_without_weights_is_left_to_the_rules() -> None:
    assert choose_voice(Telling("distanced", ["above says"]), WEIGHTS, sure_by=0.5) == "distanced"


def test_the_shipped_weights_know_every_voice() -> None:
    assert set(load_weights().voice) == {"author", "reported", "distanced"}


@pytest.mark.parametrize(
    "text",
    [
        "Campaigners say that phones harm sleep.",
        "Ministers fear that vaping damages young lungs.",
        "A panel of herbalists agreed that the tea eases pain.",
        "One patient told me the exercises had eased her pain.",
        "He credits the broth with curing his gout.",
        "Side effects such as headache were reported by a third of patients.",
    ],
)
def test_what_somebody_else_says_is_reported_whoever_says_it(read, text):
    voices = {claim.voice for claim in read(text).notes.claims}
    assert voices == {"reported"}


@pytest.mark.parametrize(
    "text",
    [
        "I say that phones harm sleep.",
        "You will find that the tea eases pain.",
        "That is to say that phones harm sleep.",
    ],
)
def test_what_the_writer_says_himself_is_his(read, text):
    voices = {claim.voice for claim in read(text).notes.claims}
    assert voices == {"author"}
