"""What the table and the close reading share on a terminal: styles, safe text, lines cut to a width."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.text import Text

from hypecheck.records import Assessment, Certainty
from hypecheck.report._words import SYMBOLS, label_of, printable

__all__ = ["CERTAINTY_STYLES", "STYLES", "fit", "fit_middle", "label_text", "safe"]

#: Plain ANSI names, which follow the reader's own palette on dark and light grounds alike. Letters and shapes
#: carry the same meaning without colour.
STYLES = {
    "commercial": "bold red",
    "mixed": "bold yellow",
    "balanced": "bold green",
    "abstained": "dim",
    "failed": "bold magenta",
    "plug": "bold red",
    "finding": "bold",
    "claim": "cyan",
    "limit": "green",
    "hedge": "magenta",
    "sell": "yellow",
}

CERTAINTY_STYLES: dict[Certainty, str] = {
    "asserted": "bold cyan",
    "hedged": "magenta",
    "negated": "bold green",
    "questioned": "yellow",
}

# Tab and carriage return move the cursor; direction overrides turn the rest of the line around.
_MOVES = re.compile("[\t\r]")
_DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def safe(text: str) -> str:
    """Return page text that cannot steer a terminal; the length stays, so offsets hold."""
    return _DIRECTIONS.sub("\ufffd", _MOVES.sub(" ", printable(text)))


def fit(text: Text, width: int) -> Text:
    """Return ``text`` cut with an ellipsis or padded to exactly ``width`` cells."""
    fitted = text.copy()
    fitted.plain = safe(text.plain)
    fitted.truncate(max(1, width), overflow="ellipsis", pad=True)
    return fitted


def fit_middle(text: Text, width: int) -> Text:
    """Return ``text`` padded to exactly ``width`` cells; an address too long for it loses its middle."""
    words = safe(text.plain)
    if cell_len(words) <= width or "/" not in words or " " in words or len(words) != cell_len(words):
        return fit(text, width)
    tail = (width - 1) * 2 // 5
    return Text(f"{words[: width - 1 - tail]}…{words[-tail:]}" if tail else words[:width])


def label_text(assessment: Assessment) -> Text:
    """Return the label with its symbol: "▲ commercial"."""
    label = label_of(assessment)
    return Text(f"{SYMBOLS[label]} {label}", style=STYLES[label])
