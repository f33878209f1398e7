"""The window's program, joined as it runs, with everything but its widgets (P14)."""

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from core.errors import Code, SyncError, TransientError, UserActionError
from core.summary import Health
from desktop import window
from desktop.presenters.connections import Step
from desktop.presenters.main import Blocked, Page, Stage
from desktop.presenters.wishes import Wish
from desktop.window import EXPLAINED, Outcome, Program
from tests.desktop.conftest import Heard
from tests.desktop.offices import (
    REGISTRY,
    FakeEntrance,
    FakeOffice,
    SetClock,
    summary,
    until_cancelled,
)

Settled = Callable[[], None]


@pytest.fixture
def entrance(office: FakeOffice) -> FakeEntrance:
    return FakeEntrance(office)


@pytest.fixture
def program(
    qtbot: QtBot, entrance: FakeEntrance, clock: SetClock, tmp_path: Path
) -> Iterator[Program]:
    made = Program(entrance, REGISTRY, tmp_path, clock)
    yield made
    made.jobs.cancel_all()
    qtbot.waitUntil(lambda: not made.jobs.busy)
    made.close()
    made.deleteLater()  # its timers end on this thread, wherever Python's own search finds it
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def idle(qtbot: QtBot, program: Program) -> Settled:
    return lambda: qtbot.waitUntil(lambda: not program.jobs.busy)


@pytest.fixture
def started(program: Program, idle: Settled) -> Program:
    program.start()
    idle()
    return program


def test_nothing_is_opened_before_the_window_is_there(
    program: Program, entrance: FakeEntrance
) -> None:
    assert program.main.state.stage is Stage.OPENING
    assert entrance.threads == set()


def test_a_start_opens_the_office_and_draws_every_page(started: Program) -> None:
    assert started.main.state.stage is Stage.OPEN
    assert started.overview.state.loaded
    assert started.connections.state.loaded
    assert started.main.state.tray.health is Health.IN_SYNC


def test_all_of_a_start_is_off_the_gui_thread(
    program: Program, entrance: FakeEntrance, office: FakeOffice, idle: Settled
) -> None:
    """P14"""
    program.start()
    idle()
    assert entrance.threads
    assert office.threads
    assert threading.get_ident() not in entrance.threads | office.threads


@pytest.mark.parametrize("wish", Wish, ids=lambda wish: wish.value)
def test_every_wish_finds_its_presenter_from_wherever_it_comes(
    started: Program, idle: Settled, wish: Wish
) -> None:
    """A wish that nobody owns, or that two pass to each other, would be lost or never end."""
    quitting = Heard(started.main.quitting)
    presenters = (started.main, started.overview, started.connections, started.opening)
    for presenter in presenters:
        presenter.do(wish, "oauth" if wish is Wish.CHOOSE_WAY else "")
        idle()
    assert len(quitting) == (len(presenters) if wish is Wish.QUIT else 0)


def test_a_run_wished_for_in_the_tray_can_be_cancelled_in_the_window(
    started: Program, office: FakeOffice, qtbot: QtBot, idle: Settled
) -> None:
    office.walk = until_cancelled
    started.main.do(Wish.SYNC, "tray")
    qtbot.waitUntil(lambda: started.overview.state.pairs[0].read == 1748)
    assert started.main.state.tray.health is Health.SYNCING
    started.overview.do(Wish.CANCEL)
    idle()
    assert ("sync", ("tray", False, False)) in office.asked
    assert not started.overview.state.running


def test_an_end_lets_go_of_the_office_when_its_last_job_is_over(
    started: Program, office: FakeOffice, qtbot: QtBot
) -> None:
    office.walk = until_cancelled
    started.main.do(Wish.SYNC)
    qtbot.waitUntil(lambda: "sync" in office.names())
    started.close()
    assert office.names() == ["sync", "close"]


def test_signing_in_again_from_overview_opens_the_form(started: Program) -> None:
    started.overview.do(Wish.RECONNECT, "c-2")
    assert started.main.state.page is Page.CONNECTIONS
    page = started.connections.state.connecting
    assert page is not None
    assert (page.step, page.label) == (Step.FORM, "HubSpot")


def test_an_office_that_cannot_be_opened_is_shown_and_opened_later(
    program: Program, entrance: FakeEntrance, idle: Settled
) -> None:
    entrance.obstacle = lambda _passphrase: UserActionError(Code.DISK_FULL)
    stages: list[Stage] = []
    program.main.changed.connect(lambda state: stages.append(state.stage))
    program.start()
    idle()
    entrance.obstacle = lambda _passphrase: None
    program.main.do(Wish.OPEN_AGAIN)
    idle()
    assert list(dict.fromkeys(stages)) == [Stage.BLOCKED, Stage.OPENING, Stage.OPEN]
    assert program.overview.state.loaded


def test_a_passphrase_is_passed_on_to_whoever_opens(
    program: Program, entrance: FakeEntrance, idle: Settled
) -> None:
    def obstacle(given: str | None) -> UserActionError | None:
        wanted = UserActionError(Code.KEYRING_LOCKED, detail="passphrase")
        return None if given == "correct horse" else wanted

    entrance.obstacle = obstacle
    program.start()
    idle()
    program.main.give_passphrase("correct horse", "")
    idle()
    assert program.overview.state.loaded


def test_that_closing_was_explained_is_remembered_for_the_next_start(
    started: Program, entrance: FakeEntrance, idle: Settled, qtbot: QtBot, tmp_path: Path
) -> None:
    toasts = Heard(started.main.toasted)
    started.main.close_window()
    idle()
    assert len(toasts) == 1
    assert (tmp_path / EXPLAINED).exists()
    again = Program(entrance, REGISTRY, tmp_path)
    again.start()
    later = Heard(again.main.toasted)
    qtbot.waitUntil(lambda: not again.jobs.busy)
    again.main.close_window()
    again.close()
    assert later == []


@pytest.mark.parametrize(
    ("obstacle", "code", "told"),
    [
        (None, 0, ""),
        (UserActionError(Code.DATABASE_NEWER), 3, "newer 300Sync"),
        (TransientError(Code.DATABASE_BUSY), 1, "Another run"),
        (SyncError(Code.INTERNAL), 1, "300Sync"),
    ],
    ids=["open", "a person must act", "it may pass", "a fault"],
)
def test_a_start_that_only_tries_itself_out_quits_with_what_it_found(
    program: Program,
    entrance: FakeEntrance,
    idle: Settled,
    qtbot: QtBot,
    capsys: pytest.CaptureFixture[str],
    obstacle: SyncError | None,
    code: int,
    told: str,
) -> None:
    entrance.obstacle = lambda _passphrase: obstacle
    outcome = Outcome(program)
    quitting = Heard(program.main.quitting)
    program.start()
    qtbot.waitUntil(lambda: bool(quitting))
    assert outcome.code == code
    said = capsys.readouterr().err
    assert told in said
    assert bool(said) is bool(told)


def test_a_start_that_only_tries_itself_out_starts_no_run(
    program: Program, office: FakeOffice, idle: Settled, qtbot: QtBot
) -> None:
    office.found = summary(next_run_at=office.found.now)
    Outcome(program)
    quitting = Heard(program.main.quitting)
    program.start()
    qtbot.waitUntil(lambda: bool(quitting))
    idle()
    assert "sync" not in office.names()


def test_a_fault_outweighs_what_else_a_start_found(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = Outcome(program)
    with window.faults_logged(program.jobs, outcome.fault):
        sys.excepthook(ValueError, ValueError(), None)
    program.opening.blocked.emit(Blocked())
    assert "A passphrase is wanted" in capsys.readouterr().err
    assert outcome.code == 1


def test_a_fault_ends_a_start_that_only_tries_itself_out(
    program: Program, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else it might wait for ever for an office that the fault keeps from being opened."""
    outcome = Outcome(program)
    quitting = Heard(program.main.quitting)
    with window.faults_logged(program.jobs, outcome.fault):
        sys.excepthook(ValueError, ValueError(), None)
    qtbot.waitUntil(lambda: bool(quitting))
    assert "A fault in the window" in capsys.readouterr().err


def test_the_gui_thread_has_its_turn_soon_and_no_search_for_garbage_looks_at_everything(
    program: Program, idle: Settled
) -> None:
    """P14"""
    before = sys.getswitchinterval(), gc.get_freeze_count()
    try:
        window.keep_responsive(program)
        program.start()
        idle()
        assert sys.getswitchinterval() < before[0]
        assert gc.get_freeze_count() > before[1]
    finally:
        sys.setswitchinterval(before[0])
        gc.unfreeze()


def test_a_fault_on_the_gui_thread_is_told_without_its_message(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    """P9"""
    with window.faults_logged(program.jobs):
        error = ValueError("Ann Example")
        sys.excepthook(ValueError, error, None)
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "Ann" not in said


def test_times_follow_the_pcs_own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtCore import QLocale

    from tests.desktop.offices import NOW

    def speak(language: QLocale.Language, country: QLocale.Country) -> str:
        locale: Any = QLocale(language, country)
        monkeypatch.setattr(QLocale, "system", staticmethod(lambda: locale))
        return window.system_formats().time(NOW)

    assert speak(QLocale.Language.English, QLocale.Country.UnitedStates) == "2:41 PM"
    assert speak(QLocale.Language.German, QLocale.Country.Germany) == "14:41"
    assert speak(QLocale.Language.C, QLocale.Country.AnyCountry) == "2:41 PM"
