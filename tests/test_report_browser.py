"""The pages that scan and claims write, in a real browser: their rows are found, left out and put in order."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from chromium import pytestmark
from hypecheck.cli import app

__all__ = ["pytestmark"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a page of each kind, made of three texts."""
    folder = tmp_path_factory.mktemp("reports")
    texts = {
        "a": "Zinc lozenges shorten a cold by a day. Buy our zinc today with 20% off. " * 12,
        "b": "Quinine may not help cramps, and trials found no difference from placebo. Ask a pharmacist. " * 9,
        "c": "Too short to say anything of.",
    }
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(f"Page {name}\n\n{text}\n", encoding="utf-8")
    inputs = [str(folder / f"{name}.txt") for name in texts]
    for command in ("scan", "claims"):
        options = ["--as", "text", "--format", "html", "--out", str(folder / f"{command}.html"), "--quiet"]
        assert CliRunner().invoke(app, [command, *inputs, *options], catch_exceptions=False).exit_code == 0
    return folder


def shown(tab):
    """Return the texts of the rows that are not hidden.

    Their inner text would be empty until the next frame after rows were put in order: rows far from the window are not
    laid out (`content-visibility`), and a row that moved counts as far until it is looked at again.
    """
    return tab.locator("main ol > li:visible").all_text_contents()


def find(tab, words):
    """Filter by the keyboard alone, and wait until the page has counted."""
    before = tab.locator("#shown").inner_text()
    tab.keyboard.press("/")
    tab.keyboard.type(words)
    tab.wait_for_function("before => document.getElementById('shown').textContent !== before", arg=before)


def test_rows_of_a_scan_are_sorted_by_score_and_those_without_one_come_last(folder, tab):
    tab.goto((folder / "scan.html").as_uri())
    assert len(shown(tab)) == 3
    tab.select_option("#sort", "low")
    rising = [row for row in shown(tab) if "Page" in row]
    tab.select_option("#sort", "high")
    falling = [row for row in shown(tab) if "Page" in row]
    assert "Page c" in rising[-1]
    assert "Page c" in falling[-1]
    assert rising[:2] == falling[1::-1]


def test_rows_of_a_scan_are_filtered_by_words_and_by_label(folder, tab):
    tab.goto((folder / "scan.html").as_uri())
    find(tab, "page b")
    assert [row for row in shown(tab) if "Page b" in row] == shown(tab)
    tab.reload()
    while (boxes := tab.locator(".controls :checked[type=checkbox]")).count():
        boxes.first.uncheck()
    assert shown(tab) == []
    assert tab.locator("#shown").inner_text() == "0 of 3 shown"


def test_pairs_of_the_landscape_are_filtered_by_all_words(folder, tab):
    tab.goto((folder / "claims.html").as_uri())
    everything = len(shown(tab))
    find(tab, "zinc cold")
    assert 0 < len(shown(tab)) < everything
    assert all("zinc" in row.lower() and "cold" in row.lower() for row in shown(tab))
