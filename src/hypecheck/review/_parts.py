"""A part of the app: its routes, and what it adds to the head of every page."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from hypecheck.store import ROLES, Role

__all__ = ["NavigationLink", "Part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationLink:
    """A link in the head of every page, for those who may follow it."""

    label: str
    path: str
    roles: tuple[Role, ...] = ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Routes that belong together. ``team_only`` ones are not there for a single user."""

    router: APIRouter
    links: tuple[NavigationLink, ...] = ()
    team_only: bool = False
