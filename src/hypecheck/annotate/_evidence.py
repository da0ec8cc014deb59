"""A reference's words or a sentence go in; the kind of study, its size and its length come out, where stated."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["REVIEW_TYPES", "STUDY_TYPES", "Evidence", "read_evidence", "read_study_type"]

# fmt: off
_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
# fmt: on
_WORDS = {
    **{word: number for number, word in enumerate(_ONES, start=1)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
}
_SPELT = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[:9])})\b)?"
    rf"|{'|'.join(sorted(_ONES, key=len, reverse=True))})"
)
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+|(?:an?|{'|'.join(_ONES[:9])}) hundred(?: (?:and )?{_SPELT})?|{_SPELT})"
_MANY_STUDIES = rf"(?:{_NUMBER}|several|many|all) (?:[\w-]+ ){{0,3}}(?:trials|studies|rcts|publications)\b"

# From the surest word to the vaguest; the first that stands in the text names the design. The order follows the
# levels of evidence of the Oxford Centre (OCEBM 2011), but for what is said of the subject: "in mice" beats "trial".
_STUDY_TYPES = (
    (
        "meta-analysis",
        (
            r"meta-?\s?analy|\bpooled (?:analysis|data|results|trials|studies)|\bpooling of"
            r"|\b(?:pool|combin)(?:ed|es|s|ing) (?:[\w-]+ ){1,4}(?:trials|studies)\b"
        ),
    ),
    (
        "systematic review",
        # a review that counts its trials has looked for them by a rule
        (
            r"systematic(?:ally)?(?: literature)? review|systematic overview|umbrella review|\bcochrane\b"
            r"|\breview\b[^.;:]{0,40}? (?:of|looked at|took in|covering|includ(?:ed|ing)|has|had|with|found|compared"
            rf"|gathered|weighed|went through) (?:the |about |some |only |all )?{_MANY_STUDIES}"
            r"|\b(?:trials|studies)(?: with [\d,]+ \w+)? "
            r"(?:were (?:retained|included|eligible|identified)|met (?:the|our)|qualified)\b"
        ),
    ),
    (
        "animal",
        (
            r"\b(?:mice|mouse|rats?|rodents?|murine|rabbits?|zebrafish|hamsters?|guinea pigs?|piglets?"
            r"|in vivo animal|animal (?:stud(?:y|ies)|models?|experiments?))\b"
        ),
    ),
    (
        "in vitro",
        (
            r"\bin[ -]vitro\b|\bex vivo\b|cell (?:lines?|cultures?)\b|\bcultured\b|\btest[ -]tubes?\b"
            r"|petri dish|\bin a dish\b|isolated (?:cells|vessels|tissue)"
        ),
    ),
    (
        "randomised trial",
        (
            r"\brandomi[sz](?:ed|ation)\b|\brandomly (?:assigned|allocated)|double[- ]?blind|placebo[- ]controlled"
            r"|\bcross-?over (?:trial|study)|\bRCTs?\b|\bsham[- ]controlled"
        ),
    ),
    ("case-control", r"\bcase[-–]control|\bcase-?referent"),
    (
        "cohort",
        (
            r"\bcohort\b|prospective (?:observational )?study|\blongitudinal\b|follow-up study|nurses['’]? health study"
            r"|\bobservational stud|\bprospectively followed|\bpopulation-based study|\bregistry (?:study|data)"
        ),
    ),
    ("cross-sectional", r"\bcross[- ]sectional|\bsurvey\b|\bprevalence of\b|\bNHANES\b"),
    (
        "guideline",
        (
            r"(?<!sourcing )(?<!editorial )(?<!community )(?<!content )\bguidelines?\b"
            r"|consensus (?:statement|report|conference)|position (?:statement|stand|paper)"
            r"|practice parameter|recommendations (?:of|from) the|health technology assessment"
        ),
    ),
    ("case report", r"\bcase (?:reports?|series|stud(?:y|ies))\b|\ba case of\b"),
    (
        "clinical trial",
        (
            r"\bclinical (?:trial|stud(?:y|ies))\b|\b(?:open(?:-label)?|pilot|uncontrolled|controlled|feasibility"
            r"|intervention(?:al)?) (?:trials?|stud(?:y|ies))\b"
            # "a time trial" is ridden, a consumer trial is a survey, and "on trial" is in court
            r"|(?<!time[ -])(?<!\bon )(?<!consumer )(?<!user )(?<!home )(?<!free )\btrial\b"
            r"(?! (?:size|pack|offer|period|and error))"
            r"|\btrials (?:of|in|with|have|has|found|show|suggest|report|using|on|that|published|comparing)\b"
        ),
    ),
    (
        "narrative review",
        (
            r"\b(?:narrative|literature|critical|scoping|comprehensive|brief|expert) (?:review|overview)\b|\ba review\b"
            r"|\breview (?:of|article|paper)\b|: an? (?:\w+ )?(?:overview|update)\b|\boverview of\b"
        ),
    ),
    (
        "testimonial",
        (
            r"\btestimonials?\b|\banecdot\w+"
            r"|\b(?:customers?|users?|clients?|members?) (?:say|said|tell|told|swear|wrote)"
            r"|\b(?:success|customer) stor(?:y|ies)\b|\bI(?:'ve| have)? (?:tried|noticed|started taking|felt)\b"
        ),
    ),
)
STUDY_TYPES = tuple(name for name, _ in _STUDY_TYPES)
REVIEW_TYPES = frozenset({"meta-analysis", "systematic review", "narrative review", "guideline"})
_PATTERNS = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _STUDY_TYPES)

# "No randomised trial has looked", "trials are needed": the design is spoken of because it is missing.
_ABSENT_BEFORE = re.compile(
    r"\b(?:no|not|never|without|lack(?:s|ing)?(?: of)?|absence of|until|few|need(?:s|ed)? for|awaits?|neither|nor)\b"
    r"[^.;:,]{0,30}$"
    r"|\b(?:nobody|nothing|no one|(?:has|have|had)(?:n['’]t| not)(?: yet)? been)\b[^.;:,]{0,70}$",
    re.IGNORECASE,
)
_ABSENT_AFTER = re.compile(
    r"^[^.;:]{0,25}\b(?:needed|required|lacking|missing|under ?way|planned|warranted|awaited|has yet|have yet)\b",
    re.IGNORECASE,
)
# An address is no title: "www.cancer.gov/clinicaltrials/", "doi:10.1000/j.mice.2019"
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b10\.\d{4,9}/\S+|\bclinicaltrials\.gov\b", re.IGNORECASE)

_STUDY_WORD = re.compile(
    r"(?i)\b(?:stud(?:y|ies)|trials?|participants?|volunteers?|subjects|cohort|survey|review|analysis|enrol(?:led|l?ment)"
    r"|recruited|randomi[sz]\w+|placebo|researchers|investigators)\b|\bn\s*=\s*\d"
)
_SUBJECTS = (
    r"(?:participants?|patients?|people|persons?|women|men|adults|subjects|volunteers|children|infants|babies|boys"
    r"|girls|teenagers|adolescents|students|nurses|athletes|runners|smokers|individuals|mothers|couples|workers|residents"
    r"|users|seniors|veterans|males|females|cases|mice|rats|dogs|cats|horses)"
)
_SAMPLE = re.compile(
    rf"(?<![\d.,/–-])\b(?P<number>{_NUMBER})\s+(?:[\w-]+\s+){{0,4}}?{_SUBJECTS}\b|\bn\s*=\s*(?P<n>\d[\d,]*)",
    re.IGNORECASE,
)
# "one in 10 people", "per 100,000 people", "20 million people" and "8 weeks in people" are no samples; "in 41
# people" and "a study of over 8,000 people" are.
_NO_SAMPLE_BEFORE = re.compile(
    rf"(?i)\b(?:(?:\d+|{'|'.join(_ONES[:9])}) in|per|every|out of|of every|than|over|aged?|under|the other)\s+$"
)
_NO_SAMPLE_AFTER = re.compile(
    r"(?i)\s+(?:out of|(?:a|each|per|every) year\b|"
    r"in (?:two|three|four|five|ten)\b(?=[,.]|\s(?:had|have|has|were|was|are|is|said|who|got)\b))"
)  # "three women out of four", "6,600 patients a year"
# "Reported by four participants", "two volunteers withdrew" count those whom something befell.
_BEFALLS_BEFORE = re.compile(
    r"(?i)\b(?:(?:reported|experienced|felt) by|(?:occurred|seen|noted|observed) in|led|made)\s+$"
)
_BEFALLS_AFTER = re.compile(r"(?i)\s+(?:to\s)?(?:withdr[ae]w|withdrawn|dropped out|were lost|stopped|died)\b")
# A review tells of one of its trials: "a review of 14 trials, one of which, in 120 women, ran for a year".
_ONE_OF_THEM = re.compile(
    r"(?i)\b(?:one of (?:which|them|these|those|its)|(?:the|its) (?:largest|biggest|longest|smallest|best|only one|"
    r"newest|latest)|(?:in|only|just|and|while|but) (?:one|another)\b|a single|each)\b"
)
_ARM = re.compile(r"(?i)\bn\s*=\s*(\d[\d,]*)")
_ALLOCATED = re.compile(r"(?i)\b(?:allocated|assigned|randomi[sz]ed) (?:\([\d:]+\) )?to\b")
_SAMPLE_BEFORE = re.compile(
    r"(?i)\b(?:trials?|stud(?:y|ies)|review|analysis|survey|conducted|done|tested|carried out)\s+"
    rf"(?:(?!(?:{'|'.join(_ONES[:9])})\b)\w+\s+)?"
    r"(?:in|of|on|with|over|more than)\s+$"
)
_NO_SAMPLE_INSIDE = re.compile(
    r"(?i)\b(?:million|billion|percent|per cent|weeks?|months?|years?|days?|hours?|mg|studies|trials|times|of|to|and|in"
    r"|for|with|most|fewer|who|year-old|healthier)\b|%"
)
_UNIT = r"(?P<unit>day|week|month|year)s?"
_LENGTH = rf"(?P<number>\d{{1,3}}\.\d|{_NUMBER})"
_DURATIONS = (
    re.compile(
        rf"(?<![\d.])\b{_LENGTH}[- ]{_UNIT}[- ](?:long|trial|stud|randomi|placebo|double|open|pilot"
        r"|intervention|treatment|supplementation|course|period|program|clinical|controlled|crossover|cohort"
        r"|prospective|multicent)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:for|over|after|during|lasting|lasted|across|at)\s+(?:about |around |up to |at least |a median of |"
        rf"an average of |roughly |nearly |almost |just |only )?{_LENGTH}\s+{_UNIT}\b"
        r"(?! (?:ago|of age|old|or more|and over|later, in))(?!-old)",
        re.IGNORECASE,
    ),
    # "Trial in Leeds, 26 weeks, n = 60."
    re.compile(rf"[,;(]\s{{0,2}}{_LENGTH}[\s-]{_UNIT}(?=[,;.)])", re.IGNORECASE),
    re.compile(rf"(?<![\d.])\b{_LENGTH}[- ]{_UNIT}[- ]follow", re.IGNORECASE),
)
# "Her group has worked on it for twelve years" tells of no study.
_NO_DURATION_BEFORE = re.compile(
    r"(?i)\b(?:has|have|had) (?:worked|been|practi[sc]ed|studied|led|sold|made|known)\b[^,.;]{0,40}$"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a text says of the study behind it; None for what it does not say."""

    study_type: str | None = None
    sample_size: int | None = None
    duration: str | None = None  # "8 weeks"

    def __bool__(self) -> bool:
        return self != Evidence()


def read_evidence(text: str) -> Evidence:
    """Read a reference entry or a sentence that tells of a study.

    A size or a length counts only where a study is spoken of. Empty text gives empty evidence.

    >>> read_evidence("A randomised trial in 199 older adults lasted 8 weeks.")
    Evidence(study_type='randomised trial', sample_size=199, duration='8 weeks')
    """
    study_type = read_study_type(text)
    if study_type is None and not _STUDY_WORD.search(text):
        return Evidence()
    told = text
    if study_type in REVIEW_TYPES and (one := _ONE_OF_THEM.search(text)):
        told = text[: one.start()]
    size = None if study_type == "testimonial" else _read_sample_size(told)
    return Evidence(study_type=study_type, sample_size=size, duration=_read_duration(told))


def read_study_type(text: str) -> str | None:
    """Return the design that a reference's words or a sentence name, one of ``STUDY_TYPES``, or None."""
    words = _ADDRESS.sub(" ", text)
    for name, pattern in _PATTERNS:
        for found in pattern.finditer(words):
            before, after = words[max(0, found.start() - 85) : found.start()], words[found.end() : found.end() + 45]
            if not _ABSENT_BEFORE.search(before) and not _ABSENT_AFTER.search(after):
                return name
    return None


def _read_sample_size(text: str) -> int | None:
    arms = _ARM.findall(text)
    if len(arms) > 1 and _ALLOCATED.search(text):
        return sum(_number_of(arm) for arm in arms)
    place = 0
    while found := _SAMPLE.search(text, place):
        if found["n"]:
            return _number_of(found["n"])
        if _is_sample(text, found):
            return _number_of(found["number"])
        place = found.end("number")  # "14 trials with 2,149 patients": the second number counts people
    return None


def _is_sample(text: str, found: re.Match[str]) -> bool:
    before = text[max(0, found.start() - 40) : found.start()]
    if _NO_SAMPLE_INSIDE.search(text[found.end("number") : found.end()]):
        return False
    if _NO_SAMPLE_BEFORE.search(before) and not _SAMPLE_BEFORE.search(before):
        return False
    if (
        _NO_SAMPLE_AFTER.match(text, found.end())
        or _BEFALLS_BEFORE.search(before)
        or _BEFALLS_AFTER.match(text, found.end())
    ):
        return False
    number = _number_of(found["number"])
    return number > 1 and not 1900 <= number <= 2049  # "In 2019 women ..." is a year


def _read_duration(text: str) -> str | None:
    for pattern in _DURATIONS:
        for found in pattern.finditer(text):
            number = float(found["number"]) if "." in found["number"] else _number_of(found["number"])
            if 0 < number <= 100 and not _NO_DURATION_BEFORE.search(text[max(0, found.start() - 80) : found.start()]):
                return f"{number:g} {found['unit'].lower()}{'' if number == 1 else 's'}"
    return None


def _number_of(words: str) -> int:
    if words[0].isdigit():
        return int(words.replace(",", ""))
    hundreds, _, rest = words.lower().rpartition("hundred")
    spelt = re.split(r"[- ]", rest.strip().removeprefix("and "))
    return 100 * _WORDS.get(hundreds.strip(), int(bool(hundreds))) + sum(_WORDS.get(word, 0) for word in spelt)
