"""An Article and its Annotations go in, named numbers with the spans behind them come out.

Every feature is a rate, a share or a saturating count of something a reader could point at; none reads a topic
word. ``FEATURES`` lists them with the sentence that explains each. Selling cues count only in the author's voice:
in a sentence that holds a claim away ("touted as", "the company says") they are somebody else's.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from hypecheck.annotate import PLUG_KINDS, is_within, quoted_phrases
from hypecheck.records import Annotations, Article, Cue, Feature, Sentence, Span
from hypecheck.register import read_register

if TYPE_CHECKING:
    from hypecheck.annotate import Annotator

__all__ = ["FEATURES", "FeatureVector", "FramingFeatures", "extract_features", "read_text"]

# Cue categories that sell, counted as shares of the article's sentences.
SELLING = (
    "call_to_action",
    "offer",
    "guarantee",
    "urgency",
    "ownership",
    "hype",
    "superlative",
    "booster",
    "authority",
    "testimonial",
    "reader_hook",
    "naturalness",
    "sensation",
    "promotion",
)

#: What stands against selling in ``selling_over_weighing``: qualifying the thing, not merely citing or reporting.
WEIGHING = ("hedge", "limitation", "risk", "alternative", "distancing")

# A page with this many of something already says all there is to say; more must not drown the rest.
_SATURATION = 8.0
# One plug decides what an article of a thousand words is for. In minutes or a manual of ten thousand it is more likely
# misread, so past so many sentences a plug counts for less. Most articles of up to 1,800 words are shorter.
_SENTENCES_OF_AN_ARTICLE = 100


@dataclass(frozen=True, slots=True)
class FeatureVector:
    """Feature values by name, and for each the spans of text behind it (none where the page gave it)."""

    values: Mapping[str, float]
    spans: Mapping[str, tuple[Span, ...]]


class _Reading:
    """What the measures below look at, worked out once."""

    def __init__(self, article: Article, annotations: Annotations) -> None:
        self.article = article
        self.notes = annotations
        self.body = [s for s in annotations.sentences if s.role != "reference"]
        self.prose = [s for s in self.body if s.role == "body"] or self.body
        self.starts = [s.start for s in annotations.sentences]
        # a place is a share of what is read; a reference list at the end moves nothing
        self.length = max((sentence.end for sentence in self.body), default=1)
        self.references = [(s.start, s.end) for s in annotations.sentences if s.role == "reference"]
        self.plug_weight = min(1.0, _SENTENCES_OF_AN_ARTICLE / max(1, len(self.body)))
        self._sentences_with: dict[tuple[str, str | None, bool], list[Sentence]] = {}  # several features ask the same

    @cached_property
    def cues_by_sentence(self) -> dict[int, list[Cue]]:
        from bisect import bisect_right

        found: dict[int, list[Cue]] = defaultdict(list)
        for cue in self.notes.cues:
            index = bisect_right(self.starts, cue.start) - 1
            if index >= 0:
                found[index].append(cue)
        return found

    @cached_property
    def quoted(self) -> list[Span]:
        """Short quoted phrases: their words are shown, not said."""
        return quoted_phrases(self.article.text)

    @cached_property
    def registers(self) -> dict[str, list[Span]]:
        """The words of the body that show a register, by register.

        Words of trade count where a sentence weighs nothing and the writer says them: "no product is suitable for
        everyone" is no brochure.
        """
        found: dict[str, list[Span]] = defaultdict(list)
        for index, sentence in enumerate(self.notes.sentences):
            if sentence.role == "reference":
                continue
            weighs = index in self.weighing
            for kind, start, end in read_register(self.article.text, sentence.start, sentence.end):
                if kind == "argument" or not (weighs or is_within(self.quoted, start, end)):
                    found[kind].append((start, end))
        return found

    @cached_property
    def distanced(self) -> set[int]:
        """Indices of sentences that hold a claim away."""
        return {index for index, _ in self.cues_by_category.get("distancing", ())}

    @cached_property
    def weighing(self) -> set[int]:
        """Indices of sentences with a cue that weighs."""
        return {index for category in WEIGHING for index, _ in self.cues_by_category.get(category, ())}

    def sentences_with(self, category: str, entry: str | None = None, *, own_voice: bool) -> list[Sentence]:
        key = (category, entry, own_voice)
        if key not in self._sentences_with:
            self._sentences_with[key] = self._find_sentences(category, entry, own_voice=own_voice)
        return self._sentences_with[key]

    @cached_property
    def cues_by_category(self) -> dict[str, list[tuple[int, Cue]]]:
        """Cues with the number of their sentence, by category."""
        found: dict[str, list[tuple[int, Cue]]] = defaultdict(list)
        for index, cues in self.cues_by_sentence.items():
            for cue in cues:
                found[cue.category].append((index, cue))
        return found

    def _find_sentences(self, category: str, entry: str | None, *, own_voice: bool) -> list[Sentence]:
        found: dict[int, Sentence] = {}
        for index, cue in self.cues_by_category.get(category, ()):
            if index in found or (entry is not None and cue.entry != entry):
                continue
            if own_voice and (index in self.distanced or is_within(self.quoted, cue.start, cue.end)):
                continue
            sentence = self.notes.sentences[index]
            if sentence.role != "reference":
                found[index] = sentence
        return list(found.values())

    def share(self, sentences: Sequence[Sentence]) -> float:
        """Square root of the share of sentences, 0 to 1: the first few matter more than the twentieth."""
        return math.sqrt(len(sentences) / len(self.body)) if self.body else 0.0


def _spans(records: Iterable[Sentence | Cue]) -> tuple[Span, ...]:
    return tuple((record.start, record.end) for record in records)


def _saturate(count: float) -> float:
    """Return log(1 + count), capped where more says no more: 0 for 0, at most 1."""
    return min(1.0, math.log1p(count) / math.log1p(_SATURATION))


# ---- measures: each takes a reading and returns a value and the spans behind it --------------------------------

Measured = tuple[float, tuple[Span, ...]]
Measure = Callable[[_Reading], Measured]
_MEASURES: list[tuple[Feature, Measure]] = []


def _add(name: str, family: str, explanation: str, measure: Measure, *, sign: int = 1, opposite: str = "") -> None:
    feature = Feature(name=name, family=family, explanation=explanation, sign=sign, opposite=opposite)
    _MEASURES.append((feature, measure))


def _cue_share(category: str, entry: str | None = None, *, own_voice: bool) -> Measure:
    def measure(reading: _Reading) -> Measured:
        found = reading.sentences_with(category, entry, own_voice=own_voice)
        cues = [cue for cue in reading.notes.cues if cue.category == category and (entry is None or cue.entry == entry)]
        return reading.share(found), _spans(cues)

    return measure


_SELLING_WORDS = {
    "call_to_action": "Tells the reader to buy, book, order, join or try.",
    "offer": "Speaks of prices, discounts, delivery or bundles.",
    "guarantee": "Promises safety, refunds or results.",
    "urgency": "Hurries the reader.",
    "ownership": "Speaks as the owner of what is on offer (our formula, our clinic).",
    "hype": "Praises in words that carry no information.",
    "superlative": "Sets something above all others.",
    "booster": "Raises certainty or degree.",
    "authority": "Borrows standing (science-backed, doctor-formulated, thousands of customers).",
    "testimonial": "Puts personal stories forward as proof.",
    "reader_hook": "Builds on the reader's trouble or wish.",
    "naturalness": "Uses purity and label claims as selling points.",
    "sensation": "Sells how it feels: gentle, comfortable, energised.",
    "promotion": "Speaks like a brochure: a wide range, ideal for you, award-winning.",
}
for _category, _words in _SELLING_WORDS.items():
    _add(f"{_category}_share", "selling cues", _words, _cue_share(_category, own_voice=True))

_WEIGHING_WORDS = {
    ("hedge", None): "Holds back in its wording (may, might, appears to).",
    ("limitation", "evidence-weak"): "Says where the evidence is thin or unclear.",
    ("limitation", "null-result"): "Reports null or small effects, or compares with placebo.",
    ("limitation", "who-not"): "Says for whom it is not, or what not to do.",
    ("risk", None): "States risks, side effects or interactions.",
    ("alternative", None): "Names alternatives or weighs one thing against another.",
    ("professional_advice", None): "Sends the reader to a doctor, pharmacist or public service.",
    ("evidence", None): "Speaks in the terms of research: designs, numbers of people, statistics.",
    ("attribution", None): "Says whose statement it is.",
    ("distancing", None): "Holds claims away (touted as, the company says, unproven).",
    ("weasel", "unnamed-source"): "Leans on unnamed people or studies.",
    ("institution", "public-body"): "Carries the marks of a public body, a charity or a journal.",
    ("institution", "third-person"): "Speaks of people and patients rather than of you.",
}
for (_category, _entry), _words in _WEIGHING_WORDS.items():
    _name = f"{_category}_{_entry}_share".replace("-", "_") if _entry else f"{_category}_share"
    _sign = 1 if _category == "weasel" else -1
    _add(_name, "weighing cues", _words, _cue_share(_category, _entry, own_voice=False), sign=_sign)


def _plug_count(kind: str) -> Measure:
    def measure(reading: _Reading) -> Measured:
        plugs = [plug for plug in reading.notes.plugs if plug.kind == kind]
        return _saturate(len(plugs) * reading.plug_weight), tuple((plug.start, plug.end) for plug in plugs)

    return measure


for _plug_kind in PLUG_KINDS:
    _add(f"plug_{_plug_kind.name}", "plugs", _plug_kind.explanation, _plug_count(_plug_kind.name))

_FIRM_PLUGS = tuple(kind.name for kind in PLUG_KINDS if kind.firm)


def _plugs_between(first: float, last: float) -> Measure:
    def measure(reading: _Reading) -> Measured:
        found = [
            (plug.start, plug.end)
            for plug in reading.notes.plugs
            if plug.kind in _FIRM_PLUGS and first <= plug.start / reading.length <= last
        ]
        return min(1.0, len(found) * reading.plug_weight), tuple(found)

    return measure


_add(
    "plug_in_first_tenth",
    "place",
    "A plug stands in the first tenth of the article.",
    _plugs_between(0.0, 0.1),
)
_add("plug_in_last_tenth", "place", "A plug stands in the last tenth of the article.", _plugs_between(0.9, 1.0))


# Plugs that balanced pages hardly ever hold; prices, "join us" and "our team" stand on those too.
_POINTING = frozenset(
    ("purchase", "product_pointer", "product_link", "booking", "guarantee", "offer", "superiority", "recommendation")
)


def _any_plug(reading: _Reading) -> Measured:
    """Say whether the page points at all: one line in a thousand words decides what a page is for."""
    found = [(plug.start, plug.end) for plug in reading.notes.plugs if plug.kind in _POINTING]
    return min(1.0, len(found) * reading.plug_weight), tuple(found)


def _firm_plug_share(reading: _Reading) -> Measured:
    found = [(plug.start, plug.end) for plug in reading.notes.plugs if plug.kind in _FIRM_PLUGS]
    return (math.sqrt(len(found) / len(reading.body)) if reading.body else 0.0), tuple(found)


def _plug_kinds(reading: _Reading) -> Measured:
    kinds = {plug.kind for plug in reading.notes.plugs if plug.kind in _FIRM_PLUGS}
    return len(kinds) / len(_FIRM_PLUGS), ()


_add("plug_any", "plugs", "Points at least once to something to buy, order or book.", _any_plug)
_add("plug_share", "plugs", "Sentences that plug, as a share of the article.", _firm_plug_share)
_add("plug_kinds", "plugs", "Plugs in many ways: price, guarantee, booking, product pointer.", _plug_kinds)


def _claim_share(**wanted: str) -> Measure:
    def measure(reading: _Reading) -> Measured:
        found = {
            (claim.start, claim.end)
            for claim in reading.notes.claims
            if all(getattr(claim, key) == value for key, value in wanted.items())
        }
        return (math.sqrt(len(found) / len(reading.body)) if reading.body else 0.0), tuple(sorted(found))

    return measure


_add(
    "claims_asserted",
    "claims",
    "Asserts health effects in its own voice.",
    _claim_share(certainty="asserted", voice="author"),
)
_add("claims_hedged", "claims", "Hedges its claims.", _claim_share(certainty="hedged"), sign=-1)
_add(
    "claims_negated",
    "claims",
    "Says an effect is absent or unproven.",
    _claim_share(certainty="negated"),
    sign=-1,
)
_add(
    "claims_reported",
    "claims",
    "Reports claims as a study's or a person's.",
    _claim_share(voice="reported"),
    sign=-1,
)
_add(
    "claims_distanced",
    "claims",
    "Holds claims away as somebody else's.",
    _claim_share(voice="distanced"),
    sign=-1,
)
_add(
    "claims_correlational",
    "claims",
    "Speaks of links and associations.",
    _claim_share(strength="correlational"),
    sign=-1,
)


def _bare_magnitudes(reading: _Reading) -> Measured:
    """Sizes of effects with "up to" or without a comparator, in the author's voice."""
    found = {
        (claim.start, claim.end)
        for claim in reading.notes.claims
        if claim.magnitude is not None and claim.voice == "author" and claim.magnitude.comparator is None
    }
    return _saturate(len(found)), tuple(sorted(found))


def _one_sidedness(reading: _Reading) -> Measured:
    """Asserted claims against all the places where something is limited, risked or weighed: 0 to 1."""
    asserted = {(c.start, c.end) for c in reading.notes.claims if c.certainty == "asserted" and c.voice == "author"}
    praise = {
        (s.start, s.end)
        for name in ("hype", "superlative", "authority")
        for s in reading.sentences_with(name, own_voice=True)
    }
    benefits = asserted | praise
    weighed = {
        (s.start, s.end)
        for name in ("limitation", "risk", "alternative", "distancing")
        for s in reading.sentences_with(name, own_voice=False)
    }
    if len(benefits) + len(weighed) == 0:
        return 0.0, ()
    return len(benefits - weighed) / (len(benefits | weighed) + 2), tuple(sorted(benefits - weighed))


def _sentences_of(reading: _Reading, categories: Sequence[str], *, own_voice: bool) -> list[Sentence]:
    return [s for category in categories for s in reading.sentences_with(category, own_voice=own_voice)]


def _selling_over_weighing(reading: _Reading) -> Measured:
    """The share of selling among all cues that sell or weigh, 0 to 1; near 0 where there are hardly any."""
    if not reading.body:
        return 0.0, ()
    found: list[Sentence] = []
    selling = 0.0
    for category, entry in sorted({(cue.category, cue.entry) for cue in reading.notes.cues if cue.category in SELLING}):
        sentences = reading.sentences_with(category, entry, own_voice=True)
        found += sentences
        selling += len(sentences) * (_SAID_BY_ALL if {category, f"{category}/{entry}"} & _COMMON_TO_ALL else 1.0)
    selling /= len(reading.body)
    weighing = len(_sentences_of(reading, WEIGHING, own_voice=False)) / len(reading.body)
    return selling / (selling + weighing + _FEW_CUES), _spans(found)


# What a body feels, how sure it is and what it costs is said by those who weigh too: on 17,000 sentences of balanced
# training articles 19, 4 and 22 in 1,000, on 14,000 of commercial ones 33, 8 and 31. Counted for a third, AUC on
# training topics not learnt from is 0.9813 against 0.9797, and Spearman 0.848 against 0.846.
_COMMON_TO_ALL = frozenset({"sensation", "booster", "offer/price"})
_SAID_BY_ALL = 0.3

# With less than this many cues a sentence on either side, a page says little of both and the share stays near 0: two
# words of praise in a short notice are no sales page.
_FEW_CUES = 0.3
_add(
    "selling_over_weighing",
    "selling cues",
    "It has selling words, counted against its hedges, limits, risks and alternatives.",
    _selling_over_weighing,
)
_add(
    "magnitudes_without_comparator",
    "claims",
    "Gives effects a size without saying against what.",
    _bare_magnitudes,
)
_add("one_sidedness", "claims", "Benefits outnumber limits, risks and alternatives.", _one_sidedness)


def _count(pattern: str, *, flags: int = 0, per_sentence: bool = True) -> Measure:
    compiled = re.compile(pattern, flags)

    def measure(reading: _Reading) -> Measured:
        found = [match.span() for match in compiled.finditer(reading.article.text)]
        if reading.references:
            found = [span for span in found if not is_within(reading.references, *span)]
        if not per_sentence:
            return _saturate(len(found)), tuple(found)
        return (min(2.0, math.sqrt(len(found) / len(reading.body))) if reading.body else 0.0), tuple(found)

    return measure


_add("you_rate", "address", "Addresses the reader as you.", _count(r"(?i)\b(?:you|your|yours|yourself)\b"))
# In capitals "us" is a country, but for lines that shout: "in the US", "CALL US". What everybody has is no firm's: "our
# bodies", "most of us" (its first letter may be large, and is left out).
_WE = _count(
    r"\b(?:[Ww][Ee]|[Oo](?:urs?|URS?)|[Uu]s(?<!ll of us)(?<!oth of us)(?<!ach of us)(?<!any of us)(?<!ost of us)"
    r"(?<!ome of us)|(?:ABOUT|ASK|CALL|CHOOSE|CONTACT|EMAIL|FIND|FOLLOW|JOIN|LET|MESSAGE|PHONE|RING|SEE|TELL|TEXT|"
    r"TRUST|VISIT|WHATSAPP|WITH|WRITE) US)\b"
    r"(?! department| food| study| adults| (?:own )?(?:bod(?:y|ies)|brains?|cells?|genes|ancestors|immune|planet|"
    r"species|lives|lifetimes?)\b)"
)
# "Type I", "phase I" and "bipolar I" are numbers.
_I = _count(
    r"\b(?:I(?:['’](?:m|ve|d))?|[Mm]y)\b(?<![Tt]ype I)(?<!TYPE I)(?<![Pp]hase I)(?<![Ss]tage I)(?<![Gg]rade I)"
    r"(?<![Cc]lass I)(?<![Ll]evel I)(?<![Pp]art I)(?<![Bb]ipolar I)(?<![Tt]able I)(?<![Ff]actor I)(?<![Cc]omplex I)"
    r"(?<![Aa]ngiotensin I)"
)
# More first-person singular than this and "we" is a family or a couple, not a firm.
_DIARY = 0.25


def _firm_we(reading: _Reading) -> Measured:
    return _WE(reading) if _I(reading)[0] < _DIARY else (0.0, ())


_add("we_rate", "address", "Speaks as we, as a firm does.", _firm_we)
_add("i_rate", "address", "Speaks as I.", _I)
_add("exclamations", "address", "Exclaims.", _count(r"!"))
_add(
    "your_body",
    "address",
    "Speaks of your body, your skin, your energy.",
    _count(
        r"(?i)\byour (?:own |daily |natural |overall |general |immune |inner |whole )?"
        r"(?:body|skin|hair|gut|heart|brain|joints?|muscles?|bones?|immune|energy|"
        r"health|wellness|well-being|wellbeing|mood|mind|metabolism|digestion|smile|eyes|feet|face|system|life|lifestyle|routine|day|goals|needs|confidence|body's|best)\b"
    ),
)
# So many tokens more are taken as read: three words of trade in a line of ten make no brochure.
_SHORT_TEXT_TOKENS = 50


def _register_rate(kind: str) -> Measure:
    def measure(reading: _Reading) -> Measured:
        found = reading.registers.get(kind, ())
        tokens = sum(sentence.token_count for sentence in reading.body)
        return math.log1p(100 * len(found) / (tokens + _SHORT_TEXT_TOKENS)), tuple(found)

    return measure


_add(
    "trade_words",
    "register",
    "Speaks of customers, products and services and of what they are like, as a brochure does.",
    _register_rate("trade"),
)
_add(
    "argument_words",
    "register",
    "Argues: objects, gives reasons, narrows down (but, although, whether, would).",
    _register_rate("argument"),
    sign=-1,
)
_add(
    "past_tense",
    "address",
    "Tells what was done and found, in the past tense.",
    _count(
        r"\b(?:was|were|had|did|found|showed|reported|concluded|received|took|gave|compared|included|assigned|measured|lasted|followed|became|began)\b"
    ),
    sign=-1,
)
_add("semicolons", "address", "Writes in long, weighed sentences.", _count(r";"), sign=-1)
_add(
    "numbers_in_brackets",
    "evidence",
    "Gives figures in brackets.",
    _count(r"\([^()\n]{0,40}\d[^()\n]{0,40}\)"),
    sign=-1,
)


def _marked_brand(reading: _Reading) -> Measured:
    """A name that carries a trade-mark sign again and again: a reference text names many marks, a seller one."""
    if "®" not in reading.article.text and "™" not in reading.article.text:
        return 0.0, ()
    marked: dict[str, list[Span]] = defaultdict(list)
    for found in re.finditer(r"(\w[\w'-]*)\s?[®™]", reading.article.text):
        marked[found.group(1).lower()].append(found.span())
    if not marked:
        return 0.0, ()
    spans = max(marked.values(), key=len)
    return (_saturate(len(spans) - 1) if len(marked) <= 4 else 0.0), tuple(spans)


_add("marked_brand", "ownership", "Repeats one trade-marked name.", _marked_brand)


def _disease_words(reading: _Reading) -> Measured:
    """Named diseases against wellness words: sellers may not name diseases and speak of functions."""
    text = reading.article.text.lower()  # a search that is blind to case takes four times as long
    diseases = len(_DISEASE.findall(text))
    wellness = len(_WELLNESS.findall(text))
    return (diseases - wellness) / (diseases + wellness + 5), ()


_DISEASE = re.compile(
    r"\b(?:disease|disorder|syndrome|infection|cancer|stroke|diagnos\w+|symptoms?|severe|chronic|acute|condition|illness|complications?|mortality|deaths?|"
    r"hospital|patients?|treated with|therapy|prevalence|incidence|cause[sd]? by|risk factors?)\b"
)
_WELLNESS = re.compile(
    r"\b(?:wellness|well-being|wellbeing|vitality|energy|balance|healthy|vibrant|glow\w*|support[s]?|boost\w*|natural\w*|radian\w+|routine|lifestyle|holistic|nourish\w*|"
    r"youthful|optimal|stamina|performance|recovery|immunity|rejuvenat\w+|benefits?|relax\w*|refresh\w*|revitali\w+)\b"
)
_add(
    "disease_over_wellness",
    "address",
    "Speaks of disease and care rather than of wellness.",
    _disease_words,
    sign=-1,
    opposite="Speaks of wellness rather than of disease and care.",
)
_add(
    "stars_and_ticks",
    "address",
    "Carries star ratings, ticks or emoji.",
    _count(r"[★☆⭐✓✔✅➤👉💊🌿🔥✨]", per_sentence=False),
)
_add("questions", "address", "Asks questions.", _count(r"\?"))


def _disclosure(entry: str) -> Measure:
    def measure(reading: _Reading) -> Measured:
        cues = [cue for cue in reading.notes.cues if cue.category == "disclosure" and cue.entry == entry]
        return (1.0 if cues else 0.0), _spans(cues)

    return measure


_add(
    "affiliate_disclosure",
    "disclosures",
    "Discloses affiliate earnings or sponsorship.",
    _disclosure("affiliate"),
)
_add(
    "supplement_disclaimer",
    "disclosures",
    "Carries the disclaimer that sellers must carry.",
    _disclosure("supplement-disclaimer"),
)


def _references(reading: _Reading) -> Measured:
    entries = [c for c in reading.notes.citations if c.kind == "entry"]
    return _saturate(len(entries)), tuple((c.start, c.end) for c in entries)


def _weighing_studies(reading: _Reading) -> Measured:
    kinds = ("systematic review", "meta-analysis", "guideline")
    entries = [c for c in reading.notes.citations if c.kind == "entry" and c.study_type in kinds]
    return _saturate(len(entries)), tuple((c.start, c.end) for c in entries)


_add("references", "evidence", "Lists references.", _references, sign=-1)
_add(
    "references_weighing",
    "evidence",
    "Cites reviews, meta-analyses or guidelines.",
    _weighing_studies,
    sign=-1,
)


def _brand_echo(reading: _Reading) -> Measured:
    """Capitalised names that come back in sentences with selling cues: the brand the page speaks for."""
    names: dict[str, list[Span]] = defaultdict(list)
    selling = {
        s.start
        for name in (
            "ownership",
            "hype",
            "superlative",
            "call_to_action",
            "offer",
            "authority",
            "naturalness",
        )
        for s in reading.sentences_with(name, own_voice=True)
    }
    for sentence in reading.prose:
        if sentence.start not in selling:
            continue
        text = reading.article.text[sentence.start : sentence.end]
        for found in _NAME.finditer(text):
            if found.start() > 0:
                names[found.group()].append((sentence.start + found.start(), sentence.start + found.end()))
    if not names:
        return 0.0, ()
    spans = max(names.values(), key=len)
    return (_saturate(len(spans)), tuple(spans)) if len(spans) > 1 else (0.0, ())


_NAME = re.compile(r"\b[A-Z][a-z]*[A-Z]?\w*(?:\s[A-Z]\w+){0,2}")
_add("brand_echo", "ownership", "Comes back to one name in its praise.", _brand_echo)


def _signal(read: Callable[[Article], float]) -> Measure:
    return lambda reading: (read(reading.article), ())


def _has_type(*wanted: str) -> Callable[[Article], float]:
    return lambda article: float(any(name in wanted for name in article.signals.schema_types))


_SIGNALS: tuple[tuple[str, str, Callable[[Article], float]], ...] = (
    (
        "page_product_schema",
        "The page declares itself a product or an offer.",
        _has_type("Product", "Offer", "AggregateOffer", "ProductGroup"),
    ),
    ("page_prices", "The page shows prices.", lambda a: _saturate(a.signals.price_count)),
    ("page_cart", "The page has cart or checkout links.", lambda a: _saturate(a.signals.cart_link_count)),
    ("page_booking", "The page has booking links.", lambda a: _saturate(a.signals.booking_link_count)),
    ("page_selling_asides", "The page sells beside the article.", lambda a: _saturate(len(a.signals.selling_asides))),
    (
        "page_affiliate_links",
        "The page links through affiliate or sponsored links.",
        lambda a: _saturate(a.signals.affiliate_link_count + a.signals.sponsored_link_count),
    ),
    (
        "page_reference_links",
        "The page links to journals, official and university sites.",
        lambda a: _saturate(a.signals.reference_link_count),
    ),
)
for _name, _words, _read in _SIGNALS:
    _add(_name, "page signals", _words, _signal(_read), sign=-1 if _name == "page_reference_links" else 1)

_ADDRESSES = {
    "official": (-1, "It stands on the site of a public body, a university, a journal or an encyclopaedia."),
    "nonprofit": (-1, "It stands on the site of an association (.org)."),
    "trade": (1, "Its site is named like a firm of the trade."),
    "shop": (1, "It stands on a shop's site, by its address."),
}
for _kind, (_sign, _words) in _ADDRESSES.items():
    _add(
        f"address_{_kind}",
        "address of the page",
        _words,
        _signal(lambda article, kind=_kind: float(article.signals.address_kind == kind)),  # type: ignore[misc]
        sign=_sign,
    )

#: Every feature, in the order of the feature matrix.
FEATURES: tuple[Feature, ...] = tuple(feature for feature, _ in _MEASURES)


def extract_features(article: Article, annotations: Annotations) -> FeatureVector:
    """Return every feature of an article. An empty article gives 0.0 throughout and no spans."""
    reading = _Reading(article, annotations)
    values: dict[str, float] = {}
    spans: dict[str, tuple[Span, ...]] = {}
    for feature, measure in _MEASURES:
        values[feature.name], spans[feature.name] = measure(reading)
    return FeatureVector(values, spans)


class FramingFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Turns texts into the feature matrix, shape (n_texts, n_features); stateless, works in a ``Pipeline``.

    An empty text gives a row of zeros. ``set_output(transform="pandas")`` names the columns.
    """

    def fit(self, X: Sequence[str], y: object = None) -> FramingFeatures:  # noqa: N803, ARG002  # scikit-learn's names
        """Check that X holds texts; there is nothing to learn.

        Raises ``ValueError`` for a single string or a table, ``TypeError`` where something in X is no string.
        """
        _check_texts(X)
        self.n_features_out_ = len(FEATURES)
        return self

    def transform(self, X: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:  # noqa: N803
        """Return the feature matrix of the texts; raises as ``fit`` does."""
        check_is_fitted(self, "n_features_out_")
        _check_texts(X)
        rows = [list(extract_features(*read_text(text)).values.values()) for text in X]
        return np.array(rows, dtype=float).reshape(len(rows), len(FEATURES))

    def get_feature_names_out(
        self,
        input_features: object = None,  # noqa: ARG002  # scikit-learn's signature
    ) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
        """Return the names of the columns."""
        return np.array([feature.name for feature in FEATURES], dtype=object)


def _check_texts(texts: Sequence[str]) -> None:
    if isinstance(texts, str):
        raise ValueError("Got one string; expected a sequence of texts.")
    if hasattr(texts, "columns") or getattr(texts, "ndim", 1) != 1:
        raise ValueError("Got a table; expected a sequence of texts. Give one of its columns.")
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            raise TypeError(
                f"Got {type(text).__name__} at place {place}; expected texts. Leave out or fill what is missing."
            )


def read_text(text: str) -> tuple[Article, Annotations]:
    """Read a plain text into an article and its annotations, with one annotator kept for the process.

    Empty text gives an empty article and no annotations.
    """
    from hypecheck.clean import article_from_text

    if not text.strip():
        return Article(text="", blocks=()), Annotations()
    article = article_from_text(text)
    return article, _annotator().annotate(article)


@lru_cache(maxsize=1)
def _annotator() -> Annotator:
    from hypecheck.annotate import Annotator

    return Annotator()
