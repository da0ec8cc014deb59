"""Sentences and claims go in, claims that none states in full come out: listed benefits, questions answered at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.lexicon import Hit
from hypecheck.records import Article, Certainty, Claim

__all__ = ["answer_questions", "find_listed_benefits"]

# "Benefits", "What it helps with", "Good for": what is listed below is what the thing is said to do.
_BENEFITS = re.compile(
    r"(?i)\b(?:benefits|helps? (?:with|you)|good for|used? for|works? for|effective for|treats?|relieves|supports|"
    r"what (?:it|they|\w+) (?:does|do|can do)|reasons to (?:take|try|choose)|why (?:you.ll love|take|choose|try))\b"
)
_NO_BENEFITS = re.compile(r"(?i)\b(?:risks?|side effects?|no|not|myths?|evidence|claims?|claimed|who)\b|\?")
_ITEM_MAX_TOKENS = 9
_OUTCOMES = frozenset({"health/condition", "health/symptom", "health/function"})

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
            certainty = _certainty_of(reply)
            if certainty is not None:
                told = claim.voice == "author" and _ANSWERED_BY_ANOTHER.search(reply) is not None
                voice = "reported" if told else claim.voice
                claim = replace(claim, certainty=certainty, voice=voice, implicit="answer")
        answered.append(claim)
    return answered


def _certainty_of(reply: str) -> Certainty | None:
    """Return how sure a reply is, or None where it answers neither yes nor no."""
    if _PERHAPS.match(reply):
        return "hedged"
    if _NO.match(reply):
        return "negated"
    return "asserted" if _YES.match(reply) else None
