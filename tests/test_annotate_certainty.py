"""Turns of phrase that hold a claim back, deny it or leave it open, each in the clause of its relation."""

from __future__ import annotations

import pytest

from hypecheck.annotate._certainty import (
    clause_around,
    denies,
    hedges,
    is_amount,
    leaves_open,
    presupposes,
    spares,
    tells_how_often,
)


def place_of(text: str, relation: str) -> tuple[int, int]:
    start = text.index(relation)
    return start, start + len(relation)


def test_a_clause_ends_where_another_begins():
    text = "It eased pain, but sleep was worse; nobody minded."
    start, end = clause_around(text, *place_of(text, "was worse"))
    assert text[start:end] == "sleep was worse"


def test_an_empty_text_is_its_own_clause():
    assert clause_around("", 0, 0) == (0, 0)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("The drops may, with long use, irritate the eye.", "irritate"),
        ("One pea at night should halve the sweating.", "halve"),
        ("Chances are a plain strap will ease the ache.", "ease"),
        ("Some doctors suspect it acts by calming nerves.", "calming"),
        ("I think the roller loosens my hip.", "loosens"),
        ("The mat loosens muscles, it would seem.", "loosens"),
        ("No trial has ruled out that the lamp lifts mood.", "lifts"),
        ("The gel is likely to ease pain.", "ease"),
        ("There is a chance that tea lifts the mood.", "lifts"),
        ("Many vets believe that chews ease stiffness.", "ease"),
        ("Baths seem, on early showing, to ease stiffness.", "ease"),
        ("The root appears comparable to a tablet for pain.", "comparable"),
    ],
)
def test_words_around_a_relation_hold_it_back(text, relation):
    assert hedges(text, *place_of(text, relation))


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("You should massage the calf to ease cramp.", "massage"),  # what to do
        ("The drops irritate the eye, though they may be cheap.", "irritate"),
        ("We suggest our balm, which soothes eczema.", "soothes"),
        ("The drops do not ease pain; the gel might.", "ease"),
        ("I firmly believe garlic eases pain.", "eases"),
        ("The brush, if the advert is to be believed, lifts the jaw.", "lifts"),
        ("Think about a walk, which lifts the mood.", "lifts"),
    ],
)
def test_words_of_another_clause_hold_nothing_back(text, relation):
    assert not hedges(text, *place_of(text, relation))


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Stiffness was the same at six weeks.", "was"),
        ("Scores stayed exactly where they were.", "stayed"),
        ("Sleep improved, and so did the ones on the dummy.", "did"),
        ("It works no better than a dummy.", "works"),
        ("It proved useless against cramps.", "proved"),
        ("The drops had no measurable effect on sleep.", "had"),
        ("Far from calming anybody, the alerts annoyed.", "calming"),
        ("It would be premature to say that it protects bone.", "protects"),
        ("A link between the herb and sleep has not been established.", "link"),
        ("The laser does nothing for fair hair.", "does nothing"),
        ("The powder left soreness after a run unchanged.", "left"),
        ("The story that it causes cancer is old, and large studies have not borne it out.", "causes"),
    ],
)
def test_turns_of_phrase_deny(text, relation):
    assert denies(text, *place_of(text, relation))


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("It worked no better than a dummy, and made half of them dizzy.", "made"),
        ("It far from clearly eases pain.", "eases"),
        ("Raw garlic burns the gum and does nothing for the nerve.", "burns"),
        ("It does nothing but good.", "does nothing"),
        ("It eases pain; the price has not been confirmed.", "eases pain; the price has not been confirmed."),
    ],
)
def test_what_is_said_of_something_else_denies_nothing(text, relation):
    assert not denies(text, *place_of(text, relation))


@pytest.mark.parametrize(
    "text",
    [
        "My skin has never been better.",
        "There is no reason to doubt that it works.",
        "It adds nothing but wind.",
        "Why not let saffron lift your mood?",
        "Nothing beats a sauna for a stiff knee.",
        "Don't let cramps win.",
    ],
)
def test_a_negation_can_praise(text):
    assert spares(text, 0, len(text))


def test_never_better_than_a_dummy_is_no_praise():
    assert not spares("It has never been better than a placebo.", 0, 10)


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("Whether it lasts is anyone's guess.", True),
        ("Nobody can yet say what it does to a lung.", True),
        ("Doctors disagree whether it helps.", True),
        ("We do not know whether it saves lives.", True),
        ("Whether or not you sleep, it saves lives.", False),
        ("It works, and my neighbour guessed it.", False),
    ],
)
def test_a_clause_can_leave_open_what_it_tells(text, open_):
    assert leaves_open(text, *place_of(text, "it")) is open_


@pytest.mark.parametrize(
    ("text", "relation", "taken"),
    [
        ("Why does a walk lift the mood?", "lift", True),
        ("One grape can kill a dog, so why risk it?", "kill", True),
        ("Does a walk lift the mood?", "lift", False),
    ],
)
def test_some_questions_take_the_effect_for_granted(text, relation, taken):
    assert presupposes(text, text.index(relation)) is taken


class TestInAText:
    @pytest.mark.parametrize(
        ("text", "certainty"),
        [
            ("The tablets often ease pain.", "asserted"),  # how often is no doubt
            ("The tablets roughly halve the risk of cramps.", "asserted"),
            ("The leaf may be used to relieve cramps.", "asserted"),  # permits
            ("Women who did yoga had less back pain than those who did none.", "asserted"),
            ("The tablets may often ease pain.", "hedged"),
            ("Walking rather than resting eases back pain.", "asserted"),
        ],
    )
    def test_words_that_only_look_like_a_cue_count_for_nothing(self, read, text, certainty):
        assert {claim.certainty for claim in read(text).notes.claims} == {certainty}

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("Magnets ease neither pain nor stiffness.", {"pain": "negated", "stiffness": "negated"}),
            (
                "The patch improved neither sleep, mood nor fatigue.",
                dict.fromkeys(("sleep", "mood", "fatigue"), "negated"),
            ),
            ("The tablets bring no relief from pain or stiffness.", {"pain": "negated", "stiffness": "negated"}),
            ("Magnets ease pain and stiffness.", {"pain": "asserted", "stiffness": "asserted"}),
            ("The tablets bring relief from pain in no time.", {"pain": "asserted"}),
        ],
    )
    def test_what_denies_a_list_denies_each_item(self, read, text, told):
        assert {claim.outcome: claim.certainty for claim in read(text).notes.claims} == told

    @pytest.mark.parametrize(
        ("answer", "certainty"),
        [
            ("Not, it seems, in children.", "negated"),
            ("Unlikely, if you drink enough.", "negated"),
            ("On this evidence, not noticeably.", "negated"),
            ("Our vet thinks not.", "negated"),
            ("In ten healthy people, for some hours, yes.", "asserted"),
            ("A little.", "asserted"),
            ("Many of our readers think so.", "asserted"),
            ("Our vet thinks so.", "hedged"),
            ("It probably does.", "hedged"),
            ("For most, quite possibly.", "hedged"),
            ("Not only that, it tastes good.", "questioned"),
        ],
    )
    def test_answers_say_how_sure_they_are(self, read, answer, certainty):
        assert read(f"Does zinc shorten colds? {answer}").notes.claims[0].certainty == certainty

    def test_somebody_else_may_answer(self, read):
        assert read("Does zinc shorten colds? Our vet thinks so.").notes.claims[0].voice == "reported"
        assert read("Does zinc shorten colds? Yes, it does.").notes.claims[0].voice == "author"


@pytest.mark.parametrize(
    ("text", "how_often"),
    [
        ("Rarely, the operation brings on a stroke.", True),
        ("Redness is common and, very rarely, a vessel is blocked.", True),
        ("Bruises fade, but rarely a lump stays.", True),
        ("Cutting out milk rarely helps.", False),
        ("The pads rarely bring relief.", False),
    ],
)
def test_rarely_tells_how_often_unless_it_stands_before_its_verb(text, how_often):
    assert tells_how_often(text, text.lower().index("rarely") + len("rarely")) is how_often


def test_in_whom_and_since_when_hold_nothing_back():
    assert is_amount("For some people")
    assert is_amount("so far")
    assert not is_amount("perhaps")


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("It is a common myth that carrots sharpen the eye.", "sharpen"),
        ("A popular misconception is that sugar stirs children up.", "stirs"),
        ("It is false that the gel burns fat.", "burns"),
        ("The belief that honey cures hay fever is a fallacy.", "cures"),
        ("The notion that salt harms nobody is largely wrong.", "harms"),
        ("Far from easing the ache, it made it worse.", "easing"),
    ],
)
def test_what_is_called_a_myth_is_denied(text, relation):
    assert denies(text, *place_of(text, relation))


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("It is no myth that carrots sharpen the eye.", "sharpen"),
        ("Contrary to the myth that it harms the liver, it builds muscle.", "builds"),
        ("It is a myth that zinc cures colds, but honey soothes a cough.", "soothes"),
        ("The idea that tea eases pain is popular.", "eases"),
        ("Far from being harmless, the root thins the blood.", "thins"),
        ("There is no kinder remedy for a cough than honey.", "cough"),
    ],
)
def test_what_stands_beside_a_myth_is_not(text, relation):
    assert not denies(text, *place_of(text, relation))


def test_no_myth_and_nothing_better_spare_a_claim():
    assert spares("It is no myth that carrots sharpen the eye.", 30, 37)
    text = "There is no better way to ease cramps than a stretch."
    assert spares(text, *place_of(text, "ease"))
    text = "No safer way to ease cramps was found."
    assert not spares(text, *place_of(text, "ease"))
