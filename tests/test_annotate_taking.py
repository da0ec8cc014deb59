"""People fare so or so, and what they take, were put on or did acts on them, wherever the sentence names it."""

from __future__ import annotations

import pytest


@pytest.fixture
def claims_of(read):
    def claims(text: str) -> list[tuple[str, str]]:
        return [(claim.agent, claim.outcome) for claim in read(text).notes.claims]

    return claims


@pytest.mark.parametrize(
    ("text", "agent", "outcome"),
    [
        pytest.param("Since I gave up cheese my rash has cleared up.", "cheese", "my rash", id="since"),
        pytest.param("Two weeks after I started the drops, my cough was gone.", "the drops", "my cough", id="after"),
        pytest.param("My gums stopped bleeding after a week on this rinse.", "this rinse", "bleeding", id="a week on"),
        pytest.param(
            "I have been taking zinc for a month and my headaches have gone.", "zinc", "my headaches", id="before it"
        ),
        pytest.param(
            "My doctor put me on a gel and my pain went away.", "a gel", "my pain", id="put on"
        ),
        pytest.param("I no longer get heartburn now that I have cut out wine.", "wine", "heartburn", id="now that"),
        pytest.param("My asthma improved after we got a filter.", "a filter", "My asthma", id="got"),
        pytest.param("I started doing stretches and my pain eased.", "stretches", "my pain", id="doing"),
        pytest.param("It worked for me, and the drops worked too, so my rash is gone.", "the drops", "my rash",
                     id="worked"),
    ],
)  # fmt: skip
def test_what_somebody_takes_acts_on_him(claims_of, text, agent, outcome):
    assert (agent, outcome) in claims_of(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Since I took the test my rash has cleared up.", id="nothing taken"),
        pytest.param("Before I started the drops my rash had cleared up.", id="before"),
        pytest.param("Since I had a stroke my headaches have gone.", id="a disease"),
        pytest.param("After the age of 40 my headaches have gone.", id="an age"),
        pytest.param("Since I took the bus my rash has cleared up.", id="a bus"),
    ],
)
def test_what_is_done_otherwise_acts_on_nobody(claims_of, text):
    found = claims_of(text)
    assert found
    assert all(agent == "" for agent, _ in found)


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        pytest.param("Patients treated with the gel had less knee pain.", "the gel", id="treated with"),
        pytest.param("Volunteers randomised to the oat diet had fewer headaches.", "the oat diet", id="randomised to"),
        pytest.param("Smokers who switched to gum had fewer headaches.", "gum", id="switched to"),
        pytest.param("Infections were lower in the vaccinated group.", "vaccinated", id="was lower in an arm"),
        pytest.param("Children exposed to smoke had more ear infections.", "smoke", id="had more"),
        pytest.param("Women in the exercise group had less back pain.", "exercise", id="an arm"),
        pytest.param("Women who breastfed were less likely to develop asthma.", "breastfed", id="a deed"),
        pytest.param("Patients on the gel slept well and needed fewer painkillers.", "the gel", id="needed"),
        pytest.param("There was no difference in pain between the gel and placebo groups.", "gel", id="between"),
        pytest.param("The risk of asthma was 18% lower among people who ate fruit.", "fruit", id="lower among"),
    ],
)
def test_what_a_group_was_given_or_did_acts_and_not_the_group(claims_of, text, agent):
    assert agent in {found for found, _ in claims_of(text)}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("A Danish group reported fewer wrinkles.", id="where it is from"),
        pytest.param("Women in the control group had less back pain.", id="control arm"),
        pytest.param("Women who had a stroke were less likely to develop asthma.", id="what befell them"),
        pytest.param("There was no difference in pain between men and women.", id="kinds of people"),
    ],
)
def test_controls_and_kinds_of_people_act_on_nothing(claims_of, text):
    assert not {agent for agent, _ in claims_of(text)} & {"control", "Danish", "had a stroke", "men", "women"}


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        pytest.param("She says cold showers helped her beat depression.", "cold showers", id="helped her"),
        pytest.param("He credits the broth with curing his gout.", "the broth", id="credits"),
        pytest.param("The brand markets the powder as a cure for gout.", "the powder", id="markets as"),
        pytest.param("This treatment cuts relapse rates in half.", "treatment", id="a verb taken for a noun"),
    ],
)
def test_what_helps_or_is_praised_acts_and_not_who_says_so(claims_of, text, agent):
    assert agent in {found for found, _ in claims_of(text)}


def test_who_is_thanked_acts_on_nothing(claims_of):
    found = claims_of("Thank you for curing my gout.")
    assert all(agent != "you" for agent, _ in found)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Vitamin B12 deficiency causes tiredness.", id="a shortage"),
        pytest.param("High blood pressure increases the risk of stroke.", id="a disease"),
        pytest.param("We do not know what causes the disease.", id="what causes it"),
        pytest.param("The team wanted to know whether tea improves sleep.", id="what was wanted"),
        pytest.param("Women are more likely than men to develop gout.", id="kinds of people"),
    ],
)
def test_facts_of_a_disease_and_what_is_asked_are_no_claims(claims_of, text):
    assert claims_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Vitamin B12 tablets relieve tiredness.", id="what is taken"),
        pytest.param("The team found that tea improves sleep.", id="what was found"),
        pytest.param("Women on the tea were less likely than those on water to develop gout.", id="what was drunk"),
    ],
)
def test_what_is_taken_for_it_claims(claims_of, text):
    assert claims_of(text)
