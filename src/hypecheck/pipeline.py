"""Text, HTML or a URL goes in, an Assessment comes out: the only place that composes the stages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hypecheck.config import VERSION, Settings
from hypecheck.errors import FAILURE_CODES, HypecheckError
from hypecheck.records import Abstention, Assessment, Failure, InputItem, Page

if TYPE_CHECKING:
    from hypecheck.annotate import Annotator
    from hypecheck.fetch import Fetcher
    from hypecheck.framing import FramingModel
    from hypecheck.records import Annotations, Article

__all__ = ["Checker", "load", "name_items"]

logger = logging.getLogger(__name__)


def load(model: str | Path | None = None, *, settings: Settings | None = None, sha256: str | None = None) -> Checker:
    """Return a Checker with its model and language pipeline loaded (some seconds, once).

    ``model`` is the name of a shipped model or a folder that holds one; with a ``sha256`` its file must be that one.
    Raises ``ModelError`` when the model is missing, damaged or altered, and ``LanguageModelError`` when the spaCy
    pipeline is.
    """
    settings = settings or Settings()
    if model is not None:
        settings = replace(settings, model=str(model))
    checker = Checker(settings)
    checker.prepare()
    if sha256 is not None:
        checker.model.require(sha256)
    return checker


def name_items(items: Iterable[InputItem | str]) -> Iterator[InputItem]:
    """Return the items one by one; a text becomes an item with its number as ``id``, anything else a failed one.

    Raises ``TypeError`` for a single text, whose letters nobody means to assess.
    """
    if isinstance(items, str | bytes):
        raise TypeError("got one text; expected an iterable of texts. Use assess_text, or put the text into a list.")
    return (_as_item(item, number) for number, item in enumerate(items, start=1))


def _as_item(item: object, number: int) -> InputItem:
    if isinstance(item, InputItem):
        return item
    if isinstance(item, str):
        return InputItem(id=str(number), source="text", text=item)
    detail = f"Item {number} is of type {type(item).__name__}; expected an article's text as str, or an InputItem."
    failure = Failure(stage="source", code="bad_record", detail=detail)
    return InputItem(id=str(number), source="text", failure=failure)


def _require_kind(value: object, kinds: type | tuple[type, ...], expected: str) -> None:
    if not isinstance(value, kinds):
        raise TypeError(f"got a value of type {type(value).__name__}; expected {expected}.")


class Checker:
    """Assesses pages one at a time; safe to keep for the life of a process and to share between threads."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    def prepare(self) -> None:
        """Load what assessing needs now rather than at the first page, whose time limit it would eat into."""
        import hypecheck.clean  # noqa: F401  # brings in trafilatura and lxml

        self.model  # noqa: B018  # cached properties load on first touch
        self.annotator.pipeline  # noqa: B018

    @cached_property
    def annotator(self) -> Annotator:
        """The reader of sentences."""
        from hypecheck.annotate import Annotator

        return Annotator()

    @cached_property
    def model(self) -> FramingModel:
        """The framing model."""
        from hypecheck.framing import FramingModel

        return FramingModel.load(self.settings.model)

    @cached_property
    def fetcher(self) -> Fetcher:
        """The polite downloader."""
        from hypecheck.fetch import Fetcher

        return Fetcher(self.settings)

    @cached_property
    def versions(self) -> dict[str, str]:
        """Versions of everything that shapes a result."""
        return {
            "hypecheck": VERSION,
            "model": self.model.version,
            "lexicon": self.annotator.lexicon_version,
            "rules": "0",
        }

    def assess_text(
        self, text: str, *, title: str | None = None, url: str | None = None, id: str = "text"
    ) -> Assessment:
        """Assess plain article text. Empty text gives a failed record with code ``empty_extraction``.

        Raises ``TypeError`` for anything but a str.
        """
        from hypecheck.clean import article_from_text

        _require_kind(text, str, "an article's text as str")
        item = InputItem(id=id, source="text", url=url)
        return self._assess(item, lambda: article_from_text(text, title=title, url=url, settings=self.settings))

    def assess_html(self, html: bytes | str, *, url: str | None = None, id: str = "html") -> Assessment:
        """Assess a whole web page given as bytes or text; ``url`` makes its links absolute.

        Text without tags gives a failed record with code ``not_html``: it is for ``assess_text``. Raises ``TypeError``
        for anything but bytes or a str.
        """
        from hypecheck.clean import extract_article

        _require_kind(html, (bytes, str), "a page as bytes or str")
        item = InputItem(id=id, source="html", url=url)
        return self._assess(item, lambda: extract_article(Page(html=html, url=url), settings=self.settings))

    def assess_url(self, url: str, *, id: str | None = None) -> Assessment:
        """Fetch a page politely and assess it. Raises ``TypeError`` for anything but a str."""
        _require_kind(url, str, "an address as str")
        return self.assess_item(InputItem(id=id or url, source="url", url=url))

    def assess_item(self, item: InputItem) -> Assessment:
        """Assess what a source gave. Never raises for a bad page: the failure is the record."""
        from hypecheck.clean import article_from_text, extract_article

        if item.failure is not None:
            return self._failed(item, item.failure)
        if item.html is not None:
            page = Page(html=item.html, url=item.url, content_type=item.content_type)
            return self._assess(item, lambda: extract_article(page, settings=self.settings))
        if item.text is not None:
            text = item.text
            return self._assess(item, lambda: article_from_text(text, url=item.url, settings=self.settings))
        url = item.url or ""
        return self._assess(item, lambda: extract_article(self.fetcher.fetch(url), settings=self.settings))

    def assess_page(self, item: InputItem, page: Page) -> Assessment:
        """Assess the page that was fetched for an item. Never raises for a bad page."""
        from hypecheck.clean import extract_article

        return self._assess(item, lambda: extract_article(page, settings=self.settings))

    def assess_many(self, items: Iterable[InputItem | str]) -> Iterator[Assessment]:
        """Return an iterator of one assessment for each item, in order, lazily. A string is an article's text.

        What is neither text nor item (a table's missing value, say) is a failed record; a single text instead of an
        iterable raises ``TypeError``. This runs in the calling process; ``hypecheck.assess_many`` spreads the work
        over several.
        """
        named = name_items(items)  # here and not in the generator: a single text is refused at once
        return (replace(self.assess_item(item), input=replace(item, html=None, text=None)) for item in named)

    def _assess(self, item: InputItem, read_article: Callable[[], Article]) -> Assessment:
        try:
            article = read_article()
            return self._assess_article(item, article)
        except HypecheckError as error:
            return self._failed(item, Failure(stage=error.stage, code=error.code, detail=str(error)))
        except (MemoryError, RecursionError) as error:
            detail = f"The page needs more than this machine can give ({type(error).__name__})."
            return self._failed(item, Failure(stage="clean", code="parse_limit", detail=detail))
        except Exception as error:  # a batch never stops for one page; the traceback goes to the log
            logger.exception("fault while assessing %s", item.id)
            detail = f"{type(error).__name__}: {error}. {FAILURE_CODES['internal'][1]}"
            return self._failed(item, Failure(stage="pipeline", code="internal", detail=detail))

    def _assess_article(self, item: InputItem, article: Article) -> Assessment:
        annotations = self.annotator.annotate(article)
        abstention = self._reason_to_abstain(article, annotations)
        if abstention is not None:
            return Assessment(
                input=item,
                article=article,
                annotations=annotations,
                abstention=abstention,
                versions=self.versions,
            )
        framing, reasons = self.model.assess(article, annotations)
        return Assessment(
            input=item,
            article=article,
            annotations=annotations,
            framing=framing,
            reasons=reasons,
            versions=self.versions,
        )

    def _reason_to_abstain(self, article: Article, annotations: Annotations) -> Abstention | None:
        if article.obstacle is not None:
            return article.obstacle
        if article.language is not None and article.language != "en":
            return Abstention(
                code="not_english",
                detail=f"The text seems to be in {article.language!r}; only English is scored.",
            )
        if article.word_count < self.settings.min_words:
            words = "1 word" if article.word_count == 1 else f"{article.word_count:,} words"
            return Abstention(
                code="too_short",
                detail=f"{words}; at least {self.settings.min_words} are needed for a score.",
            )
        if annotations.health_terms_per_100_words < self.settings.min_health_terms_per_100_words:
            return Abstention(
                code="not_health",
                detail=f"{annotations.health_terms_per_100_words:.1f} health words in 100; "
                "the text is not about health.",
            )
        return None

    def _failed(self, item: InputItem, failure: Failure) -> Assessment:
        return Assessment(input=item, failure=failure, versions=self.versions)
