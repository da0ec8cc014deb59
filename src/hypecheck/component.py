"""The entry point spaCy loads: makes ``nlp.add_pipe("hypecheck")`` known, and loads nothing heavy itself.

A pipeline with the component can be pickled, and its Docs turned into bytes and back, as ``nlp.pipe(n_process=2)``
does with both: a pickled component loads the model where it arrives, and an Assessment is bytes that run nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import srsly

from hypecheck.annotate.component import register_component
from hypecheck.packing import pack, unpack
from hypecheck.records import Assessment, InputItem

_MARK = "hypecheck_assessment"


class _DocChecker:
    """Assesses the text of a Doc with the model that comes with hypecheck."""

    def __init__(self) -> None:
        from hypecheck.pipeline import load

        self._checker = load()

    def __call__(self, text: str) -> Assessment:
        return self._checker.assess_text(text, id="doc")

    def __reduce__(self) -> tuple[type[_DocChecker], tuple[()]]:
        return type(self), ()


def _encode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    if isinstance(value, Assessment):
        item = value.input
        bare = replace(value, input=replace(item, html=None, text=None))
        return {_MARK: pack(bare), "id": item.id, "source": item.source, "line": item.line, "url": item.url}
    return value if chain is None else chain(value)


def _decode(value: Any, chain: Callable[[Any], Any] | None = None) -> Any:
    if isinstance(value, dict) and _MARK in value:
        packed = value.pop(_MARK)
        return unpack(packed, InputItem(**value))
    return value if chain is None else chain(value)


srsly.msgpack_encoders.register("hypecheck", func=_encode)
srsly.msgpack_decoders.register("hypecheck", func=_decode)
register_component(_DocChecker)
