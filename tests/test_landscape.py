"""The claim landscape: one name for one thing, whom "it" stands for, who says what of each pair."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest

from hypecheck.errors import LexiconError
from hypecheck.landscape import Comparison, LandscapeBuilder, load_names
from hypecheck.records import (
    Annotations,
    Article,
    Assessment,
    Citation,
    Claim,
    Cue,
    Failure,
    Framing,
    InputItem,
    Magnitude,
    Sentence,
)


def sentences_of(text: str) -> tuple[Sentence, ...]:
    found = re.finditer(r"\S[^.?!]*[.?!]?", text)
    return tuple(Sentence(start=m.start(), end=m.end(), block=0, token_count=5) for m in found)


def claim(text: str, said: str, *, certainty="asserted", voice="author", **more) -> Claim:
    """Return the claim "agent|relation|outcome", found in the text in this order; an agent may be empty."""
    agent, relation, outcome = said.split("|")
    agent_start = text.index(agent)
    relation_start = text.index(relation, agent_start + len(agent))
    outcome_start = text.index(outcome, relation_start + len(relation))
    sentence = next(s for s in sentences_of(text) if s.start <= relation_start < s.end)
    return Claim(
        text=text[sentence.start : sentence.end],
        start=sentence.start,
        end=sentence.end,
        agent=agent,
        relation=relation,
        outcome=outcome,
        certainty=certainty,
        voice=voice,
        strength="causal",
        agent_span=(agent_start, agent_start + len(agent)) if agent else None,
        outcome_span=(outcome_start, outcome_start + len(outcome)),
        **more,
    )


def page(text: str, *claims: Claim, id: str = "1", title: str | None = None, **more) -> Assessment:
    return Assessment(
        input=InputItem(id=id, source="test"),
        article=Article(text=text, blocks=(), title=title),
        annotations=Annotations(sentences=sentences_of(text), claims=claims, **more),
        framing=Framing(score=0.5, band="mixed", raw_score=0.0, low=0.2, high=0.8),
    )


def saying(text: str, said: str, **more) -> Assessment:
    return page(text, claim(text, said, **more))


def landscape_of(*pages: Assessment):
    builder = LandscapeBuilder()
    for each in pages:
        builder.add(each)
    return builder.build()


def pairs_of(*pages: Assessment) -> list[tuple[str, str]]:
    return [(pair.agent, pair.outcome) for pair in landscape_of(*pages).pairs]


class TestAgents:
    names = load_names("agent")

    @pytest.mark.parametrize(
        "phrase",
        [
            "vitamin K2",
            "Vitamin K 2",
            "menaquinone",
            "Menaquinones",
            "MK-7",
            "MK 7",
            "mk7",
            "vitamin K2 (MK-7)",
            "vitamin K2 supplementation",
            "A sufficient intake of K2",
            "the only form of vitamin K2",
            "a daily dose of 180 mcg of vitamin K2",
            "oral vitamin K2 in older adults",
            "vitamin K2, which is fat soluble",
        ],
    )
    def test_are_one_under_all_their_names(self, phrase):
        assert self.names.normalise(phrase).label == "vitamin K2"

    @pytest.mark.parametrize(
        ("phrase", "label"),
        [
            ("vitamin K", "vitamin K"),
            ("vitamin K1", "vitamin K1"),
            ("vitamin K2 deficiency", "vitamin K2 deficiency"),
            ("a lack of vitamin K2", "vitamin K2 deficiency"),
            ("vitamin K2 and D3", "vitamin D + vitamin K2"),
            ("a K2 oxide ring", "K2 oxide ring"),
            ("Matrix Gla protein", "Matrix Gla protein"),
            ("whey protein", "protein"),
            ("hydrogen water", "hydrogen water"),
            ("drinking water", "water"),
            ("zinc oxide", "zinc oxide"),
            ("fish oils", "omega-3"),
            ("St John’s wort", "St John's wort"),
            ("Imbalances in electrolytes such as potassium", "Imbalances in electrolytes"),
            ("CalmPoint", "CalmPoint"),
            ("our new CalmPoint capsules", "CalmPoint"),
            ("", ""),
            ("the", ""),
        ],
    )
    def test_near_to_others_keep_apart(self, phrase, label):
        assert self.names.normalise(phrase).label == label

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("a balanced diet", "balanced diets"),
            ("fibre", "fiber"),
            ("the weight-loss programme", "weight loss programmes"),
            ("haematite bracelets", "hematite bracelet"),
            ("regular stretching", "stretching"),
        ],
    )
    def test_no_list_holds_are_compared_by_their_words(self, one, other):
        assert self.names.normalise(one).key == self.names.normalise(other).key


class TestOutcomes:
    names = load_names("outcome")

    @pytest.mark.parametrize(
        "phrase",
        [
            "night cramps",
            "nocturnal leg cramps",
            "nocturnal cramps",
            "Nighttime cramps",
            "night-time cramps",
            "the frequency of nocturnal leg cramps",
            "the risk of painful night cramps",
            "treating nocturnal leg cramps",
            "nocturnal leg cramps in older adults",
            "cramps at night",
        ],
    )
    def test_are_one_under_all_their_names(self, phrase):
        assert self.names.normalise(phrase).label == "nocturnal leg cramps"

    @pytest.mark.parametrize(
        ("phrase", "label"),
        [
            ("muscle cramping", "muscle cramps"),
            ("leg cramps", "leg cramps"),
            ("oedema", "swollen legs"),
            ("ankle edema", "swollen legs"),
            ("iron-deficiency anemia", "anaemia"),
            ("LDL cholesterol levels", "LDL cholesterol"),
            ("prostate cancer", "prostate cancer"),
            ("prostate cancer cells", "prostate cancer cells"),
            ("liver cancer", "liver cancer"),
            ("side effects", "side effects"),
            ("a role in bone health", "bone health"),
            ("the maintenance of normal bone structure", "bone health"),
            ("their frequency", ""),
            ("", ""),
        ],
    )
    def test_near_to_others_keep_apart(self, phrase, label):
        assert self.names.normalise(phrase).label == label

    def test_a_name_with_many_blanks_inside_is_named_in_time(self):
        started = time.process_time()
        names = load_names("outcome")
        assert names.normalise("night" + " " * 5_000 + "cramps") == names.normalise("night cramps")
        assert time.process_time() - started < 2  # seconds to minutes, when every part of the run was tried


class TestLists:
    @pytest.mark.parametrize("side", ["agent", "outcome"])
    def test_every_label_normalises_to_itself(self, side):
        names = load_names(side)
        labels = sorted(set(names.labels.values()))
        assert len(labels) > 80
        assert [label for label in labels if names.normalise(label).label != label] == []

    @pytest.mark.parametrize("side", ["agent", "outcome"])
    def test_every_form_normalises_to_its_label(self, side):
        names = load_names(side)
        wrong = [form for form, label in names.labels.items() if names.normalise(" ".join(form)).label != label]
        assert wrong == []

    @pytest.mark.parametrize(
        ("written", "told"),
        [
            ("about = 1", "source"),
            ("[[name", "TOML"),
            ('about = "a"\nsource = "s"\n[[name]]\nlabel = "x"', "forms"),
            ('about = "a"\nsource = "s"\n[[name]]\nlabel = "x"\nforms = ["y"]\nweight = 1', "weight"),
            (
                (
                    'about = "a"\nsource = "s"\n'
                    '[[name]]\nlabel = "x"\nforms = ["cold"]\n[[name]]\nlabel = "z"\nforms = ["Colds"]'
                ),
                "'Colds' stands under 'x' and 'z'",
            ),
        ],
        ids=["no source", "no TOML", "no forms", "unknown key", "one form twice"],
    )
    def test_a_broken_list_is_refused(self, tmp_path, written, told):
        (tmp_path / "agents.toml").write_text(written)
        with pytest.raises(LexiconError, match=told):
            load_names("agent", tmp_path)

    def test_a_missing_list_is_told(self, tmp_path):
        with pytest.raises(LexiconError, match="Reinstall"):
            load_names("agent", tmp_path)


class TestContext:
    @pytest.mark.parametrize(
        ("text", "said", "pair"),
        [
            ("Ginger is a root. It eases nausea.", "It|eases|nausea", ("ginger", "nausea")),
            ("Ginger is old. Many use it. This herb eases nausea.", "This herb|eases|nausea", ("ginger", "nausea")),
            ("Ginger is said by some, as it eases nausea.", "it|eases|nausea", ("ginger", "nausea")),
            (
                "A study explored the role of ginger in easing nausea.",
                "A study|in easing|nausea",
                ("ginger", "nausea"),
            ),
            (
                "Night cramps wake people. Vitamin K2 may reduce their frequency.",
                "Vitamin K2|reduce|their frequency",
                ("vitamin K2", "nocturnal leg cramps"),
            ),
        ],
        ids=["it", "a noun that names nothing", "in the sentence", "a study", "their frequency"],
    )
    def test_tells_what_is_pointed_to(self, text, said, pair):
        found = landscape_of(saying(text, said))
        assert [(each.agent, each.outcome) for each in found.pairs] == [pair]
        assert found.pairs[0].sayings[0].inferred

    def test_is_told_where_it_was_read(self):
        [pair] = landscape_of(saying("Ginger is a root. It eases nausea.", "It|eases|nausea")).pairs
        assert (pair.sayings[0].agent, pair.sayings[0].inferred) == ("It", ("agent",))

    def test_ends_two_sentences_back(self):
        text = "Ginger is a root. One. Two. It eases nausea."
        assert pairs_of(saying(text, "It|eases|nausea")) == [("", "nausea")]

    def test_falls_back_on_a_title_that_names_one_thing(self):
        text = "It eases nausea."
        said = claim(text, "It|eases|nausea")
        assert pairs_of(page(text, said, title="All about ginger")) == [("ginger", "nausea")]
        assert pairs_of(page(text, said, title="Ginger or zinc?")) == [("", "nausea")]

    def test_prefers_what_opens_a_sentence_and_what_the_title_names(self):
        text = "Too much of it gives garlic breath. It harms the liver."
        said = claim(text, "It|harms|the liver")
        assert pairs_of(page(text, said, title="Selenium")) == [("selenium", "liver")]
        opened = "Garlic is old. It harms the liver."
        assert pairs_of(page(opened, claim(opened, "It|harms|the liver"), title="Selenium")) == [("garlic", "liver")]
        assert pairs_of(page(text, said)) == [("garlic", "liver")]

    @pytest.mark.parametrize("amount", ["A single very large dose", "150 mg a day", "Nothing"])
    def test_is_asked_where_the_agent_is_an_amount_or_nothing(self, amount):
        text = f"Zinc is a metal. {amount} eases colds."
        assert pairs_of(saying(text, f"{amount}|eases|colds")) == [("zinc", "common cold")]

    @pytest.mark.parametrize("person", ["You", "Doctors", "People"])
    def test_makes_no_agent_of_a_person(self, person):
        text = f"Ginger is a root. {person} reduce nausea."
        assert pairs_of(saying(text, f"{person}|reduce|nausea")) == [("", "nausea")]

    def test_a_name_of_its_own_stands(self):
        text = "Ginger is a root. CalmPoint eases nausea."
        assert pairs_of(saying(text, "CalmPoint|eases|nausea")) == [("CalmPoint", "nausea")]

    def test_an_outcome_that_nothing_names_is_left_out(self):
        assert pairs_of(saying("Ginger eases symptoms.", "Ginger|eases|symptoms")) == []


class TestPairs:
    def test_of_no_pages_are_none(self):
        assert landscape_of() == landscape_of()
        assert (landscape_of().pages, landscape_of().pairs) == ((), ())

    def test_meet_under_different_words(self):
        shop = saying("MK-7 eases night cramps.", "MK-7|eases|night cramps")
        review = saying(
            "No evidence says that menaquinone eases nocturnal leg cramps.",
            "menaquinone|eases|nocturnal leg cramps",
            certainty="negated",
        )
        [pair] = landscape_of(shop, review).pairs
        assert (pair.agent, pair.outcome, pair.pages, pair.contested) == (
            "vitamin K2",
            "nocturnal leg cramps",
            (0, 1),
            True,
        )

    @pytest.mark.parametrize(
        ("certainties", "contested"),
        [
            (("asserted", "negated"), True),
            (("hedged", "negated"), True),
            (("asserted", "hedged"), False),
            (("asserted", "questioned"), False),
            (("negated", "negated"), False),
        ],
    )
    def test_are_contested_between_pages(self, certainties, contested):
        text = "Zinc shortens colds."
        pages = [saying(text, "Zinc|shortens|colds", certainty=certainty) for certainty in certainties]
        assert landscape_of(*pages).pairs[0].contested is contested

    @pytest.mark.parametrize(
        ("claimed", "denied", "contested"),
        [
            ("causes|gout", "prevents|gout", False),
            ("causes|gout", "causes|gout", True),
            ("raises|the risk of gout", "prevents|gout", False),
            ("lowers|the risk of gout", "prevents|gout", True),
        ],
    )
    def test_are_contested_about_one_kind_of_effect(self, claimed, denied, contested):
        pages = [
            saying(f"Zinc {' '.join(said.split('|'))}.", f"Zinc|{said}", certainty=certainty)
            for said, certainty in ((claimed, "asserted"), (denied, "negated"))
        ]
        assert landscape_of(*pages).pairs[0].contested is contested

    def test_are_not_contested_within_one_page(self):
        text = "Zinc shortens colds."
        both = [claim(text, "Zinc|shortens|colds", certainty=each) for each in ("asserted", "negated")]
        assert not landscape_of(page(text, *both)).pairs[0].contested

    def test_without_an_agent_are_not_contested(self):
        text = "You shorten colds."
        pages = [saying(text, "You|shorten|colds", certainty=each) for each in ("asserted", "negated")]
        [pair] = landscape_of(*pages).pairs
        assert (pair.agent, pair.contested) == ("", False)

    def test_that_most_pages_speak_of_come_first_and_unnamed_last(self):
        zinc = saying("Zinc shortens colds.", "Zinc|shortens|colds")
        iron = saying("Iron prevents anaemia.", "Iron|prevents|anaemia")
        you = saying("You prevent gout.", "You|prevent|gout")
        assert pairs_of(you, you, you, iron, zinc, zinc) == [
            ("zinc", "common cold"),
            ("iron", "anaemia"),
            ("", "gout"),
        ]

    def test_of_one_page_are_kept_unless_asked(self):
        zinc = saying("Zinc shortens colds.", "Zinc|shortens|colds")
        iron = saying("Iron prevents anaemia.", "Iron|prevents|anaemia")
        landscape = landscape_of(zinc, zinc, iron)
        assert [len(landscape.spoken_of_by(count).pairs) for count in (1, 2, 3)] == [2, 1, 0]
        assert len(landscape.spoken_of_by(3).pages) == 3

    def test_count_pages_and_not_claims(self):
        text = "Zinc shortens colds. Zinc eases colds."
        both = [claim(text, "Zinc|shortens|colds"), claim(text, "Zinc|eases|colds")]
        [pair] = landscape_of(page(text, *both)).pairs
        assert (pair.count("asserted"), len(pair.sayings)) == (1, 2)

    def test_have_the_label_most_often_written(self):
        pages = [saying(f"{name} eases gout.", f"{name}|eases|gout") for name in ("Glowroot", "glowroot", "glowroot")]
        assert pairs_of(*pages) == [("glowroot", "gout")]

    @pytest.mark.parametrize(
        "text",
        [
            "This product is not intended to diagnose, treat, cure or prevent disease.",
            "We don't claim to treat disease.",
        ],
    )
    def test_are_not_made_of_small_print(self, text):
        assert pairs_of(saying(text, "|treat|disease", certainty="negated")) == []

    def test_are_not_made_of_a_disclosure(self):
        text = "Zinc treats colds."
        cue = Cue(category="disclosure", entry="supplement-disclaimer", text="Zinc", start=0, end=4)
        assert pairs_of(page(text, claim(text, "Zinc|treats|colds"), cues=(cue,))) == []

    def test_a_page_that_failed_is_counted_and_says_nothing(self):
        failed = Assessment(
            input=InputItem(id="1", source="x"), failure=Failure(stage="fetch", code="dns", detail="No.")
        )
        landscape = landscape_of(failed, saying("Zinc shortens colds.", "Zinc|shortens|colds"))
        assert [note.status for note in landscape.pages] == ["failed", "assessed"]
        assert landscape.pairs[0].pages == (1,)


class TestStudies:
    TEXT = "A trial found that zinc shortens colds [1]."
    ENTRY = Citation(
        kind="entry",
        text="1. Lee A. Zinc.",
        start=0,
        end=0,
        identifiers={"pmid": "12345678"},
        study_type="randomised trial",
    )

    def studies(self, *citations: Citation, text: str = TEXT):
        markers = tuple(index for index, citation in enumerate(citations) if citation.kind == "marker")
        said = claim(text, "zinc|shortens|colds", citations=markers)
        [pair] = landscape_of(page(text, said, citations=citations)).pairs
        return pair.sayings[0].studies

    def marker(self, **more) -> Citation:
        return Citation(kind="marker", text="[1]", start=39, end=42, **more)

    def test_cited_carry_the_references_words_and_identifiers(self):
        marker = self.marker(entry=0, resolved=True, study_type="randomised trial", sample_size=199, year=2020)
        [study] = self.studies(self.ENTRY, marker)
        assert (study.source, study.text, dict(study.identifiers)) == (
            "cited",
            "1. Lee A. Zinc.",
            {"pmid": "12345678"},
        )
        assert (study.study_type, study.sample_size, study.year) == ("randomised trial", 199, 2020)

    def test_behind_a_dangling_marker_are_not_there(self):
        [study] = self.studies(self.marker())
        assert study.source == "dangling"

    def test_told_of_without_a_marker_are_read_from_the_sentence(self):
        [study] = self.studies(text="A double-blind trial in 40 adults found that zinc shortens colds.")
        assert (study.source, study.study_type, study.sample_size) == ("told", "randomised trial", 40)

    def test_told_of_may_say_nothing_more(self):
        [study] = self.studies(text="One study found that zinc shortens colds.")
        assert (study.source, study.study_type) == ("told", None)

    def test_are_none_where_none_is_named(self):
        assert self.studies(text="We say that zinc shortens colds.") == ()


class TestJson:
    def test_of_a_pair_holds_all_that_is_said(self):
        size = Magnitude(text="up to 40%", value=40.0, unit="%", bound="up to")
        text = "MK-7 eases night cramps by up to 40%."
        landscape = landscape_of(saying(text, "MK-7|eases|night cramps", magnitude=size))
        record = landscape.pairs[0].to_dict(landscape.pages)
        assert record["schema"] == "hypecheck/claims/1"
        assert (record["agent"], record["outcome"], record["pages"]) == ("vitamin K2", "nocturnal leg cramps", 1)
        assert record["certainty"] == {"asserted": 1, "hedged": 0, "negated": 0, "questioned": 0}
        [said] = record["claims"]
        assert said["page"]["band"] == "mixed"
        assert text[said["start"] : said["end"]] == said["text"]
        assert said["magnitude"] == {"text": "up to 40%", "value": 40.0, "unit": "%"}


class TestComparison:
    def test_parts_the_pairs(self):
        text = "Zinc shortens colds. Iron prevents anaemia."
        left = page(text, claim(text, "Zinc|shortens|colds"), claim(text, "Iron|prevents|anaemia"))
        right = saying("Zinc does not shorten a cold.", "Zinc|shorten|cold", certainty="negated")
        found = Comparison.of(left, right)
        names = [[pair.agent for pair in part] for part in (found.shared, found.only_left, found.only_right)]
        assert names == [["zinc"], ["iron"], []]

    def test_of_a_failed_page_has_nothing_shared(self):
        failed = Assessment(
            input=InputItem(id="1", source="x"), failure=Failure(stage="fetch", code="dns", detail="No.")
        )
        found = Comparison.of(failed, saying("Zinc shortens colds.", "Zinc|shortens|colds"))
        assert (found.shared, len(found.only_right)) == ((), 1)


def test_sayings_stand_in_input_order():
    pages = [saying("Zinc shortens colds.", "Zinc|shortens|colds") for _ in range(4)]
    [pair] = landscape_of(*pages).pairs
    assert all(one.page <= other.page for one, other in pairwise(pair.sayings))
