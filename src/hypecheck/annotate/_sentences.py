"""Blocks of an Article go in, tokenised sentences come out, each with its section and role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import spacy
from spacy.attrs import IS_SPACE, ORTH, SPACY
from spacy.tokens import Doc
from spacy.util import compile_infix_regex

from hypecheck.records import Article, Block, Sentence

__all__ = ["REFERENCE_HEADING", "TokenisedSentence", "make_tokeniser", "split_sentences"]

Tokeniser = Callable[[str], Doc]

#: What stands over a list of references, the whole line.
REFERENCE_HEADING = re.compile(
    r"^\W*(?:\d+\.?\s*)?(?:(?:scientific|selected|key|main|article|medical|literature|external|study|our"
    r"|clinical|further)\s+)?(?:references?|sources?|bibliography|citations?|literature(?: cited)?|works cited"
    r"|footnotes|endnotes|further reading|notes|studies|evidence base|article sources?"
    r"|references? (?:cited|list|\(\w+\))"
    r"|references? and (?:further reading|resources|notes))\W*$",
    re.IGNORECASE,
)
# A line that reads like an entry of a reference list: identifiers, "2020;12(3):45-50", "J Nutr. 2019".
_REFERENCE_ENTRY = re.compile(
    r"\bdoi:?\s*10\.\d{4}|\b10\.\d{4,9}/\S|\bPMI?D:?\s*\d|\bPMC\d{4}|\(\d{4}\)\.\s"
    r"|\b(?:19|20)\d{2}[a-z]?\s*(?:[A-Z][a-z]{2}\b[^;]{0,8})?;\s*\d"
    r"|\bet al\.?,? .{5,200}\b(?:19|20)\d{2}\b.{0,20}\d+\s*\(\d",
)
_YEAR_OR_ADDRESS = re.compile(r"\b(?:19|20)\d{2}\b|https?://|www\.")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_FURNITURE_MAX_WORDS = 6

# "disease.[3] It", "disease.3 It", "[3][4]": the tokeniser leaves these whole, and no sentence would end.
_MARKER_INFIXES = (
    r"(?<=[\w%)])[.,;:](?=\[\d)",
    r"\[(?=\d)",
    r"\](?=\[)",
    r"(?<=[a-z)%]{2}|\d[%)])[.,](?=\d{1,3}(?:[,–-]\d{1,3})*$)",
)
_ORTH_AND_SPACE = [ORTH, SPACY]
# Pictographs and what joins and colours them; "™" and "✓" are none.
_EMOJI = re.compile("[\u2600-\u2712\u2715-\u27bf\u2b50\ufe0f\u200d\U0001f000-\U0001faff]+")
_SENTENCE_ENDS = frozenset(".!?…")
_CLOSING = frozenset("\"'”’»)]")
_ABBREVIATIONS = re.compile(r"al|figs?|approx|ca|cf|nos?|refs?|vol|pp|eq|tab|resp|incl", re.IGNORECASE)
# spaCy's tokeniser takes marks off a run without blanks one by one and reads the rest anew each time: 20,000 brackets
# take minutes. No run in our articles is longer than 150; a longer one than this is read in pieces.
_LONG_RUN = re.compile(r"\S{251,}")
_PIECE_LENGTH = 50
# spaCy's tokeniser remembers how it read 10,000 strings and no more, and 180 pages hold twice as many: on later pages
# it spent half of its time on reading strings anew. As many as these take 50 MB.
_REMEMBERED_STRINGS = 200_000


@dataclass(frozen=True, slots=True)
class TokenisedSentence:
    """A sentence record and, for parsing, its words and the spaces after them."""

    record: Sentence
    doc: Doc
    first: int  # token range in ``doc``
    last: int


def make_tokeniser() -> Tokeniser:
    """Return a tokeniser that parts a full stop from the reference marker behind it ("disease.[3]").

    Its time grows with the length of the text, whatever the text holds.
    """
    english = spacy.blank("en")
    # sixteen things are asked of every word that was never seen before, and only one of them is read here: a third of
    # the time on pages of a new topic
    vocab: Any = english.vocab  # whose stub leaves this out
    vocab.lex_attr_getters = {IS_SPACE: vocab.lex_attr_getters[IS_SPACE]}
    infixes = [*(english.Defaults.infixes or ()), *_MARKER_INFIXES]
    tokeniser: Any = english.tokenizer  # spaCy's own class has no stub
    tokeniser.infix_finditer = compile_infix_regex(infixes).finditer
    tokeniser.max_cache_size = _REMEMBERED_STRINGS
    return partial(_tokenise, english.tokenizer)


def _tokenise(tokenise: Any, text: str) -> Doc:
    cuts = [cut for run in _LONG_RUN.finditer(text) for cut in range(*run.span(), _PIECE_LENGTH)]
    if not cuts:
        whole: Doc = tokenise(text)
        return whole
    tokens = [token for first, last in pairwise([0, *cuts, len(text)]) for token in tokenise(text[first:last])]
    return Doc(
        tokenise.vocab, words=[token.text for token in tokens], spaces=[bool(token.whitespace_) for token in tokens]
    )


def split_sentences(article: Article, tokenise: Tokeniser) -> list[TokenisedSentence]:
    """Tokenise every block and cut it into sentences. An empty article gives an empty list."""
    sentences: list[TokenisedSentence] = []
    section, in_references = "", False
    for number, block in enumerate(article.blocks):
        raw = article.text[block.start : block.end]
        if block.kind in ("heading", "title"):
            section = raw.strip(" #*:")
            in_references = bool(REFERENCE_HEADING.match(section))
        elif len(raw) < 40 and REFERENCE_HEADING.match(raw):
            section, in_references = raw.strip(" #*:"), True
        role = _role_of(block, raw, in_references=in_references)
        # tokenise with straight apostrophes: the tokeniser's rules for "don't" know only those
        straight = raw.replace("’", "'")
        doc = tokenise(straight)
        sentences.extend(_sentences_of(doc, straight, block, number, section=section, role=role))
    return sentences


def _sentences_of(
    doc: Doc, text: str, block: Block, number: int, *, section: str, role: str
) -> Iterator[TokenisedSentence]:
    for first, last in _find_ranges(doc, text):
        while first < last and doc[first].is_space:
            first += 1
        while last > first and (doc[last - 1].is_space or _EMOJI.fullmatch(doc[last - 1].text)):
            last -= 1  # a face behind a heading is none of its words
        if first == last or not any(map(str.isalnum, text[doc[first].idx : doc[last - 1].idx + len(doc[last - 1])])):
            continue  # an emoji behind the full stop, a line of stars: no sentence, and shares are counted by sentences
        record = Sentence(
            start=block.start + doc[first].idx,
            end=block.start + doc[last - 1].idx + len(doc[last - 1]),
            block=number,
            token_count=last - first,
            section=section,
            role=role,  # type: ignore[arg-type]  # _role_of gives only the literals
        )
        yield TokenisedSentence(record, doc, first, last)


def _find_ranges(doc: Doc, text: str) -> Iterator[tuple[int, int]]:
    """Yield the token ranges of a block's sentences; a marker or closing quote stays with its sentence."""
    if len(doc) and not any(end in text for end in _SENTENCE_ENDS):  # a heading, an item, a menu: half of all blocks
        yield 0, len(doc)
        return
    orths, spaced = doc.to_array(_ORTH_AND_SPACE).T.tolist()
    words = [doc.vocab.strings[orth] for orth in orths]  # asking the Doc for tokens takes twice as long
    glued = [False, *(not space for space in spaced)]
    first = place = 0
    while place < len(words):
        if words[place] not in _SENTENCE_ENDS:
            place += 1
            continue
        end = place + 1
        while end < len(words) and (width := _width_of_closing(words, end, glued=glued[end])):
            end += width
        if not _goes_on(words, place, end):
            yield first, min(end, len(words))
            first = end
        place = end
    if first < len(words):
        yield first, len(words)


def _width_of_closing(words: Sequence[str], place: int, *, glued: bool) -> int:
    """Return how many words at ``place`` still belong to the sentence that a full stop ended before them."""
    word, following = words[place], words[place + 1 : place + 2]
    if (word == "[" or (glued and word == "(")) and following and following[0][0].isdigit():
        return next((n for n, each in enumerate(words[place : place + 12], 1) if each in ("]", ")")), 0)
    return int(word in _SENTENCE_ENDS or (glued and (word in _CLOSING or word[0].isdigit())))


def _goes_on(words: Sequence[str], stop: int, end: int) -> bool:
    """Say whether a full stop does not end the sentence: "Smith et al. (2019) found", '"Really?" he said'."""
    if end >= len(words):
        return False
    following = words[end][0]
    if words[end - 1] in _CLOSING and following.islower():
        return True
    abbreviates = stop > 0 and _ABBREVIATIONS.fullmatch(words[stop - 1]) is not None
    return abbreviates and (following in "([,;" or following.isdigit() or following.islower())


def _role_of(block: Block, raw: str, *, in_references: bool) -> str:
    if block.kind in ("heading", "title"):
        return "heading"
    if in_references and (_YEAR_OR_ADDRESS.search(raw) or _REFERENCE_ENTRY.search(raw)):
        return "reference"
    # what is cheap to tell first: few blocks have a year and three full stops, and entries are slow to look for
    if len(raw) < 700 and raw.count(".") >= 3 and _YEAR.search(raw) and _REFERENCE_ENTRY.search(raw):
        return "reference"
    words = raw.split()
    if (
        len(words) <= _FURNITURE_MAX_WORDS
        and block.kind == "paragraph"
        and not raw.rstrip().endswith((".", "!", "?", ":"))
    ):
        return "furniture"
    return "body"
