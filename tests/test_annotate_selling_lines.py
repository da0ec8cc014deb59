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
        ("Call 555 0123 to order or for a free catalogue.", "booking"),
        ("Evening slots fill up; text 555 0199.", "booking"),
        ("WhatsApp me on 555 0142.", "booking"),
        ("Our footcare team is on 555 0167.", "booking"),
        ("Give our studio a ring.", "booking"),
        ("Request a Callback", "booking"),
        ("Your consultation is free and takes an hour.", "offer"),
        ("The surgeon decides with you at your no-charge evaluation.", "offer"),
        ("The Calm Skin bundle saves you £6.", "offer"),
        ("Three for two on all balms.", "offer"),
        ("A Fennmark membership gives you two blood tests a year.", "own_product"),
        ("In Harrow Evening Tea we combine lime flower and oats.", "own_product"),
        ("In my e-manual each stretch has a picture.", "own_product"),
        ("Our hill-grown oats are milled the day they are sent.", "own_product"),
        ("Every batch is tested twice.", "own_product"),
        ("Our therapists specialise in runners' knees.", "own_product"),
        ("We are proud to be able to offer it in Hexham.", "own_product"),
        ("Our clinic has successfully treated thousands of backs.", "own_product"),
        ("Only four places left on the October course.", "urgency"),
        ("Budget pick: Nuvella One", "recommendation"),
        ("You will find ours beside the eggs.", "product_pointer"),
        ("The crystallised pieces sold here have nothing added.", "product_pointer"),
        ("Energy. Focus. Tap to try.", "call_to_action"),
        ("Start your free trial lesson", "call_to_action"),
        ("Join 40,000 people who sleep through.", "call_to_action"),
        ("Sign up for the Root Letter and we'll send three recipes.", "newsletter"),
        ("Get our stretching plan by email.", "newsletter"),
        ("A flatter stomach by July. Guaranteed.", "guarantee"),
        ("Touch your toes in a month or your joining fee back.", "guarantee"),
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
        "Call 555 0123 to report a side effect.",
        "Our line is open, but our team is on the ward.",
        "The consultation is free of charge for children.",
        "The NHS assessment is free.",
        "A mug of tea is free.",
        "Your plan covers two visits a year, the insurer says.",
        "In Denmark we use a lower dose.",
        "In my opinion the book is long.",
        "Our bones are made of collagen and minerals.",
        "Our recommendations are formulated yearly.",
        "Look for brands whose every batch is tested.",
        "We specialise in nothing at Oxford University.",
        "Only four places in the country test for it.",
        "The pick of the month was a novel.",
        "Northern teas aren't sold here.",
        "It is no longer sold here.",
        "You get the results by email.",
        "Tap to hear the word.",
        "He joined 400 people in the trial.",
        "Nothing is guaranteed.",
        "See your doctor or your nurse.",
        "Two for joy.",
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
