"""Runs start by themselves when they are due: once, also after a sleep or a clock set back."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from core.errors import Code, TransientError
from core.summary import Health
from desktop.presenters.session import Session
from desktop.scheduler import BEAT, SETTLE, Scheduler
from tests.desktop.conftest import Heard
from tests.desktop.offices import (
    NOW,
    FakeOffice,
    SetClock,
    failed,
    finished,
    paused,
    summary,
    until_cancelled,
)

Settled = Callable[[], None]
STOPPED = finished(result="failed", code=Code.DISK_FULL)


class Latest(Random):
    """Always the most of what is asked for."""

    def uniform(self, _a: float, b: float) -> float:
        return b


@pytest.fixture
def scheduler(opened: Session) -> Scheduler:
    return Scheduler(opened, random=Latest())


@pytest.fixture
def beats(scheduler: Scheduler, clock: SetClock, settled: Settled) -> Callable[[int], None]:
    """Return a function that lets so many heartbeats pass."""

    def pass_by(count: int) -> None:
        for _ in range(count):
            clock.forward(seconds=BEAT.total_seconds())
            scheduler.tick()
            settled()

    scheduler.tick()
    return pass_by


def runs(office: FakeOffice) -> int:
    return office.names().count("sync")


def after_a_run(office: FakeOffice, clock: SetClock) -> None:
    """Have the office put its next run a quarter of an hour after each run."""

    def walk(_job: object) -> object:
        office.found = summary(next_run_at=clock.now() + timedelta(minutes=15))
        return finished()

    office.walk = walk  # type: ignore[assignment]


def test_a_run_starts_when_it_is_due_and_not_before(
    office: FakeOffice, clock: SetClock, beats: Callable[[int], None]
) -> None:
    after_a_run(office, clock)
    beats(21)  # ten and a half minutes; it is due after eleven
    assert runs(office) == 0
    beats(1)
    assert runs(office) == 1
    assert ("sync", ("schedule", False, False)) in office.asked


def test_what_is_due_when_the_program_is_opened_starts_before_the_first_beat(
    session: Session, office: FakeOffice, settled: Settled
) -> None:
    office.found = summary(next_run_at=NOW - timedelta(hours=9))
    scheduler = Scheduler(session)
    session.open(office)
    scheduler.start()
    settled()
    assert runs(office) == 1


def test_what_is_not_due_when_the_program_is_opened_waits_for_its_time(
    session: Session, office: FakeOffice, settled: Settled
) -> None:
    scheduler = Scheduler(session)
    session.open(office)
    scheduler.start()
    settled()
    session.refresh()
    settled()
    assert runs(office) == 0


def test_an_office_that_could_not_be_looked_at_is_looked_at_again_at_the_next_beat(
    session: Session, office: FakeOffice, clock: SetClock, settled: Settled
) -> None:
    """A database that is busy for a moment must not keep the window from ever showing it."""
    office.blind = TransientError(Code.DATABASE_BUSY)
    office.found = summary(next_run_at=NOW)
    scheduler = Scheduler(session)
    session.open(office)
    scheduler.start()
    settled()
    office.blind = None
    clock.forward(seconds=BEAT.total_seconds())
    scheduler.tick()
    settled()
    assert session.summary is not None
    assert runs(office) == 1


def test_the_next_runs_follow(
    office: FakeOffice, clock: SetClock, beats: Callable[[int], None]
) -> None:
    after_a_run(office, clock)
    beats(22 + 30 + 30)
    assert runs(office) == 3


def test_what_was_missed_while_the_pc_slept_is_caught_up_once_when_the_network_is_back(
    office: FakeOffice,
    clock: SetClock,
    scheduler: Scheduler,
    beats: Callable[[int], None],
    settled: Settled,
) -> None:
    after_a_run(office, clock)
    clock.forward(hours=9)
    scheduler.tick()
    settled()
    assert runs(office) == 0, "the network is not there yet"
    beats(1)
    assert runs(office) == 0, f"not before {SETTLE} and the jitter are over"
    beats(1)
    assert runs(office) == 1
    beats(4)
    assert runs(office) == 1, "nine hours missed are one run"


def test_a_clock_that_was_set_back_holds_nothing_up(
    office: FakeOffice,
    clock: SetClock,
    scheduler: Scheduler,
    beats: Callable[[int], None],
    settled: Settled,
) -> None:
    """core.schedule says that a run is due whose predecessor lies ahead; we ask it at once."""
    beats(1)
    clock.time -= timedelta(days=2)
    office.found = summary(next_run_at=clock.now())  # as the office sees it now
    scheduler.tick()
    settled()
    assert runs(office) == 1


def test_a_clock_that_is_set_back_after_a_sleep_does_not_wait_for_its_old_time(
    office: FakeOffice,
    clock: SetClock,
    scheduler: Scheduler,
    beats: Callable[[int], None],
    settled: Settled,
) -> None:
    beats(1)
    clock.forward(hours=9)
    scheduler.tick()
    clock.time -= timedelta(days=2)
    office.found = summary(next_run_at=clock.now())
    scheduler.tick()
    settled()
    assert runs(office) == 1


@pytest.mark.parametrize(
    "found",
    [
        pytest.param(paused(), id="paused"),
        pytest.param(
            failed(
                Health.PROBLEM, finished(result="failed", code=Code.DISK_FULL), next_run_at=None
            ),
            id="stopped",
        ),
        pytest.param(summary(last_run=None, next_run_at=None), id="never run"),
    ],
)
def test_what_waits_for_a_person_never_starts_by_itself(
    opened: Session,
    office: FakeOffice,
    beats: Callable[[int], None],
    settled: Settled,
    found: object,
) -> None:
    office.found = found  # type: ignore[assignment]
    opened.refresh()
    settled()
    beats(100)
    assert runs(office) == 0


def test_a_pause_that_ends_is_followed_by_a_run(
    opened: Session,
    office: FakeOffice,
    clock: SetClock,
    beats: Callable[[int], None],
    settled: Settled,
) -> None:
    office.found = paused(NOW + timedelta(hours=1))
    opened.refresh()
    settled()
    after_a_run(office, clock)
    beats(119)
    assert runs(office) == 0
    beats(1)
    assert runs(office) == 1


def test_nothing_starts_while_a_run_is_under_way(
    opened: Session,
    office: FakeOffice,
    clock: SetClock,
    scheduler: Scheduler,
    settled: Settled,
) -> None:
    office.walk = until_cancelled
    opened.sync("hand")
    for _ in range(60):
        clock.forward(seconds=30)
        scheduler.tick()
    opened.cancel()
    settled()
    assert runs(office) == 1


def test_a_run_that_another_program_did_meanwhile_is_not_done_again(
    office: FakeOffice, beats: Callable[[int], None]
) -> None:
    """The decision is on a summary that was read just before."""
    office.found = summary(next_run_at=NOW + timedelta(hours=2))
    beats(30)
    assert runs(office) == 0


def test_what_others_did_is_seen_within_minutes(
    opened: Session, office: FakeOffice, beats: Callable[[int], None]
) -> None:
    office.found = summary(name="Changed elsewhere", next_run_at=NOW + timedelta(hours=2))
    beats(12)
    assert opened.summary is not None
    assert opened.summary.name == "Changed elsewhere"


def test_an_idle_heartbeat_asks_the_office_nothing(
    office: FakeOffice, beats: Callable[[int], None]
) -> None:
    asked = len(office.asked)
    beats(9)
    assert len(office.asked) == asked


def test_each_beat_has_the_words_for_times_drawn_anew(
    scheduler: Scheduler, beats: Callable[[int], None]
) -> None:
    drawn = Heard(scheduler.beat)
    beats(3)
    assert len(drawn) == 3


def test_a_scheduler_that_was_stopped_starts_nothing_more(
    scheduler: Scheduler, office: FakeOffice, clock: SetClock, settled: Settled
) -> None:
    scheduler.start()
    clock.forward(minutes=12)
    scheduler.tick()
    scheduler.stop()
    settled()
    assert runs(office) == 0


def test_what_is_due_compares_all_records_when_that_is_due_too(
    session: Session, office: FakeOffice, settled: Settled
) -> None:
    office.found = summary(next_run_at=NOW, compares_next=True)
    scheduler = Scheduler(session)
    session.open(office)
    scheduler.start()
    settled()
    assert ("sync", ("schedule", False, True)) in office.asked


def test_all_records_are_compared_in_the_place_of_a_run_and_at_no_other_time(
    session: Session, office: FakeOffice, settled: Settled
) -> None:
    """So a pause, a failure that needs a person, and a sleep hold it up as they do any run."""
    office.found = summary(next_run_at=None, compares_next=True)
    scheduler = Scheduler(session)
    session.open(office)
    scheduler.start()
    settled()
    assert runs(office) == 0
