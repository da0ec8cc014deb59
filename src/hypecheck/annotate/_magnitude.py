"""A sentence goes in, the size it gives to an effect comes out: "up to 8 times", "43% more than placebo"."""

from __future__ import annotations

import re
from typing import Literal

from hypecheck.records import Magnitude

__all__ = ["find_magnitude"]

_NUMBER_WORDS = {
    word: value
    for value, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
}
_SIZE_WORDS = {"twice": 2.0, "double": 2.0, "triple": 3.0, "half": 0.5, "halve": 0.5}
_TIME_UNITS = ("minutes", "hours", "days", "weeks", "months", "years")
_UNITS = (
    *("percentage points", "percent", "per cent", "%", "times", "fold", "x", "points", "mmhg", "mg/dl"),
    *("kg", "pounds", "lbs", "cm", "inches", *_TIME_UNITS),
)
_SAME_UNITS = {"x": "times", "fold": "times", "per cent": "%", "percent": "%"}
_BOUNDS: dict[str, Literal["up to", "at least"]] = {
    "up to": "up to",
    "as much as": "up to",
    "at most": "up to",
    "within": "up to",
    "at least": "at least",
    "more than": "at least",
    "over": "at least",
}
_MAGNITUDE = re.compile(
    rf"(?:\b(?P<bound>{'|'.join(_BOUNDS)}|as little as|just)\s+)?"
    rf"(?:(?P<value>(?<!\d)(?:\d{{1,3}}(?:,\d{{3}}){{1,4}}|\d{{1,12}}(?:[.,]\d{{1,12}})?)|{'|'.join(_NUMBER_WORDS)})"
    rf"(?:\s|-)?(?P<unit>{'|'.join(_UNITS)})(?!\w)"
    r"|\b(?P<word>twice|(?:double|triple|halve)d?|half)\b)",
    re.IGNORECASE,
)
_COMPARATOR = re.compile(
    r"\b(?:compared (?:with|to)|versus|vs\.?|than|relative to|against)\s+(?:the |a |an |those (?:in|on|taking) )?"
    r"([\w -]{3,40}?)(?=[,.;:)]|\s(?:and|after|at|in|over|for)\b|$)",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    r"\bfrom (?:an? )?(?:mean |average |median |"
    r"baseline )?(?:of )?\d+(?:[.,]\d+)*\s?%?(?: ?\w{1,8})? (?:\([^)]*\) )?to \d+(?:[.,]\d+)*(?:\s?%)?"
    r"|\b(?:from|against|compared (?:with|to)|over|versus) (?:the |their )?baseline\b",
    re.IGNORECASE,
)
_TO_EFFECT = re.compile(r"\b(?:in|within|after|only|first)\s+(?:about |around |just |only )?$", re.IGNORECASE)
_NO_SIZE_BEFORE = re.compile(
    r"[\s-]*(?:blind|ci\b|confidence|of age|old|a day|daily|per day|a week|off\b|discount|"
    r"of (?:the )?(?:people|patients|women|men|adults))",
    re.IGNORECASE,
)


def find_magnitude(text: str) -> Magnitude | None:
    """Return the first size given to an effect in a sentence, or None.

    Times to effect ("in 8 weeks") count only when no other size stands in the sentence.

    >>> find_magnitude("raises levels by up to 8 times").value
    8.0
    """
    found = [
        match
        for match in _MAGNITUDE.finditer(text)
        if not _NO_SIZE_BEFORE.match(text, match.end()) and not _is_mere_time(text, match)
    ]
    if not found:
        return None
    match = min(found, key=lambda m: ((m["unit"] or "").lower() in _TIME_UNITS, m.start()))
    unit = (match["unit"] or "times").lower()
    comparator = _COMPARATOR.search(text, match.end()) or _COMPARATOR.search(text)
    baseline = _BASELINE.search(text)
    return Magnitude(
        text=match.group().strip(),
        value=_value_of(match),
        unit=_SAME_UNITS.get(unit, unit),
        bound=_BOUNDS.get((match["bound"] or "").lower()),
        comparator=_name_comparator(comparator),
        baseline=baseline.group() if baseline else None,
    )


def _name_comparator(found: re.Match[str] | None) -> str | None:
    return found.group(1).strip() if found and found.group(1).strip().lower() != "baseline" else None


def _is_mere_time(text: str, match: re.Match[str]) -> bool:
    """Say whether a stretch of time is no time to effect: "followed for four years", not "in just 2 weeks"."""
    if (match["unit"] or "").lower() not in _TIME_UNITS or match["bound"]:
        return False
    return not _TO_EFFECT.search(text[: match.start()])


def _value_of(match: re.Match[str]) -> float:
    if match["word"]:
        return _SIZE_WORDS[match["word"].lower().removesuffix("d")]
    number = match["value"].lower()
    if number in _NUMBER_WORDS:
        return float(_NUMBER_WORDS[number])
    # "1,200" is a thousand and more, "1,2" a decimal comma
    return float(number.replace(",", "" if re.search(r",\d{3}", number) else "."))
