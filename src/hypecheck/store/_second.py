"""A share of first decisions is drawn to be followed by one of somebody else, who does not see the first."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from hypecheck.errors import StoreError
from hypecheck.store._audit import log
from hypecheck.store._dialect import among, many
from hypecheck.store._people import require_role
from hypecheck.store._prepared import Prepared
from hypecheck.store._projection import standing_reviews
from hypecheck.store._queue import awaits_second_review
from hypecheck.store._schema import queue, second_reviews
from hypecheck.store._settings import read_setting, write_setting

__all__ = ["Draw", "hidden_pages", "read_share", "set_share"]

_SHARE = "second_review_share"
_PARTS = 1_000_000
_DRAWN = Prepared(
    lambda dialect: select(second_reviews.c.page_id, second_reviews.c.article_id).where(
        among(dialect, second_reviews.c.page_id, "pages")
    )
)
_ADD = Prepared(lambda _: second_reviews.insert(), columns=("review_id", "page_id", "article_id"))


def read_share(connection: Connection) -> float:
    """Return the share of first decisions that get a second one, 0 to 1; 0 until one is set."""
    return float(read_setting(connection, _SHARE) or 0)


def set_share(connection: Connection, share: float, *, actor: str) -> None:
    """Set the share; what was drawn stays drawn. Raises ``StoreError`` when the actor is no lead."""
    if not 0 <= share <= 1:
        raise StoreError(f"The share of second reviews is {share:g}; it must be 0 to 1.")
    require_role(connection, actor, "lead", to="set the share of second reviews")
    before = read_share(connection)
    write_setting(connection, _SHARE, f"{share:g}")
    log(
        connection,
        actor=actor,
        action="second review share set",
        subject="settings",
        detail={"before": before, "share": share},
    )


@dataclass(slots=True)
class Draw:
    """Which texts of some pages were drawn for a second review; a text is a page's id and an article's."""

    share: float
    texts: set[tuple[int, int | None]]

    @classmethod
    def read(cls, connection: Connection, pages: Iterable[int]) -> Draw:
        """Return what was drawn of some pages so far."""
        drawn = {(row.page_id, row.article_id) for row in _DRAWN(connection, pages=many(connection, pages))}
        return cls(share=read_share(connection), texts=drawn)

    def draws(self, text: tuple[int, int | None]) -> bool:
        """Draw whether a text's first decision is to be followed by another; nobody can foresee it."""
        is_drawn = self.share > 0 and secrets.randbelow(_PARTS) < self.share * _PARTS
        if is_drawn:
            self.texts.add(text)
        return is_drawn

    def is_blind(self, user_id: int, text: tuple[int, int | None], holding: Sequence[Any]) -> bool:
        """Say whether a review by this user, beside those that hold of the text, is the blind second one."""
        by = {row.user_id for row in holding if row.decision != "skip"}
        return text in self.texts and len(by) == 1 and user_id not in by

    def write(self, connection: Connection, drawn: Sequence[tuple[int, tuple[int, int | None]]]) -> None:
        """Keep which reviews were drawn, and of which texts."""
        rows = [{"review_id": id_, "page_id": page_id, "article_id": article} for id_, (page_id, article) in drawn]
        _ADD.each(connection, rows)


def hidden_pages(connection: Connection, user_id: int, page_ids: Sequence[int]) -> set[int]:
    """Return the pages of which this user must not see what others decided, since they may be the blind second one."""
    asked = select(queue.c.page_id, queue.c.article_id).where(
        queue.c.page_id.in_(bindparam("pages", expanding=True)), awaits_second_review()
    )
    found = [tuple(row) for row in connection.execute(asked, {"pages": list(page_ids)})]
    if not found:
        return set()
    waiting = {page_id for page_id, _ in found}
    draw, standing = Draw.read(connection, waiting), standing_reviews(connection, waiting)
    return {text[0] for text in found if draw.is_blind(user_id, text, standing[text])}
