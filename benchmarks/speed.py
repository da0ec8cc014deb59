"""Print what a page costs from HTML to JSON, stage by stage, against ``trafilatura.extract(fast=True)`` alone.

Run it from the checkout: ``python benchmarks/speed.py [FOLDER ...]``. Without folders it reads ``data/samples`` and the
whole pages of ``data/articles``. Both sides read the same pages in the same process, in turn, page by page, so that the
ratio holds on a noisy machine. Exits with 1 when the ratio is above the bound in ``floors.toml``.
"""

from __future__ import annotations

import gc
import gzip
import statistics
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import orjson
import trafilatura

from hypecheck.clean import extract_article
from hypecheck.pipeline import Checker, load
from hypecheck.records import Page

_HERE = Path(__file__).resolve().parent
_REPEATS = 3
_WHOLE = "HTML to record"

T = TypeVar("T")


def main(folders: list[str]) -> int:
    """Measure and print; return the exit code."""
    pages = _read_pages([Path(folder) for folder in folders])
    checker = load()
    for page in pages[:5]:  # warm-up: caches, lazy imports
        checker.assess_html(page)
        trafilatura.extract(page, fast=True)
    gc.collect()
    gc.freeze()  # as a worker of a batch does
    spent: dict[str, list[float]] = {}
    for _ in range(_REPEATS):
        for page in pages:
            for stage, seconds in _one_page(checker, page).items():
                spent.setdefault(stage, []).append(seconds)
    bound = tomllib.loads((_HERE / "floors.toml").read_text(encoding="utf-8"))["html_to_json_ratio_max"]
    return _report(spent, pages=len(pages), bound=bound)


def _read_pages(folders: list[Path]) -> list[bytes]:
    root = _HERE.parent / "data"
    paths = [path for folder in folders or [root / "samples", root / "articles"] for path in folder.rglob("*.html*")]
    if not paths:
        raise SystemExit(f"No .html or .html.gz files in {', '.join(map(str, folders))}.")
    return [gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes() for path in sorted(paths)]


def _one_page(checker: Checker, html: bytes) -> dict[str, float]:
    seconds: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], T]) -> T:
        start = time.process_time()
        result = work()
        seconds[stage] = time.process_time() - start
        return result

    timed("trafilatura alone", lambda: trafilatura.extract(html, fast=True))
    article = timed("clean", lambda: extract_article(Page(html=html), settings=checker.settings))
    notes = timed("annotate", lambda: checker.annotator.annotate(article))
    assessment = timed(_WHOLE, lambda: checker.assess_html(html))
    if assessment.framing is not None:  # a page that gets no score goes through no model
        timed("features and model", lambda: checker.model.assess(article, notes))
    timed("json", lambda: orjson.dumps(assessment.to_dict()))
    return seconds


def _report(spent: dict[str, list[float]], *, pages: int, bound: float) -> int:
    alone = sum(spent.pop("trafilatura alone"))
    whole = sum(spent.pop(_WHOLE)) + sum(spent["json"])
    stages = sum(sum(times) for times in spent.values())
    print(f"{pages} pages, {_REPEATS} rounds, CPU time of one process")
    print(f"{'trafilatura.extract(fast=True)':32s} {alone / pages / _REPEATS * 1000:7.1f} ms a page")
    for stage, times in spent.items():
        median = statistics.median(times) * 1000
        each = sum(times) / pages / _REPEATS * 1000
        print(f"{stage:32s} {each:7.1f} ms a page  {sum(times) / stages:5.0%}  median {median:.1f}")
    ratio = whole / alone
    print(f"HTML to JSON costs {ratio:.2f} times trafilatura alone (bound {bound})")
    return 0 if ratio <= bound else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
