"""A model's manifest and metrics go in, its card comes out; every number in it is read from those two."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hypecheck.errors import ModelError, OutputError
from hypecheck.evaluation._figures import BANDS, FIGURES, figure_text
from hypecheck.framing import MANIFEST_FILE

__all__ = ["CARD_FILE", "METRICS_FILE", "add_sets", "write_card", "write_metrics"]

METRICS_FILE = "metrics.json"
CARD_FILE = "card.md"
_WORST = 10
_PICTURES = {
    "reliability": "Share of commercial pages by score: on the diagonal, a score means what it says.",
    "score_by_kind": "Scores by kind of page.",
    "risk_coverage": "Share of wrong decisions when only the surest pages are decided.",
    "confusion": "Labels against bands.",
    "roc": "Commercial pages found against balanced pages taken for commercial.",
}

_WHAT_IT_IS = """\
Scores how far an English health article is written to sell. The score is the chance, 0 to 1, that a careful
reader would call the article's framing commercial. It measures framing: it does not say whether a claim is
right, whether a product works, or whether anybody broke a rule.

It is a linear model over named features of the page (what is claimed, how surely and in whose voice, limits,
risks and alternatives, plugs and where they stand, page furniture) and over how its sentences and the page as a
whole are worded (agents, outcomes, brands and numbers left out, and words that few topics share). Weights keep
the sign their feature may have. The contributions of all features and the intercept add up to the raw score
exactly; a logistic curve turns the raw score into the score. Where the score's interval touches more than one band, a
forest of trees over the same features chooses the band; it changes no score."""

_BIASES = """\
- It learnt from the pages listed above, in their shares of kinds and topics; their data card says how they
  were made and labelled. Pages of other times, countries and registers will be farther off than the figures
  say.
- It reads wording and furniture, not purposes. A seller who writes soberly and points to nothing scores too
  low; a sceptic, a charity or a public body that uses sellers' words scores too high.
- Advertising that must state its risks by law earns the credit of stated risks.
- Plain text gives it less to see than a whole page with its links, prices and buttons.
- Labels are one reader's, checked by a second on a part of the pages; in the mixed band readers disagree."""

_NOT_FOR = """\
- saying that a claim is right or wrong, or that a page is honest or not;
- deciding about a page, a site or a person without somebody reading the passages shown as reasons;
- texts that are not English, not about health, or under 80 words;
- comparing two pages whose intervals overlap;
- medical advice of any kind."""


_HOW_MEASURED = """\
Intervals in brackets are 95 % bootstraps over topics or sites. The simpler models learnt from the same pages,
were calibrated on them and measured in the same run."""

_HOW_ABLATED = """\
The weights were fitted again without each family, and every page trained on was scored by weights that saw
none of its topic. Families overlap, so a small loss alone does not make one useless."""


def write_metrics(folder: Path, metrics: Mapping[str, Any]) -> None:
    """Write ``metrics.json``. Raises ``OutputError`` when the system refuses."""
    _write(folder / METRICS_FILE, json.dumps(metrics, indent=1, ensure_ascii=False) + "\n")


def add_sets(folder: Path, sets: Sequence[Mapping[str, Any]]) -> None:
    """Put sets that were measured elsewhere into a model's ``metrics.json``, and write its card again."""
    metrics = _read(folder / METRICS_FILE)
    fresh = {entry["set"] for entry in sets}
    metrics["sets"] = [entry for entry in metrics["sets"] if entry["set"] not in fresh] + list(sets)
    write_metrics(folder, metrics)
    write_card(folder)


def write_card(folder: Path) -> Path:
    """Write ``card.md`` from ``manifest.json`` and ``metrics.json`` and return its path.

    Raises ``ModelError`` when one of them is missing or broken.
    """
    manifest, metrics = _read(folder / MANIFEST_FILE), _read(folder / METRICS_FILE)
    sections = {
        "What it is": _WHAT_IT_IS,
        "What it learnt from": _data_section(metrics["data"]),
        "How well it does": _figures_section(metrics["sets"]),
        "What each family of features is worth": _ablation_section(metrics["ablation"]),
        "Bands and interval": _bands_section(manifest, metrics),
        "Where it goes wrong": _failures_section(metrics),
        "Known biases": _biases_section(metrics["slices"]),
        "Not for": f"It is not for\n\n{_NOT_FOR}",
        "Pictures": _pictures_section(folder),
        "Made with": _made_with_section(manifest),
    }
    parts = [f"# {manifest['name']} {manifest['version']}"]
    parts += [f"## {title}\n\n{text}" for title, text in sections.items() if text]
    path = folder / CARD_FILE
    _write(path, "\n\n".join(parts) + "\n")
    return path


def _data_section(data: Mapping[str, Any]) -> str:
    rows = []
    parts_there = {
        "train": "trained on",
        "general": "texts not about health, trained on",
        "test": "measured on, never trained on",
    }
    for part, words in parts_there.items():
        if part not in data:
            continue
        found = data[part]
        labels = ", ".join(f"{found['labels'][band]} {band}" for band in BANDS)
        rows.append((words, found["pages"], found["groups"], labels, found["html"], f"{found['words']:,}"))
    table = _table(("", "pages", "topics or sites", "labels", "as HTML", "words"), rows)
    kinds = ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in data["train"]["kinds"].items())
    parts = ", ".join(f"{part} {count}" for part, count in data["train"]["parts"].items())
    lines = [f"Data: {', '.join(data['sources'])}.", table]
    if kinds:
        lines.append(f"Kinds of page trained on: {kinds}.")
    if parts:
        lines.append(f"Of these by origin: {parts}.")
    return "\n\n".join(lines)


def _figures_section(sets: Iterable[Mapping[str, Any]]) -> str:
    parts = [_HOW_MEASURED]
    for entry in sets:
        models = entry["models"]
        some = next(iter(models.values()))
        rows = []
        for figure in FIGURES:
            cells = [_cell(found.get(figure.key)) for found in models.values()]
            if set(cells) != {"-"}:
                rows.append([figure.words + (", less is better" if figure.less_is_better else ""), *cells])
        heading = f"### {entry['words']} ({some['pages']} pages, {some['groups']} topics or sites)"
        parts.append(f"{heading}\n\n{_table(('', *models), rows)}")
    return "\n\n".join(parts)


def _ablation_section(rows: Sequence[Mapping[str, Any]]) -> str:
    full, *others = rows
    table = _table(
        ("left out", "features", "AUC", "Spearman", "pairs in order", "change in Spearman"),
        [
            (
                row["without"],
                row["features"],
                *(_cell(row[key]) for key in ("auc", "spearman", "pairs_in_order")),
                f"{row['spearman']['value'] - full['spearman']['value']:+.3f}" if row is not full else "",
            )
            for row in (full, *others)
        ],
    )
    return f"{_HOW_ABLATED}\n\n{table}"


def _bands_section(manifest: Mapping[str, Any], metrics: Mapping[str, Any]) -> str:
    thresholds, interval = manifest["thresholds"], manifest["interval"]
    judged = metrics["bands"]
    return (
        f"By the score alone balanced is below {thresholds['balanced_below']:.3f}, commercial above "
        f"{thresholds['commercial_above']:.3f}, mixed what lies between. {thresholds['reason']}\n\n"
        f"{thresholds['between']} That was asked for {judged['judged']:.0%} of the pages of topics left out: macro-F1 "
        f"over the three bands is {judged['macro_f1']:.3f} with it and {judged['macro_f1_by_score']:.3f} by the score "
        "alone. The forest's say is additive as well: what each feature adds to the chance of the band stands in the "
        "record.\n\n"
        f"`low` and `high` bound the score at level {interval['level']:.0%}. {interval['meaning']} The ends "
        "stand in the manifest for scores of 0, 0.05, ..., 1."
    )


def _failures_section(metrics: Mapping[str, Any]) -> str:
    failures = _table(
        ("label", "band given", "pages", "of", "mostly", "misled most often by"),
        [
            (
                row["label"],
                row["band"],
                row["pages"],
                row["of"],
                ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in row["kinds"]),
                " ".join(text for text, _ in row["reasons"]),
            )
            for row in metrics["failures"]
        ],
    )
    kinds = _table(
        ("kind", "pages", "mean label (0-100)", "mean score (0-1)", "band right", "too high", "too low"),
        [
            (
                row["kind"].replace("_", " "),
                row["pages"],
                f"{row['labelled']:.0f}",
                f"{row['score']:.2f}",
                *(row[key] for key in ("in_band", "too_high", "too_low")),
            )
            for row in metrics["kinds"]
        ],
    )
    worst = _table(
        ("page", "label (0-100)", "score (0-1)", "band", "misled by"),
        [
            (
                row["id"],
                f"{row['labelled']:.0f}",
                f"{row['score']:.2f}",
                row["band"],
                " ".join(row["reasons"]),
            )
            for row in metrics["worst"][:_WORST]
        ],
    )
    return (
        f"Pages of topics left out of the training that got another band than their label:\n\n{failures}\n\n"
        f"By kind of page:\n\n{kinds}\n\nThe pages farthest from their label:\n\n{worst}"
    )


def _biases_section(slices: Sequence[Mapping[str, Any]]) -> str:
    if not slices:
        return _BIASES
    table = _table(
        (
            "pages of topics left out",
            "pages",
            "AUC",
            "Spearman",
            "macro-F1",
            "mean of score minus the chance the label stands for",
        ),
        [
            (
                row["slice"],
                row["pages"],
                *(_cell(row[key]) for key in ("auc", "spearman", "macro_f1")),
                f"{row['lean']:+.3f}",
            )
            for row in slices
        ],
    )
    return f"{_BIASES}\n\nMeasured:\n\n{table}"


def _pictures_section(folder: Path) -> str:
    lines = [
        f"![{words}](plots/{name}.png)"
        for name, words in _PICTURES.items()
        if (folder / "plots" / f"{name}.png").is_file()
    ]
    return "\n\n".join(lines)


def _made_with_section(manifest: Mapping[str, Any]) -> str:
    packages = ", ".join(f"{name} {version}" for name, version in manifest["made_with"].items())
    hashes = "\n".join(f"- `{name}` sha256 `{digest}`" for name, digest in manifest["files"].items())
    return f"{packages}; lexicon {manifest['lexicon']}; seed {manifest['seed']}.\n\n{hashes}"


def _cell(figure: Any) -> str:
    value, interval = figure_text(figure)
    return f"{value} ({interval})" if interval else value


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}. Train the model again: hypecheck train") from error
    if not isinstance(found, dict):
        raise ModelError(f"{path} holds no JSON object. Train the model again: hypecheck train")
    return found


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}. Give another folder.") from error
