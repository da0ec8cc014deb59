"""The spaCy component: what is read of a Doc's text becomes span groups and extensions of the Doc."""

from __future__ import annotations

import pickle

import pytest
import spacy
from spacy.tokens import Doc, DocBin

import hypecheck.component
from hypecheck.annotate.component import GROUPS, HypecheckComponent
from hypecheck.clean import article_from_text
from hypecheck.config import models_folder
from hypecheck.records import Assessment, Failure, Framing, InputItem

needs_model = pytest.mark.skipif(
    not (models_folder() / "framing-en" / "manifest.json").is_file(),
    reason="no framing model has been trained in this checkout",
)

FRAMING = Framing(score=0.9, band="commercial", raw_score=2.0, low=0.8, high=0.95)
TEXT = "Zinc may ease cramps. Buy now."


@pytest.fixture
def make_doc():
    assert hypecheck.component  # registers the factory and the extensions
    return spacy.blank("en")


@pytest.fixture
def component(annotator) -> HypecheckComponent:
    """Return a component whose assessment is real but for its score."""

    def assess(text: str) -> Assessment:
        article = article_from_text(text)
        notes = annotator.annotate(article)
        return Assessment(input=InputItem(id="x", source="text"), article=article, annotations=notes, framing=FRAMING)

    return HypecheckComponent(assess)


def spans_of(doc: Doc, group: str) -> list[tuple[str, str]]:
    return [(span.text, span.label_) for span in doc.spans[f"hypecheck_{group}"]]


def test_claims_cues_and_plugs_become_labelled_span_groups(make_doc, component):
    doc = component(make_doc(TEXT))
    assert spans_of(doc, "claims") == [("Zinc may ease cramps.", "hedged")]
    assert spans_of(doc, "plugs") == [("Buy now.", "purchase")]
    assert ("may", "hedge") in spans_of(doc, "cues")
    assert spans_of(doc, "citations") == []


def test_the_score_is_an_extension(make_doc, component):
    doc = component(make_doc(TEXT))
    assert doc._.hypecheck_score == 0.9
    assert doc._.hypecheck.band == "commercial"


def test_a_doc_not_yet_read_has_no_score(make_doc):
    doc = make_doc(TEXT)
    assert doc._.hypecheck is None
    assert doc._.hypecheck_score is None


@pytest.mark.parametrize(
    "text",
    [
        "Zinc\x00 may\u200b ease cramps. Buy now.",
        "  Zinc may   ease\tcramps.\r\n\r\n\r\nBuy now.  ",
        "\ufeffZinc may ease cramps.\n\n\n\nBuy now.",
        "😀 Zinc may ease cramps. 😀 Buy now.",
        "Zinc" + " " * 300 + "may\tease cramps. Buy now.",
        "Cafe\u0301s say: zinc may ease cramps. Buy now.",
        "It\x92s said zinc may ease cramps. Buy now.",
    ],
    ids=[
        "control characters",
        "spaces",
        "byte order mark",
        "emoji",
        "a long gap and a tab",
        "an accent of its own",
        "old Windows quotes",
    ],
)
def test_spans_are_right_where_cleaning_dropped_characters(make_doc, component, text):
    doc = component(make_doc(text))
    assert ("may", "hedge") in [(words.strip("\u200b"), label) for words, label in spans_of(doc, "cues")]
    [(claim, _)] = spans_of(doc, "claims")
    assert claim.endswith("cramps.")
    assert "Buy" not in claim
    [(plug, _)] = spans_of(doc, "plugs")
    assert plug.endswith("Buy now.")


@pytest.mark.parametrize("text", ["", "   ", "\n"], ids=["empty", "spaces", "newline"])
def test_a_doc_without_words_gets_empty_groups(make_doc, text):
    failed = Assessment(
        input=InputItem(id="x", source="text"),
        failure=Failure(stage="clean", code="empty_extraction", detail="No words."),
    )
    doc = HypecheckComponent(lambda _: failed)(make_doc(text))
    assert [spans_of(doc, group) for group in GROUPS] == [[], [], [], []]
    assert doc._.hypecheck_score is None
    assert doc._.hypecheck.status == "failed"


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("en")
    nlp.add_pipe("hypecheck")
    return nlp


@needs_model
class TestInAPipeline:
    def test_it_is_added_by_name(self, nlp):
        assert nlp.pipe_names == ["hypecheck"]

    def test_a_short_doc_is_read_but_not_scored(self, nlp):
        doc = nlp(TEXT)
        assert spans_of(doc, "plugs") == [("Buy now.", "purchase")]
        assert doc._.hypecheck_score is None
        assert doc._.hypecheck.status == "abstained"

    def test_a_long_doc_is_scored(self, nlp):
        doc = nlp("Our zinc tablets ease cramps and boost your immune system. Order your bottle today. " * 12)
        assert 0.0 <= doc._.hypecheck_score <= 1.0

    def test_an_empty_doc_is_no_trouble(self, nlp):
        assert nlp("")._.hypecheck.status == "failed"

    def test_a_stream_is_read_in_order(self, nlp):
        docs = nlp.pipe([TEXT, "", "Tea."])
        assert [len(doc.spans["hypecheck_plugs"]) for doc in docs] == [1, 0, 0]


@pytest.fixture(scope="module")
def docs(nlp):
    return [nlp(TEXT), nlp("")]


@needs_model
@pytest.mark.slow
class TestAwayFromItsProcess:
    def test_docs_read_in_several_processes_are_as_read_in_one(self, nlp, docs):
        for done, doc in zip(nlp.pipe([TEXT, ""], n_process=2), docs, strict=True):
            assert done._.hypecheck == doc._.hypecheck
            assert [spans_of(done, group) for group in GROUPS] == [spans_of(doc, group) for group in GROUPS]

    def test_a_doc_as_bytes_keeps_its_assessment(self, nlp, docs):
        for doc in docs:
            assert Doc(nlp.vocab).from_bytes(doc.to_bytes())._.hypecheck == doc._.hypecheck

    def test_a_docbin_keeps_them_too(self, nlp, docs):
        kept = DocBin(store_user_data=True).from_bytes(DocBin(store_user_data=True, docs=docs).to_bytes())
        assert [doc._.hypecheck for doc in kept.get_docs(nlp.vocab)] == [doc._.hypecheck for doc in docs]

    def test_a_pickled_pipeline_carries_no_model_and_reads_the_same(self, nlp, docs):
        pickled = pickle.dumps(nlp)
        assert len(pickled) < 1_000_000
        assert pickle.loads(pickled)(TEXT)._.hypecheck == docs[0]._.hypecheck  # noqa: S301  # our own

    def test_a_pipeline_on_disk_reads_the_same(self, nlp, docs, tmp_path):
        nlp.to_disk(tmp_path)
        assert spacy.load(tmp_path)(TEXT)._.hypecheck == docs[0]._.hypecheck
