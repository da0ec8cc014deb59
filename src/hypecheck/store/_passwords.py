"""A password goes in; what may be kept of it comes out, and whether another is the same."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from hypecheck.errors import StoreError

__all__ = ["check_password", "hash_password", "is_password", "needs_new_hash"]

#: NIST SP 800-63B asks for 15 where a password is all there is; every guess beyond the first few is delayed here.
LEAST_CHARS = 12
_MOST_CHARS = 1_000

# argon2id as RFC 9106 has it for machines with little memory: 64 MiB and 3 passes, 40 ms on a core
_hasher = PasswordHasher()
#: So that a flood of sign-ins takes 128 MiB and not all there is.
_at_once = threading.BoundedSemaphore(2)


def check_password(password: str, *, name: str) -> None:
    """Raise ``StoreError`` for a password that cannot be taken; the message never shows it."""
    if not LEAST_CHARS <= len(password) <= _MOST_CHARS:
        raise StoreError(f"A password has {LEAST_CHARS} to {_MOST_CHARS:,} characters; got {len(password)}.")
    if len(set(password)) < 4 or _normalise(name).casefold() == _normalise(password).casefold():
        raise StoreError("That password is guessed at once; take a few words that do not belong together.")


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its salt and what it took."""
    with _at_once:
        return _hasher.hash(_normalise(password))


def is_password(password: str, kept: str | None) -> bool:
    """Say whether a password is the one kept as a hash; without one it takes as long, and is not."""
    if len(password) > _MOST_CHARS:
        return False
    with _at_once:
        try:
            _hasher.verify(kept or _hash_of_nobody(), _normalise(password))
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
    return kept is not None


def needs_new_hash(kept: str) -> bool:
    """Say whether a hash was made with less effort than hashes are now."""
    return _hasher.check_needs_rehash(kept)


@cache
def _hash_of_nobody() -> str:
    """Return a hash to be compared in vain, so that the time does not tell which names there are."""
    return _hasher.hash("nobody")


def _normalise(text: str) -> str:
    """Return one form of a text, however the keyboard composed its letters."""
    return unicodedata.normalize("NFKC", text)
