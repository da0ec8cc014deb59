"""Tokenised sentences with their cues go in, claims come out, each read off the parse of its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from hypecheck.annotate._parse import parse_sentences
from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.lexicon import Hit
from hypecheck.records import Article, Certainty, Citation, Claim, Cue, Magnitude, Span, Strength, Voice

__all__ = ["ClaimReader", "find_magnitude"]

# Outcomes must hold one of these; "care" words (tablet, doctor) alone are not an effect on health.
_OUTCOME_ENTRIES = {"condition", "symptom", "body", "function", "measure"}
# Past this a "sentence" is a table or a list that lost its lines; parsing it costs much and reads badly.
_MAX_TOKENS = 70
_MAX_COMBINATIONS = 6

_SUBJECTS = {"nsubj", "csubj"}
_PASSIVE_SUBJECTS = {"nsubjpass", "csubjpass"}
_CLAUSE_LINKS = {
    "xcomp",
    "ccomp",
    "advcl",
    "acl",
    "pcomp",
    "conj",
    "relcl",
    "acomp",
    "attr",
    "prep",
    "pobj",
    "dobj",
    "amod",
    "oprd",
}
_CHANGE_NOUNS = {
    "reduction",
    "reductions",
    "improvement",
    "improvements",
    "decrease",
    "increase",
    "relief",
    "drop",
    "rise",
}
_OUTSIDE_A_PHRASE = frozenset(
    "relcl conj cc punct appos advcl ccomp acl preconj aux auxpass mark".split()
)
_QUOTE_MARKS = frozenset("\"“”‘’'")
# "that carrots" in "it is a myth that carrots improve vision", where the parser sees a "that" as in "that carrot"
_NO_OPENING = _QUOTE_MARKS | {"that"}
_OUTCOME_PREPOSITIONS = frozenset(
    {"for", "with", "of", "in", "to", "against", "from", "on", "between", "at"}
)
_WITH = frozenset({"with"})
_USING = frozenset(
    "take takes taking taken took use uses using used try trying eat eats eating drink drinks drinking "
    "add adding apply applying choose wear wearing give giving given".split()
)
_CONDITIONAL_MODALS = {"may", "might", "could", "can", "should", "would"}

_SCOPE_CATEGORIES = {
    "hedge",
    "negation",
    "weasel",
    "booster",
    "distancing",
    "attribution",
    "limitation",
    "evidence",
    "superlative",
    "hype",
}
_LIMITS_OF_EVIDENCE = {"limitation/null-result", "limitation/evidence-weak"}
# The other limits ("in mice", "95% CI") say how it was seen, not that it was not.
_NO_EVIDENCE = re.compile(r"(?i)\b(?:no|not|never|fail\w*|without|nor|neither|little|insufficient)\b|n['’]t\b")
_WEAK_EVIDENCE = re.compile(
    r"(?i)\b(?:limited|mixed|weak|scarce|scant|sparse|thin|conflicting|inconsistent|inconclusive|unclear|uncertain)\b"
)
_NEGATIVE_PRONOUNS = {"nothing", "none", "nobody"}
_BETTER = {"better", "faster", "more", "like"}
_QUOTED = re.compile(r"[\"“”‘][^\"“”‘’]{3,60}[\"“”’]")
# Longer than this a quotation repeats what somebody said; shorter, it holds a word at arm's length.
_SCARE_QUOTE_MAX_WORDS = 3

_NUMBER = r"(\d+(?:[.,]\d+)?|two|three|four|five|six|seven|eight|nine|ten|twice|double|triple|half)"
_MAGNITUDE = re.compile(
    r"(?:(?P<bound>up to|as much as|at most|at least|more than|over|as little as|just|within)\s+)?"
    r"(?:(?P<value>"
    + _NUMBER[1:-1]
    + r")\s?-?(?P<unit>times|fold|x\b|%|per ?cent|percent(?:age points)?|points|kg|pounds|lbs|cm|inches|mmhg|mg/dl|hours|days|weeks|minutes|months|years)"
    r"|(?P<word>twice|doubled?|tripled?|halved?|half)\b)",
    re.IGNORECASE,
)
_BOUNDS = {
    "up to": "up to",
    "as much as": "up to",
    "at most": "up to",
    "within": "up to",
    "at least": "at least",
    "more than": "at least",
    "over": "at least",
}
_WORD_VALUES = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twice": 2,
    "double": 2,
    "doubled": 2,
    "triple": 3,
    "tripled": 3,
    "half": 0.5,
    "halve": 0.5,
    "halved": 0.5,
}
_UNITS = {
    "x": "times",
    "fold": "times",
    "per cent": "%",
    "percent": "%",
    "percentage points": "percentage points",
}
_COMPARATOR = re.compile(
    r"\b(?:compared (?:with|to)|versus|vs\.?|than|relative to)\s+(?:the |a |an |those (?:in|on|taking) )?([\w -]{3,40}?)(?=[,.;:)]|\s(?:and|after|at|in|over|for)\b|$)",
    re.IGNORECASE,
)
_TIME_UNITS = {"hours", "days", "weeks", "minutes", "months", "years"}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence worth parsing, with the hits that made it so."""

    sentence: TokenisedSentence
    hits: Sequence[Hit]

    @property
    def span(self) -> DocSpan:
        """The words to parse: without the bullet or quotation mark they open with."""
        doc, first, last = self.sentence.doc, self.sentence.first, self.sentence.last
        while first < last - 1 and not doc[first].text[0].isalnum():
            first += 1
        return doc[first:last]

    @property
    def offset(self) -> int:
        """Where the words to parse start in the article."""
        opened = self.sentence.doc[self.sentence.first].idx
        return self.sentence.record.start + self.span[0].idx - opened


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
        """Return the claims of an article in text order; none where no sentence pairs a relation with a health word."""
        candidates = [
            _Candidate(sentence, hits[index])
            for index, sentence in enumerate(sentences)
            if index in hits and _is_candidate(sentence, hits[index])
        ]
        cue_index = {(cue.start, cue.category, cue.entry): number for number, cue in enumerate(cues)}
        markers = [
            (number, citation) for number, citation in enumerate(citations) if citation.kind == "marker"
        ]
        claims: list[Claim] = []
        for candidate, doc in zip(candidates, self._parse(candidates), strict=True):
            reading = _SentenceReading(article, candidate, doc, cue_index, markers)
            claims.extend(reading.claims())
        return claims

    def _parse(self, candidates: Sequence[_Candidate]) -> Iterator[Doc]:
        return parse_sentences(
            self.pipeline,
            [
                (c.span, c.offset, c.hits) for c in candidates
            ],
        )


def _is_candidate(sentence: TokenisedSentence, hits: Sequence[Hit]) -> bool:
    if sentence.record.role == "reference" or not 2 <= sentence.record.token_count <= _MAX_TOKENS:
        return False
    relations = [hit for hit in hits if hit.entry.category == "relation"]
    outcomes = [hit for hit in hits if hit.entry.category == "health" and hit.entry.id in _OUTCOME_ENTRIES]
    return any(o.start != r.start for r in relations for o in outcomes)


class _SentenceReading:
    """One parsed sentence: from each relation word to its claims."""

    def __init__(
        self,
        article: Article,
        candidate: _Candidate,
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
        self.markers = [
            number for number, c in markers if self.record.start <= c.start < self.record.end + 12
        ]
        self.tokens_at = {self.offset + token.idx: token for token in doc}
        self.outcome_tokens = {
            token.i
            for hit in self.hits
            if hit.entry.category == "health" and hit.entry.id in _OUTCOME_ENTRIES
            for token in self._tokens_of(hit)
        }

    def claims(self) -> Iterator[Claim]:
        taken: set[tuple[int, int]] = set()
        inside_outcomes: set[int] = set()
        for hit in self.hits:
            if hit.entry.category != "relation":
                continue
            verb = self._head_of(hit)
            if verb is None or verb.i in inside_outcomes or self._is_only_a_helper(verb):
                continue
            agents, outcomes = _arguments(verb, correlational=hit.entry.id == "correlational")
            outcomes = [token for token in outcomes if self._is_health(token)]
            if not outcomes:
                continue
            agents = [token for token in agents if token not in outcomes]
            for agent, outcome in islice(product(agents or [None], outcomes), _MAX_COMBINATIONS):
                key = (verb.i, outcome.i if agent is None else outcome.i * 1000 + agent.i)
                if key not in taken:
                    taken.add(key)
                    inside_outcomes.update(t.i for t in _phrase_tokens(outcome))
                    yield self._claim(hit, verb, agent, outcome)

    def _claim(self, hit: Hit, verb: Token, agent: Token | None, outcome: Token) -> Claim:
        scope = self._cues_in_scope(verb, agent, outcome)
        certainty = self._certainty(scope, verb)
        agent_span = None if agent is None else self._phrase(agent)
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
            if t.tag_[:2] in ("VB", "JJ") or t.lower_ in _CHANGE_NOUNS or t.tag_ in ("NN", "NNS", "RBR")
        ]
        if not content:
            return None
        head = min(content, key=lambda t: len(list(t.ancestors)))
        if (
            hit.entry.id == "causal"
            and head.tag_ in ("NN", "NNS", "NNP")
            and len(tokens) == 1
            and head.lower_ not in _CHANGE_NOUNS
        ):
            # "aid", "help", "control", "support" as nouns; in a heading ("Supports bone health") the tagger errs,
            # so a noun that opens the line and has something after it may stand
            return head if head.i == 0 and self.record.role != "body" and len(self.doc) > 2 else None
        return head

    def _is_only_a_helper(self, verb: Token) -> bool:
        """Say whether the verb only helps another relation: "helps reduce", "may help to prevent"."""
        relations = {self.tokens_at.get(hit.start) for hit in self.hits if hit.entry.category == "relation"}
        return any(child.dep_ in ("xcomp", "ccomp") and child in relations for child in verb.children)

    def _is_health(self, token: Token) -> bool:
        return any(t.i in self.outcome_tokens for t in _phrase_tokens(token))

    def _phrase(self, token: Token) -> Span:
        tokens = _phrase_tokens(token)
        first, last = tokens[0], tokens[-1]
        return self.offset + first.idx, self.offset + last.idx + len(last)

    def _cues_in_scope(self, verb: Token, agent: Token | None, outcome: Token) -> list[Hit]:
        chain = _governors(verb)
        inside = {t.i for t in _phrase_tokens(outcome)} | (
            {t.i for t in _phrase_tokens(agent)} if agent else set()
        )
        found = []
        for hit in self.hits:
            if hit.entry.category not in _SCOPE_CATEGORIES:
                continue
            is_negation = hit.entry.category == "negation"
            for token in self._tokens_of(hit):
                if is_negation and _negates_only_its_own(token, inside):
                    continue
                governs = token.i in chain or (
                    token.head.i in chain and token.dep_ not in ("conj", "punct", "cc")
                )
                if governs or token.i in inside or token.head.i in inside:
                    found.append(hit)
                    break
        return found

    def _certainty(self, scope: Sequence[Hit], verb: Token) -> Certainty:
        if self.text.rstrip("\"”') ").endswith("?"):
            return "questioned"
        categories = {hit.entry.category for hit in scope}
        limits = [self.article.text[h.start : h.end] for h in scope if h.entry.name in _LIMITS_OF_EVIDENCE]
        denied = "negation" in categories and not _is_double_negative(verb)
        if denied or any(_NO_EVIDENCE.search(limit) for limit in limits):
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
        told_before = any(
            hit.entry.category == "attribution" and hit.start < relation.start for hit in self.hits
        )
        return "reported" if told or told_before else "author"


def _is_scare_quoted(quoted: str) -> bool:
    """Say whether a quotation is a word or two held at arm's length: not a name, not a sentence."""
    inside = quoted[1:-1]
    return inside[0].islower() and len(inside.split()) <= _SCARE_QUOTE_MAX_WORDS and inside[-1] not in ".,!?"


def _arguments(verb: Token, *, correlational: bool) -> tuple[list[Token], list[Token]]:
    """Return the heads of a relation word's agents and outcomes, coordinations split."""
    passive = [child for child in verb.children if child.dep_ in _PASSIVE_SUBJECTS]
    if passive and correlational:  # "coffee is linked to a lower risk"
        agents, outcomes = passive, _prepositional(verb)
    elif passive:
        agents = _prepositional(verb, dep="agent") or _prepositional(verb, words=_WITH)
        outcomes = [*passive, *_prepositional(verb)]
    else:
        agents = _means_of(verb) or _subjects(verb, depth=0) or _prepositional(verb, words=_WITH)
        outcomes = _objects(verb)
    return _with_conjuncts(agents), _with_conjuncts(outcomes)


def _means_of(verb: Token) -> list[Token]:
    """Return what is taken or used to an end: the zinc of "take zinc to prevent colds"."""
    ends = verb.dep_ in ("advcl", "xcomp") and any(child.lower_ == "to" for child in verb.children)
    if not ends or verb.head.lower_ not in _USING:
        return []
    return [child for child in verb.head.children if child.dep_ == "dobj"]


def _subjects(token: Token, *, depth: int) -> list[Token]:
    own = [child for child in token.children if child.dep_ in _SUBJECTS | _PASSIVE_SUBJECTS]
    if own:
        # "which", "that" stand for the noun the clause hangs on
        if own[0].tag_ in ("WDT", "WP") and token.dep_ in ("relcl", "ccomp", "acl"):
            return [token.head]
        return own
    if depth > 6 or token.head is token:
        return []
    if token.dep_ in ("acl", "relcl", "amod") and token.head.tag_.startswith("N"):
        said_of = _said_of(token.head)
        return (said_of is not None and _subjects(said_of, depth=depth + 1)) or [token.head]
    if token.dep_ == "appos":
        return [token.head]
    if token.dep_ in _CLAUSE_LINKS | {"prt", "dep", "ROOT"}:
        return _subjects(token.head, depth=depth + 1)
    return []


def _said_of(noun: Token) -> Token | None:
    """Return the verb whose subject the noun describes: the "is" of "saffron is a way to lift mood"."""
    if noun.dep_ == "attr":
        return noun.head
    return noun.head.head if noun.dep_ == "pobj" and noun.head.lower_ == "as" else None


def _objects(verb: Token) -> list[Token]:
    direct = [
        child
        for child in verb.children
        if child.dep_ in ("dobj", "obj", "attr", "oprd", "dative") and child.tag_[:1] in "NPVJC"
    ]
    if direct:
        return direct
    clausal = [
        child
        for child in verb.children
        if child.dep_ in ("nsubj", "ccomp") and child.dep_ == "ccomp" and child.tag_.startswith("N")
    ]
    found = clausal + _prepositional(verb)
    if not found:  # a heading read as a noun phrase: "Supports bone health"
        found = [child for child in verb.children if child.dep_ in ("npadvmod", "appos", "nmod", "dep")]
        if verb.dep_ == "compound":
            found.append(verb.head)
    return found


def _prepositional(
    token: Token, *, dep: str = "prep", words: frozenset[str] = _OUTCOME_PREPOSITIONS
) -> list[Token]:
    return [
        grand
        for child in token.children
        if child.dep_ == dep and (dep == "agent" or child.lower_ in words)
        for grand in child.children
        if grand.dep_ in ("pobj", "pcomp")
    ]


def _with_conjuncts(tokens: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        for each in [token, *token.conjuncts]:
            if each not in found and each.i >= token.i:
                found.append(each)
    return found


def _phrase_tokens(token: Token) -> list[Token]:
    """Return the tokens of the noun phrase a token heads, without its clauses, asides and conjuncts."""
    left_out: set[int] = set()
    for child in token.children:
        if child.dep_ in _OUTSIDE_A_PHRASE and child.text not in _QUOTE_MARKS:
            left_out.update(t.i for t in child.subtree)
    inside = [t for t in token.subtree if t.i not in left_out]
    # keep the run of neighbours around the head, so that the span holds nothing it should not
    place = next(n for n, t in enumerate(inside) if t.i == token.i)
    first = place
    while first > 0 and inside[first - 1].i == inside[first].i - 1:
        first -= 1
    last = place
    while last < len(inside) - 1 and inside[last + 1].i == inside[last].i + 1:
        last += 1
    while first < place and inside[first].lower_ in _NO_OPENING:
        first += 1
    while last > place and inside[last].text in _QUOTE_MARKS:
        last -= 1
    return inside[first : last + 1]


def _governors(verb: Token) -> set[int]:
    """Return the verb and the words its clause hangs on: in "no evidence that it helps" also *evidence* and *is*."""
    chain = {verb.i}
    token = verb
    while token.head is not token and token.dep_ in _CLAUSE_LINKS:
        if _opens_a_scope(token):
            break
        token = token.head
        chain.add(token.i)
    # the subject of the outermost verb governs too: "Evidence is limited that ...", "No study shows ..."
    chain.update(child.i for child in token.children if child.dep_ in _SUBJECTS | _PASSIVE_SUBJECTS)
    return chain


def _opens_a_scope(token: Token) -> bool:
    """Say whether what governs a clause's head is outside its scope.

    So it is between two main clauses, past a semicolon, and for "if ...", "because ..." and the like: "avoid it if
    you take drugs that suppress immunity" does not deny that they do.
    """
    links = {child.dep_ for child in token.children}
    if token.dep_ == "conj":
        return not links.isdisjoint(_SUBJECTS | _PASSIVE_SUBJECTS)
    if token.dep_ == "advcl" and "mark" in links:
        return True
    between = token.doc[min(token.i, token.head.i) : max(token.i, token.head.i)]
    return any(each.text == ";" for each in between)


def _negates_only_its_own(token: Token, inside: set[int]) -> bool:
    """Say whether a negation leaves the claim alone: "eases pain without side effects", "lack of zinc causes colds"."""
    if token.dep_ in ("prep", "cc"):
        return token.lower_ not in ("nor", "neither")
    return token.i in inside and token.tag_.startswith("NN") and token.lower_ not in _NEGATIVE_PRONOUNS


def _is_double_negative(verb: Token) -> bool:
    """Say whether "not only" or "nothing ... better" turns the negation round."""
    clause = {verb, verb.head}
    words = {child.lower_ for each in clause for child in each.children}
    return "only" in words or ("nothing" in words and not words.isdisjoint(_BETTER))


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


def find_magnitude(text: str) -> Magnitude | None:
    """Return the first size given to an effect in a sentence, or None.

    Times to effect ("in 8 weeks") count only when no other size stands in the sentence.

    >>> find_magnitude("raises levels by up to 8 times").value
    8.0
    """
    found = [match for match in _MAGNITUDE.finditer(text) if not _is_not_a_size(text, match)]
    if not found:
        return None
    match = min(found, key=lambda m: ((m["unit"] or "").lower() in _TIME_UNITS, m.start()))
    word = (match["word"] or match["value"]).lower().replace(",", ".")
    value = float(_WORD_VALUES.get(word, 0) or word)
    unit = (match["unit"] or "times").lower()
    bound = (match["bound"] or "").lower()
    comparator = _COMPARATOR.search(text, match.end())
    return Magnitude(
        text=match.group().strip(),
        value=value,
        unit=_UNITS.get(unit, unit),
        bound=_BOUNDS.get(bound),  # type: ignore[arg-type]  # the table holds only the two literals
        comparator=comparator.group(1).strip() if comparator else None,
    )


def _is_not_a_size(text: str, match: re.Match[str]) -> bool:
    """Leave out "95% CI", "two times a day", "half of patients" and ages."""
    after = text[match.end() : match.end() + 14].lower()
    return bool(
        re.match(
            r"\s*(?:ci\b|confidence|of age|old|a day|daily|per day|a week|off\b|discount|of (?:the )?(?:people|patients|women|men|adults))",
            after,
        )
    )
