"""Which addresses a connection may talk to: its vendor's, or this computer's own."""

from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from core.errors import Code, UserActionError

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DEFAULT_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]
"""Scheme, host, port."""


def check_base_url(url: str, hosts: Collection[str]) -> str:
    """Return `url` without a trailing slash if it may be a base address.

    That is https on one of the vendor's `hosts` and its usual port, or http(s) on loopback with
    any port (a simulator). Anything else is UserActionError(ADDRESS_REFUSED).
    """
    parts = _split(url)
    scheme, host, port = origin_of(url)
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise UserActionError(Code.ADDRESS_REFUSED)
    vendors = (name.lower() for name in hosts)
    is_vendor = scheme == "https" and port == DEFAULT_PORTS["https"] and host in vendors
    if not is_vendor and host not in LOOPBACK:
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


def _split(url: str) -> SplitResult:
    # urlsplit drops tabs and line breaks, and browsers read a backslash as a slash.
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise UserActionError(Code.ADDRESS_REFUSED)
    try:
        return urlsplit(url)
    except ValueError:
        refused = UserActionError(Code.ADDRESS_REFUSED)
    raise refused
