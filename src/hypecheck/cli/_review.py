"""``hypecheck review``: a database goes in; its pages are read and decided in a browser."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["review"]

_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def review(
    db: Annotated[
        str, typer.Option("--db", metavar="DB", help="The database file, or postgresql://USER@HOST/NAME.")
    ] = "reviews.db",
    port: Annotated[int, typer.Option("--port", min=0, max=65_535, help="The port to listen at.")] = 8421,
    host: Annotated[str, typer.Option("--host", help="The address to listen at.")] = "127.0.0.1",
) -> None:
    """Read and decide the pages of a database in a browser, on this machine; stop with Ctrl-C."""
    from hypecheck.review import LocalSignIn, ReviewSettings, create_app, run_server
    from hypecheck.store import open_store

    if host not in _LOOPBACK:
        raise typer.BadParameter("Without accounts only this machine is served: 127.0.0.1.", param_hint="--host")
    sign_in = LocalSignIn()
    with open_store(db, create=False) as store:
        app = create_app(store, ReviewSettings(), sign_in=sign_in)
        name = f"[{host}]" if ":" in host else host
        typer.echo(f"Open {sign_in.link(f'http://{name}:{port}')}", err=True)
        run_server(app, host=host, port=port)
