"""Sentences with their cues go in, plugs come out: passages that point to something to buy or book."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hypecheck.annotate._candidates import is_read_whole
from hypecheck.annotate._invitations import invitation_kinds
from hypecheck.annotate._plug_kinds import PLUG_KINDS
from hypecheck.annotate._products import points_to_product
from hypecheck.annotate._quotes import blank_phrases, is_within, quoted_phrases
from hypecheck.annotate._selling_lines import selling_kinds
from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.annotate._shop_lines import shop_kinds
from hypecheck.annotate._sources import holds_away, names_a_source
from hypecheck.annotate._weighing import Weights, WordMarks, load_weights
from hypecheck.lexicon import Hit
from hypecheck.openings import GuardedPattern
from hypecheck.records import Article, Link, Place, Plug, Sentence

__all__ = ["find_plugs"]

# A sentence that holds hype away or warns of it is no plug, whatever it quotes.
_REFUTING = {"distancing"}

# Without one of these an article's sentence is not weighed: it may order from a charity, or name a product in the news.
_SELLING = (
    "call_to_action", "offer", "ownership", "promotion", "guarantee", "urgency", "hype", "superlative", "sensation",
)  # fmt: skip

_KIND_BY_ENTRY = {entry: kind.name for kind in PLUG_KINDS for entry in kind.entries}
_KIND_ORDER = tuple(kind.name for kind in PLUG_KINDS)
_EFFECTS = frozenset({"relation/causal", "relation/correlational"})
_OWN = re.compile(r"(?i)\b(?:our|my)\b")
_NEWSLETTER = re.compile(
    r"(?i)\b(?:newsletter|e-?mails?|inbox|mailing list|updates|subscribe|podcast|channel|follow us)\b"
)
_LETTER = re.compile(r"(?i)\b(?:(?:news)?letters?|e-?mails?|inbox|mailing list)\b")
# "Get our Eye Health newsletter" names a letter and no product.
_MAY_BE_A_NEWSLETTER = ("call_to_action", "product_pointer")
# The bar of links that many pages end with; one that leads to a till stays a plug.
_LINK_BAR = GuardedPattern(r"^[^.!?|\n]{0,40}(?:\|[^.!?|\n]{2,40}){2,}$")
_ASKS_FOR_GIFTS = re.compile(r"(?i)\b(?:fundrais\w+|donat\w+|gifts?|charity|volunteer)\b")
_KINDS_OF_A_BAR = ("purchase", "booking", "product_link")
_STANDS_WITHOUT_A_PRICE = frozenset({"call_to_action", "recommendation", "superiority", "urgency"})
_PRICE_LINE_MAX_TOKENS = 14
_TOO_SHORT_TO_TELL = 8  # sentences
# "£28", "€14,95", "CHF 39.-" and, behind the number, "14,95 €"
_AMOUNT = r"(?:(?:(?:US|AU|R)?[$£€₹]|\b(?:CHF|EUR|USD|GBP))\s?\d|\d[\d.,]*\s?(?:€|(?:CHF|EUR)\b))"
# "Travel jabs from £28", "$199 a month", "90 for $12" offer; "costs the health service $39", "prices run from $10 to
# $40", "nearly twice what the tub does" talk about prices, as sceptics and guidelines do.
_PRICE_OF_AN_OFFER = re.compile(
    rf"(?i)(?:\b(?:from|only|just|for|at|now)\s|[:,(–-]\s?){_AMOUNT}"
    r"|[$£€₹]\s?\d[\d.,]*\s?(?:a|an|per|each|off|with|deposit|for|from (?:our|us)|at our|/)\b"
    r"|\b(?!under|over|below|with|than|least)[a-z]{4,} [$£€]\d[\d.,]*(?=[,;] |$)"
    r"|\b\d{1,3} ?(?:p|pence|cents) (?:a|per) "
)
# "60 capsules, £19.99", "£38 a month, kit included": what is sold beside its price.
_PRICE_OF_A_PACK = re.compile(
    r"(?i)\b(?:capsules|tablets|tub|bottles?|packs?|box|jar|tube|pouch|sessions?|treatments?|course of|consultation|"
    rf"class|visit|kits?|sachets|delivery|delivered|plan|subscription|refills?|twin-?pack)\b[^.!?\n]{{0,25}}{_AMOUNT}"
    r"|[$£€]\s?\d[\d.,]*[^.!?\n]{0,25}\b(?:capsules|tablets|tub|bottles?|packs?|box|jar|tube|pouch|sessions|delivered|"
    r"inclusive|including|incl|included)\b"
)
_PRICE_TALK = re.compile(
    r"(?i)\b(?:costs?|costing|spen[dt]\w*|paid|pays?|billion|million|worth|charg\w+|fine[ds]?|rise|cheaper|"
    r"dearer|twice|than|runs? to|current prices|supermarkets|might|treasury|tested|stood on|"
    r"bills?|bought|health service|insurance|nhs|medicare|range[sd]?|between|typically|around|about|roughly|average|"
    r"anywhere|can run|up to|market|sales|profit\w*|revenue|grant|funding|savings|"
    r"raised|quoted|anything from|capped|retails?|found)\b|\d ?(?:to|–|-) ?[$£€]?\d"
)
_SHOP_TARGET = re.compile(
    r"(?i)/(?:cart|basket|checkout|add-to-cart|buy|order|products?|shop|store|collections?|book(?:ing)?s?|"
    r"appointments?|pricing|offer)(?:[/?#.-]|$)"
    r"|[?&](?:tag|aff|affid|aff_id|ref|a_aid|irclickid|awc|coupon)=|amzn\.to|awin1\.|shareasale|hop\.clickbank|"
    r"add_to_cart"
)


# How to reach a firm and what it makes one agree to stands on every site.
_FURNITURE = GuardedPattern(
    r"(?i)\byou agree to\b|\bterms (?:of (?:use|service)|and conditions)\b|\bprivacy policy\b|\bcookies\b|"
    r"^\W*(?:call|ring|phone|e-?mail|contact) us (?:at|on)\b"
)
# A plain question asks, and sells nothing: "Does saline shorten colds?"; "Tired of colds?" may.
_ASKS = re.compile(
    r"^[^\w\n]{0,3}(?:Do|Does|Did|Is|Are|Can|Could|Should|Will|Would|How|What|Why|When|Who|Which)\b(?!['’]t|"
    r"n['’]t)[^.!]*\?\W*$"
)
# "Our" thing may be work that nobody buys, and a line to ring may be a public service.
_NOTHING_TO_BUY = GuardedPattern(
    r"(?i)\bour (?:own |new |latest |full |free )*(?:documents?|leaflets?|factsheets?|reviews?|stud(?:y|ies)|trials?|"
    r"data|results|findings|guidelines?|analys[ie]s|search(?:es)?|samples?|cohort|authors|references|sources|"
    r"hypothesis|aims?|knowledge|ability|understanding|bodies|body|brains?|skin|hearts?|lungs|immune|health)\b"
    r"|\b(?:quitline|helpline|hotline|emergency|samaritans|health visitor|midwife|the surgery|charit(?:y|ies)|"
    r"health (?:board|service|authority)|hospital(?:['’]s)?|nhs|parking|recruiting|brand names?|this review|"
    r"we stood|funded the study|resources?|leaflets?|booklets?|practice nurse|smear|support groups?|"
    r"(?:local|gp) surgery|free (?:vaccine|jab|weekly group|local group)s?|(?:is|are) closed)\b"
)
# "Our team of midwives will support you", "our services are free and confidential", "our experts reviewed the evidence"
# praise what nobody pays for.
_IN_CARE = GuardedPattern(
    r"(?i)\bour (?:\w+ ){0,3}(?:midwives|volunteers|health visitors|community nurses|district nurses)\b"
    r"|\b(?:is|are) (?:completely )?(?:free and confidential|confidential and free|free of charge|free to use)\b"
    r"|\bour (?:\w+ )?(?:experts?|specialists?|dietitians?|reviewers|panel|team)(?: (?:have|has|then|also))? "
    r"(?:reviewed|read|searched|compared|looked at|analy[sz]ed|assessed|rated|graded|weighed) "
    r"(?:the|all|this|every|\d+) (?:\w+ )?(?:evidence|stud(?:y|ies)|trials?|research|papers|literature|articles?)\b"
)
# "The mat is $389.": a sentence, and a sceptic may say it.
_STATES_A_PRICE = GuardedPattern(rf"\b(?:is|are|was|were) {_AMOUNT}")
# Added to the threshold of the weights in an article, where far fewer sentences sell than among those written alone.
# Where sentences without a word that sells are weighed too, a few more plugs are found on our own pages, and on the
# balanced pages of 2010 nine sentences that are none, where here there are two.
_SURER_IN_ARTICLES = 1.9


@dataclass(frozen=True, slots=True)
class _Evidence:
    sentence: Sentence
    hits: Sequence[Hit]
    links: Sequence[Link]
    said: str  # the sentence without words that it only shows

    def has(self, *categories: str) -> bool:
        return any(hit.entry.category in categories for hit in self.hits)


def find_plugs(
    article: Article,
    tokenised: Sequence[TokenisedSentence],
    hits: Mapping[int, Sequence[Hit]],
    marks: WordMarks,
    weights: Weights | None = None,
) -> list[Plug]:
    """Return at most one plug for each sentence, in text order; none for reference entries.

    ``hits`` maps a sentence's index to its lexicon hits.
    """
    plugs = []
    sentences = [each.record for each in tokenised]
    weights = weights or load_weights().plug
    surer = 0.0 if is_read_whole(article) else _SURER_IN_ARTICLES
    length = max((sentence.end for sentence in sentences if sentence.role != "reference"), default=1)
    quoted = quoted_phrases(article.text)
    for index, sentence in enumerate(sentences):
        if sentence.role == "reference":
            continue
        links = [link for link in article.links if link.start < sentence.end and link.end > sentence.start]
        own_words = [hit for hit in hits.get(index, ()) if not is_within(quoted, hit.start, hit.end)]
        said = blank_phrases(article.text, sentence.start, sentence.end, quoted)
        shows = any(start < sentence.end and sentence.start < end for start, end in quoted)
        evidence = _Evidence(sentence, own_words, links, said)
        kinds = set(_kinds(article, evidence))
        if _LINK_BAR.search(said):
            kinds.intersection_update(_KINDS_OF_A_BAR)
        # the weights would read words that are only shown as the sentence's own
        if not kinds and not shows and _is_weighed(evidence, in_article=surer > 0.0):
            promises = weights.score(marks.words_and_cues(index)) > surer
            kinds = {_kind_by_its_words(evidence)} if promises and _can_sell_by_its_words(evidence) else set()
        if not kinds.isdisjoint(_STANDS_WITHOUT_A_PRICE):
            kinds.discard("price")  # "Get started today from just $99 a month" sells where a price alone does not
        if kinds:
            kind = min(kinds, key=_KIND_ORDER.index)
            text = article.text[sentence.start : sentence.end]
            plugs.append(
                Plug(
                    kind=kind,
                    text=text,
                    start=sentence.start,
                    end=sentence.end,
                    target=_target(evidence, text),
                    section=sentence.section,
                    place=_place(sentence.start / length),
                )
            )
    return [plug for plug in plugs if plug.kind != "price" or _sells(plugs, sentences)]


def _is_weighed(evidence: _Evidence, *, in_article: bool) -> bool:
    """Say whether the words of a sentence that no rule names are worth weighing, which costs more than this."""
    if evidence.has(*_REFUTING) or evidence.sentence.role == "heading":
        return False
    return not in_article or evidence.has(*_SELLING)


def _can_sell_by_its_words(evidence: _Evidence) -> bool:
    """Say whether nothing speaks against a plug that no rule knows: "the limited harvest tin is back"."""
    if _FURNITURE.search(evidence.said) or _LINK_BAR.search(evidence.said):
        return False
    if any(pattern.search(evidence.said) for pattern in (_NOTHING_TO_BUY, _IN_CARE, _STATES_A_PRICE)):
        return False
    if evidence.has("offer") and _PRICE_TALK.search(evidence.said):
        return False
    if _ASKS.search(evidence.said) or holds_away(evidence.said):
        return False
    # a test, a customer or a firm is reported
    return evidence.has("ownership") or not names_a_source(evidence.said)


def _kind_by_its_words(evidence: _Evidence) -> str:
    if any(hit.entry.name == "offer/price" for hit in evidence.hits):
        return "price"
    if _NEWSLETTER.search(evidence.said):
        return "newsletter"
    return "own_product" if evidence.has("ownership") else "product_pointer"


def _sells(plugs: Sequence[Plug], sentences: Sequence[Sentence]) -> bool:
    """Say whether prices offer something here: beside other plugs, or in a text too short to tell.

    A sceptic's table of what clinics charge names as many prices as a shop, and nothing else to buy.
    """
    if len(sentences) <= _TOO_SHORT_TO_TELL:
        return True
    return any(plug.kind not in ("price", "affiliate", "newsletter", "own_product") for plug in plugs)


def _place(share: float) -> Place:
    """Say in which part of the article a share of its length, 0 to 1, lies."""
    if share < 0.1:
        return "first tenth"
    return "last tenth" if share >= 0.9 else "middle"


def _kinds(article: Article, evidence: _Evidence) -> Iterator[str]:
    shop_links = [link for link in evidence.links if _SHOP_TARGET.search(link.target) or "sponsored" in link.rel]
    if evidence.has(*_REFUTING) and not shop_links:
        return
    text = evidence.said
    for hit in evidence.hits:
        kind = _KIND_BY_ENTRY.get(hit.entry.name)
        if kind is None:
            continue
        if kind in _MAY_BE_A_NEWSLETTER and not shop_links and _NEWSLETTER.search(text):
            kind = "newsletter"
        if hit.entry.name == "offer/terms" and not _offers(evidence, text):
            continue
        if kind == "own_product" and not _praises(evidence) and not _names_its_own(article.text, hit):
            continue
        if kind == "own_product" and _IN_CARE.search(text):
            continue
        if kind == "recommendation" and not (
            shop_links
            or _OWN.search(article.text, hit.start, hit.end)
            or evidence.has("ownership", "hype", "superlative", "offer", "naturalness")
        ):
            continue
        yield kind
    prices = [hit for hit in evidence.hits if hit.entry.name == "offer/price"]
    if prices and (_is_on_a_shelf(evidence.sentence, text) or evidence.has("call_to_action", "ownership")):
        yield "price"
    if evidence.has("superlative") and evidence.has("ownership", "call_to_action"):
        yield "superiority"
    if points_to_product(text):
        yield "newsletter" if _LETTER.search(text) else "product_pointer"
    yield from selling_kinds(text)
    yield from shop_kinds(text)
    yield from invitation_kinds(text)
    if _LINK_BAR.search(text) and not _ASKS_FOR_GIFTS.search(
        text
    ):  # each cell is a line of its own: "Our story | Shop Calmora"
        for cell in text.split("|"):
            yield from selling_kinds(cell.strip())
    if shop_links and evidence.sentence.role != "furniture":
        yield "product_link"


def _names_its_own(text: str, hit: Hit) -> bool:
    """Say whether a cue names what is the house's own: "our Calmwell 40", and not "ours is hard as nails"."""
    return hit.entry.id == "our-named" and not text[hit.start : hit.end].lower().startswith("ours ")


def _is_on_a_shelf(sentence: Sentence, text: str) -> bool:
    """Tell "Mat, large $389", a label, from "The mat is $389.", a sentence, and a sceptic may say it."""
    labelled = _PRICE_OF_AN_OFFER.search(text) is not None or _PRICE_OF_A_PACK.search(text) is not None
    if labelled and _PRICE_TALK.search(text) is None:
        return True
    return sentence.token_count <= _PRICE_LINE_MAX_TOKENS and not text.endswith((".", "?", "”", '"'))


def _offers(evidence: _Evidence, text: str) -> bool:
    """Say whether words of trade (on sale, per serving, list price) offer something and do not only report it."""
    if evidence.has("call_to_action", "ownership", "urgency", "guarantee"):
        return True
    return _PRICE_OF_AN_OFFER.search(text) is not None and _PRICE_TALK.search(text) is None


def _praises(evidence: _Evidence) -> bool:
    """Say whether a sentence that speaks of "our" thing says something for it, and does not only name it."""
    if evidence.has("hype", "superlative", "naturalness", "authority", "guarantee", "offer", "reader_hook"):
        return True
    return any(hit.entry.name in _EFFECTS for hit in evidence.hits)


def _target(evidence: _Evidence, text: str) -> str | None:
    if evidence.links:
        return evidence.links[0].target
    named = re.search(r"(?:our|the|Discover|Try|Meet|Introducing|Shop)\s+((?:[A-Z0-9][\w'®™+-]*\s?){1,7})", text)
    return named.group(1).strip() if named else None
