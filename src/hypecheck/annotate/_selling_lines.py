"""A sentence in, the kinds of plug its build makes it: buttons, bookings by telephone, where to get it.

These are lines a word list cannot hold, because what sells stands between the words: "Book your orthotic assessment",
"Shop Gritwater", "Start my mood check", "Call 555 0190 or request your consultation online".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypecheck.annotate._sentence_rules import RuleBook, SentenceRule

__all__ = ["selling_kinds"]

# The same words send people to doctors and free public services.
_CARE = re.compile(
    r"(?i)\b(?:your (?:own )?(?:gp|doctors?|surgery|nurse|midwife|pharmacist|health visitor|vet|dentist|physician|"
    r"local|provider|healthcare|health care|care team)|their (?:gp|doctor|provider)|gp(?! referral)|nhs|helpline|"
    r"hotline|emergency|urgent|111|112|911|999|smear|mammogram|the surgery|the ward|free (?:vaccine|jab|screening)|"
    r"charity|charities|samaritans|quitline|poison|988)\b"
)
_VISIT = (
    r"(?:consultations?|consults?|appointments?|assessments?|chat|sessions?|slots?|tours?|fittings?|demo|"
    r"evaluations?|intake|calls?|callback|quote|class|tasters?|visit|treatments?)"
)
# Texts, data and files are to be had at addresses too.
_TO_READ = re.compile(
    r"(?i)\b(?:data|guidelines?|reports?|leaflets?|information|online version|full text|supplement(?:ary)? (?:file|"
    r"material|table)s?|appendix|protocol|articles?|papers?|statement|study|studies|resources?|podcast|episodes?|"
    r"transcript|questionnaire|for free|free of charge|prescription|generic|without|over the counter|counter|"
    r"recipes?|documents?|slides|videos?)\b"
)


_NOT_PROMISED = re.compile(
    r"(?i)\b(?:no|not|never|cannot|can['’]t)\b[^.!?]{0,25}\b(?:guarantee|refund|promise|return)"
    r"|\b(?:refused|hospital|pharmacy|court|regulator|ordered|complain\w*|demand\w*|sued|tax|insurer|insurance|"
    r"claim(?:ed|s)?)\b"
    r"|\bwe(?:['’]ll| will) give you (?:a|an|some|the|your|more|advice|information)"
)
_AT_HOME = re.compile(r"(?i)\b(?:at home|kitchen|recipe|cells?|mice|cultures?)\b")
_INSTITUTE = re.compile(
    r"\b(?:Infirmary|Hospital|University|College|Trust|Institute|Foundation|Society|Association|School|Charity|NHS|"
    r"Council|Research|Ministry|Department|Organi[sz]ation|Alliance|Network|UK|Academy|Collaboration)\b"
)
_SHOP = (
    r"(?:Amazon(?:\.\w+(?:\.uk)?)?|Boots|Walmart|iHerb|Holland (?:&|and) Barrett|Tesco|CVS|Walgreens|Superdrug|"
    r"Ocado|LloydsPharmacy|Target|Etsy|eBay|Sephora|Costco|Waitrose|Sainsbury['’]s)"
)


def _rule(kind: str, words: str, pattern: str, spared: re.Pattern[str] | None = None) -> SentenceRule:
    return SentenceRule(kind, frozenset(words.split()), re.compile(pattern), spared)


_RULES = RuleBook(
    (
        _rule(
            "booking",
            "book schedule request reserve arrange",
            r"(?i)(?<!to )\b(?:book|schedule|request|reserve|arrange) (?:your|a|an|my)"
            rf"(?: [\w'’-]+){{0,5}}? {_VISIT}\b",
            _CARE,
        ),
        # a number to ring, for something one pays for
        _rule(
            "booking",
            "call ring phone text whatsapp telephone",
            r"(?i)\b(?:call|ring|phone|text|whatsapp|telephone)\b[^.!?\n]{0,40}\d{3}[^.!?\n]{0,70}\b(?:consult\w*|"
            r"assessments?|appointments?|book(?! in\b)|booking|ask for|free (?:chat|quote|sample|trial|visit|"
            r"estimate)|discovery|request (?:a|your)|or request|fill (?:in|out) the form)\b"
            r"|\b(?:to (?:book|arrange|begin|start|find out (?:whether|if))|right for you)\b[^.!?\n]{0,90}\b(?:call|"
            r"ring|phone|text|whatsapp)\b[^.!?\n]{0,40}\d{3}",
            _CARE,
        ),
        _rule(
            "booking",
            "call ring phone contact email",
            rf"\b(?:[Cc]all|[Rr]ing|[Pp]hone|[Cc]ontact|[Ee]mail) (?:[A-Z][\w'’&-]+ ?){{1,5}}"
            rf"(?:for (?:a|an|your) (?:[\w-]+ ){{0,2}}{_VISIT}|to (?:book|arrange|schedule))\b",
            _CARE,
        ),
        # a number to ring for what is sold: to order, for a catalogue, of a named person or team of the house
        _rule(
            "booking",
            "call ring phone text whatsapp telephone",
            r"(?i)\b(?:call|ring|phone|text|whatsapp|telephone)\b[^.!?\n]{0,30}\d{3}[^.!?\n]{0,25}\b(?:to (?:order|"
            r"buy|reserve|enrol|enroll|hold)|for (?:a|our) (?:free )?(?:catalog|catalogue|brochure|price list|"
            r"quote))\b"
            r"|\bwhatsapp (?:me|us)\b[^.!?\n]{0,15}\d{3}"
            r"|^[^\w\n]{0,4}(?:call or text|text or call|call or whatsapp)\b[^.!?\n]{0,15}\d{3}"
            r"|\b(?:slots?|places|sessions?)\b[^.!?\n]{0,60}[;,–—-] ?(?:text|ring|call|phone|"
            r"whatsapp)\b[^.!?\n]{0,15}\d{3}",
            _CARE,
        ),
        _rule(
            "booking",
            "team line staff specialists advisers advisors",
            r"(?i)\bour (?:[\w-]+ ){0,3}(?:team|line|staff|specialists|advisers|advisors) (?:is|are) (?:on|"
            r"staffed)\b(?! (?:hand|the ward|duty|leave))",
            _CARE,
        ),
        # a visit that costs nothing opens the door to one that does
        _rule(
            "offer",
            "free complimentary charge",
            rf"(?i)\b(?:your|our|my|the) (?:[\w-]+ ){{0,3}}?{_VISIT} (?:itself )?(?:is|are) (?:always |completely )?"
            r"(?:free|complimentary|on us)\b(?! (?:of|from|for (?:children|people|anyone|all)|on the|to all|if you))"
            rf"|\b(?:our|my|your) (?:free|no-charge|complimentary)(?: [\w-]+){{0,2}} {_VISIT}\b",
            _CARE,
        ),
        # what comes with it
        _rule(
            "own_product",
            "membership package plan subscription parcel bundle",
            r"(?i)\b(?:our|my|an?|the|each month's) (?:[\w-]+ ){1,3}?(?:membership|package|subscription|parcel|"
            r"bundle) (?:gives you|gets you|covers|includes|holds|comes with|brings you)\b"
            r"|\b(?:our|my) (?:[\w-]+ ){0,3}?plan (?:gives you|gets you|includes|comes with)\b",
            re.compile(r"(?i)\b(?:insurers?|medicare|nhs|they|health insurance|benefits? package|employers?)\b"),
        ),
        _rule(
            "own_product",
            "combine blend press mill pair",
            r"^In (?:[A-Z][\w'’®™-]*+ ){1,5}(?:we|I) (?:combine|blend|press|mill|pair)\b",
            _INSTITUTE,
        ),
        _rule(
            "own_product",
            "book guide manual course programme program",
            r"(?i)\b(?:my|his|her|our) (?:new |latest |own )?(?:e-?book|e-?manual|book|course|programme|program|"
            r"guide),? (?-i:[\"“”‘']?[A-Z]\w+ (?:[\w'’:-]+ ){0,8}?)(?:walks|shows|takes|has|is at|is out|"
            r"is available|i go|i walk)\b"
            r"|\bin my (?:e-?manual|e-?book|book|course)\b",
            re.compile(r"(?i)\b(?:club|library|not in|of course)\b"),
        ),
        # the last chairs in the room
        _rule(
            "urgency",
            "places spaces spots seats slots tickets",
            r"(?i)\b(?:\d+|few|two|three|four|five|six|seven|eight|nine|ten|last|limited|only) (?:more )?(?:places|"
            r"spaces|spots|seats|slots|tickets) (?:are )?(?:left|remain|remaining|still free|available on)\b",
            _CARE,
        ),
        _rule(
            "recommendation",
            "pick choice",
            r"^[^\w\n]{0,4}(?:My|Our|Top|Budget|Best|Editors?['’]s?|Premium|Runner-up) (?:\w+ )?(?:pick|"
            r"choice): (?:the )?[A-Z]"
            r"|^[^\w\n]{0,4}(?:Top|Budget|Premium) (?:pick|choice)[ :–—-]",
        ),
        # the house speaks of itself
        _rule(
            "own_product",
            "proud specialise specialize specialising specializing treated helped voted",
            r"(?i)\bwe(?:['’]re| are) (?:so |very |really |truly )?proud to (?:\w+ ){0,3}?(?:offer|bring|introduce|"
            r"present|launch|announce|stock|make)\b"
            r"|\b(?:we|our (?:[\w-]+ ){0,2}(?:team|therapists|surgeons|dentists|doctors|clinicians|practitioners|"
            r"coaches|trainers|physios|clinic|practice)) (?:also |only )?speciali[sz]e in\b"
            r"|\b(?:we|our (?:[\w-]+ ){0,2}(?:team|clinic|practice|surgeons|doctors|therapists)) (?:have|"
            r"has) (?:\w+ ){0,2}?(?:treated|helped) (?:hundreds|thousands|tens of|over|more than|\d)"
            r"|\bvoted (?:the )?(?-i:[A-Z])[\w ]+\b[^.!?\n]*\b(?:we|our)\b",
            _INSTITUTE,
        ),
        _rule(
            "own_product",
            "grown made milled pressed dried sourced harvested formulated blended tested fermented brewed poured sewn",
            r"^[Oo]ur (?!(?:own )?(?:bod|bone|skin|cell|brain|muscle|gut|hair|blood|teeth|eye|heart|food|world|"
            r"planet|immune|recommend|review|advice|guid|decision|polic|page|web|site|information|content|article|"
            r"study|trial|data|method|model|clothes|homes?|houses?|ancestors|genes|dna|minds?|"
            r"lives)\w*\b)(?:[\w-]+ ){1,4}?(?:is|are) (?:\w+ly )?(?:grown|made|milled|pressed|dried|sourced|"
            r"harvested|formulated|blended|tested|fermented|brewed|poured|sewn|hand-?\w+|cold-?pressed)\b"
            r"|\b(?i:each|every) batch (?:is|ships|comes|gets|has)\b[^.!?\n]{0,40}\b(?:tested|coa|certificate)\b",
            re.compile(
                r"(?i)\b(?:look for|choose|check|ask|should|must|regulat\w+|vaccines?|patients|participants|laws?|"
                r"required|members|scientists)\b"
            ),
        ),
        # where ours, or this, is to be had
        _rule(
            "product_pointer",
            "ours here page",
            r"(?i)\b(?:find|get|buy|order|try|see|shop) ours\b"
            r"|(?<!not )(?<!n['’]t )(?<!longer )\b(?:sold|stocked) here\b(?! (?:in|as|and|by))"
            r"|\b[Ss]ee (?-i:[A-Z]\w+)(?: \w+){0,3} on page \d",
            _TO_READ,
        ),
        # buttons, and lines that are one
        _rule(
            "booking",
            "consultation consult assessment callback quote demo tour",
            r"^[^\w\n]{0,4}(?i:request|book|schedule|make|get|arrange) (?i:(?:an?|your|my) )?(?i:(?:free|online|"
            r"video) )?(?:Consultation|Consult|Assessment|Callback|Quote|Demo|Tour)(?: (?:Now|Online|"
            r"Today))?[^\w.?\n]{0,4}$",
        ),
        _rule(
            "booking",
            "call ring online",
            r"(?i)\bgive (?:our|the) (?:office|clinic|team|practice|studio|salon|shop) a (?:call|ring)\b"
            r"|\b(?:reserve|enquire|enrol|enroll) online\b",
            _CARE,
        ),
        _rule(
            "call_to_action",
            "tap click scan swipe start grab join download",
            r"(?i)\b(?:tap|click|scan|swipe) (?:here |below )?to (?:try|start|join|shop|claim|unlock)\b"
            r"|^[^\w\n]{0,4}start (?:the|your|a) free (?:\w+ ){0,2}(?:lesson|trial|course|class|quiz|assessment|"
            r"plan|week|month)\b"
            r"|\bgrab (?:it|one|yours|them) (?:while|before|now|here|at)\b"
            r"|(?:^|[.!?] )join \d[\d,.]*k?\+? (?:\w+ )?(?:people|members|women|men|customers|users|families|"
            r"runners|subscribers|others|readers) (?:who|and|already)\b"
            r"|(?:^|[.!?] )download (?:now|the app today|it today)\b",
            re.compile(r"(?i)\b(?:nhs|pdf|leaflet|report|charity|survey|petition|study|trial of)\b"),
        ),
        _rule(
            "newsletter",
            "email sign",
            r"(?i)\bget (?:our|my|your) (?!results?|reports?)[^.!?\n]{2,50} by e-?mail\b"
            r"|\bsign up (?:for|to) (?:the|our|my) [^.!?\n]{2,40} and (?:we['’]ll|we will|i['’]ll|get|receive|"
            r"save)\b",
            _CARE,
        ),
        # what it saves, and what comes back
        _rule(
            "offer",
            "for saves",
            r"(?i)\b(?:three for two|two for one|[2-5] for (?:the price of )?[1-4]) (?:on|all|this|until|in|with|"
            r"across)\b"
            r"|\b(?:bundle|set|duo|kit|pack|box) saves (?:you )?(?:over |up to )?[$£€]?\d",
            re.compile(r"(?i)\b(?:mg|ratio|score|points|patients|vote[sd]?|nil|goals?)\b"),
        ),
        _rule(
            "guarantee",
            "guaranteed back",
            r"(?:^|[.!?] )Guaranteed[.!]"
            r"|(?i:\bor your (?:[\w-]+ ){1,2}back[.!,])",
            _NOT_PROMISED,
        ),
        # buttons in the reader's own voice
        _rule(
            "call_to_action",
            "my me",
            r"^[^\w\n]{0,4}(?:Yes[!,] )?(?i:start|begin|check|choose|secure|get|see|claim|reserve|build|take|treat|"
            r"send|show|unlock|find) (?i:my|me)\b(?!.*\b(?:GP|doctor|local|results|nearest)\b)[^.?\n]{0,40}$",
        ),
        # and shouted ones
        _rule(
            "call_to_action",
            "now today here list club box offer kit order",
            r"^[^\w\n]{0,4}(?:TRY|GET|JOIN|START|CLAIM|DISCOVER|BUY|ORDER|SHOP)(?: [A-Z0-9&'’®™-]+){0,5} (?:NOW|"
            r"TODAY|HERE|LIST|CLUB|BOX|OFFER|KIT|ORDER)\b[^\w\n]{0,4}$",
        ),
        _rule(
            "booking",
            "book",
            r"^[^\w\n]{0,4}BOOK (?:YOUR|A|AN|MY|NOW)\b(?: [A-Z0-9&'’-]+){0,5}[^\w\n]{0,4}$",
            _CARE,
        ),
        _rule(
            "purchase",
            "shop",
            r"^[^\w\n]{0,4}(?i:shop) (?!(?:smart|around|local|wisely|for|at|assistants?|in|on|owners?|staff|floor|"
            r"till|with|and|early|first|less|online safely)\b)"
            r"[\w®™'’&+-]+(?: [\w®™'’&+-]+){0,4}[^\w.?\n]{0,4}$",
        ),
        # where it can be had
        _rule(
            "product_pointer",
            "available stocked found",
            r"\b(?:available|stocked|found)\b[^.!?\n]{0,80}\b(?:at|from|in|on|through|"
            r"via)\b[^!?\n]{0,60}?(?:\b[\w-]+\.(?:com|co\.uk|example|net|shop|store|de|fr|ca|com\.au)\b|\b(?:stores|"
            r"pharmacies|retailers|chemists|stockists|shops|outlets) (?:nationwide|across|worldwide|everywhere)|"
            r"\b\d[\d,]* (?:\w+ ){0,3}(?:stores|pharmacies|retailers|chemists|stockists|shops|outlets|clinics)\b)",
            _TO_READ,
        ),
        _rule(
            "product_pointer",
            "find get",
            r"\b(?:[Yy]ou(?:['’]ll| will| can)(?: also)? (?:find|get)|^(?:Find|"
            r"Get)) (?:[\w'’-]+ ){1,8}?in our (?!.*\b(?:guide|article|post|section|blog|library|leaflet|review|"
            r"archive|report|glossary|faqs?|recipes?|book)\b)",
        ),
        # "see our magnesium capsules", "have a look at our sleep range", "ask inside for our balm"
        _rule(
            "product_pointer",
            "our",
            r"(?i)\b(?:see|try|shop|browse|view|check out|choose|find|meet|consider|look at|explore|pick up|"
            r"reach for|start with|ask(?: \w+)? for|pair (?:it|this|them|these|well )?\w* ?with|switch to|"
            r"choose from|combine (?:it|this|them) with|goes well with|"
            r"take) our (?:[\w'’&%®™-]+ ){0,5}?(?:capsules?|tablets?|softgels?|gummies|sachets?|powders?|drops|"
            r"sprays?|tinctures?|syrup|lozenges|balms?|creams?|gels?|serums?|oils?|teas?|blends?|formulas?|"
            r"formulations?|complex|supplements?|multivitamins?|probiotics?|greens|shakes?|bars?|pillows?|"
            r"mattress(?:es)?|insoles?|braces?|lamps?|kits?|bundles?|packs?|range|collection|shop|store|quiz|"
            r"products?|bestsellers?|best-sellers?|treatments?|menu|packages?|plans?|prices|price list|courses?|"
            r"programmes?|programs?)\b",
            re.compile(
                r"(?i)\b(?:clinical trial|study|patients were|charity|free)\b"
                r"|\b(?:they|doctors|people) (?:see|try|take)"
            ),
        ),
        # a line of the shops that have it
        _rule(
            "product_pointer",
            "amazon boots walmart iherb holland tesco cvs walgreens superdrug ocado lloydspharmacy etsy ebay",
            rf"^(?:[\w ]{{0,20}}[:–-] ?)?{_SHOP}(?:\W{{1,5}}(?:and |or )?(?:{_SHOP}|"
            rf"[A-Z][\w'&]+(?: [A-Z&][\w']*){{0,2}})){{0,5}}\W{{1,5}}(?:and |or )?{_SHOP}\W*$",
        ),
        # the firm behind the page: its people and its ways
        _rule(
            "own_product",
            "founder co owner formulator head author written reviewed house",
            r"(?i)\b(?:about the author|written by|reviewed by|the author|article by)\b.*\b(?:(?:co-)?founder|owner|"
            r"formulator|managing director|head of (?:nutrition|product|products|formulation|education|"
            r"wellness))\b (?:of|at|for) (?-i:[A-Z])"
            r"|\b(?:our|by an?|the) in-house (?:nutritionist|dietitian|naturopath|pharmacist|herbalist|expert|team|"
            r"clinician|doctor)s?\b",
            _INSTITUTE,
        ),
        _rule(
            "own_product",
            "at",
            r"(?:^|(?<=[.!?:] ))At [A-Z][\w'’.&-]+(?: [A-Z&][\w'’.-]*){0,3},? (?:we|our)\b",
            _INSTITUTE,
        ),
        _rule(
            "own_product",
            "customers",
            r"\b(?:[Oo]ur|[Mm]any|[Mm]ost|[Nn]ew)(?: of our)? customers (?:pair|start|begin|take|use|find|prefer|"
            r"choose|love|tell us|swear|usually|often|combine|report|reorder|come back)",
        ),
        _rule(
            "call_to_action",
            "right fit",
            r"\b(?:[Ss]ee|[Ff]ind out|[Cc]heck) (?:if|whether) (?:[A-Z][a-z]+[\w’]*(?: [A-Z]\w+)?|"
            r"we(?: are|['’]re)|"
            r"our [\w ]{2,20})(?: is| are|) (?:right|a (?:good )?fit) for you\b",
            _CARE,
        ),
        # what the buyer gets back if it does not suit
        _rule(
            "guarantee",
            "refund refunded refunds return returns back money guarantee guaranteed risk swap nights days",
            r"(?i)\b(?:full|no[- ]quibble|complete|100%) refunds?\b"
            r"|\brefund(?:ed)?\b[^.!?\n]{0,50}\b(?:within|days?|happy|satisfied|order|purchase|in full|if you|"
            r"you (?:in|the))\b"
            r"|\b(?:happy|satisfied|convinced|suit|suits|delighted|like it|love it|for you|difference|"
            r"works?)\b[^.!?\n]{0,70}\b(?:refund|money back|your money|send (?:it|them) back|return (?:it|them))"
            r"|\b(?:send|post|bring|ship) (?:it|them|the (?:\w+ ){1,3}|"
            r"your (?:\w+ ){1,2})\s?back\b[^.!?\n]{0,60}\b(?:free|days?|weeks|months|we|refund|reason|pay|money|"
            r"cost)\b"
            r"|\b(?:we['’]ll|we will) (?:refund|swap|replace|pay you|give you|return your)\b"
            r"|\b\d+[- ](?:day|night|month|week)s?[^.!?\n]{0,40}\b(?:to (?:decide|try it|return it|change your mind|"
            r"send it back)|guarantee|risk[- ]free|home trial|money[- ]back)\b"
            r"|\bguaranteed for (?:life|\d|two|three|five|ten)\b",
            _NOT_PROMISED,
        ),
        # how it comes
        _rule(
            "offer",
            "delivered delivery dispatched dispatch shipped shipping ships ship post posted postage courier door "
            "doorstep letterbox",
            r"(?i)\b(?:deliver(?:ed|y|s)?|dispatch(?:ed|es)?|ship(?:s|ped|ping)?|posted|postage|"
            r"courier)\b[^.!?\n]{0,50}\b(?:your (?:door|doorstep|letterbox|home)|next[- ](?:working )?day|tomorrow|"
            r"same[- ]day|working days?|business days?|on us|free|orders? (?:over|above)|plain (?:box|packaging|"
            r"envelope)|discreet\w*|tracked|included)\b"
            r"|\b(?:free|no|tracked|discreet|next[- ]day|same[- ]day) (?:\w+ )?(?:delivery|shipping|postage|"
            r"dispatch)\b"
            r"|\bthrough your letterbox\b"
            r"|\b(?:at|to|on) your door(?:step)?\b",
            re.compile(
                r"(?i)\b(?:bab(?:y|ies)|birth|labour|oxygen|vaccines?|study|trial|meals?|speech|care (?:is|was)|"
                r"they|bought|charged|cost|costs|complain\w*|drugs?|insulin|results?)\b"
            ),
        ),
        # asked of a doctor, meant for a brand
        _rule(
            "call_to_action",
            "ask",
            r"\b[Aa]sk your (?:doctor|pharmacist|GP|dentist|vet|optician|therapist|physio|midwife) (?:if|about|"
            r"whether|for) (?:the )?(?!(?:Vitamin|Omega|I|HRT|NHS|IUD|COVID|Covid|Type|Medicare|Medicaid|Crohn|"
            r"Parkinson|Alzheimer|English)\b)[A-Z][a-z]+\w*(?: [A-Z]\w+)?(?: (?:is|could be|might be|today)\b|"
            r"[.!]?$)",
        ),
        # urged with a feeling, not with a shop word
        _rule(
            "call_to_action",
            "goodbye hello yourself test upgrade unlock supercharge reclaim rediscover reawaken suffering settle ditch",
            r"^[^\w\n]{0,4}(?:Say (?:goodbye|hello|bye-bye)|Treat your(?:self)? to|Put (?:us|it|ours) to the test|"
            r"Upgrade your|Unlock (?:your|the|a)|Supercharge|Reclaim your|Rediscover (?:your|the|what)|Reawaken|"
            r"Kick-?start your|Stop (?:suffering|settling)|Don['’]t (?:suffer|settle)|Ditch the)\b",
            re.compile(r"(?i)\b(?:doctor|gp|nurse|in silence|alone|cigarettes?|smoking|sugar|samaritans|friend)\b"),
        ),
        # the writer's own stock
        _rule(
            "own_product",
            "stock sell bottle formulated source import mill make made grow brew blend",
            r"\b(?:[Ww]e|I)(?:['’]ve| have| also| now| only| still| always| finally| even)* (?:(?:stock|sell|bottle|"
            r"formulated|import|mill|hand-?make|hand-?pour|cold-?press|distil) (?:\w+ ){0,3}?(?:ours|our own|it|"
            r"them|mine|my own|these|this|every|each|all)\b|(?:make|made|grow|brew|blend|mill|source|roast|"
            r"press) (?:ours|our own|mine|my own)\b)",
            _AT_HOME,
        ),
        _rule(
            "product_pointer",
            "counter desk till dispensary apothecary shop webshop showroom reception store practice clinic",
            r"(?i)\b(?:pick (?:one|some|it|them|up|yours)|ask|find|keep|kept|available|get|collect|sample|try|order|"
            r"stock|have|sell)\b[^.!?\n]{0,60}\b(?:at|in|from|behind|on|through|via) (?:(?:the|our|my) (?:counter|"
            r"front desk|till|dispensary|apothecary|clinic shop|practice shop|online shop|web ?shop|showroom)|"
            r"(?:our|my) (?:\w+ )?(?:shop|store|reception|clinic|practice)|the (?:clinic|practice) for sale)\b",
            re.compile(
                r"(?i)\b(?:leaflet|booklet|prescri\w+|over the counter|behind the counter|free|vaccin\w+|jabs?|"
                r"nurse|gp|they|information|results|record|charity|ask (?:them|him|her))\b"
            ),
        ),
        # what readers get
        _rule(
            "offer",
            "readers members subscribers customers clients followers listeners visitors",
            r"(?i)\b(?:readers|members|subscribers|customers|clients|followers|listeners|"
            r"visitors)\b[^.!?\n]{0,40}\b(?:get|gets|save|saves|receive|enjoy|can order|may order|pay (?:nothing|"
            r"less|half)|can claim)\b[^.!?\n]{0,60}(?:\b(?:off|free|discount|price|postage|code|early|first pick|"
            r"half)\b|%)",
            re.compile(
                r"(?i)\b(?:charity|newsletter|magazine|council|union|insurer|insurance|scheme|jabs?|vaccin\w+|screening)\b"
            ),
        ),
        # who pays for the page
        _rule(
            "affiliate",
            "links link partners retailers brands commission sent gave given supplied",
            r"(?i)\b(?:links?|partners?|retailers?|brands?|shops?)\b[^.!?\n]{0,60}\b(?:earns? (?:us|me|this|"
            r"the site|a)|pays? (?:us|me)|paid to (?:us|me)|(?:we|I)(?:['’]re| are| am|['’]m) paid|"
            r"(?:we|i) (?:may |"
            r"might |will |can |could )?(?:earn|receive|get|make) )"
            r"|\b(?:sent|gave|given|supplied) (?:us|me)\b[^.!?\n]{0,60}\b(?:for free|free of charge|to (?:try|"
            r"review|test)|samples?)\b",
        ),
        # ranked lists that sell: "Halorinse Pure Mint 1L – Best Overall", "Best for beginners: Calmora Daily"
        _rule(
            "recommendation",
            "best",
            r"[\w)] ?[–—:-] ?Best (?:Overall|Value|Budget|Natural|Premium|Buy|Pick|Splurge|"
            r"for [A-Z]\w+(?: \w+){0,3})[^\w\n]{0,3}$"
            r"|^[^\w\n]{0,4}Best (?:overall|value|budget(?: pick| buy)?|"
            r"for [\w' -]{3,30}): ?(?:the )?[A-Z]\w+['’]?s? [A-Z0-9a-z]",
        ),
        _rule(
            "recommendation",
            "pick picks choice ones one",
            r"\bis (?:our|my) (?:top|overall|first|favou?rite|number one|budget|#1) (?:pick|choice)\b"
            r"|\b[A-Z]\w+(?: \w+){0,3} (?:is|are) the ones? (?:to (?:get|buy|go for)|(?:we|I)(?:['’]d|"
            r" would) (?:get|buy|go for))\b"
            r"|\b[Tt]he one I (?:settled on|swear by|keep buying|now use|ended up buying)\b",
        ),
        # prices that came down, and prices by the piece
        _rule(
            "offer",
            "first initial second third fifth sixth tenth next use enter buy",
            r"(?i)\b(?:your first|first|the initial|initial) (?:[\w-]+ ){0,3}?(?:visit|consultation|assessment|"
            r"class|session|month|trial|taster|lesson)(?: [\w-]+){0,5} (?:is|are) (?:free|on us|complimentary)\b"
            r"|\b(?:first|second|third|fifth|sixth|tenth|next) (?:visit|session|class|bottle|box|treatment) free\b"
            r"|\b(?:use|enter|with) (?:the )?(?-i:[A-Z]{3,}\d{1,3}) (?:for|at|to)\b"
            r"|\bbuy (?:\w+),? get \w+ free\b",
            _CARE,
        ),
    )
)


def selling_kinds(text: str) -> Iterator[str]:
    """Yield the kinds of plug a sentence is by its build, some perhaps twice. Empty text gives none.

    >>> sorted(selling_kinds("Book your orthotic assessment online."))
    ['booking']
    >>> sorted(selling_kinds("Book your appointment with your doctor."))
    []
    """
    return _RULES.kinds(text)
