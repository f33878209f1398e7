"""A full comparison: what incremental reading had missed is found, mended and counted."""

from dataclasses import replace

import pytest

from connectors.memory import MemoryConnector
from core.errors import Code
from core.mapping import Direction, Drift
from core.records import Side
from core.store.database import Store
from core.store.settlement import Settlement
from core.summary import Compared
from tests.core.engine.world import PERSON_RULES, PERSONS, World, totals

BOTH_WAYS = replace(
    PERSON_RULES,
    creates=Direction.BOTH,
    fields=tuple(
        replace(each, direction=Direction.BOTH) if each.hubspot != "kind" else each
        for each in PERSON_RULES.fields
    ),
)


@pytest.fixture
def world(store: Store) -> World:
    made = World(store)
    made.people(4)
    made.run()
    return made


def overlook(world: World) -> None:
    """Move both checkpoints to the present, as if the feeds had left out what changed before."""
    there = world.contacts()["p4"].id
    ends = (
        (Side.SYSTEM, world.firm, "persons", "p4"),
        (Side.HUBSPOT, world.portal, "contacts", there),
    )
    for side, account, stream, last_saved in ends:
        account.put(stream, {}, id=last_saved)  # feeds repeat the last change
        *_, last = MemoryConnector(account).read(stream, None, ())
        world.ledger.settle(PERSONS, Settlement(), last.cursor, whole=True, side=side)


def test_a_change_that_no_feed_told_reaches_hubspot_and_is_counted(world: World) -> None:
    """(P1)"""
    world.person("p1", town="Boulder")
    overlook(world)
    assert world.run().totals.updated == 0
    result = world.run(full=True)
    assert result.totals == totals(updated=1, unchanged=3)
    assert result.compared == Compared(to_hubspot=1)
    assert world.contacts()["p1"].fields["city"] == "Boulder"


def test_a_change_in_hubspot_that_no_feed_told_reaches_the_system(world: World) -> None:
    """(P1)"""
    world.rules = [BOTH_WAYS]
    world.run(full=True)
    world.portal.put("contacts", {"city": "Boulder"}, id=world.contacts()["p2"].id)
    overlook(world)
    assert world.run().totals.updated == 0
    result = world.run(full=True)
    assert result.compared == Compared(to_system=1)
    assert world.firm.records("persons")["p2"].fields["town"] == "Boulder"


def test_records_without_a_link_are_counted_on_either_side(world: World) -> None:
    world.people(1, start=5)
    overlook(world)
    world.contact(firstname="Bo", lastname="Lind")
    result = world.run(full=True)
    assert result.totals.created == 1
    assert result.compared == Compared(unlinked_here=1, unlinked_there=1)
    assert world.run(full=True).compared == Compared(unlinked_there=1)


def test_p6_links_without_a_record_are_counted_and_nothing_is_archived(world: World) -> None:
    world.firm.delete("persons", "p1")
    world.portal.delete("contacts", world.contacts()["p2"].id)
    result = world.run(full=True)
    assert result.compared == Compared(gone_here=1, gone_there=1)
    assert set(world.contacts()) == {"p1", "p3", "p4"}
    assert Code.PENDING_DELETE not in world.issues()


@pytest.mark.parametrize(
    ("drift", "city", "told"), [(Drift.RESTORE, "Denver", 0), (Drift.REPORT, "Boulder", 1)]
)
def test_p12_what_somebody_changed_where_it_is_only_read_is_put_back_or_told(
    world: World, drift: Drift, city: str, told: int
) -> None:
    lines = [replace(e, drift=drift) if e.hubspot == "city" else e for e in PERSON_RULES.fields]
    world.rules = [replace(PERSON_RULES, fields=tuple(lines))]
    world.portal.put("contacts", {"city": "Boulder"}, id=world.contacts()["p1"].id)
    assert world.run().totals.updated == 0
    result = world.run(full=True)
    assert world.contacts()["p1"].fields["city"] == city
    assert world.issues()[Code.DRIFT] == told
    assert result.compared == Compared(to_hubspot=1 - told)


def test_a_preview_counts_the_same_and_writes_nothing(world: World) -> None:
    world.person("p1", town="Boulder")
    world.people(1, start=5)
    overlook(world)
    written = world.writes()
    preview = world.run(full=True, preview=True)
    assert world.writes() == written
    result = world.run(full=True)
    assert preview.compared == result.compared == Compared(to_hubspot=1, unlinked_here=1)
    assert preview.totals == result.totals


def test_a_first_sync_and_a_run_of_changes_compare_nothing(store: Store) -> None:
    world = World(store)
    world.people(2)
    assert world.run(full=True).compared is None
    assert world.run().compared is None


def test_p4_what_was_compared_is_equal_the_next_time(world: World) -> None:
    world.person("p1", town="Boulder")
    overlook(world)
    world.run(full=True)
    written = world.writes()
    assert world.run(full=True).compared == Compared()
    assert world.writes() == written
