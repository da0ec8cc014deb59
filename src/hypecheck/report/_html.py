"""What both HTML pages share: escaping, links, the page's shell with its policy, bars and marked text.

Everything a page says is hostile. Text enters HTML through ``esc`` alone, addresses through ``link`` alone.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from hypecheck.records import Framing
from hypecheck.report._marks import KINDS, Segment
from hypecheck.report._words import SYMBOLS, Label, one_line, printable, signed

__all__ = [
    "article_language",
    "bdi",
    "contribution_bar",
    "esc",
    "label_badge",
    "link",
    "marked_html",
    "mini_bar",
    "open_page",
    "score_bar",
    "web_address",
]

_WEB_URL = re.compile(r"https?://[^\s/\\]\S*", re.IGNORECASE)
_CR = "\r"
# What an address can hold as it stands; the rest, direction overrides above all, is percent-encoded.
_URL_SAFE = "%/:=&?~#+!$,;'@()*[]-._"


def esc(text: str) -> str:
    """Return text safe as HTML content and inside a quoted attribute."""
    return html.escape(printable(text), quote=True)


def bdi(text: str) -> str:
    """Return page text on one line, escaped, whose direction cannot spill over its neighbours."""
    return f"<bdi>{esc(one_line(text))}</bdi>"


def link(url: str, text: str | None = None, *, limit: int = 90) -> str:
    """Return a link for an http or https address, else the address as plain text."""
    address = _quote(url)
    shown = bdi(one_line(text or address, limit=limit))
    if not _WEB_URL.fullmatch(address):
        return f'<span class="url">{shown}</span>'
    return f'<a class="url" href="{esc(address)}" rel="noopener noreferrer nofollow">{shown}</a>'


def web_address(url: str | None) -> str | None:
    """Return an http or https address with all but plain characters percent-encoded, or None for any other."""
    address = _quote(url or "")
    return address if _WEB_URL.fullmatch(address) else None


def article_language(language: str | None) -> str:
    """Return a ``lang`` attribute where the language is known, else nothing."""
    return f' lang="{language}"' if language and re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language) else ""


def open_page(*, title: str, styles: Iterable[str], scripts: Iterable[str] = ()) -> str:
    """Return everything up to and with ``<body>``. Its policy allows its own styles and scripts alone."""
    style = "\n".join(map(_static, styles))
    policy = f"default-src 'none'; style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"
    code = ""
    if source := "\n".join(map(_static, scripts)):
        policy += f"; script-src '{_digest(source)}'"
        code = f"<script>{source}</script>\n"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="robots" content="noindex, nofollow">\n'
        f"<title>{esc(one_line(title, limit=120))}</title>\n<style>{style}</style>\n{code}</head>\n<body>\n"
    )


def label_badge(label: Label) -> str:
    """Return the label with its symbol."""
    return f'<span class="label {label}"><span aria-hidden="true">{SYMBOLS[label]}</span> {label}</span>'


def score_bar(framing: Framing) -> str:
    """Return the score on a line from 0 to 1, its interval as a band behind it."""
    low, high = sorted((_unit(framing.low), _unit(framing.high)))
    at = _percent(_unit(framing.score))
    label = f"Score {framing.score:.2f} on a scale from 0 to 1, interval {framing.low:.2f} to {framing.high:.2f}"
    ticks = "".join(f'<line class="tick" x1="{tick}%" x2="{tick}%" y1="11" y2="21"/>' for tick in (25, 50, 75))
    return (
        f'<svg class="score-bar" role="img" aria-label="{label}" width="100%" height="32">'
        f'<rect class="track" x="0" y="11" width="100%" height="10" rx="5"/>{ticks}'
        f'<rect class="interval {framing.band}" x="{_percent(low)}" y="8" '
        f'width="{_percent(max(high - low, 0.004))}" height="16" rx="8"/>'
        f'<circle class="point {framing.band}" cx="{at}" cy="16" r="9"/></svg>'
    )


def mini_bar(framing: Framing) -> str:
    """Return the score as a small bar for one row of a list."""
    return (
        '<svg class="mini-bar" aria-hidden="true" width="100%" height="8">'
        '<rect class="track" width="100%" height="8" rx="4"/>'
        f'<rect class="{framing.band}" width="{_percent(_unit(framing.score))}" height="8" rx="4"/></svg>'
    )


def contribution_bar(contribution: float, *, largest: float) -> str:
    """Return a bar from the middle: to the right for commercial, to the left for balanced."""
    width = 50 * min(1.0, abs(contribution) / largest) if largest else 0.0
    side = "commercial" if contribution > 0 else "balanced"
    x = 50.0 if contribution > 0 else 50 - width
    return (
        f'<svg class="reason-bar" role="img" aria-label="{signed(contribution)}" width="100%" height="12">'
        f'<rect class="{side}" x="{x:.1f}%" y="1" width="{width:.1f}%" height="10"/>'
        '<line class="axis" x1="50%" x2="50%" y1="0" y2="12"/></svg>'
    )


def marked_html(
    text: str,
    segments: Iterable[Segment],
    *,
    anchors: dict[int, list[str]] | None = None,
    with_offsets: bool = False,
) -> str:
    """Return segments of ``text`` as nested spans, a letter where each mark opens.

    ``anchors`` holds element ids by the position they point to. ``with_offsets`` wraps the words of each segment in an
    element that says where in the text they start, so that a script can tell what was selected.
    """
    parts = []
    for segment in segments:
        for anchor in (anchors or {}).get(segment.start, ()):
            parts.append(f'<span class="at" id="{anchor}"></span>')
        tags = "".join(_tag(layer) for layer in segment.opens if layer in KINDS)
        words = esc(text[segment.start : segment.end])
        if with_offsets:
            # an HTML parser takes a bare carriage return for a line end, and the next place would be off by one
            words = f'<span data-at="{segment.start}">{words.replace(_CR, "&#13;")}</span>'
        words = tags + words
        kinds = [layer for layer in segment.layers if layer in KINDS]
        reasons = [layer for layer in segment.layers if layer not in KINDS]
        if reasons:
            words = f'<span class="{" ".join(reasons)}">{words}</span>'
        for kind in reversed(kinds):
            words = f'<span class="{kind}">{words}</span>'
        parts.append(words)
    return "".join(parts)


def _quote(url: str) -> str:
    return quote(one_line(url), safe=_URL_SAFE, errors="replace")


def _tag(kind: str) -> str:
    return f'<abbr class="tag {kind}-tag" dir="ltr" title="{KINDS[kind].name}">{KINDS[kind].letter}</abbr>'


def _unit(number: float) -> float:
    return min(1.0, max(0.0, number))


def _percent(number: float) -> str:
    return f"{100 * number:.1f}%"


@cache
def _static(name: str) -> str:
    return files("hypecheck.report").joinpath("static", name).read_text("utf-8")


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
