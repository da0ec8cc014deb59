"""A database of assessments, their history and the decisions on them: one SQLite file, or PostgreSQL by its URL.

>>> from hypecheck.store import open_store
>>> with open_store("reviews.db") as store:                              # doctest: +SKIP
...     with store.start_run("scan", source="urls.txt") as run:
...         run.write(assessment)
...     store.queue(Filters(bands=("commercial",)), sort="uncertainty")

What a scan found is never changed: a review stands beside it, a later scan after it. Importing this package loads no
database library; ``open_store`` does, or says how to install it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypecheck.errors import StoreError
from hypecheck.store._answers import (
    ROLES,
    SORTS,
    Account,
    ApiToken,
    AuditEntry,
    Changes,
    FeatureOverrides,
    Filters,
    Holding,
    Lease,
    Look,
    OfferedModel,
    PersonFigures,
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

if TYPE_CHECKING:
    from hypecheck.store._accounts import Accounts, SignedIn
    from hypecheck.store._deciding import NewReview
    from hypecheck.store._records import assessment_from_dict
    from hypecheck.store._store import LOCAL_USER, Store
    from hypecheck.store._writing import RunWriter

__all__ = [
    "LOCAL_USER",
    "ROLES",
    "SORTS",
    "Account",
    "Accounts",
    "ApiToken",
    "AuditEntry",
    "Changes",
    "FeatureOverrides",
    "Filters",
    "Holding",
    "Lease",
    "Look",
    "NewReview",
    "OfferedModel",
    "PersonFigures",
    "QueuePage",
    "QueueRow",
    "Ratings",
    "Role",
    "Run",
    "RunWriter",
    "Sighting",
    "SignedIn",
    "Sort",
    "Store",
    "Tally",
    "TeamFigures",
    "User",
    "View",
    "assessment_from_dict",
    "open_store",
]

_LAZY = {
    "Accounts": "_accounts",
    "LOCAL_USER": "_store",
    "NewReview": "_deciding",
    "RunWriter": "_writing",
    "SignedIn": "_accounts",
    "Store": "_store",
    "assessment_from_dict": "_records",
}


def open_store(target: str | Path, *, create: bool = True) -> Store:
    """Open a file, or a ``postgresql://`` URL, and bring its tables up to date.

    With ``create=False`` a file must be there already.

    Raises ``StoreError`` when it cannot be opened, is damaged, belongs to another program or to a newer hypecheck, or
    when the libraries are not installed.
    """
    store: Store = _load("Store")(target, create=create)
    return store


def _load(name: str) -> Any:
    try:
        return getattr(import_module(f"hypecheck.store.{_LAZY[name]}"), name)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("sqlalchemy", "argon2"):
            raise
        raise StoreError("A database needs the review extra: pip install 'hypecheck[review]'.") from error


def __getattr__(name: str) -> Any:
    """Load a name that needs the database library when it is first asked for."""
    if name in _LAZY:
        return _load(name)
    raise AttributeError(f"module 'hypecheck.store' has no attribute {name!r}")
