"""Fill a database with 100,000 assessments and print what each kind of queue page costs.

Run it from the checkout: ``python benchmarks/store.py [--pages N] [--db FILE-OR-URL]``. Without ``--db`` it is a SQLite
file in a temporary folder. The assessments are small and made up: what a queue page costs depends on the number of
pages and on the shape of the filters, not on the length of the articles, which no queue page reads.

The bound in ``floors.toml`` is a ratio: the fastest of several rounds against the fastest plain walk over all rows of
the queue, timed in turn with them, so that it holds on a slow or shared machine. Exits with 1 above it.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from hypecheck.records import (
    Annotations,
    Article,
    Assessment,
    Claim,
    Failure,
    Finding,
    Framing,
    InputItem,
    Plug,
)
from hypecheck.store import Filters, NewReview, Store, open_store
from stopwatch import time_ms

_HERE = Path(__file__).resolve().parent
_ROUNDS = 7
_REVIEWS = 3_000
_PLUGS = ("purchase", "booking", "offer", "price", "newsletter")
_AGENTS = ("Magnesium", "Vitamin K2", "Turmeric", "Zinc", "Collagen", "Berberine")
_OUTCOMES = ("night cramps", "joint pain", "blood sugar", "sleep", "skin", "memory")
_WORDS = tuple(f"{first}{last}" for first in ("bal", "cor", "dim", "fen", "gal", "hol") for last in ("ar", "en", "is"))


def main() -> int:
    """Fill, measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--db")
    asked = parser.parse_args()
    bound = tomllib.loads((_HERE / "floors.toml").read_text(encoding="utf-8"))["queue_page_walks_max"]
    with tempfile.TemporaryDirectory() as folder, open_store(asked.db or Path(folder) / "store.db") as store:
        _fill(store, asked.pages)
        return _report(store, bound=bound)


def _fill(store: Store, pages: int) -> None:
    missing = pages - store.count()
    if missing > 0:
        start = time.perf_counter()
        with store.start_run("scan", source="benchmark") as run:
            for assessment in _make_assessments(store.count(), pages):
                run.write(assessment)
        rate = missing / (time.perf_counter() - start)
        print(f"{missing:,} assessments written, {rate:,.0f} a second")
        _decide_some(store)
    print(f"{store.count():,} pages, {store.count(Filters(decided=True)):,} decided\n")


def _make_assessments(start: int, end: int) -> Iterator[Assessment]:
    chance = random.Random(20)  # noqa: S311  # the same pages on every machine
    text = ""
    for number in range(start, end):
        if number % 10 or not text:  # every tenth is the press text of the one before, on another site
            text = _make_text(chance, number)
        yield _make_assessment(chance, number, text)


def _make_text(chance: random.Random, number: int) -> str:
    claim = f"{chance.choice(_AGENTS)} may ease {chance.choice(_OUTCOMES)}."
    return f"{claim} " + " ".join([*chance.choices(_WORDS, k=38), f"page{number}", "order", "today."])


def _make_assessment(chance: random.Random, number: int, text: str) -> Assessment:
    url = f"https://site{number % 997}.example/article/{number}"
    item = InputItem(id=url, source="benchmark", line=number, url=url)
    if number % 20 == 7:
        return Assessment(input=item, failure=Failure(stage="fetch", code="timeout", detail="Too slow."))
    score = chance.random()
    band = "balanced" if score < 0.35 else "mixed" if score < 0.65 else "commercial"
    width = chance.uniform(0.02, 0.6)
    end = text.index(".") + 1
    return Assessment(
        input=item,
        article=Article(
            text=text,
            blocks=(),
            url=url,
            title=f"Article {number} on {chance.choice(_OUTCOMES)}",
            published=f"{2020 + number % 6}-{1 + number % 12:02}-15",
            language="en",
            word_count=len(text.split()),
            sha256=hashlib.sha256(text.encode()).hexdigest(),
        ),
        annotations=Annotations(
            claims=(_make_claim(text[:end]),),
            plugs=tuple(Plug(kind=kind, text=text[:5], start=0, end=5) for kind in chance.sample(_PLUGS, number % 3)),
        ),
        framing=Framing(score=score, band=band, raw_score=score, low=max(0.0, score - width), high=score),  # type: ignore[arg-type]
        findings=(_make_finding(number),) if number % 7 == 0 else (),
        versions={"hypecheck": "0", "model": "benchmark", "lexicon": "0", "rules": "0"},
    )


def _make_claim(text: str) -> Claim:
    return Claim(
        text=text,
        start=0,
        end=len(text),
        agent=text.split(" may")[0],
        relation="ease",
        outcome=text.split("ease ")[-1],
        certainty="hedged",
        voice="author",
        strength="causal",
    )


def _make_finding(number: int) -> Finding:
    return Finding(
        rule=f"rule-{number % 12}",
        severity="medium",
        jurisdiction="EU",
        text="may",
        start=0,
        end=3,
        message="A health claim.",
        basis="Article 10",
    )


def _decide_some(store: Store) -> None:
    """Let two people decide some pages, so that filters on decisions have something to find."""
    start = time.perf_counter()
    chance = random.Random(21)  # noqa: S311
    cursor = None
    done = 0
    for name in ("ann", "ben"):
        store.add_user(name)
    while done < min(_REVIEWS, store.count()):
        page = store.queue(sort="newest", after=cursor, limit=500)
        for row in page.rows:
            decision = chance.choice(("balanced", "mixed", "commercial"))
            new = NewReview(request_id=f"r{row.page_id}", assessment_id=row.assessment_id, decision=decision)  # type: ignore[arg-type]
            store.decide(chance.choice(("ann", "ben")), new)
        done += len(page.rows)
        cursor = page.after
    print(f"{done:,} decisions kept, {(time.perf_counter() - start) / done * 1000:.1f} ms each")


def _cases(store: Store) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what a moderator asks for: a name, and the page of the queue with the counts above it."""

    def ask(name: str, filters: Filters, sort: str = "score") -> tuple[str, Callable[[], object]]:
        return name, lambda: store.look(filters, sort=sort)  # type: ignore[arg-type]

    yield ask("all, by score", Filters())
    yield ask("all, lowest score first", Filters(), "-score")
    yield ask("all, by uncertainty", Filters(), "uncertainty")
    yield ask("all, by site", Filters(), "site")
    yield ask("all, by cluster", Filters(), "cluster")
    yield ask("all, newest first", Filters(), "newest")
    yield ask("one band, undecided", Filters(bands=("commercial",), decided=False))
    yield ask("decided, by site", Filters(decided=True), "site")
    yield ask("overridden", Filters(overridden=True))
    yield ask("in disagreement (none)", Filters(disagreement=True), "uncertainty")
    yield ask("a range of scores", Filters(score_from=0.4, score_to=0.6), "uncertainty")
    yield ask("one site", Filters(site="site500.example"), "newest")
    yield ask("dates, by site", Filters(published_from="2024-01-01", published_to="2024-12-31"), "site")
    yield ask("a finding", Filters(finding="rule-7"))
    yield ask("a kind of plug", Filters(plug="booking"), "uncertainty")
    yield ask("a rare word", Filters(words="page77777"))
    yield ask("a word of every sixth page", Filters(words="turmeric"), "uncertainty")
    yield ask("a word of every page", Filters(words="today"), "site")
    yield ask("a phrase and a word left out", Filters(words='"ease joint pain" -zinc'), "newest")
    yield ask("claim words", Filters(claim_words="collagen skin"), "cluster")
    yield ask("words that no page has", Filters(words="nothing here"))
    everything = Filters(
        bands=("commercial", "mixed"),
        score_from=0.5,
        decided=False,
        plug="offer",
        words="order -balar",
        claim_words="may",
        published_from="2022-01-01",
    )
    yield ask("seven filters at once", everything, "uncertainty")
    yield "counts by band", lambda: store.count_by("band", Filters(decided=False))
    yield "counts by site", lambda: store.count_by("site")
    yield "counts by kind of plug", lambda: store.count_by("plug", Filters(decided=False))
    deep = store.queue(sort="-score", limit=1)
    for _ in range(40):
        deep = store.queue(sort="-score", after=deep.after, limit=500)
    yield "20,000 pages down", lambda: store.queue(sort="-score", after=deep.after)
    yield "the next page to decide", lambda: store.lease_next("ann", Filters(bands=("commercial",)), seconds=1)


def _report(store: Store, *, bound: float) -> int:
    ratios = {}
    print(
        f"{'queue page (50 rows and its counts)':38s} {'fastest':>9s} {'median':>9s} {'slowest':>9s} ms {'walks':>6s}"
    )
    for name, work in _cases(store):
        walks, times = zip(*((time_ms(lambda: _walk(store)), time_ms(work)) for _ in range(_ROUNDS)), strict=True)
        ratios[name] = min(times) / min(walks)
        shown = (min(times), statistics.median(times), max(times))
        print(f"{name:38s} {shown[0]:9.1f} {shown[1]:9.1f} {shown[2]:9.1f}    {ratios[name]:6.1f}")
    slowest = max(ratios, key=lambda name: ratios[name])
    print(f"\nslowest: {slowest}, {ratios[slowest]:.1f} plain walks over the rows of the queue (bound {bound})")
    return 0 if ratios[slowest] <= bound else 1


def _walk(store: Store) -> object:
    """Read every row of the queue once, in the order in which they lie."""
    with store._database.reading() as connection:
        return connection.exec_driver_sql("SELECT sum(length(title)), sum(score) FROM queue").one()


if __name__ == "__main__":
    sys.exit(main())
