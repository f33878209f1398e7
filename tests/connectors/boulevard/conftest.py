"""A med-spa's Boulevard on a clock that stands, and connections to it."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from connectors.boulevard import SPEC
from connectors.boulevard.simulator import API_KEY, API_SECRET, BUSINESS_ID, BoulevardSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Cursor, Page
from core.jobs import Clock, JobContext
from core.office import MemoryBox
from core.records import Record
from core.registry import OpenArgs

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SECRETS = {"api_key": API_KEY, "api_secret": API_SECRET}
Connect = Callable[..., Connector]
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def spa(clock: SimulatorClock) -> BoulevardSimulator:
    return BoulevardSimulator(clock=clock)


def connection(
    handle: Handler, clock: Clock, secrets: dict[str, str] | None = None, **settings: str
) -> Connector:
    """Open a connection, to Boulevard or to what a test puts in its place."""
    job = JobContext(clock=clock).at("boulevard")
    transport = httpx.MockTransport(handle)
    settings = {"business_id": BUSINESS_ID, **settings}
    return SPEC.open(OpenArgs(settings, MemoryBox(secrets or SECRETS), job, transport))


@pytest.fixture
def connect(spa: BoulevardSimulator, clock: SimulatorClock) -> Connect:
    def opened(handle: Handler = spa.handle, **settings: str) -> Connector:
        return connection(handle, clock, None, **settings)

    return opened


@pytest.fixture
def office(connect: Connect) -> Connector:
    return connect()


def pages(
    connector: Connector, stream: str, *fields: str, cursor: Cursor | None = None
) -> list[Page]:
    return list(connector.read(stream, cursor, fields))


def records(
    connector: Connector, stream: str, *fields: str, cursor: Cursor | None = None
) -> list[Record]:
    return [
        one for page in pages(connector, stream, *fields, cursor=cursor) for one in page.records
    ]


def only(connector: Connector, stream: str, *fields: str) -> Record:
    (record,) = records(connector, stream, *fields)
    return record
