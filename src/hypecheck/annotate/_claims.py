"""Tokenised sentences with their cues go in, claims come out, each read off the parse of its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from spacy.language import Language
from spacy.tokens import Doc, Token

from hypecheck.annotate._candidates import Candidate, find_candidates
from hypecheck.annotate._magnitude import find_magnitude
from hypecheck.annotate._parse import parse_sentences
from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.annotate._tree import (
    find_arguments,
    find_governors,
    find_predicate_of_evidence,
    is_double_negative,
    negates_only_its_own,
    phrase_tokens,
)
from hypecheck.lexicon import Hit
from hypecheck.records import Article, Certainty, Citation, Claim, Cue, Span, Strength, Voice

__all__ = ["ClaimReader"]

_MAX_COMBINATIONS = 6
# Nouns that can head a relation; "aid", "help" and "support" as nouns are things, not acts.
_CHANGE_NOUNS = re.compile(r"(?:reduction|improvement)s?|decrease|increase|relief|drop|rise")
_CONDITIONAL_MODALS = frozenset({"may", "might", "could", "can", "should", "would"})
# fmt: off
_SCOPE_CATEGORIES = frozenset({
    "hedge", "negation", "weasel", "booster", "distancing", "attribution", "limitation", "evidence",
    "superlative", "hype",
})
# fmt: on

_LIMITS_OF_EVIDENCE = frozenset({"limitation/null-result", "limitation/evidence-weak"})
# The other limits ("in mice", "95% CI") say how it was seen, not that it was not.
_NO_EVIDENCE = re.compile(r"(?i)\b(?:no|not|never|fail\w*|without|nor|neither|little|insufficient)\b|n['’]t\b")
_WEAK_EVIDENCE = re.compile(
    r"(?i)\b(?:limited|mixed|weak|scarce|scant|sparse|thin|conflicting|inconsistent|inconclusive|unclear|uncertain)\b"
)
_NEVER_FAILS = re.compile(r"(?i)(?:\b(?:never|cannot|not)|n['’]t) fail\w* to$")

_QUOTED = re.compile(r"[\"“”‘][^\"“”‘’]{3,60}[\"“”’]")
# Longer than this a quotation repeats what somebody said; shorter, it holds a word at arm's length.
_SCARE_QUOTE_MAX_WORDS = 3


class ClaimReader:
    """Finds claims by walking the parse from each relation word to its agent and outcome."""

    def __init__(self, pipeline: Language) -> None:
        self.pipeline = pipeline

    def read(
        self,
        article: Article,
        sentences: Sequence[TokenisedSentence],
        hits: Mapping[int, Sequence[Hit]],
        cues: Sequence[Cue],
        citations: Sequence[Citation],
    ) -> list[Claim]:
        """Return an article's claims in text order; none where no relation stands beside a health word."""
        candidates = list(find_candidates(article, sentences, hits))
        cue_index = {(cue.start, cue.category, cue.entry): number for number, cue in enumerate(cues)}
        markers = [(number, citation) for number, citation in enumerate(citations) if citation.kind == "marker"]
        docs = parse_sentences(self.pipeline, [(c.span, c.offset, c.hits) for c in candidates])
        claims: list[Claim] = []
        for candidate, doc in zip(candidates, docs, strict=True):
            reading = _SentenceReading(article, candidate, doc, cue_index, markers)
            claims.extend(reading.claims())
        return claims


class _SentenceReading:
    """One parsed sentence: from each relation word to its claims."""

    def __init__(
        self,
        article: Article,
        candidate: Candidate,
        doc: Doc,
        cue_index: Mapping[tuple[int, str, str], int],
        markers: Sequence[tuple[int, Citation]],
    ) -> None:
        self.article = article
        self.doc = doc
        self.record = candidate.sentence.record
        self.hits = candidate.hits
        self.cue_index = cue_index
        # the doc was tokenised with straight apostrophes of the same length, so offsets agree
        self.offset = candidate.offset
        self.text = article.text[self.record.start : self.record.end]
        self.markers = [number for number, c in markers if self.record.start <= c.start < self.record.end]
        self.tokens_at = {self.offset + token.idx: token for token in doc}
        self.outcome_tokens = {token.i for hit in candidate.outcomes for token in self._tokens_of(hit)}

    def claims(self) -> Iterator[Claim]:
        taken: set[tuple[int, int]] = set()
        inside_outcomes: set[int] = set()
        for hit in self.hits:
            if hit.entry.category != "relation":
                continue
            verb = self._head_of(hit)
            if verb is None or verb.i in inside_outcomes or self._is_only_a_helper(verb):
                continue
            agents, outcomes = find_arguments(verb, correlational=hit.entry.id == "correlational")
            outcomes = [token for token in outcomes if self._is_health(token)]
            if not outcomes:
                continue
            agents = [token for token in agents if token not in outcomes]
            actors: list[Token | None] = [*agents] or [None]
            for agent, outcome in islice(product(actors, outcomes), _MAX_COMBINATIONS):
                key = (verb.i, outcome.i if agent is None else outcome.i * 1000 + agent.i)
                if key not in taken:
                    taken.add(key)
                    inside_outcomes.update(t.i for t in phrase_tokens(outcome))
                    yield self._claim(hit, verb, agent, outcome)

    def _claim(self, hit: Hit, verb: Token, agent: Token | None, outcome: Token) -> Claim:
        scope = self._cues_in_scope(verb, agent, outcome)
        certainty = self._certainty(scope, verb)
        agent_span = None if agent is None else self._phrase(agent, without=verb)
        outcome_span = self._phrase(outcome)
        size = find_magnitude(self.text)
        return Claim(
            text=self.text,
            start=self.record.start,
            end=self.record.end,
            agent="" if agent_span is None else self.article.text[slice(*agent_span)],
            relation=self.article.text[hit.start : hit.end],
            outcome=self.article.text[slice(*outcome_span)],
            certainty=certainty,
            voice=self._voice(scope, hit, [span for span in (agent_span, outcome_span) if span]),
            strength=_strength(hit, verb),
            magnitude=size,
            cues=tuple(
                self.cue_index[key]
                for key in ((h.start, h.entry.category, h.entry.id) for h in scope)
                if key in self.cue_index
            ),
            citations=tuple(self.markers),
            agent_span=agent_span,
            outcome_span=outcome_span,
        )

    def _tokens_of(self, hit: Hit) -> Iterator[Token]:
        for token in self.doc:
            place = self.offset + token.idx
            if hit.start <= place < hit.end:
                yield token

    def _head_of(self, hit: Hit) -> Token | None:
        """Return the token of the hit that heads the others: the verb, adjective or noun."""
        tokens = list(self._tokens_of(hit))
        content = [
            t
            for t in tokens
            if t.tag_[:2] in ("VB", "JJ") or _CHANGE_NOUNS.fullmatch(t.lower_) or t.tag_ in ("NN", "NNS", "RBR")
        ]
        if not content:
            return None
        head = min(content, key=lambda t: len(list(t.ancestors)))
        if (
            hit.entry.id == "causal"
            and head.tag_ in ("NN", "NNS", "NNP")
            and len(tokens) == 1
            and not _CHANGE_NOUNS.fullmatch(head.lower_)
        ):
            # "aid", "help", "control", "support" as nouns; in a heading ("Supports bone health") the tagger
            # errs, so a noun that opens the line and has something after it may stand
            return head if head.i == 0 and self.record.role != "body" and len(self.doc) > 2 else None
        return head

    def _is_only_a_helper(self, verb: Token) -> bool:
        """Say whether the verb only helps another relation: "helps reduce", "may help to prevent"."""
        relations = {self.tokens_at.get(hit.start) for hit in self.hits if hit.entry.category == "relation"}
        return any(child.dep_ in ("xcomp", "ccomp") and child in relations for child in verb.children)

    def _is_health(self, token: Token) -> bool:
        return any(t.i in self.outcome_tokens for t in phrase_tokens(token))

    def _phrase(self, token: Token, *, without: Token | None = None) -> Span:
        tokens = phrase_tokens(token, without=without)
        first, last = tokens[0], tokens[-1]
        return self.offset + first.idx, self.offset + last.idx + len(last)

    def _cues_in_scope(self, verb: Token, agent: Token | None, outcome: Token) -> list[Hit]:
        chain = find_governors(verb)
        inside = {t.i for t in phrase_tokens(outcome)} | ({t.i for t in phrase_tokens(agent)} if agent else set())
        found = []
        for hit in self.hits:
            if hit.entry.category not in _SCOPE_CATEGORIES:
                continue
            is_negation = hit.entry.category == "negation"
            for token in self._tokens_of(hit):
                if is_negation and negates_only_its_own(token, inside):
                    continue
                governs = token.i in chain or (token.head.i in chain and token.dep_ not in ("conj", "punct", "cc"))
                if governs or token.i in inside or token.head.i in inside:
                    found.append(hit)
                    break
        return found

    def _certainty(self, scope: Sequence[Hit], verb: Token) -> Certainty:
        if self.text.rstrip("\"”') ").endswith("?"):
            return "questioned"
        categories = {hit.entry.category for hit in scope}
        limits = [self.article.text[h.start : h.end] for h in scope if h.entry.name in _LIMITS_OF_EVIDENCE]
        limits.append(find_predicate_of_evidence(verb))
        denied = "negation" in categories or any(_NO_EVIDENCE.search(limit) for limit in limits)
        turned_round = is_double_negative(verb) or any(
            _NEVER_FAILS.search(self.article.text, max(0, h.start - 8), h.end) for h in scope
        )
        if denied and not turned_round:
            return "negated"
        if "hedge" in categories or any(_WEAK_EVIDENCE.search(limit) for limit in limits):
            return "hedged"
        return "asserted"

    def _voice(self, scope: Sequence[Hit], relation: Hit, spans: Sequence[Span]) -> Voice:
        if any(hit.entry.category == "distancing" and hit.start < relation.end for hit in self.hits):
            return "distanced"
        for quoted in _QUOTED.finditer(self.text):
            start, end = self.record.start + quoted.start(), self.record.start + quoted.end()
            held = any(start < last and first < end for first, last in [(relation.start, relation.end), *spans])
            if held and _is_scare_quoted(quoted.group()):
                return "distanced"
            if start < relation.start < end:
                return "reported"
        told = any(hit.entry.category == "attribution" for hit in scope)
        told_before = any(hit.entry.category == "attribution" and hit.start < relation.start for hit in self.hits)
        return "reported" if told or told_before else "author"


def _is_scare_quoted(quoted: str) -> bool:
    """Say whether a quotation is a word or two held at arm's length: not a name, not a sentence."""
    inside = quoted[1:-1]
    return inside[0].islower() and len(inside.split()) <= _SCARE_QUOTE_MAX_WORDS and inside[-1] not in ".,!?"


def _strength(hit: Hit, verb: Token) -> Strength:
    if hit.entry.id == "correlational":
        return "correlational"
    token = verb
    while True:
        if any(child.dep_ == "aux" and child.lower_ in _CONDITIONAL_MODALS for child in token.children):
            return "conditional_causal"
        if token.dep_ not in ("xcomp", "conj") or token.head is token:
            return "causal"
        token = token.head
