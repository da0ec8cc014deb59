"""A page or plain text in, an Article out: the only home of lxml and of trafilatura's extraction."""

from hypecheck.clean._article import article_from_text, extract_article

__all__ = ["article_from_text", "extract_article"]
