"""Plain invitations of shops and clinics, and the public services and advice that sound like them."""

from __future__ import annotations

import time

import pytest

from hypecheck.annotate._invitations import invitation_kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("That's where Nuvia comes in.", "product_pointer"),
        ("This is where our gut programme can help.", "product_pointer"),
        ("Enter Nuvia, the all-in-one greens drink.", "product_pointer"),
        ("Meet Nuvia: your new daily essential.", "product_pointer"),
        ("FlexiMove can help.", "product_pointer"),
        ("Click here to learn more about our 12-week weight loss programme.", "product_pointer"),
        ("We recommend Calmora, which contains 300 mg of root extract.", "recommendation"),
        ("I personally use Velora every morning.", "recommendation"),
        ("My favourite is the Tidewell collagen powder.", "recommendation"),
        ("One product we love is Tidewell Marine.", "recommendation"),
        (">> Click here to see today's price on Amazon", "product_pointer"),
        ("Visit the Wrist Brace Store", "product_pointer"),
        ("1. Regulina Powder (Best Overall)", "recommendation"),
        ("Best Overall: Brisk & Hale Wick", "recommendation"),
        ("Request your price now", "booking"),
        ("Call me back", "booking"),
        ("Start assessment", "booking"),
        ("To schedule, call 1-800-555-0164, option 3.", "booking"),
        ("Now welcoming new patients", "booking"),
        ("✔ VIP airport and clinic transfers", "offer"),
        ("All-inclusive package", "offer"),
        ("Your first gum screening is complimentary.", "offer"),
        ("Buying by way of links in this story can bring us a commission.", "affiliate"),
        ("Enquire now", "booking"),
        ("Call to book: 0161 555 0199", "booking"),
        ("Apply now to work with me.", "booking"),
        ("See the results for yourself.", "call_to_action"),
        ("Ready to try it for yourself?", "call_to_action"),
        ("Our clinic offers peels for acne scars.", "own_product"),
        ("At our clinic, we offer a full range of skin treatments.", "own_product"),
        ("We offer acupuncture, massage and cupping in the heart of Leeds.", "own_product"),
        ("Unlike other brands, ours contains no fillers.", "superiority"),
        ("We ship worldwide.", "offer"),
        ("Download our free 7-day meal plan.", "newsletter"),
    ],
)
def test_an_invitation_is_known(text, kind):
    assert set(invitation_kinds(text)) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "That's where the liver comes in.",
        "This is where Magnesium comes in.",
        "That's where your midwife can help.",
        "Enter the password on the next page.",
        "Visit the store cupboard for the crutches.",
        "See prices rise as winter comes.",
        "Call me back if the fever returns.",
        "Start with an assessment of the wound.",
        "The best overall evidence is from two trials.",
        "Patients (best treated early) do well.",
        "To schedule a vaccine, call your GP on 0161 555 0199.",
        "Embryo transfers are done on day five.",
        "Older patients are welcome on the ward.",
        "Links between sugar and gout bring us to the next question.",
        "Meet Sarah, a nurse on the ward.",
        "Talking can help.",
        "Click here to learn more about our research.",
        "We recommend Paracetamol, which is safe at this dose.",
        "We recommend that adults take ten micrograms a day.",
        "I personally find walking helps.",
        "My favourite is the Mediterranean bean salad.",
        "One product was withdrawn last year.",
        "Call to book your free vaccine on 0161 555 0199.",
        "They work with me on Mondays.",
        "Ready to quit smoking?",
        "Ready to eat in ten minutes.",
        "Our clinic offers free vaccines on Saturdays.",
        "We offer advice to all who call.",
        "Unlike other mammals, our bodies cannot make vitamin C.",
        "We ship samples to the laboratory.",
        "Download our free booklet about living with asthma.",
    ],
)
def test_a_line_like_an_invitation_is_spared(text):
    assert list(invitation_kinds(text)) == []


@pytest.mark.parametrize("piece", ["Unlike other ", "Our clinic offers ", "Enter Nuvia, the ", "Ready to try it "])
def test_long_hostile_invitations_take_no_time(piece):
    began = time.perf_counter()
    list(invitation_kinds(piece * 400))
    assert time.perf_counter() - began < 0.5
