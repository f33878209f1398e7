"""Connecting through the browser and by key, every way that it can fail, and disconnecting."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from connectors.kit.oauth import LIFE
from core.errors import Code, SyncError, UserActionError
from core.jobs import JobContext
from core.registry import SignInKind
from core.summary import Health
from desktop.presenters import connection_parts as parts
from desktop.presenters.connections import Connecting, ConnectionsPresenter, Step, Wait
from desktop.presenters.session import Session
from desktop.presenters.wishes import OF_CONNECTIONS, Tone, Wish
from tests.desktop.conftest import Heard
from tests.desktop.offices import (
    CLIO,
    HUBSPOT,
    LINK,
    NOW,
    REGISTRY,
    UTC_FORMATS,
    FakeOffice,
    SetClock,
    summary,
    until_cancelled,
)

Settled = Callable[[], None]
APP = {"client_id": "abc", "client_secret": "s3cret", "region": "eu"}


@pytest.fixture
def presenter(session: Session, office: FakeOffice, settled: Settled) -> ConnectionsPresenter:
    """Connections of an office that has connected nothing."""
    office.found = summary(health=Health.NEEDS_YOU, connections=(), pairs=(), last_run=None)
    made = ConnectionsPresenter(session, REGISTRY, UTC_FORMATS)
    session.open(office)
    settled()
    return made


@pytest.fixture
def connected(opened: Session) -> ConnectionsPresenter:
    """Connections of an office that has connected both ends."""
    made = ConnectionsPresenter(opened, REGISTRY, UTC_FORMATS)
    made.draw()
    return made


def connecting(presenter: ConnectionsPresenter) -> Connecting:
    page = presenter.state.connecting
    assert page is not None
    return page


def waiting(presenter: ConnectionsPresenter) -> Wait:
    wait = connecting(presenter).wait
    assert wait is not None
    return wait


def wait_for_browser(presenter: ConnectionsPresenter, office: FakeOffice, qtbot: QtBot) -> None:
    """Bring the page to where it waits for the browser; the sign-in ends only when cancelled."""
    office.sign_in = until_done
    presenter.do(Wish.CONNECT, "clio")
    presenter.submit(APP)
    qtbot.waitUntil(lambda: connecting(presenter).step is Step.WAITING)


def until_done(job: JobContext) -> None:
    until_cancelled(job)


def failing(code: Code) -> Callable[[JobContext], None]:
    def sign_in(_job: JobContext) -> None:
        raise UserActionError(code, detail="53100")

    return sign_in


# -- cards and tiles ----------------------------------------------------------------------------


def test_a_card_says_who_is_connected_how_and_since_when(connected: ConnectionsPresenter) -> None:
    clio, hubspot = connected.state.cards
    assert (clio.label, hubspot.label) == ("Clio", "HubSpot")
    assert clio.since == "Connected on Oct 6"
    assert clio.facts == (
        ("Account", "Marlow & Finch LLP, no. 4482019"),
        ("Signed in as", "dana.price@example.com"),
        ("Signed in with", "Browser"),
        ("Last contact", "7 minutes ago"),
    )
    assert hubspot.facts[2] == ("Signed in with", "Key")
    assert (clio.tone, clio.word, clio.problem) == (Tone.SUCCESS, "Working", None)
    assert hubspot.may == ("Read contacts",)


@pytest.mark.parametrize(
    ("state", "code", "tone", "word", "title"),
    [
        ("signed_out", Code.SIGN_IN_ENDED, Tone.ERROR, "Signed out", "Clio sign-in has ended"),
        ("unreachable", Code.UNAVAILABLE, Tone.ATTENTION, "Not reached", "Clio is not answering"),
    ],
)
def test_a_card_that_does_not_work_says_why_and_what_to_do(
    connected: ConnectionsPresenter,
    opened: Session,
    office: FakeOffice,
    settled: Settled,
    state: str,
    code: Code,
    tone: Tone,
    word: str,
    title: str,
) -> None:
    office.found = summary(connections=(replace(CLIO, state=state, code=code), HUBSPOT))
    opened.refresh()
    settled()
    card = connected.state.cards[0]
    assert (card.tone, card.word) == (tone, word)
    assert card.problem is not None
    assert (card.problem.title, card.problem.tone) == (title, tone)
    assert card.problem.happened == "It last answered 2:34 PM."
    assert card.problem.action


def test_what_is_in_use_and_what_must_go_first_is_said_on_the_tiles(
    connected: ConnectionsPresenter,
) -> None:
    hubspot, clio, jobber = connected.state.tiles
    assert clio.in_use
    assert hubspot.in_use
    assert not jobber.button.enabled
    assert connected.state.add_text.startswith("One office system at a time.")
    assert jobber.button.reason == "One office system at a time: disconnect Clio first"


def test_with_nothing_connected_everything_can_be(presenter: ConnectionsPresenter) -> None:
    assert [tile.button.enabled for tile in presenter.state.tiles] == [True, True, True]
    assert presenter.state.add_text == ""


@pytest.mark.parametrize(
    ("holder", "words"),
    [
        ("Windows Credential Manager", "the key is in Windows Credential Manager."),
        ("Secret Service", "the key is in the Secret Service."),
        ("a passphrase", "the key is protected by your passphrase."),
        ("a file of the demo", "the key is in a file of the demo."),
    ],
)
def test_it_is_said_where_the_key_is(holder: str, words: str) -> None:
    assert parts.kept_words(holder) == f"Sign-ins are encrypted on this PC; {words}"


# -- the form -----------------------------------------------------------------------------------


def test_the_form_asks_for_what_the_connector_wants(presenter: ConnectionsPresenter) -> None:
    presenter.do(Wish.CONNECT, "clio")
    page = connecting(presenter)
    assert page.step is Step.FORM
    assert [(field.name, field.secret) for field in page.fields] == [
        ("region", False),
        ("client_id", False),
        ("client_secret", True),
    ]
    assert page.fields[0].value == "us"
    assert page.text == "You sign in on Clio's own page. 300Sync never sees your password."
    assert page.ways == ()


def test_where_there_are_two_ways_one_chooses(presenter: ConnectionsPresenter) -> None:
    presenter.do(Wish.CONNECT, "hubspot")
    assert [(way.label, way.chosen) for way in connecting(presenter).ways] == [
        ("Service key", True),
        ("Your own app", False),
    ]
    presenter.do(Wish.CHOOSE_WAY, SignInKind.OAUTH.value)
    assert [field.name for field in connecting(presenter).fields] == ["client_id", "client_secret"]


def test_what_was_left_empty_is_marked_and_nothing_is_sent(
    presenter: ConnectionsPresenter, office: FakeOffice
) -> None:
    presenter.do(Wish.CONNECT, "hubspot")
    presenter.submit({"token": "  "})
    assert [field.error for field in connecting(presenter).fields] == ["Fill this in."]
    assert office.names() == []


def test_a_reconnect_may_leave_empty_what_is_kept(
    connected: ConnectionsPresenter, office: FakeOffice, settled: Settled
) -> None:
    connected.do(Wish.RECONNECT, "c-1")
    page = connecting(connected)
    assert page.title == "Reconnect Clio"
    assert [field.required for field in page.fields] == [False, False, False]
    assert page.fields[0].choices[0] == ("", "As it is now")
    assert page.fields[0].value == ""
    connected.submit({"region": "", "client_id": "", "client_secret": ""})
    settled()
    assert office.names() == ["connect"]


def test_a_reconnect_by_key_wants_the_key_again(connected: ConnectionsPresenter) -> None:
    connected.do(Wish.RECONNECT, "c-2")
    page = connecting(connected)
    assert [(field.name, field.required) for field in page.fields] == [("token", True)]


def test_no_state_ever_holds_a_secret(
    presenter: ConnectionsPresenter, office: FakeOffice, qtbot: QtBot, settled: Settled
) -> None:
    """P11: what was typed goes to the office and nowhere else."""
    states = Heard(presenter.changed)
    office.sign_in = failing(Code.TOKEN_REJECTED)
    presenter.do(Wish.CONNECT, "clio")
    presenter.submit(APP)
    settled()
    presenter.do(Wish.LEAVE)
    assert len(states) >= 4
    assert "s3cret" not in repr(states)


# -- by key -------------------------------------------------------------------------------------


def test_a_key_is_checked_at_once_and_says_which_account_it_reached(
    presenter: ConnectionsPresenter, office: FakeOffice, settled: Settled
) -> None:
    presenter.do(Wish.CONNECT, "hubspot")
    presenter.submit({"token": "key-1"})
    assert connecting(presenter).step is Step.CHECKING
    settled()
    assert ("connect", ("hubspot", SignInKind.KEYS, {"token": "key-1"})) in office.asked
    page = connecting(presenter)
    assert page.step is Step.DONE
    assert page.done == "HubSpot is connected: Marlow & Finch LLP (no. 24681357)."
    presenter.do(Wish.LEAVE)
    assert presenter.state.connecting is None


def test_a_wrong_key_leads_back_to_the_form_with_its_reason(
    presenter: ConnectionsPresenter, office: FakeOffice, settled: Settled
) -> None:
    office.sign_in = failing(Code.TOKEN_REJECTED)
    presenter.do(Wish.CONNECT, "hubspot")
    presenter.submit({"token": "key-1"})
    settled()
    page = connecting(presenter)
    assert page.step is Step.FORM
    assert page.problem is not None
    assert page.problem.title == "HubSpot does not accept this sign-in"
    assert [field.value for field in page.fields] == [""]


# -- through the browser ------------------------------------------------------------------------


def test_the_browser_is_opened_and_waited_for_with_a_countdown(
    presenter: ConnectionsPresenter, office: FakeOffice, clock: SetClock, qtbot: QtBot
) -> None:
    links = Heard(presenter.browser_wanted)
    wait_for_browser(presenter, office, qtbot)
    assert links == [LINK]
    wait = waiting(presenter)
    assert (wait.clock, wait.fraction) == ("10:00", 1.0)
    assert wait.shown_link == "app.example.com/oauth/authorize"
    clock.forward(seconds=96)
    presenter.tick()
    assert waiting(presenter).clock == "8:24"
    assert waiting(presenter).fraction == pytest.approx(0.84)
    presenter.do(Wish.LEAVE)


def test_the_countdown_lasts_as_long_as_the_attempt() -> None:
    assert parts.LIFE == LIFE


@pytest.mark.parametrize("seconds", [-7200, 3600])
def test_a_clock_that_jumps_shows_no_impossible_time(
    presenter: ConnectionsPresenter,
    office: FakeOffice,
    clock: SetClock,
    qtbot: QtBot,
    seconds: int,
) -> None:
    wait_for_browser(presenter, office, qtbot)
    clock.forward(seconds=seconds)
    presenter.tick()
    assert 0 <= waiting(presenter).seconds_left <= 600
    presenter.do(Wish.LEAVE)


def test_the_link_can_be_copied_and_opened_again(
    presenter: ConnectionsPresenter, office: FakeOffice, qtbot: QtBot
) -> None:
    links, copied = Heard(presenter.browser_wanted), Heard(presenter.copy_wanted)
    wait_for_browser(presenter, office, qtbot)
    presenter.do(Wish.COPY_LINK)
    presenter.do(Wish.OPEN_BROWSER)
    assert copied == [LINK]
    assert links == [LINK, LINK]
    assert waiting(presenter).copied
    presenter.do(Wish.LEAVE)


def test_cancelling_the_wait_ends_the_attempt(
    presenter: ConnectionsPresenter, office: FakeOffice, qtbot: QtBot, settled: Settled
) -> None:
    wait_for_browser(presenter, office, qtbot)
    presenter.do(Wish.LEAVE)
    assert presenter.state.connecting is None
    settled()
    assert presenter.state.connecting is None


def test_what_comes_of_an_attempt_that_was_left_does_not_disturb_the_next(
    presenter: ConnectionsPresenter, office: FakeOffice, qtbot: QtBot, settled: Settled
) -> None:
    wait_for_browser(presenter, office, qtbot)
    presenter.do(Wish.CONNECT, "hubspot")
    settled()
    assert connecting(presenter).label == "HubSpot"
    assert connecting(presenter).step is Step.FORM


def finished_late() -> None:
    """End the sign-in although it was cancelled: the vendor's answer was there already."""


def refused_late() -> None:
    """End it with an error, although it was cancelled."""
    raise UserActionError(Code.DECLINED)


@pytest.mark.parametrize("ending", [finished_late, refused_late])
def test_an_attempt_that_was_left_and_ends_all_the_same_is_not_shown_on_another_page(
    presenter: ConnectionsPresenter,
    office: FakeOffice,
    settled: Settled,
    ending: Callable[[], None],
) -> None:
    was_left = threading.Event()

    def sign_in(_job: JobContext) -> None:
        was_left.wait(5)
        ending()

    office.sign_in = sign_in
    presenter.do(Wish.CONNECT, "clio")
    presenter.submit(APP)
    presenter.do(Wish.CONNECT, "hubspot")
    was_left.set()
    settled()
    assert (connecting(presenter).label, connecting(presenter).step) == ("HubSpot", Step.FORM)
    assert connecting(presenter).problem is None


def test_a_link_that_comes_after_the_page_was_left_opens_no_browser(
    presenter: ConnectionsPresenter, office: FakeOffice, settled: Settled
) -> None:
    was_left = threading.Event()

    def wait() -> None:
        was_left.wait(5)

    office.before_link = wait
    links = Heard(presenter.browser_wanted)
    presenter.do(Wish.CONNECT, "clio")
    presenter.submit(APP)
    presenter.do(Wish.CONNECT, "hubspot")
    was_left.set()
    settled()
    assert links == []
    assert connecting(presenter).step is Step.FORM


def test_the_browsers_success_moves_the_page_on(
    presenter: ConnectionsPresenter, office: FakeOffice, settled: Settled
) -> None:
    presenter.do(Wish.CONNECT, "clio")
    presenter.submit(APP)
    settled()
    assert ("connect", ("clio", SignInKind.OAUTH, APP)) in office.asked
    page = connecting(presenter)
    assert (page.step, page.wait) == (Step.DONE, None)
    assert page.done == "Clio is connected: Marlow & Finch LLP (no. 4482019)."


@pytest.mark.parametrize("code", Code, ids=lambda code: code.value)
def test_every_failure_is_told_in_words_and_can_be_begun_again(
    presenter: ConnectionsPresenter, office: FakeOffice, settled: Settled, code: Code
) -> None:
    office.sign_in = failing(code)
    presenter.do(Wish.CONNECT, "clio")
    presenter.submit(APP)
    settled()
    page = connecting(presenter)
    assert page.step in (Step.FAILED, Step.FORM)
    assert page.wait is None
    problem = page.problem
    assert problem is not None
    assert problem.title
    assert problem.happened == "It happened at 2:41 PM."
    assert problem.meaning
    assert problem.action
    if page.step is Step.FAILED:
        assert [button.wish for button in page.buttons] == [Wish.CONNECT, Wish.LEAVE]
        presenter.do(Wish.CONNECT, page.buttons[0].target)
        assert connecting(presenter).step is Step.FORM


def test_the_demos_connections_stay_on_this_pc(
    presenter: ConnectionsPresenter, office: FakeOffice, settled: Settled
) -> None:
    presenter.addresses = {"hubspot": "http://127.0.0.1:5000"}
    presenter.do(Wish.CONNECT, "hubspot")
    presenter.submit({"token": "key-1"})
    settled()
    _, about = next(entry for entry in office.asked if entry[0] == "connect")
    assert about[2]["base_url"] == "http://127.0.0.1:5000"  # type: ignore[index]


# -- disconnecting ------------------------------------------------------------------------------


def test_disconnecting_asks_first_and_says_what_goes_and_what_stays(
    connected: ConnectionsPresenter, office: FakeOffice
) -> None:
    connected.do(Wish.DISCONNECT, "c-1")
    question = connected.state.confirm
    assert question is not None
    assert question.title == "Disconnect Clio?"
    assert "deletes the saved sign-in" in question.text
    assert "Your records stay" in question.text
    assert (question.keep.label, question.verb.label) == ("Keep", "Disconnect Clio")
    connected.do(Wish.KEEP)
    assert connected.state.confirm is None
    assert office.names() == []


def test_a_confirmed_disconnect_is_done_and_shown(
    connected: ConnectionsPresenter, office: FakeOffice, settled: Settled
) -> None:
    connected.do(Wish.DISCONNECT, "c-1")
    connected.do(Wish.DISCONNECT_NOW, "c-1")
    assert connected.state.busy == "Disconnecting Clio"
    settled()
    assert office.names() == ["disconnect"]
    assert [card.label for card in connected.state.cards] == ["HubSpot"]
    assert connected.state.busy == ""


def test_a_disconnect_that_fails_says_why(
    connected: ConnectionsPresenter, office: FakeOffice, settled: Settled
) -> None:
    def fail(_job: JobContext) -> None:
        raise SyncError(Code.DISK_FULL, detail="/data")

    office.sign_in = fail
    connected.do(Wish.DISCONNECT, "c-1")
    connected.do(Wish.DISCONNECT_NOW, "c-1")
    settled()
    problem = connected.state.problem
    assert problem is not None
    assert problem.title == "The disk is full: /data"
    assert len(connected.state.cards) == 2


def test_while_a_run_is_under_way_nothing_can_be_disconnected(
    connected: ConnectionsPresenter, opened: Session, office: FakeOffice, settled: Settled
) -> None:
    office.walk = until_cancelled
    opened.sync("hand")
    disconnect = connected.state.cards[0].buttons[1]
    assert (disconnect.enabled, disconnect.reason) == (
        False,
        "A run is under way. Cancel it first.",
    )
    connected.do(Wish.DISCONNECT, "c-1")
    assert connected.state.confirm is None
    connected.do(Wish.DISCONNECT_NOW, "c-1")
    opened.cancel()
    settled()
    assert office.names() == ["sync"]


def test_a_wish_that_is_anothers_is_passed_on(connected: ConnectionsPresenter) -> None:
    passed = Heard(connected.passed_on)
    others = [wish for wish in Wish if wish not in OF_CONNECTIONS]
    for wish in others:
        connected.do(wish, "x")
    assert passed == [(wish, "x") for wish in others]


def test_time_that_passes_is_drawn(connected: ConnectionsPresenter, clock: SetClock) -> None:
    clock.forward(minutes=53)
    connected.draw()
    assert connected.state.cards[0].facts[-1] == ("Last contact", "1 hour ago")
    assert clock.now() == NOW + timedelta(minutes=53)
