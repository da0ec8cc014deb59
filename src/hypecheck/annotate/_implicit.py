"""Sentences and claims go in, claims that none states in full come out: listed benefits, questions answered at once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.lexicon import Hit
from hypecheck.records import Article, Claim

__all__ = ["answer_questions", "find_listed_benefits"]

# "Benefits", "What it helps with", "Good for": what is listed below is what the thing is said to do.
_BENEFITS = re.compile(
    r"(?i)\b(?:benefits|helps? (?:with|you)|good for|used? for|works? for|effective for|treats?|relieves|supports|"
    r"what (?:it|they|\w+) (?:does|do|can do)|reasons to (?:take|try|choose)|why (?:you.ll love|take|choose|try))\b"
)
_NO_BENEFITS = re.compile(r"(?i)\b(?:risks?|side effects?|no|not|myths?|evidence|claims?|claimed|who)\b|\?")
_ITEM_MAX_TOKENS = 9
_OUTCOMES = frozenset({"health/condition", "health/symptom", "health/function"})

_YES = re.compile(
    r"(?i)\W*(?:(?:A|Answer):\s*)?(?:(?:well|oh|in short|the short answer is),? )?(?:yes\b|absolutely|"
    r"definitely|of course|"
    r"certainly|indeed|you bet|without (?:a )?doubt|(?:it|they) (?:sure(?:ly)? )?(?:does|do|can|is|are|"
    r"will)\b(?! not|n.t))"
)
_NO = re.compile(
    r"(?i)\W*(?:(?:A|Answer):\s*)?(?:(?:well|sadly|unfortunately|in short|"
    r"the short answer is),? )?(?:no\b(?! doubt| question)|"
    r"nope|none\b|far from it|not (?:really|at all|directly|by itself|on its own|according)|hardly|"
    r"(?:it|they) (?:does|do|can|is|are|will)(?: not|n.t)|"
    r"unfortunately not|sadly not|cannot\b|there is no\b)|"
    # "In the Cambodian trial it did not.", "Vets who looked at 300 mouths saw no difference."
    r"^[^.;]*\b(?:(?:it|they) (?:did|does|do|could|can|has|have)(?: not|n['’]t)|(?:found|saw|showed) no "
    r"(?:difference|benefit|effect|link))\W*$"
)
_PERHAPS = re.compile(
    r"(?i)\W*(?:perhaps|maybe|possibly|probably|it might|it may|they may|it could|a little|yes,? but)\b"
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
            if _PERHAPS.match(reply):
                claim = replace(claim, certainty="hedged", implicit="answer")
            elif _NO.match(reply):
                claim = replace(claim, certainty="negated", implicit="answer")
            elif _YES.match(reply):
                claim = replace(claim, certainty="asserted", implicit="answer")
        answered.append(claim)
    return answered
