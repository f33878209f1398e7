"""The office: connecting, running and looking, with a firm and a portal in memory."""

import base64
import json
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from connectors.memory import MemoryAccount, spec
from core.connector import Account
from core.errors import (
    Cancelled,
    Code,
    Refusal,
    SyncError,
    TransientError,
    UserActionError,
)
from core.jobs import JobContext
from core.log import EventLog
from core.office import Office, Outside, SignInRequest
from core.paths import Paths
from core.records import Side
from core.registry import ConnectorSpec, OAuthSpec, Option, Registry, Secrets, SignIn, SignInKind
from core.store import runs
from core.store.connections import StoredCredentials
from core.store.database import open_store
from core.store.tables import credentials
from core.summary import ConnectionSummary, Health
from core.vault import Vault
from tests.core.engine.world import FIRM, PERSON_RULES, PERSONS, PORTAL, SetClock, acting, totals

KEYS = SignInKind.KEYS
TOKEN = "secret-token"


class Desk:
    """An office on disk, and the two accounts that it is about."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths.under(folder)
        self.paths.prepare()
        self.clock = SetClock()
        self.firm = MemoryAccount(FIRM, Account("4482019", "Ruiz Law", user="ana@example.com"))
        self.portal = MemoryAccount(PORTAL, Account("7001", "Ruiz Portal"))
        self.asked_to_sign_in: list[SignInRequest] = []
        self.tokens: Secrets = {"token": TOKEN, "refresh_token": "secret-refresh"}
        self.open()

    def open(self) -> None:
        """Start the program."""
        self.store = open_store(self.paths)
        self.vault = Vault(bytes(range(32)))
        self.log = EventLog(self.paths.log, self.clock)
        self.office = Office(
            self.store,
            self.vault,
            Registry((spec(self.portal, name="hubspot", side=Side.HUBSPOT), self.books())),
            Outside(
                workers=lambda: ThreadPoolExecutor(6, thread_name_prefix="sync"),
                sign_in=self.sign_in,
                check_base_url=check_base_url,
                starter=lambda made: (PERSON_RULES,) if made.side is Side.SYSTEM else (),
            ),
            self.log,
            clock=self.clock,
            key_holder="a test",
            data_folder=str(self.paths.data),
        )

    def books(self) -> ConnectorSpec:
        """Describe a system with both ways to sign in, and a setting."""
        made = spec(self.firm, name="books", side=Side.SYSTEM)
        browser = SignIn(
            SignInKind.OAUTH,
            "Browser",
            options=(Option("client_id", "Id"), Option("client_secret", "Secret", secret=True)),
            oauth=OAuthSpec("https://example.com/a", "https://example.com/t"),
        )
        country = Option("country", "Country", choices=(("US", "USA"), ("CA", "Canada")))
        return replace(
            made, sign_ins=(*made.sign_ins, browser), options=(replace(country, default="US"),)
        )

    def sign_in(self, request: SignInRequest) -> Secrets:
        self.asked_to_sign_in.append(request)
        return {**self.tokens, "client_id": request.client_id}

    def connect(self, name: str = "books", **answers: str) -> ConnectionSummary:
        return self.office.connect(name, KEYS, {"token": TOKEN, **answers}, job(), print)

    def connect_both(self) -> None:
        self.connect("hubspot")
        self.connect()

    def people(self, count: int) -> None:
        for n in range(count):
            self.firm.put("persons", {"first": f"First{n}", "mail": f"p{n}@example.com"}, id=str(n))

    def sync(self, **how: Any) -> Any:
        return self.office.sync(job(), trigger="hand", **how)

    def close(self) -> None:
        self.office.close()

    def events(self, name: str) -> list[dict[str, Any]]:
        lines = "".join(file.read_text() for file in self.paths.log.glob("*.log")).splitlines()
        return [each for each in map(json.loads, lines) if each["event"] == name]


def job() -> JobContext:
    return JobContext()


def check_base_url(url: str, _hosts: object) -> str:
    if not url.startswith("http://127.0.0.1"):
        raise UserActionError(Code.ADDRESS_REFUSED)
    return url


def raising(error: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def joined(desk: Desk) -> Desk:
    desk.connect_both()
    return desk


# -- connecting -------------------------------------------------------------------------------


def test_a_connection_is_checked_and_kept_with_its_account(desk: Desk) -> None:
    made = desk.connect(country="CA")
    assert (made.account_id, made.account_name, made.user) == (
        "4482019",
        "Ruiz Law",
        "ana@example.com",
    )
    assert (made.sign_in, made.state, made.side) == ("keys", "working", Side.SYSTEM)
    assert desk.office.summary().connections == (made,)
    assert desk.firm.asked == {"account": 1}
    assert [each.pair for each in desk.office.mappings()] == [PERSONS]


def test_p11_no_credential_is_on_disk_in_clear(joined: Desk) -> None:
    joined.store.checkpoint()
    kept = b"".join(f.read_bytes() for f in joined.paths.data.rglob("*") if f.is_file())
    kept += b"".join(f.read_bytes() for f in joined.paths.log.rglob("*") if f.is_file())
    for form in (TOKEN.encode(), TOKEN.encode("utf-16-le"), base64.b64encode(TOKEN.encode())):
        assert form.rstrip(b"=") not in kept


def test_a_browser_sign_in_is_given_the_app_and_keeps_what_comes_back(desk: Desk) -> None:
    answers = {"client_id": "app-1", "client_secret": "app-secret"}
    made = desk.office.connect("books", SignInKind.OAUTH, answers, job(), print)
    assert made.sign_in == "oauth"
    (request,) = desk.asked_to_sign_in
    assert (request.client_id, request.client_secret) == ("app-1", "app-secret")
    assert request.job.connector == "books"
    kept = StoredCredentials(desk.store, desk.vault, made.id).load()
    assert kept == {**desk.tokens, "client_id": "app-1"}


def test_a_token_that_is_not_good_is_told_at_once_and_nothing_is_kept(desk: Desk) -> None:
    with pytest.raises(UserActionError) as caught:
        desk.connect(token="wrong")
    assert (caught.value.code, caught.value.connector) == (Code.TOKEN_REJECTED, "books")
    assert desk.office.summary().connections == ()


@pytest.mark.parametrize(
    ("answers", "code", "detail"),
    [
        ({"token": " "}, Code.SETTING_INVALID, "token"),
        ({"token": TOKEN, "country": "XX"}, Code.SETTING_INVALID, "country"),
        ({"token": TOKEN, "base_url": "https://evil.example"}, Code.ADDRESS_REFUSED, None),
    ],
)
def test_answers_are_checked_before_anything_is_sent(
    desk: Desk, answers: dict[str, str], code: Code, detail: str | None
) -> None:
    with pytest.raises(UserActionError) as caught:
        desk.office.connect("books", KEYS, answers, job(), print)
    assert (caught.value.code, caught.value.detail) == (code, detail)
    assert not desk.firm.asked


def test_a_way_to_sign_in_that_the_system_lacks_is_refused(desk: Desk) -> None:
    with pytest.raises(UserActionError, match="sign_in"):
        desk.office.connect("hubspot", SignInKind.OAUTH, {}, job(), print)


def test_a_reconnect_keeps_connection_links_and_settings(joined: Desk) -> None:
    joined.people(3)
    joined.connect(country="CA")
    before = joined.office.summary().connection(Side.SYSTEM)
    joined.sync()
    again = joined.connect()
    assert before is not None
    assert again.id == before.id
    joined.sync()
    assert len(joined.portal.records("contacts")) == 3


def test_a_reconnect_to_another_account_is_a_hard_stop_and_changes_nothing(joined: Desk) -> None:
    before = joined.office.summary().connections
    joined.firm.account = Account("999", "Other Firm")
    joined.firm.tokens.add("other-token")
    with pytest.raises(UserActionError) as caught:
        joined.connect(token="other-token")
    assert caught.value.code is Code.ACCOUNT_MISMATCH
    assert joined.office.summary().connections == before
    system = joined.office.summary().connection(Side.SYSTEM)
    assert system is not None
    assert StoredCredentials(joined.store, joined.vault, system.id).load()["token"] == TOKEN


def test_a_reconnect_to_another_portal_is_a_hard_stop(joined: Desk) -> None:
    joined.portal.account = Account("7002", "Sandbox")
    with pytest.raises(UserActionError) as caught:
        joined.connect("hubspot")
    assert caught.value.code is Code.ACCOUNT_MISMATCH


def test_the_demo_connects_with_tokens_it_has_and_loopback_only(desk: Desk) -> None:
    settings = {"base_url": "http://127.0.0.1:1"}
    made = desk.office.connect_with("books", desk.tokens, settings, job())
    assert made.sign_in == "oauth"
    with pytest.raises(UserActionError):
        desk.office.connect_with("books", desk.tokens, {"base_url": "https://x.example"}, job())


# -- disconnecting ----------------------------------------------------------------------------


def test_disconnecting_deletes_the_credentials_before_it_revokes_them(joined: Desk) -> None:
    system = joined.office.summary().connection(Side.SYSTEM)
    assert system is not None
    left: list[int] = []

    def look() -> None:
        with joined.store.read() as connection:
            left.append(len(connection.execute(select(credentials)).all()))

    with acting(joined.firm, "revoke", look):
        joined.office.disconnect(system.id, job())
    assert left == [1]  # HubSpot's alone
    assert joined.firm.tokens == set()
    assert [each.side for each in joined.office.summary().connections] == [Side.HUBSPOT]


def test_disconnecting_offline_deletes_all_the_same(joined: Desk) -> None:
    system = joined.office.summary().connection(Side.SYSTEM)
    assert system is not None
    with acting(joined.firm, "revoke", raising(TransientError(Code.OFFLINE))):
        joined.office.disconnect(system.id, job())
    assert joined.office.summary().connection(Side.SYSTEM) is None
    (event,) = joined.events("connection.revoke_failed")
    assert event["code"] == "pc.offline"


def test_disconnecting_with_damaged_credentials_deletes_them(joined: Desk) -> None:
    system = joined.office.summary().connection(Side.SYSTEM)
    assert system is not None
    with joined.store.write() as connection:
        connection.execute(update(credentials).values(sealed=b"\x01garbled"))
    joined.office.disconnect(system.id, job())
    assert joined.office.summary().connection(Side.SYSTEM) is None


def test_p2_connecting_the_same_account_again_makes_nobody_twice(joined: Desk) -> None:
    joined.people(3)
    joined.sync()
    system = joined.office.summary().connection(Side.SYSTEM)
    assert system is not None
    joined.office.disconnect(system.id, job())
    joined.firm.tokens.add(TOKEN)
    joined.connect()
    assert joined.sync(full=True).totals == totals(unchanged=3)
    assert len(joined.portal.records("contacts")) == 3


# -- running ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "missing"), [("books", "HubSpot"), ("hubspot", "system")])
def test_a_run_needs_both_ends(desk: Desk, name: str, missing: str) -> None:
    desk.connect(name)
    with pytest.raises(UserActionError) as caught:
        desk.sync()
    assert (caught.value.code, caught.value.detail) == (Code.NOT_CONNECTED, missing)
    assert desk.office.summary().runs == ()


def test_a_run_is_recorded_with_its_counts_and_requests(joined: Desk) -> None:
    joined.people(3)
    joined.portal.answers_429 = 2
    run = joined.sync()
    assert (run.result, run.code, run.trigger, run.preview) == ("ok", None, "hand", False)
    assert run.totals == totals(created=3)
    assert run.requests == {"books": 1, "hubspot": 4}  # prepare, schema, list, write
    assert run.refused == {"books": 0, "hubspot": 2}
    summary = joined.office.summary()
    assert summary.last_run == replace(run, refused={})
    assert (summary.health, summary.linked) == (Health.IN_SYNC, 3)
    assert [each.history[-1] for each in summary.pairs] == [3]
    (event,) = joined.events("run.pair_ended")
    assert (event["pair"], event["read"], event["changed"]) == (PERSONS, 3, 3)


def test_a_preview_is_recorded_apart_from_the_runs_that_count(joined: Desk) -> None:
    joined.people(3)
    seen = joined.sync(preview=True)
    assert (seen.preview, seen.totals) == (True, totals(created=3))
    summary = joined.office.summary()
    assert summary.last_run is None
    assert [run.preview for run in summary.runs] == [True]
    assert joined.portal.applied == []


def test_only_some_pairs_can_be_run(joined: Desk) -> None:
    joined.people(1)
    assert joined.sync(only=["matters-deals"]).pairs == ()
    assert [each.pair for each in joined.sync(only=[PERSONS]).pairs] == [PERSONS]


def test_a_cancelled_run_is_recorded_raised_and_resumed(joined: Desk) -> None:
    joined.people(30)
    joined.portal.batch_size = joined.firm.page_size = 5
    stop = threading.Event()
    with acting(joined.portal, "write answered", stop.set), pytest.raises(Cancelled):
        joined.office.sync(JobContext(cancelled=stop), trigger="tray")
    last = joined.office.summary().last_run
    assert last is not None
    assert (last.result, last.code) == ("cancelled", None)
    assert 0 < last.totals.created == last.totals.read < 30
    assert joined.sync().totals.created == 30 - last.totals.created
    assert len(joined.portal.records("contacts")) == 30


def test_p9_a_fault_of_ours_ends_the_run_with_a_code_and_no_value(joined: Desk) -> None:
    joined.people(1)
    with acting(joined.portal, "write", raising(ValueError("canary.bird@example.com"))):
        run = joined.sync()
    assert (run.result, run.code) == ("failed", Code.INTERNAL)
    (event,) = joined.events("run.fault")
    assert event["type"] == "ValueError"
    assert "canary" not in json.dumps(joined.events("run.fault"))


def test_p7_p9_a_fault_over_one_record_is_logged_by_type_and_place(
    joined: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("canary.bird@example.com")

    joined.people(1)
    monkeypatch.setattr("core.draft.Drafter.draft", fail)
    assert joined.sync().totals == totals(failed=1)
    (event,) = joined.events("run.record_fault")
    assert event["type"] == "KeyError"
    assert "canary" not in json.dumps(event)


def test_connections_are_closed_however_a_run_ends(
    joined: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[object] = []
    monkeypatch.setattr("connectors.memory.MemoryConnector.close", lambda me: closed.append(me))
    joined.people(1)
    joined.sync()
    with acting(joined.firm, "read", raising(TransientError(Code.OFFLINE))):
        joined.sync()
    assert len(closed) == len(set(map(id, closed))) == 4


# -- failing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "name"), [("firm", "books"), ("portal", "hubspot")], ids=["system", "HubSpot"]
)
def test_the_end_whose_sign_in_is_over_is_the_one_signed_out(
    joined: Desk, end: str, name: str
) -> None:
    joined.people(1)
    joined.sync()
    joined.people(2)
    getattr(joined, end).tokens.clear()
    run = joined.sync()
    assert (run.result, run.code) == ("failed", Code.TOKEN_REJECTED)
    summary = joined.office.summary()
    assert {c.connector: c.state for c in summary.connections if c.state != "working"} == {
        name: "signed_out"
    }
    assert (summary.health, summary.next_run_at) == (Health.SIGNED_OUT, None)


def test_after_signing_in_again_runs_start_by_themselves(joined: Desk) -> None:
    joined.people(1)
    joined.firm.tokens.clear()
    joined.sync()
    joined.firm.tokens.add(TOKEN)
    joined.connect()
    summary = joined.office.summary()
    assert summary.health is Health.OFFLINE  # it waits for its next run, and for nobody
    assert summary.next_run_at is not None
    joined.sync()
    assert joined.office.summary().health is Health.IN_SYNC


def test_a_failure_that_passes_is_retried_soon_and_shown_as_waiting(joined: Desk) -> None:
    joined.people(1)
    joined.sync()
    joined.people(2)
    with acting(joined.portal, "prepare", raising(TransientError(Code.UNAVAILABLE))):
        run = joined.sync()
    assert (run.result, run.code) == ("failed", Code.UNAVAILABLE)
    summary = joined.office.summary()
    states = {each.connector: (each.state, each.code) for each in summary.connections}
    assert states == {"books": ("working", None), "hubspot": ("unreachable", Code.UNAVAILABLE)}
    assert summary.health is Health.OFFLINE
    assert summary.next_run_at == joined.clock.now() + timedelta(minutes=1)
    joined.sync()
    summary = joined.office.summary()
    assert {each.state for each in summary.connections} == {"working"}
    assert summary.health is Health.IN_SYNC


@pytest.mark.parametrize("code", [Code.INTERNAL, Code.UNEXPECTED, Code.OUTCOME_UNKNOWN])
def test_what_nobody_can_mend_is_a_problem_but_does_not_stop_the_schedule(
    joined: Desk, code: Code
) -> None:
    joined.people(1)
    with acting(joined.portal, "write", raising(SyncError(code))):
        joined.sync()
    summary = joined.office.summary()
    assert summary.health is Health.PROBLEM
    assert summary.next_run_at == joined.clock.now() + timedelta(minutes=1)


def test_what_only_a_person_can_mend_stops_the_schedule_until_a_run_goes_well(
    joined: Desk,
) -> None:
    joined.people(1)
    with acting(joined.portal, "write", raising(UserActionError(Code.NOT_PERMITTED))):
        joined.sync()
    summary = joined.office.summary()
    assert (summary.health, summary.next_run_at) == (Health.PROBLEM, None)
    joined.sync()
    assert joined.office.summary().health is Health.IN_SYNC
    assert joined.office.summary().next_run_at is not None


def test_health_needs_you_when_something_waits_in_review(joined: Desk) -> None:
    joined.people(2)
    joined.portal.refuse = lambda _write: Refusal(Code.RECORD_REFUSED)
    joined.sync()
    summary = joined.office.summary()
    assert summary.health is Health.NEEDS_YOU
    assert (summary.issues, summary.waiting) == ({Code.RECORD_REFUSED: 2}, 2)


def test_the_first_run_is_a_persons_to_start(desk: Desk) -> None:
    assert desk.office.summary().health is Health.NEEDS_YOU
    desk.connect_both()
    summary = desk.office.summary()
    assert (summary.health, summary.next_run_at) == (Health.NEEDS_YOU, None)
    desk.sync()
    assert desk.office.summary().next_run_at == desk.clock.now() + timedelta(minutes=15)


# -- pausing ----------------------------------------------------------------------------------


def test_a_pause_lasts_until_it_is_over_and_a_run_by_hand_goes_all_the_same(joined: Desk) -> None:
    joined.sync()
    until = joined.clock.now() + timedelta(hours=2)
    joined.office.pause(until)
    summary = joined.office.summary()
    assert (summary.health, summary.next_run_at) == (Health.PAUSED, at(until))
    joined.people(1)
    assert joined.sync().totals == totals(created=1)
    joined.clock.forward(hours=3)
    summary = joined.office.summary()
    assert (summary.health, summary.paused_until) == (Health.IN_SYNC, None)


def test_a_pause_until_resumed_names_no_next_run(joined: Desk) -> None:
    joined.sync()
    joined.office.pause(None)
    summary = joined.office.summary()
    assert (summary.health, summary.next_run_at) == (Health.PAUSED, None)
    joined.office.resume()
    assert joined.office.summary().health is Health.IN_SYNC


def at(moment: datetime) -> datetime:
    """Return a moment as it is stored: in whole milliseconds."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


# -- one at a time, and after a crash -----------------------------------------------------------


def test_a_second_run_is_refused_while_the_first_goes_on(joined: Desk) -> None:
    joined.people(1)
    refused: list[TransientError] = []

    def run_too() -> None:
        with pytest.raises(TransientError) as caught:
            joined.sync()
        refused.append(caught.value)

    with acting(joined.portal, "prepare", run_too):
        assert joined.sync().result == "ok"
    assert [(each.code, each.detail) for each in refused] == [(Code.DATABASE_BUSY, "running")]
    assert len(joined.office.summary().runs) == 1


def _hold(folder: Path, connection_id: str, ready: Any, go: Any) -> None:
    """Run a connection in a process of its own, until told to die of it."""
    store = open_store(Paths.under(folder))
    now = SetClock().now()
    with runs.claimed(store, connection_id, now):
        runs.start(store, connection_id, "hand", False, now)
        ready.set()
        go.wait(60)
        os._exit(1)


@pytest.mark.slow
def test_two_processes_cannot_run_at_once_and_a_dead_one_holds_nobody_up(
    joined: Desk, tmp_path: Path
) -> None:
    system = joined.office.summary().connection(Side.SYSTEM)
    assert system is not None
    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path, system.id, ready, go))
    other.start()
    assert ready.wait(60)
    with pytest.raises(TransientError) as caught:
        joined.sync()
    assert (caught.value.code, caught.value.detail) == (Code.DATABASE_BUSY, "running")
    joined.close()
    joined.open()
    last = joined.office.summary().last_run
    assert last is not None
    assert last.result == "running"  # the other process is still at it
    go.set()
    other.join()
    joined.people(1)
    assert joined.sync().totals == totals(created=1)
    joined.close()
    joined.open()
    assert sorted(run.result for run in joined.office.summary().runs) == ["interrupted", "ok"]


def test_a_run_that_a_crash_left_open_is_noted_at_the_next_start(joined: Desk) -> None:
    system = joined.office.summary().connection(Side.SYSTEM)
    assert system is not None
    runs.start(joined.store, system.id, "schedule", False, joined.clock.now())
    joined.close()
    joined.open()
    summary = joined.office.summary()
    assert summary.last_run is not None
    assert (summary.last_run.result, summary.last_run.ended_at) == ("interrupted", None)
    assert summary.health is Health.PAUSED
    assert summary.next_run_at is not None
    joined.sync()
    assert joined.office.summary().health is Health.IN_SYNC


def test_the_office_is_the_same_after_a_restart(joined: Desk) -> None:
    joined.people(2)
    joined.sync()
    before = joined.office.summary()
    joined.close()
    joined.open()
    assert joined.office.summary() == before
    assert joined.sync().totals == totals(unchanged=1)


def test_p9_neither_log_nor_database_holds_a_value_after_runs_that_fail(joined: Desk) -> None:
    canary = "Quetzalcoatl"
    joined.firm.put("persons", {"first": canary, "mail": f"{canary}@example.com"}, id="c1")
    joined.firm.put("persons", {"first": canary, "kind": canary}, id="c2")
    for error in (ValueError(canary), TransientError(Code.UNAVAILABLE), SyncError(Code.UNEXPECTED)):
        with acting(joined.portal, "write", raising(error)):
            joined.sync()
    joined.sync()
    joined.store.checkpoint()
    for file in (*joined.paths.data.rglob("*"), *joined.paths.log.rglob("*")):
        if file.is_file():
            assert canary.lower().encode() not in file.read_bytes().lower(), file.name


def test_the_last_run_is_the_last_also_after_the_clock_was_set_back(joined: Desk) -> None:
    with acting(joined.firm, "read", raising(TransientError(Code.OFFLINE))):
        joined.sync()
    joined.clock.forward(days=-2)
    assert joined.office.summary().next_run_at == joined.clock.now()
    joined.sync()
    assert joined.office.summary().health is Health.IN_SYNC
