"""A claim in its sentence goes in, marks come out by which it is told whose it is, and a voice.

The rules of ``_manner`` read the voice off the cues that govern a claim. What they read is one mark among others here:
the other cues and on which side they stand, the verbs above the claim and who says them, what hangs on its own verb,
and whether it is quoted. Each mark has one weight for each voice in ``weights.json``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from hypecheck.annotate._tree import ANY_SUBJECTS
from hypecheck.annotate._weighing import Weights, stem_word
from hypecheck.lexicon import Hit
from hypecheck.records import Voice

__all__ = ["Telling", "choose_voice", "is_told_by_another", "mark_place", "mark_sayings", "mark_words"]

# fmt: off
_TELLING = frozenset({
    "hedge", "negation", "weasel", "booster", "distancing", "attribution", "limitation", "evidence", "superlative",
    "hype", "authority", "testimonial", "institution", "promotion", "risk",
})
# fmt: on
_MAX_DEPTH = 5
_WORDS_BEFORE = 3
_OWN_WORDS = frozenset({"aux", "auxpass", "neg", "mark", "advmod"})
# Whose words stand behind "that", whoever they are: "campaigners fear that phones harm sleep".
_SAYS = re.compile(
    r"sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|argu(?:es?|ed|ing)|warn(?:s|ed|ing)?|caution(?:s|ed|ing)?|fears?|feared|"
    r"believ(?:es?|ed)|thinks?|thought|claim(?:s|ed|ing)?|conclud(?:es?|ed|ing)|agre(?:es?|ed)|not(?:es?|ed|ing)|"
    r"add(?:s|ed)|explain(?:s|ed|ing)?|advis(?:es?|ed|ing)|stat(?:es?|ed|ing)|wr(?:ites?|ote|iting)|recalls?|recalled|"
    r"report(?:s|ed)?|maintain(?:s|ed)?|insist(?:s|ed)?|sw(?:ears?|ore)|reckon(?:s|ed)?|suspect(?:s|ed)?|estimat(?:es?|ed)|"
    r"f(?:inds?|ound)|show(?:s|ed|n)?|demonstrat(?:es?|ed)|suggest(?:s|ed)?|indicat(?:es?|ed)|confirm(?:s|ed)?|"
    r"reveal(?:s|ed)?|hop(?:es?|ed)|remind(?:s|ed)?|stress(?:es|ed)?|announc(?:es?|ed)|admit(?:s|ted)?|acknowledg(?:es?|ed)"
)
_THANKS = re.compile(r"credit(?:s|ed)?|prais(?:es?|ed)|blam(?:es?|ed)|thank(?:s|ed)?")
# "I think", "you may find" and "it shows that" name no other source; nor does "no study has shown".
_NOBODY_ELSE = frozenset({
    "i", "we", "you", "it", "this", "that", "which", "these", "there", "one", "nobody", "nothing", "what", "let", "us",
    "everyone", "anyone", "someone",
})  # fmt: skip
_I = frozenset({"i", "my", "me", "mine"})
_WE = frozenset({"we", "our", "us"})


@dataclass(frozen=True, slots=True)
class Telling:
    """Whose a claim is by rule, and the marks that may speak against that, each of which counts once."""

    voice: Voice
    marks: Sequence[str]


def choose_voice(telling: Telling, weights: Mapping[Voice, Weights], *, sure_by: float) -> Voice:
    """Return the voice that the marks speak for, or what the rules read where none is better by ``sure_by``.

    >>> choose_voice(Telling("author", ["above says"]), {}, sure_by=1.0)
    'author'
    """
    if telling.voice not in weights:
        return telling.voice
    scores = {voice: table.score(telling.marks) for voice, table in weights.items()}
    scores[telling.voice] += sure_by
    return max(scores, key=lambda voice: scores[voice])


def is_told_by_another(verb: Token) -> bool:
    """Say whether a verb stands in what somebody or something, and not the writer, says: "the minister said that"."""
    if verb.dep_ == "pcomp" and _THANKS.fullmatch(verb.head.head.lower_):  # "she credits the diet with curing her"
        return _names_another(verb.head.head)
    token = verb
    for _ in range(_MAX_DEPTH):
        if token.head is token or token.dep_ not in ("ccomp", "xcomp", "conj", "advcl", "pcomp", "prep", "pobj", "dobj",
                                                     "attr", "acomp"):  # fmt: skip
            return False
        is_clause, token = token.dep_ == "ccomp", token.head
        if is_clause and token.tag_[:2] == "VB" and _SAYS.fullmatch(token.lower_):
            return _names_another(token)
    return False


def _names_another(saying: Token) -> bool:
    subjects = [child for child in saying.children if child.dep_ == "nsubj"]
    denied = any(child.dep_ == "neg" for child in saying.children)
    denied = denied or any(child.lower_ in ("no", "neither") for subject in subjects for child in subject.children)
    return bool(subjects) and not denied and subjects[0].lower_ not in _NOBODY_ELSE


def mark_words(doc: Doc, text: str) -> list[str]:
    """Return the marks that all claims of a parsed sentence share."""
    words = {token.lower_ for token in doc}
    marks = [f"opens {doc[0].lower_}", f"ends {doc[-1].text}"]
    if not words.isdisjoint(_I):
        marks.append("first person")
    if not words.isdisjoint(_WE):
        marks.append("we")
    if any(char.isdigit() for char in text):
        marks.append("a figure")
    return marks


def mark_sayings(hits: Sequence[Hit], governing: Collection[Hit], article_text: str, relation: Hit) -> Iterator[str]:
    """Yield the marks of every cue of a sentence: whether it governs the claim, and else on which side it stands."""
    for hit in hits:
        category = hit.entry.category
        if category not in _TELLING:
            continue
        side = "before" if hit.start < relation.start else "behind"
        place = "governs" if hit in governing else side
        yield f"{place} {category}"
        yield f"{place} {hit.entry.name}"
        yield f"{place} {article_text[hit.start : hit.end].lower()}"
        if place == "governs":
            yield f"governs {side} {category}"


def mark_place(verb: Token, agent: Token | None) -> Iterator[str]:
    """Yield the marks of a claim's relation: what hangs on it, the verbs above it and their subjects, its agent."""
    yield f"relation tag {verb.tag_}"
    yield f"relation dep {verb.dep_}"
    yield "in the past" if verb.tag_ in ("VBD", "VBN") or verb.head.tag_ in ("VBD", "VBN") else "not in the past"
    subjects = [child for child in verb.children if child.dep_ in ANY_SUBJECTS]
    for child in subjects:
        yield f"subject {stem_word(child.lower_)}"
        yield f"subject tag {child.tag_}"
    if not subjects:
        yield "no subject"
    for child in verb.children:
        if child.dep_ in _OWN_WORDS:
            yield f"own {child.dep_} {child.lower_}"
    if agent is None:
        yield "no agent"
    else:
        yield f"agent {stem_word(agent.lower_)}"
        yield f"agent tag {agent.tag_}"
    for token in verb.doc[max(0, verb.i - _WORDS_BEFORE) : verb.i]:
        yield f"just before {token.lower_}"
    yield from _mark_above(verb)


def _mark_above(verb: Token) -> Iterator[str]:
    token = verb
    for _ in range(_MAX_DEPTH):
        if token.head is token:
            return
        token = token.head
        if token.tag_[:2] in ("VB", "NN", "JJ", "MD"):
            yield f"above {stem_word(token.lower_)}"
        if token.tag_[:2] == "VB":
            yield f"above tag {token.tag_}"
            for child in token.children:
                if child.dep_ in ANY_SUBJECTS:
                    yield f"above subject {stem_word(child.lower_)}"
                elif child.dep_ in ("aux", "neg"):
                    yield f"above has {child.lower_}"
