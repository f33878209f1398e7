"""What may go wrong at HubSpot by no fault of the client, as faults for a simulator's script."""

from typing import Any

from connectors.hubspot.simulator.limits import MESSAGES
from connectors.kit.simulator import Fault

CORRELATION_ID = "5ee8d5e5-0000-4000-8000-00000000030c"


def rate_limited(policy: str, *, path: str = "", times: int = 1) -> Fault:
    """Return a 429 as others in the office's portal may cause it; `policy` as in MESSAGES."""
    body = {
        **_body(MESSAGES[policy]),
        "errorType": "RATE_LIMIT",
        "policyName": policy,
        "requestId": CORRELATION_ID,
    }
    return Fault("status", path=path, times=times, status=429, body=body)


def locked(*, path: str = "", times: int = 1) -> Fault:
    """Return a 423: the record is busy for some seconds."""
    body = _body("The record is locked")
    return Fault("status", path=path, times=times, status=423, body=body)


def migrating(seconds: int, *, times: int = 1) -> Fault:
    """Return a 477: the portal moves to another data centre."""
    headers = {"Retry-After": str(seconds)}
    body = _body("The account is being migrated")
    return Fault("status", times=times, status=477, body=body, headers=headers)


def _body(message: str) -> dict[str, Any]:
    return {"status": "error", "message": message, "correlationId": CORRELATION_ID}
