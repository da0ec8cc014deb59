"""``hypecheck claims`` and ``hypecheck compare``: inputs, formats, ends and exit codes."""

from __future__ import annotations

import subprocess
import sys

import pytest

from hypecheck.records import Annotations, Article, Assessment, Claim, Failure, Framing, InputItem, Sentence
from run_cli import records, run


class FakeChecker:
    """Reads "agent eases outcome" in a page of three words, "agent never outcome" as negated; else no claim."""

    def assess_item(self, item: InputItem) -> Assessment:
        if item.failure is not None:
            return Assessment(input=item, failure=item.failure)
        raw = item.html or item.text or item.url or ""
        text = (raw.decode() if isinstance(raw, bytes) else raw).replace("<p>", "").strip()
        if "broken" in text:
            failure = Failure(stage="clean", code="empty_extraction", detail="No article text was found.")
            return Assessment(input=item, failure=failure)
        agent, relation, outcome = [*text.split("_"), "", "", ""][:3]
        said = Claim(
            text=text,
            start=0,
            end=len(text),
            agent=agent,
            relation=relation,
            outcome=outcome,
            certainty="negated" if relation == "never" else "asserted",
            voice="author",
            strength="causal",
        )
        return Assessment(
            input=item,
            article=Article(text=text, blocks=(), title=text, word_count=3),
            annotations=Annotations(
                sentences=(Sentence(start=0, end=len(text), block=0, token_count=3),), claims=(said,) if outcome else ()
            ),
            framing=Framing(score=0.5, band="mixed", raw_score=0.0, low=0.0, high=1.0),
        )


@pytest.fixture(autouse=True)
def _no_model(monkeypatch):
    monkeypatch.setattr("hypecheck.batch.load", lambda *_, **__: FakeChecker())
    monkeypatch.setattr("hypecheck.pipeline.load", lambda *_, **__: FakeChecker())


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    written = ("MK-7_eases_night cramps", "menaquinone_never_nocturnal leg cramps", "zinc_eases_colds")
    for number, text in enumerate(written):
        (folder / f"{number}.html").write_text(f"<p>{text}")
    return folder


class TestClaims:
    def test_pages_meet_in_one_line_when_piped(self, pages):
        result = run("claims", pages)
        assert result.exit_code == 0
        first, second = records(result.stdout)
        assert (first["agent"], first["outcome"], first["contested"]) == ("vitamin K2", "nocturnal leg cramps", True)
        assert (second["agent"], second["pages"]) == ("zinc", 1)

    def test_min_pages_leaves_out_the_rest(self, pages):
        assert [record["agent"] for record in records(run("claims", pages, "--min-pages", 2).stdout)] == ["vitamin K2"]

    def test_a_failure_stops_nothing_and_is_told(self, pages, tmp_path):
        (pages / "0.html").write_text("<p>broken")
        result = run("claims", "gone.html", pages)
        assert result.exit_code == 0
        assert [record["agent"] for record in records(result.stdout)] == ["vitamin K2", "zinc"]
        assert "4 pages" in result.stderr
        assert "failed: 1 missing_file" in result.stderr
        assert "failed: 1 empty_extraction" in result.stderr

    def test_quiet_keeps_to_itself(self, pages):
        assert run("claims", pages, "--quiet").stderr == ""

    @pytest.mark.parametrize(
        ("name", "opening"), [("c.html", "<!doctype html>"), ("c.jsonl", '{"schema":"hypecheck/claims/1"')]
    )
    def test_the_ending_of_the_file_tells_the_format(self, pages, tmp_path, name, opening):
        out = tmp_path / name
        assert run("claims", pages, "--out", out).stdout == ""
        assert out.read_text(encoding="utf-8").startswith(opening)

    def test_a_table_can_be_asked_for(self, pages):
        assert "vitamin K2 → nocturnal leg cramps" in run("claims", pages, "--format", "table").stdout

    def test_the_same_inputs_as_scan_are_taken(self, tmp_path):
        (tmp_path / "in.jsonl").write_text('{"id": "a", "text": "zinc_eases_colds"}\n{broken\n')
        (tmp_path / "text.txt").write_text("iron_eases_anaemia")
        result = run("claims", tmp_path / "in.jsonl", tmp_path / "text.txt", "--as", "text")
        assert [record["agent"] for record in records(result.stdout)] == ["iron", "zinc"]

    def test_pages_without_claims_give_no_lines(self, tmp_path):
        (tmp_path / "a.html").write_text("<p>tea")
        result = run("claims", tmp_path / "a.html")
        assert (result.exit_code, result.stdout) == (0, "")

    def test_nothing_readable_is_2(self):
        result = run("claims", "gone.html")
        assert result.exit_code == 2
        assert "none of the inputs can be read" in result.stderr

    @pytest.mark.parametrize(
        "options", [["--format", "csv"], ["--min-pages", "0"], ["--jobs", "0"]], ids=["format", "min-pages", "jobs"]
    )
    def test_a_value_that_cannot_be_used_is_2(self, pages, options):
        assert run("claims", pages, *options).exit_code == 2

    def test_an_input_is_never_overwritten(self, pages):
        page = pages / "0.html"
        assert run("claims", page, "--out", page).exit_code == 2
        assert page.read_text().startswith("<p>MK-7")

    def test_a_file_that_cannot_be_written_is_74(self, pages, tmp_path):
        assert run("claims", pages, "--out", tmp_path / "gone" / "c.html").exit_code == 74

    def test_an_interrupt_writes_what_was_done(self, pages, monkeypatch):
        class Interrupted(FakeChecker):
            def assess_item(self, item):
                if item.id.endswith("2.html"):
                    raise KeyboardInterrupt
                return super().assess_item(item)

        monkeypatch.setattr("hypecheck.batch.load", lambda *_, **__: Interrupted())
        result = run("claims", pages)
        assert result.exit_code == 130
        assert [record["pages"] for record in records(result.stdout)] == [2]
        assert "the claims of what was done are written (2 pages)" in result.stderr


class TestCompare:
    def test_two_pages_stand_side_by_side(self, pages):
        result = run("compare", pages / "0.html", pages / "1.html")
        assert result.exit_code == 0
        assert "vitamin K2 → nocturnal leg cramps" in result.stdout

    def test_the_ending_of_the_file_tells_the_format(self, pages, tmp_path):
        out = tmp_path / "c.html"
        assert run("compare", pages / "0.html", pages / "1.html", "--out", out).exit_code == 0
        assert out.read_text(encoding="utf-8").startswith("<!doctype html>")

    def test_one_may_come_from_stdin(self, pages):
        result = run("compare", "--as", "text", "-", pages / "1.html", stdin="K2_eases_night cramps")
        assert "vitamin K2 → nocturnal leg cramps" in result.stdout

    def test_both_from_stdin_is_wrong_usage(self):
        assert run("compare", "-", "-").exit_code == 2

    def test_a_page_that_cannot_be_read_is_told(self, pages):
        result = run("compare", pages / "0.html", "gone.html")
        assert result.exit_code == 2
        assert result.stderr == "hypecheck: gone.html: no such file or folder. Check the path.\n"

    def test_a_page_without_an_article_is_told_with_its_name(self, pages):
        (pages / "1.html").write_text("<p>broken")
        result = run("compare", pages / "0.html", pages / "1.html")
        assert result.exit_code == 2
        assert "1.html: No article text was found." in result.stderr

    def test_a_folder_of_pages_is_wrong_usage(self, pages):
        assert run("compare", pages, pages / "0.html").exit_code == 2


@pytest.mark.parametrize("command", ["claims", "compare"])
def test_help_comes_at_once(command):
    told = (
        "import sys, contextlib, io\nfrom hypecheck.cli import main\n"
        f"sys.argv = ['hypecheck', '{command}', '--help']\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit): main()\n"
        "print(*[name for name in ('spacy', 'sklearn', 'trafilatura') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == []
