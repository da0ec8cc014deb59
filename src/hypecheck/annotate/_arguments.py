"""Parsed relation words go in, who acts and on what comes out: the heads of agents and outcomes.

A relation is a verb ("zinc shortens colds"), a verb whose subject is the outcome ("pain fell with turmeric"), a noun
("a reduction in pain") or a comparative ("patients on the cream had less itching"). Outcomes come in tiers, likeliest
first, because only the caller knows which words are health words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from spacy.tokens import Token

from hypecheck.annotate._naming import (
    find_bettered,
    find_named_for_an_end,
    find_owner,
    find_same_thing,
    find_suffered,
    find_used_with,
)
from hypecheck.annotate._tree import (
    ANY_SUBJECTS,
    CLAUSE_LINKS,
    compares_with_a_dummy,
    find_unbeaten,
    is_a_dummy,
    word_before,
)

__all__ = [
    "MEANS_PREPOSITIONS",
    "Arguments",
    "arguments_of_verb",
    "compares_kinds_of_people",
    "find_arguments",
    "find_means_of_change",
    "find_subjects",
    "find_what_is_acted_on",
    "has_swallowed_a_clause",
    "is_lay_person",
    "is_observer",
    "objects_behind",
    "with_conjuncts",
]

_PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
_OBJECTS = frozenset({"dobj", "obj", "attr", "oprd", "dative"})
_OUTCOME_PREPOSITIONS = frozenset(
    {"for", "with", "of", "in", "to", "against", "from", "on", "between", "at", "off", "as"}
)
MEANS_PREPOSITIONS = frozenset(
    {"with", "after", "on", "by", "from", "through", "using", "under", "during", "following"}
)
_IN_GROUP = re.compile(r"group|groups|arm|arms|those|people|patients|participants|users|men|women|adults|children")
# What people are put on in trials, and the arms of one: "patients randomised to the diet", "in the exercise group".
_PUT_ON = re.compile(
    r"treated|randomi[sz]ed|assigned|allocated|switch(?:ed|ing)|chang(?:ed|ing)|mov(?:ed|ing)|exposed|vaccinated|"
    r"started|put|injected|stuck|supplemented|fed"
)
_ONTO = frozenset({"to", "with", "on"})
# What people are or suffer and what they are asked is no deed: "people who had a stroke", "women who answered".
_NO_DEED = re.compile(
    r"ha(?:ve|s|d)|am|is|are|was|were|be(?:en)?|want(?:s|ed)?|need(?:s|ed)?|report(?:s|ed)?|sa(?:y|ys|id)|suffer(?:s|ed)?|"
    r"d(?:ie[sd]?|eveloped|evelops?)|liv(?:es?|ed)|experienc(?:es?|ed)|complet(?:es?|ed)|answer(?:s|ed)?|"
    r"feel(?:s)?|felt|showed|complain(?:s|ed)?|tend(?:s|ed)?|like[sd]?|becom(?:es?)|became|got|gets?|seems?|"
    r"respond(?:s|ed)?|dropped|withdrew|failed|lost|gained|knows?|knew|thinks?|thought|believed?|carr(?:y|ies|ied)|"
    r"recover(?:s|ed)?|surviv(?:es?|ed)|came|went|visit(?:s|ed)?|met|took"
)
_HOW_MANY = re.compile(
    r"half|thirds?|quarters?|most|many|some|several|all|both|none|few|majority|%|\d+|one|two|three|four|five"
)
_ARM = re.compile(r"groups?|arms?")
_CONTROL = re.compile(
    r"control|placebo|dummy|sham|comparison|age|young(?:er)?|old(?:er)?|first|second|other|same|two|three|both|large|"
    r"small|whole|total|study|support|focus|peer|risk|ethnic|research|patient|income|treatment|intervention"
)
_LETS = re.compile(r"(?:help|let|allow|enabl|encourag|train|teach|prompt|stimulat|signal|forc)(?:e|es|ed|s|ing|ting)?")
_MAX_DEPTH = 6
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_CHANGE_OF = re.compile(
    r"(?:reduction|improvement|relief|prevention|maintenance|decrease|increase|treatment|control|rise|fall)s?"
)

# "take zinc to prevent colds": zinc does it, not the taker
_USING = re.compile(
    r"tak(?:e|es|en|ing)|took|us(?:e|es|ed|ing)|try|trying|tried|eat(?:s|ing)?|ate|drink(?:s|ing)?|drank|add(?:ing)?|"
    r"apply(?:ing)?|choos(?:e|ing)|wear(?:ing)?|wore|giv(?:e|en|ing)|gave|had|got|receiv(?:e|es|ed|ing)|chew(?:ed|ing)?|prescribed|"
    r"recommends?"
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
_BETWEEN = frozenset({"between"})
_WITH = frozenset({"with"})
_LINKS = re.compile(r"links?|associations?|correlations?|connections?|relationships?|ties?")
# "nothing beats the patch for pain": what is beaten by nothing acts
_BEATS = re.compile(r"beats?|match(?:es)?|rivals?|tops?|outdoes|outperforms?|equals?|touch(?:es)?")
_DIFFERENCE = re.compile(r"differences?")
_TO_OR_IN = frozenset({"to", "in"})
_SEEN_IN = frozenset({"in", "for", "on"})
_GOOD_OF = re.compile(r"benefits?|effects?|advantages?|impact|influence|efficacy|effectiveness")
_IS = re.compile(r"is|are|was|were|be|been|seems?|seemed|appears?|appeared|remains?|remained|prove[sd]?")
_ESTABLISHES = re.compile(
    r"(?:well-)?(?:documented|established|known|proven|proved|shown|confirmed|demonstrated|supported|backed|overstated|"
    r"exaggerated|found|seen|observed|noted|detected|questioned|disputed)"
)
_ABOUT_WHICH = frozenset({"for", "of", "about"})
_SPEAKS_FOR = re.compile(r"evidence|proof|beliefs?|claims?|signs?|support|hints?|indications?")
_STUDIED = frozenset({"studied", "tested", "investigated", "examined", "assessed", "evaluated", "explored"})
_FINDS = re.compile(
    r"f[io]nds?|found|finding|sees?|saw|seen|show(?:s|ed|n|ing)?|observed?|demonstrate[sd]?|confirm(?:s|ed)?|"
    r"detect(?:s|ed)?|record(?:s|ed)?|report(?:s|ed)?|not(?:es|ed)|prove[sd]?"
)
_GOOD_FOR = frozenset({"for", "on", "against", "in"})
_PART = re.compile(
    r"roles?|part|effects?|efficacy|effectiveness|use|uses|usefulness|potential|benefits?|value|ability|place"
)
_OF = frozenset({"of"})
_IN = frozenset({"in"})
_SUPPORTS = re.compile(r"support(?:s|ed|ing)?|favou?r(?:s|ed|ing)?|back(?:s|ed|ing)?")
_FROM = frozenset({"from"})
_TO = frozenset({"to"})
_ROLES = frozenset({"role", "roles", "part"})
_PLAYS = frozenset({"play", "plays", "played", "playing"})
_ONLY_HELPS = frozenset({"help", "helps", "helped", "helping"})
_ONLY_WORKS = re.compile(r"help(?:s|ed)?|works?")
_NAMES_AS = re.compile(
    r"(?:market|promot|advertis|pitch|bill|tout|hail|prais|sell|describ|recommend|present|push|hawk|view|regard|us|see)"
    r"(?:s|es|ed|ing|e)?|sold|saw"
)
_KIND_OF_PERSON = re.compile(r"(?:wo)?men|boys|girls|adults|children|teenagers|males|females|whites|americans")
_CREDITS = re.compile(r"credit(?:s|ed|ing)?|prais(?:es?|ed|ing)|thank(?:s|ed)?|blam(?:es?|ed|ing)")
_NO_AGENT_OF_EVIDENCE = re.compile(r"trends?|causes?|rates?|numbers?|risks?|prevalence|outcomes?|attitudes?")
_ABOUT = frozenset({"on", "about"})
_LOOKED_INTO_FOR = frozenset({"for", "in", "against"})
_BLAMES = re.compile(r"blam(?:es?|ed|ing)")
_SOMEBODY = re.compile(r"\w+sel(?:f|ves)|wife|husband|mum|mother|father|boss|doctors?|neighbours?|government|genes")
_HELPS = re.compile(r"help(?:s|ed|ing)?|lets?|letting|mak(?:es?|ing)|made|allow(?:s|ed|ing)?|enabl(?:es?|ed|ing)")
_TELLS_WHAT_IS_DONE = re.compile(
    r"(?:role|part|effect|difference|change|improvement|reduction|increase|decrease|benefit|use|result|progress|impact|"
    r"success|promise|potential|step|way|thing|it|them|this|that|what|which)s?"
)
# "gives small relief in stiff necks": the good done says how much, and what stands behind it on what
_BRINGS = re.compile(r"g[ai]ves?|giv(?:en|ing)|br(?:ings?|inging|ought)|offer(?:s|ed|ing)?|provid(?:e|es|ed|ing)")
_GOOD = re.compile(r"relief|comfort|help|benefits?|improvements?|protection")
_GOOD_IN = frozenset({"from", "of", "for", "in", "against", "on"})
# "takes the strain off the knees": what is taken away says how, and what stands behind it from what
_TAKES = re.compile(r"tak(?:es?|ing)|took|lifts?|lifting|removes?|eas(?:es?|ing)")
_BURDEN = re.compile(r"strain|pressure|weight|loads?|stress|sting|heat|tension")
_OFF = frozenset({"off", "from"})
_THAN = frozenset({"than"})
_AMONG = frozenset({"among", "in"})
# "saffron has the potential to ease depression": saffron would do it, not the potential
_HAVING = frozenset({"has", "have", "had", "having", "shows", "holds"})
# "reduced by 30% in adults", "decreased by 2.4 kg": how far, not by whom
_SIZE = re.compile(
    r"%|per ?cent|half|third|quarter|times|fold|points?|kg|pounds|lbs|cm|inches|mmhg|"
    r"minutes?|hours?|days?|weeks?|months?|years?|average|mean|night|morning|placebo|sham|own|course|time|\d.*"
)
_SPENT = re.compile(r"minutes?|hours?|night")
_SPENT_ON = frozenset({"of", "on", "in"})
# What stands behind these and is no thing to take is where, when or in whom: "a spice from India, which".
_WHERE = frozenset({"in", "from", "across", "throughout", "near", "around", "inside", "within"})
_WHITHER = frozenset({"to", "into", "on", "at"})
_TIME = re.compile(
    r"january|february|march|april|may|june|july|august|september|october|november|december|autumn|winter|summer|"
    r"(?:centur|antiquit)(?:y|ies)|decades?|ages|evenings?|mornings?|nights?|days?|weeks?|months?|years?|seasons?|past|\d{4}s?"
)
_BODY = re.compile(
    r"body|bodies|bowels?|gut|blood|bloodstream|brain|stomach|intestines?|mouth|liver|joints?|muscles?|skin|system"
)
_RESPONDS_BY_NATURE = re.compile(
    rf"{_BODY.pattern}|nerves?|receptors?|cells?|vessels?|immunity|hormones?|organs?|tissues?|eyes?|ears?|nose|heart|"
    r"lungs?|kidneys?|glands?|pancreas"
)
# Who is treated, not what treats: "people interested in reducing weight" act on nothing.
_LAY_PERSON = re.compile(
    r"he|she|i|you|we|they|who|one|me|him|her|us|people|person|persons|patients?|women|woman|men|man|adults?|children|child|babies|"
    r"infants|participants?|volunteers?|users?|those|anyone|someone|everyone|everybody|somebody|subjects|sufferers?|"
    r"researchers?|scientists?|authors?|individuals?|runners|athletes|seniors|toddlers|drinkers|smokers|recipients|"
    r"customers?|clients?|parents|mothers|group|groups|arm|mice|rats|dogs|cats|cohort|nurses|workers|readers|members"
)
# "we treat pain" is a clinic's claim; "they" and "we" stand for things and firms as often as for people.
_MAY_STAND_FOR_A_THING = frozenset({"they", "we", "who", "one", "those", "dogs", "cats"})
_SEEMS = re.compile(r"looks?|looked|feels?|felt|appear(?:s|ed)?|becomes?|became")
_INTRANSITIVE = re.compile(
    r"(?:f[ae]ll|fallen|drop|rose|ris|declin|climb|subsid|vanish|disappear|eas|improv|worsen|decreas|increas|shrink|"
    r"shrank|fad|clear|heal|settl|lessen|diminish|recover|abat|dip|plung|soar|doubl|halv|flar|resolv|return|plummet|"
    r"deteriorat|go|goes|went|gone|get|gets|got|c[ao]me|comes|was|were|is|are|calm|relax|los|differ|chang|stop)\w*"
    r"(?: up| down| away)?"
)
# "softens in the hand" says where, not what.
_SOFTENED = frozenset({"softens", "melts", "dissolves", "dissolve", "melt", "works", "work"})
_RISK = re.compile(r"risks?|rates?|odds|incidence|prevalence|likelihood|mortality|levels|scores|chances?|likely")
_AILMENTS_OF = frozenset(
    {
        "have",
        "has",
        "had",
        "get",
        "gets",
        "got",
        "report",
        "reported",
        "experienced",
        "felt",
        "saw",
        "need",
        "needs",
        "needed",
        "suffered",
        "developed",
        "showed",
        "experience",
        "recorded",
    }
)
_CAUSES_OF_CHANGE = frozenset({"give", "gives", "gave", "bring", "brings", "brought", "offer", "offers", "provides",
                               "means", "mean", "meant", "ensures", "promotes"})  # fmt: skip


# Orders that promise: nobody can obey them but by what is sold. "Get better sleep" heads advice as often.
_REVEALS = re.compile(r"reveal|unveil|enjoy|experience")


@dataclass(frozen=True, slots=True)
class Arguments:
    """The heads of a relation's agents, and of its outcomes in tiers; ``observed`` where people were only watched."""

    agents: Sequence[Token]
    outcomes: Sequence[Sequence[Token]]
    observed: bool = False


# Of the everyday verbs, those whose outcome may stand behind a preposition: "takes the strain off a flat arch".
_LOOSE = re.compile(r"tak(?:e|es|ing)|took|do|does|did|doing|offers?|provides?|g[ai]ves?|brings?|brought")
# Verbs whose clause is not a subject and verb that the parser ran together.
_CLAUSE_TAKERS = re.compile(
    r"(?:say|said|find|found|show|suggest|report|think|thought|believe|claim|know|knew|mean|hope|conclude|note|"
    r"warn|argue|"
    r"help|make|made|let|keep|kept|ensure|see|saw|hear|feel|felt|swear|swore|hint|indicate|demonstrate|confirm|reveal|"
    r"tell|told|promise|insist|agree|doubt|deny|is|are|was|were|be|seem|appear)\w*"
)
_SAYING = re.compile(r"(?:say|said|claim|promise|insist|tell|told|swear|swore|report|suggest|show|find|found|argue)\w*")
# Who looked is no agent, and the claim stands without one: "one study of 200 babies found no difference in weight".
_OBSERVER = re.compile(
    r"stud(?:y|ies)|trials?|reviews?|meta-analys[ie]s|research|results?|data|evidence|findings?|teams?|labs?|surveys?|"
    r"analys[ie]s|reports?|papers?|answers|responses|replies|ratings|respondents|work|there|a|q|own|nothing|nobody|"
    r"purpose|aim|goal|objective|outcomes?|endpoints?|questionnaires?|diar(?:y|ies)"
)

Judge = Callable[[Token], bool]


def find_arguments(head: Token, *, kind: str, is_outcome: Judge) -> Arguments:
    """Return what a relation's head word says of whom.

    ``kind`` is the lexicon entry's id; ``is_outcome`` says of a token whether its phrase holds a health word.
    """
    if kind == "comparative" or (kind == "correlational" and _RISK.fullmatch(head.lower_)):
        return _of_comparative(head, kind=kind)
    if head.tag_.startswith("NN") and kind == "noun":
        return _of_noun(head)
    if _SUPPORTS.fullmatch(head.lower_) and all(map(is_observer, subjects := find_subjects(head))) and subjects:
        return _of_support(head)
    if kind == "response":
        return _of_response(head)
    if kind == "effect":
        return _of_effect(head)
    if kind == "evidence":
        return _of_evidence(head)
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
    if not found.agents and (used := find_used_with(head, lambda t: not (is_outcome(t) or _is_size(t)))):
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
    behind = [token for token in behind if not _BODY.fullmatch(token.lower_)]
    return Arguments(with_conjuncts(behind), [with_conjuncts(suffered or subjects)] if behind else [])


def _of_support(verb: Token) -> Arguments:
    """Read "evidence supports zinc for colds", "supports the use of zinc for colds", "a role for zinc in colds"."""
    objects = [child for child in verb.children if child.dep_ == "dobj"]
    agents: list[Token] = []
    for token in objects:
        named = _PART.fullmatch(token.lower_) and (
            objects_behind(token, words=_OF) or objects_behind(token, words=_FOR)
        )
        agents += named[:1] if named else [] if _PART.fullmatch(token.lower_) else [token]
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


def _is_size(token: Token) -> bool:
    """Say whether a word tells how far or how long; "ten minutes of stretching" and "screen time" can act."""
    if not _SIZE.fullmatch(token.lower_):
        return False
    of_an_act = _SPENT.fullmatch(token.lower_) and any(
        each.tag_[:2] in ("NN", "VB") and not is_lay_person(each) and not _TIME.fullmatch(each.lower_)
        for each in objects_behind(token, words=_SPENT_ON)
    )
    named = token.lower_ == "time" and any(child.dep_ == "compound" for child in token.children)
    return not (token.dep_ in ANY_SUBJECTS and (of_an_act or named))


def is_observer(token: Token) -> bool:
    """Say whether an agent is a study or a filler word: what it saw may be a claim, but it acts on nothing."""
    return bool(_OBSERVER.fullmatch(token.lower_))


def is_lay_person(token: Token) -> bool:
    """Say whether an agent is somebody who is treated or asked, and so acts on no outcome."""
    return bool(_LAY_PERSON.fullmatch(token.lower_)) and token.lower_ not in _MAY_STAND_FOR_A_THING


# ---- verbs -----------------------------------------------------------------------------------------------


def arguments_of_verb(verb: Token, *, kind: str) -> Arguments:
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
        if all(_SIZE.fullmatch(token.lower_) for token in agents):  # "pain was reduced by 20% in the zinc group"
            agents = find_means_of_change(verb, ())
        # "in a study of sore feet, pain was reduced" says where that was seen
        behind = (
            token
            for token in objects_behind(verb)
            if (token not in agents or token.head.lower_ == "from") and not is_observer(token)
        )
        tiers = [
            [*passive, *(token for token in behind if not (is_lay_person(token) or _TIME.fullmatch(token.lower_)))]
        ]
    elif _ALLOWS.fullmatch(verb.lower_) and (allowed := [c for c in verb.children if c.dep_ == "dobj"]):
        # "the agency approved the drug for asthma"
        agents = [token for token in allowed if not _NO_CARE.fullmatch(token.lower_)]
        tiers = [[each for place in (verb, *agents) for each in objects_behind(place, words=_FOR)]] if agents else []
    elif kind == "correlational" and any(child.dep_ == "dobj" for child in verb.children):
        # "one study linked saunas to better heart health"
        agents, tiers = [child for child in verb.children if child.dep_ == "dobj"], [objects_behind(verb)]
    else:
        stolen = _stolen_subject(verb) or _shared_subject(verb)
        agents = [stolen] if stolen else _beaten_by_nothing(verb) or _means_of(verb) or _player_of_a_role(verb)
        agents = agents or _credited(verb) or _helper_of(verb) or find_named_for_an_end(verb)
        agents = agents or find_subjects(verb)
        if len(agents) == 1 and _BODY.fullmatch(agents[0].lower_) and _LETS.fullmatch(verb.head.lower_):
            agents = find_subjects(verb.head) or agents  # "they help your body maintain a normal response"
        agents = agents or _asked_subject(verb) or objects_behind(verb, words=_WITH) or _named_means(verb)
        tiers = list(islice(_objects(verb), 2 if kind == "act" and not _LOOSE.fullmatch(verb.lower_) else None))
        tiers.insert(0, _what_good_is_on(verb))
        if _ONLY_WORKS.fullmatch(verb.lower_):
            tiers.append(find_suffered(verb))  # "if you suffer from migraines, zinc can help"
    if verb.dep_ == "amod":  # "zinc's migraine-easing powers"
        agents = [owner for token in agents for owner in find_owner(token) or [token]]
    agents = [same for token in agents for same in find_same_thing(token) or [token]]
    agents = [better for token in agents for better in _treated_with(token, verb)]
    agents = [token for token in agents if not _is_size(token)]
    tiers = [[each for token in tier for each in _what_changes(token)] for tier in tiers]
    outcomes = [[token for token in with_conjuncts(tier) if not _is_stolen(token, verb)] for tier in tiers if tier]
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
    words = _TO_OR_IN if _DIFFERENCE.fullmatch(token.lower_) else frozenset({"of", "in"})
    changes = _CHANGE_OF.fullmatch(token.lower_) or words is _TO_OR_IN
    inside = objects_behind(token, words=words) if changes else []
    return inside or [token]


def _means_of(verb: Token) -> list[Token]:
    """Return what is taken or used to an end: the zinc of "take zinc to prevent colds"."""
    is_an_end = verb.dep_ in ("advcl", "xcomp", "acl", "relcl") and any(child.lower_ == "to" for child in verb.children)
    user = verb.head.head if verb.dep_ == "acl" else verb.head
    if not is_an_end or not _USING.fullmatch(user.lower_):
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


def _of_blame(verb: Token) -> Arguments:
    """Read "they blame the jab for their headaches", "salt is blamed for it", "the gel was to blame for it"."""
    blamed = [child for child in verb.children if child.dep_ in ("dobj", "nsubjpass")]
    if not blamed and any(child.lower_ == "to" for child in verb.children):
        blamed = find_subjects(verb)
    ends = [*objects_behind(verb, words=_FOR), *(each for t in blamed for each in objects_behind(t, words=_FOR))]
    blamed = [token for token in blamed if not is_lay_person(token) and not _SOMEBODY.fullmatch(token.lower_)]
    return Arguments(with_conjuncts(blamed), [with_conjuncts(ends)] if blamed else [])


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
    return [player for part in parts if _PART.fullmatch(part.lower_) for player in objects_behind(part, words=_OF)]


def find_subjects(token: Token, *, depth: int = 0) -> list[Token]:
    own = [child for child in token.children if child.dep_ in ANY_SUBJECTS]
    if (
        token.tag_ == "VBZ" and not own
    ):  # "This treatment cuts relapses", "acupuncture works by ...": read as a compound
        own = [
            child
            for child in token.children
            if child.dep_ == "compound" and child.tag_[:2] == "NN" and not child.lower_.endswith("ing")
        ]  # "building blocks"
    if own:
        # "which", "that" stand for the noun the clause hangs on
        if own[0].tag_ in ("WDT", "WP") and token.dep_ in ("relcl", "ccomp", "acl"):
            return _find_antecedents(own[0], clause=token)
        if depth and token.dep_ == "ccomp" and token.head.lower_ in _ONLY_HELPS and _are_lay(own):
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
            told = objects if objects and _USING.fullmatch(above.lower_) else find_subjects(above)
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
    if noun.tag_ == "NNPS" or _TIME.fullmatch(noun.lower_) or _LAY_PERSON.fullmatch(noun.lower_):
        return False
    if noun.head.lower_ in _WHERE | _WHITHER and _BODY.fullmatch(noun.lower_):
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


def _objects(verb: Token) -> Iterator[list[Token]]:
    objects = [child for child in verb.children if child.dep_ in _OBJECTS and child.tag_[:1] in "NPVJC"]
    # "gives you a fresher look": you are not what it does
    yield [child for child in objects if not (child.dep_ == "dative" and child.tag_ == "PRP" and len(objects) > 1)]
    # a clause before the verb is none of its own: "They widen vessels, the one thing that lets blood flow"
    clauses = [child for child in verb.children if child.dep_ in ("ccomp", "xcomp") and child.i > verb.i]
    if verb.lower_ in _ONLY_HELPS:  # "helps the heart squeeze harder": the heart alone is not what is helped
        yield [child for child in clauses if child.tag_[:2] == "VB" and any(g.dep_ == "nsubj" for g in child.children)]
    # "keeps hips supple", "helps wounds close", "makes pain worse": the outcome is the subject of the small clause
    yield [grand for child in clauses for grand in child.children if grand.dep_ in ANY_SUBJECTS]
    yield [child for child in clauses if child.tag_[:2] in ("NN", "VB", "JJ")]
    yield objects_behind(
        verb, words=_OUTCOME_PREPOSITIONS - {"in"} if verb.lower_ in _SOFTENED else _OUTCOME_PREPOSITIONS
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


def has_swallowed_a_clause(verb: Token) -> bool:
    """Say whether the parser hung the next clause on a verb: its child is no clause the verb takes."""
    return any(child.dep_ == "ccomp" and _shared_subject(child) is not None for child in verb.children)


def _shared_subject(verb: Token) -> Token | None:
    """Return the later of two nouns made one subject: "zinc reduces [cough and vitamin C eases fatigue]"."""
    if verb.dep_ != "ccomp" or _CLAUSE_TAKERS.fullmatch(verb.head.lower_) or verb.head.i > verb.i:
        return None
    subjects = [child for child in verb.children if child.dep_ in ANY_SUBJECTS]
    if not subjects or any(child.dep_ == "mark" for child in verb.children):
        return None
    conjuncts = [token for token in subjects[0].conjuncts if token.i > subjects[0].i]
    return conjuncts[-1] if conjuncts else None


def _stolen_subject(verb: Token) -> Token | None:
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


def _is_stolen(token: Token, verb: Token) -> bool:
    later = [*verb.conjuncts, *(child for child in verb.children if child.dep_ == "ccomp")]
    return any(token in (_stolen_subject(other), _shared_subject(other)) for other in later if other.i > token.i)


# ---- nouns and comparatives ------------------------------------------------------------------------------


def _of_noun(noun: Token) -> Arguments:
    compared = _what_is_compared(noun) or _what_does_good(noun)
    if compared is not None:
        return compared
    outcomes = objects_behind(noun) or objects_behind(noun.head)
    ends = [child for child in noun.children if child.dep_ in ("acl", "relcl")]
    outcomes += [child for end in ends for child in end.children if child.dep_ == "dobj"]
    compounds = [child for child in noun.children if child.dep_ in ("compound", "amod")]
    tiers = [with_conjuncts(outcomes), compounds]
    means = objects_behind(noun, words=frozenset({"with", "after", "from", "by"}))
    if noun.dep_ in ("dobj", "attr", "conj", "nsubjpass", "nsubj", "oprd", "acomp"):
        # "zinc's effect on pain is small"
        owners = [child for child in noun.children if child.dep_ == "poss" and _GOOD_OF.fullmatch(noun.lower_)]
        agents = owners if noun.dep_ in ANY_SUBJECTS else find_subjects(noun.head)
        agents = [better for agent in agents for better in _treated_with(agent, noun.head)]
        means = objects_behind(noun.head, words=MEANS_PREPOSITIONS) + means
        if not agents or all(is_lay_person(agent) for agent in agents):
            agents = means or find_means_of_change(noun.head, [noun]) or agents
        agents = [agent for agent in agents if agent is not noun]
    elif noun.dep_ == "pobj" and noun.head.lower_ == "as":
        agents = find_subjects(noun.head.head)
        # "the brand markets the powder as a cure": not who says so
        named = [child for child in noun.head.head.children if child.dep_ == "dobj"]
        agents = (_NAMES_AS.fullmatch(noun.head.head.lower_) and named) or agents
        agents = agents or [child for child in noun.head.head.children if child.dep_ == "dobj"]
    elif noun.dep_ == "appos":
        agents = [noun.head]
    else:
        agents = means
    agents = agents or find_same_thing(noun)
    kept = [token for token in agents if not any(token in tier for tier in tiers) and not _SIZE.fullmatch(token.lower_)]
    return Arguments(with_conjuncts(kept), tiers)


def _what_is_compared(noun: Token) -> Arguments | None:
    """Read "no difference in pain between zinc and placebo": what is held against a dummy acts on what differs."""
    if not _DIFFERENCE.fullmatch(noun.lower_):
        return None
    held = [t for t in (noun.head if noun.dep_ in ANY_SUBJECTS else noun).subtree if compares_with_a_dummy(t)]
    if not held:
        return None
    ends = with_conjuncts([child for child in held[0].children if child.dep_ == "pobj"])
    ends = with_conjuncts([named for end in ends for named in (_names_of_arm(end) or [end])])  # "the gel group"
    # "between acupuncture and sham treatment": the parser hangs the one on the other's noun
    ends += [child for end in ends for child in end.children if child.dep_ == "nmod"]
    inside = {t.i for end in ends for t in (end, *end.conjuncts)}
    agents = [end for end in ends if not is_a_dummy(end) and not _ARM.fullmatch(end.lower_) and not is_lay_person(end)]
    places = [noun, noun.head, *ends]
    seen = [child for place in places for child in place.children if child.dep_ == "prep" and child.lower_ in _SEEN_IN]
    outcomes = [c for t in seen for c in t.children if c.dep_ in ("pobj", "pcomp") and c.i not in inside]
    return Arguments(agents, [with_conjuncts(outcomes)]) if outcomes else None


def _what_does_good(noun: Token) -> Arguments | None:
    """Read "no benefit of vitamin E for heart disease": what has the benefit acts."""
    if not _GOOD_OF.fullmatch(noun.lower_):
        return None
    agents = [token for token in objects_behind(noun, words=_OF) if not is_lay_person(token)]
    # "the benefits of swimming for back pain", "there is no effect of zinc on pain": the parser hangs pain elsewhere
    near = [noun, *agents, *([noun.head] if noun.dep_ == "attr" else [])]
    outcomes = next((found for t in near if (found := objects_behind(t, words=_GOOD_FOR))), [])
    if not agents or not outcomes or all(is_lay_person(token) for token in outcomes):
        return None
    return Arguments(with_conjuncts(agents), [with_conjuncts(outcomes)])


def _of_effect(noun: Token) -> Arguments:
    """Read "the effect of zinc on colds is small", "we found no effect of zinc on colds"; not what is only studied."""
    verb = noun.head
    if " " in noun.text or any(child.lower_ in ("side", "adverse") for child in noun.children):
        # "nausea is a side effect of iron", "is one of the side effects of iron"
        named = verb.head if noun.dep_ == "pobj" and verb.lower_ == "of" else noun
        told = [token for token in find_subjects(named.head) if not is_observer(token)] if named.dep_ == "attr" else []
        return Arguments(with_conjuncts(objects_behind(noun, words=_OF)), [with_conjuncts(told)] if told else [])
    if noun.dep_ in ANY_SUBJECTS:
        tells = bool(_IS.fullmatch(verb.lower_)) or bool(_ESTABLISHES.fullmatch(verb.lower_))
        tells = tells or (verb.lower_ in _STUDIED and any(child.dep_ == "neg" for child in verb.children))
        # "one of the effects of wine on sleep is waking" names the effect, and "is the topic" tells nothing
        tells = tells and not any(
            child.dep_ == "attr" and child.lower_ not in ("matter", "what") for child in verb.children
        )
    elif noun.dep_ == "pobj":  # "evidence for a benefit of zinc in colds", "beliefs about the benefits of ..."
        tells = noun.head.lower_ in _ABOUT_WHICH and bool(_SPEAKS_FOR.fullmatch(noun.head.head.lower_))
    elif noun.dep_ == "attr":
        tells = any(child.dep_ == "expl" or child.lower_ == "what" for child in verb.children)
    else:
        tells = noun.dep_ == "dobj" and bool(_FINDS.fullmatch(verb.lower_))
    return (tells and _what_does_good(noun)) or Arguments([], [])


def _of_evidence(noun: Token) -> Arguments:
    """Read "evidence on zinc for colds is mixed": what was looked into, and for what."""
    told = objects_behind(noun, words=_ABOUT) or objects_behind(noun, words=_FOR)[:1]
    about = [token for token in told if not is_lay_person(token)]
    about = [token for token in about if not _NO_AGENT_OF_EVIDENCE.fullmatch(token.lower_)]
    # "evidence for a benefit in colds" names nothing that acts
    about = [token for token in about if not _GOOD_OF.fullmatch(token.lower_) or objects_behind(token, words=_OF)]
    ends = [each for place in (noun, *about) for each in objects_behind(place, words=_LOOKED_INTO_FOR)]
    ends = [each for each in ends if each not in about and each.dep_ != "pcomp"]  # "for treating colds" tells its own
    # "on the role of zinc in colds"
    agents = [
        each for token in about
        for each in (_PART.fullmatch(token.lower_) and objects_behind(token, words=_OF)) or [token]
    ]  # fmt: skip
    return Arguments(with_conjuncts(agents), [with_conjuncts(ends)] if agents else [])


def _of_comparative(head: Token, *, kind: str) -> Arguments:
    """Read "fewer migraines", "a lower risk of gout", "less likely to die of cancer"."""
    noun = head.head if head.dep_ in ("amod", "advmod", "compound") and head.head.tag_.startswith("N") else head
    if head.lower_ == "likely":
        verb = head.head
        if compares_kinds_of_people(head):
            return Arguments([], [])
        tiers = [
            [t for child in head.children if child.dep_ == "xcomp" for t in _inside_of(child)],
            objects_behind(head),
        ]
    else:
        verb = noun.head
        within = objects_behind(noun, words=frozenset({"of", "for", "in"}))
        tiers = [within if kind == "correlational" and within else [noun]]
    if noun.dep_ in ANY_SUBJECTS:
        return Arguments(find_means_of_change(noun.head, [noun]), tiers)
    if noun.dep_ == "dobj" and _FINDS.fullmatch(verb.lower_) and all(map(is_observer, find_subjects(verb))):
        means = find_means_of_change(verb, [noun])  # "the study found fewer colds in people who took zinc"
        return Arguments(means, [with_conjuncts(tier) for tier in tiers] if means else [], observed=True)
    if noun.dep_ in ("ROOT", "conj", "appos", "dep") and not any(t.tag_ in _FINITE for t in noun.doc):
        return Arguments([], tiers)  # a fragment: "Cleaner teeth & fresher breath in 2 weeks*"
    if verb.i == 0 and _REVEALS.fullmatch(verb.lower_):
        return Arguments([], tiers)  # "Reveal softer, brighter skin"
    if verb.tag_[:2] not in ("VB", "IN"):
        return Arguments([], [])
    causes = verb.lower_ in _CAUSES_OF_CHANGE
    if not causes and verb.lower_ not in _AILMENTS_OF and head.lower_ != "likely" and verb.tag_ != "IN":
        return Arguments([], [])
    subjects = find_subjects(verb)
    agents = [better for token in subjects for better in _treated_with(token, verb)]
    observed = bool(subjects) and agents != subjects and not causes
    agents = [token for token in agents if not is_lay_person(token)] or objects_behind(verb, words=MEANS_PREPOSITIONS)
    if verb.lower_ in _AILMENTS_OF and not agents:
        return Arguments([], [])
    agents = [token for token in agents if not _SIZE.fullmatch(token.lower_)]  # "87% reported softer skin"
    return Arguments(with_conjuncts(agents), [with_conjuncts(tier) for tier in tiers], observed=observed)


def compares_kinds_of_people(likely: Token) -> bool:
    """Say whether people are set against others for what they are: "women are more likely than men to have gout"."""
    than = objects_behind(likely, words=_THAN)
    return bool(than) and all(_KIND_OF_PERSON.fullmatch(token.lower_) and not token.n_rights for token in than)


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
    return [token for token in behind if not is_lay_person(token) and not _TIME.fullmatch(token.lower_)]


def _inside_of(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ == "dobj"] + objects_behind(verb)


# ---- agents behind people --------------------------------------------------------------------------------


def _treated_with(person: Token, verb: Token) -> list[Token]:
    """Return what people take where they are the subject: the nuts of "people who ate nuts"; others as they are."""
    clauses = [c for c in person.children if c.dep_ in ("relcl", "acl") and _USING.fullmatch(c.lower_)]
    of_persons = [c for c in clauses if c.dep_ == "acl" or any(g.lower_ == "who" for g in c.children)]
    # "mice given the gel": the parser takes the gel for what stands behind a preposition
    taken = [c for clause in of_persons for c in clause.children if c.dep_ in ("dobj", "oprd", "dative", "pobj")]
    taken = taken or _put_on(person, verb) or _done_by(person, verb)
    if taken:
        return taken
    if _HOW_MANY.fullmatch(person.lower_) and (
        of_whom := [t for t in objects_behind(person, words=_OF) if is_lay_person(t) or t.lower_ == "those"]
    ):  # "half of those on zinc"
        treated = _treated_with(of_whom[0], verb)
        return treated if treated != of_whom[:1] else [person]
    if not (_LAY_PERSON.fullmatch(person.lower_) or _IN_GROUP.fullmatch(person.lower_)):
        return [person]
    for child in person.children:
        if child.dep_ == "prep" and child.lower_ in ("on", "with", "given", "taking", "using", "in"):
            found = [c for c in child.children if c.dep_ == "pobj"]
            if found and child.lower_ != "in":
                return found
            if found and (treatment := _names_of_arm(found[0])):
                return treatment
    if treatment := _names_of_arm(person):  # "in the vaccinated group"
        return treatment
    compounds = [c for c in person.children if c.dep_ == "compound"]
    if compounds and person.lower_ in ("drinkers", "users", "group", "groups", "arm", "eaters", "recipients"):
        return compounds
    by_means = [
        token
        for token in objects_behind(verb, words=frozenset({"with", "by", "through"}))
        if not _SIZE.fullmatch(token.lower_)
    ]
    return by_means or [person]


def _put_on(person: Token, verb: Token) -> list[Token]:
    """Return what people were put on: "patients treated with the device", "adults who switched to the gel"."""
    clauses = [child for child in person.children if child.dep_ in ("relcl", "acl")]
    if person.head != verb and person.dep_ in ANY_SUBJECTS and person.head.tag_ in ("VBD", "VBN"):
        clauses.append(person.head)  # "volunteers randomised to the gel had ...": taken for what they did
    behind = [token for clause in clauses if _PUT_ON.fullmatch(clause.lower_)
              for token in objects_behind(clause, words=_ONTO)]  # fmt: skip
    return [treatment for token in behind for treatment in (_names_of_arm(token) or [token])]


def _done_by(person: Token, verb: Token) -> list[Token]:
    """Return the verb of what people do by whom something is told: "women who *breastfed* had less cancer"."""
    if not _LAY_PERSON.fullmatch(person.lower_):
        return []
    return [
        clause for clause in person.children
        if clause.dep_ == "relcl" and clause.tag_ in ("VBD", "VBP", "VBZ") and not _NO_DEED.fullmatch(clause.lower_)
        and any(child.lower_ == "who" and child.dep_ == "nsubj" for child in clause.children)
        and not any(child.dep_ in ("neg", "ccomp") for child in clause.children)
        and clause != verb and not clause.is_ancestor(verb)
    ]  # fmt: skip


def _names_of_arm(group: Token) -> list[Token]:
    """Return the treatment by which an arm of a trial is called: "those in the exercise group"; of no control arm."""
    if not _ARM.fullmatch(group.lower_):
        return []
    named = [child for child in group.children if child.dep_ in ("compound", "amod", "nmod") and child.i < group.i]
    named = [child for child in named if child.dep_ != "amod" or child.is_lower]  # "a Japanese group"
    return [] if any(_CONTROL.fullmatch(each.lower_) for each in named) else named[:1]


def find_means_of_change(verb: Token, outcomes: Sequence[Token]) -> list[Token]:
    """Return what made an outcome change that is the subject: "with the gel", "in the group given zinc"."""
    found: list[Token] = []
    sizes = [child for near in verb.children if near.dep_ == "prep" for child in near.children]
    states = [child for child in verb.children if child.dep_ in ("acomp", "attr", "advmod")]  # "was lower with the gel"
    for token in (verb, *outcomes, *sizes, *states):  # "fell by half in the group given the gel"
        for child in token.children:
            if child.dep_ not in ("prep", "agent"):
                continue
            objects = [c for c in child.children if c.dep_ in ("pobj", "pcomp")]
            if child.lower_ in ("in", "among") or any(_IN_GROUP.fullmatch(o.lower_) for o in objects):
                objects = [t for o in objects for t in _treated_with(o, o) if t is not o]
            elif child.lower_ not in MEANS_PREPOSITIONS:
                continue
            found += [o for o in objects if o not in outcomes and not _SIZE.fullmatch(o.lower_)]
    return with_conjuncts([t for t in found if not is_lay_person(t)])


# ---- small steps -----------------------------------------------------------------------------------------


def objects_behind(token: Token, *, dep: str = "prep", words: frozenset[str] = _OUTCOME_PREPOSITIONS) -> list[Token]:
    return [
        grand
        for child in token.children
        if child.dep_ == dep and (dep == "agent" or child.lower_ in words)
        for grand in child.children
        if grand.dep_ in ("pobj", "pcomp")
    ]


def with_conjuncts(tokens: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        # only what hangs behind a word is coordinated with it, and most words have nothing there
        later = [each for each in token.conjuncts if each.i > token.i] if token.n_rights or token.dep_ == "conj" else []
        found += [each for each in [token, *later] if each not in found]
    return found
