"""A plan out of proportion stops before its first write, names its cause, and waits (P6)."""

import pytest

from core.engine import applying
from core.errors import Code
from core.records import Side
from core.store import brakes
from tests.core.engine.test_two_ways import BOTH
from tests.core.engine.world import PERSONS, World, totals


@pytest.fixture
def firm(world: World) -> World:
    world.people(80)
    world.run()
    world.clock.forward(hours=1)
    return world


def everybody_moves(world: World, town: str) -> None:
    for n in range(1, 81):
        world.person(f"p{n}", town=town)


@pytest.mark.parametrize("held", [2000, 10], ids=["held", "counted first"])
def test_p6_a_run_that_would_change_everybody_writes_nothing(
    firm: World, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(applying, "HELD", held)
    everybody_moves(firm, "Nowhere")
    before = firm.writes()
    result = firm.run()
    assert firm.writes() == before
    assert result.reasons["review.brake"] == 1
    (brake,) = brakes.on(firm.store)
    cause = brake.cause
    assert (cause.number, cause.of, cause.field, cause.share) == (80, 80, "city", 100)
    assert firm.issues() == {Code.BRAKE: 1}
    assert firm.run().reasons["review.brake"] == 1  # it goes on waiting
    assert firm.writes() == before


@pytest.mark.parametrize("held", [2000, 10], ids=["held", "counted first"])
def test_a_person_lets_it_through_by_its_number(
    firm: World, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(applying, "HELD", held)
    everybody_moves(firm, "Boulder")
    firm.run()
    brakes.release(firm.store, PERSONS, 80, firm.clock.now())
    assert firm.run().totals == totals(updated=80)
    assert brakes.on(firm.store) == []
    assert firm.issues() == {}
    everybody_moves(firm, "Golden")
    assert firm.run().reasons["review.brake"] == 1  # the answer was for one run


@pytest.mark.parametrize(("held", "times"), [(2000, 1), (10, 2)], ids=["held", "counted first"])
def test_a_rehearsed_first_sync_reads_the_system_no_oftener_than_it_must(
    world: World, monkeypatch: pytest.MonkeyPatch, held: int, times: int
) -> None:
    """Its rehearsal tells that there is more than is held: no list is begun to find that out."""
    monkeypatch.setattr(applying, "HELD", held)
    world.people(230)
    told = world.run(preview=True).totals
    pages = world.asked()["firm read"]
    assert world.run(approved={PERSONS: told}).totals.created == 230
    assert world.asked()["firm read"] == times * pages


def test_what_was_wrong_and_is_mended_releases_itself(firm: World) -> None:
    everybody_moves(firm, "Nowhere")
    firm.run()
    everybody_moves(firm, "Denver")
    firm.run()
    assert (firm.issues(), brakes.on(firm.store)) == ({}, [])


def test_p6_edits_of_everybody_in_hubspot_do_not_reach_the_system(world: World) -> None:
    world.rules = [BOTH]
    world.people(80)
    world.run()
    world.clock.forward(hours=1)
    for record in list(world.portal.records("contacts")):
        world.portal.put("contacts", {"city": "Nowhere"}, id=record)
    world.person("p1", last="Ruiz")
    before = (world.writes(), len(world.firm.applied))
    world.run()
    assert (world.writes(), len(world.firm.applied)) == before
    assert brakes.on(world.store)[0].cause.side is Side.SYSTEM


def test_a_small_offices_busy_day_is_not_braked(world: World) -> None:
    world.people(30)
    world.run()
    for n in range(1, 31):
        world.person(f"p{n}", town="Boulder")
    assert world.run().totals == totals(updated=30)


@pytest.mark.parametrize("held", [2000, 10], ids=["held", "counted first"])
def test_what_is_in_proportion_goes_through_whole(
    firm: World, monkeypatch: pytest.MonkeyPatch, held: int
) -> None:
    monkeypatch.setattr(applying, "HELD", held)
    for n in range(1, 21):
        firm.person(f"p{n}", town="Boulder")
    firm.person("new", first="New", mail="new@example.com")
    assert firm.run().totals == totals(created=1, updated=20, unchanged=1)
    assert firm.contacts()["p7"].fields["city"] == "Boulder"
    assert firm.run().totals.updated == 0


def test_a_plan_made_while_most_fields_are_gone_is_braked(firm: World) -> None:
    for name in ("lastname", "email", "phone", "city"):
        firm.portal.drop_field("contacts", name)
    for n in range(1, 61):
        firm.person(f"p{n}", first=f"Other{n}", last="Lee")
    before = firm.writes()
    assert firm.run().reasons["review.brake"] == 1
    assert firm.writes() == before
    cause = brakes.on(firm.store)[0].cause
    assert (cause.kind.value, cause.gone) == (
        "schema.fields_gone",
        ("city", "email", "lastname", "phone"),
    )
