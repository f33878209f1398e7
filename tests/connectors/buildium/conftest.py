"""A property manager's Buildium on a clock that stands, and connections to it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from connectors.buildium import SPEC
from connectors.buildium.simulator import (
    ACCOUNT_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    BuildiumSimulator,
    Profile,
)
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector
from core.jobs import JobContext
from core.office import MemoryBox
from core.records import Record
from core.registry import OpenArgs, Secrets

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SECRETS = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
HOME = {"AddressLine1": "1 Wren Lane", "City": "Austin", "State": "TX", "PostalCode": "78701"}
Connect = Callable[..., Connector]
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def buildium(clock: SimulatorClock) -> BuildiumSimulator:
    return BuildiumSimulator(clock=clock)


def connection(
    handle: Handler, clock: SimulatorClock, secrets: Secrets = SECRETS, /, **settings: str
) -> Connector:
    """Open a connection, to Buildium or to what a test puts in its place."""
    job = JobContext(clock=clock).at("buildium")
    transport = httpx.MockTransport(handle)
    own = {"account_id": str(ACCOUNT_ID), **settings}
    return SPEC.open(OpenArgs(own, MemoryBox(secrets), job, transport))


@pytest.fixture
def connect(buildium: BuildiumSimulator, clock: SimulatorClock) -> Connect:
    def opened(handle: Handler = buildium.handle, **settings: str) -> Connector:
        return connection(handle, clock, **settings)

    return opened


@pytest.fixture
def office(connect: Connect) -> Connector:
    return connect()


def simulated(clock: SimulatorClock, **profile: Any) -> BuildiumSimulator:
    """Return an account that behaves otherwise in something that nobody has verified."""
    return BuildiumSimulator(clock=clock, profile=Profile(**profile))


def records(connector: Connector, stream: str, *fields: str) -> list[Record]:
    return [record for page in connector.read(stream, None, fields) for record in page.records]


def only(connector: Connector, stream: str, *fields: str) -> Record:
    (record,) = records(connector, stream, *fields)
    return record


def tenant(buildium: BuildiumSimulator, **values: Any) -> int:
    """Make a tenant whom nothing speaks against changing."""
    plain = {"FirstName": "Ana", "LastName": "Ruiz", "Email": "ana@example.com", "address": HOME}
    return buildium.seed("tenants", **{**plain, **values})
