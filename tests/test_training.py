"""Training: labelled pages are read or refused with a plain message, and the same data gives the same model."""

import json
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from hypecheck.annotate import Annotator
from hypecheck.cli import app
from hypecheck.errors import DataError
from hypecheck.framing import FEATURE_NAMES, MODEL_FILE, FramingModel
from hypecheck.records import Framing
from hypecheck.training import (
    Rated,
    cross_validate,
    fit_classifier,
    load_pages,
    measure,
    rate_pages,
    save_model,
)

THINGS = ("Zinc", "Iron", "Saffron", "Garlic", "Ginger", "Kelp", "Sage")
SELLING = (
    "{} for tired days. Our {} is clinically proven to ease cramps, and customers love it. "
    "Order now and save 20%. Add to cart."
)
WEIGHING = (
    "{} and cramps. {} was compared with placebo in a small trial, and no difference was found. "
    "Nausea was common. People with kidney disease should ask a doctor."
)


def rows():
    """Return label lines of seven topics, each with a text that sells and one that weighs; two have marks."""
    found = []
    for thing in THINGS:
        topic = thing.lower()
        marked = thing == THINGS[0]
        shared = {"topic": topic, "pair": "a"}
        sells, weighs = SELLING.format(thing, topic), WEIGHING.format(thing, thing)
        found.append(
            shared
            | {"id": f"{topic}-shop", "kind": "shop_blog", "score": 88, "text": sells}
            | ({"plugs": ["Add to cart."], "limits": []} if marked else {})
        )
        found.append(
            shared
            | {"id": f"{topic}-sheet", "kind": "fact_sheet", "score": 4, "text": weighs}
            | ({"plugs": [], "limits": ["Nausea was common."]} if marked else {})
        )
    return found


def write_lines(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture(autouse=True)
def _few_bootstraps(monkeypatch):
    """Keep the tests quick: here intervals need only be there."""
    monkeypatch.setattr("hypecheck.training._BOOTSTRAPS", 20)


@pytest.fixture(scope="module")
def annotator():
    return Annotator()


@pytest.fixture(scope="module")
def pages(annotator, tmp_path_factory):
    path = write_lines(tmp_path_factory.mktemp("data") / "pages.jsonl", rows())
    return load_pages(path, annotator=annotator)


@pytest.fixture(scope="module")
def classifier(pages):
    return fit_classifier(pages)


class TestLoadPages:
    def test_lines_of_a_jsonl_file_become_pages_in_order(self, pages):
        assert [page.id for page in pages][:3] == ["zinc-shop", "zinc-sheet", "iron-shop"]
        first = pages[0]
        assert (first.label, first.score, first.group, first.kind) == ("commercial", 88.0, "zinc", "shop_blog")
        assert first.reading.plugs == ("Add to cart.",)

    def test_a_folder_holds_its_pages_beside_labels_or_below_html(self, tmp_path, annotator):
        write_lines(
            tmp_path / "a" / "labels.jsonl",
            [{"id": "one", "file": "one.txt", "score": 10}, {"id": "two", "label": "commercial", "site": "s"}],
        )
        (tmp_path / "a" / "one.txt").write_text(rows()[1]["text"])
        (tmp_path / "a" / "html").mkdir()
        (tmp_path / "a" / "html" / "two.html").write_text(f"<h1>Zinc</h1><p>{rows()[0]['text']}</p>")
        one, two = load_pages(tmp_path, annotator=annotator)
        assert (one.label, one.group, one.reading.article.signals.has_html) == ("balanced", "one", False)
        assert (two.score, two.group, two.reading.article.signals.has_html) == (85.0, "s", True)

    @pytest.mark.parametrize(
        ("score", "label"),
        [(0, "balanced"), (20, "balanced"), (21, "mixed"), (62, "mixed"), (63, "commercial"), (100, "commercial")],
    )
    def test_a_score_without_a_label_gets_its_guideline_band(self, score, label, tmp_path, annotator):
        path = write_lines(tmp_path / "x.jsonl", [{"text": rows()[0]["text"], "score": score}])
        assert load_pages(path, annotator=annotator)[0].label == label

    def test_a_line_without_an_id_is_named_after_its_place(self, tmp_path, annotator):
        path = write_lines(tmp_path / "mine.jsonl", [{"text": rows()[0]["text"], "score": 1}])
        assert load_pages(path, annotator=annotator)[0].id == "mine-1"

    def test_a_page_that_cannot_be_read_is_told_and_left_out(self, tmp_path, annotator):
        path = write_lines(
            tmp_path / "x.jsonl",
            [{"id": "void", "html": "<html></html>", "score": 1}, {"text": rows()[0]["text"], "score": 1}],
        )
        told = []
        assert len(load_pages(path, annotator=annotator, settle=told.append)) == 1
        assert told[0].startswith("void: ")

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("", "No labelled pages"),
            ('{"text": "x", "score": 1}\n{broken\n', "line 2"),
            ('{"id": "a", "score": 1}\n', 'a has neither "html" nor "text"'),
            ('{"id": "a", "text": "Iron eases cramps."}\n', "a: got no score"),
            ('{"id": "a", "text": "Iron eases cramps.", "label": "fake"}\n', "a: got no score"),
        ],
        ids=["empty file", "broken line", "no content", "no label", "unknown label"],
    )
    def test_data_that_cannot_be_used_is_refused(self, content, message, tmp_path, annotator):
        path = tmp_path / "x.jsonl"
        path.write_text(content)
        with pytest.raises(DataError, match=message):
            load_pages(path, annotator=annotator)

    def test_a_path_that_is_not_there_is_refused(self, tmp_path, annotator):
        with pytest.raises(DataError, match="is not there"):
            load_pages(tmp_path / "gone", annotator=annotator)

    @pytest.mark.parametrize(
        "line",
        [
            '{"id": "a", "file": "gone.txt", "score": 1}',
            '{"id": "a", "file": "latin.txt", "score": 1}',
            "[1, 2]",
            '{"id": "a", "file": "a.txt", "score": 300}',
            '{"id": "a", "file": "a.txt", "score": true}',
            '{"id": "a", "file": "a.txt", "score": 1, "label": "fake"}',
        ],
        ids=[
            "missing page",
            "page not UTF-8",
            "line not an object",
            "score over 100",
            "score not a number",
            "score with an unknown label",
        ],
    )
    def test_label_lines_that_lead_nowhere_are_refused(self, line, tmp_path, annotator):
        (tmp_path / "a.txt").write_text(rows()[0]["text"])
        (tmp_path / "latin.txt").write_bytes("Zahnärzte raten ab".encode("latin-1"))
        (tmp_path / "labels.jsonl").write_text(line + "\n")
        with pytest.raises(DataError):
            load_pages(tmp_path, annotator=annotator)


def rated(scores):
    return Rated.by_thresholds(scores, (0.3, 0.7))


class TestFit:
    def test_no_page_is_scored_by_a_model_that_saw_its_topic(self, pages, monkeypatch):
        class Knowing:
            """Gives 1 to pages of topics it saw and 0 to others."""

            def __init__(self, pages):
                self.known = {page.reading.article.text for page in pages}

            def assess(self, reading):
                known = reading.article.text in self.known
                band = "commercial" if known else "balanced"
                return Framing(score=float(known), band=band, raw_score=0.0, low=0.0, high=1.0), ()

        monkeypatch.setattr("hypecheck.training.fit_classifier", lambda pages, **_: Knowing(pages))
        rated = cross_validate(pages, folds=3)
        assert list(rated.scores) == [0.0] * len(pages)
        assert set(rated.bands) == {"balanced"}
        rated = cross_validate(pages, folds=3, also=pages[:1])
        assert list(rated.scores) == [1.0] + [0.0] * (len(pages) - 1)
        assert list(rated.bands) == ["commercial"] + ["balanced"] * (len(pages) - 1)

    def test_the_same_data_and_seed_give_the_same_file(self, pages, classifier, tmp_path):
        settings = {"name": "m", "lexicon": "0", "data": {}, "seed": 0}
        first = save_model(classifier, tmp_path / "a", **settings)
        second = save_model(fit_classifier(pages), tmp_path / "b", **settings)
        assert (tmp_path / "a" / MODEL_FILE).read_bytes() == (tmp_path / "b" / MODEL_FILE).read_bytes()
        assert first == second

    def test_a_kept_model_scores_as_the_fitted_one(self, pages, classifier, tmp_path):
        save_model(classifier, tmp_path, name="m", lexicon="0", data={"pages": len(pages)}, seed=0)
        model = FramingModel.load(tmp_path)
        kept, fitted = (rate_pages(each, pages) for each in (model.classifier, classifier))
        assert list(kept.scores) == list(fitted.scores)
        assert list(kept.bands) == list(fitted.bands)
        assert model.manifest["features"] == list(FEATURE_NAMES)
        assert model.manifest["data"] == {"pages": len(pages)}


class TestMeasure:
    @pytest.fixture
    def scores(self, pages):
        return np.array([0.9 if page.label == "commercial" else 0.1 for page in pages])

    def test_perfect_scores_give_perfect_figures(self, pages, scores):
        figures = measure(pages, rated(scores))
        assert figures["auc"] == {"value": 1.0, "low": 1.0, "high": 1.0}
        assert figures["accuracy_at_80_percent"] == 1.0
        assert figures["pairs_in_order"]["share"] == 1.0
        assert figures["pairs_in_order"]["pairs"] == len(THINGS)

    def test_turned_scores_give_the_worst(self, pages, scores):
        figures = measure(pages, rated(1 - scores))
        assert figures["auc"]["value"] == 0.0
        assert figures["pairs_in_order"]["share"] == 0.0

    def test_one_class_alone_has_no_auc(self, pages, scores):
        sells = [index for index, page in enumerate(pages) if page.label == "commercial"]
        figures = measure([pages[i] for i in sells], rated(scores[sells]))
        assert figures["auc"]["value"] is None
        assert figures["pairs_in_order"] is None

    def test_mixed_pages_alone_have_no_accuracy(self, pages, scores):
        mixed = [replace(page, label="mixed") for page in pages]
        figures = measure(mixed, rated(scores))
        assert (figures["ece"], figures["accuracy_at_80_percent"]) == (None, None)


class TestCommandRefuses:
    def run(self, *arguments):
        result = CliRunner().invoke(app, ["train", *map(str, arguments)])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    @pytest.mark.parametrize(
        ("lines", "splits", "message"),
        [
            (None, None, "is not there"),
            ([], None, "No labelled pages"),
            (rows()[:6], '[test]\ntopics = ["iron"]', "Got 4 pages with 2 different scores"),
            (rows(), '[test]\ntopics = ["nothing"]', "14 pages to train on and 0 of test topics"),
            (rows(), "topics = []", "names no test topics"),
            (rows(), "[test", "cannot be read as TOML"),
        ],
        ids=["no data", "empty data", "too few pages", "no test page", "no test topics", "broken TOML"],
    )
    def test_with_one_plain_line(self, lines, splits, message, tmp_path):
        data = tmp_path / "pages.jsonl"
        if lines is not None:
            write_lines(data, lines)
        arguments = ["--data", data, "--out", tmp_path / "m"]
        if splits is not None:
            (tmp_path / "splits.toml").write_text(splits)
            arguments += ["--test-topics", tmp_path / "splits.toml"]
        result = self.run(*arguments)
        assert result.exit_code == 2
        assert message in result.output
        assert not (tmp_path / "m" / MODEL_FILE).exists()
