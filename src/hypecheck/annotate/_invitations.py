"""A sentence in, the kinds of plug that a shop's or clinic's plain invitations make it.

Neither a price nor "buy" stands in them: "That's where Nuvia comes in", "Our clinic offers peels for acne scars",
"Interested in cryotherapy? Message our team", "Unlike other brands, ours holds no fillers".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypecheck.annotate._sentence_rules import COINED, RuleBook, SentenceRule

__all__ = ["invitation_kinds"]

# Public services, charities, study groups and employers invite in the same words.
_PUBLIC = re.compile(
    r"(?i)\b(?:gp|nhs|hospitals?|ward|council|charit(?:y|ies)|helpline|hotline|samaritans|quitline|quit|smoking|"
    r"vaccin\w*|jabs?|immuni[sz]\w+|screening|smear|contracepti\w+|std|sti|hiv|foster\w*|adopt\w*|donat\w+|donors?|"
    r"fundrais\w+|volunteer\w*|research\w*|stud(?:y|ies)|trials?|clinical|guidelines?|careers?|jobs?|vacanc\w+|press|"
    r"media|free (?:to|for) (?:all|every\w+|children|patients|people)|outpatients?|inpatients?|midwi\w+|referr\w+|"
    r"your (?:own )?(?:doctor|pharmacist|dentist|nurse|provider|healthcare)|carers?|patients and families|"
    r"university|insur\w+|medicare|medicaid|prescri\w+)\b"
)
# A name of the house's own: a capital and small letters, and no nutrient, body or drug of everybody's.
_NAME = (
    r"(?:[A-Z][a-z]{3,}[A-Z]?[a-z]*[®™]?(?! (?:and|or|supplements?|tablets?|capsules?|levels)\b)"
    r"(?<!Vitamin)(?<!Omega)(?<!Magnesium)(?<!Calcium)(?<!Zinc)(?<!Iron)(?<!Iodine)(?<!Selenium)(?<!Melatonin)"
    r"(?<!Collagen)(?<!Creatine)(?<!Turmeric)(?<!Ginger)(?<!Probiotics)(?<!Ashwagandha)(?<!Retinol)(?<!Botox)"
    r"(?<!Ozempic)(?<!Wegovy)(?<!Medicare)(?<!Medicaid)(?<!Samaritans)(?<!Mindfulness)(?<!Acupuncture)(?<!Yoga)"
    r"(?<!Therapy)(?<!Research)(?<!Science)(?<!Exercise)(?<!Paracetamol)(?<!Ibuprofen)(?<!Metformin)(?<!Insulin))"
)
_SOLD = (
    r"(?:drinks?|powders?|capsules?|tablets?|gummies|supplements?|formulas?|blends?|serums?|creams?|balms?|oils?|"
    r"greens|teas?|apps?|mattress|pillows?|mask|range|brand|products?|shakes?|bars?|patch(?:es)?|devices?|wearable|"
    r"rings?|kits?|system|programme|program|plan|treatments?|probiotics?|clinic|sprays?|drops|essential|collagen)"
)
_PLACE = r"(?:clinic|practice|studio|salon|spa|med ?spa|wellness cent(?:re|er))"


def _rule(kind: str, words: str, pattern: str, spared: re.Pattern[str] | None = _PUBLIC) -> SentenceRule:
    return SentenceRule(kind, frozenset(words.split()), re.compile(pattern), spared)


_RULES = RuleBook(
    (
        # the thing steps in where the story has left a gap
        _rule(
            "product_pointer",
            "comes come steps help helps",
            rf"^(?:That['’]?s|That is|This is|And that['’]s|Here['’]s) (?:exactly )?where (?:the |our )?(?:{_NAME}|"
            rf"our (?:[\w'’-]+ ){{0,4}}?{_SOLD}) (?:comes? in|steps? in|(?:can|really|truly) helps?|helps?)\b",
        ),
        _rule(
            "product_pointer",
            "enter meet",
            rf"^Enter {_NAME}(?: [A-Z][a-z]+){{0,2}}[,:–—-] ?(?:the|a|an|our|your) (?:[\w'’-]+ ){{0,4}}?{_SOLD}\b"
            rf"|^Meet {_NAME}(?: [A-Z][a-z]+){{0,2}}[,:–—-] ?(?:your|our) ",
        ),
        _rule(
            "product_pointer",
            COINED,
            r"(?:^|\? )(?:The |Our )?(?!You|Tik|Link|What|Health|Quit)[A-Z][a-z]+[A-Z]\w+[®™]? "
            r"(?:can|could|may|is here to) help\b",
        ),
        # the writer's own choice, by name
        _rule(
            "recommendation",
            "recommend suggest",
            rf"\b(?:[Ww]e|I)(?: personally| highly| always)? (?:recommend|suggest) {_NAME}, (?:which|a|an|the) ",
        ),
        _rule("recommendation", "personally", rf"\bI personally (?:use|love|recommend) {_NAME}\b"),
        _rule(
            "recommendation",
            "favourite favorite",
            rf"\b[Mm]y (?:all-time |personal |current )?favou?rite (?:is|comes from) (?:the )?{_NAME} "
            rf"(?:[\w'’-]+ ){{0,3}}?{_SOLD}\b",
        ),
        _rule(
            "recommendation",
            "product brand supplement one",
            r"\b(?:[Oo]ne|[Aa]) (?:product|brand|supplement|cream|serum|device|app) (?:that )?(?:we|I)(?:['’]ve)? "
            r"(?:really |absolutely |always |often |particularly )?(?:loved?|recommend|like|rate|swear by|use) is\b",
        ),
        # a hand held out
        _rule("booking", "enquire", r"^[^\w\n]{0,4}Enquire (?:now|today|here|(?i:online))\b"),
        _rule(
            "booking",
            "book order arrange",
            r"(?i)^[^\w\n]{0,4}(?:call|ring|phone|text|whatsapp)(?: us)?(?: now| today)? to (?:book|order|arrange)\b"
            r"[^.?!\n\d]{0,40}\+?\(?\d{3}",
        ),
        _rule(
            "booking", "work", r"^[^\w\n]{0,4}(?:Apply (?:now |today |here )?to work|Work) with me\b[^.?!\n]{0,20}\W*$"
        ),
        _rule(
            "product_pointer",
            "here",
            r"(?i)\bclick here (?:to (?:learn|find out|read|see|discover) more about|for (?:more |full )?"
            r"(?:information|details) (?:on|about)|to view) (?:our|my) (?:[\w'’-]+ ){0,4}?(?:programmes?|programs?|"
            r"treatments?|products?|range|services|packages?|supplements?|plans?|memberships?|courses?|prices|therap(?:y|ies))\b",
        ),
        _rule(
            "call_to_action",
            "yourself",
            r"^[^\w\n]{0,4}(?:See|Feel|Try|Experience) (?:the (?:results?|difference|benefits)|it) for yourself\W*$",
        ),
        _rule(
            "call_to_action",
            "ready",
            r"^Ready to (?:(?:try|test) (?:it|them|this|ours|our|one)\b(?! at home)|(?:see|feel|experience) "
            r"(?:the|your|real) (?:results?|difference|transformation|best self)|transform your|shop\b|order\b|book\b|"
            r"start your (?:journey|transformation|order))[^.?!\n]{0,50}\?",
        ),
        # buttons: nothing else stands in the line
        _rule(
            "product_pointer",
            "price prices deal deals store amazon options",
            r"^[^\w\n]{0,4}(?i:click here|see|view|check|visit|compare) (?i:for |to see |it |them |all )?"
            r"(?i:on )?(?i:the |today['’]s |current |latest |best )*"
            r"(?:[A-Z\d][\w'’&-]* ){0,4}?(?i:prices?|deals?|store|amazon)\b"
            r"(?i: on (?:the )?[A-Z\d][\w ]{1,20})?[^\w.?\n]{0,4}$",
        ),
        _rule(
            "booking",
            "enquiry eligibility spot place seat back price quote appointment",
            r"(?i)^[^\w\n]{0,4}(?:make an enquiry|send (?:an )?enquiry|(?:request a |free )?call ?back|call me back|"
            r"(?:save|hold) my (?:spot|place|seat)|make (?:your|an) appointment|"
            r"(?:request|get|send and get) (?:your|a|my) (?:free |fixed |personal )?(?:price|quote)"
            r"(?: now| today| in \d+ \w+)?)[^\w.?\n]{0,4}$",
        ),
        _rule(
            "booking",
            "consultation assessment",
            r"^[^\w\n]{0,4}(?i:start (?:your |my |a |an )?(?:free |online )?(?:consultation|assessment))"
            r"[^\w.?\n]{0,4}$",
        ),
        # a list of what to buy, best first
        _rule(
            "recommendation",
            "best",
            r"^[^\w\n]{0,4}(?:#?\d{1,2}[.):]? )?[A-Z][^.?!\n]{2,60} \((?:Our )?Best [A-Za-z][^)\n]{2,40}\)\W*$"
            r"|^[^\w\n]{0,4}(?:#?\d{1,2}[.):]? )?Best (?:Overall|Budget|Value|Cheap|Premium|Looking|Splurge)"
            r"(?: (?:One|Pick|Buy|Choice|Option))?: [A-Z]",
        ),
        # what the journey holds, for those who pay
        _rule(
            "offer",
            "transfer transfers",
            r"(?i)\b(?:vip|private|free|airport|hotel|clinic) (?:(?:airport|hotel|clinic|hospital|and|to|&) ){0,4}"
            r"transfers?\b[^.?!\n]{0,20}$|\btransfers? (?:is|are)? ?(?:included|on us)\b",
        ),
        _rule(
            "offer",
            "inclusive",
            r"(?i)^[^\w\n]{0,4}(?:our |the )?all[- ]inclusive (?:\w+ )?(?:package|price|plan)s?\b[^.?!\n]{0,20}$",
        ),
        _rule(
            "offer",
            "complimentary",
            r"(?i)\b(?:your|our|the) (?:first |initial )?(?:[\w-]+ ){0,2}?(?:consultations?|assessments?|"
            r"screening|visit|session|exam|evaluation|chat|call) (?:is|are) complimentary\b",
            None,
        ),
        # a number to ring, and who has room
        _rule(
            "booking",
            "call ring phone text team",
            r"(?i)\b(?:to (?:schedule|book|arrange (?:a|an|your)[\w ]{3,30})|for (?:an )?appointments?),? (?:please )?"
            r"(?:call|ring|phone|text)\b[^.?!\n\d]{0,20}\+?\(?\d[\d() -]{5}"
            r"|\bspeak to (?:the|our) team on \+?\(?\d{3}",
        ),
        _rule(
            "booking",
            "welcoming accepting welcome",
            r"(?i)^[^\w\n]{0,4}(?:we (?:are|['’]re) )?(?:now |currently )?(?:welcoming|accepting|taking on) (?:new )"
            r"(?:patients|clients)\b"
            r"|\b(?:self-pay(?:ing)?|overseas|private|new) (?:and (?:\w+ ))?(?:patients|clients) (?:are )?(?:always )?"
            r"welcome\b",
        ),
        _rule(
            "affiliate",
            "links",
            r"(?i)\b(?:buying|purchas\w+|orders?) (?:through|by way of|via|using) (?:the |these |our )?links\b"
            r"[^.?!\n]{0,40}\b(?:commission|earns?|pays?)\b",
        ),
        # what a clinic does for those who come
        _rule(
            "own_product",
            "offer offers provide provides specialises specializes",
            rf"(?:^|[.!?] )(?:(?:Here )?[Aa]t our (?:[\w'’-]+ ){{0,2}}?{_PLACE},? we|(?:Here )?[Oo]ur (?:[\w'’-]+ )"
            rf"{{0,2}}?{_PLACE}) (?:also |now |proudly |only )?(?:offers?|provides?|speciali[sz]es in) "
            r"(?!(?:free|advice|information|support|no|not)\b)",
        ),
        _rule(
            "own_product",
            "offer",
            r"^We (?:also |now |proudly )?offer (?!(?:free|advice|information|support)\b)[^.?!\n]{0,60}"
            r"\b(?:treatments?|facials?|massages?|acupuncture|peels?|injections?|fillers?|laser|cupping|drips?|"
            r"microneedling|hypnotherapy|reflexology|osteopathy|physiotherapy|packages)\b",
        ),
        _rule(
            "superiority",
            "unlike",
            r"\bUnlike (?:other|most|many|ordinary|regular|typical|conventional|cheap(?:er)?|standard) "
            r"[^.?!,\n]{2,40}, (?:ours?\b(?! (?:bod|brain|skin|gut|ancest))|[Ww]e (?:use|only|never|don['’]t|do not|"
            r"put|test|make|add))",
        ),
        _rule(
            "offer",
            "ship deliver",
            r"^We (?:ship|deliver) (?:worldwide|internationally|nationwide|anywhere|free|your order|to your door)\b",
        ),
        # to be had for an address
        _rule(
            "newsletter",
            "download grab claim",
            r"(?i)^[^\w\n]{0,4}(?:download|grab|claim|get) (?:your|our|my|this|the) free (?:[\w'’-]+ ){0,4}?"
            r"(?:meal plan|e-?book|recipe book|cheat ?sheet|masterclass|mini[- ]course|training|challenge|meal planner|"
            r"starter kit|(?:sleep|detox|hormone|gut|skincare|weight[- ]loss|wellness|keto|supplement) guide)\b",
        ),
    )
)


def invitation_kinds(text: str) -> Iterator[str]:
    """Yield the kinds of plug a sentence is by what it invites to, some perhaps twice; empty text none.

    >>> list(invitation_kinds("That's where Nuvia comes in."))
    ['product_pointer']
    >>> list(invitation_kinds("That's where the liver comes in."))
    []
    """
    return _RULES.kinds(text)
