"""A sentence in, whether it puts one product forward by name: no call to action, no price, only the thing itself.

Measured prose sells in such lines: "Ferrolin Gentle 20 (90 capsules) goes one step further", "Our T3 reaches up to four
times deeper", "At Bramley the course consists of four sessions", "Related item: Ferrolin Plus".
"""

from __future__ import annotations

import re

__all__ = ["points_to_product"]

# A brand looks like one: a model number, a mark, a capital inside, or two capitals in a row ("SelenoYeast 200", "T3").
_CAPITAL = r"(?:[A-Z][\w'’®™-]*)"
_NAME = (
    rf"(?:{_CAPITAL}(?:[ -](?:{_CAPITAL}|&|\d{{1,4}}\b(?! ?%)))+"
    r"|[A-Z][a-z]+[A-Z]\w*[®™]?|\w+[®™]|[A-Z]\d{1,3}\b|[\"“][A-Z][^\"”]{2,30}[\"”])"
)
_PACK = (
    r"(?:\b(?:[2-9]\d|[1-9]\d\d)[ -](?:\w+[ -]){0,2}?"
    r"(?:capsules?|caps|tablets?|softgels?|gummies|sachets?|servings|lozenges|sticks)\b"
    r"|\b\d+[- ]day supply\b|\b\d+ ?(?:g|ml|oz|kg) (?:with|pouch|bottle|tub|pack|bag|spray|tube|refill)\b)"
)
# Longer "sentences" are lists and tables that lost their line ends.
_LONGEST = 600
_OURS = r"\b(?:[Oo]ur|[Ww]e)\b"

# Each rule stands behind a cheap look for the words it cannot do without.
_RULES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    # a name and the size of its pack
    (re.compile(_PACK), re.compile(rf"{_NAME}[^.!?\n]{{0,70}}{_PACK}|{_PACK}[^.!?\n]{{0,20}}\bof {_NAME}")),
    # ours, or the named one, does several times what others do
    (
        re.compile(r"\d(?:x\b|×| ?times\b|[- ]fold\b)"),
        re.compile(
            rf"(?:{_OURS}|{_NAME})[^.!?\n]{{0,120}}\b(?:up to|as much as|over)\s+\d+(?:\.\d+)?"
            r"(?:x\b|×| ?times\b|[- ]fold\b) "
            r"(?!more likely|as likely|the risk|higher risk|a day|daily|per|weekly|a week|in the)"
        ),
    ),
    # the writer's choice, by name
    (
        re.compile(r"\b(?:we|I)\b"),
        re.compile(
            r"\b(?:we|I)(?: would|['’]d)?(?: (?:usually|always|often|now))? (?:point|steer|send|start)\b"
            rf"[^.!?\n]{{0,60}}\b(?:to|towards|on|with)\b[^.!?\n]{{0,40}}{_NAME}"
            rf"|{_NAME} is (?:the|one) (?:one |form |brand |product )?(?:that )?(?:we|I)(?: would|['’]d)? "
            r"(?:\w+ )?(?:point|use|recommend|choose|reach|suggest|like|love|stock)"
        ),
    ),
    # a clinic and its course, session or treatment
    (
        re.compile(r"^At [A-Z]"),
        re.compile(
            rf"^At {_CAPITAL}(?: {_CAPITAL}){{0,3}},? (?:the|our|each|every|your|a|an) (?:\w+ )?(?:course|session|"
            r"treatment|programme|program|consultation|procedure|visit|package|assessment|plan|protocol)\b"
        ),
    ),
    # a shop's furniture that was copied with the article
    (
        re.compile(r"(?i)^\W{0,3}(?:related|featured|shop the|products?|mentioned|recommended|pictured)"),
        re.compile(
            r"(?i:^\W{0,3}(?:related (?:item|product)|featured product|shop the (?:article|story|look)|"
            r"products? (?:mentioned|featured)|recommended product|mentioned in this article|pictured)s?\b)"
            rf"[^.!?\n]{{0,20}}[:–-][^.!?\n]{{0,40}}{_CAPITAL}"
        ),
    ),
    # the named one outdoes
    (
        re.compile(r"step further|sets (?:itself|the standard)|was (?:made|designed|formulated|created|developed)"),
        re.compile(
            rf"{_NAME} (?:goes (?:one|a) step further|takes (?:it|this|that|things) (?:one|a) step further|"
            r"sets (?:itself|the standard)|was (?:made|designed|formulated|created|developed) (?:for|to) "
            r"(?:exactly|just) )"
        ),
    ),
)
# Studies, prescriptions and talk about a product name it without putting it forward.
_TOLD = re.compile(
    r"(?i)\b(?:placebo|participants?|patients were|trial|randomi[sz]ed|stud(?:y|ies)|researchers|prescri\w+|recalled?|"
    r"warn\w*|lawsuit|fda|mhra|complain\w*|label says|claims?|claimed|advertis\w+|marketed|the company|the maker|"
    r"manufacturer|versus|compared|tested|maximum|overdose|do not|don't|not take|contains no)\b"
)


def points_to_product(text: str) -> bool:
    """Say whether a sentence, without a call to action, holds a named product out. Empty text does not.

    >>> points_to_product("Ferrolin Gentle 20 (90 capsules) keeps iron in a form the gut accepts.")
    True
    >>> points_to_product("Participants took 90 capsules of Ferrolin Gentle 20 in the trial.")
    False
    """
    text = text[:_LONGEST]
    return any(needed.search(text) and rule.search(text) for needed, rule in _RULES) and not _TOLD.search(text)
