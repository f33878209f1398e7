"""What the kit's tests share: a time that nobody waits for, and a job that lives by it."""

from datetime import UTC, datetime

import pytest

from connectors.kit.simulator import SimulatorClock
from core.jobs import JobContext


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC), rate=0.0)


@pytest.fixture
def job(clock: SimulatorClock) -> JobContext:
    return JobContext(clock=clock)
