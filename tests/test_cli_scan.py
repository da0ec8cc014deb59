import csv
import errno
import io
import json
import os
import pty
import runpy
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hypecheck.cli import app
from hypecheck.config import samples_folder
from hypecheck.errors import FAILURE_CODES, FetchError, ModelError
from hypecheck.records import Abstention, Article, Assessment, Failure, Framing
from run_cli import hear_ctrl_c, records, run

INTERRUPTED_BEFORE_THE_FIRST = "hypecheck: interrupted before the first page; no record is written.\n"
SCORES = {"commercial": 0.9, "mixed": 0.5, "balanced": 0.1}


class FakeChecker:
    """Takes the band from the page's own words; a page that names none is too short."""

    def assess_item(self, item):
        if item.failure is not None:
            return Assessment(input=item, failure=item.failure)
        content = item.html or item.text or item.url
        text = content.decode() if isinstance(content, bytes) else content
        article = Article(text=text, blocks=(), title=text[:20], word_count=len(text.split()), sha256="0" * 64)
        for band, score in SCORES.items():
            if band in text:
                framing = Framing(score=score, band=band, raw_score=0.0, low=0.0, high=1.0)
                return Assessment(input=item, article=article, framing=framing)
        abstention = Abstention(code="too_short", detail="2 words; at least 80 are needed.")
        return Assessment(input=item, article=article, abstention=abstention)


@pytest.fixture(autouse=True)
def _no_model(monkeypatch):
    monkeypatch.setattr("hypecheck.batch.load", lambda *_, **__: FakeChecker())
    monkeypatch.setattr("hypecheck.pipeline.load", lambda *_, **__: FakeChecker())


@pytest.fixture
def pages(tmp_path):
    """Return a folder with a page of each band."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, band in enumerate(SCORES):
        (folder / f"{number}.html").write_text(f"<p>A {band} page.</p>")
    return folder


class TestRecords:
    def test_each_page_gives_a_json_line_in_order_when_piped(self, pages):
        result = run("scan", pages)
        assert result.exit_code == 0
        assert [record["framing"]["band"] for record in records(result.stdout)] == list(SCORES)

    def test_each_input_gives_a_record_whatever_happens_to_it(self, pages, tmp_path):
        (tmp_path / "in.jsonl").write_text('{"text": "balanced"}\n{broken\n{"text": "short"}\n')
        result = run("scan", "gone.html", tmp_path / "in.jsonl", "ftp://x", pages / "0.html")
        assert result.exit_code == 0
        found = [(record["status"], (record["error"] or {}).get("code")) for record in records(result.stdout)]
        assert found == [
            ("failed", "missing_file"),
            ("assessed", None),
            ("failed", "bad_json"),
            ("abstained", None),
            ("failed", "bad_url"),
            ("assessed", None),
        ]

    def test_stdin_is_read_for_a_dash(self):
        result = run("scan", "-", stdin='{"text": "mixed"}')
        assert [record["input"]["source"] for record in records(result.stdout)] == ["stdin"]

    def test_an_article_is_read_with_as_text(self, tmp_path):
        path = tmp_path / "article.txt"
        path.write_text("A balanced article of some words.")
        assert run("scan", path).exit_code == 2
        assert run("scan", "--as", "text", path).exit_code == 0

    def test_no_text_leaves_the_text_out_and_nothing_else(self, pages):
        with_text = records(run("scan", pages).stdout)
        without = records(run("scan", "--no-text", pages).stdout)
        for record in with_text:
            del record["article"]["text"]
        assert without == with_text

    @pytest.mark.parametrize(
        ("format", "start"),
        [("table", "band"), ("jsonl", '{"schema"'), ("csv", "id,"), ("html", "<!doctype html>"), ("sarif", "{")],
    )
    def test_every_format_can_be_written_and_names_the_bands(self, pages, format, start):
        result = run("scan", "--format", format, pages)
        assert result.exit_code == 0
        assert result.stdout.lower().startswith(start)
        bands = ["commercial"] if format == "sarif" else list(SCORES)  # SARIF lists what was found, not each page
        assert [band for band in bands if band not in result.stdout] == []

    def test_the_rest_goes_on_past_a_page_that_is_a_fault(self, pages, monkeypatch):
        assess_item = FakeChecker.assess_item

        def fail_on_mixed(self, item):
            if b"mixed" in item.html:
                raise KeyError("some fault")
            return assess_item(self, item)

        monkeypatch.setattr(FakeChecker, "assess_item", fail_on_mixed)
        result = run("scan", pages)
        assert [record["status"] for record in records(result.stdout)] == ["assessed", "failed", "assessed"]
        assert FAILURE_CODES["internal"][1] in result.stderr


class TestSummary:
    def test_ends_are_counted_by_code_with_what_to_do(self, pages, tmp_path):
        (tmp_path / "in.jsonl").write_text('{"text": "short"}\n{}\n')
        result = run("scan", pages, tmp_path / "in.jsonl", "gone.html")
        assert "6 pages in" in result.stderr
        assert "pages/s): 3 assessed, 1 abstained, 2 failed" in result.stderr
        assert "1 commercial, 1 mixed, 1 balanced" in result.stderr
        assert "abstained: 1 too_short" in result.stderr
        assert "failed: 1 missing_file. Check the path" in result.stderr
        assert "in.jsonl:2: found nothing" in result.stderr

    def test_quiet_says_nothing_but_errors(self, pages):
        assert run("scan", "-q", pages).stderr == ""
        assert "gone.html: no such file or folder" in run("scan", "-q", "gone.html").stderr

    def test_pages_that_say_the_same_are_counted(self, tmp_path):
        lines = [
            json.dumps({"text": f"A balanced text of {number // 2} words on {number // 2}."}) for number in range(4)
        ]
        (tmp_path / "in.jsonl").write_text("\n".join(lines))
        result = run("scan", tmp_path / "in.jsonl")
        assert "duplicates: 2 say the same as an earlier page" in result.stderr
        assert [record["duplicate_of"] is None for record in records(result.stdout)] == [True, False, True, False]

    def test_what_was_left_out_of_folders_is_told_in_one_line(self, pages):
        for name in ["a.png", "b.png", "m.mhtml", "notes.md", ".hidden.html", "noending", ".git/x", ".idea/x"]:
            (pages / name).parent.mkdir(exist_ok=True)
            (pages / name).write_text("x")
        [told] = [line for line in run("scan", pages).stderr.splitlines() if "left out" in line]
        counts, hints = told.split(". ", maxsplit=1)
        assert counts == (
            "  left out of folders: 6 files (2 .png, 1 .md, 1 .mhtml, 1 hidden, 1 without an ending), 2 hidden folders"
        )
        assert hints == ".md files are read with --as text. Open .mhtml files in a browser and save them as HTML."

    def test_many_kinds_left_out_are_summed_up(self, pages):
        for number in range(7):
            (pages / f"file.x{number}").write_text("x")
        assert "7 files (1 .x0, 1 .x1, 1 .x2, 1 .x3, 1 .x4, 1 .x5, 1 .x6)\n" in run("scan", pages).stderr
        (pages / "file.x7").write_text("x")
        assert "left out of folders: 8 files (1 .x0, 1 .x1, 1 .x2, 1 .x3, 1 .x4, 1 .x5, 2 others)\n" in (
            run("scan", pages).stderr
        )

    @pytest.mark.parametrize("count", [1, 2])
    def test_what_a_scan_writes_into_its_folder_is_neither_read_nor_told(self, pages, monkeypatch, count):
        monkeypatch.chdir(pages)
        options = ["--out", "out.jsonl", "--failures", "failed.txt", "--cache", "c.db", "--log", "log.jsonl"]
        for _ in range(count):
            result = run("scan", ".", *options)
        assert "left out" not in result.stderr
        assert [record["input"]["id"] for record in records((pages / "out.jsonl").read_text())] == [
            "0.html",
            "1.html",
            "2.html",
        ]

    def test_nothing_left_out_is_not_told(self, pages):
        assert "left out" not in run("scan", pages, "gone.csv").stderr

    def test_pages_that_were_cut_are_told_with_the_limit(self, pages, monkeypatch):
        assess_item = FakeChecker.assess_item

        def cut(self, item):
            done = assess_item(self, item)
            return replace(done, article=replace(done.article, is_cut=b"balanced" not in item.html))

        assert "cut:" not in run("scan", pages).stderr
        monkeypatch.setattr(FakeChecker, "assess_item", cut)
        one, two = run("scan", pages / "0.html").stderr, run("scan", pages).stderr
        assert "  cut: 1 page is longer than 60,000 words; only its beginning was read\n" in one
        assert "  cut: 2 pages are longer than 60,000 words; only their beginnings were read\n" in two

    def test_only_the_first_unreadable_inputs_are_shown(self, pages):
        result = run("scan", pages, *(f"gone{number}.html" for number in range(9)))
        assert "gone2.html" in result.stderr
        assert "gone3.html" not in result.stderr
        assert "6 more" in result.stderr

    def test_a_warc_without_its_extra_tells_what_to_install_and_no_file_types(self, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
        path = tmp_path / "crawl.warc"
        path.write_bytes(b"WARC/1.0\r\n")
        told = run("scan", path).stderr
        assert "failed: 1 missing_extra. Install what the message names" in told
        assert "pip install 'hypecheck[warc]'" in told
        assert "Give .html" not in told

    def test_a_list_given_twice_tells_its_bad_lines_once(self, tmp_path):
        urls = tmp_path / "urls.txt"
        urls.write_text("not a url\nftp://files.example\n")
        result = run("scan", urls, urls)
        assert result.stderr.count("'ftp://files.example'") == 1
        assert "failed: 4 bad_url." in result.stderr
        assert "more that cannot be read" not in result.stderr


class TestExitCodes:
    @pytest.mark.parametrize(
        ("words", "option", "code"),
        [
            ("balanced", "mixed", 0),
            ("short", "mixed", 0),
            ("mixed", "mixed", 1),
            ("commercial", "mixed", 1),
            ("mixed", "commercial", 0),
            ("commercial", "commercial", 1),
        ],
    )
    def test_fail_on_takes_its_band_and_the_more_commercial_ones(self, words, option, code):
        assert run("scan", "--fail-on", option, "-", stdin=f"<p>{words}").exit_code == code

    @pytest.mark.parametrize("inputs", [["gone.html"], ["gone.html", "ftp://x"]], ids=["missing", "all bad"])
    def test_nothing_readable_is_2_and_its_records_are_still_written(self, inputs):
        result = run("scan", *inputs)
        assert result.exit_code == 2
        assert len(records(result.stdout)) == len(inputs)
        assert "none of the inputs can be read" in result.stderr

    def test_a_page_that_fails_at_a_later_stage_is_2_too_and_the_first_failure_is_told(self, pages, monkeypatch):
        def fail(self, item):
            failure = Failure(stage="clean", code="parse_limit", detail="The page is nested too deep.")
            return Assessment(input=item, failure=failure)

        monkeypatch.setattr(FakeChecker, "assess_item", fail)
        one = run("scan", pages / "0.html", "-q")
        assert one.exit_code == 2
        assert one.stderr == f"hypecheck: the one page failed. {pages / '0.html'}: The page is nested too deep.\n"
        every = run("scan", "gone.html", pages, "-q", "--fail-on", "mixed")
        assert every.exit_code == 2
        assert every.stderr.startswith("hypecheck: all of 4 pages failed. The first: gone.html: no such file")
        assert len(records(every.stdout)) == 4

    def test_pages_without_a_score_are_no_failures(self):
        assert run("scan", "-", stdin='{"text": "short"}\n{broken').exit_code == 0

    def test_something_readable_is_0(self, pages):
        assert run("scan", "gone.html", pages).exit_code == 0

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["scan"], "INPUT"),
            (["scan", "--format", "xml", "a"], "xml"),
            (["scan", "--jobs", "0", "a"], "got '0'"),
            (["scan", "--jobs", "two", "a"], "got 'two'"),
            (["scan", "--delay", "-3", "a"], "got '-3'"),
            (["scan", "--out", "a.pdf", "a"], "ends in .pdf"),
            (["explain", "--out", "a.jsonl", "a"], "ends in .jsonl"),
            (["scan", "--fail-on", "fake", "a"], "fake"),
            (["scan", "--as", "pdf", "a"], "pdf"),
            (["scan", "--colour", "a"], "--colour"),
            (["explain", "--format", "csv", "a"], "csv"),
            (["explain", "a", "other"], "(other)"),
            (["skan", "a"], "skan"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_wrong_usage_is_2_and_says_what_was_got(self, arguments, words):
        result = run(*arguments)
        assert result.exit_code == 2
        assert words in " ".join(result.stderr.replace("│", " ").split())

    def test_a_choice_that_is_none_is_told_in_plain_words(self):
        words = " ".join(run("scan", "--format", "xml", "a").stderr.replace("│", " ").split())
        assert "'--format' / '-f': 'xml' is not one of 'table', 'jsonl', 'csv', 'html', 'sarif'." in words

    def test_a_model_that_cannot_be_loaded_is_2_with_one_plain_line(self, pages, monkeypatch):
        def refuse(*args, **options):
            raise ModelError("The model 'gone' is not there; expected framing-en or a folder.")

        monkeypatch.setattr("hypecheck.batch.load", refuse)
        result = run("scan", "-q", "--model", "gone", pages)
        assert result.exit_code == 2
        assert result.stderr == "hypecheck: The model 'gone' is not there; expected framing-en or a folder.\n"

    def test_exit_codes_are_documented_in_the_help(self):
        text = " ".join(run("scan", "--help").stdout.split())
        for words in [
            "0 done",
            "1 a page met --fail-on",
            "2 wrong usage",
            "74 the output",
            "130 interrupted",
        ]:
            assert words in text


class TestOutFile:
    def test_the_file_holds_the_records_and_nothing_is_left_beside_it(self, pages, tmp_path):
        out = tmp_path / "out" / "results.jsonl"
        out.parent.mkdir()
        result = run("scan", pages, "--out", out)
        assert result.stdout == ""
        assert len(records(out.read_text())) == 3
        assert list(out.parent.iterdir()) == [out]

    @pytest.mark.parametrize(
        ("name", "start"),
        [
            ("a.jsonl", '{"schema"'),
            ("a.csv", "id,"),
            ("a.html", "<!doctype html>"),
            ("a.sarif", "{"),
            ("a", '{"schema"'),
        ],
    )
    def test_its_ending_chooses_the_format(self, pages, tmp_path, name, start):
        out = tmp_path / name
        run("scan", pages, "--out", out)
        assert out.read_text().lower().startswith(start)

    def test_the_format_option_overrules_the_ending(self, pages, tmp_path):
        out = tmp_path / "a.html"
        run("scan", pages, "--out", out, "--format", "csv")
        assert len(list(csv.DictReader(io.StringIO(out.read_text())))) == 3

    @pytest.mark.parametrize(
        ("where", "remedy"),
        [
            ("no/such/folder/a.jsonl", "Make the folder first"),
            (".", "Name a file in it"),
            ("pages/0.html/a.jsonl", "Check the path and the disk"),
        ],
        ids=["missing folder", "a folder", "below a file"],
    )
    @pytest.mark.parametrize("option", ["--out", "--failures", "--log", "--save-warc"])
    def test_a_place_that_cannot_be_written_is_74_before_any_work(self, pages, tmp_path, option, where, remedy):
        result = run("scan", pages, option, tmp_path / where)
        assert result.exit_code == 74
        assert result.stderr.startswith(f"hypecheck: {(tmp_path / where).resolve()} cannot be written: ")
        assert result.stderr.endswith(f". {remedy}, or give {option} another file.\n")

    def test_a_cache_in_a_missing_folder_is_74_and_names_its_option(self, pages, tmp_path):
        result = run("scan", pages, "--cache", tmp_path / "no" / "pages.cache")
        assert result.exit_code == 74
        assert "Check the folder and its permissions, or name another file with --cache" in result.stderr

    def test_an_input_is_not_overwritten(self, pages):
        page = pages / "0.html"
        before = page.read_text()
        result = run("scan", page, "--out", page)
        assert result.exit_code == 2
        assert page.read_text() == before

    def test_a_device_is_written_to_and_not_replaced(self, pages):
        assert run("scan", pages, "--out", os.devnull).exit_code == 0
        assert Path(os.devnull).is_char_device()

    def test_a_model_fault_leaves_an_earlier_file_as_it_was(self, pages, tmp_path, monkeypatch):
        out = tmp_path / "results.jsonl"
        out.write_text("earlier\n")
        monkeypatch.setattr("hypecheck.batch.load", lambda *_, **__: 1 / 0)
        result = CliRunner().invoke(app, ["scan", str(pages), "--out", str(out)])
        assert isinstance(result.exception, ZeroDivisionError)
        assert out.read_text() == "earlier\n"
        assert {path.name for path in tmp_path.iterdir()} == {"pages", "results.jsonl"}

    @pytest.mark.parametrize("format", ["jsonl", "csv", "html", "sarif"])
    def test_on_a_full_disk_whole_records_are_kept_and_the_code_is_74(self, pages, tmp_path, monkeypatch, format):
        out = tmp_path / f"results.{format}"
        out.write_text("earlier\n")
        fill_disk_after(monkeypatch, 2 if format == "jsonl" else 3 if format == "csv" else 0)
        result = run("scan", pages, "--out", out)
        assert result.exit_code == 74
        assert "No space left on device" in result.stderr
        lines = out.read_text().splitlines()
        if format in ("jsonl", "csv"):
            assert len(lines) == (2 if format == "jsonl" else 3)
        else:
            assert lines == ["earlier"]
        assert {path.name for path in tmp_path.iterdir()} - {f"{out.name}.run"} == {"pages", out.name}


class TestRuns:
    """What is kept of a run, seen from the command line; that no kill loses a page is in test_scan_faulty."""

    @pytest.fixture
    def counted(self, monkeypatch):
        """Return the list of the texts that were really assessed."""
        assessed = []
        assess_item = FakeChecker.assess_item

        def note_and_assess(self, item):
            assessed.append(item.id)
            if "broken" in (item.text or ""):
                raise ValueError("a fault")
            return assess_item(self, item)

        monkeypatch.setattr(FakeChecker, "assess_item", note_and_assess)
        return assessed

    @pytest.fixture
    def texts(self, tmp_path):
        path = tmp_path / "in.jsonl"
        path.write_text("".join(f'{{"id": "{n}", "text": "{text}"}}\n' for n, text in enumerate(["mixed", "broken"])))
        return path

    def test_a_state_is_written_again_without_reading_or_inputs(self, texts, tmp_path, counted):
        state = tmp_path / "night.run"
        first = run("scan", texts, "--state", state)
        texts.unlink()
        again = run("scan", "--state", state)
        assert again.stdout == first.stdout
        assert len(counted) == 2
        assert len(run("scan", "--state", state, "--format", "csv").stdout.splitlines()) == 3

    def test_the_same_command_does_nothing_twice_and_says_so(self, texts, tmp_path, counted):
        command = ("scan", texts, "--state", tmp_path / "night.run")
        first, again = run(*command), run(*command)
        assert again.stdout == first.stdout
        assert counted == ["0", "1"]
        assert f"going on with {tmp_path / 'night.run'}: 2 pages are done" in again.stderr
        assert "going on" not in run(*command, "--quiet").stderr

    def test_fresh_does_all_again(self, texts, tmp_path, counted):
        command = ("scan", texts, "--state", tmp_path / "night.run")
        run(*command)
        run(*command, "--fresh")
        assert counted == ["0", "1", "0", "1"]

    @pytest.mark.parametrize(
        ("codes", "again"), [(["internal"], ["1"]), (["all"], ["1"]), ([], ["1"]), (["-q"], ["1"]), (["dns"], [])]
    )
    def test_only_what_failed_with_a_code_is_done_again(self, texts, tmp_path, counted, codes, again):
        command = ("scan", texts, "--state", tmp_path / "night.run")
        run(*command)
        run(*command, "--retry-failed", *codes)
        assert counted[2:] == again

    def test_a_run_beside_out_goes_when_nothing_can_be_tried_again(self, pages, tmp_path):
        run("scan", pages, "--out", tmp_path / "r.jsonl")
        assert not (tmp_path / "r.jsonl.run").exists()

    def test_a_run_beside_out_stays_while_something_can(self, texts, tmp_path, counted):
        out = tmp_path / "r.jsonl"
        result = run("scan", texts, "--out", out)
        assert (tmp_path / "r.jsonl.run").exists()
        assert "with --retry-failed, the same command" in result.stderr
        texts.write_text(texts.read_text().replace("broken", "broken "))
        changed = run("scan", texts, "--out", out)
        assert changed.exit_code == 2
        assert "the inputs have changed" in changed.stderr

    def test_failures_are_listed_to_be_scanned_again(self, texts, tmp_path, counted):
        failures = tmp_path / "failed.txt"
        run("scan", texts, "ftp://x", "--failures", failures)
        lines = failures.read_text().splitlines()
        assert [line.split()[:3] for line in lines] == [["#", "1", "internal:"], ["#", "ftp://x", "bad_url:"]]

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--retry-failed", "all"], "needs the INPUT"),
            (["--state", "gone.run"], "Give at least one INPUT"),
            (["a.html", "--retry-failed", "broken"], "no code of a failed page"),
            (["--retry-failed", "a.html"], "'a.html' is no code of a failed page; give none,"),
            (["--fresh", "--", "--retry-failed"], "--retry-failed: no such file"),
            (["a.html", "--out", "x", "--state", "./x"], "must be different files"),
            (["a.html", "--changed-only"], "Give the --cache"),
            (["a.html", "--connections", "0"], "--connections"),
            (["a.html", "--delay", "-1"], "--delay"),
        ],
        ids=" ".join,
    )
    def test_what_makes_no_sense_is_2(self, arguments, words):
        result = run("scan", *arguments)
        assert result.exit_code == 2
        assert words in " ".join(result.stderr.replace("│", " ").split())

    def test_an_input_is_not_taken_for_the_state(self, texts):
        before = texts.read_text()
        assert run("scan", texts, "--state", texts).exit_code == 2
        assert run("scan", texts, "--failures", texts).exit_code == 2
        assert texts.read_text() == before


class TestEvents:
    def test_each_event_is_a_json_line_added_to_the_log(self, pages, tmp_path):
        log = tmp_path / "scan.log"
        log.write_text("earlier\n")
        run("scan", pages, "--log", log)
        earlier, *lines = log.read_text().splitlines()
        assert earlier == "earlier"
        events = [json.loads(line) for line in lines]
        assert [event["event"] for event in events] == ["run_started", *["ended"] * 3, "run_ended"]
        assert events[1] == {"time": events[1]["time"], "event": "ended", "id": str(pages / "0.html"), "failure": None}
        assert events[-1]["done"] == 3

    def test_a_fault_of_our_own_is_logged_with_its_traceback(self, pages, tmp_path, monkeypatch):
        monkeypatch.setattr(FakeChecker, "assess_item", lambda *_: {}["gone"])
        log = tmp_path / "scan.log"
        run("scan", pages / "0.html", "--log", log)
        [fault] = [event for event in records(log.read_text()) if event["event"] == "warning"]
        assert "KeyError: 'gone'" in fault["traceback"]

    def test_verbose_says_it_in_sentences_and_only_then(self, pages):
        assert "the run is over; 3 inputs are done" in run("scan", pages, "--verbose").stderr
        assert "the run is over" not in run("scan", pages).stderr

    def test_on_a_full_disk_the_log_is_lost_and_the_records_are_not(self, pages):
        result = run("scan", pages, "--log", "/dev/full")
        assert result.exit_code == 0
        assert len(records(result.stdout)) == 3


def fill_disk_after(monkeypatch, writes):
    """Make every text file opened for writing refuse, halfway through, all writes after the first ones."""
    path_open = Path.open

    def open_limited(self, mode="r", **options):
        stream = path_open(self, mode, **options)
        if "w" in mode:
            write = stream.write
            done = []

            def write_or_refuse(text):
                if len(done) >= writes:
                    write(text[: len(text) // 2])
                    stream.flush()
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                done.append(text)
                return write(text)

            stream.write = write_or_refuse
        return stream

    monkeypatch.setattr(Path, "open", open_limited)


class TestExplain:
    @pytest.mark.parametrize("format", ["html", "json"])
    def test_a_page_can_be_written_as_html_or_json(self, pages, tmp_path, format):
        out = tmp_path / f"page.{format}"
        assert run("explain", pages / "0.html", "--out", out).exit_code == 0
        assert out.read_text().lower().startswith("<!doctype html>" if format == "html" else "{")
        assert ("Read on <time" in out.read_text()) is (format == "html")

    def test_the_terminal_picture_has_no_colours_in_a_file(self, pages, tmp_path):
        out = tmp_path / "page.txt"
        assert run("explain", pages / "0.html", "--out", out).exit_code == 0
        assert "commercial" in out.read_text()
        assert "\x1b" not in out.read_text()

    def test_text_from_stdin_is_an_article_with_as_text(self):
        result = run("explain", "--as", "text", "--format", "json", "-", stdin="A balanced article.")
        assert json.loads(result.stdout)["framing"]["band"] == "balanced"

    def test_what_cannot_be_read_is_2_with_one_plain_line(self):
        result = run("explain", "gone.html")
        assert result.exit_code == 2
        assert result.stderr == "hypecheck: gone.html: no such file or folder. Check the path.\n"

    def test_a_page_that_is_not_fetched_comes_with_what_can_be_done(self, monkeypatch):
        def refuse(*_, **__):
            raise FetchError("The address is at 10.0.0.1.", code="private_address")

        monkeypatch.setattr("hypecheck.cli._explain.read_one", refuse)
        result = run("explain", "http://shop.test/")
        assert result.exit_code == 2
        assert result.stderr.startswith("hypecheck: The address is at 10.0.0.1. ")
        assert result.stderr.endswith("pass --allow-private if that is meant.\n")

    def test_several_pages_are_sent_to_scan(self, pages):
        result = run("explain", pages)
        assert result.exit_code == 2
        assert "Use scan for more" in " ".join(result.stderr.replace("│", " ").split())


# In a process of its own: signals, pipes, terminals and what gets imported.

FAKE_RUN = textwrap.dedent(
    """
    import sys, time
    import hypecheck.batch
    from hypecheck.cli import main
    from hypecheck.records import Abstention, Assessment

    class FakeChecker:
        def assess_item(self, item):
            time.sleep({seconds})
            return Assessment(input=item, abstention=Abstention(code="too_short", detail="2 words."))

    hypecheck.batch.load = lambda *_, **__: FakeChecker()
    main()
    """
)


def start(*arguments, seconds=0.0, **options):
    command = [sys.executable, "-c", FAKE_RUN.format(seconds=seconds), *map(str, arguments)]
    return subprocess.Popen(command, text=True, start_new_session=True, preexec_fn=hear_ctrl_c, **options)


def articles(path, count):
    lines = (f'{{"id": "https://example.org/{number}", "text": "page {number}"}}\n' for number in range(count))
    path.write_text("".join(lines))
    return path


def wait_until(condition, timeout_s=30):
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


@pytest.mark.parametrize(("format", "jobs"), [("jsonl", 1), ("jsonl", 2), ("csv", 1), ("sarif", 1)])
def test_ctrl_c_writes_what_is_done_and_exits_130_without_a_traceback(tmp_path, jobs, format):
    pages = articles(tmp_path / "in.jsonl", 10_000)
    out = tmp_path / f"results.{format}"
    stderr = tmp_path / "stderr"
    with stderr.open("w") as errors:
        process = start("scan", pages, "--out", out, "--jobs", jobs, seconds=0.02, stderr=errors)
        if format == "sarif":  # holds its results back until the end
            time.sleep(3)
        else:
            wait_until(lambda: any(part.stat().st_size > 2_000 for part in tmp_path.glob(".*.part")))
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=30) == 130
    assert "Traceback" not in stderr.read_text()
    assert "interrupted; what was done is written" in stderr.read_text()
    assert list(tmp_path.glob(".*.part")) == []
    text = out.read_text()
    if format == "jsonl":
        done = [record["input"]["line"] for record in records(text)]
        assert done == list(range(1, len(done) + 1))
    elif format == "csv":
        assert len({len(row) for row in csv.reader(io.StringIO(text))}) == 1
        assert text.endswith("\n")
    else:
        assert json.loads(text)["version"] == "2.1.0"


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_before_the_first_page_leaves_an_earlier_file_as_it_was(tmp_path, jobs):
    out = tmp_path / "results.jsonl"
    out.write_text("earlier\n")
    pages = articles(tmp_path / "in.jsonl", 100)
    process = start(
        "scan", pages, "--out", out, "--jobs", jobs, seconds=60, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    wait_until(lambda: list(tmp_path.glob(".*.part")))
    time.sleep(0.3 * jobs)  # with two jobs the workers are just starting
    os.killpg(process.pid, signal.SIGINT)
    assert process.communicate(timeout=30) == ("", INTERRUPTED_BEFORE_THE_FIRST)
    assert process.returncode == 130
    assert out.read_text() == "earlier\n"
    assert list(tmp_path.glob(".*.part")) == []


def test_who_presses_ctrl_c_again_and_again_gets_130_and_no_process_is_left(tmp_path):
    pages = articles(tmp_path / "in.jsonl", 100)
    process = start("scan", pages, "--jobs", 2, seconds=60, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    wait_until(lambda: len(processes_of(process.pid)) >= 4)  # two workers, and those that clean up after them
    for _ in range(5):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.05)
    assert process.communicate(timeout=30) == (
        "",
        INTERRUPTED_BEFORE_THE_FIRST,
    )  # the pipes end with the last that holds them
    assert process.returncode == 130


def processes_of(group):
    """Return the processes of a group."""
    return subprocess.run(["ps", "-o", "pid=", "--ppid", str(group)], capture_output=True, text=True).stdout.split()


def test_a_scan_with_workers_needs_no_program_but_python(tmp_path):
    pages = articles(tmp_path / "in.jsonl", 3)
    bare = os.environ | {"PATH": str(tmp_path)}  # the slim images of Python have no pgrep
    process = start("scan", pages, "--jobs", 2, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=bare)
    out, errors = process.communicate(timeout=60)
    assert (process.returncode, len(records(out))) == (0, 3)
    assert "Warning" not in errors


def test_ctrl_c_while_the_command_is_still_loading_is_130_with_one_plain_line(monkeypatch, capfd):
    class Loading:
        def __getattr__(self, name):
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "hypecheck.cli", Loading())
    with pytest.raises(SystemExit) as left:
        runpy.run_module("hypecheck", run_name="__main__")
    assert left.value.code == 130
    assert capfd.readouterr().err == "hypecheck: interrupted before it was done.\n"


@pytest.fixture
def deaf_afterwards():
    """Give the tests their Ctrl-C back: a command that was interrupted is deaf to any more of it."""
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


def swallowed(*_, **__):
    try:
        raise KeyboardInterrupt
    except KeyboardInterrupt as error:  # as compiled modules do while they are loaded
        raise ImportError("initialization failed") from error


def pressed(*_, **__):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("place", "fault", "words"),
    [
        ("typer.core.TyperGroup.make_context", pressed, "interrupted before it was done."),
        ("hypecheck.cli._explain.read_one", pressed, "interrupted before it was done."),
        ("hypecheck.cli._explain.read_one", swallowed, "interrupted before it was done."),
    ],
    ids=["while options are read", "in a command", "while a compiled module is loaded"],
)
@pytest.mark.usefixtures("deaf_afterwards")
def test_ctrl_c_in_any_command_is_130_with_one_plain_line(monkeypatch, place, fault, words):
    monkeypatch.setattr(place, fault)
    result = run("explain", SAMPLE)
    assert (result.exit_code, result.stderr) == (130, f"hypecheck: {words}\n")


@pytest.mark.usefixtures("deaf_afterwards")
def test_ctrl_c_while_the_end_is_written_tells_how_to_write_it(monkeypatch, pages, tmp_path):
    with monkeypatch.context() as while_closing:
        while_closing.setattr("hypecheck.report._scan_html.ScanHtmlWriter.close", pressed)
        result = run("scan", pages, "--out", tmp_path / "report.html")
    told = "hypecheck: interrupted after 3 pages; give the same command again to write all of them.\n"
    assert (result.exit_code, result.stderr) == (130, told)
    assert "3 pages are done" in run("scan", pages, "--out", tmp_path / "report.html").stderr


def test_a_module_that_is_missing_is_no_ctrl_c(monkeypatch):
    def missing(*_, **__):
        raise ImportError("no module")

    monkeypatch.setattr("hypecheck.cli._explain.read_one", missing)
    with pytest.raises(AssertionError, match="no module"):  # main() makes it a fault of ours
        run("explain", SAMPLE)


SAMPLE = samples_folder() / "encyclopedia.html"

FAULTS_IN_THE_BACKGROUND = textwrap.dedent(
    """
    import atexit, os, signal, sys, threading
    import hypecheck.batch
    from hypecheck.cli import main
    from hypecheck.records import Abstention, Assessment

    def fail():
        raise OSError("handle is closed")

    class Finalized:
        def __del__(self):
            raise ValueError("in a finalizer")

    class FakeChecker:
        def assess_item(self, item):
            thread = threading.Thread(target=fail)
            thread.start()
            thread.join()
            Finalized()
            return Assessment(input=item, abstention=Abstention(code="too_short", detail="2 words."))

    hypecheck.batch.load = lambda *_, **__: FakeChecker()
    atexit.register(os.kill, os.getpid(), signal.SIGINT)
    main()
    """
)


def test_threads_finalizers_and_a_late_ctrl_c_print_no_traceback(tmp_path):
    command = [sys.executable, "-c", FAULTS_IN_THE_BACKGROUND, "scan", "-", "--log", tmp_path / "log.jsonl"]
    done = subprocess.run(command, input='{"text": "a b"}\n', capture_output=True, text=True, timeout=60)
    assert (done.returncode, len(records(done.stdout))) == (0, 1)
    assert "Traceback" not in done.stderr
    assert "1 abstained" in done.stderr
    log = (tmp_path / "log.jsonl").read_text()
    assert "handle is closed" in log
    assert "in a finalizer" in log


CTRL_C_IN_A_FINALIZER = textwrap.dedent(
    """
    import os, signal, time
    import hypecheck.batch
    from hypecheck.cli import main

    class Finalized:
        def __del__(self):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)  # Ctrl-C is raised in here, and swallowed

    def load(*_, **__):
        Finalized()
        time.sleep(60)

    hypecheck.batch.load = load
    main()
    """
)


def test_ctrl_c_that_comes_while_a_finalizer_runs_is_not_lost():
    command = [sys.executable, "-c", CTRL_C_IN_A_FINALIZER, "scan", "-"]
    options = {"capture_output": True, "text": True, "timeout": 30, "preexec_fn": hear_ctrl_c}
    done = subprocess.run(command, input='{"text": "a b"}\n', **options)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", INTERRUPTED_BEFORE_THE_FIRST)


def test_a_reader_that_has_seen_enough_ends_the_run_quietly(tmp_path):
    pages = articles(tmp_path / "in.jsonl", 100_000)
    process = start("scan", pages, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert json.loads(process.stdout.readline())["input"]["line"] == 1
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=30) == 141


@pytest.mark.parametrize("to", ["stdout", "--out"])
def test_a_full_disk_is_74_with_one_plain_line(tmp_path, to):
    pages = articles(tmp_path / "in.jsonl", 3)
    with open("/dev/full", "w") as full:  # noqa: PTH123  # a device
        arguments = ["--out", "/dev/full"] if to == "--out" else []
        process = start("scan", pages, *arguments, stdout=full, stderr=subprocess.PIPE)
        errors = process.communicate(timeout=30)[1]
    assert process.returncode == 74
    assert errors.count("\n") == 1
    assert "No space left on device" in errors


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["doctor"], ["explain", SAMPLE], ["explain", SAMPLE, "--format", "json"], ["compare", SAMPLE, SAMPLE]],
    ids=["help", "doctor", "explain", "explain json", "compare"],
)
def test_a_full_disk_behind_stdout_is_74_with_one_plain_line_for_every_command(arguments):
    with open("/dev/full", "w") as full:  # noqa: PTH123  # a device
        command = [sys.executable, "-m", "hypecheck", *arguments]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120)
    assert done.returncode == 74
    assert done.stderr == (
        "hypecheck: The results cannot be written: No space left on device. Free some space or choose another file.\n"
    )


def on_a_terminal(*arguments, columns=120, **options):
    """Run with stdout and stderr on one terminal and return what the terminal was sent."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    process = start(*arguments, stdout=theirs, stderr=theirs, stdin=theirs, env=environment, **options)
    os.close(theirs)
    sent = b""
    while True:
        try:
            chunk = os.read(ours, 65_536)
        except OSError:  # EIO: the other end is closed
            break
        if not chunk:
            break
        sent += chunk
    os.close(ours)
    return process.wait(timeout=30), sent.decode()


def test_on_a_terminal_there_is_a_table_a_bar_with_rate_and_total_and_a_summary(tmp_path):
    pages = articles(tmp_path / "in.jsonl", 8)
    code, sent = on_a_terminal("scan", pages, seconds=0.2)
    assert code == 0
    assert "band" in sent
    assert "example.org/7" in sent
    assert "pages/s" in sent
    assert "8/8" in sent
    assert "8 pages in" in sent
    assert '{"schema"' not in sent


def test_quiet_on_a_terminal_draws_no_bar(tmp_path):
    code, sent = on_a_terminal("scan", "--quiet", articles(tmp_path / "in.jsonl", 3))
    assert code == 0
    assert "pages/s" not in sent
    assert "example.org/2" in sent


@pytest.mark.parametrize("arguments", [["--help"], ["scan", "--help"], ["explain", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(arguments):
    heavy = {"spacy", "sklearn", "trafilatura", "numpy", "lxml", "joblib", "pandas"}
    code = textwrap.dedent(
        f"""
        import sys
        sys.argv = ["hypecheck", *{arguments!r}]
        from hypecheck.cli import main
        try:
            main()
        except SystemExit as end:
            assert end.code == 0, end.code
        loaded = {heavy!r} & set(sys.modules)
        assert not loaded, loaded
        """
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_a_fault_of_our_own_is_one_plain_line_and_70(tmp_path):
    code = FAKE_RUN.format(seconds=0).replace("FakeChecker()", "1 / 0")
    command = [sys.executable, "-c", code, "scan", str(articles(tmp_path / "in.jsonl", 1))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert "ZeroDivisionError" in done.stderr
    assert "Please report it" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_package_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "hypecheck", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("hypecheck ")


# With the real model.


def hypecheck(*arguments, **options):
    command = [sys.executable, "-m", "hypecheck", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


@pytest.mark.slow
def test_the_samples_are_assessed_alike_by_one_process_and_by_two():
    alone, shared = (hypecheck("scan", samples_folder(), "--jobs", jobs) for jobs in (1, 2))
    assert (alone.returncode, shared.returncode) == (0, 0), alone.stderr + shared.stderr
    assert alone.stdout == shared.stdout
    assert {record["status"] for record in records(alone.stdout)} == {"assessed"}
    assert "Warning" not in alone.stderr + shared.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "stdin", ["<p>\ud83d \x00", "<div>" * 100_000, "{}", "\n"], ids=["bytes", "deep", "json", "blank"]
)
def test_odd_pages_end_in_a_record_and_no_traceback(stdin):
    done = hypecheck("scan", "-", input=stdin, errors="surrogatepass")
    assert len(records(done.stdout)) == 1
    assert "Traceback" not in done.stderr
    assert "internal" not in done.stderr


@pytest.mark.slow
def test_a_sample_is_explained_in_the_terminal():
    done = hypecheck("explain", samples_folder() / "shop-article.html")
    assert done.returncode == 0, done.stderr
    assert "commercial" in done.stdout


@pytest.mark.slow
def test_a_missing_model_is_2_with_one_plain_line():
    done = hypecheck("scan", "-q", "--model", "no-such-model", samples_folder())
    assert done.returncode == 2
    assert "no-such-model" in done.stderr
    assert done.stderr.count("\n") == 1
