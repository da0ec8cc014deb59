"""Assessments go in one by one; a progress bar and a closing summary come out, on stderr."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from hypecheck.errors import FAILURE_CODES
from hypecheck.records import Assessment

__all__ = ["BANDS", "Tally", "show_progress", "take_each"]

BANDS = ("balanced", "mixed", "commercial")
_EXAMPLES = 3


@dataclass(slots=True)
class Tally:
    """Counts of how the pages of a run ended."""

    started: float = field(default_factory=time.monotonic)
    bands: Counter[str] = field(default_factory=Counter)
    abstained: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    unreadable: int = 0
    unreadable_examples: list[str] = field(default_factory=list)

    def add(self, assessment: Assessment) -> None:
        """Count one page."""
        self.duplicates += assessment.duplicate_of is not None
        if assessment.failure is not None:
            self.failed[assessment.failure.code] += 1
            if assessment.failure.stage == "source":
                self.unreadable += 1
                if self.unreadable <= _EXAMPLES:
                    self.unreadable_examples.append(assessment.failure.detail)
        elif assessment.abstention is not None:
            self.abstained[assessment.abstention.code] += 1
        elif assessment.framing is not None:
            self.bands[assessment.framing.band] += 1

    @property
    def pages(self) -> int:
        """All pages counted."""
        return self.bands.total() + self.abstained.total() + self.failed.total()

    @property
    def nothing_readable(self) -> bool:
        """Whether there was no input that could at least be opened."""
        return 0 < self.pages == self.unreadable

    def count_from(self, band: str) -> int:
        """Return how many pages have this band or a more commercial one."""
        return sum(self.bands[name] for name in BANDS[BANDS.index(band) :])

    def summary(self) -> str:
        """Return the closing lines: one for each end a page came to, with what to do about each failure."""
        seconds = time.monotonic() - self.started
        rate = self.pages / seconds if seconds else 0.0
        noun = "page" if self.pages == 1 else "pages"
        ends = (self.bands, "assessed"), (self.abstained, "abstained"), (self.failed, "failed")
        counts = ", ".join(f"{counter.total():,} {end}" for counter, end in ends)
        lines = [f"{self.pages:,} {noun} in {seconds:.1f} s ({rate:.1f} pages/s): {counts}"]
        if self.bands:
            lines.append("  assessed: " + ", ".join(f"{self.bands[band]:,} {band}" for band in BANDS[::-1]))
        if self.abstained:
            lines.append("  abstained: " + ", ".join(f"{n:,} {code}" for code, n in self.abstained.most_common()))
        if self.duplicates:
            lines.append(f"  duplicates: {self.duplicates:,} say the same as an earlier page")
        for code, count in self.failed.most_common():
            lines.append(f"  failed: {count:,} {code}. {FAILURE_CODES[code][1]}")
        lines += [f"  {example}" for example in self.unreadable_examples]
        if self.unreadable > _EXAMPLES:
            lines.append(f"  ... and {self.unreadable - _EXAMPLES:,} more that cannot be read")
        return "\n".join(lines)


def take_each(assessments: Iterable[Assessment], take: Callable[[Assessment], None], *, tally: Tally) -> bool:
    """Hand each assessment on as it comes, whole, and count it; say whether Ctrl-C ended that.

    Before the first page Ctrl-C is raised: there is nothing yet to close.
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
