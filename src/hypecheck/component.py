"""The entry point spaCy loads: makes ``nlp.add_pipe("hypecheck")`` known, and loads nothing heavy itself."""

from __future__ import annotations

from collections.abc import Callable

from hypecheck.annotate.component import register_component
from hypecheck.records import Assessment


def _make_assess() -> Callable[[str], Assessment]:
    from hypecheck.pipeline import load

    checker = load()
    return lambda text: checker.assess_text(text, id="doc")


register_component(_make_assess)
