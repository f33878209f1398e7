"""Signing in goes wrong: forged, late, twice, declined, and with every port taken (P11)."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from connectors.clio.simulator import CLIENT_ID, CLIENT_SECRET
from connectors.demo import World
from core.errors import Code, UserActionError
from core.registry import SignInKind
from desktop import app
from desktop.text import explain
from tests.e2e import browser
from tests.e2e.desk import Desk, said_plainly
from tests.e2e.program import Done, Program

pytestmark = pytest.mark.usefixtures("browser_ports")


@contextmanager
def connecting(
    pc: Program, world: World, secret: str = CLIENT_SECRET
) -> Iterator["subprocess.Popen[str]"]:
    """Begin to connect Clio; the browser is the test's."""
    address = world.serve()["clio"]
    command = ("connect", "clio", "--no-browser", "--base-url", address)
    more = (f"--set=client_id={CLIENT_ID}", "--data-dir", str(pc.data), "--json")
    with pc.running(*command, *more, stdin=f"{secret}\n") as process:
        yield process


def ended(process: "subprocess.Popen[str]") -> Done:
    out, err = process.communicate(timeout=60)
    return Done(process.returncode, out, err)


def told(done: Done, code: Code, exit_code: int = 3) -> None:
    assert done.code == exit_code, done.err
    assert done.last["error"]["code"] == code.value
    words = explain(code, system="Clio")
    assert words.action.split(". ")[0].split("{")[0][:12] in done.err
    assert "Traceback" not in done.err


def test_a_forged_answer_changes_nothing_and_the_true_one_is_taken_once(
    pc: Program, world: World
) -> None:
    with connecting(pc, world) as process:
        callback = browser.callback_of(browser.link_of(process))
        state = parse_qs(urlsplit(callback).query)["state"][0]
        forged = browser.visit(callback.replace(state, "A" * len(state)))
        assert forged.status == 400
        assert "does not belong" in forged.text
        assert state not in forged.text
        assert browser.visit(callback).status == 200
        with suppress(httpx.TransportError):  # often nobody listens any more
            assert browser.visit(callback).status in (409, 410)
        done = ended(process)
    assert done.code == 0, done.err
    assert done.last["connector"] == "clio"


def test_whoever_declines_is_told_and_may_try_again(pc: Program, world: World) -> None:
    world.simulator.sign_in.consent = "decline"
    with connecting(pc, world) as process:
        shown = browser.sign_in(process)
        assert shown.status == 200
        assert "Not connected" in shown.text
        told(ended(process), Code.DECLINED)
    world.simulator.sign_in.consent = "grant"
    with connecting(pc, world) as process:
        browser.sign_in(process)
        assert ended(process).code == 0


def test_a_wrong_app_secret_is_told(pc: Program, world: World) -> None:
    with connecting(pc, world, secret="mistyped") as process:
        browser.sign_in(process)
        done = ended(process)
    told(done, Code.APP_REJECTED)
    assert "mistyped" not in done.out + done.err


def take(port: int) -> socket.socket:
    """Listen on a port as another program does."""
    taken = socket.socket()
    if sys.platform != "win32":  # where it means: also right after somebody else
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.bind(("127.0.0.1", port))
    taken.listen(1)
    return taken


@pytest.fixture
def all_ports_taken() -> Iterator[tuple[int, ...]]:
    """Somebody else listens on each port that the program may use."""
    spec = app.registry()["clio"]
    oauth = next(way.oauth for way in spec.sign_ins if way.oauth is not None)
    with ExitStack() as stack:
        for port in oauth.ports:
            stack.enter_context(take(port))
        yield oauth.ports


@pytest.mark.usefixtures("all_ports_taken")
def test_taken_ports_are_named(pc: Program, world: World) -> None:
    with connecting(pc, world) as process:
        done = ended(process)
    told(done, Code.PORT_TAKEN)
    assert "53100" in done.err


def test_one_taken_port_is_no_trouble(pc: Program, world: World) -> None:
    with take(53100), connecting(pc, world) as process:
        shown = browser.sign_in(process)
        assert shown.status == 200
        assert urlsplit(shown.callback).port in (53101, 53102)
        assert ended(process).code == 0


def test_a_sign_in_that_nobody_finishes_ends_after_ten_minutes(
    tmp_path: Path, world: World
) -> None:
    desk = Desk(tmp_path, world)
    links: list[str] = []
    answers = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "region": "us"}
    answers["base_url"] = world.serve()["clio"]
    with desk.open() as office:
        before = desk.clock.now()
        with pytest.raises(UserActionError) as caught:
            office.connect("clio", SignInKind.OAUTH, answers, desk.job(), links.append)
        assert caught.value.code is Code.STATE_EXPIRED
        assert said_plainly(caught.value.code)
        assert (desk.clock.now() - before).total_seconds() >= 600
        late = browser.callback_of(links[0])
        with pytest.raises(httpx.TransportError):
            browser.visit(late)
        assert office.summary().connections == ()


def test_a_cancelled_sign_in_leaves_nothing_and_no_listener(pc: Program, world: World) -> None:
    with connecting(pc, world) as process:
        link = browser.link_of(process)
        process.terminate()
        done = ended(process)
    assert done.code == 130
    with pytest.raises(httpx.TransportError):
        browser.visit(browser.callback_of(link))
    status = pc.run("status", "--data-dir", str(pc.data), "--json")
    assert status.last["connections"] == []


def test_reconnecting_to_another_account_is_refused_and_the_old_one_stays(
    pc: Program, world: World, keyring: Mapping[str, str]
) -> None:
    key = world.credentials("hubspot")["token"]
    command = ("connect", "hubspot", "--keys", "--base-url", world.serve()["hubspot"])
    where = ("--data-dir", str(pc.data), "--json")
    first = pc.run(*command, *where, stdin=f"{key}\n")
    assert first.code == 0, first.err
    ours = world.hubspot.portal.id
    world.hubspot.set_portal(99_000_001)
    told(pc.run(*command, *where, stdin=f"{key}\n"), Code.ACCOUNT_MISMATCH)
    world.hubspot.set_portal(ours)
    status = pc.run("status", *where)
    assert [each["account_id"] for each in status.last["connections"]] == [str(ours)]
    assert pc.run(*command, *where, stdin=f"{key}\n").code == 0
