from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from connectors.clio.simulator import ACCESS_TOKEN, ClioSimulator
from connectors.kit.simulator import SimulatorClock

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SimulatorClock:
    """A clock that stands until a test moves it."""
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def clio(clock: SimulatorClock) -> ClioSimulator:
    return ClioSimulator(clock=clock)


@pytest.fixture
def web(clio: ClioSimulator) -> Iterator[httpx.Client]:
    """A signed-in client of the API."""
    with httpx.Client(
        transport=httpx.MockTransport(clio.handle),
        base_url="https://app.clio.com/api/v4",
        headers={"Authorization": f"Bearer {ACCESS_TOKEN}"},
    ) as client:
        yield client


@pytest.fixture
def site(clio: ClioSimulator) -> Iterator[httpx.Client]:
    """A client of the sign-in pages, which nobody has signed in."""
    with httpx.Client(
        transport=httpx.MockTransport(clio.handle), base_url="https://app.clio.com"
    ) as client:
        yield client
