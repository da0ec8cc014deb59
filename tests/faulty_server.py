"""A web server on 127.0.0.1 that plays hundreds of hosts, many of them faulty, and measures how it is treated.

Run as a process of its own (``FaultyServer``), so that it does not share the interpreter with what it measures. The
path of a URL says what happens: ``/reset/7`` resets the connection. Host names end in ``.test``; ``scan_faulty``
resolves and dials them.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import random
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

#: What a path's first part does -> the code that fetching and reading it ends in, "" for a page that is read.
KINDS = {
    "ok": "",
    "moved": "",
    "flaky": "",
    "packed": "",
    "gone": "http_4xx",
    "broken": "http_5xx",
    "busy": "http_5xx",
    "later": "http_4xx",
    "reset": "connection",
    "short": "connection",
    "chunk": "connection",
    "silent": "timeout",
    "drip": "timeout",
    "babble": "bad_response",
    "headers": "bad_response",
    "astray": "bad_response",
    "bomb": "too_large",
    "endless": "too_large",
    "pdf": "not_html",
    "loop": "redirect_loop",
    "intern": "private_address",
    "forbidden": "robots",
    "blank": "empty_extraction",
    "die": "worker_died",
    "hang": "page_timeout",
}
_GOOD = ("ok", "ok", "ok", "ok", "ok", "ok", "ok", "moved", "packed", "flaky")
_OF_THE_HOST = ("later",)  # more than one page suffers: it is left alone at once
_COSTLY = ("die", "hang")  # each ends a worker, which takes seconds to replace
_HOST_TROUBLE = ("busy", "reset", "short", "chunk", "silent", "drip")

CRAWL_DELAY_S = 0.3
FORBIDDING = b"User-agent: *\nDisallow: /forbidden/\n"

_WORDS = """
    magnesium calcium vitamin iron zinc muscle cramp sleep blood pressure trial placebo patients dose tablets risk
    evidence doctors symptoms treatment disease therapy pain joint heart liver kidney women adults weeks study review
    supplement diet protein fibre allergy asthma migraine nausea fatigue anxiety infection vaccine cholesterol insulin
    glucose thyroid hormone bone density fracture exercise walking stretching massage water salt sugar coffee tea
    herbal extract capsule powder oil cream gel drops syrup morning evening night daily weekly monthly yearly
"""


def article(host: str, path: str) -> bytes:
    """Return a page on health that differs from all the others."""
    chance = random.Random(host + path)  # noqa: S311  # no secret
    words = _WORDS.split()
    sentences = [
        f"{' '.join(chance.choices(words, k=12)).capitalize()} may help some people with {chance.choice(words)}."
        for _ in range(12)
    ]
    body = "".join(f"<p>{' '.join(sentences[start : start + 3])}</p>" for start in range(0, 12, 3))
    title = " ".join(chance.choices(words, k=5)).capitalize()
    head = f"<head><title>{title}</title></head>"
    return f"<html>{head}<body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def make_urls(count: int, *, hosts: int, faulty: float = 0.2, costly: int = 2, seed: int = 0) -> list[tuple[str, str]]:
    """Return ``count`` URLs over ``hosts`` hosts with the code each ends in, ``faulty`` (0 to 1) of them in faults.

    Some more hosts are faulty as a whole: no name, no TLS, closed, a robots.txt that hangs or errs.
    """
    chance = random.Random(seed)  # noqa: S311  # no secret
    bad = [kind for kind, code in KINDS.items() if code and kind not in (*_COSTLY, *_OF_THE_HOST)]
    lists: dict[int, list[tuple[str, str]]] = {number: [] for number in range(hosts)}
    for number in range(count):
        host = number % hosts
        before = lists[host][-1][0].split("/")[3] if lists[host] else ""
        if chance.random() >= faulty:
            kind = chance.choice(_GOOD)
        else:
            kind = bad[number % len(bad)]
            if kind in _HOST_TROUBLE and before in _HOST_TROUBLE:
                kind = "gone"  # two troubles in a row would make the host rest
            if kind == "forbidden" and host % 10 not in (2, 3):
                kind = "pdf"
        lists[host].append((f"http://h{host}.test/{kind}/{number}", KINDS[kind]))
    for number in range(costly):
        for kind in _COSTLY:
            lists[number].append((f"http://h{number}.test/{kind}/{number}", KINDS[kind]))
    urls = [found for number in sorted(lists) for found in lists[number]]
    chance.shuffle(urls)
    return [*urls[: count // 2], *_faulty_hosts(), *urls[count // 2 :]]


def _faulty_hosts() -> Iterator[tuple[str, str]]:
    whole = [
        ("https://plain.test/ok", "tls"),
        ("http://nowhere.test/ok", "dns"),
        ("http://closed.test/ok", "refused"),
        ("http://hangs.test/ok", "robots_unreachable"),
        ("http://errs.test/ok", "robots_unreachable"),
        ("http://later.test/later", "http_4xx"),
    ]
    for start, code in whole:
        for number in range(7):
            most = {"robots_unreachable": 7, "http_4xx": 1}.get(code, 5)  # by then the host is left alone
            yield f"{start}/{number}", code if number < most else "host_down"


class FaultyServer:
    """The server in a process of its own; a context manager."""

    def __init__(self, *, latency_s: float = 0.0) -> None:
        command = [sys.executable, __file__, str(latency_s)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def stats(self) -> dict[str, dict[str, float]]:
        """Return what each host saw: requests, those of pages, conditional and forbidden ones, the shortest gap."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/stats", timeout=30) as answer:
            return json.load(answer)

    def forget(self) -> None:
        """Start counting anew."""
        urllib.request.urlopen(f"http://127.0.0.1:{self.port}/forget", timeout=30).close()

    def __enter__(self) -> FaultyServer:
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


# What runs in the server's process.


class _Site:
    def __init__(self, latency_s: float) -> None:
        self.latency_s = latency_s
        self.forget()
        self.tries: Counter[str] = Counter()

    def forget(self) -> None:
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        self.last: dict[str, float] = {}
        self.shortest: dict[str, float] = {}
        self.under_way: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            first = await reader.readexactly(1)
            if first != b"G":  # the start of a TLS greeting
                writer.write(_http(b"", status="400 Bad Request"))
                writer.close()
                return
            head = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            writer.close()
            return
        path = head.split()[1]
        host = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host: ")).split(":")[0]
        try:
            if path in ("/stats", "/forget"):
                await self._report(path, writer)
                return
            self._count(host, path, head)
            self.under_way[host] += 1
            self.most[host] = max(self.most[host], self.under_way[host])
            # whoever hangs up is not under way any more
            gone = asyncio.ensure_future(reader.read(1))
            answer = asyncio.ensure_future(self._answer(host, path, head, writer))
            await asyncio.wait({gone, answer}, return_when=asyncio.FIRST_COMPLETED)
            for task in (gone, answer):
                task.cancel()
            await answer
        except (ConnectionError, asyncio.CancelledError):
            pass  # the client has gone, as it should
        finally:
            self.under_way[host] -= 1
            writer.close()
            with contextlib.suppress(Exception):
                await writer.wait_closed()

    def _count(self, host: str, path: str, head: str) -> None:
        counts, now = self.counts[host], time.monotonic()
        counts["requests"] += 1
        counts["pages"] += path != "/robots.txt"
        counts["forbidden"] += path.startswith("/forbidden") and self._number(host) % 10 in (2, 3)
        counts["conditional"] += "\r\nif-none-match:" in head.lower() or "\r\nif-modified-since:" in head.lower()
        if host in self.last:
            gap = now - self.last[host]
            self.shortest[host] = min(gap, self.shortest.get(host, gap))
        self.last[host] = now

    async def _report(self, path: str, writer: asyncio.StreamWriter) -> None:
        if path == "/forget":
            self.forget()
        told = {
            host: dict(counts) | {"gap_s": self.shortest.get(host, 1e9), "at_once": self.most[host]}
            for host, counts in self.counts.items()
        }
        writer.write(_http(json.dumps(told).encode(), "Content-Type: application/json"))
        await writer.drain()

    @staticmethod
    def _number(host: str) -> int:
        digits = host.removeprefix("h").removesuffix(".test")
        return int(digits) if digits.isdigit() else 0

    async def _answer(self, host: str, path: str, head: str, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.latency_s)
        if path == "/robots.txt":
            answer = await self._robots(host, head)
        else:
            answer = await self._page(host, path, head, writer)
        writer.write(answer)
        await writer.drain()

    async def _robots(self, host: str, head: str) -> bytes:
        if host == "hangs.test":
            await asyncio.sleep(60)
        if host == "errs.test":
            return _http(b"", status="500 Oh")
        kind = self._number(host) % 10
        if kind == 1:
            return _unless_known(b"User-agent: *\nCrawl-delay: %.1f\n" % CRAWL_DELAY_S, head)
        if kind == 2:
            return _unless_known(FORBIDDING, head)
        if kind == 3:
            return _http(FORBIDDING + b"# " + b"x" * 10_000_000)
        return _http(b"", status="404 None") if kind == 4 else _unless_known(b"", head)

    async def _page(self, host: str, path: str, head: str, writer: asyncio.StreamWriter) -> bytes:
        kind = path.split("/")[1]
        if kind == "flaky":
            self.tries[host + path] += 1
            if self.tries[host + path] == 1:
                return _http(b"", "Retry-After: 0", status="503 Busy")
        if kind == "moved" and not path.endswith("/there"):
            return _http(b"", f"Location: {path}/there", status="301 Moved")
        if kind == "packed":
            return _http(gzip.compress(article(host, path)), "Content-Encoding: gzip")
        if kind in ("silent", "drip"):
            writer.write(_http(b"") if kind == "drip" else b"")
            for _ in range(100):
                await asyncio.sleep(0.1)
                writer.write(b"<br>" if kind == "drip" else b"")
                await writer.drain()
        if kind in ("endless", "headers"):
            writer.write(_http(b"") if kind == "endless" else b"HTTP/1.1 200 OK\r\n")
            for _ in range(2_000):
                writer.write(b"<p>more</p>" * 100 if kind == "endless" else b"X: " + b"y" * 900 + b"\r\n")
                await writer.drain()
        if kind == "reset":
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return b""
        return _PLAIN[kind] if kind in _PLAIN else _unless_known(self._text(kind, host, path), head)

    @staticmethod
    def _text(kind: str, host: str, path: str) -> bytes:
        return b"<p>this page will %b</p>" % kind.encode() if kind in _COSTLY else article(host, path)


def _http(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _unless_known(body: bytes, head: str) -> bytes:
    """Return a page with an ETag, or 304 to whoever has it already."""
    tag = f'"{hash(body) & 0xFFFFFFFF:x}"'
    if f"if-none-match: {tag}" in head.lower():
        return _http(b"", f"ETag: {tag}", status="304 Not Modified")
    return _http(body, f"ETag: {tag}", "Cache-Control: no-cache")


_PLAIN = {
    "gone": _http(b"", status="404 Not Found"),
    "broken": _http(b"", status="500 Oh"),
    "busy": _http(b"", "Retry-After: 0", status="503 Busy"),
    "later": _http(b"", "Retry-After: 86400", status="429 Too Many"),
    "short": _http(b"<p>this is all", "Content-Length: 99999"),
    "chunk": _http(b"ffff\r\n<p>cut off", "Transfer-Encoding: chunked"),
    "babble": b"SSH-2.0-OpenSSH_9.6\r\n",
    "astray": _http(b"", status="302 Found"),
    "bomb": _http(gzip.compress(bytes(5_000_000)), "Content-Encoding: gzip"),
    "pdf": b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n%PDF-1.4",
    "loop": _http(b"", "Location: ?again", status="302 Found"),
    "intern": _http(b"", "Location: http://intern.test/admin", status="302 Found"),
    "blank": _http(b"<html><body></body></html>"),
}


async def _main(latency_s: float) -> None:
    site = _Site(latency_s)
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201  # read by FaultyServer
    async with server:
        await server.serve_forever()


def scan_command(port: int, *arguments: object) -> list[str]:
    """Return the command that runs ``hypecheck`` with these arguments against the server."""
    return [sys.executable, str(Path(__file__).with_name("scan_faulty.py")), str(port), *map(str, arguments)]


def lines_of(urls: list[tuple[str, str]]) -> Iterator[str]:
    """Yield the URL list that ``scan`` reads."""
    yield from (f"{url}\n" for url, _ in urls)


if __name__ == "__main__":
    asyncio.run(_main(float(sys.argv[1])))
