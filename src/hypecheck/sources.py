"""Inputs as a person names them (URLs, files, folders, lists, ``-``) go in, a lazy stream of items comes out.

Nothing here raises for a bad input: what cannot be read becomes one item whose ``failure`` says what was got,
what was expected and what to do, and the next input goes on.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import stat
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from hypecheck.config import Settings
from hypecheck.endings import (
    HTML_ENDINGS,
    JSONL_ENDINGS,
    READABLE,
    TEXT_ENDINGS,
    URL_LIST_ENDINGS,
    WARC_ENDINGS,
    ending_of,
    remedy_for,
)
from hypecheck.errors import HypecheckError
from hypecheck.records import Failure, InputItem
from hypecheck.warc import Recorded, read_records

__all__ = ["estimate_items", "read_items"]

#: A URL longer than this is refused by most servers and browsers; the line is something else.
MAX_URL_CHARS = 8_000
#: Lines looked at to tell an article from a list of addresses.
PROSE_LOOK_AHEAD = 10
#: Words from which a line without an address reads as prose: "Pages to check, May" is a note, not an article.
PROSE_WORDS = 6
SNIFFED_BYTES = 4_096

_STREAM_TYPES = "URLs, JSONL, a web page, or text with --as text"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BLANK_BYTES = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # byte order marks, blanks, the other half of UTF-16
# A file that is written, what is done of it so far, the run that is kept beside it, the journals of a database.
_WRITTEN = r"{name}(\.run)?(-wal|-shm|-journal)?|\.{name}\.\d+\.part"
_GZIP_MAGIC = b"\x1f\x8b"
_MAGIC = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP, Word or EPUB file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    _GZIP_MAGIC: "a gzip file",
    b"SQLite format 3": "a database",
}
_CONTROL_BYTES = bytes(code for code in range(1, 32) if code not in b"\t\n\v\f\r\x1b")


def read_items(
    inputs: Iterable[str],
    *,
    as_text: bool = False,
    stdin: BinaryIO | None = None,
    settings: Settings | None = None,
    left_out: Counter[str] | None = None,
    written: Iterable[Path] = (),
) -> Iterator[InputItem]:
    """Yield one item for each page that the inputs name, in order, reading no further than is asked for.

    An input is a URL, an ``.html`` or ``.xhtml`` file, a ``.txt`` list of URLs, a ``.jsonl`` or ``.jsonl.gz`` file,
    a WARC or WET file, a folder of these, or ``-`` for ``stdin``; ``as_text`` makes ``.txt``, ``.md`` and untyped
    files articles.
    No inputs give no items; an input that holds nothing gives one failed item.

    What a folder holds and is not read gives no item: it is counted in ``left_out``, files by their ending (or as
    "without an ending", "hidden"), and as "hidden folder" or "linked folder" each folder that is not looked into.
    The files that the run itself writes (``written``) are no part of a folder, nor are those that it keeps beside them.
    """
    reader = _Reader(as_text=as_text, stdin=stdin, settings=settings, left_out=left_out, written=written)
    for name in inputs:
        yield from reader.read_input(name)


def estimate_items(inputs: Iterable[str], *, as_text: bool = False) -> int | None:
    """Return about how many items the inputs will give, or None where only reading them would tell.

    Lines are counted in lists and plain JSONL; standard input and compressed files give None.
    """
    reader = _Reader(as_text=as_text)
    total = 0
    for name in inputs:
        try:
            # a URL is no folder, so it comes back as one path and counts as one
            paths = reader.walk_folder(Path(name)) if Path(name).is_dir() else [Path(name)]
            counts = [_estimate_in_file(path, as_text=as_text) for path in paths if isinstance(path, Path)]
        except (OSError, ValueError):
            return None
        if name == "-" or None in counts:
            return None
        total += sum(count or 0 for count in counts)
    return total


def _estimate_in_file(path: Path, *, as_text: bool) -> int | None:
    ending = ending_of(path)
    if ending == ".jsonl.gz" or ending in WARC_ENDINGS or path.is_fifo():
        return None
    if (ending == ".jsonl" or (ending == ".txt" and not as_text)) and path.is_file():
        with path.open("rb") as stream:
            return sum(1 for line in stream if line.strip() and not line.lstrip().startswith(b"#"))
    return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    """Where items come from: makes the items and the failed items of one input."""

    source: str

    def item(self, *, id: str | None = None, line: int | None = None, **content: Any) -> InputItem:
        return InputItem(id=id or self._place(line), source=self.source, line=line, **content)

    def failed(self, code: str, detail: str, *, line: int | None = None, id: str | None = None) -> InputItem:
        place = self._place(line)
        failure = Failure(stage="source", code=code, detail=f"{place}: {detail}")
        return InputItem(id=id or place, source=self.source, line=line, failure=failure)

    def broken_off(self, error: Exception, *, line: int | None = None) -> InputItem:
        """Return the failed item for a stream that broke in the middle or could not be opened."""
        if isinstance(error, gzip.BadGzipFile | EOFError | zlib.error):
            return self.failed(
                "damaged_file",
                "the gzip data is damaged or cut short; the rest of this file was not read. Copy or export it again.",
                line=line,
            )
        if isinstance(error, FileNotFoundError):
            return self.failed("missing_file", f"no such file or folder.{_hint_for_missing(self.source)}")
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        detail = f"cannot be read ({reason}). Check its permissions and the disk."
        return self.failed("unreadable_file", detail, line=line)

    def _place(self, line: int | None) -> str:
        return self.source if line is None else f"{self.source}:{line}"


def _hint_for_missing(name: str) -> str:
    known = (*HTML_ENDINGS, *JSONL_ENDINGS, *TEXT_ENDINGS, *WARC_ENDINGS)
    if re.match(r"[\w-]+(\.[\w-]+)*\.[a-z]{2,}([/?#]|$)", name) and not name.lower().endswith(known):
        return f" If it is a web address, write https://{name}"
    return " Check the path."


class _Reader:
    def __init__(
        self,
        *,
        as_text: bool,
        stdin: BinaryIO | None = None,
        settings: Settings | None = None,
        left_out: Counter[str] | None = None,
        written: Iterable[Path] = (),
    ) -> None:
        self.as_text = as_text
        self.stdin = stdin
        self.max_bytes = (settings or Settings()).max_html_bytes
        self.left_out: Counter[str] = Counter() if left_out is None else left_out
        self.written = [
            (path.parent.resolve(), re.compile(_WRITTEN.format(name=re.escape(path.name)))) for path in written
        ]

    def read_input(self, name: str) -> Iterator[InputItem]:
        if name == "-":
            yield from self._read_stdin()
        elif re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", name):
            fault = _url_fault(name)
            named = _Origin(source="url" if fault is None else _shown(name))
            yield named.item(id=name, url=name) if fault is None else named.failed("bad_url", fault)
        elif not name or "\0" in name:
            yield _Origin(source=repr(name)).failed("missing_file", "is not a file name. Give a path or a URL.")
        else:
            yield from self._read_path(Path(name))

    # folders

    def _read_folder(self, folder: Path, origin: _Origin) -> Iterator[InputItem]:
        found_any = False
        for found in self.walk_folder(folder):
            found_any = True
            if isinstance(found, InputItem):
                yield found
            else:
                yield from self._read_path(found)
        if not found_any:
            yield origin.failed("empty_folder", f"holds no file that can be read; expected {READABLE}.")

    def walk_folder(self, folder: Path) -> Iterator[Path | InputItem]:
        """Yield the usable files below a folder, and a failed item for each folder closed to us.

        The files of a folder come first, sorted by name, then what is in its folders.
        """
        endings = (*HTML_ENDINGS, *JSONL_ENDINGS, *WARC_ENDINGS, *(TEXT_ENDINGS if self.as_text else URL_LIST_ENDINGS))
        closed: list[OSError] = []
        for parent, folders, files in os.walk(folder, onerror=closed.append):
            folders[:] = [name for name in sorted(folders) if self._is_looked_into(Path(parent, name))]
            for name in self._without_written(sorted(files), Path(parent)):
                path = Path(parent, name)
                if not name.startswith(".") and ending_of(path) in endings:
                    yield path
                else:
                    self.left_out[_kind_left_out(path)] += 1
        for error in closed:
            yield _Origin(source=_shown(Path(error.filename))).broken_off(error)

    def _without_written(self, names: list[str], folder: Path) -> list[str]:
        """Return the names of a folder's files without those that this run writes: "scan . --out results.jsonl"."""
        patterns = [pattern for place, pattern in self.written if place == folder.resolve()] if self.written else []
        return [name for name in names if not any(pattern.fullmatch(name) for pattern in patterns)]

    def _is_looked_into(self, folder: Path) -> bool:
        """Count a folder that is not looked into: a hidden one, or a link, which may lead round in circles."""
        if folder.name.startswith("."):
            self.left_out["hidden folder"] += 1
            return False
        if folder.is_symlink():
            self.left_out["linked folder"] += 1
            return False
        return True

    # files

    def _read_path(self, path: Path) -> Iterator[InputItem]:
        origin = _Origin(source=_shown(path))
        line: int | None = None
        try:
            for item in self._read_by_kind(path, origin):
                line = item.line
                yield item
        except (OSError, EOFError, zlib.error) as error:
            yield origin.broken_off(error, line=None if line is None else line + 1)

    def _read_by_kind(self, path: Path, origin: _Origin) -> Iterator[InputItem]:
        mode = path.stat().st_mode
        ending = ending_of(path)
        if stat.S_ISDIR(mode):
            yield from self._read_folder(path, origin)
        elif stat.S_ISFIFO(mode):  # scan <(grep example.org urls.txt)
            with path.open("rb") as stream:
                yield from self._read_stream(stream, origin)
        elif not stat.S_ISREG(mode):
            yield origin.failed("unreadable_file", "is a device or a socket; expected a file.")
        elif ending == ".jsonl.gz":
            with path.open("rb") as stream:
                yield from self._read_packed(stream, origin)
        elif ending in WARC_ENDINGS:
            with path.open("rb") as stream:
                yield from self._read_warc(stream, origin)
        elif ending == ".jsonl" or ending in HTML_ENDINGS or ending == ".txt" or self.as_text:
            with path.open("rb") as stream:
                yield from self._read_typed(stream, ending, origin)
        else:
            found = f"a {ending} file" if ending else "a file without an ending"
            detail = f"is {found}; expected {READABLE}. {remedy_for(ending)}"
            yield origin.failed("unsupported_file", detail.rstrip())

    def _read_packed(self, stream: io.BufferedReader, origin: _Origin) -> Iterator[InputItem]:
        head = stream.peek(len(_GZIP_MAGIC))[: len(_GZIP_MAGIC)]
        if head and head != _GZIP_MAGIC:
            detail = "is no gzip file, whatever its name says. Take .gz off its name, or export it again."
            yield origin.failed("damaged_file", detail)
            return
        with gzip.open(stream, "rb") as unpacked:
            yield from _at_least_one(self._read_jsonl(unpacked, origin), origin)

    def _read_typed(self, stream: io.BufferedReader, ending: str, origin: _Origin) -> Iterator[InputItem]:
        head = stream.peek(SNIFFED_BYTES)[:SNIFFED_BYTES]
        kind = _binary_kind(head)
        if not head:
            yield origin.failed("empty_file", "is empty. Export or save it again.")
        elif kind is not None:
            yield origin.failed("binary_file", f"is {kind}, not text; expected {READABLE}.")
        elif ending == ".jsonl":
            yield from _at_least_one(self._read_jsonl(stream, origin), origin)
        elif ending in HTML_ENDINGS:
            yield self._page_item(stream, origin)
        elif self.as_text:
            yield self._text_item(stream, origin)
        else:
            yield from _at_least_one(_read_url_list(stream, origin), origin)

    def _page_item(self, stream: BinaryIO, origin: _Origin) -> InputItem:
        html = stream.read(self.max_bytes + 1)
        return self._whole_item(html, origin) or origin.item(html=html)

    def _text_item(self, stream: BinaryIO, origin: _Origin) -> InputItem:
        raw = stream.read(self.max_bytes + 1)
        return self._whole_item(raw, origin) or origin.item(text=_decode(raw))

    def _whole_item(self, raw: bytes, origin: _Origin) -> InputItem | None:
        """Return a failed item for a page or article that is nothing or too much, else None."""
        if len(raw) > self.max_bytes:
            detail = f"is over {self.max_bytes:,} bytes, the limit for one page. Save the article alone."
            return origin.failed("too_large", detail)
        if not raw.strip(_BLANK_BYTES):
            return origin.failed("empty_file", "holds nothing but blank space. Export or save it again.")
        return None

    # streams

    def _read_stdin(self) -> Iterator[InputItem]:
        origin = _Origin(source="stdin")
        stream: Any = self.stdin or sys.stdin.buffer
        reader = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)
        try:
            yield from self._read_stream(reader, origin)
        except OSError as error:
            yield origin.broken_off(error)
        finally:
            if reader is not stream:
                reader.detach()  # closing the stream is its opener's business

    def _read_stream(self, stream: Any, origin: _Origin) -> Iterator[InputItem]:
        """Read an untyped stream by its start: ``{`` is JSONL, ``<`` a page, all else URLs or an article."""
        skipped_lines = _skip_blank_lines(stream)
        head = stream.peek(SNIFFED_BYTES)[:SNIFFED_BYTES]
        start = head.lstrip(_BLANK_BYTES)[:1]
        kind = _binary_kind(head)
        if not head:
            yield origin.failed("empty_file", f"nothing came in; expected {_STREAM_TYPES}.")
        elif kind is not None:
            yield origin.failed("binary_file", f"is {kind}, not text; expected {_STREAM_TYPES}.")
        elif start == b"{":
            yield from self._read_jsonl(stream, origin, skipped_lines=skipped_lines)
        elif start == b"<":
            yield self._page_item(stream, origin)
        elif self.as_text:
            yield self._text_item(stream, origin)
        else:
            yield from _at_least_one(_read_url_list(stream, origin, skipped_lines=skipped_lines), origin)

    def _read_jsonl(self, stream: Any, origin: _Origin, *, skipped_lines: int = 0) -> Iterator[InputItem]:
        # JSON may spell each byte of a page as a six-character escape
        max_chars = 6 * self.max_bytes
        for number, line in _read_lines(stream, max_chars=max_chars, first=skipped_lines + 1):
            if len(line) > max_chars:
                yield origin.failed("too_large", f"the line is over {max_chars:,} characters.", line=number)
            elif line.strip():
                yield _item_from_json(line, number, origin)

    def _read_warc(self, stream: BinaryIO, origin: _Origin) -> Iterator[InputItem]:
        found_any = False
        try:
            for recorded in read_records(stream, max_bytes=self.max_bytes):
                found_any = True
                yield _recorded_item(recorded, origin)
        except HypecheckError as error:
            yield origin.failed(error.code, str(error))
        else:
            if not found_any:
                yield origin.failed("empty_file", "holds no web page (a response with status 200) and no text.")


def _recorded_item(recorded: Recorded, origin: _Origin) -> InputItem:
    if recorded.fault is not None:
        return origin.failed(*recorded.fault, line=recorded.number)
    content = recorded.content or b""
    if recorded.is_text:
        return origin.item(line=recorded.number, url=recorded.url, text=_decode(content))
    type_sent = recorded.content_type or ""
    return origin.item(line=recorded.number, url=recorded.url, html=content, content_type=type_sent)


def _at_least_one(items: Iterator[InputItem], origin: _Origin) -> Iterator[InputItem]:
    first = next(items, None)
    if first is None:
        first = origin.failed("empty_file", "has only blank lines and comments; expected one page a line.")
    yield from chain([first], items)


# URL lists


def _read_url_list(stream: Any, origin: _Origin, *, skipped_lines: int = 0) -> Iterator[InputItem]:
    lines = _read_lines(stream, max_chars=MAX_URL_CHARS, first=skipped_lines + 1)
    meaningful = ((number, text) for number, line in lines if (text := _without_comment(line)))
    opening = _take_opening(meaningful)
    if _is_prose(opening):
        number, text = opening[0]
        detail = (
            f"reads as an article (line {number}: {_shortened(text)!r}), but a text file is taken for a list "
            "of web addresses. To assess the article itself, add --as text."
        )
        yield origin.failed("unsupported_file", detail)
        return
    for number, text in chain(opening, meaningful):
        yield _url_item(text, origin=origin, line=number)


def _take_opening(lines: Iterator[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the lines up to the first address, ten at most, so that a growing list is not held up."""
    opening = []
    for number, text in lines:
        opening.append((number, text))
        if _url_fault(text) is None or len(opening) == PROSE_LOOK_AHEAD:
            break
    return opening


def _is_prose(opening: list[tuple[int, str]]) -> bool:
    """Tell an article from a list that opens with garbage: no address, half of the lines are sentences."""
    if not opening or _url_fault(opening[-1][1]) is None:
        return False
    sentences = sum(len(text.split()) >= PROSE_WORDS and "://" not in text for _, text in opening)
    return 2 * sentences >= len(opening)


def _without_comment(line: str) -> str:
    text = line.strip()
    if text.startswith("#"):
        return ""
    return re.split(r"\s+#", text, maxsplit=1)[0]  # "https://example.org  # asked by Kim"


def _url_item(text: str, *, origin: _Origin, line: int) -> InputItem:
    fault = _url_fault(text)
    if fault is None:
        return origin.item(id=text, line=line, url=text)
    return origin.failed("bad_url", f"{_shortened(text)!r} {fault}", line=line)


def _url_fault(text: str) -> str | None:
    """Say what keeps a text from being a web address, or None for an address."""
    expected = "expected a full http:// or https:// address"
    if len(text) > MAX_URL_CHARS:
        return f"is over {MAX_URL_CHARS:,} characters long; {expected}."
    if re.search(r"[\s\x00-\x1f\x7f<>\"]", text):
        article = " (or --as text, if this is an article)" if len(text.split()) >= PROSE_WORDS else ""
        return f"is not one address; {expected} on a line of its own{article}."
    if not text.isprintable() or "\ufffd" in text:
        return f"holds characters that cannot be read; {expected}, in a UTF-8 file."
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"is not a web address ({error}); {expected}."
    if parts.scheme not in ("http", "https"):
        return f"does not start with http:// or https://; {expected}."
    if "@" in parts.netloc:
        return f"holds a user name or password; {expected} without them."
    return None if host else f"names no host; {expected}."


# JSONL


def _item_from_json(line: str, number: int, origin: _Origin) -> InputItem:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return origin.failed("bad_json", f"broken JSON ({error}); expected one JSON object.", line=number)
    if not isinstance(record, dict):
        detail = f'{_shortened(line)!r} is not a JSON object; expected {{"id": ..., "html": ...}}.'
        return origin.failed("bad_record", detail, line=number)
    id = record.get("id")
    if isinstance(id, dict | list | bool):
        detail = f'"id" is {_json_kind(id)}; expected a string or a number.'
        return origin.failed("bad_record", detail, line=number)
    id = None if id in (None, "") else _without_surrogates(str(id))
    given = {key: value for key in ("url", "html", "text") if (value := record.get(key)) is not None}
    for key, value in given.items():
        if not isinstance(value, str):
            detail = f'"{key}" is {_json_kind(value)}; expected a string.'
            return origin.failed("bad_record", detail, line=number, id=id)
    if not given:
        found = _shortened(", ".join(record)) or "nothing"
        detail = f'found {found}; expected an "html" or a "text" string, or a "url" to fetch.'
        return origin.failed("bad_record", detail, line=number, id=id)
    given = {key: _without_surrogates(value) for key, value in given.items()}
    if set(given) == {"url"} and (fault := _url_fault(given["url"])) is not None:
        return origin.failed("bad_url", f"{_shortened(given['url'])!r} {fault}", line=number, id=id)
    return origin.item(id=id, line=number, **given)


def _json_kind(value: object) -> str:
    """Return what JSON calls a value, with its article."""
    names = {bool: "true or false", dict: "an object", list: "a list", str: "a string"}
    return names.get(type(value), "a number")


def _without_surrogates(text: str) -> str:
    r"""Return text that can be written as UTF-8: JSON may hold half a character pair (``"\ud83d"``)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


# bytes


def _read_lines(stream: Any, *, max_chars: int, first: int = 1) -> Iterator[tuple[int, str]]:
    """Yield (line number, line) of UTF-8, or UTF-16 with a mark; wrong bytes become U+FFFD.

    A longer line is cut to ``max_chars + 1`` characters: a file without line ends must not fill the memory.
    """
    encoding = "utf-16" if stream.peek(2)[:2] in _UTF16_MARKS else "utf-8-sig"
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace")
    number = first
    try:
        while line := text.readline(max_chars + 1):
            rest = line
            while len(rest) > max_chars and not rest.endswith("\n"):
                rest = text.readline(max_chars + 1)
            yield number, line.rstrip("\n")
            number += 1
    finally:
        if not stream.closed:  # it is when a run is interrupted: the opener then ends before this generator does
            text.detach()  # closing the stream is its opener's business


def _skip_blank_lines(stream: Any) -> int:
    """Read over leading blank space and return how many lines it held."""
    lines = 0
    while head := stream.peek(1):
        blank = len(head) - len(head.lstrip())
        if blank == 0:
            break
        lines += stream.read(blank).count(b"\n")
    return lines


def _decode(raw: bytes) -> str:
    """Return text from UTF-8 or UTF-16 bytes, or from Windows-1252 where most of UTF-8 comes out wrong."""
    if raw[:2] in _UTF16_MARKS:
        return raw.decode("utf-16", "replace")
    text = raw.decode("utf-8-sig", "replace")
    wrong = text.count("\ufffd")
    # one broken character in a UTF-8 text must not turn every curly quote into three letters
    if wrong and 2 * wrong > sum(not char.isascii() for char in text):
        return raw.decode("cp1252", "replace")
    return text


def _binary_kind(head: bytes) -> str | None:
    """Say what kind of binary data this is, or None for text (which may hold a stray NUL, or be UTF-16)."""
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[:2] in _UTF16_MARKS:
        return None
    nuls = head.count(0)
    one_sided = 0 in (head[::2].count(0), head[1::2].count(0))  # as in UTF-16 without a mark
    controls = len(head) - len(head.translate(None, _CONTROL_BYTES))
    # of random bytes a tenth are control bytes; of text, next to none
    if (20 * nuls > len(head) and not one_sided) or 20 * controls > len(head):
        return "binary data"
    return None


# names


def _kind_left_out(path: Path) -> str:
    """Say under what a file of a folder that is not read is counted."""
    return "hidden" if path.name.startswith(".") else ending_of(path) or "without an ending"


def _shown(path: Path | str) -> str:
    r"""Return a path as text that can be written as UTF-8: bytes of a name that are not are spelt out (``\xe9``)."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
