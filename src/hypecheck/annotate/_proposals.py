"""A parsed sentence goes in, every clause and phrase that could tell an effect comes out; most of them tell none.

The relations of the lexicon and their arguments are claims by rule (``_claims``). What is left is told in any words at
all ("one pinch sends a tired heart singing", "migraines gone in weeks"), so it is proposed here by form alone and
judged in ``_weighing``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from hypecheck.annotate._arguments import arguments_of_verb
from hypecheck.annotate._kinds import is_lay_person
from hypecheck.annotate._naming import find_offered, find_same_thing
from hypecheck.annotate._subjects import find_subjects
from hypecheck.annotate._treatment import find_means_of_change
from hypecheck.annotate._tree import ANY_SUBJECTS, MEANS_PREPOSITIONS, objects_behind, phrase_tokens, with_conjuncts

__all__ = ["Proposal", "propose", "propose_states"]

_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
# What stands alone in a line without a verb: "Faster comebacks", "migraines gone in weeks".
_ALONE = frozenset({"ROOT", "appos", "conj", "dep", "npadvmod"})
# "BumpBase, gentlest on queasy stomachs", "B12 (for energy)", "calm without the crash", "sound sleep after yoga"
_TELLING_PREPOSITIONS = frozenset({"for", "against", "without", "after", "from", "on", "with"})
_CAN_BE_AN_OUTCOME = frozenset("NJVRPCD")  # nouns, adjectives, verbs, adverbs, pronouns, numbers, "this"


# Verbs that bring somebody into a state, and those that tell how somebody fares.
_BRINGS = re.compile(r"(?:make|keep|leave)s?|(?:mak|keep|leav)ing|made|kept|left")
# Everyday adjectives that tell how one fares only of whom a verb like these is told: "strong evidence", "light meals".
_ALSO_STATES = re.compile(
    r"bouncy|firm|taut|even|cent(?:re|ere)d|motivated|light|lean|strong|fit|loose|limber|sluggish|tense|satisfied|"
    r"hydrated|moisturi[sz]ed|nourished|bright|soft|grounded|rested|sore"
)
_FARES = re.compile(r"feel(?:s|ing)?|felt|wake[sn]?|waking|woke|sle(?:ep|eps|pt)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Something that may act (``agents``, perhaps none) on ``outcomes``; ``form`` names how the sentence puts it."""

    form: str
    relation: Token
    agents: Sequence[Token]
    outcomes: Sequence[Token]
    phrase: Sequence[Token]  # of the first outcome


_Draft = tuple[str, Sequence[Token], Sequence[Token]]  # form, agents, outcomes


def propose(doc: Doc, places: Collection[int], *, wide: bool) -> Iterator[Proposal]:
    """Yield what a sentence may claim; ``places`` are those of its words of health and of how somebody fares.

    An outcome holds one of those words; ``wide`` asks for none, since one claim in eight has an outcome that no list
    knows ("puts the spring back in his step").
    """
    has_verb = any(token.tag_ in _FINITE for token in doc)
    for token in doc:
        if not wide and not _holds(token, places):
            continue
        for form, agents, outcomes in _around(token, places, has_verb=has_verb, wide=wide):
            kept = [each for each in outcomes if each.tag_[:1] in _CAN_BE_AN_OUTCOME]
            if kept and (wide or _holds(kept[0], places)):
                phrase = phrase_tokens(kept[0])
                if wide or any(each.i in places for each in phrase):
                    yield Proposal(form, token, agents, kept, phrase)


def propose_states(
    doc: Doc, states: Collection[int], taken_by: Callable[[Token], Sequence[Token]]
) -> Iterator[Proposal]:
    """Yield what brings people or their bodies into one of the ``states`` (places of words that say how one fares).

    "The tea leaves you rested", "yoga made my back feel looser". Where somebody just fares so, ``taken_by`` gives what
    he took: "I felt lighter after the massage".
    """
    for verb in doc:
        agents: Sequence[Token] = ()
        if _BRINGS.fullmatch(verb.lower_):
            found = _state_behind(verb, states)
            is_state = found is not None and (found.i in states or _ALSO_STATES.fullmatch(found.lower_) is not None)
            subjects = find_subjects(verb) if is_state else []
            agents = [each for each in subjects if not is_lay_person(each) and each.tag_[:2] not in ("VB", "MD")]
        elif _FARES.fullmatch(verb.lower_) and (verb.dep_ != "ccomp" or not _BRINGS.fullmatch(verb.head.lower_)):
            found = next((child for child in verb.children if child.dep_ == "acomp" and child.i in states), None)
            agents = taken_by(verb) if found is not None else ()
        if agents and found is not None:
            yield Proposal("state", verb, agents, with_conjuncts([found]), phrase_tokens(found))


def _state_behind(verb: Token, bodies: Collection[int]) -> Token | None:
    """Return the adjective of the state that somebody is brought into: "keeps you *full*", "made me feel *calm*"."""
    state: Token | None
    for child in verb.children:
        if child.dep_ == "oprd" and child.i > verb.i:
            bearers, state = [each for each in verb.children if each.dep_ == "dobj"], child
        elif child.dep_ == "ccomp" and (child.tag_[:2] == "JJ" or child.lower_ == "feel"):
            bearers = [each for each in child.children if each.dep_ == "nsubj" and each.i > verb.i]
            felt = (each for each in child.children if each.dep_ == "acomp")
            state = child if child.tag_[:2] == "JJ" else next(felt, None)
        else:
            continue
        if any(is_lay_person(each) or each.i in bodies for each in bearers):
            return state
    return None


def _holds(token: Token, places: Collection[int]) -> bool:
    if token.i in places:
        return True
    first, last = token.left_edge.i, token.right_edge.i
    return first < last and any(first <= place <= last for place in places)


def _around(token: Token, places: Collection[int], *, has_verb: bool, wide: bool) -> Iterator[_Draft]:
    tag = token.tag_[:2]
    if tag == "VB":
        names_a_subject = token.dep_ == "compound" and token.head.dep_ in ANY_SUBJECTS  # "hearing aids help"
        if token.dep_ not in ("aux", "auxpass") and not names_a_subject:
            yield from _around_verb(token, places, wide=wide)
    elif tag in ("NN", "JJ"):
        if (wide or not has_verb) and token.dep_ in _ALONE:
            yield "alone", objects_behind(token, words=MEANS_PREPOSITIONS), [token]
    elif tag == "IN" and token.lower_ in _TELLING_PREPOSITIONS and token.head.tag_[:2] in ("NN", "JJ", "VB"):
        behind = [child for child in token.children if child.dep_ in ("pobj", "pcomp")]
        if behind:
            yield token.lower_, _before_preposition(token.head), with_conjuncts(behind)


def _around_verb(verb: Token, places: Collection[int], *, wide: bool) -> Iterator[_Draft]:
    arguments = arguments_of_verb(verb, kind="unlisted")
    for number, tier in enumerate(arguments.outcomes):
        agents = [token for token in arguments.agents if token not in tier]
        yield f"object {number}", agents, tier
    children = list(verb.children)
    subjects = [child for child in children if child.dep_ in ANY_SUBJECTS]
    is_transitive = any(child.dep_ == "dobj" for child in children)
    if subjects and not is_transitive and not any(child.dep_ in ("nsubjpass", "csubjpass") for child in subjects):
        yield "subject", find_means_of_change(verb, subjects), with_conjuncts(subjects)
    actors = find_subjects(verb)
    for child in children:
        if child.dep_ in ("acomp", "advmod", "oprd") and child.tag_[:2] in ("JJ", "RB", "VB"):
            yield "complement", actors, with_conjuncts([child])
    if verb.dep_ != "amod" and (wide or verb.i in places) and not is_transitive:
        yield "verb", actors, [verb]


def _before_preposition(head: Token) -> Sequence[Token]:
    if head.tag_[:2] != "NN":
        return find_offered(head) or find_subjects(head)
    if same := find_same_thing(head):  # "the best cure for a cough is honey"
        return with_conjuncts(same)
    return (head.dep_ == "dobj" and find_subjects(head.head)) or [head]
