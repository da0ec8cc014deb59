"""Decided pages go in; those that hypecheck got wrong come out as cases that a later version must get right."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TextIO

from hypecheck.records import Reviewed
from hypecheck.report._decisions import deciding_review, justify
from hypecheck.report._jsonl import dump_json
from hypecheck.report._output import write_out

__all__ = ["REGRESSION_SCHEMA", "RegressionCases"]

REGRESSION_SCHEMA = "hypecheck-regression/1"


class RegressionCases:
    """Writes a line for each page decided against its band, or with a passage marked as wrong or as missed.

    Its ``id``, ``text``, ``site`` and ``label`` are what ``hypecheck evaluate`` reads. Pages of which readers disagree
    are no cases yet, and texts that were not kept cannot be tested.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, reviewed: Reviewed) -> None:
        """Write one line, or none."""
        case = _case(reviewed)
        if case is not None:
            write_out(self._stream, dump_json(case) + "\n")

    def close(self) -> None:
        """Do nothing: the last line is as complete as the first."""


def _case(reviewed: Reviewed) -> dict[str, Any] | None:
    assessment = reviewed.assessment
    article = assessment.article
    if article is None or not article.text or reviewed.disagreement:
        return None
    marks = {
        wrong: [
            {**asdict(mark), "because": justify(review)}
            for review in reviewed.reviews
            for mark in review.marks
            if mark.wrong is wrong
        ]
        for wrong in (True, False)
    }
    is_other = assessment.band is not None and assessment.band != reviewed.decision
    if not is_other and not any(marks.values()):
        return None
    review = deciding_review(reviewed)
    return {
        "schema": REGRESSION_SCHEMA,
        "id": assessment.input.id,
        "url": article.final_url or article.url,
        "site": article.site or article.final_url or article.url,
        "title": article.title,
        "text": article.text,
        "label": reviewed.decision,
        "assessed": assessment.band,
        "assessed_score": assessment.score,
        "because": justify(review),
        "reason": review.reason,
        "note": review.note,
        "wrong": [_without_flag(mark) for mark in marks[True]],
        "missed": [_without_flag(mark) for mark in marks[False]],
        "versions": dict(assessment.versions),
    }


def _without_flag(mark: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mark.items() if key != "wrong"}
