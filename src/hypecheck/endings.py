"""The endings of the files that are read, each once; how messages list them, and what helps with some others."""

from __future__ import annotations

import re
from pathlib import PurePath

__all__ = [
    "HTML_ENDINGS",
    "JSONL_ENDINGS",
    "READABLE",
    "TEXT_ENDINGS",
    "URL_LIST_ENDINGS",
    "WARC_ENDINGS",
    "ending_of",
    "remedy_for",
]

HTML_ENDINGS = (".html", ".htm", ".xhtml")
JSONL_ENDINGS = (".jsonl", ".jsonl.gz")
WARC_ENDINGS = (".warc", ".warc.gz", ".wet", ".wet.gz")
URL_LIST_ENDINGS = (".txt",)
#: Articles, where text is asked for.
TEXT_ENDINGS = (".txt", ".md")

_ALL = (*HTML_ENDINGS, *JSONL_ENDINGS, *WARC_ENDINGS, *TEXT_ENDINGS)
_OF_PAGES = ", ".join(
    f"{ending}(.gz)" if f"{ending}.gz" in _ALL else ending
    for ending in (*HTML_ENDINGS, *JSONL_ENDINGS, *WARC_ENDINGS)
    if not ending.endswith(".gz")
)
#: All that is read, for a message: short enough for a row of the table in a terminal.
READABLE = (
    f"{_OF_PAGES}, a {' or '.join(URL_LIST_ENDINGS)} list of URLs, "
    f"or with --as text a {' or '.join(TEXT_ENDINGS)} article"
)
_ENDING = re.compile(r"\.\w{1,12}(\.gz)?")  # "Dr. Moss on sleep" has none
_WHOLE_PAGE_ENDINGS = (".mhtml", ".mht", ".webarchive")  # as browsers save a page with its pictures


def ending_of(path: PurePath) -> str:
    """Return the ending of a file's name in lower case, with what is packed in a ``.gz``; "" without one.

    >>> ending_of(PurePath("Page.HTML")), ending_of(PurePath("page.html.gz")), ending_of(PurePath("v1.2.gz"))
    ('.html', '.html.gz', '.gz')
    """
    name = PurePath(path.name.lower())
    packed = PurePath(name.stem).suffix if name.suffix == ".gz" else ""
    ending = f"{packed}.gz" if packed in _ALL else name.suffix
    return ending if _ENDING.fullmatch(ending) else ""


def remedy_for(ending: str) -> str:
    """Say how files of an ending that is not read can be read all the same; "" where they cannot."""
    if ending in _WHOLE_PAGE_ENDINGS:
        return f"Open {ending} files in a browser and save them as HTML."
    if ending in TEXT_ENDINGS:
        return f"{ending} files are read with --as text."
    return f"Unpack {ending} files." if ending.removesuffix(".gz") in _ALL else ""
