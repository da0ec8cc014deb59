"""A parsed verb goes in, who acts and on what comes out: the heads of agents and outcomes.

Outcomes come in tiers, likeliest first, because only the caller knows which words are health words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from spacy.tokens import Token

from hypecheck.annotate._kinds import BODY, SIZE, TIME, is_lay_person, is_observer, is_size
from hypecheck.annotate._naming import find_named_for_an_end, find_owner, find_same_thing, find_suffered
from hypecheck.annotate._subjects import ONLY_HELPS, find_subjects, is_stolen, shared_subject, stolen_subject
from hypecheck.annotate._treatment import USING, find_means_of_change, treated_with
from hypecheck.annotate._tree import (
    ANY_SUBJECTS,
    MEANS_PREPOSITIONS,
    OUTCOME_PREPOSITIONS,
    find_unbeaten,
    objects_behind,
    with_conjuncts,
)

__all__ = ["DIFFERENCE", "PART", "Arguments", "arguments_of_verb"]

_PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
_OBJECTS = frozenset({"dobj", "obj", "attr", "oprd", "dative"})
_LETS = re.compile(r"(?:help|let|allow|enabl|encourag|train|teach|prompt|stimulat|signal|forc)(?:e|es|ed|s|ing|ting)?")
_CHANGE_OF = re.compile(
    r"(?:reduction|improvement|relief|prevention|maintenance|decrease|increase|treatment|control|rise|fall)s?"
)
_USED = re.compile(
    r"used|recommended|prescribed|indicated|promoted|marketed|sold|advertised|touted|hailed|praised|prized|valued|"
    r"known|trusted|approved|licensed|tested|tried|suited|suggested|advised"
)
_ALLOWS = re.compile(r"approved|licensed|authori[sz]ed")
_NO_CARE = re.compile(
    r"plans?|bills?|laws?|rules?|funds?|funding|money|grants?|budgets?|tests?|trials?|stud(?:y|ies)|labels?|adverts?|"
    r"claims?|names?|use|uses|scheme|guidelines?|guidance|centres?|centers?|clinics?|hospitals?|sites?|\w+ing"
)
_ENDS = frozenset({"for", "against"})
_FOR = frozenset({"for"})
_WITH = frozenset({"with"})
DIFFERENCE = re.compile(r"differences?")
_TO_OR_IN = frozenset({"to", "in"})
PART = re.compile(
    r"roles?|part|effects?|efficacy|effectiveness|use|uses|usefulness|potential|benefits?|value|ability|place"
)
_OF = frozenset({"of"})
_IN = frozenset({"in"})
_ROLES = frozenset({"role", "roles", "part"})
_PLAYS = frozenset({"play", "plays", "played", "playing"})
_ONLY_WORKS = re.compile(r"help(?:s|ed)?|works?")
_CREDITS = re.compile(r"credit(?:s|ed|ing)?|prais(?:es?|ed|ing)|thank(?:s|ed)?|blam(?:es?|ed|ing)")
_HELPS = re.compile(r"help(?:s|ed|ing)?|lets?|letting|mak(?:es?|ing)|made|allow(?:s|ed|ing)?|enabl(?:es?|ed|ing)")
# "gives small relief in stiff necks": the good done says how much, and what stands behind it on what
_BRINGS = re.compile(r"g[ai]ves?|giv(?:en|ing)|br(?:ings?|inging|ought)|offer(?:s|ed|ing)?|provid(?:e|es|ed|ing)")
_GOOD = re.compile(r"relief|comfort|help|benefits?|improvements?|protection")
_GOOD_IN = frozenset({"from", "of", "for", "in", "against", "on"})
# "takes the strain off the knees": what is taken away says how, and what stands behind it from what
_TAKES = re.compile(r"tak(?:es?|ing)|took|lifts?|lifting|removes?|eas(?:es?|ing)")
_BURDEN = re.compile(r"strain|pressure|weight|loads?|stress|sting|heat|tension")
_OFF = frozenset({"off", "from"})
# "softens in the hand" says where, not what.
_SOFTENED = frozenset({"softens", "melts", "dissolves", "dissolve", "melt", "works", "work"})
# Of the everyday verbs, those whose outcome may stand behind a preposition: "takes the strain off a flat arch".
_LOOSE = re.compile(r"tak(?:e|es|ing)|took|do|does|did|doing|offers?|provides?|g[ai]ves?|brings?|brought")


@dataclass(frozen=True, slots=True)
class Arguments:
    """The heads of a relation's agents, and of its outcomes in tiers; ``observed`` where people were only watched."""

    agents: Sequence[Token]
    outcomes: Sequence[Sequence[Token]]
    observed: bool = False


def arguments_of_verb(verb: Token, *, kind: str) -> Arguments:
    """Return who acts and on what by a verb; ``kind`` is the lexicon entry's id, or any other word where none is."""
    passive = [child for child in verb.children if child.dep_ in _PASSIVE_SUBJECTS]
    if verb.dep_ == "acl" and any(child.dep_ == "agent" for child in verb.children):
        passive = [verb.head]  # "cramps caused by dehydration"
    tiers: list[Sequence[Token]]
    if passive and kind == "correlational":  # "coffee is linked to a lower risk"
        agents, tiers = passive, [[token for token in objects_behind(verb) if token.i > verb.i]]
    elif passive and _USED.fullmatch(verb.lower_) and (ends := objects_behind(verb, words=_ENDS)):
        agents, tiers = passive, [ends]  # "elderberry is traditionally used for colds"
    elif passive:
        agents = objects_behind(verb, dep="agent") or objects_behind(verb, words=MEANS_PREPOSITIONS)
        if all(SIZE.fullmatch(token.lower_) for token in agents):  # "pain was reduced by 20% in the zinc group"
            agents = find_means_of_change(verb, ())
        # "in a study of sore feet, pain was reduced" says where that was seen
        behind = (
            token
            for token in objects_behind(verb)
            if (token not in agents or token.head.lower_ == "from") and not is_observer(token)
        )
        tiers = [[*passive, *(token for token in behind if not (is_lay_person(token) or TIME.fullmatch(token.lower_)))]]
    elif _ALLOWS.fullmatch(verb.lower_) and (allowed := [c for c in verb.children if c.dep_ == "dobj"]):
        # "the agency approved the drug for asthma"
        agents = [token for token in allowed if not _NO_CARE.fullmatch(token.lower_)]
        tiers = [[each for place in (verb, *agents) for each in objects_behind(place, words=_FOR)]] if agents else []
    elif kind == "correlational" and any(child.dep_ == "dobj" for child in verb.children):
        # "one study linked saunas to better heart health"
        agents, tiers = [child for child in verb.children if child.dep_ == "dobj"], [objects_behind(verb)]
    else:
        stolen = stolen_subject(verb) or shared_subject(verb)
        agents = [stolen] if stolen else _beaten_by_nothing(verb) or _means_of(verb) or _player_of_a_role(verb)
        agents = agents or _credited(verb) or _helper_of(verb) or find_named_for_an_end(verb)
        agents = agents or find_subjects(verb)
        if len(agents) == 1 and BODY.fullmatch(agents[0].lower_) and _LETS.fullmatch(verb.head.lower_):
            agents = find_subjects(verb.head) or agents  # "they help your body maintain a normal response"
        agents = agents or _asked_subject(verb) or objects_behind(verb, words=_WITH) or _named_means(verb)
        tiers = list(islice(_objects(verb), 2 if kind == "act" and not _LOOSE.fullmatch(verb.lower_) else None))
        tiers.insert(0, _what_good_is_on(verb))
        if _ONLY_WORKS.fullmatch(verb.lower_):
            tiers.append(find_suffered(verb))  # "if you suffer from migraines, zinc can help"
    if verb.dep_ == "amod":  # "zinc's migraine-easing powers"
        agents = [owner for token in agents for owner in find_owner(token) or [token]]
    agents = [same for token in agents for same in find_same_thing(token) or [token]]
    agents = [better for token in agents for better in treated_with(token, verb)]
    agents = [token for token in agents if not is_size(token)]
    tiers = [[each for token in tier for each in _what_changes(token)] for tier in tiers]
    outcomes = [[token for token in with_conjuncts(tier) if not is_stolen(token, verb)] for tier in tiers if tier]
    return Arguments(with_conjuncts(agents), outcomes)


def _asked_subject(verb: Token) -> list[Token]:
    """Return what a question asks about where the parser takes verb and subject for one noun: "does zinc help with"."""
    if verb.doc[0].tag_ not in ("VBZ", "VBP", "VBD", "MD") or verb.doc[0].head != verb:
        return []
    return [child for child in verb.children if child.dep_ in ("compound", "nmod") and child.tag_[:2] == "NN"]


def _named_means(verb: Token) -> list[Token]:
    """Return the names that the parser hung on what is acted on: "say goodbye to hangovers with RiseAgain"."""
    near = [*objects_behind(verb), *(child for child in verb.children if child.dep_ == "dobj")]
    return [name for token in near for name in objects_behind(token, words=_WITH) if name.tag_[:3] == "NNP"]


def _what_changes(token: Token) -> list[Token]:
    """Return what an act as a noun is on: the tiredness of "contributes to the reduction of tiredness"."""
    if token.lower_ in _ROLES and token.head.lower_ in _PLAYS:  # "plays a key role in collagen production"
        return [each for each in objects_behind(token, words=_IN) if each.dep_ == "pobj"] or [token]
    words = _TO_OR_IN if DIFFERENCE.fullmatch(token.lower_) else frozenset({"of", "in"})
    changes = _CHANGE_OF.fullmatch(token.lower_) or words is _TO_OR_IN
    inside = objects_behind(token, words=words) if changes else []
    return inside or [token]


def _means_of(verb: Token) -> list[Token]:
    """Return what is taken or used to an end: the zinc of "take zinc to prevent colds"."""
    is_an_end = verb.dep_ in ("advcl", "xcomp", "acl", "relcl") and any(child.lower_ == "to" for child in verb.children)
    user = verb.head.head if verb.dep_ == "acl" else verb.head
    if not is_an_end or not USING.fullmatch(user.lower_):
        return []
    return [child for child in user.children if child.dep_ in ("dobj", "nsubjpass")]


def _credited(verb: Token) -> list[Token]:
    """Return what somebody thanks for an act: the diet of "credits the diet with curing his rash"."""
    if verb.dep_ != "pcomp" or verb.head.lower_ not in ("with", "for") or not _CREDITS.fullmatch(verb.head.head.lower_):
        return []
    praised = [child for child in verb.head.head.children if child.dep_ in ("dobj", "nsubjpass")]
    return [token for token in praised if not is_lay_person(token)]  # "thank you for ridding me of it"


def _helper_of(verb: Token) -> list[Token]:
    """Return what helps somebody to an act: the showers of "the showers helped her beat depression"."""
    own = [child for child in verb.children if child.dep_ in ANY_SUBJECTS]
    if verb.dep_ not in ("ccomp", "xcomp") or not own or not all(is_lay_person(token) for token in own):
        return []
    return find_subjects(verb.head) if _HELPS.fullmatch(verb.head.lower_) else []


def _beaten_by_nothing(verb: Token) -> list[Token]:
    """Return what is praised behind "than": the stretch of "no better way to ease cramps than a stretch"."""
    than = find_unbeaten(verb)
    if than is None:
        return []
    return [child for child in than.children if child.dep_ in ("pobj", "pcomp") and not is_lay_person(child)]


def _player_of_a_role(verb: Token) -> list[Token]:
    """Return what has a part in an act: the zinc of "explored the role of zinc in preventing colds"."""
    if verb.dep_ != "pcomp" or verb.head.lower_ != "in":
        return []
    place = verb.head.head
    parts = [place, *(child for child in place.children if child.dep_ in ("dobj", "nsubj", "nsubjpass"))]
    return [player for part in parts if PART.fullmatch(part.lower_) for player in objects_behind(part, words=_OF)]


def _objects(verb: Token) -> Iterator[list[Token]]:
    objects = [child for child in verb.children if child.dep_ in _OBJECTS and child.tag_[:1] in "NPVJC"]
    # "gives you a fresher look": you are not what it does
    yield [child for child in objects if not (child.dep_ == "dative" and child.tag_ == "PRP" and len(objects) > 1)]
    # a clause before the verb is none of its own: "They widen vessels, the one thing that lets blood flow"
    clauses = [child for child in verb.children if child.dep_ in ("ccomp", "xcomp") and child.i > verb.i]
    if verb.lower_ in ONLY_HELPS:  # "helps the heart squeeze harder": the heart alone is not what is helped
        yield [child for child in clauses if child.tag_[:2] == "VB" and any(g.dep_ == "nsubj" for g in child.children)]
    # "keeps hips supple", "helps wounds close", "makes pain worse": the outcome is the subject of the small clause
    yield [grand for child in clauses for grand in child.children if grand.dep_ in ANY_SUBJECTS]
    yield [child for child in clauses if child.tag_[:2] in ("NN", "VB", "JJ")]
    yield objects_behind(
        verb, words=OUTCOME_PREPOSITIONS - {"in"} if verb.lower_ in _SOFTENED else OUTCOME_PREPOSITIONS
    )
    # "no help for burns", "the strain off a flat arch": what hangs on a thing that is no health word itself
    yield [
        pobj
        for child in verb.children
        if child.dep_ in ("dobj", "attr", "acomp", "advmod", "prt", "oprd")
        for pobj in objects_behind(child)
    ]
    # "less likely to die of heart disease"
    yield [
        token
        for child in verb.children
        if child.dep_ == "xcomp"
        for token in [*(c for c in child.children if c.dep_ == "dobj"), *objects_behind(child)]
    ]
    # a heading read as a noun phrase: "Supports bone health"
    found = [child for child in verb.children if child.dep_ in ("npadvmod", "appos", "nmod", "dep")]
    if verb.dep_ == "compound":
        found.append(verb.head)
    yield found


def _what_good_is_on(verb: Token) -> list[Token]:
    """Return on what good is brought: the necks of "gives relief in stiff necks", "takes the strain off the neck"."""
    if _BRINGS.fullmatch(verb.lower_):
        done, words = _GOOD, _GOOD_IN
    elif _TAKES.fullmatch(verb.lower_):
        done, words = _BURDEN, _OFF
    else:
        return []
    objects = [child for child in verb.children if child.dep_ == "dobj" and done.fullmatch(child.lower_)]
    behind = [token for each in objects for token in objects_behind(each, words=words)]
    behind = behind or (objects_behind(verb, words=words) if objects else [])
    if not behind and objects:  # "takes the sting out of sunburn"
        outs = [child for each in (verb, *objects) for child in each.children if child.lower_ == "out"]
        behind = [token for out in outs for token in objects_behind(out, words=_OF)]
    return [token for token in behind if not is_lay_person(token) and not TIME.fullmatch(token.lower_)]
