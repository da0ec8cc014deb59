"""Parsed relation words go in, who acts and on what comes out: the heads of agents and outcomes.

A relation is a verb ("zinc shortens colds"), a verb whose subject is the outcome ("pain fell with turmeric"), a noun
("a reduction in pain") or a comparative ("patients on the cream had less itching").
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.tokens import Token

from hypecheck.annotate._arguments import PART, Arguments, arguments_of_verb
from hypecheck.annotate._kinds import BODY, is_lay_person, is_observer, is_size
from hypecheck.annotate._naming import find_bettered, find_used_with
from hypecheck.annotate._nouns import (
    arguments_of_comparative,
    arguments_of_effect,
    arguments_of_evidence,
    arguments_of_noun,
)
from hypecheck.annotate._subjects import find_subjects
from hypecheck.annotate._treatment import find_means_of_change
from hypecheck.annotate._tree import objects_behind, with_conjuncts

__all__ = ["Judge", "find_arguments", "find_what_is_acted_on"]

_ENDS = frozenset({"for", "against"})
_FOR = frozenset({"for"})
_BETWEEN = frozenset({"between"})
_WITH = frozenset({"with"})
_LINKS = re.compile(r"links?|associations?|correlations?|connections?|relationships?|ties?")
# "nothing beats the patch for pain": what is beaten by nothing acts
_BEATS = re.compile(r"beats?|match(?:es)?|rivals?|tops?|outdoes|outperforms?|equals?|touch(?:es)?")
_OF = frozenset({"of"})
_SUPPORTS = re.compile(r"support(?:s|ed|ing)?|favou?r(?:s|ed|ing)?|back(?:s|ed|ing)?")
_TO = frozenset({"to"})
_LOOKED_INTO_FOR = frozenset({"for", "in", "against"})
_BLAMES = re.compile(r"blam(?:es?|ed|ing)")
_SOMEBODY = re.compile(r"\w+sel(?:f|ves)|wife|husband|mum|mother|father|boss|doctors?|neighbours?|government|genes")
_TELLS_WHAT_IS_DONE = re.compile(
    r"(?:role|part|effect|difference|change|improvement|reduction|increase|decrease|benefit|use|result|progress|impact|"
    r"success|promise|potential|step|way|thing|it|them|this|that|what|which)s?"
)
_AMONG = frozenset({"among", "in"})
_RESPONDS_BY_NATURE = re.compile(
    rf"{BODY.pattern}|nerves?|receptors?|cells?|vessels?|immunity|hormones?|organs?|tissues?|eyes?|ears?|nose|heart|"
    r"lungs?|kidneys?|glands?|pancreas"
)
_SEEMS = re.compile(r"looks?|looked|feels?|felt|appear(?:s|ed)?|becomes?|became")
_INTRANSITIVE = re.compile(
    r"(?:f[ae]ll|fallen|drop|rose|ris|declin|climb|subsid|vanish|disappear|eas|improv|worsen|decreas|increas|shrink|"
    r"shrank|fad|clear|heal|settl|lessen|diminish|recover|abat|dip|plung|soar|doubl|halv|flar|resolv|return|plummet|"
    r"deteriorat|go|goes|went|gone|get|gets|got|c[ao]me|comes|was|were|is|are|calm|relax|los|differ|chang|stop)\w*"
    r"(?: up| down| away)?"
)
_RISK = re.compile(r"risks?|rates?|odds|incidence|prevalence|likelihood|mortality|levels|scores|chances?|likely")
Judge = Callable[[Token], bool]


def find_arguments(head: Token, *, kind: str, is_outcome: Judge) -> Arguments:
    """Return what a relation's head word says of whom.

    ``kind`` is the lexicon entry's id; ``is_outcome`` says of a token whether its phrase holds a health word.
    """
    if kind == "comparative" or (kind == "correlational" and _RISK.fullmatch(head.lower_)):
        return arguments_of_comparative(head, kind=kind)
    if head.tag_.startswith("NN") and kind == "noun":
        return arguments_of_noun(head)
    if _SUPPORTS.fullmatch(head.lower_) and all(map(is_observer, subjects := find_subjects(head))) and subjects:
        return _of_support(head)
    if kind == "response":
        return _of_response(head)
    if kind == "effect":
        return arguments_of_effect(head)
    if kind == "evidence":
        return arguments_of_evidence(head)
    if kind == "correlational" and _LINKS.fullmatch(head.lower_) and (ends := objects_behind(head, words=_BETWEEN)):
        ends = with_conjuncts(ends[:1])  # "a link between sweeteners and stroke"
        return Arguments(ends[:1], [ends[1:]])
    if _BEATS.fullmatch(head.lower_) and any(each.lower_ == "nothing" for each in find_subjects(head)):
        beaten = [child for child in head.children if child.dep_ == "dobj"]
        return Arguments(beaten, [objects_behind(head, words=_ENDS), *(objects_behind(t, words=_ENDS) for t in beaten)])
    if _BLAMES.fullmatch(head.lower_):
        return _of_blame(head)
    if (bettered := find_bettered(head)) is not None:  # "migraine sufferers benefit from zinc"
        return Arguments(with_conjuncts(bettered[0]), [with_conjuncts(tier) for tier in bettered[1]])
    found = arguments_of_verb(head, kind=kind)
    if not found.agents and (used := find_used_with(head, lambda t: not (is_outcome(t) or is_size(t)))):
        found = Arguments(with_conjuncts(used), found.outcomes)
    if kind != "change" and any(is_outcome(token) for tier in found.outcomes for token in tier):
        return found
    subjects = [token for token in find_subjects(head) if is_outcome(token)]
    has_object = any(child.dep_ == "dobj" for child in head.children)
    if kind == "change" and _SEEMS.fullmatch(head.lower_):  # "skin looks firmer", and not "she felt calmer"
        subjects = [token for token in subjects if not is_lay_person(token)]
        return Arguments(find_means_of_change(head, subjects), [with_conjuncts(subjects)] if subjects else [])
    if subjects and not has_object and _INTRANSITIVE.fullmatch(head.lower_):
        means = find_means_of_change(head, subjects)
        observed = bool(means) and any(_RISK.fullmatch(token.lower_) for token in subjects) and _is_of_those_who(head)
        return Arguments(means, [with_conjuncts(subjects)], observed=observed)
    return found if has_object or kind != "change" else Arguments([], [])


def _of_response(verb: Token) -> Arguments:
    """Read "cramps respond to heat", "people with asthma benefit from it"; a body's own responses are none."""
    if verb.tag_[:2] != "VB" or verb.dep_ in ("relcl", "acl"):  # "those who respond to the drug"
        return Arguments([], [])
    if (bettered := find_bettered(verb)) is not None:
        return Arguments(with_conjuncts(bettered[0]), [with_conjuncts(tier) for tier in bettered[1]])
    subjects = [token for token in find_subjects(verb) if not _RESPONDS_BY_NATURE.fullmatch(token.lower_)]
    suffered = [each for token in subjects if is_lay_person(token) for each in objects_behind(token, words=_WITH)]
    behind = objects_behind(verb, words=_TO)
    behind = [token for token in behind if not BODY.fullmatch(token.lower_)]
    return Arguments(with_conjuncts(behind), [with_conjuncts(suffered or subjects)] if behind else [])


def _of_support(verb: Token) -> Arguments:
    """Read "evidence supports zinc for colds", "supports the use of zinc for colds", "a role for zinc in colds"."""
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    agents: list[Token] = []
    for token in objects:
        named = PART.fullmatch(token.lower_) and (objects_behind(token, words=_OF) or objects_behind(token, words=_FOR))
        agents += named[:1] if named else [] if PART.fullmatch(token.lower_) else [token]
    near = (verb, *objects, *agents)
    ends = [each for t in near for each in objects_behind(t, words=_LOOKED_INTO_FOR) if each not in agents]
    return Arguments(with_conjuncts(agents), [with_conjuncts(ends)] if agents else [])


def _is_of_those_who(verb: Token) -> bool:
    """Say whether a change is told of people by what they did: "the risk was lower among people who ate fruit"."""
    near = [verb, *(child for child in verb.children if child.dep_ in ("acomp", "attr"))]
    people = [token for each in near for token in objects_behind(each, words=_AMONG)]
    return any(clause.dep_ == "relcl" for person in people for clause in person.children)


def find_what_is_acted_on(verb: Token, outcomes: list[Token]) -> list[Token]:
    """Return a verb's object where its ``outcomes`` only say in whom or where: "reduces dropout in adults with asthma".

    They are returned as they are where it has none, or one that tells what is done: "makes a difference in pain".
    """
    if not all(each.dep_ in ("pobj", "conj") and _stands_behind_in(each) for each in outcomes):
        return outcomes
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    if any(is_lay_person(token) or _TELLS_WHAT_IS_DONE.fullmatch(token.lower_) for token in objects):
        return outcomes
    return with_conjuncts(objects) or outcomes


def _stands_behind_in(token: Token) -> bool:
    first = token
    while first.dep_ == "conj":
        first = first.head
    return first.dep_ == "pobj" and first.head.lower_ in ("in", "among")


def _of_blame(verb: Token) -> Arguments:
    """Read "they blame the jab for their headaches", "salt is blamed for it", "the gel was to blame for it"."""
    blamed = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")]
    if not blamed and any(child.lower_ == "to" for child in verb.children):
        blamed = find_subjects(verb)
    ends = [*objects_behind(verb, words=_FOR), *(each for t in blamed for each in objects_behind(t, words=_FOR))]
    blamed = [token for token in blamed if not is_lay_person(token) and not _SOMEBODY.fullmatch(token.lower_)]
    return Arguments(with_conjuncts(blamed), [with_conjuncts(ends)] if blamed else [])
