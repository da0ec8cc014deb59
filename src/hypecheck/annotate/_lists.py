"""A phrase of a parsed sentence goes in, the items of the list it is or stands in come out.

The parser often keeps one item of "nausea, constipation and dark stools" and hangs the others elsewhere. Tags are surer
than links here, so a list is read from the words themselves: phrases of nouns with commas between, and a coordinator
before the last.
"""

from __future__ import annotations

from itertools import pairwise

from spacy.tokens import Doc

__all__ = ["items_alike", "items_beside", "items_within"]

_COORDINATORS = frozenset({"and", "or", "&", "plus"})
# fmt: off
_ITEM_TAGS = frozenset({
    "DT", "PDT", "PRP$", "JJ", "JJR", "JJS", "NN", "NNS", "NNP", "NNPS", "CD", "VBG", "VBN", "HYPH", "POS", "RBR", "FW",
})
# fmt: on
_HEADS = frozenset({"NN", "NNS", "NNP", "NNPS", "VBG"})
_VERBS = frozenset({"VBZ", "VBP", "VBD", "MD", "VB"})
_BEFORE_A_VERB = frozenset({"RB", "IN", "DT", "NN", "NNS", "JJ"})
_MAX_ITEM = 6
_ALL = frozenset({"everything", "anything"})
_NONE_OF_IT = frozenset({"no", "zero", "never"})
_MORE_OR_LESS = frozenset({"JJR", "RBR"})
# What a thing does as a noun: what it is done to is the item.
_UPKEEP = frozenset({"maintenance", "reduction", "protection", "prevention", "relief", "formation"})

Phrase = tuple[int, int]  # first token, and the one behind the last


def items_beside(doc: Doc, first: int, last: int) -> list[Phrase]:
    """Return the other items of the list in which the phrase from token ``first`` to before ``last`` stands.

    Empty where it stands in none.
    """
    if last <= first or doc[last - 1].tag_ not in _HEADS:
        return []
    behind = _items_behind(doc, last)
    return [*_items_before(doc, first, is_closed=bool(behind)), *behind]


def items_within(doc: Doc, first: int, last: int) -> list[Phrase]:
    """Return the items of a list that was taken for one phrase, as "nausea, constipation and dark stools".

    Empty where the phrase holds none: "red and itchy skin", "loss of hair and nails" are one. "Everything from gout to
    grief" holds two.
    """
    if first + 1 < last and doc[first].lower_ in _ALL and doc[first + 1].lower_ == "from":
        return _items_of_a_range(doc, first + 2, last)
    cuts = [place for place in range(first + 1, last - 1) if _parts(doc, place)]
    if not cuts or doc[cuts[-1]].lower_ not in _COORDINATORS:
        return []
    items = []
    begin = first
    for end in [*cuts, last]:
        if end == begin and doc[end - 1].text == ",":  # "nausea, wind, and cramps"
            begin = end + 1
            continue
        tags = [token.tag_ for token in doc[begin:end]]
        noun = next((n for n, tag in enumerate(tags) if tag == "IN"), len(tags))
        if not tags or noun == 0 or tags[noun - 1] not in _HEADS or (noun < len(tags) and end != last):
            return []
        if not all(tag in _ITEM_TAGS for tag in tags[:noun]):
            return []
        items.append((begin, end))
        begin = end + 1
    return items


def _items_of_a_range(doc: Doc, first: int, last: int) -> list[Phrase]:
    """Return the items of "gout to grief", "asthma to anxiety, eczema and snoring"; empty where they are no nouns."""
    cuts = [place for place in range(first + 1, last - 1) if doc[place].lower_ == "to" or _parts(doc, place)]
    bounds = list(pairwise([first - 1, *cuts, last]))
    items = [(begin + 1, end) for begin, end in bounds if end > begin + 1]
    named = all(doc[end - 1].tag_ in _HEADS for _, end in items)
    return items if named and cuts and doc[cuts[0]].lower_ == "to" else []


def items_alike(doc: Doc, first: int, last: int) -> list[Phrase]:
    """Return the other items of a line that opens each alike: "shinier coat, sweeter breath"; "no crash, no jitters".

    Empty where the phrase from token ``first`` to before ``last`` is none of them.
    """
    opening = _opening(doc, first)
    if not opening or not (first == 0 or _parts(doc, first - 1)):
        return []
    found = []
    begin = 0
    for end in [*(token.i for token in doc if _parts(doc, token.i) or token.text in ".!;:"), len(doc)]:
        if 0 < end - begin <= _MAX_ITEM and not (begin < last and first < end) and _opening(doc, begin) == opening:
            found.append((begin, end))
        begin = end + 1
    return found


def _opening(doc: Doc, place: int) -> str:
    """Name how an item opens: with a comparative, with none of something, or else ("")."""
    if doc[place].lower_ in _NONE_OF_IT:
        return "none"
    return "more" if doc[place].tag_ in _MORE_OR_LESS else ""


def _parts(doc: Doc, place: int) -> bool:
    return doc[place].text == "," or doc[place].lower_ in _COORDINATORS


def _items_behind(doc: Doc, start: int) -> list[Phrase]:
    """Return the items behind a phrase, up to the one behind the coordinator; none where no coordinator comes."""
    found: list[Phrase] = []
    place = start
    while True:
        begin, coordinated = _skip_link(doc, place)
        end = _end_of_item(doc, begin)
        if end > begin and doc[end - 1].lower_ in _UPKEEP and end < len(doc) and doc[end].lower_ == "of":
            begin, end = end + 1, _end_of_item(doc, end + 1)  # "immunity and the maintenance of normal skin"
        if begin == place or end == begin:
            return []
        found.append((begin, end))
        if coordinated:
            # "eases pain, and zinc": between two things alone, a comma parts clauses
            parts_clauses = len(found) == 1 and doc[place].text == ","
            return [] if parts_clauses or _is_a_subject(doc, end) else found
        place = end


def _skip_link(doc: Doc, place: int) -> tuple[int, bool]:
    """Return where an item may begin behind a comma, a coordinator or both, and whether there was a coordinator."""
    begin = place
    if begin < len(doc) and doc[begin].text == ",":
        begin += 1
    if begin < len(doc) and doc[begin].lower_ in _COORDINATORS:
        return begin + 1, True
    return begin, False


def _end_of_item(doc: Doc, begin: int) -> int:
    """Return the token behind a phrase of nouns that begins here; ``begin`` itself where there is none."""
    end = begin
    while end < len(doc) and doc[end].tag_ in _ITEM_TAGS and end - begin < _MAX_ITEM:
        end += 1
    while end > begin and doc[end - 1].tag_ not in _HEADS:
        end -= 1
    return end


def _is_a_subject(doc: Doc, place: int) -> bool:
    """Say whether a verb follows a phrase that ends here: "eases pain and zinc tablets often help"."""
    while place < len(doc) and doc[place].tag_ in _BEFORE_A_VERB:
        place += 1
    return place < len(doc) and doc[place].tag_ in _VERBS


def _items_before(doc: Doc, first: int, *, is_closed: bool) -> list[Phrase]:
    """Return the items before a phrase, in text order, where a verb or preposition opens their list.

    ``is_closed`` says whether a coordinator comes behind the phrase; else one must stand right before it.
    """
    found: list[Phrase] = []
    place = first
    while place > 1:
        end = place - 1
        if not is_closed and not found:
            if doc[end].lower_ not in _COORDINATORS:
                return []
            end -= doc[end - 1].text == ","
        elif doc[end].text != ",":
            break
        begin = end
        while begin > 0 and doc[begin - 1].tag_ in _ITEM_TAGS and end - begin < _MAX_ITEM:
            begin -= 1
        if begin == end or doc[end - 1].tag_ not in _HEADS:
            return []
        found.append((begin, end))
        place = begin
    opened = place > 0 and doc[place - 1].tag_[:2] in ("VB", "IN", "TO")
    return found[::-1] if opened else []
