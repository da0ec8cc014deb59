"""Measures a scan against a faulty server on 127.0.0.1: nothing lost, polite, overlapping, flat in memory.

``python benchmarks/fetch.py`` takes about a quarter of an hour on two cores; ``--small`` a few minutes; ``--only``
runs one of the measurements. Each prints what was found beside what is demanded; the exit code is 1 if one fails.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from faulty_server import CRAWL_DELAY_S, FaultyServer, article, lines_of, make_urls, scan_command  # noqa: E402
from hypecheck.fetch import parse_target  # noqa: E402
from hypecheck.records import Page  # noqa: E402
from hypecheck.warc import WarcFile  # noqa: E402
from mutations import mutate_line, mutate_page  # noqa: E402

DELAY_S = 0.05
ROUNDS = 5


@dataclass(frozen=True)
class Size:
    """How much is done in each measurement."""

    urls: int
    hosts: int
    kills: int
    overlap_pages: int
    model_pages: int
    memory_urls: tuple[int, int]
    damaged_pages: int
    damaged_lines: int


FULL = Size(
    urls=5_000,
    hosts=200,
    kills=20,
    overlap_pages=600,
    model_pages=300,
    memory_urls=(2_000, 20_000),
    damaged_pages=20_000,
    damaged_lines=5_000,
)
SMALL = Size(
    urls=600,
    hosts=40,
    kills=5,
    overlap_pages=150,
    model_pages=100,
    memory_urls=(500, 2_000),
    damaged_pages=500,
    damaged_lines=500,
)


@dataclass(frozen=True)
class Finding:
    """One figure, and whether it is as demanded."""

    words: str
    holds: bool


def main() -> int:
    """Run the measurements and print what they find."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", choices=MEASUREMENTS)
    options = parser.parse_args()
    size = SMALL if options.small else FULL
    holds = True
    for name, measure in MEASUREMENTS.items():
        if options.only in (None, name):
            with TemporaryDirectory() as folder:
                for finding in measure(size, Path(folder)):
                    print(f"{name:<8} {'ok  ' if finding.holds else 'FAIL'} {finding.words}", flush=True)
                    holds = holds and finding.holds
    return 0 if holds else 1


def measure_records(size: Size, folder: Path) -> Iterator[Finding]:
    """Scan a faulty web undisturbed and killed; compare records, codes, rates."""
    urls = make_urls(size.urls, hosts=size.hosts)
    (folder / "urls.txt").write_text("".join(lines_of(urls)))
    with FaultyServer(latency_s=0.01) as server:
        seconds = finish(start(server, folder, "whole.jsonl"))
        yield from _judge_records(urls, folder / "whole.jsonl", seconds)
        yield from _judge_politeness(server)
        server.forget()
        killed = _scan_killed(server, folder, kills=size.kills, seconds=seconds)
        same = (folder / "killed.jsonl").read_bytes() == (folder / "whole.jsonl").read_bytes()
        yield Finding(f"killed {killed} times and resumed: the same file, byte for byte", same and killed > 0)
        yield from _judge_politeness(server)


def _judge_records(urls: list[tuple[str, str]], out: Path, seconds: float) -> Iterator[Finding]:
    records = [json.loads(line) for line in out.read_text().splitlines()]
    in_order = [record["input"]["url"] for record in records] == [url for url, _ in urls]
    yield Finding(f"{len(records):,} records for {len(urls):,} URLs in input order, in {seconds:.0f} s", in_order)
    found = [record["error"]["code"] if record["error"] else "" for record in records]
    wrong = [(url, code, got) for (url, code), got in zip(urls, found, strict=True) if code != got]
    yield Finding(f"{len(wrong)} with another code than expected {wrong[:3] or ''}", not wrong)


def _judge_politeness(server: FaultyServer) -> Iterator[Finding]:
    stats = server.stats()
    gap_s = min(host["gap_s"] for host in stats.values())
    slow_s = min((host["gap_s"] for name, host in stats.items() if name.split(".")[0][-1:] == "1"), default=1e9)
    at_once = max(host["at_once"] for host in stats.values())
    forbidden = sum(host.get("forbidden", 0) for host in stats.values())
    yield Finding(f"shortest gap {gap_s:.3f} s; {DELAY_S} s allowed", gap_s >= DELAY_S)
    yield Finding(f"shortest gap where crawl-delay is {CRAWL_DELAY_S} s: {slow_s:.3f} s", slow_s >= CRAWL_DELAY_S)
    yield Finding(
        f"at most {at_once:.0f} request of a host at once; {forbidden:.0f} forbidden", at_once == 1 and not forbidden
    )


def _scan_killed(server: FaultyServer, folder: Path, *, kills: int, seconds: float) -> int:
    chance = random.Random(1)  # noqa: S311  # no secret
    killed = 0
    for _ in range(kills):
        process = start(server, folder, "killed.jsonl")
        try:
            process.wait(timeout=chance.uniform(1, max(4.0, 2 * seconds / kills)))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            killed += 1
    finish(start(server, folder, "killed.jsonl"))
    return killed


def measure_overlap(size: Size, folder: Path) -> Iterator[Finding]:
    """Compare the whole job with fetching alone and reading alone, at 50 ms latency; reading is a sleep of 50 ms."""
    yield from _compare_overlap(folder, pages=size.overlap_pages, jobs=2, reading={"READING_S": "0.05"}, connections=4)


def measure_model(size: Size, folder: Path) -> Iterator[Finding]:
    """Compare the same with the model that ships, in one worker: two cores have one left to fetch and to serve with.

    Where reading takes all cores there are, what fetching and the server here cost is added whatever overlaps, so the
    seconds of CPU are told too: those of fetching, of reading, and of both at once.
    """
    yield from _compare_overlap(folder, pages=size.model_pages, jobs=1, reading={"REAL_MODEL": "1"}, connections=2)


def _compare_overlap(
    folder: Path, *, pages: int, jobs: int, reading: dict[str, str], connections: int
) -> Iterator[Finding]:
    """Take the three times in turn, some rounds: others may use the machine, and then do so in all three."""
    hosts = pages // 10
    paths = [f"/ok/{number}" for number in range(pages)]
    urls = [(f"http://h{10 * (number % hosts) + 5}.test{path}", "") for number, path in enumerate(paths)]
    (folder / "urls.txt").write_text("".join(lines_of(urls)))
    # recorded pages are read where fetched ones are, in worker processes; saved files with one job are not
    with closing(WarcFile(folder / "pages.warc.gz")) as archive:
        for url, _ in urls:
            target = parse_target(url)
            archive.write(Page(html=article(target.host, target.path), final_url=url))
    ratios = []
    with FaultyServer(latency_s=0.05) as server:
        run = partial(_time_and_cpu, server, folder, jobs=jobs, connections=connections)
        for _ in range(ROUNDS):
            fetched = run(variables={"NO_READING": "1"})
            read = run(variables=reading, list_name="pages.warc.gz")
            both = run(variables=reading)
            ratios.append(both[0] / max(fetched[0], read[0]))
            times = (f"{name} {wall:.1f} s ({cpu:.1f} s of CPU)" for name, (wall, cpu) in _named(fetched, read, both))
            print(f"         {', '.join(times)}: {ratios[-1]:.2f}", flush=True)
    ratio = median(ratios)
    yield Finding(f"{ratio:.2f} of the longer (median of {ROUNDS} rounds); 1.15 allowed", ratio <= 1.15)


def _named(*times: tuple[float, float]) -> Iterator[tuple[str, tuple[float, float]]]:
    yield from zip(("fetching", "reading", "both"), times, strict=True)


def _time_and_cpu(
    server: FaultyServer,
    folder: Path,
    *,
    jobs: int,
    connections: int,
    variables: dict[str, str],
    list_name: str = "urls.txt",
) -> tuple[float, float]:
    """Return the seconds that a scan takes, and those of CPU that it and its workers use."""
    before = getrusage(RUSAGE_CHILDREN)
    wall = finish(
        start(
            server,
            folder,
            f"{len(list(folder.iterdir()))}.jsonl",
            list_name=list_name,
            variables=variables,
            jobs=jobs,
            connections=connections,
        )
    )
    after = getrusage(RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure_second(size: Size, folder: Path) -> Iterator[Finding]:
    """Scan an unchanged web twice through a cache."""
    urls = [(f"http://h{10 * (number % 50) + 5}.test/ok/{number}", "") for number in range(size.overlap_pages)]
    (folder / "urls.txt").write_text("".join(lines_of(urls)))
    options = ("--cache", folder / "pages.cache")
    with FaultyServer() as server:
        finish(start(server, folder, "first.jsonl", options=options))
        server.forget()
        finish(start(server, folder, "second.jsonl", options=options))
        stats = server.stats().values()
    asked, conditional = (sum(host[name] for host in stats) for name in ("requests", "conditional"))
    yield Finding(f"of {asked:,} requests of the second run {conditional:,} are conditional", asked == conditional)
    same = (folder / "first.jsonl").read_bytes() == (folder / "second.jsonl").read_bytes()
    yield Finding("the second run's file is the first's, byte for byte", same)


def measure_memory(size: Size, folder: Path) -> Iterator[Finding]:
    """Compare the peak memory of the scheduling process over few and many URLs."""
    peaks = []
    with FaultyServer() as server:
        for count in size.memory_urls:
            urls = [(f"http://h{10 * (number % 300) + 5}.test/ok/{number}", "") for number in range(count)]
            (folder / "urls.txt").write_text("".join(lines_of(urls)))
            process = start(server, folder, f"{count}.jsonl", variables={"NO_READING": "1"}, delay_s=0.0)
            peaks.append(_watch_peak_mb(process))
    few, many = peaks
    words = f"peak {few:.0f} MB over {size.memory_urls[0]:,} URLs, {many:.0f} MB over {size.memory_urls[1]:,}"
    yield Finding(f"{words}: {many / few:.2f}; 1.15 allowed", many <= 1.15 * few)


def measure_damage(size: Size, folder: Path) -> Iterator[Finding]:
    """Scan damaged pages and a damaged URL list."""
    samples = [path.read_bytes() for path in sorted((ROOT / "data/samples").glob("*.html"))]
    with (folder / "pages.jsonl").open("w") as stream:
        for number in range(size.damaged_pages):
            page = mutate_page(samples[number % len(samples)], number)
            stream.write(json.dumps({"id": str(number), "html": page.decode("latin-1")}) + "\n")
    lines = [mutate_line("http://h5.test/ok/1?a=b", number) for number in range(size.damaged_lines)]
    (folder / "urls.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", errors="replace")
    with FaultyServer() as server:
        seconds = finish(start(server, folder, "pages.out.jsonl", list_name="pages.jsonl"))
        finish(start(server, folder, "lines.out.jsonl", delay_s=0.0))
    records = [json.loads(line) for line in (folder / "pages.out.jsonl").open()]
    whole = [record["input"]["id"] for record in records] == [str(number) for number in range(size.damaged_pages)]
    yield Finding(f"{len(records):,} records for {size.damaged_pages:,} damaged pages, in {seconds:.0f} s", whole)
    codes = Counter(record["error"]["code"] for record in records if record["error"])
    bad = sum(codes[code] for code in ("internal", "worker_died", "page_timeout"))
    yield Finding(f"{bad} of them crashed or hung; ends: {dict(codes)}", bad == 0)
    numbers = [json.loads(line)["input"]["line"] for line in (folder / "lines.out.jsonl").open()]
    expected = [number for number, line in enumerate(lines, start=1) if line.strip() and line.strip()[0] != "#"]
    yield Finding(f"{len(numbers):,} records for {len(expected):,} damaged lines", numbers == expected)


def _watch_peak_mb(process: subprocess.Popen[str]) -> float:
    peak_kb = 0
    status = Path(f"/proc/{process.pid}/status")
    while process.poll() is None:
        lines = status.read_text().splitlines()
        peak_kb = max([peak_kb, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
        time.sleep(0.2)
    finish(process)
    return peak_kb / 1024


def start(
    server: FaultyServer,
    folder: Path,
    out: str,
    *,
    list_name: str = "urls.txt",
    variables: dict[str, str] | None = None,
    jobs: int = 2,
    connections: int = 16,
    delay_s: float = DELAY_S,
    options: tuple[object, ...] = (),
) -> subprocess.Popen[str]:
    """Start a scan of a list in the folder."""
    command = scan_command(
        *(server.port, "scan", folder / list_name, "--out", folder / out, "--jobs", jobs, "--quiet"),
        *("--delay", delay_s, "--connections", connections, *options),
    )
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | (variables or {}))
    process.started = time.monotonic()  # type: ignore[attr-defined]
    return process


def finish(process: subprocess.Popen[str]) -> float:
    """Wait for a scan and return how many seconds it took."""
    errors = process.communicate(timeout=3_600)[1]
    if process.returncode != 0:
        raise RuntimeError(f"the scan ended with {process.returncode}: {errors}")
    return time.monotonic() - process.started  # type: ignore[attr-defined,no-any-return]


MEASUREMENTS: dict[str, Callable[[Size, Path], Iterator[Finding]]] = {
    "records": measure_records,
    "overlap": measure_overlap,
    "model": measure_model,
    "second": measure_second,
    "memory": measure_memory,
    "damage": measure_damage,
}

if __name__ == "__main__":
    sys.exit(main())
