"""Pieces of work that threads bring at one time go in; they are done in one transaction, each whole or not at all.

SQLite has one writer at a time, and lets the others ask again after pauses that grow to a tenth of a second; and each
transaction waits for the disk. Of 50 people who decided at one moment the last waited for over a second. Here threads
wait for their turn, and who comes while a transaction runs is part of the next one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection

__all__ = ["Turns"]

T = TypeVar("T")

#: More than these would let the first of them wait for the last.
_MOST_PIECES = 50


class _Piece:
    """A piece of work, and what it gives when it is kept."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.kept: Future[Any] = Future()
        self.given: Any = None
        self.error: BaseException | None = None

    def tell(self) -> None:
        """Hand over what it gave, or what went wrong."""
        if self.error is None:
            self.kept.set_result(self.given)
        else:
            self.kept.set_exception(self.error)


class Turns:
    """Lets one thread at a time write to a database; ``begin`` opens a transaction."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._begin = begin
        self._turn = threading.Lock()
        self._brought: list[_Piece] = []
        self._bringing = threading.Lock()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="hypecheck-writer")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait for a turn of one's own."""
        with self._turn:
            yield

    def run(self, work: Callable[[Connection], T]) -> T:
        """Return what a piece of work gives when it is kept. Raises what it raised; then nothing of it is kept."""
        piece = self._add(work)
        with self._turn:
            while not piece.kept.done():  # else whoever had the turn before has done it too
                self._do_some()
        given: T = piece.kept.result()
        return given

    def bring(self, work: Callable[[Connection], T]) -> Future[T]:
        """Have a piece of work done on a thread of its own, and do not wait for it.

        Fifty threads that each wait for a turn take longer to be woken than what they wait for.
        """
        piece = self._add(work)
        self._writer.submit(self._do_brought)
        return piece.kept

    def close(self) -> None:
        """Do what was brought, and no more."""
        self._writer.shutdown()

    def _add(self, work: Callable[[Connection], Any]) -> _Piece:
        piece = _Piece(work)
        with self._bringing:
            self._brought.append(piece)
        return piece

    def _do_brought(self) -> None:
        with self._turn:
            while self._brought:
                self._do_some()

    def _do_some(self) -> None:
        """Do what was brought, the first first, in one transaction. What it cannot keep is an error of each piece."""
        with self._bringing:
            some, self._brought = self._brought[:_MOST_PIECES], self._brought[_MOST_PIECES:]
        pieces = [piece for piece in some if piece.kept.set_running_or_notify_cancel()]
        if not pieces:
            return
        try:
            with self._begin() as connection:
                if len(pieces) == 1:
                    pieces[0].given = pieces[0].work(connection)
                else:
                    for piece in pieces:
                        _do(connection, piece)
        except BaseException as error:
            for piece in pieces:
                piece.error = piece.error or error
            if not isinstance(error, Exception):
                raise
        finally:
            for piece in pieces:
                piece.tell()


def _do(connection: Connection, piece: _Piece) -> None:
    """Do one piece; what it refuses takes nothing of the others with it."""
    connection.exec_driver_sql("SAVEPOINT piece")
    try:
        piece.given = piece.work(connection)
    except Exception as error:
        piece.error = error
        connection.exec_driver_sql("ROLLBACK TO piece")
    connection.exec_driver_sql("RELEASE piece")
