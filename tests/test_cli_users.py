"""``hypecheck users``: people come and go, and no password or digest is ever shown."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time

import pytest
from typer.testing import CliRunner

from hypecheck.cli import app
from hypecheck.store import open_store

GOOD = "seven grey herons wade"


@pytest.fixture
def db(tmp_path):
    return str(tmp_path / "team.db")


def run(*arguments, code=0, stdin=None):
    result = CliRunner().invoke(app, ["users", *map(str, arguments)], input=stdin)
    assert result.exit_code == code, result.output
    return result


def add(db, name="ann", *, role="moderator", code=0):
    return run("add", name, "--role", role, "--db", db, stdin=f"{GOOD}\n", code=code)


class TestAdding:
    def test_who_is_added_can_sign_in(self, db):
        add(db, role="lead")
        with open_store(db) as store:
            assert store.accounts.sign_in("ann", GOOD).user.role == "lead"

    def test_the_password_is_shown_nowhere(self, db):
        assert GOOD not in add(db).output
        assert GOOD not in run("list", "--db", db).output

    def test_a_poor_password_adds_nobody(self, db):
        assert "12 to 1,000 characters" in run("add", "ann", "--db", db, stdin="short\n", code=2).output
        assert run("list", "--db", db).stdout == ""

    def test_somebody_who_is_there_stays_as_they_are(self, db):
        add(db)
        assert "there already" in add(db, role="lead", code=2).output
        with open_store(db) as store:
            assert store.accounts.sign_in("ann", GOOD).user.role == "moderator"

    @pytest.mark.parametrize("name", ["local", "command line"])
    def test_a_name_that_the_log_uses_is_not_taken(self, db, name):
        assert "another name" in add(db, name, code=2).output

    def test_no_option_takes_a_password(self, db):
        for command in ("add", "password"):
            assert "No such option" in run(command, "ann", "--password", GOOD, "--db", db, code=2).output


def test_everybody_is_listed_with_what_they_can_sign_in_with(db):
    add(db)
    add(db, "eva", role="lead")
    run("disable", "ann", "--db", db)
    assert run("list", "--db", db).stdout == "ann\tmoderator\tdisabled\neva\tlead\t0 sessions, 0 tokens\n"
    run("disable", "ann", "--undo", "--db", db)
    assert "ann\tmoderator\t0 sessions" in run("list", "--db", db).stdout


def test_a_role_and_a_password_are_changed(db):
    add(db)
    run("role", "ann", "auditor", "--db", db)
    run("password", "ann", "--db", db, stdin="a kettle full of gravel\n")
    with open_store(db) as store:
        assert store.accounts.sign_in("ann", "a kettle full of gravel").user.role == "auditor"


@pytest.mark.parametrize("command", [("password",), ("disable",), ("token", "--label", "feed")])
def test_a_name_of_nobody_is_told(db, command):
    add(db)
    assert "nobody" in run(command[0], "nobody", *command[1:], "--db", db, code=2).output


def test_a_database_that_is_not_there_is_told_and_not_made(db, tmp_path):
    assert "not there" in run("list", "--db", db, code=2).output
    assert list(tmp_path.iterdir()) == []


class TestTokens:
    def test_one_is_printed_once_and_is_its_users(self, db):
        add(db)
        made = run("token", "ann", "--label", "feed", "--days", 30, "--db", db).stdout.strip()
        with open_store(db) as store:
            assert store.accounts.token_user(made).name == "ann"
        assert made not in run("list", "--db", db).output

    def test_those_of_a_label_are_revoked(self, db):
        add(db)
        made = [run("token", "ann", "--label", label, "--db", db).stdout.strip() for label in ("feed", "feed", "shop")]
        assert "2 revoked" in run("token", "ann", "--label", "feed", "--revoke", "--db", db).stderr
        with open_store(db) as store:
            assert [store.accounts.token_user(each) is None for each in made] == [True, True, False]


@pytest.mark.slow
def test_on_a_terminal_it_is_asked_for_twice_and_not_echoed(db):
    own, theirs = pty.openpty()
    command = [sys.executable, "-m", "hypecheck", "users", "add", "ann", "--db", db]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as process:
        os.close(theirs)
        shown = b""
        for prompt in (b"ann: ", b"confirmation: "):
            shown += wait_for(own, prompt)
            os.write(own, f"{GOOD}\n".encode())
        shown += wait_for(own, b"added")
        process.terminate()  # it has ended, unless something went wrong
    os.close(own)
    assert b"added ann as moderator" in shown
    assert GOOD.encode() not in shown
    with open_store(db) as store:
        assert store.accounts.sign_in("ann", GOOD).user.name == "ann"


def wait_for(terminal, words, seconds=30):
    """Return what a terminal shows until some words are there, or nothing more comes."""
    shown, end = b"", time.monotonic() + seconds
    while words not in shown and time.monotonic() < end:
        if not select.select([terminal], [], [], 0.5)[0]:
            continue
        try:
            part = os.read(terminal, 4096)
        except OSError:  # the other end was closed
            break
        if not part:
            break
        shown += part
    return shown
