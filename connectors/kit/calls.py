"""One request as its caller wants it: where it goes, with which headers and body."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import msgspec

from connectors.kit.addresses import Origin, origin_of
from core.errors import Code, UserActionError

TIMEOUT = {"connect": 10.0, "write": 30.0, "pool": 60.0}  # seconds
HEADERS = {"accept": "application/json", "accept-encoding": "gzip", "user-agent": "300Sync"}

Params = Mapping[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Call:
    """A request, however often it is sent."""

    method: str
    url: str
    headers: httpx.Headers
    content: bytes | None
    repeatable: bool  # sending it twice does no harm
    policy: str  # of the budget
    cost: int  # of the budget's units
    accept: Collection[int]  # statuses that are welcome


def header_block(headers: Mapping[str, str]) -> httpx.Headers:
    """Return `headers` over our own; those that no request can carry are a mistyped key."""
    if not all(value.isascii() and value.isprintable() for value in headers.values()):
        raise UserActionError(Code.TOKEN_REJECTED)
    return httpx.Headers({**HEADERS, **headers})


def address(base: str, origin: Origin, path: str, params: Params | None) -> str:
    """Return `path` below `base`; an absolute one only if it leads to the same `origin`."""
    if path.startswith(("http://", "https://")):
        if origin_of(path) != origin:
            raise UserActionError(Code.ADDRESS_REFUSED)
        url = path
    else:
        url = f"{base}{path}" if path.startswith("/") else f"{base}/{path}"
    if params:
        url += ("&" if "?" in url else "?") + urlencode(params, doseq=True)
    return url


def with_body(
    headers: httpx.Headers,
    json: object,
    form: Mapping[str, str] | None,
    more: Mapping[str, str] | None,
) -> tuple[httpx.Headers, bytes | None]:
    """Return the headers of one request, `more` of its own among them, and its body."""
    if json is None and form is None and not more:
        return headers, None
    merged, content = headers.copy(), None
    if json is not None:
        content = msgspec.json.encode(json)
        merged["content-type"] = "application/json"
    elif form is not None:
        content = urlencode(form).encode()
        merged["content-type"] = "application/x-www-form-urlencoded"
    merged.update(more or {})
    return merged, content


def build(call: Call, patience: float) -> httpx.Request:
    """Return what is sent once; `patience` is how long a silence may last, in seconds."""
    try:
        return httpx.Request(
            call.method,
            call.url,
            headers=call.headers,
            content=call.content,
            extensions={"timeout": {**TIMEOUT, "read": patience}},
        )
    except httpx.InvalidURL:
        refused = UserActionError(Code.ADDRESS_REFUSED)
    raise refused
