"""The page cache: what may be reused is, the rest is only asked whether it has changed."""

from __future__ import annotations

import sqlite3

import pytest

from fake_web import PAGE, Web, redirect, reply
from hypecheck.errors import OutputError
from hypecheck.fetch import PageCache, Reply
from hypecheck.fetch._stories import Stories
from test_fetch_scheduler import Crawl

URL = "http://a.example/page"
DAY_S = 24 * 3600.0


class Times:
    """The time of day, which tests move on."""

    def __init__(self) -> None:
        self.seconds = 1_700_000_000.0

    def now(self) -> float:
        return self.seconds


@pytest.fixture
def times():
    return Times()


@pytest.fixture
def cache(tmp_path, times):
    cache = PageCache(tmp_path / "pages.cache", now=times.now)
    yield cache
    cache.close()


def fetch(cache, *answers, **settings):
    """Fetch the page once for each answer; return the web, with its requests, and the pages."""
    web = Web({URL: list(answers)})
    pages = []
    for _ in answers:
        crawl = Crawl(web, [URL], **{"obey_robots": False, "host_delay_s": 0} | settings)
        crawl.scheduler._stories = Stories(crawl.scheduler._settings, now=web.clock.now, cache=cache)
        [outcome] = crawl.add_all().run()
        pages.append(outcome.result)
    return web, pages


def not_changed(**headers):
    return Reply(status=304, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=None)


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"etag": '"x"'}, {"If-None-Match": '"x"'}),
        ({"last_modified": "Tue, 14 Nov 2023 22:13:20 GMT"}, {"If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"}),
        ({}, {}),
        ({"etag": '"x"', "cache_control": "no-cache"}, {"If-None-Match": '"x"'}),
    ],
    ids=["etag", "date", "nothing to ask with", "no-cache"],
)
def test_the_second_time_it_is_asked_whether_the_page_has_changed(cache, given, asked):
    web, _ = fetch(cache, reply(**given), reply(**given))
    first, second = ({k: v for k, v in each.headers.items() if k.startswith("If-")} for each in web.requests)
    assert (first, second) == ({}, asked)


def test_a_page_that_has_not_changed_is_what_it_was(cache):
    _, pages = fetch(cache, reply(etag='"x"'), not_changed(etag='"x"'))
    assert pages[1].html == PAGE
    assert pages[1].content_type == pages[0].content_type
    assert pages[1].final_url == URL


def test_a_page_that_has_changed_is_the_new_one(cache):
    web, pages = fetch(cache, reply(etag='"x"'), reply(body=b"new", etag='"y"'), not_changed())
    assert [page.html for page in pages] == [PAGE, b"new", b"new"]
    assert web.requests[2].headers["If-None-Match"] == '"y"'


@pytest.mark.parametrize(
    ("headers", "fresh_s"),
    [
        ({"cache_control": "max-age=60"}, 60),
        ({"cache_control": 'public, max-age="60"'}, 60),
        ({"cache_control": "max-age=60", "age": "50"}, 10),
        ({"cache_control": "max-age=60", "age": "70"}, 0),
        ({"cache_control": "max-age=60, no-cache"}, 0),
        ({"cache_control": "max-age=-5"}, 0),
        ({"cache_control": "max-age=soon"}, 0),
        ({"cache_control": "max-age=99999999999"}, 365 * DAY_S),
        ({"date": "Tue, 14 Nov 2023 22:00:00 GMT", "expires": "Tue, 14 Nov 2023 22:01:00 GMT"}, 60),
        ({"expires": "0"}, 0),
        ({"date": "x", "expires": "Tue, 14 Nov 2023 22:01:00 GMT"}, 0),
        ({}, 0),
    ],
)
def test_a_page_is_reused_unasked_for_as_long_as_its_server_says(cache, times, headers, fresh_s):
    fetch(cache, reply(**headers))
    if fresh_s:
        times.seconds += fresh_s - 1
        assert fetch(cache, reply(500))[0].requests == []
        times.seconds += 2
    assert len(fetch(cache, reply())[0].requests) == 1


@pytest.mark.parametrize("headers", [{"cache_control": "no-store"}, {"vary": "*"}])
def test_what_must_not_be_kept_is_not(cache, headers):
    web, _ = fetch(cache, reply(etag='"x"', **headers), reply())
    assert "If-None-Match" not in web.requests[1].headers


def test_an_error_is_not_kept_and_forgets_what_was(cache):
    web, _ = fetch(cache, reply(etag='"x"'), reply(404), reply())
    assert "If-None-Match" in web.requests[1].headers
    assert "If-None-Match" not in web.requests[2].headers


def test_a_permanent_redirect_is_kept_for_a_day_and_another_is_not(cache, times):
    def ask(status):
        web = Web({URL: redirect("/there", status), "http://a.example/there": reply()})
        crawl = Crawl(web, [URL], obey_robots=False)
        crawl.scheduler._stories = Stories(crawl.scheduler._settings, now=web.clock.now, cache=cache)
        crawl.add_all().run()
        return web.urls.count(URL)

    assert [ask(302), ask(302), ask(301), ask(301)] == [1, 1, 1, 0]
    times.seconds += DAY_S + 1
    assert ask(301) == 1


def test_robots_txt_is_asked_whether_it_has_changed_too(cache):
    web = Web({"http://a.example/robots.txt": [reply(body=b"User-agent: *\nDisallow: /", etag='"r"'), not_changed()]})
    for _ in range(2):
        crawl = Crawl(web, [URL])
        crawl.scheduler._stories = Stories(crawl.scheduler._settings, now=web.clock.now, cache=cache)
        [outcome] = crawl.add_all().run()
        assert outcome.result.code == "robots"
    assert web.requests[1].headers["If-None-Match"] == '"r"'


class TestUnchanged:
    def test_a_page_is_unchanged_only_since_it_was_read_to_the_end(self, cache):
        _, pages = fetch(cache, reply(etag='"x"'), not_changed())
        assert [page.is_unchanged for page in pages] == [False, False]
        cache.note_assessed(URL)
        assert fetch(cache, not_changed())[1][0].is_unchanged

    def test_a_server_that_sends_the_same_again_has_not_changed_it(self, cache):
        fetch(cache, reply())
        cache.note_assessed(URL)
        _, pages = fetch(cache, reply(), reply(body=b"new"), reply(body=b"new"))
        assert [page.is_unchanged for page in pages] == [True, False, False]


class TestTheFile:
    def test_it_serves_the_next_run(self, tmp_path, times):
        path = tmp_path / "pages.cache"
        first = PageCache(path, now=times.now)
        fetch(first, reply(etag='"x"'))
        first.close()
        second = PageCache(path, now=times.now)
        assert fetch(second, not_changed())[1][0].html == PAGE
        second.close()

    def test_a_database_of_something_else_is_left_alone(self, tmp_path):
        path = tmp_path / "other.db"
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE bookmarks (url)")
        other.close()
        with pytest.raises(OutputError, match="is no cache of hypecheck"):
            PageCache(path)

    def test_what_cannot_be_one_is_told(self, tmp_path):
        (tmp_path / "x").write_text("https://example.org/\n" * 100)
        with pytest.raises(OutputError, match="--cache"):
            PageCache(tmp_path / "x")
        with pytest.raises(OutputError, match="--cache"):
            PageCache(tmp_path / "no" / "such" / "file")

    def test_one_that_fails_in_the_middle_costs_no_page(self, cache, caplog):
        fetch(cache, reply(etag='"x"'))
        cache._db.execute("DROP TABLE answers")
        _, pages = fetch(cache, reply(), reply())
        assert [page.html for page in pages] == [PAGE, PAGE]
        cache.note_assessed(URL)
        assert caplog.text.count("is not used any more") == 1
