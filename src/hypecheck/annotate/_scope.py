"""A relation in its parsed sentence and the cues of that sentence go in, those that govern its claim come out.

Scope is BioScope's: what a cue governs is read off the parse, from the verb up and into agent and outcome.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from hypecheck.annotate._certainty import came_to_nothing, is_out_of_reach
from hypecheck.annotate._tree import find_governors, is_double_negative, negates_only_its_own, phrase_tokens
from hypecheck.lexicon import Hit

__all__ = ["SCOPE_CATEGORIES", "find_scope"]

# fmt: off
SCOPE_CATEGORIES = frozenset({
    "hedge", "negation", "weasel", "booster", "distancing", "attribution", "limitation", "evidence",
    "superlative", "hype", "authority",
})
# fmt: on

# What hangs on a claim's words without governing them: "may trim a cold, though a trial found no difference".
_OTHER_CLAUSES = frozenset({"conj", "punct", "cc", "advcl", "relcl", "acl", "appos", "parataxis"})
# What is brought, given or offered, as the object of a verb that acts by it.
_GOOD_DONE = re.compile(
    r"relief|help|protection|comfort|ease|good|reductions?|improvements?|changes?|differences?|effects?|benefits?|"
    r"advantages?|gains?|impact|decrease|drop|rise|fall"
)


def find_scope(
    cues: Sequence[tuple[Hit, Sequence[Token]]],
    relation: Hit,
    verb: Token,
    agent: Token | None,
    outcome: Token,
    *,
    text: str,
    offset: int,
) -> list[Hit]:
    """Return those of a sentence's ``cues``, each with its tokens, that govern what a relation tells.

    ``text`` is the article's; the parsed part of the sentence starts in it at ``offset``.
    """
    chain = find_governors(verb)
    inside = {t.i for t in phrase_tokens(outcome)} | ({t.i for t in phrase_tokens(agent)} if agent else set())
    turned_round = is_double_negative(verb)
    failed = came_to_nothing(text[: offset + len(verb.doc.text)], relation.end)
    opens = offset + phrase_tokens(outcome)[0].idx
    found = []
    for hit, tokens in cues:
        is_negation = hit.entry.category == "negation"
        if is_negation and failed and failed[0] <= hit.start < failed[1]:
            found.append(hit)
            continue
        places = (hit.start, hit.end), (relation.start, relation.end)
        if is_negation and (turned_round or is_out_of_reach(text, *places, opens)):
            continue
        for token in tokens:
            if is_negation and (negates_only_its_own(token, inside) or _denies_an_act_of(agent, token, verb)):
                continue
            governs = token.i in chain or (token.head.i in chain and _may_govern(token, hit))
            governs = governs or _is_nor(token, verb)
            governs = governs or (is_negation and (_denies_a_list(token, outcome) or _denies_its_object(token, verb)))
            # "prevents falls and limited evidence that ..." is of another clause, hung on by a slip of the parser, and
            # "saunas, which some say are risky, lower it" tells the lowering as the writer's
            if governs or token.i in inside or (token.head.i in inside and token.dep_ not in ("conj", "relcl")):
                found.append(hit)
                break
    return found


def _is_nor(token: Token, verb: Token) -> bool:
    """Say whether a word denies the clause that it opens: "did not speed recovery, nor did it reduce pain"."""
    opens = token.lower_ in ("nor", "neither") and verb.dep_ == "conj" and token.head == verb.head
    return opens and token.head.i < token.i < verb.i


def _denies_a_list(token: Token, outcome: Token) -> bool:
    """Say whether a word denies every item of an outcome's list: "*neither* pain, wind *nor* cramps"."""
    joins = token.lower_ in ("nor", "neither") and token.dep_ in ("cc", "preconj", "det")
    return joins and token.i < outcome.i and outcome.dep_ == "conj" and token.head in outcome.conjuncts


def _denies_its_object(token: Token, verb: Token) -> bool:
    """Say whether a word denies the good that a verb does: "brings *no* relief from pain"."""
    done = token.head
    return (
        token.dep_ in ("det", "amod")
        and done.dep_ == "dobj"
        and done.head == verb
        and bool(_GOOD_DONE.fullmatch(done.lower_))
    )


def _may_govern(token: Token, hit: Hit) -> bool:
    """Say whether a word that hangs on a claim's words governs the claim."""
    if token.dep_ == "cc" and token.lower_ in ("nor", "neither"):
        return True
    if token.dep_ == "parataxis" and hit.entry.category in ("attribution", "distancing"):
        return True  # "high doses, the agency warns, can damage nerves"
    return token.dep_ not in _OTHER_CLAUSES


def _denies_an_act_of(agent: Token | None, negation: Token, verb: Token) -> bool:
    """Say whether a negation is of another verb than the relation's, inside the agent: "not smoking lowers it"."""
    denied = negation.head
    if agent is None or denied.tag_[:2] != "VB" or negation.dep_ == "det":
        return False
    if denied == verb or denied.is_ancestor(verb) or denied.lower_ == "do":  # "what it will not do is raise hormones"
        return False
    return denied == agent or agent.is_ancestor(denied)
