"""A sentence in, the kinds of plug that what stands around a product makes it: pledges, post, courses, shop furniture.

None of these names a shop or says "buy": "lighter knees in 30 days or we refund the lot", "Wednesday evenings are
easiest to get", "my letter goes to 9,000 inboxes", "Bone & Joint > Calcium > Chewables".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hypecheck.annotate._sentence_rules import RuleBook, SentenceRule

__all__ = ["shop_kinds"]

# Public services, charities and what is asked of everybody's doctor; and what is told of others.
_PUBLIC = re.compile(
    r"(?i)\b(?:gp|nhs|hospitals?|health (?:service|board|visitor|department|centre|center)|ward|council|charit(?:y|"
    r"ies)|library|libraries|government|public|state|medicare|medicaid|insurers?|insurance|helpline|hotline|999|911|"
    r"111|samaritans|quitline|vaccin\w+|screening|smear|mammogram|waiting list|referr\w+|surgery (?:nurse|door)|"
    r"university|trial|study|studies|volunteers wanted|survey|your (?:own )?(?:doctor|pharmacist|dentist|midwife|"
    r"nurse))\b"
)
_TOLD = re.compile(
    r"(?i)\b(?:regulators?|watchdog|ordered|court|sued|fined|banned|refused|complain\w*|claim(?:s|ed)|says?|said|told|"
    r"costs? the|charged|they|trial|study|patients in|not to|never|don['’]t|do not|scams?|beware|law|entitled)\b"
)
# What a pledge says of the buyer, "if it does not help", others do not say of it.
_TOLD_BY_OTHERS = re.compile(
    r"(?i)\b(?:regulators?|watchdog|ordered|court|sued|fined|banned|refused|complain\w*|claim(?:s|ed)|says?|said|told|"
    r"they|trial|study|patients in|scams?|beware|law|entitled|hospital|surgery|library|tax|insur\w+|parking|"
    r"appointment|attend|cancel\w*)\b"
)
# What a firm gives away at a fair, and what it does not: urine, posters, leaflets.
_NO_SAMPLE = re.compile(
    r"(?i)\b(?:urine|stool|blood|saliva|sputum|swab|tissue|pot|biobank|posters?|abstract|leaflets?|factsheets?|"
    r"nurses?|volunteers|screening|flu|jabs?|vaccin\w+|health check|free check|charity|charities|nhs|gp|surgery|"
    r"hospital|council|university|\w+\.(?:gov|edu|org|nhs|ac)|researchers|data|they|said|told)\b"
)
_SITE = r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|co|shop|store|net|io|me|biz|co\.uk|de|fr|ca|com\.au|example)\b"
_MONEY = (
    r"(?:[$£€]\s?\d[\d.,]*|(?:\d+|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|a hundred) (?:pounds|euros|dollars|quid))"
)
_LESSON = r"(?:course|programme|program|masterclass|workshop|webinar|retreat|boot ?camp|challenge|e-?manual|reset)s?"
_PRINT = r"(?:cook ?book|paperback|hardback|e-?book|audiobook|guidebook|workbook)"
_VISIT = r"(?:sessions?|visits?|calls?|consultations?|consults?|appointments?|tasters?|assessments?|chats?)"


def _rule(kind: str, words: str, pattern: str, spared: re.Pattern[str] | None = None) -> SentenceRule:
    return SentenceRule(kind, frozenset(words.split()), re.compile(pattern), spared)


_RULES = RuleBook(
    (
        # or else the money comes back
        _rule(
            "guarantee",
            "refund refunded return money free penny nothing back fee guarantee",
            r"(?i)\bor (?:we|i)(?:['’]ll| will)? (?:refund|buy|pay|return|give|take)\b"
            r"|\bor (?:it['’]s|it is|your (?:next|first|second)? ?\w+ is|the (?:next|first|second) \w+ is) (?:free|"
            r"on us)\b"
            r"|\bor return (?:it|them|the|us)\b|\bor (?:not a penny|you (?:pay|owe) (?:us )?nothing|nothing to pay)\b"
            r"|\b(?:have|get) (?:all )?your money(?! from)\b|\bwe(?:['’]ll| will)? refund (?:the|every|even|all|you)\b"
            r"|\bthe fee (?:comes|goes) (?:home|back)\b|\b(?:lifetime|life-?long|\d+[- ](?:year|month|day)) guarantee\b"
            r"|\bor come back\b[^.!?]{0,40}\bfree\b",
            _TOLD,
        ),
        # and so also where the thing did not do what was hoped
        _rule(
            "guarantee",
            "refund money back",
            r"(?i)\b(?:if|should) (?:you|it|they|this|these|your|our|the|nothing)\b[^.!?\n]{0,60}"
            r"(?:\b(?:not|nothing|no|less|worse|un\w+)\b|n['’]t\b|\bfails?\b)[^.!?\n]{0,50}[,;:–— ] ?(?:then )?"
            r"(?:we|i)(?:['’]ll| will)? (?:\w+ly )?(?:refund (?:you|it|the|every|all|your|in full)|"
            r"(?:give|pay|send) (?:you )?(?:(?:all )?your money )?back|return your money|buy it back|take it back)\b"
            r"|\byour money back\b[^.!?\n]{0,30}\bno (?:questions|quibble|fuss|strings|forms|small print)\b",
            _TOLD_BY_OTHERS,
        ),
        # who pays for the page
        _rule(
            "affiliate",
            "link links associate affiliate purchases readers click partner code",
            r"(?i)\b(?:earn|get|receive|make)s? (?:an? )?(?:little|few|small|bit|cut|share|commission|percentage|cents|"
            r"pennies|something)\b[^.!?]{0,50}\b(?:if|when|every time|each time|whenever) (?:you|readers|someone|"
            r"anyone)\b|\blinks?\b[^.!?]{0,40}\b(?:are|is) (?:paid|sponsored|affiliate)\b"
            r"|\bpays? us\b[^.!?]{0,30}\b(?:fee|when|for every|commission)\b"
            r"|\b(?:through|via|using|by) (?:my|our|the) links?\b|\bas an? (?:\w+ ){0,3}?(?:associate|affiliate)\b"
            r"|\bqualifying purchases\b|\blinks? in (?:my |our |the )?bio\b",
            re.compile(
                r"(?i)\b(?:no (?:fee|commission|payment)|do not (?:earn|take)|never (?:earn|take)|study|trial)\b"
            ),
        ),
        # less to pay
        _rule(
            "offer",
            "half free less off special friend price refill tubs boxes tins pair any every",
            r"(?i)\bhalf (?:the |our |my )?(?:usual )?(?:fee|price)\b(?! of)"
            r"|\b(?:comes|rides|goes|travels|is thrown in) free\b(?! of| from)"
            r"|\b(?:two|three|four|2|3|4) \w+ for (?:one|two|three|the price of)\b"
            r"|\b\d+ ?(?:per ?cent|%|percent) (?:less|off|cheaper) (?:for (?:members|readers|students|new|two|"
            r"couples)|when you|if you|with|on (?:your|any|all|the))"
            rf"|\bpays? {_MONEY} less\b|\bbring a friend\b[^.!?]{{0,60}}(?:[$£€]|\bhalf\b|\bfree\b|\bless\b|\boff\b)"
            rf"|\b(?:free|{_MONEY} off) (?:when|if) you (?:buy|order|spend|book|join)\b"
            r"|^[^.!?]{0,40}\bspecial:",
            _PUBLIC,
        ),
        # to the door
        _rule(
            "offer",
            "postage carriage postman letterbox parcel parcels delivery dispatch dispatched shipped order orders",
            r"(?i)\b(?:free|no extra|pay the|includes?|including) (?:postage|carriage|delivery|shipping)\b"
            r"|\b(?:postage|carriage|delivery|shipping) (?:is |are )?(?:paid|free|included|on us|ours)\b"
            r"|\bpostman (?:brings|delivers)\b|\bcomes? through (?:the|your) letterbox\b|\bdelivery by \d"
            r"|\border (?:before|by) (?:noon|midday|midnight|\w+day|two|three|four|five|\d)"
            r"|\b(?:with|on) every order (?:over|above|of)\b",
            re.compile(r"(?i)\b(?:gp|nhs|hospital|prescription|sample|charity|trial|study|ballot|baby|babies)\b"),
        ),
        # a chair, a slot, a practitioner who has room
        _rule(
            "booking",
            "slot slots place places patients clients calls call sessions evenings mornings afternoons saturdays "
            "appointments rooms room consultations visits visit chairs calendar couples drop",
            r"(?i)\b(?:choose|pick|grab|claim|take|reserve|hold) (?:a|your|my|the next) (?:slot|time|place|chair|"
            r"session)\b"
            r"|\b(?:sees|taking on|accepting|takes|has (?:room|space) for|(?:has )?opened|opens|have) (?:\w+ ){0,2}new "
            r"(?:patients|clients|places)\b"
            rf"|\b(?:discovery|first|intro|introductory|taster|opening) {_VISIT}\b[^.!?]{{0,40}}\b(?:free|"
            rf"costs? nothing|no "
            r"charge|complimentary|can be arranged|half)\b"
            r"|\bkeeps? (?:[\w'’-]+ ){0,4}slots?\b"
            r"|\b(?:evenings|mornings|afternoons|saturdays|weekends|slots|chairs|places) (?:are|is) (?:easiest|still|"
            r"open|available|free|going|filling|warm)\b"
            r"|\b(?:keyhole|same-day|next-day|evening|weekend) slot\b"
            r"|\b(?:I|we) (?:see|work with) (?:\w+ )?(?:clients|patients|couples) (?:in person|online|by|at|from|in)\b"
            r"|\bdrop in for (?:a|an|your)\b[^.!?]{0,60}\b(?:at|no appointment)\b"
            r"|\b(?:offers?|gives?|runs?|holds?) (?:[\w-]+ ){0,3}?(?:consultations|sessions|appointments|"
            r"clinics) (?:at|in|from|by|online|on|for)\b",
            _PUBLIC,
        ),
        # letters, courses, books
        _rule(
            "newsletter",
            "letter newsletter bulletin digest inbox inboxes course programme program masterclass workshop webinar "
            "retreat cookbook paperback hardback ebook book audiobook manual challenge reset podcast",
            r"(?i)\b(?:my|our|the) (?:[\w-]+ ){0,3}?(?:letter|newsletter|bulletin|digest|"
            r"podcast)\b[^.!?]{0,60}\b(?:inbox(?:es)?|"
            r"subscribers|every (?:\w+day|week|month)|each (?:\w+ )?(?:week|month|moon)|goes out|lands)\b"
            r"|\b(?:in|reach(?:es)?|into|straight to) your inbox\b|\bsign up (?:for|to) (?-i:[A-Z]|our|my|the)\w* ?"
            rf"|\b(?:the|my|our|this|her|his|next|new) (?:[\w-]+ ){{0,4}}?{_LESSON}\b[^.!?]{{0,70}}\b(?:enrol\w*|"
            rf"opens|i show you|"
            r"i teach|i walk|lifetime access|\(?pdf\b|certificate|doors|starts on|begins on|early ?bird|waitlist)\b"
            rf"|\b{_PRINT}\b[^.!?]{{0,70}}\b(?:out now|in (?:the |all )?(?:good )?(?:shops|bookshops)|booksellers|"
            rf"available|order|preorder|pre-order|is out|at {_MONEY}|signed copies)"
            r"|\b(?:my|our) (?:new |latest |first |next |debut )?book\b[^.!?]{0,60}\b(?:out|order\w*|shops|"
            r"available|copy|copies|published|launch\w*)\b",
            _PUBLIC,
        ),
        # what a session or a tub comes to
        _rule(
            "price",
            "session visit class treatment course month week tub box bottle softgels capsules tablets sachets pounds "
            "euros dollars range each",
            rf"(?i)\b(?:a|an|each|one|the|every) (?:[\w-]+ )?(?:session|visit|class|treatment|course|lesson|tub|box|"
            rf"bottle)(?: with [\w ]{{3,30}})? is {_MONEY}"
            rf"|\b(?:programme|program|plan|app|membership|club|coach)\b[^.!?]{{0,60}}{_MONEY} (?:a|per) (?:month|"
            rf"week|year)\b|\b(?:softgels|capsules|tablets|sachets|gummies)\b[^.!?]{{0,40}}, {_MONEY}"
            rf"|\ball from {_MONEY}|\b(?:everyone else|thereafter|after that|then) {_MONEY} (?:a|per) (?:month|week|"
            rf"year)\b",
            re.compile(
                r"(?i)\b(?:nhs (?:pays|spends)|health service|medicare|insurers?|costs? (?:the|a)|charges?|charged|"
                r"trial|study|watchdog|they|average|typical\w*|about|around|up to|can (?:run|cost)|prescription)\b"
            ),
        ),
        # the furniture of a shop that was copied with the text
        _rule(
            "product_link",
            "checkout baskets basket bag wishlist compare price sort reviews parcel stock bought customers also "
            "refills seen featured",
            r"(?i)\b(?:price: (?:low|high)|sort by|add to (?:bag|basket|wish ?list)|track my (?:parcel|order)|"
            r"in \d+ baskets|"
            r"(?:often|frequently) bought (?:with|together)|customers (?:also|who bought)|\(\d[\d,]* reviews\)|"
            r"write a review)|(?:^|[/>›»] ?)(?:checkout|basket|my basket)\b|^[^\w\n]{0,3}as (?:seen|featured) (?:on|"
            r"in) (?-i:[A-Z])[^.]*$",
        ),
        # what a maker's page asks of the trade and the early
        _rule(
            "call_to_action",
            "demo demonstration beta waitlist dealer stockist stockists rep representative distributor retailer "
            "questions quiz cancel deserve deserves bio discover visit today now explore find order shop details more",
            r"(?i)\b(?:request|book|schedule|get|see|arrange) (?:a|your) (?:[\w-]+ ){0,2}?(?:demo|demonstration)\b"
            r"|\b(?:join|sign up for) (?:the|our) (?:[\w-]+ ){0,2}?(?:beta|waitlist|waiting list for|challenge|club|"
            r"community)\b"
            r"|\b(?:find|locate|contact|ask) (?:a|your|our) (?:[\w-]+ ){0,2}?(?:dealer|stockist|sales rep\w*|"
            r"representative|distributor|retailer)\b|\bdealer near you\b"
            r"|\b(?:answer|take) (?:our |the |these |this |my )?(?:\w+ )?(?:quick |short |\w+-(?:minute|second) )?"
            r"(?:questions and|quiz\b)|\bcancel (?:whenever|any ?time|when you like)\b|"
            r"\byour \w+ deserves? (?:better|more|it)\b"
            rf"|\b(?:discover|visit|explore|find|order|shop|details|more)\b[^.!?]{{0,110}}\b(?:at|on|from) {_SITE}"
            rf"|\bvisit (?:his|her|their|our|the) (?:web ?|on-?line )?(?:site|shop|store),? {_SITE}"
            r"|\b(?:contact|call|visit|message|e-?mail) (?:us|them|him|her|me) (?:today|now)\b",
            re.compile(
                r"(?i)\b(?:nhs|gov|charity|leaflet|\w+\.org|university|guidelines?|references?|source|pubmed)\b"
            ),
        ),
        # what a maker's press release asks of visitors and of the trade
        _rule(
            "product_pointer",
            "booth stand stall",
            r"(?i)\b(?:discover|see|try|sample|taste|meet|visit|find|experience|explore|view|test)\b[^.!?\n]{0,80}\b"
            r"(?:at|on|in) (?:our (?:booth|stand|stall)\b|"
            r"(?:booth|stand|stall)(?: no\.?| number)? ?#?(?-i:[A-Z]{0,2}[ -]?\d))"
            r"|\bvisit us at\b[^.!?\n]{0,40}\b(?:booth|stand)\b",
            _NO_SAMPLE,
        ),
        _rule(
            "product_pointer",
            "sample samples catalogue catalog brochure quote quotation tester testers price",
            r"(?i)^\W{0,4}(?:to|for) (?:request|order|receive|get|obtain|claim|an?|your|the)\b (?:(?:an?|your|our|the|"
            r"free|complimentary|product|trade)\b ){0,3}(?:sample (?:pack|kit|box)|samples?|price list|catalogue|"
            r"catalog|brochure|quote|quotation|testers?)\b[^.!?\n]{0,80}\b"
            r"(?:visit|contact|call|e-?mail|write to|go to|see)\b",
            _NO_SAMPLE,
        ),
        # "For more about Calmivra visit calmivra.example": the site bears the name, or the name a mark
        _rule(
            "product_pointer",
            "visit see go",
            r"^\W{0,4}(?:For|To (?:learn|find out|read|discover)) (?:more|further|full|additional|all)\b"
            r"(?: (?:information|details|facts))? ?(?:about|on) (?:the |our )?(?:([A-Z][\w-]{2,30})[®™]?[^.!?\n]{0,40}?"
            r"\b(?:visit|see|go to) (?:https?://)?(?:www\.)?(?i:\1)"
            r"(?=[\w-]*\.(?:com|co|shop|store|net|io|me|biz|de|fr|ca|eu|ch|example)\b)"
            rf"|[^.!?\n]{{0,40}}[®™][^.!?\n]{{0,40}}\b(?:visit|see|go to) (?:https?://)?{_SITE})",
            _NO_SAMPLE,
        ),
        # against the rest of the shelf
        _rule(
            "superiority",
            "other ordinary apart different rivals outguns outperforms outlasts beats where ours",
            r"(?i)\bno other (?:[\w-]+ ){1,4}(?:this|does|stops|works|comes|gives|on the market)\b(?! study| trial)"
            r"|\bwhere (?:other|ordinary|rival|lesser) (?:[\w-]+ ){0,2}(?:\w+s|\w+ers|only|merely|just|can only|"
            r"fail\w*)\b|\b(?:what|that) (?:makes|sets) (?:ours|our \w+|us) (?:different|apart)\b"
            r"|\b(?:outguns|outperforms|outlasts|outshines) (?:every|any|all|the rest|other)\b",
            _TOLD,
        ),
    )
)

# "Bone & Joint > Calcium > Chewables", "Hive Gifts / Candles / Pollen 250 g": the trail of a shop's shelves. Bars part
# the cells of tables, which guidelines and sceptics have too.
_TRAIL = re.compile(
    r"^[^.!?\n]{2,40}(?: ?[>›»] ?[^.!?>›»\n]{2,40}){2,}|^[A-Z][^.!?/\n]{2,30}(?: / [A-Z\d][^.!?/\n]{1,30}){3,}"
)
_STEPS = frozenset(">›»/")
_SHELF = re.compile(
    rf"(?i){_MONEY}|\b\d+ ?(?:g|ml|caps|tabs|s|capsules|tablets)\b|\b(?:checkout|basket|cart|price|compare|"
    r"delivery by|refills|chewables|bestsellers?)\b"
)


def shop_kinds(text: str) -> Iterator[str]:
    """Yield the kinds of plug a sentence is by what it offers around a product, some perhaps twice; empty text none.

    >>> list(shop_kinds("Lighter knees in 30 days or we refund the lot."))
    ['guarantee']
    >>> list(shop_kinds("The court ordered it to refund every customer."))
    []
    """
    yield from _RULES.kinds(text)
    if not _STEPS.isdisjoint(text) and _TRAIL.search(text) and _SHELF.search(text):
        yield "product_link"
