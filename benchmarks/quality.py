"""Measure the framing model on pages it never saw, beside simpler models, and hold it against floors.toml.

    python benchmarks/quality.py --sets ../shared/eval [--json FILE] [--card models/framing-en]

Trains both variants (our corpus; our corpus with health_pages) and the simpler models in one run, so it takes
a quarter of an hour on two cores. Leaves with 1 when a figure of the variant that ships is below its floor.
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import sys
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from hypecheck.annotate import Annotator
from hypecheck.clean import article_from_text
from hypecheck.evaluation import (
    BASELINES,
    FIGURES,
    Baseline,
    ModelScorer,
    Scorer,
    add_sets,
    compare,
    figure_text,
    read_splits,
    split_pages,
)
from hypecheck.framing import PageReading
from hypecheck.training import LabelledPage, cross_validate, fit_classifier, load_pages, measure

ROOT = Path(__file__).resolve().parent.parent
OWN, WITH_HEALTH_PAGES = "our corpus", "our corpus with health_pages"


@dataclass(frozen=True)
class Sets:
    """The pages measured on; ``health_pages`` and ``ftd`` are empty where the public sets are absent."""

    train: list[LabelledPage]
    test: list[LabelledPage]
    health_pages: list[LabelledPage]
    ftd: list[LabelledPage]

    @property
    def rendered(self) -> list[LabelledPage]:
        """The test pages that are real pages told again in other words."""
        return [page for page in self.test if page.part == "rendered"]


def main() -> int:
    """Run the benchmark; return 1 when the variant that ships is below a floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT / "data", help="folder with articles/ and general.jsonl")
    parser.add_argument("--splits", type=Path, default=ROOT / "data" / "splits.toml")
    parser.add_argument("--sets", type=Path, help="folder with the public sets health_pages/ and ftd/")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--card", type=Path, help="put the figures into the card of the model in this folder")
    options = parser.parse_args()

    sets = load_sets(options.data, options.splits, options.sets)
    entries = measure_sets(sets)
    floors = tomllib.loads((ROOT / "benchmarks" / "floors.toml").read_text(encoding="utf-8"))
    print_tables(entries, floors)
    failed = list(check_floors(entries, floors)) + run_sentences(options.sets, floors["sentences"])
    for line in failed:
        print(f"below its floor: {line}")
    if options.json:
        options.json.write_text(json.dumps({"sets": entries, "below_floor": failed}, indent=1) + "\n")
    if options.card:
        add_sets(options.card, entries)
    return 1 if failed else 0


# ---- pages ---------------------------------------------------------------------------------------------


def load_sets(data: Path, splits: Path, public: Path | None) -> Sets:
    """Read our corpus and what there is of the public sets."""
    annotator = Annotator()
    tell("reading our corpus")
    pages = [page for name in ("articles", "general.jsonl") for page in load_pages(data / name, annotator=annotator)]
    train, test = split_pages(pages, read_splits(splits))
    health_pages, ftd = [], []
    if public and (public / "health_pages").is_dir():
        tell("reading health_pages")
        health_pages = load_pages(public / "health_pages", annotator=annotator)
    if public and (public / "ftd").is_dir():
        tell("reading ftd")
        ftd = list(read_ftd(public / "ftd" / "ftd_en.jsonl.xz", annotator))
    return Sets(train, test, health_pages, ftd)


def read_ftd(path: Path, annotator: Annotator) -> Iterator[LabelledPage]:
    """Yield the texts that are clearly promotional (2) or clearly not (0), without the grades between."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            grade = row["commercial_promotion"]
            if grade not in (0, 2):
                continue
            article = article_from_text(join_tokens(row["text"]))
            yield LabelledPage(
                id=row["id"],
                reading=PageReading(article=article, annotations=annotator.annotate(article)),
                score=85.0 if grade == 2 else 5.0,
                label="commercial" if grade == 2 else "balanced",
                group=row["id"],
            )


def join_tokens(text: str) -> str:
    """Write a tokenised text as people do.

    >>> join_tokens('He said ( twice ) , " do n\\'t pay $ 20 " .')
    'He said (twice), "don\\'t pay $20".'
    """
    sides = cycle((' "', '" '))
    text = re.sub(r' ?" ?', lambda _: next(sides), text.replace("</doc>", ""))
    text = re.sub(r" (n['’]t|['’](?:s|re|ve|ll|d|m))\b", r"\1", text)
    text = re.sub(r"([(\[$£€]) ", r"\1", text)
    return re.sub(r" ([.,;:!?)\]%])", r"\1", text).strip()


# ---- figures -------------------------------------------------------------------------------------------


def measure_sets(sets: Sets) -> list[dict[str, Any]]:
    """Train the variants and their rivals; return one entry for each set, in the form of ``metrics.json``."""
    models: dict[str, Scorer] = {}
    tell(f"training on {OWN}")
    models[OWN] = ModelScorer(fit_classifier(sets.train))
    if sets.health_pages:
        tell(f"training on {WITH_HEALTH_PAGES}")
        models[WITH_HEALTH_PAGES] = ModelScorer(fit_classifier([*sets.train, *sets.health_pages]))
    tell("training the simpler models")
    models |= {name: Baseline(fit, sets.train) for name, fit in BASELINES.items()}

    tell("measuring")
    entries = [
        compare(models, sets.test, name="test", words="Our test split: topics not trained on"),
        compare(models, sets.rendered, name="rendered", words="Of these, real pages told again in other words"),
    ]
    if sets.health_pages:
        entries.append(measure_health_pages(sets, models))
    if sets.ftd:
        words = "ftd: general web texts, strong commercial promotion against none"
        entries.append(keep_auc(compare(models, sets.ftd, name="ftd", words=words)))
    return entries


def run_sentences(public: Path | None, floors: Mapping[str, Any]) -> list[str]:
    """Measure what is read from single sentences, print it, and return a line for each figure below its floor."""
    import sentences  # beside this file, on the path where it runs as a script

    tell("measuring sentences")
    measured = list(sentences.measure_sentences(public))
    sentences.print_figures(measured, floors)
    return list(sentences.check_sentences(measured, floors))


def measure_health_pages(sets: Sets, models: Mapping[str, Scorer]) -> dict[str, Any]:
    """Measure on health_pages; the variant that learns from them is cross-validated by site."""
    unseen = {name: scorer for name, scorer in models.items() if name != WITH_HEALTH_PAGES}
    words = "health_pages: real pages of 2010, none of them seen"
    entry = compare(unseen, sets.health_pages, name="health_pages", words=words)
    tell(f"cross-validating {WITH_HEALTH_PAGES} by site")
    entry["models"][WITH_HEALTH_PAGES] = measure(sets.health_pages, cross_validate(sets.health_pages, also=sets.train))
    entry["models"] = {name: entry["models"][name] for name in models}
    return entry


def keep_auc(entry: dict[str, Any]) -> dict[str, Any]:
    """Leave out what means nothing on texts that are not about health: bands, calibration, graded scores."""
    kept = ("pages", "groups", "auc")
    models = {name: {key: found[key] for key in kept} for name, found in entry["models"].items()}
    return entry | {"models": models}


def check_floors(entries: list[dict[str, Any]], floors: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each figure of the variant that ships which is worse than its floor."""
    for entry in entries:
        figures = entry["models"][floors["ships"]]
        for figure in FIGURES:
            floor = floors.get(entry["set"], {}).get(figure.key)
            text, _ = figure_text(figures.get(figure.key))
            if floor is None or text == "-":
                continue
            worse = float(text) > floor["reach"] if figure.less_is_better else float(text) < floor["reach"]
            if worse:
                yield f"{entry['set']}, {figure.words}: {text}, must reach {floor['reach']}"


# ---- the table -----------------------------------------------------------------------------------------


def print_tables(entries: list[dict[str, Any]], floors: Mapping[str, Any]) -> None:
    """Print a table for each set that floors.toml names, and say which sets are absent."""
    by_name = {entry["set"]: entry for entry in entries}
    for name in (key for key, value in floors.items() if isinstance(value, dict) and key != "sentences"):
        entry = by_name.get(name)
        if entry is None:
            print(f"\n{name}: set absent, not measured (--sets FOLDER)")
            continue
        models = entry["models"]
        some = models[floors["ships"]]
        print(f"\n[{name}] {entry['words']} ({some['pages']} pages, {some['groups']} topics or sites)")
        print(f"{'':34}" + "".join(f"{model:>30}" for model in models) + f"{'reach':>8}{'aim':>8}")
        for figure in FIGURES:
            cells = [figure_text(found.get(figure.key)) for found in models.values()]
            if all(value == "-" for value, _ in cells):
                continue
            floor = floors[name].get(figure.key, {"reach": "", "aim": ""})
            row = "".join(f"{f'{value}  {interval}':>30}" for value, interval in cells)
            print(f"{figure.words:34}{row}{floor['reach']:>8}{floor['aim']:>8}")
    print(f"\nships: {floors['ships']}")


def tell(message: str) -> None:
    """Say on stderr what is going on."""
    print(f"{time.strftime('%H:%M:%S')} {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
