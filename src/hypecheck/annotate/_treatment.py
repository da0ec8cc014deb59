"""People or a change in them go in, what they were given comes out: "those on *zinc*", "the *exercise* group"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from hypecheck.annotate._kinds import LAY_PERSON, SIZE, is_lay_person
from hypecheck.annotate._tree import ANY_SUBJECTS, MEANS_PREPOSITIONS, objects_behind, with_conjuncts

__all__ = ["ARM", "USING", "find_means_of_change", "names_of_arm", "treated_with"]

_IN_GROUP = re.compile(r"group|groups|arm|arms|those|people|patients|participants|users|men|women|adults|children")
# What people are put on in trials, and the arms of one: "patients randomised to the diet", "in the exercise group".
_PUT_ON = re.compile(
    r"treated|randomi[sz]ed|assigned|allocated|switch(?:ed|ing)|chang(?:ed|ing)|mov(?:ed|ing)|exposed|vaccinated|"
    r"started|put|injected|stuck|supplemented|fed"
)
_ONTO = frozenset({"to", "with", "on"})
# What people are or suffer and what they are asked is no deed: "people who had a stroke", "women who answered".
_NO_DEED = re.compile(
    r"ha(?:ve|s|d)|am|is|are|was|were|be(?:en)?|want(?:s|ed)?|need(?:s|ed)?|report(?:s|ed)?|sa(?:y|ys|id)|suffer(?:s|ed)?|"
    r"d(?:ie[sd]?|eveloped|evelops?)|liv(?:es?|ed)|experienc(?:es?|ed)|complet(?:es?|ed)|answer(?:s|ed)?|"
    r"feel(?:s)?|felt|showed|complain(?:s|ed)?|tend(?:s|ed)?|like[sd]?|becom(?:es?)|became|got|gets?|seems?|"
    r"respond(?:s|ed)?|dropped|withdrew|failed|lost|gained|knows?|knew|thinks?|thought|believed?|carr(?:y|ies|ied)|"
    r"recover(?:s|ed)?|surviv(?:es?|ed)|came|went|visit(?:s|ed)?|met|took"
)
_HOW_MANY = re.compile(
    r"half|thirds?|quarters?|most|many|some|several|all|both|none|few|majority|%|\d+|one|two|three|four|five"
)
ARM = re.compile(r"groups?|arms?")
_CONTROL = re.compile(
    r"control|placebo|dummy|sham|comparison|age|young(?:er)?|old(?:er)?|first|second|other|same|two|three|both|large|"
    r"small|whole|total|study|support|focus|peer|risk|ethnic|research|patient|income|treatment|intervention"
)
# "take zinc to prevent colds": zinc does it, not the taker
USING = re.compile(
    r"tak(?:e|es|en|ing)|took|us(?:e|es|ed|ing)|try|trying|tried|eat(?:s|ing)?|ate|drink(?:s|ing)?|drank|add(?:ing)?|"
    r"apply(?:ing)?|choos(?:e|ing)|wear(?:ing)?|wore|giv(?:e|en|ing)|gave|had|got|receiv(?:e|es|ed|ing)|chew(?:ed|ing)?|prescribed|"
    r"recommends?"
)
_OF = frozenset({"of"})


def treated_with(person: Token, verb: Token) -> list[Token]:
    """Return what people take where they are the subject: the nuts of "people who ate nuts"; others as they are."""
    clauses = [c for c in person.children if c.dep_ in ("relcl", "acl") and USING.fullmatch(c.lower_)]
    of_persons = [c for c in clauses if c.dep_ == "acl" or any(g.lower_ == "who" for g in c.children)]
    # "mice given the gel": the parser takes the gel for what stands behind a preposition
    taken = [c for clause in of_persons for c in clause.children if c.dep_ in ("dobj", "oprd", "dative", "pobj")]
    taken = taken or _put_on(person, verb) or _done_by(person, verb)
    if taken:
        return taken
    if _HOW_MANY.fullmatch(person.lower_) and (
        of_whom := [t for t in objects_behind(person, words=_OF) if is_lay_person(t) or t.lower_ == "those"]
    ):  # "half of those on zinc"
        treated = treated_with(of_whom[0], verb)
        return treated if treated != of_whom[:1] else [person]
    if not (LAY_PERSON.fullmatch(person.lower_) or _IN_GROUP.fullmatch(person.lower_)):
        return [person]
    for child in person.children:
        if child.dep_ == "prep" and child.lower_ in ("on", "with", "given", "taking", "using", "in"):
            found = [c for c in child.children if c.dep_ == "pobj"]
            if found and child.lower_ != "in":
                return found
            if found and (treatment := names_of_arm(found[0])):
                return treatment
    if treatment := names_of_arm(person):  # "in the vaccinated group"
        return treatment
    compounds = [c for c in person.children if c.dep_ == "compound"]
    if compounds and person.lower_ in ("drinkers", "users", "group", "groups", "arm", "eaters", "recipients"):
        return compounds
    by_means = [
        token
        for token in objects_behind(verb, words=frozenset({"with", "by", "through"}))
        if not SIZE.fullmatch(token.lower_)
    ]
    return by_means or [person]


def _put_on(person: Token, verb: Token) -> list[Token]:
    """Return what people were put on: "patients treated with the device", "adults who switched to the gel"."""
    clauses = [child for child in person.children if child.dep_ in ("relcl", "acl")]
    if person.head != verb and person.dep_ in ANY_SUBJECTS and person.head.tag_ in ("VBD", "VBN"):
        clauses.append(person.head)  # "volunteers randomised to the gel had ...": taken for what they did
    behind = [token for clause in clauses if _PUT_ON.fullmatch(clause.lower_)
              for token in objects_behind(clause, words=_ONTO)]  # fmt: skip
    return [treatment for token in behind for treatment in (names_of_arm(token) or [token])]


def _done_by(person: Token, verb: Token) -> list[Token]:
    """Return the verb of what people do by whom something is told: "women who *breastfed* had less cancer"."""
    if not LAY_PERSON.fullmatch(person.lower_):
        return []
    return [
        clause for clause in person.children
        if clause.dep_ == "relcl" and clause.tag_ in ("VBD", "VBP", "VBZ") and not _NO_DEED.fullmatch(clause.lower_)
        and any(child.lower_ == "who" and child.dep_ == "nsubj" for child in clause.children)
        and not any(child.dep_ in ("neg", "ccomp") for child in clause.children)
        and clause != verb and not clause.is_ancestor(verb)
    ]  # fmt: skip


def names_of_arm(group: Token) -> list[Token]:
    """Return the treatment by which an arm of a trial is called: "those in the exercise group"; of no control arm."""
    if not ARM.fullmatch(group.lower_):
        return []
    named = [child for child in group.children if child.dep_ in ("compound", "amod", "nmod") and child.i < group.i]
    named = [child for child in named if child.dep_ != "amod" or child.is_lower]  # "a Japanese group"
    return [] if any(_CONTROL.fullmatch(each.lower_) for each in named) else named[:1]


def find_means_of_change(verb: Token, outcomes: Sequence[Token]) -> list[Token]:
    """Return what made an outcome change that is the subject: "with the gel", "in the group given zinc"."""
    found: list[Token] = []
    sizes = [child for near in verb.children if near.dep_ == "prep" for child in near.children]
    states = [child for child in verb.children if child.dep_ in ("acomp", "attr", "advmod")]  # "was lower with the gel"
    for token in (verb, *outcomes, *sizes, *states):  # "fell by half in the group given the gel"
        for child in token.children:
            if child.dep_ not in ("prep", "agent"):
                continue
            objects = [c for c in child.children if c.dep_ in ("pobj", "pcomp")]
            if child.lower_ in ("in", "among") or any(_IN_GROUP.fullmatch(o.lower_) for o in objects):
                objects = [t for o in objects for t in treated_with(o, o) if t is not o]
            elif child.lower_ not in MEANS_PREPOSITIONS:
                continue
            found += [o for o in objects if o not in outcomes and not SIZE.fullmatch(o.lower_)]
    return with_conjuncts([t for t in found if not is_lay_person(t)])
