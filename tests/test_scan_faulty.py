"""A scan of a faulty web: every input ends once, with the right code, politely, and whatever kills the scan.

The same at full size is in ``benchmarks/fetch.py``.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import time

import pytest

from faulty_server import CRAWL_DELAY_S, FaultyServer, lines_of, make_urls, scan_command
from hypecheck.sources import read_items
from run_cli import hear_ctrl_c

pytestmark = pytest.mark.slow

DELAY_S = 0.05
URLS = make_urls(150, hosts=15, costly=1)
KILLS = 5


@pytest.fixture(scope="module")
def server():
    with FaultyServer(latency_s=0.01) as server:
        yield server


@pytest.fixture(scope="module")
def url_list(tmp_path_factory):
    path = tmp_path_factory.mktemp("list") / "urls.txt"
    path.write_text("".join(lines_of(URLS)))
    return path


def scan(server, url_list, out, *options):
    """Return the running scan; only its main process is known, as it is to whoever kills it."""
    command = scan_command(server.port, "scan", url_list, "--out", out, "--jobs", 2, "--delay", DELAY_S, *options)
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=hear_ctrl_c)


def wait_for_requests(server, process, count):
    """Let the scan ask for so many more pages: on a busy machine it takes long to start."""
    before = asked_of(server)
    while process.poll() is None and asked_of(server) < before + count:
        time.sleep(0.02)


def asked_of(server):
    return sum(host["requests"] for host in server.stats().values())


def finish(process):
    errors = process.communicate(timeout=200)[1]
    assert process.returncode == 0, errors
    return errors


@pytest.fixture(scope="module")
def undisturbed(server, url_list, tmp_path_factory):
    """Return the file that an undisturbed scan wrote, and what the server saw of it."""
    out = tmp_path_factory.mktemp("undisturbed") / "results.jsonl"
    server.forget()
    finish(scan(server, url_list, out))
    return out, server.stats()


def test_every_input_ends_once_in_order_and_with_its_code(undisturbed):
    out, _ = undisturbed
    records = [json.loads(line) for line in out.read_text().splitlines()]
    assert [record["input"]["url"] for record in records] == [url for url, _ in URLS]
    found = [(record["input"]["url"], record["error"]["code"] if record["error"] else "") for record in records]
    assert found == URLS


def test_no_host_is_asked_faster_than_it_allows_nor_twice_at_once(undisturbed):
    _, stats = undisturbed
    assert max(host["at_once"] for host in stats.values()) == 1
    assert min(host["gap_s"] for host in stats.values()) >= DELAY_S
    slow = [host for name, host in stats.items() if name[1:].partition(".")[0] in ("1", "11")]
    assert len(slow) == 2
    # the first pause, after robots.txt itself, is our own; so is that of a retry's first try
    assert min(host["gap_s"] for host in slow) >= CRAWL_DELAY_S


def test_what_robots_txt_forbids_is_never_asked_for(undisturbed):
    _, stats = undisturbed
    assert sum(host.get("forbidden", 0) for host in stats.values()) == 0


def test_killed_again_and_again_a_scan_ends_as_if_undisturbed(server, url_list, undisturbed, tmp_path):
    out = tmp_path / "results.jsonl"
    saved = tmp_path / "pages.warc.gz"
    chance = random.Random(5)  # noqa: S311  # no secret
    killed = 0
    for _ in range(KILLS):
        process = scan(server, url_list, out, "--save-warc", saved)
        wait_for_requests(server, process, chance.randint(10, 40))
        time.sleep(chance.uniform(0, 0.5))
        if process.poll() is None:
            killed += 1
            process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    errors = finish(scan(server, url_list, out, "--save-warc", saved))
    assert killed >= 2
    assert "going on with" in errors
    assert out.read_bytes() == undisturbed[0].read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"results.jsonl", "results.jsonl.run", "pages.warc.gz"}
    fetched = {
        record["article"]["final_url"] for record in map(json.loads, out.read_text().splitlines()) if record["article"]
    }
    archived = [item.url for item in read_items([str(saved)])]
    assert fetched <= set(archived)
    assert len(archived) == len(set(archived))  # each page is in the archive once


def test_a_host_asked_just_before_the_kill_is_given_its_pause_by_the_scan_that_goes_on(server, tmp_path):
    delay_s = 6.0  # longer than it takes to start
    urls = tmp_path / "urls.txt"
    urls.write_text("http://h5.test/ok/1\n")
    command = (server, urls, tmp_path / "results.jsonl", "--delay", delay_s)
    server.forget()
    process = scan(*command)
    while not server.stats() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    finish(scan(*command))
    stats = server.stats()["h5.test"]
    assert stats["requests"] == 3  # robots.txt for each scan, and the page
    assert stats["gap_s"] >= delay_s


def test_ctrl_c_ends_a_scan_at_once_and_it_goes_on_later(server, url_list, undisturbed, tmp_path):
    out = tmp_path / "results.jsonl"
    process = scan(server, url_list, out)
    wait_for_requests(server, process, 30)
    process.send_signal(signal.SIGINT)
    asked = time.monotonic()
    errors = process.communicate(timeout=60)[1]
    assert time.monotonic() - asked < 5  # though servers keep some connections waiting
    assert process.returncode == 130
    assert "Traceback" not in errors
    finish(scan(server, url_list, out))
    assert out.read_bytes() == undisturbed[0].read_bytes()


def test_failed_pages_are_tried_again_and_only_these(server, url_list, undisturbed, tmp_path):
    out = tmp_path / "results.jsonl"
    failures = tmp_path / "failed.txt"
    finish(scan(server, url_list, out, "--failures", failures))
    again = {line.split("  # ")[0]: line.split("  # ")[1] for line in failures.read_text().splitlines()}
    assert {url: words.partition(":")[0] for url, words in again.items()} == {url: code for url, code in URLS if code}
    server.forget()
    errors = finish(scan(server, url_list, out, "--retry-failed", "http_4xx", "--retry-failed", "not_html"))
    asked = sum(host["pages"] for host in server.stats().values())
    assert asked == sum(code in ("http_4xx", "not_html") for _, code in URLS)
    assert f"{len(URLS) - asked} pages are done" in errors
    assert out.read_bytes() == undisturbed[0].read_bytes()


def test_a_second_scan_of_an_unchanged_web_only_asks_whether_it_has_changed(server, tmp_path):
    urls = tmp_path / "urls.txt"
    urls.write_text("".join(f"http://h{number % 9}5.test/ok/{number}\n" for number in range(60)))
    cache = tmp_path / "pages.cache"
    finish(scan(server, urls, tmp_path / "first.jsonl", "--cache", cache))
    server.forget()
    finish(scan(server, urls, tmp_path / "second.jsonl", "--cache", cache))
    stats = server.stats().values()
    assert sum(host["pages"] for host in stats) == 60
    assert all(host["conditional"] == host["requests"] for host in stats)
    assert (tmp_path / "second.jsonl").read_bytes() == (tmp_path / "first.jsonl").read_bytes()
    errors = finish(scan(server, urls, tmp_path / "third.jsonl", "--cache", cache, "--changed-only"))
    assert "abstained: 60 unchanged" in errors
