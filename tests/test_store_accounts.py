"""Who may sign in: passwords, sessions and tokens are kept as digests, guesses are delayed, a lead stays."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from hypecheck.errors import SignInError, StoreError
from hypecheck.store import Accounts, NewReview, open_store
from hypecheck.store import _passwords as kept_passwords
from store_samples import assess
from test_store import run_at_once

GOOD = "seven grey herons wade"
OTHER = "a kettle full of gravel"
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Hash with the least effort there is: what is tested is not how long argon2 takes."""
    monkeypatch.setattr(kept_passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    kept_passwords._hash_of_nobody.cache_clear()
    yield
    kept_passwords._hash_of_nobody.cache_clear()


@pytest.fixture
def store(database):
    with open_store(database) as opened:
        opened.add_user("eva", "lead")
        opened.add_user("ann")
        opened.accounts.set_password("ann", GOOD, actor="eva")
        yield opened


def fail_times(store, count, *, name="ann", address=None, at=NOW):
    for _ in range(count):
        with pytest.raises(SignInError, match="wrong"):
            store.accounts.sign_in(name, "not the password", address=address, at=at)


class TestPasswords:
    def test_the_right_one_begins_a_session(self, store):
        signed_in = store.accounts.sign_in("ann", GOOD)
        assert store.accounts.session_user(signed_in.token) == signed_in.user
        assert signed_in.user.name == "ann"

    @pytest.mark.parametrize(
        ("name", "password"),
        [
            ("ann", GOOD.upper()),
            ("ann", ""),
            ("ann", GOOD + " "),
            ("eva", GOOD),
            ("nobody", GOOD),
            ("", ""),
            ("ann", "x" * 1_001),
        ],
        ids=["case", "none", "a blank more", "of another", "of nobody", "of no name", "long"],
    )
    def test_any_other_does_not_and_all_are_told_the_same(self, store, name, password):
        with pytest.raises(SignInError, match=r"^The name or the password is wrong\.$"):
            store.accounts.sign_in(name, password)

    def test_letters_may_be_composed_either_way(self, store):
        store.accounts.set_password("ann", "caf\u00e9 full of gravel", actor="eva")
        assert store.accounts.sign_in("ann", "cafe\u0301 full of gravel").user.name == "ann"

    @pytest.mark.parametrize("password", ["", "short", "x" * 1_001, "aaaaaaaaaaaaaaaa", "121212121212"])
    def test_a_poor_one_is_not_taken_and_not_repeated(self, store, password):
        with pytest.raises(StoreError) as caught:
            store.accounts.set_password("ann", password, actor="eva")
        assert not password or password not in str(caught.value)

    def test_ones_own_name_is_a_poor_one(self, store):
        store.add_user("annabel winters")
        with pytest.raises(StoreError, match="guessed"):
            store.accounts.set_password("annabel winters", "Annabel Winters", actor="eva")

    def test_a_new_one_ends_every_session(self, store):
        token = store.accounts.sign_in("ann", GOOD).token
        store.accounts.change_password("ann", GOOD, OTHER)
        assert store.accounts.session_user(token) is None
        assert store.accounts.sign_in("ann", OTHER).user.name == "ann"

    def test_changing_ones_own_takes_the_old_one(self, store):
        with pytest.raises(SignInError):
            store.accounts.change_password("ann", OTHER, OTHER)
        assert store.accounts.sign_in("ann", GOOD).user.name == "ann"

    def test_a_hash_of_less_effort_is_made_anew_at_the_next_sign_in(self, store, monkeypatch):
        stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
        monkeypatch.setattr(kept_passwords, "_hasher", stronger)
        store.accounts.sign_in("ann", GOOD)
        with store._database.reading() as connection:
            [kept] = connection.exec_driver_sql("SELECT hash FROM passwords").scalars()
        assert not stronger.check_needs_rehash(kept)
        assert store.accounts.sign_in("ann", GOOD).user.name == "ann"

    def test_the_defaults_are_no_weaker_than_rfc_9106_asks_for(self):
        hasher = PasswordHasher()
        assert (hasher.memory_cost, hasher.time_cost) >= (65_536, 3)


class TestGuessing:
    def test_after_five_failures_each_further_one_waits_twice_as_long(self, store):
        fail_times(store, 5)
        waits = []
        at = NOW
        for _ in range(8):
            with pytest.raises(SignInError, match="try again in") as caught:
                store.accounts.sign_in("ann", GOOD, at=at)
            waits.append(round(caught.value.wait_s))
            at += timedelta(seconds=caught.value.wait_s)
            fail_times(store, 1, at=at)
        assert waits == [1, 2, 4, 8, 16, 32, 60, 60]

    def test_whoever_waited_gets_in_and_the_count_begins_anew(self, store):
        fail_times(store, 5)
        assert store.accounts.sign_in("ann", GOOD, at=NOW + timedelta(seconds=1)).user.name == "ann"
        fail_times(store, 5, at=NOW + timedelta(seconds=2))

    def test_an_attempt_that_came_too_early_is_not_counted(self, store):
        fail_times(store, 5)
        for _ in range(20):
            with pytest.raises(SignInError, match="1 seconds"):
                store.accounts.sign_in("ann", GOOD, at=NOW)
        assert store.accounts.sign_in("ann", GOOD, at=NOW + timedelta(seconds=1)).user.name == "ann"

    def test_names_of_nobody_are_delayed_as_others_are(self, store):
        fail_times(store, 5, name="nobody")
        with pytest.raises(SignInError, match="Too many attempts"):
            store.accounts.sign_in("nobody", GOOD, at=NOW)

    def test_one_name_does_not_delay_another(self, store):
        fail_times(store, 5, name="nobody", address="10.0.0.1")
        assert store.accounts.sign_in("ann", GOOD, address="10.0.0.1", at=NOW).user.name == "ann"

    def test_an_address_that_goes_through_names_is_stopped_wherever_it_guesses(self, store):
        for number in range(20):
            fail_times(store, 1, name=f"user{number}", address="10.0.0.1")
        with pytest.raises(SignInError, match="Too many attempts"):
            store.accounts.sign_in("ann", GOOD, address="10.0.0.1", at=NOW)
        assert store.accounts.sign_in("ann", GOOD, address="10.0.0.2", at=NOW).user.name == "ann"

    def test_an_account_of_ones_own_does_not_wipe_the_count_of_an_address(self, store):
        for number in range(19):
            fail_times(store, 1, name=f"user{number}", address="10.0.0.1")
        store.accounts.sign_in("ann", GOOD, address="10.0.0.1", at=NOW)
        fail_times(store, 1, name="user20", address="10.0.0.1")
        with pytest.raises(SignInError, match="Too many attempts"):
            store.accounts.sign_in("ann", GOOD, address="10.0.0.1", at=NOW)

    def test_many_guesses_at_once_do_not_outrun_the_count(self, store):
        told = []

        def guess(number):
            try:
                store.accounts.sign_in("ann", f"guess number {number}", at=NOW)
            except SignInError as error:
                told.append(error.wait_s > 0)

        run_at_once(guess, range(16))
        assert told.count(False) == 5
        assert told.count(True) == 11

    def test_the_slips_of_an_office_fade_before_they_add_up(self, store):
        for minute in range(40):
            fail_times(store, 1, name=f"user{minute}", address="10.0.0.1", at=NOW + timedelta(minutes=minute))

    def test_after_a_day_it_is_forgotten(self, store):
        fail_times(store, 5)
        later = NOW + timedelta(days=1, seconds=1)
        fail_times(store, 5, at=later)
        with pytest.raises(SignInError, match="1 seconds"):
            store.accounts.sign_in("ann", GOOD, at=later)


class TestSessions:
    def test_each_sign_in_has_a_token_of_its_own(self, store):
        tokens = {store.accounts.sign_in("ann", GOOD).token for _ in range(3)}
        assert len(tokens) == 3
        assert all(len(token) >= 43 for token in tokens)  # 256 bits

    def test_a_token_that_somebody_made_up_is_nobodys(self, store):
        store.accounts.sign_in("ann", GOOD)
        assert store.accounts.session_user("made up") is None
        assert store.accounts.session_user("") is None

    def test_it_ends_after_a_working_day(self, store):
        token = store.accounts.sign_in("ann", GOOD, at=NOW).token
        assert store.accounts.session_user(token, at=NOW + timedelta(hours=11, minutes=59)) is not None
        assert store.accounts.session_user(token, at=NOW + timedelta(hours=12)) is None

    def test_signing_out_ends_this_one_alone(self, store):
        here, there = (store.accounts.sign_in("ann", GOOD).token for _ in range(2))
        store.accounts.sign_out(here)
        store.accounts.sign_out(here)
        assert store.accounts.session_user(here) is None
        assert store.accounts.session_user(there) is not None

    def test_signing_out_everywhere_ends_all_of_ones_own(self, store):
        store.accounts.set_password("eva", OTHER, actor="eva")
        own = [store.accounts.sign_in("ann", GOOD).token for _ in range(3)]
        evas = store.accounts.sign_in("eva", OTHER).token
        assert store.accounts.sign_out_everywhere("ann", actor="eva") == 3
        assert [store.accounts.session_user(token) for token in own] == [None] * 3
        assert store.accounts.session_user(evas) is not None

    def test_a_new_role_holds_at_once(self, store):
        token = store.accounts.sign_in("ann", GOOD).token
        store.accounts.set_role("ann", "auditor", actor="eva")
        assert store.accounts.session_user(token).role == "auditor"

    def test_the_token_stays_out_of_what_is_printed(self, store):
        signed_in = store.accounts.sign_in("ann", GOOD)
        assert signed_in.token not in repr(signed_in)


class TestTokens:
    def test_one_is_its_users_until_it_runs_out(self, store):
        token = store.accounts.add_token("ann", "shop feed", days=30, actor="ann", at=NOW)
        assert token.startswith("hc_")
        assert store.accounts.token_user(token, at=NOW + timedelta(days=29)).name == "ann"
        assert store.accounts.token_user(token, at=NOW + timedelta(days=30)) is None
        assert store.accounts.token_user(token[:-1], at=NOW) is None

    def test_one_that_is_revoked_is_worthless(self, store):
        token = store.accounts.add_token("ann", "shop feed", days=30, actor="ann")
        [kept] = store.accounts.tokens("ann")
        with pytest.raises(StoreError, match="eva has no token"):
            store.accounts.revoke_token("eva", kept.id, actor="eva")
        store.accounts.revoke_token("ann", kept.id, actor="eva")
        assert store.accounts.token_user(token) is None
        assert store.accounts.tokens("ann") == []

    def test_it_is_no_session_and_a_session_is_no_token(self, store):
        token = store.accounts.add_token("ann", "shop feed", days=30, actor="ann")
        session = store.accounts.sign_in("ann", GOOD).token
        assert store.accounts.session_user(token) is None
        assert store.accounts.token_user(session) is None

    @pytest.mark.parametrize(("label", "days"), [("", 30), ("x" * 101, 30), ("feed", 0), ("feed", 367)])
    def test_what_cannot_be_kept_is_told(self, store, label, days):
        with pytest.raises(StoreError):
            store.accounts.add_token("ann", label, days=days, actor="ann")


class TestUsers:
    def test_one_who_is_disabled_is_out_at_once_and_what_they_decided_stays(self, store):
        with store.start_run("scan", source="urls.txt") as run:
            run.write(assess())
        [row] = store.queue().rows
        store.decide("ann", NewReview(request_id="1", assessment_id=row.assessment_id, decision="mixed"))
        session = store.accounts.sign_in("ann", GOOD).token
        token = store.accounts.add_token("ann", "feed", days=1, actor="ann")
        store.accounts.disable("ann", actor="eva")
        store.accounts.disable("ann", actor="eva")
        assert store.accounts.session_user(session) is None
        assert store.accounts.token_user(token) is None
        with pytest.raises(SignInError, match="wrong"):
            store.accounts.sign_in("ann", GOOD)
        with pytest.raises(SignInError):
            store.accounts.start_session("ann")
        for act in (
            lambda: store.decide("ann", NewReview(request_id="2", assessment_id=row.assessment_id, decision="mixed")),
            lambda: store.lease_next("ann"),
            lambda: store.accounts.add_token("ann", "feed", days=1, actor="eva"),
        ):
            with pytest.raises(StoreError, match="disabled"):
                act()
        assert [review.user for review in store.reviews([row.page_id])] == ["ann"]
        store.accounts.enable("ann", actor="eva")
        assert store.accounts.sign_in("ann", GOOD).user.name == "ann"

    def test_the_only_lead_stays_one(self, store):
        for act in (
            lambda: store.accounts.disable("eva", actor="eva"),
            lambda: store.accounts.set_role("eva", "auditor", actor="eva"),
        ):
            with pytest.raises(StoreError, match="only lead"):
                act()
        store.accounts.set_role("ann", "lead", actor="eva")
        store.accounts.disable("eva", actor="ann")
        assert [account.user.disabled for account in store.accounts.everyone()] == [False, True]

    def test_an_unknown_role_is_told(self, store):
        with pytest.raises(StoreError, match="must be one of"):
            store.accounts.set_role("ann", "king", actor="eva")

    def test_the_list_says_what_each_can_sign_in_with(self, store):
        store.accounts.sign_in("ann", GOOD)
        store.accounts.add_token("eva", "feed", days=1, actor="eva")
        told = [(each.user.name, each.has_password, each.sessions, each.tokens) for each in store.accounts.everyone()]
        assert told == [("ann", True, 1, 0), ("eva", False, 0, 1)]

    def test_without_a_password_nobody_can_sign_in(self, database):
        with open_store(database) as empty:
            assert not empty.accounts.can_sign_in()
            empty.add_user("ann")
            assert not empty.accounts.can_sign_in()
            empty.accounts.set_password("ann", GOOD, actor="ann")
            assert empty.accounts.can_sign_in()


class TestSecrets:
    def test_none_is_in_the_database_or_its_log(self, tmp_path):
        path = tmp_path / "reviews.db"
        with open_store(path) as store:
            store.add_user("ann")
            store.accounts.set_password("ann", GOOD, actor="ann")
            secrets = [GOOD, "my other password"]
            for _ in range(2):  # typed into the wrong field, too
                with pytest.raises(SignInError):
                    store.accounts.sign_in("my other password", "my other password")
            with pytest.raises(SignInError):
                store.accounts.sign_in("ann", "my other password", address="10.0.0.1")
            secrets.append(store.accounts.sign_in("ann", GOOD).token)
            secrets.append(store.accounts.add_token("ann", "feed", days=1, actor="ann"))
            actions = [entry.action for entry in store.audit()]
        assert actions[-4:] == ["password set", "sign-in failed", "signed in", "token added"]
        kept = path.read_bytes()
        assert b"argon2id" in kept
        assert [secret for secret in secrets if secret.encode() in kept] == []


def test_a_database_of_the_first_schema_gets_its_accounts(tmp_path: Path, monkeypatch):
    path = tmp_path / "reviews.db"
    monkeypatch.setattr("hypecheck.store._migrations.latest_version", lambda: 1)
    monkeypatch.setattr("hypecheck.store._engine.needs_migration", bool)
    open_store(path).close()
    with sqlite3.connect(path) as old:
        assert old.execute("SELECT max(version) FROM schema_versions").fetchone() == (1,)
        old.execute("INSERT INTO users (name, role, created_at) VALUES ('ann', 'lead', '2026-01-01T00:00:00.000000Z')")
    old.close()
    monkeypatch.undo()
    with open_store(path) as store:
        assert [(user.name, user.role, user.disabled) for user in store.users()] == [("ann", "lead", False)]
        store.accounts.set_password("ann", GOOD, actor="ann")


class TestGuide:
    GUIDE = (Path(__file__).resolve().parent.parent / "docs/teams.md").read_text("utf-8")

    def test_every_method_is_in_it(self):
        methods = [name for name in vars(Accounts) if not name.startswith("_")]
        left_out = {
            "can_sign_in",
            "start_session",
            "close",
        }  # what TeamSignIn asks, what sign_in does, what the store does
        assert {name for name in methods if not re.search(rf"\b{name}\b", self.GUIDE)} <= left_out

    def test_its_example_runs(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        with open_store("reviews.db") as store:
            store.add_user("ann")
        [example] = re.findall(r"```python\n(.*?)```", self.GUIDE, re.DOTALL)
        exec(example, {})  # noqa: S102  # our own guide
        with open_store("reviews.db") as store:
            assert store.second_review_share() == 0.1
