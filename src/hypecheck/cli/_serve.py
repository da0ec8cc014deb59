"""``hypecheck serve``: the API over a database, without the pages; and what ``review --team`` shares with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hypecheck.cli._errors import tell

if TYPE_CHECKING:
    from hypecheck.review import ReviewSettings

__all__ = ["LOOPBACK", "Https", "Names", "address_of", "serve", "settings_for"]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ANYWHERE = ("0.0.0.0", "::")  # noqa: S104  # compared with, and only listened at when asked for

Names = Annotated[
    list[str] | None,
    typer.Option("--name", metavar="NAME", help="A name that browsers and programs reach it by; may be given again."),
]
Https = Annotated[
    bool, typer.Option("--https", help="It is reached by https alone, through a proxy in front: cookies need it.")
]


def serve(
    db: Annotated[
        str, typer.Option("--db", metavar="DB", help="The database file, or postgresql://USER@HOST/NAME.")
    ] = "reviews.db",
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="The port to listen at.")] = 8422,
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
    name: Names = None,
    https: Https = False,
) -> None:
    """Serve the API to programs with a token: assess, list, read and decide; stop with Ctrl-C."""
    from hypecheck.review import build_api, run_server
    from hypecheck.store import open_store

    settings = settings_for(host, name or [], https=https)
    with open_store(db, create=False) as store:
        if not any(account.tokens for account in store.accounts.everyone()):
            tell(f"no program has a token yet; make one with: hypecheck users token NAME --label ... --db {db}")
        app = build_api(store, settings)
        tell(f"the API is at {address_of(host, port)}/api/v1, its document at /api/v1/openapi.json")
        run_server(app, host=host, port=port)


def settings_for(host: str, names: list[str], *, https: bool) -> ReviewSettings:
    """Return settings that answer to the names given, to the address listened at and to this machine."""
    from hypecheck.review import ReviewSettings

    if host in _ANYWHERE and not names:
        raise typer.BadParameter(
            f"At {host} it has many names; say with --name which one is used. Others are refused.", param_hint="--name"
        )
    if host not in LOOPBACK and not https:
        tell("without https in front, passwords and tokens can be read on the way; see docs/teams.md")
    return ReviewSettings(hosts=tuple(dict.fromkeys((*LOOPBACK, host.lower(), *map(str.lower, names)))), secure=https)


def address_of(host: str, port: int) -> str:
    """Return the address to open."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
