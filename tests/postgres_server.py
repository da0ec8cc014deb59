"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket only, gone when the tests are done."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

__all__ = ["find_programs", "running_server"]

_USER = "hypecheck"
# Debian puts the programs of each version aside; elsewhere they are on the path
_DEBIAN = Path("/usr/lib/postgresql")
# Nothing here must outlive a power cut.
_SETTINGS = ("listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40")


def find_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, those of the newest version; None where it is not installed."""
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def running_server(programs: Path) -> Iterator[str]:
    """Start a server and give the URL of a database on it."""
    folder = Path(tempfile.mkdtemp(prefix="hypecheck-pg-"))
    data = folder / "data"
    owner = _other_user()
    who: dict[str, Any] = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        who |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    try:
        make = [programs / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run(make, check=True, timeout=120, **who)
        # our own child, and not pg_ctl's: nobody else may be there to notice that it has ended
        options = [part for setting in (*_SETTINGS, f"unix_socket_directories={folder}") for part in ("-c", setting)]
        with subprocess.Popen([programs / "postgres", "-D", data, *options], **who) as server:
            try:
                url = f"postgresql://{_USER}@/postgres?host={folder}"
                _wait_for(url, server)
                yield url
            finally:
                server.send_signal(signal.SIGQUIT)  # at once: there is nothing to keep
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(600):
        if server.poll() is not None:
            raise RuntimeError(f"PostgreSQL ended with {server.returncode} when it was started")
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("PostgreSQL was started and takes no connection")


def _other_user() -> pwd.struct_passwd | None:
    """Return who the server runs as where the tests run as root, which PostgreSQL refuses; else None."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("no user to run PostgreSQL as; make one named postgres")
