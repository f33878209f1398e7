"""Undoing in a pair that goes both ways is no edit: the old values do not travel back (P1, P4)."""

from dataclasses import replace
from pathlib import Path

from connectors.clio.simulator import ClioSimulator
from connectors.demo import World
from core.mapping import Direction
from core.office import Office
from core.store import mappings
from tests.e2e.desk import KEY, Desk, JumpingClock

PAIR = "persons-contacts"
HOUR = 3600.0
MOVED = 10


def names(clio: ClioSimulator) -> dict[int, str | None]:
    return {row.id: row.last_name for row in clio.account.contacts if row.type == "Person"}


def let_names_go_both_ways(desk: Desk, office: Office) -> None:
    store, clock = office._parts.store, desk.clock
    (system,) = [each for each in office.summary().connections if each.connector == "clio"]
    (rules,) = [each for each in mappings.published(store, system.id) if each.pair == PAIR]
    fields = tuple(
        replace(line, direction=Direction.BOTH) if line.hubspot == "lastname" else line
        for line in rules.fields
    )
    mappings.publish(store, system.id, replace(rules, fields=fields), clock.now())


def test_what_was_restored_stays_as_it_is_on_both_sides_and_people_are_heard(
    tmp_path: Path,
) -> None:
    clock = JumpingClock()
    world = World(None, people=120, clock=clock)
    desk, clio, hubspot = Desk(tmp_path, world, clock), world.simulator, world.hubspot
    with desk.open() as office:
        desk.connect(office)
        let_names_go_both_ways(desk, office)
        desk.sync(office)
        clock.advance(HOUR)
        contacts = {
            int(key.rpartition(".")[2]): str(row["hs_object_id"])
            for row in hubspot.records("contacts")
            if ".persons." in (key := str(row.get(KEY) or ""))
        }
        married = sorted(contacts)[:MOVED]
        before = {one: hubspot.record("contacts", contacts[one])["lastname"] for one in married}
        for number, one in enumerate(married):
            clio.edit("contacts", one, last_name=f"Quillfeather{number}")
        clock.advance(HOUR)
        assert desk.sync(office).totals.updated == MOVED
        clock.advance(HOUR)
        hubspot.edit("contacts", contacts[married[0]], lastname="Corrected")
        office.undo(desk.job(), "last")
        in_clio = names(clio)
        clock.advance(HOUR)
        assert desk.sync(office).totals.updated == 1
    assert names(clio) == in_clio | {married[0]: "Corrected"}
    now = {one: hubspot.record("contacts", contacts[one])["lastname"] for one in married}
    assert now == before | {married[0]: "Corrected"}
