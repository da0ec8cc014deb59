"""Assessments for the store's tests, made of a few words each."""

from __future__ import annotations

import hashlib
from typing import Any

from hypecheck.records import (
    Abstention,
    Annotations,
    Article,
    Assessment,
    Block,
    Citation,
    Claim,
    Cue,
    Failure,
    Finding,
    Framing,
    InputItem,
    Limit,
    Magnitude,
    PageSignals,
    Plug,
    Reason,
    Sentence,
)

__all__ = ["TEXT", "assess", "fail"]

TEXT = (
    "Vitamin K2 may ease night cramps. Order our capsules today. No trial has tested it against a stretch at bedtime."
)


def assess(
    url: str = "https://shop.example/k2",
    *,
    text: str = TEXT,
    score: float | None = 0.9,
    band: str = "commercial",
    width: float = 0.1,
    title: str | None = "K2 and cramps",
    published: str | None = "2026-03-01",
    plug: str | None = "purchase",
    rule: str | None = None,
    claim: str | None = "Vitamin K2 may ease night cramps.",
    model: str = "framing-en 0.1.0",
) -> Assessment:
    """Return an assessment of a page; without a ``score`` it abstained."""
    cue = Cue(category="hedge", entry="may", text="may", start=11, end=14)
    notes = Annotations(
        sentences=(Sentence(start=0, end=len(text), block=0, token_count=9),),
        cues=(cue,),
        claims=() if claim is None else (_claim(claim),),
        plugs=() if plug is None else (Plug(kind=plug, text=text[34:59], start=34, end=59),),
        limits=(Limit(kind="weak_evidence", of="subject", text=text[60:112], start=60, end=112),),
        citations=(Citation(text="PMID 1", start=0, end=6, identifiers={"pmid": "1"}, year=2020),),
    )
    framing = None
    if score is not None:
        low, high = round(max(0.0, score - width / 2), 4), round(min(1.0, score + width / 2), 4)
        framing = Framing(score=score, band=band, raw_score=score * 4 - 2, low=low, high=high)
    return Assessment(
        input=InputItem(id=url, source="urls.txt", line=1, url=url),
        article=_article(url, text=text, title=title, published=published),
        annotations=notes,
        framing=framing,
        reasons=(Reason(feature="plugs", value=1.0, contribution=1.5, text="It plugs a product.", spans=((34, 59),)),),
        findings=() if rule is None else (_finding(rule),),
        abstention=None if framing else Abstention(code="too_short", detail="Too short."),
        versions={"hypecheck": "0.1.0", "model": model, "lexicon": "abc", "rules": "0"},
    )


def fail(url: str = "https://shop.example/k2", *, detail: str = "Too slow.") -> Assessment:
    """Return the assessment of a page that could not be fetched."""
    failure = Failure(stage="fetch", code="timeout", detail=detail)
    item = InputItem(id=url, source="urls.txt", line=1, url=url)
    return Assessment(input=item, failure=failure, versions={"hypecheck": "0.1.0"})


def _article(url: str, *, text: str, **given: Any) -> Article:
    return Article(
        text=text,
        blocks=(Block(kind="paragraph", start=0, end=len(text)),),
        signals=PageSignals(has_html=True, price_count=3, schema_types=("Product",)),
        url=url,
        final_url=url,
        language="en",
        word_count=len(text.split()),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        **given,
    )


def _claim(text: str) -> Claim:
    return Claim(
        text=text,
        start=0,
        end=len(text),
        agent="Vitamin K2",
        relation="ease",
        outcome="night cramps",
        certainty="hedged",
        voice="author",
        strength="causal",
        magnitude=Magnitude(text="twice", value=2.0, unit="times"),
        cues=(0,),
        citations=(0,),
        agent_span=(0, 10),
    )


def _finding(rule: str) -> Finding:
    return Finding(
        rule=rule,
        severity="high",
        jurisdiction="EU",
        text="ease",
        start=15,
        end=19,
        message="A claim.",
        basis="Art. 10",
    )
