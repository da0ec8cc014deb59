"""A model's folder in, a FramingModel out: found, checked against its manifest, loaded without running its code."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from hypecheck.config import models_folder
from hypecheck.errors import ModelError, ModelHashError
from hypecheck.framing._classifier import FEATURE_NAMES, FramingClassifier, PageReading
from hypecheck.records import Annotations, Article, Framing, Reason

__all__ = ["MANIFEST_FILE", "MODEL_FILE", "FramingModel"]

MODEL_FILE = "model.skops"
MANIFEST_FILE = "manifest.json"


class FramingModel:
    """A fitted classifier with its manifest: what ``Checker`` asks."""

    def __init__(self, classifier: FramingClassifier, manifest: dict[str, Any]) -> None:
        self.classifier = classifier
        self.manifest = manifest

    @property
    def version(self) -> str:
        """Return the model's name and version, for example ``framing-en 0.1.0``."""
        return f"{self.manifest['name']} {self.manifest['version']}"

    @property
    def sha256(self) -> str:
        """Return the digest of the model's file, which tells it from any other."""
        return str(self.manifest["files"][MODEL_FILE])

    def require(self, sha256: str) -> None:
        """Raise ``ModelHashError`` unless it is the model of this digest."""
        if self.sha256 != sha256:
            raise ModelHashError(
                f"{self.version} has sha256 {self.sha256[:16]}..., but {sha256[:16]}... was put to use: the folder "
                "was trained into again. Put the new model to use, or bring the old one back."
            )

    @classmethod
    def load(cls, name: str | Path = "framing-en") -> FramingModel:
        """Load a shipped model by name, or a folder that holds one.

        Raises ``ModelError`` when it is missing, damaged or made for other features, ``ModelHashError`` when a file
        is not the one its manifest promises.
        """
        folder = _find_model(name)
        manifest = _read_manifest(folder)
        raw = _read_checked(folder, manifest)
        if manifest.get("features") != list(FEATURE_NAMES):
            raise ModelError(
                f"The model in {folder} was made for other features than this hypecheck has; "
                "train it again (hypecheck train) or install the version it belongs to."
            )
        return cls(_load_skops(raw, folder), manifest)

    def assess(self, article: Article, annotations: Annotations) -> tuple[Framing, tuple[Reason, ...]]:
        """Score an article: its framing and all the reasons, weightiest first."""
        return self.classifier.assess(PageReading(article=article, annotations=annotations))


def _find_model(name: str | Path) -> Path:
    named, shipped = Path(name), models_folder() / name  # joined, an absolute path stays what it is
    for folder in (named, shipped):
        if (folder / MANIFEST_FILE).is_file():
            return folder
    places = "that folder" if shipped == named else f"that folder or in {shipped}"
    raise ModelError(
        f"No model {str(name)!r}: expected {MANIFEST_FILE} in {places}. "
        "Reinstall hypecheck, or make one with: hypecheck train"
    )


def _read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    except OSError as error:
        raise _unreadable(folder / MANIFEST_FILE, error) from error
    except ValueError as error:
        raise ModelError(f"{folder / MANIFEST_FILE} cannot be read: {error}. Reinstall hypecheck.") from error
    if not isinstance(manifest, dict) or not {"name", "version", "files", "features"} <= set(manifest):
        raise ModelError(f"{folder / MANIFEST_FILE} lacks name, version, files or features. Reinstall hypecheck.")
    return manifest


def _unreadable(path: Path, error: OSError) -> ModelError:
    if isinstance(error, FileNotFoundError):
        return ModelError(f"{path} is missing. Reinstall hypecheck, or copy the model's whole folder again.")
    return ModelError(f"{path} cannot be read: {error.strerror or error}. Reinstall hypecheck.")


def _read_checked(folder: Path, manifest: dict[str, Any]) -> bytes:
    path = folder / MODEL_FILE
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _unreadable(path, error) from error
    expected = manifest["files"].get(MODEL_FILE)
    found = hashlib.sha256(raw).hexdigest()
    if found != expected:
        raise ModelHashError(
            f"{path} has sha256 {found[:16]}..., its manifest says {str(expected)[:16]}...: the file is damaged or "
            "was altered, and is not loaded. Reinstall hypecheck or train again."
        )
    return raw


# The types of ours a model file may hold beside scikit-learn's and NumPy's.
_TRUSTED = [
    "hypecheck.framing._classifier.FramingClassifier",
    "hypecheck.framing._judge.BandJudge",
    "hypecheck.wording._page.PageWording",
    "hypecheck.wording._reader.WordingReader",
]


def _load_skops(raw: bytes, folder: Path) -> FramingClassifier:
    import skops.io

    try:
        strangers = set(skops.io.get_untrusted_types(data=raw)) - set(_TRUSTED)
        if strangers:
            raise ModelError(f"The model in {folder} holds types that are not allowed: {sorted(strangers)}.")
        classifier = skops.io.loads(raw, trusted=_TRUSTED)
    except ModelError:
        raise
    except Exception as error:  # skops raises whatever a broken archive makes it raise
        raise ModelError(f"The model in {folder} is damaged: {error}. Reinstall hypecheck.") from error
    if not isinstance(classifier, FramingClassifier):
        raise ModelError(f"The model in {folder} is a {type(classifier).__name__}, not a FramingClassifier.")
    return classifier
