"""Parsed relation words go in, what their clause says comes out: agents, outcomes, what governs them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

__all__ = [
    "find_arguments",
    "find_governors",
    "find_predicate_of_evidence",
    "is_double_negative",
    "negates_only_its_own",
    "phrase_tokens",
]

_SUBJECTS = frozenset({"nsubj", "csubj"})
_PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
_ANY_SUBJECTS = _SUBJECTS | _PASSIVE_SUBJECTS
_OBJECTS = frozenset({"dobj", "obj", "attr", "oprd", "dative"})
# fmt: off
_CLAUSE_LINKS = frozenset({
    "xcomp", "ccomp", "advcl", "acl", "pcomp", "conj", "relcl", "acomp", "attr", "prep", "pobj", "dobj",
    "amod", "oprd",
})
_OUTSIDE_A_PHRASE = frozenset({
    "relcl", "conj", "cc", "punct", "appos", "advcl", "ccomp", "acl", "preconj", "aux", "auxpass", "mark",
})
# fmt: on
_OUTCOME_PREPOSITIONS = frozenset({"for", "with", "of", "in", "to", "against", "from", "on", "between", "at"})
_WITH = frozenset({"with"})
_MAX_DEPTH = 6

_QUOTE_MARKS = frozenset("\"“”‘’'")
_BRACKETS = frozenset("()[]")
# "that carrots" in "it is a myth that carrots improve vision": the parser takes it for "that carrot"
_NO_OPENING = _QUOTE_MARKS | {"that"}
# "take zinc to prevent colds": zinc does it, not the taker
_USING = re.compile(
    r"tak(?:e|es|en|ing)|took|us(?:e|es|ed|ing)|try|trying|eat(?:s|ing)?|drink(?:s|ing)?|add(?:ing)?|apply(?:ing)?|"
    r"choos(?:e|ing)|wear(?:ing)?|giv(?:e|en|ing)"
)
# "saffron has the potential to ease depression": saffron would do it, not the potential
_HAVING = frozenset({"has", "have", "had", "having", "shows", "holds"})
# "reduced by 30% in adults", "decreased by 2.4 kg": how far, not by whom
_SIZE = re.compile(
    r"%|per ?cent|half|third|quarter|times|fold|points|kg|pounds|lbs|cm|inches|mmhg|"
    r"minutes|hours|days|weeks|months|years"
)
_EVIDENCE = re.compile(r"evidence|data|research|support|proof|science|literature|basis|studies|trials")
_NEGATIVE_PRONOUNS = frozenset({"nothing", "none", "nobody"})
_BETTER = frozenset({"better", "faster", "more", "like"})


def find_arguments(verb: Token, *, correlational: bool) -> tuple[list[Token], list[Token]]:
    """Return the heads of a relation word's agents and outcomes, coordinations split."""
    passive = [child for child in verb.children if child.dep_ in _PASSIVE_SUBJECTS]
    if verb.dep_ == "acl" and any(child.dep_ == "agent" for child in verb.children):
        passive = [verb.head]  # "cramps caused by dehydration"
    if passive and correlational:  # "coffee is linked to a lower risk"
        agents, outcomes = passive, _prepositional(verb)
    elif passive:
        agents = _prepositional(verb, dep="agent") or _prepositional(verb, words=_WITH)
        outcomes = [*passive, *_prepositional(verb)]
    else:
        agents = _means_of(verb) or _subjects(verb, depth=0) or _prepositional(verb, words=_WITH)
        outcomes = _objects(verb)
    agents = [token for token in agents if not _SIZE.fullmatch(token.lower_)]
    return _with_conjuncts(agents), _with_conjuncts(outcomes)


def phrase_tokens(token: Token, *, without: Token | None = None) -> list[Token]:
    """Return the tokens of the noun phrase a token heads, less its clauses, asides and ``without``."""
    # the relation can stand inside its agent: "the only form capable of raising levels"
    left_out = {t.i for t in without.subtree} if without is not None and token.is_ancestor(without) else set()
    for child in token.children:
        if child.dep_ in _OUTSIDE_A_PHRASE and child.text not in _QUOTE_MARKS:
            left_out.update(t.i for t in child.subtree)
    inside = [t for t in token.subtree if t.i not in left_out]
    # keep the run of neighbours around the head, so that the span holds nothing it should not
    place = next(n for n, t in enumerate(inside) if t.i == token.i)
    first = last = place
    while first > 0 and inside[first - 1].i == inside[first].i - 1:
        first -= 1
    while (
        last < len(inside) - 1 and inside[last + 1].i == inside[last].i + 1 and inside[last + 1].text not in _BRACKETS
    ):
        last += 1
    while first < place and inside[first].lower_ in _NO_OPENING:
        first += 1
    while last > place and inside[last].text in _QUOTE_MARKS:
        last -= 1
    return inside[first : last + 1]


def find_governors(verb: Token) -> set[int]:
    """Return the verb and the words its clause hangs on: with "no evidence that it helps" also *evidence*."""
    chain = {verb.i}
    token = verb
    while token.head is not token and token.dep_ in _CLAUSE_LINKS and not _opens_a_scope(token):
        token = token.head
        chain.add(token.i)
    # the subject of the outermost verb governs too: "Evidence is limited that ...", "No study shows ..."
    chain.update(child.i for child in token.children if child.dep_ in _ANY_SUBJECTS)
    return chain


def find_predicate_of_evidence(verb: Token) -> str:
    """Return what is said of the evidence a clause hangs on, "" where it hangs on none.

    In "evidence that zinc works is limited" that is "is limited", which no cue beside the clause tells.
    """
    token = verb
    while token.head is not token and token.dep_ in _CLAUSE_LINKS:
        token = token.head
    if token.dep_ not in _ANY_SUBJECTS or not _EVIDENCE.fullmatch(token.lower_):
        return ""
    about = {t.i for t in token.subtree}
    return " ".join(t.text for t in token.head.subtree if t.i not in about and t.i <= token.head.right_edge.i)


def negates_only_its_own(token: Token, inside: set[int]) -> bool:
    """Say whether a negation leaves the claim alone; ``inside`` is where its agent and outcome stand.

    "Eases pain without side effects" and "lack of zinc causes colds" deny neither.
    """
    if token.dep_ in ("prep", "cc"):
        return token.lower_ not in ("nor", "neither")
    return token.i in inside and token.tag_.startswith("NN") and token.lower_ not in _NEGATIVE_PRONOUNS


def is_double_negative(verb: Token) -> bool:
    """Say whether "not only" or "nothing ... better" turns the negation of a clause round."""
    words = {child.lower_ for each in (verb, verb.head) for child in each.children}
    return "only" in words or ("nothing" in words and not words.isdisjoint(_BETTER))


def _means_of(verb: Token) -> list[Token]:
    """Return what is taken or used to an end: the zinc of "take zinc to prevent colds"."""
    is_an_end = verb.dep_ in ("advcl", "xcomp") and any(child.lower_ == "to" for child in verb.children)
    if not is_an_end or not _USING.fullmatch(verb.head.lower_):
        return []
    return [child for child in verb.head.children if child.dep_ == "dobj"]


def _subjects(token: Token, *, depth: int) -> list[Token]:
    own = [child for child in token.children if child.dep_ in _ANY_SUBJECTS]
    if own:
        # "which", "that" stand for the noun the clause hangs on
        if own[0].tag_ in ("WDT", "WP") and token.dep_ in ("relcl", "ccomp", "acl"):
            return [token.head]
        return own
    if depth > _MAX_DEPTH or token.head is token:
        return []
    if token.dep_ in ("acl", "relcl", "amod") and token.head.tag_.startswith("N"):
        described_by = _verb_of_description(token.head, clause=token)
        return (described_by is not None and _subjects(described_by, depth=depth + 1)) or [token.head]
    if token.dep_ == "appos":
        return [token.head]
    if token.dep_ in _CLAUSE_LINKS or token.dep_ in ("prt", "dep"):
        return _subjects(token.head, depth=depth + 1)
    return []


def _verb_of_description(noun: Token, *, clause: Token) -> Token | None:
    """Return the verb that gives a noun with a clause to its subject: "saffron *is* a way to lift mood"."""
    if noun.dep_ == "attr" or (noun.dep_ == "dobj" and clause.dep_ == "acl" and noun.head.lower_ in _HAVING):
        return noun.head
    return noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "as" else None


def _objects(verb: Token) -> list[Token]:
    direct = [child for child in verb.children if child.dep_ in _OBJECTS and child.tag_[:1] in "NPVJC"]
    if direct:
        return direct
    clausal = [child for child in verb.children if child.dep_ == "ccomp" and child.tag_.startswith("N")]
    found = clausal + _prepositional(verb)
    if not found:  # a heading read as a noun phrase: "Supports bone health"
        found = [child for child in verb.children if child.dep_ in ("npadvmod", "appos", "nmod", "dep")]
        if verb.dep_ == "compound":
            found.append(verb.head)
    return found


def _prepositional(token: Token, *, dep: str = "prep", words: frozenset[str] = _OUTCOME_PREPOSITIONS) -> list[Token]:
    return [
        grand
        for child in token.children
        if child.dep_ == dep and (dep == "agent" or child.lower_ in words)
        for grand in child.children
        if grand.dep_ in ("pobj", "pcomp")
    ]


def _with_conjuncts(tokens: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        for each in [token, *token.conjuncts]:
            if each not in found and each.i >= token.i:
                found.append(each)
    return found


def _opens_a_scope(token: Token) -> bool:
    """Say whether what governs a clause's head is outside its scope.

    So it is between two main clauses, past a semicolon, and for "if ...", "because ..." and the like: "avoid
    it if you take drugs that suppress immunity" does not deny that they do.
    """
    links = {child.dep_ for child in token.children}
    if token.dep_ == "conj":
        return not links.isdisjoint(_ANY_SUBJECTS)
    if token.dep_ == "advcl" and "mark" in links:
        return True
    between = token.doc[min(token.i, token.head.i) : max(token.i, token.head.i)]
    return any(each.text == ";" for each in between)
