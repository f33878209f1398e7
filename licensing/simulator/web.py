"""The simulator on a port, and its webhooks to ours."""

import hmac
import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from time import time
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from licensing.simulator.stripe import StripeSimulator


def app_of(simulator: StripeSimulator) -> Starlette:
    """Serve it at every path, as api.stripe.com does."""

    async def answer(request: Request) -> JSONResponse:
        form = request.url.query or (await request.body()).decode()
        key = request.headers.get("authorization", "").removeprefix("Bearer ")
        status, body = simulator.handle(request.method, request.url.path, form, key)
        return JSONResponse(body, status)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST", "DELETE"])])


def signed(event: Mapping[str, Any], secret: str, at: float | None = None) -> tuple[bytes, str]:
    """Return an event's body and its Stripe-Signature; `at` is when it says it was sent."""
    body = json.dumps(event, indent=2).encode()
    moment = str(int(time() if at is None else at))
    mac = hmac.new(secret.encode(), moment.encode() + b"." + body, sha256).hexdigest()
    return body, f"t={moment},v1={mac}"


def untold(simulator: StripeSimulator, told: set[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the events that are not among those `told`, which they then are."""
    for event in list(simulator.events):
        if event["id"] not in told:
            told.add(event["id"])
            yield event
