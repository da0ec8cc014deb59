"""Plugs: which lines point the reader to something to buy or book, of what kind, and to what."""

from __future__ import annotations

import pytest

from hypecheck.clean import extract_article
from hypecheck.config import samples_folder
from hypecheck.records import Page


@pytest.fixture
def kinds_of(read):
    def kinds(text: str) -> list[str]:
        return [plug.kind for plug in read(text).notes.plugs]

    return kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Order your bottle today.", "purchase"),
        ("Buy now and feel the difference.", "purchase"),
        ("Add to cart", "purchase"),
        ("Shop now", "purchase"),
        ("-Discover Ferrolin Plus Iron, a gentle complex.", "product_pointer"),
        ("Try Calmora Night tonight.", "product_pointer"),
        ("Learn more about our range of supplements.", "product_pointer"),
        ("Book your free consultation now.", "booking"),
        ("Visit our clinic in Leeds.", "booking"),
        ("It comes with a 60-day money-back guarantee.", "guarantee"),
        ("Save 20% with code HEAL20.", "offer"),
        ("Free shipping on orders over $50.", "offer"),
        ("$39.99", "price"),
        ("Our formula is the only one that raises levels.", "superiority"),
        ("The best supplement for sleep is our own SleepWell.", "superiority"),
        ("Only 12 bottles left!", "urgency"),
        ("We may earn a commission from links on this page.", "affiliate"),
        ("Subscribe to our newsletter for weekly tips.", "newsletter"),
        ("Get our Eye Health newsletter", "newsletter"),  # a letter by its name, and no product
        ("Get The Lark Life in your inbox: sign up for our newsletter.", "newsletter"),
        ("Shop now | Basket | Returns | Contact", "purchase"),
        ("A 90-day supply is yours for $39.", "offer"),
        ("60 capsules, £19.99 delivered", "price"),
        ("60 capsules, €14,95", "price"),
        ("60 capsules for 14,95 €.", "price"),
        ("Box of 30 sachets from CHF 39.-", "price"),
        ("Now R$ 89 a bottle.", "price"),
        ("This article is sponsored by Calmora.", "affiliate"),
        ("Our lime-flavoured sachets pour like squash.", "own_product"),
        ("Related products", "product_pointer"),
    ],
)
def test_a_selling_line_is_one_plug(kinds_of, text, kind):
    assert kinds_of(text) == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Tuesday.",
        "Doctors order blood tests.",
        "In order to work it must be absorbed.",
        "Discover more about how iron is absorbed.",
        "Make an appointment with your GP if it lasts.",
        "Talk to your doctor before taking it.",
        "No one can guarantee results.",
        "Sales fell by 20% last year.",
        "The study was sponsored by a manufacturer.",
        "It was sponsored by the manufacturer of the belt.",
        "Visitors get free flu jabs.",
        "The mat costs 14,95 € in the shops.",
        "The drug costs the health service $39 a dose, one study found.",
        "Our data show no effect.",
        "We recommend exercise.",
        "Try walking for ten minutes a day.",
        "Only 12 patients stayed to the end.",
        "Call the national quitline on 0800 123 for free.",
        "Sellers claim it is the best supplement; do not buy online.",
        "It is touted as the best, and our readers ask where to buy it.",
        "Call us at 555 0100 or visit our Web site.",
        "Contact us day or night for support.",
        "See our document Cervical Cancer for more.",
        "By using this site, you agree to our Terms of Use.",
        "Click here for the news archive.",
        "We searched to the best of our ability.",
        "Japan is the only country that regulates it.",
        "Don't wait for morning: ring the surgery.",
        "The splint is made to order.",
        "Patients who buy online are seldom told.",
        "She had trouble getting the money back.",
        "They were bought at list price.",
        "The drug will remain on sale.",
        "The trial was sponsored by the maker.",
        "We offer the following resource to families.",
        "About Us | Contact | Privacy | Advertise",
        "The questions on the order form decide it.",
        "Surgery is the only route to a straight toe.",
        "Contact your GP to book an appointment.",
        "Most patients see results after two to three sessions.",
        "Our services are free and confidential.",
        "Our clinic is closed on bank holidays.",
        "Meet other parents at our free weekly group.",
        "Register with your local surgery online.",
        "Book a smear test with your practice nurse when you are invited.",
        "Our experts reviewed the evidence.",
        "Our team of midwives will support you throughout your pregnancy.",
        "Download our free booklet about living with asthma.",
    ],
)
def test_a_line_that_sells_nothing_is_none(kinds_of, text):
    assert kinds_of(text) == []


def test_a_call_that_is_only_quoted_is_none(kinds_of):
    assert kinds_of("Every page of the site ended with the line “Order now”.") == []


def test_a_line_in_the_references_is_none(kinds_of):
    assert kinds_of("Tea.\nReferences\n1. Buy now: how sites sell. J Trials. 2020;3(2):1-9.") == []


def test_a_plug_names_its_target(read):
    [plug] = read("-Discover Ferrolin Plus Iron, a gentle complex.").notes.plugs
    assert plug.target == "Ferrolin Plus Iron"


def test_a_plug_without_a_name_has_no_target(read):
    [plug] = read("Add to cart").notes.plugs
    assert plug.target is None


def test_a_plug_is_its_sentence(read):
    article, notes = read("Iron is a mineral. Order your bottle today. It keeps.")
    [plug] = notes.plugs
    assert plug.text == article.text[plug.start : plug.end] == "Order your bottle today."


class TestLinks:
    """Plugs that only the page shows: a plain sentence whose link leads to a shop."""

    PAGE = (
        "<html><body><article><h1>Iron and you</h1><p>{}</p><p>Iron is a mineral that the body needs to make "
        "blood, and most people get enough of it from food in a week.</p></article></body></html>"
    )

    @pytest.mark.parametrize(
        ("link", "kinds"),
        [
            (
                '<a href="https://shop.example/products/ferrolin">Ferrolin is an iron tablet</a>',
                ["product_link"],
            ),
            (
                '<a rel="sponsored" href="https://a.example/x">Ferrolin is an iron tablet</a>',
                ["product_link"],
            ),
            ('<a href="https://pubmed.ncbi.nlm.nih.gov/1234567/">One trial measured iron</a>', []),
        ],
        ids=["shop", "sponsored", "journal"],
    )
    def test_to_a_shop_makes_a_plug(self, annotator, link, kinds):
        from hypecheck.clean import extract_article
        from hypecheck.records import Page

        sentence = f"Many readers asked us about iron this year. {link} in a small dose for the day."
        article = extract_article(Page(html=self.PAGE.format(sentence), url="https://example.org/iron"))
        plugs = annotator.annotate(article).plugs
        assert [plug.kind for plug in plugs] == kinds
        assert all(plug.target == "https://shop.example/products/ferrolin" for plug in plugs[:1] if "shop" in link)


def test_the_sample_of_a_press_release_is_read_as_its_list_says(annotator):
    # data/samples/README.md: "gains against baseline only, sales contact and booth"
    html = (samples_folder() / "press-release.html").read_bytes()
    plugs = annotator.annotate(extract_article(Page(html=html))).plugs
    told = {
        words: [plug.kind for plug in plugs if words in plug.text] for words in ("booth", "or contact", "sponsored")
    }
    assert told == {"booth": ["product_pointer"], "or contact": ["product_pointer"], "sponsored": []}


class TestPrices:
    @pytest.mark.parametrize(
        "text",
        [
            "The drug costs the health service $39 a dose.",
            "Before spending $400 on devices, try calf stretches.",
            "At £8 a gram it is dearer than saffron.",
            "We were quoted anything from $99 to $449.",
            "Private sessions range from £45 to £80.",
        ],
    )
    def test_talk_about_prices_offers_nothing(self, kinds_of, text):
        assert kinds_of(text) == []

    @pytest.mark.parametrize(
        ("text", "prices"),
        [
            ("The belt costs $89, or less.", ["$89"]),
            ("It was €14,95 here and 1.299,00 € there.", ["€14,95", "1.299,00 €"]),
            ("A jar at $1,299.00, CHF 39.- or R$ 89.", ["$1,299.00", "CHF 39.-", "R$ 89"]),
            ("Lamps at Rs 1,25,000 and INR 1,299.", ["Rs 1,25,000", "INR 1,299"]),
            ("A jar is 15p per tablet.", ["15p per"]),
            ("Sales of EUR 1.4 bn, $4.5 million and an INR 2.5.", []),
        ],
    )
    def test_a_price_is_its_number_and_currency(self, read, text, prices):
        assert [cue.text for cue in read(text).notes.cues if cue.entry == "price"] == prices

    TABLE = "\n".join(
        ["What clinics charge", *(f"Clinic {letter}: £{90 + number}" for number, letter in enumerate("ABCDEFGHI"))]
    )

    def test_a_table_of_prices_is_no_plug_where_nothing_else_sells(self, kinds_of):
        assert kinds_of(self.TABLE) == []

    def test_the_same_table_is_one_beside_a_call_to_buy(self, kinds_of):
        assert set(kinds_of(f"{self.TABLE}\nOrder your bottle today.")) == {"price", "purchase"}


class TestPlace:
    def test_of_a_plug_is_its_section_and_part_of_the_article(self, read):
        body = "\n".join(f"Iron is mineral number {n} in this list of plain sentences." for n in range(30))
        plugs = read(f"Shop now\n{body}\n# Where to go\n{body}\nOrder your bottle today.").notes.plugs
        assert [(plug.place, plug.kind) for plug in plugs] == [("first tenth", "purchase"), ("last tenth", "purchase")]

    def test_of_the_middle_is_the_middle(self, read):
        body = "\n".join(f"Iron is mineral number {n} in this list of plain sentences." for n in range(30))
        [plug] = read(f"{body}\nOrder your bottle today.\n{body}").notes.plugs
        assert plug.place == "middle"


@pytest.mark.parametrize(
    "text",
    [
        "Two of the three shops offered “30-day risk-free returns”.",
        'The tube says "free next day delivery" in letters larger than the name.',
        "The mat is $389. Two of the three shops offered “30-day risk-free returns”. One has refunded me so far.",
    ],
    ids=["a guarantee", "delivery", "a price beside them"],
)
def test_a_promise_in_quotation_marks_is_somebody_elses(kinds_of, text):
    assert kinds_of(text) == []


def test_a_promise_without_quotation_marks_is_the_writers(kinds_of):
    assert kinds_of("Each one comes with 30-day risk-free returns.") == ["guarantee"]


class TestPlugsByWeight:
    """Lines that sell in words that no rule knows."""

    @pytest.mark.parametrize(
        "text",
        ["Our night balm ships in a tin you will want to keep.", "Smooth legs by summer at Harland & Finch."],
        ids=["our balm", "at a named place"],
    )
    def test_are_read(self, read, text):
        assert read(text).notes.plugs

    @pytest.mark.parametrize(
        "text",
        [
            "The train was late.",
            "The trial enrolled 240 adults.",
            "Our review covers twelve trials.",
            "See our leaflet for more.",
            "Call the quitline for free.",
            "The mat is $389.",
        ],
        ids=["train", "trial", "our review", "our leaflet", "a public line", "a price stated"],
    )
    def test_are_not_read_into_plain_prose(self, read, text):
        assert read(text).notes.plugs == ()


def test_a_price_beside_a_call_sells_in_a_long_text_too(kinds_of):
    told = "The liver stores sugar. " * 9
    assert kinds_of(f"{told}Get started today from just £99 a month.") == ["call_to_action"]
    assert kinds_of(f"{told}Cold baths from £99.") == []


def test_a_bar_of_links_sells_by_one_that_leads_to_the_shop(kinds_of):
    assert kinds_of("Our story | Shop Calmora | Contact") == ["purchase"]
    assert kinds_of("Our story | Shop assistants | Contact") == []
    assert kinds_of("Walk with us | Shop memorial gifts | Fundraise") == []
