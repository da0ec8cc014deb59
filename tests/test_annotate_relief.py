"""Good is brought, given or offered, much or little of it, and what it is on is the outcome."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("text", "agent", "outcome"),
    [
        ("In stiff necks, the massage gives small relief.", "the massage", "stiff necks"),
        ("The spray brings relief from hay fever.", "The spray", "hay fever"),
        ("The cream gives a slight benefit for eczema.", "The cream", "eczema"),
        ("In back pain, the gel gives relief.", "the gel", "back pain"),
        ("The balm offered quick relief for sore muscles.", "The balm", "sore muscles"),
        ("The insole takes the strain off a flat arch.", "The insole", "a flat arch"),
        ("The pillow lifts pressure from the lower back.", "The pillow", "the lower back"),
        ("The gel takes the sting out of sunburn.", "The gel", "sunburn"),
        pytest.param("The balm gives relief for six hours.", "The balm", "relief", id="for how long"),
        pytest.param("In winter the balm brings relief.", "the balm", "relief", id="when"),
        pytest.param("The spray offers protection for a whole flu season.", "The spray",
                     "protection for a whole flu season", id="for a season"),
        pytest.param("The gel gives quick relief for people with eczema.", "The gel", "quick relief", id="for whom"),
    ],
)  # fmt: skip
def test_what_good_is_on_is_the_outcome(read, text, agent, outcome):
    assert [(claim.agent, claim.outcome) for claim in read(text).notes.claims] == [(agent, outcome)]


@pytest.mark.parametrize(
    "text",
    [
        "In stiff necks, the massage gives small relief.",
        "The patch gave slight pain relief.",
        "The benefit is likely to be small.",
        "Modest symptom relief was seen with the tea.",
    ],
)
def test_a_slight_effect_is_a_limit(read, text):
    notes = read(text).notes
    assert [limit.kind for limit in notes.limits] == ["limit"]
    assert "slight-effect" in {cue.entry for cue in notes.cues if cue.category == "limitation"}


def test_heat_that_is_taken_off_a_thing_claims_nothing(read):
    assert not read("It takes the heat from the pan.").notes.claims


@pytest.mark.parametrize("text", ["The gel gives great relief.", "A small jar of balm brings relief from pain."])
def test_relief_that_is_not_small_is_no_limit(read, text):
    notes = read(text).notes
    assert notes.claims
    assert not notes.limits


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("In the gut wall, berberine blocks the enzymes that split sugar.", "the enzymes"),
        ("Lemon juice raises citrate in the urine.", "citrate"),
        pytest.param("Zinc plays a key role in sleep.", "sleep", id="a part"),
        pytest.param("Yoga improves things in back pain.", "back pain", id="nothing said"),
    ],
)
def test_what_is_acted_on_comes_before_where(read, text, outcome):
    assert [claim.outcome for claim in read(text).notes.claims] == [outcome]
