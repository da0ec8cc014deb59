"""A regular expression goes in; the words its matches can begin with come out, and the texts one of which they hold.

Both let a search leave out the places, or the texts, where the expression cannot match. What cannot be told is None,
and then the expression has to be tried everywhere: slower, and the same result.
"""

from __future__ import annotations

try:
    from hypecheck.openings import _reading
except (ImportError, AttributeError):  # this Python's parser of expressions is not where it was, or not as it was
    _reading = None  # type: ignore[assignment]  # nothing can be told then

__all__ = ["DIGIT", "opening_words", "required_texts"]

#: Among opening words: any word that begins with a digit.
DIGIT = r"\d"


def opening_words(pattern: str) -> frozenset[str] | None:
    r"""Return the lower-case words (runs of ``\w``) that a match can begin with, whole; None where there is no telling.

    >>> sorted(opening_words(r"\b(?:buy|order(?:ing)?) (?:it )?now"))
    ['buy', 'order', 'ordering']
    >>> opening_words(r"\b\d+ days") == {DIGIT}
    True
    >>> opening_words(r"buy") is None  # also the end of "overbuy", and the start of "buyer"
    True
    """
    return None if _reading is None else _reading.opening_words(pattern)


def required_texts(pattern: str) -> tuple[str, ...] | None:
    r"""Return lower-case texts of which every match holds one, the most telling that are found; None for none.

    >>> required_texts(r"(?i)[$£]\s?\d+(?:,\d+)*")
    ('$', '£')
    >>> required_texts(r"\w+n't")
    ("n't",)
    """
    return None if _reading is None else _reading.required_texts(pattern)
