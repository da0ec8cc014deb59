"""An Article goes in, Annotations come out: cues, claims, plugs, citations. The only home of spaCy."""

from __future__ import annotations

from hypecheck.annotate._annotator import Annotator
from hypecheck.annotate._evidence import Evidence, read_evidence
from hypecheck.annotate._language import PIPELINE_SHA256, check_pipeline, load_pipeline
from hypecheck.annotate._plug_kinds import PLUG_KINDS, PlugKind
from hypecheck.annotate._quotes import is_within, quoted_phrases

__all__ = [
    "PIPELINE_SHA256",
    "PLUG_KINDS",
    "Annotator",
    "Evidence",
    "PlugKind",
    "check_pipeline",
    "is_within",
    "load_pipeline",
    "quoted_phrases",
    "read_evidence",
]
