"""Lines that sell by how they are built: bookings, buttons, shelves, guarantees, delivery, who pays."""

from __future__ import annotations

import time

import pytest

from hypecheck.annotate._selling_lines import selling_kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Book your orthotic assessment online.", "booking"),
        ("Schedule your complimentary patch test and consultation.", "booking"),
        ("Call 555 0190 or request your smile consultation online.", "booking"),
        ("To find out whether it is right for you, ring Hanne on 555 0417.", "booking"),
        ("Call Ridgecut Skin for a consultation.", "booking"),
        ("BOOK YOUR INTRO SESSION", "booking"),
        ("Start my mood check", "call_to_action"),
        ("TRY CALMORA NOW", "call_to_action"),
        ("See if Slenderly is right for you.", "call_to_action"),
        ("Ask your doctor if Nasaflo is right for you.", "call_to_action"),
        ("Say goodbye to dry gums.", "call_to_action"),
        ("Shop Gritwater", "purchase"),
        ("It is available at harrow.example and in 1,100 stores.", "product_pointer"),
        ("You'll find both forms in our Bone Complex.", "product_pointer"),
        ("Have a look at our marine capsules.", "product_pointer"),
        ("Pick one up from our front desk or at the counter.", "product_pointer"),
        ("Amazon | Boots | Holland & Barrett", "product_pointer"),
        ("Halorinse Pure Mint 1L – Best Overall", "recommendation"),
        ("Best for beginners: Calmora Daily", "recommendation"),
        ("The one I settled on is the small one.", "recommendation"),
        ("Your first visit with x-ray is free.", "offer"),
        ("Every order is dispatched the same day in a plain box.", "offer"),
        ("Subscribers get first pick and half the price.", "offer"),
        ("Not convinced? Send it back within 60 days.", "guarantee"),
        ("You have 100 nights to decide.", "guarantee"),
        ("The makers gave me a bottle to try for free of charge.", "affiliate"),
        ("Some links on this page earn us a little.", "affiliate"),
        ("Written by Jo Marsh, founder of Fennmark.", "own_product"),
        ("At Harrowgate we use the all-trans form only.", "own_product"),
        ("Many customers pair it with the spray.", "own_product"),
        ("We make our own in small pots.", "own_product"),
    ],
)
def test_a_line_is_known_by_its_build(text, kind):
    assert set(selling_kinds(text)) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "Book your appointment with your own doctor.",
        "To book a smear test, call the surgery on 555 0190.",
        "If you can't get an appointment, call the helpline on 1800 022 222.",
        "Phone 112 and ask for the coastguard.",
        "Find my local service",
        "START THE DAY WELL",
        "Shop around before you choose.",
        "Shop for vegetables in season.",
        "The full guideline is available at guidelines.example.com.",
        "You'll find it in our leaflet on warfarin.",
        "They try our products, one study found.",
        "Boots keep your feet dry.",
        "The best for children is plain water.",
        "Ask your doctor about Vitamin D.",
        "Ask Your Doctor About Depression",
        "Say goodbye to cigarettes.",
        "The first visit is with a nurse.",
        "Babies are delivered at home or in the unit, free of charge.",
        "The shop refused a refund, she says.",
        "No one can guarantee a refund.",
        "Her pain came back within 60 days.",
        "Many patients pair it with a walk.",
        "At Oxford University we use two methods.",
        "Written by Jo Marsh, head of nutrition at Leeds General Infirmary.",
        "I make my own yoghurt at home.",
        "The brands pay their staff.",
        "",
    ],
)
def test_a_line_like_it_is_spared(text):
    assert list(selling_kinds(text)) == []


@pytest.mark.parametrize(
    "piece", ["book your a ", "Call 555 ", "Aa ", "our see ", "A-", "free off ", "shop "], ids=repr
)
def test_long_hostile_lines_take_no_time(piece):
    started = time.process_time()
    list(selling_kinds(piece * 20_000))
    list(selling_kinds(piece[:-1] * 20_000))
    assert time.process_time() - started < 1.0
