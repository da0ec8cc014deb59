"""Models that were trained on decisions are offered, and a lead puts one of them to use; every change is logged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from hypecheck.errors import StoreError
from hypecheck.store._answers import OfferedModel
from hypecheck.store._audit import log
from hypecheck.store._dialect import insert, now
from hypecheck.store._people import require_role
from hypecheck.store._schema import models
from hypecheck.store._settings import read_setting, write_setting

__all__ = ["list_models", "model_in_use", "offer_model", "switch_model"]

_IN_USE = "model_in_use"
#: What the log calls the model that came with hypecheck.
_SHIPPED = "the model that came with hypecheck"


def offer_model(
    connection: Connection, *, version: str, folder: str, sha256: str, figures: Mapping[str, Any], actor: str
) -> OfferedModel:
    """Note a model with its figures; the same one offered again is there once, with the newest figures.

    Raises ``StoreError`` when another model of that name and version was offered: what assessed a page must be plain.
    """
    values = {
        "folder": folder,
        "sha256": sha256,
        "figures": orjson.dumps(dict(figures)).decode(),
        "offered_at": now(),
        "offered_by": actor,
    }
    statement = insert(connection, models).values(version=version, **values)
    statement = statement.on_conflict_do_update(
        index_elements=["version"], set_=values, where=models.c.sha256 == sha256
    )
    row = connection.execute(statement.returning(models.c.id)).first()
    if row is None:
        raise StoreError(f"Another model was offered as {version}; train this one into a folder of another name.")
    log(connection, actor=actor, action="model offered", subject=f"model {version}", detail={"sha256": sha256})
    return _find(connection, row.id)


def list_models(connection: Connection) -> list[OfferedModel]:
    """Return the models that were offered, the newest first."""
    used = read_setting(connection, _IN_USE)
    return [_model(row, used) for row in connection.execute(select(models).order_by(models.c.id.desc()))]


def model_in_use(connection: Connection) -> OfferedModel | None:
    """Return the model that was put to use; None for the one that came with hypecheck."""
    return next((model for model in list_models(connection) if model.in_use), None)


def switch_model(connection: Connection, model_id: int | None, *, actor: str) -> None:
    """Put a model to use, or with None the one that came with hypecheck. Raises ``StoreError`` unless a lead asks."""
    require_role(connection, actor, "lead", to="put a model to use")
    before = model_in_use(connection)
    after = None if model_id is None else _find(connection, model_id)
    if (before and before.id) == (after and after.id):
        return
    write_setting(connection, _IN_USE, "" if after is None else str(after.id))
    detail = {
        "before": _SHIPPED if before is None else before.version,
        "after": _SHIPPED if after is None else after.version,
        "sha256": None if after is None else after.sha256,
    }
    log(connection, actor=actor, action="model switched", subject=f"model {detail['after']}", detail=detail)


def _find(connection: Connection, model_id: int) -> OfferedModel:
    row = connection.execute(select(models).where(models.c.id == model_id)).first()
    if row is None:
        raise StoreError(f"There is no model {model_id}.")
    return _model(row, read_setting(connection, _IN_USE))


def _model(row: Row[Any], used: str | None) -> OfferedModel:
    return OfferedModel(
        id=row.id,
        version=row.version,
        folder=row.folder,
        sha256=row.sha256,
        figures=orjson.loads(row.figures),
        offered_at=row.offered_at,
        offered_by=row.offered_by,
        in_use=str(row.id) == used,
    )
