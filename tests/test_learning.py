"""What people decided becomes pages to learn from, a model is measured before and after, and a lead chooses."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from hypecheck.annotate import Annotator
from hypecheck.clean import article_from_text
from hypecheck.cli import app
from hypecheck.learning import compare_before_after, pages_of_reviews
from hypecheck.records import Mark
from hypecheck.store import NewReview, assessment_from_dict, open_store
from hypecheck.training import load_pages
from store_samples import TEXT, assess
from test_training import SELLING, WEIGHING, rows, write_lines

OTHERS = ("Borage", "Nettle", "Thyme", "Fennel", "Clover")


@pytest.fixture(autouse=True)
def few_bootstraps(monkeypatch):
    monkeypatch.setattr("hypecheck.training._BOOTSTRAPS", 20)


@pytest.fixture(scope="module")
def annotator():
    return Annotator()


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "reviews.db") as opened:
        opened.add_user("ann")
        opened.add_user("ben")
        opened.add_user("eva", "lead")
        yield opened


def page(number, text, **given):
    """Return the assessment of a page of its own site, with the article as it is read from its text."""
    url = f"https://site{number}.example/"
    assessed = assess(url, text=text, plug=None, claim=None, **given)
    article = article_from_text(text, url=url)
    return replace(assessed, article=replace(article, sha256=hashlib.sha256(article.text.encode()).hexdigest()))


def keep(store, *assessments):
    with store.start_run("scan", source="urls.txt") as run:
        for each in assessments:
            run.write(each)


def decide(store, site, decision, *, user="ann", **given):
    [row] = [row for row in store.queue(limit=100).rows if row.site == f"site{site}.example"]
    new = NewReview(request_id=f"{user} {site} {decision}", assessment_id=row.assessment_id, decision=decision, **given)
    return store.decide(user, new)


def fill(store):
    """Decide on five pages that sell and five that weigh."""
    for number, thing in enumerate(OTHERS):
        keep(store, page(number, SELLING.format(thing, thing.lower())))
        decide(store, number, "commercial")
        keep(store, page(number + 50, WEIGHING.format(thing, thing), score=0.8))
        decide(store, number + 50, "balanced")


class TestPagesOfReviews:
    def test_a_decision_is_the_label_and_the_site_the_group(self, store, annotator):
        fill(store)
        learnt = pages_of_reviews(store.decided(), annotator=annotator)
        assert len(learnt.pages) == 10
        assert learnt.left_out == {}
        told = {(each.label, each.score) for each in learnt.pages}
        assert told == {("commercial", 85.0), ("balanced", 5.0)}
        assert len({each.group for each in learnt.pages}) == 10
        assert all(each.reading.annotations.sentences for each in learnt.pages)

    def test_nothing_decided_teaches_nothing(self, store, annotator):
        learnt = pages_of_reviews(store.decided(), annotator=annotator)
        assert (learnt.pages, learnt.left_out) == ((), {})

    def test_what_teaches_nothing_is_counted_by_why(self, store, annotator):
        keep(store, page(1, f"{TEXT} 1"), page(2, f"{TEXT} 2"), page(3, f"{TEXT} 3"))
        decide(store, 1, "not_an_article")
        decide(store, 2, "balanced")
        decide(store, 2, "commercial", user="ben")
        decide(store, 3, "mixed")
        with store.start_run("scan", source="urls.txt", keep_text=False) as run:
            run.write(page(4, f"{TEXT} 4"))
        decide(store, 4, "mixed")
        learnt = pages_of_reviews(store.decided(), annotator=annotator)
        assert [each.id for each in learnt.pages] == ["https://site3.example/"]
        assert learnt.left_out == {"in disagreement": 1, "not an article": 1, "without a text": 1}

    def test_one_text_teaches_once(self, store, annotator):
        text = " ".join(f"Zinc word{number} helps." for number in range(30))
        keep(store, *(page(number, text) for number in range(4)))
        first = decide(store, 0, "mixed")
        store.apply_to_pages(first.id, [row.page_id for row in store.queue().rows if row.site != "site3.example"])
        decide(store, 3, "mixed")
        learnt = pages_of_reviews(store.decided(), annotator=annotator)
        assert len(learnt.pages) == 1
        assert learnt.left_out == {
            "a near duplicate of a decided page": 2,
            "decided under another address too": 1,
        }

    def test_a_page_to_measure_on_is_never_learnt_from(self, store, annotator):
        fill(store)
        measured = pages_of_reviews(store.decided(), annotator=annotator).pages[:2]
        learnt = pages_of_reviews(store.decided(), without=measured, annotator=annotator)
        assert len(learnt.pages) == 8
        assert learnt.left_out == {"among the pages to measure on": 2}

    def test_an_imported_record_is_read_from_its_text(self, store, annotator):
        keep(store, assessment_from_dict(page(1, SELLING.format("Zinc", "zinc")).to_dict()))
        decide(store, 1, "commercial")
        [learnt] = pages_of_reviews(store.decided(), annotator=annotator).pages
        assert learnt.reading.article.blocks


def run(*arguments, code=0):
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exit_code == code, result.output
    return result


@pytest.fixture
def data(tmp_path):
    return write_lines(tmp_path / "pages.jsonl", rows())


@pytest.fixture
def few_figures(monkeypatch):
    """Leave out the comparison with simpler models: another test has it."""
    monkeypatch.setattr("hypecheck.evaluation._make.BASELINES", {})
    monkeypatch.setattr("hypecheck.evaluation._make.ablate", lambda *_, **__: [])
    monkeypatch.setattr("hypecheck.evaluation._make._draw", lambda *_: None)
    monkeypatch.setattr("hypecheck.evaluation._make.write_card", lambda _: None)


@pytest.mark.slow
class TestTraining:
    @pytest.fixture
    def trained(self, store, data, tmp_path, few_figures):
        fill(store)
        out = tmp_path / "models" / "own-en"
        return out, run("train", "--data", data, "--out", out, "--reviews", store.name)

    def test_it_learns_compares_and_offers(self, store, trained):
        out, result = trained
        [offered] = store.models()
        figures = json.loads((out / "before_after.json").read_text())
        assert dict(offered.figures) == figures
        assert [entry["set"] for entry in figures["sets"]] == ["test", "reviews"]
        assert [entry["pages"] for entry in figures["sets"]] == [4, 10]
        assert figures["learnt_from"] == 10
        manifest = json.loads((out / "manifest.json").read_text())
        assert (manifest["data"]["pages"], len(manifest["data"]["reviews"])) == (20, 10)
        assert offered.sha256 == manifest["files"]["model.skops"]
        assert store.model_in_use() is None
        assert "Pages that people decided" in result.stdout
        assert "learnt from 10 decided pages" in result.stdout

    def test_a_lead_puts_it_to_use_and_a_scan_takes_it(self, store, trained, monkeypatch):
        out, _ = trained
        assert "only a lead" in run("models", "use", 1, "--by", "ann", "--db", store.name, code=2).output
        assert "own-en" in run("models", "use", 1, "--by", "eva", "--db", store.name).stderr
        assert "* 1\town-en" in run("models", "list", "--db", store.name).stdout
        assert "before" in run("models", "show", 1, "--db", store.name).stdout
        used = []
        monkeypatch.setattr("hypecheck.batch.assess_many", lambda *_, model, **__: used.append(model) or iter(()))
        run("scan", "-", "--db", store.name, "-q")
        run("scan", "-", "--db", store.name, "--model", "framing-en", "-q")
        assert used == [str(out.resolve()), "framing-en"]
        [switch] = [entry for entry in store.audit() if entry.action == "model switched"]
        assert switch.actor == "eva"

    def test_what_was_changed_since_is_not_used(self, store, trained):
        out, _ = trained
        run("models", "use", 1, "--by", "eva", "--db", store.name)
        manifest = json.loads((out / "manifest.json").read_text())
        (out / "model.skops").write_bytes(b"other")
        assert "sha256" in run("scan", "-", "--db", store.name, "-q", code=2).stderr
        manifest["files"]["model.skops"] = hashlib.sha256(b"other").hexdigest()
        (out / "manifest.json").write_text(json.dumps(manifest))
        assert run("scan", "-", "--db", store.name, "-q", code=2).stderr
        run("models", "use", 0, "--by", "eva", "--db", store.name)
        assert "* 0\tthe model that came" in run("models", "list", "--db", store.name).stdout

    def test_reviews_that_the_model_before_learnt_from_are_not_measured_on(self, store, trained, data, annotator):
        from hypecheck.evaluation import split_pages
        from hypecheck.framing import FramingModel

        out, _ = trained
        model = FramingModel.load(out)
        train, test = split_pages(load_pages(data, annotator=annotator), None)
        learnt = pages_of_reviews(store.decided(), without=test, annotator=annotator)
        figures = compare_before_after(model, model, train=train, test=test, learnt=learnt)
        assert [entry["set"] for entry in figures["sets"]] == ["test"]
        assert figures["sets"][0]["before"] == figures["sets"][0]["after"]

    def test_where_the_model_in_use_cannot_be_loaded_the_new_one_stands_alone(self, store, data, tmp_path, few_figures):
        fill(store)
        offered = store.offer_model(version="old 1", folder=str(tmp_path), sha256="a" * 64, figures={}, actor="eva")
        store.switch_model(offered.id, actor="eva")
        result = run("train", "--data", data, "--out", tmp_path / "own-en", "--reviews", store.name)
        assert "no figures to compare with" in result.stderr
        assert "before  none that can be loaded" in result.stdout
        figures = store.models()[0].figures
        assert figures["before"] is None
        assert [(entry["before"], entry["after"]["auc"]["value"]) for entry in figures["sets"]] == [({}, 1.0)] * 2

    def test_without_decisions_there_is_nothing_to_learn(self, store, data, tmp_path):
        result = run("train", "--data", data, "--out", tmp_path / "own", "--reviews", store.name, code=2)
        assert "nothing is decided" in result.output
        assert store.models() == []


class TestRegressions:
    def cases(self, store):
        return [json.loads(line) for line in run("export", "--db", store.name, "--regressions").stdout.splitlines()]

    def test_what_was_decided_against_the_score_is_a_case_with_its_reason(self, store):
        keep(store, page(1, WEIGHING.format("Zinc", "Zinc")), page(2, SELLING.format("Zinc", "zinc")))
        decide(store, 1, "balanced", reason="reports a trial")
        decide(store, 2, "commercial")
        [case] = self.cases(store)
        assert (case["label"], case["assessed"], case["reason"]) == ("balanced", "commercial", "reports a trial")
        assert case["text"] == article_from_text(WEIGHING.format("Zinc", "Zinc")).text

    def test_a_dismissed_passage_is_one_with_who_and_why(self, store):
        keep(store, assess("https://site1.example/"))
        wrong = Mark(wrong=True, kind="plug", start=34, end=59, text=TEXT[34:59])
        missed = Mark(wrong=False, kind="limitation", start=60, end=70, text=TEXT[60:70])
        decide(store, 1, "commercial", marks=(wrong, missed), reason="an order form of a library")
        [case] = self.cases(store)
        assert [(mark["kind"], mark["text"]) for mark in case["wrong"]] == [("plug", TEXT[34:59])]
        assert "an order form" in case["wrong"][0]["because"]
        assert [mark["kind"] for mark in case["missed"]] == ["limitation"]
        assert case["text"][case["wrong"][0]["start"] : case["wrong"][0]["end"]] == TEXT[34:59]

    def test_a_dispute_and_a_lost_text_are_none(self, store):
        keep(store, page(1, f"{TEXT} 1"))
        decide(store, 1, "balanced")
        decide(store, 1, "mixed", user="ben")
        with store.start_run("scan", source="urls.txt", keep_text=False) as started:
            started.write(page(2, f"{TEXT} 2"))
        decide(store, 2, "balanced")
        assert self.cases(store) == []

    def test_an_evaluation_takes_them(self, store, tmp_path, annotator):
        keep(store, page(1, WEIGHING.format("Zinc", "Zinc")), page(2, f"{TEXT} 2"))
        decide(store, 1, "balanced")
        decide(store, 2, "not_an_article")
        out = tmp_path / "cases.jsonl"
        run("export", "--db", store.name, "--regressions", "--out", out)
        told = []
        [case] = load_pages(out, annotator=annotator, settle=told.append)
        assert (case.label, case.id) == ("balanced", "https://site1.example/")
        assert "no article" in told[0]

    def test_it_and_the_log_are_two_things(self, store):
        assert "one of" in run("export", "--db", store.name, "--regressions", "--audit", code=2).output
