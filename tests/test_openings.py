"""What an expression can begin with and cannot do without is told right, or not at all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hypecheck.annotate import (
    _certainty,
    _implicit,
    _invitations,
    _limits,
    _plugs,
    _products,
    _selling_lines,
    _shop_lines,
    _sources,
)
from hypecheck.lexicon import Lexicon, load_lexicon
from hypecheck.openings import DIGIT, GuardedPattern, Lead, lead_of, needs_of, opening_words

LEXICON = load_lexicon()
RULES = [
    rule
    for module in (_invitations, _products, _selling_lines, _shop_lines)
    for rule in dict.fromkeys(rule for rules in module._RULES._by_word.values() for rule in rules)
]


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
        pytest.param(r"\bmore(?= (?:pain|falls))", {"more"}, id="what must follow ends a word"),
        pytest.param(r"\b(?:Rs\.?|USD)\s?\d+", {"rs", "usd", f"rs{DIGIT}", f"usd{DIGIT}"}, id="a number behind a word"),
    ],
)
def test_opening_words_are_whole_and_in_lower_case(pattern, words):
    assert opening_words(pattern) == words


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param(r"buy now", id="may be the end of a word"),
        pytest.param(r"\bbuy", id="may be the start of a word"),
        pytest.param(r"\bbuy(?=e| it)", id="what must follow may be of the word"),
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
    ("pattern", "ways"),
    [
        pytest.param(r"#\s?1", ((("#",), ("1",)),), id="all of a sequence"),
        pytest.param(r"\b\w+n['’]t\b", ((("n't", "n’t"),),), id="a class inside a run"),
        pytest.param(r"(?:[A-Z]+ )?(?:Advert|Promo)", ((("advert", "promo"),),), id="not what may be missing"),
        pytest.param(
            r"(?i)\b(?:free (?:gift|kit)|half off)\b",
            ((("free ",), ("gift", "kit")), (("half off",),)),
            id="a way for each alternative",
        ),
        pytest.param(r"\w+(?:itis|osis)", ((("itis", "osis"),),), id="the end"),
        pytest.param(r"(?:abc)+\d", ((("abc",),),), id="at least once"),
        pytest.param(r"\bmore(?= pain)(?! relief)", ((("more",), (" pain",)),), id="what must follow"),
        pytest.param(r"(?:ab|\d)+", ((),), id="an alternative without a text"),
        pytest.param(r"\d*|x", ((), ()), id="nothing that must be there"),
    ],
)
def test_a_match_needs_a_text_of_each_group_of_one_way(pattern, ways):
    assert {tuple(sorted(way)) for way in needs_of(pattern).ways} == {tuple(sorted(way)) for way in ways}


@pytest.mark.parametrize(
    ("text", "met"),
    [
        pytest.param("order one", True, id="a text of each group"),
        pytest.param("one of each", False, id="none of one group"),
        pytest.param("free of charge", True, id="the other way"),
        pytest.param("order, free of doubt", False, id="half of either way"),
        pytest.param("", False, id="empty"),
    ],
)
def test_needs_are_met_by_one_whole_way(text, met):
    assert needs_of(r"(?:buy|order) (?:one|two)|free \w+ charge").are_met_by(text) is met


@pytest.mark.parametrize(
    ("pattern", "lead"),
    [
        pytest.param(r"(?:US|[AC](?=\$))?[$£]\d", Lead(("$", "£"), 0, 2), id="behind what may be missing"),
        pytest.param(r"\bwe.ll (?:take|send)", Lead(("ll take", "ll send"), 3, 3), id="the most telling"),
        pytest.param(r"(?m)(?:^\W{0,3}|(?<=[.!] ))(?-i:Try|Get) ", Lead(("try", "get"), 0, 3), id="behind marks"),
        pytest.param(r"\w+n't", None, id="far behind"),
        pytest.param(r"[a-z]\d", None, id="any letter"),
    ],
)
def test_a_lead_stands_near_the_beginning_of_every_match(pattern, lead):
    assert lead_of(pattern) == lead


def regexes():
    return [
        pytest.param(entry, pattern, id=f"{entry.name}-{number}")
        for entry in LEXICON.entries
        for number, pattern in enumerate(entry.regex)
    ]


GUARDED = [
    pytest.param(name, value, id=f"{module.__name__.rpartition('.')[2]}.{name}")
    for module in (_certainty, _implicit, _limits, _plugs, _sources)
    for name, value in vars(module).items()
    if isinstance(value, GuardedPattern)
]
SENTENCES = [
    json.loads(line)["text"]
    for path in sorted((Path(__file__).parents[1] / "data" / "sentences").glob("dev-*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
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


def matches_of(pattern):
    return [match for text in (TEXT, TEXT.upper()) for match in re.finditer(pattern, text, re.IGNORECASE)]


def test_most_expressions_of_the_lexicon_match_some_of_its_sentences():
    patterns = [pattern for entry in LEXICON.entries for pattern in entry.regex]
    assert sum(bool(matches_of(pattern)) for pattern in patterns) > 0.6 * len(patterns)


@pytest.mark.parametrize(("entry", "pattern"), regexes())
def test_what_is_told_of_an_expression_holds_for_all_that_it_matches(entry, pattern):
    for match in matches_of(pattern):
        around = match.string[max(0, match.start() - 100) : match.end() + 100].lower()
        assert needs_of(pattern).are_met_by(around)
        lead = lead_of(pattern)
        assert lead is None or min(100, match.start()) in lead.places(around)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.kind}-{min(rule.words)}")
def test_a_rule_of_sentences_matches_nothing_without_what_it_needs(rule):
    for sentence in SENTENCES:
        if rule.pattern.search(sentence):
            assert rule.needs.are_met_by(sentence.lower())


def test_rules_of_sentences_find_some_of_the_sentences():
    assert sum(rule.pattern.search(sentence) is not None for rule in RULES for sentence in SENTENCES) > 300


@pytest.mark.parametrize(("name", "guarded"), GUARDED)
def test_a_guarded_expression_finds_in_sentences_what_it_finds_unguarded(name, guarded):
    for sentence in SENTENCES:
        found, alone = guarded.search(sentence), guarded._pattern.search(sentence)
        assert (found and found.span()) == (alone and alone.span())


def test_guarded_expressions_find_some_of_the_sentences():
    assert sum(param.values[1].search(sentence) is not None for param in GUARDED for sentence in SENTENCES) > 300


def test_a_guarded_expression_looks_no_further_than_it_is_told():
    guarded = GuardedPattern("free kit")
    assert guarded.search("a free kit", 3) is None
    assert guarded.search("a free kit", 0, 8) is None
    assert guarded.search("a free kit", 2, 10).span() == (2, 10)


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
from hypecheck.openings import Needs, lead_of, needs_of, opening_words
assert opening_words(r"\\bbuy now") is lead_of("buy") is None
assert needs_of("buy") == Needs()
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
