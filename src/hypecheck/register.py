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


def read_register(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the words of ``text[start:end]`` that show a register, as (register, start, end). Empty text gives none.

    >>> list(read_register("Our customers don't wait.", 0, 25))
    [('trade', 4, 13), ('argument', 14, 19)]
    """
    for found in _WORD.finditer(text, start, end):
        word = found.group().lower()
        kind = _REGISTERS.get(word)
        if kind is None and word.endswith(("n't", "n’t")):
            kind = "argument"
        if kind is not None:
            yield kind, found.start(), found.end()
