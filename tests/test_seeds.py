"""The two pages that started the project: what must be read in them. They are not ours to publish."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hypecheck.landscape import LandscapeBuilder
from hypecheck.records import Assessment, Citation, InputItem

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("HYPECHECK_SHARED") or ROOT.parent / "shared")

K2_AND_CRAMPS = ("vitamin K2", "nocturnal leg cramps")

pytestmark = pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(),
    reason="the seed pages are not published with the project; HYPECHECK_SHARED can name their folder",
)


@pytest.fixture(scope="module")
def shop(read):
    return read((SHARED / "seeds" / "k2_shop_article.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def review(read):
    return read((SHARED / "seeds" / "k2_balanced_review.txt").read_text(encoding="utf-8"))


def entries_of(reading) -> list[Citation]:
    return [citation for citation in reading.notes.citations if citation.kind == "entry"]


def hedges_of(reading, claim) -> set[str]:
    cues = (reading.notes.cues[index] for index in claim.cues)
    return {cue.text.lower() for cue in cues if cue.category == "hedge"}


class TestShopArticle:
    def test_both_discover_lines_are_plugs(self, shop):
        plugs = [plug for plug in shop.notes.plugs if "Discover" in plug.text]
        assert [plug.kind for plug in plugs] == ["product_pointer", "product_pointer"]
        assert shop.article.text.count("Discover") == 2

    def test_the_money_back_line_is_a_plug(self, shop):
        assert "guarantee" in {plug.kind for plug in shop.notes.plugs}

    def test_up_to_eight_times_is_a_magnitude(self, shop):
        sizes = [claim.magnitude for claim in shop.notes.claims if claim.magnitude]
        assert (8.0, "times", "up to") in [(size.value, size.unit, size.bound) for size in sizes]

    def test_at_least_eight_references_have_an_identifier(self, shop):
        assert sum(bool({"pmid", "doi"} & set(entry.identifiers)) for entry in entries_of(shop)) >= 8

    @pytest.mark.parametrize("hedge", ["may", "is thought to"])
    def test_a_hedge_is_tied_to_a_hedged_claim(self, shop, hedge):
        hedged = [claim for claim in shop.notes.claims if hedge in hedges_of(shop, claim)]
        assert hedged
        assert {claim.certainty for claim in hedged} == {"hedged"}

    def test_the_question_of_its_title_is_no_statement(self, shop):
        [title, *_] = shop.notes.claims
        assert (title.agent, title.implicit, title.certainty) == ("Vitamin K2", "heading", "questioned")

    def test_the_study_it_tells_of_is_reported(self, shop):
        [first, *_] = (claim for claim in shop.notes.claims if claim.implicit != "heading")
        assert (first.agent, first.voice, first.certainty) == ("vitamin K2", "reported", "hedged")


class TestBalancedReview:
    def test_no_direct_evidence_negates(self, review):
        negated = [
            claim
            for claim in review.notes.claims
            if any("no direct evidence" in review.notes.cues[index].text for index in claim.cues)
        ]
        assert [claim.certainty for claim in negated] == ["negated"]
        assert "cramps" in negated[0].outcome

    def test_six_references_have_no_identifier(self, review):
        assert [dict(entry.identifiers) for entry in entries_of(review)] == [{}] * 6

    def test_every_author_year_citation_is_resolved(self, review):
        markers = [citation for citation in review.notes.citations if citation.kind == "marker"]
        assert len(markers) == 10
        assert all(marker.resolved for marker in markers)
        assert all(entry.resolved for entry in entries_of(review))

    def test_what_proponents_say_is_held_at_a_distance(self, review):
        assert "distanced" in {claim.voice for claim in review.notes.claims}

    def test_nothing_in_it_is_a_plug(self, review):
        assert review.notes.plugs == ()


def test_both_pages_speak_of_the_same_agent_and_outcome(shop, review):
    for reading in (shop, review):
        assert any("K2" in claim.agent and "cramp" in claim.text for claim in reading.notes.claims)


def test_both_pages_meet_in_one_row_of_the_landscape(shop, review):
    builder = LandscapeBuilder()
    for reading in (shop, review):
        builder.add(
            Assessment(input=InputItem(id="1", source="seed"), article=reading.article, annotations=reading.notes)
        )
    [pair] = [pair for pair in builder.build().pairs if (pair.agent, pair.outcome) == K2_AND_CRAMPS]
    said = [{saying.certainty for saying in pair.sayings if saying.page == page} for page in (0, 1)]
    assert said[0] & {"hedged", "asserted"}
    assert "negated" not in said[0]
    assert "negated" in said[1]
    assert pair.contested
    assert "randomised trial" in {study.study_type for saying in pair.sayings for study in saying.studies}
