"""Pages and plain text in, articles out: what is kept, what is told of the page, what is refused."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hypecheck.clean import article_from_text, extract_article
from hypecheck.config import Settings
from hypecheck.errors import CleanError
from hypecheck.records import Article, Page

TRIAL = (
    "The trial followed two hundred older adults for eight weeks and counted the cramps that woke them at"
    " night. Those who took the vitamin reported fewer, but the authors ask for larger studies first."
)
DOUBT = (
    "Other reviewers are not convinced, because the participants were few, all came from two cities and knew"
    " what they hoped for. Stretching before bed remains the first thing that most doctors suggest."
)
ADVICE = (
    "People who take blood thinners should speak to a pharmacist before they add any form of the vitamin to"
    " their diet, since even small amounts may change how such medicines work in the body."
)
PROSE = f"<p>{TRIAL}</p><p>{DOUBT}</p><p>{ADVICE}</p>"
BODY = f"<h1>Vitamin K2 and night cramps</h1>{PROSE}"
NAV = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/shop'>Shop</a></li><li>Blog</li></ul></nav>"
FOOTER = "<footer><p>© 2024 Example Ltd. All rights reserved. Registered in nowhere at all.</p></footer>"
COOKIES = (
    "<div id='cookie-banner'><p>We and our partners use cookies to access information on a device.</p>"
    "<button>Accept all</button></div>"
)


def page(body: str = BODY, *, head: str = "<title>Vitamin K2 and night cramps</title>") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


def extract(html: str | bytes, *, url: str | None = "https://example.org/k2", **settings: int) -> Article:
    return extract_article(Page(html=html, url=url), settings=replace(Settings(), **settings))


def blocks_of(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def refusal_of(html: str | bytes, *, content_type: str | None = None, **settings: int) -> str:
    with pytest.raises(CleanError) as caught:
        extract_article(Page(html=html, content_type=content_type), settings=replace(Settings(), **settings))
    return caught.value.code


def check_offsets(article: Article) -> None:
    article.text.encode("utf-8")
    for block in article.blocks:
        text = article.text[block.start : block.end]
        assert text == text.strip() != ""
        assert "\n" not in text
    assert all(above.end < below.start for above, below in pairwise(article.blocks))
    assert all(0 <= link.start < link.end <= len(article.text) for link in article.links)


RICH = page(
    f"""<article><h1>Vitamin K2 and night cramps</h1><p>{TRIAL} See
    <a href="/study" rel="nofollow Sponsored">the study</a> and <a href="#top">top</a>.</p>
    <h2>What <em>it</em> is found in</h2><ul><li>Natto</li><li>Cheese</li></ul>
    <ol start="3"><li>Ask a doctor about it.</li><li>Read the label of it.</li></ol>
    <blockquote><p>{ADVICE}</p></blockquote>
    <table><tr><th>Food</th><th>Amount</th></tr><tr><td>Natto</td><td>850 µg</td></tr></table>
    <p>{DOUBT}</p></article>"""
)


def test_blocks_keep_their_kind_and_order() -> None:
    found = blocks_of(extract(RICH))
    assert [kind for kind, _ in found] == [
        *(
            "title",
            "paragraph",
            "heading",
            "item",
            "item",
            "item",
            "item",
            "quote",
            "table",
            "table",
            "paragraph",
        )
    ]
    assert ("heading", "What it is found in") in found
    assert ("item", "• Natto") in found
    assert ("item", "3. Ask a doctor about it.") in found
    assert ("table", "Natto | 850 µg") in found


def test_items_follow_each_other_closely_and_other_blocks_stand_apart() -> None:
    text = extract(RICH).text
    assert "found in\n\n• Natto\n• Cheese\n3. Ask" in text


def test_links_keep_their_words_target_and_rel() -> None:
    article = extract(RICH)
    (link,) = article.links
    assert article.text[link.start : link.end] == "the study"
    assert link.target == "https://example.org/study"
    assert link.rel == ("nofollow", "sponsored")


@pytest.mark.parametrize("html", [RICH, page(), page(NAV + BODY + FOOTER)], ids=["rich", "plain", "whole"])
def test_offsets_hold(html: str) -> None:
    check_offsets(extract(html))


@pytest.mark.parametrize(
    "html",
    [NAV + BODY, BODY + FOOTER, COOKIES + BODY, COOKIES + NAV + BODY + FOOTER],
    ids=["nav", "footer", "cookies", "all"],
)
@pytest.mark.parametrize("wrap", ["{}", "<main>{}</main>"], ids=["bare", "main"])
def test_furniture_does_not_change_the_text(html: str, wrap: str) -> None:
    assert extract(page(html.replace(BODY, wrap.format(BODY)))).text == extract(page(wrap.format(BODY))).text


def test_title_is_put_first_when_the_body_lacks_it() -> None:
    article = extract(page(PROSE))
    assert blocks_of(article)[0] == ("title", "Vitamin K2 and night cramps")
    assert article.text.count("Vitamin K2 and night cramps") == 1


@pytest.mark.parametrize(
    ("box", "line"),
    [
        ("<form action='/cart/add'><button>Add to cart</button></form>", "Add to cart"),
        ("<form><input type='submit' value='Buy now'></form>", "Buy now"),
        ("<p><a href='/k2'>Discover our Vitamin K2</a></p>", "Discover our Vitamin K2"),
        ("<div class='widget'><span>Only $19.95</span></div>", "Only $19.95"),
        ("<aside class='product'><p>60-day money-back guarantee</p></aside>", "60-day money-back guarantee"),
        ("<div class='banner'><p>We may earn a commission.</p></div>", "We may earn a commission."),
    ],
    ids=["button", "input", "link", "price", "guarantee", "disclosure"],
)
@pytest.mark.parametrize("place", ["after", "between"])
def test_lines_that_sell_or_disclose_survive(box: str, line: str, place: str) -> None:
    body = BODY + box if place == "after" else BODY.replace(f"<p>{ADVICE}", f"{box}<p>{ADVICE}")
    assert line in extract(page(f"<article>{body}</article>")).text.split("\n")


@pytest.mark.parametrize(
    "box",
    [
        "<p><a href='/'>Home</a> <a href='/a'>Us</a> <a href='/f'>FAQ</a> <a href='/o'>Order now!</a></p>",
        "<h3>You may also like</h3><p>Magnesium oil $9.95</p>",
        "<footer><p>Free delivery on $50</p></footer>",
        "<div class='comments'><p>I bought it for $20 and it works!</p></div>",
        "<div style='display:none'><p>Add to cart</p></div>",
    ],
    ids=["menu", "other products", "footer", "reader's comment", "hidden"],
)
def test_lines_that_sell_elsewhere_are_left_out(box: str) -> None:
    assert extract(page(f"<article>{BODY}</article>{box}")).text == extract(page(f"<article>{BODY}</article>")).text


def test_list_lost_between_paragraphs_is_found_again() -> None:
    items = "<div class='fact-bar'><ul><li>the K1 of leaves</li><li>the K2 of cheese</li></ul></div>"
    text = extract(page(BODY.replace(f"<p>{DOUBT}", f"{items}<p>{DOUBT}"))).text
    assert "• the K1 of leaves\n• the K2 of cheese" in text


def test_reference_list_is_kept_with_its_numbers() -> None:
    entries = "".join(f"<li>Tan J. Trial {n}. JAMA. 2024. PMID: 3946623{n}.</li>" for n in range(1, 4))
    text = extract(page(f"<article>{BODY}<h2>References</h2><ol class='refs'>{entries}</ol></article>")).text
    assert "References" in text
    assert "2. Tan J. Trial 2. JAMA. 2024. PMID: 39466232." in text


def test_old_table_layout_is_read_without_its_menu() -> None:
    menu = "".join(f"<a href='p{n}.htm'>Page {n}</a><br>" for n in range(12))
    text = f"<font size=2>{TRIAL}<br><br>{DOUBT}<br>{ADVICE}</font>"
    body = f"<table><tr><td>{menu}</td><td>{text}</td></tr></table>"
    assert blocks_of(extract(page(body)))[1:] == [("paragraph", part) for part in (TRIAL, DOUBT, ADVICE)]


def test_line_broken_in_mid_sentence_is_joined() -> None:
    body = BODY.replace("counted the cramps", "counted the<br>cramps").replace("Those who", "<br>Those who")
    found = blocks_of(extract(page(body)))
    assert ("paragraph", TRIAL.partition(" Those")[0]) in found


def test_short_product_page_is_an_article() -> None:
    body = f"""{NAV}<div class="product"><h1>Complete K</h1>
    <p>Complete K unites K1 and K2 for better calcium use.</p><span class="price">$24.90</span>
    <form><button>Add to cart</button></form></div>{FOOTER}"""
    article = extract(page(body, head="<title>Complete K</title>"))
    assert article.obstacle is None
    assert [text for _, text in blocks_of(article)] == [
        "Complete K",
        "Complete K unites K1 and K2 for better calcium use.",
        "$24.90",
        "Add to cart",
    ]


def test_text_that_only_json_holds_is_read() -> None:
    data = {"@type": "NewsArticle", "headline": "Night cramps", "articleBody": f"{TRIAL} {DOUBT}"}
    html = page("<div id='root'></div>", head=f"<script type='application/ld+json'>{json.dumps(data)}</script>")
    assert extract(html).text == f"Night cramps\n\n{TRIAL} {DOUBT}"


CURLY = page(BODY.replace("Stretching", "“Stretching” isn’t café"))


def declared(charset: str) -> str:
    return CURLY.replace("<head>", f"<head><meta charset='{charset}'>")


ENCODINGS = {
    "text": CURLY,
    "utf-8": CURLY.encode(),
    "utf-8 with mark": CURLY.encode("utf-8-sig"),
    "utf-16": CURLY.encode("utf-16"),
    "utf-16-le unmarked": CURLY.encode("utf-16-le"),
    "utf-16-be unmarked": CURLY.encode("utf-16-be"),
    "utf-32": CURLY.encode("utf-32"),
    "windows undeclared": CURLY.encode("cp1252"),
    "windows called utf-8": declared("utf-8").encode("cp1252"),
    "windows called latin-1": declared("iso-8859-1").encode("cp1252"),
    "utf-8 called latin-1": declared("iso-8859-1").encode(),
    "unknown charset": declared("no-such-thing").encode("cp1252"),
    "charset that is none": declared("unicode_escape").encode("cp1252"),
    "nul": CURLY.replace("Stretching", "Stret\0ching").encode(),
    "lone surrogate": CURLY.replace("Stretching", "Stret\ud800ching"),
    "soft hyphen": CURLY.replace("Stretching", "Stret&shy;ching"),
    "c1 controls": CURLY.replace("“", "&#147;").replace("’", "\x92"),
    "xml": "<?xml version='1.0' encoding='iso-8859-1'?>" + CURLY,
}


@pytest.mark.parametrize("raw", ENCODINGS.values(), ids=ENCODINGS)
def test_page_reads_the_same_in_every_encoding(raw: bytes | str) -> None:
    assert "“Stretching” isn’t café before bed" in extract(raw).text


def test_damaged_utf8_loses_only_the_damaged_character() -> None:
    raw = CURLY.encode().replace(b"pharmacist", b"pharm\xffacist")
    assert "“Stretching” isn’t café" in extract(raw).text


def test_charset_of_the_server_is_used() -> None:
    raw = page("<p>Витамин К может помочь некоторым людям, но данных пока мало.</p>" * 5).encode("koi8-r")
    article = extract_article(Page(html=raw, content_type="text/html; charset=koi8-r"))
    assert "Витамин К может помочь" in article.text
    assert article.language == "ru"


REFUSALS = {
    "no bytes": ("empty_extraction", b""),
    "spaces": ("empty_extraction", "  \n"),
    "no body": ("empty_extraction", "<html><body></body></html>"),
    "title only": ("empty_extraction", page("")),
    "no words": ("empty_extraction", "<html><body><p>*** --- ***</p></body></html>"),
    "pdf": ("not_html", b"%PDF-1.7 <p>" + bytes(range(256))),
    "png": ("not_html", b"\x89PNG\r\n\x1a\n<p>"),
    "binary": ("not_html", b"<p>" + bytes(range(256)) * 20),
    "zeros": ("not_html", b"\0" * 500),
    "plain text": ("not_html", "Only words, where a < b."),
    "json": ("not_html", '{"html": "none"}'),
    "feed": ("not_html", "<?xml version='1.0'?><rss><channel><title>News</title></channel></rss>"),
    "nested and open": ("parse_limit", page("<div>" * 100_000)),
    "nested and closed": ("parse_limit", page("<div>" * 100_000 + TRIAL + "</div>" * 100_000)),
    "too many tags": ("parse_limit", page("<br>" * 600_000)),
}


@pytest.mark.parametrize(("code", "raw"), REFUSALS.values(), ids=REFUSALS)
def test_what_is_no_page_is_refused(code: str, raw: bytes | str) -> None:
    assert refusal_of(raw) == code


def test_other_content_types_are_refused() -> None:
    assert refusal_of(page(), content_type="application/pdf") == "not_html"


def test_size_and_depth_follow_the_settings() -> None:
    assert refusal_of(page(), max_html_bytes=500) == "too_large"
    assert refusal_of(page("<div>" * 30 + TRIAL), max_depth=20) == "parse_limit"


def test_deep_page_is_still_read() -> None:
    assert DOUBT in extract(page("<font>" * 1500 + f"<p>{TRIAL}</p><p>{DOUBT}</p>")).text


def test_long_page_is_cut_at_the_word_limit() -> None:
    article = extract(page(), max_words=20)
    assert (article.word_count, article.is_cut) == (20, True)
    check_offsets(article)


@pytest.mark.parametrize(
    ("last", "is_cut"),
    [("", False), ("<p>* * *</p>", False), ("<p>* * *</p><p>More.</p>", True), ("<p>More.</p>", True)],
    ids=["the end", "a rule", "a rule and more", "more"],
)
def test_a_page_that_ends_at_the_word_limit_is_not_cut(last: str, is_cut: bool) -> None:
    whole = page(f"<p>{TRIAL}</p><p>{DOUBT}</p>")
    count = extract(whole).word_count
    assert not extract(whole).is_cut
    article = extract(whole.replace(DOUBT + "</p>", f"{DOUBT}</p>{last}"), max_words=count)
    assert (article.word_count, article.is_cut) == (count, is_cut)


def test_nothing_stands_behind_the_place_where_a_page_is_cut() -> None:
    # five words are left, and with them 50 characters: the rest of a longer one is cut off, though words are left
    limit = extract(page(f"<p>{TRIAL}</p>")).word_count + 5
    article = extract(page(f"<p>{TRIAL}</p><p>{'x' * 400} y</p><p>{DOUBT}</p>"), max_words=limit)
    assert article.text.endswith("x" * 50)
    assert article.is_cut


TITLES = {
    "whole": ("Cramps | Example Shop", "<title>Cramps | Example Shop</title>", ""),
    "without site": ("Cramps at night", "<title>Cramps at night | Example</title>", ""),
    "heading": ("Cramps at night", "<title>Example: Cramps at night</title>", "<h1>Cramps at night</h1>"),
    "site's own heading": ("Cramps at night", "<title>Cramps at night</title>", "<h1>Example Shop</h1>"),
    "open graph": ("Cramps & sleep", "<meta property='og:title' content='Cramps &amp; sleep'>", ""),
    "meaningless": (None, "<title>Untitled Document</title>", ""),
    "only heading": ("Cramps at night", "", "<h1>Cramps at night</h1>"),
    "none": (None, "", ""),
}


@pytest.mark.parametrize(("title", "head", "heading"), TITLES.values(), ids=TITLES)
def test_title_is_what_the_reader_saw(title: str | None, head: str, heading: str) -> None:
    assert extract(page(heading + PROSE, head=head)).title == title


def test_metadata_is_read_from_json() -> None:
    node = {"@type": "Article", "author": [{"name": "Ann Roe"}], "datePublished": "2024-03-05T10:00Z"}
    script = f"<script type='application/ld+json'>{json.dumps({'@graph': [node]})}</script>"
    article = extract(page(head=script + "<meta property='og:site_name' content='Well'>"))
    assert (article.author, article.published, article.site) == ("Ann Roe", "2024-03-05", "Well")


@pytest.mark.parametrize(
    ("head", "author", "published"),
    [
        (
            "<meta name=author content='By Ann Roe'><meta name=date content='2023-01-31'>",
            "Ann Roe",
            "2023-01-31",
        ),
        ("<meta name='article:author' content='https://fb.example/ann'>", None, None),
        ("<meta name=date content='2023-13-45'>", None, None),
        ("", None, None),
    ],
    ids=["meta", "address for a name", "no such day", "nothing"],
)
def test_metadata_is_never_guessed(head: str, author: str | None, published: str | None) -> None:
    article = extract(page(head=head))
    assert (article.author, article.published) == (author, published)


@pytest.mark.parametrize(
    ("markup", "types"),
    [
        ('{"@type": "Product", "offers": {"@type": "Offer", "price": "9"}}', ("Product", "Offer")),
        ('{"@graph": [{"@type": ["Article", "MedicalWebPage"]}]}', ("Article", "MedicalWebPage")),
        ('[{"@type": "http://schema.org/Drug"}]', ("Drug",)),
        ('{"@type": "Article", "isPartOf": {"@type": "Product", "price": 3}}', ("Article",)),
        ('<!-- {"@type": "Product"} -->', ("Product",)),
        ('{"@type": "Product", "name": "K2" "oops"', ("Product",)),
        ('{"name": "no type"}', ()),
        ("[" * 100_000, ()),
        ("", ()),
    ],
    ids=["nested", "graph", "full address", "part of a paper", "in a comment", "broken", "no type", "deep", "empty"],
)
def test_schema_types_are_read_from_json(markup: str, types: tuple[str, ...]) -> None:
    signals = extract(page(head=f"<script type='application/ld+json'>{markup}</script>")).signals
    assert signals.schema_types == types


def test_schema_types_are_read_from_attributes() -> None:
    body = f"<div itemscope itemtype='https://schema.org/Product'><div typeof='schema:Offer'>{BODY}</div></div>"
    assert extract(page(body)).signals.schema_types == ("Product", "Offer")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Now $19.95 instead of US$25", 2),
        ("19,95 € or £16", 2),
        ("Rs. 450 or ₹450 or 450 INR", 3),
        ("a market of $3 million and $2.5bn", 0),
        ("up to 8 times, 20 mg, 100 %", 0),
    ],
    ids=["dollars", "europe", "india", "news", "no price"],
)
def test_prices_are_counted(text: str, count: int) -> None:
    assert extract(page(f"{BODY}<p>{text}</p>")).signals.price_count == count


@pytest.mark.parametrize(
    ("markup", "signal"),
    [
        ("<a href='/cart/add?id=3'>K2</a>", "cart_link_count"),
        ("<a href='/k2'>Add to basket</a>", "cart_link_count"),
        ("<a href='/k2'><img src='b.png' alt='Buy now'></a>", "cart_link_count"),
        ("<button>Add to cart</button>", "cart_link_count"),
        ("<input type='image' alt='Order now'>", "cart_link_count"),
        ("<a href='/visit'>Book your free appointment</a>", "booking_link_count"),
        ("<a href='https://calendly.com/clinic'>Talk to us</a>", "booking_link_count"),
        ("<a href='/k2' rel='sponsored'>K2</a>", "sponsored_link_count"),
        ("<a href='/k2' rel='noopener NoFollow'>K2</a>", "nofollow_link_count"),
        ("<a href='https://www.amazon.com/dp/B0?tag=well-20'>K2</a>", "affiliate_link_count"),
        ("<a href='https://amzn.to/3xyz'>K2</a>", "affiliate_link_count"),
        ("<a href='https://me.hop.clickbank.net/'>K2</a>", "affiliate_link_count"),
        ("<a href='https://shop.test/k2?utm_medium=affiliate'>K2</a>", "affiliate_link_count"),
        ("<a href='https://other.test/'>other</a>", "outbound_link_count"),
        ("<a href='//other.test/x'>other</a>", "outbound_link_count"),
        ("<a href='https://pubmed.ncbi.nlm.nih.gov/39466236/'>trial</a>", "reference_link_count"),
        ("<a href='https://doi.org/10.1001/x'>trial</a>", "reference_link_count"),
        ("<a href='https://www.nhs.uk/conditions'>NHS</a>", "reference_link_count"),
        ("<form><p>Join our newsletter</p><input type='email'></form>", "newsletter_form_count"),
    ],
)
def test_signal_is_counted(markup: str, signal: str) -> None:
    assert getattr(extract(page(BODY + markup)).signals, signal) == 1


@pytest.mark.parametrize(
    ("markup", "signal"),
    [
        ("<a href='/carthage'>Carthage in order</a>", "cart_link_count"),
        ("<a href='/shopping'>How to shop for shoes</a>", "cart_link_count"),
        ("<a href='https://store.paper.test/'>Shop</a>", "cart_link_count"),
        ("<a href='https://checkout.paper.test/offer'>Subscribe</a>", "cart_link_count"),
        ("<a href='https://www.paypal.com/cgi-bin/webscr?x=1'>Give with PayPal</a>", "cart_link_count"),
        (
            "<p>The makers ask $49 a month for the pills, or $500 for a year, which is more than most.</p>",
            "price_count",
        ),
        ("<a href='/books'>Books about sleep</a>", "booking_link_count"),
        ("<a href='/how-disappointments-help'>Disappointments</a>", "booking_link_count"),
        ("<a href='/davis-cup-schedule-2019'>Full standings</a>", "booking_link_count"),
        ("<a href='https://www.facebook.com/sharer?u=x&ref=y'>Share</a>", "affiliate_link_count"),
        ("<a href='https://news.test/?pid=12'>news</a>", "affiliate_link_count"),
        ("<a href='/k2?ref=menu'>K2</a>", "affiliate_link_count"),
        ("<a href='https://news.test/?tag=sleep'>tag</a>", "affiliate_link_count"),
        ("<a href='https://www.example.org/b'>same site</a>", "outbound_link_count"),
        ("<a href='https://shop.example.org/b'>same site</a>", "outbound_link_count"),
        ("<a href='http://[broken'>broken</a>", "outbound_link_count"),
        ("<a href='https://notgov.test/'>other</a>", "reference_link_count"),
        ("<form>Sign up<input type='email'><input type='password'></form>", "newsletter_form_count"),
        (
            "<form>Subscribe to replies<input name='email'><textarea></textarea></form>",
            "newsletter_form_count",
        ),
        ("<form>Search updates<input type='search'></form>", "newsletter_form_count"),
    ],
)
def test_near_miss_is_not_counted(markup: str, signal: str) -> None:
    assert getattr(extract(page(BODY + markup)).signals, signal) == 0


@pytest.mark.parametrize(
    "line",
    [
        "Free UK delivery on orders over £30",
        "Get £20 off your first device when you join our mailing list.",
        "−15% on your first order with the code HELLO15",
        "Basket (0)",
        "Shop all",
        "Start my sweating visit",
        "Check today's price",
        "Frequently bought together",
    ],
)
def test_line_beside_the_article_sells(line: str) -> None:
    assert extract(page(f"<header><div>{line}</div></header>{BODY}")).signals.selling_asides == (line,)


@pytest.mark.parametrize(
    "line",
    [
        "Subscribe from $1.50 a week",
        "Your £10 could pay for an hour on the helpline",
        "Shop",
        "Find a store",
        "Take a free mental health test",
        "Make an appointment",
        "Gift card scam costs Derby woman nearly $10K",
        "Retailer to spend $1B on a store",
        "Save the date: our annual meeting",
    ],
)
def test_line_beside_the_article_only_looks_like_selling(line: str) -> None:
    assert extract(page(f"<header><div>{line}</div></header>{BODY}")).signals.selling_asides == ()


def test_a_selling_line_of_the_article_is_not_beside_it() -> None:
    article = extract(page(f"{BODY}<p>Add the tablets to your order for 20% off.</p>"))
    assert "20% off" in article.text
    assert article.signals.selling_asides == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "As an Amazon Associate we earn from qualifying purchases.",
        "We may earn a small commission when you buy.",
        "These statements have not been evaluated by the Food and Drug Administration.",
        "This product is not intended to diagnose, treat, cure or prevent any disease.",
        "Advertising feature by Example Foods.",
        "Individual results may vary.",
    ],
)
def test_disclosure_is_told_wherever_it_stands(sentence: str) -> None:
    html = page(f"{BODY}<footer><p>Thank you for reading. {sentence} Good bye.</p></footer>")
    assert extract(html).signals.disclosures == (sentence,)


def test_sentences_that_disclose_nothing_are_not_disclosures() -> None:
    body = f"{BODY}<p>The commission evaluated a new partner and paid no interest.</p>"
    assert extract(page(body)).signals.disclosures == ()


def test_disclosures_are_short_and_few() -> None:
    sentences = "".join(f"<p>{'word ' * 60} we earn a commission on item {n} {'word ' * 60}</p>" for n in range(20))
    found = extract(page(BODY + sentences)).signals.disclosures
    assert len(found) == 10
    assert all(len(text) <= 200 and "we earn a commission" in text for text in found)


LINKS = "".join(f"<li><a href='/a{n}'>Vitamin {n} for sleepers</a></li>" for n in range(30))
TEASERS = "".join(f"<h2><a href='/a{n}'>Cramps {n}</a></h2><p>{TRIAL[:90]}...</p>" for n in range(8))
REVIEWS = "".join(f"<h2><a href='https://a.test/{n}'>K2 {n}</a></h2><p>{TRIAL} {DOUBT}</p>" for n in range(6))
CONSENT = "We value your privacy. We and our 812 partners use cookies to process personal data with your consent."
LOGIN = "<form>Name <input><input type=password><button>Log in</button> Forgot your password?</form>"

OBSTACLES = {
    "browser check": ("blocked_page", "Just a moment...", "<p>Checking your browser before you go on.</p>"),
    "denied": ("blocked_page", "Access denied", "<p>You don't have permission to access this page.</p>"),
    "captcha": ("blocked_page", "Well", "<p>Please complete the captcha to show that you are a person.</p>"),
    "no script": ("blocked_page", "Well", "<noscript>You need to enable JavaScript to run this.</noscript>"),
    "cookies by name": ("cookie_wall", "Well", COOKIES + "<p>Well, the magazine.</p>"),
    "cookies by words": ("cookie_wall", "Well", f"<p>{CONSENT}</p><button>Accept all</button>"),
    "login": ("login_page", "Log in | Well", LOGIN),
    "members": ("login_page", "Well", f"<p>Please sign in to read this.</p>{LOGIN}"),
    "cart": ("cart_page", "Your cart", "<h1>Shopping cart</h1><p>Complete K</p><p>Subtotal: $24.90</p>"),
    "checkout": ("cart_page", "Checkout", "<p>Billing address</p><p>Order total $24.90</p>"),
    "404": ("error_page", "404 Not Found", "<h1>Not Found</h1><p>The requested URL was not found here.</p>"),
    "oops": ("error_page", "Well", "<h1>Oops!</h1><p>The page you are looking for could not be found.</p>"),
    "list": ("link_list", "All articles", f"<h1>All articles</h1><ul>{LINKS}</ul>"),
    "teasers": ("link_list", "Blog", f"<main><h1>Blog</h1>{TEASERS}</main>"),
}
NEAR_MISSES = {
    "banner": ("Night cramps", COOKIES + PROSE),
    "login form": ("Night cramps", PROSE + LOGIN),
    "many links": ("Night cramps", PROSE + f"<ul>{LINKS}</ul>"),
    "empty cart": ("Night cramps", PROSE + "<p>Your cart is empty. Continue shopping.</p>"),
    "noscript": ("Night cramps", PROSE + "<noscript>Please enable JavaScript.</noscript>"),
    "baking": ("Are oat cookies healthy?", f"<p>All cookies are sweet. {TRIAL}</p>"),
    "denied patients": ("Patients denied access to care", PROSE),
    "error rates": ("Error rates in trials", PROSE),
    "shopping": ("Shopping cart handles carry germs", PROSE),
    "linked reviews": ("Best K2 of the year", REVIEWS),
    "product": ("Complete K", "<p>Unites K1 and K2.</p><p>$24.90</p><button>Add to cart</button>"),
}


@pytest.mark.parametrize(("code", "title", "body"), OBSTACLES.values(), ids=OBSTACLES)
def test_obstacle_is_named(code: str, title: str, body: str) -> None:
    obstacle = extract(page(NAV + body + FOOTER, head=f"<title>{title}</title>")).obstacle
    assert obstacle is not None
    assert obstacle.code == code


@pytest.mark.parametrize(("title", "body"), NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_article_that_only_looks_like_an_obstacle_is_none(title: str, body: str) -> None:
    html = page(f"{NAV}<main><h1>{title}</h1>{body}</main>{FOOTER}", head=f"<title>{title}</title>")
    assert extract(html).obstacle is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", TRIAL),
        (
            "de",
            "Das Vitamin kann nachts die Krämpfe lindern, doch sind weitere Studien nötig. " * 3,
        ),
        (
            "fr",
            "La vitamine pourrait réduire les crampes la nuit, mais les preuves restent encore limitées. " * 2,
        ),
        ("ar", "قد يساعد فيتامين ك بعض الناس الذين يعانون من تشنجات ليلية ولكن الأدلة محدودة. " * 2),
        ("ja", "The Kindle for PC ビタミンKは健康に役立つ可能性があります。 " * 8),
        ("zh", "维生素可能有助于减轻夜间腿部抽筋，但是目前的证据仍然有限，需要更多的临床研究。" * 2),
        ("th", "วิตามินอาจช่วยลดอาการตะคริวตอนกลางคืนแต่หลักฐานยังมีจำกัดและต้องศึกษาเพิ่มเติม" * 2),
        (None, "Too few words to tell."),
        (None, "维生素可能有助于减轻抽筋。"),
        (None, "Zinc " + "💊🌟👍🏽 ❤️ " * 400),
        (None, "12 % 400 mg" + " 7 % 30" * 40),
    ],
    ids=[
        *("english", "german", "french", "arabic", "japanese", "chinese without spaces", "thai without spaces"),
        *("short", "short chinese", "emoji", "numbers"),
    ],
)
def test_language_is_told(language: str | None, text: str) -> None:
    assert article_from_text(text).language == language


def test_emoji_and_right_to_left_text_survive() -> None:
    body = f"<p>{TRIAL} 👩‍⚕️💊</p><p>فيتامين ك</p><p>{DOUBT}</p>"
    article = extract(page(body))
    assert "👩‍⚕️💊" in article.text
    check_offsets(article)


PLAIN = """\
0

Night cramps: what helps?
Most people have them once in a while, and most of them need no treatment at all.
What to try
- Stretch
2. Drink
> Nobody knows why they come.

# References:
Tan J. https://doi.org/10.1001/x. See [the trial](https://jama.test/k2) and www.nhs.uk.
-Discover Complete K
"""


def test_plain_text_has_its_blocks_found() -> None:
    assert blocks_of(article_from_text(PLAIN)) == [
        ("paragraph", "0"),
        ("title", "Night cramps: what helps?"),
        ("paragraph", "Most people have them once in a while, and most of them need no treatment at all."),
        ("heading", "What to try"),
        ("item", "- Stretch"),
        ("item", "2. Drink"),
        ("quote", "> Nobody knows why they come."),
        ("heading", "# References:"),
        (
            "paragraph",
            "Tan J. https://doi.org/10.1001/x. See [the trial](https://jama.test/k2) and www.nhs.uk.",
        ),
        ("paragraph", "-Discover Complete K"),
    ]


def test_plain_text_is_kept_as_given() -> None:
    article = article_from_text(PLAIN)
    assert article.text == PLAIN.rstrip()
    assert article.title == "Night cramps: what helps?"
    assert not article.signals.has_html


def test_plain_text_has_its_links_found() -> None:
    article = article_from_text(PLAIN)
    assert [(article.text[link.start : link.end], link.target) for link in article.links] == [
        ("https://doi.org/10.1001/x", "https://doi.org/10.1001/x"),
        ("the trial", "https://jama.test/k2"),
        ("www.nhs.uk", "http://www.nhs.uk"),
    ]


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("One.\r\nTwo.\rThree.\u2028Four.", "One.\nTwo.\nThree.\nFour."),
        ("\ufeffvita\xadmin\0 K2\u200b\ud83d", "vitamin K2"),
        ("vitamin\xa0K2\u2009mg", "vitamin K2 mg"),
        ("cafe\u0301 don\x92t", "café don’t"),
        ("\n\n  K2  \n\n", "K2"),
    ],
    ids=["newlines", "junk", "wide spaces", "composed", "margins"],
)
def test_characters_of_plain_text_are_tidied(given: str, text: str) -> None:
    assert article_from_text(given).text == text


def test_hard_wrapped_text_is_joined_and_one_line_paragraphs_are_not() -> None:
    words = TRIAL.split()
    wrapped = "\n".join(" ".join(words[at : at + 10]) for at in range(0, len(words), 10))
    assert blocks_of(article_from_text(f"Cramps\n\n{wrapped}\n\n{wrapped}"))[1:] == [("paragraph", TRIAL)] * 2
    assert len(article_from_text(f"{TRIAL}\n{DOUBT}\n{ADVICE}").blocks) == 3


def test_given_title_wins_and_its_line_is_marked() -> None:
    article = article_from_text(f"By Ann\nCramps\n{TRIAL}", title="Cramps")
    assert article.title == "Cramps"
    assert ("title", "Cramps") in blocks_of(article)
    assert article_from_text(TRIAL, title="Cramps").text == TRIAL


@pytest.mark.parametrize("text", ["", " \n\t", "\0\ufeff", "*** --- ***"], ids=["none", "spaces", "junk", "no words"])
def test_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(CleanError) as caught:
        article_from_text(text)
    assert caught.value.code == "empty_extraction"


def test_book_is_cut_at_the_word_limit() -> None:
    article = article_from_text("word " * 200_000)
    assert (article.word_count, article.is_cut) == (Settings().max_words, True)
    assert len(article_from_text("w" * 5_000_000).text) == 10 * Settings().max_words


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("Five words are in this.", False),
        ("Five words are in this. \n\n* * *", False),
        ("Five words are in this. One more.", True),
        ("w" * 51, True),
        ("w" * 50, False),
    ],
    ids=["the end", "a rule", "more", "too long without blanks", "long without blanks"],
)
def test_a_text_that_ends_at_the_word_limit_is_not_cut(text: str, is_cut: bool) -> None:
    assert article_from_text(text, settings=Settings(max_words=5)).is_cut is is_cut


def test_same_text_has_the_same_fingerprint() -> None:
    assert article_from_text("Vitamin K2\r\n").sha256 == article_from_text("Vitamin K2").sha256
    assert article_from_text("Vitamin K1").sha256 != article_from_text("Vitamin K2").sha256


@given(st.text())
def test_any_text_gives_sound_offsets_or_a_clean_refusal(text: str) -> None:
    with suppress(CleanError):
        check_offsets(article_from_text(text))


@given(st.text(alphabet=st.sampled_from("<>/abpdivtrlh1 \"'=&;\n\xa0é"), max_size=300))
def test_any_markup_gives_sound_offsets_or_a_clean_refusal(markup: str) -> None:
    with suppress(CleanError):
        check_offsets(extract(f"<p>Vitamin K2 {markup}"))


@pytest.mark.parametrize("char", ["\x01", "\x0b", "\x1f", "\ufffe", "&#1;", "&#xFFFF;"], ids=ascii)
def test_a_control_character_after_a_script_does_no_harm(char: str) -> None:
    article = extract(page(f"{BODY}<div><script>var x</script>{char} More of it.</div>{BODY}"))
    assert article.word_count
