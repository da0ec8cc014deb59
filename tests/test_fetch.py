"""Fetching: a faulty server on 127.0.0.1 for the wire, a web of dictionaries for everything above it."""

from __future__ import annotations

import gzip
import io
import itertools
import shutil
import socket
import socketserver
import ssl
import struct
import subprocess
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path

import brotli
import pytest

from fake_web import PAGE, Clock, Web, at, fault, redirect, reply
from hypecheck.config import Settings
from hypecheck.errors import FAILURE_CODES, FetchError
from hypecheck.fetch import Fetcher, HttpTransport, Reply
from hypecheck.fetch._politeness import MAX_PAUSE_S, ROBOTS_MAX_BYTES
from hypecheck.fetch._targets import Resolve, find_public, is_public, parse_target


def fetcher_for(web: Web, *, resolve: Resolve | None = None, **settings: object) -> Fetcher:
    return Fetcher(
        Settings(**settings),  # type: ignore[arg-type]
        transport=web,
        now=web.clock.now,
        sleep=web.clock.sleep,
        resolve=resolve or at("93.184.215.14"),
    )


def code_of(fetcher: Fetcher, url: str) -> str:
    """Return the code that fetching the URL ends in, "" when it gives a page."""
    try:
        fetcher.fetch(url)
    except FetchError as error:
        return error.code if error.code in FAILURE_CODES else f"undocumented {error.code}"
    return ""


# ---- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTPS://Example.ORG:443/A?b=c#part", "https://example.org/A?b=c"),
        ("http://example.org:8080/", "http://example.org:8080/"),
        ("  http://example.org./x \n", "http://example.org/x"),
        ("http://example.org/a b/ä?q=ü", "http://example.org/a%20b/%C3%A4?q=%C3%BC"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ("http://example.org/a\r\nX-Evil: 1", "http://example.org/a%0D%0AX-Evil:%201"),
        ("http://good.example\\@127.0.0.1/", "http://good.example/%5C@127.0.0.1/"),
    ],
)
def test_a_url_is_read_in_one_way(url: str, expected: str) -> None:
    assert parse_target(url).url == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "example.org/page",
        "//example.org/",
        "http://",
        "http:///page",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://user:secret@example.org/",
        "http://example.org@127.0.0.1/",
        "http://1.1.1.1 &@127.0.0.1# @3.3.3.3/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://exam\nple.org/",
        "http://①②⑦.⓪.⓪.①/",
        "http://[::1/",
        "http://\ud800.example/",
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    web = Web({})
    assert code_of(fetcher_for(web), url) == "bad_url"
    assert web.requests == []


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::"]
)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost",
        "127.0.0.1",
        "127.255.0.9",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.5.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::808:808",
    ],
)
def test_other_addresses_do_not(address: str) -> None:
    assert not is_public(address)


def test_no_addresses_give_no_public_ones() -> None:
    assert find_public([]) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://%31%32%37.0.0.1/",
        "http://127.0.0.1./",
        "http://0/",
        "http://localhost/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1%25lo]/",
    ],
)
def test_no_spelling_of_a_private_address_is_connected_to(url: str) -> None:
    web = Web({})
    fetcher = Fetcher(Settings(), transport=web, now=web.clock.now, sleep=web.clock.sleep)  # the real resolver
    assert code_of(fetcher, url) in ("private_address", "dns")  # "dns" where the system has no IPv6
    assert web.requests == []


def test_a_redirect_into_the_private_network_is_not_followed() -> None:
    web = Web({"http://shop.example/": redirect("http://intern.example/admin")})
    addresses = {"shop.example": ["93.184.215.14"], "intern.example": ["10.0.0.5"]}

    def resolve(host: str, _port: int) -> list[str]:
        return addresses[host]

    assert code_of(fetcher_for(web, resolve=resolve), "http://shop.example/") == "private_address"
    assert web.urls == ["http://shop.example/robots.txt", "http://shop.example/"]


def test_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to() -> None:
    answers = iter([["93.184.215.14"], ["127.0.0.1"]])  # a DNS answer that changes after the check
    web = Web({"http://rebind.example/": reply()})

    def resolve(_host: str, _port: int) -> list[str]:
        return next(answers)

    fetcher = fetcher_for(web, resolve=resolve, obey_robots=False)
    fetcher.fetch("http://rebind.example/")
    assert [request.addresses for request in web.requests] == [("93.184.215.14",)]
    assert code_of(fetcher, "http://rebind.example/") == "private_address"


def test_only_the_public_ones_of_mixed_addresses_are_used() -> None:
    web = Web({"http://mixed.example/": reply()})
    fetcher_for(web, resolve=at("10.0.0.1", "8.8.8.8")).fetch("http://mixed.example/")
    assert {request.addresses for request in web.requests} == {("8.8.8.8",)}


def test_private_addresses_are_fetched_when_allowed() -> None:
    web = Web({"http://10.0.0.1/": reply()})
    fetcher = fetcher_for(web, resolve=at("10.0.0.1"), allow_private=True)
    assert fetcher.fetch("http://10.0.0.1/").html == PAGE


@pytest.mark.parametrize("error", [socket.gaierror(-2, "Name or service not known"), UnicodeError("label too long")])
def test_a_name_that_does_not_resolve_is_dns(error: Exception) -> None:
    def fail(_host: str, _port: int) -> list[str]:
        raise error

    assert code_of(fetcher_for(Web({}), resolve=fail), "http://nowhere.example/") == "dns"
    assert code_of(fetcher_for(Web({}), resolve=at()), "http://nowhere.example/") == "dns"


@pytest.mark.parametrize("addresses", [[], ["10.0.0.1"]], ids=["dns", "private_address"])
def test_a_host_out_of_reach_is_told_of_the_page_that_was_asked_for(addresses: list[str]) -> None:
    with pytest.raises(FetchError) as raised:
        fetcher_for(Web({}), resolve=at(*addresses)).fetch("http://nowhere.example/k2?page=2")
    assert str(raised.value).startswith("http://nowhere.example/k2?page=2")
    assert "robots.txt" not in str(raised.value)


def test_a_robots_txt_that_leads_out_of_reach_is_told_of_the_page_too() -> None:
    web = Web({"http://a.example/robots.txt": reply(301, location="http://b.example/robots.txt")})

    def resolve(host: str, _port: int) -> list[str]:
        return ["93.184.215.14"] if host == "a.example" else []

    with pytest.raises(FetchError) as raised:
        fetcher_for(web, resolve=resolve).fetch("http://a.example/k2")
    assert raised.value.code == "dns"
    assert str(raised.value).startswith("http://a.example/k2: its robots.txt leads elsewhere. http://b.example/")


# ---- pages and redirects -------------------------------------------------------------------------


def test_a_page_comes_with_both_its_addresses() -> None:
    web = Web({"http://shop.example/a": redirect("/b?c=ä", 308), "http://shop.example/b?c=%C3%A4": reply()})
    page = fetcher_for(web).fetch("http://shop.example/a#top")
    assert page.html == PAGE
    assert page.url == "http://shop.example/a#top"
    assert page.final_url == "http://shop.example/b?c=%C3%A4"
    assert page.content_type == "text/html; charset=utf-8"


def test_an_empty_page_is_a_page() -> None:
    assert fetcher_for(Web({"http://shop.example/": reply(body=b"")})).fetch("http://shop.example/").html == b""


def test_a_location_in_raw_utf8_is_understood() -> None:
    as_http_client_reads_it = "/größe".encode().decode("latin-1")
    web = Web({"http://a.example/": redirect(as_http_client_reads_it), "http://a.example/gr%C3%B6%C3%9Fe": reply()})
    assert code_of(fetcher_for(web), "http://a.example/") == ""


@pytest.mark.parametrize(
    ("chain", "code"),
    [
        (["/1", "/2", "/3", "/4", "/5"], ""),
        (["/1", "/2", "/3", "/4", "/5", "/6"], "redirect_loop"),
        (["/"], "redirect_loop"),
        (["/1", "/#again"], "redirect_loop"),
    ],
    ids=["five", "six", "to itself", "back to the start"],
)
def test_five_redirects_are_followed_and_no_circle(chain: list[str], code: str) -> None:
    hops = ["/", *chain]
    answers: dict[str, object] = {f"http://a.example{hops[-1]}": reply()}
    answers |= {f"http://a.example{here}": redirect(there) for here, there in itertools.pairwise(hops)}
    assert code_of(fetcher_for(Web(answers)), "http://a.example/") == code


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://a.example/", "javascript:1", "http://u:p@b.example/", "http://[::1", ""],
)
def test_a_redirect_to_what_is_no_web_address_is_a_bad_response(location: str) -> None:
    expected = "redirect_loop" if location == "" else "bad_response"  # an empty reference is the page itself
    assert code_of(fetcher_for(Web({"http://a.example/": redirect(location)})), "http://a.example/") == expected


def test_a_redirect_to_nowhere_is_a_bad_response() -> None:
    assert code_of(fetcher_for(Web({"http://a.example/": reply(302)})), "http://a.example/") == "bad_response"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (204, "bad_response"),
        (304, "bad_response"),
        (401, "http_4xx"),
        (404, "http_4xx"),
        (410, "http_4xx"),
        (451, "http_4xx"),
        (500, "http_5xx"),
        (502, "http_5xx"),
        (599, "http_5xx"),
        (999, "bad_response"),
    ],
)
def test_other_statuses_are_told_and_not_tried_again(status: int, code: str) -> None:
    web = Web({"http://a.example/": reply(status)})
    assert code_of(fetcher_for(web), "http://a.example/") == code
    assert web.urls.count("http://a.example/") == 1


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "text/plain", "APPLICATION/JSON; charset=x", "x"])
def test_what_is_not_html_is_not_read(kind: str) -> None:
    class Untouchable:
        def read(self, _size: int, /) -> bytes:
            raise AssertionError("the body was read")

    web = Web({"http://a.example/": Reply(status=200, headers={"content-type": kind}, body=Untouchable())})
    assert code_of(fetcher_for(web), "http://a.example/") == "not_html"


@pytest.mark.parametrize(
    "kind", ["text/html", "TEXT/HTML;charset=ISO-8859-1", "application/xhtml+xml", "text/html, text/html", ""]
)
def test_html_by_any_of_its_names_is_read(kind: str) -> None:
    web = Web({"http://a.example/": Reply(status=200, headers={"content-type": kind}, body=io.BytesIO(PAGE))})
    assert code_of(fetcher_for(web), "http://a.example/") == ""


@pytest.mark.parametrize(("size", "code"), [(1000, ""), (1001, "too_large")])
def test_a_page_may_be_as_large_as_the_limit(size: int, code: str) -> None:
    web = Web({"http://a.example/": reply(body=b"x" * size)})
    assert code_of(fetcher_for(web, max_html_bytes=1000), "http://a.example/") == code


# ---- robots.txt and pauses -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("robots", "code"),
    [
        (reply(body=b""), ""),
        (reply(body=b"User-agent: *\nDisallow: /"), "robots"),
        (reply(body=b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /blog*.html$"), "robots"),
        (reply(body=b"User-agent: *\nDisallow: /\nAllow: /blog"), ""),
        (reply(body=b"User-agent: *\nDisallow: /\n\nUser-agent: hypecheck\nDisallow: /cart"), ""),
        (reply(body=b"User-agent: HypeCheck\nDisallow: /blog"), "robots"),
        (reply(body=b"User-agent: otherbot\nDisallow: /"), ""),
        (reply(body=b"User-agent: pypi\nDisallow: /"), ""),  # a word of our contact address, not our name
        (reply(body=b"<html>Not found \xff\x00</html>"), ""),
        (reply(body=b"# " + b"x" * ROBOTS_MAX_BYTES + b"\nUser-agent: *\nDisallow: /"), ""),
        (reply(body=b"User-agent: *\nDisallow: /\n" + b"# " + b"x" * 10_000_000), "robots"),
        (reply(401), ""),
        (reply(403), ""),
        (reply(404), ""),
        (reply(410), ""),
        (reply(429), "robots_unreachable"),
        (reply(500), "robots_unreachable"),
        (reply(503), "robots_unreachable"),
        (reply(204), ""),  # there is one, and it is empty
        (reply(206), "robots_unreachable"),
        (fault("timeout", retriable=True), "robots_unreachable"),
        (fault("connection", retriable=True), "robots_unreachable"),
        (fault("bad_response"), "robots_unreachable"),
        (fault("too_large"), "robots_unreachable"),
        (redirect("/robots.txt"), ""),
        (fault("refused"), "refused"),
        (fault("tls"), "tls"),
    ],
    ids=lambda value: value.code if isinstance(value, FetchError) else getattr(value, "status", value),
)
def test_robots_txt_is_obeyed_as_the_standard_says(robots: object, code: str) -> None:
    url = "http://a.example/blog/iron.html"
    web = Web({"http://a.example/robots.txt": robots, url: reply()})
    assert code_of(fetcher_for(web), url) == code
    assert (url in web.urls) == (code == "")


def test_a_rule_full_of_asterisks_takes_no_time() -> None:
    url = f"http://a.example/{'a' * 2_000}"
    robots = reply(body=b"User-agent: *\nDisallow: /" + b"*a" * 50 + b"*b")
    web = Web({"http://a.example/robots.txt": robots, url: reply()})
    started = time.monotonic()
    assert code_of(fetcher_for(web), url) == ""
    assert time.monotonic() - started < 5


def test_robots_txt_is_found_through_a_redirect() -> None:
    web = Web(
        {
            "http://a.example/robots.txt": redirect("http://www.a.example/robots.txt"),
            "http://www.a.example/robots.txt": reply(body=b"User-agent: *\nDisallow: /"),
        }
    )
    assert code_of(fetcher_for(web), "http://a.example/") == "robots"


def test_each_hop_asks_its_own_robots_txt() -> None:
    web = Web(
        {
            "http://a.example/": redirect("https://a.example/"),
            "https://a.example/robots.txt": reply(body=b"User-agent: *\nDisallow: /"),
        }
    )
    assert code_of(fetcher_for(web), "http://a.example/") == "robots"
    assert "https://a.example/" not in web.urls


def test_robots_txt_is_read_once_a_day_for_an_origin() -> None:
    web = Web({"http://a.example/1": reply(), "http://a.example/2": reply()})
    fetcher = fetcher_for(web)
    fetcher.fetch("http://a.example/1")
    fetcher.fetch("http://a.example/2")
    assert web.urls.count("http://a.example/robots.txt") == 1
    web.clock.time += 25 * 3600
    fetcher.fetch("http://a.example/1")
    assert web.urls.count("http://a.example/robots.txt") == 2


def test_an_unreachable_robots_txt_is_asked_for_again_after_an_hour() -> None:
    web = Web({"http://a.example/robots.txt": [reply(500), reply(404)], "http://a.example/": reply()})
    fetcher = fetcher_for(web)
    assert code_of(fetcher, "http://a.example/") == "robots_unreachable"
    assert code_of(fetcher, "http://a.example/") == "robots_unreachable"
    web.clock.time += 3601
    assert code_of(fetcher, "http://a.example/") == ""


def test_robots_txt_is_not_asked_when_told_so() -> None:
    web = Web({"http://a.example/": reply()})
    fetcher_for(web, obey_robots=False).fetch("http://a.example/")
    assert web.urls == ["http://a.example/"]


@pytest.mark.parametrize(
    ("robots", "gaps"),
    [
        (b"", [1.0, 1.0]),
        (b"User-agent: *\nCrawl-delay: 0.2", [1.0, 1.0]),
        (b"User-agent: *\nCrawl-delay: 7", [7.0, 7.0]),
        (b"User-agent: *\nCrawl-delay: soon", [1.0, 1.0]),
        (b"User-agent: *\nCrawl-delay: nan", [1.0, 1.0]),
        (b"User-agent: *\nCrawl-delay: -7", [1.0, 1.0]),
        (b"User-agent: *\nRequest-rate: 2/1m", [30.0, 30.0]),
        (b"User-agent: *\nRequest-rate: 0/1m", [1.0, 1.0]),
    ],
    ids=["no rules", "shorter than ours", "crawl-delay", "no number", "nan", "below 0", "request-rate", "no request"],
)
def test_one_host_is_given_its_pause_between_all_requests(robots: bytes, gaps: list[float]) -> None:
    web = Web({"http://a.example/robots.txt": reply(body=robots), "http://a.example/": reply()}, took_s=3.0)
    fetcher = fetcher_for(web)
    fetcher.fetch("http://a.example/")
    fetcher.fetch("http://a.example/")
    assert [later - sooner - web.took_s for sooner, later in itertools.pairwise(web.times)] == pytest.approx(gaps)


def test_another_host_need_not_wait() -> None:
    web = Web({"http://a.example/": reply(), "http://b.example/": reply()})
    fetcher = fetcher_for(web, obey_robots=False)
    fetcher.fetch("http://a.example/")
    fetcher.fetch("http://b.example/")
    assert web.clock.naps == []


def test_a_site_that_asks_for_hours_between_pages_is_left_alone() -> None:
    robots = reply(body=b"User-agent: *\nCrawl-delay: 3600")
    web = Web({"http://a.example/robots.txt": robots, "http://a.example/": reply()})
    assert code_of(fetcher_for(web), "http://a.example/") == "robots"
    assert web.clock.naps == []


# ---- retries -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "first",
    [fault("timeout", retriable=True), fault("connection", retriable=True), reply(429), reply(503)],
    ids=["timeout", "reset", "429", "503"],
)
def test_what_may_pass_is_tried_again_after_growing_pauses(first: object) -> None:
    web = Web({"http://a.example/": [first, first, reply()]})
    assert fetcher_for(web, host_delay_s=0, obey_robots=False).fetch("http://a.example/").html == PAGE
    short, long = web.clock.naps
    assert 0.5 <= short <= 1.5
    assert 1.0 <= long <= 3.0


@pytest.mark.parametrize(("trouble", "code"), [(fault("timeout", retriable=True), "timeout"), (reply(503), "http_5xx")])
def test_it_is_given_up_after_the_last_retry(trouble: object, code: str) -> None:
    web = Web({"http://a.example/": trouble})
    fetcher = fetcher_for(web, obey_robots=False)
    with pytest.raises(FetchError) as caught:
        fetcher.fetch("http://a.example/")
    assert (caught.value.code, caught.value.retriable, len(web.requests)) == (code, True, 3)


@pytest.mark.parametrize("code", ["refused", "tls", "bad_response", "too_large", "not_html", "dns"])
def test_what_will_not_pass_is_not_tried_again(code: str) -> None:
    web = Web({"http://a.example/": fault(code)})
    assert code_of(fetcher_for(web, obey_robots=False), "http://a.example/") == code
    assert len(web.requests) == 1


@pytest.mark.parametrize(
    ("retry_after", "lowest", "highest"),
    [
        ("40", 40, 40),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.5, 1.5),
        ("-3", 0.5, 1.5),
        ("whenever", 0.5, 1.5),
        ("9" * 5000, 0.5, 1.5),
        ("", 0.5, 1.5),
    ],
    ids=["seconds", "date gone by", "negative", "words", "5,000 digits", "empty"],
)
def test_retry_after_is_honoured_where_it_can_be_read(retry_after: str, lowest: float, highest: float) -> None:
    web = Web({"http://a.example/": [reply(503, retry_after=retry_after), reply()]})
    fetcher_for(web, host_delay_s=0, obey_robots=False).fetch("http://a.example/")
    assert lowest <= sum(web.clock.naps) <= highest


def test_retry_after_may_be_a_date_to_come() -> None:
    web = Web({"http://a.example/": [reply(429, retry_after=formatdate(time.time() + 90, usegmt=True)), reply()]})
    fetcher_for(web, host_delay_s=0, obey_robots=False).fetch("http://a.example/")
    assert 80 <= sum(web.clock.naps) <= 90


def test_a_server_that_wants_hours_is_not_waited_for() -> None:
    web = Web({"http://a.example/": reply(429, retry_after=str(MAX_PAUSE_S + 1)[:3])})
    assert code_of(fetcher_for(web, obey_robots=False), "http://a.example/") == "http_4xx"
    assert web.clock.naps == []


def test_the_next_page_of_a_busy_server_waits_as_long_as_it_asked_for() -> None:
    web = Web({"http://a.example/1": reply(503, retry_after="40"), "http://a.example/2": reply()})
    fetcher = fetcher_for(web, obey_robots=False, max_retries=0)
    assert code_of(fetcher, "http://a.example/1") == "http_5xx"
    assert code_of(fetcher, "http://a.example/2") == ""
    assert web.clock.naps == [40.0]


def test_redirects_and_retries_share_one_time_limit_and_pauses_do_not_count() -> None:
    slow = fault("timeout", retriable=True)
    web = Web({"http://a.example/": redirect("/b"), "http://a.example/b": [slow, slow, reply()]}, took_s=25.0)
    fetcher = fetcher_for(web, obey_robots=False, host_delay_s=50.0, timeout_total_s=60.0)
    assert code_of(fetcher, "http://a.example/") == "timeout"
    assert [request.time_limit_s for request in web.requests] == [60.0, 35.0, 10.0]


# ---- the wire ------------------------------------------------------------------------------------


Script = bytes | Callable[[socket.socket], None]


class Server(socketserver.ThreadingTCPServer):
    """Answers each path with the bytes, or does to the connection what the function, in ``paths``."""

    daemon_threads = True
    allow_reuse_address = True
    block_on_close = False

    def __init__(self, *, ssl_context: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.paths: dict[str, Script] = {}
        self.heads: list[bytes] = []
        self.ssl_context = ssl_context

    def url(self, path: str, *, scheme: str = "http", host: str = "127.0.0.1") -> str:
        return f"{scheme}://{host}:{self.server_address[1]}{path}"


class Handler(socketserver.BaseRequestHandler):
    server: Server

    def handle(self) -> None:
        try:
            connection = self.request
            if self.server.ssl_context is not None:
                connection = self.server.ssl_context.wrap_socket(connection, server_side=True)
            with connection:
                self.answer(connection)
        except OSError:
            pass  # the client has gone, as it should

    def answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(4096)
            if not received:
                return
            head += received
        self.server.heads.append(head)
        script = self.server.paths[head.split()[1].decode()]
        if callable(script):
            script(connection)
        else:
            connection.sendall(script)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(Server()) as server:
        yield server


def local_fetcher(*, transport: HttpTransport | None = None, **settings: object) -> Fetcher:
    """Return a Fetcher that really dials, but only 127.0.0.1, once, and without robots.txt."""
    usual = {"allow_private": True, "obey_robots": False, "host_delay_s": 0, "max_retries": 0}
    return Fetcher(
        Settings(**(usual | {"timeout_read_s": 5.0} | settings)),  # type: ignore[arg-type]
        transport=transport,
        sleep=Clock().sleep,
        resolve=at("127.0.0.1"),
    )


def http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def for_ever(head: bytes, piece: bytes, *, pause_s: float = 0.0) -> Callable[[socket.socket], None]:
    """Send a head and then the same piece again and again until the client has had enough."""

    def send(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(pause_s)

    return send


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def stay_silent(connection: socket.socket) -> None:
    connection.recv(1)  # returns when the client closes


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def test_a_page_comes_over_the_wire_and_says_who_asks(server: Server) -> None:
    server.paths["/a?b=%20c"] = http(PAGE, f"Content-Length: {len(PAGE)}")
    page = local_fetcher().fetch(server.url("/a?b= c", host="shop.example"))
    assert page.html == PAGE
    request = server.heads[-1].decode()
    assert request.startswith("GET /a?b=%20c HTTP/1.1\r\n")
    assert f"\r\nHost: shop.example:{server.server_address[1]}\r\n" in request
    assert f"\r\nUser-Agent: {Settings().user_agent}\r\n" in request


PACKED: dict[str, bytes] = {
    "until close": http(PAGE),
    "chunked": http(b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE), "Transfer-Encoding: chunked"),
    "gzip": http(gzip.compress(PAGE), "Content-Encoding: gzip"),
    "two gzip members": http(gzip.compress(b"") + gzip.compress(PAGE), "Content-Encoding: x-gzip"),
    "zlib": http(zlib.compress(PAGE), "Content-Encoding: deflate"),
    "raw deflate": http(raw_deflate(PAGE), "Content-Encoding: deflate"),
    "odd encoding": http(PAGE, "Content-Encoding: UTF-8"),
    "odd length": http(PAGE, "Content-Length: " + "9" * 5000),
    "100 first": b"HTTP/1.1 100 Continue\r\n\r\n" + http(PAGE),
    "old": b"HTTP/1.0 200\r\n\r\n" + PAGE,
}


@pytest.mark.parametrize("answer", PACKED.values(), ids=PACKED.keys())
def test_a_page_is_read_however_it_is_packed(server: Server, answer: bytes) -> None:
    server.paths["/packed"] = answer
    assert local_fetcher().fetch(server.url("/packed")).html == PAGE


def test_brotli_is_unpacked(server: Server) -> None:
    server.paths["/br"] = http(brotli.compress(PAGE), "Content-Encoding: br")
    assert local_fetcher().fetch(server.url("/br")).html == PAGE


BROKEN: dict[str, tuple[Script, str]] = {
    "closed at once": (b"", "connection"),
    "reset": (reset, "connection"),
    "shorter than said": (http(PAGE, "Content-Length: 9999"), "connection"),
    "chunk cut off": (http(b"40\r\nonly this", "Transfer-Encoding: chunked"), "connection"),
    "chunk without size": (http(b"no number\r\n", "Transfer-Encoding: chunked"), "connection"),
    "not http": (b"SSH-2.0-OpenSSH_9.6\r\n", "bad_response"),
    "no status": (b"HTTP/1.1 two hundred\r\n\r\n", "bad_response"),
    "long status": (b"HTTP/1.1 200 " + b"O" * 100_000, "bad_response"),
    "200 headers": (http(PAGE, *(f"X-{n}: y" for n in range(200))), "bad_response"),
    "large headers": (http(PAGE, *(f"X-{n}: {'y' * 60_000}" for n in range(3))), "bad_response"),
    "100 for ever": (for_ever(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 99), "bad_response"),
    "headers for ever": (for_ever(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 9000 + b"\r\n"), "bad_response"),
    "not gzip": (http(b"this was never packed", "Content-Encoding: gzip"), "bad_response"),
    "50 times gzip": (http(PAGE, "Content-Encoding: " + ", ".join(["gzip"] * 50)), "bad_response"),
    "404": (http(b"", status="404 Not Found"), "http_4xx"),
    "500": (http(b"", status="500 Oh"), "http_5xx"),
    "pdf": (b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF", "not_html"),
}


@pytest.mark.parametrize(("answer", "code"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_answer_ends_in_its_code(server: Server, answer: Script, code: str) -> None:
    server.paths["/broken"] = answer
    assert code_of(local_fetcher(), server.url("/broken")) == code


ZEROS = bytes(5_000_000)

TOO_MUCH: dict[str, Script] = {
    "stream": for_ever(http(b""), b"<p>more</p>" * 500),
    "chunks": for_ever(http(b"", "Transfer-Encoding: chunked"), b"5\r\n<br/>\r\n" * 500),
    "empty gzip members": for_ever(http(b"", "Content-Encoding: gzip"), gzip.compress(b"") * 500),
    "chunk extensions": for_ever(http(b"", "Transfer-Encoding: chunked"), b"1;" + b"x" * 5000 + b"\r\ny\r\n"),
    "5 MB": http(ZEROS),
    "gzip bomb": http(gzip.compress(ZEROS), "Content-Encoding: gzip"),
    "gzip in gzip": http(gzip.compress(gzip.compress(ZEROS)), "Content-Encoding: gzip, gzip"),
    "deflate bomb": http(raw_deflate(ZEROS), "Content-Encoding: deflate"),
}


@pytest.mark.parametrize("answer", TOO_MUCH.values(), ids=TOO_MUCH.keys())
def test_too_much_ends_in_too_large_within_bounded_memory(server: Server, answer: Script) -> None:
    server.paths["/large"] = answer
    tracemalloc.start()
    try:
        assert code_of(local_fetcher(max_html_bytes=200_000), server.url("/large")) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_a_brotli_bomb_ends_in_too_large(server: Server) -> None:
    server.paths["/large"] = http(brotli.compress(ZEROS, quality=5), "Content-Encoding: br")
    assert code_of(local_fetcher(max_html_bytes=200_000), server.url("/large")) == "too_large"


@pytest.mark.parametrize(
    "answer",
    [
        stay_silent,
        for_ever(b"HTTP/1.1 200 OK\r\nX: ", b"y", pause_s=0.02),
        for_ever(http(b""), b"y", pause_s=0.02),
        for_ever(http(b"", "Content-Encoding: gzip"), gzip.compress(b""), pause_s=0.02),
    ],
    ids=["silence", "header drips", "body drips", "packed body drips"],
)
def test_a_slow_server_runs_into_the_time_limits(server: Server, answer: Script) -> None:
    server.paths["/slow"] = answer
    started = time.monotonic()
    assert code_of(local_fetcher(timeout_read_s=0.1, timeout_total_s=0.2), server.url("/slow")) == "timeout"
    assert time.monotonic() - started < 2.0


def test_a_closed_port_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert code_of(local_fetcher(), f"http://127.0.0.1:{port}/") == "refused"


def test_the_next_address_is_tried_when_the_first_is_dead(server: Server) -> None:
    server.paths["/second"] = http(PAGE)
    settings = Settings(allow_private=True, obey_robots=False)
    fetcher = Fetcher(settings, resolve=at("127.0.0.9", "127.0.0.1"))
    assert fetcher.fetch(server.url("/second")).html == PAGE


def test_plain_talk_on_a_secure_port_is_tls() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_plainly() -> None:
            with listener.accept()[0] as connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                stay_silent(connection)

        threading.Thread(target=answer_plainly, daemon=True).start()
        assert code_of(local_fetcher(), f"https://127.0.0.1:{listener.getsockname()[1]}/") == "tls"


@pytest.fixture(scope="module")
def shop_certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate with its key, self-signed, for the host name shop.example."""
    if shutil.which("openssl") is None:
        pytest.skip("needs the openssl command to make a certificate")
    pem = tmp_path_factory.mktemp("tls") / "shop.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=shop.example"
    command += f" -addext subjectAltName=DNS:shop.example -keyout {pem} -out {pem}.crt"
    subprocess.run(command.split(), check=True, capture_output=True)
    pem.write_bytes(pem.read_bytes() + Path(f"{pem}.crt").read_bytes())
    return pem


@pytest.fixture(scope="module")
def secure_server(shop_certificate: Path) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shop_certificate)
    with running(Server(ssl_context=context)) as server:
        server.paths["/"] = http(PAGE)
        yield server


@pytest.mark.parametrize(("host", "code"), [("shop.example", ""), ("other.example", "tls"), ("127.0.0.1", "tls")])
def test_the_certificate_must_be_the_hosts_though_the_address_is_pinned(
    secure_server: Server, shop_certificate: Path, host: str, code: str
) -> None:
    trusting = ssl.create_default_context(cafile=str(shop_certificate))
    transport = HttpTransport(Settings(), ssl_context=trusting)
    assert code_of(local_fetcher(transport=transport), secure_server.url("/", scheme="https", host=host)) == code


def test_a_certificate_nobody_vouches_for_is_tls(secure_server: Server) -> None:
    url = secure_server.url("/", scheme="https", host="shop.example")
    assert code_of(local_fetcher(), url) == "tls"
    assert code_of(local_fetcher(max_retries=2), url) == "tls"
