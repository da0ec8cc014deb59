"""What stands around a product: pledges, post, slots, letters, courses, shop furniture; and who else says the same."""

from __future__ import annotations

import pytest

from hypecheck.annotate._shop_lines import shop_kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Softer heels in 20 days or we refund the lot.", "guarantee"),
        ("Less sore by Sunday or it's free.", "guarantee"),
        ("We earn a little if you follow a link.", "affiliate"),
        ("Order through my link and you feed the cat.", "affiliate"),
        ("Bring a friend and each of you pays £10 less.", "offer"),
        ("Partners pay half the fee.", "offer"),
        ("Carriage is ours to pay.", "offer"),
        ("Order before noon and it is with you tomorrow.", "offer"),
        ("Choose a slot in the diary below.", "booking"),
        ("Osteopath Ina Dunne keeps emergency slots on Mondays.", "booking"),
        ("Her first calls cost nothing.", "booking"),
        ("My letter on sleep goes to 9,000 inboxes.", "newsletter"),
        ("In the six-module course I show you how I did it.", "newsletter"),
        ("The cookbook is out now.", "newsletter"),
        ("A session is ninety euros.", "price"),
        ("Request a demonstration from a dealer near you.", "call_to_action"),
        ("Join the beta.", "call_to_action"),
        ("Discover the whole set at www.calmora.com.", "call_to_action"),
        ("Compare the models: visit his site, plates.example.", "call_to_action"),
        ("To hear more, contact them today.", "call_to_action"),
        ("I see clients in person and online.", "booking"),
        ("Drop in for a ten-minute check at any shop of ours.", "booking"),
        ("If you do not sleep better, we refund you.", "guarantee"),
        ("Should your knees feel no better, we will refund every cent.", "guarantee"),
        ("Calm feet or your money back, no questions.", "guarantee"),
        ("Visitors to the fair can discover Calmivra at booth D114.", "product_pointer"),
        ("See the new belt at our stand.", "product_pointer"),
        ("To request a sample or the paper, visit www.harrow.example/calmivra.", "product_pointer"),
        ("For a price list, contact the sales office.", "product_pointer"),
        ("For more information about Calmivra visit www.calmivra.com.", "product_pointer"),
        ("To learn more about SleepWell® Night, visit www.harrowlabs.com.", "product_pointer"),
        ("No other pad this size stops cramps.", "superiority"),
        ("Bone & Joint > Calcium > Chewables", "product_link"),
        ("Price: low to high", "product_link"),
        ("As seen on Good Morning Wales", "product_link"),
    ],
)
def test_a_line_sells(text, kind):
    assert kind in shop_kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The court ordered it to refund every customer.",
        "They refused to send the money back.",
        "The authors earn no commission and have no link to the maker.",
        "The trial's patients got half the dose.",
        "The charity's first calls cost nothing.",
        "The hospital keeps emergency slots for children.",
        "The letter from the ward tells you where to go.",
        "A course of antibiotics lasts a week.",
        "The drug costs the health service ninety euros a session.",
        "Join the waiting list through your GP.",
        "Find the guidelines at www.nhs.uk.",
        "No other study has looked at this.",
        "If you do not sleep better, we refer you to the clinic.",
        "If you do not attend, we cannot refund you.",
        "The makers say: if it does not help, we refund you.",
        "The law gives you your money back, no questions.",
        "Visitors can have a flu jab at booth 12.",
        "The authors will show their poster: see them at booth 12.",
        "See the nurses on stand-by.",
        "To request a urine sample pot, contact the surgery.",
        "For more information about osteoporosis visit www.bones.example.",
        "For more information about Medicare, visit www.medicare.gov.",
        "For more information about Calmivra, see page 4.",
        "Home / Conditions / Skin / Eczema",
        "Breakfast, lunch, snack: a day without lactose",
        "Pregabalin 150-450 mg | 10-12 | Dizziness; private cost about $22 a month",
        "Product | Price per litre | Vitamin C, mg | Sugars, g",
        "It gets into mitochondria, where most free radicals are born.",
        "My hematologist said that in her book anyone under 30 is out of iron.",
    ],
)
def test_others_who_say_the_same_sell_nothing(text):
    assert list(shop_kinds(text)) == []
