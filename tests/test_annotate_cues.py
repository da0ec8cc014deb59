"""Cues: which words are hedges, boosters and negations where they stand, and which only look like them."""

from __future__ import annotations

import pytest

# Praise in a hedge's clothes is hype: the US FTC reads "promising" and "potential" as selling.


@pytest.fixture
def categories_of(read):
    def categories(text: str, words: str) -> set[str]:
        """Return the categories of the cues that hold ``words``."""
        return {cue.category for cue in read(text).notes.cues if words in cue.text}

    return categories


class TestHedge:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("K2 may help reduce cramps.", "may"),
            ("Zinc might reduce the risk.", "might"),
            ("It could therefore be due to salt.", "could therefore"),
            ("It is thought to activate proteins.", "is thought to"),
            ("It appears to be safe.", "appears to"),
            ("The data suggest that it helps.", "suggest that"),
            ("It possibly lowers the risk.", "possibly"),
            ("There is some evidence of benefit.", "some evidence"),
        ],
    )
    def test_fires(self, categories_of, text, words):
        assert "hedge" in categories_of(text, words)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("The trial ended in May 2021.", "May"),
            ("Sales start on 4 May.", "May"),
            ("This bar may contain nuts.", "may"),
            ("Results may vary.", "may"),
            ("We may earn a commission.", "may"),
            ("This tea could mean POUNDS off your waist.", "could"),
            ("What if you could be free of pain?", "could"),
            ("You can take it with food.", "can"),
            ("Magnesium can relieve cramps.", "can"),
            ("A promising treatment for pain.", "promising"),
            ("It has great potential.", "potential"),
            ("Its potential benefits are many.", "potential"),
            ("Encouraging results! The evidence is promising.", "promising"),
            ("How often should I take it?", "often"),
        ],
    )
    def test_spares(self, categories_of, text, words):
        assert "hedge" not in categories_of(text, words)


class TestNegation:
    @pytest.mark.parametrize(
        ("text", "words"),
        [("It does not help.", "not"), ("It doesn’t help.", "doesn’t"), ("No trial shows it.", "No")],
    )
    def test_fires(self, categories_of, text, words):
        assert "negation" in categories_of(text, words)

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("No doubt it helps.", "No"),
            ("It not only helps but heals.", "not"),
            ("No wonder it sells.", "No"),
            ("Cramps, no matter how strong, ease.", "no"),
        ],
    )
    def test_spares(self, categories_of, text, words):
        assert "negation" not in categories_of(text, words)


class TestHype:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("A promising treatment for pain.", "promising"),
            ("It has great potential.", "great potential"),
            ("A revolutionary powder.", "revolutionary"),
        ],
    )
    def test_fires(self, categories_of, text, words):
        assert "hype" in categories_of(text, words)

    @pytest.mark.parametrize(
        ("text", "words"),
        [("Despite promising results, it failed.", "promising"), ("It is not a miracle.", "miracle")],
    )
    def test_spares(self, categories_of, text, words):
        assert "hype" not in categories_of(text, words)


class TestRecords:
    def test_empty_looking_text_gives_no_cues(self, read):
        assert read("Tuesday.").notes.cues == ()

    def test_internal_categories_give_no_cues(self, read):
        assert {cue.category for cue in read("Zinc prevents colds.").notes.cues}.isdisjoint({"relation", "health"})

    def test_cues_lie_in_the_text_in_order(self, read):
        article, notes = read("Buy now. It may help, but it does not cure.\nOrder today!")
        assert [article.text[cue.start : cue.end] for cue in notes.cues] == [cue.text for cue in notes.cues]
        assert [cue.start for cue in notes.cues] == sorted(cue.start for cue in notes.cues)


class TestSource:
    """Who says it, where no list knows the words."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            (
                "Zinc lozenges relieve colds, researchers in Utrecht reported last month.",
                "researchers in Utrecht reported",
            ),
            ("Podiatrists say that insoles ease heel pain.", "Podiatrists say"),
            ("The soak eases joint pain, promises the box.", "promises the box"),
        ],
    )
    def test_of_a_claim_is_a_cue_of_it(self, read, text, words):
        notes = read(text).notes
        [claim] = notes.claims
        assert [notes.cues[index].text for index in claim.cues if notes.cues[index].category == "source"] == [words]

    def test_of_another_clause_is_none_of_it(self, read):
        notes = read("Podiatrists say that insoles ease heel pain; they will not straighten a bunion.").notes
        tied = {claim.outcome: {notes.cues[index].text for index in claim.cues} for claim in notes.claims}
        assert "Podiatrists say" in tied["heel pain"]
        assert all("Podiatrists say" not in words for outcome, words in tied.items() if outcome != "heel pain")

    @pytest.mark.parametrize("text", ["Tuesday.", "Zinc relieves colds.", "Studies show that zinc relieves colds."])
    def test_is_none_where_the_writer_speaks_or_a_list_knows_it(self, read, text):
        assert all(cue.category != "source" for cue in read(text).notes.cues)

    def test_leaves_the_other_cues_of_all_claims_as_they_were(self, read):
        notes = read(
            "It may ease pain. Zinc relieves colds, researchers in Utrecht reported. Salt might raise the pressure."
        ).notes
        assert [cue.start for cue in notes.cues] == sorted(cue.start for cue in notes.cues)
        tied = {claim.outcome: {notes.cues[i].text for i in claim.cues} for claim in notes.claims}
        assert tied == {
            "pain": {"may"},
            "colds": {"researchers in Utrecht reported"},
            "the pressure": {"might"},
        }
