"""Scores how far a health article is written to sell, and shows the sentences and reasons behind the score.

>>> import hypecheck
>>> checker = hypecheck.load()                              # doctest: +SKIP
>>> checker.assess_text("Berberine helps ...").band         # doctest: +SKIP

Importing this package is cheap: nothing heavy is loaded until a name that needs it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypecheck.batch import assess_many
    from hypecheck.config import VERSION as __version__  # noqa: N811  # the name that Python tools look for
    from hypecheck.config import Settings
    from hypecheck.errors import HypecheckError
    from hypecheck.features import FramingFeatures
    from hypecheck.framing import FramingClassifier
    from hypecheck.pipeline import Checker, load
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

# Nothing is loaded with the package itself: the command comes by here before it can take Ctrl-C.
# Where a name is found; all others are in `records`.
_HOMES = {
    "Checker": "pipeline",
    "load": "pipeline",
    "assess_many": "batch",
    "FramingFeatures": "features",
    "FramingClassifier": "framing",
    "Settings": "config",
    "__version__": "config",
    "HypecheckError": "errors",
}


def __getattr__(name: str) -> Any:
    """Load a name when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'hypecheck' has no attribute {name!r}")
    from importlib import import_module

    home = import_module(f"hypecheck.{_HOMES.get(name, 'records')}")
    return getattr(home, "VERSION" if name == "__version__" else name)


def __dir__() -> list[str]:
    return sorted(__all__)
