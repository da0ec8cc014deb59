"""Every example of docs/claims.md is read as the document says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCUMENT = (Path(__file__).parent.parent / "docs" / "claims.md").read_text(encoding="utf-8")
FIELDS = {"Certainty": "certainty", "Voice": "voice", "Strength": "strength"}
EXAMPLES_OF_EACH = 10


def examples() -> list[tuple[str, str, str]]:
    """Return (section, kind, sentence) for each item below a kind in bold."""
    found = []
    for section in re.split(r"(?m)^## ", DOCUMENT)[1:]:
        name, _, body = section.partition("\n")
        for kind, items in re.findall(r"(?m)^\*\*(\w+)\*\* [^\n]*(?:\n[^\n-][^\n]*)*\n\n((?:- .*\n)+)", body):
            found += [(name, kind, line.removeprefix("- ")) for line in items.splitlines()]
    return found


def kinds() -> dict[tuple[str, str], int]:
    counted: dict[tuple[str, str], int] = {}
    for section, kind, _ in examples():
        counted[section, kind] = counted.get((section, kind), 0) + 1
    return counted


@pytest.mark.parametrize(("section", "kind", "sentence"), examples())
def test_an_example_is_read_as_it_says(read, section, kind, sentence):
    notes = read(sentence).notes
    if section in FIELDS:
        assert {getattr(claim, FIELDS[section]) for claim in notes.claims} == {kind}
    else:
        records = notes.limits if section == "Limits and risks" else notes.plugs
        assert {record.kind for record in records} == {kind}


def test_every_kind_has_ten_examples():
    assert len(kinds()) >= 27
    assert {kind: count for kind, count in kinds().items() if count != EXAMPLES_OF_EACH} == {}
