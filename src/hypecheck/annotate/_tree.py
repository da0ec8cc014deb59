"""Parsed words go in, what belongs to them comes out: the phrase a noun heads, the words that govern a clause."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

__all__ = [
    "ANY_SUBJECTS",
    "CLAUSE_LINKS",
    "MEANS_PREPOSITIONS",
    "OUTCOME_PREPOSITIONS",
    "compares_with_a_dummy",
    "find_governors",
    "find_predicate_of_evidence",
    "find_unbeaten",
    "is_a_dummy",
    "is_double_negative",
    "is_part_of_a_compound",
    "negates_only_its_own",
    "objects_behind",
    "phrase_tokens",
    "with_conjuncts",
    "word_before",
]

ANY_SUBJECTS = frozenset({"nsubj", "csubj", "nsubjpass", "csubjpass"})
# fmt: off
CLAUSE_LINKS = frozenset({
    "xcomp", "ccomp", "advcl", "acl", "pcomp", "conj", "relcl", "acomp", "attr", "prep", "pobj", "dobj",
    "amod", "oprd",
})
_OUTSIDE_A_PHRASE = frozenset({
    "relcl", "conj", "cc", "punct", "appos", "advcl", "ccomp", "acl", "preconj", "aux", "auxpass", "mark",
})
# fmt: on
OUTCOME_PREPOSITIONS = frozenset(
    {"for", "with", "of", "in", "to", "against", "from", "on", "between", "at", "off", "as"}
)
MEANS_PREPOSITIONS = frozenset(
    {"with", "after", "on", "by", "from", "through", "using", "under", "during", "following"}
)

_QUOTE_MARKS = frozenset("\"“”‘’'")
_BRACKETS = frozenset("()[]")
# "that carrots" in "it is a myth that carrots improve vision": the parser takes it for "that carrot"
_NO_OPENING = _QUOTE_MARKS | {"that"}
_EVIDENCE = re.compile(
    r"evidence|data|research|support|proof|science|literature|basis|studies|trials|reports?|claims?|ideas?|"
    r"notion|belief|"
    r"theory|hope|suggestions?"
)
# "hailed as a wonder that cures", "there is a tea that heals": one thing under two names
_EQUATES = frozenset({"as", "is", "are", "was", "were"})
# "is thought to be involved in the activation of proteins that build bone", "may play a part in ..."
_TAKING_PART = frozenset(
    {"involved", "implicated", "engaged", "part", "role", "contribute", "contributes", "act", "work"}
)
_BY = frozenset({"by", "without", "after", "before"})
_FINITE_OR_BARE = frozenset({"VB", "VBP", "VBZ", "VBD"})
_ACTS_IN_A_COMPOUND = _FINITE_OR_BARE | {"VBG"}
_NEGATIVE_PRONOUNS = frozenset({"nothing", "none", "nobody"})
_BETTER = frozenset({"better", "faster", "more", "like", "quicker", "than", "quite"})


_ABILITY = re.compile(r"time|abilit(?:y|ies)|urge|need|desire")
# "the time to fall asleep *by seven minutes*"
_ENDS_AN_ABILITY = frozenset({"prep", "cc", "conj", "advcl", "punct"})
_DUMMIES = frozenset({"placebo", "dummy", "sham", "usual", "control", "inactive", "no"})
_DUMMY = re.compile(r"placebos?|shams?|dumm(?:y|ies)|controls?|groups?|arms?|treatments|both|them")


def phrase_tokens(token: Token, *, without: Token | None = None) -> list[Token]:
    """Return the tokens of the noun phrase a token heads, less its clauses, asides and ``without``."""
    # the relation can stand inside its agent: "the only form capable of raising levels"
    left_out = {t.i for t in _whole_clause(without, token).subtree} if without and token.is_ancestor(without) else set()
    for child in token.children:
        # "keeps hips supple": what the hips become is no part of what they are
        becomes = child.dep_ == "amod" and child.i > token.i
        if _is_of_an_ability(child) and not (without and (child == without or child.is_ancestor(without))):
            left_out.update(t.i for grand in child.children if grand.dep_ in _ENDS_AN_ABILITY for t in grand.subtree)
            continue
        kept = child.text in _QUOTE_MARKS or (child.i > 0 and _glues(child))  # "L-theanine" is one word in three
        if becomes or _compares(child) or (child.dep_ in _OUTSIDE_A_PHRASE and not kept):
            left_out.update(t.i for t in child.subtree)
    inside = [t for t in token.subtree if t.i not in left_out]
    # keep the run of neighbours around the head, so that the span holds nothing it should not
    place = next(n for n, t in enumerate(inside) if t.i == token.i)
    first = last = place
    while first > 0 and inside[first - 1].i == inside[first].i - 1:
        first -= 1
    while (
        last < len(inside) - 1
        and inside[last + 1].i == inside[last].i + 1
        and inside[last + 1].text not in _BRACKETS
        and not _opens_an_aside(inside[last + 1])
    ):
        last += 1
    while first < place and (
        inside[first].lower_ in _NO_OPENING or _opens_a_question(inside[first]) or _opens_a_pair(inside[first], token)
    ):
        first += 1
    # a comma, or a preposition whose noun was left out: "hangovers with" RiseAgain
    while last > place and (
        inside[last].text in _QUOTE_MARKS or (left_out and (inside[last].text == "," or inside[last].dep_ == "prep"))
    ):
        last -= 1
    return inside[first : last + 1]


def word_before(token: Token) -> str:
    """Return the word before a token, "" where the sentence opens with it: "Which isn't an answer, so off we went."."""
    return token.nbor(-1).text if token.i else ""


def _opens_an_aside(token: Token) -> bool:
    """Say whether a comma opens a clause that only adds to a phrase: "the muscles of the gut, which eases cramps"."""
    return token.text == "," and token.i + 1 < len(token.doc) and token.nbor().tag_ in ("WDT", "WP", "WRB")


def _is_of_an_ability(token: Token) -> bool:
    """Say whether a clause is part of the thing it hangs on: "shortens the time *to fall asleep*"."""
    if token.tag_ != "VB" or token.dep_ not in ("acl", "relcl") or not _ABILITY.fullmatch(token.head.lower_):
        return False
    return any(child.lower_ == "to" for child in token.children)


def _opens_a_pair(token: Token, head: Token) -> bool:
    """Say whether a word opens a pair of which each is denied: "*neither* pain nor stiffness"."""
    return token.lower_ == "neither" and any(child.lower_ == "nor" for child in head.children)


def _whole_clause(verb: Token, phrase_head: Token) -> Token:
    """Return the head of the relative clause that holds a verb: the *has* of "that has a name and eases colds"."""
    above = (token for token in verb.ancestors if token.dep_ == "relcl" and phrase_head.is_ancestor(token))
    return verb if verb.dep_ == "relcl" else next(above, verb)


def compares_with_a_dummy(token: Token) -> bool:
    """Say whether a "between" opens what was held against what: "no difference *between* zinc and placebo"."""
    if token.lower_ != "between":
        return False
    ends = [each for end in token.children if end.dep_ == "pobj" for each in (end, *end.conjuncts)]
    return any(is_a_dummy(end) for end in ends)


def is_a_dummy(token: Token) -> bool:
    """Say whether a noun names what a treatment is held against, or groups of a trial."""
    return bool(_DUMMY.fullmatch(token.lower_)) or any(
        child.lower_ in _DUMMIES and child.dep_ in ("det", "amod", "compound", "nmod") for child in token.children
    )


def _compares(token: Token) -> bool:
    """Say whether a word opens what something is held against: "less pain *than* usual"."""
    if compares_with_a_dummy(token):
        return True
    return (
        token.lower_ == "than"
        and token.dep_ == "prep"
        and token.head.tag_[:2] == "NN"
        and word_before(token).lower() != "rather"
    )


def _opens_a_question(token: Token) -> bool:
    """Say whether the first word of a question was taken into its subject: "Do moulded insoles help?"."""
    return token.i == 0 and token.lower_ in (
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "is",
        "are",
        "evidence",
        "how",
        "why",
    )


def find_governors(verb: Token) -> set[int]:
    """Return the verb and the words its clause hangs on: with "no evidence that it helps" also *evidence*."""
    chain = {verb.i}
    token = verb
    while token.head is not token and _hangs_on_its_head(token) and not _opens_a_scope(token):
        if token.dep_ == "conj" and _stands_alone(token):  # "did not ease pain and may have caused harm"
            token = token.head
            continue
        token = token.head
        chain.add(token.i)
    # the subject of the outermost verb governs too: "Evidence is limited that ...", "No study shows ..."
    chain.update(child.i for child in token.children if child.dep_ in ANY_SUBJECTS)
    return chain


def _hangs_on_its_head(token: Token) -> bool:
    if token.dep_ in ("csubj", "csubjpass"):  # "whether it protects bone is not known"
        return True
    if token.dep_ in ("nsubj", "nsubjpass"):  # "reports that it harms the liver have not been confirmed"
        return bool(_EVIDENCE.fullmatch(token.lower_))
    if token.dep_ in ("acl", "relcl") and token.tag_ == "VB" and token.head.head.lower_ == "than":
        return True  # "less likely than older drugs to cause nausea"
    if token.dep_ == "relcl":  # "unlike heat, which loosens joints, cold may ...": the "may" is the cold's
        told_of_it = token.head.dep_ in ("attr", "oprd", "dobj") or token.head.head.lower_ in _EQUATES
        return (told_of_it or _takes_part(token.head)) and word_before(token.left_edge) != ","
    if token.dep_ == "pcomp" and token.head.lower_ in _BY:  # "by relaxing the muscle, it could ..."
        return False
    return token.dep_ in CLAUSE_LINKS


def _takes_part(noun: Token) -> bool:
    """Say whether a noun is what something takes part in, by one preposition or more: "involved in the making of"."""
    token = noun
    while token.dep_ == "pobj" and token.head.dep_ == "prep":
        token = token.head.head
    return token is not noun and token.lower_ in _TAKING_PART


def _stands_alone(verb: Token) -> bool:
    """Say whether a coordinated verb has its own auxiliary or is finite, and so shares none with the verb before."""
    if verb.tag_ == "VBD" and verb.head.tag_ in ("VB", "VBN"):  # "did not improve and left a rash"
        return True
    return verb.tag_ in ("VBZ", "VBP") or any(child.dep_ in ("aux", "auxpass", "neg") for child in verb.children)


def find_predicate_of_evidence(verb: Token) -> str:
    """Return what is said of the evidence a clause hangs on, "" where it hangs on none.

    In "evidence that zinc works is limited" that is "is limited", which no cue beside the clause tells.
    """
    token = verb
    while token.head is not token and token.dep_ in CLAUSE_LINKS:
        token = token.head
    if token.dep_ not in ANY_SUBJECTS or not _EVIDENCE.fullmatch(token.lower_):
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
    """Say whether "not only", "nothing ... better" or "no better way to" turns the negation of a clause round."""
    if find_unbeaten(verb) is not None:
        return True
    words = {child.lower_ for each in (verb, verb.head) for child in each.children}
    words.update(
        grand.lower_ for child in verb.children if child.dep_ in ("advmod", "prep") for grand in child.children
    )
    return "only" in words or ("nothing" in words and not words.isdisjoint(_BETTER))


def is_part_of_a_compound(first: Token, last: Token) -> bool:
    """Say whether a hyphen glues words into a compound in which they do not act: "double-blind", "drug-induced".

    "Pain-relieving", "kick-start" and "re-balances" act.
    """
    doc, before, behind = first.doc, first.i - 1, last.i + 1
    if behind + 1 < len(doc) and _glues(doc[behind]):
        return last.tag_[:2] != "VB" or doc[behind + 1].tag_ not in _FINITE_OR_BARE
    if before > 0 and _glues(doc[before]):
        return first.tag_ not in _ACTS_IN_A_COMPOUND
    return False


def _glues(token: Token) -> bool:
    return token.text == "-" and not token.whitespace_ and not token.nbor(-1).whitespace_


def find_unbeaten(verb: Token) -> Token | None:
    """Return the "than" that names what nothing beats: "nothing eases cramps faster *than* a stretch", or None.

    So too behind "there is no better way to ease cramps", a thing that is not said of another: "it is no better way".
    """
    thing = verb.head if verb.dep_ in ("acl", "relcl") and verb.tag_ == "VB" else verb
    words = {child.lower_ for child in thing.children}
    if thing is verb:
        fits = "nothing" in words
    else:
        is_there = any(child.dep_ == "expl" for child in thing.head.children)
        denied = "no" in words or (is_there and any(child.dep_ == "neg" for child in thing.head.children))
        better = any(child.tag_ in ("JJR", "RBR") or child.lower_ == "more" for child in thing.children)
        fits = denied and better and (is_there or thing.dep_ != "attr")
    return next((token for token in verb.doc[verb.i + 1 :] if token.lower_ == "than"), None) if fits else None


def _opens_a_scope(token: Token) -> bool:
    """Say whether what governs a clause's head is outside its scope.

    So it is between two main clauses, past a semicolon, and for "if ...", "because ..." and the like: "avoid
    it if you take drugs that suppress immunity" does not deny that they do.
    """
    links = {child.dep_ for child in token.children}
    if token.dep_ == "conj":
        # "suggest an improvement in speed, but no change in pain"
        contrasted = token.tag_[:2] == "NN" and token.head.tag_[:2] == "VB"
        return contrasted or not links.isdisjoint(ANY_SUBJECTS)
    if token.dep_ == "advcl" and "mark" in links:
        return True
    between = token.doc[min(token.i, token.head.i) : max(token.i, token.head.i)]
    return any(each.text == ";" for each in between)


def objects_behind(token: Token, *, dep: str = "prep", words: frozenset[str] = OUTCOME_PREPOSITIONS) -> list[Token]:
    """Return what stands behind a token's prepositions, of those in ``words``; ``dep`` "agent" is a passive's "by"."""
    return [
        grand
        for child in token.children
        if child.dep_ == dep and (dep == "agent" or child.lower_ in words)
        for grand in child.children
        if grand.dep_ in ("pobj", "pcomp")
    ]


def with_conjuncts(tokens: Sequence[Token]) -> list[Token]:
    """Return each token followed by those coordinated behind it, none twice."""
    found: list[Token] = []
    for token in tokens:
        # only what hangs behind a word is coordinated with it, and most words have nothing there
        later = [each for each in token.conjuncts if each.i > token.i] if token.n_rights or token.dep_ == "conj" else []
        found += [each for each in [token, *later] if each not in found]
    return found
