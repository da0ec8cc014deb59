"""Stated risks and limits: of what kind, and whether of the subject or of a rival."""

from __future__ import annotations

import pytest


@pytest.fixture
def limits_of(read):
    def limits(text: str) -> list[tuple[str, str]]:
        return [(limit.kind, limit.of) for limit in read(text).notes.limits]

    return limits


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Iron tablets can cause constipation.", "risk"),
        ("Zinc did not shorten colds.", "null_result"),
        ("The trial found no benefit.", "null_result"),
        ("It should not be used in pregnancy.", "who_should_not"),
        ("More research is needed.", "weak_evidence"),
        ("It works only if you are short of iron.", "limit"),
        ("Evidence that honey heals wounds is mixed.", "weak_evidence"),
        ("Most of the studies were small and at high risk of bias.", "weak_evidence"),
        ("The results of these trials are conflicting.", "weak_evidence"),
        ("No studies have tested the oil in people.", "weak_evidence"),
        ("The gel has not been tested in children.", "weak_evidence"),
        ("None of the trials lasted longer than a year.", "weak_evidence"),
        ("The tea has only a small effect on sleep.", "limit"),
        ("The effect wore off after six months.", "limit"),
        ("The tablets bring no relief from pain.", "null_result"),
        ("Neither ginger nor garlic prevents colds.", "null_result"),
        ("We found no evidence of a difference in pain.", "null_result"),
        ("The drops can make you drowsy.", "risk"),
        ("It can make the pill less effective.", "risk"),
        ("Some people get a dry cough when they take it.", "risk"),
        ("The tablets may interact with lithium and some antidepressants.", "risk"),
        ("People with kidney disease should avoid magnesium.", "who_should_not"),
        ("You may need a lower dose if you are over 70.", "who_should_not"),
        ("Its safety has not been studied in pregnant women.", "who_should_not"),
        ("Safety in pregnancy has not been established.", "who_should_not"),
        ("It is unclear whether the cream is safe for babies.", "who_should_not"),
        ("Its safety has not been studied for longer than a year.", "weak_evidence"),
        ("Little is known about the effects of the tea on sleep.", "weak_evidence"),
        ("Whether one extract has the same side effects as another is not known.", "weak_evidence"),
        ("Nobody knows whether the tea can harm the liver.", "weak_evidence"),
        ("Long-term side effects are unknown.", "weak_evidence"),
        pytest.param("Ask your doctor whether it interacts with lithium.", "risk", id="advice to ask"),
        pytest.param("Side effects are common, though how common is not known.", "risk", id="another clause"),
        pytest.param("It is not known why the drops cause nausea.", "risk", id="why"),
    ],
)
def test_a_stated_limit_is_of_the_subject(limits_of, text, kind):
    assert limits_of(text) == [(kind, "subject")]


@pytest.mark.parametrize(
    "text", ["The work was done in people rather than in mice.", "It was tried in nurses instead of in a dish."]
)
def test_where_it_was_not_tried_limits_nothing(limits_of, text):
    assert limits_of(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Other brands can cause constipation.",
        "Ordinary iron tablets can cause nausea.",
        "Conventional painkillers can cause liver damage.",
    ],
)
def test_a_risk_of_something_else_is_a_rivals(limits_of, text):
    assert limits_of(f"Ferrolin is a gentle syrup of iron. {text}") == [("risk", "rival")]


def test_a_rival_is_none_where_the_page_is_about_it(limits_of):
    page = "Statins lower cholesterol. Statins prevent strokes. Statins can cause nausea."
    assert limits_of(page) == [("risk", "subject")]


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday.",
        "It eases pain without side effects.",  # said in praise
        "There is no link between the jab and autism.",  # a denied harm
        "There is no cure for asthma.",  # a fact of the disease
        "The exact cause of asthma is not known.",
        "A nurse takes a small sample of blood.",
        "The drops won't make you drowsy.",
        "The results were ready in a week.",
        "These statements have not been evaluated by the agency.",
        "There are no known side effects.",
        "Does it cause constipation?",
        "Zinc shortens colds.",
    ],
)
def test_praise_and_questions_state_no_limit(limits_of, text):
    assert [kind for kind, _ in limits_of(text) if kind == "risk"] == []


def test_a_heading_states_none(limits_of):
    assert limits_of("# More research is needed\nIron is a mineral that the body uses to make blood.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Kelp lozenges soothe the throat, but they will also push your thyroid where you may not want it.",
        "Nobody has followed users for longer than a month.",
    ],
)
def test_a_limit_in_words_of_no_list_is_weighed(limits_of, text):
    assert limits_of(text)


@pytest.mark.parametrize(
    "text", ["The risk of death was 36% lower.", "It brought a reduction in the number of cramps."]
)
def test_a_risk_that_fell_is_none(limits_of, text):
    assert limits_of(text) == []


def test_a_label_in_a_box_states_none(limits_of):
    assert limits_of("Strength of evidence\n\nIron is a mineral that the body uses to make blood.") == []


def test_a_limit_is_its_sentence(read):
    article, notes = read("Iron is a mineral. It can cause constipation. It keeps.")
    [limit] = notes.limits
    assert limit.text == article.text[limit.start : limit.end] == "It can cause constipation."
