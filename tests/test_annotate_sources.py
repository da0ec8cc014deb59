"""Who stands behind a sentence by its build: a seller, a person, a body, a crowd, a study, or nobody but the writer."""

from __future__ import annotations

import pytest

from hypecheck.annotate._sources import holds_away, is_the_writers_own, names_a_source


@pytest.mark.parametrize(
    "text",
    [
        "The mat melts tension, promises the box.",
        "Whatever the man on the stall says, it is only salt.",
        "“Sleep like a baby!” yelled the label; I did not.",
        "Its fans credit the soak with clearer heads.",
        "The leaf is said to dry up sweat.",
        "Low-fat diets were once thought to prevent stones.",
        "Kept topped up, so the theory runs, it slows ageing.",
        "It lifts mood, or so we used to think.",
        "Rumour has it that it brightens the eyes.",
        "The agency told the shop to stop saying that the bath treats gout.",
        "To judge by the posts, skin clears in days.",
        "Its makers insist that it lasts.",
        "We were led to believe that it lasts.",
    ],
)
def test_hearsay_is_held_away(text):
    assert holds_away(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Check the label before you take it.",
        "The box holds thirty tablets.",
        "The tablets are sold in bottles.",
        "The label says nothing of the dose.",
        "Doctors say the pills damage the liver.",
    ],
)
def test_what_only_names_a_label_is_not(text):
    assert not holds_away(text)


@pytest.mark.parametrize(
    "text",
    [
        "Dietitian Noor Haddad thinks it calms the gut.",
        "Dr Bea Lindqvist, who runs a clinic, expects cycles to shorten.",
        "It eases sleep, say the nurses we spoke to.",
        "The safety agency reminds drinkers that it harms the liver.",
        "Nine in ten owners say they feel fitter.",
        "Our vet thinks it helps.",
        "Two hepatologists in Porto suspect the root itself.",
        "Three trials of it showed nothing.",
        "Fewer tablets were swallowed in the treated arm.",
        "It did no more than a sham treatment.",
        "In 60 students, one dose calmed nerves.",
        "It is traditionally used to clear the head.",
        "For centuries healers have steeped the leaf to close wounds.",
        "Pain comes down by half, in her experience.",
        "It hardly matters, going by three tiny trials.",
        "Two trials point to a shorter cold.",
        "Infections came in 2% against 7% of the others.",
        "Nurses put it down to the zinc.",
        "The root has been chewed for hundreds of years to settle the stomach.",
        "Liver damage has been reported.",
    ],
)
def test_a_source_is_named(text):
    assert names_a_source(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It calms the gut.",
        "About one in ten people feel drowsy.",
        "Your doctor can tell you whether to wait.",
        "I have taken it for eleven years.",
        "Their parents noticed nothing.",
        "See your nurse.",
        "We are going by train, and put the bag down.",
        "It cuts pain from 5% to 2% in a week.",
    ],
)
def test_people_who_say_nothing_are_no_source(text):
    assert not names_a_source(text)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("It has not been shown to cure the infection.", True),
        ("No food has been found to dissolve a stone.", True),
        ("It is thought to lighten the skin.", True),
        ("There is no good evidence that it works.", True),
        ("It has been shown to cure the infection.", False),
        ("It was found to ease pain.", False),
        ("", False),
    ],
)
def test_a_passive_without_a_finder_is_the_writers(text, own):
    assert is_the_writers_own(text) is own


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("The soak eases joint pain, promises the box.", "distanced"),
        ('It is "clinically proven" to cut leaks, the statement adds.', "distanced"),
        ("The bolder claims, among them an end to back pain, rest on little.", "distanced"),
        ("Laboratory work suggests it soothes the stomach.", "reported"),
        ("Cheap insoles ease heel pain, in the view of the college.", "reported"),
        ("Sage tea is said to relieve cough.", "distanced"),
        ("Ginger eases nausea, say the midwives we asked.", "reported"),
        ("Zinc has not been shown to prevent colds.", "author"),
        ("Zinc is thought to prevent colds.", "author"),
        ("The label is touted as pure; zinc relieves colds.", "author"),
        ("Exercise eases back pain, and most nurses say that they enjoy it.", "author"),  # a source of another clause
    ],
)
def test_the_voice_of_a_claim_follows(read, text, voice):
    assert {claim.voice for claim in read(text).notes.claims} == {voice}
