"""What a moderator can choose from: decisions, reasons against a band, kinds of mark; and the key of each action."""

from __future__ import annotations

from dataclasses import dataclass

from hypecheck.records import Decision

__all__ = [
    "CHANGES_ACTIONS",
    "DECISIONS",
    "KIND_NAMES",
    "MARK_KINDS",
    "OVERRIDE_REASONS",
    "QUEUE_ACTIONS",
    "READING_ACTIONS",
    "Action",
    "Choice",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A decision as a button shows it."""

    decision: Decision
    label: str
    symbol: str


DECISIONS = (
    Choice(decision="balanced", label="Balanced", symbol="●"),
    Choice(decision="mixed", label="Mixed", symbol="◆"),
    Choice(decision="commercial", label="Commercial", symbol="▲"),
    Choice(decision="not_an_article", label="Not an article", symbol="○"),
    Choice(decision="skip", label="Skip", symbol="→"),
)

#: What a reader knows better than the score, in the words of the labelling guidelines: first where the score says too
#: much, then where it says too little. Nine at most: each has a digit.
OVERRIDE_REASONS = (
    "Selling words are quoted or refuted",
    "Names products or prices and sells none",
    "The plug is the page's, not the article's",
    "Weighs evidence and states its limits",
    "A plug was missed",
    "Sells in measured or clinical prose",
    "Limits and risks are left out",
    "An interest is hidden or disclosed late",
    "The wrong text was taken for the article",
)

#: Kinds of passage that can be marked, as reviews keep them, by the layer that shows them.
KIND_NAMES = {
    "plug": "plug",
    "finding": "finding",
    "claim": "claim",
    "limit": "limitation",
    "hedge": "hedge",
    "sell": "selling word",
}
MARK_KINDS = tuple(KIND_NAMES.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something a key does. ``key`` is what a browser calls the key."""

    id: str
    label: str
    key: str
    group: str


def _group(name: str, *actions: tuple[str, str, str]) -> tuple[Action, ...]:
    return tuple(Action(id=id_, key=key, label=label, group=name) for id_, key, label in actions)


_READING = (
    *_group(
        "Decide",
        ("balanced", "b", "Balanced"),
        ("mixed", "m", "Mixed"),
        ("commercial", "c", "Commercial"),
        ("not_an_article", "x", "Not an article"),
        ("skip", "s", "Skip: leave it to somebody else"),
        ("confirm", "y", "Yes, as scored"),
        ("cluster", "d", "Decide all near duplicates at once"),
        ("note", "n", "Write a note"),
        ("undo", "u", "Undo the last decision"),
        ("waiting", "v", "Decisions that are not sent yet, or not taken"),
    ),
    *_group(
        "Read",
        ("next_mark", "j", "Next mark"),
        ("previous_mark", "k", "Previous mark"),
        ("next_reason", "e", "Next passage behind the reasons"),
        ("previous_reason", "r", "Previous passage behind the reasons"),
        ("skip_reason", "f", "First passage behind the next reason"),
        ("tables", "l", "The tables below, and back to the text"),
        ("live", "o", "Open the live page"),
        ("copy", "t", "Open the stored copy"),
        ("changes", "h", "What changed since the scan before"),
        ("queue", "q", "Back to the queue"),
    ),
    *_group(
        "Mark",
        ("next_sentence", ".", "Select the next sentence"),
        ("previous_sentence", ",", "Select the sentence before"),
        ("missed", "a", "Add what is selected: it was missed"),
        ("wrong", "w", "The mark at hand is wrong"),
    ),
    *_group(
        "Show",
        ("show_plug", "1", "Plugs"),
        ("show_finding", "2", "Findings"),
        ("show_claim", "3", "Claims"),
        ("show_limit", "4", "Limits"),
        ("show_hedge", "5", "Hedges"),
        ("show_sell", "6", "Selling words"),
        ("show_all", "0", "All marks, or none"),
        ("help", "?", "These keys"),
    ),
)
_QUEUE = _group(
    "Queue",
    ("start", "g", "Read and decide"),
    ("next_row", "j", "Next page"),
    ("previous_row", "k", "Previous page"),
    ("after", "n", "More of the queue: after these"),
    ("before", "p", "More of the queue: before these"),
    ("search", "/", "Search"),
    ("help", "?", "These keys"),
)
_CHANGES = _group("Changes", ("back", "q", "Back to the page"), ("help", "?", "These keys"))


def _by_group(actions: tuple[Action, ...]) -> dict[str, list[Action]]:
    groups: dict[str, list[Action]] = {}
    for action in actions:
        groups.setdefault(action.group, []).append(action)
    return groups


#: What keys do on the page view, on the queue and on the page of changes, under the headings that "?" shows.
READING_ACTIONS = _by_group(_READING)
QUEUE_ACTIONS = _by_group(_QUEUE)
CHANGES_ACTIONS = _by_group(_CHANGES)
