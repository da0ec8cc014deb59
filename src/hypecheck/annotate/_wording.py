"""A sentence goes in, its wording without its topic comes out: outcomes, brands and numbers are masked.

"Ferrolin eases cramps for $20" becomes "BOS ferrolin eases Hsymptom for PRICE EOS". What is left is how the
sentence speaks, not what it speaks of, so that a model of wording can hold on topics it never saw.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypecheck.lexicon import Hit

__all__ = ["delexicalise"]

# Each starts at the head of a run of digits or of letters: tried from every character, a run of 4,000 takes a minute.
_NUMBERS = (
    (re.compile(r"(?:[$£€₹]|\b(?:Rs\.?|USD|GBP|EUR)\s?)\s?\d[\d,.]*"), " PRICE "),
    (re.compile(r"https?://\S+|www\.\S+|(?<!\S)\S{1,100}@\S{1,250}\.\w+"), " URL "),
    (re.compile(r"(?<!\d)(?<!\d[.,])\d++(?:[.,]\d++)*+\s?%"), " PCT "),
    (re.compile(r"\d[\d,.]*"), " NUM "),
)
# Two sentences in three hold nothing of them.
_MAY_HOLD_NUMBERS = re.compile(r"[\d@]|://|www\.")
# Emoji and dingbats are dress, not wording; features count them apart.
_TOKEN = re.compile("[A-Za-zÀ-ÿ][\\w']*|[^\\sA-Za-z\u2600-\u27bf\u200d\ufe0f\U0001f000-\U0001faff]")
_MASKS = frozenset(("PRICE", "URL", "PCT", "NUM", "Hcondition", "Hsymptom", "Hbody", "Hfunction", "Hcare", "Hmeasure"))


def delexicalise(text: str, start: int, end: int, hits: Sequence[Hit]) -> str:
    """Return the masked wording of ``text[start:end]``; ``hits`` are the lexicon hits that lie in it.

    Empty text gives "BOS EOS".
    """
    pieces: list[str] = []
    place = start
    for hit in hits:
        if hit.entry.category != "health" or hit.start < place:
            continue
        pieces += (text[place : hit.start], f" H{hit.entry.id} ")
        place = hit.end
    pieces.append(text[place:end])
    masked = "".join(pieces).replace("’", "'")
    if _MAY_HOLD_NUMBERS.search(masked):
        for pattern, mask in _NUMBERS:
            masked = pattern.sub(mask, masked)
    words = ["BOS"]
    for number, word in enumerate(_TOKEN.findall(masked)):
        if word.islower() or word in _MASKS:
            words.append(word)
        elif number and word[0].isupper() and word != "I" and not word.isupper():
            words.append("NAME")  # a capital inside a sentence: a brand, a person, a place
        else:
            words.append(word.lower())
    words.append("EOS")
    return " ".join(words)
