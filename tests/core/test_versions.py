"""Publishing a version of a mapping: the next run writes what it changed, and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.conflicts import ConflictPolicy
from core.mapping import Mapping
from core.paths import Paths
from core.store import mappings
from core.store.database import open_store
from core.transforms import Step
from tests.core.engine.world import PERSON_RULES, PERSONS, World, line, totals


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Return a firm of 40 people, too few for the brake, synced by a published mapping."""
    paths = Paths.under(tmp_path / "office")
    paths.prepare()
    store = open_store(paths)
    made = World(store)
    publish(made, PERSON_RULES)
    made.people(40)
    assert made.run().totals == totals(created=40)
    made.portal.applied.clear()
    yield made
    store.close()


def publish(world: World, rules: Mapping) -> None:
    mappings.publish(world.store, "c1", rules, world.clock.now())
    world.rules = list(mappings.published(world.store, "c1"))


def with_line(hubspot: str, **changes: Any) -> Mapping:
    """Return the mapping with one of its lines changed."""
    lines = (replace(x, **changes) if x.hubspot == hubspot else x for x in PERSON_RULES.fields)
    return replace(PERSON_RULES, fields=tuple(lines))


def written(world: World) -> list[set[str]]:
    """Return the properties of each write since this was asked last."""
    found = [set(write.values) for write in world.portal.applied]
    world.portal.applied.clear()
    return found


def test_after_a_change_of_one_line_the_next_run_writes_only_that_property(world: World) -> None:
    publish(world, with_line("city", system=("kind",)))
    assert world.run().totals == totals(updated=40)
    assert written(world) == [{"city"}] * 40
    assert {str(each.fields["city"]) for each in world.contacts().values()} == {"client"}
    assert world.run().totals.updated == 0
    assert written(world) == []


def test_a_change_that_makes_no_other_value_writes_nothing(world: World) -> None:
    """P4"""
    publish(world, with_line("city", steps=(Step("clean"), Step("name"))))
    assert world.run().totals == totals(unchanged=40)
    assert written(world) == []


def test_a_line_that_is_added_is_written_alone(world: World) -> None:
    for name in ("p1", "p2"):
        world.firm.put("persons", {"fee": 5}, id=name)
    world.run()
    written(world)
    rules = (*PERSON_RULES.fields, line("fee", "fee"))
    publish(world, replace(PERSON_RULES, fields=rules, opted_in=("fee",)))
    world.run()
    assert written(world) == [{"fee"}] * 2


def test_a_line_that_is_taken_out_leaves_its_property_as_it_is(world: World) -> None:
    lines = tuple(x for x in PERSON_RULES.fields if x.hubspot != "city")
    publish(world, replace(PERSON_RULES, fields=lines))
    world.firm.put("persons", {"town": "Boulder"}, id="p1")
    assert world.run().totals == totals(unchanged=40)
    assert written(world) == []
    assert world.contacts()["p1"].fields["city"] == "Denver"


def test_p5_a_correction_at_hubspot_in_another_field_outlives_the_publishing(world: World) -> None:
    """The base of every other field is kept: that HubSpot's value was changed there is known."""
    p1 = world.contacts()["p1"].id
    world.portal.put("contacts", {"lastname": "Corrected"}, id=p1)
    publish(world, with_line("city", system=("kind",)))
    world.run()
    assert world.contacts()["p1"].fields["lastname"] == "Corrected"
    assert set(map(frozenset, written(world))) == {frozenset({"city"})}


def test_what_an_old_rule_left_different_is_decided_by_the_new_one(world: World) -> None:
    publish(world, with_line("city", policy=ConflictPolicy.FILL_IF_EMPTY))
    world.firm.put("persons", {"town": "Boulder"}, id="p1")
    world.run()
    assert written(world) == []
    publish(world, with_line("city", policy=ConflictPolicy.SYSTEM_WINS))
    world.run()
    assert written(world) == [{"city"}]
    assert world.contacts()["p1"].fields["city"] == "Boulder"


def test_an_old_version_that_is_restored_is_written_back(world: World) -> None:
    publish(world, with_line("city", system=("kind",)))
    world.run()
    written(world)
    publish(world, mappings.at_version(world.store, "c1", PERSONS, 1))
    world.run()
    assert written(world) == [{"city"}] * 40
    assert world.contacts()["p7"].fields["city"] == "Denver"
