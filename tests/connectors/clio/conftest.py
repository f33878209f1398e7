"""A law firm's Clio on a clock that stands, and connections to it."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from connectors.clio import SPEC
from connectors.clio.simulator import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REFRESH_TOKEN,
    ClioSimulator,
)
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector
from core.jobs import JobContext
from core.office import MemoryBox
from core.records import Record
from core.registry import OpenArgs

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SECRETS = {
    "client_id": CLIENT_ID,
    "client_secret": CLIENT_SECRET,
    "access_token": ACCESS_TOKEN,
    "refresh_token": REFRESH_TOKEN,
}
Connect = Callable[..., Connector]
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def clio(clock: SimulatorClock) -> ClioSimulator:
    return ClioSimulator(clock=clock)


@pytest.fixture
def connect(clio: ClioSimulator, clock: SimulatorClock) -> Connect:
    """Open a connection, to Clio or to what a test puts in its place, with settings of its own."""

    def opened(handle: Handler = clio.handle, **settings: str) -> Connector:
        transport = httpx.MockTransport(handle)
        return SPEC.open(OpenArgs(settings, MemoryBox(SECRETS), JobContext(clock=clock), transport))

    return opened


@pytest.fixture
def office(connect: Connect) -> Connector:
    return connect()


def only(connector: Connector, stream: str, *fields: str) -> Record:
    (record,) = [r for page in connector.read(stream, None, fields) for r in page.records]
    return record
