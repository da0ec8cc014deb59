"""An argument that names one page goes in, its item comes out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hypecheck.config import Settings
from hypecheck.errors import InputError

if TYPE_CHECKING:
    from hypecheck.records import InputItem

__all__ = ["read_one"]


def read_one(page: str, *, as_text: bool, settings: Settings) -> InputItem:
    """Return the item that a URL, a file or - holds. Raises ``InputError`` where it cannot be read.

    An argument that holds several pages is wrong usage.
    """
    from hypecheck.sources import read_items

    if Path(page).is_dir():
        raise typer.BadParameter(f"{page} is a folder; give one page. Use scan for more.")
    items = read_items([page], as_text=as_text, settings=settings)
    item = next(items)
    if item.failure is not None:
        raise InputError(item.failure.detail, code=item.failure.code)
    if next(items, None) is not None:
        raise typer.BadParameter(f"{page} holds several pages; give one. Use scan for more.")
    return item
