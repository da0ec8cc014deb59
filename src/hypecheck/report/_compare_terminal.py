"""A comparison goes in; two pages side by side on a terminal come out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from hypecheck.landscape import Comparison, Pair, Saying
from hypecheck.records import Assessment
from hypecheck.report._claims_words import NOT_NAMED, describe_evidence, distinct, excerpt
from hypecheck.report._terminal import CERTAINTY_STYLES, STYLES, label_text, safe
from hypecheck.report._words import (
    CERTAINTY_SYMBOLS,
    describe_citations,
    describe_words,
    explain_end,
    name_of,
    one_line,
    signed,
    stated_limits,
    strongest_reasons,
)

__all__ = ["print_comparison"]

_MAX_WIDTH = 160
_SHOWN_REASONS = 5
_ROWS = 12  # of a list, before it is cut short
_QUOTED = 240  # characters of a sentence


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print every part that has something to say on either side."""
    width = min(console.width, _MAX_WIDTH)
    for title, part in _parts(comparison):
        if title:
            console.print(Text.assemble("\n", (title, "bold underline")), width=width)
        console.print(part, width=width, highlight=False)


def _parts(comparison: Comparison) -> Iterable[tuple[str, RenderableType]]:
    pages = (comparison.left, comparison.right)
    yield "", _columns([[_head(page) for page in pages]])
    if any(page.reasons for page in pages):
        yield "Reasons", _columns([[_reasons(page) for page in pages]])
    if comparison.shared:
        yield "Claims about the same pairs", Group(*(_shared(pair) for pair in comparison.shared))
    if comparison.only_left or comparison.only_right:
        yield "Claims that only one makes", _columns([[_only(comparison.only_left), _only(comparison.only_right)]])
    yield from _listed("Plugs", pages, _plugs)
    yield from _listed("Stated limits and risks", pages, stated_limits)
    yield "Citations", _columns([[Text(safe(describe_citations(page))) for page in pages]])


def _columns(rows: Iterable[Sequence[RenderableType]]) -> Table:
    table = Table.grid(padding=(0, 4, 0, 0), expand=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _head(page: Assessment) -> Text:
    head = Text.assemble((safe(name_of(page)), "bold"))
    url = page.input.url or (page.article.url if page.article else None)
    if url:
        head.append(f"\n{safe(one_line(url, limit=200))}", "dim")
    if page.article is not None:
        head.append(f"\n{describe_words(page.article)}", "dim")
    head.append("\n").append_text(label_text(page))
    if page.framing is None:
        return head.append(f"  {safe(explain_end(page))}")
    framing = page.framing
    return head.append(f"  {framing.score:.2f}", "bold").append(
        f"   interval {framing.low:.2f} to {framing.high:.2f}", "dim"
    )


def _reasons(page: Assessment) -> Text:
    lines = Text()
    for reason in strongest_reasons(page)[:_SHOWN_REASONS]:
        side = "commercial" if reason.contribution > 0 else "balanced"
        lines.append(f"{signed(reason.contribution)} ", STYLES[side])
        lines.append(f"{safe(one_line(reason.text))}\n")
    lines.rstrip()
    return lines if lines.plain else Text("–", style="dim")


def _shared(pair: Pair) -> Table:
    table = _columns([])
    table.add_row(Text(_pair_name(pair), style="bold"), Text())
    table.add_row(*(_sayings([each for each in distinct(pair.sayings) if each.page == side]) for side in (0, 1)))
    return table


def _sayings(sayings: Sequence[Saying]) -> Text:
    lines = Text()
    for saying in sayings[:_ROWS]:
        lines.append(f"{CERTAINTY_SYMBOLS[saying.certainty]} {saying.certainty}", CERTAINTY_STYLES[saying.certainty])
        evidence = describe_evidence(saying)
        lines.append(f", {saying.voice}{f'; {safe(evidence)}' if evidence else ''}\n")
        lines.append(f"  “{safe(excerpt(saying, limit=_QUOTED))}”\n", "dim")
    return _cut(lines, len(sayings) - _ROWS, "claim")


def _only(pairs: Sequence[Pair]) -> Text:
    lines = Text()
    for pair in pairs[:_ROWS]:
        for certainty in dict.fromkeys(saying.certainty for saying in pair.sayings):
            lines.append(f"{CERTAINTY_SYMBOLS[certainty]} ", CERTAINTY_STYLES[certainty])
        lines.append(f"{_pair_name(pair)}\n")
    return _cut(lines, len(pairs) - _ROWS, "pair")


def _pair_name(pair: Pair) -> str:
    return f"{safe(one_line(pair.agent)) or NOT_NAMED} → {safe(one_line(pair.outcome))}"


def _plugs(page: Assessment) -> list[str]:
    return [f"{plug.kind.replace('_', ' ')}: {plug.text}" for plug in page.annotations.plugs]


def _listed(
    title: str, pages: Sequence[Assessment], read: Callable[[Assessment], list[str]]
) -> Iterable[tuple[str, RenderableType]]:
    both = [read(page) for page in pages]
    if any(both):
        yield title, _columns([[_quoted(passages, title.lower().removesuffix("s")) for passages in both]])


def _quoted(passages: Sequence[str], noun: str) -> Text:
    lines = Text()
    for passage in passages[:_ROWS]:
        lines.append(f"· {safe(one_line(passage, limit=_QUOTED))}\n")
    return _cut(lines, len(passages) - _ROWS, noun)


def _cut(lines: Text, more: int, noun: str) -> Text:
    if more > 0:
        lines.append(f"and {more:,} more {noun}{'' if more == 1 else 's'}", "dim")
    lines.rstrip()
    return lines if lines.plain else Text("none", style="dim")
