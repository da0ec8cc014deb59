"""Citations: reference entries with their identifiers, in-text markers, and which stands behind which."""

from __future__ import annotations

import time

import pytest

from hypecheck.annotate._citations import find_citations
from hypecheck.annotate._evidence import read_evidence, read_study_type
from hypecheck.clean import article_from_text, extract_article
from hypecheck.records import Citation, Page, Sentence

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
            ("PMID: 123", {"pmid": "123"}),
            ("PMID: 123456789", {}),
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


class TestLists:
    """Reference lists as pages write them."""

    def list_of(self, citations_of, *lines: str) -> list[str]:
        text = "\n".join(["Tea is a drink.", "", "References", "", *lines])
        return [entry.text for entry in citations_of(text, kind="entry")]

    @pytest.mark.parametrize(
        "number", ["1. ", "[1] ", "(1) ", "1) ", "1. ^ "], ids=["dot", "brackets", "round", "half", "backlink"]
    )
    def test_are_numbered_in_many_ways(self, citations_of, number):
        assert len(self.list_of(citations_of, f"{number}Roy C. AlgaeBase.")) == 1

    def test_entries_run_into_one_paragraph_are_parted(self, citations_of):
        line = "1. Trefts E et al. Curr Biol 2017;27:R1. 2. Younossi ZM. J Hepatol 2019;70:531. 3. Data on file."
        assert [entry[:2] for entry in self.list_of(citations_of, line)] == ["1.", "2.", "3."]

    def test_authors_run_into_one_paragraph_are_parted(self, citations_of):
        line = "Chang CH et al. (2011) J Physiol 110:774. Gwyer D et al. (2019) Cell Res 377:153. US FDA (2023) Rules."
        assert [entry[:5] for entry in self.list_of(citations_of, line)] == ["Chang", "Gwyer", "US FD"]

    def test_a_paragraph_may_open_its_own_list(self, citations_of):
        text = "Tea is a drink.\n\nReferences (selected): Ridd MJ et al, Lancet 2022; Chalmers JR et al, BMJ 2020."
        assert [entry.text[:4] for entry in citations_of(text, kind="entry")] == ["Ridd", "Chal"]

    @pytest.mark.parametrize(
        "line",
        [
            "Last Medical Review: 06/19/2009",
            "Last updated: Fri Sep 26 07:38:08 2003",
            "Copyright 2009 © Somebody, Inc.",
            "This page was last edited on 9 January 2026.",
            "We wrote to four manufacturers in 2024. Two replied.",
            "33 years of experience",
        ],
    )
    def test_what_stands_below_a_list_is_no_entry(self, citations_of, line):
        assert len(self.list_of(citations_of, "1. Lee A. Zinc. J Trials. 2020;3:1-9.", "", line)) == 1

    def test_an_entry_that_begins_like_a_date_line_is_one(self, citations_of):
        assert len(self.list_of(citations_of, "Review Group on Zinc. (2019). Zinc. Journal of Zinc, 3, 1-9.")) == 1

    def test_a_line_of_identifiers_belongs_to_the_entry_above(self, citations_of):
        lines = ("1. Lee A. Zinc. J Trials. 2020;3:1-9.", "PMID: 12345678", "2. Roy C. Tea. J Rev. 2021;9:1.")
        assert [entry[:2] for entry in self.list_of(citations_of, *lines)] == ["1.", "2."]

    @pytest.mark.parametrize(
        ("line", "year"),
        [
            ("1. Lee A. Diet from 1990 to 2000. Lancet 2005;1:3.", 2005),
            ("1. Lee A. Zinc. J Trials, 27(9), 1998-2004, 2011.", 2011),
            ("1. Agency. Zinc. 2004. Accessed at www.zinc.example on March 2, 2009.", 2004),
            ("1. Roy C. AlgaeBase.", None),
        ],
    )
    def test_the_year_is_that_of_publication(self, citations_of, line, year):
        [entry] = citations_of(f"Tea.\n\nReferences\n\n{line}", kind="entry")
        assert entry.year == year


class TestNumberedMarkers:
    def markers(self, citations_of, body: str) -> list[tuple[str, int | None]]:
        found = citations_of(NUMBERED.replace("Tea is a drink.", body), kind="marker")
        return [(marker.text, marker.entry) for marker in found]

    @pytest.mark.parametrize(
        ("body", "style"),
        [
            ("Zinc helps [1].", "numbered"),
            ("Zinc helps (1).", "numbered"),
            ("Zinc helps.1 It does.", "superscript"),
            ("Zinc helps people¹ a lot.", "superscript"),
        ],
    )
    def test_have_a_style(self, citations_of, body, style):
        [marker] = citations_of(NUMBERED.replace("Tea is a drink.", body), kind="marker")
        assert (marker.style, marker.entry) == (style, 0)

    def test_glued_to_a_word_count_on_a_page_that_raises_others(self, citations_of):
        body = "Zinc helps.1 It is cheap.2 Some eat oysters3 for it. Take omega 3."
        assert self.markers(citations_of, body) == [("1", 0), ("2", 1), ("3", 2)]

    def test_glued_alone_are_a_name(self, citations_of):
        assert self.markers(citations_of, "The kit has factor3 and omega2.") == []

    @pytest.mark.parametrize(
        "body",
        ["Do this: (1) sleep well, (2) eat less, (3) walk.", "(1) Sleep well.\n\n(2) Eat less."],
        ids=["in a sentence", "as paragraphs"],
    )
    def test_that_count_points_are_none(self, citations_of, body):
        assert self.markers(citations_of, body) == []

    def test_beside_square_brackets_round_ones_are_quantities(self, citations_of):
        assert self.markers(citations_of, "Zinc helps [1]. There were more of them (2).") == [("[1]", 0)]

    def test_after_a_full_stop_cite_what_was_said(self, citations_of):
        assert self.markers(citations_of, "Zinc helps. (2) It is cheap.") == [("(2)", 1)]

    def test_without_an_entry_dangle_in_square_brackets(self, citations_of):
        assert self.markers(citations_of, "Zinc helps [1, 12].") == [("[1, 12]", 0), ("[1, 12]", None)]

    def test_dangle_where_the_list_has_a_gap(self, citations_of):
        text = NUMBERED.replace("Tea is a drink.", "Zinc helps (1), they say (2).").replace("2. Kim B. Zinc in", "")
        found = citations_of(text, kind="marker")
        assert [(marker.text, marker.resolved) for marker in found] == [("(1)", True), ("(2)", False)]

    def test_dangle_where_the_list_is_gone(self, citations_of):
        found = citations_of("Zinc helps (1). It is cheap (2). Tea does not (3).", kind="marker")
        assert [marker.resolved for marker in found] == [False] * 3

    def test_of_the_authors_addresses_are_none(self, citations_of):
        assert citations_of("Aurelio Moss (1), Hedda Lind (2), Terry Moor (3)", kind="marker") == []

    def test_count_through_a_list_that_lost_its_numbers(self, citations_of):
        found = citations_of(NAMED.replace("Tea is a drink.", "Zinc helps [1]. It is cheap [2]."), kind="marker")
        assert [marker.entry for marker in found] == [0, 1]


class TestAuthorMarkers:
    LETTERED = """Tea is a drink.

References

Lee, A. (2020a). Zinc for colds. Journal of Trials, 3(2), 1-9.
Lee, A. (2020b). Zinc for flu. Journal of Trials, 3(2), 1-9.
de Vet, H. (2019). Tea. Journal of Tea, 3(2), 1-9.
Kim, B., & Lee, A. (2020). Copper. Journal of Trials, 3(2), 1-9.
"""

    @pytest.mark.parametrize(
        ("body", "entries"),
        [
            ("It helps (Lee, 2020b).", [1]),
            ("It helps (Lee, 2020a, 2020b).", [0, 1]),
            ("It helps (de Vet, 2019).", [2]),
            ("It helps (Lee 2020a, de Vet 2019).", [0, 2]),
            ("It helps (see Kim and Lee, 2020).", [3]),
            ("It helps (Lee et al., Journal of Trials 2020).", [0]),
            ("Kim and colleagues (2020) found it.", [3]),
        ],
    )
    def test_find_the_entry_that_letter_and_names_mean(self, citations_of, body, entries):
        found = citations_of(self.LETTERED.replace("Tea is a drink.", body), kind="marker")
        assert [marker.entry for marker in found] == entries

    @pytest.mark.parametrize(
        "body",
        [
            "It comes soon (maybe by mid-October 2009).",
            "It came soon (October 2009).",
            "The Olympics (2012) were won on it.",
            "It was sold long ago (since 1994).",
        ],
    )
    def test_a_date_is_none(self, citations_of, body):
        assert citations_of(body, kind="marker") == []


class TestIdentifiersAndLinks:
    @pytest.mark.parametrize(
        "written",
        ["PMID: 123456789", "NCT0123456", "PMC12", "doi: 11.1000/xyz1", "https://doi.org/abc1"],
    )
    def test_of_wrong_form_are_told(self, citations_of, written):
        [entry] = citations_of(f"Tea.\n\nReferences\n\n1. Lee A. Zinc. J Trials. 2020;3:1. {written}", kind="entry")
        assert entry.malformed

    @pytest.mark.parametrize("written", ["PMID: 12345678", "NCT01234567", "doi:10.1000/x(1)2", "the PMC ward"])
    def test_of_good_form_are_not(self, citations_of, written):
        [entry] = citations_of(f"Tea.\n\nReferences\n\n1. Lee A. Zinc. J Trials. 2020;3:1. {written}", kind="entry")
        assert entry.malformed == ()

    def test_of_wrong_form_in_the_text_dangle(self, citations_of):
        [marker] = citations_of("The trial (NCT0455) has begun.", kind="marker")
        assert (marker.resolved, marker.malformed) == (False, ("NCT0455",))

    def test_in_the_text_point_to_the_entry_that_has_them(self, citations_of):
        [marker] = citations_of(NUMBERED.replace("Tea is a drink.", "It helps (PMID 12345678)."), kind="marker")
        assert (marker.entry, marker.style) == (0, "identifier")

    @pytest.mark.parametrize(
        ("address", "identifiers"),
        [
            ("https://pubmed.ncbi.nlm.nih.gov/12345678/", {"pmid": "12345678"}),
            ("https://doi.org/10.1000%2Fx1", {"doi": "10.1000/x1"}),
            ("https://doi.org/10.1000/x1?utm_source=mail&a=b", {"doi": "10.1000/x1"}),
            ("https://link.example/?doi=10.1000/x1&referrer=mail", {"doi": "10.1000/x1"}),
            ("https://www.thelancet.com/article/S1", {"url": "https://www.thelancet.com/article/S1"}),
        ],
    )
    def test_words_that_link_to_a_study_are_a_marker(self, annotator, address, identifiers):
        html = f"<article><p>One <a href='{address}'>trial of zinc</a> found that it shortens colds.</p></article>"
        article = extract_article(Page(html=html))
        [marker] = annotator.annotate(article).citations
        assert (marker.text, marker.style, dict(marker.identifiers)) == ("trial of zinc", "link", identifiers)

    @pytest.mark.parametrize("address", ["https://shop.example/zinc", "https://www.bmj.com/", "http://[broken"])
    def test_words_that_link_elsewhere_are_none(self, annotator, address):
        html = f"<article><p>One <a href='{address}'>trial of zinc</a> found that it shortens colds.</p></article>"
        assert annotator.annotate(extract_article(Page(html=html))).citations == ()

    @pytest.mark.parametrize("written", ["<a href='{}'>[1]</a>", "[<a href='{}'>1</a>]"], ids=["all", "the number"])
    def test_a_number_that_links_to_a_study_does_not_dangle(self, annotator, written):
        link = written.format("https://pubmed.ncbi.nlm.nih.gov/12345678/")
        article = extract_article(Page(html=f"<article><p>Zinc shortens colds {link}.</p></article>"))
        [marker] = annotator.annotate(article).citations
        assert (marker.style, marker.resolved, dict(marker.identifiers)) == ("numbered", True, {"pmid": "12345678"})


@pytest.mark.parametrize(
    "text",
    [
        "A B C D " * 5_000,
        "Lee et al., " * 5_000 + "2020",
        "(" * 20_000 + "2020" + ")" * 20_000,
        "[1, " * 20_000,
        "doi:" * 20_000,
        "10.1000/" + ")" * 50_000,
        "References\n\n" + "1. Lee A. Zinc. 2020;1:2. " * 2_000,
        "References\n\n"
        + "\n".join(f"{n}. Lee A. Zinc. J Trials. {1950 + n % 70};1:2." for n in range(1_500))
        + "\n\nEnd\n\n"
        + "It helps (Lee, 2001) [7]. " * 1_000,
        "12 " * 20_000 + "people in a trial",
        "References\n\n1. Lee A. Zinc. " + "(2019, " * 20_000,
    ],
    ids=["capitals", "et al", "brackets", "numbers", "labels", "one doi", "run in", "long list", "sizes", "years"],
)
def test_odd_text_is_read_in_reasonable_time(text):
    article = article_from_text(text)
    sentences, section = [], ""
    for number, block in enumerate(article.blocks):
        line = article.text[block.start : block.end]
        section = line if line in ("References", "End") else section
        role = "reference" if section == "References" and line != section else "body"
        sentences.append(
            Sentence(start=block.start, end=block.end, block=number, token_count=1, section=section, role=role)
        )
    started = time.process_time()
    find_citations(article, sentences)
    assert time.process_time() - started < 5


def test_a_number_that_links_to_any_page_does_not_dangle(annotator):
    html = "<article><p>Zinc helps <a href='https://who.example/zinc'>[1]</a> <a href='#two'>[2]</a>.</p></article>"
    found = annotator.annotate(extract_article(Page(html=html))).citations
    assert [(marker.resolved, dict(marker.identifiers)) for marker in found] == [
        (True, {"url": "https://who.example/zinc"}),
        (False, {}),
    ]


class TestEvidence:
    @pytest.mark.parametrize(
        ("words", "study_type"),
        [
            ("Zinc for colds: a randomised trial", "randomised trial"),
            ("A prospective, double-blind crossover pilot trial", "randomised trial"),
            ("Zinc: a systematic review and meta-analysis of randomized controlled trials", "meta-analysis"),
            ("Cochrane Database Syst Rev 2016;(6):CD001218", "systematic review"),
            ("Zinc and health: a narrative review", "narrative review"),
            ("Diet and cancer in a cohort of nurses", "cohort"),
            ("Zinc poisoning: a case report", "case report"),
            ("Zinc lowers fever in mice", "animal"),
            ("Zinc in cultured cells", "in vitro"),
            ("Clinical practice guideline on neck pain", "guideline"),
            ("Customers say that it changed their sleep", "testimonial"),
            ("An open study of zinc", "clinical trial"),
            ("Prevalence of low zinc", "cross-sectional"),
            ("A review of 14 randomised trials", "systematic review"),
            ("A 2020 review in the Annals looked at seven trials of zinc", "systematic review"),
            ("Fifty-three studies qualified", "systematic review"),
            ("Lee pooled 14 trials of zinc", "meta-analysis"),
            ("A review of zinc and health", "narrative review"),
        ],
    )
    def test_the_design_is_named(self, words, study_type):
        assert read_study_type(words) == study_type

    @pytest.mark.parametrize(
        "words",
        [
            "",
            "Nocturnal leg cramps. Am Fam Physician.",
            "Nutrition Reviews, 62(6)",
            "No randomised trial has looked at it.",
            "Randomised trials are needed.",
            "Order the trial size today.",
            "See www.cancer.gov/clinicaltrials/search",
            "Prehistoric rational ratios",
            "Nobody has put healthy women with tired skin in a trial.",
            "It hasn't been tested in a trial of any size.",
            "The riders' time trial was faster.",
            "Superfoods on trial: kale",
            "In a consumer trial most liked the scent.",
            "Our editorial guidelines are strict.",
        ],
    )
    def test_without_a_design_there_is_none(self, words):
        assert read_study_type(words) is None

    @pytest.mark.parametrize(
        ("words", "size"),
        [
            ("A trial of 170 adults with constipation", 170),
            ("In a study, 1,621 healthy people used it", 1621),
            ("A small trial had twenty people", 20),
            ("It was tested in a cohort (n = 2,330)", 2330),
            ("A pooled study of over 8,000 people", 8000),
            ("A study says one in 10 people cramp", None),
            ("A survey found that 20 million people cramp", None),
            ("In 2019 women joined the trial", None),
            ("A review of 12 trials in people", None),
            ("Some 40 people work here", None),
            ("A review of 14 trials, one of which, in 120 women, ran for a year", None),
            ("A review of 14 trials in 2,100 women, the largest of them in 400 women", 2100),
            ("The largest trial in the review had 400 women", 400),
            ("The authors pooled 20 studies with 2,174 participants", 2174),
            ("A meta-analysis of 12 trials and 575 patients", 575),
            ("One trial of 56 women, eight women in each group", 56),
            ("Twenty-two healthy volunteers took it in a study", 22),
            ("One hundred and twenty women joined the trial", 120),
            ("Adults were allocated to floss (n = 58), brushing (n = 57) or neither (n = 60)", 175),
            ("In the study nausea was reported by four participants", None),
            ("In the study two participants withdrew", None),
            ("In one survey eight in ten adults cramped", None),
            ("In one survey three women out of four cramped", None),
            ("Around 6,600 patients a year are moved, studies found", None),
            ("Two children differ, so a testimonial says little", None),
        ],
    )
    def test_the_size_is_that_of_the_study(self, words, size):
        assert read_evidence(words).sample_size == size

    @pytest.mark.parametrize(
        ("words", "duration"),
        [
            ("A 12-week randomised trial", "12 weeks"),
            ("After eight weeks of treatment the trial ended", "8 weeks"),
            ("A trial lasting a median of 3 years", "3 years"),
            ("A trial in men over 65 years of age", None),
            ("The study was done for us 10 years ago", None),
            ("Take it for 2 weeks", None),
            ("Trial in Leeds, 4.5 years, n = 1,621.", "4.5 years"),
            ("A blinded trial, 26 weeks, with a 12-week follow-up", "26 weeks"),
            ("A trial with a 12-week follow-up", "12 weeks"),
            ("Her group, which has worked on it for twelve years, led the study", None),
            ("A review of 14 trials, the longest of which lasted for 12 weeks", None),
        ],
    )
    def test_the_duration_is_that_of_the_study(self, words, duration):
        assert read_evidence(words).duration == duration

    def test_of_an_entry_is_completed_by_the_sentence_that_cites_it(self, citations_of):
        body = "An 8-week trial in 199 adults found that zinc helps [2]."
        text = NUMBERED.replace("Tea is a drink.", body).replace("Zinc in mice. J Mice", "Zinc. J Colds")
        entry = citations_of(text, kind="entry")[1]
        assert (entry.study_type, entry.sample_size, entry.duration) == ("clinical trial", 199, "8 weeks")

    def test_of_a_review_is_not_that_of_the_one_trial_told_where_it_is_cited(self, citations_of):
        body = "An 8-week trial in 199 adults found that zinc helps [3]."
        entry = citations_of(NUMBERED.replace("Tea is a drink.", body), kind="entry")[2]
        assert (entry.study_type, entry.sample_size, entry.duration) == ("systematic review", None, None)

    def test_of_a_sentence_that_cites_several_belongs_to_none(self, citations_of):
        body = "An 8-week trial in 199 adults found that zinc helps [1], and so did another [3]."
        entries = citations_of(NUMBERED.replace("Tea is a drink.", body), kind="entry")
        assert {entry.sample_size for entry in entries} == {None}

    def test_of_a_marker_is_that_of_its_entry(self, citations_of):
        [marker] = citations_of(NUMBERED.replace("Tea is a drink.", "Zinc helps [3]."), kind="marker")
        assert (marker.study_type, marker.year) == ("systematic review", 2021)

    def test_of_the_entry_itself_comes_first(self, citations_of):
        entry = citations_of(NUMBERED.replace("Tea is a drink.", "A trial helps [2]."), kind="entry")[1]
        assert entry.study_type == "animal"


def test_an_entry_is_resolved_when_a_marker_points_to_it(citations_of):
    entries = citations_of(NUMBERED.replace("Tea is a drink.", "Zinc helps [2]."), kind="entry")
    assert [entry.resolved for entry in entries] == [False, True, False]


def test_offsets_hold(read):
    article, notes = read(NUMBERED.replace("Tea is a drink.", "Zinc “helps” [1, 3]."))
    assert all(article.text[each.start : each.end] == each.text for each in notes.citations)
