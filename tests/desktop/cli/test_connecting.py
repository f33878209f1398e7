"""Connecting from the command line: secrets from standard input only, settings from --set."""

import argparse
import sys
import webbrowser
from typing import Any

import pytest

from core.errors import Code, SyncError, UserActionError
from core.jobs import JobContext
from core.registry import SignInKind
from core.summary import Health
from desktop.cli import connecting
from desktop.cli.commands import MisusedError, guarded
from tests.desktop.cli.conftest import Piped, Typed, screen
from tests.desktop.offices import LINK, REGISTRY, FakeOffice, summary


@pytest.fixture
def office() -> FakeOffice:
    """An office that has connected nothing."""
    return FakeOffice(summary(health=Health.NEEDS_YOU, connections=(), pairs=()))


@pytest.fixture(autouse=True)
def browser(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    return opened


def connect(office: FakeOffice, stdin: str, *system: str, json: bool = False, **how: Any) -> str:
    """Run `connect` with piped input; return what it said to the person."""
    given: dict[str, Any] = {
        "system": system[0] if system else "hubspot",
        "keys": False,
        "browser": False,
        "base_url": None,
        "no_browser": False,
        "set": [],
        **how,
    }
    sys.stdin = Piped(stdin)
    shown = screen(json=json)
    connecting.connect(office, REGISTRY, argparse.Namespace(**given), shown.terminal)  # type: ignore[arg-type]
    return shown.out.getvalue() + shown.err.getvalue()


@pytest.fixture(autouse=True)
def _stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Piped(""))


def connected(office: FakeOffice) -> tuple[str, SignInKind, dict[str, str]]:
    return next(about for name, about in office.asked if name == "connect")  # type: ignore[return-value]


def test_a_key_is_read_from_standard_input(office: FakeOffice) -> None:
    said = connect(office, "key-1\n")
    assert connected(office) == ("hubspot", SignInKind.KEYS, {"token": "key-1"})
    assert "HubSpot is connected: Marlow & Finch LLP (no. 24681357)." in said
    assert "key-1" not in said


def test_what_has_a_default_is_not_read_from_a_pipe(office: FakeOffice) -> None:
    connect(office, "abc\ns3cret\n", "clio")
    assert connected(office)[2] == {"client_id": "abc", "client_secret": "s3cret"}


def test_settings_come_from_set(office: FakeOffice) -> None:
    connect(office, "s3cret\n", "clio", set=["region=eu", "client_id=abc"])
    assert connected(office)[2] == {
        "region": "eu",
        "client_id": "abc",
        "client_secret": "s3cret",
    }


@pytest.mark.parametrize("how", [{"browser": True}, {"set": ["client_id=abc"], "browser": True}])
def test_the_browser_is_chosen_where_there_are_two_ways(
    office: FakeOffice, browser: list[str], how: dict[str, Any]
) -> None:
    said = connect(office, "abc\ns3cret\n", **how)
    assert connected(office)[1] is SignInKind.OAUTH
    assert browser == [LINK]
    assert LINK in said


def test_without_a_browser_the_link_is_only_printed(office: FakeOffice, browser: list[str]) -> None:
    said = connect(office, "abc\ns3cret\n", "clio", no_browser=True)
    assert browser == []
    assert LINK in said


def test_another_address_is_passed_on_to_be_checked(office: FakeOffice) -> None:
    connect(office, "key-1\n", base_url="http://127.0.0.1:5000")
    assert connected(office)[2]["base_url"] == "http://127.0.0.1:5000"


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"system": "nosuch"}, "there are: hubspot, clio, jobber"),
        ({"system": "clio", "keys": True}, "cannot be connected with a key"),
        ({"set": ["token=key-1"]}, "is a secret"),
        ({"set": ["region=eu"]}, "names are"),
        ({"set": ["token"]}, "NAME=VALUE"),
    ],
)
def test_what_cannot_be_meant_is_said_and_nothing_is_sent(
    office: FakeOffice, how: dict[str, Any], words: str
) -> None:
    with pytest.raises(MisusedError, match=words):
        connect(office, "key-1\n", **how)
    assert office.names() == []


def test_a_sign_in_that_fails_names_its_system(office: FakeOffice) -> None:
    def declined(_job: JobContext) -> None:
        raise UserActionError(Code.REDIRECT_REJECTED)

    office.sign_in = declined
    with pytest.raises(SyncError) as raised:
        connect(office, "abc\ns3cret\n", "clio")
    shown = screen()

    def work() -> int:
        raise raised.value

    assert guarded(shown.terminal, work) == 3
    assert shown.err.getvalue().startswith("Clio does not know the address to return to.")


def test_a_person_is_told_where_to_find_things_and_may_keep_what_is_kept(
    office: FakeOffice, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """P11: what is typed is not echoed."""
    office.found = summary()
    hidden: list[str] = []
    shown: list[str] = []

    def with_echo(prompt: str) -> str:
        shown.append(prompt)
        return ""

    def without_echo(prompt: str) -> str:
        hidden.append(prompt)
        return ""

    monkeypatch.setattr("getpass.getpass", without_echo)
    monkeypatch.setattr("builtins.input", with_echo)
    monkeypatch.setattr("sys.stdin", Typed())
    arguments = argparse.Namespace(
        system="clio", keys=False, browser=False, base_url=None, no_browser=True, set=[]
    )
    connecting.connect(office, REGISTRY, arguments, screen().terminal)  # type: ignore[arg-type]
    assert shown[0] == "Region (us/eu, empty: as it is): "
    assert "On your app's page." in capsys.readouterr().err
    assert hidden == ["Client secret (empty: as it is): "]
    assert set(connected(office)[2].values()) == {""}


def test_disconnecting_says_what_is_gone_and_what_stays(office: FakeOffice) -> None:
    office.found = summary()
    shown = screen()
    arguments = argparse.Namespace(system="hubspot")
    assert connecting.disconnect(office, REGISTRY, arguments, shown.terminal) == 0  # type: ignore[arg-type]
    assert ("disconnect", "c-2") in office.asked
    assert "The sign-in is deleted; your records stay." in shown.out.getvalue()


def test_what_is_not_connected_cannot_be_disconnected(office: FakeOffice) -> None:
    arguments = argparse.Namespace(system="hubspot")
    with pytest.raises(UserActionError) as raised:
        connecting.disconnect(office, REGISTRY, arguments, screen().terminal)  # type: ignore[arg-type]
    assert raised.value.code is Code.NOT_CONNECTED
