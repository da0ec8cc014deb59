"""Decided pages go in; JSON lines, CSV rows or a SARIF log with justifications come out."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TextIO

from hypecheck.records import Review, Reviewed
from hypecheck.report._csv import COLUMNS, Cell, row_of, write_row
from hypecheck.report._jsonl import dump_json
from hypecheck.report._output import write_out
from hypecheck.report._sarif import SarifWriter
from hypecheck.report._words import one_line

__all__ = ["DECISION_SCHEMA", "CsvDecisions", "JsonlDecisions", "SarifDecisions", "deciding_review", "justify"]

DECISION_SCHEMA = "hypecheck-decision/1"

_DECISION_COLUMNS = ("decision", "disagreement", "reviewers", "decided_by", "decided_at", "reason", "note")
_DECIDED = {
    "balanced": "balanced",
    "mixed": "mixed",
    "commercial": "commercial",
    "not_an_article": "not an article",
    "skip": "nothing (skipped)",
}


class JsonlDecisions:
    """Writes a line for each decided page: how it was assessed, what stands, and all reviews behind it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, reviewed: Reviewed) -> None:
        """Write one line."""
        record = reviewed.assessment.to_dict(text=False)
        line = {
            "schema": DECISION_SCHEMA,
            "decision": reviewed.decision,
            "disagreement": reviewed.disagreement,
            "reviews": [asdict(review) for review in reviewed.reviews],
            **{key: record[key] for key in ("status", "input", "article", "framing", "versions")},
        }
        write_out(self._stream, dump_json(line) + "\n")

    def close(self) -> None:
        """Do nothing: the last line is as complete as the first."""


class CsvDecisions:
    """Writes the header at once and a row for each decided page: the columns of a scan, then those of the decision."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        write_row(stream, (*COLUMNS, *_DECISION_COLUMNS))

    def write(self, reviewed: Reviewed) -> None:
        """Write one row; its reviewer, reason and note are those of the review that decided."""
        row = row_of(reviewed.assessment)
        review = deciding_review(reviewed)
        decided: tuple[Cell, ...] = (
            reviewed.decision,
            "yes" if reviewed.disagreement else "no",
            len(reviewed.reviews),
            review.user,
            review.at,
            review.reason,
            review.note,
        )
        write_row(self._stream, [*(row[column] for column in COLUMNS), *decided])

    def close(self) -> None:
        """Do nothing: a table of rows has no end of its own."""


class SarifDecisions:
    """Writes the results of each decided page; what a reader dismissed is suppressed, with who, when and why.

    A page called commercial by a reader and not by the score gets a result of its own.
    """

    def __init__(self, stream: TextIO) -> None:
        self._sarif = SarifWriter(stream)

    def write(self, reviewed: Reviewed) -> None:
        """Write the results of one page."""
        results = self._sarif.results_of(reviewed.assessment)
        if reviewed.decision == "commercial" and reviewed.assessment.band != "commercial":
            results.insert(
                0, self._sarif.decision_result(reviewed.assessment, message=justify(deciding_review(reviewed)))
            )
        for result in results:
            _judge(result, reviewed)
        self._sarif.write_results(results)

    def close(self) -> None:
        """Write the rules met and the closing brackets."""
        self._sarif.close()


def _judge(result: dict[str, Any], reviewed: Reviewed) -> None:
    """Add to a result what was decided of it."""
    review = deciding_review(reviewed)
    result["properties"] |= {"decision": reviewed.decision, "justification": justify(review)}
    dismissed = reviewed.decision == "not_an_article" or (
        result["ruleId"] == "framing/commercial" and reviewed.decision != "commercial"
    )
    wrong = _mark_of(result, reviewed)
    if dismissed or wrong is not None:
        result["suppressions"] = [
            {
                "kind": "external",
                "status": "underReview" if reviewed.disagreement else "accepted",
                "justification": justify(wrong or review),
            }
        ]


def _mark_of(result: dict[str, Any], reviewed: Reviewed) -> Review | None:
    """Return the review in which the passage of a result was marked as wrong."""
    region = result["locations"][0]["physicalLocation"].get("region")
    if region is None:
        return None
    span = (region["charOffset"], region["charOffset"] + region["charLength"])
    wrong = (
        review
        for review in reviewed.reviews
        for mark in review.marks
        if mark.wrong and (mark.start, mark.end) == span and result["ruleId"].startswith(_RULES.get(mark.kind, "?"))
    )
    return next(wrong, None)


#: How the rules of what can be marked begin; a finding's is the rule's own name.
_RULES = {"plug": "plug/", "finding": ""}


def deciding_review(reviewed: Reviewed) -> Review:
    """Return the newest review that says what stands."""
    return next(review for review in reversed(reviewed.reviews) if review.decision == reviewed.decision)


def justify(review: Review) -> str:
    """Say who decided what, when and why, in one line."""
    why = ". ".join(one_line(part).rstrip(".") for part in (review.reason, review.note) if part)
    said = f"{one_line(review.user)} decided {_DECIDED[review.decision]} on {review.at[:10]}"
    return f"{said}: {why}." if why else f"{said}."
