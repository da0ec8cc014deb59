"""Debian's Chromium for the tests that use pages as people do: its marks, a browser, a tab that tells every fault."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

__all__ = ["browser", "pytestmark", "tab", "watched"]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("playwright") is None, reason="Playwright is not installed: pip install playwright"),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (on Debian: apt-get install chromium)"),
]

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WAIT_MS = 45_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def tab(browser) -> Iterator[Any]:
    """Return a tab of a fresh profile; a fault of a script or a request elsewhere fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield watched(context)
    problems = list(context.problems)
    context.close()
    assert problems == []


def watched(context: Any) -> Any:
    context.problems = []
    context.set_default_timeout(WAIT_MS)
    tab = context.new_page()
    tab.on("pageerror", lambda error: context.problems.append(f"script: {error}"))
    tab.on("dialog", lambda dialog: (context.problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    tab.on("request", lambda request: is_local(request.url) or context.problems.append(f"request: {request.url}"))
    return tab


def is_local(url: str) -> bool:
    return url.startswith(("http://127.0.0.1:", "data:", "about:", "file:"))
