"""Assessments go in, aligned terminal lines come out: a page beside its reason where there is room, else above it."""

from __future__ import annotations

import io
import re
import shutil
from typing import TextIO

from rich.console import Console
from rich.text import Text

from hypecheck.records import Assessment
from hypecheck.report._output import write_out
from hypecheck.report._terminal import STYLES, fit, fit_middle, label_text, safe
from hypecheck.report._words import code_of, count_of, name_of, why_of

__all__ = ["TableWriter"]

_BAR_CELLS = 10
_WIDE = 110  # below this a reason beside the title would be cut to nothing; it goes on lines of its own
_WHY_LINES = 3  # for what to do about a failure: every such sentence of ours fits in three lines of 50 cells
_SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)


class TableWriter:
    """Writes each page's lines as it comes; needs no look ahead, so it works on an endless stream."""

    def __init__(self, stream: TextIO, *, width: int | None = None, colour: bool = False) -> None:
        self._stream = stream
        self._width = max(40, width or shutil.get_terminal_size(fallback=(120, 24)).columns)
        self._buffer = io.StringIO()
        self._console = Console(
            file=self._buffer,
            width=self._width,
            force_terminal=colour,
            color_system="standard" if colour else None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )
        self._started = False

    def write(self, assessment: Assessment) -> None:
        """Write the lines of one page, with the column heads before the first."""
        if not self._started:
            self._started = True
            self._print(self._line(Text("band"), Text("score"), Text("page"), Text("why"), style="dim"))
        # a reason may be cut, the page is read closely elsewhere; what to do about a failure may not
        lines = 1 if assessment.framing is not None else _WHY_LINES
        row = label_text(assessment), _score(assessment), _page(assessment), _why(assessment)
        self._print(self._line(*row, why_lines=lines))

    def close(self) -> None:
        """Do nothing: the closing summary belongs to the command, on stderr."""

    def _line(self, band: Text, score: Text, page: Text, why: Text, *, style: str = "", why_lines: int = 1) -> Text:
        head = Text.assemble(fit(band, 12), "  ", fit(score, _BAR_CELLS + 5), "  ")
        room = self._width - head.cell_len
        page_width = room * 2 // 5 if self._width >= _WIDE else room
        margin = head.cell_len + page_width + 2 if self._width >= _WIDE else 14
        first, *rest = self._wrap(why, self._width - margin, most=why_lines)
        between = "  " if self._width >= _WIDE else "\n" + " " * margin
        lines = [Text.assemble(head, fit_middle(page, page_width), between, first)]
        lines += [Text.assemble(" " * margin, line) for line in rest]
        for line in lines:
            line.rstrip()
        return Text("\n", style=style).join(lines)

    def _wrap(self, why: Text, width: int, *, most: int) -> list[Text]:
        """Break a reason into lines; what the last has no room for is cut with an ellipsis."""
        lines = list(why.wrap(self._console, width))
        for line in lines:
            line.rstrip()
        if len(lines) > most:
            lines[most - 1 :] = [Text(" ").join(lines[most - 1 :])]
        return [fit(line, width) for line in lines] or [Text()]

    def _print(self, line: Text) -> None:
        self._console.print(line, overflow="ignore", no_wrap=True, crop=False)
        lines = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        write_out(self._stream, lines)


def _score(assessment: Assessment) -> Text:
    if assessment.framing is None:
        return Text("   –")
    score = assessment.framing.score
    full = round(score * _BAR_CELLS)
    return Text.assemble(
        f"{score:.2f} ",
        ("━" * full, STYLES[assessment.framing.band]),
        ("╌" * (_BAR_CELLS - full), "dim"),
    )


def _page(assessment: Assessment) -> Text:
    """Return the page's name; of an address the end tells pages of one site apart, and the scheme tells nothing."""
    return Text(_SCHEME.sub("", name_of(assessment)))


def _why(assessment: Assessment) -> Text:
    why = safe(why_of(assessment))
    if assessment.framing is None:
        return Text.assemble((code_of(assessment), "bold"), ": ", why) if why else Text("not scored", "bold")
    plugs = len(assessment.annotations.plugs)
    return Text.assemble((count_of(plugs, "plug"), "bold"), ". ", why) if plugs else Text(why)
