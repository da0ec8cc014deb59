"""Fetching many URLs: fair to every host, no faster than asked, and each URL ends exactly once."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from contextlib import contextmanager

import pytest

from fake_web import PAGE, Clock, Web, at, fault, redirect, reply
from hypecheck.config import Settings
from hypecheck.fetch import Outcome, Scheduler
from hypecheck.fetch import parse_target as parse
from hypecheck.records import Page


class Crawl:
    """A scheduler over a fake web; time passes only when there is nothing else to do."""

    def __init__(self, web: Web, urls: list[str], *, resolve=None, visits=None, **settings: object) -> None:
        self.web = web
        self.urls = urls
        self.woken = threading.Event()
        self.scheduler = Scheduler(
            Settings(**settings),
            url_of=urls.__getitem__,
            wake=self.woken.set,
            transport=web,
            resolve=resolve or at("93.184.215.14"),
            now=web.clock.now,
            visits=visits,
        )

    def add_all(self) -> Crawl:
        for key, url in enumerate(self.urls):
            self.scheduler.add(key, parse(url).host)
        return self

    def step(self, *, room: bool = True) -> list[Outcome]:
        self.woken.clear()
        outcomes = self.scheduler.advance(room=room)
        if not outcomes and self.scheduler.on_the_wire:
            assert self.woken.wait(10)
        elif not outcomes:
            self.web.clock.time += self.scheduler.seconds_to_next(room=room) or 0.0
        return outcomes

    def run(self) -> list[Outcome]:
        outcomes = []
        for _ in range(100_000):
            if not self.scheduler.unfinished:
                self.scheduler.close()
                return outcomes
            outcomes += self.step()
        raise AssertionError("it goes on for ever")

    def codes(self) -> list[str]:
        """Return how each URL ended, in the order of the URLs: a code, or "" for a page."""
        ended = self.add_all().run()
        assert sorted(each.key for each in ended) == list(range(len(self.urls)))  # each exactly once
        return [
            "" if isinstance(each.result, Page) else each.result.code
            for each in sorted(ended, key=lambda each: each.key)
        ]


def pages_of(*hosts: str, count: int) -> list[str]:
    return [f"http://{host}/{number}" for host in hosts for number in range(count)]


def web_of(urls: list[str], **options) -> Web:
    return Web({url: reply() for url in urls}, **options)


def test_no_urls_give_nothing_and_nothing_to_wait_for():
    crawl = Crawl(web_of([]), [])
    assert crawl.scheduler.advance() == []
    assert crawl.scheduler.seconds_to_next() is None


def test_every_url_ends_with_its_page():
    urls = pages_of("a.example", "b.example", count=3)
    outcomes = Crawl(web_of(urls), urls).add_all().run()
    assert {each.result.url for each in outcomes} == set(urls)
    assert {each.result.html for each in outcomes} == {PAGE}


def test_a_thousand_urls_of_one_shop_do_not_hold_up_the_others():
    urls = pages_of("shop.example", count=1_000) + pages_of("a.example", "b.example", count=1)
    crawl = Crawl(web_of(urls), urls, obey_robots=False).add_all()
    ended = [each.key for _ in range(12) for each in crawl.step()]
    assert {1_000, 1_001} <= set(ended)


@pytest.mark.parametrize(
    ("robots", "gap_s"),
    [(b"", 1.0), (b"User-agent: *\nCrawl-delay: 3", 3.0), (b"User-agent: *\nRequest-rate: 1/5", 5.0)],
    ids=["our own pause", "crawl-delay", "request-rate"],
)
def test_a_host_is_given_its_pause_while_others_go_on(robots: bytes, gap_s: float):
    urls = pages_of("a.example", "b.example", count=5)
    web = web_of(urls)
    web.answers["http://a.example/robots.txt"] = itertools.repeat(reply(body=robots))
    Crawl(web, urls).add_all().run()
    times = [time for time, url in zip(web.times, web.urls, strict=True) if "a.example" in url]
    gaps = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert len(gaps) == 5
    assert min(gaps[1:]) >= gap_s
    assert max(gaps) < gap_s + 0.5


class CountingWeb(Web):
    """Notes how many requests are under way at once, in all and to each host."""

    def __init__(self, answers, **options):
        super().__init__(answers, **options)
        self.lock = threading.Lock()
        self.under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    @contextmanager
    def open(self, request):
        host = request.target.host
        with self.lock:
            for name in (host, "all"):
                self.under_way[name] += 1
                self.most[name] = max(self.most[name], self.under_way[name])
        threading.Event().wait(0.002)
        with super().open(request) as answer:
            yield answer
        with self.lock:
            for name in (host, "all"):
                self.under_way[name] -= 1


def test_no_more_connections_than_allowed_and_one_a_host():
    hosts = [f"{number}.example" for number in range(12)]
    urls = pages_of(*hosts, count=4)
    web = CountingWeb({url: reply() for url in urls})
    Crawl(web, urls, max_connections=5, host_delay_s=0).add_all().run()
    assert web.most.pop("all") == 5
    assert set(web.most.values()) == {1}


def test_robots_txt_is_asked_for_once_though_many_hosts_redirect_to_one():
    urls = [f"http://{number}.example/" for number in range(8)]
    web = Web({url: redirect("http://shop.example/") for url in urls} | {"http://shop.example/": reply()})
    assert set(Crawl(web, urls).codes()) == {""}
    assert web.urls.count("http://shop.example/robots.txt") == 1


def test_a_host_others_redirect_to_is_asked_no_faster():
    urls = [f"http://{number}.example/" for number in range(4)] + ["http://shop.example/"]
    web = Web({url: redirect("http://shop.example/") for url in urls[:-1]} | {urls[-1]: reply()})
    Crawl(web, urls).add_all().run()
    times = [time for time, url in zip(web.times, web.urls, strict=True) if "shop.example" in url]
    assert len(times) == 6
    assert min(later - sooner for sooner, later in itertools.pairwise(times)) >= 1.0


def test_a_page_the_site_forbids_is_never_asked_for():
    urls = pages_of("a.example", count=400)
    web = web_of(urls)
    web.answers["http://a.example/robots.txt"] = itertools.repeat(reply(body=b"User-agent: *\nDisallow: /"))
    assert set(Crawl(web, urls).codes()) == {"robots"}
    assert web.urls == ["http://a.example/robots.txt"]


def test_what_is_no_web_address_ends_without_a_request():
    web = web_of([])
    crawl = Crawl(web, ["http://user:secret@a.example/"])
    crawl.scheduler.add(0, "a.example")
    assert [each.result.code for each in crawl.run()] == ["bad_url"]
    assert web.requests == []


def test_a_host_that_is_never_asked_is_not_waited_for():
    urls = pages_of("intern.example", count=50)
    crawl = Crawl(web_of(urls), urls, resolve=at("10.0.0.5"))
    assert set(crawl.codes()) == {"private_address"}
    assert crawl.web.clock.time == 1000.0


def test_a_fault_of_our_own_ends_one_url_and_not_the_others():
    urls = pages_of("a.example", count=3)
    web = web_of(urls)
    web.answers[urls[1]] = itertools.repeat(ValueError("a bug"))
    assert Crawl(web, urls).codes() == ["", "internal", ""]


class TestRetries:
    def test_while_one_host_is_waited_for_the_others_go_on(self):
        busy = [reply(503, retry_after="60"), reply()]
        urls = pages_of("a.example", "b.example", count=2)
        web = web_of(urls)
        web.answers[urls[0]] = iter(busy)
        ended = Crawl(web, urls, host_delay_s=0, obey_robots=False).add_all().run()
        assert [each.key for each in ended] == [2, 3, 0, 1]
        assert web.clock.time == pytest.approx(1060, abs=1)


class TestHostsInTrouble:
    def test_after_five_failures_in_a_row_the_rest_is_left_alone(self):
        urls = pages_of("a.example", count=9)
        web = Web({url: fault("refused") for url in urls})
        assert Crawl(web, urls, obey_robots=False).codes() == ["refused"] * 5 + ["host_down"] * 4
        assert len(web.requests) == 5

    def test_a_host_in_trouble_is_given_longer_and_longer_rests(self):
        urls = pages_of("a.example", count=5)
        web = Web({url: fault("refused") for url in urls})
        Crawl(web, urls, obey_robots=False).add_all().run()
        gaps = [later - sooner for sooner, later in itertools.pairwise(web.times)]
        assert gaps == pytest.approx([1.0, 30.0, 60.0, 120.0])

    def test_a_page_that_comes_forgives_what_was_before(self):
        urls = pages_of("a.example", count=12)
        web = Web({url: reply() if number % 5 == 4 else fault("refused") for number, url in enumerate(urls)})
        assert "host_down" not in Crawl(web, urls, obey_robots=False).codes()

    @pytest.mark.parametrize(
        "answer",
        [
            reply(404),
            reply(500),
            fault("not_html"),
            fault("too_large"),
            reply(200, retry_after="86400"),
            reply(404, retry_after="86400"),
        ],
        ids=["404", "500", "pdf", "large", "a page that asks for a rest", "a missing page that asks for a rest"],
    )
    def test_a_page_in_trouble_is_no_host_in_trouble(self, answer):
        urls = pages_of("a.example", count=8)
        web = Web(dict.fromkeys(urls, answer))
        assert "host_down" not in Crawl(web, urls, obey_robots=False).codes()
        assert web.clock.time < 1010

    def test_another_host_that_is_redirected_to_is_not_held_against_it(self):
        urls = pages_of("a.example", count=8)
        web = Web({url: redirect("http://dead.example/") for url in urls} | {"http://dead.example/": fault("refused")})
        assert set(Crawl(web, urls, obey_robots=False).codes()) == {"refused"}

    def test_what_an_earlier_run_knew_is_taken_over(self):
        urls = pages_of("a.example", count=4)
        web = Web({url: fault("refused") for url in urls})
        crawl = Crawl(web, urls, obey_robots=False)
        crawl.scheduler.recall_failures("a.example", 3)
        assert crawl.codes() == ["refused", "refused", "host_down", "host_down"]

    def test_urls_of_a_host_known_to_be_down_end_at_once(self):
        web = web_of([])
        crawl = Crawl(web, ["http://a.example/"])
        crawl.scheduler.recall_failures("a.example", 5)
        assert crawl.codes() == ["host_down"]
        assert web.requests == []


class TestServersThatAskForARest:
    def test_every_page_of_the_host_waits_for_it_and_other_hosts_do_not(self):
        urls = pages_of("a.example", "b.example", count=2)
        web = web_of(urls)
        web.answers[urls[0]] = itertools.repeat(reply(503, retry_after="600"))
        assert Crawl(web, urls, obey_robots=False).codes() == ["http_5xx", "", "", ""]
        times = {url: time - 1000.0 for time, url in zip(web.times, web.urls, strict=True)}
        assert [times[url] for url in urls] == pytest.approx([0.0, 600.0, 0.0, 1.0])

    def test_a_redirect_to_it_waits_too(self):
        urls = ["http://a.example/", "http://b.example/"]
        web = Web({urls[0]: reply(503, retry_after="600"), urls[1]: redirect("http://a.example/2")})
        web.answers["http://a.example/2"] = itertools.repeat(reply())
        assert Crawl(web, urls, obey_robots=False).codes() == ["http_5xx", ""]
        assert web.times == pytest.approx([1000.0, 1000.0, 1600.0])

    def test_one_that_asks_for_hours_is_left_alone_at_once(self):
        urls = pages_of("a.example", "b.example", count=4)
        web = web_of(urls)
        web.answers[urls[1]] = itertools.repeat(reply(429, retry_after="86400"))
        crawl = Crawl(web, urls, obey_robots=False)
        assert crawl.codes() == ["", "http_4xx", "host_down", "host_down", "", "", "", ""]
        assert urls[2] not in web.urls

    def test_it_may_be_a_redirect_from_elsewhere_that_is_told_so(self):
        urls = ["http://a.example/", *pages_of("b.example", count=8)]
        web = Web({urls[0]: redirect("http://b.example/busy"), **{url: reply() for url in urls[1:]}})
        web.answers["http://b.example/busy"] = itertools.repeat(reply(429, retry_after="86400"))
        codes = Crawl(web, urls, obey_robots=False).codes()
        assert (codes[0], codes[1], codes[-1]) == ("http_4xx", "", "host_down")
        assert web.urls[-1] == "http://b.example/busy"


class NotedWeb(Web):
    """Notes in one list what is asked and what is noted of it."""

    def __init__(self, answers, **options):
        super().__init__(answers, **options)
        self.story = []

    @contextmanager
    def open(self, request):
        self.story.append(f"ask {request.target.host}")
        with super().open(request) as answer:
            yield answer

    def begin(self, pauses_s):
        self.story += [f"begin {host} {pause_s:g}" for host, pause_s in pauses_s.items()]

    def end(self, hosts):
        self.story += [f"end {host}" for host in hosts]

    def extend(self, host, pause_s):
        self.story.append(f"extend {host} {pause_s:g}")


class TestPausesOfAnEarlierRun:
    def test_a_host_is_left_alone_for_what_is_left_of_its_pause_while_others_go_on(self):
        urls = pages_of("a.example", "b.example", count=2)
        web = web_of(urls)
        crawl = Crawl(web, urls, obey_robots=False)
        crawl.scheduler.recall_pause("a.example", 40.0)
        crawl.add_all().run()
        times = {url: time - 1000.0 for time, url in zip(web.times, web.urls, strict=True)}
        assert [times[url] for url in urls] == pytest.approx([40.0, 41.0, 0.0, 1.0])

    def test_a_redirect_to_such_a_host_waits_too(self):
        urls = ["http://a.example/"]
        web = Web({urls[0]: redirect("http://b.example/"), "http://b.example/": reply()})
        crawl = Crawl(web, urls, obey_robots=False)
        crawl.scheduler.recall_pause("b.example", 40.0)
        crawl.add_all().run()
        assert web.times == pytest.approx([1000.0, 1040.0])

    def test_each_request_is_noted_with_its_pause_before_it_is_sent_and_when_it_has_ended(self):
        urls = pages_of("a.example", count=1)
        web = NotedWeb({urls[0]: reply(), "http://a.example/robots.txt": reply(body=b"User-agent: *\nCrawl-delay: 9")})
        Crawl(web, urls, visits=web).add_all().run()
        robots, page = "begin a.example 1", "begin a.example 9"
        assert web.story == [robots, "ask a.example", "end a.example", page, "ask a.example", "end a.example"]

    def test_the_pause_that_a_busy_server_asks_for_is_noted(self):
        urls = pages_of("a.example", count=1)
        web = NotedWeb({urls[0]: [reply(503, retry_after="60"), reply()]})
        Crawl(web, urls, visits=web, obey_robots=False).add_all().run()
        assert web.story.count("extend a.example 60") == 1
        assert web.story.index("end a.example") < web.story.index("extend a.example 60")


class TestRoom:
    def test_without_room_nothing_new_is_asked_for(self):
        urls = pages_of(*(f"{number}.example" for number in range(30)), count=1)
        web = web_of(urls)
        crawl = Crawl(web, urls, max_connections=4, obey_robots=False).add_all()
        crawl.step()
        for _ in range(10):
            crawl.scheduler.advance(room=False)
        assert len(web.requests) <= 4
        assert len(crawl.run()) >= 26

    def test_without_room_there_is_nothing_to_be_called_back_for(self):
        urls = pages_of("a.example", count=3)
        crawl = Crawl(web_of(urls), urls).add_all()
        crawl.scheduler.advance(room=False)
        assert crawl.scheduler.seconds_to_next(room=False) is None


def test_memory_stays_bounded_over_many_hosts():
    urls = [f"http://{number}.example/" for number in range(6_000)]
    web = web_of(urls, clock=Clock(), took_s=0.1)
    crawl = Crawl(web, urls, obey_robots=False, host_delay_s=0, max_connections=4)
    outcomes = crawl.add_all().run()
    assert len(outcomes) == 6_000
    assert crawl.scheduler._lanes == {}
    assert crawl.scheduler._sharers == {}
    assert len(crawl.scheduler._turns) < 5_000  # hosts of the last minutes
