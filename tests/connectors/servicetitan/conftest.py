"""A contractor's ServiceTitan on a clock that stands, and connections to it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.servicetitan import SPEC
from connectors.servicetitan.simulator import (
    APP_KEY,
    CLIENT_ID,
    CLIENT_SECRET,
    TENANT_ID,
    ServiceTitanSimulator,
)
from core.connector import Connector, Cursor, Page, Write, WriteKind
from core.jobs import JobContext
from core.office import MemoryBox
from core.records import FieldValue, Record
from core.registry import OpenArgs

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
HOUR = 3600.0
SECRETS = {"app_key": APP_KEY, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
SETTINGS = {"tenant": str(TENANT_ID), "environment": "production"}
Connect = Callable[..., Connector]
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def tenant(clock: SimulatorClock) -> ServiceTitanSimulator:
    return ServiceTitanSimulator(clock=clock)


@pytest.fixture
def connect(tenant: ServiceTitanSimulator, clock: SimulatorClock) -> Connect:
    """Open a connection, to ServiceTitan or to what a test puts in its place."""

    def opened(
        handle: Handler = tenant.handle, secrets: dict[str, str] = SECRETS, **settings: str
    ) -> Connector:
        job, transport = JobContext(clock=clock), httpx.MockTransport(handle)
        args = OpenArgs({**SETTINGS, **settings}, MemoryBox(secrets), job, transport)
        return SPEC.open(args)

    return opened


@pytest.fixture
def office(connect: Connect) -> Connector:
    return connect()


def pages(
    connector: Connector, stream: str, *fields: str, since: Cursor | None = None
) -> list[Page]:
    return list(connector.read(stream, since, fields))


def records(connector: Connector, stream: str, *fields: str) -> list[Record]:
    return [record for page in pages(connector, stream, *fields) for record in page.records]


def only(connector: Connector, stream: str, *fields: str) -> Record:
    (record,) = records(connector, stream, *fields)
    return record


def change(id: str | int, values: Mapping[str, FieldValue], stream: str = "persons") -> Write:
    return Write(WriteKind.UPDATE, stream, values, id=str(id))
