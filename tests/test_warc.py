"""WARC and WET files: every recorded page becomes an item, and a broken record is one failed item."""

from __future__ import annotations

import gzip
import subprocess
import sys
import textwrap
import tracemalloc
import zlib
from pathlib import Path

import brotli
import pytest

from hypecheck.config import Settings
from hypecheck.errors import OutputError, SettingsError
from hypecheck.records import Page
from hypecheck.sources import estimate_items, read_items
from hypecheck.warc import WarcFile

pytest.importorskip("fastwarc")

PAGE = b"<p>Iron tablets can cause constipation.</p>"


def record(body, *headers, kind="response", url="http://a.example/", status="200 OK", content_type="text/html"):
    """Return one WARC record, as a crawler writes it."""
    if kind in ("response", "revisit"):
        lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {content_type}"] if content_type else []), *headers]
        body = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
        block_type = "application/http; msgtype=response"
    else:
        block_type = "text/plain"
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2024-05-01T12:00:00Z",
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>",
        f"Content-Type: {block_type}",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body + b"\r\n\r\n"


@pytest.fixture
def read(tmp_path):
    """Return a function that writes records to a file of this name and reads it."""

    def write_and_read(*records, name="crawl.warc", **settings):
        path = tmp_path / name
        packed = (gzip.compress(each) for each in records) if name.endswith(".gz") else records
        path.write_bytes(b"".join(packed))
        return list(read_items([str(path)], settings=Settings(**settings)))

    return write_and_read


def codes(items):
    return [item.failure.code if item.failure else "" for item in items]


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz", "CC-MAIN-2024.WARC.GZ"])
def test_a_recorded_page_is_an_item_with_its_address_type_and_number(read, name):
    info = record(b"software: x", kind="warcinfo")
    [item] = read(info, record(PAGE, content_type="text/html; charset=latin-1"), name=name)
    assert (item.html, item.url, item.line) == (PAGE, "http://a.example/", 2)
    assert item.content_type == "text/html; charset=latin-1"
    assert item.id.endswith(f"{name}:2")


@pytest.mark.parametrize("name", ["crawl.wet", "CC-MAIN-2024.warc.wet.gz"])
def test_an_extracted_text_is_a_text(read, name):
    [item] = read(record("Zinc für alle.".encode(), kind="conversion"), name=name)
    assert (item.text, item.html, item.url) == ("Zinc für alle.", None, "http://a.example/")


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(PAGE), "Content-Encoding: gzip"),
        (zlib.compress(PAGE), "Content-Encoding: deflate"),
        (brotli.compress(PAGE), "Content-Encoding: br"),
        (gzip.compress(brotli.compress(PAGE)), "Content-Encoding: br, gzip"),
        (PAGE, "Content-Encoding: UTF-8"),
        (b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), "Transfer-Encoding: chunked"),
        (PAGE, "X-Crawler-Content-Encoding: gzip"),
    ],
    ids=["gzip", "deflate", "brotli", "gzip of brotli", "no encoding", "chunks", "unpacked by the crawler"],
)
def test_a_body_is_read_however_it_was_recorded(read, body, header):
    assert [item.html for item in read(record(body, header))] == [PAGE]


@pytest.mark.parametrize("before", [b"", b"\r\n", b"\xef\xbb\xbf"], ids=["nothing", "a line end too many", "a mark"])
@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Encoding: gzip", "Content-Length: 17"],
        ["Content-Encoding: deflate"],
        ["Content-Encoding: br"],
        ["Transfer-Encoding: chunked"],
        ["Transfer-Encoding: chunked", "Content-Encoding: gzip"],
    ],
    ids=["gzip", "deflate", "brotli", "chunks", "chunks of gzip"],
)
def test_a_page_unpacked_by_the_crawler_is_read_though_its_headers_say_that_it_is_packed(read, headers, before):
    page = before + PAGE
    assert [item.html for item in read(record(page, *headers), record(PAGE))] == [page, PAGE]


@pytest.mark.parametrize(
    "other",
    [
        record(b"", kind="request"),
        record(b"a: b", kind="metadata"),
        record(b"", "Location: /x", status="301 Moved"),
        record(PAGE, status="404 Not Found"),
        record(b"\x89PNG", content_type="image/png"),
        record(PAGE, kind="revisit"),
    ],
    ids=["request", "metadata", "redirect", "404", "image", "revisit"],
)
def test_what_is_no_page_is_passed_over(read, other):
    assert [item.line for item in read(record(PAGE), other, record(PAGE))] == [1, 3]


def test_wgets_brackets_round_the_address_are_dropped(read):
    assert read(record(PAGE, url="<http://a.example/x>"))[0].url == "http://a.example/x"


@pytest.mark.parametrize("content_type", [None, "application/xhtml+xml", "TEXT/HTML"])
def test_html_by_any_of_its_names_is_a_page(read, content_type):
    assert codes(read(record(PAGE, content_type=content_type))) == [""]


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (b"never packed", "Content-Encoding: gzip"),
        (gzip.compress(PAGE)[:9] + b"\xff" * 40, "Content-Encoding: gzip"),
        (b"first chunk?", "Transfer-Encoding: chunked"),
    ],
    ids=["no gzip and no page", "damaged in the middle", "no chunks and no page"],
)
def test_a_record_that_cannot_be_unpacked_is_one_failed_item_and_the_next_goes_on(read, body, header):
    assert codes(read(record(body, header), record(PAGE))) == ["bad_response", ""]


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_record_over_the_limit_is_told_within_bounded_memory(read, name):
    bomb = record(gzip.compress(bytes(20_000_000)), "Content-Encoding: gzip")
    plain = record(bytes(8_000_000))
    tracemalloc.start()
    try:
        items = read(bomb, plain, record(PAGE), name=name, max_html_bytes=100_000)
        assert tracemalloc.get_traced_memory()[1] < 17_000_000  # the test's own copy of the records is half of it
    finally:
        tracemalloc.stop()
    assert codes(items) == ["too_large", "too_large", ""]


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_bomb_is_not_unpacked(tmp_path, encoding):
    zeros = bytes(150_000_000)
    packed = gzip.compress(zeros, 1) if encoding == "gzip" else brotli.compress(zeros, quality=1)
    (tmp_path / "bomb.warc").write_bytes(record(packed, f"Content-Encoding: {encoding}"))
    code = """
        import resource, sys
        from hypecheck.sources import read_items
        import brotli, fastwarc.warc, urllib3
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print([item.failure.code for item in read_items(sys.argv[1:])])
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
    """  # a process of its own: tracemalloc does not see what is not Python's
    command = [sys.executable, "-c", textwrap.dedent(code), str(tmp_path / "bomb.warc")]
    codes, peak_mb = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert codes == "['too_large']"
    assert int(peak_mb) < 100  # the limit for one page is 20 MB


def test_a_file_cut_short_gives_what_is_whole_and_says_so(read, tmp_path):
    path = tmp_path / "cut.warc.gz"
    whole = [gzip.compress(record(PAGE)), gzip.compress(record(PAGE * 50))]
    path.write_bytes(b"".join(whole)[:-30])
    items = list(read_items([str(path)]))
    assert codes(items) == ["", "damaged_file"]


@pytest.mark.parametrize("content", [b"This is no WARC file at all.\n" * 50, gzip.compress(b"nor this\n" * 50)])
def test_what_is_no_warc_is_told(tmp_path, content):
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    assert codes(read_items([str(path)])) == ["damaged_file"]


@pytest.mark.parametrize("records", [(), (record(b"", kind="request"),)], ids=["nothing", "no page"])
def test_a_file_without_a_page_is_one_failed_item(read, records):
    assert codes(read(*records)) == ["empty_file"]


def test_records_are_read_one_at_a_time(tmp_path):
    path = tmp_path / "large.warc.gz"
    with path.open("wb") as stream:
        for number in range(500):
            stream.write(gzip.compress(record(PAGE * 500, url=f"http://a.example/{number}"), 1))
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_items([str(path)])) == 500
        assert tracemalloc.get_traced_memory()[1] < 2_000_000  # all of them have 10 MB
    finally:
        tracemalloc.stop()


def test_a_folder_with_warc_files_is_read_and_their_number_is_not_guessed(read, tmp_path):
    read(record(PAGE), record(PAGE))
    assert len(list(read_items([str(tmp_path)]))) == 2
    assert estimate_items([str(tmp_path / "crawl.warc")]) is None


def test_without_fastwarc_it_says_what_to_install(read, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "fastwarc.warc", None)
    [item] = read(record(PAGE))
    assert item.failure.code == "missing_extra"
    assert "pip install 'hypecheck[warc]'" in item.failure.detail


class TestSaving:
    PAGES = (
        Page(html=PAGE, final_url="http://a.example/1", headers={"content-type": "text/html", "etag": '"x"'}),
        Page(html="Käse".encode("latin-1"), final_url="http://a.example/2", headers={"content-encoding": "gzip"}),
        Page(html="", url="http://a.example/3"),
    )

    def save(self, path, pages, **options):
        warc = WarcFile(path, **options)
        for page in pages:
            warc.write(page)
        warc.close()
        return warc.size

    def test_what_is_saved_can_be_read_again(self, tmp_path):
        path = tmp_path / "pages.warc.gz"
        self.save(path, self.PAGES)
        items = list(read_items([str(path)]))
        assert [(item.url, item.html) for item in items] == [
            ("http://a.example/1", PAGE),
            ("http://a.example/2", "Käse".encode("latin-1")),
            ("http://a.example/3", b""),
        ]

    def test_the_servers_headers_are_kept_and_say_nothing_wrong_of_the_body(self, tmp_path):
        path = tmp_path / "pages.warc.gz"
        self.save(path, self.PAGES)
        text = gzip.decompress(path.read_bytes()).decode("latin-1")
        assert 'etag: "x"' in text
        assert "\nX-Crawler-content-encoding: gzip" in text
        assert "\ncontent-encoding" not in text
        assert "WARC-Block-Digest" in text
        assert text.count("WARC-Type: warcinfo") == 1

    def test_what_a_killed_process_wrote_after_its_last_result_is_cut_off(self, tmp_path):
        path = tmp_path / "pages.warc.gz"
        kept = self.save(path, self.PAGES[:1])
        self.save(path, self.PAGES[1:2])
        with path.open("ab") as stream:
            stream.write(b"\x1f\x8bhalf a record")
        self.save(path, self.PAGES[2:], kept_bytes=kept)
        assert [item.url[-1] for item in read_items([str(path)])] == ["1", "3"]

    def test_another_run_adds_to_the_file(self, tmp_path):
        path = tmp_path / "pages.warc.gz"
        self.save(path, self.PAGES[:1])
        self.save(path, self.PAGES[1:])
        assert len(list(read_items([str(path)]))) == 3

    def test_a_file_that_has_become_shorter_is_told(self, tmp_path):
        path = tmp_path / "pages.warc.gz"
        kept = self.save(path, self.PAGES)
        path.write_bytes(path.read_bytes()[:-100])
        with pytest.raises(OutputError, match="Put the file back"):
            WarcFile(path, kept_bytes=kept)

    def test_what_is_no_file_on_a_disk_needs_no_syncing(self):
        warc = WarcFile(Path("/dev/null"))
        warc.sync()
        warc.close()

    def test_a_full_disk_is_told(self):
        with pytest.raises(OutputError, match="No space left"):
            self.save(Path("/dev/full"), self.PAGES)

    def test_without_fastwarc_it_says_what_to_install(self, tmp_path, monkeypatch):
        monkeypatch.setitem(__import__("sys").modules, "fastwarc.warc", None)
        with pytest.raises(SettingsError, match="pip install"):
            WarcFile(tmp_path / "x.warc.gz")
