"""A verb goes in, its subject comes out, wherever it was left: behind "which", in the clause before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from hypecheck.annotate._kinds import BODY, LAY_PERSON, TIME, is_lay_person
from hypecheck.annotate._treatment import USING
from hypecheck.annotate._tree import ANY_SUBJECTS, CLAUSE_LINKS, objects_behind, word_before

__all__ = ["ONLY_HELPS", "find_subjects", "has_swallowed_a_clause", "is_stolen", "shared_subject", "stolen_subject"]

_MAX_DEPTH = 6
_OF = frozenset({"of"})
ONLY_HELPS = frozenset({"help", "helps", "helped", "helping"})
# "saffron has the potential to ease depression": saffron would do it, not the potential
_HAVING = frozenset({"has", "have", "had", "having", "shows", "holds"})
# What stands behind these and is no thing to take is where, when or in whom: "a spice from India, which".
_WHERE = frozenset({"in", "from", "across", "throughout", "near", "around", "inside", "within"})
_WHITHER = frozenset({"to", "into", "on", "at"})
# Verbs whose clause is not a subject and verb that the parser ran together.
_CLAUSE_TAKERS = re.compile(
    r"(?:say|said|find|found|show|suggest|report|think|thought|believe|claim|know|knew|mean|hope|conclude|note|"
    r"warn|argue|"
    r"help|make|made|let|keep|kept|ensure|see|saw|hear|feel|felt|swear|swore|hint|indicate|demonstrate|confirm|reveal|"
    r"tell|told|promise|insist|agree|doubt|deny|is|are|was|were|be|seem|appear)\w*"
)
_SAYING = re.compile(r"(?:say|said|claim|promise|insist|tell|told|swear|swore|report|suggest|show|find|found|argue)\w*")


def find_subjects(token: Token, *, depth: int = 0) -> list[Token]:
    """Return the heads of a verb's subjects, or of those of the verbs it hangs on; none where nothing is named."""
    own = [child for child in token.children if child.dep_ in ANY_SUBJECTS]
    if token.tag_ == "VBZ" and not own:
        # "This treatment cuts relapses", "acupuncture works by ...": read as a compound; not "building blocks"
        own = [
            child
            for child in token.children
            if child.dep_ == "compound" and child.tag_[:2] == "NN" and not child.lower_.endswith("ing")
        ]
    if own:
        # "which", "that" stand for the noun the clause hangs on
        if own[0].tag_ in ("WDT", "WP") and token.dep_ in ("relcl", "ccomp", "acl"):
            return _find_antecedents(own[0], clause=token)
        if depth and token.dep_ == "ccomp" and token.head.lower_ in ONLY_HELPS and _are_lay(own):
            return find_subjects(token.head, depth=depth + 1)  # "helps women lose weight and keep it off"
        if depth and _SAYING.fullmatch(token.lower_):  # "sellers promise that it cures gout, relieves stress and ..."
            told = [grand for child in token.children if child.dep_ == "ccomp" for grand in child.children]
            return [grand for grand in told if grand.dep_ in ANY_SUBJECTS] or own
        return own
    if depth > _MAX_DEPTH or token.head is token:
        return []
    if token.dep_ in ("acl", "relcl") and token.tag_ == "VB" and token.head.head.lower_ == "than":
        return find_subjects(token.head.head.head, depth=depth + 1)  # "less likely than older drugs to cause nausea"
    if token.dep_ in ("acl", "relcl", "amod") and token.head.tag_.startswith("N"):
        described_by = _verb_of_description(token.head, clause=token)
        return (described_by is not None and find_subjects(described_by, depth=depth + 1)) or [token.head]
    if token.dep_ == "appos":
        return [token.head]
    if token.dep_ in CLAUSE_LINKS or token.dep_ in ("prt", "dep"):
        return find_subjects(token.head, depth=depth + 1)
    return []


def _are_lay(subjects: Sequence[Token]) -> bool:
    """Say whether somebody is helped: "you", "thousands of women"."""
    return any(is_lay_person(each) for token in subjects for each in (token, *objects_behind(token, words=_OF)))


def _find_antecedents(pronoun: Token, *, clause: Token) -> list[Token]:
    """Return what "which" or "that" stands for: the noun its clause hangs on, or one further up where that cannot be.

    "A spice from India, which eases pain" is told of the spice, "a tablet made in May, which warms cold feet" of the
    tablet, and "it lowers blood lipids, which protects the heart" of what lowers them.
    """
    noun = nearest = clause.head
    after_a_comma = word_before(pronoun) == ","
    if not _agree(noun, _finite_of(clause)):  # "the work of enzymes that are ..." hung on the work
        inside = (token for token in noun.subtree if noun.i < token.i < pronoun.i and token.dep_ == "pobj")
        if fitting := [token for token in inside if _can_be_meant(token, pronoun, clause)]:
            return fitting[:1]
    while not _can_be_meant(noun, pronoun, clause):
        above = noun.head.head if noun.dep_ == "pobj" else noun.head
        if noun.dep_ == "pobj" and above.tag_[:2] == "NN" and above != noun:
            noun = above
        elif above.tag_[:2] == "VB" and noun.dep_ in ("pobj", "dobj", "dative"):
            objects = [child for child in above.children if child.dep_ == "dobj" and child.i < noun.i]
            if not after_a_comma and above.dep_ != "acl":  # "contains compounds in milk that reduce pain"
                return [token for token in objects if _agree(token, _finite_of(clause))] or [nearest]
            told = objects if objects and USING.fullmatch(above.lower_) else find_subjects(above)
            return [token for token in told if token not in (noun, nearest)] or [nearest]
        else:
            return [nearest]
    return [noun]


def _can_be_meant(noun: Token, pronoun: Token, clause: Token) -> bool:
    """Say whether a noun can be what "which" stands for: in number, and no place, time, body or people."""
    if not _agree(noun, _finite_of(clause)):
        return False
    if pronoun.lower_ == "which" and any(child.lower_ == "turn" for each in clause.children for child in each.children):
        return False  # "it improves alignment, which in turn takes the strain off the knee"
    if pronoun.lower_ != "which" or noun.dep_ != "pobj":
        return True
    if noun.tag_ == "NNPS" or TIME.fullmatch(noun.lower_) or LAY_PERSON.fullmatch(noun.lower_):
        return False
    if noun.head.lower_ in _WHERE | _WHITHER and BODY.fullmatch(noun.lower_):
        return False
    return noun.tag_ != "NNP" or noun.head.lower_ not in _WHERE


def _finite_of(clause: Token) -> Token:
    return next((child for child in clause.children if child.dep_ in ("aux", "auxpass")), clause)


def _agree(noun: Token, finite: Token) -> bool:
    """Say whether a noun may be the subject of a verb by number; one with others beside it may be of any."""
    if finite.tag_ == "VBZ":
        return noun.tag_ not in ("NNS", "NNPS")
    if finite.tag_ != "VBP" or noun.tag_ not in ("NN", "NNP") or noun.lower_.endswith(("s", "i")):
        return True  # "cramps", read as "pain", and "villi" have the tag of one thing
    return any(child.dep_ == "conj" for child in noun.children)


def _verb_of_description(noun: Token, *, clause: Token) -> Token | None:
    """Return the verb that gives a noun with a clause to its subject: "saffron *is* a way to lift mood"."""
    if noun.dep_ == "attr" or (noun.dep_ == "dobj" and clause.dep_ == "acl" and noun.head.lower_ in _HAVING):
        return noun.head
    return noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "as" else None


def has_swallowed_a_clause(verb: Token) -> bool:
    """Say whether the parser hung the next clause on a verb: its child is no clause the verb takes."""
    return any(child.dep_ == "ccomp" and shared_subject(child) is not None for child in verb.children)


def shared_subject(verb: Token) -> Token | None:
    """Return the later of two nouns made one subject: "zinc reduces [cough and vitamin C eases fatigue]"."""
    if verb.dep_ != "ccomp" or _CLAUSE_TAKERS.fullmatch(verb.head.lower_) or verb.head.i > verb.i:
        return None
    subjects = [child for child in verb.children if child.dep_ in ANY_SUBJECTS]
    if not subjects or any(child.dep_ == "mark" for child in verb.children):
        return None
    conjuncts = [token for token in subjects[0].conjuncts if token.i > subjects[0].i]
    return conjuncts[-1] if conjuncts else None


def stolen_subject(verb: Token) -> Token | None:
    """Return the noun before a verb that the parser gave to the clause before it.

    "Zinc reduces cough and vitamin C eases fatigue" is read as "zinc reduces cough and vitamin C".
    """
    if verb.dep_ != "conj" or verb.tag_ not in ("VBZ", "VBP", "VBD", "VB"):
        return None
    if any(child.dep_ in ANY_SUBJECTS for child in verb.children):
        return None
    place = verb.i - 1
    while place > 0 and verb.doc[place].tag_ in ("RB", "MD"):
        place -= 1
    noun = verb.doc[place]
    if noun.dep_ == "conj" and noun.tag_.startswith("NN") and noun.head.i < noun.i and verb.head in noun.ancestors:
        return noun
    return None


def is_stolen(token: Token, verb: Token) -> bool:
    """Say whether a word that the parser gave to a verb is the subject of the next."""
    later = [*verb.conjuncts, *(child for child in verb.children if child.dep_ == "ccomp")]
    return any(token in (stolen_subject(other), shared_subject(other)) for other in later if other.i > token.i)
