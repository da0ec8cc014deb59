"""Assessments go in, one CSV row a page comes out, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import TextIO

from hypecheck.records import Assessment
from hypecheck.report._output import write_out
from hypecheck.report._words import one_line, printable, signed, strongest_reasons

__all__ = ["COLUMNS", "Cell", "CsvWriter", "row_of", "write_row"]

Cell = str | int | float | None

COLUMNS = (
    "id",
    "source",
    "line",
    "url",
    "final_url",
    "title",
    "status",
    "band",
    "score",
    "low",
    "high",
    "raw_score",
    "word_count",
    "plugs",
    "claims",
    "hedged_claims",
    "asserted_claims",
    "reason_1",
    "reason_2",
    "reason_3",
    "first_plug",
    "abstained_code",
    "error_code",
    "detail",
    "duplicate_of",
    "is_cut",
)

# A spreadsheet takes a cell that starts with one of these for a formula (OWASP, "CSV Injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
_LINE_ENDS = re.compile(r"[\r\n]+")


class CsvWriter:
    """Writes the header at once and a row for each assessment; absent values are empty cells."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        write_row(stream, COLUMNS)

    def write(self, assessment: Assessment) -> None:
        """Write one row."""
        row = row_of(assessment)
        write_row(self._stream, [row[column] for column in COLUMNS])

    def close(self) -> None:
        """Do nothing: a table of rows has no end of its own."""


def write_row(stream: TextIO, cells: Sequence[Cell]) -> None:
    """Write a row in which no cell is a formula."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([_neutralise(cell) for cell in cells])
    write_out(stream, line.getvalue())


def row_of(assessment: Assessment) -> dict[str, Cell]:
    """Return the cells of an assessment by column."""
    article, framing, claims = assessment.article, assessment.framing, assessment.annotations.claims
    plugs = assessment.annotations.plugs
    end = assessment.failure or assessment.abstention
    reasons = [
        f"{one_line(reason.text)} ({signed(reason.contribution)})" for reason in strongest_reasons(assessment)[:3]
    ]
    reasons += [""] * 3
    return {
        "id": assessment.input.id,
        "source": assessment.input.source,
        "line": assessment.input.line,
        "url": assessment.input.url or (article.url if article else None),
        "final_url": article.final_url if article else None,
        "title": one_line(article.title or "") if article else None,
        "status": assessment.status,
        "band": assessment.band,
        "score": round(framing.score, 4) if framing else None,
        "low": round(framing.low, 4) if framing else None,
        "high": round(framing.high, 4) if framing else None,
        "raw_score": round(framing.raw_score, 4) if framing else None,
        "word_count": article.word_count if article else None,
        "plugs": len(plugs),
        "claims": len(claims),
        "hedged_claims": sum(claim.certainty == "hedged" for claim in claims),
        "asserted_claims": sum(claim.certainty == "asserted" for claim in claims),
        "reason_1": reasons[0],
        "reason_2": reasons[1],
        "reason_3": reasons[2],
        "first_plug": one_line(plugs[0].text) if plugs else None,
        "abstained_code": assessment.abstention.code if assessment.abstention else None,
        "error_code": assessment.failure.code if assessment.failure else None,
        "detail": one_line(end.detail) if end else None,
        "duplicate_of": assessment.duplicate_of,
        "is_cut": str(article.is_cut).lower() if article else None,
    }


def _neutralise(cell: Cell) -> Cell:
    """Keep text on one line, with an apostrophe where a spreadsheet would run it; numbers stay numbers."""
    if not isinstance(cell, str):
        return cell
    text = _LINE_ENDS.sub(" ", printable(cell))
    return "'" + text if text.lstrip(" ").startswith(_FORMULA_STARTS) else text
