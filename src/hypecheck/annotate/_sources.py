"""A sentence goes in, whether its build names a source comes out: one the writer reports, or one held at arm's length.

Cues of the lexicon tell single words of reporting. What stands here is built of two parts in either order, who and
says: "promises the box", "the man on the stall will tell you", "dietitian Noor Haddad thinks", "nine in ten say".
"""

from __future__ import annotations

import re
from functools import lru_cache

from hypecheck.openings import GuardedPattern
from hypecheck.records import Span, Voice

__all__ = ["find_source", "holds_away", "is_the_writers_own", "is_told_at_the_end", "names_a_source"]

# Things and people that sell or repeat: what they say the writer does not vouch for.
_HEARSAY = (
    r"(?:adverts?|advertisements?|ads?|commercials?|infomercials?|labels?|box(?:es)?|packets?|packaging|packs?|tins?|"
    r"tubs?|tubes?|bottles?|jars?|cartons?|wrappers?|sachets?|brochures?|fl[yi]ers?|posters?|billboards?|banners?|"
    r"chalkboards?|blackboards?|menus?|catalogues?|slogans?|strap ?lines?|taglines?|blurbs?|websites?|web ?pages?|"
    r"home ?pages?|sites?|blogs?|hashtags?|posts|reels?|clips?|videos?|shopping channel|tiktokers?|tiktok|instagram|"
    r"influencers?|vloggers?|forums?|threads?|message boards?|internet|social media|fans|devotees|believers|adherents|"
    r"disciples|enthusiasts|evangelists|converts|gurus|salesm[ae]n|sales(?:woman|people|team|force)|sellers?|vendors?|"
    r"(?:market )?traders?|stallholders?|on the stall|stall|promoters|marketers|marketing|franchise|"
    r"trade (?:association|body|group)|lobby(?:ists)?|tradition|repertories|columnists)"
)
_MOUTHS = (
    r"(?:say|says|said|claim|claims|claimed|promise|promises|promised|boast|boasts|boasted|vow|vows|vowed|shouts?|"
    r"shouted|yells?|yelled|screams?|trumpets?|trumpeted|insists?|insisted|swears?|swore|assures?|assured|gush(?:es)?|"
    r"declares?|declared|proclaims?|announces?|announced|hints?|hinted|impl(?:y|ies|ied)|puts? it|murmurs?|whispers?)"
)
_HELD_AWAY = GuardedPattern(
    rf"(?i)\b{_HEARSAY}(?:, [^,;.]{{3,60}},)? (?:who \w+ it )?(?:(?:\w+ly|also|often|always|once|now|still|all|will|"
    rf"would|may|can|like to|likes to|never tire of|does|do|did) ){{0,2}}"
    rf"(?:{_MOUTHS}|tells?|told|would have|credits?|credited|talks? of|speaks? of|calls?|called|describes?|described|"
    rf"goes"
    r" on|go on|runs|ran|reads?|suggests?|suggested|believes? (?:so|it)|reasons?|has a cure|promising)\b(?! no\b|"
    r" nothing\b)"
    # the other way round: "yelled the label", "say its devotees"
    rf"|(?:^|[,\"”’'!.;–—]|\b(?:as|so|what|or so)) ?{_MOUTHS} (?:the|its|their|every|one|an?|his|her|some|most|many) "
    rf"(?:[\w'’-]+ ){{0,4}}?{_HEARSAY}\b"
    rf"|\bwhat (?:the|its|their|his|her) (?:[\w'’-]+ ){{0,3}}(?:sells?|means? by|calls?|shouts?|promises?|claims?)\b"
    # makers and others with something to gain
    r"|\b(?:its|the|their|whose) (?:makers?|manufacturers?|founders?|inventors?|backers?|suppliers?|distributors?|"
    r"importers?|"
    r"owners?) (?:insists?|claims?|claimed|promises?|boasts?|swears?|would have)\b"
    r"|\b(?:asked|led|meant|invited) to believe\b|\bwe are (?:assured|promised)\b|\bif you believe\b"
    r"|\b(?:boasts|(?:bold|bolder|big|bigger|biggest|grand|grander|wild|wilder|lofty|sweeping|extravagant) (?:claims?|"
    r"promises?))\b(?=[^.;]{0,20}\b(?:such as|like|including|among them|that|of)\b)"
    r"|, so the (?:faithful|fans|sellers|makers|brochures|adverts|devotees) \w+"
    r"|\b(?:depending on|according to) which \w+ you\b"
    # nobody in particular
    r"|\bso the (?:story|legend|theory|label|advert|thinking|argument|reasoning|lore|tale|pitch|logic) "
    r"(?:goes|says|runs|went|ran)\b|\bor so (?:it|he|she|they|we|I|the|an?|runs)\b|\bso it says\b|"
    r"\bor (?:so )?that(?: is|['’]s) "
    r"what\b|\b(?:will|would) have (?:you|us) (?:believe|think)\b|\bclaims? the\b|\bwill tell you\b|"
    r"\bbelieving (?:it|that)\b"
    r"|\bcredited with\b|\b(?:is|are|was|were|been) (?:also |often |widely |sometimes |long |once )?"
    r"(?:said|rumoured|rumored|reputed|alleged|supposed|purported) to\b"
    r"|\b(?:was|were) (?:once |long |for years |formerly )?(?:thought|believed|held|assumed|supposed|reckoned) to\b"
    r"|\b(?:once|used to be|long) (?:held up|seen|prescribed|recommended) (?:to|as)\b"
    r"|\b(?:painted|held up|dressed up|passed off|trotted out|talked up|made out|spoken of|hawked|sold) (?:as|"
    r"to be) (?:an? |the )?(?!tablets|capsules|powder|liquid)"
    r"|\b(?:we|I|people|doctors|everyone) used to (?:think|believe|say|hear)\b"
    r"|\bif [^,.;]{2,40} (?:is|are) to be believed\b|\bto hear [^,.;]{2,40} tell it\b"
    r"|\b(?:going|to judge|judging|to go) by (?:an? |the |its |their |some |all )?(?:[\w,-]+ ){0,3}(?:clips?|posts?|"
    r"hashtag|comments|videos?|testimonials|adverts?|ads|websites?|stars)\b"
    r"|\bfor all the (?:fuss|hype|talk|noise|buzz|claims|praise|promises)\b|\bcontrary to (?:what|the|popular)\b"
    r"|\b(?:rumour|rumor|legend|lore|folklore|tradition|hearsay|gossip|word) (?:has|had) it\b"
    r"|\b(?:stop|stopped|cease|barred from|banned from|forbidden from|refrain from|avoid) (?:saying|claiming|implying|"
    r"suggesting|hinting|printing|telling|advertising)\b|\bmay not (?:say|claim|hint|suggest|imply)\b"
    r"|\b(?:on the principle that|in this way of thinking|in the classical view)\b"
)

_SAYING = (
    r"(?:says?|said|reports?|reported|tells?|told|thinks?|thought|believes?|believed|reckons?|reckoned|expects?|"
    r"expected|"
    r"suspects?|explains?|explained|adds?|added|notes?|noted|writes?|wrote|finds?|found|argues?|argued|concludes?|"
    r"concluded|warns?|warned|recalls?|recalled|calls?|swears?|swore|puts it|estimates?|hopes?|sees?|saw|advises?|"
    r"advised|suggests?|suggested|states?|stated|insists?|points? out|pointed out|maintains?|remembers?|agrees?)"
)
_BODY = (
    r"(?:agency|agencies|board|regulators?|watchdog|association|society|college|academy|panel|council|committee|"
    r"commission|"
    r"institutes?|ministry|authority|department|foundation|federation|congress|universit(?:y|ies)|team|laborator(?:y|"
    r"ies)|lab|registry|register|guidelines?|guidance|monograph|bulletin|fact ?sheet|audit|survey|handbook|textbook|"
    r"hospital|school|charity|charities|health service|assessors|reviewers|assessment body)"
)
_BODY_SAYS = (
    rf"(?:{_SAYING}|lists?|listed|approve[sd]?|approved|endorse[sd]?|recommend(?:s|ed)?|reminds?|reminded|accepts?|"
    r"accepted|recogni[sz]e[sd]?|class(?:es|ed)|rates?|rated|counts?|counted|logged|recorded|received|has had reports|"
    r"takes the view|considers?|considered|calculates?|calculated|holds|held|ruled|rules|shows?|showed|judge[sd]?|has "
    r"(?:linked|found|approved|concluded|counted|warned)|(?:were|was|is|are) divided)"
)
_CROWD = (
    r"(?:owners|ladies|users|wearers|customers|clients|members|readers|buyers|patients|parents|families|regulars|"
    r"testers|"
    r"runners|swimmers|cyclists|drinkers|mums|mothers|dads|vets|doctors|nurses|dentists|midwives|surgeons|pharmacists|"
    r"podiatrists|physios|herbalists|trainers|coaches|farmers|breeders|bartenders|teachers|colleagues|volunteers|"
    r"students)"
)
_NAMES_A_SOURCE = GuardedPattern(
    # a named person, with or without an aside: "Dr Bea Lindqvist, who runs a clinic, expects"
    rf"\b[A-Z][\w’'-]+ [A-Z][\w’'-]+(?:, [^,;.]{{3,60}},)? (?:(?:\w+ly|also|now|still|once|"
    rf"is careful to) ){{0,2}}{_SAYING}\b"
    rf"|(?i:[,\"”’'!;–—] ?{_SAYING} (?:the|our|an?|one|some|many|most|his|her|their|my) (?!effect|risk|pain|number|"
    rf"body))|(?i:\b{_BODY}(?:['’]s? [\w-]+(?: [\w-]+)?)?(?:, [^,;.]{{3,60}},)? (?:(?:\w+ly|also|now|still|once|has|"
    rf"have) ){{0,2}}{_BODY_SAYS}\b)"
    rf"|(?i:\b{_CROWD}(?: (?:we|I) (?:asked|spoke to|know))? (?:(?:\w+ly|also|now|often|still) )?"
    r"(?:say|report|tell|told|said|notice|noticed|swear|reckon|feel|felt|rated?|mean|agree|think|believe|suspect|"
    r"credit|reported|describe|described)\b(?! no\b| nothing\b| neither\b))"
    r"|(?i:\b(?:doctor|gp|consultant|surgeon|dentist|hygienist|nurse|midwife|pharmacist|dietitian|nutritionist|"
    r"podiatrist|"
    r"physio|physiotherapist|osteopath|vet|optician|dermatologist|cardiologist|trainer|teacher|herbalist|wife|"
    r"husband|mother|"
    rf"mum|sister|brother|aunt|uncle|neighbour|neighbor|friend|colleague|gran|daughter|son|father|dad)(?: (?!can|may|"
    rf"might|will|should|could|must|or|and)\w+)? {_SAYING}\b)"
    rf"|(?i:\b(?:researchers|scientists|investigators|authors|reviewers|specialists|experts|therapists|clinicians)"
    rf"(?: (?:in|at|from) [\w' ]{{2,30}})? (?:(?:\w+ly|also|now|still|have|had) ){{0,2}}(?:{_SAYING}|observe[sd]?|"
    rf"cautions?|"
    r"cautioned|hint(?:ed|s)?|linked)\b|\bmy [A-Z]{2,4} \w+ed (?:that|it)\b)"
    rf"|(?i:\bby the (?:\w+ )?{_BODY}\b|\bha(?:s|ve) been reported\b|\b(?:a|one|the) report from\b)"
    # a specialist by any name, and what studies do
    rf"|(?i:\b\w+(?:ologists?|iatrists?|ticians?|therapists?|practors?|researchers?|scientists?|professors?|GPs?)"
    rf"(?: (?:(?-i:[A-Z])\w+|in|at|from|of) ?[\w' ]{{0,25}})? {_SAYING}\b)"
    r"|(?i:\b(?:trials?|stud(?:y|ies)|meta-analys[ie]s|surveys?|audits?|cohorts?|experiments?|registr(?:y|ies)|"
    r"biopsies|scans|blood tests|swabs)\b[^,;.]{0,40}? (?:found|finds?|showed|shows|saw|recorded|counted|linked|tied|"
    r"detected|revealed|confirmed|confirms|hinted|hints|indicated|ranked|ranks|bore out|backs?|backed)\b)"
    # the figures and arms of a study
    r"|\b(?:p|g|d|RR|OR|HR) ?[=<>] ?\d?\.\d|\b\d+ ?% CI\b|\b(?i:the|minimalist|active|treated|dummy|"
    r"control) (?:[\w-]+ ){0,2}(?:arms?|groups?)\b"
    r"|(?i:\bin either arm\b|\bbetween (?:the )?(?:two |three |treatment |study |trial )?(?:groups|arms)\b|"
    r"\b(?:on|against|than) (?:an? |the )?(?:dummy|placebo|sham)\b|\bsham (?:\w+)\b)"
    r"|(?i:(?<!\bone )(?<!\bfew )(?<!\d )\bin (?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|a dozen|"
    r"twelve|twenty|thirty|forty|fifty|sixty) "
    r"(?:[\w-]+ ){0,2}(?:students|volunteers|people|adults|women|men|patients|children|runners|cyclists|nurses|babies|"
    r"office workers|pupils|horses|dogs|cats)\b)"
    r"|(?i:\b(?:\d+|two|three|ten|twelve|eighteen|twenty|thirty|forty) (?:students|volunteers|cyclists|runners|nurses|"
    r"subjects)\b|\bevery (?:trial|study)\b|"
    r"\bby their own (?:reckoning|account)\b|\b(?:the|its|their|own) (?:only )?(?:independent )?(?:count|log|audit|"
    r"records)\b)"
    # whose view it is, and work that shows
    r"|(?i:\bin the (?:view|opinion|words|judge?ment|reckoning) of\b|\b(?:a|the) view (?:endorsed|shared|held) by\b"
    r"|\b(?:laboratory|lab|animal|test-tube|clinical|preclinical|early|pilot|field) (?:work|data|research|evidence|"
    r"findings|experiments) (?:\w+ly )?(?:suggests?|suggested|shows?|showed|hints?|hinted|points?|pointed|indicates?|"
    r"found)\b)"
    # whose view it is, by other turns: "in her experience", "going by three trials", "put it down to", "the vet's tip"
    r"|(?i:\bin (?:our|my|her|his|the|their) [\w’' -]{0,25}(?:opinion|experience|reckoning)\b|\bon the reckoning of\b"
    r"|\bas recorded by\b|\bgoing by (?:the|an?|his|her|their|our|its|what|one|two|three|four|five|\d+)\b"
    r"|\bif the [^.;]{3,50} (?:is|are) (?:a guide|anything to go by)\b"
    r"|\bbelieved by\b|\bputs? (?:it|this|that|the \w+) down to\b|['’]s? verdict\b"
    r"|\bis the [\w' ]{3,30}['’]s (?:tip|advice|view)\b|\b(?:gave|told|asked) our (?:panel|readers|testers)\b"
    r"|\bscience (?:has|now)\b|\b(?:registry|register|cohort|survey|audit|census) (?:data|figures|records)\b)"
    # what trials and their figures do: "point to", "leave open", "21.3% against 6.9%"
    r"|(?i:\b(?:trials?|stud(?:y|ies)|data|results|evidence|figures|meta-analys[ie]s|review) (?:[\w-]+ ){0,5}?"
    r"(?:points? to|pointed to|agrees?|puts?|put|leaves? open)\b"
    r"|\d ?%? (?:of \w+ )?(?:against|versus|v|vs\.?|compared with) \d[\d.]* ?%)"
    # long use
    r"|(?i:\b(?:for|over) (?:[\w-]+ )?(?:centuries|generations|(?:thousands|hundreds) of years)\b|\bgenerations of\b)"
    r"|(?i:\btraditional(?:ly)? (?:used|herbal|remedy|medicine)|\blong-?standing use\b|"
    r"\b(?:used|prized|treasured|valued|drunk|chewed|eaten|taken|revered)\b[^.;]{0,30} for (?:over |more than |some |"
    r"at least )?(?:[\w,-]+ )?(?:(?:hundreds?|thousands?) (?:of )?years|\d,?\d{3} years|centuries|generations|"
    r"millennia)\b|\bfor (?:generations|centuries) (?:as|to)\b|"
    r"\b(?:often|widely|usually|commonly) recommended (?:for|to)\b)"
)
# The passive names nobody: "has not been shown to cure", "no food has been found to", "is thought to" are the writer's.
_WRITERS_OWN = re.compile(
    r"(?i)\b(?:not|never|yet to be|no|nor|neither|none|nothing|cannot)\b[^,.;]{0,50}\b(?:been |be )?"
    r"(?:shown|proved|proven|found|known|demonstrated) (?:to|as)\b"
    r"|n['’]t\b[^,.;]{0,20}\b(?:shown|proved|proven|found|known|demonstrated) to\b"
    r"|\b(?:is|are) (?:also |now |widely |generally |commonly )?(?:thought|believed|assumed|presumed|suspected) to\b"
    r"|\bno (?:[\w-]+ )?(?:stud(?:y|ies)|trials?|research) (?:ha(?:s|ve)|shows?|exists?)\b"
    r"|\bno (?:[\w-]+ ){0,2}evidence\b|\b(?:trials?|studies) cannot\b"
)


_SAYING_VERBS = (
    r"(?:says?|said|reports?|reported|shows?|showed|concludes?|concluded|writes?|wrote|hints?|finds?|found|"
    r"suggests?|suggested|explains?|argues?|told|keeps? telling|announced|announces|demonstrated|calculates?|"
    r"calculated|notes?|noted|adds?|added|believes?|warns?|warned|reckons?|stress(?:es|ed)?|estimates?|estimated|"
    r"discloses?|disclosed|confirms?|confirmed|counsels?|maintains?|maintained|observes?|observed|cautions?|cautioned|"
    r"recalls?|recalled|relates|allows?|concedes?|conceded|admits?|admitted)"
)
# "..., the review adds, but ...", "..., says ward sister Paula Keane."
_TOLD_AT_THE_END = re.compile(rf"(?i),[\"”’']? (?:[^,;]{{2,60}} )?{_SAYING_VERBS}\b[^,;]{{0,60}}(?:[.\"”’!]*$|, )")
_COORDINATED = re.compile(r"(?i), (?:and|but|so|yet|while|though|although)\b")
_PUNCTUATION = " ,;:.!?–—-\"“”’'"


@lru_cache(maxsize=64)  # asked for each claim of a sentence
def holds_away(text: str) -> bool:
    """Say whether a sentence tells what sellers, crowds of the net or nobody in particular say. Empty text does not.

    >>> holds_away("The soak clears the head, promises the box.")
    True
    >>> holds_away("Check the label before you take it.")
    False
    """
    return _HELD_AWAY.search(text) is not None


@lru_cache(maxsize=64)  # asked for each claim of a sentence
def names_a_source(text: str) -> bool:
    """Say whether a sentence names a person, a body, a crowd, a study's arm or long use for what it says.

    >>> names_a_source("Dietitian Noor Haddad thinks it calms the gut.")
    True
    >>> names_a_source("It calms the gut.")
    False
    """
    return _NAMES_A_SOURCE.search(text) is not None


def is_the_writers_own(text: str) -> bool:
    """Say whether words of finding or belief in a sentence have nobody behind them: "is thought to lighten the skin".

    >>> is_the_writers_own("It has not been shown to cure the infection.")
    True
    >>> is_the_writers_own("It has been shown to cure the infection.")
    False
    """
    return _WRITERS_OWN.search(text) is not None


def is_told_at_the_end(text: str, at: int) -> bool:
    """Say whether who says what stands at ``at`` comes behind: "..., the review adds", not "..., and most find it".

    >>> is_told_at_the_end("It eases pain, the review adds.", 3)
    True
    """
    told = _TOLD_AT_THE_END.search(text)
    return told is not None and (at > told.start() or _COORDINATED.match(told.group()) is None)


def find_source(text: str, voice: Voice) -> Span | None:
    """Return where the words stand that make a sentence's claim reported or distanced; None where none are known.

    >>> find_source("Dietitian Noor Haddad thinks it calms the gut.", "reported")
    (10, 28)
    >>> find_source("It calms the gut.", "reported") is None
    True
    """
    patterns = {"reported": (_NAMES_A_SOURCE, _TOLD_AT_THE_END), "distanced": (_HELD_AWAY,)}.get(voice, ())
    found = next((found for pattern in patterns if (found := pattern.search(text))), None)
    if found is None:
        return None
    words = found.group()
    start = found.start() + len(words) - len(words.lstrip(_PUNCTUATION))
    return start, found.start() + len(words.rstrip(_PUNCTUATION))
