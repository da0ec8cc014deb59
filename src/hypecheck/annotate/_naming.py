"""Words of a parsed sentence go in, what acts comes out where it stands elsewhere than before the verb that tells it.

"The best cure for gout *is cherries*", "say goodbye to gout *with cherries*", "people with gout swear *by cherries*".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from spacy.tokens import Token

__all__ = [
    "find_bettered",
    "find_named_for_an_end",
    "find_offered",
    "find_owner",
    "find_same_thing",
    "find_suffered",
    "find_used_with",
    "is_a_means",
]

_SUBJECTS = frozenset({"nsubj", "csubj"})
_IS = frozenset({"is", "are", "was", "were", "be", "remains", "remain"})
# Names for whatever helps: they tell what a thing is, and not which.
_MEANS = re.compile(
    r"(?:way|thing|cure|remed(?:y|ie)|treatment|therap(?:y|ie)|fix|answer|solution|antidote|medicine|option|choice|"
    r"secret|key|trick|tool|food|drink|supplement|herb|vitamin|mineral|spice|plant|exercise|product|alternative)(?:e?s)?"
)
_PICKED = re.compile(
    r"best|only|one|simplest|easiest|fastest|quickest|safest|surest|cheapest|oldest|first|another|ideal"
)
_ONE_OF = frozenset({"one", "two", "some"})
_NO_NAME = frozenset({"it", "this", "that", "there", "which", "what", "these", "those", "they", "here", "one"})
_TAKES = re.compile(
    r"tak(?:e|ing)|us(?:e|ing)|try(?:ing)?|eat(?:ing)?|drink(?:ing)?|add(?:ing)?|apply(?:ing)?|wear(?:ing)?"
)
_GAINS = re.compile(r"benefit(?:s|ed|ing)?|sw(?:ears?|ore|earing)|sworn|profit(?:s|ed)?")
_SUFFERERS = re.compile(r"sufferers?|patients?|survivors?|people|adults|women|men|children")
_SUFFERS = re.compile(
    r"suffer(?:s|ing)?|ha(?:ve|s|ving)|gets?|struggl(?:e|es|ing)|experienc(?:e|es|ing)|deal(?:s|ing)?"
)
# "Tips for easing stress" names nothing that eases it.
_NO_THING = re.compile(
    r"(?:tip|idea|guide|step|advice|strateg(?:y|ie)|method|technique|evidence|stud(?:y|ie)|trial|target|goal|reason|guideline|"
    r"recommendation|approach|plan|technolog(?:y|ie)|measure|resource|hack|recipe|benefit|role|potential|dose|responsib\w+|"
    r"time|place|need|use|rule|law|intervention|suggestion|research|help|support|hope|people|candidate)(?:e?s)?"
)
_POWERS = re.compile(r"(?:power|propert|effect|action|abilit|benefit|qualit|potential|virtue)(?:y|ies|s)?")
_UP_TO_A_VERB = frozenset({"prep", "pobj", "dobj", "acomp", "conj", "prt", "attr"})


def is_a_means(token: Token) -> bool:
    """Say whether a noun is a name for whatever helps: "cure", "way", "remedy"."""
    return bool(_MEANS.fullmatch(token.lower_))


def find_same_thing(noun: Token) -> list[Token]:
    """Return the heads of what a name for whatever helps is said to be; none where that is not told.

    "*Ginger* is one of the best things", "the best cure is *ginger*", "one way is to drink *ginger tea*".
    """
    if not is_a_means(noun):
        return []
    above = noun.head
    if noun.dep_ == "pobj" and above.lower_ == "of" and above.head.lower_ in _ONE_OF:
        noun, above = above.head, above.head.head  # "one of the best things"
    if above.lower_ not in _IS:
        return []
    if noun.dep_ == "attr":
        return [child for child in above.children if child.dep_ in _SUBJECTS and child.lower_ not in _NO_NAME]
    if noun.dep_ not in _SUBJECTS or not any(_PICKED.fullmatch(child.lower_) for child in noun.subtree):
        return []
    return [named for child in above.children if child.i > above.i for named in _named_by(child)]


def _named_by(told: Token) -> list[Token]:
    """Return what is told behind "the best cure is": a thing, or what is taken or done."""
    if told.dep_ == "attr" and told.tag_[:2] in ("NN", "VB") and not is_a_means(told):
        return [told]
    if told.dep_ == "prep" and told.lower_ in ("with", "by", "through"):
        return [each for behind in told.children if behind.dep_ in ("pobj", "pcomp") for each in _taken(behind)]
    return _taken(told) if told.dep_ in ("xcomp", "ccomp", "advcl") and told.tag_ in ("VB", "VBG") else []


def _taken(verb: Token) -> list[Token]:
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    return objects if objects and _TAKES.fullmatch(verb.lower_) else [verb]


def find_used_with(verb: Token, may_act: Callable[[Token], bool]) -> list[Token]:
    """Return what an order is to be done with where the parser hung it on a noun: "get rid of gout with *cherries*"."""
    if verb.tag_ != "VB" or verb.dep_ not in ("ROOT", "conj") or any(c.dep_ in _SUBJECTS for c in verb.children):
        return []
    used = (
        child
        for token in verb.subtree
        if token.lower_ == "with" and token.i > verb.i and _hangs_on(token, verb)
        for child in token.children
        if child.dep_ == "pobj"
    )
    return [token for token in used if token.tag_[:2] == "NN" and may_act(token)]


def _hangs_on(preposition: Token, verb: Token) -> bool:
    """Say whether only objects stand between a verb and a preposition, and none that are of people."""
    token = preposition
    while token != verb:
        if token.dep_ not in _UP_TO_A_VERB or _SUFFERERS.fullmatch(token.head.lower_):
            return False
        token = token.head
    return True


def find_bettered(verb: Token) -> tuple[list[Token], list[list[Token]]] | None:
    """Return what people gain from or swear by, and what they have, likeliest first; None for any other verb.

    "People with gout benefit from cherries", "migraine sufferers swear by it", "many swear by it for gout".
    """
    if not _GAINS.fullmatch(verb.lower_) or verb.tag_[:2] != "VB":
        return None
    by = ("by",) if verb.lower_.startswith("sw") else ("from",)
    gained = _behind(verb, *by)
    if not gained:
        return None
    ends = _behind(verb, "for", "against") + [each for token in gained for each in _behind(token, "for", "against")]
    people = [child for child in verb.children if child.dep_ in _SUBJECTS]
    had = [each for person in people if _SUFFERERS.fullmatch(person.lower_) for each in _had_by(person)]
    bodies = [] if by == ("by",) else [person for person in people if not _SUFFERERS.fullmatch(person.lower_)]
    return gained, [ends, had, find_suffered(verb), bodies]


def _had_by(person: Token) -> list[Token]:
    kinds = [child for child in person.children if child.dep_ in ("compound", "amod")]
    clauses = [
        child for child in person.children if child.dep_ in ("relcl", "acl") and _SUFFERS.fullmatch(child.lower_)
    ]
    within = [each for clause in clauses for each in (*_objects(clause), *_behind(clause, "from", "with"))]
    return _behind(person, "with") + within + (kinds if person.lower_[:3] in ("suf", "pat", "sur") else [])


def find_suffered(verb: Token) -> list[Token]:
    """Return what somebody has on whom something is said to act: the *colic* of "if you have colic, fennel helps"."""
    return [
        each
        for clause in verb.children
        if clause.dep_ == "advcl" and _SUFFERS.fullmatch(clause.lower_)
        and any(child.lower_ in ("if", "when", "whenever") for child in clause.children)
        and not any(child.dep_ == "neg" for child in clause.children)
        for each in (*_objects(clause), *_behind(clause, "from", "with"))
    ]  # fmt: skip


def find_named_for_an_end(verb: Token) -> list[Token]:
    """Return what a line without a verb names before what it is for: "*Ginger* for easing nausea"."""
    if verb.dep_ != "pcomp" or verb.head.lower_ != "for" or verb.tag_ != "VBG":
        return []
    noun = verb.head.head
    is_a_line = noun.dep_ == "ROOT" and noun.tag_[:2] == "NN" and noun.i < verb.i
    return [noun] if is_a_line and not is_a_means(noun) and not _NO_THING.fullmatch(noun.lower_) else []


def find_offered(verb: Token) -> list[Token]:
    """Return what a verb before "for migraines" offers: "take *zinc*", "*zinc* is all you need", "what *zinc* does"."""
    objects = _objects(verb)
    subjects = [child for child in verb.children if child.dep_ in _SUBJECTS]
    if verb.tag_ == "VB" and not subjects and _TAKES.fullmatch(verb.lower_):
        return [token for token in objects if token.lower_ not in _NO_NAME]
    if verb.lower_ in ("does", "do", "did") and any(c.lower_ == "what" for t in objects for c in t.children):
        return objects
    if verb.lower_ == "need" and verb.dep_ == "relcl" and verb.head.dep_ == "attr" and verb.head.head.lower_ in _IS:
        is_all = verb.head.lower_ in ("all", "everything") or any(
            _PICKED.fullmatch(c.lower_) for c in verb.head.children
        )
        return [c for c in verb.head.head.children if c.dep_ in _SUBJECTS] if is_all else []
    return []


def find_owner(power: Token) -> list[Token]:
    """Return what has a power that a compound names: *zinc* of "zinc's pain-easing powers", "the calming effect of".

    None for other nouns: "the maker's pain-easing cream".
    """
    if not _POWERS.fullmatch(power.lower_):
        return []
    return [child for child in power.children if child.dep_ == "poss" and child.tag_[:2] == "NN"] or _behind(
        power, "of"
    )


def _objects(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ == "dobj"]


def _behind(token: Token, *words: str) -> list[Token]:
    """Return what stands behind a preposition that hangs on a token."""
    prepositions: Sequence[Token] = [c for c in token.children if c.dep_ == "prep" and c.lower_ in words]
    return [each for prep in prepositions for each in prep.children if each.dep_ in ("pobj", "pcomp")]
