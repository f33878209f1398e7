"""A simulated Buildium account on a clock that stands, and a client with its key."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from connectors.buildium.simulator import CLIENT_ID, CLIENT_SECRET, BuildiumSimulator, Profile
from connectors.kit.simulator import SimulatorClock

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
KEY = {"x-buildium-client-id": CLIENT_ID, "x-buildium-client-secret": CLIENT_SECRET}
PLACE = {
    "AddressLine1": "1 Main St",
    "City": "Austin",
    "State": "TX",
    "PostalCode": "78701",
    "Country": "UnitedStates",
}
PERSON = {"FirstName": "Ada", "LastName": "Example"}


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def account(clock: SimulatorClock) -> BuildiumSimulator:
    """Without a limit; those who test it make their own."""
    return BuildiumSimulator(clock=clock, per_second=None)


def client(account: BuildiumSimulator, host: str = "api.buildium.com") -> httpx.Client:
    return httpx.Client(
        transport=httpx.MockTransport(account.handle), base_url=f"https://{host}", headers=KEY
    )


@pytest.fixture
def web(account: BuildiumSimulator) -> Iterator[httpx.Client]:
    with client(account) as opened:
        yield opened


def other(clock: SimulatorClock, **profile: Any) -> BuildiumSimulator:
    return BuildiumSimulator(clock=clock, per_second=None, profile=Profile(**profile))


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [row["Id"] for row in answer.json()]
