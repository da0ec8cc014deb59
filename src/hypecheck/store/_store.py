"""One open database with everything that can be asked of it; each method is one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from hypecheck.records import Assessment, Review, Reviewed
from hypecheck.store import _figures, _history, _models, _people, _projection, _queue, _reviews, _second
from hypecheck.store._accounts import Accounts
from hypecheck.store._answers import (
    AuditEntry,
    Changes,
    Filters,
    Holding,
    Lease,
    Look,
    OfferedModel,
    QueuePage,
    QueueRow,
    Ratings,
    Role,
    Run,
    Sighting,
    Sort,
    Tally,
    TeamFigures,
    User,
    View,
)
from hypecheck.store._audit import log, read_log, read_newest
from hypecheck.store._deciding import NewReview, decide_all
from hypecheck.store._dialect import lock_writers, timestamp
from hypecheck.store._engine import Database
from hypecheck.store._queue import CountedBy
from hypecheck.store._runs import list_runs
from hypecheck.store._writing import RunWriter

__all__ = ["Store"]

#: Lines of the log read at a time, so that one of any length takes little memory and holds no transaction open.
_LOG_AT_ONCE = 1_000
#: Who acts where nobody said who: the one user of a database of one's own.
LOCAL_USER = "local"


class Store:
    """A database of assessments and what people decided about them. It may be used by several threads.

    Every method may raise ``StoreError``, and ``OutputError`` where it writes and the disk is full.
    """

    def __init__(self, target: str | Path, *, create: bool = True) -> None:
        self._database = Database(target, create=create)
        self.accounts = Accounts(self._database)

    @property
    def name(self) -> str:
        """The file or address, without a password."""
        return self._database.name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.accounts.close()
        self._database.close()

    # assessments

    def start_run(
        self,
        kind: str,
        *,
        source: str,
        actor: str = LOCAL_USER,
        seen_at: datetime | None = None,
        keep_text: bool = True,
    ) -> RunWriter:
        """Return a writer for the assessments of one scan or import; ``seen_at`` is when an imported one was made."""
        return RunWriter(self._database, kind=kind, source=source, actor=actor, seen_at=seen_at, keep_text=keep_text)

    def runs(self) -> list[Run]:
        """Return all runs, the newest first."""
        with self._database.reading() as connection:
            return list_runs(connection)

    def assessment(self, assessment_id: int) -> Assessment:
        """Return an assessment as it was made; its article's text is empty where none was kept."""
        with self._database.reading() as connection:
            return _history.load_assessments(connection, [assessment_id])[assessment_id]

    def history(self, page_id: int) -> list[Sighting]:
        """Return what a page was found to be at each scan, oldest first."""
        with self._database.reading() as connection:
            return _history.read_history(connection, page_id)

    def changes(self, before_id: int, after_id: int) -> Changes:
        """Return what differs between two assessments."""
        with self._database.reading() as connection:
            return _history.read_changes(connection, before_id, after_id)

    # the queue

    def queue(
        self,
        filters: Filters | None = None,
        *,
        sort: Sort = "score",
        after: str | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> QueuePage:
        """Return some rows of the queue, from its start or from a cursor of an earlier answer."""
        with self._database.reading() as connection:
            return _queue.read_queue(
                connection, filters or Filters(), sort=sort, after=after, before=before, limit=limit
            )

    def look(
        self,
        filters: Filters | None = None,
        *,
        sort: Sort = "score",
        after: str | None = None,
        before: str | None = None,
        limit: int = 50,
    ) -> Look:
        """Return the same with how many pages have each decision and band, which costs little more."""
        with self._database.reading() as connection:
            return _queue.look_at_queue(
                connection, filters or Filters(), sort=sort, after=after, before=before, limit=limit
            )

    def count(self, filters: Filters | None = None) -> int:
        """Return how many pages fit."""
        with self._database.reading() as connection:
            return _queue.count_pages(connection, filters or Filters())

    def count_by(self, by: CountedBy, filters: Filters | None = None, *, limit: int = 100) -> dict[str, int]:
        """Return how many of the pages that fit have each band, status, decision, site, finding or kind of plug."""
        with self._database.reading() as connection:
            return _queue.count_by(connection, filters or Filters(), by, limit=limit)

    def tally(self, filters: Filters | None = None) -> Tally:
        """Return how many of the pages that fit have each decision and band, in one look."""
        with self._database.reading() as connection:
            return _queue.tally_pages(connection, filters or Filters())

    def page(self, page_id: int) -> QueueRow:
        """Return a page as the queue has it."""
        with self._database.reading() as connection:
            return _history.find_page(connection, page_id)

    def cluster(self, cluster_id: int, *, limit: int = 500) -> list[QueueRow]:
        """Return the pages whose texts are near duplicates."""
        with self._database.reading() as connection:
            return _history.list_cluster(connection, cluster_id, limit=limit)

    def rebuild_queue(self) -> None:
        """Make the queue again from what it is made of."""
        with self._database.writing() as connection:
            lock_writers(connection)
            _projection.rebuild_queue(connection)

    # reviews

    def decide(self, user: str, review: NewReview) -> Review:
        """Keep a decision; sent twice with one request_id it is kept once."""
        kept: Review = self._database.write(decide_all, (user, review))
        return kept

    async def decide_async(self, user: str, review: NewReview) -> Review:
        """Keep a decision for an event loop; those that come at one moment are kept together."""
        kept: Review = await self._database.write_async(decide_all, (user, review))
        return kept

    def apply_to_pages(self, review_id: int, page_ids: Sequence[int]) -> list[Review]:
        """Repeat a review on pages of the same cluster, all or none."""
        with self._database.writing() as connection:
            return _reviews.apply_to_pages(connection, review_id, page_ids)

    def undo(self, user: str, review_id: int, *, request_id: str) -> int:
        """Take back a review, and what it was applied to; return its page."""
        with self._database.writing() as connection:
            return _reviews.undo(connection, user, review_id, request_id=request_id)

    def reviews(self, page_ids: Sequence[int]) -> list[Review]:
        """Return all reviews of some pages that were not undone, oldest first."""
        with self._database.reading() as connection:
            return _reviews.reviews_of_pages(connection, page_ids)

    def decided(self) -> Iterator[Reviewed]:
        """Yield each decided page with its assessment and standing reviews, as they are when asked for."""
        with self._database.reading() as connection:
            yield from _reviews.decided_pages(connection)

    # people

    def add_user(self, name: str, role: Role = "moderator", *, actor: str = LOCAL_USER) -> User:
        """Add a user; one who is there in this role stays as they are."""
        with self._database.writing() as connection:
            return _people.add_user(connection, name, role, actor=actor)

    def users(self) -> list[User]:
        """Return all users by name."""
        with self._database.reading() as connection:
            return _people.list_users(connection)

    def save_view(self, user: str, view: View) -> None:
        """Save a queue under a name, in place of one of that name."""
        with self._database.writing() as connection:
            _people.save_view(connection, user, view)

    def views(self, user: str) -> list[View]:
        """Return the views of a user by name."""
        with self._database.reading() as connection:
            return _people.list_views(connection, user)

    def delete_view(self, user: str, name: str) -> None:
        """Forget a view."""
        with self._database.writing() as connection:
            _people.delete_view(connection, user, name)

    def lease_next(
        self,
        user: str,
        filters: Filters | None = None,
        *,
        sort: Sort = "score",
        seconds: float = 600,
        count: int = 1,
        at: datetime | None = None,
    ) -> list[Lease]:
        """Give a user the next pages of a queue that nobody else has and that they have not reviewed."""
        with self._database.writing_quickly() as connection:
            return _people.lease_next(
                connection, user, filters or Filters(), sort=sort, seconds=seconds, count=count, at=at
            )

    def lease_page(self, user: str, page_id: int, *, seconds: float = 600, at: datetime | None = None) -> Holding:
        """Give a user a page they name, unless it is somebody else's now; return whose it is."""
        with self._database.writing_quickly() as connection:
            return _people.lease_page(connection, user, page_id, seconds=seconds, at=at)

    def renew(self, user: str, page_id: int, *, seconds: float = 600, at: datetime | None = None) -> bool:
        """Keep a page for longer; False when it is not the user's any more."""
        with self._database.writing_quickly() as connection:
            return _people.renew(connection, user, page_id, seconds=seconds, at=at)

    def release(self, user: str, page_id: int) -> None:
        """Give a page back."""
        with self._database.writing_quickly() as connection:
            _people.release(connection, user, page_id)

    # a team at work

    def second_review_share(self) -> float:
        """Return the share of first decisions that somebody else reviews blindly, 0 to 1."""
        with self._database.reading() as connection:
            return _second.read_share(connection)

    def set_second_review_share(self, share: float, *, actor: str) -> None:
        """Set the share, as a lead."""
        with self._database.writing() as connection:
            _second.set_share(connection, share, actor=actor)

    def hidden_from(self, user: str, page_ids: Sequence[int]) -> set[int]:
        """Return the pages whose decisions the user must not see before they have made their own."""
        with self._database.reading() as connection:
            return _second.hidden_pages(connection, _people.find_user(connection, user).id, page_ids)

    def figures(self, *, since: datetime, until: datetime) -> TeamFigures:
        """Return how much was decided, by whom, how fast and against which features."""
        with self._database.reading() as connection:
            return _figures.team_figures(connection, since=timestamp(since), until=timestamp(until))

    def ratings(self, *, since: datetime, until: datetime) -> list[Ratings]:
        """Return what people decided about the same texts without knowing of each other."""
        with self._database.reading() as connection:
            return _figures.read_ratings(connection, since=timestamp(since), until=timestamp(until))

    # models

    def offer_model(
        self, *, version: str, folder: str, sha256: str, figures: Mapping[str, Any], actor: str = LOCAL_USER
    ) -> OfferedModel:
        """Note a model that a lead may put to use."""
        with self._database.writing() as connection:
            return _models.offer_model(
                connection, version=version, folder=folder, sha256=sha256, figures=figures, actor=actor
            )

    def models(self) -> list[OfferedModel]:
        """Return the models that were offered, the newest first."""
        with self._database.reading() as connection:
            return _models.list_models(connection)

    def model_in_use(self) -> OfferedModel | None:
        """Return the model that a lead put to use; None for the one that came with hypecheck."""
        with self._database.reading() as connection:
            return _models.model_in_use(connection)

    def switch_model(self, model_id: int | None, *, actor: str) -> None:
        """Put a model to use, as a lead; None for the one that came with hypecheck."""
        with self._database.writing() as connection:
            _models.switch_model(connection, model_id, actor=actor)

    # the log

    def note(self, actor: str, action: str, *, subject: str, **detail: object) -> None:
        """Add a line to the audit log for what is not done through this store: a sign-in, a switched model."""
        with self._database.writing() as connection:
            log(connection, actor=actor, action=action, subject=subject, detail=detail)

    def audit(self, *, after: int = 0) -> Iterator[AuditEntry]:
        """Yield the audit log from the entry after ``after``, oldest first."""
        while True:
            with self._database.reading() as connection:
                entries = list(read_log(connection, after=after, limit=_LOG_AT_ONCE))
            yield from entries
            if len(entries) < _LOG_AT_ONCE:
                return
            after = entries[-1].id

    def newest_audit(
        self, *, before: int | None = None, limit: int = 100, actor: str | None = None, subject: str | None = None
    ) -> list[AuditEntry]:
        """Return some lines of the log, the newest first, or those before one of them.

        ``actor`` leaves only what one person did, ``subject`` only what was done to one thing ("page 12", "ann").
        """
        with self._database.reading() as connection:
            return read_newest(connection, before=before, limit=limit, actor=actor, subject=subject)
