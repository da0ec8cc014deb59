"""Learn by what a clause is known to claim, and say how well that holds on new topics.

    python benchmarks/claim_weights.py [--write]

Learns from the development sentences, half of which are traps, and from plain prose without a claim
(``sets/plain_prose.txt``), of which real pages are full. Prints claim F1 over ten folds that share no topic, then fits
on all sentences. ``--write`` stores the weights where ``hypecheck.annotate`` reads them. The same sentences and lexicon
give the same file.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

import hypecheck.annotate
from hypecheck.annotate import Annotator
from hypecheck.annotate._claims import ClaimReader, SentenceReading
from hypecheck.annotate._cues import find_hits, hits_to_cues
from hypecheck.annotate._proposals import Proposal
from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.annotate._tree import phrase_tokens
from hypecheck.annotate._weighing import Weights, mark_to_parse
from hypecheck.clean import article_from_text
from hypecheck.lexicon import Hit
from hypecheck.records import Article, Claim
from sentences import CORPUS, Row, match_claims, read_rows, shares_a_word

STORED = Path(hypecheck.annotate.__file__).with_name("weights.json")

_FOLDS = 10
# Inverse strength of the penalty. 0.1 to 0.5 give the same F1 within half a point.
_C = 0.3
# A mark seen in one topic alone is a word of that topic; a weight below this decides nothing.
_MIN_TOPICS = 2
_MIN_WEIGHT = 0.05
# Log odds above which a sentence is parsed. Each step down of 0.25 parses 5 percent more of a health page and finds 2
# percent more of the claims; parsing costs more than all else.
PARSE_THRESHOLD = 0.25
# Log odds above which a proposal is a claim in a text of a few sentences: where F1 on new topics is highest (0.634 at
# -0.7, 0.638 at -1.0). ``hypecheck.annotate`` asks for more in an article.
CLAIM_THRESHOLD = -1.0

# Real pages hold many more plain sentences than were written for this, so that each counts for several.
PLAIN_PROSE = Path(__file__).parent / "sets" / "plain_prose.txt"
_PLAIN_COUNTS_FOR = 3.0

_ALL = Weights(bias=1.0, threshold=0.0, by_mark={})
_NONE = Weights(bias=-1.0, threshold=0.0, by_mark={})


@dataclass(frozen=True)
class Example:
    """Marks with the answer and the topic they come from."""

    marks: Collection[str]
    topic: str
    claims: bool
    counts_for: float = 1.0


@dataclass(frozen=True)
class Tokenised:
    """What an annotator knows of a text before any sentence is parsed."""

    article: Article
    sentences: Sequence[TokenisedSentence]
    hits: dict[int, list[Hit]]


def main() -> None:
    """Cross-validate, fit, and store the weights where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"store the weights in {STORED.name}")
    options = parser.parse_args()
    annotator = Annotator()
    rows = [row for path in sorted(CORPUS.glob("dev-*.jsonl")) for row in read_rows(path)]
    texts = [tokenise(row["text"], annotator) for row in rows]
    to_parse = [example for row, text in zip(rows, texts, strict=True) for example in parse_examples(row, text)]
    to_claim = [
        example for row, text in zip(rows, texts, strict=True) for example in claim_examples(row, text, annotator)
    ]
    plain = [tokenise(line, annotator) for line in PLAIN_PROSE.read_text(encoding="utf-8").splitlines()]
    to_parse += [example for number, text in enumerate(plain) for example in plain_to_parse(number, text)]
    to_claim += [example for number, text in enumerate(plain) for example in plain_to_claim(number, text, annotator)]
    print(f"{len(to_parse)} sentences, {len(to_claim)} proposals, {sum(e.claims for e in to_claim)} of them claims")
    print_cross_validated(rows, texts, to_parse, to_claim, annotator)
    tables = {
        "parse": as_table(fit(to_parse, PARSE_THRESHOLD)),
        "claim": as_table(fit(to_claim, CLAIM_THRESHOLD)),
    }
    if options.write:
        STORED.write_text(json.dumps(tables, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{STORED}: {sum(len(table['weights']) for table in tables.values())} weights")


def tokenise(text: str, annotator: Annotator) -> Tokenised:
    """Return a text's sentences and lexicon hits."""
    article = article_from_text(text)
    sentences = annotator.tokenise(article)
    hits: dict[int, list[Hit]] = defaultdict(list)
    for index, hit in find_hits(article.text, annotator.lexicon, [each.record for each in sentences]):
        hits[index].append(hit)
    return Tokenised(article, sentences, hits)


def readings_of(text: Tokenised, annotator: Annotator, weights: tuple[Weights, Weights]) -> Iterator[SentenceReading]:
    """Yield the parsed parts of a text's sentences."""
    cues = hits_to_cues(text.article.text, [(n, hit) for n, found in text.hits.items() for hit in found])
    reader = ClaimReader(annotator.pipeline, weights)
    return reader.readings(text.article, text.sentences, text.hits, cues, ())


def parse_examples(row: Row, text: Tokenised) -> Iterator[Example]:
    """Yield the marks of each sentence, with whether an outcome stands in it."""
    for index, sentence in enumerate(text.sentences):
        record = sentence.record
        here = text.article.text[record.start : record.end]
        claims = any(claim["outcome"] and claim["outcome"] in here for claim in row["claims"])
        yield Example(mark_to_parse(record, text.hits.get(index, ())), row["topic"], claims)


def claim_examples(row: Row, text: Tokenised, annotator: Annotator) -> Iterator[Example]:
    """Yield the marks of each proposal, with whether somebody labelled a claim there."""
    for reading in readings_of(text, annotator, (_ALL, _NONE)):
        shared, proposals = reading.proposals(ruled=any(True for _ in reading.claims(_NONE)))
        for proposal, marks in proposals:
            yield Example([*shared, *marks], row["topic"], is_labelled(proposal, row["claims"]))


def plain_to_parse(number: int, text: Tokenised) -> Iterator[Example]:
    """Yield the marks of a plain sentence, which claims nothing."""
    for index, sentence in enumerate(text.sentences):
        marks = mark_to_parse(sentence.record, text.hits.get(index, ()))
        yield Example(marks, f"plain {number}", claims=False, counts_for=_PLAIN_COUNTS_FOR)


def plain_to_claim(number: int, text: Tokenised, annotator: Annotator) -> Iterator[Example]:
    """Yield the marks of each proposal in a plain sentence, which claims nothing."""
    for reading in readings_of(text, annotator, (_ALL, _NONE)):
        shared, proposals = reading.proposals(ruled=any(True for _ in reading.claims(_NONE)))
        for _, marks in proposals:
            yield Example([*shared, *marks], f"plain {number}", claims=False, counts_for=_PLAIN_COUNTS_FOR)


def is_labelled(proposal: Proposal, claims: Sequence[Row]) -> bool:
    """Say whether a labelled claim shares a word of the outcome, and one of the relation or agent, with a proposal."""
    outcomes = [" ".join(t.text for t in phrase_tokens(token)) for token in proposal.outcomes]
    agents = [" ".join(t.text for t in phrase_tokens(token)) for token in proposal.agents]
    relation = " ".join(t.text for t in phrase_tokens(proposal.relation))
    for claim in claims:
        if not any(shares_a_word(claim["outcome"] or "", outcome) for outcome in outcomes):
            continue
        if claim["relation"] is None or shares_a_word(claim["relation"], relation):
            return True
        if any(shares_a_word(claim["agent"] or "", agent) for agent in agents) or not (claim["agent"] or agents):
            return True
    return False


def fit(examples: Sequence[Example], threshold: float) -> Weights:
    """Return the weights of a logistic regression on marks that stand in more than one topic."""
    topics: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for mark in example.marks:
            topics[mark].add(example.topic)
    kept = {mark for mark, seen in topics.items() if len(seen) >= _MIN_TOPICS}
    vectoriser: Any = DictVectorizer()
    counts = vectoriser.fit_transform([dict.fromkeys(sorted(kept & set(e.marks)), 1) for e in examples])
    model = LogisticRegression(C=_C, max_iter=1000).fit(
        counts, [example.claims for example in examples], sample_weight=[example.counts_for for example in examples]
    )
    found = zip(vectoriser.get_feature_names_out(), model.coef_[0], strict=True)
    by_mark = {str(mark): round(float(weight), 2) for mark, weight in found if abs(weight) >= _MIN_WEIGHT}
    return Weights(bias=round(float(model.intercept_[0]), 2), threshold=threshold, by_mark=by_mark)


def print_cross_validated(
    rows: Sequence[Row],
    texts: Sequence[Tokenised],
    to_parse: Sequence[Example],
    to_claim: Sequence[Example],
    annotator: Annotator,
) -> None:
    """Print claim F1, precision and recall where each topic is read with weights learned on the others."""
    topics = [row["topic"] for row in rows]
    counts: Counter[str] = Counter()
    for _, held in GroupKFold(_FOLDS).split(rows, groups=topics):
        out = {topics[number] for number in held}
        weights = (
            fit([e for e in to_parse if e.topic not in out], PARSE_THRESHOLD),
            fit([e for e in to_claim if e.topic not in out], CLAIM_THRESHOLD),
        )
        for number in held:
            read = read_claims(texts[number], annotator, weights)
            pairs = match_claims(rows[number]["claims"], read)
            counts.update(read=len(read), labelled=len(pairs), both=sum(each is not None for _, each in pairs))
            if read and not pairs:
                counts["silent broken"] += 1
    precision, recall = counts["both"] / max(1, counts["read"]), counts["both"] / counts["labelled"]
    f1 = 2 * counts["both"] / (counts["read"] + counts["labelled"])
    print(f"on new topics: claim F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    print(f"sentences without a claim that got one: {counts['silent broken']}")


def read_claims(text: Tokenised, annotator: Annotator, weights: tuple[Weights, Weights]) -> list[Claim]:
    """Return the claims read with these weights."""
    return [claim for reading in readings_of(text, annotator, weights) for claim in reading.claims(weights[1])]


def as_table(weights: Weights) -> dict[str, Any]:
    """Return weights as they are stored."""
    return {"bias": weights.bias, "threshold": weights.threshold, "weights": dict(sorted(weights.by_mark.items()))}


if __name__ == "__main__":
    main()
