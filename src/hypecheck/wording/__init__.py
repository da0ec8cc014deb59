"""Masked sentences go in, the chance that each sells or weighs comes out, and how the page as a whole is worded."""

from __future__ import annotations

from hypecheck.wording._marks import SentenceMarks, label_sentences, mark_sentences
from hypecheck.wording._reader import WORDING_FEATURES, GeneralText, WordingReader, WordingScores

__all__ = [
    "WORDING_FEATURES",
    "GeneralText",
    "SentenceMarks",
    "WordingReader",
    "WordingScores",
    "label_sentences",
    "mark_sentences",
]
