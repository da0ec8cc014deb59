"""Pieces of work that come at one time go in; they are done in one transaction, each whole or not at all.

SQLite has one writer at a time, and lets the others ask again after pauses that grow to a tenth of a second; and each
transaction waits for the disk, or PostgreSQL's answers. Of 50 people who decided at one moment the last waited for over
a second. Here threads wait for their turn, and who comes while a transaction runs is part of the next one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from itertools import takewhile
from typing import Any, Final, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

__all__ = ["ALONE", "DoAll", "Turns"]

ItemT = TypeVar("ItemT")

#: More than these would let the first of them wait for the last.
_MOST_PIECES = 50

#: What is given for an item that cannot be done together with others now: it gets a transaction of its own after them.
ALONE: Final = object()

#: Does some items and returns what each gives, in their order: a value, an error that wrote nothing, or, of several
#: items, ``ALONE``. What it raises ends the transaction; each item is then done by itself.
DoAll = Callable[[Connection, Sequence[ItemT]], Sequence[Any]]


class _Piece:
    """An item, what does it, and what that gives when it is kept."""

    def __init__(self, do_all: DoAll[Any], item: Any) -> None:
        self.do_all = do_all
        self.item = item
        self.kept: Future[Any] = Future()

    def tell(self, given: Any) -> None:
        """Hand over what it gave, or what went wrong."""
        if isinstance(given, BaseException):
            self.kept.set_exception(given)
        else:
            self.kept.set_result(given)


class Turns:
    """Lets one thread at a time write to a database; ``begin`` opens a transaction."""

    def __init__(self, begin: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._begin = begin
        self._turn = threading.Lock()
        self._brought: list[_Piece] = []
        self._bringing = threading.Lock()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="hypecheck-writer")
        self._is_writer_called = False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait for a turn of one's own."""
        with self._turn:
            yield

    def run(self, do_all: DoAll[ItemT], item: ItemT) -> Any:
        """Return what an item gives when it is kept. Raises what went wrong; then nothing of it is kept."""
        piece = _Piece(do_all, item)
        with self._bringing:
            self._brought.append(piece)
        with self._turn:
            while not piece.kept.done():  # else whoever had the turn before has done it too
                self._do_some()
        return piece.kept.result()

    def bring(self, do_all: DoAll[ItemT], item: ItemT) -> Future[Any]:
        """Have an item done on a thread of its own, and do not wait for it.

        Fifty threads that each wait for a turn take longer to be woken than what they wait for; and so does a thread
        that is called fifty times.
        """
        piece = _Piece(do_all, item)
        with self._bringing:
            self._brought.append(piece)
            is_called, self._is_writer_called = self._is_writer_called, True
        if not is_called:
            self._writer.submit(self._do_brought)
        return piece.kept

    def close(self) -> None:
        """Do what was brought, and no more."""
        self._writer.shutdown()

    def _do_brought(self) -> None:
        with self._turn:
            with self._bringing:
                self._is_writer_called = False  # who comes from here on calls again
            while self._brought:
                self._do_some()

    def _do_some(self) -> None:
        """Do what was brought, the first first."""
        with self._bringing:
            do_all = self._brought[0].do_all
            alike = list(takewhile(lambda piece: piece.do_all is do_all, self._brought[:_MOST_PIECES]))
            self._brought = self._brought[len(alike) :]
        self._do([piece for piece in alike if piece.kept.set_running_or_notify_cancel()])

    def _do(self, pieces: Sequence[_Piece]) -> None:
        """Do pieces together, tell what is kept, and then do each that has to be done alone."""
        if not pieces:
            return
        told = list(zip(pieces, self._keep(pieces), strict=True))
        for piece, given in told:
            if given is not ALONE:
                piece.tell(given)
        for piece, given in told:
            if given is ALONE:
                self._do([piece])

    def _keep(self, pieces: Sequence[_Piece]) -> Sequence[Any]:
        """Return what pieces give in one transaction that is kept; where it cannot be, the error of each."""
        fault = None
        try:
            with self._begin() as connection:
                try:
                    return pieces[0].do_all(connection, [piece.item for piece in pieces])
                except Exception as error:
                    fault = error
                    raise
        except Exception as error:
            # one of them is at fault and not the disk, or a server that is gone: the others are none the worse for it
            is_of_one = error is fault and len(pieces) > 1 and not _is_lost(error)
            return [ALONE if is_of_one else error] * len(pieces)
        except BaseException as error:
            for piece in pieces:
                piece.tell(error)
            raise


def _is_lost(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated
