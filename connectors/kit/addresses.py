"""Which addresses a connection may talk to: its vendor's, or this computer's own."""

from collections.abc import Collection
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from core.errors import Code, UserActionError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DEFAULT_PORTS = {"http": 80, "https": 443}
PRIVATE = tuple(map(ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")))
"""What offices number their own computers with (RFC 1918, RFC 4193)."""

Origin = tuple[str, str, int]
"""Scheme, host, port."""


def check_base_url(url: str, hosts: Collection[str], *, lan: bool = False) -> str:
    """Return `url` without a trailing slash if it may be a base address.

    That is https on one of the vendor's `hosts` and its usual port, or http(s) on loopback with
    any port (a simulator). With `lan` it may be a computer in the office too, by its number and
    in clear: a name may lead anywhere. Anything else is UserActionError(ADDRESS_REFUSED).
    """
    parts = _split(url)
    scheme, host, port = origin_of(url)
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise UserActionError(Code.ADDRESS_REFUSED)
    vendors = (name.lower() for name in hosts)
    is_vendor = scheme == "https" and port == DEFAULT_PORTS["https"] and host in vendors
    if not (is_vendor or host in LOOPBACK or (lan and is_private(host))):
        raise UserActionError(Code.ADDRESS_REFUSED)
    return url.rstrip("/")


def origin_of(url: str) -> Origin:
    """Return where `url` leads, or refuse what is no plain http(s) address."""
    parts = _split(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or port == 0:
        raise UserActionError(Code.ADDRESS_REFUSED)
    if parts.username is not None or parts.password is not None:
        raise UserActionError(Code.ADDRESS_REFUSED)
    return parts.scheme, parts.hostname, port or DEFAULT_PORTS[parts.scheme]


def is_loopback(url: str) -> bool:
    """Tell whether `url` is on this computer."""
    return origin_of(url)[1] in LOOPBACK


def is_private(host: str) -> bool:
    """Tell whether `host` is the number of a computer in an office's own network.

    >>> is_private("192.168.1.10"), is_private("8.8.8.8"), is_private("server")
    (True, False, False)
    """
    try:
        number = ip_address(host)
    except ValueError:
        return False
    return any(number in network for network in PRIVATE if network.version == number.version)


def _split(url: str) -> SplitResult:
    # urlsplit drops tabs and line breaks, and browsers read a backslash as a slash.
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise UserActionError(Code.ADDRESS_REFUSED)
    try:
        return urlsplit(url)
    except ValueError:
        refused = UserActionError(Code.ADDRESS_REFUSED)
    raise refused
