from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from connectors.hubspot.simulator import ACCESS_TOKEN, SERVICE_KEY, HubSpotSimulator
from connectors.kit.simulator import SimulatorClock
from tests.connectors.hubspot_simulator.asking import HOST, Web

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SimulatorClock:
    """A clock that stands until a test moves it."""
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def hubspot(clock: SimulatorClock) -> HubSpotSimulator:
    return HubSpotSimulator(clock)


@pytest.fixture
def web(hubspot: HubSpotSimulator) -> Iterator[Web]:
    """A client with a service key."""
    with Web(hubspot.handle, SERVICE_KEY) as client:
        yield client


@pytest.fixture
def app(hubspot: HubSpotSimulator) -> Iterator[Web]:
    """A client that came in through OAuth."""
    with Web(hubspot.handle, ACCESS_TOKEN) as client:
        yield client


@pytest.fixture
def site(hubspot: HubSpotSimulator) -> Iterator[httpx.Client]:
    """A client of the sign-in pages, which nobody has signed in."""
    with httpx.Client(transport=httpx.MockTransport(hubspot.handle), base_url=HOST) as client:
        yield client
