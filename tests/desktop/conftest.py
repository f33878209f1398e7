"""An office in memory and a session on it; no test may ask the office on the GUI thread (P14)."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.jobs import JobRunner
from desktop.presenters.session import Session
from tests.desktop.offices import FakeOffice, SetClock, summary


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def jobs(qtbot: QtBot, clock: SetClock) -> Iterator[JobRunner]:
    runner = JobRunner(clock=clock)
    yield runner
    runner.cancel_all()
    qtbot.waitUntil(lambda: not runner.busy)
    runner.close()


@pytest.fixture
def office() -> Iterator[FakeOffice]:
    made = FakeOffice(summary())
    yield made
    assert_never_on_this_thread(made)


def assert_never_on_this_thread(office: FakeOffice) -> None:
    """Fail if the office was asked on the thread of the test, which is Qt's."""
    assert threading.get_ident() not in office.threads, "the office was asked on the Qt thread"


@pytest.fixture
def session(jobs: JobRunner, clock: SetClock) -> Session:
    return Session(jobs, clock)


@pytest.fixture
def settled(qtbot: QtBot, jobs: JobRunner) -> Callable[[], None]:
    """Return a function that waits until every job has ended and been told of."""
    return lambda: qtbot.waitUntil(lambda: not jobs.busy)


@pytest.fixture
def opened(session: Session, office: FakeOffice, settled: Callable[[], None]) -> Session:
    """A session that has read its office once."""
    session.open(office)
    settled()
    return session


class Heard(list[Any]):
    """What a signal said, in order; of several arguments a tuple."""

    def __init__(self, signal: Any) -> None:
        super().__init__()
        signal.connect(self._hear)

    def _hear(self, *said: object) -> None:
        self.append(said[0] if len(said) == 1 else said)
