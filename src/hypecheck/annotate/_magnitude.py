"""A sentence goes in, the sizes it gives to effects come out: "up to 8 times", "21% against 9% with placebo"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Token

from hypecheck.annotate._tree import ANY_SUBJECTS
from hypecheck.records import Magnitude, Span

__all__ = ["Size", "choose_size", "find_magnitude", "find_sizes", "is_parted_from"]

# fmt: off
_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on
_NUMBER_WORDS = {
    **{word: value for value, word in enumerate(_ONES, 1)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
}
_FOLD_WORDS = {"twi": 2.0, "thr": 3.0, "dou": 2.0, "tri": 3.0, "tre": 3.0, "qua": 4.0, "hal": 0.5}
_PARTS = {
    name: 1 / number
    for number, name in enumerate(("third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"), 3)
}
_TIME_UNITS = frozenset({"second", "minute", "hour", "day", "night", "week", "fortnight", "month", "year"})
_UNITS = (
    *("percentage points?", "percent", "per cent", "%", "times", "fold", "x", "points?", "mmhg", "mg/dl", "mmol/l"),
    *("kg", "kilos?", "pounds?", "lbs?", "stone", "cm", "mm", "inch(?:es)?", "degrees?"),
    *(f"{unit}s?" for unit in sorted(_TIME_UNITS)),
)
_SAME_UNITS = {"x": "times", "fold": "times", "per cent": "%", "percent": "%"}
_BOUNDS: dict[str, Literal["up to", "at least"]] = {
    "up to": "up to",
    "as much as": "up to",
    "at most": "up to",
    "at the most": "up to",
    "a maximum of": "up to",
    "no more than": "up to",
    "less than": "up to",
    "fewer than": "up to",
    "under": "up to",
    "within": "up to",
    "at least": "at least",
    "a minimum of": "at least",
    "no less than": "at least",
    "upwards of": "at least",
    "as little as": "at least",
    "as few as": "at least",
    "more than": "at least",
    "greater than": "at least",
    "over": "at least",
}
_BOUND = rf"(?P<bound>{'|'.join(sorted(_BOUNDS, key=len, reverse=True))})\s+"
_ABOUT = r"(?:(?:about|around|roughly|nearly|almost|just|only|some|an?|the|an average of|a mean of|a further)\s+){0,2}"
_DIGITS = r"(?<![\d.,])(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,12}(?:[.,]\d{1,12})?)"
_SPELT_NUMBER = rf"(?:{'|'.join(_TENS)})-(?:{'|'.join(_ONES[:9])})|" + "|".join(
    sorted(_NUMBER_WORDS, key=len, reverse=True)
)
_NUMBER = rf"(?:{_DIGITS}|\b(?:{_SPELT_NUMBER}))"
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_PEOPLE = (
    r"(?:people|persons?|patients?|women|woman|men|man|adults?|children|child|babies|users?|takers?|customers?|clients?|"
    r"buyers?|testers?|participants?|volunteers?|members?|parents?|mothers?|mums?|owners?|sufferers?|wearers?|students?|"
    r"readers?|runners?|smokers?|couples?|athletes?|teenagers?|teens?|those|them|us|visitors?|girls?|boys?|cases?|dogs?|"
    r"cats?|mice|rats|teachers?|nurses?|workers?|drinkers?|subjects|respondents?|recipients?|controls?)"
)
_QUANTITY = re.compile(
    rf"(?:\b{_BOUND}{_ABOUT})?"
    rf"(?:between\s+{_NUMBER}(?:\s?(?:%|per ?cent))?\s+and\s+|"
    rf"{_NUMBER}(?:\s?(?:%|per ?cent)|-)?\s?(?:to|or|-|–)\s?)?"
    rf"(?P<value>{_NUMBER}|\b(?:half\s)?an?\b)"
    rf"(?:\s|-)?(?P<unit>{_UNIT})(?!\w)(?P<beyond>\s?\+|\s+(?:or|and) (?:more|less|fewer|over|above)\b)?",
    re.IGNORECASE,
)
_SHARE = re.compile(
    rf"(?:\b{_BOUND}{_ABOUT})?\b(?P<value>{_NUMBER})\s+(?:(?:\w+\s+)?{_PEOPLE}\s+)?(?:in|out of|of)\s+(?:every\s+)?"
    rf"(?P<whole>{_NUMBER})\b"
    rf"(?![\s-]*(?:{'|'.join(sorted(_TIME_UNITS))}|mg|g\b|studies|trials|sessions|doses|[.,]?\d|%|per ?cent))",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    rf"(?:\b{_BOUND}{_ABOUT})?\b(?:(?P<count>an?|one|two|three|four|five|nine)(?:\s|-)(?:further\s+)?"
    rf"(?P<part>{'|'.join(_PARTS)})s?|(?P<half>(?:one[- ])?half))\b",
    re.IGNORECASE,
)
_FOLD = re.compile(
    rf"(?:\b{_BOUND}{_ABOUT})?\b(?P<fold>twice|thrice|(?:doubl|tripl|trebl|quadrupl|halv)(?:e[ds]?|ing))\b",
    re.IGNORECASE,
)

# How much more or less there is: "by 30%", "two days shorter", "half the risk", "three times as likely".
_BY = re.compile(
    r"(?i)\b(?:by|lost|los(?:e|es|ing)|shed(?:s|ding)?|gain(?:s|ed|ing)?|drop(?:s|ped|ping)?|down|up|put on|fell|"
    r"rose|falls?|rises?|trim(?:s|med)?|tak(?:e|es)|took|knock(?:s|ed)?|shav(?:e|es|ed)|cuts?|adds?|added|sav(?:e|es|ed)|back|of|"
    rf"extra|difference|shrank|grew)\s+(?:off\s+)?{_ABOUT}$"
)
_MORE = (
    r"(?:more|less|fewer|lower|higher|better|worse|shorter|longer|sooner|earlier|later|faster|quicker|slower|younger|"
    r"lighter|heavier|greater|smaller|larger|bigger|likel(?:y|ier)|stronger|deeper|off|extra|shallower|thicker|thinner|"
    r"further|\w{2,12}er than)\b"
)
_IS_MORE = re.compile(rf"(?i)[\s-]*{_MORE}")
_IS_AS_MANY = re.compile(
    rf"(?i)\s+(?:{_MORE}|as\b|the (?!price|cost|dose|recommended|normal|usual|amount)|that\b|those\b|what\b|over\b)"
)
_HALF_OF_IT = re.compile(
    r"(?i)\s+(?:as\b|that\b|those\b|what\b|(?:of )?(?:the|its|their|his|her|my|your) (?:usual |normal )?"
    r"(?:risks?|odds|rates?|chances?|pain|number|symptoms|attacks|deaths|time|level|incidence|cases|flares|size)\b)"
)
_A_PART_OF_IT = re.compile(rf"(?i)\s+(?:{_MORE}|as\b|of (?:the|its|their|his|her|my|your|it)\b)")
_OF_PEOPLE = re.compile(rf"(?i)\s+(?:of )?(?:the |our |all |my |their )?(?:[\w-]+ )?{_PEOPLE}\b")
# "60% of the patients were women" tells of the sample.
_SAYS_WHO = re.compile(
    r"(?i)^[^,.;]{0,40}?\b(?:were|are|was|is|had been) (?:women|men|male|female|white|black|over|under|aged|older|"
    r"smokers|randomi[sz]ed|given|assigned|allocated|taking|on|using)\b"
)
_IN_HALF = re.compile(r"(?i)\b(?:in|by|to)\s+(?:\w+\s+)?$")
_OF_IT = re.compile(r"(?i)\s+(?:the|that|those|what|as|your|my|his|her|its|their|our)\b")
_DOES = re.compile(r"(?i)\b(?:to|can|may|might|could|will|would|did|does|nearly|almost|roughly|about)\s+$")
_COSTS = re.compile(r"(?i)\b(?:costs?|price[ds]?|charges?|at)\s+(?:\w+\s+){0,2}$")
# "double-blind", "a double chin", "halved grapes", "doubling the dose"
_NO_FOLD = re.compile(
    r"(?i)[\s-]*(?:blind|dose|chin|glaz|check|vision|board|boil|up\b|dummy|(?:the|your|my|his|her|its) "
    r"(?:\w+ )?(?:dose|price|cost|amount|portion|intake))|-\w"
)

_SOME_TIME_LATER = re.compile(r"(?i)\s+later\b(?! than)")  # "is removed 4 or 5 days later"
# A stretch of time that says how soon, and one that says how long something was taken.
_TO_EFFECT = re.compile(rf"(?i)\b(?:in|inside|after (?:just|only))\s+{_ABOUT}$")
_SOON_AFTER = re.compile(rf"(?i)\bafter\s+{_ABOUT}$")
_SOON_UNITS = frozenset({"second", "minute", "hour", "day", "night"})
_WHILE_TAKEN = re.compile(
    r"(?i)\s+(?:of (?!start|tak|go|beginn|us(?:e|ing)\b|"
    r"(?:the|your|my) (?:first )?(?:dose|jab|injection|infusion|session))|"
    r"on\b|ago\b|follow|old\b|before\b|a (?:day|night|week|month|year)\b)"
)
_A_COURSE = re.compile(r"(?i)\s+of (?:us(?:e|ing)|tak\w+|(?:\w+ )?(?:treatment|therapy|training|supplement\w*))\b")

_NO_SIZE_AFTER = re.compile(
    r"[\s-]*(?:blind|ci\b|confidence|of age|old|a (?:day|night|week|month|year)\b|an hour|(?:bi|twice )?(?:daily|"
    r"weekly)|per (?:day|week|night|month|kg)|each (?:day|night|week)|every|off\b(?! (?:their|my|her|his|its|an?)\b)|"
    r"discount|(?:long |week )?(?:trial|study|studies|trials|course|plan|programme|program|challenge|follow)\b)",
    re.IGNORECASE,
)
_SECOND_OF_TWO = re.compile(r"(?i)\d\s?(?:%|per ?cent)?\s(?:v|vs|versus)\.?\s$")  # "11.2 v 12.0 mmol/L"
# "a 5% gel", "0.5% spirulina kibble", "100% natural": a word right behind the figure that counts nobody and changes
# nothing names a thing of that strength.
_SAYS_PERCENT_OF = re.compile(
    r"(?i)\s?[.,;:!?)(\]/*†—–-]|\s?$|\s+(?:of|in|on|to|by|at|after|and|or|but|than|compared|versus|vs?|against|with|for|from|"
    r"over|when|while|although|though|because|if|so|whereas|without|yet|before|until|unless|since|per|through|who|that|which|were|was|had|have|has|got|felt|said|say|saw|did|do|are|is|as|within|during|among|"
    r"across|between|relative|absolute|likel\w+|success|response|cure|remission|protection|effective|efficacy|risk|chance|"
    rf"slept|came|went|lost|kept|told|found|noticed?|stayed|became|fell|more|better|{_PEOPLE}|\w+(?:ed|ly)|{_MORE}"
    r"|(?:\w+ ){0,2}(?:reduction|decrease|increase|drop|fall|rise|cut|improvement|gain|loss|relief|decline|boost|"
    r"difference|dip|jump|change)s?)\b"
)
_THRESHOLD = re.compile(r"(?i)\b(?:above|below|under|over|exceed\w*|than|is|was|at|between)\s+$")
_LEVELS = frozenset({"mmhg", "mg/dl", "mmol/l"})
_AMOUNTS = frozenset({"kg", "kilo", "pound", "lb", "stone", "cm", "mm", "inch", "degree"})

# Against whom or what: with the figure it had, where the sentence gives one.
_AGAINST = r"(?:(?:as )?compared (?:with|to)|versus|vs\.?|v\.?|relative to|as against|against|as opposed to|than)"
_FIGURE = (
    rf"(?P<figure>{_NUMBER}(?:\s?(?:%|per ?cent|points?|mmhg)| (?:in|out of) {_NUMBER}\b"
    r"|\s\w{2,6}(?= (?:with|on|in|for|among)\b)|(?<!than )(?=\s(?:with|on|in|for|among)\b|[,.;)])))"
)
_ARM = r"(?:placebo|dummy|sham|controls?\b|usual|standard|no treatment|sugar pills?|untreated|comparison|vehicle)"
_NAME = (
    r"(?P<name>(?:those|people|women|men|patients|children|adults|users|participants) (?:who|that) "
    r"[\w' -]{2,40}?(?=[,.;:)(*]|\s(?:and|but|while)\b|$)|[^\W\d][\w' -]{2,40}?"
    r"(?=[,.;:)(*]|\s(?:and|after|at|in|over|for|did|had|has|have|were|was|are|is|does|do|got|can|could|would|by|but|while|when|within|from)\b"
    r"|$))"
)
_ARTICLE = r"(?:(?:the|a|an)\s|those (?:in|on|taking|given|with)\s(?:the\s|a\s)?)?"
_WITH = (
    rf"(?:\s(?:with|on|in|for|among|of|given|under|taking)\s(?:those\s(?:in|on|taking|given|with)\s)?{_ARTICLE}{_NAME})"
)
_FIGURE_AGAINST = re.compile(
    rf"(?i)[\s,(]*(?:[^.;()]{{0,80}}?[\s,(])?{_AGAINST}\s(?:only |just |about |an? )?(?!than){_FIGURE}{_WITH}?"
)
_FIGURE_BESIDE = re.compile(
    rf"(?i)[^.;]{{0,80}}?(?:\b(?:and|but|while|whereas)\s|[,(]\s?)(?:only |just |about )?"
    rf"(?P<figure>{_NUMBER}\s?(?:%|per ?cent))\s(?:of\s)?"
    rf"(?:with|on|in|for|among|of|given|those)?\s?(?:those\s(?:in|on|given|with)\s)?{_ARTICLE}"
    rf"(?={_ARM}){_NAME}"
)
_ARM_FIRST = re.compile(
    rf"(?i)[^.;]{{0,60}}?(?:[(,]|\band\b)\s?(?:vs?\.?\s|against\s|in\s|with\s|on\s)?{_ARTICLE}"
    rf"(?P<name>{_ARM}[\w -]{{0,20}}?)[,:]?\s(?:in\s)?(?P<figure>{_NUMBER}\s?(?:%|per ?cent))"
)
_COMPARATOR = re.compile(
    rf"(?i)\b{_AGAINST}\s(?:(?:in|with|on|for|among|did|do|does)\s)?{_ARTICLE}{_NAME}",
)
# "protects against colds" sets nothing against anything; "against placebo" does wherever it stands.
_COMPARATOR_BEFORE = re.compile(
    rf"(?i)(?:\bcompared (?:with|to)|\bversus|\brelative to|^against|"
    rf"\bagainst(?=\s(?:a\s|the\s)?{_ARM}))\s{_ARTICLE}{_NAME}"
)
_NEAR = 120  # characters
_ENDS_CLAUSE = re.compile(r"[;!?\"“”]|\.\s")
_NO_COMPARATOR = re.compile(
    rf"(?i)(?:their |the )?(?:baseline|before|ever|outset|start|(?:usual|normal|expected)$|"
    rf"(?:at|in|on|with|when|if|it|they|you|we|he|she|i|that|this|what)\b|{_NUMBER}\b)"
)
_MORE_THAN = re.compile(rf"(?i)\b(?:more|less|fewer|rather|other|later) than\s{_NUMBER}?$")
_BASELINE = re.compile(
    r"(?<!ranged )(?<!ranging )(?<!ranges )(?<!range )(?<!aged )\bfrom (?:an? )?(?:mean |average |median |"
    r"baseline )?(?:of )?\d+(?:[.,]\d+)*\s?%?(?: ?\w{1,8})? (?:\([^)]*\) )?to \d+(?:[.,]\d+)*(?:\s?%)?"
    r"|\b(?:from|against|compared (?:with|to)|over|versus) (?:the |their )?baseline\b",
    re.IGNORECASE,
)


# A sentence without any of these has no size: most have none, and to look costs far less than the patterns above.
_FOLDS = ("twice", "thric", "doubl", "tripl", "trebl", "quadr", "halv")
_SPELT = (*_NUMBER_WORDS, *(f" a {unit}" for unit in sorted(_TIME_UNITS)), " an hour")


@dataclass(frozen=True, slots=True)
class Size:
    """A magnitude and where it stands in its sentence; ``is_time`` where it says how soon, ``is_share`` of whom."""

    magnitude: Magnitude
    start: int
    end: int
    is_time: bool = False
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    value: float
    unit: str
    bound: Literal["up to", "at least"] | None
    is_time: bool = False
    is_share: bool = False


def find_magnitude(text: str) -> Magnitude | None:
    """Return the first size given to an effect in a sentence, or None.

    Times to effect ("in 8 weeks") count only when no other size stands in the sentence, and how long something was
    taken ("for 8 weeks", "after two months of use") never. Of a range the upper end is the value.

    >>> find_magnitude("raises levels by up to 8 times").value
    8.0
    """
    sizes = find_sizes(text)
    return sizes[0].magnitude if sizes else None


def find_sizes(text: str) -> tuple[Size, ...]:
    """Return every size given to an effect, in text order but for times to effect, which come last.

    The figure of a comparator ("against 9% with placebo") is the ``baseline`` of the size before it, and no size.
    """
    found = _without_overlaps(list(_candidates(text)))
    sizes: list[Size] = []
    taken = -1
    for each in found:
        if each.start < taken:
            continue
        comparator, baseline, end = (None, None, each.end) if each.is_time else _set_against(text, each)
        taken = max(taken, end)
        magnitude = Magnitude(
            text=text[each.start : each.end].strip(),
            value=each.value,
            unit=each.unit,
            bound=each.bound,
            comparator=comparator,
            baseline=baseline,
        )
        sizes.append(Size(magnitude, each.start, each.end, each.is_time, each.is_share))
    return tuple(sorted(sizes, key=lambda size: (size.is_time, size.start)))


def choose_size(sizes: Sequence[Size], *, agent: Span | None, outcome: Span) -> Magnitude | None:
    """Return the size that is told of an outcome, of those told in its clause; None where there is none.

    ``agent`` and ``outcome`` are counted as the places of the sizes are. What stands in the agent says how much of it
    there is ("losing 10 pounds"). The size in the outcome's own words comes first ("30% fewer colds"), then the one
    behind it ("cut colds by 30% and flu by 10%"), then the last before it. Times to effect serve where no other does.
    """
    told = [
        size
        for size in sizes
        if size.is_share or agent is None or agent == (size.start, size.end) or not _overlap(agent, size)
    ]
    for kind in (False, True):
        of_kind = [size for size in told if size.is_time is kind]
        own = [size for size in of_kind if _overlap(outcome, size)]
        behind = [size for size in of_kind if size.start >= outcome[1]]
        if chosen := own[:1] or behind[:1] or of_kind[-1:]:
            return chosen[0].magnitude
    return None


def is_parted_from(token: Token, verb: Token) -> bool:
    """Say whether a size, told by its last word, stands in another clause than a relation.

    Clauses are parted by a coordination of verbs ("cut colds by 30% and may lift mood"), a contrast ("while yoga eases
    pain") or a relative clause.
    """
    if token.i < verb.i and _TURNS_TO.fullmatch(token.doc.text, token.idx + len(token), verb.idx):
        return True  # the parser takes "zinc cut colds by 30% and" for a subject
    above = [token, *token.ancestors]
    over = [verb, *verb.ancestors]
    shared = {each.i for each in above} & {each.i for each in over}
    return any(_opens_a_clause(each) for each in (*above, *over) if each.i not in shared)


_TURNS_TO = re.compile(
    r"(?i),?\s(?:and|but|yet|or|then)\s(?:it\s|they\s)?"
    r"(?:(?:also|even|then|may|might|can|could|will|would|has|have|to|seems?|help(?:s|ed)?)\s){0,4}"
)
_CONTRASTS = frozenset({"while", "whereas", "although", "though", "but"})


def _opens_a_clause(token: Token) -> bool:
    is_verb = token.tag_[:2] in ("VB", "MD")
    if token.dep_ == "conj":
        return is_verb and (token.head.tag_[:2] in ("VB", "MD") or _has_subject(token))
    if token.dep_ == "advcl":
        return any(child.lower_ in _CONTRASTS for child in token.children if child.dep_ in ("mark", "advmod"))
    return token.dep_ == "relcl" or (token.dep_ in ("parataxis", "ccomp") and is_verb and token.head.i > token.i)


def _has_subject(token: Token) -> bool:
    return any(child.dep_ in ANY_SUBJECTS for child in token.children)


def _overlap(span: Span, size: Size) -> bool:
    return span[0] < size.end and size.start < span[1]


def _without_overlaps(found: list[_Found]) -> Iterator[_Found]:
    """Yield sizes in text order, of two that overlap the longer: "half of the risk", "one in 10 weeks"."""
    reach = -1
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if each.start >= reach:
            yield each
            reach = each.end


def _candidates(text: str) -> Iterator[_Found]:
    lowered = text.lower()
    if any(digit in lowered for digit in "0123456789") or any(word in lowered for word in _SPELT):
        yield from _quantities(text)
        if " in " in lowered or " of " in lowered:
            yield from _shares(text)
    if "half" in lowered or any(part in lowered for part in _PARTS):
        yield from _fractions(text)
    if any(word in lowered for word in _FOLDS):
        yield from _folds(text)


def _quantities(text: str) -> Iterator[_Found]:
    for match in _QUANTITY.finditer(text):
        unit = match["unit"].lower()
        named = _SAME_UNITS.get(unit, unit)
        single = unit.removesuffix("s")
        before, end = text[: match.start()], match.end()
        if _NO_SIZE_AFTER.match(text, end) or _SECOND_OF_TWO.search(before):
            continue
        is_time = single in _TIME_UNITS
        if not is_time and match["value"][-1:].isalpha() and match["value"].lower() not in _NUMBER_WORDS:
            continue  # "a pound"
        if is_time and not _is_amount_of_time(text, match, before):
            if not _is_time_to_effect(text, match, before, single):
                continue
        elif is_time:
            is_time = False
        elif not _is_size(text, match, before, named):
            continue
        is_share = named == "%" and _OF_PEOPLE.match(text, end) is not None
        yield _Found(match.start(), end, _value_of(match["value"]), named, _bound_of(match), is_time, is_share)


def _is_size(text: str, match: re.Match[str], before: str, unit: str) -> bool:
    end = match.end()
    if unit == "%":
        return _SAYS_PERCENT_OF.match(text, end) is not None and not _SAYS_WHO.search(text[end : end + 60])
    if match["unit"].lower() == "times":
        return bool(match["bound"] or _BY.search(before) or _IS_AS_MANY.match(text, end))
    if unit in _LEVELS:
        return not _THRESHOLD.search(before) or _IS_MORE.match(text, end) is not None
    if unit.removesuffix("s").removesuffix("e") in _AMOUNTS or unit in _AMOUNTS or unit == "inches":
        return bool(_BY.search(before) or _IS_MORE.match(text, end))
    return not (unit == "times" and re.match(r"\s*\d", text[end : end + 3]))  # "2 x 500 mg"


def _is_amount_of_time(text: str, match: re.Match[str], before: str) -> bool:
    """Say whether time itself is won or lost: "by two days", "two days shorter", "knocked a day off"."""
    if _IS_MORE.match(text, match.end()):
        return not _SOME_TIME_LATER.match(text, match.end())
    by = re.search(rf"(?i)\b(?:by|extra|knock(?:s|ed)|shav(?:es|ed)|took)\s+{_ABOUT}$", before)
    return by is not None and not re.match(r"(?i)\s+of\b", text[match.end() : match.end() + 4])


def _is_time_to_effect(text: str, match: re.Match[str], before: str, unit: str) -> bool:
    """Say whether a stretch of time is how soon an effect comes: "in just 2 weeks", not "followed for four years"."""
    end = match.end()
    if _A_COURSE.match(text, end) or _WHILE_TAKEN.match(text, end):
        return False
    bound = (match["bound"] or "").lower()
    if bound in ("within", "as little as", "as few as"):
        return True
    return bool(_TO_EFFECT.search(before) or (_SOON_AFTER.search(before) and unit in _SOON_UNITS))


def _shares(text: str) -> Iterator[_Found]:
    """Yield how many of those treated something is told of: "nine in ten users", "one patient in three"."""
    for match in _SHARE.finditer(text):
        part, whole = _value_of(match["value"]), _value_of(match["whole"])
        of = match.group().split()[-2].lower() == "of" and "out" not in match.group().lower()
        if _SAYS_WHO.search(text[match.end() : match.end() + 60]):
            continue
        if 0 < part < whole and not of and not (whole >= 1800 and whole <= 2049):
            yield _Found(match.start(), match.end(), round(100 * part / whole, 4), "%", _bound_of(match), is_share=True)


def _fractions(text: str) -> Iterator[_Found]:
    for match in _FRACTION.finditer(text):
        before, end = text[: match.start()], match.end()
        if _COSTS.search(before):
            continue
        if _OF_PEOPLE.match(text, end):
            if not _SAYS_WHO.search(text[end : end + 60]):
                yield _Found(
                    match.start(), end, round(100 * _fraction_of(match), 4), "%", _bound_of(match), is_share=True
                )
            continue
        follows = _HALF_OF_IT if match["half"] else _A_PART_OF_IT
        by = _IN_HALF.search(before) if match["half"] else re.search(rf"(?i)\bby\s+{_ABOUT}$", before)
        if follows.match(text, end) or (by and not re.match(r"(?i)[\s-]*(?:an?\b|hour|\w+ly\b|past)", text[end:])):
            yield _Found(match.start(), end, _fraction_of(match), "times", _bound_of(match))


def _folds(text: str) -> Iterator[_Found]:
    for match in _FOLD.finditer(text):
        word, before, end = match["fold"].lower(), text[: match.start()], match.end()
        if _NO_FOLD.match(text, end) or _COSTS.search(before):
            continue
        if word in ("twice", "thrice") and not _IS_AS_MANY.match(text, end):
            continue  # "rinse twice"
        if word in ("double", "triple", "treble", "quadruple") and not (
            _OF_IT.match(text, end) or _DOES.search(before)
        ):
            continue  # "double diabetes"
        yield _Found(match.start(), end, _FOLD_WORDS[word[:3]], "times", _bound_of(match))


def _set_against(text: str, size: _Found) -> tuple[str | None, str | None, int]:
    """Return what a size is set against, where it starts from, and where the last word of this stands."""
    for pattern in (_FIGURE_AGAINST, _FIGURE_BESIDE, _ARM_FIRST):
        found = pattern.match(text, size.end)
        if found and size.unit in ("%", "points") and not _MORE_THAN.search(text[: found.end("figure")]):
            name = found["name"]
            return (name.strip() if name else None), found["figure"].strip(), found.end("figure")
    started = _BASELINE.search(text)
    compared = _name_comparator(text, size.end)
    return compared, started.group() if started else None, size.end


def _name_comparator(text: str, start: int) -> str | None:
    """Name what a size that ends at ``start`` is set against: soon behind it in its clause, or anywhere before."""
    for pattern, first in ((_COMPARATOR, start), (_COMPARATOR_BEFORE, 0)):
        for found in pattern.finditer(text, first):
            name = found["name"].strip()
            near = not first or (found.start() - first < _NEAR and not _ENDS_CLAUSE.search(text, first, found.start()))
            if near and not _NO_COMPARATOR.match(name):
                return name
    return None


def _bound_of(match: re.Match[str]) -> Literal["up to", "at least"] | None:
    if beyond := match.groupdict().get("beyond"):
        return "up to" if re.search(r"(?i)less|fewer", beyond) else "at least"
    return _BOUNDS.get(re.sub(r"\s+", " ", (match["bound"] or "").lower()))


def _fraction_of(match: re.Match[str]) -> float:
    if match["half"]:
        return 0.5
    count = _NUMBER_WORDS.get(match["count"].lower(), 1)
    return round(count * _PARTS[match["part"].lower()], 4)


def _value_of(number: str) -> float:
    words = number.lower()
    if words[-1] in "an" and words not in _NUMBER_WORDS:  # "a week", "half an hour"
        return 0.5 if words.startswith("half") else 1.0
    if "-" in words:  # "sixty-three"
        return float(sum(_NUMBER_WORDS[word] for word in words.split("-")))
    if words in _NUMBER_WORDS:
        return float(_NUMBER_WORDS[words])
    # "1,200" is a thousand and more, "1,2" a decimal comma
    return float(words.replace(",", "" if re.search(r",\d{3}", words) else "."))
