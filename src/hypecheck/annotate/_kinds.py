"""A word goes in, what kind of thing it names comes out: somebody treated, who only looked, how much, how long."""

from __future__ import annotations

import re

from spacy.tokens import Token

from hypecheck.annotate._tree import ANY_SUBJECTS, objects_behind

__all__ = ["BODY", "LAY_PERSON", "SIZE", "TIME", "compares_kinds_of_people", "is_lay_person", "is_observer", "is_size"]

_KIND_OF_PERSON = re.compile(r"(?:wo)?men|boys|girls|adults|children|teenagers|males|females|whites|americans")
_THAN = frozenset({"than"})
# "reduced by 30% in adults", "decreased by 2.4 kg": how far, not by whom
SIZE = re.compile(
    r"%|per ?cent|half|third|quarter|times|fold|points?|kg|pounds|lbs|cm|inches|mmhg|"
    r"minutes?|hours?|days?|weeks?|months?|years?|average|mean|night|morning|placebo|sham|own|course|time|\d.*"
)
_SPENT = re.compile(r"minutes?|hours?|night")
_SPENT_ON = frozenset({"of", "on", "in"})
TIME = re.compile(
    r"january|february|march|april|may|june|july|august|september|october|november|december|autumn|winter|summer|"
    r"(?:centur|antiquit)(?:y|ies)|decades?|ages|evenings?|mornings?|nights?|days?|weeks?|months?|years?|seasons?|past|\d{4}s?"
)
BODY = re.compile(
    r"body|bodies|bowels?|gut|blood|bloodstream|brain|stomach|intestines?|mouth|liver|joints?|muscles?|skin|system"
)
# Who is treated, not what treats: "people interested in reducing weight" act on nothing.
LAY_PERSON = re.compile(
    r"he|she|i|you|we|they|who|one|me|him|her|us|people|person|persons|patients?|women|woman|men|man|adults?|children|child|babies|"
    r"infants|participants?|volunteers?|users?|those|anyone|someone|everyone|everybody|somebody|subjects|sufferers?|"
    r"researchers?|scientists?|authors?|individuals?|runners|athletes|seniors|toddlers|drinkers|smokers|recipients|"
    r"customers?|clients?|parents|mothers|group|groups|arm|mice|rats|dogs|cats|cohort|nurses|workers|readers|members"
)
# "we treat pain" is a clinic's claim; "they" and "we" stand for things and firms as often as for people.
_MAY_STAND_FOR_A_THING = frozenset({"they", "we", "who", "one", "those", "dogs", "cats"})
# Who looked is no agent, and the claim stands without one: "one study of 200 babies found no difference in weight".
_OBSERVER = re.compile(
    r"stud(?:y|ies)|trials?|reviews?|meta-analys[ie]s|research|results?|data|evidence|findings?|teams?|labs?|surveys?|"
    r"analys[ie]s|reports?|papers?|answers|responses|replies|ratings|respondents|work|there|a|q|own|nothing|nobody|"
    r"purpose|aim|goal|objective|outcomes?|endpoints?|questionnaires?|diar(?:y|ies)"
)


def is_size(token: Token) -> bool:
    """Say whether a word tells how far or how long; "ten minutes of stretching" and "screen time" can act."""
    if not SIZE.fullmatch(token.lower_):
        return False
    of_an_act = _SPENT.fullmatch(token.lower_) and any(
        each.tag_[:2] in ("NN", "VB") and not is_lay_person(each) and not TIME.fullmatch(each.lower_)
        for each in objects_behind(token, words=_SPENT_ON)
    )
    named = token.lower_ == "time" and any(child.dep_ == "compound" for child in token.children)
    return not (token.dep_ in ANY_SUBJECTS and (of_an_act or named))


def is_observer(token: Token) -> bool:
    """Say whether an agent is a study or a filler word: what it saw may be a claim, but it acts on nothing."""
    return bool(_OBSERVER.fullmatch(token.lower_))


def is_lay_person(token: Token) -> bool:
    """Say whether an agent is somebody who is treated or asked, and so acts on no outcome."""
    return bool(LAY_PERSON.fullmatch(token.lower_)) and token.lower_ not in _MAY_STAND_FOR_A_THING


def compares_kinds_of_people(likely: Token) -> bool:
    """Say whether people are set against others for what they are: "women are more likely than men to have gout"."""
    than = objects_behind(likely, words=_THAN)
    return bool(than) and all(_KIND_OF_PERSON.fullmatch(token.lower_) and not token.n_rights for token in than)
