"""What acts is named behind the verb, with a preposition, or under a general name: who acts on what is still read."""

from __future__ import annotations

import pytest


@pytest.fixture
def claims_of(read):
    def claims(text: str) -> list[tuple[str, str]]:
        return [(claim.agent, claim.outcome) for claim in read(text).notes.claims]

    return claims


class TestAnOrder:
    @pytest.mark.parametrize(
        ("text", "agent", "outcome"),
        [
            ("Say goodbye to heartburn with fennel tea.", "fennel tea", "heartburn"),
            ("Get rid of back pain with yoga.", "yoga", "back pain"),
            ("Wave goodbye to sore knees with a turmeric balm.", "a turmeric balm", "sore knees"),
            ("For a sore throat, try honey.", "honey", "a sore throat"),
            ("For a cough, take thyme syrup.", "thyme syrup", "a cough"),
        ],
    )
    def test_names_what_acts(self, claims_of, text, agent, outcome):
        assert (agent, outcome) in claims_of(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Treat a cold with a cough.",  # what comes beside it
            "Relieve the pain of burns with blisters.",  # what they come with
        ],
    )
    def test_names_none_in_what_people_or_ailments_have(self, claims_of, text):
        claims = claims_of(text)
        assert claims
        assert {agent for agent, _ in claims} == {""}


class TestPeople:
    @pytest.mark.parametrize(
        ("text", "agent", "outcome"),
        [
            ("If you suffer from back pain, yoga can help.", "yoga", "back pain"),
            ("If you have heartburn, ginger tea may help.", "ginger tea", "heartburn"),
            ("When you have a headache, peppermint oil can help.", "peppermint oil", "a headache"),
            ("People with arthritis may benefit from swimming.", "swimming", "arthritis"),
            ("Gout sufferers benefit from cherry juice.", "cherry juice", "Gout"),
            ("People who suffer from insomnia may benefit from melatonin.", "melatonin", "insomnia"),
            ("Many gout sufferers swear by cherry juice.", "cherry juice", "gout"),
            ("Many runners swear by magnesium for cramps.", "magnesium", "cramps"),
        ],
    )
    def test_have_what_the_thing_acts_on(self, claims_of, text, agent, outcome):
        assert (agent, outcome) in claims_of(text)

    @pytest.mark.parametrize(
        "text",
        [
            "If you have asthma, ask your nurse first.",
            "If you do not have heartburn, the tea tastes fine.",
            "The charity benefits from donations.",
            "My sister swears by her diary.",
        ],
    )
    def test_are_told_other_things_too(self, claims_of, text):
        assert claims_of(text) == []


class TestAGeneralName:
    @pytest.mark.parametrize(
        ("text", "agent", "outcome"),
        [
            ("Garlic is one of the best remedies for colds.", "Garlic", "colds"),
            ("Yoga is one of the best things for back pain.", "Yoga", "back pain"),
            ("The best remedy for a cough is honey.", "honey", "a cough"),
            ("The only treatment for hay fever is a nasal spray.", "a nasal spray", "hay fever"),
            ("The best way to ease a cough is honey.", "honey", "a cough"),
            ("One way to ease cramps is to take magnesium.", "magnesium", "cramps"),
            ("Saffron is a spice that lifts mood.", "Saffron", "mood"),
            ("Chromium is a mineral which lowers blood sugar.", "Chromium", "blood sugar"),
            ("Fennel is all you need for colic.", "Fennel", "colic"),
        ],
    )
    def test_is_told_of_what_bears_it(self, claims_of, text, agent, outcome):
        assert (agent, outcome) in claims_of(text)

    def test_is_none_for_what_better_ways_brought(self, claims_of):
        assert all(agent != "This progress" for agent, _ in claims_of("This progress is due to ways to treat cancer."))

    @pytest.mark.parametrize(
        "text", ["There is a remedy that eases colds.", "A remedy that eases colds is on the shelf."]
    )
    def test_stands_for_itself_where_no_other_is_told(self, claims_of, text):
        claims = claims_of(text)
        assert [outcome for _, outcome in claims] == ["colds"]
        assert claims[0][0].lower() == "a remedy"


class TestAHeading:
    @pytest.mark.parametrize(
        ("text", "agent", "outcome"),
        [
            ("Ginger tea for easing nausea", "Ginger tea", "nausea"),
            ("What green tea does for your heart", "green tea", "your heart"),
            ("What zinc does for migraines", "zinc", "migraines"),
        ],
    )
    def test_names_what_is_for_an_end(self, claims_of, text, agent, outcome):
        assert (agent, outcome) in claims_of(text)

    @pytest.mark.parametrize("text", ["Tips for easing stress", "Five steps for reducing stress"])
    def test_of_advice_names_nothing_that_acts(self, claims_of, text):
        claims = claims_of(text)
        assert claims
        assert {agent for agent, _ in claims} == {""}


class TestAnAgent:
    @pytest.mark.parametrize(
        ("text", "agent"),
        [
            ("Ten minutes of stretching can help with stiff joints.", "Ten minutes of stretching"),
            ("An hour of dancing lowers blood pressure.", "An hour of dancing"),
            ("Less screen time may reduce headaches.", "Less screen time"),
            ("Hearing aids can help with tinnitus.", "Hearing aids"),
        ],
    )
    def test_may_be_a_time_spent_or_a_word_within_a_name(self, claims_of, text, agent):
        assert [found for found, _ in claims_of(text)] == [agent]

    @pytest.mark.parametrize("text", ["Pain was reduced by ten minutes.", "Pain fell by two hours a day."])
    def test_is_no_amount(self, claims_of, text):
        assert {agent for agent, _ in claims_of(text)} <= {""}


@pytest.mark.parametrize(
    ("text", "agent", "outcome"),
    [
        ("Turmeric's pain-relieving properties are well known.", "Turmeric", "pain"),
        ("The pain-relieving powers of turmeric", "turmeric", "pain"),
        ("Honey's cough-calming effect", "Honey", "cough"),
        ("The brand's pain-relieving cream is out.", "cream", "pain"),
    ],
)
def test_a_power_is_its_owners(claims_of, text, agent, outcome):
    assert claims_of(text) == [(agent, outcome)]


def test_what_is_a_thing_of_the_past_has_gone(claims_of):
    assert ("yoga", "my back pain") in claims_of("Thanks to yoga, my back pain is a thing of the past.")
    assert claims_of("Our old shop is a thing of the past.") == []


class TestBeforeAColon:
    @pytest.mark.parametrize(
        ("text", "agent", "outcome"),
        [
            ("Garlic: nature's answer to colds", "Garlic", "colds"),
            ("Ginger: the best cure for nausea", "Ginger", "nausea"),
            ("Valerian: a natural remedy for insomnia", "Valerian", "insomnia"),
            ("Green tea: may lower blood pressure.", "Green tea", "blood pressure"),
            ("Vitamin C: supports the immune system.", "Vitamin C", "the immune system"),
        ],
    )
    def test_stands_what_does_it(self, claims_of, text, agent, outcome):
        assert claims_of(text) == [(agent, outcome)]

    @pytest.mark.parametrize(
        ("text", "agent"),
        [
            ("Smoking: quit to lower your risk of stroke.", ""),  # an order
            ("Ginger: studies show it eases nausea.", "it"),  # a sentence of its own
            ("Overview: may lower blood pressure.", ""),  # nothing that anybody takes
        ],
    )
    def test_stands_none_of_another_clause(self, claims_of, text, agent):
        claims = claims_of(text)
        assert claims
        assert {found for found, _ in claims} == {agent}
