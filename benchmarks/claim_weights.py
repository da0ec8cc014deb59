"""Learn by what a sentence and a clause are known to claim, and what sells; say how well that holds on new topics.

    python benchmarks/claim_weights.py [--write]

Learns from the development sentences, half of which are traps, and from plain prose without a claim
(``sets/plain_prose.txt``), of which real pages are full; what sells also from lines that sell or only look so
(``sets/selling.txt``, "+" or "-" before each). What sells and what limits is learned from the sentences of our articles
too, but for those on test topics. Five tables come out: what the wording of a sentence promises, what speaks for each
clause in it, what makes a sentence a plug, what makes it state a limit, and whose a claim is.
The second learns beside scores that the first gave on topics it had not seen. Prints F1 over folds that share no topic,
then fits on all sentences. ``--write`` stores the weights where ``hypecheck.annotate`` reads them. The same sentences,
articles and lexicon give the same file.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

import hypecheck.annotate
from hypecheck.annotate import Annotator
from hypecheck.annotate._claims import ClaimReader, SentenceReading
from hypecheck.annotate._cues import find_hits, hits_to_cues
from hypecheck.annotate._limits import find_limits, kinds_by_rule
from hypecheck.annotate._plugs import find_plugs
from hypecheck.annotate._proposals import Proposal
from hypecheck.annotate._sentences import TokenisedSentence
from hypecheck.annotate._telling import Telling, choose_voice
from hypecheck.annotate._tree import phrase_tokens
from hypecheck.annotate._weighing import Weights, WeightsByUse, WordMarks, mark_promise
from hypecheck.clean import article_from_text
from hypecheck.evaluation import read_splits
from hypecheck.lexicon import Hit
from hypecheck.records import Annotations, Article, Claim, Voice
from hypecheck.training import load_pages
from hypecheck.wording import label_sentences
from sentences import CORPUS, ROOT, Row, fit_of, is_found, match_claims, read_rows, shares_a_word

STORED = Path(hypecheck.annotate.__file__).with_name("weights.json")

_FOLDS = 6
_INNER_FOLDS = 5
# Inverse strength of the penalty. Half and twice these give the same F1 within half a point.
_C_OF_WORDING = 0.2
_C_OF_CLAIMS = 0.1
_C_OF_TELLING = 0.2
# A mark seen in one topic alone is a word of that topic; a weight below this decides nothing.
_MIN_TOPICS = 2
_MIN_WEIGHT = 0.03
# Log odds above which the wording of a sentence promises enough to parse it. Each step down of 0.25 parses 5 percent
# more of a health page and finds 2 percent more of the claims; parsing costs more than all else.
WORDING_THRESHOLD = 0.25
# Log odds above which a proposal is a claim in a text of a few sentences. At -1.0 F1 on new topics is the same within
# half a point, and one more sentence in twenty that claims nothing gets a claim. ``hypecheck.annotate`` asks for more
# in an article, and of a second claim in a sentence.
CLAIM_THRESHOLD = -0.75
# Log odds above which the words of a sentence make it a plug where no rule does, in a text of a few sentences. By the
# weights alone F1 on new topics is 0.79 here and from -1.5 to -1.25, 0.77 at -0.75; what rules tuned on these sentences
# add says nothing of others. In articles ``hypecheck.annotate`` asks for more.
PLUG_THRESHOLD = -1.4
# Log odds above which a sentence that no rule names states a limit, in a text of a few sentences: F1 on new topics is
# 0.64 here and 0.63 at -1.0. The rules alone reach 0.40.
LIMIT_THRESHOLD = -1.25

# Real pages hold many more plain sentences than were written for this, so that each counts for several.
PLAIN_PROSE = Path(__file__).parent / "sets" / "plain_prose.txt"
# One development sentence in five sells; of single kinds (a course, a practitioner's diary) there were two or three.
SELLING = Path(__file__).parent / "sets" / "selling.txt"
# Half of these lines sell, so that each counts for half: whole, they would make sellers of plain sentences.
_SELLING_COUNTS_FOR = 0.5
_PLAIN_COUNTS_FOR = 3.0
# Twenty times as many sentences as were written one by one; their labels name what matters most on a page and no more.
# From 0.05 to 0.4 the figures on new topics differ by less than half a point.
_ARTICLES_COUNT_FOR = 0.15
ARTICLES = ROOT / "data" / "articles"
SPLITS = ROOT / "data" / "splits.toml"
# A mark of fewer topics is a word of theirs: asked of two, the articles learned from are read clearly better than
# others, and the model of pages would learn from plugs and limits such as new pages do not show.
_MIN_TOPICS_OF_PAGES = 6
_PAGE_FOLDS = 4

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
class Shelf:
    """What only the weights of what sells and of what limits learn from: lines and sentences of articles."""

    selling: Sequence[Example]
    pages: Sequence[ArticleSample]

    def plugs(self, *, without: Collection[str] = ()) -> Iterator[Example]:
        """Yield all examples of what sells, but for some topics."""
        yield from self.selling
        for page in self.pages:
            if page.topic not in without:
                yield from page.plugs

    def limits(self, *, without: Collection[str] = ()) -> Iterator[Example]:
        """Yield all examples of what limits where no rule names it, but for some topics."""
        for page in self.pages:
            if page.topic not in without:
                yield from page.limits


@dataclass(frozen=True)
class ArticleSample:
    """A labelled article with its examples; ``sells`` and ``weighs`` say of each sentence what its labels do."""

    topic: str
    article: Article
    sentences: Sequence[TokenisedSentence]
    hits: Mapping[int, Sequence[Hit]]
    marks: WordMarks
    plugs: Sequence[Example]
    limits: Sequence[Example]
    sells: Sequence[bool]
    weighs: Sequence[bool]


class _Unread:
    """Stands for an annotator where only an article and its labels are asked for."""

    def annotate(self, _: Article) -> Annotations:
        return Annotations()


@dataclass(frozen=True)
class LabelledTelling:
    """How a labelled claim is told, and whose it is."""

    telling: Telling
    voice: Voice


@dataclass(frozen=True)
class Sample:
    """A labelled text, parsed, with its examples.

    ``wording`` and ``plugs`` say for each sentence, by where it starts, whether it claims or sells; ``limits`` say of
    those that no rule names whether they limit, as far as anybody knows: of several sentences one is labelled.
    """

    topic: str
    claims: Sequence[Row]
    wording: Mapping[int, Example]
    plugs: Mapping[int, Example]
    limits: Sequence[Example]
    readings: Sequence[tuple[SentenceReading, Sequence[Example]]]
    tellings: Sequence[LabelledTelling]
    is_plain: bool
    is_plug: bool
    is_plug_by_rule: bool
    is_limit: bool
    is_limit_by_rule: bool
    size: int


def main() -> None:
    """Cross-validate, fit, and store the weights where asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"store the weights in {STORED.name}")
    options = parser.parse_args()
    annotator = Annotator()
    samples = list(read_samples(annotator))
    shelf = Shelf(list(read_selling(annotator)), list(read_articles(annotator)))
    examples = [example for sample in samples for _, found in sample.readings for example in found]
    sentences = sum(len(sample.wording) for sample in samples)
    print(f"{sentences} sentences, {len(examples)} proposals, {sum(e.claims for e in examples)} of them claims")
    print_cross_validated(samples, shelf)
    print_in_articles(samples, shelf)
    if options.write:
        fitted = fit_all(samples, shelf)
        tables: dict[str, Any] = {use: as_table(getattr(fitted, use)) for use in ("wording", "claim", "plug", "limit")}
        tables["voice"] = {voice: as_table(weights) for voice, weights in fitted.voice.items()}
        STORED.write_text(json.dumps(tables, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{STORED}: {STORED.stat().st_size // 1024} kB")


# ---- texts to examples -----------------------------------------------------------------------------------


def read_samples(annotator: Annotator) -> Iterator[Sample]:
    """Yield the development sentences and the plain prose, tokenised and parsed."""
    for path in sorted(CORPUS.glob("dev-*.jsonl")):
        for row in read_rows(path):
            yield read_sample(
                row["text"],
                row["topic"],
                annotator,
                claims=row["claims"],
                plug=row["plug_text"],
                limit=row["limit"],
            )
    for number, line in enumerate(PLAIN_PROSE.read_text(encoding="utf-8").splitlines()):
        yield read_sample(line, f"plain {number}", annotator, is_plain=True)


def read_selling(annotator: Annotator) -> Iterator[Example]:
    """Yield the lines that sell, and those that only look so, each a topic of its own."""
    for number, line in enumerate(SELLING.read_text(encoding="utf-8").splitlines()):
        article = article_from_text(line[2:])
        sentences = annotator.tokenise(article)
        hits: dict[int, list[Hit]] = defaultdict(list)
        for index, hit in find_hits(article.text, annotator.lexicon, [each.record for each in sentences]):
            hits[index].append(hit)
        marks = WordMarks(sentences, hits)
        for index in range(len(sentences)):
            yield Example(marks.words_and_cues(index), f"selling {number}", line.startswith("+"), _SELLING_COUNTS_FOR)


def read_articles(annotator: Annotator) -> Iterator[ArticleSample]:
    """Yield the articles that are not on a test topic, tokenised, with what their labels say of each sentence."""
    test = read_splits(SPLITS).test
    for page in load_pages(ARTICLES, annotator=_Unread()):
        if page.group in test:
            continue
        article = page.reading.article
        sentences = [each for each in annotator.tokenise(article) if each.record.role != "reference"]
        hits: dict[int, list[Hit]] = defaultdict(list)
        for index, hit in find_hits(article.text, annotator.lexicon, [each.record for each in sentences]):
            hits[index].append(hit)
        spans = [(each.record.start, each.record.end) for each in sentences]
        sells = label_sentences(article, spans, page.reading.plugs or ())
        weighs = label_sentences(article, spans, page.reading.limits or ())
        marks = WordMarks(sentences, hits)
        plugs, limits = [], []
        for index, sentence in enumerate(sentences):
            here = marks.words_and_cues(index)
            plugs.append(Example(here, page.group, sells[index], _ARTICLES_COUNT_FOR))
            if not kinds_by_rule(article.text, sentence.record, hits.get(index, ())):
                limits.append(Example(here, page.group, weighs[index], _ARTICLES_COUNT_FOR))
        yield ArticleSample(page.group, article, sentences, hits, marks, plugs, limits, sells, weighs)


def read_sample(
    text: str,
    topic: str,
    annotator: Annotator,
    *,
    claims: Sequence[Row] = (),
    plug: str | None = None,
    limit: str | None = None,
    is_plain: bool = False,
) -> Sample:
    """Return a text with its examples; of plain prose none claims."""
    article = article_from_text(text)
    sentences = annotator.tokenise(article)
    hits: dict[int, list[Hit]] = defaultdict(list)
    for index, hit in find_hits(article.text, annotator.lexicon, [each.record for each in sentences]):
        hits[index].append(hit)
    counts_for = _PLAIN_COUNTS_FOR if is_plain else 1.0
    wording, plugs, limits = {}, {}, []
    is_ruled_limit = False
    marked = WordMarks(sentences, hits)
    for index, sentence in enumerate(sentences):
        here = article.text[sentence.record.start : sentence.record.end]
        claimed = any(stands_in(claim, here) for claim in claims)
        wording[sentence.record.start] = Example(marked.wording(index), topic, claimed, counts_for)
        marks = marked.words_and_cues(index)
        sells = plug is not None and (plug in here or here in plug or len(sentences) == 1)
        plugs[sentence.record.start] = Example(marks, topic, sells, counts_for)
        if kinds_by_rule(article.text, sentence.record, hits.get(index, ())):
            is_ruled_limit = True  # the weights are asked only where no rule knows better
        else:
            limits.append(Example(marks, topic, limit is not None, counts_for))
    readings = []
    found: list[tuple[Claim, Telling]] = []
    for reading in read_parts(article, sentences, hits, annotator):
        ruled = list(reading.claims(_NONE))
        shared, proposals = reading.proposals(ruled=bool(ruled))
        read = [*ruled, *(claim for proposal, _ in proposals for claim in reading.claims_of(proposal))]
        tellings = ((each, reading.tellings.get((each.relation, each.agent_span, each.outcome_span))) for each in read)
        found += [(each, telling) for each, telling in tellings if telling is not None]
        examples = [
            Example([*shared, *marks], topic, is_labelled(proposal, claims), counts_for)
            for proposal, marks in proposals
        ]
        readings.append((reading, examples))
    by_rule = any(True for _ in find_plugs(article, sentences, hits, marked, weights=_NONE))
    labelled = list(label_tellings(claims, found))
    return Sample(
        topic,
        claims,
        wording,
        plugs,
        limits,
        readings,
        labelled,
        is_plain,
        plug is not None,
        by_rule,
        limit is not None,
        is_ruled_limit,
        len(sentences),
    )


def label_tellings(claims: Sequence[Row], found: Sequence[tuple[Claim, Telling]]) -> Iterator[LabelledTelling]:
    """Yield how each labelled claim is told, by what was read or proposed that fits it best; rules come first."""
    for claim in claims:
        fitting = [pair for pair in found if is_found(claim, pair[0])]
        if fitting:
            _, telling = max(fitting, key=lambda pair: fit_of(claim, pair[0]))
            yield LabelledTelling(telling, claim["voice"])


def read_parts(
    article: Article, sentences: Sequence[TokenisedSentence], hits: dict[int, list[Hit]], annotator: Annotator
) -> Iterator[SentenceReading]:
    """Yield the parsed parts of all sentences."""
    cues = hits_to_cues(article.text, [(n, hit) for n, found in hits.items() for hit in found])
    return ClaimReader(annotator.pipeline, WeightsByUse(wording=_ALL, claim=_NONE, plug=_NONE, limit=_NONE)).readings(
        article, sentences, hits, cues, (), WordMarks(sentences, hits)
    )


def stands_in(claim: Row, sentence: str) -> bool:
    """Say whether a labelled claim is made in a sentence of its text, by its first piece that is not implied."""
    piece = claim["outcome"] or claim["relation"] or claim["agent"]
    return piece is None or piece in sentence


def is_labelled(proposal: Proposal, claims: Sequence[Row]) -> bool:
    """Say whether a labelled claim shares a word of its outcome, or else of its relation, with a proposal."""
    outcomes = [" ".join(t.text for t in phrase_tokens(token)) for token in proposal.outcomes]
    labelled = [claim["outcome"] or claim["relation"] or "" for claim in claims]
    return any(shares_a_word(one, other) for one in labelled for other in outcomes)


# ---- fitting ---------------------------------------------------------------------------------------------


def fit_all(samples: Sequence[Sample], shelf: Shelf, *, without: Collection[str] = ()) -> WeightsByUse:
    """Return all weights; those of claims are learned beside scores of the wording from other topics than their own.

    What is on the ``shelf`` about the topics ``without`` is left there.
    """
    scores: dict[int, dict[int, float]] = {}
    for learned, held in split_by_topic(samples, _INNER_FOLDS):
        wording = fit_wording(learned)
        scores |= {id(sample): score_wording(sample, wording) for sample in held}
    examples = [
        Example([*example.marks, *mark_promise(scores[id(sample)][reading.record.start])], example.topic,
                example.claims, example.counts_for)
        for sample in samples
        for reading, found in sample.readings
        for example in found
    ]  # fmt: skip
    return WeightsByUse(
        wording=fit_wording(samples),
        claim=fit(examples, threshold=CLAIM_THRESHOLD, strength=_C_OF_CLAIMS),
        plug=fit_plugs(samples, shelf, without=without),
        voice=fit_voice(samples),
        limit=fit_limits(samples, shelf, without=without),
    )


def fit_plugs(samples: Iterable[Sample], shelf: Shelf, *, without: Collection[str] = ()) -> Weights:
    """Return the weights of what sells."""
    examples = [*shelf.plugs(without=without), *(each for sample in samples for each in sample.plugs.values())]
    return fit(examples, threshold=PLUG_THRESHOLD, strength=_C_OF_WORDING, min_topics=_MIN_TOPICS_OF_PAGES)


def fit_limits(samples: Iterable[Sample], shelf: Shelf, *, without: Collection[str] = ()) -> Weights:
    """Return the weights of what limits, from texts that state none and those of one sentence that do."""
    told = [sample.limits for sample in samples if not sample.is_limit or sample.size == 1]
    examples = [*shelf.limits(without=without), *(each for found in told for each in found)]
    return fit(examples, threshold=LIMIT_THRESHOLD, strength=_C_OF_WORDING, min_topics=_MIN_TOPICS_OF_PAGES)


def fit_voice(samples: Iterable[Sample]) -> dict[Voice, Weights]:
    """Return the weights of each voice."""
    told = [(sample.topic, each) for sample in samples for each in sample.tellings]
    voices: tuple[Voice, ...] = ("author", "reported", "distanced")
    # each side counts for half: most claims are the author's
    return {
        voice: fit(
            [Example(t.telling.marks, topic, t.voice == voice) for topic, t in told],
            threshold=0.0,
            strength=_C_OF_TELLING,
            balance="balanced",
        )
        for voice in voices
    }


def fit_wording(samples: Iterable[Sample]) -> Weights:
    """Return the weights of the wording of sentences."""
    examples = [example for sample in samples for example in sample.wording.values()]
    return fit(examples, threshold=WORDING_THRESHOLD, strength=_C_OF_WORDING)


def score_wording(sample: Sample, weights: Weights) -> dict[int, float]:
    """Return the score of each sentence's wording, by where it starts."""
    return {start: weights.score(example.marks) for start, example in sample.wording.items()}


def split_by_topic(samples: Sequence[Sample], folds: int) -> Iterator[tuple[list[Sample], list[Sample]]]:
    """Yield samples to learn from and samples held back; the two share no topic."""
    topics = [sample.topic for sample in samples]
    for learned, held in GroupKFold(folds).split(samples, groups=topics):
        yield [samples[number] for number in learned], [samples[number] for number in held]


def fit(
    examples: Sequence[Example],
    *,
    threshold: float,
    strength: float,
    balance: str | None = None,
    min_topics: int = _MIN_TOPICS,
) -> Weights:
    """Return the weights of a logistic regression on marks that stand in enough topics."""
    topics: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        for mark in example.marks:
            topics[mark].add(example.topic)
    kept = {mark for mark, seen in topics.items() if len(seen) >= min_topics}
    vectoriser: Any = DictVectorizer()
    counts = vectoriser.fit_transform([dict.fromkeys(sorted(kept & set(e.marks)), 1) for e in examples])
    # liblinear is the quickest here and reads 32-bit indices only
    counts.indices, counts.indptr = counts.indices.astype(np.int32), counts.indptr.astype(np.int32)
    model = LogisticRegression(C=strength, solver="liblinear", max_iter=1000, class_weight=balance).fit(
        counts, [example.claims for example in examples], sample_weight=[example.counts_for for example in examples]
    )
    found = zip(vectoriser.get_feature_names_out(), model.coef_[0], strict=True)
    by_mark = {str(mark): round(float(weight), 2) for mark, weight in found if abs(weight) >= _MIN_WEIGHT}
    return Weights(bias=round(float(model.intercept_[0]), 2), threshold=threshold, by_mark=by_mark)


def print_cross_validated(samples: Sequence[Sample], shelf: Shelf) -> None:
    """Print claim F1, precision and recall where each topic is read with weights learned on the others."""
    counts: Counter[str] = Counter()
    voices: list[tuple[Voice, Voice, Voice]] = []  # labelled, read by rule, chosen
    for learned, held in split_by_topic(samples, _FOLDS):
        fitted = fit_all(learned, shelf, without={sample.topic for sample in held})
        for sample in held:
            voices += [
                (each.voice, each.telling.voice, choose_voice(each.telling, fitted.voice, sure_by=1.0))
                for each in sample.tellings
            ]
            scores = score_wording(sample, fitted.wording)
            read: list[Claim] = []
            for reading, _ in sample.readings:
                reading.promised = scores[reading.record.start]
                read += reading.claims(fitted.claim)
            pairs = match_claims(sample.claims, read)
            counts.update(read=len(read), labelled=len(pairs), both=sum(each is not None for _, each in pairs))
            sells = sample.is_plug_by_rule or any(fitted.plug.score(e.marks) > 0 for e in sample.plugs.values())
            limits = sample.is_limit_by_rule or any(fitted.limit.score(e.marks) > 0 for e in sample.limits)
            counts.update({"limits": sample.is_limit, "read limits": limits, "both limits": sample.is_limit and limits})
            counts.update({"plugs": sample.is_plug, "read plugs": sells, "both plugs": sample.is_plug and sells})
            if sample.is_plain:
                counts.update({"plain": 1, "plain broken": bool(read), "read": -len(read)})
            elif not pairs:
                counts.update({"silent": 1, "silent broken": bool(read)})
    precision, recall = counts["both"] / max(1, counts["read"]), counts["both"] / counts["labelled"]
    f1 = 2 * counts["both"] / (counts["read"] + counts["labelled"])
    print(f"on new topics: claim F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    f1 = 2 * counts["both plugs"] / max(1, counts["plugs"] + counts["read plugs"])
    print(f"plug F1 {f1:.3f}, by the rules, which were tuned on these, or by weight")
    f1 = 2 * counts["both limits"] / max(1, counts["limits"] + counts["read limits"])
    print(f"limit F1 {f1:.3f}")
    labelled, ruled, chosen = zip(*voices, strict=True)
    by_rule, by_weight = (f1_score(labelled, each, average="macro") for each in (ruled, chosen))
    print(
        f"voice macro-F1 {by_weight:.3f}, by the rules alone {by_rule:.3f}, of all labelled claims that were proposed"
    )
    print(f"of {counts['silent']} sentences without a claim {counts['silent broken']} got one")
    print(f"of {counts['plain']} lines of plain prose {counts['plain broken']} got one")


def print_in_articles(samples: Sequence[Sample], shelf: Shelf) -> None:
    """Print how plugs and limits are read in articles on topics that the weights did not learn from.

    The labels name what matters most on a page, so that the true precision is higher.
    """
    counts: Counter[tuple[str, str, bool, bool]] = Counter()
    topics = [page.topic for page in shelf.pages]
    for _, held in GroupKFold(_PAGE_FOLDS).split(topics, groups=topics):
        without = {topics[number] for number in held}
        learned = [sample for sample in samples if sample.topic not in without]
        plug = fit_plugs(learned, shelf, without=without)
        limit = fit_limits(learned, shelf, without=without)
        for page in (shelf.pages[number] for number in held):
            for way, sells, weighs in (("by rule", _NONE, _NONE), ("with weights", plug, limit)):
                plugs = find_plugs(page.article, page.sentences, page.hits, page.marks, weights=sells)
                limits = find_limits(page.article, page.sentences, page.hits, (), page.marks, weights=weighs)
                for what, found, labels in (("plugs", plugs, page.sells), ("limits", limits, page.weighs)):
                    starts = {each.start for each in found}
                    pairs = (
                        (each.record.start in starts, label) for each, label in zip(page.sentences, labels, strict=True)
                    )
                    counts.update((what, way, *pair) for pair in pairs)
    for what in ("plugs", "limits"):
        for way in ("by rule", "with weights"):
            both = counts[what, way, True, True]
            read, labelled = both + counts[what, way, True, False], both + counts[what, way, False, True]
            f1 = 2 * both / (read + labelled)
            print(f"{what} in articles {way}: F1 {f1:.3f}, precision {both / read:.3f}, recall {both / labelled:.3f}")


def as_table(weights: Weights) -> dict[str, Any]:
    """Return weights as they are stored."""
    return {"bias": weights.bias, "threshold": weights.threshold, "weights": dict(sorted(weights.by_mark.items()))}


if __name__ == "__main__":
    main()
