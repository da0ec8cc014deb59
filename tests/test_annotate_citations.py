"""Citations: reference entries with their identifiers, in-text markers, and which stands behind which."""

from __future__ import annotations

import pytest

from hypecheck.records import Citation

NUMBERED = """Tea is a drink.

References

1. Lee A, Kim B. Zinc for colds: a randomised trial. J Trials. 2020;3(2):1-9. PMID: 12345678.
2. Kim B. Zinc in mice. J Mice. 2019;1:5-9. doi: 10.1000/j.mice.2019.05.
3. Roy C. Zinc: a systematic review. J Rev. 2021;9:1-40. PMCID: PMC7654321.
"""
NAMED = """Tea is a drink.

References

Lee, A., & Kim, B. (2020). Zinc for colds. Journal of Trials, 3(2), 1-9.
Roy, C. (2021). Zinc: a review. Journal of Reviews, 9, 1-40.
"""


@pytest.fixture
def citations_of(read):
    def citations(text: str, *, kind: str) -> list[Citation]:
        return [citation for citation in read(text).notes.citations if citation.kind == kind]

    return citations


def test_text_without_references_has_none(citations_of):
    text = "Zinc is a mineral (found in 2020) that costs $5 [sic]."
    assert citations_of(text, kind="entry") == citations_of(text, kind="marker") == []


class TestEntries:
    def test_of_a_numbered_list_are_found_in_order(self, citations_of):
        assert [entry.year for entry in citations_of(NUMBERED, kind="entry")] == [2020, 2019, 2021]

    def test_of_an_author_year_list_are_found(self, citations_of):
        assert [entry.text[:3] for entry in citations_of(NAMED, kind="entry")] == ["Lee", "Roy"]

    def test_tell_the_design_their_titles_name(self, citations_of):
        types = [entry.study_type for entry in citations_of(NUMBERED, kind="entry")]
        assert types == ["randomised trial", "animal", "systematic review"]

    @pytest.mark.parametrize(
        ("written", "identifiers"),
        [
            ("PMID: 12345678", {"pmid": "12345678"}),
            ("https://pubmed.ncbi.nlm.nih.gov/12345678/", {"pmid": "12345678"}),
            ("PMCID: PMC7654321", {"pmcid": "PMC7654321"}),
            ("doi: 10.1000/j.mice.2019.05.", {"doi": "10.1000/j.mice.2019.05"}),
            ("https://doi.org/10.1016/S0140-6736(20)30183-5", {"doi": "10.1016/S0140-6736(20)30183-5"}),
            ("(doi:10.1000/xyz123)", {"doi": "10.1000/xyz123"}),
            ("NCT01234567", {"nct": "NCT01234567"}),
            ("PMID: 12345678; doi: 10.1000/x1", {"pmid": "12345678", "doi": "10.1000/x1"}),
            ("PMID: 123", {}),
            ("NCT0123456", {}),
            ("version 10.1 of 2019/20", {}),
            ("PMC12", {}),
        ],
    )
    def test_carry_identifiers_of_good_form(self, citations_of, written, identifiers):
        text = f"Tea.\n\nReferences\n\n1. Lee A. Zinc. J Trials. 2020;3(2):1-9. {written}"
        [entry] = citations_of(text, kind="entry")
        assert entry.identifiers == identifiers


class TestMarkers:
    @pytest.mark.parametrize(
        ("sentence", "entries"),
        [
            ("Zinc shortens colds [1].", [0]),
            ("Zinc shortens colds (2).", [1]),
            ("Zinc shortens colds [1, 3].", [0, 2]),
            ("Zinc shortens colds [1-3].", [0, 1, 2]),
            ("Zinc shortens colds [1][2].", [0, 1]),
            ("Zinc shortens colds.[3] It is cheap.", [2]),
            ("Zinc shortens colds.3 It is cheap.", [2]),
            ("Zinc shortens colds.1,3 It is cheap.", [0, 2]),
        ],
    )
    def test_by_number_point_to_their_entries(self, citations_of, sentence, entries):
        markers = citations_of(NUMBERED.replace("Tea is a drink.", sentence), kind="marker")
        assert [marker.entry for marker in markers] == entries
        assert all(marker.resolved for marker in markers)

    @pytest.mark.parametrize(
        "sentence",
        [
            "Zinc was found early (1869).",
            "Take it twice (10 mg).",
            "There are 12 of them (12).",
            "Take 2.5 mg of it.",
            "It fell by 3,1 points.",
        ],
    )
    def test_a_number_without_an_entry_is_none(self, citations_of, sentence):
        assert citations_of(NUMBERED.replace("Tea is a drink.", sentence), kind="marker") == []

    @pytest.mark.parametrize(
        ("sentence", "entries"),
        [
            ("Zinc shortens colds (Lee & Kim, 2020).", [0]),
            ("Zinc shortens colds (Lee et al., 2020).", [0]),
            ("Zinc shortens colds (Lee, 2020; Roy, 2021).", [0, 1]),
            ("Lee and Kim (2020) found that zinc shortens colds.", [0]),
            ("Lee et al. (2020) found that zinc shortens colds.", [0]),
            ("Roy (2021) weighed the trials.", [1]),
        ],
    )
    def test_by_author_and_year_point_to_their_entries(self, citations_of, sentence, entries):
        markers = citations_of(NAMED.replace("Tea is a drink.", sentence), kind="marker")
        assert [marker.entry for marker in markers] == entries

    def test_without_an_entry_are_dangling(self, citations_of):
        [marker] = citations_of(NAMED.replace("Tea is a drink.", "It helps (Moss, 2018)."), kind="marker")
        assert (marker.resolved, marker.entry, marker.year) == (False, None, 2018)

    def test_a_name_inside_another_word_is_no_match(self, citations_of):
        text = "It helps (Lee, 2021).\n\nReferences\n\nRoy, C. (2021). Sleep. Journal of Sleep, 9, 1-40."
        [marker] = citations_of(text, kind="marker")
        assert not marker.resolved

    def test_come_in_text_order(self, citations_of):
        text = NUMBERED.replace("Tea is a drink.", "Roy (2021) weighed it, and Lee et al. (2020) too [2].")
        places = [marker.start for marker in citations_of(text, kind="marker")]
        assert places == sorted(places)
        assert len(places) == 3

    def test_that_are_identifiers_stand_for_themselves(self, citations_of):
        [marker] = citations_of("The trial (NCT01234567) has begun.", kind="marker")
        assert (marker.identifiers, marker.resolved) == ({"nct": "NCT01234567"}, True)


def test_an_entry_is_resolved_when_a_marker_points_to_it(citations_of):
    entries = citations_of(NUMBERED.replace("Tea is a drink.", "Zinc helps [2]."), kind="entry")
    assert [entry.resolved for entry in entries] == [False, True, False]


def test_offsets_hold(read):
    article, notes = read(NUMBERED.replace("Tea is a drink.", "Zinc “helps” [1, 3]."))
    assert all(article.text[each.start : each.end] == each.text for each in notes.citations)
