"""The errors hypecheck raises, in one tree, each with the stage it came from and a short code.

    HypecheckError
    ├── SettingsError          an option or setting with a value that cannot be used
    ├── InputError             an input that cannot be read (sources)
    ├── FetchError             a page that could not be fetched
    ├── CleanError             a page out of which no article could be read
    ├── LexiconError           a lexicon file with an unknown key or a broken entry
    ├── LanguageModelError     the spaCy pipeline is missing or not the one expected
    ├── ModelError             a framing model that is missing, damaged or altered
    │   └── ModelHashError     a model file whose sha256 is not the one in its manifest
    ├── DataError              labelled data that cannot be trained on or measured with
    ├── StoreError             a database that cannot be opened, or a question it cannot answer
    │   └── SignInError        a name or password that is wrong, or too many attempts
    └── OutputError            a result that cannot be written

Codes are listed in ``FAILURE_CODES`` with what a person can do about each; ``ABSTENTION_CODES`` are those of pages
that were read and have no score.
"""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from hypecheck.endings import READABLE

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "ABSTENTION_CODES",
    "FAILURE_CODES",
    "RETRIED",
    "CleanError",
    "DataError",
    "FetchError",
    "HypecheckError",
    "InputError",
    "LanguageModelError",
    "LexiconError",
    "ModelError",
    "ModelHashError",
    "OutputError",
    "SettingsError",
    "SignInError",
    "StoreError",
]

#: code -> (stage, what a person can do). The one list of codes a failed record can carry.
FAILURE_CODES: dict[str, tuple[str, str]] = {
    # reading inputs
    "missing_file": ("source", "Check the path; nothing is there."),
    "unreadable_file": (
        "source",
        "Check the file's permissions, or that it is not a device or a broken disk.",
    ),
    "empty_file": ("source", "The file holds nothing, or nothing but blanks; export or save it again."),
    "empty_folder": ("source", f"Put into it {READABLE}."),
    "unsupported_file": ("source", f"Give {READABLE}."),
    "missing_extra": (
        "source",
        "Install what the message names (WARC files need pip install 'hypecheck[warc]'), then scan again.",
    ),
    "binary_file": ("source", "The file is not text; save the page as HTML."),
    "damaged_file": ("source", "The file is broken or cut short; copy or export it again."),
    "bad_url": ("source", "Write a full http:// or https:// address on the line."),
    "bad_json": ("source", "Mend the line; each must be one JSON object."),
    "bad_record": ("source", 'Give each JSONL line an "html" or a "text" string, or a "url".'),
    # fetching
    "dns": ("fetch", "The host name does not resolve; check the spelling or try again later."),
    "refused": ("fetch", "The server refuses connections; try again later."),
    "connection": ("fetch", "The connection broke; try again later."),
    "timeout": ("fetch", "The server was too slow; try again later, or in Python set Settings(timeout_total_s=...)."),
    "tls": (
        "fetch",
        "The server's certificate or encryption is not acceptable; open it in a browser to see why.",
    ),
    "http_4xx": ("fetch", "The server says the page is not there or not for us; check the URL."),
    "http_5xx": ("fetch", "The server is in trouble; try again later."),
    "robots": ("fetch", "The site's robots.txt does not allow fetching; save the page by hand if you may."),
    "robots_unreachable": (
        "fetch",
        "The site's robots.txt could not be read, so nothing of it is fetched; try again later.",
    ),
    "host_down": (
        "fetch",
        "The site failed again and again, or asked for hours of rest, so it was left alone; try again later.",
    ),
    "too_large": (
        "fetch",
        "The page is over the size limit; save its article alone, or in Python set Settings(max_html_bytes=...).",
    ),
    "redirect_loop": (
        "fetch",
        "The page redirects too often; open it in a browser and use the last address.",
    ),
    "private_address": (
        "fetch",
        "The address is inside a private network; pass --allow-private if that is meant.",
    ),
    "bad_response": ("fetch", "The server's answer is broken; try again later."),
    # reading the page
    "not_html": ("clean", "The content is not a web page (a PDF, an image, plain text, ...)."),
    "decode": ("clean", "The text's character set could not be read; save the page as UTF-8."),
    "empty_extraction": (
        "clean",
        "No article text was found; the page may be built by scripts: save it from a browser.",
    ),
    "parse_limit": ("clean", "The page is nested or large beyond what is safe to parse."),
    # the machine
    "worker_died": ("batch", "The page made a worker process stop; please report the page."),
    "page_timeout": (
        "batch",
        "Reading the page took too long; save its article alone, or in Python set Settings(page_time_limit_s=...).",
    ),
    "internal": ("batch", "A fault of hypecheck itself; please report it with the page."),
}

#: code -> (stage, what a person can do). Why a page that was read has no score: it abstains, which is no failure.
ABSTENTION_CODES: dict[str, tuple[str, str]] = {
    "blocked_page": ("clean", "The site showed a block page or a test for robots; save the page from a browser."),
    "error_page": ("clean", "The page is an error message; check the URL."),
    "login_page": ("clean", "The page asks for a login; save the article from a browser, if you may."),
    "cookie_wall": ("clean", "Only a consent banner came; save the page from a browser after consenting."),
    "cart_page": ("clean", "The page is a shopping cart or checkout; use the address of the article."),
    "link_list": ("clean", "The page lists links to others; scan those that are articles."),
    "not_english": ("pipeline", "The text is in another language; only English is scored."),
    "too_short": ("pipeline", "Too few words (80 are needed, unless set); see whether the whole article was found."),
    "not_health": ("pipeline", "The text has too few health words; leave it out of the list."),
    "unchanged": ("batch", "The page is as it was when it was last scanned; its score is in the earlier record."),
}

#: code -> when a fetch that ends with it was tried again before, twice by default and after growing pauses.
RETRIED: dict[str, str] = {
    "connection": "yes",
    "timeout": "yes",
    "http_4xx": "only status 429",
    "http_5xx": "only status 503",
}


class HypecheckError(Exception):
    """Base of all errors here: what was got, what was expected, what to do.

    ``code`` is one of ``FAILURE_CODES`` where the error can become a failed record, ``stage`` the part of
    the pipeline it came from. An argument of the wrong type is none of these: it raises ``TypeError``, and the
    scikit-learn estimators the ``ValueError`` that scikit-learn's own do.
    """

    stage = "hypecheck"

    def __init__(self, message: str, *, code: str = "internal") -> None:
        super().__init__(message)
        self.code = code


class SettingsError(HypecheckError):
    """Raise when an option's value cannot be used."""

    stage = "settings"


class InputError(HypecheckError):
    """Raise when an input cannot be read."""

    stage = "source"


class FetchError(HypecheckError):
    """Raise when a page cannot be fetched; ``retriable`` says whether trying again may help."""

    stage = "fetch"

    def __init__(self, message: str, *, code: str, retriable: bool = False) -> None:
        super().__init__(message, code=code)
        self.retriable = retriable


class CleanError(HypecheckError):
    """Raise when no article can be read out of a page."""

    stage = "clean"


class LexiconError(HypecheckError):
    """Raise when a lexicon file is broken."""

    stage = "lexicon"


class LanguageModelError(HypecheckError):
    """Raise when the spaCy pipeline is missing or not the expected one."""

    stage = "annotate"


class ModelError(HypecheckError):
    """Raise when a framing model is missing, damaged or of another version."""

    stage = "framing"


class ModelHashError(ModelError):
    """Raise when a model file's sha256 is not the one its manifest promises."""


class DataError(HypecheckError):
    """Raise when labelled data cannot be trained on or measured with."""

    stage = "training"


class StoreError(HypecheckError):
    """Raise when the database cannot be used, or does not hold what is asked for."""

    stage = "store"


class SignInError(StoreError):
    """Raise when somebody cannot sign in; ``wait_s`` are the seconds until they may try again, 0 for at once."""

    def __init__(self, message: str, *, wait_s: float = 0.0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class OutputError(HypecheckError):
    """Raise when a result cannot be written."""

    stage = "report"

    @classmethod
    def from_system(cls, error: OSError, path: Path, *, option: str) -> OutputError:
        """Return what the system's refusal to write ``path``, the file of an ``option``, means and what helps."""
        reason = error.strerror or str(error)
        first = _REMEDIES.get(error.errno or 0, "Check the path and the disk")
        if isinstance(error, FileNotFoundError):
            reason = f"there is no folder {path.parent}"
            if path.parent.is_dir():  # /proc is there and takes no new file
                reason, first = f"the folder {path.parent} takes no new file", "Name a file in another folder"
        return cls(f"{path} cannot be written: {reason}. {first}, or give {option} another file.")

    @classmethod
    def from_stdout(cls, error: OSError) -> OutputError:
        """Return what the system's refusal to take what is printed means and what helps."""
        reason = error.strerror or str(error)
        return cls(f"The results cannot be written: {reason}. Free some space or choose another file.")


_REMEDIES = {
    errno.ENOENT: "Make the folder first",
    errno.EISDIR: "Name a file in it",
    errno.EACCES: "Check the permissions of the file and its folder",
    errno.EPERM: "Check the permissions of the file and its folder",
    errno.ENOSPC: "Free some space",
    errno.EDQUOT: "Free some space",
}
