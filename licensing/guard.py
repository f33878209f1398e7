"""What stands before every address: size, headers, problems, and one line in the log for each."""

import json
import logging
import secrets
from collections.abc import Awaitable, Callable
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
        began, status, begun = monotonic(), 500, False
        number = secrets.token_hex(8)

        async def answered(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                status, begun = message["status"], True
                own = [(k, v) for k, v in message["headers"] if k.lower() != b"server"]
                message["headers"] = [*own, *HEADERS, (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self._app(scope, _bounded(scope, receive), answered)
        except (
            Exception
        ) as fault:  # its message may hold what was asked: its kind and place may not
            told = fault.__traceback__
            while told is not None and told.tb_next is not None:
                told = told.tb_next
            line = f"{told.tb_frame.f_code.co_filename}:{told.tb_lineno}" if told else "-"
            log.error("%s at %s %s", type(fault).__name__, line, number)
            if not begun:
                await _refused(Why.INTERNAL, answered)
        finally:
            route = scope.get("route")
            path = getattr(route, "path", "-")
            spent = (monotonic() - began) * 1e3
            log.info("%s %s %d %.0f ms %s", scope["method"], path, status, spent, number)


async def _refused(why: Why, send: Send) -> None:
    body = json.dumps(ProblemError(why).body()).encode()
    headers = [(b"content-type", PROBLEM.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": why.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _bounded(scope: Scope, receive: Receive) -> Callable[[], Awaitable[Message]]:
    """Return `receive`, which refuses a body that is too large, whatever length was said."""
    left = LARGEST
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit() and int(value) > LARGEST:
            left = -1

    async def bounded() -> Message:
        nonlocal left
        if left < 0:
            raise ProblemError(Why.TOO_LARGE)
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise ProblemError(Why.TOO_LARGE)
        return message

    return bounded
