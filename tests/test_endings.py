from pathlib import Path

import pytest

from hypecheck.endings import (
    HTML_ENDINGS,
    JSONL_ENDINGS,
    READABLE,
    TEXT_ENDINGS,
    URL_LIST_ENDINGS,
    WARC_ENDINGS,
    ending_of,
    remedy_for,
)
from hypecheck.errors import FAILURE_CODES

READ = {*HTML_ENDINGS, *JSONL_ENDINGS, *WARC_ENDINGS, *TEXT_ENDINGS, *URL_LIST_ENDINGS}


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("page.html", ".html"),
        ("PAGE.XHTML", ".xhtml"),
        ("a.b.jsonl.gz", ".jsonl.gz"),
        ("page.html.gz", ".html.gz"),
        ("crawl.WET.GZ", ".wet.gz"),
        ("v1.2.gz", ".gz"),
        ("page", ""),
        (".hidden", ""),
        ("Dr. Moss on sleep", ""),
        ("archive.a-name", ""),
        ("", ""),
    ],
)
def test_an_ending_is_that_of_the_name(name, ending):
    assert ending_of(Path(name)) == ending


@pytest.mark.parametrize(
    ("ending", "word"),
    [(".mhtml", "save"), (".mht", "save"), (".html.gz", "Unpack"), (".md", "--as text"), (".png", ""), ("", "")],
)
def test_what_can_be_read_in_another_way_has_a_remedy(ending, word):
    assert word in remedy_for(ending)
    assert bool(remedy_for(ending)) == bool(word)


@pytest.mark.parametrize("ending", sorted(READ))
def test_every_ending_that_is_read_is_listed(ending):
    assert ending.replace(".gz", "(.gz)") in READABLE or f"{ending}(.gz)" in READABLE


@pytest.mark.parametrize("code", ["empty_folder", "unsupported_file"])
def test_advice_lists_the_same(code):
    assert READABLE in FAILURE_CODES[code][1]
