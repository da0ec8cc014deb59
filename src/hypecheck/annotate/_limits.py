"""Sentences with their cues go in, stated risks and limits come out, each of the article's subject or of a rival.

Rules name the clear ones. Any other sentence is weighed: its words and its cues have one weight each in
``weights.json``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from hypecheck.annotate._candidates import is_read_whole
from hypecheck.annotate._certainty import leaves_open
from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.annotate._weighing import Weights, WordMarks, load_weights
from hypecheck.lexicon import Hit
from hypecheck.openings import GuardedPattern
from hypecheck.records import Article, Claim, Limit, LimitKind, Sentence

__all__ = ["find_limits", "kinds_by_rule"]

_KIND_BY_ENTRY: dict[str, LimitKind] = {
    "limitation/null-result": "null_result",
    "limitation/who-not": "who_should_not",
    "limitation/evidence-weak": "weak_evidence",
    "limitation/evidence-limited": "weak_evidence",
    "limitation/studies-weak": "weak_evidence",
    "limitation/wears-off": "limit",
    "limitation/slight-effect": "limit",
}
_KIND_ORDER: tuple[LimitKind, ...] = ("who_should_not", "null_result", "risk", "weak_evidence", "limit")
# Said in praise: "without side effects", "no known risks".
_NO_RISK = re.compile(
    r"(?i)\b(?:no|without|free (?:of|from)|zero|minus|not|n.t|lowers?|reduces?|fewer|less)\s(?:\w+\s){0,3}$"
    r"|\b(?:reduction|decrease|drop|fall|improvement|prevention|relief)s? (?:in|of|from)\s(?:[\w-]+\s){0,5}$"
)
# "The risk of death was 36% lower": a gain.
_RISK_FELL = re.compile(
    r"(?i)[^,;.]{0,40}\b(?:was|were|is|are|fell|dropped) (?:[\w%.]+ ){0,3}(?:lower|reduced|fewer|down)\b"
)
# "There is no link between the jab and autism": a denied harm.
_NO_LINK = re.compile(
    r"(?i)\bno (?:[\w-]+ )?(?:association|link|increase) (?:between|in|with|to)\b[^.;,]{0,60}\b(?:cancers?|autism|"
    r"harms?|deaths?|malformations?|(?:birth )?defects|miscarriages?|side effects|adverse \w+|complications)\b"
)
# "There is no cure for tinnitus" is a fact of the disease; "only a small effect" tells of what a thing does, and not of
# how well it was tested.
_NO_CURE = re.compile(
    r"(?i)\b(?:there(?:['’]s| is| are)(?: currently| still| at present| as yet)?|ha(?:s|ve)) no cure\b(?!-)"
)
_SMALL_EFFECT = re.compile(
    r"(?i)(?:modest|small|slight|marginal|minor|borderline) (?!stud|trial|sample|number|experiment|follow)"
)
_NOT_TRIED = re.compile(
    r"(?i)(?:not|never) (?:been )?(?:shown|demonstrated|proven|proved|established|tested|studied|assessed) "
)
_CAUSE_UNKNOWN = re.compile(r"(?i)\bcauses?\b[^.;,]{0,50}\b(?:is|are|remains?) (?:[\w-]+ ){0,2}$")
_SAMPLE = re.compile(
    r"(?i)\bsamples? of (?:\w+ ){0,2}(?:blood|urine|tissue|skin|saliva|bone|fluid|stool|poo|cells|hair)"
)
_OF_BIAS = re.compile(r"(?i) ?(?:of )?bias\b")
_NO_EFFECT = re.compile(r"(?i)\bno (?:benefit|effect|difference|improvement|advantage)")
# What a harm is on, or is like, is no rival: "may interact with some antidepressants", "the same effects as statins".
_ACTED_ON = re.compile(
    r"(?i)\b(?:interact\w* with|interfer\w* with|the same [\w ]{3,30} as|levels? of|combined with|along ?side|"
    r"(?:taking|takes?|took))(?: [\w-]+,){0,4}(?: [\w-]+,? (?:and|or))?"
    r"(?: (?:some|many|any|certain|most|other|your))?\s$"
)
_NO_SIGN_OF = re.compile(
    r"(?i)(?:found |is |was )?no (?:\w+ )?evidence (?:of|for) (?:an? |any )?(?:\w+ )?"
    r"(?:differences?|benefits?|improvements?|effects?)\b"
)
_TOGETHER = re.compile(
    r"(?i)\binteract|\b(?:combin\w+|together|alongside|avoid|ask|before|if you|do not|don.t|should|with|already|thin)\b"
)
_ONLY = GuardedPattern(
    r"(?i)\b(?:only (?:if|when|in|for|works)|unless you|(?:will|does|do|did) (?:not|nothing) [^.]{0,40}\b(?:if|"
    r"unless))\b"
)
_WHO_SHOULD_NOT = re.compile(
    r"(?i)\b(?:should (?:not|never|avoid|ask|check|speak|talk|see)|must not|avoid|not (?:suitable|for|safe|"
    r"recommended)|unsuitable|unless a doctor|keep away|leave (?:it|the \w+) alone|rules? out treatment)\b"
)
# That nobody knows how safe it is for them says that it is not for them: "its safety in pregnancy is unknown".
_SAFETY = re.compile(r"(?i)\bsafe(?:ty|ly)?\b")
_TO_BE_SPARED = re.compile(
    r"(?i)\b(?:pregnan(?:t|cy)|breast-?feeding|nursing (?:mothers|women)|newborns|babies|infants|toddlers|children|"
    r"(?:under|over) the age of)\b"
)
# Advice to ask is a warning, and no question left open: "ask whether it interacts with your tablets".
_ASKS_TO_ASK = re.compile(r"(?i)\b(?:ask|check|find out|tell|see|discuss)\b")
# Without one of these an article's sentence is not weighed: it may tell of an illness, and of nothing to take.
_WEIGHED = frozenset({"negation", "limitation", "risk"})
# "It was tried in people rather than in mice": the words of a limit, and none.
_NOT_THERE = re.compile(r"(?i)\b(?:rather than|instead of) in\b")
# Other things to take or do: sellers name their harms freely ("other brands upset the stomach").
_RIVAL = re.compile(
    r"(?i)\b(?:(?:other|ordinary|cheap|cheaper|generic|conventional|synthetic|prescription|regular|standard|"
    r"typical|most|"
    r"inferior|low-quality|traditional|commercial|chemical|many) (?:[\w-]+ ){0,2}(?:brands?|products?|"
    r"supplements?|drugs?|"
    r"medications?|pills?|forms?|tablets?|creams?|treatments?|remedies|capsules|powders?|formulas?|lotions?|versions?)|"
    r"painkillers|antibiotics|statins|nsaids|sleeping pills|steroids|surgery|antidepressants|antihistamines|"
    r"chemotherapy|pharmaceuticals?|unlike (?:\w+ ){1,3})\b"
)


# What the weights must reach in an article, where fewer sentences limit anything than among those written one by one.
# Here more of the limits that they add are labelled than of those that the rules find (not quite half: labels name what
# matters most). At 0.75 twice as many are added, and on real pages fewer than half of them limit anything.
_SURER_IN_ARTICLES = 1.5


def find_limits(
    article: Article,
    tokenised: Sequence[TokenisedSentence],
    hits: Mapping[int, Sequence[Hit]],
    claims: Sequence[Claim],
    marks: WordMarks,
    weights: Weights | None = None,
) -> list[Limit]:
    """Return at most one limit for each sentence, in text order; none for headings, questions and reference entries.

    ``hits`` maps a sentence's index to its lexicon hits; ``claims`` tell what the article is about.
    """
    weights = weights or load_weights().limit
    bar = 0.0 if is_read_whole(article) else _SURER_IN_ARTICLES
    subject = _subject_words(article, claims)
    limits = []
    for index, sentence in enumerate(tokenised):
        record, found = sentence.record, hits.get(index, ())
        text = article.text[record.start : record.end]
        if record.role in ("reference", "heading") or text.rstrip("\"”'’) ").endswith("?"):
            continue
        kinds = kinds_by_rule(article.text, record, found)
        if not kinds:
            is_weighed = not bar or any(hit.entry.category in _WEIGHED for hit in found)
            if not is_weighed or _NOT_THERE.search(text) or weights.score(marks.words_and_cues(index)) <= bar:
                continue
        limits.append(
            Limit(
                kind=min(kinds or {_kind_by_its_words(text, found)}, key=_KIND_ORDER.index),
                of="rival" if _is_of_a_rival(text, subject) else "subject",
                text=text,
                start=record.start,
                end=record.end,
            )
        )
    return limits


def kinds_by_rule(text: str, sentence: Sentence, hits: Sequence[Hit]) -> set[LimitKind]:
    """Return the kinds of limit that a sentence of an article's ``text`` may state by its cues."""
    kinds = {kind for hit in hits if (kind := _kind_of(text, sentence, hit))}
    if _ONLY.search(text, sentence.start, sentence.end):
        kinds.add("limit")
    if "weak_evidence" in kinds and _SAFETY.search(text, sentence.start, sentence.end):
        spared = _TO_BE_SPARED.search(text, sentence.start, sentence.end)
        return {"who_should_not"} if spared else kinds
    return kinds


def _kind_by_its_words(text: str, hits: Sequence[Hit]) -> LimitKind:
    """Return the kind of a limit that no rule names."""
    categories = {hit.entry.category for hit in hits}
    if _WHO_SHOULD_NOT.search(text):
        return "who_should_not"
    if "risk" in categories:
        return "risk"
    if categories >= {"negation", "evidence"}:
        return "null_result"
    return "limit" if categories.isdisjoint(("evidence", "limitation")) else "weak_evidence"


def _kind_of(text: str, sentence: Sentence, hit: Hit) -> LimitKind | None:
    if hit.entry.name == "risk/interaction" and not _TOGETHER.search(text, sentence.start, sentence.end):
        return None  # "statins lower cholesterol" names a drug, and no interaction with it
    if sentence.role == "furniture" and hit.entry.name == "limitation/evidence-weak":
        return None  # "Strength of evidence" in a box is a label
    if hit.entry.category == "limitation" and _is_no_limit(text, sentence, hit):
        return None
    if hit.entry.category == "risk":
        if _OF_BIAS.match(text, hit.end, sentence.end):
            return "weak_evidence"
        if _asks_about(text, sentence, hit):
            return "weak_evidence"
        is_a_gain = _NO_RISK.search(text, sentence.start, hit.start) or _RISK_FELL.match(text, hit.end, sentence.end)
        return None if is_a_gain else "risk"
    if hit.entry.category == "limitation" and (
        _NO_EFFECT.search(text, hit.start, hit.end) or _NO_SIGN_OF.match(text, hit.start, sentence.end)
    ):
        return "null_result"  # "found no benefit" tells a result, "found no studies" that there is none
    if _SMALL_EFFECT.match(text, hit.start, hit.end):
        return "limit"
    if _NOT_TRIED.match(text, hit.start, hit.end):
        return "weak_evidence"
    return _KIND_BY_ENTRY.get(hit.entry.name)


def _asks_about(text: str, sentence: Sentence, hit: Hit) -> bool:
    """Say whether it is left open if there is a harm: "whether it raises the risk of a fall is not known"."""
    place = hit.start - sentence.start, hit.end - sentence.start
    opened = leaves_open(text[sentence.start : sentence.end], *place)
    return opened and _ASKS_TO_ASK.search(text, sentence.start, hit.start) is None


def _is_no_limit(text: str, sentence: Sentence, hit: Hit) -> bool:
    """Say whether words of a limit tell of a denied harm, of what a disease comes from, or of a drop of blood."""
    if any(pattern.match(text, hit.start, sentence.end) for pattern in (_NO_LINK, _NO_CURE)):
        return True
    if text.startswith("no cure", hit.start) and _NO_CURE.search(text, max(sentence.start, hit.start - 30), hit.end):
        return True
    if _CAUSE_UNKNOWN.search(text, sentence.start, hit.start):
        return True
    return _SAMPLE.search(text, hit.start, min(sentence.end, hit.end + 30)) is not None


def _subject_words(article: Article, claims: Sequence[Claim]) -> set[str]:
    """Return the words of the title and of the commonest agent: what the article is about.

    A rival is the subject only where the article comes back to it.
    """
    agents = Counter(claim.agent.lower() for claim in claims if len(claim.agent) > 3)
    commonest = [name for name, count in agents.most_common() if count > 1 or not _RIVAL.search(name)][:1]
    named = f"{article.title or ''} {' '.join(commonest)}"
    return {word for word in re.findall(r"[\w-]+", named.lower()) if len(word) > 3}


def _is_of_a_rival(text: str, subject: set[str]) -> bool:
    rival = _RIVAL.search(text)
    if rival is None or _ACTED_ON.search(text, 0, rival.start()):
        return False
    return subject.isdisjoint(re.findall(r"[\w-]+", rival.group().lower()))
