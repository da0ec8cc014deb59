"""An assessment goes in and comes out again, as the bytes that are kept of it or as its ``hypecheck/1`` object."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import orjson

from hypecheck.errors import StoreError
from hypecheck.records import (
    SCHEMA,
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
    Link,
    PageSignals,
    Plug,
    Reason,
    Sentence,
    Span,
)

__all__ = ["Packed", "assessment_from_dict", "mend", "pack", "unpack"]

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
# UTF-8 cannot hold half a character pair, and PostgreSQL no NUL
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What is kept of an assessment: ``digest`` tells two that say the same of a page, whatever scan they are from."""

    digest: str
    record: bytes
    layout: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """What a record leaves out and a page view shows: paragraphs, links, sentences, what the page's HTML says."""

    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    signals: PageSignals
    sentences: tuple[Sentence, ...]
    health_terms_per_100_words: float


def mend(text: str) -> str:
    """Replace what a database cannot hold, one character for one: offsets still hold."""
    return _UNSTORABLE.sub("\ufffd", text)


def pack(assessment: Assessment) -> Packed:
    """Return an assessment as bytes, without its article's text, which is kept once for all."""
    record = assessment.to_dict(text=False)
    # not where the page was listed, and behind which other one
    said = {key: value for key, value in record.items() if key not in ("input", "duplicate_of")}
    # as it was said before records had these keys: an earlier scan is not taken twice
    if assessment.article is not None and not assessment.article.is_cut:
        said["article"] = {key: value for key, value in record["article"].items() if key != "is_cut"}
    if assessment.framing is not None and assessment.framing.judgement is None:
        said["framing"] = {key: value for key, value in record["framing"].items() if key != "judgement"}
    return Packed(
        digest=hashlib.sha256(_dump(said)).hexdigest(),
        record=zlib.compress(_dump(record)),
        layout=_pack_layout(assessment),
    )


def unpack(record: bytes, layout: bytes | None, text: str | None) -> Assessment:
    """Return the assessment that was packed; without a kept text its article's is empty."""
    kept = orjson.loads(zlib.decompress(record))
    if kept["article"] is not None:
        kept["article"]["text"] = text or ""
    assessment = _convert(kept)
    if layout is None or assessment.article is None:
        return assessment
    page = msgspec.json.decode(zlib.decompress(layout), type=_Layout)
    return replace(
        assessment,
        article=replace(assessment.article, blocks=page.blocks, links=page.links, signals=page.signals),
        annotations=replace(
            assessment.annotations,
            sentences=page.sentences,
            health_terms_per_100_words=page.health_terms_per_100_words,
        ),
    )


def assessment_from_dict(record: Mapping[str, Any]) -> Assessment:
    """Return the assessment of a ``hypecheck/1`` object; ``to_dict`` of it gives the object again.

    Keys that are not known are left out. Raises ``StoreError`` that says which key is missing or of another kind.
    """
    if not isinstance(record, Mapping) or record.get("schema") != SCHEMA:
        raise StoreError(f'expected an object with "schema": "{SCHEMA}", as hypecheck scan writes it')
    try:
        assessment = _convert(record)
    except msgspec.ValidationError as error:
        raise StoreError(f"not a record of {SCHEMA}: {error}") from error
    ends = (assessment.framing, assessment.abstention, assessment.failure)
    if sum(end is not None for end in ends) != 1 or record.get("status") != assessment.status:
        raise StoreError("the status does not fit what the record holds of framing, abstained_because and error")
    _check_spans(assessment, record)
    return assessment


def _convert(record: Mapping[str, Any]) -> Assessment:
    cues = _read(record, "cues", tuple[Cue, ...])
    return Assessment(
        input=_read_input(record),
        article=_read_article(record),
        annotations=Annotations(
            cues=cues,
            claims=_read_claims(record, cues),
            plugs=_read(record, "plugs", tuple[Plug, ...]),
            citations=_read_citations(record),
            limits=_read({"limits": record.get("limits", [])}, "limits", tuple[Limit, ...]),
        ),
        framing=_read(record, "framing", Framing | None),
        reasons=_read(record, "reasons", tuple[Reason, ...]),
        findings=_read(record, "findings", tuple[Finding, ...]),
        abstention=_read(record, "abstained_because", Abstention | None),
        failure=_read(record, "error", Failure | None),
        versions=_read(record, "versions", dict[str, str]),
        duplicate_of=_read({"duplicate_of": record.get("duplicate_of")}, "duplicate_of", str | None),
    )


def _read(record: Mapping[str, Any], key: str, kind: Any) -> Any:
    """Return the value of a key as what it stands for; the message of a fault names the key."""
    try:
        return msgspec.convert(record[key], kind)
    except KeyError:
        raise msgspec.ValidationError(f"{key} is missing") from None
    except msgspec.ValidationError as error:
        raise msgspec.ValidationError(f"{key}: {error}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Input:
    id: str
    source: str
    line: int | None = None
    url: str | None = None


def _read_input(record: Mapping[str, Any]) -> InputItem:
    given: _Input = _read(record, "input", _Input)
    return InputItem(id=given.id, source=given.source, line=given.line, url=given.url)


def _read_article(record: Mapping[str, Any]) -> Article | None:
    given = record.get("article")
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise msgspec.ValidationError("article: expected an object")
    article: Article = _read({"article": {"text": "", **given, "blocks": ()}}, "article", Article)
    return article


def _read_claims(record: Mapping[str, Any], cues: tuple[Cue, ...]) -> tuple[Claim, ...]:
    """Read claims, whose cues a record gives as objects and a claim as places in the list of cues."""
    places = {cue: place for place, cue in enumerate(cues)}
    claims = []
    for given in _read(record, "claims", list[dict[str, Any]]):
        own = _read({"claims": given.get("cues")}, "claims", tuple[Cue, ...])
        if not set(own) <= set(places):
            raise msgspec.ValidationError("claims: a claim has a cue that is not among the record's cues")
        claim = {**given, "cues": [places[cue] for cue in own]}
        claims.append(_read({"claims": claim}, "claims", Claim))
    return tuple(claims)


def _read_citations(record: Mapping[str, Any]) -> tuple[Citation, ...]:
    citations = []
    for given in _read(record, "citations", list[dict[str, Any]]):
        known = {key: value for key, value in (given.get("identifiers") or {}).items() if value is not None}
        citations.append(_read({"citations": {**given, "identifiers": known}}, "citations", Citation))
    return tuple(citations)


def _check_spans(assessment: Assessment, record: Mapping[str, Any]) -> None:
    """Refuse spans outside the text: whoever marks them in it would read past its end."""
    article = record.get("article") or {}
    end = len(article["text"]) if article.get("text") else None
    notes = assessment.annotations
    judgement = assessment.framing and assessment.framing.judgement
    reasons = (*assessment.reasons, *(judgement.reasons if judgement else ()))
    spans: list[Span] = [span for reason in reasons for span in reason.spans]
    for part in (notes.cues, notes.claims, notes.plugs, notes.citations, notes.limits, assessment.findings):
        spans += [(each.start, each.end) for each in part]
    if any(not 0 <= start <= stop or (end is not None and stop > end) for start, stop in spans):
        raise StoreError("a span lies outside the article's text")


def _pack_layout(assessment: Assessment) -> bytes | None:
    article, notes = assessment.article, assessment.annotations
    if article is None or not article.blocks:  # imported: a record does not tell
        return None
    layout = _Layout(
        blocks=article.blocks,
        links=article.links,
        signals=article.signals,
        sentences=tuple(replace(sentence, wording="") for sentence in notes.sentences),  # for the model alone
        health_terms_per_100_words=notes.health_terms_per_100_words,
    )
    try:
        encoded = msgspec.json.encode(layout)
    except UnicodeEncodeError:
        encoded = orjson.dumps(_mend_all(msgspec.to_builtins(layout)))
    return zlib.compress(encoded)


def _dump(value: Any) -> bytes:
    """Return sorted JSON; lone surrogates become U+FFFD, one for one."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # "str is not valid UTF-8": rare enough to pay for only when it happens
        return orjson.dumps(_mend_all(value), option=orjson.OPT_SORT_KEYS)


def _mend_all(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE_SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_mend_all(key): _mend_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mend_all(item) for item in value]
    return value
