"""A tenant on a clock that stands, and clients of it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.servicetitan.simulator import (
    APP_KEY,
    CLIENT_ID,
    CLIENT_SECRET,
    TENANT_ID,
    ServiceTitanSimulator,
)

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
KEYS = {
    "grant_type": "client_credentials",
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
}
CRM = f"/crm/v2/tenant/{TENANT_ID}"


@pytest.fixture
def clock() -> SimulatorClock:
    """A clock that stands until a test moves it."""
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def tenant(clock: SimulatorClock) -> ServiceTitanSimulator:
    return ServiceTitanSimulator(clock=clock)


@pytest.fixture
def web(tenant: ServiceTitanSimulator) -> Iterator[httpx.Client]:
    """A client of the API that is let in."""
    with client(tenant) as opened:
        yield opened


def client(tenant: ServiceTitanSimulator, **headers: str) -> httpx.Client:
    tenant.sign_in.add_token("demo-token")
    return httpx.Client(
        transport=httpx.MockTransport(tenant.handle),
        base_url="https://api.servicetitan.io",
        headers={"Authorization": "Bearer demo-token", "ST-App-Key": APP_KEY, **headers},
    )


def rows(web: httpx.Client, path: str, **params: str) -> list[dict[str, Any]]:
    answer = web.get(path, params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def refused(answer: httpx.Response) -> tuple[int, list[str]]:
    """Return a refusal's status and the fields that it names."""
    body = answer.json()
    assert body.keys() == {"type", "title", "status", "traceId", "errors", "data"}
    assert body["status"] == answer.status_code
    return answer.status_code, list(body["errors"])
