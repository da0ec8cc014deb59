"""A request to a checked address goes in; the server's reply comes out, within limits of time and size.

The socket is driven by urllib3, the library under trafilatura's downloader, and not by that downloader:
``trafilatura.downloads`` (read in 2.3.1) cannot be made to keep what is promised here.

- redirects are followed inside the pool, so a hop's address and robots.txt cannot be looked at in between;
- the address is looked at once the connection stands: a packet has reached the private network by then;
- after a TLS fault it tries once more without verification, unless configured otherwise;
- there is no limit on the whole time (a byte every nine seconds goes on for ever) nor on bytes on the wire;
- every failure is one ``None``.

None of its helpers is left to use: character sets and gzip files without a header are read by ``clean``.
Proxies named in the environment are not used: the address checked here would not be the one connected to.
"""

from __future__ import annotations

import http.client
import io
import logging
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from hypecheck.config import Settings
from hypecheck.errors import FetchError
from hypecheck.fetch._targets import Target

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = ["ACCEPT_ENCODING", "HttpTransport", "Reply", "Request", "Transport"]

logger = logging.getLogger(__name__)

# What servers take for a request's head (Apache, nginx, IIS: 8 to 64 KiB) is plenty for a reply's.
_MAX_HEADER_BYTES = 64 * 1024

# Of a robots.txt half a megabyte is read whatever the limit for pages, with room for how it is sent.
_MIN_BODY_BYTES = 600 * 1024

# A host with more addresses than this is a content network; if three are dead the fourth will hardly live.
_MAX_ADDRESSES = 3

#: Only the encodings that can be undone here: br and zstd depend on what is installed.
ACCEPT_ENCODING = urllib3.util.make_headers(accept_encoding=True)["accept-encoding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One GET to ``target``, to be sent to one of ``addresses`` and to nowhere else."""

    target: Target
    addresses: tuple[str, ...]
    headers: Mapping[str, str]
    time_limit_s: float


class Body(Protocol):
    """A reply's body, decompressed as it is read."""

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes, none at the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A server's answer to one request; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: Body


class Transport(Protocol):
    """What carries a request: follows no redirect, retries nothing, raises only FetchError."""

    def open(self, request: Request) -> AbstractContextManager[Reply]:
        """Send the request and give the reply, whose body can be read until the context ends."""


class HttpTransport:
    """Carries requests over HTTP/1.1, each on a connection of its own."""

    def __init__(self, settings: Settings, *, ssl_context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        # Built once: reading the certificates takes 30 ms. certifi's list is what trafilatura trusts too.
        self._ssl_context = ssl_context or ssl.create_default_context(cafile=certifi.where())

    @contextmanager
    def open(self, request: Request) -> Iterator[Reply]:
        """Send the request and give the reply. Raises FetchError with the code of what went wrong."""
        meter = _Meter(self._settings, url=request.target.url, time_limit_s=request.time_limit_s)
        with _named_faults(request.target), closing(self._connect(request, meter)) as connection:
            connection.request("GET", request.target.path, headers=request.headers, preload_content=False)
            with closing(connection.getresponse()) as response:
                meter.start_body()
                headers = {name.lower(): value for name, value in response.headers.items()}
                yield Reply(status=response.status, headers=headers, body=response)

    def _connect(self, request: Request, meter: _Meter) -> HTTPConnection:
        fault: Exception = OSError(f"no address given for {request.target.host}")
        for address in request.addresses[:_MAX_ADDRESSES]:
            connection = self._connection(request.target, address, meter)
            try:
                connection.connect()
            except ConnectTimeoutError as error:  # and NewConnectionError below it: the next address may live
                fault = error
            except BaseException:
                connection.close()
                raise
            else:
                return connection
        raise fault

    def _connection(self, target: Target, address: str, meter: _Meter) -> HTTPConnection:
        timeout_s = min(self._settings.timeout_connect_s, meter.seconds_left())
        connection = (
            HTTPSConnection(
                address,
                target.port,
                timeout=timeout_s,
                ssl_context=self._ssl_context,
                server_hostname=target.host,  # the certificate must be the host's, whatever the address
            )
            if target.scheme == "https"
            else HTTPConnection(address, target.port, timeout=timeout_s)
        )
        connection.response_class = partial(_MeteredResponse, meter)  # type: ignore[assignment]  # called, never tested
        return connection


class _Meter:
    """Counts down the seconds and the bytes that one exchange may take off the wire."""

    def __init__(self, settings: Settings, *, url: str, time_limit_s: float) -> None:
        self._url = url
        self._read_s = settings.timeout_read_s
        self._deadline = time.monotonic() + time_limit_s
        self._max_body_bytes = max(settings.max_html_bytes, _MIN_BODY_BYTES)
        self._bytes_left = _MAX_HEADER_BYTES
        self._in_headers = True

    def seconds_left(self) -> float:
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the time for the whole exchange is used up")
        return left_s

    def patience_s(self) -> float:
        """Return how long the next read may take."""
        return min(self._read_s, self.seconds_left())

    def count(self, size: int) -> None:
        self._bytes_left -= size
        if self._bytes_left >= 0:
            return
        if self._in_headers:
            raise FetchError(f"{self._url}: more than {_MAX_HEADER_BYTES:,} bytes of headers.", code="bad_response")
        raise FetchError(
            f"{self._url}: the server sends more than the limit of {self._max_body_bytes:,} bytes.",
            code="too_large",
        )

    def start_body(self) -> None:
        """Let the body have its own number of bytes; what came along with the headers is forgiven."""
        self._in_headers = False
        self._bytes_left = self._max_body_bytes


class _MeteredResponse(http.client.HTTPResponse):
    """An HTTPResponse that reads its socket through a meter, so that limits hold inside the headers too."""

    def __init__(self, meter: _Meter, sock: socket.socket, **options: Any) -> None:
        super().__init__(sock, **options)
        self.fp.close()
        self.fp = io.BufferedReader(_MeteredStream(sock, meter))


class _MeteredStream(io.RawIOBase):
    def __init__(self, sock: socket.socket, meter: _Meter) -> None:
        self._sock = sock
        self._wire = sock.makefile("rb", buffering=0)  # keeps the socket open after connection.close()
        self._meter = meter

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        self._sock.settimeout(self._meter.patience_s())
        size = self._wire.readinto(buffer) or 0
        self._meter.count(size)
        return size

    def close(self) -> None:
        self._wire.close()
        super().close()


@contextmanager
def _named_faults(target: Target) -> Iterator[None]:
    """Turn what sockets, TLS, http.client and urllib3 raise into a FetchError."""
    try:
        yield
    except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError) as error:
        code, sentence = _name_fault(error)
        logger.debug("%s: %r", target.url, error)
        retriable = code in ("timeout", "connection")
        raise FetchError(f"{target.url}: {sentence}", code=code, retriable=retriable) from error


def _name_fault(error: Exception) -> tuple[str, str]:
    """Return code and sentence; the sentence is the same at every try, whatever numbers the fault carries."""
    if isinstance(error, NewConnectionError):
        if isinstance(error.__cause__, ConnectionRefusedError):
            return "refused", f"the server accepts no connection on port {error.conn.port}."
        return "connection", f"no connection could be made{_reason(error.__cause__)}."
    if isinstance(error, TimeoutError | urllib3.exceptions.TimeoutError):
        return "timeout", "the server did not answer within the time limits."
    if isinstance(error, ssl.SSLError | urllib3.exceptions.SSLError):
        return "tls", f"no secure connection could be made ({error})."
    if isinstance(error, OSError | urllib3.exceptions.ProtocolError):
        return "connection", f"the connection broke off before the whole answer was there{_reason(error)}."
    return "bad_response", f"the answer is not proper HTTP ({type(error).__name__})."


def _reason(error: BaseException | None) -> str:
    """Return what the system says, in brackets; how many bytes were there by then differs from try to try."""
    return f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
