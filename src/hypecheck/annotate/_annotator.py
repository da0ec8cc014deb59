"""The Annotator: composes the readers of sentences, cues, claims, plugs and citations."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cached_property

from spacy.language import Language

from hypecheck.annotate._algebra import multiply_by_numpy
from hypecheck.annotate._citations import find_citations
from hypecheck.annotate._claims import ClaimReader
from hypecheck.annotate._cues import add_sources, find_hits, hits_to_cues
from hypecheck.annotate._language import load_pipeline
from hypecheck.annotate._limits import find_limits
from hypecheck.annotate._plugs import find_plugs
from hypecheck.annotate._sentences import TokenisedSentence, make_tokeniser, split_sentences
from hypecheck.annotate._weighing import WordMarks
from hypecheck.annotate._wording import delexicalise
from hypecheck.lexicon import Hit, Lexicon, load_lexicon
from hypecheck.records import Annotations, Article

__all__ = ["Annotator"]


class Annotator:
    """Reads articles. Loads its lexicons at once, the spaCy pipeline when it is first needed."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon or load_lexicon()
        self._tokeniser = make_tokeniser()

    @property
    def lexicon_version(self) -> str:
        """Return the first 12 hex digits of the lexicon files' sha256."""
        return self.lexicon.version

    @cached_property
    def pipeline(self) -> Language:
        """The tagger and parser."""
        return multiply_by_numpy(load_pipeline())

    def tokenise(self, article: Article) -> list[TokenisedSentence]:
        """Return the article's sentences with their words, read by no one yet."""
        return split_sentences(article, self._tokeniser)

    def annotate(self, article: Article) -> Annotations:
        """Return everything read from the article's sentences. An empty article gives empty annotations."""
        tokenised = self.tokenise(article)
        sentences = tuple(sentence.record for sentence in tokenised)
        hits = find_hits(article.text, self.lexicon, sentences)
        by_sentence: dict[int, list[Hit]] = defaultdict(list)
        for index, hit in hits:
            by_sentence[index].append(hit)
        cues = hits_to_cues(article.text, hits)
        citations = find_citations(article, sentences)
        marks = WordMarks(tokenised, by_sentence)
        claims = ClaimReader(self.pipeline).read(article, tokenised, by_sentence, cues, citations, marks)
        cues, claims = add_sources(article.text, cues, claims)
        health_hits = sum(1 for _, hit in hits if hit.entry.category == "health" and hit.entry.id != "measure")
        return Annotations(
            sentences=tuple(
                sentence
                if sentence.role == "reference"
                else replace(
                    sentence,
                    wording=delexicalise(article.text, sentence.start, sentence.end, by_sentence[index]),
                )
                for index, sentence in enumerate(sentences)
            ),
            cues=tuple(cues),
            claims=tuple(claims),
            plugs=tuple(find_plugs(article, tokenised, by_sentence, marks)),
            citations=tuple(citations),
            limits=tuple(find_limits(article, tokenised, by_sentence, claims, marks)),
            health_terms_per_100_words=100.0 * health_hits / article.word_count if article.word_count else 0.0,
        )
