"""The models that learnt from what was decided here: how each did before and after, and which is in use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from hypecheck.errors import ModelError
from hypecheck.report import before_after_rows
from hypecheck.review._identity import Database, Me, allow
from hypecheck.review._pages import render, render_error
from hypecheck.review._parts import NavigationLink, Part

__all__ = ["PART", "Compared", "compare_sets"]

Verdict = Literal["better", "worse", "about the same", "–"]

#: A hundredth is two pages of the two hundred that are measured on: nobody should choose by less.
_LEAST_GAIN = 0.01

_router = APIRouter(prefix="/models")
PART = Part(router=_router, links=(NavigationLink(label="Models", path="/models", roles=("lead", "auditor")),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One set of pages. ``rows`` are (figure, before, after, what that is)."""

    words: str
    pages: int
    rows: tuple[tuple[str, str, str, Verdict], ...]

    @property
    def worse(self) -> int:
        """How many figures are worse than before."""
        return sum(verdict == "worse" for *_, verdict in self.rows)


@_router.get("", dependencies=[Depends(allow("lead", "auditor"))])
def show_models(request: Request, store: Database, me: Me) -> Response:
    """Show every model with its figures."""
    models = store.models()
    return render(
        request,
        "models.html",
        models=models,
        in_use=next((model for model in models if model.in_use), None),
        compared={model.id: compare_sets(model.figures.get("sets", [])) for model in models},
        may_switch=me.role == "lead",
    )


@_router.post("/use", dependencies=[Depends(allow("lead"))])
def use_model(request: Request, store: Database, me: Me, model: Annotated[int, Form(ge=0, lt=2**63)]) -> Response:
    """Put a model to use, for scans into the database and for the API; 0 is the one that came with hypecheck."""
    for offered in store.models():
        if offered.id == model:
            try:
                _check(Path(offered.folder), offered.sha256)
            except ModelError as error:
                return render_error(request, 409, str(error))
    store.switch_model(model or None, actor=me.name)
    return RedirectResponse("/models", status_code=303)


def compare_sets(entries: Sequence[Mapping[str, Any]]) -> list[Compared]:
    """Return the figures of each set of pages with what they say; nothing for a model without figures."""
    return [
        Compared(
            words=entry["words"],
            pages=entry["pages"],
            rows=tuple((*row, _judge(*row)) for row in before_after_rows(entry)),
        )
        for entry in entries
    ]


def _judge(words: str, before: str, after: str) -> Verdict:
    if "–" in (before, after):
        return "–"
    gain = float(after) - float(before)
    if abs(gain) < _LEAST_GAIN:
        return "about the same"
    return "better" if (gain > 0) != ("less is better" in words) else "worse"


def _check(folder: Path, sha256: str) -> None:
    """Raise ``ModelError`` unless the folder still holds the model whose figures are shown."""
    from hypecheck.framing import FramingModel

    FramingModel.load(folder).require(sha256)
