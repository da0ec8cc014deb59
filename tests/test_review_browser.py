"""The review page in a real browser: by keyboard alone, two at once, across a crash, and with hostile pages."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import Request
from starlette.responses import PlainTextResponse, Response

from chromium import pytestmark, watched
from hypecheck.pipeline import Checker
from hypecheck.records import Mark
from hypecheck.review import Identity, ReviewSettings, create_app
from hypecheck.store import Filters, NewReview, Store, View, open_store
from review_samples import HOSTILE, different, hostile, near
from store_samples import assess, fail

__all__ = ["pytestmark"]

#: A press sooner than this after a page appeared is taken for a second press on the page before.
SETTLED_MS = 300

# Whether the window shows a passage behind the reason stepped to, and what the reason says, beside the text or told.
REASON_IN_HAND = """() => {
  const bar = document.getElementById("bar").getBoundingClientRect().top;
  const seen = ({ top, bottom }) => top >= 0 && bottom > top && top < bar;
  const places = [...document.querySelectorAll(`.at[id^=${document.body.dataset.lit}-]`)];
  const [told, reason] = [document.getElementById("told"), document.querySelector(".reason[data-lit] p")];
  return {
    passage: places.some((place) => seen((place.nextElementSibling ?? place).getBoundingClientRect())),
    words: told.classList.contains("shown") || seen(reason.getBoundingClientRect()),
  };
}"""


def fill(database: Path, *assessments) -> Path:
    with open_store(database) as store, store.start_run("scan", source="test") as run:
        for assessment in assessments:
            run.write(assessment)
    return database


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Command:
    """``hypecheck review`` as a person starts it."""

    def __init__(self, database: Path, port: int) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        command = [sys.executable, "-m", "hypecheck", "review", "--db", str(database), "--port", str(port)]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        self.link = line.split()[-1]
        assert self.link.startswith(f"http://127.0.0.1:{port}/open?token="), line
        wait_for_port(port)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate(timeout=10)


def wait_for_port(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the server does not listen")


@pytest.fixture
def start() -> Iterator[Callable[..., Command]]:
    started: list[Command] = []

    def start_command(database: Path, port: int | None = None) -> Command:
        started.append(Command(database, port or free_port()))
        return started[-1]

    yield start_command
    for command in started:
        if command.process.poll() is None:
            command.kill()


def current(tab) -> str:
    return tab.locator(".piece").get_attribute("data-page") or ""


def settle(tab) -> None:
    """Wait until a page is shown and a press is meant for it."""
    tab.wait_for_selector("#reading[data-ready] .piece h1")
    tab.wait_for_timeout(SETTLED_MS)


def press(tab, key: str) -> None:
    """Press a key that decides, and wait for the next page."""
    before = current(tab)
    tab.keyboard.press(key)
    tab.wait_for_function("before => document.querySelector('.piece').dataset.page !== before", arg=before)
    settle(tab)


def open_first(tab, link: str) -> None:
    tab.goto(link)
    tab.keyboard.press("g")
    settle(tab)


def wait_until_sent(tab) -> None:
    tab.wait_for_function("() => document.getElementById('outbox').hidden")


def standing(store: Store) -> list[Any]:
    return [review for row in store.queue(limit=500).rows for review in store.reviews([row.page_id])]


class TestKeyboard:
    def test_a_queue_of_thirty_pages_is_cleared_by_keyboard_alone(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(30)))
        open_first(tab, start(database).link)
        seen = []
        for number in range(30):
            seen.append(current(tab))
            press(tab, "y" if number % 3 else "s")
        assert tab.locator("h1").inner_text() == "Nothing left for you in this queue"
        assert tab.locator("#bar .choice").first.is_disabled()
        assert len(set(seen)) == 30
        wait_until_sent(tab)
        with open_store(database) as store:
            reviews = sorted(standing(store), key=lambda review: review.id)
            assert [str(review.page_id) for review in reviews] == seen
            assert store.count(Filters(decided=True)) == 20
            rows = {row.page_id: row for row in store.queue(limit=500).rows}
            assert all(r.decision in ("skip", rows[r.page_id].band) for r in reviews)
            assert all(review.spent_s is not None and review.spent_s < 60 for review in reviews)

    def test_decisions_are_undone_one_after_another(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(4)))
        open_first(tab, start(database).link)
        seen = [current(tab)]
        for _ in range(3):
            press(tab, "y")
            seen.append(current(tab))
        for page in reversed(seen[:3]):
            press(tab, "u")
            assert current(tab) == page
        assert tab.locator("#undo-button").is_disabled()
        wait_until_sent(tab)
        with open_store(database) as store:
            assert standing(store) == []
        press(tab, "x")
        assert current(tab) == seen[1]
        wait_until_sent(tab)
        with open_store(database) as store:
            assert [review.decision for review in standing(store)] == ["not_an_article"]

    def test_a_band_is_overridden_with_a_picked_or_a_typed_reason(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number, score=0.9) for number in range(3)))
        open_first(tab, start(database).link)
        tab.keyboard.press("b")
        assert tab.locator("#override").is_visible()
        assert "Scored Commercial, you say Balanced" in tab.locator("#override").inner_text()
        tab.keyboard.press("Escape")
        assert not tab.locator("#override").is_visible()
        tab.keyboard.press("b")
        press(tab, "1")
        assert tab.locator("#show-plug").is_checked()  # the digit was the dialog's
        tab.keyboard.press("m")
        tab.keyboard.type("Quoted, 1 of 2.")
        press(tab, "Enter")
        wait_until_sent(tab)
        with open_store(database) as store:
            assert [(review.decision, review.reason) for review in sorted(standing(store), key=lambda r: r.id)] == [
                ("balanced", "Selling words are quoted or refuted"),
                ("mixed", "Quoted, 1 of 2."),
            ]

    def test_a_button_of_a_mark_stays_the_same_one_while_words_are_selected(self, tab, start, tmp_path):
        open_first(tab, start(fill(tmp_path / "reviews.db", different(1))).link)
        select(tab, "Book a call with our team")
        tab.keyboard.press("a")
        tab.keyboard.press("1")
        button = tab.locator("#own-marks button")
        button.focus()
        select(tab, "with our team")
        tab.wait_for_function("() => document.getElementById('at-hand-text').textContent.includes('Selected: with')")
        assert button.evaluate("button => button === document.activeElement")
        button.press("Enter")
        assert tab.locator("#own-marks li").count() == 0

    def test_a_missed_plug_is_marked_by_selecting_it_and_a_wrong_one_by_stepping_to_it(self, tab, start, tmp_path):
        page = different(1)
        database = fill(tmp_path / "reviews.db", page, different(2))
        open_first(tab, start(database).link)
        select(tab, "Book a call with our team")
        tab.keyboard.press("a")
        tab.keyboard.press("1")
        for _ in page.annotations.plugs + page.annotations.claims + page.annotations.cues:
            tab.keyboard.press("j")
            if "purchase" in tab.locator("#at-hand-text").inner_text():
                break
        tab.keyboard.press("w")
        assert tab.locator("#own-marks li").count() == 2
        tab.keyboard.press("n")
        tab.keyboard.type("Two plugs, not one.")
        tab.keyboard.press("Escape")
        tab.reload()  # what was begun is still there
        settle(tab)
        assert tab.locator("#own-marks li").count() == 2
        press(tab, "y")
        wait_until_sent(tab)
        with open_store(database) as store:
            [review] = standing(store)
            assert review.note == "Two plugs, not one."
            found = {(mark.wrong, mark.kind, mark.text) for mark in review.marks}
            [plug] = page.annotations.plugs
            assert found == {(False, "plug", "Book a call with our team"), (True, "plug", plug.text)}
            text = store.assessment(review.assessment_id).article.text
            assert all(text[mark.start : mark.end] == mark.text for mark in review.marks)
            assert {(plug.start, plug.end)} == {(mark.start, mark.end) for mark in review.marks if mark.wrong}

    def test_sentences_are_selected_and_marked_by_keyboard_alone(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", different(1), different(2))
        open_first(tab, start(database).link)
        tab.keyboard.press(".")
        tab.keyboard.press(".")
        tab.keyboard.press(".")
        tab.keyboard.press(",")
        tab.keyboard.press("a")
        tab.keyboard.press("4")
        press(tab, "y")
        wait_until_sent(tab)
        with open_store(database) as store:
            [mark] = standing(store)[0].marks
            assert (mark.wrong, mark.kind, mark.text) == (False, "limitation", "Order our capsules today.")

    def test_near_duplicates_are_shown_and_then_decided_at_once_and_undone_at_once(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(near(number) for number in range(4)), different(1, score=0.1))
        open_first(tab, start(database).link)
        tab.keyboard.press("d")
        assert tab.locator(".cluster-rows li").count() == 4
        tab.locator(".cluster-rows input:not(:disabled)").first.uncheck()
        tab.keyboard.press("x")
        assert "for this page and 2 others" in tab.locator("#cluster-preview").inner_text()
        press(tab, "Enter")
        wait_until_sent(tab)
        with open_store(database) as store:
            assert store.count(Filters(decisions=("not_an_article",))) == 3
            [left] = [row.page_id for row in store.queue(Filters(decided=False)).rows if row.cluster_size > 1]
        tab.goto(f"{tab.url.split('/pages')[0]}/pages/{left}")
        settle(tab)
        tab.keyboard.press("d")
        tab.locator("[data-tick=all]").click()
        tab.keyboard.press("c")
        assert "and 3 others; 3 of them were decided before" in tab.locator("#cluster-preview").inner_text()
        tab.keyboard.press("Escape")
        press(tab, "u")
        wait_until_sent(tab)
        with open_store(database) as store:
            assert standing(store) == []

    def test_every_action_has_a_key_that_can_be_changed_and_keys_can_be_switched_off(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(4)))
        open_first(tab, start(database).link)
        tab.keyboard.press("?")
        dialog = tab.locator("#keys")
        assert dialog.is_visible()
        assert all(text.strip() for text in dialog.locator("li kbd").all_inner_texts())
        dialog.locator("[data-action=confirm] button").click()
        tab.keyboard.press("c")
        assert "is the key of" in dialog.locator(".told").inner_text()
        dialog.locator("[data-action=confirm] button").click()
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("Escape")
        press(tab, "ArrowRight")
        tab.reload()
        settle(tab)
        press(tab, "ArrowRight")
        tab.keyboard.press("?")
        tab.locator("#keys-off").check()
        tab.keyboard.press("Escape")
        tab.keyboard.press("ArrowRight")
        tab.keyboard.press("x")
        wait_until_sent(tab)
        with open_store(database) as store:
            assert len(standing(store)) == 2

    def test_keys_answer_with_caps_lock_and_on_a_keyboard_of_another_script(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", different(1), different(2))
        open_first(tab, start(database).link)
        strike = """pressed => document.activeElement.dispatchEvent(
            new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...pressed}))"""
        for pressed in ({"key": "F", "code": "KeyF"}, {"key": "а", "code": "KeyF"}):  # a Cyrillic a
            tab.evaluate("delete document.body.dataset.lit")
            tab.evaluate(strike, pressed)
            assert tab.evaluate("document.body.dataset.lit") == "r1"
        tab.keyboard.press("?")
        tab.locator("#keys [data-action=skip_reason] button").click()
        tab.evaluate(strike, {"key": "Z", "code": "KeyZ"})
        assert tab.locator("#keys [data-action=skip_reason] kbd").inner_text() == "z"

    def test_a_key_that_is_held_or_pressed_twice_decides_one_page(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(5)))
        open_first(tab, start(database).link)
        tab.wait_for_function("() => document.getElementById('left').textContent !== ''")
        before = current(tab)
        tab.evaluate(
            """() => {
                for (const repeat of [false, true, true, false]) {
                    document.dispatchEvent(new KeyboardEvent('keydown', {key: 'y', repeat, bubbles: true}));
                }
            }"""
        )
        tab.wait_for_function("before => document.querySelector('.piece').dataset.page !== before", arg=before)
        settle(tab)
        wait_until_sent(tab)
        with open_store(database) as store:
            assert len(standing(store)) == 1

    def test_reasons_marks_and_switches_answer_to_keys(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", different(1), different(2))
        open_first(tab, start(database).link)
        tab.keyboard.press("e")
        assert tab.locator("body").get_attribute("data-lit") == "r1"
        tab.keyboard.press("1")
        assert not tab.locator("#show-plug").is_checked()
        press(tab, "y")
        assert not tab.locator("#show-plug").is_checked()
        tab.keyboard.press("0")
        assert not tab.locator("#show-claim").is_checked()
        tab.keyboard.press("q")
        tab.wait_for_selector(".tabs")

    @pytest.mark.parametrize("size", [(1600, 900), (1280, 720), (1000, 700), (360, 740)], ids=lambda size: str(size[0]))
    def test_a_step_to_a_reason_shows_its_passage_and_says_the_reason(self, tab, start, tmp_path, size):
        sample = Path(__file__).parent.parent / "data" / "samples" / "advertorial.html"
        database = fill(tmp_path / "reviews.db", Checker().assess_html(sample.read_bytes()))
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        open_first(tab, start(database).link)
        steps = tab.evaluate("document.querySelectorAll('.at[id^=r]').length")
        assert steps > 5
        for _ in range(min(steps, 15)):
            tab.keyboard.press("e")
            assert tab.evaluate(REASON_IN_HAND) == {"passage": True, "words": True}

    @pytest.mark.parametrize("key", ["j", "."], ids=["mark", "sentence"])
    def test_a_step_begins_where_the_eyes_are_and_not_at_the_top(self, tab, start, tmp_path, key):
        sample = Path(__file__).parent.parent / "data" / "samples" / "advertorial.html"
        open_first(tab, start(fill(tmp_path / "reviews.db", Checker().assess_html(sample.read_bytes()))).link)
        tab.keyboard.press("j")  # at hand, and scrolled out of sight below
        tab.evaluate("window.scrollTo(0, document.querySelector('.text').offsetHeight - 300)")
        before = tab.evaluate("scrollY")
        assert before > 600
        tab.keyboard.press(key)
        assert abs(tab.evaluate("scrollY") - before) < 500
        assert tab.locator("#at-hand").is_visible()

    def test_the_next_reason_and_the_tables_are_a_key_away_and_so_is_the_way_back(self, tab, start, tmp_path):
        sample = Path(__file__).parent.parent / "data" / "samples" / "advertorial.html"
        open_first(tab, start(fill(tmp_path / "reviews.db", Checker().assess_html(sample.read_bytes()))).link)
        seen = []
        for _ in range(3):
            tab.keyboard.press("f")
            seen.append(tab.evaluate("document.body.dataset.lit"))
        assert seen == sorted(set(seen))
        before = tab.evaluate("scrollY")
        tab.keyboard.press("l")
        assert 0 <= tab.locator("#claims").bounding_box()["y"] < 450
        tab.keyboard.press("l")
        assert tab.evaluate("scrollY") == before

    def test_a_selection_is_of_whole_words(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", different(1), different(2))
        open_first(tab, start(database).link)
        for words, whole in {
            "ook a call with our te": "Book a call with our team",
            "Book a call with our team": "Book a call with our team",
            "\U0001f600 before an unmark": "\U0001f600 before an unmarked",
        }.items():
            select(tab, words)
            assert tab.locator("#at-hand-text").inner_text() == f"Selected: {whole}"

    @pytest.mark.parametrize("size", [(1600, 1000), (1280, 720)], ids=["1600", "1280"])
    def test_the_columns_end_above_the_bar_whatever_is_in_it(self, tab, start, tmp_path, size):
        sample = Path(__file__).parent.parent / "data" / "samples" / "advertorial.html"
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        open_first(tab, start(fill(tmp_path / "reviews.db", Checker().assess_html(sample.read_bytes()))).link)
        foot = """() => document.getElementById('bar').getBoundingClientRect().top
            - document.querySelector('.why').getBoundingClientRect().bottom"""
        assert tab.evaluate("() => document.querySelector('.why').scrollHeight") > size[1]
        assert tab.evaluate(foot) >= 0  # before anything was scrolled
        for key in ("n", "Escape", "j", "w"):
            tab.keyboard.press(key)
            tab.wait_for_timeout(50)
            assert tab.evaluate(foot) >= 0, key
        tab.evaluate("window.scrollBy(0, 400)")
        assert tab.evaluate(foot) >= 0

    def test_forty_decisions_are_undone_also_after_a_reload(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(62)))
        open_first(tab, start(database).link)
        seen = []
        for _ in range(60):
            seen.append(current(tab))
            press(tab, "y")
        for page in reversed(seen[20:]):
            press(tab, "u")
            assert current(tab) == page
        wait_until_sent(tab)
        tab.reload()
        settle(tab)
        for page in reversed(seen[:20]):
            press(tab, "u")
            assert current(tab) == page
        wait_until_sent(tab)
        with open_store(database) as store:
            assert standing(store) == []

    def test_what_a_key_cannot_do_is_said_where_it_is_seen(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", different(1))
        open_first(tab, start(database).link)
        for key, words in {"a": "Select the passage first", "w": "Step to a mark first", "d": "no near dup"}.items():
            tab.keyboard.press(key)
            told = tab.locator("#told.shown")
            assert words in told.inner_text()
            assert told.bounding_box()["width"] > 100

    def test_the_way_back_of_the_browser_shows_the_page_before(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", different(1), different(2))
        open_first(tab, start(database).link)
        first = current(tab)
        press(tab, "y")
        tab.go_back()
        tab.wait_for_function("first => document.querySelector('.piece').dataset.page === first", arg=first)
        assert "Decided" in tab.locator(".title").inner_text()


class TestQueue:
    def test_arrow_keys_pass_by_sortings_and_a_pick_sorts(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(3)))
        tab.goto(start(database).link)
        tab.wait_for_selector("#sort-button", state="hidden")
        tab.locator("#sort").focus()
        for _ in range(2):
            tab.keyboard.press("ArrowDown")
        assert "sort=" not in tab.url
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        tab.wait_for_url(re.compile("sort=uncertainty"))
        assert tab.locator("#sort").input_value() == "uncertainty"

    def test_its_rows_and_its_parts_are_turned_by_keys(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(53)))
        tab.goto(start(database).link)
        tab.keyboard.press("n")
        tab.wait_for_url(re.compile("after="))
        assert tab.locator(".rows tbody tr").count() == 3
        tab.keyboard.press("j")
        tab.keyboard.press("j")
        assert tab.evaluate("document.activeElement.className") == "name"
        tab.keyboard.press("p")
        tab.wait_for_url(re.compile("before="))
        assert tab.locator(".rows tbody tr").count() == 50

    def test_what_it_is_narrowed_to_is_taken_away_one_by_one(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(3)))
        tab.goto(start(database).link)
        tab.goto(f"{tab.url}?words=bedtime&band=mixed")
        assert "No page fits." in tab.locator(".nothing").inner_text()
        tab.get_by_role("link", name="Take away: band mixed").click()
        tab.wait_for_url(re.compile(r"\?words=bedtime$"))
        assert tab.locator(".rows tbody tr").count() == 3


# What has the focus, whether that is shown, and whether the window shows it: WCAG 2.4.7 and 2.4.11, which axe leaves.
FOCUSED = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const { top, bottom } = element.getBoundingClientRect();
  const bar = element.closest('#bar') ? null : document.getElementById('bar');
  const outline = getComputedStyle(element);
  return {
    name: `${element.tagName} ${element.id} ${element.name || element.textContent}`,
    marked: outline.outlineStyle !== 'none' && outline.outlineWidth !== '0px',
    shown: bottom > 0 && top < (bar?.getBoundingClientRect().top ?? innerHeight) - 2,
  };
}"""


class TestFocus:
    @pytest.mark.parametrize("size", [(1280, 720), (360, 740)], ids=["1280", "360"])
    def test_whoever_goes_by_tab_sees_where_they_are_and_comes_to_the_end(self, tab, start, tmp_path, size):
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        tab.goto(start(fill(tmp_path / "reviews.db", near(1), near(2), different(1))).link)
        base = tab.url.rstrip("/")
        for path in ("", "pages/1", "dashboard", "models"):
            tab.goto(f"{base}/{path}")
            stops = []
            for _ in range(200):
                tab.keyboard.press("Tab")
                stop = tab.evaluate(FOCUSED)
                if stop is None:
                    break
                stops.append(stop)
            assert 3 < len(stops) < 200, path
            assert [each["name"] for each in stops if not (each["marked"] and each["shown"])] == [], path

    def test_the_decision_is_two_stops_away_for_whoever_has_single_keys_off(self, tab, start, tmp_path):
        open_first(tab, start(fill(tmp_path / "reviews.db", different(1), different(2))).link)
        tab.evaluate("document.activeElement.blur()")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Tab")
        assert "Skip to the decision" in tab.evaluate("document.activeElement.textContent")
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        assert tab.evaluate("document.activeElement.dataset.decision") == "balanced"


class TestStrange:
    """Pages that are long, empty or in a script from right to left."""

    @pytest.mark.parametrize("width", [360, 640, 1280], ids=str)  # 640 is 1280 at a zoom of 200 %
    def test_nothing_is_too_wide_for_the_window(self, tab, start, tmp_path, width):
        long = assess("https://a.example/" + "x" * 400, title="W" * 300, text="A" * 2_500 + " plug. " + "b" * 800)
        pages = (long, assess("https://b.example/", title="A long title, and on. " * 15), assess(title=None, text="-"))
        tab.set_viewport_size({"width": width, "height": 740})
        tab.goto(start(fill(tmp_path / "reviews.db", *pages)).link)
        base = tab.url.rstrip("/")
        too_wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert tab.evaluate(too_wide) <= 0
        assert max(row.bounding_box()["height"] for row in tab.locator(".rows tbody tr").all()) < 400
        marks_seen = 0
        for page in (1, 2, 3):
            tab.goto(f"{base}/pages/{page}")
            settle(tab)
            for key in ("j", "w", "n", "Escape", "."):
                tab.keyboard.press(key)
            assert tab.evaluate(too_wide) <= 0, page
            bar, *marks = tab.evaluate(
                """() => [document.getElementById('bar'), ...document.querySelectorAll('#own-marks li > *')]
                    .map((each) => each.getBoundingClientRect().left)"""
            )
            assert all(left >= bar for left in marks), page
            marks_seen += len(marks)
        assert marks_seen

    def test_a_script_from_right_to_left_stays_so_when_it_opens_with_a_mark(self, tab, start, tmp_path):
        text = "فيتامين ك يخفف التشنجات الليلية. اطلب كبسولاتنا اليوم. لم تختبره أي تجربة مقابل التمدد قبل النوم هنا."
        open_first(tab, start(fill(tmp_path / "reviews.db", assess(text=text, title=text[:30]))).link)
        paragraph = ".text article p"
        assert tab.locator(f"{paragraph} > :first-child").count()
        assert tab.evaluate(f"getComputedStyle(document.querySelector('{paragraph}')).direction") == "rtl"
        tab.keyboard.press("j")
        assert text[:20] in tab.locator("#at-hand-text").inner_text()

    def test_three_hundred_claims_are_stepped_through_without_a_wait(self, tab, start, tmp_path):
        sentence = "Vitamin K2 reduces night cramps by 30 percent in older adults. "
        page = assess(text=sentence * 300, plug=None, claim=None)
        [claim] = assess().annotations.claims
        ends = range(len(sentence) - 1, len(sentence) * 300, len(sentence))
        claims = tuple(
            replace(claim, text=sentence.strip(), start=end + 1 - len(sentence), end=end, cues=(), agent_span=None)
            for end in ends
        )
        page = replace(page, annotations=replace(page.annotations, claims=claims, cues=(), limits=()))
        open_first(tab, start(fill(tmp_path / "reviews.db", page)).link)
        spent_ms = tab.evaluate(
            """() => {
                const begun = performance.now();
                for (let step = 0; step < 50; step += 1) {
                    document.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', bubbles: true}));
                }
                return (performance.now() - begun) / 50;
            }"""
        )
        assert spent_ms < 100  # 8 ms on a machine that does nothing else
        assert tab.locator("#claims tbody tr").count() == 300

    def test_a_page_on_paper_has_its_text_and_nothing_to_press(self, tab, start, tmp_path):
        open_first(tab, start(fill(tmp_path / "reviews.db", near(1), near(2))).link)
        tab.emulate_media(media="print")
        assert tab.locator(".text article").is_visible()
        assert tab.locator(".why .card").is_visible()
        assert not [button for button in tab.locator("button").all() if button.is_visible()]
        assert not tab.locator("#bar").is_visible()


def select(tab, words: str) -> None:
    """Select words of the article as a pointer would, also across marks."""
    tab.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector('.text article'), NodeFilter.SHOW_TEXT);
            for (let node; (node = walker.nextNode()); ) {
                const at = node.data.indexOf(words);
                if (at === -1) continue;
                getSelection().setBaseAndExtent(node, at, node, at + words.length);
                return;
            }
            throw new Error('not on the page: ' + words);
        }""",
        words,
    )


class TestCrash:
    def test_a_server_that_is_killed_and_started_again_loses_and_doubles_nothing(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(12)))
        port = free_port()
        server = start(database, port)
        open_first(tab, server.link)
        seen = []
        for _ in range(3):
            seen.append(current(tab))
            press(tab, "y")
        server.kill()
        for _ in range(2):  # the pages that were fetched ahead
            seen.append(current(tab))
            press(tab, "y")
        seen.append(current(tab))
        tab.keyboard.press("y")
        tab.wait_for_function("() => document.getElementById('outbox').textContent.includes('3 waiting')")
        start(database, port)
        tab.wait_for_function("done => !done.includes(document.querySelector('.piece').dataset.page)", arg=seen)
        settle(tab)
        for _ in range(6):
            seen.append(current(tab))
            press(tab, "y")
        wait_until_sent(tab)
        with open_store(database) as store:
            reviews = sorted(standing(store), key=lambda review: review.id)
            assert [str(review.page_id) for review in reviews] == seen
            assert len(set(seen)) == 12

    def test_what_was_undone_while_the_server_was_away_stays_when_it_is_back(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(6)))
        port = free_port()
        server = start(database, port)
        open_first(tab, server.link)
        tab.wait_for_function("() => document.getElementById('left').textContent !== ''")
        server.kill()
        for _ in range(2):  # the pages that were fetched ahead
            press(tab, "y")
        last = current(tab)
        tab.keyboard.press("y")
        tab.wait_for_selector("#reading[aria-busy]")
        assert tab.locator("#bar .choice").first.is_disabled()
        tab.locator("#outbox").click()
        assert "The server does not answer." in tab.locator("#waiting").inner_text()
        tab.keyboard.press("Escape")
        tab.keyboard.press("u")
        tab.wait_for_selector("#reading:not([aria-busy])")
        start(database, port)
        wait_until_sent(tab)
        tab.wait_for_timeout(3_000)  # longer than what was waited for takes to ask again
        assert current(tab) == last
        for _ in range(3):
            press(tab, "y")
        wait_until_sent(tab)
        with open_store(database) as store:
            assert len(standing(store)) == 5
            assert len({review.page_id for review in standing(store)}) == 5

    def test_what_waits_is_sent_after_the_browser_was_closed_too(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(4)))
        port = free_port()
        server = start(database, port)
        open_first(tab, server.link)
        tab.wait_for_function("() => document.getElementById('left').textContent !== ''")
        server.kill()
        decided = current(tab)
        press(tab, "y")
        kept = tab.context.storage_state()
        tab.context.close()
        server = start(database, port)
        again = watched(tab.context.browser.new_context(storage_state=kept))
        open_first(again, server.link)
        again.wait_for_function("before => document.querySelector('.piece').dataset.page !== before", arg=decided)
        wait_until_sent(again)
        with open_store(database) as store:
            assert [str(review.page_id) for review in standing(store)] == [decided]
        again.context.close()
        tab.context.problems.clear()  # the requests that a closed browser did not finish

    @pytest.mark.parametrize("came_in", ["before the page was made", "after it"])
    def test_a_page_whose_decision_was_on_its_way_is_not_shown_as_the_next(self, tab, start, tmp_path, came_in):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(4)))
        open_first(tab, start(database).link)
        address, decided = tab.url, current(tab)
        assert "#" not in address
        before = tab.context.request.get(address)
        press(tab, "y")
        wait_until_sent(tab)
        if came_in == "after it":
            tab.route(address, lambda route: route.fulfill(response=before), times=1)
        tab.goto("about:blank")
        tab.goto(f"{address}#next")  # where /next sent the browser just before
        tab.wait_for_function("before => document.querySelector('.piece').dataset.page !== before", arg=decided)
        settle(tab)
        tab.goto(address)
        settle(tab)
        assert current(tab) == decided  # whoever asks for it gets it
        tab.keyboard.press("u")
        tab.wait_for_function("() => document.getElementById('undo-button').disabled")
        wait_until_sent(tab)
        tab.goto("about:blank")
        tab.goto(f"{address}#next")
        settle(tab)
        assert current(tab) == decided

    def test_a_refused_decision_is_told_and_can_be_dropped(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(3)))
        open_first(tab, start(database).link)
        tab.evaluate("() => { document.querySelector('.piece').dataset.assessment = '999'; }")
        tab.reload()
        settle(tab)
        tab.route("**/decisions", lambda route: route.fulfill(status=400, json={"error": "There is no assessment 9."}))
        press(tab, "y")
        tab.wait_for_function("() => document.getElementById('outbox').textContent.includes('1 not taken')")
        tab.unroute("**/decisions")
        tab.keyboard.press("v")
        assert "There is no assessment 9." in tab.locator("#waiting").inner_text()
        tab.locator("#waiting button", has_text="Send again").click()
        wait_until_sent(tab)
        tab.keyboard.press("Escape")
        tab.keyboard.press("v")
        assert "Everything is sent." in tab.locator("#waiting").inner_text()
        with open_store(database) as store:
            assert len(standing(store)) == 1

    def test_an_answer_that_was_lost_is_asked_for_again_and_keeps_one_decision(self, tab, start, tmp_path):
        database = fill(tmp_path / "reviews.db", *(different(number) for number in range(3)))
        open_first(tab, start(database).link)
        lost = []

        def lose_the_answer(route):
            route.fetch()
            lost.append(route.request.url)
            route.abort()

        tab.route("**/decisions", lose_the_answer, times=2)
        press(tab, "y")
        wait_until_sent(tab)
        assert len(lost) == 2
        with open_store(database) as store:
            assert len(standing(store)) == 1


class ByName:
    """A sign-in for the tests: whoever has a cookie with a name is that user."""

    is_team = True
    parts = ()
    open_paths = ("/nobody",)

    async def identify(self, request: Request) -> Identity | None:
        name = request.cookies.get("who")
        return Identity(name=name, role="moderator", csrf=f"token of {name}") if name else None

    def refuse(self, request: Request) -> Response:
        return PlainTextResponse("Who are you?", status_code=401)


@pytest.fixture
def team(tmp_path) -> Iterator[tuple[Store, str]]:
    """Return a store and the address of a server for ann and ben."""
    port = free_port()
    with open_store(tmp_path / "team.db") as store:
        for name in ("ann", "ben"):
            store.add_user(name)
        app = create_app(store, ReviewSettings(), sign_in=ByName())
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        wait_for_port(port)
        yield store, f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join(timeout=20)


class TestTogether:
    def test_two_moderators_never_meet_on_a_page(self, browser, team):
        store, base = team
        with store.start_run("scan", source="test") as run:
            for number in range(24):
                run.write(different(number))
        tabs = {}
        for name in ("ann", "ben"):
            context = browser.new_context()
            context.add_cookies([{"name": "who", "value": name, "url": base}])
            tabs[name] = watched(context)
            open_first(tabs[name], base)
        seen: dict[str, list[str]] = {"ann": [], "ben": []}
        while any(tab.locator(".piece[data-page]").count() for tab in tabs.values()):
            assert current(tabs["ann"]) != current(tabs["ben"])
            for name, tab in tabs.items():
                if tab.locator(".piece[data-page]").count():
                    seen[name].append(current(tab))
                    press(tab, "y")
        for tab in tabs.values():
            wait_until_sent(tab)
            assert tab.context.problems == []
            tab.context.close()
        assert not set(seen["ann"]) & set(seen["ben"])
        assert len(seen["ann"]) + len(seen["ben"]) == 24
        assert min(map(len, seen.values())) >= 8
        assert len(standing(store)) == 24

    def test_whoever_opens_anothers_page_is_told_whose_it_is(self, browser, team):
        store, base = team
        with store.start_run("scan", source="test") as run:
            run.write(different(1))
        [lease] = store.lease_next("ben")
        context = browser.new_context()
        context.add_cookies([{"name": "who", "value": "ann", "url": base}])
        tab = watched(context)
        tab.goto(f"{base}/pages/{lease.row.page_id}")
        assert "With ben until" in tab.locator(".title").inner_text()
        context.close()


class TestHostile:
    @pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
    def test_nothing_that_a_page_or_a_person_says_is_run_or_loaded(self, tab, start, tmp_path, words):
        database = fill(tmp_path / "reviews.db", different(1, score=0.99), hostile(words), different(2, score=0.1))
        with open_store(database) as store:
            store.add_user("local", "lead")
            [page] = [row for row in store.queue().rows if not (row.title or "").startswith("Page ")]
        open_first(tab, start(database).link)
        press(tab, "y")
        assert current(tab) == str(page.page_id)  # put in place by the script
        select_all(tab)
        tab.keyboard.press("a")
        tab.keyboard.press("1")
        tab.keyboard.press("n")
        tab.locator("#note").fill(words)
        tab.keyboard.press("Escape")
        tab.keyboard.press("b")
        tab.locator("#typed-reason").fill(words)
        press(tab, "Enter")
        wait_until_sent(tab)
        save_view(tab, words)
        base = tab.url.split("/?")[0].rstrip("/")
        for path in (
            "/?decided=any",
            f"/?words={'x'}&site=%22%3E%3Cimg%20src=x%20onerror=window.hacked=1%3E",
            f"/pages/{page.page_id}",
            f"/assessments/{page.assessment_id}",
            f"/pages/{page.page_id}/changes?before={page.assessment_id}&after={page.assessment_id}",
            "/nowhere/%3Cscript%3Ewindow.hacked=1%3C/script%3E",
            "/?sort=%3Cscript%3Ewindow.hacked=1%3C/script%3E",
        ):
            tab.goto(f"{base}{path}")
            tab.wait_for_timeout(50)
            assert tab.evaluate("() => window.hacked") is None, path
            assert tab.evaluate("() => document.querySelectorAll('img, iframe, object, embed').length") == 0
            hrefs = tab.evaluate("() => [...document.querySelectorAll('[href], [src]')].map(e => e.href || e.src)")
            assert [each for each in hrefs if re.match(r"(?i)\s*(javascript|data|vbscript):", str(each))] == []
        with open_store(database) as store:
            reviews = store.reviews([page.page_id])
            assert [review.decision for review in reviews] == ["balanced"]


def select_all(tab) -> None:
    tab.evaluate("() => getSelection().selectAllChildren(document.querySelector('.text article'))")


def save_view(tab, name: str) -> None:
    tab.keyboard.press("q")
    tab.wait_for_selector("#view-name")
    tab.locator("#view-name").fill(name[:100])
    tab.locator(".save button").click()
    tab.wait_for_selector(".saved li")


#: What axe tests of the Web Content Accessibility Guidelines up to 2.2 AA.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def axe() -> str:
    package = pytest.importorskip("axe_playwright_python", reason="pip install axe-playwright-python")
    return Path(package.__file__).with_name("axe.min.js").read_text("utf-8")


def violations(tab, axe: str) -> list[str]:
    """Return what axe finds on the page as it is now; it is put there past the page's own policy."""
    tab.evaluate(axe)
    found = tab.evaluate("tags => axe.run({runOnly: tags})", WCAG)
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:200] for node in each['nodes'][:3]]}"
        for each in found["violations"]
    ]


@pytest.fixture
def rich(tmp_path) -> Path:
    """Return a database with every kind of thing that a page can show."""
    samples = Path(__file__).resolve().parent.parent / "data/samples"
    database = tmp_path / "reviews.db"
    told = [sys.executable, "-m", "hypecheck", "scan", str(samples), "--db", str(database), "--out", os.devnull]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    subprocess.run(told, env=environment, check=True, capture_output=True, timeout=300)
    pages = [near(1), near(2), near(3), different(1), fail("https://down.example/")]
    fill(database, *pages)
    changed = near(1)
    text = f"{changed.article.text} One more line."
    article = replace(changed.article, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    fill(database, replace(changed, article=article))
    with open_store(database) as store:
        store.add_user("local", "lead")
        store.add_user("ann")
        for user, decision in (("ann", "mixed"), ("local", "commercial")):
            for row in [row for row in store.queue(limit=500).rows if row.site.startswith(("shop1", "site1"))]:
                store.decide(
                    user,
                    NewReview(
                        request_id=f"{user} {row.page_id}",
                        assessment_id=row.assessment_id,
                        decision=decision,
                        reason="A plug was missed",
                        note="See the last paragraph.",
                        marks=(Mark(wrong=False, kind="plug", start=0, end=7, text="Vitamin"),),
                    ),
                )
        store.save_view("local", View(name="Commercial first", filters=Filters(decided=False), sort="score"))
    return database


LOOKS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}},
    "360 px": {"color_scheme": "light", "viewport": {"width": 360, "height": 740}},
    "1600 px": {"color_scheme": "light", "viewport": {"width": 1600, "height": 1000}},
    "dark 1600 px": {"color_scheme": "dark", "viewport": {"width": 1600, "height": 1000}},
}


class TestLooks:
    @pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
    def test_every_page_and_dialog_can_be_used_by_everyone_and_fits(
        self, browser, start, rich, axe, look, tmp_path_factory, request
    ):
        """The screenshots are in the temporary folder of the test run; look at them after a change."""
        folder = tmp_path_factory.mktemp(f"review-{re.sub('[^a-z0-9]', '-', request.node.callspec.id)}")
        context = browser.new_context(**look)
        tab = watched(context)
        server = start(rich)
        base = server.link.split("/open")[0]
        with open_store(rich) as store:
            rows = store.queue(limit=500).rows
            [changed] = [row for row in rows if row.site == "shop1.example"]
            [failed] = [row for row in rows if row.status == "failed"]
            earlier = store.history(changed.page_id)[0].assessment_id
        found: list[str] = []

        def look_at(name: str) -> None:
            tab.wait_for_timeout(100)
            tab.screenshot(path=folder / f"{name}.png")
            found.extend(f"{name}: {each}" for each in violations(tab, axe))
            wide = tab.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found.extend([f"{name}: {wide} px too wide"] if wide > 0 else [])

        tab.goto(f"{base}/")
        look_at("stranger")
        tab.goto(server.link)
        look_at("queue")
        tab.goto(f"{base}/?decided=any")
        look_at("queue of all")
        tab.goto(f"{base}/?words=nothinglikethis")
        look_at("empty queue")
        tab.goto(f"{base}/?sort=wrong")
        look_at("error")
        for row, name in ((rows[0], "page"), (changed, "changed page"), (failed, "failed page")):
            tab.goto(f"{base}/pages/{row.page_id}")
            look_at(name)
        tab.goto(f"{base}/pages/{changed.page_id}/changes?before={earlier}&after={changed.assessment_id}")
        look_at("changes")
        tab.goto(f"{base}/assessments/{rows[0].assessment_id}")
        look_at("assessment")
        for path in ("dashboard", "models"):
            tab.goto(f"{base}/{path}")
            look_at(path)
        tab.goto(f"{base}/?words=vitamin&band=commercial&decided=any")
        look_at("narrowed queue")
        tab.goto(f"{base}/?cluster={changed.cluster_id}&decided=any")
        look_at("cluster queue")
        tab.goto(f"{base}/next?cluster=999999")
        look_at("nothing left")
        tab.goto(f"{base}/pages/{rows[0].page_id}")
        settle(tab)
        tab.keyboard.press("e")
        tab.keyboard.press("j")
        tab.keyboard.press("w")
        tab.keyboard.press("n")
        tab.locator("#note").fill("A note of two\nlines.")
        look_at("marks and note")
        tab.keyboard.press("Escape")
        tab.keyboard.press(".")
        tab.keyboard.press("a")
        look_at("missed")
        tab.keyboard.press("Escape")
        tab.keyboard.press("b")
        look_at("override")
        tab.keyboard.press("Escape")
        tab.keyboard.press("?")
        look_at("keys")
        tab.goto(f"{base}/pages/{changed.page_id}")
        settle(tab)
        tab.keyboard.press("d")
        tab.keyboard.press("c")
        look_at("cluster")
        tab.keyboard.press("Escape")
        server.kill()
        press(tab, "x")
        look_at("waiting")
        problems = [each for each in context.problems if not each.startswith("request")]
        context.close()
        (folder / "found.txt").write_text("\n".join(found + problems), "utf-8")
        assert not found + problems, "\n".join(found + problems)
