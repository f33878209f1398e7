from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.opendental.simulator import CUSTOMER_KEY, DEVELOPER_KEY, OpenDentalSimulator

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
AUTHORIZATION = f"ODFHIR {DEVELOPER_KEY}/{CUSTOMER_KEY}"


@pytest.fixture
def clock() -> SimulatorClock:
    """A clock that stands until a test moves it."""
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def practice(clock: SimulatorClock) -> OpenDentalSimulator:
    return OpenDentalSimulator(clock=clock, plan=None)


def client(practice: OpenDentalSimulator, authorization: str = AUTHORIZATION) -> httpx.Client:
    return httpx.Client(
        transport=httpx.MockTransport(practice.handle),
        base_url="https://api.opendental.com/api/v1",
        headers={"Authorization": authorization, "Content-Type": "application/json"},
    )


@pytest.fixture
def web(practice: OpenDentalSimulator) -> Iterator[httpx.Client]:
    """A client whose keys are good."""
    with client(practice) as opened:
        yield opened
