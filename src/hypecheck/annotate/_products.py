"""A sentence in, whether it puts one product forward by name: no call to action, no price, only the thing itself.

Measured prose sells in such lines: "Ferrolin Gentle 20 (90 capsules) goes one step further", "Our T3 reaches up to four
times deeper", "At Bramley the course consists of four sessions", "Magnesium Calm by Harrow contains two forms".
"""

from __future__ import annotations

import re

from hypecheck.annotate._sentence_rules import COINED, RuleBook, SentenceRule

__all__ = ["points_to_product"]

# A brand looks like one: a model number, a mark, a capital inside, or two capitals in a row ("SelenoYeast 200", "T3").
# A hyphen before a capital joins two words and before a small letter or digit is within one: "Ginseng-Ferment", "MK-7".
_CAPITAL = r"(?:[A-Z][\w'’®™]*+(?:-[a-z\d][\w'’®™]*+)*+)"
# Nutrients, diets and bodies of people are written in capitals too.
_NO_BRAND = (
    r"(?!(?:Vitamins?|Omega|Coenzyme|Type|Stage|Grade|Phase|Group|Table|Figure|Plan|Mediterranean|DASH|Tai|Dr|Mrs?|Ms|"
    r"Prof|Professor|University|Hospital|Department|National|World|Royal|American|British|European|Cochrane|Type|"
    r"I|We|You|They|He|She|It|The|This|That|These|Those|A|An|In|On|At|For|If|But|And|So|Our|My|Your|Step|Day|Week|Part|"
    r"Chapter|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|"
    r"August|"
    r"September|October|November|December|Covid|COVID|SARS|MRI|CT|DNA|RNA|HIV|HPV|UV|US|UK|EU|NHS|FDA|WHO|B\d+|D\d|K\d|"
    r"H\d|T\d|A\d|C\d|Q10|CoQ10|PubMed|MedlinePlus|YouTube|TikTok|WhatsApp|LinkedIn|"
    r"Mc[A-Z]\w+|Mac[A-Z]\w+|GlaxoSmithKline|AstraZeneca|BioNTech|PayPal|iPhone|ResearchGate|ScienceDaily|"
    r"EurekAlert)\b)"
)
_NAME = (
    rf"(?:{_CAPITAL}(?:[ -](?:{_CAPITAL}|&|\d{{1,4}}\b(?! ?%)))+"
    r"|[A-Z][a-z]+[A-Z]\w*[®™]?|[A-Z]\w*[®™]|[A-Z]\d{1,3}\b|[\"“][A-Z][^\"”]{2,30}[\"”])"
)
# the capital first: it is cheap to look for, and rare
_BRAND = rf"(?:(?=[A-Z\"“]){_NO_BRAND}{_NAME})"
# Only what nobody but a maker writes: a capital inside the word, or a mark.
_COINED = (
    rf"(?:(?<![@#/.\w])(?=[A-Z]){_NO_BRAND}(?:[A-Z][a-z]{{2,}}[A-Z]\w{{2,}}[®™]?|[A-Z]\w*[®™])(?: {_CAPITAL}|"
    rf" \d{{1,4}}\b){{0,3}})"
)
_FORM = (
    r"(?:capsules?|tablets?|softgels?|gummies|sachets?|powders?|drops|sprays?|tinctures?|syrup|lozenges|melts|chews|"
    r"balms?|creams?|gels?|serums?|salve|lotion|rinse|toothpaste|blends?|formulas?|complex|supplements?|"
    r"multivitamins?|probiotics?|greens|shakes?|pillows?|mattress|insoles?|kits?|bundle|patches|essentials|concentrate)"
)
_PACK = (
    r"(?:\b(?:[2-9]\d|[1-9]\d\d)[ -](?:\w+[ -]){0,2}?"
    r"(?:capsules?|caps|tablets?|softgels?|gummies|sachets?|servings|lozenges|sticks|vegan caps|veg caps)\b"
    r"|\b\d+[- ]day supply\b|\b\d+ ?(?:g|ml|mL|oz|kg|L) (?:with|pouch|bottle|tub|pack|bag|spray|tube|refill|jar|glass|"
    r"amber)\b)"
)
_STRENGTH = r"\b\d[\d.,]* ?(?:mg|mcg|µg|μg|ug|g|IU|iu|ppm|billion(?: CFU)?)\b"
_PACK_WORDS = (
    "capsules capsule caps tablets tablet softgels softgel gummies sachets sachet servings lozenges sticks supply "
    "pouch "
    "bottle tub pack bag spray tube refill jar glass amber g ml kg oz"
)
_OURS = r"\b(?:[Oo]ur|[Ww]e)\b"
_HOLDS = (
    r"(?:contains?|provides?|delivers?|combines?|supplies|supply|gives?|holds?|packs?|offers?|brings?|uses?|features?|"
    r"carries|"
    r"has|is made|is formulated|is blended|comes in|comes as)"
)
# Studies, prescriptions and talk about a product name it without putting it forward.
_TOLD = re.compile(
    r"(?i)\b(?:placebo|participants?|patients (?:were|taking|received)|trial|randomi[sz]ed|stud(?:y|ies)|"
    r"researchers|"
    r"prescri\w+|recalled?|"
    r"warn\w*|lawsuit|fda|mhra|complain\w*|label says|claims?|claimed|advertis\w+|marketed|the company|the maker|"
    r"manufacturer|versus|compared|tested|maximum|overdose|do not|don't|not take|contains no|vaccines?|insulin|generic|"
    r"brand names?|sold as|sold under|scam|refund\w*|capsules taken)\b"
)


def _rule(words: str, pattern: str) -> SentenceRule:
    return SentenceRule("product_pointer", frozenset(words.split()), re.compile(pattern), _TOLD)


_RULES = RuleBook(
    (
        # a name and the size of its pack
        _rule(_PACK_WORDS, rf"{_NAME}[^.!?\n]{{0,70}}{_PACK}|{_PACK}[^.!?\n]{{0,20}}\bof {_NAME}"),
        # "Vitamin K2 MK-7 100 µg - 60 capsules": a shelf label, strength and count, and no sentence around them
        _rule(
            _PACK_WORDS,
            rf"^(?!.*\b(?:daily|a day|twice|every|take|took|orally|for \d+ (?:days|weeks))\b)[^\w\n]{{0,3}}[A-Z0-9]"
            rf"[^.!?\n]{{0,60}}{_STRENGTH}[^.!?\n]{{0,25}}{_PACK}[^.!?\n]{{0,25}}$",
        ),
        # ours, or the named one, does several times what others do
        _rule(
            "up much over",
            rf"(?:{_OURS}|{_NAME})[^.!?\n]{{0,120}}\b(?:up to|as much as|over)\s+\d+(?:\.\d+)?"
            r"(?:x\b|×| ?times\b|[- ]fold\b) "
            r"(?!more likely|as likely|the risk|higher risk|a day|daily|per|weekly|a week|in the)",
        ),
        # the writer's choice, by name
        _rule(
            "point steer send start",
            r"\b(?:we|I)(?: would|['’]d)?(?: (?:usually|always|often|now))? (?:point|steer|send|start)\b"
            rf"[^.!?\n]{{0,60}}\b(?:to|towards|on|with)\b[^.!?\n]{{0,40}}{_NAME}",
        ),
        _rule(
            "point use recommend choose reach suggest like love stock",
            rf"{_NAME} is (?:the|one) (?:one |form |brand |product )?(?:that )?(?:we|I)(?: would|['’]d)? "
            r"(?:\w+ )?(?:point|use|recommend|choose|reach|suggest|like|love|stock)",
        ),
        _rule(
            "recommend suggest stock love swear favour favor",
            r"\b(?:[Ww]e|I)(?:['’]d| would)?(?: (?:usually|always|often|personally|highly|really|now|generally))? "
            rf"(?:recommend|suggest|stock|love|swear by|favou?r)(?: (?:the|using|taking|trying|our|a|an))? {_BRAND}",
        ),
        _rule(
            "put made built created formulated bottle blended chose chosen added developed combined thinking",
            r"\b[Tt](?:hat|his)(?:['’]s| is) (?:exactly |precisely )?(?:why|the reason) (?:we|I)(?:['’]ve| have)? "
            r"(?:put together|made|built|created|formulated|blended|chose|added|developed|combined) "
            r"(?!(?:this|a|the|our) (?:\w+ )?(?:guide|page|leaflet|charity|campaign|site|website|group|tool|resource))"
            rf"|\b[Ww]e (?:built|made|created|formulated|bottle|blended) (?:the |our )?{_COINED}"
            rf"|\b(?:form|one|reason|thinking|idea) (?:we (?:chose|use|made)|behind|chosen)(?: (?:for|in))? (?:our |"
            rf"the )?{_BRAND}",
        ),
        # a coined name said to the reader: "Meet HemoGentle", "your spring back with HipHop Forte"
        _rule(
            COINED,
            r"^(?!.*\b(?:should|may|might|must|not|if you|ask your|tell your|your doctor)\b|.*n['’]t\b).*"
            rf"(?:\b(?:Meet|Try|Introducing|Discover) (?:the |our )?{_COINED}|{_COINED}[^.!?\n]{{0,80}}\byour\b"
            rf"|\byour\b[^.!?\n]{{0,60}}\b(?:with|in|from|by) (?:[\w-]+ ){{0,2}}?{_COINED}"
            rf"|{_COINED} (?:gives|keeps|lets|helps|leaves|brings|takes|offers) you\b)",
        ),
        # "Unlike sprays, PollenTab goes after its cause", "so we built NightShift"
        _rule(COINED, rf"\b[Uu]nlike [^.!?\n]{{3,60}}, {_COINED} "),
        # "See the AeroNest 400 with its reviews"
        _rule(COINED, rf"^[^\w\n]{{0,3}}(?:See|Choose|Visit|With) (?:the |our )?{_COINED}"),
        # "Magnesium Calm by Harrow contains ..."
        _rule(
            "by from",
            r"^(?!.*\b(?:report|review|paper|book|statement|survey|letter|article|guidelines?|research|analysis|work|"
            r"leaflet|list|booklet|fact ?sheet|page|"
            r"advice|"
            r"guidance|photo|image|text|poem|film)\b)[^\w\n]{0,3}(?:[\w'’+&-]+ ){1,6}(?:by|from) "
            rf"{_NO_BRAND}{_CAPITAL}(?: {_CAPITAL}){{0,2}},? {_HOLDS}\b",
        ),
        # "Every stick of Gritwater gives you ..."
        _rule(
            "every each one two single daily",
            r"\b(?:[Ee]very|[Ee]ach|[Oo]ne|[Tt]wo|single|daily) (?:\w+ ){0,2}?(?:sticks?|capsules?|tablets?|sachets?|"
            r"scoops?|"
            r"servings?|jars?|bottles?|batch|softgels?|gumm(?:y|ies)|tin|bag|cups?|shots?|bars?|packs?) of "
            rf"{_NO_BRAND}{_CAPITAL}[^.!?\n]{{0,50}}? {_HOLDS}\b",
        ),
        # a coined name that holds, tastes or is to be had
        _rule(
            COINED,
            rf"{_COINED}(?:,[^,.]{{3,60}},| [a-z]+)? (?:{_HOLDS}|ships|tastes|lets you|keeps|soothes|cools|"
            rf"is (?:available|"
            rf"smaller|the|our|a|"
            r"an|your|now|what|made|one)) ",
        ),
        # "Kindroot's Prenatal Essentials", "Forest Ember's ten-mushroom blend"
        _rule(
            "s",
            rf"\b(?!(?:St|John|Women|Men|Children|Kids|Baby|Today|Let|It|That|Here|There|What|Who|She|He|Shop|Store|"
            rf"Maker|Neighbour|Neighbor|Mum|Mom|Dad|Crohn|Parkinson|"
            r"Alzheimer|Raynaud|Hashimoto|Graves|Baker|Devil|Bach|Lion|Cat|Mother|Nature|People|World|Britain|England|"
            r"Scotland|"
            r"America|Australia|China|Japan|India|Europe|Germany|France|Canada|Year|Month|Week|Reader|Editor|Doctor|"
            r"Dr)['’]s)[A-Z][\w®™-]+['’]s (?:own |new |organic )?"
            rf"(?:(?!(?:of|for|in|on|with|to|and|that|is|was|has)\b)[\w-]+ ){{0,3}}?(?i:{_FORM})\b",
        ),
        # "... in our Bone Complex", "you'll find it in Harrow Sleep Blend"
        _rule(
            "complex formula capsules gummies softgels bundle blend sachets greens powder drops multi probiotic "
            "tincture",
            rf"^(?=.*\b(?:[Ww]e|[Oo]ur|[Yy]ou|[Yy]our|us)\b).*\b[a-z][\w’-]*,? {_NO_BRAND}{_CAPITAL}(?: {_CAPITAL}|"
            rf" \d{{1,4}})* "
            r"(?<!B )(?:Complex|Formula|Capsules|Gummies|Softgels|Bundle|Blend|Sachets|Greens|Powder|Drops|Multi|"
            r"Probiotic|"
            r"Tincture)\b",
        ),
        # "Thornley & Wick Mood Relief Tablets carry it"
        _rule(
            "tablets capsules drops gummies softgels powder oil sachets spray",
            rf"{_NO_BRAND}{_CAPITAL}(?: {_CAPITAL}| &){{1,5}} (?:Tablets|Capsules|Drops|Gummies|Softgels|Powder|Oil|"
            rf"Sachets|Spray) "
            r"(?:carry|carries|holds?|contains?|have|has|provides?|gives?|delivers?|combines?|are our|is our)\b",
        ),
        # "Fennmark K2 delivers 180 micrograms in one capsule", "one capsule a day of Fennmark"
        _rule(
            "capsule tablet softgel scoop serving sachet spray drop gummy capsules tablets scoops drops",
            rf"{_BRAND} (?:delivers|provides|contains|gives|supplies|holds)\b[^.!?\n]{{0,40}}\d[^.!?\n]{{0,60}}"
            r"\b(?:capsules?|tablets?|softgels?|scoops?|serving|sachets?|sprays?|drops?|gumm(?:y|ies))\b"
            rf"|\b(?:capsules?|tablets?|scoops?|sachets?|sprays?) (?:a|each|every|per) (?:day|morning|night|"
            rf"evening) of {_CAPITAL}",
        ),
        _rule(
            "shop us store product",
            rf"{_BRAND}[^.!?\n]{{0,30}}\b(?:in (?:the|our) (?:shop|store)|direct(?:ly)? from us|from us|on (?:the|"
            rf"its) product page)\b",
        ),
        _rule(
            "stock sell carry supply make",
            rf"(?i)\bwe (?:stock|carry|sell|supply|make)\b (?:[\w-]+ ){{0,4}}?{_FORM}\b|"
            rf"\b{_FORM} (?:that )?we (?:stock|sell|carry|make)\b",
        ),
        _rule(
            "option place choice try look",
            r"\b(?:[Oo]ne (?:good )?option|[Aa] (?:good|simple|sensible) (?:place to (?:begin|start)|option|choice)|"
            r"[Oo]ne to try|"
            rf"[Ww]orth a look) (?:is|are) (?:our |the )?(?:{_COINED}|{_NO_BRAND}[A-Z][\w®™-]+['’]s [A-Z])",
        ),
        _rule(
            "such like",
            rf"\b(?:such as|like) (?:that in |the one in |ours?,? )?{_BRAND}[^.!?\n]{{0,40}}\b{_FORM}\b|"
            rf"\bsuch as (?:that|the one) in {_BRAND}"
            rf"|\b(?:such as|like) {_BRAND}, which (?:has|contains|gives|uses|comes|combines|provides)\b",
        ),
        # a clinic and its course, session or treatment
        _rule(
            "at",
            rf"^At {_CAPITAL}(?: {_CAPITAL}){{0,3}},? (?:the|our|each|every|your|a|an) (?:\w+ )?(?:course|session|"
            r"treatment|programme|program|consultation|procedure|visit|package|assessment|plan|protocol)\b",
        ),
        # a shop's furniture that was copied with the article
        _rule(
            "related featured shop mentioned recommended pictured",
            r"(?i:^\W{0,3}(?:related (?:item|product)|featured product|shop the (?:article|story|look)|"
            r"products? (?:mentioned|featured)|recommended product|mentioned in this article|pictured)s?\b)"
            rf"[^.!?\n]{{0,20}}[:–-][^.!?\n]{{0,40}}{_CAPITAL}",
        ),
        # the named one outdoes
        _rule(
            "step sets designed made formulated created developed",
            rf"{_NAME} (?:goes (?:one|a) step further|takes (?:it|this|that|things) (?:one|a) step further|"
            r"sets (?:itself|the standard)|was (?:made|designed|formulated|created|developed) (?:for|to) "
            r"(?:exactly|just) )",
        ),
    )
)


def points_to_product(text: str) -> bool:
    """Say whether a sentence, without a call to action, holds a named product out. Empty text does not.

    >>> points_to_product("Ferrolin Gentle 20 (90 capsules) keeps iron in a form the gut accepts.")
    True
    >>> points_to_product("Participants took 90 capsules of Ferrolin Gentle 20 in the trial.")
    False
    """
    return any(_RULES.kinds(text))
