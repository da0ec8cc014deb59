"""Pages for the tests of the review page: many different ones, and hostile ones."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace

from hypecheck.records import (
    Annotations,
    Article,
    Assessment,
    Block,
    Citation,
    Claim,
    Cue,
    Finding,
    Framing,
    InputItem,
    Magnitude,
    PageSignals,
    Plug,
    Reason,
    Sentence,
)
from store_samples import TEXT, assess

__all__ = ["HOSTILE", "different", "hostile", "near"]

_WORDS = [f"{first}{last}" for first in ("bal", "cor", "dim", "fen", "gal") for last in ("ar", "en", "is", "o", "um")]

#: What a page could say so that a careless page about it would run it, load it or break.
HOSTILE = {
    "script": "<script>window.hacked = 1</script>",
    "closing": "</title></textarea></style></script><script>window.hacked = 1</script>",
    "attribute": "\"'><img src=x onerror=window.hacked=1>",
    "handler": '" autofocus onfocus=window.hacked=1 x="',
    "address": "javascript:window.hacked=1",
    "data": "data:text/html,<script>window.hacked=1</script>",
    "template": "{{ 7*7 }}{% raw %}${window.hacked=1}",
    "comment": "--><svg onload=window.hacked=1>",
    "entity": "&lt;script&gt;window.hacked=1&lt;/script&gt;",
    "direction": "\u202egnihtemos\u2066 \x1b[2J \x00 \ud83d",
}


def different(number: int, *, score: float | None = None, band: str | None = None) -> Assessment:
    """Return a page whose words are its own, with a claim, a plug, a hedge and a finding."""
    chance = random.Random(number)  # noqa: S311  # the same pages each time
    words = " ".join(chance.choices(_WORDS, k=120)).capitalize()
    text = f"{TEXT} {words}. Emoji 😀 before an unmarked plug: Book a call with our team. The end."
    score = 0.99 - number / 100 if score is None else score
    band = band or ("commercial" if score >= 0.65 else "mixed" if score >= 0.35 else "balanced")
    page = assess(
        f"https://site{number % 7}.example/page/{number}", text=text, score=score, band=band, title=f"Page {number}"
    )
    ends = [at + 1 for at in range(len(text)) if text[at] in ".:" and text[at + 1 : at + 2] in (" ", "")]
    sentences = tuple(
        Sentence(start=start + (start > 0), end=end, block=0, token_count=9)
        for start, end in zip([0, *ends], ends, strict=False)
    )
    return replace(page, annotations=replace(page.annotations, sentences=sentences))


def near(number: int) -> Assessment:
    """Return a page of one press text, on a site of its own."""
    page = different(1_000, score=0.95)
    url = f"https://shop{number}.example/press"
    return replace(
        page, input=replace(page.input, id=url, url=url), article=replace(page.article, url=url, final_url=url)
    )


def hostile(words: str) -> Assessment:
    """Return a page that says these words wherever a page, a lexicon, a rule or a list of inputs can say any."""
    text = f"{words} {words}. The end."
    end = len(words)
    span = {"text": words, "start": 0, "end": end}
    return Assessment(
        input=InputItem(id=words, source=words, line=1, url=f"https://a.example/?{words}"),
        article=Article(
            text=text,
            blocks=(Block(kind="paragraph", start=0, end=len(text)),),
            signals=PageSignals(has_html=True, schema_types=(words,), og_type=words, disclosures=(words,)),
            url=words,
            final_url=words,
            title=words,
            author=words,
            site=words,
            published=words,
            language=words,
            word_count=9,
            sha256=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        ),
        annotations=Annotations(
            sentences=(Sentence(start=0, end=len(text), block=0, token_count=9, section=words),),
            cues=(Cue(category="hedge", entry=words, **span),),
            claims=(
                Claim(
                    **span,
                    agent=words,
                    relation=words,
                    outcome=words,
                    certainty="asserted",
                    voice="author",
                    strength="causal",
                    magnitude=Magnitude(text=words, value=1, unit=words, comparator=words),
                    conditions=(words,),
                    citations=(0,),
                ),
            ),
            plugs=(Plug(kind=words[:50], target=words, **span),),
            citations=(Citation(identifiers={"pmid": words, "doi": words, "url": words}, study_type=words, **span),),
        ),
        framing=Framing(score=0.9, band="commercial", raw_score=2, low=0.8, high=0.95),
        reasons=(Reason(feature=words, value=1, contribution=1, text=words, spans=((0, end),)),),
        findings=(Finding(rule=words, severity=words, jurisdiction=words, message=words, basis=words, **span),),
        versions={"hypecheck": words, "model": words},
    )
