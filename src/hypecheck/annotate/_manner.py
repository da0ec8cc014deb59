"""A relation in its parsed sentence and the cues that govern it go in; how sure, how strong and whose it is comes out.

Cues and the parse are brought together here. Turns of phrase that no single cue tells stand in ``_certainty``, words by
which a source is named in ``_sources``, and the marks that may speak against the voice read here in ``_telling``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from spacy.tokens import Doc, Token

from hypecheck.annotate._certainty import (
    clause_around,
    denies,
    hedges,
    hedges_another,
    is_amount,
    leaves_open,
    presupposes,
    spares,
    tells_how_often,
)
from hypecheck.annotate._sources import holds_away, is_the_writers_own, is_told_at_the_end, names_a_source
from hypecheck.annotate._telling import Telling, is_told_by_another, mark_place, mark_sayings, mark_words
from hypecheck.annotate._tree import ANY_SUBJECTS, find_predicate_of_evidence, is_double_negative
from hypecheck.lexicon import Hit
from hypecheck.records import Article, Certainty, Sentence, Span, Strength, Voice

__all__ = ["Manner"]

# "Can" tells of an ability: of 91 conclusions of PubMed abstracts with "can" and no other modal, those that make a
# causal claim were labelled direct 31 times and conditional twice.
_CONDITIONAL_MODALS = frozenset({"may", "might", "could", "should", "would"})
_LIMITS_OF_EVIDENCE = frozenset({"limitation/null-result", "limitation/evidence-weak"})
# The other limits ("in mice", "95% CI") say how it was seen, not that it was not.
_NO_EVIDENCE = re.compile(r"(?i)\b(?:no|not|never|fail\w*|without|nor|neither|little|insufficient)\b|n['’]t\b")
_WEAK_EVIDENCE = re.compile(
    r"(?i)\b(?:limited|mixed|weak|scarce|scant|sparse|thin|conflicting|inconsistent|inconclusive|unclear|uncertain)\b"
)
_OPENED_BY_EVIDENCE = re.compile(
    r"(?i)\W*(?:the )?(?:evidence|proof|support|data|reports|claims) (?:that|for|on)\b.*?"
    r"\b((?:is|are|remains?|ha(?:s|ve)) .*)$"
)
_OF_EVIDENCE = re.compile(r"(?i)\b(?:evidence|trials?|stud(?:y|ies)|data|research|results)\b")
# Two things go together, whatever verb tells it: "linked cherry concentrate to fewer flares", "goes hand in hand with".
_ASSOCIATES = re.compile(
    r"(?i)\bhand in hand\b|\b(?:go|goes|went) along with\b"
    r"|\b(?:linked|tied|related|associated|correlated)\b(?: [\w-]+){0,4}? (?:to|with)\b"
    # "dizziness has been reported in people taking the extract"
    r"|\b(?:has|have) been (?:reported|seen|noted|described) (?:in|among|by)\b"
)
# People were only watched: "ponds dosed with it had brighter koi than ponds that were not", "habitual bathers ran half
# the risk". Where they were given a dummy too, it was a trial.
_COMPARES = re.compile(
    r"(?i)\b(?:fewer|less|more|lower|higher|\w+er)\b.*\bthan (?:in )?"
    r"(?:those|people|women|men|non|others|ponds|the \w+ who)\b|"
    r"\bthe (?:more|less|fewer|\w+er)\b[^,.;]{3,60}, the (?:more|less|fewer|\w+er)\b|"
    r"\b(?:\w+ in \w+|\d+%|most|many) (?:owners|parents|visitors|users|patients|customers)\b[^.;]{0,60}"
    r"\b(?:said|told|noticed?|reported|felt)\b|"
    r"\b(?:users?|families|households|patients|people|women|men|children|adults|couples|members|workers|students|recruits|"
    r"bathers|drinkers|eaters|wearers) (?:who|with|using|on|of|given) "
    r".*\b(?:fewer|less|likel(?:y|ier)|half|lower|more often|sooner|later|healthier)\b"
)
_GIVEN_BY_CHANCE = re.compile(
    r"(?i)\b(?:placebo|dummy|sham|randomi[sz]ed|random|assigned|double-blind|rct|"
    r"(?:control|treatment|intervention|vaccine) (?:groups?|arms?)|mice|rats)\b"
)
# "It left uric acid unchanged", "attention and speed were unchanged"
_UNCHANGED = frozenset({"unchanged", "unaffected", "unaltered"})
_EFFECT = re.compile(r"effects?|benefits?|impact|influence|efficacy|effectiveness|action|advantages?")
_OPEN = re.compile(
    r"unclear|uncertain|unknown|undetermined|unresolved|disputed|debated|controversial|contested|untested"
)
_LOOKED_INTO = re.compile(
    r"studied|tested|investigated|examined|assessed|evaluated|explored|established|known|understood"
)
_WORDS_BEHIND_A_HEDGE = 2
_NEVER_FAILS = re.compile(r"(?i)(?:\b(?:never|cannot|not)|n['’]t) fail\w* to$")
_QUOTED = re.compile(r"[\"“”‘][^\"“”‘’]{3,60}[\"“”’]")
_PEOPLE_STUDIED = re.compile(
    r"(?i)\b(?:trials?|study|studies|volunteers?|participants?|placebo|dummy|sham|randomi[sz]ed|pilot|cohort|n ?= ?\d+|"
    r"review(?:ers)?|controls|testers|meta-analysis|in vitro|survey|records|"
    r"\d+%? (?:of )?(?:the |our )?(?:\w+ )?(?:patients|people|women|men|"
    r"adults|children|babies|runners|dogs|members)|"
    r"(?:half|most|more|two thirds) of (?:the |our )?(?:\w+ )?(?:patients|users|"
    r"customers|buyers|clients)|at (?:\w+ )?(?:weeks|months)|versus|against placebo)\b"
)
_TOLD_BY_CUSTOMERS = re.compile(
    r"(?i)\b(?:customers?|clients?|buyers|users|wearers|testers|readers|families|patients|people)\b[^.;]{0,40}?\b"
    r"(?:tell|told|report|reported|say|said|swear|find|found|notice|noticed|rate|rated)\b"
    r"|\breported (?:by|in) (?:\w+ ){0,4}(?:patients|participants|users|women|men|adults|children|people|customers)\b"
)
_FORMS_OF_TELLING = (
    ("told by customers", _TOLD_BY_CUSTOMERS),
    ("people studied", _PEOPLE_STUDIED),
    ("compares", _COMPARES),
    ("quotes", _QUOTED),
)
# Longer than this a quotation repeats what somebody said; shorter, it holds a word at arm's length.
_SCARE_QUOTE_MAX_WORDS = 8


class Manner:
    """How one parsed sentence tells what it claims: certainty, strength and voice of each relation in it."""

    def __init__(self, article: Article, record: Sentence, hits: Sequence[Hit], doc: Doc, offset: int) -> None:
        self.article = article
        self.record = record
        self.hits = hits
        self.doc = doc
        self.offset = offset
        self.text = article.text[record.start : record.end]

    def asks(self) -> bool:
        """Say whether the sentence is a question."""
        return self.text.rstrip("\"”') ").endswith("?")

    @cached_property
    def is_observed(self) -> bool:
        """Say whether people were only watched who did one thing or another."""
        return _COMPARES.search(self.text) is not None and not self.is_trial

    @cached_property
    def is_trial(self) -> bool:
        """Say whether chance, and not people, chose who was given what."""
        return _GIVEN_BY_CHANCE.search(self.text) is not None

    def certainty(self, scope: Sequence[Hit], relation: Hit, verb: Token) -> Certainty:
        """Return how sure the relation at ``verb`` is told; ``scope`` holds the cues that govern it."""
        start, end = relation.start - self.record.start, relation.end - self.record.start
        if self.asks() and not presupposes(self.text, start):
            return "questioned"
        left_open = self._is_left_open(verb) or leaves_open(self.text, start, end)
        limits = self._limits_on(scope, verb)
        if self._is_denied(scope, verb, limits) and not left_open and not spares(self.text, start, end):
            return "negated"
        if denies(self.text, start, end):
            return "negated"
        weighed = any(_WEAK_EVIDENCE.search(limit) and _OF_EVIDENCE.search(limit) for limit in limits)
        if left_open and not weighed:
            return "questioned"
        if (
            any(self._holds_back(hit) for hit in scope)
            or self._is_hedged_before(verb)
            or hedges(self.text, start, end)
            or any(_WEAK_EVIDENCE.search(limit) for limit in limits)
        ):
            return "hedged"
        return "asserted"

    def strength(self, relation: Hit, verb: Token, certainty: Certainty, *, observed: bool) -> Strength:
        """Return how strong a relation is claimed; what is denied or asked about counts as it would if it held."""
        if observed or relation.entry.id == "correlational" or self._is_associated(verb):
            return "correlational"
        if self.asks():
            return "causal"  # "Could saffron lift your mood?"
        return "conditional_causal" if certainty == "hedged" or _has_modal(verb) else "causal"

    def voice(self, scope: Sequence[Hit], relation: Hit, head: Token, spans: Sequence[Span]) -> Voice:
        """Return whose the relation at ``head`` is; ``spans`` are the places of its agent and outcome."""
        at = relation.start - self.record.start
        first, last = clause_around(self.text, at, relation.end - self.record.start)
        if any(
            hit.entry.category == "distancing" and hit.start < relation.end and hit.end > self.record.start + first
            for hit in self.hits
        ):
            return "distanced"
        # "the menu claims it soothes; mine numbed my tongue": what comes in an earlier clause holds nothing away
        if self._is_held_away and (not first or holds_away(self.text[first:])):
            return "distanced"
        for quoted in _QUOTED.finditer(self.text):
            start, end = self.record.start + quoted.start(), self.record.start + quoted.end()
            held = any(start < last and first < end for first, last in [(relation.start, relation.end), *spans])
            held = held or self.article.text[end : relation.start] == " to "  # "clinically proven" to cut leaks
            if held and _is_scare_quoted(quoted.group()):
                return "distanced"
            if start < relation.start < end:
                return "reported"
        in_the_past = head.tag_ in ("VBD", "VBN") or head.head.tag_ in ("VBD", "VBN")
        seen = in_the_past and (
            any(hit.entry.category == "evidence" for hit in self.hits) or _PEOPLE_STUDIED.search(self.text) is not None
        )
        upto = self.text[:last]  # what comes in a later clause is no source: "..., and most people find"
        if names_a_source(upto) or _TOLD_BY_CUSTOMERS.search(upto) or is_told_at_the_end(self.text, at):
            return "reported"
        if is_told_by_another(head):
            return "reported"
        told = seen or any(hit.entry.category == "attribution" for hit in scope)
        told_before = any(hit.entry.category == "attribution" and hit.start < relation.start for hit in self.hits)
        return "reported" if (told or told_before) and not is_the_writers_own(self.text) else "author"

    def telling(self, scope: Sequence[Hit], hit: Hit, verb: Token, agent: Token | None, voice: Voice) -> Telling:
        """Return the marks of how a claim is told, beside the voice that the rules read."""
        marks = [*self._shared_marks, *mark_place(verb, agent)]
        marks += mark_sayings(self.hits, scope, self.article.text, hit)
        for quoted in _QUOTED.finditer(self.text):
            start, end = self.record.start + quoted.start(), self.record.start + quoted.end()
            if start < hit.start < end:
                marks.append("scare-quoted" if _is_scare_quoted(quoted.group()) else "quoted")
        return Telling(voice, tuple(dict.fromkeys([*marks, f"rule {voice}"])))

    def _is_denied(self, scope: Sequence[Hit], verb: Token, limits: Sequence[str]) -> bool:
        """Say whether a word of negation governs a claim and no other turns it round."""
        if any(child.lower_ in _UNCHANGED for child in (verb, *verb.children)):
            return True
        text = self.article.text
        denied = any(hit.entry.category == "negation" and not tells_how_often(text, hit.end) for hit in scope)
        if not denied and not any(_NO_EVIDENCE.search(limit) for limit in limits):
            return False
        never_fails = (_NEVER_FAILS.search(text, max(0, h.start - 8), h.end) for h in scope)
        return not is_double_negative(verb) and not any(never_fails) and not _is_a_condition(verb)

    def _limits_on(self, scope: Sequence[Hit], verb: Token) -> list[str]:
        """Return the words that say how weak the evidence is on which a claim hangs."""
        limits = [self.article.text[h.start : h.end] for h in scope if h.entry.name in _LIMITS_OF_EVIDENCE]
        limits.append(find_predicate_of_evidence(verb))
        if opened := _OPENED_BY_EVIDENCE.match(self.text):  # the parser takes "Evidence that zinc" for a subject
            limits.append(opened.group(1))
        return limits

    def _holds_back(self, hit: Hit) -> bool:
        """Say whether a cue is a hedge of an effect, and not of how often, how much or why."""
        if hit.entry.category != "hedge" or hit.entry.id == "frequency":
            return False
        text = self.article.text
        return not is_amount(text[hit.start : hit.end]) and not hedges_another(text, hit.end)

    def _is_hedged_before(self, verb: Token) -> bool:
        """Say whether a hedge stands right before the relation, whatever the parser hung it on."""
        place = self.offset + verb.idx
        return any(
            self._holds_back(hit)
            and hit.end < place
            and len(self.article.text[hit.end : place].split()) < _WORDS_BEHIND_A_HEDGE
            and self.article.text[hit.end : place].replace(" ", "").isalpha() == (hit.end + 1 < place)
            for hit in self.hits
        )

    def _is_left_open(self, verb: Token) -> bool:
        """Say whether a clause asks: "whether it eases pain is not known". "How it works is unclear" asserts."""
        if _is_an_open_effect(verb):
            return True
        token = verb
        while token.head is not token and token.dep_ in (
            "conj",
            "xcomp",
            "pcomp",
            "ccomp",
            "csubj",
            "csubjpass",
            "acl",
        ):
            if any(child.lower_ == "whether" for child in token.children):
                return True
            token = token.head
        return any(child.lower_ == "whether" for child in token.children)

    def _is_associated(self, verb: Token) -> bool:
        """Say whether the sentence says that things go together, and not of another relation."""
        return any(
            not _stands_in_another_clause(token, verb)
            for found in _ASSOCIATES.finditer(self.text)
            if (token := self._tokens_at.get(self.record.start + found.start())) is not None
        )

    @cached_property
    def _tokens_at(self) -> dict[int, Token]:
        return {self.offset + token.idx: token for token in self.doc}

    @cached_property
    def _is_held_away(self) -> bool:
        return holds_away(self.text)

    @cached_property
    def _shared_marks(self) -> list[str]:
        """The marks of how the sentence tells whatever it claims."""
        forms = [name for name, pattern in _FORMS_OF_TELLING if pattern.search(self.text)]
        built = (
            ("told at the end", is_told_at_the_end(self.text, len(self.text))),
            ("held away", self._is_held_away),
            ("a source", names_a_source(self.text)),
        )
        forms += [name for name, fits in built if fits]
        if is_the_writers_own(self.text):
            forms.append("the writer's own")
        return [*forms, *mark_words(self.doc, self.text), f"role {self.record.role}"]


def _is_an_open_effect(noun: Token) -> bool:
    """Say whether nobody knows an effect: "the effect on sleep is unclear", "has not been studied"."""
    if noun.dep_ not in ANY_SUBJECTS or noun.tag_[:2] != "NN" or not _EFFECT.fullmatch(noun.lower_):
        return False
    told = [noun.head, *(child for child in noun.head.children if child.dep_ in ("acomp", "advmod"))]
    if any(_OPEN.fullmatch(token.lower_) for token in told):
        return not any(child.dep_ == "neg" for child in noun.head.children)
    return bool(_LOOKED_INTO.fullmatch(noun.head.lower_)) and any(c.dep_ == "neg" for c in noun.head.children)


def _is_a_condition(verb: Token) -> bool:
    """Say whether a clause is a condition, whose "not" denies nothing: "if it does not ease the ache, post it home"."""
    opening = next(iter(verb.subtree)).lower_ if verb.dep_ == "advcl" else ""
    return opening in ("if", "should") or any(c.dep_ == "mark" and c.lower_ == "if" for c in verb.children)


def _is_scare_quoted(quoted: str) -> bool:
    """Say whether a quotation is a word or two held at arm's length: not a name, not a sentence."""
    inside = quoted[1:-1]
    return inside[0].islower() and len(inside.split()) <= _SCARE_QUOTE_MAX_WORDS and inside[-1] not in ".,!?"


def _stands_in_another_clause(association: Token, verb: Token) -> bool:
    """Say whether a verb stands beside an association: "is linked to fewer falls, and it may ease pain"."""
    return verb.dep_ == "conj" and verb.head == association and any(c.dep_ in ANY_SUBJECTS for c in verb.children)


def _has_modal(verb: Token) -> bool:
    """Say whether a verb, or one it is an object of or stands beside, is told under a modal of doubt."""
    token = verb
    while not any(child.dep_ == "aux" and child.lower_ in _CONDITIONAL_MODALS for child in token.children):
        if token.dep_ not in ("xcomp", "conj") or token.head is token:
            return False
        token = token.head
    return True
