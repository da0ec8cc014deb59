import gzip
import io
import itertools
import json
import os
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from hypecheck import sources
from hypecheck.config import Settings
from hypecheck.errors import FAILURE_CODES
from hypecheck.sources import estimate_items, read_items

PAGE = "<html><body><p>Magnesium may help.</p></body></html>"
ARTICLE = "Magnesium and cramps\n\nSome people take magnesium for night cramps, and few trials agree.\n"


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def read(*inputs, stdin=b"", **options):
    return list(read_items(inputs, stdin=io.BytesIO(stdin), **options))


def codes(items):
    return [item.failure.code if item.failure else None for item in items]


def one_failure(*inputs, **options):
    [item] = read(*inputs, **options)
    assert item.failure is not None
    assert item.failure.stage == "source"
    assert item.failure.code in FAILURE_CODES
    assert item.html is item.text is item.url is None
    return item.failure.code, item.failure.detail


def test_no_inputs_give_no_items():
    assert read() == []


class TestUrls:
    @pytest.mark.parametrize(
        "url",
        [
            "https://example.org/a?b=c#d",
            "http://[::1]:8000/",
            "HTTPS://Example.ORG",
            "https://example.org/käse",
            "https://example.org/@kim?mail=a@b.example",
        ],
    )
    def test_an_address_is_an_item(self, url):
        [item] = read(url)
        assert (item.id, item.url, item.failure) == (url, url, None)

    @pytest.mark.parametrize(
        ("url", "fault"),
        [
            ("ftp://example.org/page", "does not start with http"),
            ("https://", "names no host"),
            ("https://exa mple.org", "is not one address"),
            ("https://example.org:port/", "is not a web address"),
            ("https://[::1/", "is not a web address"),
            ("https://example.org/\udce9", "holds characters that cannot be read"),
            ("https://example.org/" + "a" * 9_000, "is over 8,000 characters long"),
            ("https://kim:secret@example.org/", "holds a user name or password"),
            ("https://@example.org/", "holds a user name or password"),
        ],
        ids=["ftp", "no host", "blank", "port", "bracket", "wrong bytes", "long", "password", "empty user name"],
    )
    def test_what_is_no_web_address_says_why_and_what_was_expected(self, url, fault):
        code, detail = one_failure(url)
        assert code == "bad_url"
        assert fault in detail
        assert "expected a full http:// or https:// address" in detail


class TestUrlLists:
    def test_each_line_is_an_item_with_its_line_number(self, tmp_path):
        path = write(tmp_path / "urls.txt", "https://a.example\n\n# a comment\n  https://b.example  # why\n")
        items = read(path)
        assert [(item.id, item.source, item.line, item.url) for item in items] == [
            ("https://a.example", path, 1, "https://a.example"),
            ("https://b.example", path, 4, "https://b.example"),
        ]

    @pytest.mark.parametrize(
        "raw",
        [
            b"\xef\xbb\xbfhttps://a.example\r\nhttps://b.example\r\n",
            "https://a.example\nhttps://b.example".encode("utf-16"),
            b"https://a.example\rhttps://b.example",
        ],
        ids=["BOM and CRLF", "UTF-16, as PowerShell writes", "CR alone, no last line end"],
    )
    def test_marks_and_line_ends_of_other_systems_are_read(self, tmp_path, raw):
        items = read(write(tmp_path / "urls.txt", raw))
        assert [item.url for item in items] == ["https://a.example", "https://b.example"]

    def test_a_duplicate_line_is_an_item_again(self, tmp_path):
        items = read(write(tmp_path / "urls.txt", "https://a.example\n" * 2))
        assert [(item.url, item.line) for item in items] == [
            ("https://a.example", 1),
            ("https://a.example", 2),
        ]

    def test_garbage_lines_are_failed_items_and_the_rest_goes_on(self, tmp_path):
        lines = [
            b"https://a.example",
            b"example.org/page",
            b"a\x00b",
            b"\xff\xfe\xfd",
            b"x" * 50_000,
            b"https://b.example",
        ]
        items = read(write(tmp_path / "urls.txt", b"\n".join(lines)))
        assert codes(items) == [None, *["bad_url"] * 4, None]
        assert [item.line for item in items] == [1, 2, 3, 4, 5, 6]
        assert items[1].id.endswith("urls.txt:2")
        assert "'example.org/page' does not start with http://" in items[1].failure.detail
        assert len(items[4].failure.detail) < 400

    def test_an_article_given_as_a_list_is_told_to_add_as_text(self, tmp_path):
        code, detail = one_failure(write(tmp_path / "article.txt", ARTICLE))
        assert code == "unsupported_file"
        assert "'Magnesium and cramps'" in detail
        assert "--as text" in detail

    @pytest.mark.parametrize(
        "lines",
        [
            ["All the pages that Kim wants checked", "https://a.example"],
            ["foo", "bar", "baz"],
            ["https://a.example", *["a line of seven words is here now"] * 20],
        ],
        ids=["a note above a list", "garbage only", "an address above prose"],
    )
    def test_a_list_with_garbage_is_still_a_list(self, tmp_path, lines):
        assert len(read(write(tmp_path / "urls.txt", "\n".join(lines)))) == len(lines)

    @pytest.mark.parametrize("content", ["# nothing yet\n\n", " \n\n"], ids=["comments", "blank"])
    def test_a_list_without_an_address_is_one_failed_item(self, tmp_path, content):
        assert one_failure(write(tmp_path / "urls.txt", content))[0] == "empty_file"

    def test_a_long_list_is_read_as_it_is_asked_for(self, tmp_path):
        path = tmp_path / "urls.txt"
        with path.open("w") as stream:
            stream.writelines(f"https://example.org/page/{number}\n" for number in range(20_000))
        tracemalloc.start()
        try:
            items = read_items([str(path)])
            assert [item.line for item in itertools.islice(items, 3)] == [1, 2, 3]
            assert sum(1 for _ in items) == 19_997
            assert tracemalloc.get_traced_memory()[1] < 1_000_000
        finally:
            tracemalloc.stop()

    def test_a_list_that_is_still_being_written_is_not_held_up(self):
        reader, writer = os.pipe()
        with open(reader, "rb") as stdin, open(writer, "wb", buffering=0) as other_end:  # noqa: PTH123  # descriptors
            items = read_items(["-"], stdin=stdin)
            other_end.write(b"https://a.example\n")
            assert next(items).url == "https://a.example"
            other_end.write(b"https://b.example\n")
            assert next(items).url == "https://b.example"
            items.close()


class TestPagesAndArticles:
    @pytest.mark.parametrize("name", ["page.html", "page.htm", "PAGE.HTML"])
    def test_an_html_file_is_an_item_of_its_bytes(self, tmp_path, name):
        path = write(tmp_path / name, PAGE)
        [item] = read(path)
        assert (item.id, item.source, item.html, item.text) == (path, path, PAGE.encode(), None)

    @pytest.mark.parametrize(
        "raw",
        [
            PAGE.encode("utf-16"),
            PAGE.encode("utf-16-le"),
            PAGE.encode("latin-1") + b"\x00\xe9",
            b"\xef\xbb\xbf<p>hi",
        ],
        ids=["UTF-16", "UTF-16 without a mark", "a NUL and a wrong byte", "BOM"],
    )
    def test_odd_character_sets_are_no_binary_files(self, tmp_path, raw):
        [item] = read(write(tmp_path / "page.html", raw))
        assert item.html == raw

    @pytest.mark.parametrize("name", ["article.txt", "article.md", "article"])
    def test_a_text_file_is_an_article_with_as_text(self, tmp_path, name):
        [item] = read(write(tmp_path / name, ARTICLE), as_text=True)
        assert item.text == ARTICLE

    def test_as_text_leaves_html_files_pages(self, tmp_path):
        [item] = read(write(tmp_path / "page.html", PAGE), as_text=True)
        assert item.html == PAGE.encode()

    @pytest.mark.parametrize(
        ("raw", "text"),
        [
            ("“K2” – naïve".encode(), "“K2” – naïve"),
            (b"\xef\xbb\xbfK2", "K2"),
            ("“K2”".encode("utf-16"), "“K2”"),
            ("“K2” naïve".encode("cp1252"), "“K2” naïve"),
            ("“K2” “K3” ".encode() + b"\xe9", "“K2” “K3” \ufffd"),
        ],
        ids=["UTF-8", "BOM", "UTF-16", "Windows-1252", "one wrong byte"],
    )
    def test_an_article_is_decoded(self, tmp_path, raw, text):
        [item] = read(write(tmp_path / "article.txt", raw), as_text=True)
        assert item.text == text

    @pytest.mark.parametrize("name", ["page.html", "article.txt"])
    def test_a_page_over_the_limit_is_refused_unread(self, tmp_path, name):
        path = write(tmp_path / name, "a" * 1_001)
        code, detail = one_failure(path, as_text=True, settings=Settings(max_html_bytes=1_000))
        assert code == "too_large"
        assert "1,000 bytes" in detail
        [item] = read(path, as_text=True, settings=Settings(max_html_bytes=1_001))
        assert item.failure is None


class TestFilesThatCannotBeRead:
    @pytest.mark.parametrize("name", ["page.html", "urls.txt", "pages.jsonl", "pages.jsonl.gz", "folder", ""])
    def test_a_missing_file_is_one_failed_item(self, tmp_path, name):
        code, detail = one_failure(str(tmp_path / name / "x" / name) if name else "")
        assert code == "missing_file"
        assert name in detail

    def test_a_web_address_without_https_is_recognised(self):
        assert "write https://www.example.org/page" in one_failure("www.example.org/page")[1]

    def test_a_misspelt_file_is_not_taken_for_a_web_address(self):
        assert "web address" not in one_failure("pagee.html")[1]

    @pytest.mark.parametrize("name", ["x" * 5_000, "nul\0"], ids=["too long", "NUL"])
    def test_an_impossible_name_is_one_failed_item(self, name):
        assert one_failure(name)[0] in ("missing_file", "unreadable_file")

    @pytest.mark.parametrize("name", ["page.html", "urls.txt", "pages.jsonl", "pages.jsonl.gz"])
    def test_a_file_we_may_not_open_is_one_failed_item(self, tmp_path, monkeypatch, name):
        def refuse(*args, **kwargs):
            raise PermissionError(13, "Permission denied")

        path = write(tmp_path / name, PAGE)
        monkeypatch.setattr(Path, "open", refuse)
        monkeypatch.setattr(gzip, "open", refuse)
        code, detail = one_failure(path)
        assert code == "unreadable_file"
        assert "Permission denied" in detail
        assert "Check its permissions" in detail

    def test_a_device_is_one_failed_item(self):
        assert one_failure("/dev/zero")[0] == "unreadable_file"

    @pytest.mark.parametrize("name", ["page.html", "urls.txt", "pages.jsonl", "pages.jsonl.gz"])
    @pytest.mark.parametrize("content", ["", " \n\n\t"], ids=["no bytes", "blank"])
    def test_an_empty_file_is_one_failed_item(self, tmp_path, name, content):
        raw = content.encode()
        path = write(tmp_path / name, gzip.compress(raw) if name.endswith(".gz") else raw)
        assert one_failure(path)[0] == "empty_file"

    @pytest.mark.parametrize(
        ("raw", "kind"),
        [
            (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
            (b"PK\x03\x04\x14\x00", "a ZIP"),
            (b"\x89PNG\r\n\x1a\n", "a PNG"),
            (gzip.compress(b"<html>"), "a gzip file"),
            (bytes(range(256)) * 16, "binary data"),
            (b"\0" * 500, "binary data"),
        ],
        ids=["pdf", "docx", "png", "gzip", "random", "zeros"],
    )
    @pytest.mark.parametrize("name", ["page.html", "urls.txt", "pages.jsonl"])
    def test_a_binary_file_is_named(self, tmp_path, name, raw, kind):
        code, detail = one_failure(write(tmp_path / name, raw))
        assert code == "binary_file"
        assert kind in detail

    @pytest.mark.parametrize("name", ["report.pdf", "notes.md", "page"])
    def test_another_kind_of_file_says_what_can_be_read(self, tmp_path, name):
        code, detail = one_failure(write(tmp_path / name, ARTICLE))
        assert code == "unsupported_file"
        assert ".html, .htm, .xhtml, .jsonl(.gz), .warc(.gz), .wet(.gz)" in detail
        assert "--as text" in detail

    @pytest.mark.parametrize(
        ("name", "found", "remedy"),
        [
            ("page.mhtml", "is a .mhtml file", "Open .mhtml files in a browser and save them as HTML."),
            ("page.html.gz", "is a .html.gz file", "Unpack .html.gz files."),
            ("notes.md", "is a .md file", ".md files are read with --as text."),
            ("report.pdf", "is a .pdf file", ".md article."),
            ("Dr. Moss on sleep", "is a file without an ending", ".md article."),
        ],
    )
    def test_another_kind_of_file_comes_with_what_helps_where_something_does(self, tmp_path, name, found, remedy):
        detail = one_failure(write(tmp_path / name, ARTICLE))[1]
        assert found in detail
        assert detail.endswith(remedy)

    def test_the_inputs_after_a_bad_one_go_on(self, tmp_path):
        good = write(tmp_path / "page.html", PAGE)
        assert codes(read("gone.html", good, "ftp://x", good)) == ["missing_file", None, "bad_url", None]


class TestFolders:
    def test_a_folder_is_read_recursively_in_order_without_hidden_files(self, tmp_path):
        for name in ["b.html", "a.htm", "sub/c.html", ".hidden.html", ".git/d.html", "style.css", "notes.md"]:
            write(tmp_path / name, PAGE)
        write(tmp_path / "sub/pages.jsonl", '{"id": "one", "text": "x"}\n')
        write(tmp_path / "sub/urls.txt", "https://a.example\n")
        found = [Path(item.source).relative_to(tmp_path).as_posix() for item in read(str(tmp_path))]
        assert found == ["a.htm", "b.html", "sub/c.html", "sub/pages.jsonl", "sub/urls.txt"]

    def test_the_files_of_a_folder_come_before_its_folders(self, tmp_path):
        for name in ["a/z.html", "b.html", "B.html", "a.html"]:
            write(tmp_path / name, PAGE)
        found = [Path(item.source).relative_to(tmp_path).as_posix() for item in read(str(tmp_path))]
        assert found == ["B.html", "a.html", "b.html", "a/z.html"]

    def test_what_is_left_out_of_a_folder_is_counted_by_kind(self, tmp_path):
        names = ["m.mhtml", "a.PNG", "b.png", "page.html.gz", "l.csv", "noending", "Dr. Moss on sleep", ".hidden.html"]
        for name in [*names, "sub/c.png", ".git/d.html", ".git/sub/e.html", "p.xhtml", "q.html", "notes.md"]:
            write(tmp_path / name, PAGE)
        (tmp_path / "loop").symlink_to(tmp_path)
        left_out = Counter()
        assert len(read(str(tmp_path), left_out=left_out)) == 2
        assert left_out == {
            ".png": 3,
            ".mhtml": 1,
            ".html.gz": 1,
            ".csv": 1,
            ".md": 1,
            "without an ending": 2,
            "hidden": 1,
            "hidden folder": 1,
            "linked folder": 1,
        }

    def test_what_is_read_with_as_text_is_not_left_out(self, tmp_path):
        write(tmp_path / "notes.md", ARTICLE)
        left_out = Counter()
        assert len(read(str(tmp_path), as_text=True, left_out=left_out)) == 1
        assert left_out == {}

    def test_what_the_run_itself_writes_is_no_part_of_a_folder(self, tmp_path):
        names = ["a.jsonl", "a.jsonl.run", "a.jsonl.run-wal", ".a.jsonl.123.part", "pages.db", "pages.db-shm"]
        others = ["b.html", "aXjsonl", "a.jsonl.runs", ".a.jsonl.part", "sub/a.jsonl.run"]
        for name in [*names, *others]:
            write(tmp_path / name, PAGE)
        left_out = Counter()
        written = [tmp_path / "sub" / ".." / "a.jsonl", tmp_path / "pages.db"]
        assert len(read(str(tmp_path), left_out=left_out, written=written)) == 1
        assert left_out == {"without an ending": 1, ".runs": 1, "hidden": 1, ".run": 1}

    def test_nothing_is_left_out_of_what_is_named_itself(self, tmp_path):
        left_out = Counter()
        assert codes(read(write(tmp_path / "l.csv", PAGE), left_out=left_out)) == ["unsupported_file"]
        assert left_out == {}

    def test_text_files_of_a_folder_are_articles_with_as_text_only(self, tmp_path):
        write(tmp_path / "a.txt", ARTICLE)
        write(tmp_path / "b.md", ARTICLE)
        assert codes(read(str(tmp_path))) == ["unsupported_file"]
        assert [item.text for item in read(str(tmp_path), as_text=True)] == [ARTICLE, ARTICLE]

    @pytest.mark.parametrize("names", [[], ["style.css", ".hidden.html"]], ids=["empty", "nothing usable"])
    def test_a_folder_with_nothing_usable_is_one_failed_item(self, tmp_path, names):
        for name in names:
            write(tmp_path / name, PAGE)
        code, detail = one_failure(str(tmp_path))
        assert code == "empty_folder"
        assert ".html" in detail

    def test_a_closed_folder_and_a_broken_link_are_failed_items(self, tmp_path, monkeypatch):
        write(tmp_path / "a.html", PAGE)
        (tmp_path / "b.html").symlink_to(tmp_path / "gone.html")
        (tmp_path / "closed").mkdir()
        scandir = os.scandir

        def refuse_closed(path):
            if str(path).endswith("closed"):
                raise PermissionError(13, "Permission denied", str(path))
            return scandir(path)

        monkeypatch.setattr(os, "scandir", refuse_closed)
        assert codes(read(str(tmp_path))) == [None, "missing_file", "unreadable_file"]

    def test_a_name_in_no_known_character_set_can_be_written_as_utf8(self, tmp_path):
        write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe9.html")), PAGE)
        write(Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xe8.html")), PAGE)
        items = read(str(tmp_path))
        assert [item.html for item in items] == [PAGE.encode()] * 2
        assert [Path(item.id.encode().decode()).name for item in items] == ["\\xe8.html", "\\xe9.html"]


def json_lines(*records):
    return "".join(f"{record if isinstance(record, str) else json.dumps(record)}\n" for record in records)


class TestJsonl:
    @pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
    def test_each_object_is_an_item(self, tmp_path, packed):
        lines = json_lines(
            {"id": "a", "html": PAGE, "url": "https://a.example"},
            {"text": ARTICLE},
            "",
            {"id": 7, "url": "https://b.example", "other": None, "html": None},
        ).encode()
        name = "pages.jsonl.gz" if packed else "pages.jsonl"
        path = write(tmp_path / name, gzip.compress(lines) if packed else lines)
        items = read(path)
        assert [(item.id, item.line, item.url, item.html, item.text) for item in items] == [
            ("a", 1, "https://a.example", PAGE, None),
            (f"{path}:2", 2, None, None, ARTICLE),
            ("7", 4, "https://b.example", None, None),
        ]

    @pytest.mark.parametrize(
        ("line", "code", "message"),
        [
            ('{"id": "a", "text": ', "bad_json", "broken JSON"),
            ("[" * 100_000, "bad_json", "broken JSON"),
            ("[1]", "bad_record", "not a JSON object"),
            ('"text"', "bad_record", "not a JSON object"),
            ("{}", "bad_record", "found nothing"),
            ('{"id": "a", "content": "x"}', "bad_record", "found id, content; expected"),
            ('{"html": 5}', "bad_record", '"html" is a number; expected a string'),
            ('{"html": true}', "bad_record", '"html" is true or false; expected a string'),
            ('{"id": ["a"], "text": "x"}', "bad_record", '"id" is a list; expected a string or a number'),
            ('{"id": {"a": 1}, "text": "x"}', "bad_record", '"id" is an object; expected'),
            ('{"text": ["x"]}', "bad_record", '"text" is a list'),
            ('{"url": "example.org"}', "bad_url", "does not start with http"),
        ],
        ids=[
            *("cut", "deep", "list", "string", "empty", "neither", "number", "boolean", "list id", "object id"),
            *("list text", "no scheme"),
        ],
    )
    def test_a_bad_line_is_told_with_its_number_and_the_rest_goes_on(self, tmp_path, line, code, message):
        path = write(tmp_path / "pages.jsonl", json_lines({"text": "x"}, line, {"text": "y"}))
        before, bad, after = read(path)
        assert before.failure is after.failure is None
        assert (bad.line, bad.failure.code) == (2, code)
        assert message in bad.failure.detail
        assert f"{path}:2" in bad.failure.detail

    @pytest.mark.parametrize("rest", [{}, {"text": 5}, {"url": "example.org"}], ids=["nothing", "number", "no scheme"])
    def test_a_bad_line_keeps_the_id_it_came_with(self, tmp_path, rest):
        [bad] = read(write(tmp_path / "pages.jsonl", json_lines({"id": "case-7", **rest})))
        assert bad.failure is not None
        assert (bad.id, bad.line) == ("case-7", 1)

    def test_an_empty_text_is_left_to_the_stage_that_reads_it(self, tmp_path):
        [item] = read(write(tmp_path / "pages.jsonl", '{"text": ""}'))
        assert (item.text, item.failure) == ("", None)

    def test_a_lone_surrogate_becomes_a_replacement_character(self, tmp_path):
        line = r'{"id": "\udc00", "text": "a \ud83d b \ud83d\ude00"}'
        [item] = read(write(tmp_path / "pages.jsonl", line))
        assert (item.id, item.text) == ("\ufffd", "a \ufffd b 😀")

    def test_wrong_bytes_become_replacement_characters(self, tmp_path):
        [item] = read(write(tmp_path / "pages.jsonl", b'{"text": "na\xefve"}'))
        assert item.text == "na\ufffdve"

    def test_a_line_without_end_does_not_fill_the_memory(self, tmp_path):
        huge = gzip.compress(b" " * 20_000_000 + b'\n{"text": "x"}')
        path = write(tmp_path / "pages.jsonl.gz", huge)
        tracemalloc.start()
        try:
            items = read(path, settings=Settings(max_html_bytes=1_000))
            assert tracemalloc.get_traced_memory()[1] < 2_000_000
        finally:
            tracemalloc.stop()
        assert [(item.line, item.failure and item.failure.code) for item in items] == [
            (1, "too_large"),
            (2, None),
        ]


class TestDamagedGzip:
    lines = json_lines(*({"id": str(number), "text": os.urandom(500).hex()} for number in range(2_000))).encode()

    def damaged(self, kind):
        packed = gzip.compress(self.lines)
        if kind == "cut short":
            return packed[: len(packed) // 2]
        if kind == "overwritten":
            return packed[:500_000] + b"\xff" * 100 + packed[500_100:]
        return packed + b"and more"

    @pytest.mark.parametrize("kind", ["cut short", "overwritten", "with a tail"])
    def test_what_came_before_is_kept_and_the_next_input_goes_on(self, tmp_path, kind):
        path = write(tmp_path / "pages.jsonl.gz", self.damaged(kind))
        good = write(tmp_path / "page.html", PAGE)
        *before, broken, after = read(path, good)
        assert len(before) > 100
        assert codes(before[:100]) == [None] * 100
        assert broken.failure.code == "damaged_file"
        assert "cut short; the rest of this file was not read" in broken.failure.detail  # and no bytes of it
        assert after.failure is None

    def test_what_is_no_gzip_file_is_told_so(self, tmp_path):
        code, detail = one_failure(write(tmp_path / "pages.jsonl.gz", self.lines))
        assert code == "damaged_file"
        assert "is no gzip file" in detail
        assert "Take .gz off its name" in detail
        assert "b'" not in detail


class TestStandardInput:
    @pytest.mark.parametrize(
        ("stdin", "expected"),
        [
            (
                b"\n\nhttps://a.example\nhttps://b.example",
                [(3, "https://a.example"), (4, "https://b.example")],
            ),
            (
                b'\n{"id": "x", "text": "y"}\n{"url": "https://b.example"}',
                [(2, None), (3, "https://b.example")],
            ),
            (b'\xef\xbb\xbf{"text": "y"}', [(1, None)]),
            (b"\n <html>", [(None, None)]),
        ],
        ids=["URLs", "JSONL", "JSONL with BOM", "a page"],
    )
    def test_what_comes_in_is_told_from_its_start(self, stdin, expected):
        items = read("-", stdin=stdin)
        assert codes(items) == [None] * len(expected)
        assert [(item.line, item.url) for item in items] == expected
        assert {item.source for item in items} == {"stdin"}

    def test_a_page_keeps_its_bytes_for_the_reader_of_character_sets(self):
        [item] = read("-", stdin="<p>naïve".encode("latin-1"))
        assert item.html == b"<p>na\xefve"

    def test_text_is_an_article_with_as_text(self):
        [item] = read("-", stdin=ARTICLE.encode(), as_text=True)
        assert item.text == ARTICLE

    @pytest.mark.parametrize(
        ("stdin", "code"),
        [
            (b"", "empty_file"),
            (b" \n", "empty_file"),
            (b"%PDF-1.7", "binary_file"),
            (ARTICLE.encode(), "unsupported_file"),
        ],
        ids=["nothing", "blank", "pdf", "prose"],
    )
    def test_what_cannot_be_used_is_one_failed_item(self, stdin, code):
        assert one_failure("-", stdin=stdin)[0] == code

    def test_the_stream_stays_open(self):
        stdin = io.BytesIO(b"https://a.example")
        list(read_items(["-"], stdin=stdin))
        assert not stdin.closed

    def test_a_named_pipe_is_read_like_standard_input(self, tmp_path):
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        keeper = os.open(pipe, os.O_RDWR)
        os.write(keeper, b"https://a.example\n")
        items = read_items([str(pipe)])
        assert next(items).url == "https://a.example"
        items.close()
        os.close(keeper)


class TestEstimates:
    def test_lines_and_files_are_counted(self, tmp_path):
        urls = write(tmp_path / "in/urls.txt", "# note\n\nhttps://a.example\nhttps://b.example\n")
        write(tmp_path / "in/pages.jsonl", json_lines({"text": "x"}, {"text": "y"}, {"text": "z"}))
        write(tmp_path / "in/page.html", PAGE)
        assert estimate_items([urls]) == 2
        assert estimate_items([str(tmp_path / "in"), "https://a.example", "gone.html"]) == 8
        assert estimate_items([urls], as_text=True) == 1
        assert estimate_items([]) == 0

    def test_what_only_reading_would_tell_is_none(self, tmp_path):
        assert estimate_items(["-"]) is None
        assert estimate_items([write(tmp_path / "pages.jsonl.gz", gzip.compress(b"{}"))]) is None
        assert estimate_items(["x" * 5_000]) is None


def test_a_reader_left_half_read_says_nothing_when_its_file_is_gone(tmp_path):
    # an interrupted run drops its generators in any order: the file may be closed before the reader of its lines is
    path = tmp_path / "urls.txt"
    path.write_text("https://example.org/a\nhttps://example.org/b\n")
    with path.open("rb") as file:
        lines = sources._read_lines(file, max_chars=100)
        assert next(lines) == (1, "https://example.org/a")
    lines.close()
