"""A practice's Open Dental on a clock that stands, and connections to it."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.opendental import SPEC
from connectors.opendental.simulator import CUSTOMER_KEY, DEVELOPER_KEY, OpenDentalSimulator
from core.connector import Connector
from core.jobs import JobContext
from core.office import MemoryBox
from core.records import Record
from core.registry import OpenArgs, Secrets

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SECRETS = {"developer_key": DEVELOPER_KEY, "customer_key": CUSTOMER_KEY}
Connect = Callable[..., Connector]
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def practice(clock: SimulatorClock) -> OpenDentalSimulator:
    return OpenDentalSimulator(clock=clock)


def connection(
    handle: Handler,
    clock: SimulatorClock,
    secrets: Secrets = SECRETS,
    /,
    **settings: str,
) -> Connector:
    """Open a connection, to Open Dental or to what a test puts in its place."""
    job = JobContext(clock=clock).at("opendental")
    transport = httpx.MockTransport(handle)
    return SPEC.open(OpenArgs(settings, MemoryBox(secrets), job, transport))


@pytest.fixture
def connect(practice: OpenDentalSimulator, clock: SimulatorClock) -> Connect:
    def opened(handle: Handler = practice.handle, **settings: str) -> Connector:
        return connection(handle, clock, **settings)

    return opened


@pytest.fixture
def office(connect: Connect) -> Connector:
    return connect()


def records(connector: Connector, stream: str, *fields: str) -> list[Record]:
    return [r for page in connector.read(stream, None, fields) for r in page.records]


def only(connector: Connector, stream: str, *fields: str) -> Record:
    (record,) = records(connector, stream, *fields)
    return record
