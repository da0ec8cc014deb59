"""An app goes in and is served until it is stopped."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from hypecheck.errors import SettingsError

__all__ = ["run_server"]


def run_server(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until Ctrl-C. Addresses are not logged: a link that signs in has a token in it.

    Raises ``SettingsError`` when nothing can listen there.
    """
    listener = _listen(host, port)
    gc.collect()
    gc.freeze()  # modules and routes stay: to look them through again now and then held every request up for 60 ms
    config = uvicorn.Config(app, access_log=False, log_level="warning", server_header=False)
    with listener, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingsError(f"Nothing can listen at {host}, port {port}: {reason}. Give another --port.") from error
    # Connections take it over. asyncio sets it for sockets that it made itself; without it the body of an answer waits
    # 40 ms for the browser to say that it has the headers.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener
