"""Evaluation: figures, tables, pictures and cards say what was measured, also of sets that show little."""

import importlib.util
import json
import struct
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from hypecheck.cli import app
from hypecheck.errors import DataError, ModelError, OutputError, SettingsError
from hypecheck.evaluation import (
    BASELINES,
    Baseline,
    ModelScorer,
    Splits,
    ablate,
    add_sets,
    compare,
    draw_plots,
    evaluate_pages,
    figure_text,
    make_model,
    read_splits,
    render_table,
    split_pages,
    write_card,
)
from hypecheck.features import FEATURES
from hypecheck.framing import FEATURE_NAMES, FramingModel
from hypecheck.training import load_pages

SELLING = (
    "{} for tired days. Our {} is clinically proven to ease cramps, and customers love it. "
    "Order now and save 20%. Add to cart."
)
PRAISING = "{} for tired days. I love how {} eases my cramps, and I feel better than I did for years."
WEIGHING = (
    "{} and cramps. {} was compared with placebo in a small trial, and no difference was found. "
    "Nausea was common. People with kidney disease should ask a doctor."
)
WAYS = {
    "shop_blog": (SELLING, 88.0, "commercial"),
    "personal_story": (PRAISING, 40.0, "mixed"),
    "fact_sheet": (WEIGHING, 4.0, "balanced"),
}


THINGS = ("Zinc", "Iron", "Saffron", "Garlic", "Ginger", "Kelp", "Sage")


def line_of(thing, kind):
    template, score, label = WAYS[kind]
    return {
        "id": f"{thing.lower()}-{kind}",
        "topic": thing.lower(),
        "kind": kind,
        "part": "rendered" if kind == "shop_blog" else "written",
        "pair": None if label == "mixed" else "a",
        "score": score,
        "label": label,
        "text": template.format(thing, thing.lower()),
    }


@pytest.fixture(scope="module", autouse=True)
def _few_bootstraps():
    """Keep the tests quick: here intervals need only be there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hypecheck.training._BOOTSTRAPS", 20)
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Return a JSONL file with three pages about each of seven topics."""
    path = tmp_path_factory.mktemp("data") / "tiny.jsonl"
    lines = [line_of(thing, kind) for thing in THINGS for kind in WAYS]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.fixture(scope="module")
def pages(data):
    return load_pages(data)


@pytest.fixture(scope="module")
def folder(data, tmp_path_factory):
    """Return the folder of a model trained by the command, two topics left out."""
    folder = tmp_path_factory.mktemp("made") / "tiny-en"
    splits = folder.parent / "splits.toml"
    splits.write_text('[test]\ntopics = ["iron", "sage"]\n[groups]\nroots = ["garlic", "ginger"]\n')
    result = run("train", "--data", data, "--out", folder, "--test-topics", splits)
    assert result.exit_code == 0, result.output
    assert "training on 15 pages of 4 topics or sites; measuring on 6 pages of 2" in result.stderr
    assert result.stdout == ""
    return folder


def run(*arguments):
    result = CliRunner().invoke(app, [*map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


@pytest.fixture(scope="module")
def model(folder):
    return FramingModel.load(folder)


@pytest.fixture(scope="module")
def test_pages(pages):
    return [page for page in pages if page.group in ("iron", "sage")]


@pytest.fixture(scope="module")
def evaluation(model, test_pages):
    return evaluate_pages(model, test_pages)


class TestEvaluatePages:
    def test_kinds_count_every_page_once(self, evaluation):
        assert sum(kind.pages for kind in evaluation.kinds) == 6
        assert all(kind.in_band + kind.too_high + kind.too_low == kind.pages for kind in evaluation.kinds)
        assert [kind.kind for kind in evaluation.kinds] == ["fact_sheet", "personal_story", "shop_blog"]

    def test_worst_cases_come_first_with_what_misled_the_model(self, model, test_pages):
        turned = replace(test_pages[0], score=0.0, label="balanced", id="turned")
        evaluation = evaluate_pages(model, [turned, *test_pages[1:]])
        worst = evaluation.worst[0]
        assert worst.id == "turned"
        assert 1 <= len(worst.reasons) <= 3
        assert any(failure.label == "balanced" for failure in evaluation.failures)

    def test_failures_count_the_pages_in_a_wrong_band(self, evaluation):
        wrong = sum(bool(label != band) for label, band in zip(evaluation.labels, evaluation.rated.bands, strict=True))
        assert sum(failure.pages for failure in evaluation.failures) == wrong

    def test_topics_the_model_learnt_from_are_named(self, model, pages, evaluation):
        assert evaluation.known_groups == ()
        assert evaluate_pages(model, pages).known_groups == ("garlic", "ginger", "kelp", "saffron", "zinc")

    def test_record_is_json_without_the_pages(self, evaluation):
        record = json.loads(json.dumps(evaluation.to_dict()))
        assert record["figures"]["pages"] == 6
        assert "pages" not in record

    def test_no_pages_are_refused(self, model):
        with pytest.raises(DataError, match="Got no pages"):
            evaluate_pages(model, [])


class TestTable:
    def test_shows_figures_kinds_and_worst_cases(self, evaluation):
        table = render_table(evaluation)
        assert "tiny-en 0.1.0 on 6 pages of 2 topics or sites: 2 balanced, 2 mixed, 2 commercial" in table
        assert "AUC, commercial against balanced" in table
        assert "personal_story" in table
        assert "The 6 pages farthest from their label" in table

    def test_warns_of_topics_the_model_learnt_from(self, model, pages):
        assert "the figures flatter it" in " ".join(render_table(evaluate_pages(model, pages)).split())

    @pytest.mark.parametrize(
        ("figure", "text"),
        [
            (None, ("-", "")),
            (0.5, ("0.500", "")),
            ({"value": None, "low": None, "high": None}, ("-", "")),
            ({"value": 0.98, "low": 0.9, "high": 1.0}, ("0.980", "0.900 to 1.000")),
            ({"pairs": 8, "share": 0.875}, ("0.875", "8 pairs")),
        ],
        ids=["none", "bare", "undefined", "with interval", "pairs"],
    )
    def test_a_figure_reads_well_whatever_its_form(self, figure, text):
        assert figure_text(figure) == text


class TestPlots:
    def test_draws_five_pictures_of_a_useful_size(self, evaluation, tmp_path):
        paths = draw_plots(evaluation, tmp_path / "plots")
        assert [path.stem for path in paths] == [*("reliability", "roc", "score_by_kind", "risk_coverage", "confusion")]
        for path in paths:
            width, height = struct.unpack(">II", path.read_bytes()[16:24])
            assert 500 < width < 1400
            assert 200 < height < 1400

    @pytest.mark.parametrize("label", ["balanced", "mixed", "commercial"])
    def test_draws_sets_of_one_label(self, label, model, test_pages, tmp_path):
        evaluation = evaluate_pages(model, [page for page in test_pages if page.label == label])
        assert all(path.stat().st_size > 5000 for path in draw_plots(evaluation, tmp_path))

    def test_without_matplotlib_says_what_to_install(self, evaluation, tmp_path, monkeypatch):
        monkeypatch.setattr("hypecheck.evaluation._plots.importlib.util.find_spec", lambda _: None)
        with pytest.raises(SettingsError, match=r"pip install 'hypecheck\[plots\]'"):
            draw_plots(evaluation, tmp_path)


class TestBaselines:
    @pytest.mark.parametrize("name", BASELINES)
    def test_tells_selling_from_weighing_on_topics_not_seen(self, name, pages):
        train = [page for page in pages if page.group not in ("iron", "sage")]
        baseline = Baseline(BASELINES[name], train)
        test = [page for page in pages if page.group in ("iron", "sage") and page.label != "mixed"]
        rated = baseline.rate(test)
        scores = rated.scores
        sells = np.array([page.label == "commercial" for page in test])
        assert scores[sells].min() > scores[~sells].max()
        assert ((scores >= 0) & (scores <= 1)).all()
        assert not (set(rated.bands[sells]) & set(rated.bands[~sells]))

    def test_compare_measures_every_scorer_on_the_same_pages(self, model, test_pages):
        scorers = {"one": ModelScorer(model.classifier), "two": ModelScorer(model.classifier)}
        entry = compare(scorers, test_pages, name="test", words="Test pages")
        assert entry["models"]["one"] == entry["models"]["two"]
        assert entry["models"]["one"]["pages"] == 6


@pytest.fixture(scope="module")
def rows(folder):
    return json.loads((folder / "metrics.json").read_text())["ablation"]


class TestAblation:
    def test_every_family_is_left_out_once(self, rows):
        families = {feature.family for feature in FEATURES}
        assert rows[0]["without"] == "nothing"
        assert families <= {row["without"] for row in rows}
        assert len({row["without"] for row in rows}) == len(rows)

    def test_wording_and_the_rest_are_all_features(self, rows):
        left_out = {row["without"]: row["features"] for row in rows}
        assert left_out["all wording"] + left_out["all but wording"] == len(FEATURE_NAMES)

    def test_losing_nothing_is_the_fitted_model(self, rows):
        assert rows[0]["auc"]["value"] == 1.0

    def test_too_few_pages_are_refused(self, pages):
        with pytest.raises(DataError, match="at least 10 pages"):
            ablate(pages[:6])


class TestFolder:
    def test_an_out_that_is_a_file_is_refused(self, pages, tmp_path):
        out = tmp_path / "file"
        out.write_text("taken")
        with pytest.raises(OutputError, match="Give --out another folder"):
            make_model(pages, out=out, sources=["tiny"], progress=lambda _: None)

    def test_manifest_names_the_topics_trained_on(self, model):
        assert model.manifest["name"] == "tiny-en"
        assert model.manifest["data"] == {
            "sources": ["tiny.jsonl"],
            "pages": 15,
            "groups": ["garlic", "ginger", "kelp", "saffron", "zinc"],
        }

    def test_metrics_hold_the_model_beside_its_rivals_on_the_same_pages(self, folder):
        metrics = json.loads((folder / "metrics.json").read_text())
        assert [entry["set"] for entry in metrics["sets"]] == ["test", "rendered"]
        for entry in metrics["sets"]:
            assert list(entry["models"]) == ["hypecheck", *BASELINES]
            assert len({found["pages"] for found in entry["models"].values()}) == 1

    def test_pictures_lie_beside_the_card(self, folder):
        assert len(list((folder / "plots").glob("*.png"))) == 5


class TestCard:
    def test_has_every_section_and_the_runs_own_numbers(self, folder):
        card = (folder / "card.md").read_text()
        metrics = json.loads((folder / "metrics.json").read_text())
        for title in (
            *("What it is", "What it learnt from", "How well it does", "What each family of features is worth"),
            *("Bands and interval", "Where it goes wrong", "Known biases", "Not for", "Pictures", "Made with"),
        ):
            assert f"\n## {title}\n" in card
        assert "| keyword counter |" in card.replace("| hypecheck ", "")
        spearman = metrics["sets"][0]["models"]["hypecheck"]["spearman"]
        assert f"{spearman['value']:.3f} ({spearman['low']:.3f} to {spearman['high']:.3f})" in card
        assert json.loads((folder / "manifest.json").read_text())["files"]["model.skops"] in card

    def test_sets_measured_elsewhere_join_the_card_once(self, folder, tmp_path):
        for name in ("manifest.json", "metrics.json"):
            (tmp_path / name).write_bytes((folder / name).read_bytes())
        figures = {"pages": 7, "groups": 3, "auc": {"value": 0.123, "low": 0.1, "high": 0.2}}
        entry = {"set": "elsewhere", "words": "Pages of elsewhere", "models": {"hypecheck": figures}}
        add_sets(tmp_path, [entry])
        add_sets(tmp_path, [entry])
        card = (tmp_path / "card.md").read_text()
        assert card.count("### Pages of elsewhere (7 pages, 3 topics or sites)") == 1
        assert "0.123 (0.100 to 0.200)" in card

    @pytest.mark.parametrize("content", [None, "", "[]"], ids=["missing", "empty", "not an object"])
    def test_broken_metrics_are_refused(self, content, folder, tmp_path):
        (tmp_path / "manifest.json").write_bytes((folder / "manifest.json").read_bytes())
        if content is not None:
            (tmp_path / "metrics.json").write_text(content)
        with pytest.raises(ModelError, match=r"metrics\.json"):
            write_card(tmp_path)


class TestSplits:
    def test_groups_are_joined_and_pairs_keep_their_topic(self, pages):
        train, _ = split_pages(pages, Splits(test=frozenset({"sage"}), groups={"zinc": "metals", "iron": "metals"}))
        metals = [page for page in train if page.group == "metals"]
        assert {page.pair for page in metals} == {"zinc/a", "iron/a", None}

    def test_without_a_file_every_fifth_topic_is_left_out(self, pages):
        _, test = split_pages(pages, None)
        assert {page.group for page in test} == {"garlic", "sage"}

    def test_reads_topics_and_groups(self, tmp_path):
        path = tmp_path / "splits.toml"
        path.write_text('[test]\ntopics = ["a"]\n[groups]\nx = ["b", "c"]\n')
        assert read_splits(path) == Splits(test=frozenset({"a"}), groups={"b": "x", "c": "x"})

    @pytest.mark.parametrize("content", ["", "[test]", "test = 1", "[test]\ntopics = 3"])
    def test_a_file_without_test_topics_is_refused(self, content, tmp_path):
        path = tmp_path / "splits.toml"
        path.write_text(content)
        with pytest.raises(DataError, match="names no test topics"):
            read_splits(path)


class TestCommand:
    @pytest.fixture
    def unseen(self, data, tmp_path):
        path = tmp_path / "unseen.jsonl"
        lines = data.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if json.loads(line)["topic"] in ("iron", "sage")))
        return path

    def test_json_holds_the_figures_and_plots_are_drawn(self, unseen, folder, tmp_path):
        result = run("evaluate", unseen, "--model", folder, "--format", "json", "--plots", tmp_path / "plots")
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["figures"]["pages"] == 6
        assert len(list((tmp_path / "plots").glob("*.png"))) == 5

    def test_table_is_the_default(self, unseen, folder):
        result = run("evaluate", unseen, "--model", folder)
        assert "AUC, commercial against balanced" in result.stdout
        assert "reading" in result.stderr

    def test_a_path_that_is_not_there_is_refused(self, folder):
        result = run("evaluate", "gone.jsonl", "--model", folder)
        assert result.exit_code == 2
        assert "gone.jsonl is not there" in result.stderr

    def test_plots_without_matplotlib_are_refused_before_the_work(self, unseen, monkeypatch, tmp_path):
        monkeypatch.setattr("hypecheck.evaluation._plots.importlib.util.find_spec", lambda _: None)
        result = run("evaluate", unseen, "--plots", tmp_path)
        assert result.exit_code == 2
        assert "pip install 'hypecheck[plots]'" in result.stderr


FLOORS = {"ships": "ours", "test": {"auc": {"reach": 0.9, "aim": 1.0}, "ece": {"reach": 0.06, "aim": 0.03}}}


@pytest.fixture(scope="module")
def quality():
    path = Path(__file__).parent.parent / "benchmarks" / "quality.py"
    spec = importlib.util.spec_from_file_location("quality", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["quality"] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


class TestBenchmark:
    @pytest.mark.parametrize(
        ("auc", "ece", "failed"),
        [(0.95, 0.05, 0), (0.9, 0.06, 0), (0.89, 0.05, 1), (0.95, 0.07, 1), (0.5, 0.5, 2), (None, None, 0)],
        ids=["above", "just there", "AUC below", "ECE above", "both", "not measured"],
    )
    def test_floors_are_held_from_the_right_side(self, auc, ece, failed, quality):
        entry = {"set": "test", "models": {"ours": {"auc": auc, "ece": ece}}}
        assert len(list(quality.check_floors([entry], FLOORS))) == failed

    def test_absent_sets_are_said_to_be_absent(self, quality, capsys):
        quality.print_tables([], FLOORS)
        assert "test: set absent, not measured" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("tokens", "text"),
        [
            ("", ""),
            ("It works ( twice ) , they say .", "It works (twice), they say."),
            ('He said " no " and " yes " .', 'He said "no" and "yes".'),
            ("You do n't pay $ 20 or 5 % !", "You don't pay $20 or 5%!"),
        ],
        ids=["empty", "brackets", "quotes", "clitics and money"],
    )
    def test_tokenised_text_is_joined(self, tokens, text, quality):
        assert quality.join_tokens(tokens) == text
