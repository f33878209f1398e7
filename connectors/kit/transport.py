"""How requests travel: sockets, pool, proxy, and what it means when no answer came."""

import ssl
from dataclasses import dataclass
from urllib.request import getproxies, proxy_bypass

import httpx

from connectors.kit.addresses import LOOPBACK, Origin, is_private
from connectors.kit.tls import ssl_context
from core.errors import Code

POOL = httpx.Limits(
    max_connections=8,
    max_keepalive_connections=8,
    keepalive_expiry=60.0,  # seconds; httpx's own 5 would shake hands again between pages
)
# TLS trouble that is the line's, not the certificate's: worth another try.
LINE_DROPPED = (ssl.SSLEOFError, ssl.SSLZeroReturnError, ssl.SSLSyscallError)


@dataclass(frozen=True, slots=True)
class Silence:
    """Why there was no answer, and whether the vendor may have acted all the same."""

    code: Code
    maybe_done: bool


def default_transport(origin: Origin) -> httpx.BaseTransport:
    """Return a pool of connections to one vendor, through the computer's proxy if it has one.

    HTTP/2 stays off: over one loopback host HTTP/1.1 was the faster of the two.
    """
    return httpx.HTTPTransport(verify=ssl_context(), limits=POOL, proxy=proxy_for(origin))


def read_silence(error: Exception) -> Silence:
    """Say what a failed exchange means. Takes nothing of the error's text along."""
    match error:
        case httpx.ConnectError() if _tls_refused(error):
            return Silence(Code.TLS_FAILED, maybe_done=False)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.ProxyError():
            return Silence(Code.OFFLINE, maybe_done=False)
        case httpx.PoolTimeout():
            return Silence(Code.UNAVAILABLE, maybe_done=False)
        case httpx.LocalProtocolError() | httpx.UnsupportedProtocol():
            return Silence(Code.INTERNAL, maybe_done=False)
        case _:
            return Silence(Code.UNAVAILABLE, maybe_done=True)


def _tls_refused(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, LINE_DROPPED):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def proxy_for(origin: Origin) -> str | None:
    """Return the proxy that this computer is set up to use for a vendor; None is a direct line.

    What stays in the office never goes through one.

    Proxies that are not HTTP's (SOCKS) are passed by.
    """
    scheme, host, _port = origin
    if host in LOOPBACK or is_private(host) or proxy_bypass(host):
        return None
    address = getproxies().get(scheme, "")
    if address and "://" not in address:
        address = f"http://{address}"
    return address if address.startswith(("http://", "https://")) else None
