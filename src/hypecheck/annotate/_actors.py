"""Words of a parsed sentence go in; whether they are something that can act on health, as a claim needs, comes out.

Diseases, bodies at work and public bodies do much, and nobody takes or sells them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from functools import cached_property

from spacy.tokens import Token

from hypecheck.annotate._taking import find_taken
from hypecheck.annotate._tree import objects_behind
from hypecheck.lexicon import Hit

__all__ = ["BODIES", "Actors"]

BODIES = frozenset({"body", "bodies"})
_BODY_AT_WORK = re.compile(
    r"(?:body|bodies|immune system|nerves?|hormones?|(?:blood )?vessels?|kidneys?|livers?|brain|glands?|mitochondria|"
    r"(?:white |red )?(?:blood )?cells?|virus(?:es)?|germs|genes?|mutations?)"
)
_OF_A_BODY = re.compile(r"blood|nerve|body|brain|skin|muscle|tumou?r|cancer|beta|immune")
_PUBLIC_BODY = re.compile(
    r"fda|cdc|nhs|who|nice|agenc(?:y|ies)|government|department|ministry|council|committee|association|society|university"
)
_DOCTOR = re.compile(r"doctors?|gps?|surgeons?|physicians?|clinicians?|dentists?|pharmacists?|specialists?|experts?")
# "Weight loss" is found among the symptoms, and is something to do; stress is what people live under.
_NO_AILMENT = frozenset({"loss", "weight loss", "stress"})
_PART_OF_A_BODY = re.compile(r"(?:area|part|region|cell|centre|center|tissue|wall|lining|layer|side|tip|surface)s?")
_OF = frozenset({"of", "in"})


class Actors:
    """What can act in one parsed sentence, by its hits.

    ``tokens_of`` gives the tokens of a hit, ``outcomes`` are the places of the words that tell how somebody fares, and
    ``read_whole`` says that the sentence stands in a text of a few.
    """

    def __init__(
        self,
        hits: Sequence[Hit],
        tokens_of: Callable[[Hit], list[Token]],
        outcomes: Collection[int],
        *,
        read_whole: bool,
    ) -> None:
        self.hits = hits
        self.outcomes = outcomes
        self.read_whole = read_whole
        self._tokens_of = tokens_of

    def taken_by_people(self, head: Token, outcomes: Sequence[Token]) -> list[Token]:
        """Return what those take of whom a relation is told, where it is no disease and no part of a noun's phrase."""
        nouns = [each for each in outcomes if each.tag_[:2] not in ("VB", "JJ")]  # "slept well after the session"
        return [
            token
            for token in find_taken(head)
            if token not in outcomes
            and not any(each.is_ancestor(token) for each in nouns)
            and not self.cannot_act(token)
            and not self.is_bodily(token)
        ]

    def is_bodily(self, token: Token) -> bool:
        """Say whether a thing is a body's or an ailment: "the liver", "the areas of the brain"."""
        if token.lower_ in BODIES:
            return True
        if token.lower_ == "serum" and token.i in self._products:  # of a bottle, and not of the blood
            return False
        whole = objects_behind(token, words=_OF) if _PART_OF_A_BODY.fullmatch(token.lower_) else []
        return any(each.i in self.outcomes for each in (token, *whole))

    @cached_property
    def _products(self) -> set[int]:
        """Where the words stand that name what is sold: "our serum"."""
        return {token.i for hit in self.hits if hit.entry.name == "agent/product" for token in self._tokens_of(hit)}

    def cannot_act(self, token: Token) -> bool:
        """Say whether an agent is an ailment, a body at work, a public body or a doctor, which are no thing to take.

        "Diabetes can damage the eyes" and "the nerves that cause pain" tell of the disease; "our doctors" sell.
        """
        if token.i in self._ailments:
            return token.lower_ not in _NO_AILMENT
        if _BODY_AT_WORK.fullmatch(token.lower_):
            # "stem cells repair joints", "cells treated with the drug"
            return not any(
                child.tag_ in ("VBG", "VBN")
                or child.dep_ == "prep"
                or (child.dep_ == "compound" and not _OF_A_BODY.fullmatch(child.lower_))
                for child in token.children
            )
        if self.read_whole:  # a wrong agent is the lesser fault where somebody asks about one sentence
            return False
        if _PUBLIC_BODY.fullmatch(token.lower_):
            return True
        owned = (child for child in token.children if child.dep_ == "poss")
        return bool(_DOCTOR.fullmatch(token.lower_)) and all(child.lower_ in ("your", "her", "his") for child in owned)

    @cached_property
    def _ailments(self) -> set[int]:
        told = (hit for hit in self.hits if hit.entry.name in ("health/condition", "health/symptom"))
        named = [hit for hit in self.hits if hit.entry.category == "agent"]  # "hearing aids" are no AIDS
        told = (hit for hit in told if not any(n.start < hit.start and hit.end <= n.end for n in named))
        return {tokens[-1].i for hit in told if (tokens := self._tokens_of(hit))}
