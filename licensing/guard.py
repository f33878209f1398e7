"""What stands before every address: size, headers, problems, and one line in the log for each."""

import json
import logging
import secrets
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from licensing.problems import PROBLEM, ProblemError, Why

LARGEST = 65_536  # bytes of a request's body; a webhook of Stripe's is the largest there is
HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; frame-ancestors 'none'; "
        b"base-uri 'none'; form-action 'none'",
    ),
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains"),
    (b"x-frame-options", b"DENY"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)

log = logging.getLogger("licensing")


class Guard:
    """An ASGI middleware. Logs the route, the status and the time: no address, body or header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = monotonic(), 500
        number = secrets.token_hex(8)

        async def answered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = [(k, v) for k, v in message["headers"] if k.lower() != b"server"]
                message["headers"] = [*own, *HEADERS, (b"x-request-id", number.encode())]
            await send(message)

        try:
            body = await _body(scope, receive)
            if body is None:
                await _refuse(Why.TOO_LARGE, answered)
            else:
                await self._app(scope, _told(body, receive), answered)
        except Exception:
            # It was told (`tell`) and answered; what comes here only ends the request.
            status = 500
        finally:
            route = scope.get("route")
            path = getattr(route, "path", "-")
            spent = (monotonic() - began) * 1e3
            log.info("%s %s %d %.0f ms %s", scope["method"], path, status, spent, number)


def tell(fault: Exception) -> None:
    """Log a fault of ours by its kind and place: its message may hold what was asked."""
    at = fault.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at is not None else "-"
    log.error("%s at %s", type(fault).__name__, place)


async def _body(scope: Scope, receive: Receive) -> bytes | None:
    """Return the whole body; None if it is too large, whatever length was said."""
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > LARGEST:
            return None
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _told(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that tells a body that was read, once."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def told() -> Message:
        return left.pop() if left else await receive()

    return told


async def _refuse(why: Why, send: Send) -> None:
    body = json.dumps(ProblemError(why).body()).encode()
    headers = [
        (b"content-type", PROBLEM.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # what is left of it is not read
    ]
    await send({"type": "http.response.start", "status": why.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
