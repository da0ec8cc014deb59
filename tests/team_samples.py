"""A team for tests: people with passwords that take no time to check, and browsers that signed in."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from hypecheck.store import Store
from hypecheck.store import _passwords as kept_passwords

__all__ = ["BASE", "PASSWORD", "PEOPLE", "add_people", "browser", "quicken_passwords", "token_of"]

BASE = "http://127.0.0.1:8421"
PASSWORD = "seven grey herons wade"  # noqa: S105  # of nobody
PEOPLE = {"ann": "moderator", "ben": "moderator", "eva": "lead", "ulf": "auditor"}


def quicken_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least effort there is: what is tested is not how long argon2 takes."""
    monkeypatch.setattr(kept_passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(kept_passwords, "_hash_of_nobody", kept_passwords._hash_of_nobody.__wrapped__)


def add_people(store: Store) -> None:
    """Add everybody."""
    for name, role in PEOPLE.items():
        store.accounts.add(name, PASSWORD, role, actor="command line")  # type: ignore[arg-type]


def token_of(store: Store, name: str) -> dict[str, str]:
    """Return the header of a program of somebody's."""
    return {"authorization": f"Bearer {store.accounts.add_token(name, 'test', days=1, actor=name)}"}


def browser(app: Any, name: str | None = None, *, address: str = "10.0.0.1") -> TestClient:
    """Return a browser, of somebody who has signed in where a name is given."""
    made = TestClient(
        app,
        base_url=BASE,
        headers={"accept": "text/html"},
        raise_server_exceptions=False,
        client=(address, 50_000),
        follow_redirects=False,
    )
    if name is not None:
        answer = made.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
    return made
