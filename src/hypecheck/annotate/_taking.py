"""A verb of how people fare goes in, what they take or do comes out: "since I gave up sugar my skin has cleared".

Where people are the subject, or nobody is, what acts on them stands elsewhere in the sentence: in a clause of when it
began, behind a preposition, in the clause before, or beside who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from hypecheck.annotate._kinds import is_lay_person
from hypecheck.annotate._tree import ANY_SUBJECTS, objects_behind, with_conjuncts

__all__ = ["find_taken"]

_TAKES = re.compile(
    r"start(?:s|ed|ing)?|beg[aiu]n(?:ning|s)?|tr(?:y|ies|ied|ying)|tak(?:e|es|en|ing)|took|us(?:e|es|ed|ing)|"
    r"switch(?:es|ed|ing)?|swap(?:s|ped|ping)?|g[ai]ve|given|giving|quit(?:ting)?|stop(?:s|ped|ping)?|cut(?:ting)?|"
    r"eat(?:s|en|ing)?|ate|dr[aiu]nk(?:ing|s)?|wear(?:s|ing)?|wor[en]|apply(?:ing)?|applied|add(?:ed|ing)?|"
    r"adopt(?:ed|ing)?|introduc(?:ed|ing)|bought|swallow(?:ed|ing)?|received|had|ha(?:ve|ving)|got|did|do(?:ing|ne)?|join(?:ed|ing)?"
)
# "went on a diet", "came off the tablets", "put me on a statin"
_GOES = re.compile(r"w[eo]nt|going|gone|g[eo]t|c[ao]me|coming|put|been|was|were|switch(?:ed|ing)?|mov(?:ed|ing)|"
                   r"start(?:ed|ing)?|swap(?:ped|ping)?|stuck|stick(?:ing)?|sw[ou]re|prescribed|began")  # fmt: skip
_ON = frozenset({"on", "onto", "to", "off", "with"})
# Taking, trying and doing these is no care: "I took a test", "I tried everything", "she had a stroke".
_NOTHING_TAKEN = re.compile(
    r"tests?|scans?|surveys?|quiz|trials?|stud(?:y|ies)|part|look|break|notes?|time|turn|jobs?|names?|place|steps?|"
    r"everything|anything|something|nothing|lots?|way|advice|bus|train|photos?|pictures?|days?|weeks?|months?|years?|"
    r"hours?|minutes?|it all|work|school|college|home|bed|hospital|doctors?|gp|life|family|children|baby|computer|"
    r"age|birth|periods?|menopause|accidents?|crash|falls?|injur(?:y|ies)|illness|death|divorce|loss|pregnanc(?:y|ies)|"
    r"phone|internet|fees?|grants?|funding|money|awards?|payments?|degree|training|diagnosis|news|results?|letter|call|"
    r"word|words|method|idea|chance|courage|hope|point|interview|story|stroke|cancer|attacks?|i|me|"
    r"he|him|she|her|they|we|us|you|one|that|what|which|who|myself|everyone|people|all|%|\d.*"
)
_WHEN = frozenset({"since", "after", "once", "when", "that", "as", "because", "while"})
_UNTIL_THEN = frozenset({"before", "until", "if", "unless", "though", "although", "whether", "than"})
_AFTER = frozenset({"after", "since", "within", "following", "on", "with", "from", "by", "during", "through", "to"})
_TIME = re.compile(
    r"(?:minute|hour|day|night|morning|week|fortnight|month|year|couple|few|matter|spell|course)s?|\d+|one|two|three"
)
_ONE_OF_US = re.compile(
    r"we|they|husband|wife|partner|mother|mum|mom|father|dad|daughter|son|sister|brother|gran|friend|boyfriend|"
    r"girlfriend|dog|cat|horse"
)
_WORKED = re.compile(r"work(?:s|ed)|help(?:s|ed)")
_HAS = re.compile(r"ha[ds]|have|received|g[eo]ts?|d(?:id|oes|o)|gave|gives?|joined")
_MAX_STEPS = 4


def find_taken(verb: Token) -> list[Token]:
    """Return the heads of what somebody takes or does by whom ``verb`` tells how he fares; none where nothing is.

    "Two weeks after I started *the tablets*, my rash was gone", "my knees stopped aching after a week on *these*".
    """
    found = next((each for each in _ways_to_tell(verb) if each), [])
    return [token for token in with_conjuncts(found) if not _NOTHING_TAKEN.fullmatch(token.lower_)]


def _ways_to_tell(verb: Token) -> Iterator[list[Token]]:
    """Yield what is taken by each way to tell it, surest first."""
    above = [verb, *(token for token in _steps_up(verb) if token.tag_[:2] in ("VB", "MD"))]
    for token in above:
        yield _taken_in_a_clause(token)
    for token in (verb, *(child for child in verb.children if child.dep_ in ("acomp", "advmod", "xcomp", "dobj"))):
        yield _taken_behind(token)
    yield _thanked(verb)
    for token in above[1:]:
        if token.i < verb.i:
            yield _taken_before(token)
    yield _taken_by_the_speaker(verb)


def _steps_up(verb: Token) -> Iterator[Token]:
    for _ in range(_MAX_STEPS):
        if verb.dep_ not in ("conj", "xcomp", "advcl", "dep", "ccomp") or verb.head is verb:
            return
        verb = verb.head
        yield verb


def _taken_in_a_clause(verb: Token) -> list[Token]:
    """Read "since I gave up sugar", "now that I have cut out coffee"."""
    for clause in verb.children:
        if clause.dep_ not in ("advcl", "ccomp") or clause.tag_[:2] != "VB":
            continue
        openings = {child.lower_ for child in clause.children if child.dep_ in ("mark", "advmod")}
        if openings & _WHEN and not openings & _UNTIL_THEN and (found := _taken_by(clause) or _things_taken(clause)):
            return found
    return []


def _taken_by(verb: Token) -> list[Token]:
    """Return what the person who is the subject of a verb of taking takes."""
    subjects = [child for child in verb.children if child.dep_ in ANY_SUBJECTS]
    if any(child.dep_ == "neg" for child in verb.children):
        return []
    return _objects_of_taking(verb) if subjects and all(_is_person(t) for t in subjects) else []


def _things_taken(verb: Token) -> list[Token]:
    """Return what is taken by nobody named: "after the drops were started"."""
    taken = [child for child in verb.children if child.dep_ == "nsubjpass"]
    return _things(taken) if _TAKES.fullmatch(verb.lower_) and all(c.dep_ != "neg" for c in verb.children) else []


def _is_person(token: Token) -> bool:
    return is_lay_person(token) or bool(_ONE_OF_US.fullmatch(token.lower_))


def _objects_of_taking(verb: Token) -> list[Token]:
    if not (_TAKES.fullmatch(verb.lower_) or _GOES.fullmatch(verb.lower_)):
        return []
    for child in verb.children:
        if child.dep_ == "xcomp" and child.i > verb.i and _TAKES.fullmatch(child.lower_):  # "started taking the drops"
            return _objects_of_taking(child)
    taken = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")]
    taken = [token for token in taken if not is_lay_person(token) and not _NOTHING_TAKEN.fullmatch(token.lower_)]
    if taken and _TAKES.fullmatch(verb.lower_):
        return taken
    return _things(objects_behind(verb, words=_ON)) if _GOES.fullmatch(verb.lower_) else []


def _taken_behind(token: Token) -> list[Token]:
    """Read "after two weeks on these tablets", "within days of starting the course"."""
    for preposition in token.children:
        if preposition.dep_ != "prep" or preposition.lower_ not in _AFTER:
            continue
        for behind in preposition.children:
            if behind.dep_ == "pcomp":
                found = _objects_of_taking(behind)
            elif behind.dep_ == "pobj" and _TIME.fullmatch(behind.lower_):
                found = _things(objects_behind(behind, words=frozenset({"on", "of", "with"})))
                inside = [child for child in found if child.dep_ == "pcomp"]
                inside += [child for child in behind.children if child.dep_ == "acl"]  # "two weeks taking the tablets"
                found = next((taken for each in inside if (taken := _objects_of_taking(each))), found)
                found = [each for each in found if each.tag_[:2] in ("NN", "DT", "PR", "JJ")]
            elif behind.dep_ == "pobj" and preposition.lower_ == "after":
                found = _things([behind])
            else:
                found = []
            if found:
                return found
    return []


def _thanked(verb: Token) -> list[Token]:
    """Read "thanks to the exercises, I can walk"."""
    thanks = (child for child in verb.children if child.lower_ in ("thanks", "due", "owing"))
    return _things([token for each in thanks for token in objects_behind(each, words=frozenset({"to"}))])


def _taken_before(verb: Token) -> list[Token]:
    """Read the clause before: "I have been taking iron and my hair is back", "it worked, and my rash is gone"."""
    if _WORKED.fullmatch(verb.lower_) and not any(child.dep_ in ("neg", "dobj") for child in verb.children):
        return [t for t in verb.children if t.dep_ == "nsubj" and not is_lay_person(t) and t.lower_ != "nothing"]
    if _GOES.fullmatch(verb.lower_) and any(
        c.dep_ == "dobj" and c.lower_ in ("me", "him", "her") for c in verb.children
    ):
        return _things(objects_behind(verb, words=frozenset({"on"})))  # "my doctor put me on a statin"
    return _taken_by(verb)


def _taken_by_the_speaker(verb: Token) -> list[Token]:
    """Read "says Marie, who uses the cream twice a day"."""
    for above in verb.ancestors:
        speakers = [child for child in above.children if child.dep_ == "nsubj" and child.tag_[:2] == "NN"]
        for clause in (child for speaker in speakers for child in speaker.children if child.dep_ == "relcl"):
            told_of = any(child.lower_ == "who" for child in clause.children) and not _HAS.fullmatch(clause.lower_)
            if told_of and (found := _objects_of_taking(clause)):
                return found
    return []


def _things(tokens: Sequence[Token]) -> list[Token]:
    return [
        token for token in tokens if not _NOTHING_TAKEN.fullmatch(token.lower_) and not _TIME.fullmatch(token.lower_)
    ]
