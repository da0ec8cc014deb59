"""A WARC or WET stream goes in, the pages and texts recorded in it come out; fetched pages go into such a file.

Needs fastwarc, the extra ``warc``. Reads what crawlers write: plain or compressed record by record, with bodies as
they were sent (compressed, in chunks) or already unpacked, as Common Crawl has them.
"""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from hypecheck.config import VERSION
from hypecheck.errors import InputError, OutputError, SettingsError
from hypecheck.records import Page

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

__all__ = ["Recorded", "WarcFile", "read_records"]

_BLOCK_TYPES = {"response": "application/http; msgtype=response", "warcinfo": "application/warc-fields"}
# These say how a body travelled; it is kept unpacked. Common Crawl renames them in the same way.
_HEADERS_OF_PACKING = ("content-encoding", "transfer-encoding", "content-length")

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_READ_BYTES = 64 * 1024
# What servers take for a request's head is at most 64 KiB; a longer one in a record is no head.
_MAX_HEAD_BYTES = 64 * 1024
_BEFORE_PAGE = b"\xef\xbb\xbf \t\r\n"  # a byte order mark and blanks


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One page or text of a WARC file; ``number`` counts all its records from 1, those that are skipped too.

    ``content`` is None where there is a ``fault``: a code and a sentence.
    """

    number: int
    url: str | None
    content: bytes | None = None
    is_text: bool = False
    content_type: str | None = None
    fault: tuple[str, str] | None = None


def read_records(stream: BinaryIO, *, max_bytes: int) -> Iterator[Recorded]:
    """Yield each web page (a response with status 200) and each extracted text (a conversion) of a stream.

    Skipped are requests, metadata, redirects, errors, images and the like: they are no pages. One record at a time
    is in memory. Raises ``InputError`` ``damaged_file`` where the stream breaks, and ``SettingsError`` without
    fastwarc.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError as error:
        told = "Reading WARC files needs fastwarc: pip install 'hypecheck[warc]'."
        raise SettingsError(told, code="missing_extra") from error
    # bodies are unpacked apart from the stream: told to do it, the iterator ends at the first that it cannot unpack
    records = iter(ArchiveIterator(stream, record_types=WarcRecordType.any_type, parse_http=False))
    readers = ((WarcRecordType.response, _read_response), (WarcRecordType.conversion, _read_conversion))
    number = 0
    try:
        for number, record in enumerate(records, start=1):
            read = next((reader for kind, reader in readers if kind == record.record_type), None)
            if read is None:
                continue
            url = _url_of(record)
            if record.content_length > max_bytes + _MAX_HEAD_BYTES:
                yield _too_large(number, url, max_bytes)
                continue
            block = _read_at_most(record.reader, record.content_length)
            if len(block) < record.content_length:
                raise EOFError(f"{len(block):,} of {record.content_length:,} bytes are there")
            if (found := read(block, number, url, max_bytes)) is not None:
                yield found
    except (OSError, EOFError, ValueError) as error:
        raise InputError(
            f"the WARC data is damaged or cut short at record {number + 1:,} or before ({error}); the rest of this "
            "file was not read. Copy or export it again.",
            code="damaged_file",
        ) from error


def _read_response(block: bytes, number: int, url: str | None, max_bytes: int) -> Recorded | None:
    from urllib3.exceptions import HTTPError

    try:
        answer = _parse_answer(block)
        head = answer.http_headers
        content_type = None if head is None else head.get("Content-Type")
        media_type = (content_type or "").partition(";")[0].strip().lower()
        if head is None or head.status_code != 200 or (media_type and media_type not in _HTML_TYPES):
            return None
        try:
            content = _unpack(block, head.get("Content-Encoding") or "", limit=max_bytes + 1)
        except (OSError, EOFError, ValueError, HTTPError):
            # Common Crawl kept pages unpacked under the headers of the packed ones, until August 2018; news: May 2019
            content = _read_at_most(answer.reader, max_bytes + 1)
            if not content.lstrip(_BEFORE_PAGE).startswith(b"<"):
                raise
    except (OSError, EOFError, ValueError, HTTPError) as error:
        fault = ("bad_response", f"the recorded answer of {url} cannot be unpacked ({error}).")
        return Recorded(number=number, url=url, fault=fault)
    if len(content) > max_bytes:
        return _too_large(number, url, max_bytes)
    return Recorded(number=number, url=url, content=content, content_type=content_type)


def _parse_answer(block: bytes, *, decode: Literal["none", "transfer"] = "none") -> WarcRecord:
    """Return an answer with its head parsed and its body as it was sent, or with the chunks put together."""
    from fastwarc.warc import WarcRecord

    answer = WarcRecord()
    answer.is_http = True
    answer.set_bytes_content(block)
    answer.parse_http(auto_decode=decode, max_header_len=_MAX_HEAD_BYTES)
    return answer


def _unpack(block: bytes, encodings: str, *, limit: int) -> bytes:
    """Return the first ``limit`` bytes of an answer's body, sent in these ``encodings`` ("gzip", "br, gzip", "")."""
    from urllib3 import HTTPResponse

    # told to unpack the content too, fastwarc (2.0) does it at once and whole: a gigabyte from a megabyte of zeros
    body: Any = _parse_answer(block, decode="transfer").reader
    return _read_at_most(HTTPResponse(body, headers={"Content-Encoding": encodings}, preload_content=False), limit)


def _read_conversion(block: bytes, number: int, url: str | None, max_bytes: int) -> Recorded:
    if len(block) > max_bytes:
        return _too_large(number, url, max_bytes)
    return Recorded(number=number, url=url, content=block, is_text=True)


def _too_large(number: int, url: str | None, max_bytes: int) -> Recorded:
    detail = f"{url} is recorded with over {max_bytes:,} bytes, the limit for one page."
    return Recorded(number=number, url=url, fault=("too_large", detail))


def _url_of(record: WarcRecord) -> str | None:
    url = record.headers.get("WARC-Target-URI")
    return str(url).strip("<> ") if url else None  # wget writes <http://...>


def _read_at_most(reader: Any, limit: int) -> bytes:
    content = bytearray()
    while len(content) < limit and (chunk := reader.read(min(_READ_BYTES, limit - len(content)))):
        content += chunk
    return bytes(content)


class WarcFile:
    """Adds fetched pages to a WARC file, each compressed by itself, so that a run can go on at any record's end.

    ``kept_bytes`` is how much of the file an earlier part of the run vouches for: what a killed process wrote after
    that is cut off. None begins anew, after whatever the file holds. Raises ``SettingsError`` without fastwarc,
    ``OutputError`` when the file cannot be written or has become shorter.
    """

    def __init__(self, path: Path, *, kept_bytes: int | None = None) -> None:
        try:
            import fastwarc.warc  # noqa: F401  # to say so before the run rather than at its first page
        except ImportError as error:
            raise SettingsError("Writing WARC files needs fastwarc: pip install 'hypecheck[warc]'.") from error
        self._path = path
        with self._told():
            self._stream = path.open("ab", buffering=0)  # what is written is written, or was refused
            self.size = self._stream.tell()
            if kept_bytes is not None and kept_bytes > self.size:
                self._stream.close()
                raise OutputError(
                    f"{path} has {self.size:,} bytes; this run had written {kept_bytes:,}. Put the file back, or begin "
                    "anew with --fresh and another file."
                )
            if kept_bytes is not None:
                self._stream.truncate(kept_bytes)
                self.size = kept_bytes
        if not self.size:
            about = f"software: hypecheck/{VERSION}\r\nformat: WARC File Format 1.1\r\n"
            try:
                self._append("warcinfo", None, about.encode())
            except OutputError:
                self._stream.close()
                raise

    def write(self, page: Page) -> None:
        """Add a page with the headers it came with. Its body is kept unpacked, and the headers say so."""
        raw = page.html if isinstance(page.html, bytes) else page.html.encode("utf-8", "replace")
        lines = ["HTTP/1.1 200 OK"]
        for name, value in page.headers.items():
            prefix = "X-Crawler-" if name.lower() in _HEADERS_OF_PACKING else ""
            lines.append(f"{prefix}{name}: {value}")
        head = "\r\n".join([*lines, f"Content-Length: {len(raw)}"]).encode("latin-1", "replace")
        self._append("response", page.final_url or page.url, head + b"\r\n\r\n" + raw)

    def sync(self) -> None:
        """Bring what was written to the disk, so that a power cut cannot take it; a device has none."""
        with self._told():
            if stat.S_ISREG(os.fstat(self._stream.fileno()).st_mode):
                os.fsync(self._stream.fileno())

    def close(self) -> None:
        """Close the file."""
        with self._told():
            self._stream.close()

    def _append(self, kind: str, url: str | None, block: bytes) -> None:
        from fastwarc.warc import WarcRecord, WarcRecordType

        record = WarcRecord()
        record.init_headers(record_type=getattr(WarcRecordType, kind))
        if url is not None:
            record.headers["WARC-Target-URI"] = url
        record.headers["Content-Type"] = _BLOCK_TYPES[kind]
        record.set_bytes_content(block)
        plain = io.BytesIO()
        record.write(plain, checksum_data=True)
        packed = gzip.compress(plain.getvalue())
        with self._told():
            if self._stream.write(packed) < len(packed):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self.size += len(packed)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError.from_system(error, self._path, option="--save-warc") from error
