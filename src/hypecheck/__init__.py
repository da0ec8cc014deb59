"""Scores how far a health article is written to sell, and shows the sentences and reasons behind the score.

>>> import hypecheck
>>> checker = hypecheck.load()                              # doctest: +SKIP
>>> checker.assess_text("Berberine helps ...").band         # doctest: +SKIP

Importing this package is cheap: nothing heavy is loaded until a name that needs it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypecheck.config import VERSION as __version__  # noqa: N811  # the name that Python tools look for
from hypecheck.config import Settings
from hypecheck.errors import HypecheckError
from hypecheck.records import (
    Annotations,
    Article,
    Assessment,
    Citation,
    Claim,
    Cue,
    Failure,
    Framing,
    InputItem,
    Plug,
    Reason,
)

if TYPE_CHECKING:
    from hypecheck.batch import assess_many
    from hypecheck.features import FramingFeatures
    from hypecheck.framing import FramingClassifier
    from hypecheck.pipeline import Checker, load

__all__ = [
    "Annotations",
    "Article",
    "Assessment",
    "Checker",
    "Citation",
    "Claim",
    "Cue",
    "Failure",
    "Framing",
    "FramingClassifier",
    "FramingFeatures",
    "HypecheckError",
    "InputItem",
    "Plug",
    "Reason",
    "Settings",
    "__version__",
    "assess_many",
    "load",
]

_LAZY = {
    "Checker": "hypecheck.pipeline",
    "load": "hypecheck.pipeline",
    "assess_many": "hypecheck.batch",
    "FramingFeatures": "hypecheck.features",
    "FramingClassifier": "hypecheck.framing",
}


def __getattr__(name: str) -> Any:
    """Load a name that needs spaCy, scikit-learn or trafilatura when it is first asked for."""
    if name in _LAZY:
        from importlib import import_module

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'hypecheck' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
