"""One connector after the other, each with a vendor of its own on a clock that stands."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.kit.simulator import SimulatorClock
from core.connector import Connector
from tests.contract.end import START, End
from tests.contract.ends import ENDS


@pytest.fixture(params=ENDS, ids=lambda end: end.name)
def end(request: pytest.FixtureRequest) -> End:
    found: End = request.param
    return found


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def vendor(end: End, clock: SimulatorClock) -> Any:
    return end.make(clock)


@pytest.fixture
def connector(end: End, vendor: Any, clock: SimulatorClock) -> Iterator[Connector]:
    opened = end.open(vendor.handle, clock)
    yield opened
    opened.close()
