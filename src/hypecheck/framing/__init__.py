"""The framing model: features and wording in, a calibrated score with exactly additive reasons out."""

from hypecheck.framing._calibration import INTERVAL_LEVEL
from hypecheck.framing._classifier import (
    FEATURE_NAMES,
    MODEL_FEATURES,
    FramingClassifier,
    PageReading,
    target_of,
)
from hypecheck.framing._judge import BANDS
from hypecheck.framing._model import MANIFEST_FILE, MODEL_FILE, FramingModel

__all__ = [
    "BANDS",
    "FEATURE_NAMES",
    "INTERVAL_LEVEL",
    "MANIFEST_FILE",
    "MODEL_FEATURES",
    "MODEL_FILE",
    "FramingClassifier",
    "FramingModel",
    "PageReading",
    "target_of",
]
