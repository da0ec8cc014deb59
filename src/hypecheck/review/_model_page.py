"""The models that learnt from what was decided here: how each did before and after, and which is in use."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from hypecheck.errors import ModelError
from hypecheck.report import before_after_rows
from hypecheck.review._identity import Database, Me, allow
from hypecheck.review._pages import render, render_error
from hypecheck.review._parts import NavigationLink, Part

__all__ = ["PART"]

_router = APIRouter(prefix="/models")
PART = Part(router=_router, links=(NavigationLink(label="Models", path="/models", roles=("lead", "auditor")),))


@_router.get("", dependencies=[Depends(allow("lead", "auditor"))])
def show_models(request: Request, store: Database, me: Me) -> Response:
    """Show every model with its figures."""
    models = store.models()
    return render(
        request,
        "models.html",
        models=models,
        in_use=next((model for model in models if model.in_use), None),
        rows_of=before_after_rows,
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


def _check(folder: Path, sha256: str) -> None:
    """Raise ``ModelError`` unless the folder still holds the model whose figures are shown."""
    from hypecheck.framing import FramingModel

    FramingModel.load(folder).require(sha256)
