"""An office that undoes a run: which one, by whom, and what is written down of it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.demo import World
from core.errors import Code, TransientError, UserActionError
from core.office import Office
from core.store import changes, leases, usage
from core.store.audit import Act, recent
from core.store.database import Store
from core.store.settlement import Wrote
from tests.e2e.desk import Desk, JumpingClock

PAIR = "persons-contacts"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    clock = JumpingClock()
    return Desk(tmp_path, World(None, people=3, clock=clock), clock)


@pytest.fixture
def office(desk: Desk) -> Iterator[Office]:
    with desk.open() as opened:
        desk.connect(opened)
        yield opened


@pytest.fixture
def store(office: Office) -> Store:
    return office._parts.store


@pytest.fixture
def run(desk: Desk, office: Office, store: Store) -> str:
    """A run that wrote to a record which is gone since."""
    made = desk.sync(office).id
    changes.keep(store, made, PAIR, [Wrote("1", True, {"firstname": b"x" * 8})])
    return made


def acts(store: Store) -> list[tuple[Act, str]]:
    return [(each.act, each.subject) for each in recent(store, 100)]


def test_an_undoing_is_audited_counted_and_logged(
    desk: Desk, office: Office, store: Store, run: str
) -> None:
    before = usage.by_month(store)[0]
    report = office.undo(desk.job(), run[:8])
    assert report.run == run
    assert acts(store)[0] == (Act.RUN_UNDONE, run)
    after = usage.by_month(store)[0]
    assert after.requests["hubspot"] > before.requests["hubspot"]
    assert after.records == before.records
    lines = "".join(file.read_text() for file in (desk.folder / "data").rglob("*.log"))
    events = [each for each in map(json.loads, lines.splitlines()) if each.get("run") == run]
    assert [e["event"] for e in events if e["event"].startswith("undo")] == [
        "undo.started",
        "undo.ended",
    ]


def test_a_preview_is_not_audited(desk: Desk, office: Office, store: Store, run: str) -> None:
    before = acts(store)
    assert office.undo(desk.job(), "last", preview=True).run == run
    assert acts(store) == before


@pytest.mark.parametrize("name", ["", "nobody", "%", "last"])
def test_a_run_that_there_is_not_is_said_so(desk: Desk, office: Office, name: str) -> None:
    with pytest.raises(UserActionError) as caught:
        office.undo(desk.job(), name)
    assert caught.value.code is Code.RUN_UNKNOWN


def test_a_preview_cannot_be_undone(desk: Desk, office: Office) -> None:
    looked = office.sync(desk.job(), trigger="command", preview=True)
    with pytest.raises(UserActionError) as caught:
        office.undo(desk.job(), looked.id)
    assert caught.value.code is Code.RUN_UNKNOWN


def test_nothing_is_undone_while_a_run_goes_on(
    desk: Desk, office: Office, store: Store, run: str
) -> None:
    (system,) = [c for c in office.summary().connections if c.connector == "clio"]
    now = office._parts.clock.now()
    with leases.claimed(store, system.id, now), pytest.raises(TransientError) as caught:
        office.undo(desk.job(), run)
    assert caught.value.code is Code.DATABASE_BUSY
    assert changes.counts(store, run)[PAIR] >= 1


def test_without_hubspot_it_is_said_what_is_missing(desk: Desk, office: Office, run: str) -> None:
    (hubspot,) = [c for c in office.summary().connections if c.connector == "hubspot"]
    office.disconnect(hubspot.id, desk.job())
    with pytest.raises(UserActionError) as caught:
        office.undo(desk.job(), run)
    assert (caught.value.code, caught.value.detail) == (Code.NOT_CONNECTED, "HubSpot")
