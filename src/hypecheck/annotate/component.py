"""The spaCy component: a Doc goes in and comes out with claims, cues and plugs as span groups and a score."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from unicodedata import category, combining

from spacy.language import Language
from spacy.tokens import Doc

from hypecheck.records import Assessment, Citation, Claim, Cue, Plug

__all__ = ["HypecheckComponent", "register_component"]

GROUPS = ("claims", "cues", "plugs", "citations")


class HypecheckComponent:
    """Writes what ``assess`` says of a Doc's text into span groups and extensions.

    Span groups ``hypecheck_claims`` (labelled by certainty), ``hypecheck_cues`` (by category),
    ``hypecheck_plugs`` and ``hypecheck_citations`` (by kind); ``doc._.hypecheck`` is the whole Assessment,
    ``doc._.hypecheck_score`` the score, None where it abstains.
    """

    def __init__(self, assess: Callable[[str], Assessment]) -> None:
        self._assess = assess

    def __call__(self, doc: Doc) -> Doc:
        """Assess the doc's text and write the result into it."""
        return self.set_annotations(doc, self._assess(doc.text))

    def set_annotations(self, doc: Doc, assessment: Assessment) -> Doc:
        """Write an assessment of ``doc.text`` into ``doc``. A failed or empty one gives empty groups."""
        doc._.hypecheck = assessment
        read = None if assessment.article is None else assessment.article.text
        place = _offset_map(read or "", doc.text)
        notes = assessment.annotations
        labelled: tuple[Iterable[tuple[Claim | Cue | Plug | Citation, str]], ...] = (
            [(claim, claim.certainty) for claim in notes.claims],
            [(cue, cue.category) for cue in notes.cues],
            [(plug, plug.kind) for plug in notes.plugs],
            [(citation, citation.kind) for citation in notes.citations],
        )
        for group, records in zip(GROUPS, labelled, strict=True):
            spans = (
                doc.char_span(place[record.start], place[record.end - 1] + 1, label=label, alignment_mode="expand")
                for record, label in records
            )
            doc.spans[f"hypecheck_{group}"] = [span for span in spans if span is not None]
        return doc


def register_component(make_assess: Callable[[], Callable[[str], Assessment]]) -> None:
    """Register the factory ``hypecheck``; ``make_assess`` is called once for each pipeline that adds it."""
    if not Doc.has_extension("hypecheck"):
        Doc.set_extension("hypecheck", default=None)
        Doc.set_extension("hypecheck_score", getter=lambda doc: doc._.hypecheck and doc._.hypecheck.score)

    @Language.factory("hypecheck", assigns=["doc.spans", "doc._.hypecheck", "doc._.hypecheck_score"])
    def create_hypecheck(nlp: Language, name: str) -> HypecheckComponent:  # noqa: ARG001  # spaCy's signature
        return HypecheckComponent(make_assess())


def _offset_map(read: str, original: str) -> list[int]:
    """Return where each character of the text as read stands in the original.

    The original may hold characters that cleaning dropped (controls, spaces), wrote otherwise (a tab as a
    space) or composed ("e" and an accent as one).
    """
    if read == original:
        return list(range(len(read)))
    offsets, place = [], 0
    for char, following in pairwise(f"{read} "):
        if not char.isspace():
            while place < len(original) and not _stands_for(original[place], char):
                place += 1
        offsets.append(min(place, len(original) - 1))
        if not char.isspace():
            place += 1
            while place < len(original) and combining(original[place]) and original[place] != following:
                place += 1
    return offsets


def _stands_for(original: str, char: str) -> bool:
    """Say whether a character of the original is ``char``, if written otherwise, and not one dropped."""
    if original == char or not (original.isspace() or category(original).startswith("C")):
        return True
    # old Windows pages smuggle quotes and dashes into the control characters
    return "\x80" <= original <= "\x9f" and original.encode("latin-1").decode("cp1252", "ignore") == char
