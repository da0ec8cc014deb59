"""What stands in a sentence goes in as marks, a score comes out: does its wording promise a claim, does a clause claim?

A mark is a plain fact with a name: "says your doctor", "outcome is state/feeling", "form object 0". Each has one
weight in ``weights.json``, learned from the labelled sentences by ``benchmarks/claim_weights.py``; a score is their
sum, so what decided can be read off. Nothing here is a rule: what the rules of ``_claims`` find needs no weighing.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise, repeat
from math import fsum
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Span, Token

from hypecheck.annotate._kinds import is_lay_person, is_observer
from hypecheck.annotate._language import load_known_words
from hypecheck.annotate._proposals import Proposal
from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.annotate._tree import ANY_SUBJECTS, phrase_tokens
from hypecheck.lexicon import Hit
from hypecheck.records import Sentence, Voice

__all__ = [
    "MarkedSentence",
    "Weights",
    "WeightsByUse",
    "WordMarks",
    "load_weights",
    "mark_promise",
    "mark_proposal",
    "mark_sentence",
    "stem_word",
]

_OUTCOMES = frozenset({"health", "outcome", "state"})
_AGENTS = frozenset({"agent", "health", "state", "ownership"})
# Of these the entry tells, of all others the category.
_TOLD_BY_ENTRY = frozenset(
    {"health", "outcome", "state", "agent", "relation", "effect", "evidence", "hedge", "limitation"}
)
_ENDING = re.compile(r"(?:ing|ed|es|s|e)$")
_SUBORDINATORS = frozenset({"if", "whether", "when", "because", "while", "as", "until"})
_AIM = re.compile(
    r"(?:assess|evaluat|investigat|examin|explor|aim|test|determin|stud[yi]|compar)\w*|sought|looked|asked?"
)
_MAX_DEPTH = 6
_MANY_WORDS = 8
_MANY_NAMES = 3
_COINED = re.compile(r"[a-z][A-Z]|[®™]")
_CURRENCIES = frozenset("$£€₹")
_TERMS = frozenset({"agent", "health", "outcome", "state", "institution"})
_SHORTEST_NAME = 4
_WORDS_OF_A_NAME = 5
# Words of medicine and long English words that common prose does not hold end like these; some brands do too.
_TERM = re.compile(
    r"(?:mab|nib|vir|pril|afil|mycin|pine|pam|triptan|glutide|parin|platin|setron|formin|lone|sone|in|ins|ine|ines|"
    r"ane|ene|ol|ols|ate|ates|ide|ides|ase|ose|one|ones|ium|itis|osis|emia|aemia|gen|gens|oid|oids|feine|cin|"
    r"ing|ed|ic|ics|al|als|ous|ist|ists|er|ers|or|ors|ion|ions|ness|less|ity|ism|ian|ians|able|ible|ful|ive|ment|cy|"
    r"logy|pathy|therapy|scopy|plasty|tomy|gram|graphy|[^aeiou]ia|ies|[a-z]{3}ae|um|us)$"
)
_REPORTS = re.compile(
    r"trials?|stud(?:y|ies)|tested|assayed|placebo|dummy|approved|approval|makers?|company|firm|regulator|label|says?|"
    r"said|told|announced|announces|reports?|reported|claims?|claimed|prescribed|prescription|patients|side|"
    r"review|reviews|neither|nor|both|registered|recalled|doctors?"
)
_ACTS = re.compile(r"(?!(?:was|has|is|does|says|thinks|this|its|as)$)[a-z]{2,}s")
# What the words of a sentence promise, in steps: on one straight line a sure sentence would claim by all its parts.
_STEPS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Weights:
    """What each mark counts for, and above which sum it is a yes."""

    bias: float
    threshold: float
    by_mark: Mapping[str, float]

    def score(self, marks: Iterable[str]) -> float:
        """Return the sum of the marks' weights and the bias, less the threshold: above 0 is a yes."""
        return self.bias - self.threshold + self.add_up(marks)

    def add_up(self, marks: Iterable[str]) -> float:
        """Return the sum of the marks' weights alone."""
        # exactly, or two proposals that weigh the same change places with the order of a set, from process to process
        return fsum(map(self.by_mark.get, marks, repeat(0.0)))


@dataclass(frozen=True, slots=True)
class WeightsByUse:
    """The weights of a sentence's wording, of what a proposal claims, of what sells, of what limits, of each voice."""

    wording: Weights
    claim: Weights
    plug: Weights
    limit: Weights
    voice: Mapping[Voice, Weights] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarkedSentence:
    """A parsed sentence, the lexicon entries at each of its tokens, and the marks all its proposals share."""

    names: Mapping[int, Collection[str]]
    outcomes: Collection[int]
    marks: list[str]


@cache
def load_weights() -> WeightsByUse:
    """Return the weights that ship with the package."""
    tables = json.loads(Path(__file__).with_name("weights.json").read_text(encoding="utf-8"))
    return WeightsByUse(
        wording=_as_weights(tables["wording"]),
        claim=_as_weights(tables["claim"]),
        plug=_as_weights(tables["plug"]),
        limit=_as_weights(tables["limit"]),
        voice={voice: _as_weights(table) for voice, table in tables["voice"].items()},
    )


def _as_weights(table: Mapping[str, Any]) -> Weights:
    return Weights(bias=table["bias"], threshold=table["threshold"], by_mark=table["weights"])


def _mark_wording(words: Sequence[str], sentence: Sentence, hits: Sequence[Hit]) -> list[str]:
    words = [word.lower() for word in words]  # this tokeniser keeps no lower-case forms of its own
    counted: dict[str, int] = {}
    for hit in hits:
        name = _told_name(hit)
        counted[name] = counted.get(name, 0) + 1
    kinds = {name.partition("/")[0] for name in counted}
    agent = "agent" in kinds or "health/care" in counted
    outcome = not kinds.isdisjoint(("outcome", "state")) or any(
        name.startswith("health/") and name != "health/care" for name in counted
    )
    effect = not kinds.isdisjoint(("relation", "effect"))
    marks = [*counted, *(f"{name} twice" for name, count in counted.items() if count > 1)]
    marks += [f"words {min(sentence.token_count // 5, 8) * 5}+", f"role {sentence.role}"]
    parts = (("agent", agent), ("outcome", outcome), ("effect", effect))
    present = [name for name, there in parts if there]
    marks += [*(f"some {name}" for name in present), "together " + " ".join(present)]
    marks += {f"says {stem_word(word)}" for word in words}
    marks += {f"says {one} {other}" for one, other in pairwise(("^", *words, "$"))}
    return marks


def _mark_names_and_figures(words: Sequence[str], places: Iterable[int], hits: Sequence[Hit]) -> Iterator[str]:
    """Yield marks of every cue, of names and of prices; ``places`` says where the words start in the article."""
    yield from {f"cue {hit.entry.name}" for hit in hits}
    capitals = [place for place, word in enumerate(words) if word[0].isupper()]
    names = sum(1 for place in capitals if place and len(words[place]) > 2)
    yield f"names {min(names, _MANY_NAMES)}"
    if _COINED.search(" ".join(words)):
        yield "coined name"
    if not _CURRENCIES.isdisjoint(words) and any(
        word[0].isdigit() and before in _CURRENCIES for before, word in pairwise(words)
    ):
        yield "price"
    if capitals[:2] == [0, 1]:
        yield "opens with a name"
    if strange := _find_strange_names(words, capitals, places, hits):
        yield from dict.fromkeys(_marks_of_strange_names(words, strange))


class WordMarks:
    """The marks of an article's sentences before they are parsed, each made once, when it is asked for."""

    def __init__(self, sentences: Sequence[TokenisedSentence], hits: Mapping[int, Sequence[Hit]]) -> None:
        self._sentences = sentences
        self._hits = hits
        self._words: dict[int, list[str]] = {}
        self._wording: dict[int, list[str]] = {}
        self._words_and_cues: dict[int, list[str]] = {}

    def wording(self, index: int) -> list[str]:
        """Return the marks of what a sentence promises: its words, pairs of words, and what its hits say of it."""
        if index not in self._wording:
            words = [token.text for token in self._tokens(index)]
            self._words[index] = words
            self._wording[index] = _mark_wording(words, self._sentences[index].record, self._hits.get(index, ()))
        return self._wording[index]

    def words_and_cues(self, index: int) -> list[str]:
        """Return the marks by which a sentence sells or limits: those of its wording, every cue, names and figures."""
        if index not in self._words_and_cues:
            wording = self.wording(index)
            further = _mark_names_and_figures(self._words[index], self._places(index), self._hits.get(index, ()))
            self._words_and_cues[index] = [*wording, *further]
        return self._words_and_cues[index]

    def _tokens(self, index: int) -> Span:
        sentence = self._sentences[index]
        return sentence.doc[sentence.first : sentence.last]

    def _places(self, index: int) -> Iterator[int]:
        """Yield where the words of a sentence start in the article."""
        tokens = self._tokens(index)
        offset = self._sentences[index].record.start - tokens[0].idx
        for token in tokens:
            yield offset + token.idx


def _find_strange_names(
    words: Sequence[str], capitals: Sequence[int], places: Iterable[int], hits: Sequence[Hit]
) -> list[int]:
    """Return the places of those capitalised words that neither common prose nor the lexicon holds.

    They are brands and surnames; what ends like a term of medicine is left out.
    """
    known = load_known_words()
    found = [
        place
        for place, word in ((place, words[place]) for place in capitals)
        if len(word) >= _SHORTEST_NAME
        and word.isalpha()
        and not word.isupper()
        and word.lower() not in known
        and word.lower().rstrip("s") not in known
        and (_COINED.search(word) or not _TERM.search(word.lower()))
    ]
    if not found:
        return found
    starts = list(places)
    named = {
        number
        for hit in hits
        if hit.entry.category in _TERMS
        for number in range(bisect_left(starts, hit.start), bisect_left(starts, hit.end))
    }
    return [place for place in found if place not in named]


def _marks_of_strange_names(words: Sequence[str], names: Sequence[int]) -> Iterator[str]:
    """Yield marks for the strange names that stand at some places of a sentence.

    Alone ("Gasparil soaks up wind") they are seldom a person's ("Noor Haddad thinks"), and a verb behind says they act.
    """
    for place in names:
        before, behind = words[place - 1] if place else "", words[place + 1] if place + 1 < len(words) else ""
        where = "inside" if place else "opens"
        alone = not before[:1].isupper() and not behind[:1].isupper()
        yield f"strange name {where} {'alone' if alone else 'beside another'}"
        if _ACTS.fullmatch(behind):
            yield f"strange name acts, {where}"
        elif behind in ("'s", "’s"):
            yield "strange name owns"
    if len(names) > 1:
        yield "strange names"
    pitches = names == [0] and any(_starts_a_pitch(word) for word in words[1:_WORDS_OF_A_NAME])
    if pitches and not any(_REPORTS.fullmatch(word.lower()) for word in words):
        yield f"a {'coined' if _COINED.search(words[0]) else 'strange'} name puts itself forward"


def _starts_a_pitch(word: str) -> bool:
    return word == ":" or _ACTS.fullmatch(word) is not None


def mark_promise(score: float) -> list[str]:
    """Return the marks for the score of a sentence's wording.

    >>> mark_promise(-1.2)
    ['wording above -2.0', 'wording above -1.5']
    """
    return [f"wording above {step}" for step in _STEPS if score > step]


def mark_sentence(
    doc: Doc, places: Sequence[int], record: Sentence, hits: Sequence[Hit], *, asks: bool, ruled: bool
) -> MarkedSentence:
    """Return a parsed part of a sentence with its marks; ``places`` says where its tokens start in the article.

    ``ruled`` says whether the rules found a claim in it.
    """
    names: dict[int, set[str]] = {}
    for hit in hits:
        for number in range(bisect_left(places, hit.start), bisect_left(places, hit.end)):
            names.setdefault(number, set()).add(_told_name(hit))
    first = doc[0]
    marks = [f"sentence {name}" for name in sorted({name for found in names.values() for name in found})]
    marks += [f"role {record.role}", f"words {min(len(doc) // 5, 8) * 5}+", f"opens {first.lower_}"]
    marks.append("ruled" if ruled else "not ruled")
    if asks:
        marks.append("question")
    if first.tag_ == "VB" or (first.tag_ == "VBP" and first.dep_ == "ROOT"):
        marks.append("opens with a verb")
    outcomes = {number for number, found in names.items() if any(_is_outcome(name) for name in found)}
    return MarkedSentence(names, outcomes, marks)


def mark_proposal(proposal: Proposal, sentence: MarkedSentence) -> list[str]:
    """Return the marks of a proposal, beside those of its sentence."""
    return [
        f"form {proposal.form}",
        *_marks_of_relation(proposal, sentence),
        *_marks_of_outcome(proposal, sentence),
        *_marks_of_agent(proposal, sentence),
    ]


def _told_name(hit: Hit) -> str:
    entry = hit.entry
    return entry.name if entry.category in _TOLD_BY_ENTRY else entry.category


def _marks_of_relation(proposal: Proposal, sentence: MarkedSentence) -> list[str]:
    head = proposal.relation
    children = list(head.children)
    marks = [f"relation {_stem(head)}", f"relation tag {head.tag_}", f"relation dep {head.dep_}"]
    marks += [f"relation is {name}" for name in sentence.names.get(head.i, ())]
    marks += [f"relation has {child.lower_}" for child in children if child.dep_ in ("mark", "aux")]
    if any(child.dep_ == "neg" for child in children):
        marks.append("relation denied")
    if not any(child.dep_ in ANY_SUBJECTS for child in children):
        marks.append("relation without subject")
    marks += _marks_above(head)
    if "opens with a verb" in sentence.marks:
        marks.append("instruction" if head.dep_ == "ROOT" else "under an instruction")
    return marks


def _marks_above(head: Token) -> list[str]:
    marks: set[str] = set()
    token = head
    for _ in range(_MAX_DEPTH):
        if token.head is token:
            break
        if any(child.lower_ in _SUBORDINATORS and child.dep_ in ("mark", "advmod") for child in token.children):
            marks.add("subordinate")
        if _AIM.fullmatch(token.head.lower_):
            marks.add("aim")
        token = token.head
    return list(marks)


def _marks_of_outcome(proposal: Proposal, sentence: MarkedSentence) -> list[str]:
    head = proposal.outcomes[0]
    phrase = proposal.phrase
    inside = {name for token in phrase for name in sentence.names.get(token.i, ()) if _category(name) in _OUTCOMES}
    own = [name for name in sentence.names.get(head.i, ()) if _category(name) in _OUTCOMES]
    marks = [f"outcome {_stem(head)}", f"outcome tag {head.tag_}", f"outcome words {min(len(phrase), _MANY_WORDS)}"]
    for name in inside:
        marks += [f"outcome has {name}", f"outcome has {name}, form {proposal.form.partition(' ')[0]}"]
    marks += [f"outcome is {name}" for name in own or ("of no list",)]
    marks += [f"outcome of {child.lower_}" for child in head.children if child.dep_ in ("poss", "det")]
    return marks


def _marks_of_agent(proposal: Proposal, sentence: MarkedSentence) -> list[str]:
    if not proposal.agents:
        return ["no agent"]
    head = proposal.agents[0]
    inside = {
        name for token in phrase_tokens(head) for name in sentence.names.get(token.i, ()) if _category(name) in _AGENTS
    }
    own = [name for name in sentence.names.get(head.i, ()) if _category(name) in _AGENTS]
    marks = [f"agent {_stem(head)}", f"agent tag {head.tag_}"]
    marks += [f"agent has {name}" for name in inside or ("of no list",)]
    marks += [f"agent is {name}" for name in own or ("of no list",)]
    marks += [f"agent of {child.lower_}" for child in head.children if child.dep_ in ("poss", "det")]
    marks.append("agent first" if head.i < proposal.relation.i else "agent behind")
    if is_lay_person(head):
        marks.append("agent a lay person")
    if is_observer(head):
        marks.append("agent an observer")
    if head.i > 0 and head.text[0].isupper():
        marks.append("agent named")
    return marks


def _is_outcome(name: str) -> bool:
    # tablets and doctors are words of health, and nobody's state
    return _category(name) in _OUTCOMES and name != "health/care"


def _category(name: str) -> str:
    return name.partition("/")[0]


def _stem(token: Token) -> str:
    return stem_word(token.lower_)


@lru_cache(maxsize=1 << 16)
def stem_word(word: str) -> str:
    """Return a word without its common endings."""
    return _ENDING.sub("", word) if len(word) > 4 else word
