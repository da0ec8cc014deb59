"""Assessments go in one by one; a progress bar comes out on stderr, and Ctrl-C loses none that is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from hypecheck.cli._errors import end_interrupted
from hypecheck.cli._tally import Tally, count_pages
from hypecheck.records import Assessment

__all__ = ["end_if_interrupted", "show_progress", "take_each"]


def take_each(assessments: Iterable[Assessment], take: Callable[[Assessment], None], *, tally: Tally) -> bool:
    """Hand each assessment on as it comes, whole, and count it; say whether Ctrl-C ended that.

    Before the first page Ctrl-C is raised: there is nothing yet to close. ``end_if_interrupted`` tells of it.
    """
    from hypecheck.batch import hold_interrupts

    try:
        for assessment in assessments:
            with hold_interrupts():
                take(assessment)
                tally.add(assessment)
    except KeyboardInterrupt:
        if tally.pages == 0:
            raise
        return True
    return False


@contextmanager
def end_if_interrupted(tally: Tally) -> Iterator[None]:
    """Leave with one plain line at a Ctrl-C before the first page, or while the end of the output is written."""
    try:
        yield
    except KeyboardInterrupt:
        if tally.pages == 0:
            end_interrupted("interrupted before the first page; no record is written.")
        done = count_pages(tally.pages)
        end_interrupted(f"interrupted after {done}; give the same command again to write all of them.")


@contextmanager
def show_progress(count_items: Callable[[], int | None], *, wanted: bool) -> Iterator[Callable[[], None]]:
    """Yield a function to call after each page; the bar is drawn if ``wanted`` and stderr is a terminal."""
    if not wanted or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    progress = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),  # results on the same terminal go above the bar
    )
    with progress:
        task = progress.add_task("", total=count_items(), rate="loading the model")
        started = time.monotonic()
        done = 0

        def advance() -> None:
            nonlocal done
            done += 1
            rate = done / max(time.monotonic() - started, 1e-3)
            progress.update(task, advance=1, rate=f"{rate:.1f} pages/s")

        yield advance
