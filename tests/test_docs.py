"""The documents keep up with the code: every command, option, key, code and word has its place."""

import importlib.util
import re
import shlex
import typing
import xml.etree.ElementTree as ET
from dataclasses import fields
from pathlib import Path

import pytest
from typer.main import get_command

import hypecheck
from hypecheck import records
from hypecheck.annotate._plugs import _KIND_ORDER
from hypecheck.clean._obstacles import _OBSTACLES
from hypecheck.cli import app
from hypecheck.endings import HTML_ENDINGS, JSONL_ENDINGS, TEXT_ENDINGS, WARC_ENDINGS
from hypecheck.errors import ABSTENTION_CODES, FAILURE_CODES

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
COMMANDS = get_command(app).commands


def parts_of(command):
    """Return a command, or those that stand under its name."""
    return list(getattr(command, "commands", {"": command}).values())


SHELL_BLOCKS = [
    block for path in DOCUMENTS for block in re.findall(r"```sh\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
]
EXAMPLES = sorted({line for block in SHELL_BLOCKS for line in re.findall(r"^hypecheck .*$", block, re.MULTILINE)})

WORDS = """
    article, page, sentence, span, cue, scope, hedge, weasel, booster, hype, evidential, claim, agent,
    relation, outcome, certainty, voice, strength, magnitude, plug, call to action, testimonial, disclosure,
    limitation, risk, alternative, citation, finding, reason, contribution, raw score, score, band, abstain,
    review, decision
"""


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def section_of(text: str, heading: str) -> str:
    found = re.search(rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#{{1,2}} |\Z)", text, re.DOTALL | re.MULTILINE)
    assert found, f"no section {heading!r}"
    return found[2]


@pytest.fixture(scope="module")
def regenerate():
    spec = importlib.util.spec_from_file_location("regenerate", ROOT / "docs/regenerate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestGenerated:
    """All of these are mended by: python docs/regenerate.py"""

    def test_failure_codes_are_up_to_date(self, regenerate):
        assert text_of("docs/failures.md") == regenerate.list_failures()

    def test_every_code_of_a_page_without_a_score_is_listed(self, regenerate):
        listed = re.findall(r"^\| `(\w+)`", regenerate.list_failures(), re.MULTILINE)
        assert sorted(listed) == sorted([*FAILURE_CODES, *ABSTENTION_CODES])

    def test_the_record_is_described_with_every_code_it_may_abstain_with(self):
        described = text_of("docs/output.md").partition("## `abstained_because`")[2].partition("\n## ")[0]
        assert set(re.findall(r"^\| `(\w+)` \| [^|]*\|$", described, re.MULTILINE)) == set(ABSTENTION_CODES)

    @pytest.mark.parametrize(
        ("document", "block", "make"),
        [
            ("docs/lexicons.md", "categories", "list_categories"),
            ("docs/features.md", "features", "list_features"),
        ],
    )
    def test_the_table_is_up_to_date(self, regenerate, document, block, make):
        text = text_of(document)
        assert text == regenerate.replace_block(text, block, getattr(regenerate, make)())

    def test_a_block_is_replaced_between_its_markers(self, regenerate):
        text = "a <!-- x: made by hand -->old<!-- /x --> b"
        assert regenerate.replace_block(text, "x", "new\n") == "a <!-- x: made by hand -->\nnew\n<!-- /x --> b"

    @pytest.mark.parametrize("text", ["", "<!-- y --><!-- /y -->", "<!-- x --><!-- /x --><!-- x --><!-- /x -->"])
    def test_a_missing_or_double_block_is_told(self, regenerate, text):
        with pytest.raises(ValueError, match="expected one"):
            regenerate.replace_block(text, "x", "new")


class TestCommandLine:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_has_help(self, name):
        assert COMMANDS[name].help
        for command in parts_of(COMMANDS[name]):
            assert command.help
            lacking = [option.name for option in command.params if not getattr(option, "help", "x")]
            assert lacking in ([], ["format"])  # its choices say it all

    @pytest.mark.parametrize("name", COMMANDS)
    def test_every_command_has_a_section_with_all_its_options(self, name):
        section = section_of(text_of("docs/cli.md"), f"hypecheck {name}")
        parts = parts_of(COMMANDS[name])
        options = [flag for part in parts for option in part.params for flag in option.opts if flag.startswith("--")]
        options += [part.name for part in parts if part is not COMMANDS[name]]
        assert [flag for flag in options if flag not in section] == []

    @pytest.mark.parametrize("ending", sorted({*HTML_ENDINGS, *JSONL_ENDINGS, *WARC_ENDINGS, *TEXT_ENDINGS}))
    def test_every_ending_that_is_read_is_named_among_the_inputs(self, ending):
        assert f"`{ending}`" in section_of(text_of("docs/cli.md"), "hypecheck scan").partition("| option |")[0]

    @pytest.mark.parametrize("name", re.findall(r"^## hypecheck (\w+)", text_of("docs/cli.md"), re.MULTILINE))
    def test_every_section_is_of_a_command(self, name):
        assert name in COMMANDS

    @pytest.mark.parametrize("line", EXAMPLES)
    def test_every_example_is_a_command_with_options_that_exist(self, line):
        _, name, *arguments = shlex.split(line)
        command = COMMANDS[name]
        if hasattr(command, "commands"):
            name, *arguments = arguments
            command = command.commands[name]
        command.make_context(name, arguments)  # raises for an unknown option

    def test_every_exit_code_of_the_help_is_explained(self):
        codes = re.findall(r"\b(\d+) [a-z]", app.info.epilog)
        section = section_of(text_of("docs/cli.md"), "Exit codes")
        assert codes
        assert [code for code in codes if f"| {code} |" not in section] == []


REASON = records.Reason(feature="x", value=1.0, contribution=1.0, text="X.")
JUDGEMENT = records.Judgement(
    among=("mixed", "commercial"), balanced=0.1, mixed=0.6, commercial=0.3, start=0.3, rest=-0.7, reasons=(REASON,)
)
FULL_ASSESSMENT = records.Assessment(
    input=records.InputItem(id="1", source="text"),
    article=records.Article(text="K2 may ease cramps.", blocks=()),
    annotations=records.Annotations(
        cues=(records.Cue(category="hedge", entry="may", text="may", start=3, end=6),),
        claims=(
            records.Claim(
                text="K2 may ease cramps.",
                start=0,
                end=19,
                agent="K2",
                relation="ease",
                outcome="cramps",
                certainty="hedged",
                voice="author",
                strength="causal",
                magnitude=records.Magnitude(text="twice", value=2.0, unit="times"),
                cues=(0,),
            ),
        ),
        plugs=(records.Plug(kind="offer", text="K2", start=0, end=2),),
        citations=(records.Citation(text="[1]", start=0, end=2),),
        limits=(records.Limit(kind="risk", of="subject", text="K2", start=0, end=2),),
    ),
    framing=records.Framing(score=0.5, band="mixed", raw_score=0.0, low=0.2, high=0.8, judgement=JUDGEMENT),
    reasons=(REASON,),
    findings=(
        records.Finding(rule="r", severity="s", jurisdiction="j", text="K2", start=0, end=2, message="m", basis="b"),
    ),
    abstention=records.Abstention(code="too_short", detail="Short."),
    failure=records.Failure(stage="source", code="bad_url", detail="Bad."),
    versions={"hypecheck": "0", "model": "0", "lexicon": "0", "rules": "0"},
)


def keys_by_section() -> dict[str, set[str]]:
    """Return the keys of every object of the output, by the heading that docs/output.md has for it."""
    record = FULL_ASSESSMENT.to_dict()
    objects = {"The record": record}
    for key, value in record.items():
        if isinstance(value, dict):
            objects[f"`{key}`"] = value
        elif isinstance(value, list):
            objects[f"`{key}`"] = value[0]
    objects["`magnitude`"] = record["claims"][0]["magnitude"]
    objects["`judgement`"] = record["framing"]["judgement"]
    return {heading: set(value) for heading, value in objects.items()}


class TestOutput:
    @pytest.mark.parametrize("heading", keys_by_section())
    def test_the_section_has_a_row_for_every_key_and_no_other(self, heading):
        table = section_of(text_of("docs/output.md"), heading).split("\n\n| kind |")[0].split("\n\n| code |")[0]
        assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == keys_by_section()[heading]

    @pytest.mark.parametrize(
        ("section", "type_of_values"),
        [
            ("`framing`", records.Band),
            ("`claims`", records.Certainty),
            ("`claims`", records.Voice),
            ("`claims`", records.Strength),
        ],
    )
    def test_every_value_is_named(self, section, type_of_values):
        text = section_of(text_of("docs/output.md"), section)
        assert [value for value in typing.get_args(type_of_values) if f"`{value}`" not in text] == []

    def test_every_kind_of_plug_is_explained_in_the_order_of_choice(self):
        table = section_of(text_of("docs/output.md"), "`plugs`").split("| kind |")[1]
        assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(_KIND_ORDER)

    def test_every_reason_to_abstain_is_explained(self):
        table = section_of(text_of("docs/output.md"), "`abstained_because`").split("| code |")[1]
        codes = {"too_short", "not_english", "not_health", "unchanged", *(obstacle[0] for obstacle in _OBSTACLES)}
        assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == codes


class TestLibrary:
    @pytest.mark.parametrize("name", hypecheck.__all__)
    def test_every_public_name_is_in_the_guide(self, name):
        if name not in ("__version__", "assess_many", "load"):
            assert f"`{name}" in text_of("docs/python.md")

    @pytest.mark.parametrize("name", [setting.name for setting in fields(hypecheck.Settings)])
    def test_every_setting_is_in_the_guide(self, name):
        assert f"`{name}`" in section_of(text_of("docs/python.md"), "Settings")


class TestWords:
    @pytest.mark.parametrize("word", [word.strip() for word in WORDS.split(",")])
    def test_every_word_is_defined_once(self, word):
        assert text_of("docs/glossary.md").count(f"\n### {word}\n") == 1
        assert section_of(text_of("docs/glossary.md"), word).strip()

    def test_every_source_is_given_and_used(self):
        definitions, sources = text_of("docs/glossary.md").split("## Sources")
        cited = set(re.findall(r"\[([A-Z][\w -]*)\](?!\()", definitions))
        assert cited == set(re.findall(r"^- \[([^]]+)\]", sources, re.MULTILINE))

    @pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
    def test_no_document_speaks_of_what_is_not_measured(self, path):
        assert re.findall(r"(?i)\b(?:fake|truths?|verdicts?)\b", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)", text) + re.findall(r'(?:src|href)="([^"]+)"', text)
    local = [target for target in targets if "://" not in target]
    assert [target for target in local if not (path.parent / target).exists()] == []


def test_the_picture_is_whole_and_needs_no_network():
    picture = text_of("docs/explain.svg")
    assert ET.fromstring(picture).tag.endswith("svg")  # noqa: S314  # our own file
    assert "shop-article" in picture
    assert re.findall(r"(?:href|src)=|url\(\s*[\"']?http|@import|<script", picture) == []
