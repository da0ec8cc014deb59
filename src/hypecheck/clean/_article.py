"""The two ways into an Article: from a page's HTML and from plain text."""

from __future__ import annotations

from hypecheck.clean._address import kind_of_address
from hypecheck.clean._decode import decode_html
from hypecheck.clean._extraction import choose_lines
from hypecheck.clean._layout import fingerprint, guess_language, lay_out
from hypecheck.clean._lines import read_lines
from hypecheck.clean._metadata import choose_title, read_metadata
from hypecheck.clean._obstacles import find_obstacle
from hypecheck.clean._plain import read_plain
from hypecheck.clean._signals import read_signals
from hypecheck.clean._tree import lighten, parse_html
from hypecheck.config import Settings
from hypecheck.errors import CleanError
from hypecheck.records import Article, Page, PageSignals

__all__ = ["article_from_text", "extract_article"]


def extract_article(page: Page, *, settings: Settings | None = None) -> Article:
    """Return the article of a page, with its signals, and with ``obstacle`` set where the page holds none.

    Raises ``CleanError`` with code ``too_large``, ``not_html``, ``decode``, ``parse_limit`` or
    ``empty_extraction``.
    """
    settings = settings or Settings()
    if len(page.html) > settings.max_html_bytes:
        size, limit = f"{len(page.html):,}", f"{settings.max_html_bytes:,}"
        raise CleanError(f"The page has {size} bytes; at most {limit} are read. Is it an article?", code="too_large")
    root, deep = parse_html(decode_html(page.html, content_type=page.content_type))
    metadata = read_metadata(root, url=page.final_url or page.url)
    lighten(root)
    lines = read_lines(root, max_depth=settings.max_depth)
    title = choose_title(metadata, lines)
    chosen = choose_lines(root, lines, deep=deep)
    obstacle = find_obstacle(root, lines, chosen, titles=(metadata.window_title, title or ""))
    layout = lay_out(chosen, title=title, base=metadata.base, max_words=settings.max_words)
    if obstacle is None and not (chosen and layout.word_count):
        raise CleanError(
            "No article text was found in the page; scripts may build it. Save it from a browser.",
            code="empty_extraction",
        )
    return Article(
        text=layout.text,
        blocks=tuple(layout.blocks),
        links=tuple(layout.links),
        signals=read_signals(root, lines, chosen, metadata),
        url=page.url,
        final_url=page.final_url or page.url,
        title=title,
        author=metadata.author,
        site=metadata.site,
        published=metadata.published,
        language=guess_language(layout.text),
        word_count=layout.word_count,
        is_cut=layout.is_cut,
        sha256=fingerprint(layout.text),
        obstacle=obstacle,
    )


def article_from_text(
    text: str, *, title: str | None = None, url: str | None = None, settings: Settings | None = None
) -> Article:
    """Return plain text as an article: its blocks found, its words as they were.

    Raises ``CleanError``, code ``empty_extraction``, when no word is in the text.
    """
    settings = settings or Settings()
    layout = read_plain(text, title=title, max_words=settings.max_words)
    if not layout.word_count:
        raise CleanError("The text is empty; expected the words of an article.", code="empty_extraction")
    titles = (layout.text[block.start : block.end] for block in layout.blocks if block.kind == "title")
    return Article(
        text=layout.text,
        blocks=tuple(layout.blocks),
        links=tuple(layout.links),
        signals=PageSignals(address_kind=kind_of_address(url)),
        url=url,
        final_url=url,
        title=title or next(titles, "").lstrip("# ") or None,
        language=guess_language(layout.text),
        word_count=layout.word_count,
        is_cut=layout.is_cut,
        sha256=fingerprint(layout.text),
    )
