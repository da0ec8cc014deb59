"""What is blamed, looked into or linked acts; several things act each by itself, several words describe one thing."""

from __future__ import annotations

import pytest


@pytest.fixture
def pairs_of(read):
    def pairs(text: str) -> list[tuple[str, str]]:
        return [(claim.agent, claim.outcome) for claim in read(text).notes.claims]

    return pairs


@pytest.mark.parametrize(
    ("text", "agent", "outcome", "voice"),
    [
        ("People blame the jab for their headaches.", "the jab", "their headaches", "distanced"),
        ("Salt is widely blamed for high blood pressure.", "Salt", "high blood pressure", "distanced"),
        ("She blamed the gel for her rash.", "the gel", "her rash", "author"),
        ("The gel may be to blame for some rashes.", "The gel", "some rashes", "author"),
    ],
)
def test_what_is_blamed_acts(read, text, agent, outcome, voice):
    [claim] = read(text).notes.claims
    assert (claim.agent, claim.outcome, claim.voice) == (agent, outcome, voice)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Do not blame yourself for your migraines.", id="oneself"),
        pytest.param("He blames his wife for his headaches.", id="somebody"),
        pytest.param("The clinic was blamed for the delay.", id="no health"),
    ],
)
def test_somebody_who_is_blamed_acts_on_nothing(pairs_of, text):
    assert all(agent == "" for agent, _ in pairs_of(text))


@pytest.mark.parametrize(
    ("text", "agent", "outcome", "certainty"),
    [
        ("The evidence on yoga for back pain is mixed.", "yoga", "back pain", "hedged"),
        ("Evidence on the use of zinc in colds remains weak.", "zinc", "colds", "hedged"),
        ("Evidence on copper for arthritis is lacking.", "copper", "arthritis", "negated"),
    ],
)
def test_what_was_looked_into_acts_as_surely_as_the_evidence(read, text, agent, outcome, certainty):
    [claim] = read(text).notes.claims
    assert (claim.agent, claim.outcome, claim.certainty) == (agent, outcome, certainty)
    assert [limit.kind for limit in read(text).notes.limits] == ["weak_evidence"]


def test_evidence_on_how_many_are_ill_claims_nothing(pairs_of):
    assert pairs_of("Evidence on trends in obesity is mixed.") == []


def test_what_is_linked_with_something_acts(read):
    [claim] = read("Long-term use of the drops has been linked with bone loss.").notes.claims
    assert (claim.agent, claim.outcome) == ("Long-term use of the drops", "bone loss")
    assert claim.strength == "correlational"


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("Fish oil plus zinc eases joint pain.", ["Fish oil", "zinc"]),
        pytest.param("The Bath & Bone Oil eases pain.", ["The Bath & Bone Oil"], id="one name"),
    ],
)
def test_several_things_act_each_by_itself(pairs_of, text, agents):
    assert [agent for agent, _ in pairs_of(text)] == agents


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("The balm soothes itchy, dry and cracked skin.", "itchy, dry and cracked skin"),
        ("The oil relaxes stiff and sore muscles.", "stiff and sore muscles"),
        pytest.param("The balm soothes skin that is dry and cracked.", "skin", id="behind the thing"),
    ],
)
def test_several_words_describe_one_thing(pairs_of, text, outcome):
    assert [found for _, found in pairs_of(text)] == [outcome]


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("Very common (more than 1 in 10 people): sore arm, tiredness, fever", ["sore arm", "tiredness", "fever"]),
        ("# Side effects\n\nRare: fits, yellow skin or a severe rash.", ["fits", "yellow skin", "severe rash"]),
    ],
)
def test_harms_listed_by_how_often_they_come_stand_each_for_itself(pairs_of, text, outcomes):
    assert pairs_of(text) == [("", outcome) for outcome in outcomes]


def test_other_things_that_are_common_are_no_harms(pairs_of):
    assert pairs_of("Common: daisies, nettles and clover.") == []


def test_signs_listed_by_how_often_they_come_are_no_harms(pairs_of):
    about = "The flu is an infection of the nose, throat and lungs. " * 6
    signs = "\n\nVery common: fever, cough and headache."
    assert pairs_of(f"{about}\n\n## Symptoms{signs}") == []
    assert ("", "fever") in pairs_of(f"{about}\n\n## Side effects{signs}")


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("Less swelling, less clicking", {"Less swelling", "less clicking"}),
        ("Lower pressure, longer runs", {"Lower pressure", "longer runs"}),
        pytest.param("Fewer headaches, less coffee", {"Fewer headaches"}, id="what acts"),
        pytest.param("No cramps, no queues, no prescription", {"No cramps"}, id="how it is sold"),
    ],
)
def test_items_of_a_line_that_open_alike_are_claimed_alike(pairs_of, text, outcomes):
    assert {outcome for _, outcome in pairs_of(text)} == outcomes


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("The balm is promoted for everything from asthma to anxiety and snoring.", ["asthma", "anxiety", "snoring"]),
        ("Hot tubs were said to drive out everything from gout to grief.", ["gout", "grief"]),
        pytest.param("The balm eases pain from the neck to the hips.", ["pain"], id="one pain"),
    ],
)
def test_everything_from_one_to_another_is_told_of_each(pairs_of, text, outcomes):
    assert [outcome for _, outcome in pairs_of(text)] == outcomes
