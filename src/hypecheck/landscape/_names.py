"""A claim's agent or outcome as written goes in, the name it is grouped under comes out.

"Menaquinone", "MK-7" and "vitamin K2 supplementation" are one agent, "night cramps" and "the frequency of
nocturnal leg cramps" one outcome. What no list of synonyms holds is grouped by its own words, less articles,
amounts, plurals and British spelling.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from hypecheck.errors import LexiconError

__all__ = ["Name", "Names", "load_names"]

Side = Literal["agent", "outcome"]

_FILE_KEYS = {"about", "source", "name"}
_NAME_KEYS = {"label", "forms", "mesh", "source", "broad"}
_FILES: Mapping[Side, str] = {"agent": "agents.toml", "outcome": "outcomes.toml"}

_WORD = re.compile(r"[^\W_]+(?:'s\b)?")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# "vitamin B 12" and "vitamin B12", "K 2" and "K2"
_SPLIT_CODE = re.compile(r"\b([a-z]) (\d{1,2})\b")
# British spellings of medicine, as parts of words; after the list in Wikipedia's manual of style for medicine and
# MeSH's own preference for the American form.
_SPELLINGS = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"aem", "em"),
        (r"oea", "ea"),
        (r"\boe(?=[dst])", "e"),
        (r"aesth", "esth"),
        (r"paed", "ped"),
        (r"gynaec", "gynec"),
        (r"coeliac", "celiac"),
        (r"foet", "fet"),
        (r"homoeo", "homeo"),
        (r"leuk?aem", "leukem"),
        (r"\b(tum|col|fav|flav|behavi|od|vig|lab|hum)our", r"\1or"),
        (r"(?<=[a-z]{3})is(?=(?:e|ed|es|ing|ation)\b)(?<!rais)(?<!exerc)(?<!pre)(?<!pro)(?<!adv)", "iz"),
        (r"\bfibre", "fiber"),
        (r"\bageing", "aging"),
        (r"sulph", "sulf"),
        (r"defence", "defense"),
    )
)
_UNCHANGED_PLURALS = frozenset({"diabetes", "herpes", "rabies", "series", "species", "this", "dose", "ms", "does"})

# Words that carry no name: what stands before one ("a daily dose of ...") and what only says in what shape it comes.
# fmt: off
_LEADING = frozenset({
    "a", "an", "the", "this", "that", "these", "those", "our", "your", "their", "its", "his", "her", "my", "some",
    "any", "many", "most", "more", "all", "both", "each", "every", "such", "other", "certain", "several", "various",
    "only", "taking", "using", "drinking", "eating", "getting", "adding", "having", "consuming", "of", "and", "or",
    "to", "with", "in", "for", "from", "on", "by", "extra", "enough", "adequate", "sufficient", "optimal", "optimum",
    "regular", "daily", "oral", "dietary", "natural", "normal", "high", "higher", "low", "lower", "good", "better",
    "much", "targeted", "combination", "mild", "moderate", "severe", "chronic", "acute", "occasional", "frequent",
    "painful", "overall", "existing", "common", "known", "active", "pure", "new", "certified", "organic", "standard",
    "undesirable", "no",
})
_SHAPES = frozenset({
    "supplement", "supplementation", "supplementing", "intake", "consumption", "use", "usage", "ingestion", "capsule",
    "tablet", "pill", "powder", "product", "formula", "dose", "amount", "level", "gummy", "drop", "form", "source",
    "preparation", "administration", "treatment", "therapy", "application", "serving", "mg", "mcg", "g", "iu", "gram",
    "milligram", "quantity", "extract",
})
_MEASURES = frozenset({
    "risk", "odds", "chance", "likelihood", "probability", "frequency", "severity", "intensity", "duration", "number",
    "incidence", "prevalence", "rate", "sign", "symptom", "episode", "attack", "flare", "bout", "case", "recurrence",
    "level", "amount", "degree", "type", "kind", "sort",
})
# These stand before an outcome only: "the treatment of cramps", but "side effects" and "a cancer treatment"
_ACTS = frozenset({
    "management", "treatment", "prevention", "development", "onset", "progression", "feeling", "effect", "relief",
    "improvement", "reduction", "treating", "preventing", "reducing", "relieving", "developing", "improving",
    "getting", "increasing", "managing", "easing", "average", "weekly", "remaining", "mean", "maintenance",
    "increase", "decrease", "range", "functioning", "role", "part", "key", "crucial", "vital", "important",
    "difference", "change", "benefit",
})
_STATES = {
    "deficiency": "deficiency", "deficient": "deficiency", "insufficiency": "deficiency", "lack": "deficiency",
    "shortage": "deficiency", "overdose": "excess", "excess": "excess", "toxicity": "excess", "poisoning": "excess",
    "withdrawal": "withdrawal",
}
# fmt: on
# Where the name ends and what is said about it begins: "vitamin K2 in older adults", "zinc, which ..."
_TAIL = re.compile(
    r"\s*[,;:|–—]\s.*$|\s+(?:in|for|from|on|at|over|during|among|as|that|which|who|when|while|by|before|after|between"
    r"|including|such as|through|via|without|versus|vs|than)\s.*$",
    re.IGNORECASE | re.DOTALL,
)
# "imbalances in electrolytes" are neither imbalances nor electrolytes
_RELATIONAL = frozenset({"imbalance", "shift", "swing", "fall", "drop", "rise", "loss", "disturbance", "deficit"})
_INSIDE = re.compile(r"\s+in\s+(?:\w+[ -]?){1,2}\b")
_PREPOSITION = re.compile(r"^\s*[,;:|–—]?\s*\w+\s+")


@dataclass(frozen=True, slots=True)
class Name:
    """What claims are grouped by: a ``key`` to compare, a ``label`` to show, and whether a list holds it.

    The key of an agent or outcome that is not named is "".
    """

    key: str
    label: str
    listed: bool = False


@dataclass(frozen=True)
class Names:
    """The synonyms of one side, and the grouping of what they do not hold."""

    side: Side
    labels: Mapping[tuple[str, ...], str]  # by the words of a form
    broad: frozenset[str] = frozenset()  # labels that a word before makes another thing: "liver cancer" is no "cancer"
    longest: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "longest", max(map(len, self.labels), default=0))

    def normalise(self, phrase: str) -> Name:
        """Return the name of an agent or outcome. Empty text, or a phrase of articles alone, has the key "".

        A listed name counts when it heads the phrase: "oral vitamin K2" is vitamin K2, "vitamin K2 deficiency" and
        "zinc oxide burns" are not. Several that are joined are one name: "vitamin D + vitamin K".
        """
        phrase = " ".join(phrase.split())  # the patterns below try every part of a run of blanks
        whole = split_words(phrase)
        if tuple(whole) in self.labels:
            return _listed([self.labels[tuple(whole)]])
        core = _TAIL.sub("", phrase)
        words = self._strip(split_words(core))
        if words[-1:] and words[-1] in _RELATIONAL and (inside := _INSIDE.match(phrase, len(core))):
            core += inside.group()
            return Name(" ".join(self._strip(split_words(core))), self._shown(core))
        if not words:
            rest = _PREPOSITION.sub("", phrase[len(core) :])  # "a role in bone health"
            return self.normalise(rest) if rest.strip() and rest != phrase else Name("", "")
        return self._named(words, list(self.find(words))) or Name(" ".join(words), self._shown(core))

    def find(self, words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
        """Yield (label, first word, word after) of every listed name in ``words``, the longest form first."""
        place = 0
        while place < len(words):
            for width in range(min(self.longest, len(words) - place), 0, -1):
                label = self.labels.get(tuple(words[place : place + width]))
                if label is not None:
                    yield label, place, place + width
                    place += width
                    break
            else:
                place += 1

    def _strip(self, words: list[str]) -> list[str]:
        """Drop what stands round the name, but never a part of a listed one ("normal bone", "good bacteria")."""
        while words and not self._opens(words) and (words[0] in self._before or words[0].isdigit()):
            words = words[1:]
        while words and not self._closes(words) and words[-1] in self._after:
            words = words[:-1]
        return words

    def _shown(self, core: str) -> str:
        """Return an unlisted name as it was written, less the words round it."""
        words = core.split()
        while len(words) > 1 and set(split_words(words[0])) <= self._before:
            words = words[1:]
        while len(words) > 1 and set(split_words(words[-1])) <= self._after:
            words = words[:-1]
        return " ".join(words).strip(' .,;:|()[]"“”')

    @property
    def _before(self) -> frozenset[str]:
        return _LEADING | (_SHAPES if self.side == "agent" else _MEASURES | _ACTS)

    @property
    def _after(self) -> frozenset[str]:
        return _LEADING | (_SHAPES if self.side == "agent" else _MEASURES)

    def _opens(self, words: Sequence[str]) -> bool:
        return any(tuple(words[:width]) in self.labels for width in range(1, self.longest + 1))

    def _closes(self, words: Sequence[str]) -> bool:
        return any(tuple(words[-width:]) in self.labels for width in range(1, self.longest + 1))

    def _named(self, words: Sequence[str], found: Sequence[tuple[str, int, int]]) -> Name | None:
        if not found:
            return None
        states = {_STATES[word] for word in words if word in _STATES}
        if states:
            return _listed([f"{found[0][0]} {state}" for state in sorted(states)])
        end = len(words)
        while end > found[-1][2] and words[end - 1] in self._after:
            end -= 1
        held = {place for _, first, last in found for place in range(first, last)}
        between = [words[place] for place in range(found[0][1], found[-1][2]) if place not in held]
        if len(found) > 1 and between and set(between) <= {"and", "with", "plus", "or"} and found[-1][2] == end:
            return _listed([label for label, _, _ in found])
        label, first, last = found[-1]
        if last == end and (label not in self.broad or first == 0):
            return _listed([label])
        return None


def load_names(side: Side, folder: Path | None = None) -> Names:
    """Read the synonyms of agents or outcomes (by default those shipped with the package).

    Raises ``LexiconError`` for an unreadable file, an unknown or missing key, or one form under two labels.
    """
    return _load(side, folder or Path(__file__).parent.parent / "lexicons" / "names")


@cache
def _load(side: Side, folder: Path) -> Names:
    path = folder / _FILES[side]
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path} cannot be read as TOML: {error}. Reinstall hypecheck.") from error
    _check_keys(path, "file", table, allowed=_FILE_KEYS, needed=_FILE_KEYS)
    labels: dict[tuple[str, ...], str] = {}
    for row in table["name"]:
        _check_keys(path, f"name {row.get('label', '?')}", row, allowed=_NAME_KEYS, needed={"label", "forms"})
        for form in [row["label"], *row["forms"]]:
            words = tuple(split_words(form))
            if labels.setdefault(words, row["label"]) != row["label"]:
                raise LexiconError(
                    f"{path.name}: {form!r} stands under {labels[words]!r} and {row['label']!r}; keep one."
                )
    broad = frozenset(row["label"] for row in table["name"] if row.get("broad"))
    return Names(side=side, labels=labels, broad=broad)


def _check_keys(path: Path, where: str, table: Mapping[str, Any], *, allowed: set[str], needed: set[str]) -> None:
    wrong = sorted((set(table) - allowed) | (needed - set(table)))
    if wrong:
        raise LexiconError(
            f"{path.name}, {where}: the key {wrong[0]!r} is unknown or missing; known: {sorted(allowed)}."
        )


def split_words(phrase: str) -> list[str]:
    """Return the words that names are compared by: lower case, American, singular.

    >>> split_words("The Vitamin B-12 of leg Oedemas")
    ['the', 'vitamin', 'b12', 'of', 'leg', 'edema']
    """
    plain = _ASIDE.sub(" ", phrase).replace("’", "'").lower()
    spaced = " ".join(_WORD.findall(plain))
    spaced = _SPLIT_CODE.sub(r"\1\2", spaced)
    for british, american in _SPELLINGS:
        spaced = british.sub(american, spaced)
    return [_singular(word) for word in spaced.split()]


def _singular(word: str) -> str:
    if word in _UNCHANGED_PLURALS or len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s")):
        return word
    if word.endswith("ies") and len(word) > 5:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def _listed(labels: Sequence[str]) -> Name:
    label = " + ".join(sorted(set(labels), key=str.lower))
    return Name(key=label.lower(), label=label, listed=True)
