"""Assessments go in one by one; the closing summary of a run comes out, and what its exit code rests on."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from hypecheck.cli._options import DEFAULTS
from hypecheck.endings import remedy_for
from hypecheck.errors import FAILURE_CODES
from hypecheck.records import Assessment

__all__ = ["BANDS", "Tally", "count_pages"]

BANDS = ("balanced", "mixed", "commercial")
_EXAMPLES = 3
#: Kinds of files named one by one; after these a number says enough.
_KINDS = 6


@dataclass(slots=True)
class Tally:
    """Counts of how the pages of a run ended, and of what ``read_items`` left out of folders."""

    started: float = field(default_factory=time.monotonic)
    bands: Counter[str] = field(default_factory=Counter)
    abstained: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    duplicates: int = 0
    unreadable: int = 0
    unreadable_examples: list[str] = field(default_factory=list)
    unreadable_told: set[int] = field(default_factory=set)  # hashes of what was said: a list given twice says it twice
    first_failure: str = ""
    cut: int = 0
    max_words: int = DEFAULTS.max_words
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, assessment: Assessment) -> None:
        """Count one page."""
        self.duplicates += assessment.duplicate_of is not None
        self.cut += assessment.article is not None and assessment.article.is_cut
        if assessment.failure is not None:
            self.first_failure = self.first_failure or _tell_failure(assessment)
            self.failed[assessment.failure.code] += 1
            if assessment.failure.stage == "source":
                self.unreadable += 1
                self._tell_unreadable(assessment.failure.detail)
        elif assessment.abstention is not None:
            self.abstained[assessment.abstention.code] += 1
        elif assessment.framing is not None:
            self.bands[assessment.framing.band] += 1

    def _tell_unreadable(self, detail: str) -> None:
        if hash(detail) in self.unreadable_told:
            return
        self.unreadable_told.add(hash(detail))
        if len(self.unreadable_examples) < _EXAMPLES:
            self.unreadable_examples.append(detail)

    @property
    def pages(self) -> int:
        """All pages counted."""
        return self.bands.total() + self.abstained.total() + self.failed.total()

    @property
    def nothing_done(self) -> str:
        """Say that every page failed, and how the first did; "" where one did not, or there was none."""
        if not 0 < self.pages == self.failed.total():
            return ""
        if self.pages == self.unreadable:
            return f"none of the inputs can be read. {self.first_failure}"
        every = "the one page failed." if self.pages == 1 else f"all of {count_pages(self.pages)} failed. The first:"
        return f"{every} {self.first_failure}"

    def count_from(self, band: str) -> int:
        """Return how many pages have this band or a more commercial one."""
        return sum(self.bands[name] for name in BANDS[BANDS.index(band) :])

    def summary(self) -> str:
        """Return the closing lines: one for each end a page came to, with what to do about each failure."""
        seconds = time.monotonic() - self.started
        rate = self.pages / seconds if seconds else 0.0
        ends = (self.bands, "assessed"), (self.abstained, "abstained"), (self.failed, "failed")
        counts = ", ".join(f"{counter.total():,} {end}" for counter, end in ends)
        lines = [f"{count_pages(self.pages)} in {seconds:.1f} s ({rate:.1f} pages/s): {counts}"]
        if self.bands:
            lines.append("  assessed: " + ", ".join(f"{self.bands[band]:,} {band}" for band in BANDS[::-1]))
        if self.abstained:
            lines.append("  abstained: " + ", ".join(f"{n:,} {code}" for code, n in self.abstained.most_common()))
        if self.duplicates:
            lines.append(f"  duplicates: {self.duplicates:,} say the same as an earlier page")
        if self.cut:
            which, whose = ("is", "its beginning was") if self.cut == 1 else ("are", "their beginnings were")
            lines.append(
                f"  cut: {count_pages(self.cut)} {which} longer than {self.max_words:,} words; only {whose} read"
            )
        for code, count in self.failed.most_common():
            lines.append(f"  failed: {count:,} {code}. {FAILURE_CODES[code][1]}")
        lines += [f"  {example}" for example in self.unreadable_examples]
        if (more := len(self.unreadable_told) - len(self.unreadable_examples)) > 0:
            lines.append(f"  ... and {more:,} more that cannot be read")
        if self.left_out:
            lines.append(f"  left out of folders: {_tell_left_out(self.left_out)}")
        return "\n".join(lines)


def count_pages(count: int) -> str:
    """Return a number of pages in words."""
    return "1 page" if count == 1 else f"{count:,} pages"


def _tell_failure(assessment: Assessment) -> str:
    """Return a failure's sentence with the page it speaks of, which most name themselves."""
    detail = assessment.failure.detail if assessment.failure is not None else ""
    page = assessment.input.id
    return detail if page in detail else f"{page}: {detail}"


def _tell_left_out(left_out: Counter[str]) -> str:
    """Say how many files and folders of which kinds were left out, and how some can be read all the same."""
    folders = {kind: count for kind, count in sorted(left_out.items()) if kind.endswith(" folder")}
    files = Counter({kind: count for kind, count in sorted(left_out.items()) if kind not in folders})
    parts = [f"{count:,} {kind}{'s' if count > 1 else ''}" for kind, count in folders.items()]
    if files:
        kinds = [f"{count:,} {kind}" for kind, count in files.most_common()]
        if len(files) > _KINDS + 1:
            kinds[_KINDS:] = [f"{sum(sorted(files.values())[:-_KINDS]):,} others"]
        noun = "file" if files.total() == 1 else "files"
        parts.insert(0, f"{files.total():,} {noun} ({', '.join(kinds)})")
    remedies = [remedy for kind in files if (remedy := remedy_for(kind))]
    return ", ".join(parts) + (f". {' '.join(remedies)}" if remedies else "")
