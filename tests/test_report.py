"""Every format on hand-made assessments: whole, hostile, empty, failed and very long ones."""

from __future__ import annotations

import base64
import csv
import dataclasses
import hashlib
import io
import json
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from rich.console import Console

from hypecheck.errors import FAILURE_CODES, OutputError, SettingsError
from hypecheck.landscape import Comparison, Landscape, LandscapeBuilder
from hypecheck.records import (
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
    Judgement,
    Limit,
    Magnitude,
    PageSignals,
    Plug,
    Reason,
    Sentence,
    Span,
)
from hypecheck.report import (
    FORMATS,
    explain_svg,
    open_writer,
    render_claims_html,
    render_comparison_html,
    render_comparison_terminal,
    render_explain_html,
    render_explain_terminal,
)
from hypecheck.report._marks import lay_out_blocks, mark_text, spans_by_layer
from hypecheck.report._words import words_behind
from hypecheck.report.parts import claims_table, origin_lines, record_facts

TEXT = """Can tart cherry powder calm your nights?
Many people sleep badly after fifty. A small trial found that tart cherry may lengthen sleep (1).
• magnesium
• a cool room
Our powder is the only one that raises melatonin by up to 6 times. Order your tub of Cherry Calm today.
The trial had twenty people and no comparison group. Ask your doctor if you take blood thinners.
1. Moss A. Cherries and sleep. J Rest. 2021. PMID: 31234567."""


def span(words: str, *, inside: str = TEXT) -> Span:
    start = inside.index(words)
    return start, start + len(words)


def at(words: str) -> dict[str, Any]:
    start, end = span(words)
    return {"text": words, "start": start, "end": end}


def blocks_of(text: str) -> tuple[Block, ...]:
    kinds = ["title", "paragraph", "item", "item", "paragraph", "paragraph", "item"]
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:index]) for index in range(len(lines))]
    return tuple(
        Block(kind=kind, start=start, end=start + len(line))  # type: ignore[arg-type]
        for kind, start, line in zip(kinds, starts, lines, strict=True)
    )


def sentences_of(text: str) -> tuple[Sentence, ...]:
    found = re.finditer(r"[^\s•][^\n.?]*[.?]?", text.split("\n1. ")[0])
    return tuple(Sentence(start=m.start(), end=m.end(), block=0, token_count=8) for m in found)


ARTICLE = Article(
    text=TEXT,
    blocks=blocks_of(TEXT),
    signals=PageSignals(has_html=True, schema_types=("Product",), price_count=2, disclosures=("Paid links.",)),
    url="https://shop.example/cherry",
    final_url="https://shop.example/cherry?ref=1",
    title="Can tart cherry powder calm your nights?",
    author="B. Reed",
    site="shop.example",
    published="2025-03-01",
    language="en",
    word_count=74,
    sha256="ab" * 32,
)
CUES = (
    Cue(category="hedge", entry="modal-may", **at("may")),
    Cue(category="superlative", entry="only-one", **at("the only one")),
    Cue(category="limitation", entry="small-sample", **at("no comparison group")),
    Cue(category="evidence", entry="trial", **at("small trial")),
)
SELLING_CLAIM = "Our powder is the only one that raises melatonin by up to 6 times"
NOTES = Annotations(
    sentences=sentences_of(TEXT),
    cues=CUES,
    limits=(Limit(kind="weak_evidence", of="subject", **at("The trial had twenty people and no comparison group.")),),
    claims=(
        Claim(
            **at("tart cherry may lengthen sleep"),
            agent="tart cherry",
            relation="lengthen",
            outcome="sleep",
            certainty="hedged",
            voice="reported",
            strength="conditional_causal",
            cues=(0,),
            citations=(1,),
        ),
        Claim(
            **at(SELLING_CLAIM),
            agent="Our powder",
            relation="raises",
            outcome="melatonin",
            certainty="asserted",
            voice="author",
            strength="causal",
            magnitude=Magnitude(text="up to 6 times", value=6, unit="times", bound="up to", comparator="a juice"),
        ),
    ),
    plugs=(
        Plug(
            kind="call_to_action",
            target="https://shop.example/tub?x=1&y=2",
            **at("Order your tub of Cherry Calm today."),
        ),
    ),
    citations=(
        Citation(
            **at("Moss A. Cherries and sleep. J Rest. 2021. PMID: 31234567."),
            identifiers={"pmid": "31234567", "doi": "10.1000/xyz(1)"},
            year=2021,
            study_type="trial",
            resolved=True,
        ),
        Citation(**at("(1)"), kind="marker", resolved=True, entry=0),
    ),
)
REASONS = (
    Reason(feature="hedges", value=1.0, contribution=-0.4, text="One claim is held back.", spans=(span("may"),)),
    Reason(
        feature="plugs",
        value=1.0,
        contribution=1.6,
        text="One passage asks to order something.",
        spans=(span("Order your tub of Cherry Calm today."),),
    ),
    Reason(feature="prices", value=2.0, contribution=0.3, text="The page shows prices."),
)
WHOLE = Assessment(
    input=InputItem(id="urls.txt:3", source="urls.txt", line=3, url="https://shop.example/cherry"),
    article=ARTICLE,
    annotations=NOTES,
    framing=Framing(score=0.91, band="commercial", raw_score=2.3, low=0.8, high=0.96),
    reasons=REASONS,
    findings=(
        Finding(
            rule="us-ftc-substantiation",
            severity="warning",
            jurisdiction="US",
            message="A number without its basis.",
            basis="FTC Health Products Compliance Guidance",
            **at("up to 6 times"),
        ),
    ),
    versions={"hypecheck": "0.1.0", "model": "framing-en 1"},
)
BALANCED = dataclasses.replace(
    WHOLE, framing=Framing(score=0.07, band="balanced", raw_score=-2.6, low=0.02, high=0.2), findings=()
)
JUDGED = dataclasses.replace(
    WHOLE,
    framing=Framing(
        score=0.72,
        band="mixed",
        raw_score=0.8,
        low=0.4,
        high=0.95,
        judgement=Judgement(
            among=("mixed", "commercial"),
            balanced=0.05,
            mixed=0.64,
            commercial=0.31,
            start=0.33,
            rest=0.06,
            reasons=(
                Reason(feature="limits", value=2.0, contribution=0.2, text="It states two limits of its own product."),
                Reason(feature="plugs", value=1.0, contribution=-0.1, text="One passage asks to order something."),
                Reason(feature="score", value=0.72, contribution=0.1, text="The score by itself, 0.72."),
                Reason(feature="prices", value=0.0, contribution=0.05, text="None of this: the page shows prices."),
            ),
        ),
    ),
)
FAILED = Assessment(
    input=InputItem(id="u4", source="urls.txt", line=4, url="https://gone.example/"),
    failure=Failure(stage="fetch", code="timeout", detail="https://gone.example/ gave no answer in 60 s."),
)
ABSTAINED = Assessment(
    input=InputItem(id="u5", source="urls.txt", line=5),
    article=Article(text="Your cart is empty.", blocks=(), word_count=4),
    abstention=Abstention(code="too_short", detail="4 words; at least 80 are needed for a score."),
)
BARE = Assessment(input=InputItem(id="", source=""))
CUT = dataclasses.replace(WHOLE, article=dataclasses.replace(ARTICLE, is_cut=True))
ALL = {"commercial": WHOLE, "balanced": BALANCED, "failed": FAILED, "abstained": ABSTAINED, "bare": BARE}
EVERY = ALL | {"judged": JUDGED}
EACH = pytest.mark.parametrize("assessment", EVERY.values(), ids=EVERY)


def write(format: str, *assessments: Assessment, **options: Any) -> str:
    stream = io.StringIO(newline="")
    writer = open_writer(format, stream, **options)
    for assessment in assessments:
        writer.write(assessment)
    writer.close()
    return stream.getvalue()


def landscape_of(*assessments: Assessment) -> Landscape:
    builder = LandscapeBuilder()
    for assessment in assessments:
        builder.add(assessment)
    return builder.build()


def explain(assessment: Assessment, *, width: int = 100, full: bool = False, colour: bool = False) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=colour, legacy_windows=False)
    render_explain_terminal(assessment, console, full=full)
    return console.file.getvalue()  # type: ignore[attr-defined]


def compare(*assessments: Assessment) -> str:
    console = Console(file=io.StringIO(), width=100)
    render_comparison_terminal(Comparison.of(*assessments), console)
    return console.file.getvalue()  # type: ignore[attr-defined]


def long_assessment(spans: int) -> Assessment:
    sentence = "Zinc may help and is amazing. "
    starts = range(0, spans * len(sentence), len(sentence))
    cues = tuple(
        Cue(category=category, entry="e", text=words, start=start + offset, end=start + offset + len(words))
        for start in starts
        for category, words, offset in (("hedge", "may", 5), ("hype", "amazing", 21))
    )
    claims = tuple(
        dataclasses.replace(NOTES.claims[0], text="Zinc may help", start=start, end=start + 13, cues=(), citations=())
        for start in starts
    )
    sentences = tuple(Sentence(start=s, end=s + 29, block=0, token_count=7) for s in starts)
    text = sentence * spans
    reasons = (
        Reason(feature="f", value=1, contribution=1, text="Hype.", spans=tuple((s + 21, s + 28) for s in starts)),
    )
    return dataclasses.replace(
        WHOLE,
        article=dataclasses.replace(ARTICLE, text=text, blocks=(Block(kind="paragraph", start=0, end=len(text)),)),
        annotations=Annotations(sentences=sentences, cues=cues, claims=claims),
        reasons=reasons,
        findings=(),
    )


class Html(HTMLParser):
    """What a browser would find in a page: elements with attributes, and its visible text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.raw: dict[str, str] = {"style": "", "script": ""}
        self.inside = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:  # HTMLParser's signature
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in self.raw:
            self.raw[self.inside] += data
        else:
            self.text += data

    def all(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]


PAGES = {
    "explain": render_explain_html,
    "scan": lambda assessment: write("html", assessment),
    "scan without text": lambda assessment: write("html", assessment, keep_text=False),
}
PAGES |= {
    "claims": lambda assessment: render_claims_html(landscape_of(assessment)),
    "comparison": lambda assessment: render_comparison_html(Comparison.of(assessment, assessment)),
}
EACH_PAGE = pytest.mark.parametrize("render", PAGES.values(), ids=PAGES)


# every format


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"'xml'.*table, jsonl, csv, html, sarif"):
        open_writer("xml", io.StringIO())


@pytest.mark.parametrize("format", FORMATS)
def test_a_scan_of_nothing_is_a_whole_document(format: str) -> None:
    written = write(format)
    expected = {"csv": "id,source", "html": "</html>", "sarif": '"results":[\n]', "table": "", "jsonl": ""}
    assert expected[format] in written
    assert (written == "") == (format in ("table", "jsonl"))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "odd",
    ["half \ud83d pair", "👩‍⚕️ 🍒", "عنب الثعلب \u202eesrever", "nul \x00 bell \x07 \x1b[2J", "\ufffe\u2028"],
)
def test_odd_text_is_written_as_utf8_in_every_format(format: str, odd: str) -> None:
    written = write(format, poison(WHOLE, odd), poison(FAILED, odd))
    written.encode("utf-8")
    assert not re.search("[\x00\x07\x1b]", written)


@pytest.mark.parametrize("format", FORMATS)
def test_a_full_disk_is_told_and_a_closed_pipe_is_passed_on(format: str) -> None:
    class Refusing(io.StringIO):
        error: OSError = OSError(28, "No space left on device")

        def write(self, text: str) -> int:  # the stream's signature
            raise self.error

    with pytest.raises(OutputError, match="No space left on device"):
        open_writer(format, Refusing()).write(WHOLE)
    Refusing.error = BrokenPipeError()
    with pytest.raises(BrokenPipeError):
        open_writer(format, Refusing()).write(WHOLE)


def test_a_stream_that_cannot_take_a_character_is_told_with_a_way_out() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    with pytest.raises(OutputError, match=r"ascii cannot write.*--out"):
        open_writer("table", stream).write(WHOLE)


def test_importing_the_package_loads_no_renderer_and_nothing_heavy() -> None:
    heavy = ("rich", "spacy", "sklearn", "trafilatura")
    code = f"import sys, hypecheck.report; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_nothing_we_print_speaks_of_fakes_or_verdicts() -> None:
    sources = [
        path.read_text("utf-8") for path in Path(str(files("hypecheck.report"))).rglob("*.*") if path.suffix != ".pyc"
    ]
    assert not re.search(r"fake|truth|verdict", " ".join(sources), re.IGNORECASE)


# JSON lines


def test_each_json_line_is_the_record() -> None:
    lines = write("jsonl", *ALL.values()).splitlines()
    assert [json.loads(line) for line in lines] == [json.loads(json.dumps(a.to_dict())) for a in ALL.values()]


def test_without_text_only_the_text_is_left_out() -> None:
    kept, left_out = (json.loads(write("jsonl", WHOLE, keep_text=keep)) for keep in (True, False))
    assert kept["article"].pop("text") == TEXT
    assert kept == left_out


def test_a_line_is_written_in_one_piece() -> None:
    pieces: list[str] = []

    class Recording(io.StringIO):
        def write(self, text: str) -> int:
            pieces.append(text)
            return len(text)

    open_writer("jsonl", Recording()).write(WHOLE)
    assert len(pieces) == 1
    assert pieces[0].endswith("}\n")


def test_offsets_hold_after_a_lone_surrogate_is_replaced() -> None:
    article = dataclasses.replace(ARTICLE, text="\ud83d" + TEXT[1:])
    record = json.loads(write("jsonl", dataclasses.replace(WHOLE, article=article)))
    assert all(record["article"]["text"][claim["start"] : claim["end"]] == claim["text"] for claim in record["claims"])


# CSV


def test_a_csv_row_says_what_the_record_says() -> None:
    row = next(csv.DictReader(io.StringIO(write("csv", WHOLE))))
    assert row["id"] == "urls.txt:3"
    assert (row["band"], row["score"], row["plugs"], row["hedged_claims"]) == ("commercial", "0.91", "1", "1")
    assert row["reason_1"] == "One passage asks to order something. (+1.60)"
    assert row["first_plug"] == "Order your tub of Cherry Calm today."
    assert row["error_code"] == row["abstained_code"] == ""


def test_the_last_column_of_a_csv_row_says_whether_the_article_was_cut() -> None:
    rows = list(csv.DictReader(io.StringIO(write("csv", WHOLE, CUT, FAILED))))
    assert list(rows[0])[-1] == "is_cut"
    assert [row["is_cut"] for row in rows] == ["false", "true", ""]


@pytest.mark.parametrize(
    "render",
    [
        explain,
        render_explain_html,
        PAGES["scan"],
        PAGES["comparison"],
        lambda assessment: compare(assessment, assessment),
        origin_lines,
        record_facts,
    ],
    ids=["terminal", "explain", "scan", "comparison", "comparison in a terminal", "review", "record"],
)
def test_where_words_are_counted_it_is_told_that_the_article_was_cut(render: Any) -> None:
    cut = render(CUT)
    assert re.search(r"74( words)? \(cut there\)", cut if "<" not in cut else Html(cut).text)
    assert "cut there" not in render(WHOLE)


def test_a_csv_row_of_a_page_without_a_score_says_why() -> None:
    failed, abstained = csv.DictReader(io.StringIO(write("csv", FAILED, ABSTAINED)))
    assert (failed["status"], failed["error_code"], failed["score"]) == ("failed", "timeout", "")
    assert (abstained["abstained_code"], abstained["detail"][:7]) == ("too_short", "4 words")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    row = next(csv.DictReader(io.StringIO(write("csv", poison(WHOLE, f"{start}cmd|' /C calc'!A0")), newline="")))
    texts = [row[name] for name in ("id", "source", "url", "title", "reason_1", "first_plug")]
    assert all(text.startswith("'") for text in texts)


def test_a_negative_number_stays_a_number() -> None:
    assert next(csv.DictReader(io.StringIO(write("csv", BALANCED))))["raw_score"] == "-2.6"


def test_a_title_on_two_lines_stays_in_one_row() -> None:
    assert write("csv", poison(WHOLE, 'two\nlines, "quoted"')).count("\n") >= 2
    rows = list(csv.DictReader(io.StringIO(write("csv", poison(WHOLE, 'two\nlines, "quoted"')))))
    assert [row["title"] for row in rows] == ['two lines, "quoted"']


# table


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_table_line_is_wider_than_the_terminal(width: int) -> None:
    wide = poison(WHOLE, "酸い桜桃の粉は眠りを 🍒 " * 20)
    lines = write("table", *ALL.values(), wide, console_width=width).splitlines()
    assert max(cell_len(line) for line in lines) <= width


def test_a_table_says_the_band_without_colour() -> None:
    table = write("table", *ALL.values(), console_width=140)
    assert "\x1b" not in table
    for words in (
        "▲ commercial",
        "● balanced",
        "× failed",
        "○ abstained",
        "timeout: The server was too slow",
        "1 plug",
    ):
        assert words in table


def ended_with(code: str, *, id: str = "https://www.shop.example/blog/2026/a-very-long-way/to-the-page") -> Assessment:
    detail = f"{id}: something long that begins with the address and says little of what to do about it, again."
    return Assessment(
        input=InputItem(id=id, source="urls.txt"), failure=Failure(stage="fetch", code=code, detail=detail)
    )


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("code", FAILURE_CODES)
def test_a_failed_row_says_the_whole_of_what_to_do(code: str, width: int) -> None:
    lines = write("table", ended_with(code), console_width=width).splitlines()
    column = next(line.index("why") for line in lines if "why" in line)
    told = [line[column:].strip() for line in lines[lines[0].count("why") :]]
    assert f"{code}: {FAILURE_CODES[code][1]}" in " ".join(told)


def test_of_a_long_address_the_middle_is_left_out_and_the_scheme() -> None:
    table = write("table", ended_with("dns"), console_width=120)
    assert re.search(r"failed +– +shop\.example/blog/20\S+…\S*to-the-page  ", table)
    assert "https" not in table


def test_a_title_is_cut_at_its_end() -> None:
    article = dataclasses.replace(ARTICLE, title="Magnesium and/or zinc: which of the two would help your nights?")
    table = write("table", dataclasses.replace(WHOLE, article=article), console_width=120)
    assert "Magnesium and/or zinc: which of th…" in table


def test_a_coloured_table_says_the_same() -> None:
    coloured = write("table", *ALL.values(), console_width=140, colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == write("table", *ALL.values(), console_width=140)


# SARIF


def test_sarif_holds_a_result_for_the_page_each_plug_and_each_finding() -> None:
    run = json.loads(write("sarif", *ALL.values()))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["framing/commercial", "plug/call_to_action", "us-ftc-substantiation"]
    assert [result["ruleId"] for result in run["results"]] == [*rules, "plug/call_to_action"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert [note["level"] for note in run["invocations"][0]["toolExecutionNotifications"]] == [
        "error",
        "note",
        "note",
    ]


def test_a_sarif_region_is_the_span_in_the_text() -> None:
    plug = json.loads(write("sarif", WHOLE))["runs"][0]["results"][1]
    region = plug["locations"][0]["physicalLocation"]["region"]
    start, end = region["charOffset"], region["charOffset"] + region["charLength"]
    assert TEXT[start:end] == region["snippet"]["text"] == NOTES.plugs[0].text


@pytest.mark.parametrize(
    ("item", "uri"),
    [
        (
            InputItem(id="a", source="list.txt", url="https://x.example/a b?q=é"),
            "https://x.example/a%20b?q=%C3%A9",
        ),
        (InputItem(id="a", source="pages/my page.html"), "pages/my%20page.html"),
        (InputItem(id="a", source="/srv/page.html"), "file:///srv/page.html"),
        (InputItem(id="a", source="-"), "stdin"),
        (InputItem(id="a", source="x.jsonl", url="javascript:alert(1)"), "x.jsonl"),
    ],
    ids=["url", "path", "absolute", "stdin", "script url"],
)
def test_a_sarif_location_is_a_valid_uri(item: InputItem, uri: str) -> None:
    article = dataclasses.replace(ARTICLE, url=None, final_url=None)
    run = json.loads(write("sarif", dataclasses.replace(WHOLE, input=item, article=article)))["runs"][0]
    assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_page_text_cannot_put_a_link_into_a_sarif_message() -> None:
    run = json.loads(write("sarif", poison(WHOLE, "[free](javascript:alert(1)) {0}")))["runs"][0]
    messages = [result["message"]["text"] for result in run["results"]]
    assert all(r"\[free\](" in message and "{{0}}" in message for message in messages)


# both HTML pages

ALLOWED_ELEMENTS = re.findall(
    r"\w+",
    """
    html head meta title style script body a p h1 h2 h3 h4 header footer main nav section article div span bdi
    b abbr strong br ul ol li dl dt dd table caption thead tbody tr th td details summary figure figcaption
    fieldset legend label input select option form blockquote q svg rect circle line
    """,
)
ALLOWED_ATTRIBUTES = re.findall(
    r"[\w-]+",
    """
    lang charset http-equiv content name class href id rel dir role title aria-label aria-labelledby
    aria-hidden scope data-head data-label data-score data-number data-pages data-said data-contested
    data-agent data-outcome type value checked hidden placeholder
    tabindex width height x y x1 x2 y1 y2 cx cy r rx
    """,
)
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</style></title></article><script>alert(1)</script>",
    "<!--",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://",
    "data:text/html,<script>alert(1)</script>",
    'https://evil.example/" onmouseover="alert(1)',
    "https://evil.example/<script>alert(1)</script>",
    "]]><![CDATA[<script>",
    "<base href=//evil.example>",
    "{{7*7}}${7*7}",
]
CLOSED_SETS = {"among", "band", "certainty", "voice", "strength", "bound", "role", "language"}


def poison(value: Any, payload: str) -> Any:
    """Put ``payload`` into every text field of a record, however deep."""
    if isinstance(value, str):
        return payload
    if dataclasses.is_dataclass(value):
        closed = CLOSED_SETS | ({"kind"} if isinstance(value, Block | Citation) else set())
        names = [field.name for field in dataclasses.fields(value) if field.name not in closed]
        changes = {name: poison(getattr(value, name), payload) for name in names}
        if isinstance(value, Article):
            changes["text"] = (payload * (len(value.text) // len(payload) + 1))[: len(value.text)]
        return dataclasses.replace(value, **changes)  # type: ignore[type-var]
    if isinstance(value, tuple):
        return tuple(poison(item, payload) for item in value)
    if isinstance(value, dict):
        return {key: poison(item, payload) for key, item in value.items()} | {payload: payload}
    return value


@EACH_PAGE
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_field_can_bring_in_an_element_an_attribute_or_a_script(render: Any, payload: str) -> None:
    for assessment in EVERY.values():
        page, clean = Html(render(poison(assessment, payload))), Html(render(assessment))
        assert {tag for tag, _ in page.elements} <= set(ALLOWED_ELEMENTS)
        assert {name for _, attributes in page.elements for name in attributes} <= set(ALLOWED_ATTRIBUTES)
        assert all(re.match(r"#[\w-]+$|https?://", target) for target in page.all("href"))
        assert page.raw == clean.raw


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_text_is_shown_as_it_is(payload: str) -> None:
    assert payload in Html(render_explain_html(poison(FAILED, payload))).text


@EACH_PAGE
def test_a_language_cannot_leave_its_attribute(render: Any) -> None:
    article = dataclasses.replace(ARTICLE, language='en" onclick="alert(1)')
    page = Html(render(dataclasses.replace(WHOLE, article=article)))
    assert {name for _, attributes in page.elements for name in attributes} <= set(ALLOWED_ATTRIBUTES)


@EACH_PAGE
@EACH
def test_a_page_is_self_contained_under_a_strict_policy(render: Any, assessment: Assessment) -> None:
    page = Html(render(assessment))
    policy = next(a["content"] for _, a in page.elements if a.get("http-equiv") == "Content-Security-Policy")
    for kind, code in page.raw.items():
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        assert (f"{kind}-src 'sha256-{digest}'" in policy) == bool(code)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not page.all("src")
    assert "url(" not in page.raw["style"]
    assert "@import" not in page.raw["style"]


@EACH_PAGE
@EACH
def test_a_page_has_one_heading_unique_ids_and_no_link_to_nowhere(render: Any, assessment: Assessment) -> None:
    page = Html(render(assessment))
    ids = page.all("id")
    tags = [tag for tag, _ in page.elements]
    assert len(ids) == len(set(ids))
    assert tags.count("h1") == tags.count("main") == 1
    assert page.elements[0] == ("html", {"lang": "en"})
    targets = {target[1:] for target in page.all("href") if target.startswith("#")}
    assert targets <= set(ids)


def test_how_a_band_was_chosen_among_several_is_told_with_what_weighed_most() -> None:
    sentence = "Its interval also touches commercial; all signs together say mixed (64%)."
    page, shown = Html(render_explain_html(JUDGED)), " ".join(explain(JUDGED).split())
    for told in (page.text, shown):
        assert sentence in told
        assert "Why mixed and not commercial" in told
        assert "It states two limits of its own product." in told
        assert "\N{MINUS SIGN}0.10" in told
    assert ("details", {"class": "judgement"}) in page.elements
    assert "None of this" in page.text  # the page has all of them, the terminal the first three
    assert "None of this" not in shown
    for quiet in (render_explain_html(WHOLE), explain(WHOLE)):
        assert "touches" not in quiet
        assert "and not" not in quiet


@EACH_PAGE
def test_only_web_addresses_become_links(render: Any) -> None:
    links = [href for href in Html(render(WHOLE)).all("href") if not href.startswith("#")]
    assert links
    assert all(href.startswith("https://") for href in links)


# the scan page


def test_the_scan_page_streams_a_row_for_each_page_and_ends_with_the_counts() -> None:
    stream = io.StringIO()
    writer = open_writer("html", stream)
    assert "<main" in stream.getvalue()
    lengths = []
    for assessment in ALL.values():
        writer.write(assessment)
        lengths.append(stream.getvalue().count("<li data-label="))
    assert lengths == [1, 2, 3, 4, 5]
    writer.close()
    text = Html(stream.getvalue()).text
    assert "5 pages" in text
    assert "1 × Failed at fetch (timeout)" in text


def test_the_scan_page_says_beside_each_page_without_a_score_what_can_be_done() -> None:
    page = write("html", FAILED, FAILED, ABSTAINED, WHOLE, BARE)
    rows = [" ".join(Html(row).text.split()) for row in re.findall("<summary>.*?</summary>", page, re.DOTALL)]
    advice = FAILURE_CODES["timeout"][1]
    assert f"Failed at fetch (timeout). {advice}" in rows[0]
    assert "Not scored (too_short). 4 words; at least 80 are needed" in rows[2]
    assert "Failed" not in rows[3]
    assert rows[4].endswith("Not scored")
    text = Html(page).text
    assert f"2 × Failed at fetch (timeout). {advice}" in text
    assert "1 × Not scored (too_short). Give the whole article" in text
    assert FAILED.failure is not None
    assert text.count(FAILED.failure.detail) == 2  # once in each row that is folded open


def test_the_scan_page_shows_the_marked_sentences_or_without_text_the_plugs_and_claims() -> None:
    with_text, without = Html(write("html", WHOLE)).text, Html(write("html", WHOLE, keep_text=False)).text
    assert "Ask your doctor" not in with_text  # nothing is marked in it
    assert "The trial had twenty people and" in with_text
    assert "The trial had twenty people and" not in without
    assert "Order your tub of Cherry Calm today." in without


# the explain page


def article_text(page: str) -> str:
    body = re.search(r"<article.*?>(.*)</article>", page, re.DOTALL)
    assert body
    return Html(re.sub(r"<abbr.*?</abbr>", "", body[1])).text


def test_the_article_stands_in_the_page_word_for_word() -> None:
    assert article_text(render_explain_html(WHOLE)).split() == TEXT.split()


def test_text_between_and_outside_the_blocks_is_not_lost() -> None:
    article = dataclasses.replace(ARTICLE, blocks=ARTICLE.blocks[1:2] + ARTICLE.blocks[4:5] * 2)
    assert article_text(render_explain_html(dataclasses.replace(WHOLE, article=article))).split() == TEXT.split()
    assert [block.start for block in lay_out_blocks(article)] == [block.start for block in ARTICLE.blocks]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ({"claim": (0, 4), "hedge": (2, 6)}, ["claim", "claim hedge", "hedge", ""]),
        ({"claim": (0, 6), "hedge": (2, 4)}, ["claim", "claim hedge", "claim", ""]),
        ({"claim": (0, 4), "hedge": (0, 4)}, ["claim hedge", ""]),
        ({"claim": (0, 4), "hedge": (4, 6)}, ["claim", "hedge", ""]),
        ({"hedge": (6, 99), "claim": (3, 3)}, ["", "hedge"]),
        ({}, [""]),
    ],
    ids=["crossing", "nested", "equal", "touching", "past the end and empty", "none"],
)
def test_overlapping_spans_are_split_into_segments(spans: dict[str, Span], expected: list[str]) -> None:
    claims = [dataclasses.replace(NOTES.claims[0], start=s, end=e) for kind, (s, e) in spans.items() if kind == "claim"]
    cues = [dataclasses.replace(CUES[0], start=s, end=e) for kind, (s, e) in spans.items() if kind == "hedge"]
    notes = Annotations(claims=tuple(claims), cues=tuple(cues))
    article = Article(text="abcdefgh", blocks=())
    segments = mark_text(Assessment(input=BARE.input, article=article, annotations=notes)).segments
    assert [" ".join(segment.layers) for segment in segments] == expected
    assert "".join(article.text[segment.start : segment.end] for segment in segments) == article.text


def test_a_text_without_characters_has_no_segments() -> None:
    assert mark_text(BARE).segments == []


def test_the_page_tells_score_reasons_claims_plugs_and_where_each_stands() -> None:
    page = render_explain_html(WHOLE)
    text = Html(page).text
    for words in (
        "0.91",
        "Interval 0.80 to 0.96",
        "+1.60",
        "−0.40",
        "up to 6 times (vs a juice)",
        "trial",
        "Paid links.",
    ):
        assert words in text
    for place in ("r1-1", "r2-1", "claim-1", "claim-2", "plug-1", "cited-1", "cited-2", "finding-1"):
        assert f'href="#{place}"' in page
        assert f'id="{place}"' in page
    assert 'href="https://pubmed.ncbi.nlm.nih.gov/31234567/"' in page


def test_the_page_says_when_it_was_read_in_one_time_zone() -> None:
    east = timezone(timedelta(hours=2))
    page = render_explain_html(WHOLE, read_at=datetime(2026, 3, 5, 1, 4, tzinfo=east))
    assert "Read on 4 March 2026, 23:04 UTC" in Html(page).text
    assert 'datetime="2026-03-04T23:04Z"' in page
    assert "Read on" not in Html(render_explain_html(WHOLE)).text


def test_the_table_of_claims_says_by_what_words_a_claim_is_hedged_and_whose_it_is() -> None:
    source = Cue(category="source", entry="reported", **at("A small trial found"))
    first, second = NOTES.claims
    notes = replace(NOTES, cues=(*CUES, source), claims=(replace(first, cues=(0, 4)), second))
    assert [words_behind(first, CUES, way) for way in ("hedged", "reported")] == ["may", ""]
    table = Html(claims_table(notes)).text
    assert "hedgedmay" in table
    assert "reportedA small trial found" in table
    assert words_behind(second, CUES, "asserted") == ""


def test_a_value_that_is_no_identifier_is_shown_but_not_linked() -> None:
    entry = dataclasses.replace(NOTES.citations[0], identifiers={"pmid": "../../evil"})
    notes = dataclasses.replace(NOTES, citations=(entry,))
    page = render_explain_html(dataclasses.replace(WHOLE, annotations=notes))
    assert "../../evil" in Html(page).text
    assert "pubmed" not in page


@pytest.mark.parametrize("render", [render_explain_html, explain], ids=["html", "terminal"])
def test_a_page_without_a_score_says_why_and_what_to_do(render: Any) -> None:
    failed, abstained = (" ".join(render(page).split()) for page in (FAILED, ABSTAINED))  # lines break anywhere
    assert "Failed at fetch (timeout)" in failed
    assert FAILURE_CODES["timeout"][1] in failed
    assert "4 words; at least 80 are needed" in abstained
    assert "Give the whole article" in abstained


def test_a_page_without_a_score_still_shows_its_claims() -> None:
    page = render_explain_html(dataclasses.replace(WHOLE, framing=None, reasons=(), abstention=ABSTAINED.abstention))
    assert "melatonin" in page
    assert "reason-bar" not in page


# colours


def colours(scheme: str) -> dict[str, str]:
    css = files("hypecheck.report").joinpath("static", "base.css").read_text("utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)")[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return (
        found if scheme == "light" else found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark.split("\n}\n")[0]))
    )


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_colour_is_readable_on_every_ground_it_meets(scheme: str) -> None:
    named = colours(scheme)
    grounds = {
        "ink muted link commercial mixed balanced abstained failed": "paper card",
        "ink plug finding claim limit hedge sell": "card plug-soft claim-soft lit",
    }
    for texts, under in grounds.items():
        for text in texts.split():
            for ground in under.split():
                assert contrast(named[text], named[ground]) >= 4.5, f"{text} on {ground}"


# the terminal


def shown(assessment: Assessment, kind: str) -> list[str]:
    """Return the passages that are marked as a kind."""
    assert assessment.article is not None
    return [assessment.article.text[start:end] for start, end in spans_by_layer(assessment)[kind]]


def test_a_stated_limit_is_marked_and_neither_its_cue_nor_a_rivals_limit() -> None:
    assert shown(WHOLE, "limit") == ["The trial had twenty people and no comparison group."]
    rival = [replace(limit, of="rival") for limit in NOTES.limits]
    assert shown(replace(WHOLE, annotations=replace(NOTES, limits=tuple(rival))), "limit") == []


@pytest.mark.parametrize(
    ("words", "marked"),
    [("• magnesium", "magnesium"), ("magnesium", "magnesium"), ("• ", "• "), ("1. Moss A.", "1. Moss A.")],
    ids=["bullet", "none", "bullet-alone", "number"],
)
def test_a_bullet_stands_before_the_mark_of_its_line(words: str, marked: str) -> None:
    plug = replace(NOTES.plugs[0], **at(words))
    text = mark_text(replace(WHOLE, annotations=replace(NOTES, plugs=(plug,))))
    assert "".join(text.text[each.start : each.end] for each in text.segments if "plug" in each.layers) == marked


def test_a_selling_word_inside_a_plug_is_no_second_mark() -> None:
    words = Cue(category="offer", entry="order", **at("Order"))
    outside = shown(WHOLE, "sell")
    assert outside == ["the only one"]
    assert shown(replace(WHOLE, annotations=replace(NOTES, cues=(*CUES, words))), "sell") == outside
    without = replace(NOTES, cues=(*CUES, words), plugs=())
    assert shown(replace(WHOLE, annotations=without), "sell") == [*outside, "Order"]


def test_marks_are_letters_and_brackets_without_colour() -> None:
    printed = " ".join(explain(WHOLE, width=200).split())
    assert "C[tart cherry H[may] lengthen sleep]" in printed
    assert "P[Order your tub of Cherry Calm today.]" in printed
    assert "C[Our powder is S[the only one] that raises melatonin by F[up to 6 times]]." in printed
    assert "P[plug] F[finding] C[claim] L[limit] H[hedge] S[selling word]" in printed


def test_a_crossing_mark_is_closed_and_opened_again() -> None:
    claim = dataclasses.replace(NOTES.claims[0], start=0, end=9)
    cue = dataclasses.replace(CUES[0], start=4, end=14)
    article = Article(text="abc def ghi jkl mno", blocks=())
    notes = Annotations(claims=(claim,), cues=(cue,))
    printed = explain(Assessment(input=BARE.input, article=article, annotations=notes))
    assert "C[abc H[def g]]H[hi jk]l mno" in printed


@pytest.mark.parametrize("width", [60, 80, 120])
@EACH
def test_no_line_is_wider_than_the_terminal(assessment: Assessment, width: int) -> None:
    assert max(cell_len(line) for line in explain(assessment, width=width).splitlines()) <= width


def test_page_text_cannot_steer_the_terminal_or_use_markup() -> None:
    printed = explain(poison(WHOLE, "\x1b]0;owned\x07[red]:smile:\r\u202e"))
    assert not re.search("[\x1b\x07\r\u202e]", printed)
    assert "[red]:smile:" in printed


def test_a_long_article_is_shortened_unless_full_is_asked_for() -> None:
    sentences = [f"Sentence number {index} says little." for index in range(60)]
    text = " ".join(sentences)
    notes = Annotations(
        sentences=tuple(
            Sentence(start=span(s, inside=text)[0], end=span(s, inside=text)[1], block=0, token_count=6)
            for s in sentences
        ),
        plugs=(
            Plug(
                kind="order",
                text=sentences[40],
                start=span(sentences[40], inside=text)[0],
                end=span(sentences[40], inside=text)[1],
            ),
        ),
    )
    article = dataclasses.replace(ARTICLE, text=text, blocks=(Block(kind="paragraph", start=0, end=len(text)),))
    assessment = dataclasses.replace(WHOLE, article=article, annotations=notes, reasons=(), findings=())
    short, full = explain(assessment), explain(assessment, full=True)
    assert "2 of 60 sentences" in short
    assert "number 39 says" in short  # a little context
    assert "number 38 says" not in short
    assert "number 38 says" in full


def test_the_picture_is_one_self_contained_svg() -> None:
    picture = explain_svg(poison(WHOLE, 'a & <b> "c" \x1b \ud83d'))
    ElementTree.fromstring(picture)  # noqa: S314  # our own output
    assert set(re.findall(r"https?://[\w.]+", picture)) == {"http://www.w3.org"}
    assert explain_svg(WHOLE) == explain_svg(WHOLE)


# time


@pytest.mark.parametrize("render", [*PAGES.values(), explain, explain_svg], ids=[*PAGES, "terminal", "svg"])
def test_an_article_with_thousands_of_spans_is_rendered_quickly(render: Any) -> None:
    assessment = long_assessment(1_000)  # 2,000 cues, 1,000 claims, 1,000 spans of one reason
    start = time.perf_counter()
    render(assessment)
    assert time.perf_counter() - start < 5.0  # a tenth of that on an idle machine


def test_a_claim_with_a_size_is_shown_however_many_claims_stand_before_it() -> None:
    many = long_assessment(40)
    *plain, last = many.annotations.claims
    sized = dataclasses.replace(last, magnitude=Magnitude(text="up to 8 times", value=8, unit="times", bound="up to"))
    shown = explain(
        dataclasses.replace(many, annotations=dataclasses.replace(many.annotations, claims=(*plain, sized)))
    )
    assert "up to 8 times" in shown.partition("\nClaims")[2]
    assert "and 25 more claims" in shown
