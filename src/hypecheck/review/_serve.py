"""An app goes in and is served until it is stopped."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

__all__ = ["run_server"]


def run_server(app: FastAPI, *, host: str, port: int) -> None:
    """Serve until Ctrl-C. Addresses are not logged: a link that signs in has a token in it."""
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="warning", server_header=False)
