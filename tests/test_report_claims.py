"""The claim landscape and the comparison, drawn: every pair, every page, every end, at every width."""

from __future__ import annotations

import io
import json

import pytest
from rich.cells import cell_len
from rich.console import Console

from hypecheck.landscape import Comparison, Landscape, LandscapeBuilder
from hypecheck.records import (
    Abstention,
    Annotations,
    Article,
    Assessment,
    Citation,
    Claim,
    Failure,
    Framing,
    InputItem,
    Limit,
    Plug,
    Reason,
    Sentence,
)
from hypecheck.report import (
    draw_claims_table,
    render_claims_html,
    render_claims_jsonl,
    render_comparison_html,
    render_comparison_terminal,
)
from hypecheck.report._claims_words import distinct, excerpt

SHOP = "MK-7 eases night cramps and leg cramps [1]. Order yours."
REVIEW = "No trial shows that menaquinone eases nocturnal cramps. More research is needed."


def assess(text: str, *, title: str, band: str, score: float, **notes) -> Assessment:
    ends = [place + 1 for place, char in enumerate(text) if char == "."]
    sentences = tuple(
        Sentence(start=start, end=end, block=0, token_count=5)
        for start, end in zip([0, *(end + 1 for end in ends)], ends, strict=False)
    )
    return Assessment(
        input=InputItem(id=title, source="test", url=f"https://{band}.example/page"),
        article=Article(text=text, blocks=(), title=title, word_count=len(text.split())),
        annotations=Annotations(sentences=sentences, **notes),
        framing=Framing(score=score, band=band, raw_score=0.0, low=0.0, high=1.0),
        reasons=(Reason(feature="f", value=1.0, contribution=score - 0.5, text=f"Because of {title}."),),
    )


def claim(text: str, agent: str, outcome: str, **more) -> Claim:
    end = text.index(".") + 1
    return Claim(
        text=text[:end],
        start=0,
        end=end,
        agent=agent,
        relation="eases",
        outcome=outcome,
        voice=more.pop("voice", "author"),
        strength="causal",
        agent_span=(text.index(agent), text.index(agent) + len(agent)),
        outcome_span=(text.index(outcome), text.index(outcome) + len(outcome)),
        **more,
    )


@pytest.fixture
def shop() -> Assessment:
    return assess(
        SHOP,
        title="A shop",
        band="commercial",
        score=0.9,
        claims=(
            claim(SHOP, "MK-7", "night cramps", certainty="asserted", citations=(1,)),
            claim(SHOP, "MK-7", "leg cramps", certainty="asserted", citations=(1,)),
        ),
        plugs=(Plug(kind="purchase", text="Order yours.", start=44, end=56),),
        citations=(
            Citation(
                kind="entry", text="1. Lee A. Zinc.", start=0, end=0, identifiers={"pmid": "12345678"}, resolved=True
            ),
            Citation(
                kind="marker",
                text="[1]",
                start=39,
                end=42,
                entry=0,
                resolved=True,
                study_type="randomised trial",
                sample_size=199,
                duration="8 weeks",
                year=2024,
            ),
        ),
    )


@pytest.fixture
def review() -> Assessment:
    start = REVIEW.index("More")
    return assess(
        REVIEW,
        title="A review",
        band="balanced",
        score=0.1,
        claims=(claim(REVIEW, "menaquinone", "nocturnal cramps", certainty="negated"),),
        limits=(
            Limit(kind="weak_evidence", of="subject", text="More research is needed.", start=start, end=start + 24),
        ),
    )


@pytest.fixture
def landscape(shop, review) -> Landscape:
    return landscape_of(shop, review)


def landscape_of(*pages: Assessment) -> Landscape:
    builder = LandscapeBuilder()
    for page in pages:
        builder.add(page)
    return builder.build()


def draw_comparison(comparison: Comparison, *, width: int = 120) -> str:
    console = Console(file=io.StringIO(), width=width, legacy_windows=False)
    render_comparison_terminal(comparison, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


class TestTable:
    def test_shows_both_pages_under_their_pair(self, landscape):
        head, first, second, *_ = draw_claims_table(landscape, width=200).splitlines()
        assert head == "vitamin K2 → nocturnal leg cramps   2 pages: ■ 1 asserts, ⊘ 1 negates   contested"
        assert [word in first for word in ("■ asserted", "author", "A shop")] == [True] * 3
        assert "randomised trial, n = 199, 8 weeks" in first
        assert [word in second for word in ("⊘ negated", "A review", "menaquinone")] == [True] * 3

    @pytest.mark.parametrize("width", [40, 80, 110, 200])
    def test_keeps_to_the_width(self, landscape, width):
        lines = draw_claims_table(landscape, width=width).splitlines()
        assert max(map(cell_len, lines)) <= width

    def test_ends_with_a_summary(self, landscape):
        *_, last = draw_claims_table(landscape, width=200).splitlines()
        assert last == "3 claims about 2 pairs of agent and outcome on 2 pages; 1 on several pages, 1 contested"

    def test_of_nothing_is_the_summary(self):
        drawn = draw_claims_table(Landscape(), width=200)
        assert drawn == "0 claims about 0 pairs of agent and outcome on 0 pages; 0 on several pages, 0 contested\n"

    def test_tells_of_pages_that_could_not_be_read(self, shop):
        failed = Assessment(
            input=InputItem(id="x", source="x"), failure=Failure(stage="fetch", code="dns", detail="No.")
        )
        assert "on 1 page (1 more could not be read)" in draw_claims_table(landscape_of(shop, failed), width=200)

    def test_cannot_be_steered_by_a_page(self, shop):
        text = SHOP.replace("MK-7", "MK-7\x1b[2J")
        hostile = assess(
            text,
            title="\x1b[31mRed",
            band="mixed",
            score=0.5,
            claims=(claim(text, "MK-7", "night cramps", certainty="hedged"),),
        )
        assert "\x1b" not in draw_claims_table(landscape_of(hostile), width=120)

    def test_is_coloured_when_asked(self, landscape):
        assert "\x1b[" in draw_claims_table(landscape, width=120, colour=True)


class TestJsonLines:
    def test_are_a_line_for_each_pair(self, landscape):
        records = [json.loads(line) for line in render_claims_jsonl(landscape).splitlines()]
        assert [(record["agent"], record["outcome"]) for record in records] == [
            ("vitamin K2", "nocturnal leg cramps"),
            ("vitamin K2", "leg cramps"),
        ]
        assert [said["page"]["title"] for said in records[0]["claims"]] == ["A shop", "A review"]

    def test_of_nothing_are_none(self):
        assert render_claims_jsonl(Landscape()) == ""

    def test_take_half_a_character(self):
        text = SHOP.replace("leg", "l\ud83dg")
        odd = assess(
            text,
            title="odd",
            band="mixed",
            score=0.5,
            claims=(claim(text, "MK-7", "night cramps", certainty="hedged"),),
        )
        render_claims_jsonl(landscape_of(odd)).encode("utf-8")


class TestPage:
    def test_has_a_row_for_each_pair_and_links_what_is_cited(self, landscape):
        page = render_claims_html(landscape)
        assert page.count("<li data-number=") == 2
        assert 'href="https://pubmed.ncbi.nlm.nih.gov/12345678/"' in page
        assert 'data-contested="1" data-agent="vitamin k2" data-outcome="nocturnal leg cramps"' in page
        assert 'href="https://commercial.example/page"' in page

    def test_of_nothing_is_whole(self):
        page = render_claims_html(Landscape())
        assert page.endswith("</html>\n")
        assert "<li data-number=" not in page

    def test_says_where_evidence_is_missing(self, shop, review):
        dangling = assess(
            SHOP,
            title="Dangling",
            band="mixed",
            score=0.5,
            claims=(claim(SHOP, "MK-7", "night cramps", certainty="hedged", citations=(0,)),),
            citations=(Citation(kind="marker", text="[1]", start=39, end=42),),
        )
        page = render_claims_html(landscape_of(dangling, review))
        assert "reference not found" in page
        assert "told of, not cited" in page  # "No trial shows ..."


class TestComparison:
    def test_in_the_terminal_has_all_parts(self, shop, review):
        drawn = draw_comparison(Comparison.of(shop, review))
        for words in (
            "▲ commercial  0.90",
            "● balanced  0.10",
            "Because of A shop.",
            "vitamin K2 → nocturnal leg cramps",
            "Claims that only one makes",
            "■ vitamin K2 → leg cramps",
            "purchase: Order yours.",
            "More research is needed.",
            "1 reference, 1 with an identifier",
        ):
            assert words in drawn

    @pytest.mark.parametrize("width", [60, 100, 300])
    def test_in_the_terminal_keeps_to_the_width(self, shop, review, width):
        lines = draw_comparison(Comparison.of(shop, review), width=width).splitlines()
        assert max(map(cell_len, lines)) <= width

    def test_as_a_page_has_all_parts(self, shop, review):
        page = render_comparison_html(Comparison.of(shop, review))
        for words in ("A shop", "A review", "Order yours.", "More research is needed.", "n = 199", "⊘"):
            assert words in page

    @pytest.mark.parametrize("render", [draw_comparison, render_comparison_html], ids=["terminal", "page"])
    def test_with_a_page_without_a_score_says_why(self, shop, render):
        short = Assessment(
            input=InputItem(id="short", source="x"),
            article=Article(text="Short.", blocks=(), word_count=1),
            abstention=Abstention(code="too_short", detail="1 word."),
        )
        assert "Not scored (too_short)" in render(Comparison.of(short, shop))

    def test_as_a_page_says_that_nothing_is_shared(self, shop):
        alone = assess("Tea.", title="Tea", band="mixed", score=0.5)
        assert "no claim about the same agent and outcome" in render_comparison_html(Comparison.of(shop, alone))


class TestWords:
    def test_a_sentence_that_says_it_twice_is_shown_once(self, landscape):
        sayings = landscape.pairs[0].sayings
        assert distinct([*sayings, *sayings]) == list(sayings)

    @pytest.mark.parametrize("limit", [20, 40, 60, 500])
    def test_an_excerpt_keeps_the_relation_and_the_limit(self, landscape, limit):
        saying = landscape.pairs[0].sayings[1]
        shown = excerpt(saying, limit=limit)
        assert len(shown) <= limit
        assert "eases" in shown or limit == 20
