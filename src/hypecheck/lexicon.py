"""TOML files go in, a Lexicon of cue entries comes out, ready to be matched; unknown keys are refused.

An entry matches by *templates*: words with alternatives in brackets, ``"(buy|order) (now|today|)"``, or by regular
expressions. Templates are compiled to such, and all are only tried where a word stands that they can begin with, so
five hundred entries cost about as much as reading the text once. An expression that can begin with anything is tried
everywhere in texts that hold what it cannot do without, or, where it begins near such words, beside those.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from hypecheck.errors import LexiconError
from hypecheck.openings import DIGIT, Lead, Needs, lead_of, needs_of, opening_words

__all__ = ["Entry", "Hit", "Lexicon", "load_lexicon"]

_FILE_KEYS = {"category", "about", "source", "internal", "entry"}
_ENTRY_KEYS = {"id", "match", "regex", "unless_before", "unless_after", "source", "fires", "spares"}

# How much of the text beside a hit the `unless_` patterns may see.
_CONTEXT_CHARS = 60

_WORD = re.compile(r"\w+")
_FLAT_GROUP = re.compile(r"\(([^()]*)\)")
_DIGIT = re.compile(r"\d")


_Match = Callable[[str, int], re.Match[str] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One lexicon entry, with the sentences that prove it. ``internal`` entries give no cues."""

    category: str
    id: str
    match: tuple[str, ...] = ()
    regex: tuple[str, ...] = ()
    unless_before: str | None = None
    unless_after: str | None = None
    source: str
    fires: tuple[str, ...]
    spares: tuple[str, ...]
    internal: bool = False

    @property
    def name(self) -> str:
        """Return the entry's full name, ``category/id``."""
        return f"{self.category}/{self.id}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A match of ``entry`` at ``[start, end)`` of the text that was searched."""

    entry: Entry
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Pattern:
    entry: Entry
    regex: re.Pattern[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None

    def allows(self, text: str, start: int, end: int) -> bool:
        if self.before is not None and self.before.search(text[max(0, start - _CONTEXT_CHARS) : start]):
            return False
        return not (self.after is not None and self.after.search(text[end : end + _CONTEXT_CHARS]))


@dataclass(frozen=True, slots=True)
class _Scan:
    """A regular expression of an entry, and where it need not be tried."""

    pattern: _Pattern
    indexed: bool  # it begins with a word of the index
    needs: Needs
    lead: Lead | None

    def search(self, text: str, lowered: str, places: Sequence[int]) -> Iterator[re.Match[str]]:
        """Yield its matches, none beginning inside another; ``places`` are the starts of words it begins with."""
        regex = self.pattern.regex
        if not self.indexed:
            if not self.needs.are_met_by(lowered):
                return
            if self.lead is None:
                yield from regex.finditer(text)
                return
            places = self.lead.places(lowered)
        reach = 0
        for place in places:
            if place >= reach and (found := regex.match(text, place)):
                reach = found.end()
                yield found


@dataclass(frozen=True)
class Lexicon:
    """All entries of a language, and the search for them."""

    entries: tuple[Entry, ...]
    version: str
    _index: dict[str, list[tuple[_Match, _Pattern]]] = field(init=False, repr=False, default_factory=dict)
    _scans: list[_Scan] = field(init=False, repr=False, default_factory=list)
    _openings: dict[str, list[int]] = field(init=False, repr=False, default_factory=dict)  # places in _scans
    _everywhere: list[int] = field(init=False, repr=False, default_factory=list)  # and of those that no word opens

    def __post_init__(self) -> None:
        for entry in self.entries:
            place = f"{entry.category}.toml, entry {entry.id}"
            try:
                self._add(entry)
            except re.error as error:
                raise LexiconError(f"{place}: a pattern does not compile: {error} in {error.pattern!r}.") from error
            except ValueError as error:
                raise LexiconError(f"{place}: {error}") from error

    def _add(self, entry: Entry) -> None:
        before = re.compile(entry.unless_before) if entry.unless_before else None
        after = re.compile(entry.unless_after) if entry.unless_after else None
        for pattern in entry.regex:
            compiled = re.compile(pattern, re.IGNORECASE)
            words = opening_words(pattern)
            for word in words or ():
                self._openings.setdefault(word, []).append(len(self._scans))
            if words is None:
                self._everywhere.append(len(self._scans))
            self._scans.append(
                _Scan(_Pattern(entry, compiled, before, after), words is not None, needs_of(pattern), lead_of(pattern))
            )
        grouped: dict[str, list[str]] = {}
        for template in (template.strip().lower() for template in entry.match):
            source = _template_to_regex(template)
            for word in _first_words(template):
                grouped.setdefault(word, []).append(source)
        for word, sources in grouped.items():
            # longest first, so that "randomised trial of" wins over "randomised"
            union = "|".join(sorted(set(sources), key=len, reverse=True))
            compiled = re.compile(f"(?:{union})(?!\\w)")  # on lower-case text: twice as fast as blind to case
            self._index.setdefault(word, []).append((compiled.match, _Pattern(entry, compiled, before, after)))

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """Return the names of all categories, sorted."""
        return tuple(sorted({entry.category for entry in self.entries}))

    def find(self, text: str) -> list[Hit]:
        """Return all hits in ``text``, sorted by place; within one category a hit inside another is dropped.

        Empty text gives an empty list.
        """
        hits = sorted(self._search(text), key=lambda hit: (hit.start, -hit.end))
        kept: list[Hit] = []
        reach: dict[str, int] = {}
        for hit in hits:
            category = hit.entry.category
            if hit.end > reach.get(category, -1):
                kept.append(hit)
                reach[category] = hit.end
        return kept

    def _search(self, text: str) -> Iterator[Hit]:
        lowered = _lower(text)
        index, openings = self._index, self._openings
        places: dict[int, list[int]] = defaultdict(list)  # where each scan may begin
        for word in _WORD.finditer(lowered):
            key, start = word.group(), word.start()
            for rank in openings.get(key, ()):
                places[rank].append(start)
            for match_at, pattern in index.get(key, ()):
                found = match_at(lowered, start)
                if found and pattern.allows(text, start, found.end()):
                    yield Hit(pattern.entry, start, found.end())
            if not key.isalpha() and (digit := _DIGIT.search(key)):
                for rank in openings.get(key[: digit.start()] + DIGIT, ()):
                    places[rank].append(start)
        for rank in sorted([*places, *self._everywhere]):
            scan = self._scans[rank]
            for match in scan.search(text, lowered, places[rank]):
                if scan.pattern.allows(text, match.start(), match.end()):
                    yield Hit(scan.pattern.entry, match.start(), match.end())


def load_lexicon(folder: Path | None = None) -> Lexicon:
    """Read every ``*.toml`` file of ``folder`` (by default the English lexicons shipped with the package).

    Raises ``LexiconError`` for an unreadable file, an unknown or missing key, a pattern that does not
    compile, or two entries of one name.
    """
    folder = folder or Path(__file__).parent / "lexicons" / "en"
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise LexiconError(f"No lexicon files in {folder}; expected *.toml. Reinstall hypecheck.")
    digest = hashlib.sha256()
    entries: list[Entry] = []
    for path in paths:
        raw = path.read_bytes()
        digest.update(raw)
        entries.extend(_read_file(path, raw))
    names = [entry.name for entry in entries]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LexiconError(f"Lexicon entries with the same name: {', '.join(twice)}. Rename one of each.")
    return Lexicon(entries=tuple(entries), version=digest.hexdigest()[:12])


def _read_file(path: Path, raw: bytes) -> Iterator[Entry]:
    try:
        table = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path.name} is not valid TOML: {error}.") from error
    _refuse_unknown(path, "file", table, _FILE_KEYS)
    for key in ("category", "about", "source", "entry"):
        if key not in table:
            raise LexiconError(f"{path.name} has no {key!r}; every lexicon file needs one.")
    if table["category"] != path.stem:
        raise LexiconError(f"{path.name} holds the category {table['category']!r}; name the file after its category.")
    for row in table["entry"]:
        _refuse_unknown(path, f"entry {row.get('id', '?')}", row, _ENTRY_KEYS)
        if not row.get("id") or not (row.get("match") or row.get("regex")):
            raise LexiconError(f"{path.name}: an entry needs an id and match or regex, got {sorted(row)}.")
        if not row.get("fires") or not row.get("spares"):
            raise LexiconError(f"{path.name}: entry {row['id']} needs sentences under fires and spares.")
        yield Entry(
            category=table["category"],
            id=row["id"],
            match=tuple(row.get("match", ())),
            regex=tuple(row.get("regex", ())),
            unless_before=row.get("unless_before"),
            unless_after=row.get("unless_after"),
            source=row.get("source", table["source"]),
            fires=tuple(row["fires"]),
            spares=tuple(row["spares"]),
            internal=bool(table.get("internal", False)),
        )


def _refuse_unknown(path: Path, where: str, table: dict[str, Any], known: Iterable[str]) -> None:
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise LexiconError(f"{path.name}, {where}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}.")


def _lower(text: str) -> str:
    """Return the text in lower case with every character in its place: "İ" alone would become two."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join([char.lower()[0] for char in text])


def _template_to_regex(template: str) -> str:
    """Turn "(buy|order) it now" into a regular expression, blind to kinds of space, hyphen and apostrophe."""
    parts = {"(": "(?:", ")": ")", "|": "|", " ": r"[^\S\n]+", "-": "[-‐‑–]", "'": "['’]", "’": "['’]"}
    # "(apple|apple cider vinegar)": the first option that fits ends the search, so the longest comes first
    ordered = _FLAT_GROUP.sub(
        lambda group: f"({'|'.join(sorted(group.group(1).split('|'), key=len, reverse=True))})", template
    )
    # dots, plus signs and the like are meant as they stand
    return "".join(parts.get(char) or re.escape(char) for char in ordered)


def _first_words(template: str) -> set[str]:
    """Return the lower-case words a template can begin with: "(buy|order) now" gives buy and order.

    Raises ``ValueError`` where an expansion begins with no word; such a pattern belongs under ``regex``.
    """
    words: set[str] = set()
    for opening in _expand_opening(template):
        found = _WORD.match(opening)
        if not found:
            raise ValueError(f"the template {template!r} can begin with {opening[:10]!r}, not a word; use regex.")
        words.add(found.group().lower())
    return words


def _expand_opening(template: str) -> Iterator[str]:
    """Yield the possible openings of a template, expanded just far enough to hold their first word."""
    literal, bracket, rest = template.partition("(")
    if re.match(r"\w+\W", literal) or not bracket:
        yield literal
        return
    inside, rest = _split_group(rest)
    for option in inside:
        for tail in [option] if re.match(r"\w+\W", literal + option) else _expand_opening(option + rest):
            yield literal + tail


def _split_group(text: str) -> tuple[list[str], str]:
    """Split ``a|b(c|d)) tail`` (an opened group) into its top-level options and what follows it."""
    depth, current = 0, ""
    options: list[str] = []
    for place, char in enumerate(text):
        if char == ")" and depth == 0:
            return [*options, current], text[place + 1 :]
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "|" and depth == 0:
            options.append(current)
            current = ""
        else:
            current += char
    raise ValueError(f"unclosed bracket in a template near {text[:40]!r}.")
