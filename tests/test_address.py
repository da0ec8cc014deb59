"""What a page's address says before a word of it is read."""

from __future__ import annotations

import pytest

from hypecheck.clean import article_from_text, extract_article
from hypecheck.clean._address import kind_of_address
from hypecheck.features import extract_features
from hypecheck.records import Annotations, Page

TEXT = "Iron is absorbed better with vitamin C. " * 20


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://www.nhs.uk/conditions/anaemia/", "official"),
        ("https://ods.od.nih.gov/factsheets/Iron", "official"),
        ("https://extension.harbourmere.edu/iron", "official"),
        ("https://doi.org/10.5555/iron.1", "official"),
        ("https://www.nhs.uk./conditions/anaemia/", "official"),  # a host may end in a full stop
        ("https://en.wikipedia.org/wiki/Iron", "official"),
        ("https://www.ironsociety.org/facts", "nonprofit"),
        ("https://www.ironsociety.org.uk/facts", "nonprofit"),
        ("https://ferrolin.test/products/gentle-iron", "shop"),
        ("https://ferrolin.test/en-gb/collections/minerals", "shop"),
        ("https://ferrolin.test/blogs/news/five-signs-of-low-iron", "shop"),
        ("https://shop.ferrolin.test/", "shop"),
        ("https://www.oakmerepharmacy.com/iron", "shop"),
        ("https://www.oakmerevitamins.com/iron", "trade"),
        ("https://www.oakmeredental.co.uk/veneers", "trade"),
        ("https://oakmerespa.com/sauna", "trade"),
        # near misses
        ("https://www.oakmere.com/health/iron", None),
        ("https://www.oakmere.com/blog/iron", None),
        ("https://www.oakmere.com/production/iron", None),
        ("https://www.oakmere.com/news/nhs.uk", None),
        ("https://nhs.uk.oakmere.com/", None),
        ("https://notgov.test/", None),
        ("https://www.bishop.com/", None),
        ("https://workshop.test/", None),
        ("https://sparrowfield.com/", None),
        ("https://space-news.test/", None),
        ("http://[broken", None),
        ("iron", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_tells_its_kind_of_place(address, kind):
    assert kind_of_address(address) == kind


def test_a_text_with_an_address_carries_its_kind():
    assert article_from_text(TEXT, url="https://ferrolin.test/products/iron").signals.address_kind == "shop"
    assert article_from_text(TEXT).signals.address_kind is None


def html(canonical: str) -> str:
    return f"<html><head><link rel='canonical' href='{canonical}'></head><body><p>{TEXT}</p></body></html>"


@pytest.mark.parametrize(
    ("found", "declared", "kind"),
    [
        ("https://www.oakmere.gov/iron", "https://ferrolin.test/products/iron", "official"),
        (None, "https://ferrolin.test/products/iron", "shop"),
        (None, "https://www.nhs.uk/conditions/anaemia/", None),
        (None, "https://www.ironsociety.org/", None),
    ],
    ids=["where it was found counts", "declared shop", "nobody is official by their own word", "nor a charity"],
)
def test_a_page_is_what_its_address_says_or_at_worst_what_it_declares(found, declared, kind):
    assert extract_article(Page(html=html(declared), url=found)).signals.address_kind == kind


def test_each_kind_of_address_is_a_feature():
    article = article_from_text(TEXT, url="https://ferrolin.test/products/iron")
    values = extract_features(article, Annotations()).values
    assert {name: values[name] for name in values if name.startswith("address_")} == {
        "address_official": 0.0,
        "address_nonprofit": 0.0,
        "address_trade": 0.0,
        "address_shop": 1.0,
    }
