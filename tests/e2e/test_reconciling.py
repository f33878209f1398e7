"""Over both vendors' doubles: what HubSpot's search left out is found by comparing (P1, P4)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.demo import World
from core.office import Office
from tests.e2e.desk import KEY, KINDS, Desk, JumpingClock
from tests.e2e.test_undo_two_ways import PAIR, let_names_go_both_ways, names

HOUR = 3600.0
PEOPLE = 230  # three pages of HubSpot's list


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    clock = JumpingClock()
    return Desk(tmp_path, World(None, people=PEOPLE, clock=clock), clock)


@pytest.fixture
def office(desk: Desk) -> Iterator[Office]:
    with desk.open() as office:
        desk.connect(office)
        let_names_go_both_ways(desk, office)
        for full in (False, True):  # the second answers what the first one had to ask
            desk.sync(office, full=full)
        yield office


def contact_of(desk: Desk, person: int) -> str:
    return next(
        str(row["hs_object_id"])
        for row in desk.world.hubspot.records("contacts")
        if str(row.get(KEY) or "").endswith(f".persons.{person}")
    )


def test_an_edit_that_the_search_never_told_reaches_clio_without_a_search(
    desk: Desk, office: Office
) -> None:
    hubspot, clio, clock = desk.world.hubspot, desk.world.simulator, desk.clock
    person = min(names(clio))
    clock.advance(HOUR)
    hubspot.profile.search_lag = 2 * HOUR
    hubspot.edit("contacts", contact_of(desk, person), lastname="Corrected")
    clock.advance(HOUR)
    desk.sync(office)
    clock.advance(2 * HOUR)
    desk.sync(office)
    assert names(clio)[person] != "Corrected"
    before = len(hubspot.log)
    run = desk.sync(office, PAIR, full=True)
    assert names(clio)[person] == "Corrected"
    compared = run.pairs[0].compared
    assert compared is not None
    assert (compared.to_system, compared.to_hubspot) == (1, 0)
    asked = [each.path for each in hubspot.log[before:]]
    assert not [path for path in asked if path.endswith("/search")]
    assert len(asked) < 20
    again = desk.sync(office, PAIR, full=True).pairs[0].compared
    assert again == replace(compared, to_system=0)


def test_a_comparison_of_what_is_equal_changes_nothing_on_either_side(
    desk: Desk, office: Office
) -> None:
    clio, hubspot = desk.world.simulator, desk.world.hubspot
    desk.clock.advance(HOUR)
    before = names(clio), [list(hubspot.records(kind)) for kind in KINDS]
    run = office.reconcile(desk.job(), trigger="hand")
    assert run.result == "ok"
    assert run.totals.created == run.totals.updated == 0
    for pair in run.pairs:
        assert pair.compared is not None
        assert (pair.compared.to_hubspot, pair.compared.to_system) == (0, 0)
    assert (names(clio), [list(hubspot.records(kind)) for kind in KINDS]) == before


def test_a_record_is_explained_by_the_link_from_the_browser_of_either_vendor(
    desk: Desk, office: Office
) -> None:
    person = min(names(desk.world.simulator))
    there = contact_of(desk, person)
    told = office.explain(PAIR, str(person), desk.job())
    assert told.system is not None
    assert told.hubspot is not None
    assert (told.system.id, told.hubspot.id) == (str(person), there)
    for place in (told.system, told.hubspot):
        again = office.explain(PAIR, place.address, desk.job())
        assert again.system == told.system
        assert again.hubspot == told.hubspot
