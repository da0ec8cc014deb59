"""An assessment goes in; the words, symbols and one-line answers that every format shares come out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, Protocol

from hypecheck.errors import FAILURE_CODES
from hypecheck.records import Article, Assessment, Certainty, Claim, Cue, PageSignals, Reason

__all__ = [
    "CERTAINTY_SYMBOLS",
    "LABELS",
    "SYMBOLS",
    "Label",
    "advice_of",
    "band_sentence",
    "code_of",
    "count_of",
    "describe_citations",
    "describe_magnitude",
    "describe_study",
    "describe_words",
    "explain_end",
    "facts_of_page",
    "judged_by",
    "label_of",
    "name_of",
    "one_line",
    "printable",
    "remedy_of",
    "signed",
    "stated_limits",
    "strongest_reasons",
    "why_of",
    "words_behind",
]

Label = Literal["commercial", "mixed", "balanced", "abstained", "failed"]
LABELS: tuple[Label, ...] = ("commercial", "mixed", "balanced", "abstained", "failed")

#: A shape for each label, so that colour never carries it alone.
SYMBOLS: dict[Label, str] = {
    "commercial": "▲",
    "mixed": "◆",
    "balanced": "●",
    "abstained": "○",
    "failed": "×",
}

#: The same for how far a claim commits itself.
CERTAINTY_SYMBOLS: dict[Certainty, str] = {"asserted": "■", "hedged": "≈", "negated": "⊘", "questioned": "?"}

_BAND_SENTENCES = {
    "commercial": "The article reads as written to sell.",
    "mixed": "Partly selling, partly review, or the signs do not settle it: read it yourself.",
    "balanced": "The article reads as balanced review language.",
}

_ABSTENTION_ADVICE = {
    "too_short": "Give the whole article; a few sentences do not settle how it is written.",
    "not_english": "Read it by hand; only English text is scored.",
    "cart_page": "Nothing to do: there is no article to score.",
    "error_page": "Check the address; the article may have moved.",
    "link_list": "Give the pages that it links to.",
    "not_health": "Nothing to do, unless the page is about health: then check that the right text was found.",
}


class StudyFacts(Protocol):
    """What a citation and a study of the claim landscape both say of a study."""

    @property
    def study_type(self) -> str | None: ...
    @property
    def sample_size(self) -> int | None: ...
    @property
    def duration(self) -> str | None: ...


# What a terminal, XML or UTF-8 cannot take: control characters but tab and line ends, lone surrogates,
# noncharacters. One for one, so that offsets still hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Return ``text`` with every character that cannot be shown replaced by U+FFFD; the length stays.

    >>> printable("calm\\x1b[2J")
    'calm�[2J'
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def one_line(text: str, *, limit: int | None = None) -> str:
    """Return ``text`` with single spaces for white space, cut at ``limit`` characters with an ellipsis."""
    line = " ".join(printable(text).split())
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def label_of(assessment: Assessment) -> Label:
    """Return the band, or how it ended without one."""
    if assessment.framing is not None:
        return assessment.framing.band
    return "failed" if assessment.failure is not None else "abstained"


def name_of(assessment: Assessment) -> str:
    """Return what a person would call the page: its title, else its URL, else its id."""
    title = assessment.article.title if assessment.article is not None else None
    return one_line(title or "") or one_line(assessment.input.url or "") or one_line(assessment.input.id) or "(no name)"


def band_sentence(assessment: Assessment) -> str:
    """Say what the band means, and where it was chosen among several, that it was; "" where nothing was scored."""
    framing = assessment.framing
    if framing is None:
        return ""
    words = _BAND_SENTENCES[framing.band]
    if framing.judgement is None:
        return words
    others = " and ".join(band for band in framing.judgement.among if band != framing.band)
    chance = framing.judgement.chance_of(framing.band)
    return f"{words} Its interval also touches {others}; all signs together say {framing.band} ({chance:.0%})."


def strongest_reasons(assessment: Assessment) -> list[Reason]:
    """Return the reasons, the largest share in the raw score first, in either direction."""
    return sorted(assessment.reasons, key=lambda reason: -abs(reason.contribution))


def judged_by(assessment: Assessment) -> tuple[str, tuple[Reason, ...]]:
    """Return a heading and what weighed most where a band was chosen among several; "" and nothing elsewhere."""
    framing = assessment.framing
    if framing is None or framing.judgement is None:
        return "", ()
    others = " or ".join(band for band in framing.judgement.among if band != framing.band)
    return f"Why {framing.band} and not {others}", framing.judgement.reasons


def why_of(assessment: Assessment) -> str:
    """Say in one line why the page got its label: the strongest reason for the band, or what ended it.

    Of a failure that is what a person can do about it: its detail begins with the address, which stands beside it.
    """
    if assessment.failure is not None:
        code = assessment.failure.code
        return FAILURE_CODES[code][1] if code in FAILURE_CODES else one_line(assessment.failure.detail)
    if assessment.abstention is not None:
        return one_line(assessment.abstention.detail)
    reasons = strongest_reasons(assessment)
    if not reasons:
        return ""
    if assessment.band == "mixed":
        direction = "commercial" if reasons[0].contribution > 0 else "balanced"
        return f"Towards {direction}: {one_line(reasons[0].text)}"
    direction_of_band = 1 if assessment.band == "commercial" else -1
    speaking = [reason for reason in reasons if reason.contribution * direction_of_band > 0] or reasons
    return one_line(speaking[0].text)


def code_of(assessment: Assessment) -> str:
    """Return the code of what ended an assessment without a score; "" where nothing did."""
    end = assessment.failure or assessment.abstention
    return one_line(end.code) if end is not None else ""


def explain_end(assessment: Assessment) -> str:
    """Say what ended an assessment without a score: "Failed at fetch (timeout)", "Not scored (too_short)"."""
    if assessment.failure is not None:
        return f"Failed at {one_line(assessment.failure.stage)} ({one_line(assessment.failure.code)})"
    if assessment.abstention is not None:
        return f"Not scored ({one_line(assessment.abstention.code)})"
    return "" if assessment.framing is not None else "Not scored"


def advice_of(assessment: Assessment) -> str:
    """Return the remedy for a page without a score, unless its detail names it already."""
    remedy = remedy_of(assessment)
    return "" if assessment.failure is not None and remedy in assessment.failure.detail else remedy


def remedy_of(assessment: Assessment) -> str:
    """Say what a person can do about a page without a score; "" for a scored one."""
    if assessment.failure is not None:
        return FAILURE_CODES.get(assessment.failure.code, ("", "Open the page and look."))[1]
    if assessment.abstention is not None:
        return _ABSTENTION_ADVICE.get(
            assessment.abstention.code,
            "Open the page in a browser; if it holds an article, save it and give the file.",
        )
    return ""


def signed(number: float) -> str:
    """Write a contribution with its sign: "+1.20", "−0.35"."""
    return f"{number:+.2f}".replace("-", "−")


def count_of(number: int, noun: str, plural: str | None = None) -> str:
    """Write a count with its noun.

    >>> count_of(1, "plug"), count_of(2, "plug"), count_of(2, "entry", "entries")
    ('1 plug', '2 plugs', '2 entries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def describe_words(article: Article) -> str:
    """Say how many words an article has, and where there were more that were not read.

    >>> describe_words(Article(text="", blocks=(), word_count=60_000, is_cut=True))
    '60,000 words (cut there)'
    """
    return count_of(article.word_count, "word") + (" (cut there)" if article.is_cut else "")


#: What a claim is said to be, and the cues whose words make it so.
_CUES_BEHIND = {
    "hedged": ("hedge",),
    "negated": ("negation", "limitation"),
    "reported": ("source", "attribution"),
    "distanced": ("source", "distancing"),
}


def words_behind(claim: Claim, cues: Sequence[Cue], way: str) -> str:
    """Write the words that make a claim hedged, reported and so on, as the text gives them; "" where none are known.

    ``cues`` are those of the claim's article.
    """
    categories = _CUES_BEHIND.get(way, ())
    found = sorted(
        (cue for cue in (cues[index] for index in claim.cues) if cue.category in categories),
        key=lambda cue: (categories.index(cue.category), cue.start),
    )
    return one_line(found[0].text) if found else ""


def describe_magnitude(claim: Claim) -> str:
    """Write a claim's magnitude as the article gives it, with what it is compared to; "" without one."""
    size = claim.magnitude
    if size is None:
        return ""
    text = one_line(size.text) or f"{size.bound or ''} {size.value:g} {one_line(size.unit)}".strip()
    return f"{text} (vs {one_line(size.comparator)})" if size.comparator else text


def stated_limits(assessment: Assessment) -> list[str]:
    """Return the sentences that state a risk or limit of what the article is about, in text order."""
    return [limit.text for limit in assessment.annotations.limits if limit.of == "subject"]


def describe_citations(assessment: Assessment) -> str:
    """Sum up the citations in one line; "none" without any."""
    citations = assessment.annotations.citations
    entries = [citation for citation in citations if citation.kind == "entry"]
    markers = [citation for citation in citations if citation.kind == "marker"]
    parts = []
    if entries:
        identified = sum(bool(entry.identifiers.keys() & {"doi", "pmid", "pmcid", "nct"}) for entry in entries)
        parts.append(f"{count_of(len(entries), 'reference')}, {identified} with an identifier (PMID, DOI, ...)")
        uncited = sum(not entry.resolved for entry in entries)
        if markers and uncited:
            parts[-1] += f", {uncited} cited nowhere"
    types = Counter(entry.study_type for entry in entries if entry.study_type)
    if types:
        parts.append("study types: " + ", ".join(f"{count} {name}" for name, count in types.most_common()))
    if markers:
        resolved = sum(marker.resolved for marker in markers)
        parts.append(f"{count_of(len(markers), 'marker')} in the text, {resolved} with a reference behind it")
    malformed = sum(len(citation.malformed) for citation in citations)
    if malformed:
        parts.append(f"{count_of(malformed, 'identifier')} of wrong form")
    return "; ".join(parts) or "none"


def describe_study(study: StudyFacts) -> str:
    """Say what is known of a study: "randomised trial, n = 199, 8 weeks"; "" where nothing is.

    Takes a citation, or a study of the claim landscape.
    """
    facts = [study.study_type or ""]
    if study.sample_size is not None:
        facts.append(f"n = {study.sample_size:,}")
    facts.append(study.duration or "")
    return ", ".join(one_line(fact) for fact in facts if fact)


def facts_of_page(signals: PageSignals) -> list[tuple[str, str]]:
    """Return what the page's HTML says, as (name, value) pairs; only what is there."""
    counts = [
        ("prices", signals.price_count),
        ("cart and checkout links", signals.cart_link_count),
        ("booking links", signals.booking_link_count),
        ("sponsored links", signals.sponsored_link_count),
        ("nofollow links", signals.nofollow_link_count),
        ("affiliate links", signals.affiliate_link_count),
        ("links to journals and authorities", signals.reference_link_count),
        ("links to other sites", signals.outbound_link_count),
        ("newsletter forms", signals.newsletter_form_count),
    ]
    facts = [(name, f"{count:,}") for name, count in counts if count]
    if signals.schema_types:
        facts.insert(0, ("schema.org types", ", ".join(map(one_line, signals.schema_types))))
    if signals.og_type:
        facts.insert(0, ("og:type", one_line(signals.og_type)))
    facts += [("beside the article", f"“{one_line(aside, limit=100)}”") for aside in signals.selling_asides]
    facts += [("disclosure", one_line(disclosure, limit=300)) for disclosure in signals.disclosures]
    return facts
