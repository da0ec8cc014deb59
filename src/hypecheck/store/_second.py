"""A share of first decisions is drawn to be followed by one of somebody else, who does not see the first."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select

from hypecheck.errors import StoreError
from hypecheck.store._audit import log
from hypecheck.store._people import require_role
from hypecheck.store._prepared import Prepared
from hypecheck.store._projection import standing_on
from hypecheck.store._queue import awaits_second_review
from hypecheck.store._schema import queue, second_reviews
from hypecheck.store._settings import read_setting, write_setting

__all__ = ["draw_second", "hidden_pages", "is_blind", "read_share", "set_share"]

_SHARE = "second_review_share"
_PARTS = 1_000_000
_DRAWN = Prepared(lambda _: select(second_reviews.c.article_id).where(second_reviews.c.page_id == bindparam("page")))


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


def draw_second(connection: Connection, review_id: int, *, page_id: int, article_id: int | None) -> None:
    """Draw whether a page's first decision is to be followed by another; nobody can foresee it."""
    share = read_share(connection)
    if share > 0 and secrets.randbelow(_PARTS) < share * _PARTS:
        values = {"review_id": review_id, "page_id": page_id, "article_id": article_id}
        connection.execute(second_reviews.insert().values(values))


def is_blind(connection: Connection, user_id: int, *, page_id: int, article_id: int | None) -> bool:
    """Say whether a review of the page by this user is the blind second one."""
    drawn = {row.article_id for row in _DRAWN(connection, page=page_id)}
    if article_id not in drawn:
        return False
    by = {row.user_id for row in standing_on(connection, page_id, article_id) if row.decision != "skip"}
    return len(by) == 1 and user_id not in by


def hidden_pages(connection: Connection, user_id: int, page_ids: Sequence[int]) -> set[int]:
    """Return the pages of which this user must not see what others decided, since they may be the blind second one."""
    asked = select(queue.c.page_id, queue.c.article_id).where(
        queue.c.page_id.in_(bindparam("pages", expanding=True)), awaits_second_review()
    )
    found = connection.execute(asked, {"pages": list(page_ids)}).all()
    return {
        row.page_id for row in found if is_blind(connection, user_id, page_id=row.page_id, article_id=row.article_id)
    }
