"""Whole pages, lines of a URL list and sentences, damaged as the web does it; a seed always gives the same damage."""

from __future__ import annotations

import random

_NASTY_HTML = (
    b"<", b">", b"\x00", b"\xff\xfe", b"&#xD83D;", b"&#0;", b"&amp" * 50, b"<!--", b"-->", b"<![CDATA[", b"]]>",
    b"<script>", b"</script", b"<table><tr><td>" * 40, b"<div>" * 300, b"</div>" * 300, b"<svg><math>", b"<base href='",
    b"<meta charset='utf-7'>", b"<meta charset='x'>", b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]>&d;',
    b"<?xml version='1.0' encoding='utf-16'?>", b"<p " + b"a=b " * 200 + b">", b"\xe2\x80", b"\xf0\x9f", b"\x1b$B",
    b"<a href='javascript:'>", b"<a href='http://[::1'>", b"<title>", b"<plaintext>", b"<frameset>", b"\r\r\n" * 90,
    b'<script type="application/ld+json">{"@type": ["' + b"[" * 500 + b"</script>",
    b'<script type="application/ld+json">{"author": {"name": {"x": 1}}, "datePublished": 7}</script>',
)  # fmt: skip

_NASTY_URL = (
    " ", "\t", "\x00", "#", " # ", "%", "%zz", "%00", "\\", "//", "/../", "@", ":", ":99999", ":0", "[", "]", "[::1]",
    "xn--", "ä", "\ud83d", "\u202e", "\ufeff", "？", "\u3002", "http://", "https:", "file:///", "javascript:", "?",
    "&=", "utm_source=x&", "a" * 300, "." * 70, "-", "①②⑦", "0x7f.1", "2130706433", "\x85", "\u2028", "<a>", '"',
    "user:pw@",
)  # fmt: skip

_OPENINGS = (
    "Which", "That", "Who", "Than", "By", "Between", "Neither", "Not", "May", "Up to", "-", "—", '"', "“", "(", "[",
)  # fmt: skip
_ENDS = ("which", "that", "than", "by", "not", "up to", "-", '"', "(", "[1", "?", "…")


def mutate_page(html: bytes, seed: int) -> bytes:
    """Return the page after one to eight damages: bytes lost, moved, repeated, altered, or nasty ones put in."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    page = bytearray(html)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(page) + 1)
        end = min(len(page), start + chance.choice((1, 10, 100, 5_000)))
        kind = chance.randrange(5)
        if kind == 0:
            del page[start:end]
        elif kind == 1:
            page[start:start] = page[chance.randrange(len(page) + 1) :][: end - start]
        elif kind == 2:
            page[start:end] = chance.randbytes(end - start)
        elif kind == 3:
            page[start:start] = chance.choice(_NASTY_HTML) * chance.choice((1, 1, 1, 20))
        else:
            del page[chance.choice((start, end)) :]
    return bytes(page)


def mutate_line(url: str, seed: int) -> str:
    """Return the URL after one to four damages, still on one line."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(url) + 1)
        end = min(len(url), start + chance.randint(0, 6))
        put = chance.choice(("", chance.choice(_NASTY_URL), chr(chance.randrange(1, 0x2FFF)), url[start:end] * 2))
        url = url[:start] + put + url[end:]
    return url.replace("\n", "").replace("\r", "")


def mutate_sentence(sentence: str, seed: int) -> str:
    """Return some words of a sentence as bad markup leaves them: cut, out of order, in capitals, with stray words."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    words = sentence.split()
    start = chance.randrange(len(words))
    words = words[start : start + chance.randint(1, 30)]
    if chance.random() < 0.3:
        chance.shuffle(words)
    if chance.random() < 0.4:
        words.insert(0, chance.choice(_OPENINGS))
    if chance.random() < 0.2:
        words.append(chance.choice(_ENDS))
    text = " ".join(words)
    return text.upper() if chance.random() < 0.1 else text
