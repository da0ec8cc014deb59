"""Sentences and claims go in, claims that none states in full come out: what is listed, questions answered at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hypecheck.annotate._candidates import is_read_whole
from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.annotate._sources import names_a_source
from hypecheck.lexicon import Hit
from hypecheck.openings import GuardedPattern
from hypecheck.records import Article, Certainty, Claim, Cue, Span

__all__ = ["answer_questions", "find_listed_benefits", "find_listed_harms"]

# "Benefits", "What it helps with", "Good for": what is listed below is what the thing is said to do.
_BENEFITS = re.compile(
    r"(?i)\b(?:benefits|helps? (?:with|you)|good for|used? for|works? for|effective for|treats?|relieves|supports|"
    r"what (?:it|they|\w+) (?:does|do|can do)|reasons to (?:take|try|choose)|why (?:you.ll love|take|choose|try))\b"
)
_NO_BENEFITS = re.compile(r"(?i)\b(?:risks?|side effects?|no|not|myths?|evidence|claims?|claimed|who)\b|\?")
_ITEM_MAX_TOKENS = 9
_OUTCOMES = frozenset({"health/condition", "health/symptom", "health/function"})

# "Side effects of the drops can include stinging, a dry mouth and, rarely, a rash": each is what the drops may do.
_HARMS = GuardedPattern(
    r"(?i)(?<!no )(?<!without )(?<!few )(?<!fewer )(?P<harms>\b(?:side[- ]effects|adverse (?:effects|reactions|events)|"
    r"after-?effects|complications|unwanted effects))"
    r"(?: (?:of|from|with|after) (?P<agent>[^,.;:?!]{2,40}?))?"
    r"(?: (?:noted|seen|reported|recorded|known|of it)\b[^,.;:?!]{0,20}|, [^,;:?!]{3,40},)?"
    r"(?::| (?P<holds_back>(?:may|might|could) )?(?:can )?(?:also )?"
    r"(?:includ(?:e|es|ed)|are|were|be)(?::| such things as)?)"
    r" (?P<listed>(?!the same\b|not\b|no\b|seen\b|listed\b|described\b|possible\b|likely\b)[^.;:?!]{3,300})"
)
# "Very common (more than 1 in 10 people): sore arm, tiredness": leaflets list harms by how often they come. Neither of
# what they are nor how surely is told, so these two groups match nothing.
_HARMS_BY_HOW_OFTEN = re.compile(
    r"(?i)\W*(?P<harms>(?:very )?(?:un)?(?:common|rare))(?: \([^)\n]{3,60}\))?:(?P<agent>(?!))?(?P<holds_back>(?!))?"
    r" (?P<listed>[^.;:?!]{3,300})"
)
_ABOUT_HARMS = re.compile(r"(?i)\b(?:side[- ]effects?|reactions?|risks|safety|complications?)\b")
_BETWEEN_HARMS = re.compile(r",? (?:and|or)\b,? (?:also )?|, ")
# What may stand before an item: "very rarely", "with heavy use", "some".
_BEFORE_A_HARM = re.compile(
    r"(?i)(?:(?:very |more |less )?(?:rarely|commonly|often|occasional(?:ly)?|sometimes)|"
    r"in (?:rare|some|a few) (?:cases|people)|a|an|the|some|mild|possible|temporary)\b,? ?"
)
_MAX_HARMS = 10
_IS_A_HARM = frozenset({"health", "state", "risk"})
_OPENS_AN_ASIDE = frozenset({"with", "in", "for", "at", "during", "after", "if", "when"})
_HARM_MAX_WORDS = 5  # of one that no list knows, among others that it does

_LEAD = r"(?i)\W*(?:(?:A|Answer):\s*)?(?:(?:well|oh|sadly|unfortunately|in short|the short answer is),? )?"
# The first words of an answer, up to a comma behind which it says yes or no: "in ten volunteers, for some hours, yes".
_UP_TO = r"[^.;:?!]{0,60}, "
_SO = r"[^.;:?!,]{2,40} (?:think|believe|reckon|suspect|hope)"
_YES = re.compile(
    rf"{_LEAD}(?:yes\b|absolutely|definitely|of course|certainly|indeed|sure\b|you bet|without (?:a )?doubt|"
    r"(?:it|they) (?:sure(?:ly)? )?(?:does|do|can|is|are|will)\b(?! not|n.t)|"
    r"(?:a little|a bit|somewhat|largely|mostly|up to a point|in part)\b|"
    rf"{_UP_TO}yes\b|(?:many|most|all|its fans|fans|[^.;:?!,]{{0,20}}\b(?:users|readers|customers|buyers|members))\b"
    r"[^.;:?!]{0,30} (?:think|believe|say|swear) so\b)"
)
_NO = re.compile(
    rf"{_LEAD}(?:no\b(?! doubt| question)|nope|never\b|none\b|far from it|hardly|unlikely|doubtful|"
    r"not\b(?! only| just| unless| until| strictly| to mention)|"
    r"(?:it|they) (?:does|do|can|is|are|will)(?: not|n.t)|cannot\b|there is no\b|"
    rf"{_SO}s? not\b|[^.;:?!,]{{2,40}} (?:doubts? it|(?:do|does)(?: not|n['’]t) (?:think|believe) so)|"
    rf"{_UP_TO}(?:no\b|not (?:really|much|noticeably|that|yet|so|at all|very)\b)|"
    # "Blood is not magnetic, and that rules it out."
    r"[^.;:?!]{0,60}\b(?:that rules? (?:it|that|this) out|ma(?:de|kes?) (?:no|little) difference)\b)"
    # "In the Cambodian trial it did not.", "Vets who looked at 300 mouths saw no difference."
    r"|^[^.;]*\b(?:(?:it|they) (?:did|does|do|could|can|has|have)(?: not|n['’]t)|(?:found|saw|showed) no "
    r"(?:difference|benefit|effect|link))\W*$"
)
_PERHAPS_NOT = re.compile(rf"{_LEAD}(?:perhaps|maybe|possibly|probably|most likely|apparently) not\b")
# "Is there any harm in it? It is sold in two sizes": what "it" does answers no question of what there is.
_IS = frozenset({"is", "are", "was", "were"})
_OF_WHAT_THERE_IS = re.compile(
    rf"{_LEAD}(?:(?P<other>(?:it|they|he|she|that|this) \w+)|there (?P<perhaps>may|might|could) be\b(?! no\b)"
    r"|there (?:is|are|was|were)\b(?! not?\b))"
)
_PERHAPS = re.compile(
    rf"{_LEAD}(?:perhaps|maybe|(?:quite |very )?(?:possibly|probably)|apparently|seemingly|presumably|"
    r"(?:very |quite |most )?likely\b|yes,? but\b|"
    r"(?:it|they|he|she|that|this) (?:might|may|could|should|seems?|appears?|probably|possibly)\b|"
    rf"{_SO}s so\b|(?:I|we) (?:think|believe|reckon|suspect|hope) so\b|"
    rf"{_UP_TO}(?:quite |very )?(?:possibly|probably|perhaps|maybe|apparently)\b|"
    r"[^.;:?!]{0,60}\b(?:hint(?:s|ed)?|suggest(?:s|ed)?)(?: (?:that )?(?:it|they|so)\b[^.;:]{0,20})?[.,;]|"
    r"[^.;:?!]{0,30}\bit (?:seems|appears) to\b)"
)
# Who answers: "our podiatrist thinks so", "in ten healthy volunteers, yes".
_ANSWERED_BY_ANOTHER = re.compile(
    r"(?i)(?<!\bI )(?<!\bwe )\b(?:thinks?|believes?|says?|said|reckons?|suspects?|answers?) (?:so|not|yes|no)\b"
    r"|\b(?:trials?|stud(?:y|ies)|volunteers|participants|reviews?|vets|researchers|on this evidence|registry)\b"
    r"|\b(?:answers|says|replies|suggests|going by)\b"
)


def find_listed_benefits(
    article: Article, sentences: Sequence[TokenisedSentence], hits: Mapping[int, Sequence[Hit]]
) -> Iterator[Claim]:
    """Yield a claim for each short item under a heading of benefits that names a state of health.

    Agent and relation are empty: the heading implies them.
    """
    for index, sentence in enumerate(sentences):
        record = sentence.record
        text = article.text[record.start : record.end]
        is_item = article.blocks[record.block].kind == "item" or text[:1] in "-•*✓✔"
        if not is_item or record.token_count > _ITEM_MAX_TOKENS or record.role not in ("body", "furniture"):
            continue
        if not _BENEFITS.search(record.section) or _NO_BENEFITS.search(record.section):
            continue
        named = [hit for hit in hits.get(index, ()) if hit.entry.name in _OUTCOMES]
        if named:
            lead = len(text) - len(text.lstrip("-•*✓✔ "))
            outcome = text[lead:].rstrip(" .*")
            yield Claim(
                text=text,
                start=record.start,
                end=record.end,
                agent="",
                relation="",
                outcome=outcome,
                certainty="asserted",
                voice="author",
                strength="causal",
                outcome_span=(record.start + lead, record.start + lead + len(outcome)),
                implicit="list item",
            )


def find_listed_harms(
    article: Article, sentences: Sequence[TokenisedSentence], hits: Mapping[int, Sequence[Hit]], cues: Sequence[Cue]
) -> Iterator[Claim]:
    """Yield a claim for each item of a list of side effects in a sentence; its relation is the words that name them.

    They may be listed by how often they come, in a text of a few sentences or under a heading of harms. The agent is
    empty unless the sentence says of what they are. Most items must name a state of health, or there are no claims.
    """
    read_whole = is_read_whole(article)
    for index, sentence in enumerate(sentences):
        record = sentence.record
        if record.role not in ("body", "furniture"):
            continue
        found = _HARMS.search(article.text, record.start, record.end)
        if found is None and (read_whole or _ABOUT_HARMS.search(record.section)):
            found = _HARMS_BY_HOW_OFTEN.match(article.text, record.start, record.end)
        if found is None:
            continue
        text = article.text[record.start : record.end]
        places = [hit for hit in hits.get(index, ()) if hit.entry.category in _IS_A_HARM]
        items = list(_items(article.text, *found.span("listed")))
        named = {item for item in items if any(hit.start < item[1] and item[0] < hit.end for hit in places)}
        if 2 * len(named) < len(items):
            continue
        held_back = found["holds_back"] is not None
        before = range(found.start("harms"), found.start("listed") if held_back else 0)
        governing = tuple(n for n, cue in enumerate(cues) if cue.category == "hedge" and cue.start in before)
        for start, end in items:
            words = article.text[start:end].split()
            if (start, end) not in named and (len(words) > _HARM_MAX_WORDS or words[0].lower() in _OPENS_AN_ASIDE):
                continue
            yield Claim(
                text=text,
                start=record.start,
                end=record.end,
                agent=found["agent"] or "",
                relation=found["harms"],
                outcome=article.text[start:end],
                certainty="hedged" if held_back else "asserted",
                voice="reported" if names_a_source(text) else "author",
                strength="conditional_causal" if held_back else "causal",
                cues=governing,
                agent_span=found.span("agent") if found["agent"] else None,
                outcome_span=(start, end),
            )


def _items(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield where the items of a list in ``text[start:end]`` stand, without the words that open them."""
    for _ in range(_MAX_HARMS):
        between = _BETWEEN_HARMS.search(text, start, end)
        last = between.start() if between else end
        while opened := _BEFORE_A_HARM.match(text, start, last):
            start = opened.end()
        if start < last:
            yield start, last
        if between is None:
            return
        start = between.end()


def answer_questions(article: Article, sentences: Sequence[TokenisedSentence], claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims with the certainty of a question taken from the answer right behind it.

    "Can it calm a flare? Yes, it can." claims it; "No." denies it; a question left open stays one.
    """
    starts = [sentence.record.start for sentence in sentences]
    answered = []
    for claim in claims:
        following = bisect_right(starts, claim.start)
        if claim.certainty == "questioned" and following < len(starts):
            record = sentences[following].record
            reply = article.text[record.start : record.end]
            certainty = _certainty_of(reply, of_what_there_is=claim.relation.lower() in _IS and "there" in claim.text)
            if certainty is not None:
                told = claim.voice == "author" and _ANSWERED_BY_ANOTHER.search(reply) is not None
                voice = "reported" if told else claim.voice
                claim = replace(claim, certainty=certainty, voice=voice, implicit="answer")
        answered.append(claim)
    return answered


def _certainty_of(reply: str, *, of_what_there_is: bool) -> Certainty | None:
    """Return how sure a reply is, or None where it answers neither yes nor no."""
    if of_what_there_is and (told := _OF_WHAT_THERE_IS.match(reply)):
        if told["other"]:
            return None
        return "hedged" if told["perhaps"] else "asserted"
    if _PERHAPS_NOT.match(reply):
        return "negated"
    if _PERHAPS.match(reply):
        return "hedged"
    if _NO.match(reply):
        return "negated"
    return "asserted" if _YES.match(reply) else None
