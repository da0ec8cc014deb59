"""Items go in, one assessment for each comes out: in input order, lazily, and none is lost when a run is stopped.

The parts, in the order a page passes them:

- ``_state``: one SQLite file that says what was read and how it ended. A stopped run goes on from it.
- ``_run``: the loop that moves everything on, in the calling thread.
- ``fetch.Scheduler``: URLs to pages, over a few connections for the whole run.
- ``_analysts``: pages to assessments, here or in worker processes that may crash or hang (``_worker``: one of them).
- ``_interrupts``: Ctrl-C comes when nothing is half done.
- ``_records``: an assessment as the bytes that the state keeps.
- ``_duplicates``: which URLs and articles are the same as an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from hypecheck.batch._analysts import Analyst, Here, Workers
from hypecheck.batch._duplicates import Twins
from hypecheck.batch._interrupts import Bell, hold_interrupts
from hypecheck.batch._run import LOOK_AHEAD_PER_JOB, Run, RunFiles
from hypecheck.batch._state import Ended, RunState
from hypecheck.config import VERSION, Settings
from hypecheck.errors import SettingsError
from hypecheck.pipeline import load, name_items
from hypecheck.records import Assessment, InputItem

if TYPE_CHECKING:
    from hypecheck.pipeline import Checker

    CheckerFactory = Callable[[], Checker]

__all__ = ["LOOK_AHEAD_PER_JOB", "RunFiles", "RunState", "assess_many", "hold_interrupts", "open_state", "read_state"]

_NO_FILES = RunFiles()

# The settings that shape a record. A run may be taken up with other delays or more jobs, but not with these changed.
_SHAPING = ("model", "min_words", "max_words", "max_html_bytes", "max_depth", "min_health_terms_per_100_words")


def open_state(path: Path | None, *, settings: Settings, model: str | Path | None = None) -> RunState:
    """Return the run state in a file, new or as a stopped run left it; without a path a passing one.

    Raises ``SettingsError`` when the file was begun with settings that give other records, ``OutputError`` when
    it cannot be used.
    """
    shaping = {name: getattr(settings, name) for name in _SHAPING} | {"hypecheck": VERSION}
    if model is not None:
        shaping["model"] = str(model)
    return RunState(path, settings=shaping)


def assess_many(
    items: Iterable[InputItem | str],
    *,
    settings: Settings | None = None,
    jobs: int | None = None,
    model: str | Path | None = None,
    checker_factory: CheckerFactory | None = None,
    files: RunFiles = _NO_FILES,
    on_end: Callable[[], None] = lambda: None,
) -> Generator[Assessment, None, None]:
    """Return a generator of one assessment for each item, in order and lazy. A string is an article's text.

    With ``jobs`` over 1, that many worker processes each load the model once (seconds: not worth it for a
    handful of pages). URLs are fetched politely, many hosts at once, and what comes is always read in worker
    processes: a page from the web may crash or hang its reader. A page that fails, or that makes its worker die,
    is a failed record; the rest goes on. No items give no assessments. The records carry the item without its
    ``html`` and ``text``. A URL that was there before is not fetched again: it has the record of the first, and
    ``duplicate_of`` names it; so it does for an assessed article that mostly has the words of an earlier one.

    ``files`` keep the run: what is done in a state that an earlier run left is not done again; the items must be the
    same. ``on_end`` is called once for each item when its end is known, which may be long before it is the item's
    turn to be yielded.

    What is neither text nor item is a failed record. Raises ``TypeError`` for a single text, ``ModelError`` or
    ``LanguageModelError`` at the first page when a checker cannot be loaded, ``InputError`` when the items are not
    those of the state.
    """
    settings = settings or Settings()
    jobs = settings.jobs if jobs is None else jobs
    if jobs < 1:
        raise SettingsError(f"jobs is {jobs}; expected 1 or more processes.")
    factory = checker_factory or partial(load, model, settings=settings)
    return _assess(name_items(items), factory, settings=settings, jobs=jobs, files=files, on_end=on_end)


def _assess(
    items: Iterator[InputItem],
    factory: CheckerFactory,
    *,
    settings: Settings,
    jobs: int,
    files: RunFiles,
    on_end: Callable[[], None],
) -> Generator[Assessment, None, None]:
    bell = Bell()
    workers = Workers(factory, settings=settings, jobs=jobs, wake=bell.ring)
    file_analyst: Analyst = Here(factory) if jobs == 1 else workers
    with ExitStack() as own:
        run = Run(
            items,
            settings=settings,
            jobs=jobs,
            state=files.state or own.enter_context(RunState().closing()),
            files=files,
            file_analyst=file_analyst,
            page_analyst=workers,
            bell=bell,
            on_end=on_end,
        )
        yield from _mark_duplicates(own.enter_context(closing(run.ended())))


def read_state(state: RunState) -> Iterator[Assessment]:
    """Yield the assessments that a run state holds, in input order, without reading any input."""
    return _mark_duplicates(state.ended())


def _mark_duplicates(ended: Iterator[Ended]) -> Iterator[Assessment]:
    with closing(Twins()) as twins:
        for each in ended:
            done, first = each.assessment, each.first
            if first is None and each.signature:
                first = twins.find_first(done.input.id, each.signature)
            yield replace(done, duplicate_of=first) if first is not None else done
