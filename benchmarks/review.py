"""Let 50 simulated moderators decide through the web app at once and print how long a decision takes.

Run it from the checkout: ``python benchmarks/review.py [--people N] [--db FILE-OR-URL] [--postgres]``. Without ``--db``
it is a SQLite file in a temporary folder; ``--postgres`` starts a server of its own, as the tests do. The server runs
in a process of its own, the moderators in this one. Three ways to press the key:

- paced: everybody decides every ten seconds or so, three times as often as somebody who reads each page;
- at one moment: everybody has a page before them, all press in the same instant, and wait until all have an answer;
- without a pause: everybody asks for a page, decides and goes on at once, so that fifty requests always wait.

The first is what a team does, the second the worst that it can do, the third what it cannot do: the time of a request
is then fifty times what one costs. The times depend on the machine and on what else it does, so its load is printed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

_HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(_HERE.parent / "tests"))

from hypecheck.store import Store, open_store  # noqa: E402
from moderators import Moderator, work_at_once  # noqa: E402  # the tests' own
from postgres_server import find_programs, running_server  # noqa: E402
from store_samples import assess  # noqa: E402

_PAGES = 2_000
_PACE_S = 10.0
_DECISIONS = ("balanced", "mixed", "commercial")
_SERVE = (
    "import sys; from hypecheck.review import *; from hypecheck.store import open_store; "
    "store = open_store(sys.argv[1]); "
    "run_server(create_app(store, sign_in=TeamSignIn(store)), host='127.0.0.1', port=int(sys.argv[2]))"
)


def main() -> int:
    """Fill, serve, decide and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--decisions", type=int, default=4, help="of each, in each way")
    parser.add_argument("--port", type=int, default=8431)
    parser.add_argument("--db")
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as stack:
        database = asked.db or str(Path(stack.enter_context(tempfile.TemporaryDirectory())) / "reviews.db")
        if asked.postgres:
            programs = find_programs()
            if programs is None:
                print("PostgreSQL is not installed.")
                return 1
            database = stack.enter_context(running_server(programs))
        store = stack.enter_context(open_store(database))
        _fill(store, asked.people)
        command = [sys.executable, "-c", _SERVE, database, str(asked.port)]
        server = stack.enter_context(subprocess.Popen(command))
        stack.callback(server.terminate)
        _wait_for(store, asked.port)
        kind = "PostgreSQL" if "://" in database else "SQLite"
        print(f"{kind}, {asked.people} people, {_PAGES:,} pages; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        for words, work in (
            (f"paced, one in {_PACE_S:g} s each", partial(_decide_paced, pace_s=_PACE_S)),
            ("at one moment", partial(_decide_at_one_moment, meeting=threading.Barrier(asked.people))),
            ("without a pause", partial(_decide_paced, pace_s=0)),
        ):
            spent_s = _measure(store, asked.port, people=asked.people, work=partial(work, count=asked.decisions))
            _report(words, spent_s)
    return 0


def _fill(store: Store, people: int) -> None:
    store.accounts.add("eva", "seven grey herons wade", "lead", actor="benchmark")
    for number in range(people):
        store.add_user(f"user{number}")
    with store.start_run("scan", source="benchmark") as run:
        for number in range(_PAGES):
            run.write(assess(f"https://shop.example/{number}", text=f"Zinc page {number} says {number * 7}."))


def _wait_for(store: Store, port: int) -> None:
    for _ in range(300):
        try:
            Moderator.sign_in(store, "eva", port).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")


def _measure(store: Store, port: int, *, people: int, work: Callable[[Moderator], None]) -> list[float]:
    """Return how long each decision took."""
    moderators = [Moderator.sign_in(store, f"user{number}", port) for number in range(people)]
    work_at_once(moderators, work)
    return [spent_s for moderator in moderators for spent_s in moderator.spent_s]


def _decide_paced(moderator: Moderator, *, count: int, pace_s: float) -> None:
    chance = random.Random(moderator.name)  # noqa: S311  # to spread requests
    time.sleep(chance.uniform(0, pace_s))
    for number in range(count):
        for page in moderator.lease():
            moderator.decide(page, chance.choice(_DECISIONS), number=number)
        time.sleep(chance.uniform(0.5, 1.5) * pace_s)


def _decide_at_one_moment(moderator: Moderator, *, count: int, meeting: threading.Barrier) -> None:
    """Take a page, wait for the others, decide."""
    for number in range(count):
        (page,) = moderator.lease()
        meeting.wait(60)
        moderator.decide(page, _DECISIONS[number % 3], number=number)
        meeting.wait(60)


def _report(words: str, spent_s: list[float]) -> None:
    cuts = statistics.quantiles(spent_s, n=100, method="inclusive")
    told = "  ".join(f"p{percent} {cuts[percent - 1] * 1000:4.0f} ms" for percent in (50, 95, 99))
    print(f"  {words:24} {len(spent_s):5} decisions  {told}  longest {max(spent_s) * 1000:4.0f} ms")


if __name__ == "__main__":
    sys.exit(main())
