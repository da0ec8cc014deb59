"""Rewrites what comes out of the code: docs/failures.md, some tables, the README's examples and its picture.

Run it from anywhere with hypecheck installed: ``python docs/regenerate.py``. A test compares the tables; the
README's examples and the picture also change with the model, so run it after training.
"""

from __future__ import annotations

import json
import re
from contextlib import chdir
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypecheck.pipeline import Checker
    from hypecheck.records import Assessment

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = "data/samples"
PICTURED = "data/samples/shop-article.html"
TABLE_COLUMNS = 110  # the narrowest table with one line a page
_JSON_COLUMNS = 112
BAR = r"\|"


def main() -> None:
    """Write every document."""
    from hypecheck.pipeline import load

    (ROOT / "docs/failures.md").write_text(list_failures(), encoding="utf-8")
    fill("docs/lexicons.md", "categories", list_categories())
    fill("docs/features.md", "features", list_features())
    checker = load()
    with chdir(ROOT):
        fill("README.md", "scan", f"```text\n{draw_table(checker)}```\n")
        fill("README.md", "record", f"```json\n{shorten_record(checker)}\n```\n")
        fill("README.md", "figures", list_figures())
        (ROOT / "docs/explain.svg").write_text(draw_picture(checker), encoding="utf-8")


def fill(document: str, block: str, content: str) -> None:
    """Put ``content`` between the markers of ``block`` in a document."""
    path = ROOT / document
    path.write_text(replace_block(path.read_text(encoding="utf-8"), block, content), encoding="utf-8")


def replace_block(text: str, block: str, content: str) -> str:
    """Return the text with what stands between ``<!-- block -->`` and ``<!-- /block -->`` replaced."""
    pattern = re.compile(rf"(<!-- {block}\b[^>]*-->).*?(<!-- /{block} -->)", re.DOTALL)
    filled, count = pattern.subn(lambda found: f"{found[1]}\n{content}{found[2]}", text)
    if count != 1:
        raise ValueError(f"Found {count} blocks <!-- {block} --> ... <!-- /{block} -->; expected one.")
    return filled


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [heads, ("---",) * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', BAR) for cell in line)} |\n" for line in lines)


# Tables that follow from the code alone


def list_figures() -> str:
    """Return the README's table of figures, from the metrics of the model that ships."""
    from hypecheck.config import models_folder
    from hypecheck.evaluation import FIGURES, figure_text

    sets = json.loads((models_folder() / "framing-en/metrics.json").read_text(encoding="utf-8"))["sets"]
    rows = []
    for entry in sets:
        found = entry["models"]["hypecheck" if "hypecheck" in entry["models"] else "our corpus"]
        for figure in FIGURES:
            value, interval = figure_text(found.get(figure.key))
            if value != "-":
                rows.append((entry["words"], figure.words, f"{value} ({interval})" if interval else value))
    return "\n" + _table(("measured on", "figure", "value"), rows) + "\n"


def list_failures() -> str:
    """Return docs/failures.md: every code a record without a score can carry, by stage."""
    from hypecheck.errors import ABSTENTION_CODES, FAILURE_CODES, RETRIED

    stages = {
        "source": "Reading the inputs",
        "fetch": "Fetching the page",
        "clean": "Reading the article out of the page",
        "batch": "The machine",
    }
    text = (
        "# Failure codes\n\n<!-- Made by docs/regenerate.py from hypecheck.errors; do not edit. -->\n\n"
        "A failed record carries `error.code`, one of those below, with `error.stage` and a sentence in\n"
        "`error.detail` that says what was got and what was expected. The other pages of a run go on, and\n"
        "`hypecheck scan ... --retry-failed CODE` does those again that ended with a code.\n\n"
        "Each code stands under the stage that most often gives it. The record names the one that did: a file can be\n"
        "`too_large` when it is read (`source`), an address a `bad_url` when it is fetched (`fetch`).\n"
    )
    for stage, title in stages.items():
        codes = {code: advice for code, (place, advice) in FAILURE_CODES.items() if place == stage}
        heads: tuple[str, ...] = ("code", "what to do")
        rows: list[tuple[str, ...]] = [(f"`{code}`", advice) for code, advice in codes.items()]
        if stage == "fetch":
            heads += ("tried again",)
            rows = [(*row, RETRIED.get(code, "no")) for row, code in zip(rows, codes, strict=True)]
        text += f"\n## {title} (`{stage}`)\n\n{_table(heads, rows)}"
    rows = [(f"`{code}`", f"`{stage}`", advice) for code, (stage, advice) in ABSTENTION_CODES.items()]
    return text + (
        "\n## Read, and not scored\n\n"
        "No failures: such a record abstains and carries the code in `abstained_because`. None is tried again by "
        "itself.\n\n" + _table(("code", "found by", "what to do"), rows)
    )


def list_categories() -> str:
    """Return the table of the lexicon files: category, what it is for, where its terms come from."""
    import tomllib

    files = sorted((ROOT / "src/hypecheck/lexicons/en").glob("*.toml"))
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]
    rows = [
        (
            f"`{table['category']}`",
            table["about"],
            ", ".join(f"`{entry['id']}`" for entry in table["entry"]),
            "internal" if table.get("internal") else "cues",
            table["source"],
        )
        for table in tables
    ]
    return _table(("category", "what it holds", "entries", "gives", "source"), rows)


def list_features() -> str:
    """Return the table of the features: name, the sentence shown as a reason, which way it can point."""
    from hypecheck.framing import MODEL_FEATURES

    points = {1: "commercial", -1: "balanced"}
    rows = []
    for feature in MODEL_FEATURES:
        rows.append((f"`{feature.name}`", feature.family, feature.explanation, points[feature.sign]))
        if feature.opposite:
            rows.append((f"`{feature.name}` below 0", feature.family, feature.opposite, points[-feature.sign]))
    return _table(("feature", "family", "the sentence of its reason", "can only speak for"), rows)


# Examples that follow from the model too


def draw_table(checker: Checker) -> str:
    """Return what ``hypecheck scan data/samples`` prints on a terminal, without colour."""
    from hypecheck.report import open_writer

    stream = StringIO()
    writer = open_writer("table", stream, console_width=TABLE_COLUMNS)
    for assessment in _assess(checker, SAMPLES):
        writer.write(assessment)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def shorten_record(checker: Checker) -> str:
    """Return the record of the pictured sample without its text, each list cut to its first item."""
    return _lay_out(_first_items(_assess_pictured(checker).to_dict(text=False)))


def draw_picture(checker: Checker) -> str:
    """Return the terminal picture of ``hypecheck explain`` as SVG."""
    from hypecheck.report import explain_svg

    return explain_svg(_assess_pictured(checker))


def _assess_pictured(checker: Checker) -> Assessment:
    return _assess(checker, PICTURED)[0]


def _assess(checker: Checker, name: str) -> list[Assessment]:
    from hypecheck.sources import read_items

    assessments = list(checker.assess_many(read_items([name])))
    for assessment in assessments:
        if assessment.failure is not None:
            raise SystemExit(f"Nothing is drawn of a failed page: {assessment.failure.detail}")
    return assessments


def _first_items(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _first_items(item) for key, item in value.items()}
    if isinstance(value, list):
        is_span = all(isinstance(item, int) for item in value)
        return value if is_span else [_first_items(item) for item in value[:1]]
    return round(value, 4) if isinstance(value, float) else value


def _lay_out(value: Any, *, indent: int = 0, used: int = 0) -> str:
    """Return JSON with whatever fits on one line left on one line; ``used`` counts what stands before it."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or indent + used + len(line) < _JSON_COLUMNS:
        return line
    space = " " * (indent + 2)
    if isinstance(value, dict):
        heads = [f"{json.dumps(key)}: " for key in value]
        items = list(value.values())
    else:
        heads, items = [""] * len(value), value
    inner = ",\n".join(
        f"{space}{head}{_lay_out(item, indent=indent + 2, used=len(head))}"
        for head, item in zip(heads, items, strict=True)
    )
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{inner}\n{' ' * indent}{closing}"


if __name__ == "__main__":
    main()
