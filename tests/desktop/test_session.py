"""The session asks the office off the GUI thread, and always answers (P14)."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from core.errors import Code, SyncError, TransientError
from core.jobs import JobContext, Progress
from core.summary import Health, OfficeSummary, RunSummary
from desktop.jobs import JobRunner
from desktop.presenters.session import Running, Session
from tests.desktop.conftest import Heard, assert_never_on_this_thread
from tests.desktop.offices import (
    NOW,
    FakeOffice,
    SetClock,
    failed,
    finished,
    summary,
    until_cancelled,
)

Settled = Callable[[], None]


def is_running(session: Session) -> bool:
    return session.running is not None


def test_every_call_of_the_office_is_off_the_gui_thread(
    opened: Session, office: FakeOffice, settled: Settled
) -> None:
    """P14: the office touches disk and network in all that it does."""
    opened.sync("hand")
    settled()
    opened.pause(None)
    settled()
    opened.resume()
    settled()
    assert office.names() == ["sync", "pause", "resume"]
    assert office.threads
    assert threading.get_ident() not in office.threads


def test_a_presenter_that_asked_the_office_itself_would_be_caught(
    session: Session, settled: Settled
) -> None:
    """P14, planted: every test with an office ends with this check."""

    class Impatient(Session):
        def refresh(self) -> None:
            assert self.office is not None
            self.summary = self.office.summary()

    good, bad = FakeOffice(summary()), FakeOffice(summary())
    session.open(good)
    Impatient(session.jobs).open(bad)
    settled()
    assert_never_on_this_thread(good)
    with pytest.raises(AssertionError, match="on the Qt thread"):
        assert_never_on_this_thread(bad)


def test_a_session_that_is_opened_reads_its_office(opened: Session, clock: SetClock) -> None:
    assert opened.summary == summary()
    assert opened.read_at == clock.now()


def test_of_two_looks_only_the_later_counts(
    session: Session, office: FakeOffice, qtbot: QtBot, settled: Settled
) -> None:
    first_may_go, first_looks = threading.Event(), threading.Event()
    old, new = summary(name="old"), summary(name="new")

    class Slow(FakeOffice):
        def summary(self) -> OfficeSummary:
            if first_looks.is_set():
                return new
            first_looks.set()
            first_may_go.wait(5)
            return old

    session.open(Slow(old))
    qtbot.waitUntil(first_looks.is_set)
    session.refresh()
    qtbot.waitUntil(lambda: session.summary is not None)
    first_may_go.set()
    settled()
    assert session.summary is new


def test_a_run_shows_itself_from_the_first_moment_until_its_outcome_is_known(
    opened: Session, office: FakeOffice, qtbot: QtBot, settled: Settled
) -> None:
    office.walk = until_cancelled
    opened.sync("tray", full=True)
    assert opened.running is not None
    assert (opened.running.trigger, opened.running.full) == ("tray", True)
    assert opened.running.started_at == NOW
    qtbot.waitUntil(lambda: opened.running is not None and bool(opened.running.pairs))
    assert opened.running.pairs["persons-contacts"].read == 1748
    opened.cancel()
    assert opened.running.stopping
    stopped = Heard(opened.run_stopped)
    settled()
    assert stopped == [()]
    assert not is_running(opened)


def test_progress_that_comes_in_a_rush_is_told_once_and_its_end_is_not_lost(
    opened: Session, office: FakeOffice, qtbot: QtBot
) -> None:
    """P14"""

    def rush(job: JobContext) -> RunSummary:
        for number in range(5):
            job.step(Progress(f"pair {number}", phase="reading"))
        return until_cancelled(job)

    office.walk = rush
    told = Heard(opened.progressed)
    timer = opened.findChild(QTimer)
    assert timer is not None
    timer.setInterval(3_600_000)
    opened.sync("hand")
    qtbot.waitUntil(lambda: opened.running is not None and len(opened.running.pairs) == 6)
    assert len(told) == 1
    timer.setInterval(0)
    qtbot.waitUntil(lambda: len(told) == 2)


def test_a_run_that_failed_has_ended_and_is_told_as_one(
    opened: Session, office: FakeOffice, settled: Settled
) -> None:
    office.walk = lambda _job: finished(result="failed", code=Code.UNAVAILABLE)
    ended, refused = Heard(opened.run_ended), Heard(opened.refused)
    opened.sync("hand")
    settled()
    [run] = ended
    assert isinstance(run, RunSummary)
    assert (run.result, run.code) == ("failed", Code.UNAVAILABLE)
    assert refused == []


def test_the_office_is_read_again_after_a_run(
    opened: Session, office: FakeOffice, settled: Settled
) -> None:
    office.found = failed(Health.OFFLINE, finished(result="failed", code=Code.OFFLINE))
    opened.sync("hand")
    settled()
    assert opened.summary is office.found


@pytest.mark.parametrize("missing", ["HubSpot", "your office's system"])
def test_a_run_asked_for_by_hand_says_which_end_is_missing(
    session: Session, office: FakeOffice, settled: Settled, missing: str
) -> None:
    kept = summary().connections[:1] if missing == "HubSpot" else summary().connections[1:]
    office.found = summary(connections=kept)
    session.open(office)
    settled()
    refused = Heard(session.refused)
    session.sync("hand")
    [(error, trigger)] = refused
    assert trigger == "hand"
    assert (error.code, error.detail) == (Code.NOT_CONNECTED, missing)
    assert office.names() == []


def test_a_second_run_at_the_same_time_is_refused_and_the_first_goes_on(
    opened: Session, office: FakeOffice, settled: Settled
) -> None:
    office.walk = until_cancelled
    refused = Heard(opened.refused)
    opened.sync("hand")
    opened.sync("tray")
    assert [(error.code, by) for error, by in refused] == [(Code.DATABASE_BUSY, "tray")]
    assert opened.running is not None
    opened.cancel()
    settled()
    assert office.names() == ["sync"]


def test_before_the_office_is_open_a_run_is_refused(session: Session) -> None:
    refused = Heard(session.refused)
    session.sync("hand")
    assert len(refused) == 1


@pytest.mark.parametrize(("trigger", "answers"), [("hand", 1), ("tray", 1), ("schedule", 0)])
def test_a_run_that_another_program_is_at_is_answered_to_whoever_asked(
    opened: Session, office: FakeOffice, settled: Settled, trigger: str, answers: int
) -> None:
    def busy(_job: JobContext) -> RunSummary:
        raise TransientError(Code.DATABASE_BUSY, detail="running")

    office.walk = busy
    refused = Heard(opened.refused)
    opened.sync(trigger)
    settled()
    assert len(refused) == answers
    assert opened.running is None


def test_what_was_known_stays_when_the_office_cannot_be_read(
    opened: Session, office: FakeOffice, settled: Settled
) -> None:
    office.blind = SyncError(Code.DISK_FULL)
    blinded = Heard(opened.blinded)
    opened.refresh()
    settled()
    assert [error.code for error in blinded] == [Code.DISK_FULL]
    assert opened.summary == summary()


def test_the_pace_of_a_pair_is_measured_from_its_own_beginning() -> None:
    running = Running("hand", NOW)
    for progress, second in (
        (Progress("persons-contacts", 0), 1.0),
        (Progress("persons-contacts", 380, phase="done"), 11.0),
        (Progress("matters-deals", 0), 12.0),
        (Progress("matters-deals", 5), 14.0),
    ):
        running = running.told(progress, second)
    assert running.since == {"persons-contacts": 1.0, "matters-deals": 12.0}
    assert (running.current, running.at) == ("matters-deals", 14.0)
    assert list(running.pairs) == ["persons-contacts", "matters-deals"]


def test_a_pause_of_an_hour_is_kept_by_the_office(
    opened: Session, office: FakeOffice, settled: Settled
) -> None:
    until = NOW + timedelta(hours=1)
    opened.pause(until)
    settled()
    assert ("pause", until) in office.asked
    assert opened.summary is not None
    assert opened.summary.paused_until == until


def test_a_session_with_no_office_does_nothing(session: Session, jobs: JobRunner) -> None:
    session.refresh()
    session.pause(None)
    session.resume()
    session.cancel()
    assert not jobs.busy
