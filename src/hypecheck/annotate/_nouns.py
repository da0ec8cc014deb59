"""A noun or comparative that tells a relation goes in ("a reduction in pain", "fewer colds"), who and what come out."""

from __future__ import annotations

import re

from spacy.tokens import Token

from hypecheck.annotate._arguments import DIFFERENCE, PART, Arguments
from hypecheck.annotate._kinds import SIZE, compares_kinds_of_people, is_lay_person, is_observer
from hypecheck.annotate._naming import find_same_thing
from hypecheck.annotate._subjects import find_subjects
from hypecheck.annotate._treatment import ARM, find_means_of_change, names_of_arm, treated_with
from hypecheck.annotate._tree import (
    ANY_SUBJECTS,
    MEANS_PREPOSITIONS,
    compares_with_a_dummy,
    is_a_dummy,
    objects_behind,
    with_conjuncts,
)

__all__ = ["arguments_of_comparative", "arguments_of_effect", "arguments_of_evidence", "arguments_of_noun"]

_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_FOR = frozenset({"for"})
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
_OF = frozenset({"of"})
_NAMES_AS = re.compile(
    r"(?:market|promot|advertis|pitch|bill|tout|hail|prais|sell|describ|recommend|present|push|hawk|view|regard|us|see)"
    r"(?:s|es|ed|ing|e)?|sold|saw"
)
_NO_AGENT_OF_EVIDENCE = re.compile(r"trends?|causes?|rates?|numbers?|risks?|prevalence|outcomes?|attitudes?")
_ABOUT = frozenset({"on", "about"})
_LOOKED_INTO_FOR = frozenset({"for", "in", "against"})
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


def arguments_of_noun(noun: Token) -> Arguments:
    """Read "a reduction in pain with zinc", "zinc is a remedy for colds", "no difference between zinc and placebo"."""
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
        agents = [better for agent in agents for better in treated_with(agent, noun.head)]
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
    kept = [token for token in agents if not any(token in tier for tier in tiers) and not SIZE.fullmatch(token.lower_)]
    return Arguments(with_conjuncts(kept), tiers)


def _what_is_compared(noun: Token) -> Arguments | None:
    """Read "no difference in pain between zinc and placebo": what is held against a dummy acts on what differs."""
    if not DIFFERENCE.fullmatch(noun.lower_):
        return None
    held = [t for t in (noun.head if noun.dep_ in ANY_SUBJECTS else noun).subtree if compares_with_a_dummy(t)]
    if not held:
        return None
    ends = with_conjuncts([child for child in held[0].children if child.dep_ == "pobj"])
    ends = with_conjuncts([named for end in ends for named in (names_of_arm(end) or [end])])  # "the gel group"
    # "between acupuncture and sham treatment": the parser hangs the one on the other's noun
    ends += [child for end in ends for child in end.children if child.dep_ == "nmod"]
    inside = {t.i for end in ends for t in (end, *end.conjuncts)}
    agents = [end for end in ends if not is_a_dummy(end) and not ARM.fullmatch(end.lower_) and not is_lay_person(end)]
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


def arguments_of_effect(noun: Token) -> Arguments:
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


def arguments_of_evidence(noun: Token) -> Arguments:
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
        for each in (PART.fullmatch(token.lower_) and objects_behind(token, words=_OF)) or [token]
    ]  # fmt: skip
    return Arguments(with_conjuncts(agents), [with_conjuncts(ends)] if agents else [])


def arguments_of_comparative(head: Token, *, kind: str) -> Arguments:
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
    agents = [better for token in subjects for better in treated_with(token, verb)]
    observed = bool(subjects) and agents != subjects and not causes
    agents = [token for token in agents if not is_lay_person(token)] or objects_behind(verb, words=MEANS_PREPOSITIONS)
    if verb.lower_ in _AILMENTS_OF and not agents:
        return Arguments([], [])
    agents = [token for token in agents if not SIZE.fullmatch(token.lower_)]  # "87% reported softer skin"
    return Arguments(with_conjuncts(agents), [with_conjuncts(tier) for tier in tiers], observed=observed)


def _inside_of(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ == "dobj"] + objects_behind(verb)
