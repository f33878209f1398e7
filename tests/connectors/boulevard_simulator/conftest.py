"""A med-spa's Boulevard on a clock that stands, asked by hand."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from connectors.boulevard.simulator import BoulevardSimulator, signed
from connectors.kit.simulator import SimulatorClock

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
URL = "https://dashboard.boulevard.io/api/2020-01/admin"
Ask = Callable[..., Any]


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def spa(clock: SimulatorClock) -> BoulevardSimulator:
    return BoulevardSimulator(clock=clock)


@pytest.fixture
def place(spa: BoulevardSimulator) -> str:
    return spa.seed("locations", name="Dover")


def answer(
    spa: BoulevardSimulator,
    query: str,
    variables: dict[str, Any] | None = None,
    token: str | None = None,
) -> httpx.Response:
    """Send a document, with a token of now unless another is given."""
    headers = {"authorization": signed(spa.clock.now()) if token is None else token}
    body = {"query": query, "variables": variables or {}}
    return spa.handle(httpx.Request("POST", URL, json=body, headers=headers))


def ask(spa: BoulevardSimulator, query: str, **variables: Any) -> Any:
    """Return what a document is answered with status 200."""
    response = answer(spa, query, variables)
    assert response.status_code == 200, response.text
    return response.json()


def data(spa: BoulevardSimulator, query: str, **variables: Any) -> Any:
    """Return data that comes without an error."""
    body = ask(spa, query, **variables)
    assert "errors" not in body, body
    return body["data"]


def refused(spa: BoulevardSimulator, query: str, **variables: Any) -> str:
    """Return the first sentence of a refusal."""
    return str(ask(spa, query, **variables)["errors"][0]["message"])
