"""An office that cannot be opened shows words and a way on, never a traceback."""

import threading
from collections.abc import Callable

import pytest

from core import keys
from core.errors import Code, SyncError, TransientError, UserActionError
from desktop.presenters.main import Blocked, PassphraseForm
from desktop.presenters.opening import LEAST_PASSPHRASE, SURE, Opening
from desktop.presenters.session import Session
from desktop.presenters.wishes import OF_OPENING, Problem, Wish
from tests.desktop.conftest import Heard
from tests.desktop.offices import FakeEntrance, FakeOffice

Settled = Callable[[], None]
GOOD = "correct horse"


@pytest.fixture
def entrance(office: FakeOffice) -> FakeEntrance:
    return FakeEntrance(office)


@pytest.fixture
def opening(session: Session, entrance: FakeEntrance) -> Opening:
    return Opening(session, entrance)


@pytest.fixture
def blocked(opening: Opening) -> Heard:
    return Heard(opening.blocked)


def problem(blocked: Heard) -> Problem:
    last = blocked[-1]
    assert isinstance(last, Blocked)
    assert last.problem is not None
    return last.problem


def form(blocked: Heard) -> PassphraseForm:
    last = blocked[-1]
    assert isinstance(last, Blocked)
    assert last.passphrase is not None
    return last.passphrase


def always(error: SyncError) -> Callable[[str | None], SyncError]:
    return lambda _passphrase: error


def unless(passphrase: str) -> Callable[[str | None], SyncError | None]:
    """Return the obstacle of an office that has chosen a passphrase."""

    def obstacle(given: str | None) -> SyncError | None:
        if given is None:
            return UserActionError(Code.KEYRING_LOCKED, detail="passphrase")
        return None if given == passphrase else UserActionError(Code.PASSPHRASE_WRONG)

    return obstacle


def test_an_office_is_opened_off_the_gui_thread(
    opening: Opening, entrance: FakeEntrance, session: Session, settled: Settled
) -> None:
    """P14: keyring, key stretching and database are all slow."""
    opened = Heard(opening.opened)
    opening.start()
    settled()
    assert len(opened) == 1
    assert session.summary is not None
    assert threading.get_ident() not in entrance.threads


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (UserActionError(Code.FOLDER_READ_ONLY, detail="/data"), "300Sync may not write"),
        (UserActionError(Code.DISK_FULL, detail="/data"), "The disk is full: /data"),
        (UserActionError(Code.DATABASE_NEWER), "These data belong to a newer 300Sync"),
        (UserActionError(Code.DATABASE_CORRUPT, detail="x.db"), "300Sync's own notes"),
        (UserActionError(Code.KEYRING_LOCKED), "The place that keeps the key"),
        (UserActionError(Code.WRONG_KEY), "The key on this PC is not the one"),
        (TransientError(Code.DATABASE_BUSY), "Another run of 300Sync is under way"),
        (SyncError(Code.INTERNAL), "300Sync made a mistake"),
    ],
    ids=lambda each: each.code.value if isinstance(each, SyncError) else "",
)
def test_what_stands_in_the_way_is_said_and_can_be_tried_again(
    opening: Opening,
    entrance: FakeEntrance,
    blocked: Heard,
    settled: Settled,
    error: SyncError,
    title: str,
) -> None:
    entrance.obstacle = always(error)
    opening.start()
    settled()
    assert problem(blocked).title.startswith(title)
    assert problem(blocked).meaning
    assert problem(blocked).action
    assert problem(blocked).buttons[0].wish is Wish.OPEN_AGAIN
    assert problem(blocked).buttons[0].primary
    assert problem(blocked).buttons[-1].wish is Wish.QUIT
    entrance.obstacle = lambda _passphrase: None
    opened = Heard(opening.opened)
    opening.do(Wish.OPEN_AGAIN)
    settled()
    assert len(opened) == 1


def test_without_a_keyring_a_passphrase_can_be_chosen(
    opening: Opening, entrance: FakeEntrance, blocked: Heard, settled: Settled
) -> None:
    entrance.obstacle = always(UserActionError(Code.NO_KEYRING))
    opening.start()
    settled()
    assert problem(blocked).title.startswith("This PC has no safe place")
    use, again, *_ = problem(blocked).buttons
    assert (use.wish, use.primary, again.primary) == (Wish.USE_PASSPHRASE, True, False)
    opening.do(Wish.USE_PASSPHRASE)
    assert Wish.USE_PASSPHRASE not in [button.wish for button in problem(blocked).buttons]
    assert form(blocked).new
    assert form(blocked).repeat_label
    entrance.obstacle = unless(GOOD)
    opened = Heard(opening.opened)
    opening.give_passphrase(GOOD, GOOD)
    assert form(blocked).busy
    settled()
    assert entrance.chosen == [GOOD]
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("passphrase", "repeated", "error"),
    [
        ("short", "short", "Choose at least 8 characters."),
        (GOOD, "correct house", "The two are not the same."),
        (GOOD, "", "The two are not the same."),
    ],
)
def test_a_new_passphrase_that_does_not_do_is_sent_back(
    opening: Opening,
    entrance: FakeEntrance,
    blocked: Heard,
    settled: Settled,
    passphrase: str,
    repeated: str,
    error: str,
) -> None:
    entrance.obstacle = always(UserActionError(Code.NO_KEYRING))
    opening.start()
    settled()
    opening.do(Wish.USE_PASSPHRASE)
    opening.give_passphrase(passphrase, repeated)
    assert form(blocked).error == error
    assert not form(blocked).busy
    assert entrance.chosen == []


def test_the_window_and_the_core_want_passphrases_of_the_same_length() -> None:
    assert LEAST_PASSPHRASE == keys._LEAST_PASSPHRASE


def test_an_office_with_a_passphrase_is_asked_for_it_at_each_start(
    opening: Opening, entrance: FakeEntrance, blocked: Heard, settled: Settled
) -> None:
    entrance.obstacle = unless(GOOD)
    opening.start()
    settled()
    assert blocked[-1].problem is None, "nothing is wrong"
    assert not form(blocked).new
    assert form(blocked).repeat_label == ""
    opened = Heard(opening.opened)
    opening.give_passphrase(GOOD, "")
    settled()
    assert len(opened) == 1
    assert entrance.chosen == []


def test_a_wrong_passphrase_may_be_typed_again(
    opening: Opening, entrance: FakeEntrance, blocked: Heard, settled: Settled
) -> None:
    entrance.obstacle = unless(GOOD)
    opening.start()
    settled()
    opening.give_passphrase("wrong horse", "")
    settled()
    assert problem(blocked).title == "This is not the passphrase"
    assert form(blocked).error
    assert not form(blocked).busy
    opened = Heard(opening.opened)
    opening.give_passphrase(GOOD, "")
    settled()
    assert len(opened) == 1


def test_no_state_holds_a_passphrase(
    opening: Opening, entrance: FakeEntrance, blocked: Heard, settled: Settled
) -> None:
    """P11"""
    entrance.obstacle = unless(GOOD)
    opening.start()
    settled()
    opening.give_passphrase("wrong horse", "")
    settled()
    assert "wrong horse" not in repr(blocked)


@pytest.mark.parametrize(
    ("code", "forgets"), [(Code.DATABASE_CORRUPT, False), (Code.PASSPHRASE_WRONG, True)]
)
def test_beginning_afresh_is_asked_about_and_then_opens(
    opening: Opening,
    entrance: FakeEntrance,
    blocked: Heard,
    settled: Settled,
    code: Code,
    forgets: bool,
) -> None:
    entrance.obstacle = always(UserActionError(code))
    opening.start()
    settled()
    assert Wish.BEGIN_AFRESH in [button.wish for button in problem(blocked).buttons]
    opening.do(Wish.BEGIN_AFRESH)
    assert problem(blocked).title == "Begin afresh on this PC?"
    assert entrance.afresh == []
    sure = problem(blocked).buttons[-1]
    assert (sure.wish, sure.target, sure.danger) == (Wish.BEGIN_AFRESH, SURE, True)
    entrance.obstacle = lambda _passphrase: None
    opened = Heard(opening.opened)
    opening.do(sure.wish, sure.target)
    settled()
    assert entrance.afresh == [forgets]
    assert len(opened) == 1


@pytest.mark.parametrize("code", [Code.DATABASE_NEWER, Code.DISK_FULL, Code.NO_KEYRING])
def test_where_it_would_not_help_beginning_afresh_is_not_offered(
    opening: Opening, entrance: FakeEntrance, blocked: Heard, settled: Settled, code: Code
) -> None:
    entrance.obstacle = always(UserActionError(code))
    opening.start()
    settled()
    assert Wish.BEGIN_AFRESH not in [button.wish for button in problem(blocked).buttons]


def test_a_wish_that_is_anothers_is_passed_on(opening: Opening) -> None:
    passed = Heard(opening.passed_on)
    opening.do(Wish.QUIT)
    assert passed == [(Wish.QUIT, "")]
    assert Wish.QUIT not in OF_OPENING
