"""The options of a scan say which file keeps the run; the run state comes out, new or as it was left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer
from typer.core import TyperCommand

from hypecheck.cli._errors import tell
from hypecheck.cli._output import open_output
from hypecheck.cli._tally import count_pages
from hypecheck.errors import FAILURE_CODES

if TYPE_CHECKING:
    from hypecheck.batch import RunState
    from hypecheck.config import Settings
    from hypecheck.fetch import PageCache
    from hypecheck.records import Assessment
    from hypecheck.warc import WarcFile

__all__ = [
    "FailureList",
    "RetryingCommand",
    "RunFile",
    "codes_to_retry",
    "open_archive",
    "open_cache",
    "open_failure_list",
]

_RETRY = "--retry-failed"
_EVERY_CODE = "all"
# Failures of these stages may pass: the state of a run that has some is kept for --retry-failed.
_PASSING_STAGES = ("fetch", "batch")


class RunFile:
    """Where a run is kept: the file of ``--state``, else one beside ``--out`` that goes when all is done.

    A context manager: what is to become of the file is settled when the block ends, however it ends.
    """

    def __init__(self, named: Path | None, out: Path | None, *, quiet: bool) -> None:
        beside = None if out is None or (out.exists() and not out.is_file()) else out.with_name(f"{out.name}.run")
        self.path = named or beside  # nothing goes beside /dev/null
        self._is_named = named is not None
        self._quiet = quiet
        self._state: RunState | None = None
        self._failures_left: int | None = None

    def open(self, *, settings: Settings, model: str | None, fresh: bool, retry: list[str]) -> RunState:
        """Return the run state; that of an earlier run is told on stderr. Raises what ``open_state`` does."""
        from hypecheck.batch import RunState, open_state

        if fresh and self.path is not None:
            RunState.discard(self.path)
        state = self._state = open_state(self.path, settings=settings, model=model)
        if retry:
            state.forget_failures(retry)
        if done := state.count_done():
            self._tell(f"going on with {self.path}: {count_pages(done)} {'is' if done == 1 else 'are'} done.")
        return state

    def finish(self, *, failures: int) -> None:
        """Note that the run is over, with this many pages that may do better another time."""
        self._failures_left = failures

    def __enter__(self) -> RunFile:
        return self

    def __exit__(self, *error: object) -> None:
        if self._state is None:
            return
        with self._state.closing() as state:
            is_empty = state.count_done() == 0
        if self.path is None or self._is_named:
            return
        if is_empty or self._failures_left == 0:
            self.path.unlink(missing_ok=True)
        elif self._failures_left is not None:
            self._tell(f"{self.path} is kept: with --retry-failed, the same command tries the failed pages again.")

    def _tell(self, message: str) -> None:
        if not self._quiet:
            tell(message)


class RetryingCommand(TyperCommand):
    """A command in which ``--retry-failed`` may stand without a code: at the end, or before another option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _name_every_code(args))


def _name_every_code(args: list[str]) -> list[str]:
    """Put "all" behind a ``--retry-failed`` without a code. Whatever word follows is taken for one: a slip is told."""
    named: list[str] = []
    for number, arg in enumerate(args):
        if arg == "--":
            return named + args[number:]
        named.append(arg)
        if arg == _RETRY and (number + 1 == len(args) or args[number + 1].startswith("-")):
            named.append(_EVERY_CODE)
    return named


def codes_to_retry(given: list[str]) -> list[str]:
    """Return the codes that ``--retry-failed`` names. Raises ``BadParameter`` for what is none."""
    unknown = [code for code in given if code not in (*FAILURE_CODES, _EVERY_CODE)]
    if unknown:
        raise typer.BadParameter(
            f"{unknown[0]!r} is no code of a failed page; give none, {_EVERY_CODE} or one of "
            f"{', '.join(FAILURE_CODES)}.",
            param_hint=_RETRY,
        )
    return list(FAILURE_CODES) if _EVERY_CODE in given else given


class FailureList:
    """Writes the pages that failed as a list of URLs, each with its code as a comment, to be scanned again."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.may_pass = 0

    def add(self, assessment: Assessment) -> None:
        """Take note of a page, if it failed."""
        failure = assessment.failure
        if failure is None:
            return
        self.may_pass += failure.stage in _PASSING_STAGES
        if self._stream is not None:
            place = assessment.input.url if failure.stage != "source" else None
            # what is no URL to try again stays a comment; a detail never breaks its line
            words = " ".join(f"{failure.code}: {failure.detail}".split())
            self._stream.write(f"{place}  # {words}\n" if place else f"# {assessment.input.id}  {words}\n")


@contextmanager
def open_failure_list(path: Path | None) -> Iterator[FailureList]:
    """Open the file of ``--failures``; it appears whole, when the run is over."""
    if path is None:
        yield FailureList(None)
        return
    with open_output(path, option="--failures") as output:
        yield FailureList(output.stream)
        output.write("")
        output.record_written()


@contextmanager
def open_cache(path: Path | None) -> Iterator[PageCache | None]:
    """Open the file of ``--cache``; None without one. Raises ``OutputError`` when it cannot be used."""
    if path is None:
        yield None
        return
    from hypecheck.fetch import PageCache

    with closing(PageCache(path)) as cache:
        yield cache


@contextmanager
def open_archive(path: Path | None, state: RunState) -> Iterator[WarcFile | None]:
    """Open the file of ``--save-warc`` where the run left it; None without one. Raises ``OutputError``."""
    if path is None:
        yield None
        return
    from hypecheck.warc import WarcFile

    with closing(WarcFile(path, kept_bytes=state.archived_bytes())) as archive:
        state.note_archived(archive.size)
        state.commit()
        yield archive
