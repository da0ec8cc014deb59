"""A WARC or WET stream goes in, the pages and texts recorded in it come out.

Needs fastwarc, the extra ``warc``. Reads what crawlers write: plain or compressed record by record, with bodies as
they were sent (compressed, in chunks) or already unpacked, as Common Crawl has them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from hypecheck.errors import InputError, SettingsError

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

__all__ = ["WARC_SUFFIXES", "Recorded", "read_records"]

WARC_SUFFIXES = (".warc", ".warc.gz", ".wet", ".wet.gz")

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_READ_BYTES = 64 * 1024
# What servers take for a request's head is at most 64 KiB; a longer one in a record is no head.
_MAX_HEAD_BYTES = 64 * 1024


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
        raise SettingsError("Reading WARC files needs fastwarc: pip install 'hypecheck[warc]'.") from error
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
    from fastwarc.warc import WarcRecord

    answer = WarcRecord()
    answer.is_http = True
    answer.set_bytes_content(block)
    try:
        answer.parse_http(auto_decode="all", max_header_len=_MAX_HEAD_BYTES)
        head = answer.http_headers
        content_type = None if head is None else head.get("Content-Type")
        media_type = (content_type or "").partition(";")[0].strip().lower()
        if head is None or head.status_code != 200 or (media_type and media_type not in _HTML_TYPES):
            return None
        content = _read_at_most(answer.reader, max_bytes + 1)
    except (OSError, EOFError, ValueError) as error:
        fault = ("bad_response", f"the recorded answer of {url} cannot be unpacked ({error}).")
        return Recorded(number=number, url=url, fault=fault)
    if len(content) > max_bytes:
        return _too_large(number, url, max_bytes)
    return Recorded(number=number, url=url, content=content, content_type=content_type)


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
