"""What an expression can begin with and cannot do without is told right, or not at all."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from hypecheck.lexicon import Lexicon, load_lexicon
from hypecheck.openings import DIGIT, opening_words, required_texts

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        pytest.param(r"\bcode [A-Z]{3}", {"code"}, id="one word"),
        pytest.param(r"\b(?:buy|order) now", {"buy", "order"}, id="alternatives"),
        pytest.param(r"\b(?:linked|links|tied)\b(?= to)", {"linked", "links", "tied"}, id="a boundary ends a word"),
        pytest.param(r"\b(?:a )?(?:tenner|fiver) off", {"a", "tenner", "fiver"}, id="an opening that may be missing"),
        pytest.param(r"\bproducts? of", {"product", "products"}, id="a letter that may be missing"),
        pytest.param(r"\b[Oo]ur own", {"our"}, id="a class of two cases"),
        pytest.param(r"\bgoods?-for-", {"good", "goods"}, id="a hyphen ends a word"),
        pytest.param(r"\b\d+ days", {DIGIT}, id="a number"),
        pytest.param(r"\b(?:up to )?\d{1,2} ?% off", {"up", DIGIT}, id="a word or a number"),
        pytest.param(r"(?m)(?:^|(?<=[.!] )|(?<=\band ))buy ", {"buy"}, id="the start of a line or a clause"),
        pytest.param(r"(?-i:\bNHS )", {"nhs"}, id="capitals"),
        pytest.param(r"\b(?!no )[a-b]\b", {"a", "b"}, id="what is forbidden narrows only"),
    ],
)
def test_opening_words_are_whole_and_in_lower_case(pattern, words):
    assert opening_words(pattern) == words


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"buy now", id="may be the end of a word"),
        pytest.param(r"\bbuy", id="may be the start of a word"),
        pytest.param(r"\bwe.ll ", id="any character may go on with the word"),
        pytest.param(r"\b\w+n't", id="any word"),
        pytest.param(r"\b(?:ab)+ ", id="a word of any length"),
        pytest.param(r"[$£]\d", id="a mark"),
        pytest.param(r"\b(?:\$|usd )\d", id="a mark or a word"),
        pytest.param(r"(?<=x)buy ", id="behind a letter"),
        pytest.param(r"", id="empty"),
    ],
)
def test_other_openings_are_not_told(pattern):
    assert opening_words(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        pytest.param(r"#\s?1", ("#",), id="the first of equals"),
        pytest.param(r"\b\w+n['’]t\b", ("n't", "n’t"), id="a class inside a run"),
        pytest.param(r"(?:[A-Z]+ )?(?:Advert|Promo)", ("advert", "promo"), id="alternatives, not what may be missing"),
        pytest.param(r"\w+(?:itis|osis)", ("itis", "osis"), id="the end"),
        pytest.param(r"(?:abc)+\d", ("abc",), id="at least once"),
        pytest.param(r"(?:a|\d)+", None, id="an alternative without a text"),
        pytest.param(r"\d*", None, id="nothing that must be there"),
    ],
)
def test_a_match_holds_one_of_the_required_texts(pattern, texts):
    assert required_texts(pattern) == texts


def regexes():
    return [
        pytest.param(entry, pattern, id=f"{entry.name}-{number}")
        for entry in LEXICON.entries
        for number, pattern in enumerate(entry.regex)
    ]


TEXT = "\n".join(sentence for entry in LEXICON.entries for sentence in (*entry.fires, *entry.spares))


@pytest.mark.parametrize("text", [TEXT, TEXT.upper(), f"İ {TEXT}"], ids=["as it is", "in capitals", "behind an İ"])
@pytest.mark.parametrize(("entry", "pattern"), regexes())
def test_a_lexicon_finds_with_them_what_the_expression_finds(entry, pattern, text):
    alone = type(entry)(
        category=entry.category, id=entry.id, regex=(pattern,), source="", fires=entry.fires, spares=entry.spares
    )
    found = [(hit.start, hit.end) for hit in Lexicon(entries=(alone,), version="").find(text)]
    assert found == [match.span() for match in re.compile(pattern, re.IGNORECASE).finditer(text)]


def test_most_of_the_lexicon_is_found_by_its_words():
    patterns = [pattern for entry in LEXICON.entries for pattern in entry.regex]
    assert sum(opening_words(pattern) is not None for pattern in patterns) > 0.7 * len(patterns)


# takes away what the parser's reader needs, for as long as it is being loaded; the package must then find the same
WITHOUT_THE_PARSER = """
import re, sys
from re import _constants, _parser
{taken_away}
import hypecheck.openings
re._parser = sys.modules["re._parser"] = _parser
from hypecheck.lexicon import load_lexicon
from hypecheck.openings import opening_words, required_texts
assert opening_words(r"\\bbuy now") is required_texts("buy") is None
text = sys.stdin.read()
print([(hit.start, hit.end, hit.entry.name) for hit in load_lexicon().find(text)])
"""


@pytest.mark.parametrize(
    "taken_away",
    [
        pytest.param('del re._parser; sys.modules["re._parser"] = None', id="its module is gone"),
        pytest.param("del _constants.POSSESSIVE_REPEAT", id="a kind has another name"),
    ],
)
def test_where_python_has_no_such_parser_any_more_all_is_found_by_trying_everywhere(taken_away):
    code = WITHOUT_THE_PARSER.format(taken_away=taken_away)
    ended = subprocess.run([sys.executable, "-c", code], input=TEXT, capture_output=True, text=True, timeout=60)
    assert ended.stderr == ""
    assert ended.stdout.strip() == str([(hit.start, hit.end, hit.entry.name) for hit in LEXICON.find(TEXT)])
