"""Named products held out without a call to action or a price: the quiet plug of measured prose."""

from __future__ import annotations

import time

import pytest

from hypecheck.annotate._products import points_to_product


@pytest.mark.parametrize(
    "text",
    [
        "Ferrolin Gentle 20 (90 capsules) keeps iron in a form the gut accepts.",
        'Our "Bergquell" (60 tablets, item 1204) holds both forms.',
        "Zinc gluconate powder ZinkaPure, 250 g tub with a scoop.",
        "Zinc gluconate powder ZinkaPure, 250 g with a scoop.",
        "Our R2 reaches up to 3x deeper than the bargain rollers on our bench.",
        "Optimised Lutein Phytosome is absorbed up to 12 times better than plain lutein.",
        "Customers who are new to this we usually start on Calmora Daily 50.",
        "SelenoLife 100 is the one we would reach for.",
        "At Bramley Foot Centre the course consists of six sessions a week apart.",
        "Related product: Harrow Psyllium Fine",
        "Shop the story: Calmora greens",
        "Legflow Forte goes one step further, with both fractions in one tablet.",
        "Vitamin K2 MK-7 100 µg - 60 capsules",
        "Magnesium Calm by Harrowgate contains 200 mg of bisglycinate.",
        "Every stick of Gritwater Citrus gives you salt without sugar.",
        "One capsule a day of Fennmark K2 covers it.",
        "Fennmark K2 delivers 180 micrograms in a single vegan capsule.",
        "Harrowgate's Bone Complex was put together with this in mind.",
        "You'll find the same extract in Harrowgate Joint Complex.",
        "For most people we suggest Fennmark Iron.",
        "That's why we put together a blend of two forms.",
        "It is the thinking behind Fitkraft Calm Pump.",
        "AeroNest 400 is the quiet one.",
        "See the AeroNest 400 and read the reviews.",
        "Give your dog back his spring with HipHop Forte.",
        "Unlike sprays, PollenTab goes after the cause.",
        "You can order Fennmark K2 directly from us.",
        "We stock three vitamin K supplements.",
        "One option is Fennmark's Daily Iron.",
    ],
)
def test_a_named_product_is_held_out(text):
    assert points_to_product(text)


@pytest.mark.parametrize(
    "text",
    [
        "Participants took 90 capsules of Ferrolin Gentle 20 in the trial.",
        "The label says Ferrolin Gentle 20 (90 capsules) holds iron.",
        "Do not take Ferrolin Gentle 20 (90 capsules) with tea.",
        "A bottle of 90 capsules lasts three months.",
        "Take 2 tablets of Panadol Extra with water.",
        "People who smoke are up to 20 times more likely to need a graft.",
        "Our bodies make up to 10 times the risk look small.",
        "The maker says the R2 reaches up to 3x deeper.",
        "At Oxford the team followed 400 nurses.",
        "At Bramley Hospital the ward opens at nine.",
        "Related conditions: Raynaud's disease",
        "We point out that the evidence is thin.",
        "A leaflet by Marsh contains a list of exercises.",
        "A review by Cochrane contains nine trials.",
        "Vitamin K2 100 µg daily for 12 weeks, 60 capsules taken.",
        "We recommend Vitamin D for all babies.",
        "Crohn's disease tablets are taken with food.",
        "St John's wort tablets should not be taken with the pill.",
        "You should not receive FluMist if you have a fever.",
        "GlaxoSmithKline has not disclosed a price.",
        "That's why we made this guide.",
        "How Do You Take Spirulina Powder?",
        "One option is cognitive behavioural therapy.",
        "You can find it on MedlinePlus in your language.",
        "",
    ],
)
def test_talk_about_products_is_spared(text):
    assert not points_to_product(text)


@pytest.mark.parametrize("piece", ["Aa ", "A1 ", '"A', "Aa-", "60 a ", "AaBb ", "your AaaBbb ", "Aa's b "], ids=repr)
def test_long_hostile_sentences_take_no_time(piece):
    started = time.process_time()
    points_to_product(f"We start {piece * 20_000} 60 capsules up to 9x ")
    assert time.process_time() - started < 1.0
