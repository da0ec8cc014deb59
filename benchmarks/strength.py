"""Sentences of conclusions go in; how each is worded comes out, and a linear model that learns claim strength from it.

A sentence is read by its main finding: "we found that A may lower B" is about A that may lower B. What its words do
(``sets/research_words.toml``: change, association, need) counts by where they stand towards that verb and by what
governs them, since "studies are needed to show that A lowers B" finds nothing.

Views and words were chosen on half of the PubMed conclusions (stratified, seed 7). Learned there and asked about the
other half, the model reaches a macro-F1 of 0.795, where words and form with the cues reached 0.735.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import product
from operator import itemgetter
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.svm import LinearSVC
from spacy.tokens import Doc, Token

from hypecheck.annotate import load_pipeline
from hypecheck.lexicon import Lexicon

__all__ = ["describe_sentences", "make_strength_model"]

_RESEARCH_WORDS = Path(__file__).resolve().parent / "sets" / "research_words.toml"

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_COMPLEMENTS = frozenset({"dobj", "attr", "oprd", "acomp", "xcomp", "advcl", "ccomp"})
_CLAUSES = frozenset({"relcl", "acl", "advcl", "ccomp", "xcomp", "pcomp"})
_SIDES = {
    **dict.fromkeys(_SUBJECTS, "subject"),
    **dict.fromkeys(("advcl", "prep", "advmod", "npadvmod", "mark"), "adverbial"),
    **dict.fromkeys(("aux", "auxpass", "neg"), "auxiliary"),
    "conj": "conjunct",
}
# Where a word hangs that colours what it hangs on.
_COLOURING = frozenset({"aux", "neg", "advmod", "amod", "mark", "det", "attr", "acomp"})
_LINKS = frozenset({"to", "of", "in", "for", "on", "with", "by", "that", "between"})


def make_strength_model() -> Pipeline:
    """Return an unfitted classifier of what ``describe_sentences`` yields."""
    common: dict[str, Any] = {"min_df": 2, "sublinear_tf": True}
    marks = {"token_pattern": r"\S+", **common}
    views = make_union(
        TfidfVectorizer(preprocessor=itemgetter("text"), analyzer="char_wb", ngram_range=(3, 5), **common),
        TfidfVectorizer(preprocessor=itemgetter("cues"), ngram_range=(1, 3), **marks),
        TfidfVectorizer(preprocessor=itemgetter("finding"), **marks),
        TfidfVectorizer(preprocessor=itemgetter("places"), **marks),
        TfidfVectorizer(preprocessor=itemgetter("order"), ngram_range=(1, 4), **marks),
    )
    return make_pipeline(views, LinearSVC(C=0.2, class_weight="balanced"))


def describe_sentences(texts: Iterable[str], lexicon: Lexicon) -> Iterator[dict[str, str]]:
    """Yield the views of each sentence, marks parted by spaces.

    ``text``, ``cues`` of the lexicon, the ``finding``'s verb with what hangs on it, the ``places`` and the ``order`` of
    words that do something in research prose.
    """
    texts = list(texts)
    for text, doc in zip(texts, load_pipeline(exclude=("ner",)).pipe(texts, batch_size=64), strict=True):
        sentence = _Sentence(doc)
        yield {
            "text": text.lower(),
            "cues": " ".join(mark_cues(text, lexicon)),
            "finding": " ".join(sentence.mark_finding()),
            "places": " ".join(sentence.mark_places()),
            "order": " ".join(sentence.mark_order()),
        }


def mark_cues(text: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield the names of the cues in a text, then each with its words."""
    hits = [hit for hit in lexicon.find(text) if hit.entry.category not in ("health", "outcome", "institution")]
    yield from (hit.entry.name for hit in hits)
    yield from (f"{hit.entry.category}={text[hit.start : hit.end].replace(' ', '_')}" for hit in hits)


class _Sentence:
    """A parsed sentence and its finding."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.children = {token.i: list(token.children) for token in doc}
        self.openers, self.finding = self._find_finding()

    def _find_finding(self) -> tuple[list[str], Token]:
        """Return the verbs that only tell of the finding, and the verb, or other head, of the finding."""
        verb = next((token for token in self.doc if token.dep_ == "ROOT"), self.doc[0])
        openers = []
        while _do(verb.lemma_.lower(), "openers"):
            told = next((child for child in self._hanging(verb, "ccomp") if child.i > verb.i), None)
            if told is None:
                break
            openers.append(verb.lemma_.lower())
            verb = told
        return openers, verb

    def _hanging(self, token: Token, *deps: str) -> list[Token]:
        return [child for child in self.children[token.i] if child.dep_ in deps]

    def mark_finding(self) -> Iterator[str]:
        """Yield what stands at the finding's verb and its conjuncts, and how it is opened."""
        yield from (f"opens={opener}" for opener in self.openers or ["none"])
        yield f"finding={_lemma(self.finding)}"
        yield f"tag={self.finding.tag_}"
        for verb in (self.finding, *self.finding.conjuncts):
            yield from self._mark_verb(verb)

    def _mark_verb(self, verb: Token) -> Iterator[str]:
        helpers = [child.lower_ for child in self._hanging(verb, "aux", "auxpass")]
        yield from (f"aux={helper}" for helper in helpers)
        yield f"form={verb.tag_}_{'+'.join(helpers)}"
        modals = "+".join(child.lower_ for child in self.children[verb.i] if child.tag_ == "MD")
        yield f"modal={modals}_{_lemma(verb)}"
        for child in self.children[verb.i]:
            if child.dep_ in _SUBJECTS:
                yield from (f"subject={_lemma(child)}", f"subject_dep={child.dep_}", f"subject_tag={child.tag_}")
                yield f"subject={_lemma(child)}_{_lemma(verb)}"
                yield from (f"subject={_lemma(child)}_{each.lower_}" for each in self._hanging(child, "prep"))
                yield from (f"subject_amod={_lemma(each)}" for each in self._hanging(child, "amod"))
            elif child.dep_ in _COMPLEMENTS:
                yield from self._mark_complement(verb, child)
            elif child.dep_ == "prep":
                yield f"prep={_lemma(verb)}_{child.lower_}"
            elif child.dep_ in ("advmod", "mark", "neg"):
                yield f"{child.dep_}={_lemma(child)}"

    def _mark_complement(self, verb: Token, child: Token) -> Iterator[str]:
        yield from (child.dep_, f"{child.dep_}={_lemma(child)}", f"object={_lemma(verb)}_{_lemma(child)}")
        for each in self.children[child.i]:
            if each.dep_ == "prep":
                yield f"{child.dep_}={_lemma(child)}_{each.lower_}"
            elif each.dep_ in ("amod", "advmod", "det", "neg"):
                yield f"{child.dep_}_{each.dep_}={_lemma(each)}"
            elif each.dep_ in ("xcomp", "dobj"):
                yield from (f"then={_lemma(each)}", f"then={_lemma(child)}_{_lemma(each)}")

    def mark_places(self) -> Iterator[str]:
        """Yield each verb, and each kind of word, with its side of the finding and with what colours it."""
        by_side: dict[str, set[str]] = defaultdict(set)
        for token in self.doc:
            kinds = _do(token.lower_, "kinds")
            if not kinds and token.tag_[:2] not in ("VB", "MD"):
                continue
            side, colours = self._side(token), self._colours(token)
            for kind in kinds:
                yield from (f"{kind}@{side}", f"{kind}:{colours}", f"{kind}@{side}:{colours}")
                by_side[side.rstrip("+")].add(kind)
            yield from (f"{_lemma(token)}@{side}", f"{_lemma(token)}:{colours}")
        heads = by_side["head"] or {"-"}
        for side in ("subject", "object", "auxiliary", "adverbial"):
            yield from (
                f"{side}_{kind}_{head}" for kind, head in product(sorted(by_side[side] or {"-"}), sorted(heads))
            )

    def _side(self, token: Token) -> str:
        """Return where a token stands towards the finding's verb, with "+" where it is in a clause of its own."""
        if token == self.finding:
            return "head"
        path = []
        while token != self.finding:
            if token.head == token:
                return "outside"
            path.append(token.dep_)
            token = token.head
        return _SIDES.get(path[-1], "object") + "+" * any(dep in _CLAUSES for dep in path[:-1])

    def _colours(self, token: Token) -> str:
        """Return what colours a token, by the words that hang on it and on all above it."""
        found: set[str] = set()
        governor = token
        while True:
            near = [child for child in self.children[governor.i] if child.dep_ in _COLOURING]
            for each in (governor, *near):
                if each != token:
                    found.update(_do(each.lower_, "colours"))
            if governor.head == governor:
                return "+".join(sorted(found))
            governor = governor.head

    def mark_order(self) -> Iterator[str]:
        """Yield the kinds of words in their order, with the small words between them."""
        for token in self.doc:
            if kinds := _do(token.lower_, "kinds"):
                yield "|".join(kinds)
            elif token.tag_[:2] in ("MD", "WD", "WR") or token.lower_ in _LINKS:
                yield token.lower_


def _lemma(token: Token) -> str:
    lemma = token.lemma_.lower()
    return "number" if token.tag_ == "CD" or any(map(str.isdigit, lemma)) else lemma


@cache
def _do(word: str, table: str) -> tuple[str, ...]:
    """Return what a word does in research prose, by one of the tables."""
    return tuple(name for name, pattern in _load_research_words()[table].items() if pattern.fullmatch(word))


@cache
def _load_research_words() -> Mapping[str, Mapping[str, re.Pattern[str]]]:
    tables = tomllib.loads(_RESEARCH_WORDS.read_text(encoding="utf-8"))
    return {
        table: {name: re.compile("|".join(alternatives)) for name, alternatives in entries.items()}
        for table, entries in tables.items()
    }
