"""A TOML file goes in, the topics never to train on come out, and pages are parted by them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hypecheck.errors import DataError
from hypecheck.training import LabelledPage

__all__ = ["Splits", "read_splits", "split_pages"]

_EVERY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Splits:
    """``test`` are topics never trained on; ``groups`` names, for a topic, the larger group it stands in."""

    test: frozenset[str]
    groups: Mapping[str, str] = field(default_factory=dict)


def read_splits(path: Path) -> Splits:
    """Read ``[test] topics = [...]`` and, where there are some, ``[groups] NAME = [topics]``.

    Raises ``DataError`` when the file cannot be read or names no test topics.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        test = frozenset(map(str, table["test"]["topics"]))
        groups = {str(topic): name for name, topics in table.get("groups", {}).items() for topic in topics}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path} cannot be read as TOML: {error}.") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError(f'{path} names no test topics; expected [test] with topics = ["...", ...].') from error
    return Splits(test=test, groups=groups)


def split_pages(pages: Sequence[LabelledPage], splits: Splits | None) -> tuple[list[LabelledPage], list[LabelledPage]]:
    """Part pages into those to train on, regrouped by ``splits.groups``, and those of the test topics.

    Without splits every fifth topic, in the order of their names, is a test topic. Texts that are not about health are
    always trained on. Raises ``DataError`` when one of the two parts is empty.
    """
    if splits is None:
        splits = Splits(test=frozenset(sorted({page.group for page in pages if not page.is_general})[::_EVERY]))
    test = [page for page in pages if page.group in splits.test and not page.is_general]
    train = [_regroup(page, splits) for page in pages if page.group not in splits.test or page.is_general]
    if not train or not test:
        raise DataError(
            f"Got {len(train)} pages to train on and {len(test)} of test topics; both need some. "
            "Name topics of the data in the file of --test-topics."
        )
    return train, test


def _regroup(page: LabelledPage, splits: Splits) -> LabelledPage:
    group = splits.groups.get(page.group, page.group)
    # pairs are named within their topic; in a larger group two topics may use one name
    return replace(page, group=group, pair=page.pair and f"{page.group}/{page.pair}")
