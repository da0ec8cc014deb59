"""Runs the ``hypecheck`` command against a ``FaultyServer``: ``python scan_faulty.py PORT scan urls.txt ...``.

Names ending in ``.test`` get public addresses that are dialled on 127.0.0.1, so that the checks of addresses stay in
force; pauses and time limits are short; pages are read by trafilatura alone, unless REAL_MODEL is set.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from dataclasses import replace
from functools import partial

import hypecheck.batch
import hypecheck.cli
import hypecheck.cli._scan
from faulty_server import article
from hypecheck.clean import extract_article
from hypecheck.config import Settings
from hypecheck.errors import HypecheckError
from hypecheck.fetch import _exchange, _stories, _wire
from hypecheck.records import Abstention, Assessment, Failure, Page

ADDRESSES = {"intern.test": "10.0.0.7"}
CLOSED_PORT = 1


class QuickReader:
    """Reads the article of a page and scores nothing; two kinds of page end or stop the process."""

    def __init__(self):
        extract_article(Page(html=article("warm", "up")))  # the first page takes seconds; no later one may

    def assess_item(self, item):
        return self.assess_page(item, Page(html=item.html.encode()))

    def assess_page(self, item, page):
        if "NO_READING" in os.environ:
            return Assessment(input=item, abstention=Abstention(code="not_health", detail="Not read."))
        if b"this page will die" in page.html:
            os._exit(1)
        if b"this page will hang" in page.html:
            time.sleep(600)
        try:
            article = extract_article(page)
        except HypecheckError as error:
            failure = Failure(stage=error.stage, code=error.code, detail=str(error))
            return Assessment(input=item, failure=failure)
        time.sleep(float(os.environ.get("READING_S", "0")))
        abstention = Abstention(code="not_health", detail="Not scored in this test.")
        return Assessment(input=item, article=article, abstention=abstention)


def resolve(host: str, port: int) -> list[str]:
    if host == "nowhere.test" or not host.endswith(".test"):
        raise socket.gaierror(-2, "Name or service not known")
    return [ADDRESSES.get(host, "93.184.215.14")]


def main() -> None:
    server_port = int(sys.argv.pop(1))
    dial = _wire.HttpTransport._connection

    def dial_here(self, target, address, meter):
        port = CLOSED_PORT if target.host == "closed.test" else server_port
        return dial(self, replace(target, port=port), "127.0.0.1", meter)

    _wire.HttpTransport._connection = dial_here
    _exchange.resolve_host = resolve
    _stories._FIRST_BACKOFF_S = 0.05
    quick = {
        "timeout_connect_s": 2.0,
        "timeout_read_s": 1.0,
        "timeout_total_s": 2.5,
        "max_retries": 1,
        "host_rest_s": 0.1,
        "max_html_bytes": 300_000,
        "page_time_limit_s": 2.0,
    }
    hypecheck.cli._scan.Settings = partial(Settings, **quick)
    if "REAL_MODEL" not in os.environ:
        hypecheck.batch.load = lambda *_, **__: QuickReader()
    hypecheck.cli.main()


if __name__ == "__main__":
    main()
