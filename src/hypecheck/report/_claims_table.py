"""A claim landscape goes in, aligned terminal lines come out: a head for each pair, a line for each claim."""

from __future__ import annotations

import io

from rich.console import Console
from rich.text import Text

from hypecheck.landscape import Landscape, Pair, Saying
from hypecheck.report._claims_words import (
    NOT_NAMED,
    describe_evidence,
    describe_pages,
    distinct,
    excerpt,
    page_name,
    summarise,
)
from hypecheck.report._terminal import CERTAINTY_STYLES, STYLES, fit, safe
from hypecheck.report._words import CERTAINTY_SYMBOLS, one_line

__all__ = ["draw_claims_table"]

_MIN_WIDTH = 40
_WIDE = 110  # below this the claim's own words go on a line of their own


def draw_claims_table(landscape: Landscape, *, width: int, colour: bool = False) -> str:
    """Return the table, ``width`` cells wide; an empty landscape gives its one summary line."""
    console = Console(
        file=io.StringIO(),
        width=max(_MIN_WIDTH, width),
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    with console.capture() as picture:
        for pair in landscape.pairs:
            console.print(_head(pair))
            for line in (_line(each, landscape, console.width) for each in distinct(pair.sayings)):
                line.rstrip()
                console.print(line, overflow="ignore", no_wrap=True, crop=False)
            console.print()
        console.print(Text(summarise(landscape), style="dim"))
    return picture.get()


def _head(pair: Pair) -> Text:
    name = f"{safe(one_line(pair.agent)) or NOT_NAMED} → {safe(one_line(pair.outcome))}"
    contested = ("   contested", STYLES["mixed"]) if pair.contested else ""
    return Text.assemble((name, "bold"), (f"   {describe_pages(pair)}", "dim"), contested)


def _line(saying: Saying, landscape: Landscape, width: int) -> Text:
    page = Text(page_name(landscape.pages[saying.page]))
    how = f"{CERTAINTY_SYMBOLS[saying.certainty]} {saying.certainty}"
    head = Text.assemble(
        "  ", fit(Text(how, style=CERTAINTY_STYLES[saying.certainty]), 13), fit(Text(saying.voice), 11)
    )
    evidence = Text(describe_evidence(saying) or "–")
    room = width - head.cell_len
    if width >= _WIDE:
        page_width, evidence_width = room // 4, room // 4
        rest = room - page_width - evidence_width - 4
        return Text.assemble(
            head, fit(page, page_width), "  ", fit(evidence, evidence_width), "  ", _words(saying, rest)
        )
    half = (room - 2) // 2
    return Text.assemble(
        head, fit(page, half), "  ", fit(evidence, room - half - 2), "\n", " " * 4, _words(saying, width - 4)
    )


def _words(saying: Saying, width: int) -> Text:
    return fit(Text(f"“{excerpt(saying, limit=max(10, width - 2))}”", style="dim"), width)
