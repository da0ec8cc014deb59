"""Measure what is read from single sentences: claim strength, hedges, scope, spans, certainty, voice, plugs, and cost.

    python benchmarks/sentences.py --sets ../shared/eval [--json FILE]

Holds the figures against the tables under ``sentences`` in ``floors.toml`` and leaves with 1 when one is below its
floor. Our own sets (``benchmarks/sets``, ``data/sentences``) are always measured; the public ones where they are.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import re
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from hypecheck.annotate import Annotator, load_pipeline
from hypecheck.clean import article_from_text
from hypecheck.lexicon import Lexicon
from hypecheck.records import Annotations, Claim
from strength import describe_sentences, make_strength_model

ROOT = Path(__file__).resolve().parent.parent
SETS = ROOT / "benchmarks" / "sets"
CORPUS = ROOT / "data" / "sentences"
_ROUNDS = 4

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Measured:
    """The figures of one set, each 0 to 1 but for cost, and those of its rival where there is one."""

    name: str
    words: str
    size: int
    figures: Mapping[str, float]
    rival: Mapping[str, float]


def main() -> int:
    """Run the benchmark; return 1 when a figure is below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, help="folder with the public sets claim_strength/ and hedges/")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    options = parser.parse_args()
    measured = list(measure_sentences(options.sets))
    floors = tomllib.loads((ROOT / "benchmarks" / "floors.toml").read_text(encoding="utf-8"))["sentences"]
    print_figures(measured, floors)
    failed = list(check_sentences(measured, floors))
    for line in failed:
        print(f"below its floor: {line}")
    if options.json:
        options.json.write_text(json.dumps([asdict(each) for each in measured], indent=1) + "\n")
    return 1 if failed else 0


def measure_sentences(public: Path | None) -> Iterator[Measured]:
    """Yield the figures of every set there is."""
    annotator = Annotator()
    if public and (strength := public / "claim_strength" / "pubmed.csv").is_file():
        with strength.open(encoding="utf-8", errors="replace") as lines:
            yield measure_strength(list(csv.DictReader(lines)), annotator.lexicon)
    if public and (hedges := public / "hedges" / "wikipedia_sentences.jsonl").is_file():
        yield measure_hedges(read_rows(hedges), annotator.lexicon)
    scope = read_rows(SETS / "scope.jsonl")
    words = "hand-checked sentences: which cue governs which claim"
    yield measure_scope("scope", words, scope, annotator)
    words = "sentences as health pages build them, labelled blind: which cue governs which claim"
    yield measure_scope("scope_pages", words, read_rows(SETS / "scope_pages.jsonl"), annotator)
    yield measure_spans(scope, annotator)
    for name in ("dev", "test"):
        rows = [row for path in sorted(CORPUS.glob(f"{name}*.jsonl")) for row in read_rows(path)]
        if rows:
            yield measure_corpus(name, rows, annotator)
    yield measure_other_texts(read_rows(SETS / "not_health.jsonl"), annotator)
    yield measure_cost(annotator)


def read_rows(path: Path) -> list[Row]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def annotate(text: str, annotator: Annotator) -> Annotations:
    """Return what is read from a plain text."""
    return annotator.annotate(article_from_text(text))


# ---- claim strength ------------------------------------------------------------------------------------


def measure_strength(rows: Sequence[Row], lexicon: Lexicon) -> Measured:
    """Cross-validate (5 folds) a linear classifier of the four strengths on what ``strength`` describes.

    Its rival is the plain one: TF-IDF of words and pairs, logistic regression.
    """
    texts = [row["sentence"].strip('" ') for row in rows]
    labels = np.array([int(row["label"]) for row in rows])
    plain = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=10, class_weight="balanced", max_iter=2000),
    )
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    found = cross_val_predict(make_strength_model(), list(describe_sentences(texts, lexicon)), labels, cv=folds)
    beside = cross_val_predict(plain, texts, labels, cv=folds)
    return Measured(
        "claim_strength",
        "conclusions of PubMed abstracts: none, causal, conditional causal, correlational",
        len(rows),
        {"macro_f1": float(f1_score(labels, found, average="macro"))},
        {"macro_f1": float(f1_score(labels, beside, average="macro"))},
    )


# ---- hedges --------------------------------------------------------------------------------------------


def measure_hedges(rows: Sequence[Row], lexicon: Lexicon) -> Measured:
    """Measure F1 of uncertain sentences by the rules as they are; the rival calls every sentence uncertain."""
    truth = [bool(row["uncertain"]) for row in rows]
    found = [is_uncertain(row["sentence"], lexicon) for row in rows]
    words = "Wikipedia sentences of CoNLL-2010 that hold a hedge or weasel"
    return Measured(
        "hedges", words, len(rows), {"f1": float(f1_score(truth, found))}, {"f1": f1_score(truth, [True] * len(truth))}
    )


def is_uncertain(text: str, lexicon: Lexicon) -> bool:
    """Say whether a sentence holds a hedge (not just how often), a weasel, or words that hold a claim away."""
    return any(
        hit.entry.category in ("hedge", "weasel", "distancing") and hit.entry.name != "hedge/frequency"
        for hit in lexicon.find(text)
    )


# ---- scope and spans -----------------------------------------------------------------------------------


def measure_scope(name: str, words: str, rows: Sequence[Row], annotator: Annotator) -> Measured:
    """Measure the share of (cue, claim) pairs whose link is right.

    The rival ties the same cues to the same claims by a window as in ConText instead of by the parse.
    """
    right, window, pairs = 0, 0, 0
    for row in rows:
        notes = annotate(row["text"], annotator)
        for claim, read in match_claims(row["claims"], notes.claims):
            for cue in row["cues"]:
                linked = cue in claim["cues"]
                pairs += 1
                right += linked == (read is not None and governs(cue, row["text"], read, notes))
                seen = read is not None and is_known(cue, row["text"], notes)
                window += linked == (seen and governs_in_window(cue, claim["relation"], row["text"]))
    return Measured(name, words, len(rows), {"links": right / pairs}, {"links": window / pairs})


def governs(cue: str, text: str, claim: Claim, notes: Annotations) -> bool:
    """Say whether one of a claim's cues shares words with ``cue``."""
    start = text.index(cue)
    return any(notes.cues[n].start < start + len(cue) and start < notes.cues[n].end for n in claim.cues)


def is_known(cue: str, text: str, notes: Annotations) -> bool:
    """Say whether the lexicon has a cue in these words."""
    start = text.index(cue)
    return any(each.start < start + len(cue) and start < each.end for each in notes.cues)


_TERMINATORS = re.compile(r"(?i)\b(?:but|however|although|though|because|while|whereas|which|yet|so)\b|[;:]")
_BACKWARD = re.compile(
    r"(?i)unclear|uncertain|not (?:been )?(?:known|confirmed)|unfounded|limited|says?|claims?|agree|found|needed|report"
)
_WINDOW = 6


def governs_in_window(cue: str, relation: str, text: str) -> bool:
    """Say whether a cue stands within six words before a relation, or behind it where it is of that kind.

    Source: ConText (Harkema et al. 2009): scope runs to a termination term or the end of the window.
    """
    at, of = text.index(cue), text.index(relation)
    between = text[at + len(cue) : of] if at < of else text[of + len(relation) : at]
    if at > of and not _BACKWARD.search(cue):
        return False
    return len(between.split()) <= _WINDOW and not _TERMINATORS.search(between)


def measure_spans(rows: Sequence[Row], annotator: Annotator) -> Measured:
    """Measure F1 of agents and outcomes, as exact spans and as spans that share a word."""
    counts: Counter[str] = Counter()
    for row in rows:
        claims = annotate(row["text"], annotator).claims
        for part in ("agent", "outcome"):
            truth = {claim[part] for claim in row["claims"] if claim[part]}
            found = {getattr(claim, part) for claim in claims if getattr(claim, part)}
            counts[f"{part}_truth"] += len(truth)
            counts[f"{part}_found"] += len(found)
            counts[f"{part}_exact"] += len({_plain(t) for t in truth} & {_plain(f) for f in found})
            counts[f"{part}_overlap"] += sum(any(shares_a_word(t, f) for f in found) for t in truth)
    figures = {
        f"{part}_{kind}": 2 * counts[f"{part}_{kind}"] / max(1, counts[f"{part}_truth"] + counts[f"{part}_found"])
        for part in ("agent", "outcome")
        for kind in ("exact", "overlap")
    }
    return Measured("spans", "the same sentences: where agent and outcome stand", len(rows), figures, {})


# ---- our own corpus of sentences -----------------------------------------------------------------------


def measure_corpus(name: str, rows: Sequence[Row], annotator: Annotator) -> Measured:
    """Measure claims, their certainty, voice and strength, plugs and limits, against what people wrote down blind.

    What it takes to find a claim says ``is_found``; certainty, voice and strength are measured on those found.
    """
    counts: Counter[str] = Counter()
    labels: dict[str, tuple[list[str], list[str]]] = {key: ([], []) for key in ("certainty", "voice", "strength")}
    for row in rows:
        notes = annotate(row["text"], annotator)
        pairs = match_claims(row["claims"], notes.claims)
        hits = [(claim, read) for claim, read in pairs if read is not None]
        counts.update(claims=len(pairs), read=len(notes.claims), both=len(hits))
        counts.update(
            claiming=bool(pairs), read_claiming=bool(notes.claims), both_claiming=bool(pairs and notes.claims)
        )
        counts.update(
            plugs=bool(row["plug"]), read_plugs=bool(notes.plugs), both_plugs=bool(row["plug"] and notes.plugs)
        )
        counts.update(
            limits=bool(row["limit"]), read_limits=bool(notes.limits), both_limits=bool(row["limit"] and notes.limits)
        )
        for claim, read in hits:
            for key, (truth, found) in labels.items():
                truth.append(claim[key])
                found.append(getattr(read, key))
    figures = {
        "claim_f1": 2 * counts["both"] / max(1, counts["claims"] + counts["read"]),
        "sentence_f1": 2 * counts["both_claiming"] / max(1, counts["claiming"] + counts["read_claiming"]),
        "plug_f1": 2 * counts["both_plugs"] / max(1, counts["plugs"] + counts["read_plugs"]),
        "limit_f1": 2 * counts["both_limits"] / max(1, counts["limits"] + counts["read_limits"]),
    }
    for key, (truth, found) in labels.items():
        figures[f"{key}_macro_f1"] = float(f1_score(truth, found, average="macro", labels=sorted(set(truth))))
    return Measured(name, f"our own sentences ({name}), labelled blind", len(rows), figures, {})


def match_claims(truth: Sequence[Row], read: Sequence[Claim]) -> list[tuple[Row, Claim | None]]:
    """Pair each labelled claim with the claim read that fits it best, each used once."""
    left = list(read)
    pairs: list[tuple[Row, Claim | None]] = []
    for claim in truth:
        best = max((each for each in left if is_found(claim, each)), key=lambda each: fit_of(claim, each), default=None)
        if best is not None:
            left.remove(best)
        pairs.append((claim, best))
    return pairs


def is_found(claim: Row, read: Claim) -> bool:
    """Say whether a claim read shares a word of the outcome; of the relation, or agent, where nothing else is said.

    "Works in 15 minutes" names no outcome: one labelled claim in eighteen has none.
    """
    if claim["outcome"]:
        return shares_a_word(claim["outcome"], read.outcome)
    if claim["relation"]:
        return shares_a_word(claim["relation"], f"{read.relation} {read.outcome}")
    return shares_a_word(claim["agent"] or "", read.agent)


def fit_of(claim: Row, read: Claim) -> float:
    """Return how well agent and relation of a claim read fit a labelled one, 0 to 1.5."""
    same_agent = shares_a_word(claim["agent"] or "", read.agent) or not (claim["agent"] or read.agent)
    return same_agent + 0.5 * shares_a_word(claim["relation"] or "", read.relation)


_SMALL = frozenset({"the", "a", "an", "of", "your", "in", "to", "for", "and", "s"})


def shares_a_word(one: str, other: str) -> bool:
    """Say whether two phrases share a word that is not a small one."""
    return bool(_words(one) & _words(other))


def _words(phrase: str) -> set[str]:
    return set(re.findall(r"\w+", phrase.lower())) - _SMALL


def _plain(phrase: str) -> str:
    return phrase.lower().strip(" .,")


# ---- other texts, cost ---------------------------------------------------------------------------------


def measure_other_texts(rows: Sequence[Row], annotator: Annotator) -> Measured:
    """Measure the share of texts that are not about health and give no claim."""
    silent = sum(not annotate(row["text"], annotator).claims for row in rows)
    words = "recipes, match reports, policies: no health claims"
    return Measured("not_health", words, len(rows), {"silent": silent / len(rows)}, {})


def measure_cost(annotator: Annotator) -> Measured:
    """Measure CPU time of annotation against the whole small English pipeline on the same pages, best round of each."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "articles").glob("*/*.txt"))[::12]]
    articles = [article_from_text(text) for text in texts]
    articles = [article for article in articles if 500 < article.word_count < 1200]
    whole = load_pipeline(exclude=())
    annotator.annotate(articles[0])
    whole(articles[0].text)
    gc.collect()
    gc.freeze()  # as a worker of a batch does: the sets measured before are nobody's garbage
    own, others = [], []
    for _ in range(_ROUNDS):
        start = time.process_time()
        for article in articles:
            annotator.annotate(article)
        middle = time.process_time()
        for article in articles:
            whole(article.text)
        own.append(middle - start)
        others.append(time.process_time() - middle)
    gc.unfreeze()
    words = "CPU time against the whole small English pipeline"
    return Measured("cost", words, len(articles), {"ratio": min(own) / min(others)}, {})


# ---- floors and the table ------------------------------------------------------------------------------


def check_sentences(measured: Iterable[Measured], floors: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each figure worse than its floor; of ``ratio`` less is better."""
    for each in measured:
        for key, value in each.figures.items():
            floor = floors.get(each.name, {}).get(key)
            if floor and (value > floor["reach"] if key == "ratio" else value < floor["reach"]):
                yield f"{each.name}, {key}: {value:.3f}, must reach {floor['reach']}"


def print_figures(measured: Iterable[Measured], floors: Mapping[str, Any]) -> None:
    """Print each set's figures beside its rival's, the floor and the aim."""
    for each in measured:
        print(f"\n[{each.name}] {each.words} ({each.size})")
        print(f"{'':24}{'measured':>10}{'rival':>10}{'reach':>10}{'aim':>10}")
        for key, value in each.figures.items():
            floor = floors.get(each.name, {}).get(key, {})
            rival = f"{each.rival[key]:.3f}" if key in each.rival else ""
            print(f"{key:24}{value:>10.3f}{rival:>10}{floor.get('reach', ''):>10}{floor.get('aim', ''):>10}")


if __name__ == "__main__":
    sys.exit(main())
