"""Every command and snippet of the README runs, and what it shows has the shape of what comes out."""

import ast
import json
import re
import shlex
import tokenize
import tomllib
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner

import hypecheck
from hypecheck.cli import app
from hypecheck.records import SCHEMA

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYTHON_GUIDE = (ROOT / "docs/python.md").read_text(encoding="utf-8")
# A score on another machine or release of NumPy may differ in its last digits, never in its band.
CLOSE = 0.02


def blocks_of(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


COMMANDS = [line for block in blocks_of(README, "sh") for line in block.splitlines()]
SET_UPS = [command for command in COMMANDS if "-m venv" in command]
USES = [command for command in COMMANDS if command not in SET_UPS]
OPENING = README.split("## ", 1)[0]


@pytest.fixture
def samples_at_hand(tmp_path, monkeypatch):
    """Work in a folder that holds the samples, as a checkout does, and may be written to."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/samples").symlink_to(ROOT / "data/samples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def sample_server():
    """Serve the samples on this machine and return the address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=ROOT / "data/samples")) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def run(arguments: list[str]):
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result


class TestOpening:
    def test_it_says_what_it_is_in_three_sentences(self):
        first = re.sub(r"\([^)]*\)", "", OPENING.split("\n\n")[1])
        assert len(re.findall(r"\.(?:\s|$)", first)) == 3

    def test_a_picture_follows_before_any_command(self):
        picture = re.search(r'<img src="([^"]+)"[^>]* alt="[^"]+', OPENING)
        assert picture.start() < OPENING.index("```")
        assert (ROOT / picture[1]).is_file()

    def test_exactly_two_commands_follow_and_both_do_their_own_set_up(self):
        commands = [line for block in blocks_of(OPENING, "sh") for line in block.splitlines()]
        assert commands == SET_UPS
        assert len(commands) == 2

    @pytest.mark.parametrize("command", SET_UPS)
    def test_a_set_up_makes_an_environment_installs_and_runs_from_it(self, command):
        make, install, use = (shlex.split(part) for part in command.split("&&"))
        assert make[:3] == ["python3.11", "-m", "venv"]
        folder = make[3]
        assert install[:2] == [f"{folder}/bin/pip", "install"]
        assert use[0].startswith(f"{folder}/bin/")
        extra = re.search(r"\[(\w+)\]", install[-1])
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert extra is None or extra[1] in project["optional-dependencies"]
        assert use[0].rpartition("/")[2] in ("pytest", *project["scripts"])

    def test_the_first_command_scores_every_sample(self, samples_at_hand):
        use = shlex.split(SET_UPS[0].split("&&")[-1])
        records = [json.loads(line) for line in run(use[1:]).stdout.splitlines()]
        assert len(records) == len(list((ROOT / "data/samples").glob("*.html"))) >= 10
        assert {record["status"] for record in records} == {"assessed"}


class TestCommands:
    @pytest.mark.parametrize("command", [command for command in USES if "urls.txt" not in command])
    def test_it_runs(self, command, samples_at_hand):
        arguments = shlex.split(command)[1:]
        result = run(arguments)
        if "--out" in arguments:
            assert (samples_at_hand / arguments[arguments.index("--out") + 1]).stat().st_size > 0
        else:
            assert result.stdout

    def test_a_list_of_addresses_gives_a_record_for_each(self, samples_at_hand, sample_server):
        [command] = [command for command in USES if "urls.txt" in command]
        (samples_at_hand / "urls.txt").write_text(f"# one page\n{sample_server}/encyclopedia.html\n")
        run([*shlex.split(command)[1:], "--allow-private"])
        [line] = (samples_at_hand / "results.jsonl").read_text().splitlines()
        assert json.loads(line)["framing"]["band"] == "balanced"


def expected_values(code: str) -> dict[int, object]:
    """Return by line what a comment says the expression before it gives: ``band  # "commercial"``."""
    values = {}
    for token in tokenize.generate_tokens(StringIO(code).readline):
        if token.type == tokenize.COMMENT:
            try:
                values[token.start[0]] = ast.literal_eval(token.string.removeprefix("#").strip())
            except (SyntaxError, ValueError):  # a comment in words
                continue
    return values


def run_snippet(code: str, names: dict[str, object]) -> None:
    """Run a snippet; an expression with a value in the comment behind it must give that value."""
    expected = expected_values(code)
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.Expr):
            value = eval(compile(ast.Expression(statement.value), "snippet", "eval"), names)  # noqa: S307
            if statement.end_lineno in expected:
                assert value == expected[statement.end_lineno], ast.unparse(statement)
        else:
            exec(compile(ast.Module([statement], []), "snippet", "exec"), names)  # noqa: S102


@pytest.mark.parametrize("document", [README, PYTHON_GUIDE], ids=["README.md", "docs/python.md"])
def test_the_snippets_run_one_after_the_other(document, samples_at_hand):
    names: dict[str, object] = {}
    snippets = blocks_of(document, "python")
    assert len(snippets) >= 3
    for snippet in snippets:
        run_snippet(snippet, names)


@pytest.mark.parametrize(
    ("code", "gives"),
    [("1 + 1  # 3", False), ("1 + 1  # 2", True), ("1 + 1  # in words", True), ("", True)],
    ids=["wrong value", "right value", "words", "empty"],
)
def test_a_wrong_value_in_a_comment_is_noticed(code, gives):
    if gives:
        run_snippet(code, {})
    else:
        with pytest.raises(AssertionError):
            run_snippet(code, {})


def shape_of(value, example):
    """Cut a real value down to what the example shows: the first item of each list that holds records."""
    if isinstance(value, dict):
        return {key: shape_of(item, example.get(key)) for key, item in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [shape_of(value[0], example[0])]
    return type(value).__name__


@pytest.fixture(scope="module")
def record():
    page = ROOT / "data/samples/shop-article.html"
    return hypecheck.load().assess_html(page.read_bytes()).to_dict(text=False)


class TestExamples:
    def test_the_record_has_the_keys_and_types_of_a_real_one(self, record):
        [block] = blocks_of(README, "json")
        example = json.loads(block)
        assert example["schema"] == SCHEMA
        assert shape_of(example, example) == shape_of(record, example)

    def test_the_record_has_the_score_of_a_real_one(self, record):
        [block] = blocks_of(README, "json")
        example = json.loads(block)
        assert example["framing"]["band"] == record["framing"]["band"]
        assert example["framing"]["score"] == pytest.approx(record["framing"]["score"], abs=CLOSE)

    def test_the_table_has_a_line_for_each_sample(self):
        [table] = blocks_of(README, "text")
        assert len(table.splitlines()) == 1 + len(list((ROOT / "data/samples").glob("*.html")))
