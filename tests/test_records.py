"""The records: frozen, keyword-only, and the JSON object ``hypecheck/1`` that an assessment becomes."""

from __future__ import annotations

import dataclasses
import json

import pytest

from hypecheck import records
from hypecheck.records import (
    SCHEMA,
    Abstention,
    Annotations,
    Article,
    Assessment,
    Block,
    Citation,
    Claim,
    Cue,
    Failure,
    Finding,
    Framing,
    InputItem,
    Magnitude,
    Plug,
    Reason,
)

TEXT = "Zinc may cut colds by up to 30%."
CLASSES = [each for each in vars(records).values() if dataclasses.is_dataclass(each)]
TOP_KEYS = [
    *("schema", "status", "input", "duplicate_of", "article", "framing", "reasons", "claims", "cues", "plugs"),
    *("limits", "citations"),
    *("findings", "abstained_because", "error", "versions"),
]

ITEM = InputItem(id="a", source="urls.txt", line=3, url="https://example.org/zinc")
ARTICLE = Article(
    text=TEXT,
    blocks=(Block(kind="paragraph", start=0, end=len(TEXT)),),
    title="Zinc",
    word_count=7,
    sha256="00",
)
NOTES = Annotations(
    cues=(Cue(category="hedge", entry="modal-may", text="may", start=5, end=8),),
    claims=(
        Claim(
            text=TEXT,
            start=0,
            end=len(TEXT),
            agent="Zinc",
            relation="cut",
            outcome="colds",
            certainty="hedged",
            voice="author",
            strength="conditional_causal",
            magnitude=Magnitude(text="up to 30%", value=30.0, unit="%", bound="up to"),
            cues=(0,),
            citations=(0,),
            agent_span=(0, 4),
        ),
    ),
    plugs=(Plug(kind="offer", text="30%", start=28, end=31),),
    citations=(Citation(text="30%", start=28, end=31, identifiers={"pmid": "12345678"}, year=2020),),
)
ASSESSED = Assessment(
    input=ITEM,
    article=ARTICLE,
    annotations=NOTES,
    framing=Framing(score=0.71234567, band="mixed", raw_score=0.9, low=0.5, high=0.85),
    reasons=(Reason(feature="plugs", value=1.0, contribution=0.4, text="It sells.", spans=((28, 31),)),),
    findings=(
        Finding(rule="r", severity="low", jurisdiction="EU", text="cut", start=9, end=12, message="m", basis="b"),
    ),
    versions={"hypecheck": "0"},
)
ABSTAINED = Assessment(
    input=ITEM, article=ARTICLE, annotations=NOTES, abstention=Abstention(code="too_short", detail="7 words.")
)
FAILED = Assessment(input=ITEM, failure=Failure(stage="fetch", code="dns", detail="No such host."))


class TestClasses:
    @pytest.mark.parametrize("each", CLASSES, ids=lambda each: each.__name__)
    def test_are_frozen_slotted_and_keyword_only(self, each):
        assert each.__dataclass_params__.frozen
        assert hasattr(each, "__slots__")
        assert all(field.kw_only for field in dataclasses.fields(each))

    def test_all_names_exactly_the_public_classes_and_names(self):
        assert {each.__name__ for each in CLASSES} <= set(records.__all__)
        assert all(hasattr(records, name) for name in records.__all__)

    def test_a_record_is_changed_by_replacing(self):
        with pytest.raises(dataclasses.FrozenInstanceError):
            ITEM.id = "b"
        assert dataclasses.replace(ITEM, id="b").id == "b"


class TestStatus:
    @pytest.mark.parametrize(
        ("assessment", "status", "score", "band"),
        [
            (ASSESSED, "assessed", 0.71234567, "mixed"),
            (ABSTAINED, "abstained", None, None),
            (FAILED, "failed", None, None),
        ],
        ids=["assessed", "abstained", "failed"],
    )
    def test_follows_from_what_is_set(self, assessment, status, score, band):
        assert (assessment.status, assessment.score, assessment.band) == (status, score, band)


class TestJson:
    @pytest.mark.parametrize("assessment", [ASSESSED, ABSTAINED, FAILED], ids=lambda each: each.status)
    def test_has_the_keys_of_the_schema_in_order(self, assessment):
        record = assessment.to_dict()
        assert list(record) == TOP_KEYS
        assert record["schema"] == SCHEMA == "hypecheck/1"

    @pytest.mark.parametrize("assessment", [ASSESSED, ABSTAINED, FAILED], ids=lambda each: each.status)
    def test_survives_a_round_trip(self, assessment):
        record = assessment.to_dict()
        assert json.loads(json.dumps(record, allow_nan=False)) == record

    def test_tells_the_input_without_its_content(self):
        held = dataclasses.replace(FAILED, input=dataclasses.replace(ITEM, html=b"<p>"))
        assert held.to_dict()["input"] == {
            "id": "a",
            "source": "urls.txt",
            "line": 3,
            "url": "https://example.org/zinc",
        }

    def test_without_text_leaves_out_the_text_and_nothing_else(self):
        whole, bare = ASSESSED.to_dict(), ASSESSED.to_dict(text=False)
        assert whole["article"].pop("text") == TEXT
        assert whole == bare

    def test_says_whether_the_article_was_cut(self):
        cut = dataclasses.replace(ASSESSED, article=dataclasses.replace(ARTICLE, is_cut=True))
        assert [each.to_dict()["article"]["is_cut"] for each in (ASSESSED, cut)] == [False, True]

    def test_of_a_claim_holds_its_cues_themselves(self):
        [claim] = ASSESSED.to_dict()["claims"]
        assert [cue["text"] for cue in claim["cues"]] == ["may"]
        assert claim["magnitude"] == {
            "text": "up to 30%",
            "value": 30.0,
            "unit": "%",
            "bound": "up to",
            "comparator": None,
            "baseline": None,
        }
        assert (claim["agent_span"], claim["outcome_span"]) == ([0, 4], None)

    def test_of_a_citation_names_all_kinds_of_identifier(self):
        [citation] = ASSESSED.to_dict()["citations"]
        assert citation["identifiers"] == {"doi": None, "pmid": "12345678", "pmcid": None, "nct": None, "url": None}

    def test_rounds_the_score_and_keeps_the_raw_score(self):
        framing = ASSESSED.to_dict()["framing"]
        assert (framing["score"], framing["raw_score"]) == (0.7123, 0.9)

    def test_of_an_abstention_keeps_claims_and_has_no_framing(self):
        record = ABSTAINED.to_dict()
        assert record["framing"] is None
        assert len(record["claims"]) == len(record["cues"]) == 1
        assert record["abstained_because"] == {"code": "too_short", "detail": "7 words."}

    def test_of_a_failure_carries_stage_code_and_detail(self):
        record = FAILED.to_dict()
        assert record["error"] == {"stage": "fetch", "code": "dns", "detail": "No such host."}
        assert record["article"] is None
        assert record["claims"] == []
