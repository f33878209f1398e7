"""A contractor's Jobber on a clock that stands, and connections to it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import httpx
import pytest

from connectors.jobber import SPEC
from connectors.jobber.simulator import (
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REFRESH_TOKEN,
    JobberSimulator,
)
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector, Cursor, Page, Write, WriteKind
from core.jobs import JobContext
from core.office import MemoryBox
from core.records import FieldValue, Record
from core.registry import OpenArgs

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
HOUR = 3600.0
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
def jobber(clock: SimulatorClock) -> JobberSimulator:
    return JobberSimulator(clock=clock)


@pytest.fixture
def connect(jobber: JobberSimulator, clock: SimulatorClock) -> Connect:
    """Open a connection, to Jobber or to what a test puts in its place, with settings."""

    def opened(
        handle: Handler = jobber.handle, box: MemoryBox | None = None, **settings: str
    ) -> Connector:
        job, transport = JobContext(clock=clock), httpx.MockTransport(handle)
        return SPEC.open(OpenArgs(settings, box or MemoryBox(SECRETS), job, transport))

    return opened


@pytest.fixture
def office(connect: Connect) -> Connector:
    return connect()


def pages(
    connector: Connector, stream: str, *fields: str, since: Cursor | None = None
) -> list[Page]:
    return list(connector.read(stream, since, fields))


def records(
    connector: Connector, stream: str, *fields: str, since: Cursor | None = None
) -> list[Record]:
    return [one for page in pages(connector, stream, *fields, since=since) for one in page.records]


def only(connector: Connector, stream: str, *fields: str) -> Record:
    (record,) = records(connector, stream, *fields)
    return record


def change(id: str, values: Mapping[str, FieldValue], stream: str = "persons") -> Write:
    return Write(WriteKind.UPDATE, stream, values, id=id)
