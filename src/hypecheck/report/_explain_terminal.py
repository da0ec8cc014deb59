"""One assessment goes in; its close reading on a terminal, or that picture as an SVG, comes out."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby

from rich.box import SIMPLE
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from hypecheck.records import Assessment, Block, Claim, Framing, Reason, Span
from hypecheck.report._marks import KINDS, MarkedText, Segment, lay_out_blocks, mark_text, weigh_sentences
from hypecheck.report._terminal import STYLES, label_text, safe
from hypecheck.report._words import (
    advice_of,
    band_sentence,
    count_of,
    describe_citations,
    describe_magnitude,
    describe_words,
    explain_end,
    facts_of_page,
    judged_by,
    name_of,
    one_line,
    signed,
    strongest_reasons,
)

__all__ = ["draw_svg", "print_explanation"]

_READING_WIDTH = 100  # longer lines are hard to read, however wide the terminal
_SHOWN_REASONS = 8
_SHOWN_JUDGED = 3
_ROWS = 15  # of a table, before it is cut short
_LONG_ARTICLE = 25  # sentences; a longer article shows only what is marked and the sentence before it
_SHOWN_SENTENCES = 30

#: The hues of the HTML pages' dark scheme as ANSI black, red, green, yellow, blue, magenta, cyan, white.
_HUES = [
    (21, 24, 27),
    (255, 157, 102),
    (88, 207, 169),
    (238, 187, 77),
    (133, 197, 239),
    (229, 156, 200),
    (133, 197, 239),
    (228, 225, 218),
]
_THEME = TerminalTheme((28, 32, 36), (228, 225, 218), _HUES, _HUES)

# rich's own frame without the font it would load from the network
_SVG_FRAME = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font: 14px system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def print_explanation(assessment: Assessment, console: Console, *, full: bool) -> None:
    """Print every part that has something to say."""
    width = min(console.width, _READING_WIDTH)
    for part in _parts(assessment, width=width, full=full):
        console.print(part, width=width, highlight=False, soft_wrap=False)


def draw_svg(assessment: Assessment, *, width: int) -> str:
    """Return the printed explanation as one SVG picture."""
    console = Console(
        record=True,
        width=width,
        file=io.StringIO(),
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
    )
    print_explanation(assessment, console, full=False)
    return console.export_svg(
        title=safe(f"hypecheck explain {one_line(assessment.input.id, limit=60)}"),
        theme=_THEME,
        code_format=_SVG_FRAME,
        unique_id="hypecheck",
    )


def _parts(assessment: Assessment, *, width: int, full: bool) -> Iterator[Text | Table | Padding]:
    yield from _head(assessment)
    if assessment.framing is None:
        yield from _end_without_score(assessment)
    else:
        yield from _score(assessment.framing, assessment, width=width)
    yield from _reasons(assessment, width=width)
    yield from _article(assessment, full=full)
    yield from _claims(assessment, full=full)
    yield from _plugs(assessment, width=width, full=full)
    yield from _findings(assessment, full=full)
    yield from _facts(assessment)


def _title(words: str, note: str = "") -> Text:
    return Text.assemble("\n", (words, "bold"), (f"  {note}" if note else "", "dim"))


# The head


def _head(assessment: Assessment) -> Iterator[Text]:
    yield Text(safe(name_of(assessment)), style="bold")
    article = assessment.article
    url = (article.final_url or article.url if article else None) or assessment.input.url
    if url and one_line(url) != name_of(assessment):
        yield Text(safe(one_line(url, limit=300)), style="dim", overflow="fold")
    if article is not None:
        said = [one_line(fact) for fact in (article.author, article.site, article.published) if fact]
        yield Text(safe(" · ".join([*said, describe_words(article)])), style="dim")


def _end_without_score(assessment: Assessment) -> Iterator[Text]:
    end = assessment.failure or assessment.abstention
    yield Text.assemble("\n", label_text(assessment))
    yield Text(safe(f"{explain_end(assessment)}. {one_line(end.detail) if end else ''}".strip()))
    advice = advice_of(assessment)
    if advice:
        yield Text.assemble(("What to do: ", "bold"), advice)


def _score(framing: Framing, assessment: Assessment, *, width: int) -> Iterator[Text]:
    interval = f"interval {framing.low:.2f} to {framing.high:.2f}"
    yield Text.assemble("\n", label_text(assessment), (f"  {framing.score:.2f}", "bold"), (f"   {interval}", "dim"))
    yield Text(band_sentence(assessment))
    yield _score_line(framing, cells=min(60, width - 24))
    heading, judged = judged_by(assessment)
    if judged:
        yield Text.assemble("\n", (f"{heading}:", "bold"))
        for reason in judged[:_SHOWN_JUDGED]:
            yield Text(safe(f"{signed(reason.contribution)} {one_line(reason.text)}"))


def _score_line(framing: Framing, *, cells: int) -> Text:
    """Draw the scale from 0 to 1 with the interval thick and the score as a point."""
    style = STYLES[framing.band]
    low, high, at = (
        round(min(1.0, max(0.0, number)) * (cells - 1)) for number in (framing.low, framing.high, framing.score)
    )
    line = Text.assemble(("0 balanced ", "dim"))
    for cell in range(cells):
        if cell == at:
            line.append("●", style)
        elif low <= cell <= high:
            line.append("━", style)
        else:
            line.append("─", "dim")
    return line.append(" commercial 1", "dim")


# Reasons


def _reasons(assessment: Assessment, *, width: int) -> Iterator[Text | Table]:
    reasons = strongest_reasons(assessment)
    if not reasons:
        return
    yield _title("Reasons", "← towards balanced, towards commercial →")
    largest = abs(reasons[0].contribution)
    table = Table.grid(padding=(0, 1), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(ratio=1)
    half = 6 if width < 90 else 8
    for reason in reasons[:_SHOWN_REASONS]:
        table.add_row(
            _bar(reason, largest=largest, half=half),
            signed(reason.contribution),
            Text(safe(one_line(reason.text))),
        )
    yield table
    rest = reasons[_SHOWN_REASONS:]
    if rest:
        total = signed(sum(reason.contribution for reason in rest))
        yield Text(f"and {count_of(len(rest), 'weaker reason')}, together {total}", style="dim")


def _bar(reason: Reason, *, largest: float, half: int) -> Text:
    cells = max(1, round(half * abs(reason.contribution) / largest)) if largest and reason.contribution else 0
    if reason.contribution < 0:
        return Text.assemble(" " * (half - cells), ("█" * cells, STYLES["balanced"]), "│", " " * half)
    return Text.assemble(" " * half, "│", ("█" * cells, STYLES["commercial"]), " " * (half - cells))


# The article


def _article(assessment: Assessment, *, full: bool) -> Iterator[Text | Padding]:
    sentences, weights = weigh_sentences(assessment)
    if assessment.article is None or not sentences:
        return
    shown = _choose(weights, full=full)
    note = (
        ""
        if len(shown) == len(sentences)
        else f"{len(shown)} of {count_of(len(sentences), 'sentence')}; --full shows all"
    )
    yield _title("Article", note)
    blocks = lay_out_blocks(assessment.article)
    marked = mark_text(assessment, cuts=[edge for span in sentences for edge in span])
    legend = _legend(marked)
    if legend:
        yield legend
    starts = [block.start for block in blocks]

    def block_of(index: int) -> int:
        return max(0, bisect_right(starts, sentences[index][0]) - 1)

    previous = -1
    for number, group in groupby(shown, key=block_of):
        indexes = list(group)
        skipped = indexes[0] - previous - 1
        if skipped:
            yield Padding(Text(f"⋯ {count_of(skipped, 'sentence')}", style="dim"), (1, 0, 0, 2))
        yield _passage(blocks[number], indexes, sentences, marked)
        previous = indexes[-1]
    if len(sentences) - previous - 1:
        yield Padding(Text(f"⋯ {count_of(len(sentences) - previous - 1, 'sentence')}", style="dim"), (1, 0, 0, 2))


def _choose(weights: list[int], *, full: bool) -> list[int]:
    """Return the sentences to show: all of a short article, else the most telling and the one before each."""
    if full or len(weights) <= _LONG_ARTICLE:
        return list(range(len(weights)))
    ranked = sorted((index for index, weight in enumerate(weights) if weight), key=lambda index: -weights[index])
    telling = ranked[:_SHOWN_SENTENCES]
    return sorted({*telling, *(index - 1 for index in telling if index)})


def _legend(marked: MarkedText) -> Text | None:
    present = {layer for segment in marked.segments for layer in segment.opens}
    entries = [
        Text.assemble((kind.letter, f"bold {STYLES[name]}"), "[", (kind.name, STYLES[name]), "]")
        for name, kind in KINDS.items()
        if name in present
    ]
    return Text("  ").join(entries) if entries else None


def _passage(block: Block, indexes: list[int], sentences: list[Span], marked: MarkedText) -> Padding:
    text = Text(style="bold" if block.kind in ("title", "heading") else "")
    for place, index in enumerate(indexes):
        if place:
            text.append(" " if indexes[place - 1] == index - 1 else " ⋯ ")
        text.append_text(_bracketed(marked, marked.between(*sentences[index])))
    own_line = block.kind != "item"
    return Padding(text, (1 if own_line else 0, 0, 0, 2 if own_line else 4))


def _bracketed(marked: MarkedText, segments: list[Segment]) -> Text:
    """Return segments with a letter and brackets round each mark: C[K2 H[may] help].

    Brackets nest. A mark that ends inside another one opened after it closes both and opens the other again.
    """
    text, stack = Text(), list[str]()

    def close_down_to(depth: int) -> None:
        while len(stack) > depth:
            text.append("]", f"bold {STYLES[stack.pop()]}")

    for segment in segments:
        wanted = [layer for layer in segment.layers if layer in KINDS]
        keep = next(
            (depth for depth, kind in enumerate(stack) if kind not in wanted or kind in segment.opens),
            len(stack),
        )
        close_down_to(keep)
        for kind in wanted:
            if kind not in stack:
                text.append(f"{KINDS[kind].letter}[", f"bold {STYLES[kind]}")
                stack.append(kind)
        # a claim is long: its brackets are coloured, its words are not
        styled = next((kind for kind in reversed(stack) if kind != "claim"), None)
        words = " ".join(_spaced(safe(marked.text[segment.start : segment.end])))
        text.append(words, STYLES[styled] if styled else None)
    close_down_to(0)
    return text


def _spaced(words: str) -> list[str]:
    """Split at white space but keep a blank at either end: "may \\n help " gives ["may", "help", ""]."""
    inner = words.split()
    if not inner:
        return ["", ""] if words else [""]
    return [""] * words[0].isspace() + inner + [""] * words[-1].isspace()


# Tables and facts


def _claims(assessment: Assessment, *, full: bool) -> Iterator[Text | Table]:
    claims = assessment.annotations.claims
    if not claims:
        return
    yield _title("Claims", f"{len(claims)}")
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim", expand=True)
    table.add_column("Agent", ratio=5, overflow="fold")
    table.add_column("Relation", ratio=5, overflow="fold")
    table.add_column("Outcome", ratio=6, overflow="fold")
    table.add_column("Certainty", no_wrap=True)
    table.add_column("Voice", no_wrap=True)
    sizes = any(claim.magnitude for claim in claims)
    if sizes:
        table.add_column("Magnitude", min_width=9, max_width=14, overflow="fold")
    shown = claims if full else _telling_claims(assessment)
    for claim in shown:
        words = [claim.agent, claim.relation, claim.outcome, claim.certainty, claim.voice]
        cells = [Text(safe(one_line(word))) for word in words]
        table.add_row(*cells, *([Text(safe(describe_magnitude(claim)))] if sizes else []))
    yield table
    yield from _more(len(claims) - len(shown), "claim")


def _telling_claims(assessment: Assessment) -> list[Claim]:
    """Return as many claims as the table shows, in the order of the text: those with a size or in a plug before others.

    A shop's one "up to 8 times" stands in the last lines, behind twenty measured claims.
    """
    plugs = assessment.annotations.plugs

    def is_plain(claim: Claim) -> bool:
        return claim.magnitude is None and not any(p.start < claim.end and claim.start < p.end for p in plugs)

    claims = assessment.annotations.claims
    ranked = sorted(range(len(claims)), key=lambda place: (is_plain(claims[place]), place))
    return [claims[place] for place in sorted(ranked[:_ROWS])]


def _plugs(assessment: Assessment, *, width: int, full: bool) -> Iterator[Text | Padding]:
    plugs = assessment.annotations.plugs
    if not plugs:
        return
    yield _title("Plugs", f"{len(plugs)}")
    shown = plugs if full else plugs[:_ROWS]
    for plug in shown:
        kind = one_line(plug.kind).replace("_", " ")
        target = Text(f"\n→ {safe(one_line(plug.target, limit=width - 6))}", style="dim") if plug.target else Text()
        words = Text.assemble((safe(kind), STYLES["plug"]), "  ", safe(one_line(plug.text)), target)
        yield Padding(words, (0, 0, 0, 2))
    yield from _more(len(plugs) - len(shown), "plug")


def _findings(assessment: Assessment, *, full: bool) -> Iterator[Text | Padding]:
    findings = assessment.findings
    if not findings:
        return
    yield _title("Findings", f"{len(findings)}")
    shown = findings if full else findings[:_ROWS]
    for finding in shown:
        basis = f"\n{one_line(finding.basis)} ({one_line(finding.jurisdiction)}), {one_line(finding.rule)}"
        words = Text.assemble(
            (safe(one_line(finding.severity)), "bold"),
            "  ",
            safe(one_line(finding.message)),
            (safe(basis), "dim"),
        )
        yield Padding(words, (0, 0, 0, 2))
    yield from _more(len(findings) - len(shown), "finding")


def _more(number: int, noun: str) -> Iterator[Text]:
    if number:
        yield Text(f"  and {number:,} more {noun if number == 1 else noun + 's'}; --full shows all", style="dim")


def _facts(assessment: Assessment) -> Iterator[Text | Table]:
    article = assessment.article
    facts = [("Citations", describe_citations(assessment))] if article is not None else []
    if article is not None and article.signals.has_html:
        signals = "; ".join(f"{name}: {value}" for name, value in facts_of_page(article.signals))
        facts.append(("Page", signals or "no prices, cart, affiliate or sponsored links"))
    versions = " · ".join(f"{name} {version}" for name, version in assessment.versions.items())
    facts.append(("Versions", one_line(versions)))
    facts.append(("Reading", "The score says how the article is framed, not whether a claim in it holds."))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts:
        if value:
            table.add_row(name, Text(safe(value)))
    yield Text()
    yield table
