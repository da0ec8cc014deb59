"""A text goes in, the words that show its register come out: the talk of a trade, and the joints of an argument.

Neither list holds a health word or a brand. They are read together, by how often their words stand in a text; one word
alone says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["read_register"]

_WORDS = {
    # Where a firm tells of itself and its goods, whatever they are: whom it serves and who it is, what it has, that it
    # is to be had and for whom, what it is like. Written down from what brochures do, after a look at half of the
    # Functional Text Dimensions collection; words that balanced pages of our training topics use as often were dropped
    # (quality of evidence, study design, contact your surgery), and company, which those who report on one say.
    "trade": (
        "customer customers client clients business supplier suppliers specialist specialists professionals "
        "partner partners team founded showroom warranty enquiries delivery experience experienced expertise "
        "facilities leading award awards specialise specialises specialize specializes "
        "product products service services solution solutions range package packages equipment accessories software "
        "technology maintenance installation requirements performance systems "
        "available offer offers offering online order purchase visit free save delivers ensure ensuring suitable "
        "ideal designed design designs sizes size colour colours color colors styles fitted lightweight adjustable "
        "durable waterproof "
        "excellent perfect unique exclusive luxury luxurious superb stunning stylish elegant spacious comfortable "
        "convenient affordable competitive reliable efficient easy fully complete full great best finest wide variety "
        "beautiful innovative"
    ),
    # Where somebody objects, gives reasons or narrows down: negation, contrast, subordination, modal verbs. Biber
    # (1988, Variation across Speech and Writing) counts most of them to the dimensions of involvement and persuasion;
    # brochures, which state and list, have fewest.
    "argument": (
        "not no nor never but however although though yet whereas despite while that which who whether if because "
        "since unless then may might could would should must"
    ),
}
_REGISTERS = {word: name for name, words in _WORDS.items() for word in words.split()}
_WORD = re.compile(r"[^\W\d_]+(?:['’]t\b)?")

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_Sense = tuple[str, re.Pattern[str] | None, re.Pattern[str] | None]


def _before(pattern: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?i:{pattern})\Z") if pattern else None


def _after(pattern: str) -> re.Pattern[str] | None:
    return re.compile(rf"(?i:{pattern})") if pattern else None


def _sense(words: str, before: str, after: str) -> _Sense:
    return words, _before(before), _after(after)


# The same words say something else beside others: (words, what stands right before, what stands right after). Read on
# 150 training articles and the balanced pages of our evaluation set, where "free" was gluten-free, a radical or a
# toll-free number in every third place, and "leading" led to something in every second.
_OTHER_SENSES = (
    # without something, at liberty, and what chemistry calls free
    _sense(
        "free",
        r"(?<!\binterest)(?<!\bcruelty)(?<!\brisk)(?<!\bhassle)[-‐‑–]|\b(?:gluten|wheat|dairy|lactose|sugar|fat|salt|"
        r"caffeine|alcohol|smoke|drug|additives?|ammonia|fragrance|latex|pain|symptom|seizure|cancer|disease|toll|feel|"
        r"feels|felt|set|break|breaks) ",
        r"[- ](?:radicals?|fatty|amino|form|living|fall|range|flow|will|T[34]|thyroxine|testosterone|cortisol|"
        r"text|full text|from|of(?! charge))\b",
    ),
    # a date, an adverb, and what is best for whoever is looked after
    _sense(
        "best",
        r"\b(?:at|(?:do|does|did|try|tried|doing|trying) (?:my|your|our|his|her|its|their)) ",
        r"(?:[- ]case\b| (?:before|part of|known|interests?|guess|estimates?|practices?|friends?|available (?:evidence|"
        r"data|research|stud(?:y|ies))|evidence|data|had|rated|supported|studied|researched|documented|understood|"
        r"described|treated|managed|taken|kept|left|avoided|done|seen|thought of)\b)",
    ),
    _sense(
        "full",
        r"",
        r"[- ](?:text|texts|stops?|terms?|time|blown|thickness|blood|recovery|report|review|story|article|list|"
        r"references?|course|dose|effects?|moon|mouth|of|remission)\b",
    ),
    # in order to, in the order of, and what a doctor orders
    _sense(
        "order",
        r"\b(?:in|on|of)(?: the| this| that| which| what| any| some| \w+ical)? |\b(?:doctors?|gps?|physicians?|"
        r"providers?|clinicians?|specialists?|nurses?|dermatologists?|consultants?) (?:can |may |might |will |should |"
        r"could |often |usually |would )?|\b(?:court|zero|random|protection)[- ]",
        r" (?:a |an |the |any |some |more |further |other |your )?(?:blood |lab |liver |imaging |thyroid |allergy )?"
        r"(?:tests?|scans?|x-?rays?|ultrasounds?|mri|of magnitude)\b(?! kits?)",
    ),
    # those who look after you, and those who do research
    _sense(
        "team",
        r"(?<!\bour )(?<!\bhealth )\b(?:health[ -]?care|care|medical|clinical|surgical|hospital|nursing|transplant|"
        r"cancer|oncology|diabetes|stroke|research|study|review|rehab\w*|palliative|your|multidisciplinary) ",
        r" (?:of (?:scientists|researchers|doctors|investigators|experts|specialists)|sports?|games?|sprints?)\b",
    ),
    _sense(
        "specialist specialists",
        r"\b(?:see|saw|seen|seeing|referr(?:ed|al)(?: you| her| him| them)? to|consult|consulted|your|without|under) "
        r"(?:an? |the |your )?(?:\w+ )?",
        r" (?:advice|nurses?|care|centres?|centers?|clinics?|register|referral|units?)\b",
    ),
    _sense("professionals", r"\b(?:health|health[ -]?care|medical|care|mental health|nursing|allied) ", r""),
    _sense(
        "service services",
        r"\b(?:health|social|human|emergency|ambulance|preventive|prevention|public|family|children['’]?s|care|civil|"
        r"community|addiction|counselling|nhs|hospice|school|fire|armed) ",
        r"",
    ),
    _sense(
        "partner partners",
        r"\b(?:sexual|sex|your|his|her|my|their|either|male|female|bed|birth|birthing|romantic|life|intimate|"
        r"steady) ",
        r"",
    ),
    # a visit to a doctor, and to a page that sells nothing
    _sense(
        "visit",
        r"\b(?:hospital|gp|doctor['’]?s?|emergency|a&e|er|state|follow-?up) ",
        r" (?:to |with )?(?:an? |the |your |their )?(?:own |local |nearest )?(?:doctors?|gp|hospital|emergency|a&e|er|"
        r"pharmacist|dentist|midwife|nurse|physician|toilet|relatives?|friends?)\b"
        r"| (?:the )?(?:\w+ ){0,3}?(?:https?://)?(?:\w[\w-]*\.){1,4}(?:gov|nhs|edu|org|ac)\b",
    ),
    _sense(
        "size sizes",
        r"\b(?:sample|effect|tumou?r|family|class|portion|pupil|particle|meal|step|population|group|bite|fetal|foetal|"
        r"liver|prostate|breast|waist|dress|decent) ",
        r" of\b",
    ),
    # from so much to so much, what is normal, and the many signs of a disease
    _sense(
        "range",
        r"\b(?:normal|reference|healthy|optimal|ideal|target|dose|dosage|temperature|age|interquartile|therapeutic|"
        r"uv|out[- ]of|in the|they|can|may|often|usually|prices|free) ?-?",
        r"(?: from| in| between| of (?:the )?(?:\w+ )?(?:symptoms?|signs|conditions?|diseases?|disorders?|complaints|"
        r"systems|cancers?|problems|doses|values|ages|motion|movement|normal|\d)|[,:]? \(?\d|-finding)\b",
    ),
    _sense(
        "variety",
        r"",
        r" of (?:the |other )?(?:\w+ )?(?:symptoms?|conditions?|diseases?|disorders?|cancers?|reasons?|causes|factors|"
        r"complications|problems|ways|settings|mechanisms|infections)\b",
    ),
    _sense(
        "wide",
        r"",
        r"[- ](?:brimmed|awake|prevalence|variations?|confidence|margins?|intervals?|spread|open|apart|use|ranging|"
        r"(?:range|variety) of (?:\w+ )?(?:symptoms|conditions|diseases|disorders|cancers|problems|complications))\b",
    ),
    # what a reaction leaves, and what a farm yields
    _sense(
        "product products",
        r"\b(?:waste|breakdown|end|by|gene|oxidation|hydrolysis|degradation|cleavage|decay|metabolic|reaction|blood|"
        r"dairy|milk|meat|animal|soya?|tobacco|agricultural|farm|fermentation|glycation)[ -]",
        r" of (?:the )?(?:reaction|metabolism|oxidation|fermentation|digestion|conception|breakdown)\b",
    ),
    _sense("online", r"\b(?:published|epub|appeared) (?:first |early )?", r""),
    _sense(
        "save saves",
        r"",
        r" (?:\w+ )?(?:li(?:ves|fe)|eyesight|for later|to kindle|citations?)\b",
    ),
    _sense(
        "great",
        r"",
        r" (?:deal|britain|lakes|majority|many|number|toe|saphenous|vessels|apes|care|distress|pain|risk|difficulty|"
        r"harm|danger|sadness|depression|plague|war|uncertainty)\b",
    ),
    # what befalls a patient
    _sense(
        "experience experienced",
        r"",
        r" (?!less\b|no\b|fewer\b|reduced\b)(?:\w+ ){0,2}?(?:symptoms?|pain|side|adverse|ill|reactions?|nausea|"
        r"headaches?|discomfort|bleeding|anxiety|depression|problems?|attacks?|seizures?|episodes?|fatigue|diarrho?ea|relapses?|withdrawal|worsening|loss|harm|"
        r"stress|periods?)\b",
    ),
    _sense(
        "available",
        r"\b(?:evidence|data|research|information|studies) (?:(?:is|are|was|were) )?(?:currently |now )?",
        r" (?:evidence|data|stud(?:y|ies)|research|trials?|information|(?:only )?(?:on|by|with) (?:a )?(?:prescription|"
        r"request)|in (?:welsh|spanish|braille|large print|pdf))\b",
    ),
    _sense(
        "complete",
        r"",
        r" (?:blood counts?|remission|response|recovery|loss|lists?|proteins?|resolution|abstinence|lack|absence|"
        r"safety|bed|data|follow-?up|disclaimer)\b",
    ),
    _sense("perfect", r"\b(?:far from|nobody is|no one is|less than) ", r" (?:storm|score|match for)\b"),
    _sense(
        "solution solutions",
        r"\b(?:saline|salt|glucose|dextrose|sugar|rehydration|adrenaline|iodine|iodide|aqueous|topical|oral|nasal|"
        r"buffer(?:ed)?|lens|no|ml of|\d ?%) ",
        r" of (?:salt|sugar|sodium|water|glucose|\d)\b",
    ),
    _sense(
        "delivery",
        r"\b(?:difficult|vaginal|ca?esarean|preterm|premature|normal|forceps|breech|after|before|during|following|"
        r"drug|vaccine|oxygen|insulin|gene|assisted|and|or|at) ",
        r" (?:room|ward|suite|date|systems?|of (?:the |a |your )?(?:bab(?:y|ies)|placenta|drugs?|heat|oxygen|care|"
        r"medicines?))\b",
    ),
    _sense(
        "maintenance",
        r"",
        r" (?:treatments?|therapy|doses?|phase|inhalers?|of (?:the )?(?:remission|weight|bone|health|balance))\b",
    ),
    _sense(
        "performance", r"\b(?:academic|school|cognitive|diagnostic|exam|test|task|memory|reading) ", r" (?:analysis)\b"
    ),
    _sense("leading", r"", r" (?:up )?to\b| (?:causes?|contributors?|risks?|questions?)\b"),
    _sense(
        "color colour colors colours",
        r"\b(?:skin|urine|stool|stools|eye|hair|change|changes|changed|changing|single) ",
        r"[- ](?:blind|blindness|vision|doppler|temperature|changes?)\b",
    ),
    _sense(
        "design designs designed",
        r"\b(?:study|studies|trials?|research|cross-?over|parallel|parallel-group|experimental|factorial|cohort|"
        r"blind|blinded|controlled|well|poorly|badly|web|website|site|randomi[sz]ed)[ -](?:was |were )?",
        r"(?: and (?:hosting|conduct|analysis)| of (?:the |this |these |each )?(?:stud(?:y|ies)|trials?|research)|:)",
    ),
    _sense("offer offers", r"", r" (?:no|little|limited) "),
    _sense("package", r"", r" (?:inserts?|leaflets?)\b"),
    _sense(
        "systems",
        r"\b(?:biological|body|body['’]s|immune|nervous|organ|health|health ?care|digestive|model|enzyme|bodily|range "
        r"of) ",
        r" of the body\b",
    ),
    _sense(
        "requirements",
        r"\b(?:calorie|energy|protein|vitamin|nutrient|nutritional|dietary|insulin|oxygen|iron|fluid|daily|legal|"
        r"labell?ing|safety|reporting) ",
        r"",
    ),
    _sense(
        "fully", r"", r" (?:understood|known|elucidated|explained|recover\w*|vaccinated|healed|aware|grown|informed)\b"
    ),
    _sense("unique", r"", r" to (?:each|every|the individual|humans)\b"),
    _sense("ideal", r"", r" (?:body )?weight\b"),
    _sense("client", r"", r"/server"),
    # of the joints of an argument: a month, a body, a gas, a time and a noun
    _sense(
        "since",
        r"",
        rf" (?:(?:the )?(?:early |late |mid[- ]?)?(?:(?:1[5-9]|20)\d\d|\d0s|['’]\d\d|last|\w+teenth century|"
        rf"{_MONTH}|then|childhood|birth)\b)",
    ),
    _sense("must might", r"\ba |\b(?:all|with) (?:my|your|our|his|her|its|their|the) ", r""),
    _sense("no", r"", r"\. ?\d"),
    _sense("who", r"", r""),
    # "in May", "20 May", "MAY 20, 2024", "April-May", "May to July"; not "Kale May Help"
    _sense(
        "may",
        rf"\b(?:in|of|since|until|till|by|on|from|early|late|mid|last|next|through|during|"
        rf"\d{{1,2}}(?:st|nd|rd|th)?|{_MONTH}(?: (?:to|and|or))?)[ ,/–-]{{1,2}}",
        rf"(?:,? ?\d|,? of (?:\d|['’])| (?:to|through|and|until) {_MONTH}\b|[–/-]{_MONTH}\b| day\b| bank holiday)",
    ),
)
_SENSES = {word: (before, after) for words, before, after in _OTHER_SENSES for word in words.split()}
# What is not so, or is not asked for, is no brochure's: "it isn't suitable", "do not order online".
_DENIED = re.compile(r"(?i:\bnot|n['’]t|\bnever)(?i: (?:always|an?|the|very|so|that|yet|really|all))? \Z")
_DENIAL_CHARS = 20
_BESIDE_CHARS = 40  # how much of the text on either side tells the sense


def read_register(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the words of ``text[start:end]`` that show a register, as (register, start, end). Empty text gives none.

    A word in another sense shows none: "free radicals", "in order to", "the 20th of May".

    >>> list(read_register("Our customers don't wait.", 0, 25))
    [('trade', 4, 13), ('argument', 14, 19)]
    """
    for found in _WORD.finditer(text, start, end):
        word = found.group().lower()
        kind = _REGISTERS.get(word)
        if kind is None and word.endswith(("n't", "n’t")) and word != "van't":
            kind = "argument"
        if kind == "trade" and _DENIED.search(text, max(0, found.start() - _DENIAL_CHARS), found.start()):
            continue
        if kind is not None and not (word in _SENSES and _says_something_else(text, found, word)):
            yield kind, found.start(), found.end()


def _says_something_else(text: str, found: re.Match[str], word: str) -> bool:
    """Say whether a word stands in a sense that shows no register, by what is right before and behind it."""
    before = text[max(0, found.start() - _BESIDE_CHARS) : found.start()]
    after = text[found.end() : found.end() + _BESIDE_CHARS]
    if word in ("who", "no") and found.group().isupper() and _is_an_abbreviation(before, after):
        return True
    if word == "may" and found.group().islower():
        return False
    said_before, said_after = _SENSES[word]
    return (said_after is not None and said_after.match(after) is not None) or (
        said_before is not None and said_before.search(before) is not None
    )


def _is_an_abbreviation(before: str, after: str) -> bool:
    """Tell WHO, the organisation, and NO, the gas, from a line in capitals."""
    beside = _WORD.findall(before)[-1:] + _WORD.findall(after)[:1]
    return not any(len(word) > 1 and word.isupper() for word in beside)
