"""A file or a URL goes in; an engine whose faults are plain sentences comes out, with its tables up to date."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from hypecheck.errors import OutputError, StoreError
from hypecheck.store._migrations import migrate, needs_migration
from hypecheck.store._together import DoAll, Turns

__all__ = ["Database"]

ItemT = TypeVar("ItemT")

#: How long a writer waits for another: a batch of assessments is written in well under a second.
BUSY_S = 30.0
_ASKED_AGAIN_AFTER_S = 0.01
#: To PostgreSQL. All stay open: those over five were made anew for each burst of requests, at some milliseconds each.
_MOST_CONNECTIONS = 15
_PRIVATE = 0o600  # reviews carry names and notes: for whoever made the file and nobody else
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")


class Database:
    """An open database, SQLite or PostgreSQL, that reads and writes in transactions.

    ``target`` is a file or a ``postgresql://`` URL. Raises ``StoreError`` when it cannot be used.
    """

    def __init__(self, target: str | Path, *, create: bool = True) -> None:
        url = _as_url(target)
        self.name = str(target) if url is None else url.render_as_string(hide_password=True)
        self.engine = _open_sqlite(Path(target), create=create) if url is None else _open_postgres(url)
        self._kept = self.engine.execution_options(hypecheck_writes="FULL")
        self._quick = self.engine.execution_options(hypecheck_writes="NORMAL")
        self._turns = Turns(self._kept.begin)
        self._has_one_writer = url is None
        try:
            self._bring_up_to_date()
        except BaseException:
            self.engine.dispose()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        with self._told(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose work is kept whole when the block ends, or not at all."""
        with self._told(), self._own_turn(), self._kept.begin() as connection:
            yield connection

    @contextmanager
    def writing_quickly(self) -> Iterator[Connection]:
        """Give the same for what may be lost in a power cut, like a lease: it does not wait for the disk."""
        with self._told(), self._own_turn(), self._quick.begin() as connection:
            yield connection

    def write(self, do_all: DoAll[ItemT], item: ItemT) -> Any:
        """Have an item kept whole or not at all, in one transaction with those of other threads."""
        with self._told():
            return self._turns.run(do_all, item)

    async def write_async(self, do_all: DoAll[ItemT], item: ItemT) -> Any:
        """Do the same for an event loop, which goes on meanwhile."""
        with self._told():
            return await asyncio.wrap_future(self._turns.bring(do_all, item))

    def tidy(self) -> None:
        """Let PostgreSQL look over what a long run wrote; SQLite has nothing to tidy.

        Left to itself it does so some minutes later, and until then guesses how many pages fit a filter, looks up each
        row that an index would tell it of, and searches new words one by one.
        """
        if not self._has_one_writer:
            with self._told(), self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM (ANALYZE, SKIP_LOCKED) queue, facets, articles, claim_search")

    def close(self) -> None:
        """Let go of the database."""
        self._turns.close()
        self.engine.dispose()

    def _own_turn(self) -> AbstractContextManager[None]:
        return self._turns.alone() if self._has_one_writer else nullcontext()

    def _bring_up_to_date(self) -> None:
        with self.reading() as connection:
            behind = needs_migration(connection)
        if behind:
            with self.writing() as connection:
                migrate(connection)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the database refuses into a sentence that says what to do; bound values stay out of it."""
        try:
            yield
        except DBAPIError as error:
            raise _explain(error, self.name) from error
        except OverflowError as error:  # SQLite's driver takes 64 bits; PostgreSQL refuses by itself
            raise StoreError(f"{self.name} holds no number that large.") from error
        except SQLAlchemyError as error:
            raise StoreError(f"{self.name} cannot be used: {error}") from error


def _as_url(target: str | Path) -> URL | None:
    """Return the URL of a PostgreSQL database; None for a file."""
    if isinstance(target, Path) or "://" not in target:
        return None
    try:
        url = make_url(target)
    except (ArgumentError, ValueError) as error:
        raise StoreError("That is no address of a database; give postgresql://USER@HOST/NAME or a file.") from error
    if url.drivername not in _POSTGRES:
        raise StoreError(
            f"A database is a file (SQLite) or postgresql://USER@HOST/NAME; {url.drivername}:// is neither."
        )
    return url.set(drivername="postgresql+psycopg")


def _open_postgres(url: URL) -> Engine:
    try:
        engine = create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_use_lifo=True,
            pool_size=_MOST_CONNECTIONS,
            max_overflow=0,
            connect_args={"connect_timeout": 10},
        )
    except (ImportError, NoSuchModuleError) as error:
        raise StoreError("PostgreSQL needs the review extra: pip install 'hypecheck[review]'.") from error
    event.listen(engine, "connect", _set_up_postgres)
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _tell_refusal(error: OSError, path: Path) -> str:
    """Return why the system makes no file there, and what helps."""
    if not isinstance(error, FileNotFoundError):
        return f"{error.strerror or error}. Check the folder"
    if path.parent.is_dir():  # /proc is there and takes no new file
        return f"the folder {path.parent} takes no new file. Choose another folder"
    return f"there is no folder {path.parent}. Make it first"


def _open_sqlite(path: Path, *, create: bool) -> Engine:
    if not path.exists() and not create:
        raise StoreError(f"{path} is not there. Fill it with: hypecheck scan --db {path} INPUT")
    try:
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, _PRIVATE))  # -wal and -shm take the file's permissions
        elif not path.is_file():
            raise StoreError(f"{path} is not a file; name one for the database.")
    except OSError as error:
        raise StoreError(f"{path} cannot be made: {_tell_refusal(error, path)}, or name another file.") from error
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        hide_parameters=True,
        connect_args={"timeout": BUSY_S},
        pool_use_lifo=True,
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # begins and ends are said by _begin_sqlite and SQLAlchemy
    connection.execute(f"PRAGMA busy_timeout={int(BUSY_S * 1000)}")
    connection.execute("PRAGMA foreign_keys=ON")
    _keep_a_log(connection)
    connection.execute("PRAGMA cache_size=-65536")  # 64 MB: the queue's rows and indexes of 100,000 pages


def _keep_a_log(connection: Any) -> None:
    """Set the journal by which readers and one writer do not wait for each other.

    Where another program is at the same, SQLite refuses this at once, whatever the busy_timeout: so it is asked again.
    """
    give_up = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(_ASKED_AGAIN_AFTER_S)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("hypecheck_writes")
    if writes is not None:  # FULL: a decision that was confirmed outlives a power cut
        connection.connection.cursor().execute(f"PRAGMA synchronous={writes}")
    # a deferred transaction that writes after another one has done so fails at once instead of waiting
    connection.exec_driver_sql("BEGIN" if writes is None else "BEGIN IMMEDIATE")


def _set_up_postgres(connection: Any, _record: object) -> None:
    """Tell the planner what a queue is: rows that are mostly in memory, asked for by several people at once.

    By default it takes a look-up for four times as dear as a row read in passing, and reads the whole queue for 2,000
    of its pages; and it starts processes for half a scan, which took as long as that half. To show and count the pages
    with two words in their claims, 2,800 of 100,000, took 97 ms; so it takes 20.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET random_page_cost = 1.1")
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    connection.commit()  # a setting is undone with the transaction it was made in


def _begin_postgres(connection: Connection) -> None:
    if connection.get_execution_options().get("hypecheck_writes") == "NORMAL":
        connection.exec_driver_sql("SET LOCAL synchronous_commit = off")


def _explain(error: DBAPIError, name: str) -> StoreError | OutputError:
    """Return the error that a person can do something about."""
    words = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
    if isinstance(error.orig, sqlite3.Error):
        if "full" in words or "disk I/O" in words or "readonly" in words:
            return OutputError(
                f"{name} cannot be written: {words}. Free some space, or check the disk and permissions."
            )
        if "malformed" in words or "not a database" in words:
            return StoreError(
                f"{name} is damaged or no database ({words}). Put back a copy, or name another file and fill it again."
            )
        if "locked" in words:
            sentence = f"{name} is in use by another program for over {BUSY_S:.0f} seconds; try again."
            return StoreError(sentence, code="unavailable")
    elif error.connection_invalidated or "connect" in words or "authentication" in words:
        sentence = f"{name} cannot be reached: {words}. Check that the server runs, and the address and user."
        return StoreError(sentence, code="unavailable")
    return StoreError(f"{name} refuses: {words}.")
