"""A sentence and the place of a relation in it go in, how the words around it hold a claim back or deny it comes out.

The parse ties single cues to a claim (``_claims``). What stands here are turns of phrase that no single word tells
("was the same in both arms", "chances are") and words that the parser hangs elsewhere ("may, with frequent use,
irritate"), each of which counts only in the clause of the relation.
"""

from __future__ import annotations

import re

from hypecheck.openings import GuardedPattern

__all__ = [
    "came_to_nothing",
    "clause_around",
    "denies",
    "hedges",
    "hedges_another",
    "is_amount",
    "is_out_of_reach",
    "leaves_open",
    "presupposes",
    "spares",
    "tells_how_often",
]

# What ends a clause for a turn of phrase: "worked no better than placebo, cost millions, and made 40 percent dizzy".
_BOUNDARY = re.compile(
    r"(?i)[;:?!](?=\s|$)|\.\s|[–—]|,?\s(?:but|whereas|although|though|while)\s|,\syet\s"
    r"|,\s(?:which|who|and|so|because|since|unless|when|where|as)\s"
)

# "Usually", "in rare cases", "some people" and "so far" say how often, in whom and since when, and hold nothing back:
# of 31 labelled claims with such a word 29 are asserted.
_AMOUNTS = frozenset({
    "generally", "largely", "mostly", "for now", "at present", "so far", "in rare cases", "in a few cases",
    "in a few rare cases", "in many cases", "some people", "for some people", "in some people",
})  # fmt: skip
# "Rarely, the operation brings on a stroke", "very rarely a mild rash follows" tell how often; "rarely helps" denies.
_HOW_OFTEN = re.compile(r"(?i)(?:(?:^|[.,;:(–—-]) ?|\b(?:very|more|most|but|and|or|only) )rarely$")

# "Perhaps because", "arguably the most pleasant way", "from 15 to maybe 4" hedge a reason, a praise, a figure; "may be
# used to" permits.
_HEDGES_ANOTHER = re.compile(
    r"(?i)\s(?:because|since|why|\d|the (?:best|most|worst|\w{3,}est)\b|"
    r"(?:not )?(?:be (?:used|taken|given|added|eaten|applied|combined|bought|sold|ordered|prescribed|described)|"
    r"say|ask|want|wish|prefer|suggest)\b)"
)
# Between a relation and a negation behind it: "less pain than those who did none", "eased it, and it won't hurt".
_ANOTHER_CLAUSE = re.compile(r"(?i)[,;:]|\b(?:who|which|that|whose|than|so|or|whether)\b")
_WORDS_BEHIND_RATHER_THAN = 3

# A modal with an aside or two adverbs between it and its verb. "You should" and "you could" tell what to do.
_MODAL_BEFORE = re.compile(
    r"(?i)(?<!\byou )(?<!\bwe )(?<!\bif )(?<!\bthey )(?<!\bpeople )"
    r"\b(?:may|might|could|should|ought to)\b(?! not\b)(?:, [^,;]{2,40},)?(?: (?!not\b|never\b)[\w-]+){0,2} $"
)
_HELD_BACK_BEFORE = re.compile(
    r"(?i)\b(?:it (?:would )?seems?\b|seem(?:s|ed) (?:at first |now |often )?to\b|chances are|odds are"
    r"|(?:some|a|the) (?:suggestion|possibility|hint|chance|suspicion) (?:that|of)\b"
    r"|suspects?\b|(?<!\byou )(?<!\bnot )(?<!n't )(?<!\bfirmly )(?:think|believe|reckon|assume|suppose)s?\b"
    r"(?! (?:not|nothing|little|the whole|of|about|in|twice|again|it or|it over))|(?<!\bbe )believed\b"
    r"|(?:I|we) (?:guess|imagine)\b"
    r"|(?:is|are|was|were) (?:thought|reputed|rumoured) to\b"
    # whatever stands between: "seem, on early showing, to leave", "appears comparable", "does look better"
    r"|(?:seem|appear)(?:s|ed)?\b|\bdo(?:es)? look\b"
    r"|(?:is|are|was|were) (?:likely|expected|hoped|apt|liable|predicted|set) to\b|in all likelihood|on balance\b"
    r"|there is (?:a |every |some )?(?:chance|reason to (?:think|believe|hope))\b"
    r"|(?:limited|weak|thin|shaky|patchy|tentative|suggestive|low-certainty|moderate-certainty|mixed|conflicting|"
    r"early) "
    r"(?:evidence|signs?|hints?|signals?|data|results)\b|(?:signs|hints|a trend) (?:that|of|towards?)\b"
    r"|(?:I|we) (?:hope|believe|suspect|would guess)\b|(?:hopes|hoped|hopeful) that\b"
    r"|(?:is|are) reckoned to\b|conceivably|plausibl[ey]\b|tentatively|in principle|maybe\b|presumably|reputedly"
    r"|expects (?=\w+ to\b)|hint(?:s|ed|ing)? (?:that|at|of)\b|look(?:s|ed)? (?:set |likely )?to (?:be |have )?$"
    r"|(?:could|may|might|would) (?:conceivably|plausibly|well|just|in theory|in principle)\b"
    r"|(?:suggest(?:s|ed|ing)?|point(?:s|ed|ing)? to)\b(?! (?:you|our|your|we|I|us)\b))"
)
_HELD_BACK_BEHIND = re.compile(
    r"(?i), (?:it (?:would )?seems?|it appears|perhaps|maybe|possibly|apparently|presumably|conceivably|one suspects|"
    r"I (?:think|suspect|suppose|guess|imagine))\b|\bif there is (?:one|any|such)\b"
)
# "No study has ruled out that it helps" leaves a chance.
_NOT_RULED_OUT = re.compile(
    r"(?i)\b(?:no|not|never|nobody|none|cannot|neither)\b[^.;:]{0,40}\b(?:rul(?:ed?|ing) out|exclud(?:ed?|ing))\b"
    r"|n['’]t\b[^.;:]{0,25}\b(?:rul(?:ed?|ing) out|exclud(?:ed?|ing))\b"
)

_DENIED = GuardedPattern(
    r"(?i)\b(?:ma(?:de|kes?|king) (?:no odds|little (?:if any |or no )?difference|no difference)|d(?:id|oes?) zilch"
    r"|left [^,.;]{3,40} (?:unchanged|unaffected|unaltered)\b"
    r"|no (?:more|less|fewer|better|worse|commoner|lower|higher|likelier|quicker|faster|kinder|calmer|stronger) "
    r"(?:\w+ ){0,3}(?:than|in|with|on|for)\b"
    r"|\b(?:no|nothing) [^,.;:]{0,40}\b(?:more|\w+er)\b[^,.;:]{0,40} than (?:an? |the )?(?:placebo|dummy|sham)\b"
    r"|d(?:id|oes|o) no (?:more|better)\b|free (?:from|of) side effects|no trial has"
    # nothing changed, or both groups changed alike
    r"|(?:was|were|is|are|stayed|remained|came out|ended|held|proved) "
    r"(?:(?:just|exactly|much|about|roughly|statistically|all but) )?"
    r"(?:the same|level|equal|identical|unmoved|unchanged|unaffected|unaltered|put|"
    r"(?:exactly )?(?:as|where) (?:it|they) (?:was|were|had been|stood|began|started))\b"
    r"|equally (?:well |often )?(?:in|on|with|under) (?:both|either|all|the)\b|in either (?:arm|group)\b"
    r"|so (?:did|were|was|had) (?:those|the (?:ones|others|rest|dummy|placebo|sham|controls?))\b"
    r"|(?:just )?as (?:many|much|often|long|fast|well|quickly|badly) [^.;]{0,30}\b(?:with|on|in|as) (?:an? |the )?"
    r"(?:placebo|dummy|sham|untreated|controls?)\b"
    r"|much as (?:those|the \w+) (?:with|on|given)\b[^.;]{0,40}\bd(?:id|o)\b"
    r"|just as (?:many|much|often|long|fast|badly|sore|stiff|tired|ill)\b|exactly as (?:it|they) had\b"
    r"|drew a blank|came back flat|no sign (?:of|that|whatever)\b|no longer significant|vanished once|no effect beyond"
    # useless, and no different
    r"|(?:is|are|was|were|proved|proves) (?:useless|worthless|pointless|powerless|ineffective|no use|no help|no match|"
    r"no substitute|no cure|no answer|no remedy)\b|to no avail|in vain\b|came to nothing|came up empty"
    r"|made no (?:dent|impression|headway|mark)\b|little or no\b|little,? if any\b|next to nothing|not a jot|"
    r"zero effect"
    r"|no (?:measurable|detectable|significant|discernible|meaningful|extra|added|further|real|lasting|such) "
    r"(?:effect|benefit|difference|change|gain|improvement|advantage|link)\b"
    r"|(?:no different|indistinguishable) from|on a par with (?:an? |the )?(?:placebo|dummy|sham)"
    r"|did not differ|n['’]t differ|(?:remains?|is|are|still) (?:unproven|unproved|untested)\b"
    r"|yet to be (?:shown|proved|proven|demonstrated)|there is no truth"
    # nobody can say so
    r"|(?:is|are|was|were|be|been|remains?) far from \w+ing\b|would surprise|it would take a miracle"
    r"|(?:premature|wrong|a mistake|misleading) to (?:say|claim|conclude|suppose|think|believe)"
    r"|(?:little|no) (?:good |real |convincing |sound |firm )?(?:reason|grounds) to (?:think|believe|suppose|expect))"
)
_DOES_NOTHING = re.compile(r"(?i)\bd(?:o|oes|id|one|oing) (?:absolutely |next to |almost )?nothing\b(?! but)")
# Said of the whole: "the story that it causes cancer began as an e-mail, and large studies have not borne it out".
# "Tried magnets to ease his back, but they did not work", "to no avail"
_CAME_TO_NOTHING = re.compile(
    r"(?i)\b(?:but|yet|though|although) (?:(?:it|this|that|they|these|he|she) )?"
    r"(?:(?:did|does|do|has|have|had)(?: not|n['’]t) (?:succeed(?:ed)?|work(?:ed)?|help(?:ed)?)|failed|never (?:worked|"
    r"succeeded|helped))(?=\W*$|[.,;])"
    r"|\b(?:to no avail|without (?:any )?success|in vain|with no success)\b"
)
_REACH_OF_FAILURE = 90
_NOT_BORNE_OUT = GuardedPattern(
    r"(?i)\b(?:that|link|claims?|story|idea|notion|belief|theory|between|effect|rumour)\b.*"
    r"\b(?:ha(?:s|ve|d)|is|are|was|were)(?: not| never|n['’]t)(?: ever| yet)?(?: been)? "
    r"(?:established|confirmed|borne|proved|proven|demonstrated|substantiated|verified|replicated|upheld|"
    r"supported|backed)\b"
    r"|\b(?:difference|gain|effect|change|drop|fall|rise|trend)s? (?:did not|didn['’]t|failed to|never) reach\b"
    r"|\b(?:that|claim|idea|notion|story)\b.*\b(?:found|proved|shown|turned out) to be (?:wrong|false|untrue|baseless|"
    r"unfounded)\b"
    # "the idea that garlic thins the blood is simply wrong"
    r"|\b(?:claim|idea|notion|belief|story|theory|assumption|suggestion|rumour)s? that\b.{3,200}?\b(?:is|are|was|were) "
    r"(?:(?!not\b|never\b|far\b|no\b)[\w-]+ ){0,2}?(?:wrong|false|untrue|mistaken|incorrect|baseless|unfounded|"
    r"nonsense|bunk|myths?|misconceptions?|fallac(?:y|ies)|debunked)\b"
    r"|\b(?:threw out|rejected|refused|turned down|dismissed|disallowed|"
    r"upheld (?:a |the )?complaint\w* (?:about|against)) (?:the (?:claim|idea|notion)|[\"“‘'])"
)
# "It is a myth that carrots sharpen the eye", "a common misconception is that"
_MYTH = re.compile(
    r"(?i)\b(?:myths?|misconceptions?|fallac(?:y|ies)) (?:(?:is|are|was|being) )?that\b"
    r"|\bit(?:['’]s| is| was) (?:\w+ly )?(?:false|untrue|incorrect|wrong|nonsense) that\b"
)
_NO_MYTH = re.compile(
    r"(?i)(?:\b(?:not|no|hardly|never)|n['’]t) (?:just |only )?(?:an? )?(?:[\w-]+ )?(?:myth|misconception|fallacy)\b"
)
# What another act is set against: "far from easing pain", "instead of raising blood pressure or thinning the blood".
_SET_AGAINST = re.compile(r"(?i)\b(?:far from|instead of) (?:(?:\w+ly|just) )?(?:\w+ing\b[^,;:.]{3,40} (?:or|and) )?$")
_AN_ING = re.compile(r"\w+ing\b")
# "There is no better way to ease cramps than a stretch" praises; "it is no better treatment than a dummy" denies.
_UNBEATEN = re.compile(
    r"(?i)(?:^\W*no (?=[^,;:.]{3,40} (?:to|for|of|than)\b)(?!.* (?:is|are|was|were|has|have|exists?)\b)"
    r"|\b(?:there(?:['’]s| is| are| was)|know(?:s|n)?(?: of)?|knew(?: of)?|found|find|tried|seen) (?:[\w-]+ )?"
    r"(?:no|not an?|not any) |\bthere (?:is|are|was)n['’]t (?:an?|any) )"
    r"(?:\w+er|more \w+) (?:[\w-]+ )?(?:ways?|means|methods?|remed(?:y|ies)|cures?|treatments?|therap(?:y|ies)|"
    r"medicines?|tonics?|answers?|solutions?|options?|choices?|help|aids?|tricks?|things?|foods?|drinks?|exercises?|"
    r"herbs?|supplements?|tools?)\b(?! than (?:an? |the )?(?:placebo|dummy|sham))"
)

# The negation is the benefit, or denies a doubt.
_SPARED = re.compile(
    r"(?i)\b(?:no (?:good |real )?reason to doubt|not to say that|never looked back|why not|believe it or not"
    r"|nothing (?:else )?(?:beats|but)|(?:don['’]t|do not|never) let\b"
    r"|(?:not|never|without) (?:even )?once\b|nothing but\b|whatever [^,;.]{3,40} says)"
    r"|(?:\b(?:never|not)|n['’]t) (?:ever )?(?:been|felt|looked|slept|had) (?:this|so|better|happier|fitter|calmer|"
    r"clearer|smoother|softer|stronger|easier|steadier|lighter)\b(?! than (?:an? )?(?:placebo|dummy|sham))"
    # "I have not had a single migraine since": that none came is the good it does
    r"|\b(?:I|we|he|she)(?:['’](?:ve|s)| have| has)(?: not|n['’]t| never) had (?:a single|another|one|any)\b"
    r"(?! (?:\w+ )?(?:effects?|benefits?|relief|improvements?|results?|changes?|luck|success|difference|help)\b)"
)
_LEFT_OPEN = re.compile(
    r"(?i)\b(?:any(?:one|body)['’]s guess|(?:nobody|no ?one|none of us) (?:can |could )?(?:yet |really |quite )?"
    r"(?:knows?|say|tell)\b|(?:can ?not|can['’]t|could not) (?:yet )?(?:say|tell) (?:us |you )?"
    r"(?:which|whether|if|what|how)\b|by no means certain"
    r"|(?:un(?:clear|certain|known)|not (?:yet )?(?:clear|certain|known)) (?:whether|what|if|that)"
    r"|(?:wonder|wonders|wondered|asks|asked|debate|debated|disagree|argue) (?:about |over |on )?(?:whether|if)\b"
    r"|too (?:early|soon) to (?:say|tell|know)\b|(?:an )?open question\b|(?<!\w )who knows\b|(?:do|"
    r"does) ?n['o]t know (?:whether|if)\b"
    r"|(?:is|are|remains?) (?:unknown|unresolved|unanswered|disputed|undecided)\b"
    r"|remains to be seen|jury is (?:still )?out|neither confirm\w* nor)"
)
_WHETHER = re.compile(r"(?i)\bwhether\b(?! or not)")
# "Why does it help?" takes the effect for granted, and "who would not want" praises.
_PRESUPPOSED = re.compile(r"(?i)\bwhy\b|\bwho (?:would not|wouldn['’]t|does not|doesn['’]t)\b")

# "One grape could kill your dog, so why risk it?" asks nothing of the grape.
_ASKED_AFTERWARDS = re.compile(r"(?i)[,;:–—-] (?:so )?(?:why|who|what more|how much longer)\b")


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range of the clause of ``text`` that holds ``[start, end)``; the whole text where nothing ends it."""
    first, last = 0, len(text)
    for boundary in _BOUNDARY.finditer(text):
        if boundary.end() <= start:
            first = boundary.end()
        elif boundary.start() >= end:
            last = boundary.start()
            break
    return first, last


def is_amount(words: str) -> bool:
    """Say whether a cue tells how often or how much and holds nothing back."""
    return words.lower() in _AMOUNTS


def tells_how_often(text: str, end: int) -> bool:
    """Say whether a negation that ends at ``end`` only tells how often something happens.

    >>> tells_how_often("Very rarely, the lens slips.", 11)
    True
    >>> tells_how_often("Cutting out milk rarely helps.", 23)
    False
    """
    return _HOW_OFTEN.search(text, max(0, end - 16), end) is not None


def hedges_another(text: str, end: int) -> bool:
    """Say whether a hedge that ends at ``end`` is about a reason, a figure or a permission, by the words behind it."""
    return _HEDGES_ANOTHER.match(text, end) is not None


def is_out_of_reach(text: str, negation: tuple[int, int], relation: tuple[int, int], outcome_start: int) -> bool:
    """Say whether a negation cannot deny a relation, whatever the parser hung it on; all are places in ``text``.

    One behind the relation and its outcome is of a later clause; "rather than" denies only what is right behind it.
    """
    start, end = negation
    if text[start:end].lower() == "rather than":
        return not (end <= relation[0] and len(text[end : relation[0]].split()) < _WORDS_BEHIND_RATHER_THAN)
    if start < relation[1] or start < outcome_start:
        return False
    return _ANOTHER_CLAUSE.search(text, relation[1], start) is not None


def hedges(text: str, start: int, end: int) -> bool:
    """Say whether the words around a relation at ``[start, end)`` hold it back.

    >>> hedges("Drops may, with frequent use, irritate the eye.", 30, 38)
    True
    >>> hedges("Drops irritate the eye, though nobody may notice.", 6, 14)
    False
    """
    first, last = clause_around(text, start, end)
    before = text[first:start]
    if _MODAL_BEFORE.search(before) or _HELD_BACK_BEFORE.search(before):
        return True
    return _HELD_BACK_BEHIND.search(text, end, min(len(text), last + 40)) is not None or _is_not_ruled_out(text, start)


def _is_not_ruled_out(text: str, start: int) -> bool:
    found = _NOT_RULED_OUT.search(text)
    return found is not None and (found.end() <= start or "exclud" in found.group())


def denies(text: str, start: int, end: int) -> bool:
    """Say whether a turn of phrase denies a relation at ``[start, end)``.

    >>> denies("The pain was the same on day three.", 9, 12)
    True
    >>> denies("It worked no better than placebo, and made half of them dizzy.", 38, 42)
    False
    """
    first, last = clause_around(text, start, end)
    if _AN_ING.match(text, start, end) and _SET_AGAINST.search(text, first, start):
        return True
    if _is_called_a_myth(text, first, start):
        return True
    if _DENIED.search(text, first, last) and not _UNBEATEN.search(text, first, last):
        return True
    if any(found.start() < end and found.end() >= start - 1 for found in _DOES_NOTHING.finditer(text, first)):
        return True
    refuted = _NOT_BORNE_OUT.search(text)
    return (refuted is not None and start < refuted.end()) or came_to_nothing(text, end) is not None


def came_to_nothing(text: str, end: int) -> tuple[int, int] | None:
    """Return the words behind ``end`` that say an attempt failed, or None.

    >>> came_to_nothing("He took zinc to cut the cold short, but did not succeed.", 24)
    (36, 55)
    >>> came_to_nothing("It cut the cold short, but did not stop the cough.", 6)
    """
    found = _CAME_TO_NOTHING.search(text, end, end + _REACH_OF_FAILURE)
    return found and found.span()


def _is_called_a_myth(text: str, first: int, start: int) -> bool:
    """Say whether a clause that begins at ``first`` calls what stands at ``start`` a myth: "it is a myth that"."""
    found = _MYTH.search(text, first, start)
    if found is None or _NO_MYTH.search(text, first, start):
        return False
    is_main = found.group()[:2].lower() == "it" or text[first : found.start()].lower().startswith("it")
    return is_main or "," not in text[found.end() : start]


def spares(text: str, start: int, end: int) -> bool:
    """Say whether a negation near a relation denies no effect: "never been better", "no reason to doubt"."""
    first, last = clause_around(text, start, end)
    if any(pattern.search(text, first, last) for pattern in (_SPARED, _UNBEATEN, _NO_MYTH)):
        return True
    return _is_not_ruled_out(text, start)


def leaves_open(text: str, start: int, end: int) -> bool:
    """Say whether the clause leaves open what its relation tells: "is anyone's guess", "whether it saves lives"."""
    first, last = clause_around(text, start, end)
    return _LEFT_OPEN.search(text, first, last) is not None or _WHETHER.search(text, first, start) is not None


def presupposes(text: str, start: int) -> bool:
    """Say whether a question takes for granted what stands at ``start``: "why does it help?"."""
    return _PRESUPPOSED.search(text, 0, start) is not None or _ASKED_AFTERWARDS.search(text, start) is not None
