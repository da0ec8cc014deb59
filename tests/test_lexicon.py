"""Every lexicon entry proves itself, search is forgiving, and broken files are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from hypecheck.errors import LexiconError
from hypecheck.lexicon import Entry, Lexicon, load_lexicon

LEXICON = load_lexicon()

GOOD_FILE = """
category = "praise"
about = "Words of praise."
source = "read on shop pages"

[[entry]]
id = "great"
match = ["(great|grand) (idea|plan|)"]
fires = ["A great idea."]
spares = ["A greater idea."]
"""


def hits_of(entry: Entry, text: str) -> list[str]:
    """Return what one entry alone finds, so that no other of its category hides it."""
    return [text[hit.start : hit.end] for hit in Lexicon(entries=(entry,), version="").find(text)]


def sentences(attribute: str) -> list:
    return [
        pytest.param(entry, sentence, id=f"{entry.name}-{number}")
        for entry in LEXICON.entries
        for number, sentence in enumerate(getattr(entry, attribute))
    ]


@pytest.fixture
def load_files(tmp_path: Path):
    def load(**files: str) -> Lexicon:
        for name, content in files.items():
            (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
        return load_lexicon(tmp_path)

    return load


class TestEveryEntry:
    @pytest.mark.parametrize(("entry", "sentence"), sentences("fires"))
    def test_fires_on_its_sentence(self, entry, sentence):
        assert hits_of(entry, sentence)

    @pytest.mark.parametrize(("entry", "sentence"), sentences("spares"))
    def test_spares_its_near_miss(self, entry, sentence):
        assert hits_of(entry, sentence) == []

    @pytest.mark.parametrize("entry", LEXICON.entries, ids=lambda entry: entry.name)
    def test_names_a_source(self, entry):
        assert entry.source


class TestFind:
    def test_empty_text_gives_nothing(self):
        assert LEXICON.find("") == []

    def test_text_without_a_listed_word_gives_nothing(self):
        assert LEXICON.find("xyzzy plugh 42 ★ ... 😀") == []

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("It DOES NOT CURE cramps.", "negation/not"),
            ("BUY NOW", "call_to_action/buy"),
            ("ZINC MAY HELP", "hedge/modal-may"),
        ],
    )
    def test_upper_case_matches(self, text, name):
        assert name in {hit.entry.name for hit in LEXICON.find(text)}

    @pytest.mark.parametrize("apostrophe", ["'", "’"], ids=["straight", "typographic"])
    def test_either_apostrophe_matches(self, apostrophe):
        text = f"It doesn{apostrophe}t help."
        assert "negation/not" in {hit.entry.name for hit in LEXICON.find(text)}

    @pytest.mark.parametrize("hyphen", ["-", "‐", "‑", "–"], ids=["ascii", "hyphen", "unbreakable", "dash"])
    def test_any_hyphen_matches(self, hyphen):
        text = f"A double{hyphen}blind trial."
        assert "evidence/design" in {hit.entry.name for hit in LEXICON.find(text)}

    def test_a_wide_or_unbreakable_space_matches(self):
        assert [hit.entry.name for hit in LEXICON.find("Buy\u00a0  now")] == ["call_to_action/buy"]

    def test_no_hit_crosses_a_line_break(self):
        assert "call_to_action/buy" not in {hit.entry.name for hit in LEXICON.find("Where to buy\nnow")[1:]}

    def test_a_word_inside_another_is_no_hit(self):
        assert "hedge/modal-may" not in {hit.entry.name for hit in LEXICON.find("Mayors and dismay")}

    def test_within_a_category_the_longer_hit_wins(self, load_files):
        lexicon = load_files(praise=GOOD_FILE)
        assert [(hit.start, hit.end) for hit in lexicon.find("a grand plan")] == [(2, 12)]

    def test_of_a_templates_options_the_longest_that_fits_wins(self, load_files):
        lexicon = load_files(praise=GOOD_FILE.replace("(idea|plan|)", "(idea|idea of a plan|)"))
        assert [(hit.start, hit.end) for hit in lexicon.find("a great idea of a plan")] == [(2, 22)]

    def test_hits_of_other_categories_may_overlap(self, load_files):
        lexicon = load_files(praise=GOOD_FILE, scorn=GOOD_FILE.replace('"praise"', '"scorn"'))
        assert [hit.entry.category for hit in lexicon.find("a grand plan")] == ["praise", "scorn"]

    def test_hits_come_in_text_order(self):
        places = [hit.start for hit in LEXICON.find("Buy now: it may cure pain, or it may not.")]
        assert places == sorted(places)


class TestBrokenFiles:
    @pytest.mark.parametrize(
        ("old", "new", "told"),
        [
            pytest.param("about =", "abuot =", "unknown key 'abuot'", id="unknown key of the file"),
            pytest.param("match =", "mach =", "unknown key 'mach'", id="unknown key of an entry"),
            pytest.param('fires = ["A great idea."]', "", "fires", id="no fires"),
            pytest.param('spares = ["A greater idea."]', "spares = []", "spares", id="empty spares"),
            pytest.param('id = "great"', "", "needs an id", id="no id"),
            pytest.param('source = "read on shop pages"', "", "no 'source'", id="no source"),
            pytest.param('"(great|grand) ', '"(great|grand|) ★', "not a word", id="opens with no word"),
            pytest.param('"(great|grand) ', '"(great|grand ', "bracket", id="unclosed bracket"),
            pytest.param('"(great|grand) ', '"great) ', "does not compile", id="unopened bracket"),
            pytest.param("match =", 'regex = ["(a"]\nmatch =', "does not compile", id="bad regex"),
            pytest.param("match =", 'unless_after = "[z-a]"\nmatch =', "does not compile", id="bad context"),
            pytest.param("[[entry]]", "[[entry", "not valid TOML", id="not TOML"),
        ],
    )
    def test_is_refused_by_name_with_the_reason(self, load_files, old, new, told):
        with pytest.raises(LexiconError, match="praise") as raised:
            load_files(praise=GOOD_FILE.replace(old, new))
        assert told in str(raised.value)

    def test_two_entries_of_one_name_are_refused(self, load_files):
        second = GOOD_FILE[GOOD_FILE.index("[[entry]]") :]
        with pytest.raises(LexiconError, match="praise/great"):
            load_files(praise=GOOD_FILE + second)

    def test_a_file_not_named_after_its_category_is_refused(self, load_files):
        with pytest.raises(LexiconError, match=r"scorn\.toml holds the category 'praise'"):
            load_files(scorn=GOOD_FILE)

    def test_a_folder_without_files_is_refused(self, tmp_path):
        with pytest.raises(LexiconError, match="No lexicon files"):
            load_lexicon(tmp_path)


def test_the_version_changes_with_the_files(load_files, tmp_path):
    first = load_files(praise=GOOD_FILE).version
    assert load_files(praise=GOOD_FILE + "\n").version != first
