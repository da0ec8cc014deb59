"""Sentences with their hits go in, those worth parsing come out: a relation by an outcome, or much that hints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Span

from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.annotate._weighing import Weights, WordMarks
from hypecheck.lexicon import Hit
from hypecheck.records import Article

__all__ = ["Candidate", "find_candidates", "is_read_whole"]

# Outcomes must hold one of these; "care" words (tablet, doctor) alone are not an effect on health.
_OUTCOME_ENTRIES = {f"health/{name}" for name in ("condition", "symptom", "body", "function", "measure")}
_HINTS = frozenset({"health", "outcome", "state"})
# Past this a "sentence" is a table or a list that lost its lines; parsing it costs much and reads badly.
_MAX_TOKENS = 70
# A sentence without a listed relation is parsed for a verb of no list only where it is short.
_MAX_TOKENS_UNLISTED = 14

# How far, in characters, an outcome may stand behind an everyday relation: "keeps ... supple" holds no claim where the
# next health word comes a line later, and parsing costs more than anything else.
_REACH = {"act": 50, "comparative": 25, "noun": 60}

# Health words that serve everywhere else: "the body of the soup", "the back four", "the performance of the
# site". In a text with hardly a plainer one they are no outcome. Of 150 of our articles all but three have
# one plain health word in 100; recipes, match reports and privacy policies have next to none.
_EVERYDAY = re.compile(
    r"absorption|appetite|back|balance|body|burning|calm|cells?|colds|concentration|depression|ears?|endurance|"
    r"energy|eyes?|falls|feet|fitness|flexibility|focus|foot|gas|growth|hair|healing|healthy?|heart|hips?|legs?|"
    r"memory|minerals|mobility|mood|mouth|neck|nerve|nose|organs?|patients?|performance|posture|procedures?|"
    r"recovery|repair|results|sessions|shoulders?|skin|sleep|spots|stamina|strength|strokes?|survival|tissue|"
    r"treat|treated|treating|virus|viruses|vision|vitality|weakness|weight",
    re.IGNORECASE,
)
# Added to the threshold of the weights in an article: a sentence that no rule would parse must promise more there,
# since parsing costs more than anything else and three in four such sentences claim nothing.
_SURER_IN_ARTICLES = 0.5
# Below this score no rule is tried in an article. Of 22 claims by rule from such sentences on real health pages 5 were
# sound ("life holds its infinite possibilities"), where of all claims three in four are.
_TOO_LITTLE_PROMISED = -1.0
_MIN_WORDS_TO_JUDGE = 50
_MIN_PLAIN_TERMS_PER_100_WORDS = 1.0

# "LONDON (Reuters) - Tea lowers ...", "OSLO, Norway, 4 May 2021 /Newswire/ -- Tea ...": where and when, of no claim.
_DATE = (
    r"(?:\d{1,2}(?:st|nd|rd|th)? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
    r"(?: \d{1,2}(?!\d))?(?:,? \d{4})?"
)
_AGENCY = r"[\w ]{0,20}(?:Reuters|AP|AFP|UPI|PA|[Ww]ire|NEWSWIRE|News|Press|Agency|HealthDay)"
_DATELINE = re.compile(
    r"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?){0,2}"
    rf"(?:,? {_DATE}| ?\({_AGENCY}\)| ?/[\w -]{{2,25}}/){{1,3}} ?(?:--|[—–-]) "
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence worth parsing, its hits, and those of them that can be the outcome of a claim by rule.

    ``weighed`` where it may claim something in words that no rule knows; ``read_whole`` in a text of a few sentences.
    ``score`` is how much its words promise a claim.
    """

    sentence: TokenisedSentence
    hits: Sequence[Hit]
    outcomes: Sequence[Hit]
    weighed: bool
    read_whole: bool
    score: float

    def parts(self) -> Iterator[tuple[Span, int]]:
        """Yield the clauses to parse, each with its start in the article: those with a relation and an outcome.

        A semicolon or colon ends one, for the parser reads shorter pieces better; bullets, "A:" and opening quotation
        marks are left out, and so is a dateline.
        """
        doc, first, last = self.sentence.doc, self.sentence.first, self.sentence.last
        opened = self.sentence.record.start - doc[first].idx
        if dateline := _DATELINE.match(doc[first:last].text):
            first += sum(token.idx - doc[first].idx < dateline.end() for token in doc[first : last - 1])
        ends = [token.i for token in doc[first:last] if token.text in ";:"]
        for end in [*ends, last]:
            while first < end - 1 and not doc[first].text[0].isalnum():
                first += 1
            if end - first >= 2:
                span = doc[first:end]
                offset = opened + span[0].idx
                if self._is_worth_parsing(offset, offset + len(span.text)):
                    yield span, offset
            first = end + 1

    def _is_worth_parsing(self, start: int, end: int) -> bool:
        """Say whether a part holds an outcome in reach of a relation; short parts need none of the lexicon."""
        if self.weighed:
            hinted = any(hit.entry.category in _HINTS and start <= hit.start < end for hit in self.hits)
            return self.read_whole or hinted
        outcomes = [hit for hit in self.outcomes if start <= hit.start < end]
        if not outcomes or self.sentence.record.token_count <= _MAX_TOKENS_UNLISTED:
            return bool(outcomes)
        return any(
            outcome.start != hit.start
            and outcome.start - hit.end <= _REACH.get(hit.entry.id, end)
            and (hit.entry.id not in _REACH or outcome.start > hit.start)
            for hit in self.hits
            if hit.entry.category == "relation" and start <= hit.start < end
            for outcome in outcomes
        )


def find_candidates(
    article: Article,
    sentences: Sequence[TokenisedSentence],
    hits: Mapping[int, Sequence[Hit]],
    marks: WordMarks,
    weights: Weights,
) -> Iterator[Candidate]:
    """Yield the sentences to parse; ``hits`` maps a sentence's index to its lexicon hits.

    In an article those with what the rules ask for are parsed unless their words speak against a claim, and of the
    others the few whose words promise one. A text of a few sentences is read whole. In a text hardly about health only
    the rules are tried.
    """
    about_health = _is_about_health(article, hits)
    read_whole = is_read_whole(article)
    for index, sentence in enumerate(sentences):
        if sentence.record.role == "reference" or not 2 <= sentence.record.token_count <= _MAX_TOKENS:
            continue
        found = hits.get(index, ())
        outcomes = [
            hit
            for hit in found
            if (hit.entry.category == "outcome" or hit.entry.name in _OUTCOME_ENTRIES)
            and (about_health or not _is_everyday(article, hit))
        ]
        relations = [hit for hit in found if hit.entry.category == "relation"]
        score = weights.score(marks.wording(index)) if about_health and (read_whole or found) else 0.0
        by_rule = bool(outcomes and (relations or sentence.record.token_count <= _MAX_TOKENS_UNLISTED))
        by_rule = by_rule and (read_whole or score > _TOO_LITTLE_PROMISED)
        weighed = about_health and (read_whole or score > _SURER_IN_ARTICLES)
        if weighed or by_rule:
            yield Candidate(sentence, found, outcomes, weighed, read_whole, score)


def is_read_whole(article: Article) -> bool:
    """Say whether a text is a few sentences, each of which somebody asks about, and no article."""
    return article.word_count < _MIN_WORDS_TO_JUDGE


def _is_about_health(article: Article, hits: Mapping[int, Sequence[Hit]]) -> bool:
    """Say whether everyday words are health words here; short texts have the benefit of the doubt."""
    if is_read_whole(article):
        return True
    plain = sum(
        hit.entry.category == "health" and not _is_everyday(article, hit) for found in hits.values() for hit in found
    )
    return 100 * plain >= _MIN_PLAIN_TERMS_PER_100_WORDS * article.word_count


def _is_everyday(article: Article, hit: Hit) -> bool:
    return (
        hit.entry.category == "outcome"
        or hit.entry.id == "measure"
        or bool(_EVERYDAY.fullmatch(article.text, hit.start, hit.end))
    )
