"""Rows and identifiers go in, the tables and links that several HTML pages share come out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from hypecheck.report._html import bdi, link
from hypecheck.report._words import one_line

__all__ = ["data_table", "identifier_links"]

# An identifier becomes a link only when it looks like one.
_IDENTIFIERS = {
    "pmid": ("PMID", re.compile(r"\d{1,9}"), "https://pubmed.ncbi.nlm.nih.gov/{}/"),
    "pmcid": ("PMCID", re.compile(r"PMC\d{1,9}"), "https://pmc.ncbi.nlm.nih.gov/articles/{}/"),
    "doi": ("DOI", re.compile(r"10\.\d{4,9}/\S+"), "https://doi.org/{}"),
    "nct": ("NCT", re.compile(r"NCT\d{8}"), "https://clinicaltrials.gov/study/{}"),
}


def data_table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str) -> str:
    """Return a table; ``rows`` are cells of finished HTML. Narrow screens show each row as a card."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        "<tr>"
        + "".join(f'<td data-head="{name}">{cell}</td>' for name, cell in zip(heads, row, strict=True))
        + "</tr>\n"
        for row in rows
    )
    caption = f'<caption class="sr">{caption}</caption>'
    return f"<table>{caption}<thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>\n"


def identifier_links(identifiers: Mapping[str, str]) -> str:
    """Return the identifiers as links, a line each; a web address only where there is no other."""
    found = []
    for key, (name, pattern, address) in _IDENTIFIERS.items():
        value = one_line(identifiers.get(key) or "")
        if pattern.fullmatch(value):
            found.append(f"{name} {link(address.format(value), value)}")
        elif value:
            found.append(f"{name} {bdi(value)}")
    web = identifiers.get("url")
    return "<br>".join([*found, link(web)] if web and not found else found) or '<span class="muted">none</span>'
