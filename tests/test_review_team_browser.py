"""A team in a real browser: people sign in, lead and look on by hand; their pages can be used by everyone and fit."""

from __future__ import annotations

import re

import pytest

from chromium import pytestmark, watched
from hypecheck.review import TeamSignIn, create_app
from hypecheck.store import Filters, NewReview, open_store
from moderators import running_app
from review_samples import HOSTILE, different
from team_samples import PASSWORD, add_people, quicken_passwords
from test_review_browser import LOOKS, axe, violations

__all__ = ["axe", "pytestmark"]  # fixtures and marks, the same as for the page itself

FIGURES = {
    "learnt_from": 7,
    "left_out": {"in disagreement": 2},
    "sets": [
        {
            "set": "test",
            "words": "Pages of topics left out of every training",
            "pages": 9,
            "before": {"same_band": 0.5, "auc": {"value": 0.811}, "spearman": {"value": 0.7}, "macro_f1": 0.6},
            "after": {"same_band": 0.75, "auc": {"value": 0.834}, "spearman": {"value": 0.7}, "macro_f1": 0.7},
        }
    ],
}


@pytest.fixture
def team(tmp_path, monkeypatch):
    """Return the address of a team's page, with decisions, a disagreement, blind pairs, a model and hostile names."""
    quicken_passwords(monkeypatch)
    with open_store(tmp_path / "reviews.db") as store:
        add_people(store)
        store.accounts.add(HOSTILE["attribute"], PASSWORD, actor="eva")
        store.accounts.add_token("eva", HOSTILE["script"], days=30, actor="eva")
        with store.start_run("scan", source="test") as run:
            for number in range(12):
                run.write(different(number))
        store.set_second_review_share(1, actor="eva")
        for row in store.queue(limit=8).rows:
            for name, decision in (("ann", "mixed"), ("ben", "mixed" if row.page_id % 3 else "balanced")):
                new = NewReview(
                    request_id=f"{name} {row.page_id}",
                    assessment_id=row.assessment_id,
                    decision=decision,
                    reason=HOSTILE["closing"] if row.page_id % 2 else "reports a trial",
                    spent_s=20 + row.page_id,
                )
                store.decide(name, new)
        [alone, *_] = store.queue(Filters(decided=False)).rows  # the share is 1: it waits for a second review
        store.decide("ann", NewReview(request_id="alone", assessment_id=alone.assessment_id, decision="mixed"))
        store.offer_model(version="own-en 1", folder="gone", sha256="a" * 64, figures=FIGURES, actor="eva")
        with running_app(create_app(store, sign_in=TeamSignIn(store))) as port:
            yield f"http://127.0.0.1:{port}"


def sign_in(tab, base, name):
    tab.goto(f"{base}/dashboard")
    tab.get_by_label("Name").fill(name)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{base}/dashboard")


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_page_of_a_team_can_be_used_by_everyone_and_fits(browser, team, axe, look, tmp_path_factory, request):
    """The screenshots are in the temporary folder of the test run; look at them after a change."""
    folder = tmp_path_factory.mktemp(f"team-{re.sub('[^a-z0-9]', '-', request.node.callspec.id)}")
    context = browser.new_context(**look)
    tab = watched(context)
    found = []

    def look_at(name):
        tab.screenshot(path=folder / f"{name}.png", full_page=True)
        found.extend(f"{name}: {each}" for each in violations(tab, axe))
        wide = tab.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found.extend([f"{name}: {wide} px too wide"] if wide > 0 else [])

    tab.goto(f"{team}/sign-in")
    look_at("sign-in")
    tab.get_by_label("Name").fill("eva")
    tab.get_by_label("Password").fill("not the right one")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("[role=alert]")
    look_at("refused")
    sign_in(tab, team, "eva")
    look_at("dashboard")
    pages = {
        "models": "models",
        "users": "users",
        "log": "log",
        "disagreement queue": "?disagreement=yes&decided=any",
        "disagreement page": "next?disagreement=yes&decided=any",
        "second reviews": "?second_review=yes&decided=any",
        "second review": "next?second_review=yes&decided=any",
        "account": "account",
    }
    for name, path in pages.items():
        tab.goto(f"{team}/{path}")
        look_at(name)
    tab.get_by_label("For", exact=True).fill("feed")
    tab.get_by_role("button", name="Make a token").click()
    tab.wait_for_selector("code.secret")
    look_at("token")
    assert tab.evaluate("() => window.hacked") is None
    problems = list(context.problems)
    context.close()
    assert found == []
    assert problems == []


def test_a_lead_settles_what_others_disagree_about_by_keyboard(browser, team):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    tab = watched(context)
    sign_in(tab, team, "eva")
    waiting = int(tab.locator(".tiles li", has_text="in disagreement").locator("strong").inner_text())
    assert waiting > 0
    tab.get_by_role("link", name="Settle them").click()
    tab.wait_for_url(re.compile("disagreement=yes"))
    assert tab.locator("table.rows tbody tr").count() == waiting
    context.close()


def test_signing_out_takes_one_back_to_the_door(browser, team):
    context = browser.new_context()
    tab = watched(context)
    sign_in(tab, team, "ulf")
    assert not tab.get_by_role("link", name="Users").count()
    tab.get_by_role("link", name="Account").click()
    tab.get_by_role("button", name="Sign out", exact=True).click()
    tab.wait_for_url(f"{team}/sign-in")
    tab.goto(f"{team}/dashboard")
    assert "/sign-in" in tab.url
    context.close()
