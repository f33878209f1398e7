"""The shell and the tray tell the truth, once for each change, and name nobody (P9)."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from core.errors import Code
from core.jobs import JobContext, Progress
from core.summary import Health, OfficeSummary, RunSummary
from desktop.presenters.main import Blocked, MainPresenter, Page, Stage, Toast, TrayState
from desktop.presenters.session import Running, Session
from desktop.presenters.tray import LONGEST, closed_tray, tooltip, tray
from desktop.presenters.wishes import Problem, Tone, Wish
from desktop.text import Kind
from tests.desktop.conftest import Heard
from tests.desktop.offices import (
    CLIO,
    HUBSPOT,
    NOW,
    RUN,
    UTC_FORMATS,
    FakeOffice,
    failed,
    finished,
    paused,
    summary,
    until_cancelled,
)

Settled = Callable[[], None]
OUT = replace(HUBSPOT, state="signed_out", code=Code.SIGN_IN_ENDED)
UNTIL = datetime(2026, 11, 18, 15, 38, tzinfo=UTC)


def stopped_by(code: Code) -> RunSummary:
    return replace(RUN, result="failed", code=code)


SEVEN = {
    Health.IN_SYNC: summary(),
    Health.NEEDS_YOU: summary(health=Health.NEEDS_YOU, issues={Code.CONFLICT: 3}),
    Health.PAUSED: paused(UNTIL),
    Health.OFFLINE: failed(
        Health.OFFLINE, stopped_by(Code.OFFLINE), next_run_at=NOW + timedelta(minutes=1)
    ),
    Health.SIGNED_OUT: failed(
        Health.SIGNED_OUT,
        stopped_by(Code.SIGN_IN_ENDED),
        connections=(CLIO, OUT),
        next_run_at=None,
    ),
    Health.PROBLEM: failed(Health.PROBLEM, stopped_by(Code.DISK_FULL), next_run_at=None),
}


@pytest.fixture
def presenter(session: Session) -> MainPresenter:
    return MainPresenter(session, UTC_FORMATS)


@pytest.fixture
def shown(presenter: MainPresenter, opened: Session) -> MainPresenter:
    """A shell whose office is open and in sync."""
    presenter.draw()
    assert opened.summary is not None
    return presenter


def drawn(office: OfficeSummary, running: Running | None = None) -> TrayState:
    return tray(office, running, NOW, UTC_FORMATS)


# -- the tray -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("health", "word", "tone", "headline"),
    [
        (Health.IN_SYNC, "In sync", Tone.SUCCESS, "Everything is in sync"),
        (Health.NEEDS_YOU, "Needs you", Tone.ATTENTION, "3 things wait for you"),
        (Health.PAUSED, "Paused", Tone.PAUSED, "Paused until 3:38 PM"),
        (Health.OFFLINE, "Offline", Tone.PAUSED, "No internet"),
        (Health.SIGNED_OUT, "Signed out", Tone.ERROR, "HubSpot sign-in has ended"),
        (Health.PROBLEM, "Stopped", Tone.ERROR, "The disk is full: the one with the data folder"),
    ],
)
def test_the_tray_tells_each_state_by_shape_word_and_headline(
    health: Health, word: str, tone: Tone, headline: str
) -> None:
    state = drawn(SEVEN[health])
    assert (state.health, state.word, state.tone, state.headline) == (health, word, tone, headline)


def test_the_seventh_state_is_a_run_under_way() -> None:
    running = Running("hand", NOW, full=True).told(Progress("persons-contacts", 1748, 3654), 0.0)
    state = drawn(summary(), running)
    assert (state.health, state.word, state.tone) == (Health.SYNCING, "Syncing", Tone.SYNCING)
    assert state.fraction == pytest.approx(1748 / 4689)
    assert state.progress[0] == "1,748 of 4,689 checked"
    assert state.rows == (("Contacts", "1,748 of 3,654"), ("Deals", "Next"))
    assert [button.wish for button in state.buttons] == [Wish.CANCEL]


@pytest.mark.parametrize("health", SEVEN)
def test_open_and_quit_are_in_the_menu_whatever_the_state(health: Health) -> None:
    menu = [button.wish for button in drawn(SEVEN[health]).menu]
    assert menu[-2:] == [Wish.OPEN, Wish.QUIT]
    assert Wish.SYNC in menu


@pytest.mark.parametrize("health", SEVEN)
def test_the_menu_offers_pause_or_its_end(health: Health) -> None:
    menu = {button.wish for button in drawn(SEVEN[health]).menu}
    if health is Health.PAUSED:
        assert Wish.RESUME in menu
    else:
        assert menu & {Wish.PAUSE_HOUR, Wish.PAUSE_TOMORROW}
        assert Wish.RESUME not in menu


def test_a_sign_in_that_ended_can_be_mended_from_the_tray() -> None:
    first = drawn(SEVEN[Health.SIGNED_OUT]).buttons[0]
    assert (first.wish, first.label, first.target) == (Wish.RECONNECT, "Sign in to HubSpot", "c-2")


def test_with_nothing_connected_the_tray_offers_no_run() -> None:
    state = drawn(summary(health=Health.NEEDS_YOU, connections=(), pairs=(), last_run=None))
    assert Wish.SYNC not in {button.wish for button in state.menu}
    assert [button.wish for button in state.buttons] == [Wish.SHOW_CONNECTIONS]


def test_before_the_office_is_open_the_tray_is_not_green() -> None:
    state = closed_tray("Opening")
    assert state.health is not Health.IN_SYNC
    assert [button.wish for button in state.menu] == [Wish.OPEN, Wish.QUIT]


@given(st.text(min_size=1, max_size=200))
@example("x" * 64)
def test_a_tooltip_is_never_longer_than_windows_shows(headline: str) -> None:
    assert 0 < len(tooltip(headline)) <= LONGEST


# -- toasts -------------------------------------------------------------------------------------


def change_to(session: Session, office: FakeOffice, now: OfficeSummary, settled: Settled) -> None:
    office.found = now
    session.refresh()
    settled()


@pytest.mark.parametrize("health", [each for each in SEVEN if each is not Health.IN_SYNC])
def test_a_change_of_state_is_told_once(
    shown: MainPresenter, opened: Session, office: FakeOffice, settled: Settled, health: Health
) -> None:
    toasts = Heard(shown.toasted)
    for _ in range(3):
        change_to(opened, office, SEVEN[health], settled)
    [toast] = toasts
    assert isinstance(toast, Toast)
    assert toast.outside is (health in (Health.NEEDS_YOU, Health.SIGNED_OUT, Health.PROBLEM))


def test_the_first_truth_after_a_start_is_no_news(
    presenter: MainPresenter, session: Session, office: FakeOffice, settled: Settled
) -> None:
    office.found = SEVEN[Health.PROBLEM]
    toasts = Heard(presenter.toasted)
    session.open(office)
    settled()
    assert toasts == []


@pytest.mark.parametrize("health", SEVEN)
def test_no_toast_names_a_person_or_the_office(
    shown: MainPresenter, opened: Session, office: FakeOffice, settled: Settled, health: Health
) -> None:
    """P9: a notification may be read by anybody who passes by."""
    toasts = Heard(shown.toasted)
    change_to(opened, office, SEVEN[health], settled)
    opened.sync("hand")
    settled()
    for toast in toasts:
        assert isinstance(toast, Toast)
        for private in ("Marlow", "dana", "@", "4482019"):
            assert private not in f"{toast.title} {toast.text}"


@pytest.mark.parametrize("health", SEVEN)
def test_a_run_by_itself_that_changes_nothing_of_how_things_stand_is_no_news(
    shown: MainPresenter, opened: Session, office: FakeOffice, settled: Settled, health: Health
) -> None:
    """Four times an hour somebody would be told that three things still wait."""
    change_to(opened, office, SEVEN[health], settled)
    toasts = Heard(shown.toasted)
    for _ in range(3):
        opened.sync("schedule")
        settled()
    assert toasts == []


def test_a_run_asked_for_in_the_tray_that_fails_as_the_last_one_did_is_answered_all_the_same(
    shown: MainPresenter, opened: Session, office: FakeOffice, settled: Settled
) -> None:
    change_to(opened, office, SEVEN[Health.OFFLINE], settled)
    office.walk = lambda _job: finished(result="failed", code=Code.OFFLINE)
    toasts = Heard(shown.toasted)
    opened.sync("tray")
    settled()
    assert [(toast.title, toast.text, toast.outside) for toast in toasts] == [
        ("The run stopped.", "No internet.", True)
    ]


def test_what_is_well_again_after_a_trouble_is_news(
    shown: MainPresenter, opened: Session, office: FakeOffice, settled: Settled
) -> None:
    change_to(opened, office, SEVEN[Health.PROBLEM], settled)
    toasts = Heard(shown.toasted)
    office.found = summary()
    opened.sync("schedule")
    settled()
    assert [(toast.title, toast.outside) for toast in toasts] == [("Everything is in sync.", False)]


def test_not_now_is_answered_in_the_tray_that_was_asked(
    shown: MainPresenter, opened: Session, office: FakeOffice, settled: Settled
) -> None:
    office.walk = until_cancelled
    toasts = Heard(shown.toasted)
    opened.sync("hand")
    opened.sync("hand")
    opened.sync("tray")
    [toast] = toasts
    assert (toast.title, toast.outside) == ("Not now.", True)
    assert toast.text == "Another run of 300Sync is under way."
    opened.cancel()
    settled()


@pytest.mark.parametrize(("trigger", "told"), [("hand", 1), ("tray", 1), ("schedule", 0)])
def test_a_run_that_somebody_asked_for_says_what_it_did_and_one_by_itself_is_quiet(
    shown: MainPresenter, opened: Session, settled: Settled, trigger: str, told: int
) -> None:
    toasts = Heard(shown.toasted)
    opened.sync(trigger)
    settled()
    texts = [toast.text for toast in toasts if isinstance(toast, Toast)]
    assert texts == ["13 records changed."] * told
    assert [toast.outside for toast in toasts] == [trigger == "tray"] * told


def test_a_cancelled_run_says_that_what_was_done_stays(
    shown: MainPresenter, opened: Session, office: FakeOffice, settled: Settled
) -> None:
    office.walk = until_cancelled
    toasts = Heard(shown.toasted)
    opened.sync("hand")
    opened.cancel()
    settled()
    [toast] = toasts
    assert isinstance(toast, Toast)
    assert "stays" in toast.text


def test_a_run_is_announced_at_its_start_at_its_quarters_and_at_its_end(
    shown: MainPresenter, opened: Session, office: FakeOffice, settled: Settled
) -> None:
    drawn = threading.Event()

    def walk(job: JobContext) -> RunSummary:
        for read in range(0, 1001, 50):
            drawn.clear()
            job.step(Progress("persons-contacts", read, 1000, phase=f"reading {read}"))
            assert drawn.wait(5)
        return finished()

    opened.progressed.connect(drawn.set)
    timer = opened.findChild(QTimer)
    assert timer is not None
    timer.setInterval(0)
    one_pair = summary(pairs=summary().pairs[:1])
    change_to(opened, office, one_pair, settled)
    office.walk = walk
    said = Heard(shown.announced)
    opened.sync("hand")
    settled()
    assert [text for text, _ in said] == [
        "Syncing.",
        "25% done.",
        "50% done.",
        "75% done.",
        "Everything is in sync. 3,654 records match.",
    ]


@pytest.mark.parametrize(
    ("health", "assertive"),
    [(Health.SIGNED_OUT, True), (Health.PROBLEM, True), (Health.PAUSED, False)],
)
def test_only_what_stopped_interrupts_a_screen_reader(
    shown: MainPresenter,
    opened: Session,
    office: FakeOffice,
    settled: Settled,
    health: Health,
    assertive: bool,
) -> None:
    said = Heard(shown.announced)
    change_to(opened, office, SEVEN[health], settled)
    assert [how for _, how in said] == [assertive]


# -- the shell ----------------------------------------------------------------------------------


def test_the_shell_names_the_office_and_counts_what_waits(
    shown: MainPresenter, opened: Session, office: FakeOffice, settled: Settled
) -> None:
    both = summary(health=Health.SIGNED_OUT, issues={Code.CONFLICT: 120}, connections=(CLIO, OUT))
    change_to(opened, office, both, settled)
    state = shown.state
    assert state.stage is Stage.OPEN
    assert (state.title, state.office) == ("300Sync · Marlow & Finch LLP", "Marlow & Finch LLP")
    assert state.systems == "Clio and HubSpot"
    assert [(item.page, item.badge) for item in state.navigation] == [
        (Page.OVERVIEW, 0),
        (Page.MAPPINGS, 0),
        (Page.ACTIVITY, 0),
        (Page.REVIEW, 120),
        (Page.CONNECTIONS, 1),
        (Page.PRIVACY, 0),
        (Page.SETTINGS, 0),
    ]


@pytest.mark.parametrize(
    ("wish", "page"),
    [
        (Wish.SHOW_ACTIVITY, Page.ACTIVITY),
        (Wish.SHOW_REVIEW, Page.REVIEW),
        (Wish.SHOW_CONNECTIONS, Page.CONNECTIONS),
    ],
)
def test_a_page_is_shown_when_it_is_wished_for(
    shown: MainPresenter, wish: Wish, page: Page
) -> None:
    raised = Heard(shown.raised)
    shown.do(wish)
    assert shown.state.page is page
    assert raised == [()]


def test_signing_in_from_anywhere_leads_to_connections(shown: MainPresenter) -> None:
    wished = Heard(shown.wished)
    shown.do(Wish.RECONNECT, "c-2")
    assert shown.state.page is Page.CONNECTIONS
    assert wished == [(Wish.RECONNECT, "c-2")]


def test_closing_the_window_leaves_the_tray_and_is_explained_once(session: Session) -> None:
    noted: list[bool] = []
    shell = MainPresenter(session, UTC_FORMATS, note_explained=lambda: noted.append(True))
    hidden, toasts, quitting = Heard(shell.hidden), Heard(shell.toasted), Heard(shell.quitting)
    shell.close_window()
    shell.close_window()
    assert len(hidden) == 2
    assert len(toasts) == 1
    assert noted == [True]
    assert quitting == []


def test_closing_that_was_explained_on_another_day_is_not_explained_again(
    presenter: MainPresenter,
) -> None:
    presenter.set_explained(True)
    toasts = Heard(presenter.toasted)
    presenter.close_window()
    assert toasts == []


def test_without_a_tray_the_shell_says_so_and_closing_quits(presenter: MainPresenter) -> None:
    presenter.set_tray(False)
    notice = presenter.state.notice
    assert notice is not None
    assert notice.title == "There is no tray on this PC."
    quitting = Heard(presenter.quitting)
    presenter.close_window()
    assert quitting == [()]


def test_a_tray_that_comes_later_takes_the_notice_away(presenter: MainPresenter) -> None:
    presenter.set_tray(False)
    presenter.set_tray(True)
    assert presenter.state.notice is None


def test_quitting_stops_the_run_first_and_then_ends(
    shown: MainPresenter, opened: Session, office: FakeOffice, qtbot: QtBot
) -> None:
    office.walk = until_cancelled
    opened.sync("hand")
    quitting, hidden = Heard(shown.quitting), Heard(shown.hidden)
    shown.do(Wish.QUIT)
    assert quitting == []
    assert hidden == [()]
    qtbot.waitUntil(lambda: bool(quitting))
    assert opened.running is None


def test_an_office_that_cannot_be_opened_is_shown_with_its_reason(
    presenter: MainPresenter,
) -> None:
    problem = Problem(Kind.COMPUTER, Tone.ERROR, "The disk is full", "Now.", "It waits.", "Act.")
    said = Heard(presenter.announced)
    presenter.block(Blocked(problem))
    assert presenter.state.stage is Stage.BLOCKED
    assert presenter.state.tray.headline == "The disk is full"
    assert said == [("The disk is full. It waits. Act.", True)]


def test_trying_again_shows_again_that_the_office_is_being_opened(
    presenter: MainPresenter,
) -> None:
    presenter.block(Blocked())
    presenter.unblock()
    assert presenter.state.stage is Stage.OPENING
    assert presenter.state.blocked is None
