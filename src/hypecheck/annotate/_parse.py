"""Tokenised sentences with their hits go in, parsed Docs come out, read with common words for rare ones.

The small parser takes "zinc shortens colds" for a heap of nouns, and "zinc reduces pain" for what it is. So
each relation verb, condition and symptom is parsed under a stand-in of the same form, and "back pain", "heart
disease" and "vitamin K2" as one word each. The Doc that comes out has that parse, and the text's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from spacy.attrs import DEP, HEAD, TAG
from spacy.language import Language
from spacy.tokens import Doc, Span

from hypecheck.annotate._algebra import on_one_thread
from hypecheck.lexicon import Hit

__all__ = ["parse_sentences"]

_BATCH_SIZE = 64
_PARSE = [TAG, HEAD, DEP]

# Verbs the parser knows whose complements differ ("helps reduce"), gerunds, which it reads well as they are,
# and words that are adjectives as often ("lower anxiety", "slow absorption", "calm seas").
_KEPT_VERBS = re.compile(
    r"(?:help|caus|aid|benefit|blam|mak|keep|leav|let|giv|bring)\w*|made|left|kept|gave|brought|\w+ing|lower|slow|calm",
    re.IGNORECASE,
)
# "caused" and not "reduced": the parser reads "vitamin K2 reduced cramps" as cramps that were reduced.
_VERB_STAND_INS = (("ed", "caused"), ("s", "reduces"), ("", "reduce"))
# "Raised blood pressure" at the head of a line and "reported reduced swelling" name things, not acts.
_BEFORE_A_DESCRIPTION = re.compile(
    r"an?|the|with|of|for|from|had|have|report(?:ed|ing)|found|saw|showed|noted|experienced?", re.IGNORECASE
)
_VERBS = ("relation/causal", "relation/act")
# "itchy, dry and cracked skin": no noun may stand for what describes one
_DESCRIBES = re.compile(r"(?i)itchy|painful|swollen|aching|diabetic|anxious|depressed|arthritic|asthmatic|hypertensive")
_ASKS_WHAT_IT_DOES = re.compile(r"(?i)\W*(?:do|does|did|can|could|will|would|might|may|should)\b")
_BEHIND_AN_ASIDE = re.compile(r"(?i)\w, (?:which|who) [^,;:.]{3,80}, $")
# What is swallowed; drugs, devices and habits are named by words that the parser knows.
_AGENTS = ("agent/food", "agent/remedy", "agent/drug")
_BEFORE_A_VERB = re.compile(
    r"(?!(?:show|ha|report|find|see|mean|give|wa|i|thi|a|it|plu|versu)s$)\w+s|can|may|to|helps?|will|might|could", re.I
)
_DRY = frozenset({"dry", "clear", "smooth", "firm", "plump", "calm", "thin", "dull"})
# Everyday verbs that are seldom nouns behind what is taken, unlike "vitamin drops" and "tea breaks", nor before "your".
_ACTS_IN_S = re.compile(
    r"(?:smooth|clear|control|lift|fade|firm|plump|correct|burn|unlock|tighten|whiten|settle|refresh|thicken|cushion|"
    r"calm|tone|fuel|target|flush|slash|manage|soften|warm|cool|drain|wipe|erase)(?:s|es)"
)
_OPENS_ANOTHER = re.compile(r"(?i) (?:to|in|on|at|with|as|when|and|or|after|by|from|up|down|out|for|of|than|over)\b")
_OPENS_A_THING = re.compile(r"(?i) (?:the|your|my|his|her|their|away|fine|stubborn|unwanted|dead)\b")
# Words of how something looks or feels before one thing: "to brighter, smoother skin", "soothes dry and itchy skin".
_ADJECTIVE = (
    r"(?:brighter|smoother|fresher|younger|firmer|softer|clearer|plumper|healthier|stronger|thicker|fuller|shinier|leaner|"
    r"calmer|deeper|longer|sharper|whiter|straighter|slimmer|dry|itchy|flaky|red|sore|dull|tired|puffy|rough|sensitive|"
    r"irritated|cracked|chapped|inflamed|swollen|blotchy|stiff|tense|soft|smooth|glowing|radiant|plump|dewy|bright|healthy|supple|silky|shiny|strong|thick|calm|clear|"
    r"youthful|natural|firm|hydrated|nourished|more (?:radiant|focused|even|youthful|defined|elastic|restful|toned))"
)
_ADJECTIVES = re.compile(
    r"(?i)(?:^\W{0,3}|\b(?:a|to|of|for|with|your|from|have|gives?|gets?|reveals?|sooth(?:es?|ing)|heal(?:s|ing)?|"
    r"calm(?:s|ing)?|reliev(?:es?|ing)|treat(?:s|ing)?|repair(?:s|ing)?|moisturi[sz]es?|hydrates?|comfort(?:s|ing)?|"
    r"eas(?:es?|ing)|restor(?:es?|ing)|cools?|loosens?|relax(?:es)?) )"
    rf"(?P<two>{_ADJECTIVE}(?:, {_ADJECTIVE}){{0,2}}(?:,|,? and|,? or| &) {_ADJECTIVE})"
    r"(?= (?!and\b|or\b|but\b|after\b|when\b|for\b|with\b|from\b|all\b|again\b)[a-z]{3,}\b)"
)
# "Zinc cut migraines by 40%": a verb, and no cut of the kind "a zinc cut"
_BY_A_SIZE = re.compile(
    r" (?!by\b)[a-z][\w' -]{2,40}? by (?:(?:up to|about|around|almost|nearly|over|more than|at least|roughly|some) )?"
    r"(?:an? )?(?:\d|(?:half|third|quarter|fifth|average|one|two|three|four|five|six|seven|eight|nine|ten)\b)"
)
_IS_CUT = re.compile(r"\b(?:be|is|are|was|were|been|being|an?|the|each|this) (?:\w+ly )?$")
_HELD_BY = re.compile(r"to|can|may|might|could|will|would|should|help|helps|helped|did|does|not")
_PARTICLE = re.compile(r"off|up|down|out|in|away|back", re.IGNORECASE)
_AILMENT_STAND_IN = "pain"
_AILMENT_BEHIND_TO = "headaches"
_VITAMIN_STAND_IN = "zinc"
_VITAMIN = re.compile(r"\bvitamins? [A-K]\d{0,2}(?!\w)", re.IGNORECASE)

# Where a stand-in begins in the text, where it ends, and what is read there.
_StandIns = Mapping[int, tuple[int, str]]


def parse_sentences(pipeline: Language, sentences: Iterable[tuple[Span, int, Sequence[Hit]]]) -> Iterator[Doc]:
    """Yield a parsed Doc for each ``(sentence, its start in the article, its hits)``."""
    worded = [_words(span, offset, hits) for span, offset, hits in sentences]
    docs = (Doc(pipeline.vocab, words=read_as, spaces=spaces) for _, read_as, spaces in worded)
    with on_one_thread():
        parsed = list(pipeline.pipe(docs, batch_size=_BATCH_SIZE))
    for (words, _, spaces), doc in zip(worded, parsed, strict=True):
        own = Doc(doc.vocab, words=words, spaces=spaces)
        yield own.from_array(_PARSE, cast(Any, doc.to_array(_PARSE)))


def _words(span: Span, offset: int, hits: Sequence[Hit]) -> tuple[list[str], list[str], list[bool]]:
    """Return the words as they stand in a sentence, as they are to be read, and whether a space follows each."""
    words: list[str] = []
    read: list[str] = []
    spaces: list[bool] = []
    text = span.text
    stand_ins = dict(_stand_ins(text, offset, hits))
    shouted = text.isupper()  # the parser takes words in capitals for names
    tokens = iter(span)
    for token in tokens:
        start = token.idx - span.start_char
        end, read_as = stand_ins.get(start, (0, token.text))
        read_as = read_as.lower() if shouted else read_as
        while token.idx - span.start_char + len(token) < end:
            token = next(tokens)
        words.append(text[start : token.idx - span.start_char + len(token)])
        read.append(read_as)
        spaces.append(bool(token.whitespace_))
    return words, read, spaces


_ACTS_OF_CARE = frozenset({"cures", "heals", "treats", "prevents", "relieves", "soothes"})


def _stand_ins(text: str, offset: int, hits: Sequence[Hit]) -> Iterator[tuple[int, tuple[int, str]]]:
    """Yield the stand-ins of a sentence that starts at ``offset``, with places in the sentence."""
    for found in _VITAMIN.finditer(text):
        yield found.start(), (found.end(), _cased_like(found.group(), _VITAMIN_STAND_IN))
    # "cures" is care and an act alike; as a third person it is the act
    health = {
        hit.start
        for hit in hits
        if hit.entry.category == "health" and text[hit.start - offset : hit.end - offset].lower() not in _ACTS_OF_CARE
    }
    parts = {hit.end + 1: hit.start for hit in hits if hit.entry.name == "health/body"}
    changes = {hit.start for hit in hits if hit.entry.name == "relation/change"}
    agents = {hit.end for hit in hits if hit.entry.category == "agent"}
    for hit in hits:
        start, end = hit.start - offset, hit.end - offset
        if not 0 <= start < len(text):
            continue  # it stands in another part of the sentence than is parsed here
        if hit.start in changes and hit.entry.category == "health":
            continue  # "insulin falls", "the rash burns": nobody knows yet whether these are verbs
        if hit.entry.name in ("health/condition", "health/symptom") and not _DESCRIBES.fullmatch(text[start:end]):
            start = parts.get(hit.start, hit.start) - offset  # "back pain"
            # "goodbye to cramps": behind "to" the parser takes "pain" for a verb
            noun = _AILMENT_BEHIND_TO if text[:start].lower().endswith(" to ") else _AILMENT_STAND_IN
            yield start, (end, _cased_like(text[start:], noun))
        elif hit.entry.name in _AGENTS and " " in text[start:end] and text[start:end].replace(" ", "").isalpha():
            yield start, (end, _cased_like(text[start:], _VITAMIN_STAND_IN))  # "apple cider vinegar", "green tea"
        # "pain respond": a heap of nouns
        elif hit.entry.name == "relation/response" and (text[start] == "r" or hit.start in parts):
            yield start, (start + len(text[start:end].split()[0]), "responded")
        # "repair", "balance" and "calm" are verbs and outcomes both: nobody knows yet which one stands here
        elif hit.entry.name in _VERBS and hit.start not in health:
            verb, _, particle = text[start:end].partition(" ")
            is_asked = hit.start - 1 in agents and _ASKS_WHAT_IT_DOES.match(text) is not None
            if verb.lower() == "lower" and (is_asked or _BEHIND_AN_ASIDE.search(text, 0, start)):
                yield start, (end, "reduce")  # "Does vinegar lower ...?", "saunas, which some avoid, lower ..."
            elif not particle and verb.isalpha() and text[end : end + 1] == "," and verb.lower() in _DRY:
                continue  # "goodbye to dry, itchy skin"
            elif verb == "cut" and _BY_A_SIZE.match(text, end) and not _IS_CUT.search(text, 0, start):
                before = text[:start].split()[-1:]
                yield start, (end, "reduce" if before and _HELD_BY.fullmatch(before[0]) else "caused")
            elif _is_act(verb, text[end:], behind_an_agent=hit.start - 1 in agents):
                yield start, (end, "reduces")  # "Botox smooths frown lines", "the serum lifts your skin"
            elif not particle and verb.isalpha():
                yield start, (end, _verb_stand_in(verb, before=text[:start].split()[-1:], name=hit.entry.name))
            elif _PARTICLE.fullmatch(particle):  # "ward off", "mops up": one word
                yield start, (end, _cased_like(verb, _inflected_like(verb)))
    if "," in text or " and " in text or " or " in text:
        for found in _ADJECTIVES.finditer(text):
            yield found.start("two"), (found.end("two"), _cased_like(found["two"], "better"))


def _is_act(verb: str, behind: str, *, behind_an_agent: bool) -> bool:
    """Say whether an everyday word in -s is a verb here, and no noun, by what stands around it."""
    if _ACTS_IN_S.fullmatch(verb) is None:
        return False
    if _OPENS_A_THING.match(behind) is not None:
        return True
    return behind_an_agent and behind[1:2].isalpha() and _OPENS_ANOTHER.match(behind) is None


def _verb_stand_in(verb: str, *, before: Sequence[str], name: str) -> str:
    if name == "relation/act" and (not before or not _BEFORE_A_VERB.fullmatch(before[0])):
        return verb  # "a cut", "the key lock": everyday words are nouns as often
    describes = verb.lower().endswith("ed") and (not before or _BEFORE_A_DESCRIPTION.fullmatch(before[0]))
    if verb.lower() == "lower" and before and _BEFORE_A_VERB.fullmatch(before[0]):
        return "reduce"  # "oats lower cholesterol"
    if _KEPT_VERBS.fullmatch(verb) or describes:
        return verb
    return _cased_like(verb, _inflected_like(verb))


def _inflected_like(verb: str) -> str:
    return next(word for ending, word in _VERB_STAND_INS if verb.lower().endswith(ending))


def _cased_like(model: str, word: str) -> str:
    return word.capitalize() if model[:1].isupper() else word
