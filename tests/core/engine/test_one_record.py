"""One record, tried by itself: the walk of a run, for its id only."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.connector import Cursor
from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code
from core.mapping import Direction
from core.store import brakes
from core.store.database import Store
from tests.core.engine.world import (
    COMPANY_RULES,
    PERSON_RULES,
    PERSONS,
    World,
    totals,
)

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
    return World(store)


def cursors(world: World) -> tuple[Cursor | None, Cursor | None]:
    return world.ledger.checkpoint(PERSONS), world.ledger.hubspot_checkpoint(PERSONS)


def test_only_the_named_record_is_written_and_no_checkpoint_moves(world: World) -> None:
    world.people(3)
    world.run()
    before = cursors(world)
    for each in ("p1", "p2"):
        world.person(each, town="Boulder")
    assert world.run(ids=["p2"]).totals == totals(updated=1)
    towns = {key: each.fields["city"] for key, each in world.contacts().items()}
    assert towns == {"p1": "Denver", "p2": "Boulder", "p3": "Denver"}
    assert cursors(world) == before
    assert world.run().totals.updated == 1


def test_a_new_record_is_made_once_also_by_the_run_that_follows(world: World) -> None:
    """(P2)"""
    world.people(2)
    world.run()
    world.people(2, start=3)
    assert world.run(ids=["p4"]).totals == totals(created=1)
    assert set(world.contacts()) == {"p1", "p2", "p4"}
    assert world.run().totals.created == 1
    assert set(world.contacts()) == {"p1", "p2", "p3", "p4"}


def test_neither_side_is_listed_or_searched_for_it(world: World) -> None:
    world.people(30)
    world.run()
    world.people(1, start=31)
    world.asked()
    world.run(ids=["p31"])
    assert not any("read" in each for each in world.asked())


def test_neither_is_it_while_all_records_wait_to_be_looked_at_again(world: World) -> None:
    world.people(30)
    world.run()
    world.ledger.forget_checkpoint(PERSONS)
    world.people(1, start=31)
    world.asked()
    assert world.run(ids=["p31"]).totals == totals(created=1)
    assert not any("read" in each for each in world.asked())


def test_p2_before_the_first_sync_hubspot_is_listed_for_who_cannot_be_looked_up(
    world: World,
) -> None:
    there = world.contact(firstname="Ana", lastname="Ruiz", phone="+13035550118")
    world.person("p1", first="Ana", last="Ruiz", tel="(303) 555-0118")
    world.people(1, start=2)
    result = world.run(ids=["p1"])
    assert (result.totals.read, result.totals.created) == (1, 0)
    assert world.ledger.hubspot_ids(PERSONS, ["p1"]) == {"p1": there}
    assert not world.ledger.is_whole(PERSONS)
    assert cursors(world) == (None, None)
    assert world.ledger.walked_version(PERSONS) is None


def test_what_a_person_changed_in_hubspot_comes_back_for_the_named_record_only(
    world: World,
) -> None:
    world.rules = [BOTH_WAYS]
    world.people(2)
    world.run()
    for each in world.contacts().values():
        world.portal.put("contacts", {"city": "Boulder"}, id=each.id)
    before = cursors(world)
    assert world.run(ids=["p1"]).totals == totals(updated=1)
    towns = {key: each.fields["town"] for key, each in world.firm.records("persons").items()}
    assert towns == {"p1": "Boulder", "p2": "Denver"}
    assert cursors(world) == before


def test_a_preview_of_one_record_writes_nothing_and_tells_what_a_run_would_do(
    world: World,
) -> None:
    world.people(2)
    world.run()
    world.person("p1", town="Boulder")
    written = world.writes()
    assert world.run(ids=["p1"], preview=True).totals == totals(updated=1)
    assert world.writes() == written


def test_a_preview_of_what_only_hubspot_has_reads_it_and_makes_nothing(world: World) -> None:
    world.rules = [BOTH_WAYS]
    world.people(1)
    world.run()
    there = world.contact(firstname="Bo", lastname="Lind", email="bo@example.com")
    result = world.run(ids=[ONLY_HUBSPOT + there], preview=True)
    assert result.totals == totals(created=1)
    assert set(world.firm.records("persons")) == {"p1"}


def test_p2_a_create_whose_outcome_is_unknown_is_still_looked_for_after_it(world: World) -> None:
    world.rules = [BOTH_WAYS]
    world.people(2)
    world.run()
    world.ledger.intend(PERSONS, {"77": ""})
    world.run(ids=["p1"])
    assert world.ledger.intents(PERSONS) == {"77": ""}
    world.run()
    assert world.ledger.intents(PERSONS) == {}


def test_a_brake_stays_on_and_does_not_stop_one_record(world: World) -> None:
    world.people(100)
    world.run()
    for n in range(1, 101):
        world.person(f"p{n}", town="Boulder")
    world.run()
    (brake,) = brakes.on(world.store)
    assert world.run(ids=["p7"]).totals == totals(updated=1)
    assert brakes.on(world.store) == [brake]
    assert world.issues()[Code.BRAKE] == 1


def test_ties_of_other_records_wait_for_the_run(world: World) -> None:
    world.rules = [COMPANY_RULES, PERSON_RULES]
    world.firm.put("companies", {"name": "Marlow"}, id="c1")
    world.people(2)
    world.run_all()
    for each in ("p1", "p2"):
        world.person(each, company="c1")
    world.run_all(ids=["p1"], only=[PERSONS])
    assert len(world.portal.ties) == 1
    world.run_all()
    assert len(world.portal.ties) == 2


def test_a_record_that_is_not_there_is_no_record_of_the_run(world: World) -> None:
    world.people(1)
    world.run()
    assert world.run(ids=["p9"]).totals == totals()


@pytest.mark.parametrize("touch", [lambda w: w.person("p1", town="Boulder"), lambda _w: None])
def test_p4_trying_it_twice_writes_once(world: World, touch: Callable[[World], object]) -> None:
    world.people(1)
    world.run()
    touch(world)
    world.run(ids=["p1"])
    assert world.run(ids=["p1"]).totals == totals(unchanged=1)
