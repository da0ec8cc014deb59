"""A sentence goes in, its limits of validity come out: in whom, in what, when, and how soon an effect is told."""

from __future__ import annotations

import re

__all__ = ["find_conditions", "find_time_to_effect"]

_WHO = (
    r"adults|women|men|people|patients|children|kids|babies|infants|newborns|teenagers|teens|athletes|runners|seniors|"
    r"volunteers|smokers|drinkers|diabetics|vegans|vegetarians|mothers|toddlers|participants|workers|those|anyone|"
    r"individuals|sufferers|users|mice|rats|dogs|cats|animals|rodents|rabbits|pigs|horses|hamsters|monkeys|bitches"
)
_DESCRIBED = (
    r"(?:some|most|many|certain|healthy|older|elderly|young|younger|middle-aged|pregnant|breastfeeding|obese|"
    r"overweight|"
    r"post-?menopausal|trained|untrained|male|female|hypertensive|diabetic|asthmatic|iron-deficient|deficient|"
    r"hospitali[sz]ed|critically ill|first-time|retired|white|Asian|Japanese|Danish|\d[\d,]*|these|a few|very)\s"
)
_WHERE_IT_ENDS = (
    r"(?=[,.;:!?)*]|\s\[|\s(?:and|but|it|they|he|she|we|by|was|were|is|are|may|can|could|might|had|"
    r"compared|than|yet)\b|$)"
)
_CONDITION = re.compile(
    rf"\b(?:only |mainly |mostly |especially |even )?(?:in|among|for) (?:{_DESCRIBED})*(?:{_WHO})\b"
    rf"(?: (?:over|under|above|below|aged|with|who|whose|on|taking|without|already|older than|younger than|fed|"
    rf"in their)\s"
    rf"[^,.;:]{{2,50}}?)?{_WHERE_IT_ENDS}|"
    r"\b(?:in|for) (?:under|over)-\d+s\b|"
    r"\b(?:in vitro|in vivo|ex vivo)\b|"
    r"\bin (?:a |the )?(?:test tubes?|petri dish|dish|lab(?:oratory)?|cell cultures?|cultured cells|cells|"
    r"cell lines?)\b|"
    r"\b(?:during|in) (?:early |late )?(?:pregnancy|labour|lactation|childhood|old age|the first trimester)\b|"
    r"(?i:\b(?:if|unless|as long as|provided|once) (?:you|your|it|they|taken|used|the|people|there)\b[^,.;:!?]{3,60})|"
    r"(?i:\bwhen (?:taken|used|combined|applied|given|you)\b[^,.;:!?]{2,50})|"
    r"(?i:\b(?:taken|used|worn|applied) (?:every|daily|with|before|after|for|at|twice|once|regularly|"
    r"more)\b[^,.;:!?]{0,40})"
)

_COUNT = (
    r"(?:\d+(?:\.\d+)?|an?|one|two|three|four|five|six|seven|eight|ten|twelve|a few|a couple of|the first few|several)"
)
_TIME_UNIT = (
    r"(?:seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|fortnight|months?|years?|sessions?|doses?|uses?)"
)
_TIME_TO_EFFECT = re.compile(
    rf"(?i)\b(?:(?:in|within|after)\s(?:just\s|only\s|about\s|around\s|as little as\s|the\s|under\s|less than\s)?"
    rf"{_COUNT}(?:\s?(?:to|-|–|or)\s?{_COUNT})?[\s-]{_TIME_UNIT}"
    r"|(?:within|in just|in) (?:seconds|minutes|hours|days|weeks|months)"
    r"|overnight|from day one|by (?:the )?morning|(?:from|by) (?:day|week) \w+)\b"
)
# "followed for 4 years after 2 weeks of rest" tells of the trial; "after 40 years of smoking" of the person.
_NOT_AN_EFFECT = re.compile(r"(?i)\s*(?:of (?!use|treatment|taking|daily)|old|follow|later than)")


def find_conditions(text: str) -> tuple[str, ...]:
    """Return the words that limit whom or what an effect holds for, in text order; empty text gives none.

    >>> find_conditions("In mice, zinc slows ageing; in adults over 65 it does not.")
    ('In mice', 'in adults over 65')
    """
    lowered = text[:1].lower()[:1] + text[1:]  # "İ" is two characters in small letters, and places would shift
    return tuple(text[m.start() : m.end()].strip() for m in _CONDITION.finditer(lowered))


def find_time_to_effect(text: str) -> str | None:
    """Return how soon an effect is told to come, or None.

    >>> find_time_to_effect("It eases pain within two weeks.")
    'within two weeks'
    """
    for found in _TIME_TO_EFFECT.finditer(text):
        if not _NOT_AN_EFFECT.match(text, found.end()):
            return found.group()
    return None
