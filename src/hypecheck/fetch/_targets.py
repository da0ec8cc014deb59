"""A URL's text goes in; a Target comes out, and which of its host's addresses lie on the public internet."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from hypecheck.errors import FetchError

__all__ = ["Resolve", "Target", "find_public", "is_public", "parse_target", "resolve_host"]

#: Host name and port to the addresses behind them, best first; raises OSError when there are none.
Resolve = Callable[[str, int], Sequence[str]]

_DEFAULT_PORTS = {"http": 80, "https": 443}

# Global in the eyes of Python's ipaddress (3.11), yet no place where a public page lives.
_CLOSED_V4 = (
    IPv4Network("192.0.0.0/24"),  # IETF protocol assignments; 192.0.0.192 is Oracle's metadata service
    IPv4Network("192.88.99.0/24"),  # 6to4 relays, deprecated by RFC 7526
    IPv4Network("168.63.129.16/32"),  # Azure's wire server: metadata behind an address that looks public
)
_CLOSED_V6 = (IPv6Network("3fff::/20"),)  # documentation, RFC 9637

# All of the IPv6 internet is in here; loopback, unique local, link-local, multicast, IPv4-compatible are not.
_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are the IPv4 address that is really reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An http or https address taken apart; ``host`` is lower case, IDNA-encoded, without brackets."""

    scheme: str
    host: str
    port: int
    path: str  # with the query: "/a?b=c"

    @property
    def authority(self) -> str:
        """Host, and port where it is not the scheme's own: the value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port, the unit that robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The address as text, without fragment."""
        return self.origin + self.path

    def on_same_origin(self, path: str) -> Target:
        """Return another path of the same server."""
        return replace(self, path=path)

    def join(self, reference: str) -> Target:
        """Return what a Location header seen here points to. Raises FetchError like ``parse_target``."""
        return parse_target(urljoin(self.url, reference))


def parse_target(url: str) -> Target:
    """Take a URL apart and percent-encode what needs it.

    The request and the address check both work on this one reading of the URL, so nothing is gained by
    writing it in a way that parsers disagree on (``http://a.example\\@127.0.0.1/``). Raises FetchError
    ``bad_url``.

    >>> parse_target("HTTP://Example.com/a b").url
    'http://example.com/a%20b'
    """
    try:
        parts = parse_url(url.strip())
    except (LocationParseError, ValueError) as error:
        raise _bad_url(url, "it cannot be read as a web address") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise _bad_url(url, "it does not start with http:// or https://")
    if parts.auth is not None:
        raise _bad_url(url, "it holds a user name or password")
    host = (parts.host or "").strip("[]").rstrip(".")
    if not host or parts.port == 0:
        raise _bad_url(url, "it names no host and port to connect to")
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    return Target(scheme=parts.scheme, host=host, port=port, path=parts.request_uri)


def _bad_url(url: str, why: str) -> FetchError:
    return FetchError(f"{url!r} is not fetched: {why}. Give a full http or https address.", code="bad_url")


def resolve_host(host: str, port: int) -> list[str]:
    """Ask the system's resolver, which also reads 2130706433, 0x7f.1 and 0177.0.0.1 as addresses.

    It cannot be interrupted: its own limits (commonly 10 to 30 s) hold here, not those of the settings.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def find_public(addresses: Iterable[str]) -> list[str]:
    """Keep the addresses on the public internet, in their order."""
    return [address for address in addresses if is_public(address)]


def is_public(address: str) -> bool:
    """Say whether an IP address is one that a public web page can live at.

    Not so are loopback, private, link-local, shared, metadata, multicast, reserved, documentation and
    unspecified addresses (IANA special-purpose registries), nor IPv6 forms that carry such an IPv4 inside.

    >>> is_public("93.184.215.14"), is_public("::ffff:127.0.0.1"), is_public("")
    (True, False, False)
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return _is_public_v4(ip)
    embedded = _embedded_v4(ip)
    return _is_public_v6(ip) if embedded is None else _is_public_v4(embedded)


def _is_public_v4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _CLOSED_V4)


def _is_public_v6(ip: IPv6Address) -> bool:
    inside = ip in _GLOBAL_UNICAST_V6 and ip.is_global  # is_global is False in 2001::/23, with Teredo in it
    return inside and not any(ip in network for network in _CLOSED_V6)


def _embedded_v4(ip: IPv6Address) -> IPv4Address | None:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour
