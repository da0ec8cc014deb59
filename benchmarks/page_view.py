"""Print what it costs the server to show a page to a moderator: a short one, a long one, and one held ready ahead.

Run it from the checkout: ``python benchmarks/page_view.py [--words N]``. The long article has a claim, a hedge, a limit
and a plug in every tenth sentence, as pages of that length have them. The bound in ``floors.toml`` is a ratio: the
fastest of several rounds against the fastest reading of the same assessment out of the database, timed in turn with
it, so that it holds on a slow or shared machine. Exits with 1 above it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent / "tests"))

from fastapi.testclient import TestClient  # noqa: E402

from hypecheck.records import Assessment, Block, Claim, Cue, Limit, Plug, Sentence  # noqa: E402
from hypecheck.review import LocalSignIn, create_app  # noqa: E402
from hypecheck.store import Store, open_store  # noqa: E402
from stopwatch import time_ms  # noqa: E402
from store_samples import assess  # noqa: E402  # the tests' own

_ROUNDS = 15
_CLAIM = "Zinc may ease night cramps in people who have them."
_LIMIT = "No trial has tested it against a stretch at bedtime."
_PLUG = "Order our capsules today."
_FILLER = "It was read again in the spring of that year by everybody who came to the library of the town."


def main() -> int:
    """Fill, measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--words", type=int, default=7_000)
    asked = parser.parse_args()
    bound = tomllib.loads((_HERE / "floors.toml").read_text(encoding="utf-8"))["page_view_readings_max"]
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "reviews.db") as store:
        with store.start_run("scan", source="benchmark") as run:
            run.write(assess("https://short.example/", title="short"))
            run.write(make_long(asked.words))
        return _report(store, words=asked.words, bound=bound)


def make_long(words: int) -> Assessment:
    """Return an assessment of an article of so many words, a paragraph for each ten sentences."""
    parts = [_CLAIM, _LIMIT, _PLUG, *[_FILLER] * 7]
    paragraph = " ".join(parts)
    text = "\n".join([paragraph] * max(1, words // len(paragraph.split())))
    base = assess("https://long.example/", text=text, title="long")
    assert base.article is not None  # noqa: S101  # it was just made
    starts = range(0, len(text), len(paragraph) + 1)
    blocks = tuple(Block(kind="paragraph", start=start, end=start + len(paragraph)) for start in starts)
    limit_at, plug_at = len(_CLAIM) + 1, len(_CLAIM) + len(_LIMIT) + 2
    [claim] = base.annotations.claims
    notes = replace(
        base.annotations,
        sentences=tuple(_sentences(starts, parts)),
        claims=tuple(_move(claim, start) for start in starts),
        cues=tuple(Cue(category="hedge", entry="may", text="may", start=at + 5, end=at + 8) for at in starts),
        limits=tuple(
            Limit(kind="null_result", of="subject", text=_LIMIT, start=at + limit_at, end=at + limit_at + len(_LIMIT))
            for at in starts
        ),
        plugs=tuple(
            Plug(kind="purchase", text=_PLUG, start=at + plug_at, end=at + plug_at + len(_PLUG)) for at in starts
        ),
    )
    return replace(base, article=replace(base.article, blocks=blocks), annotations=notes)


def _move(claim: Claim, start: int) -> Claim:
    return replace(claim, text=_CLAIM, start=start, end=start + len(_CLAIM), agent_span=(start, start + 4))


def _sentences(starts: range, parts: list[str]) -> list[Sentence]:
    found = []
    for block, start in enumerate(starts):
        for part in parts:
            found.append(Sentence(start=start, end=start + len(part), block=block, token_count=len(part.split())))
            start += len(part) + 1
    return found


def _report(store: Store, *, words: int, bound: float) -> int:
    sign_in = LocalSignIn()
    browser = TestClient(create_app(store, sign_in=sign_in), base_url="http://127.0.0.1:8421")
    browser.get(sign_in.link(""))
    rows = {row.title: row for row in store.queue().rows}
    ratios = {}
    print(f"{'':38s} {'fastest':>9s} {'median':>9s} ms  readings of the assessment")
    for name, title, ending in (
        ("a short page", "short", ""),
        (f"a page of {words:,} words", "long", ""),
        (f"one of {words:,} words, held ready ahead", "long", "/piece"),
    ):
        row = rows[title]
        address = f"/pages/{row.page_id}{ending}"
        times, readings = [], []
        for _ in range(_ROUNDS):
            readings.append(time_ms(lambda id_=row.assessment_id: store.assessment(id_)))
            times.append(time_ms(lambda path=address: browser.get(path).raise_for_status()))
        ratios[name] = min(times) / min(readings)
        print(f"{name:38s} {min(times):9.1f} {sorted(times)[_ROUNDS // 2]:9.1f}     {ratios[name]:6.1f}")
    longest = max(ratio for name, ratio in ratios.items() if "words" in name)
    print(f"\na long page: {longest:.1f} readings of its assessment (bound {bound})")
    return 0 if longest <= bound else 1


if __name__ == "__main__":
    sys.exit(main())
