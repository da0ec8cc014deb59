"""``hypecheck review``: a database goes in; its pages are read and decided in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from hypecheck.cli._errors import tell
from hypecheck.cli._serve import LOOPBACK, Https, Names, address_of, settings_for

__all__ = ["review"]


def review(
    db: Annotated[
        str, typer.Option("--db", metavar="DB", help="The database file, or postgresql://USER@HOST/NAME.")
    ] = "reviews.db",
    port: Annotated[int, typer.Option("--port", min=1, max=65_535, help="The port to listen at.")] = 8421,
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
    team: Annotated[
        bool, typer.Option("--team", help="For several people, who sign in: see hypecheck users. With the API.")
    ] = False,
    name: Names = None,
    https: Https = False,
) -> None:
    """Read and decide the pages of a database in a browser, on this machine or as a team; stop with Ctrl-C."""
    from hypecheck.review import LocalSignIn, ReviewSettings, TeamSignIn, create_app, run_server
    from hypecheck.store import open_store

    if not team and (host not in LOOPBACK or name or https):
        raise typer.BadParameter("Without --team only this machine is served: 127.0.0.1.", param_hint="--host")
    with open_store(db, create=False) as store:
        if team:
            app = create_app(store, settings_for(host, name or [], https=https), sign_in=TeamSignIn(store))
            tell(f"the team signs in at {address_of(host, port)}/sign-in")
        else:
            sign_in = LocalSignIn()
            app = create_app(store, ReviewSettings(), sign_in=sign_in)
            typer.echo(f"Open {sign_in.link(address_of(host, port))}", err=True)
        run_server(app, host=host, port=port)
