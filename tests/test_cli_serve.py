"""``hypecheck review --team`` and ``hypecheck serve`` as a person starts them, and what they refuse to start with."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from typer.testing import CliRunner

from hypecheck.cli import app
from hypecheck.store import open_store
from store_samples import assess

GOOD = "seven grey herons wade"


@pytest.fixture
def db(tmp_path):
    path = tmp_path / "reviews.db"
    with open_store(path) as store:
        store.accounts.add("ann", GOOD, "lead", actor="command line")
        with store.start_run("scan", source="urls.txt") as run:
            run.write(assess())
    return path


def refused(*arguments):
    result = CliRunner().invoke(app, list(map(str, arguments)))
    assert result.exit_code == 2, result.output
    return " ".join(result.output.split())


class TestRefusals:
    def test_a_team_without_accounts(self, tmp_path):
        open_store(tmp_path / "empty.db").close()
        told = refused("review", "--team", "--db", tmp_path / "empty.db")
        assert "Nobody has an account yet" in told
        assert "hypecheck users add" in told

    def test_another_address_without_a_team(self, db):
        assert "Without --team only this machine" in refused("review", "--db", db, "--host", "0.0.0.0")

    @pytest.mark.parametrize("command", [("review", "--team"), ("serve",)])
    def test_every_address_without_a_name(self, db, command):
        assert "say with --name" in refused(*command, "--db", db, "--host", "0.0.0.0")

    @pytest.mark.parametrize("command", [("review", "--team"), ("serve",)])
    def test_a_database_that_is_not_there(self, tmp_path, command):
        assert "is not there" in refused(*command, "--db", tmp_path / "none.db")
        assert list(tmp_path.iterdir()) == []


def ask(url, **headers):
    """Return the status and the text of an answer; redirects are answers."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    try:
        with urllib.request.build_opener(Stay).open(urllib.request.Request(url, headers=headers), timeout=10) as answer:  # noqa: S310  # our own
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "door"), [(("review", "--team"), 303), (("serve",), 401)], ids=["review --team", "serve"]
)
def test_it_serves_programs_with_a_token_and_tells_no_secret(db, command, door):
    with open_store(db) as store:
        token = store.accounts.add_token("ann", "feed", days=1, actor="ann")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    line = [sys.executable, "-m", "hypecheck", *command, "--db", db, "--port", str(port)]
    with subprocess.Popen(line, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            base = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    ask(f"{base}/api/v1/health")
                    break
                except OSError:
                    assert server.poll() is None
                    time.sleep(0.1)
            assert json.loads(ask(f"{base}/api/v1/health")[1])["status"] == "ok"
            status, text = ask(f"{base}/api/v1/pages", Authorization=f"Bearer {token}")
            assert (status, len(json.loads(text)["pages"])) == (200, 1)
            assert ask(f"{base}/api/v1/pages")[0] == 401
            assert ask(f"{base}/", Accept="text/html")[0] == door
            assert ask(f"{base}/api/v1/health", Host="evil.example")[0] == 400
        finally:
            server.terminate()
            told = "".join(server.communicate(timeout=30))
    assert str(port) in told
    assert token not in told
