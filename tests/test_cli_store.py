"""``scan --db``, ``import`` and ``export``: what goes into a database and what comes out."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from hypecheck.cli import app
from hypecheck.store import NewReview, open_store
from store_samples import assess, fail

SAMPLES = Path(__file__).resolve().parent.parent / "data/samples"


def run(*arguments, code=0, stdin=None):
    result = CliRunner().invoke(app, list(map(str, arguments)), input=stdin)
    assert result.exit_code == code, result.output
    return result


def lines_of(*assessments):
    return b"".join(orjson.dumps(each.to_dict()) + b"\n" for each in assessments)


@pytest.fixture
def db(tmp_path):
    return tmp_path / "reviews.db"


@pytest.fixture
def scanned(tmp_path):
    path = tmp_path / "scan.jsonl"
    path.write_bytes(lines_of(assess(), assess("https://b.example/"), fail("https://c.example/")))
    return path


class TestScan:
    @pytest.fixture(autouse=True)
    def no_model(self, monkeypatch):
        """Assess without a model: what is tested is where the records go."""

        def assess_all(items, **_):
            for item in items:
                yield replace(assess(), input=replace(item, html=None, text=None))

        monkeypatch.setattr("hypecheck.batch.assess_many", assess_all)

    def test_what_is_written_is_in_the_database_too(self, database):
        pages = [SAMPLES / "shop-article.html", SAMPLES / "encyclopedia.html"]
        result = run("scan", *pages, "--db", database, "-f", "jsonl", "-q")
        records = [json.loads(line) for line in result.stdout.splitlines()]
        with open_store(database, create=False) as store:
            assert len(records) == 2
            [row] = store.queue().rows  # both are one address here
            kept = store.assessment(row.assessment_id)
            assert kept.to_dict() == records[0]
            assert kept.article.blocks
            [scan] = store.runs()
            assert (scan.kind, scan.seen, scan.added) == ("scan", 2, 1)

    def test_no_text_keeps_no_text(self, db):
        run("scan", SAMPLES / "encyclopedia.html", "--db", db, "--no-text", "-q")
        with open_store(db) as store:
            [row] = store.queue().rows
            assert store.assessment(row.assessment_id).article.text == ""
            assert store.assessment(row.assessment_id).annotations == assess().annotations
        assert b"stretch at bedtime" not in db.read_bytes()

    def test_without_a_database_nothing_is_opened(self, monkeypatch):
        monkeypatch.setattr("hypecheck.store.open_store", None)
        run("scan", SAMPLES / "encyclopedia.html", "-f", "jsonl", "-q")

    def test_what_was_handed_on_before_a_stop_is_kept(self, db):
        from hypecheck.cli._database import keep_in

        kept = keep_in(str(db), (assess(f"https://shop.example/{number}") for number in range(9)), inputs=["urls.txt"])
        next(kept)
        next(kept)
        kept.close()
        with open_store(db) as store:
            assert store.count() == 2
            assert store.runs()[0].finished_at is not None

    def test_a_database_that_cannot_be_opened_is_told_in_one_line(self, tmp_path):
        result = run("scan", SAMPLES / "encyclopedia.html", "--db", tmp_path, "-q", code=2)
        assert result.stderr.count("\n") == 1
        assert "not a file" in result.stderr


class TestImport:
    def test_an_earlier_scan_is_taken_once(self, db, scanned):
        assert "3 of 3 records are new" in run("import", "--db", db, scanned).stderr
        assert "0 of 3 records are new" in run("import", "--db", db, scanned).stderr
        with open_store(db) as store:
            assert store.count() == 3
            assert [len(store.history(row.page_id)) for row in store.queue().rows] == [1, 1, 1]

    def test_records_count_as_scanned_when_the_file_was_written(self, db, scanned):
        os.utime(scanned, (1_767_225_600, 1_767_225_600))  # 2026-01-01
        run("import", "--db", db, scanned)
        with open_store(db) as store:
            assert {row.seen_at[:10] for row in store.queue().rows} == {"2026-01-01"}

    def test_compressed_files_and_stdin_are_read(self, db, tmp_path):
        packed = tmp_path / "scan.jsonl.gz"
        packed.write_bytes(gzip.compress(lines_of(assess())))
        run("import", "--db", db, packed)
        run("import", "--db", db, "-", stdin=lines_of(assess("https://b.example/")))
        with open_store(db) as store:
            assert store.count() == 2

    def test_lines_that_are_no_records_are_named_and_left_out(self, db, tmp_path):
        path = tmp_path / "scan.jsonl"
        path.write_bytes(b"{broken\n\n[]\n" + lines_of(assess()) + b'{"schema": "hypecheck/1"}\n\xff\n')
        result = run("import", "--db", db, path, code=1)
        assert "scan.jsonl:1: not JSON" in result.stderr
        assert "scan.jsonl:3: expected an object" in result.stderr
        assert "scan.jsonl:5: not a record" in result.stderr
        assert "4 lines are no records" in result.stderr
        assert "1 of 1 records are new" in result.stderr

    @pytest.mark.parametrize("content", [b"", b"\n\n"], ids=["no bytes", "blank lines"])
    def test_a_file_without_a_line_is_nothing_readable(self, db, tmp_path, content):
        path = tmp_path / "scan.jsonl"
        path.write_bytes(content)
        assert "nothing came in; expected JSON lines" in run("import", "--db", db, path, code=2).stderr

    def test_what_is_no_gzip_file_is_told_in_words(self, db, tmp_path):
        path = tmp_path / "scan.jsonl.gz"
        path.write_bytes(lines_of(assess()))
        told = run("import", "--db", db, path, code=2).stderr
        assert "cannot be read to its end: it is no gzip file, or damaged, or cut short. What came before" in told
        assert "b'" not in told

    def test_of_many_only_the_first_are_named(self, db, tmp_path):
        path = tmp_path / "scan.jsonl"
        path.write_bytes(b"x\n" * 1_000)
        result = run("import", "--db", db, path, code=2)
        assert "1,000 lines" in result.stderr
        assert len(result.stderr.splitlines()) < 10

    def test_a_deeply_nested_line_is_one_bad_line(self, db, tmp_path):
        path = tmp_path / "scan.jsonl"
        path.write_bytes(b"[" * 200_000 + b"\n" + lines_of(assess()))
        assert "1 of 1 records are new" in run("import", "--db", db, path, code=1).stderr

    def test_a_file_cut_short_keeps_what_came_before(self, db, tmp_path):
        path = tmp_path / "scan.jsonl.gz"
        lines = lines_of(
            *(assess(f"https://shop.example/{number}", title=os.urandom(300).hex()) for number in range(99))
        )
        path.write_bytes(gzip.compress(lines)[:-2_000])
        result = run("import", "--db", db, path, code=2)
        assert "cannot be read to its end" in result.stderr
        with open_store(db) as store:
            assert store.count() > 50

    def test_a_file_that_is_not_there_is_told(self, db, tmp_path):
        assert "No such file" in run("import", "--db", db, tmp_path / "no.jsonl", code=2).stderr


class TestExport:
    @pytest.fixture
    def decided(self, db, scanned):
        run("import", "--db", db, scanned)
        with open_store(db) as store:
            store.add_user("ann")
            first = store.queue().rows[0]
            new = NewReview(request_id="1", assessment_id=first.assessment_id, decision="balanced", reason="a trial")
            store.decide("ann", new)
        return db

    @pytest.mark.parametrize("ending", ["jsonl", "csv", "sarif"])
    def test_the_ending_chooses_the_format(self, decided, tmp_path, ending):
        out = tmp_path / f"decisions.{ending}"
        assert "1 decided pages" in run("export", "--db", decided, "--out", out).stderr
        text = out.read_text()
        assert "a trial" in text
        assert text == run("export", "--db", decided, "--format", ending).stdout

    def test_the_log_is_written_line_by_line(self, decided):
        entries = [json.loads(line) for line in run("export", "--db", decided, "--audit").stdout.splitlines()]
        assert [entry["action"] for entry in entries] == ["import started", "run ended", "user added", "decided"]
        assert entries[-1]["detail"]["reason"] == "a trial"

    def test_the_log_has_one_format(self, decided):
        assert "JSON lines" in run("export", "--db", decided, "--audit", "-f", "csv", code=2).output

    def test_a_database_that_is_not_there_is_not_made(self, db):
        assert "is not there" in run("export", "--db", db, code=2).stderr
        assert not db.exists()
