"""Count the labelled sentences and write the counts as tables into README.md.

    python data/sentences/counts.py

rewrites what stands between the ``counts`` markers of this folder's README.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
CARD = FOLDER / "README.md"
PARTS = ("dev", "test")


def read_sentences(part: str, folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Read the sentences of one part, ``dev`` or ``test``, in the order of the files."""
    files = sorted(folder.glob(f"{part}-*.jsonl"))
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def labels_of(sentence: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each kind of label a sentence bears with its value; claims and cues as often as they occur."""
    yield "sentences", "all"
    yield "sentences", "near miss" if sentence["near_miss"] else "plain"
    yield "sentences", "with a claim" if sentence["claims"] else "without a claim"
    for claim in sentence["claims"]:
        yield "claims", "all"
        for kind in ("certainty", "voice", "strength"):
            yield kind, claim[kind]
    for cue in sentence["cues"]:
        yield "cue", cue["category"]
    if sentence["plug"]:
        yield "plug", sentence["plug"]
    if sentence["limit"]:
        yield "limit", f"{sentence['limit']}, of the {sentence['limit_of']}"


def format_counts(parts: dict[str, Iterable[dict[str, Any]]]) -> str:
    """Lay the counts of each part out as one Markdown table, kinds in order of first appearance."""
    counts = {part: Counter(label for one in found for label in labels_of(one)) for part, found in parts.items()}
    total: Counter[tuple[str, str]] = sum(counts.values(), Counter())
    kinds = ("sentences", "claims", "certainty", "voice", "strength", "cue", "plug", "limit")
    rows = sorted(total, key=lambda label: (kinds.index(label[0]), label[1] != "all", -total[label], label[1]))
    lines = ["| | label | " + " | ".join(counts) + " |", "|---|---|" + "---:|" * len(counts)]
    for kind, value in rows:
        numbers = " | ".join(str(own[kind, value]) for own in counts.values())
        lines.append(f"| {kind} | {value} | {numbers} |")
    return "\n".join(lines)


def fill_card(card: str) -> str:
    """Return the README with its table of counts made anew."""
    table = format_counts({part: read_sentences(part) for part in PARTS})
    return re.sub(
        r"(?<=<!-- counts -->\n).*(?=<!-- end of counts -->)", lambda _: f"\n{table}\n\n", card, flags=re.DOTALL
    )


if __name__ == "__main__":
    CARD.write_text(fill_card(CARD.read_text(encoding="utf-8")), encoding="utf-8")
