"""Count the corpus and compare it with its second reading; write both as tables into README.md.

    python data/tables.py

rewrites what stands between the ``tables`` and ``second reading`` markers of the data card.
"""

from __future__ import annotations

import json
import operator
import statistics
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import html

DATA = Path(__file__).resolve().parent
CARD = DATA / "README.md"
LABELS = ("balanced", "mixed", "commercial")
LENGTHS = ((150, 299), (300, 499), (500, 799), (800, 1099), (1100, 1499), (1500, 2500))
# elements inside a line of text: no break before or after them
INLINE = {"a", "abbr", "b", "cite", "em", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u"}


@dataclass(frozen=True)
class LabelledArticle:
    """One label line of a ``labels.jsonl`` with the file it speaks of."""

    path: Path
    line: str
    record: dict[str, Any]
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


def label_of_score(score: int) -> str:
    """Name the band of a score from 0 to 100 (GUIDELINES.md)."""
    return "balanced" if score <= 20 else "mixed" if score <= 62 else "commercial"


def visible_text(path: Path) -> str:
    """Return what a reader sees of a .txt or .html article, all white space as single spaces."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".html":
        return " ".join(source.split())
    root = html.document_fromstring(source)
    for hidden in root.xpath("//head | //script | //style | //template | //comment()"):
        hidden.drop_tree()
    for element in root.iter():
        if element.tag not in INLINE:
            element.text = " " + (element.text or "")
            element.tail = " " + (element.tail or "")
    return " ".join(root.text_content().split())


def read_articles(articles: Path = DATA / "articles") -> list[LabelledArticle]:
    """Read every label line under ``articles``, sorted by id."""
    found = []
    for labels in articles.glob("*/labels.jsonl"):
        for line in labels.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            path = labels.parent / record["file"]
            found.append(LabelledArticle(path=path, line=line, record=record, text=visible_text(path)))
    return sorted(found, key=lambda article: article.record["id"])


def read_splits() -> dict[str, Any]:
    return tomllib.loads((DATA / "splits.toml").read_text(encoding="utf-8"))


def format_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Lay rows out as a Markdown table: first column left, the others right."""
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def count_by_label(
    articles: Sequence[LabelledArticle],
    name: str,
    key: Callable[[LabelledArticle], str],
    order: Sequence[str] = (),
) -> str:
    """Count articles by a property and by label, the most frequent value first unless ``order`` is given."""
    counts = Counter((key(article), article.record["label"]) for article in articles)
    totals = Counter(key(article) for article in articles)
    names = [value for value in order if totals[value]] or [value for value, _ in totals.most_common()]
    rows = [
        (
            value,
            totals[value],
            *(counts[value, label] for label in LABELS),
            f"{totals[value] / len(articles):.1%}",
        )
        for value in names
    ]
    return format_table((name, "articles", *LABELS, "share"), rows)


def length_band(words: int) -> str:
    return next(f"{low}-{high} words" for low, high in LENGTHS if low <= words <= high)


def count_flags(articles: Sequence[LabelledArticle]) -> str:
    """Say in how many articles of each label a flag is true."""
    flags = ("plug", "one_sided", "risk_or_limits", "cites_study", "quantified_claim", "disease_claim")
    by_label = {label: [a.record for a in articles if a.record["label"] == label] for label in LABELS}
    rows = [
        (flag, *(f"{sum(r[flag] for r in by_label[label]) / len(by_label[label]):.0%}" for label in LABELS))
        for flag in flags
    ]
    return format_table(("true in", *LABELS), rows)


def describe_lengths(articles: Sequence[LabelledArticle]) -> str:
    rows = []
    for label in (*LABELS, "all"):
        words = sorted(a.words for a in articles if label in ("all", a.record["label"]))
        quarters = statistics.quantiles(words, n=4)
        rows.append((label, words[0], *(f"{q:.0f}" for q in quarters), words[-1], f"{statistics.mean(words):.0f}"))
    return format_table(("words", "shortest", "quarter", "median", "three quarters", "longest", "mean"), rows)


def describe_corpus(articles: Sequence[LabelledArticle]) -> str:
    """Write every count of the data card."""
    splits = read_splits()
    test = set(splits["test"]["topics"])
    pairs = defaultdict(set)
    for article in articles:
        if article.record["pair"]:
            pairs[article.record["pair"]].add(article.record["label"])
    opposed = sum({"balanced", "commercial"} <= labels for labels in pairs.values())
    head = (
        f"{len(articles)} articles, {len({a.record['topic'] for a in articles})} topics, "
        f"{len({a.record['kind'] for a in articles})} kinds, {len(pairs)} matched pairs "
        f"({opposed} of them a commercial article against a balanced one), "
        f"{sum(a.path.suffix == '.html' for a in articles)} whole HTML pages."
    )
    hard = [a for a in articles if a.record["hard"]]
    sections = {
        "Part, form and split": "\n\n".join(
            [
                count_by_label(articles, "part", lambda a: a.record["part"]),
                count_by_label(articles, "form", lambda a: a.path.suffix[1:]),
                count_by_label(articles, "split", lambda a: "test" if a.record["topic"] in test else "train"),
            ]
        ),
        "Kind": count_by_label(articles, "kind", lambda a: a.record["kind"]),
        "Hard kind (`hard`)": f"{len(hard)} articles.\n\n"
        + count_by_label(hard, "hard kind", lambda a: a.record["hard"]),
        "Length": describe_lengths(articles)
        + "\n\n"
        + count_by_label(articles, "length", lambda a: length_band(a.words), [length_band(low) for low, _ in LENGTHS]),
        "Flags": count_flags(articles),
        "Topic": count_by_label(
            articles, "topic", lambda a: a.record["topic"], sorted({a.record["topic"] for a in articles})
        ),
    }
    return "\n\n".join([head, *(f"### {title}\n\n{table}" for title, table in sections.items())])


def compare_second_reading(articles: Sequence[LabelledArticle]) -> str:
    """Compare the blind second reading with our scores as they were when it was read, and as they are now.

    Spearman's rank correlation is over the scores, kappa (quadratic weights) over the three bands.
    """
    # the two libraries come with the package; the counts above do without them
    from scipy.stats import spearmanr
    from sklearn.metrics import cohen_kappa_score

    ours = {article.record["id"]: article.record for article in articles}
    lines = (DATA / "second_reading.jsonl").read_text(encoding="utf-8").splitlines()
    readings = [json.loads(line) for line in lines]
    second = [reading["score"] for reading in readings]
    bands = [LABELS.index(label_of_score(score)) for score in second]
    rows = []
    for name, first in (
        ("as read", [reading["first_score"] for reading in readings]),
        ("as they are now", [ours[reading["id"]]["score"] for reading in readings]),
    ):
        first_bands = [LABELS.index(label_of_score(score)) for score in first]
        gaps = [abs(one - other) for one, other in zip(first, second, strict=True)]
        rows.append(
            (
                name,
                len(readings),
                f"{spearmanr(first, second).statistic:.3f}",
                f"{cohen_kappa_score(first_bands, bands, weights='quadratic', labels=[0, 1, 2]):.3f}",
                f"{sum(map(operator.eq, first_bands, bands)) / len(bands):.1%}",
                f"{statistics.mean(gaps):.1f}",
                sum(gap > 10 for gap in gaps),
            )
        )
    header = ("our scores", "articles", "Spearman", "weighted kappa", "same label", "mean gap", "gap over 10")
    flags = ("plug", "one_sided", "risk_or_limits")
    agreed = Counter(flag for flag in flags for r in readings if r[flag] == ours[r["id"]][flag])
    agreement = ", ".join(f"`{flag}` {agreed[flag] / len(readings):.0%}" for flag in flags)
    return format_table(header, rows) + f"\n\nFlags that agree with ours as they are now: {agreement}."


def put_between_markers(card: str, name: str, content: str) -> str:
    """Replace what stands between the two comments that carry ``name``; fail if they are not both there."""
    before, opening, rest = card.partition(f"<!-- {name} -->\n")
    _, closing, after = rest.partition(f"<!-- end of {name} -->")
    if not closing:
        raise ValueError(f"the data card has no markers for {name!r}")
    return f"{before}{opening}\n{content}\n\n{closing}{after}"


def fill_card(card: str) -> str:
    """Return the data card with its tables counted afresh."""
    articles = read_articles()
    card = put_between_markers(card, "tables", describe_corpus(articles))
    return put_between_markers(card, "second reading", compare_second_reading(articles))


if __name__ == "__main__":
    CARD.write_text(fill_card(CARD.read_text(encoding="utf-8")), encoding="utf-8")
