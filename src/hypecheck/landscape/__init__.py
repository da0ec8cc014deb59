"""Assessments go in, a landscape of claims comes out: who says what acts on what, how surely, on what evidence.

Claims are grouped by agent and outcome, each under one name whatever the page calls it.
"""

from __future__ import annotations

from hypecheck.landscape._names import Name, Names, load_names
from hypecheck.landscape._pairs import (
    CLAIMS_SCHEMA,
    Comparison,
    Landscape,
    LandscapeBuilder,
    PageNote,
    Pair,
    Saying,
    Study,
)

__all__ = [
    "CLAIMS_SCHEMA",
    "Comparison",
    "Landscape",
    "LandscapeBuilder",
    "Name",
    "Names",
    "PageNote",
    "Pair",
    "Saying",
    "Study",
    "load_names",
]
