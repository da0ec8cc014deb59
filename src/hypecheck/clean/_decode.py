"""Raw bytes or text of a page in, HTML as text out."""

from __future__ import annotations

import codecs
import re

from hypecheck.errors import CleanError

__all__ = ["decode_html", "drop_junk"]

# First bytes of files that get saved or served as .html and are none.
_OTHER_FORMATS = {
    b"%PDF": "a PDF file",
    b"%!PS": "a PostScript file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"RIFF": "a media file",
    b"ID3": "an MP3 file",
    b"PK\x03\x04": "a zip archive or office document",
    b"\x1f\x8b": "a gzip archive",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"\x7fELF": "a program",
    b"wOF": "a font",
    b"{\\rtf": "an RTF document",
}
# Longest first: the UTF-32 mark begins with the UTF-16 one.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TEXTUAL_TYPE = re.compile(r"text/|html|xml|json|octet-stream|unknown", re.IGNORECASE)
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# Only real character sets: Python also knows "idna" or "unicode_escape", which a page could name.
_CHARACTER_SET = re.compile(r"utf-?_?(8|16|32)|cp\d|iso\d|koi8|gb|big5|shift_jis|euc|mac|hz|johab|tis|ascii")
# What pages mean by these names, as the WHATWG Encoding Standard lists it.
_MEANT_CHARSETS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
# With a larger share of bytes outside ASCII, a page without a charset is not in a Western European language:
# French and German prose has 2 to 6 %, Russian or Japanese over 20 % even with the markup counted.
_WESTERN_HIGH_BYTE_SHARE = 0.1
_CONTROLS = bytes(code for code in range(1, 32) if code not in b"\t\n\f\r\x1b")
# Control characters in more than this share of a sample: no text of any kind.
_BINARY_SHARE = 0.02
_BINARY_NUL_SHARE = 0.3
_UNREADABLE_SHARE = 0.3
_SAMPLE_SIZE = 4096
# The tag names save "a < b" in a text file from being taken for markup.
_ANY_TAG = re.compile(
    r"<(?:!doctype|html|head|body|title|meta|link|script|article|main|section|div|span|p|br|h[1-6]|a|b|i|em|strong"
    r"|font|center|table|tr|td|ul|ol|li|dl|blockquote|pre|form|img|nav|header|footer|frameset)[\s/>]",
    re.IGNORECASE,
)
_FEED = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed|urlset|sitemapindex|rdf:RDF|svg)\b")

# Controls (NUL too), invisible joiners that split words for a lexicon, halves of characters.
_JUNK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_C1 = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


def decode_html(html: bytes | str, *, content_type: str | None = None) -> str:
    """Return the page as text, whatever character set it was in.

    Raises ``CleanError`` with code ``not_html`` for other formats and plain text, ``decode`` for bytes that
    are no text in any character set, ``empty_extraction`` for nothing at all.
    """
    if not html.strip():
        raise CleanError("The page is empty; expected HTML. Save or fetch it again.", code="empty_extraction")
    if content_type and not _TEXTUAL_TYPE.search(content_type.partition(";")[0]):
        raise CleanError(f"The server sent {content_type.strip()!r}; expected a web page.", code="not_html")
    if isinstance(html, bytes):
        _refuse_other_formats(html)
        html = _decode_bytes(html, content_type)
    html = html.replace("\0", "")
    if _FEED.match(html):
        raise CleanError("The content is a feed, a site map or a drawing; expected a web page.", code="not_html")
    if _ANY_TAG.search(html) is None:
        start = html.strip()[:40]
        raise CleanError(
            f"No HTML tags in {start!r}; if it is plain text, read it as such: with --as text, in Python with "
            "assess_text.",
            code="not_html",
        )
    return html


def drop_junk(text: str) -> str:
    """Return the text without characters that no reader sees and UTF-8 or a lexicon trips over.

    Windows punctuation that an old page smuggled into the C1 range becomes what its author meant.

    >>> drop_junk("don\\x92t\\x00 go")
    'don’t go'
    """
    return text if text.isprintable() else _JUNK.sub(lambda match: _C1.get(match[0], ""), text)


def _refuse_other_formats(raw: bytes) -> None:
    start = raw[:_SAMPLE_SIZE].lstrip()
    for magic, name in _OTHER_FORMATS.items():
        if start.startswith(magic):
            raise CleanError(f"The content is {name}; save the page itself as HTML.", code="not_html")


def _decode_bytes(raw: bytes, content_type: str | None) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    sample = raw[:_SAMPLE_SIZE]
    wide = _wide_encoding(sample)
    if wide:
        return raw.decode(wide, "replace")
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if controls > _BINARY_SHARE * len(sample) or raw.count(b"\0") > _BINARY_NUL_SHARE * len(raw):
        raise CleanError("The content is binary data; save the page itself as HTML.", code="not_html")
    return _decode_narrow(raw, _declared_charset(sample, content_type))


def _wide_encoding(sample: bytes) -> str | None:
    """Tell UTF-16 without a mark by where its zero bytes stand."""
    half = max(len(sample) // 2, 1)
    even, odd = sample[::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return None


def _decode_narrow(raw: bytes, declared: str | None) -> str:
    """Decode by what the bytes are before what the page says: pages err, and valid UTF-8 is no accident."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = raw.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    if whole > broken:  # UTF-8 with a few damaged characters
        return text
    for encoding in (declared, *_guessed_charsets(raw)):
        if encoding is None or encoding.startswith("utf"):
            continue
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    if broken > _UNREADABLE_SHARE * len(text):
        raise CleanError("The character set cannot be read; save the page as UTF-8.", code="decode")
    return raw.decode("cp1252", "replace")


def _declared_charset(sample: bytes, content_type: str | None) -> str | None:
    for declaration in (content_type or "", sample.decode("ascii", "ignore")):
        found = _CHARSET.search(declaration)
        if found:
            try:
                name = codecs.lookup(found[1]).name
            except LookupError:
                continue
            if _CHARACTER_SET.match(name):
                return _MEANT_CHARSETS.get(name, name)
    return None


def _guessed_charsets(raw: bytes) -> list[str]:
    high = len(raw) - len(raw.decode("ascii", "ignore"))
    if high < _WESTERN_HIGH_BYTE_SHARE * len(raw):
        return ["cp1252"]
    from trafilatura.utils import detect_encoding  # heavy, and few pages come here

    return list(detect_encoding(raw))
