"""The demo of each system: its figures add up, a second run writes nothing, and what is edited on
either side arrives on the other (Shows 1; P1, P4, P8).
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from connectors import ALL
from connectors.demo import SYSTEMS, World
from connectors.demo.world import SPEAKING
from core.identity import property_name
from core.mapping import Direction
from core.office import Office
from core.store import mappings
from core.summary import RunSummary
from desktop.demo import Folders, demo_office
from tests.contract.end import End
from tests.contract.ends import ENDS
from tests.e2e.desk import Desk, JumpingClock
from tests.e2e.leaks import leaks
from tests.e2e.program import Program

PEOPLE = 60
BINS = ("created", "updated", "unchanged", "skipped", "held", "failed")
HOUR = 3600.0
WRITTEN = {"opendental": "email"}  # what the system lets us write; the others: the given name
TYPED = {"firstname": "Corrected", "email": "corrected.since@example.com"}


@pytest.fixture(scope="module", params=SYSTEMS)
def system(request: pytest.FixtureRequest) -> str:
    return str(request.param)


# -- as a newcomer runs it ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Runs:
    """Two runs of the demo on the same folders."""

    program: Program
    world: Path
    summaries: Sequence[dict[str, Any]]
    told: str  # beside them


@pytest.fixture(scope="module")
def runs(system: str, tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp(system)
    program, world = Program(folder / "pc"), folder / "world"
    where = ("--data-dir", str(program.data), "--world", str(world), "--people", str(PEOPLE))
    command = ("demo", "--system", system, "--headless", "--json", *where)
    done = [program.run(*command) for _ in range(2)]
    assert [each.code for each in done] == [0, 0], done
    return Runs(program, world, [each.last for each in done], done[0].err)


def test_it_is_said_what_is_not_real(system: str, runs: Runs) -> None:
    (spec,) = [each for each in ALL if each.name == system]
    assert f"{spec.label} and HubSpot are simulators" in runs.told
    assert "all people are fictional" in runs.told
    assert ("must attest" in runs.told) is spec.healthcare


def test_p8_every_record_that_was_read_is_accounted_for(system: str, runs: Runs) -> None:
    first = runs.summaries[0]
    for part in (first["totals"], *first["pairs"]):
        assert part["read"] == sum(part[name] for name in BINS), part
    totals = first["totals"]
    assert totals["failed"] == 0
    assert totals["created"] > PEOPLE // 4
    assert totals["updated"] > PEOPLE // 5, "people who were in HubSpot already are found again"
    assert totals["held"] < 0.2 * totals["read"]
    assert set(first["requests"]) == {system, "hubspot"}


def test_p4_the_second_run_writes_nothing(runs: Runs) -> None:
    totals = runs.summaries[1]["totals"]
    assert totals["created"] == totals["updated"] == 0


def test_p9_p11_no_value_of_any_record_and_no_credential_is_left_behind(
    system: str, runs: Runs
) -> None:
    world = World(runs.world, system)
    canaries = set(world.canaries())
    secrets = {value for name in world.ends for value in world.credentials(name).values()}
    assert len(canaries) > 5 * PEOPLE
    assert any(runs.program.data.rglob("*.db"))
    long = [text for text in secrets if len(text) > 12 and not text.startswith("20")]
    assert leaks(runs.program.folder, [*canaries, *long]) == []


# -- as two people edit it ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Both:
    """An office in which one field goes both ways, and a person whom both sides know."""

    desk: Desk
    office: Office
    end: End
    written: str  # HubSpot's name of that field
    person: str  # id in the system
    contact: str  # id in HubSpot

    def sync(self) -> RunSummary:
        self.desk.clock.advance(HOUR)
        run = self.desk.sync(self.office)
        assert run.result == "ok"
        return run

    def type_in_hubspot(self) -> None:
        typed = {self.written: TYPED[self.written]}
        self.desk.world.hubspot.edit("contacts", self.contact, **typed)

    def in_hubspot(self, field: str) -> str | None:
        return self.desk.world.hubspot.record("contacts", self.contact)[field]

    def held(self) -> object:
        world = self.desk.world
        system = list(world._office.canaries(world.simulator))
        return system, [list(world.hubspot.records(kind)) for kind in SPEAKING]


@pytest.fixture
def both(system: str, tmp_path: Path) -> Iterator[Both]:
    (end,) = [each for each in ENDS if each.name == system]
    clock = JumpingClock()
    desk = Desk(tmp_path, World(None, system, people=PEOPLE, clock=clock), clock)
    with desk.open() as office:
        desk.connect(office)
        written = WRITTEN.get(system, "firstname")
        pair = let_it_go_both_ways(desk, office, end, written)
        assert desk.sync(office).result == "ok"
        person, contact = somebody(desk, office, pair, written)
        yield Both(desk, office, end, written, person, contact)


def let_it_go_both_ways(desk: Desk, office: Office, end: End, written: str) -> str:
    """Publish the starter mapping of people, with that one field changed; return the pair."""
    store = office._parts.store
    (connection,) = [c for c in office.summary().connections if c.connector == end.name]
    (rules,) = [
        each
        for each in mappings.published(store, connection.id)
        if (each.system_stream, each.hubspot_stream) == (end.people, "contacts")
    ]
    fields = tuple(
        replace(line, direction=Direction.BOTH) if line.hubspot == written else line
        for line in rules.fields
    )
    if fields != rules.fields:
        mappings.publish(store, connection.id, replace(rules, fields=fields), desk.clock.now())
    return rules.pair


def somebody(desk: Desk, office: Office, pair: str, written: str) -> tuple[str, str]:
    """Return the ids, here and there, of a person that this pair linked."""
    key = property_name(desk.world.system)
    for row in desk.world.hubspot.records("contacts"):
        if row.get(key) and row.get(written):
            told = office.explain(pair, f"hubspot:{row['hs_object_id']}", desk.job())
            if told.system is not None and told.hubspot is not None:
                return told.system.id, told.hubspot.id
    raise AssertionError("nobody is linked")


def test_p1_what_is_edited_in_the_system_arrives_in_hubspot(both: Both) -> None:
    both.end.rename(both.desk.world.simulator, both.person, "Quillfeather")
    assert both.sync().totals.updated == 1
    assert both.in_hubspot("firstname") == "Quillfeather"


def test_p1_what_is_edited_in_hubspot_arrives_in_the_system(both: Both) -> None:
    both.sync()
    both.type_in_hubspot()
    assert both.sync().totals.updated == 1
    assert TYPED[both.written] in json.dumps(both.desk.world.simulator.dump())


def test_p4_and_nothing_is_written_once_both_agree(both: Both) -> None:
    both.sync()
    both.type_in_hubspot()
    both.sync()
    both.sync()
    before = both.held()
    again = both.sync().totals
    assert (again.created, again.updated) == (0, 0)
    assert both.held() == before


def test_the_touched_are_written(both: Both) -> None:
    touched = both.desk.world.touch(5)
    assert len(touched) == 5
    assert both.sync().totals.updated > 0
    assert both.sync().totals.updated == 0


# -- what was written outlives a kill ------------------------------------------------------------


def edit_over_the_network(world: World, contact: str, typed: dict[str, str]) -> None:
    """Have HubSpot told as another program tells it, so that the world's journal hears of it."""
    headers = {"Authorization": f"Bearer {world.credentials('hubspot')['token']}"}
    inputs = [{"id": contact, "properties": typed}]
    path = "/crm/objects/2026-09/contacts/batch/update"
    with httpx.Client(base_url=world.serve()["hubspot"], headers=headers) as client:
        assert client.post(path, json={"inputs": inputs}).status_code == 200


def test_p1_what_was_written_to_both_is_there_after_a_kill(system: str, tmp_path: Path) -> None:
    (end,) = [each for each in ENDS if each.name == system]
    clock, where = JumpingClock(), Folders(tmp_path / "data", tmp_path / "world")
    written = WRITTEN.get(system, "firstname")
    with World(where.world, system, people=20, clock=clock) as world:
        credentials = {name: world.credentials(name) for name in world.ends}
        settings = {name: world.settings(name) for name in world.ends}
        with closing(demo_office(where, world.serve(), credentials, settings=settings)) as office:
            desk = Desk(tmp_path, world, clock)
            pair = let_it_go_both_ways(desk, office, end, written)
            assert desk.sync(office).totals.created > 0
            contact = somebody(desk, office, pair, written)[1]
            edit_over_the_network(world, contact, {written: TYPED[written]})
            clock.advance(HOUR)
            assert desk.sync(office).totals.updated == 1
    again = World(where.world, system, clock=clock)  # nobody saved
    assert TYPED[written] in json.dumps(again.simulator.dump())
    assert again.hubspot.record("contacts", contact)[written] == TYPED[written]
    assert content(again) == content(world)


def content(world: World) -> tuple[set[str], object]:
    """Return what records say at both ends, without times."""
    said = set(world._office.canaries(world.simulator))
    return said, [len(list(world.hubspot.records(kind))) for kind in SPEAKING]
