"""A delete is asked about and never travels by itself; what is edited stays (P6)."""

from dataclasses import replace

import pytest

from core.errors import Code
from core.mapping import Deletes
from core.store import brakes
from core.store.issues import open_issues
from tests.core.engine.test_two_ways import BOTH
from tests.core.engine.world import World

ASKING = replace(BOTH, deletes=Deletes.ASK)


@pytest.fixture
def office(world: World) -> World:
    world.rules = [ASKING]
    world.people(8)
    world.run()
    world.clock.forward(hours=1)
    return world


def asked(world: World) -> list[tuple[str, str]]:
    return [
        (each.system_id, each.field)
        for each in open_issues(world.store)
        if each.code is Code.PENDING_DELETE
    ]


def test_a_person_deleted_in_the_system_is_asked_about(office: World) -> None:
    contact = office.contacts()["p2"].id
    office.firm.delete("persons", "p2")
    office.run()
    assert asked(office) == [("p2", "system")]
    assert contact in office.portal.records("contacts")
    office.run()
    assert asked(office) == [("p2", "system")]


def test_a_person_who_reappears_is_asked_about_no_more(office: World) -> None:
    fields = office.firm.records("persons")["p2"].fields
    office.firm.delete("persons", "p2")
    office.run()
    office.firm.put("persons", fields, id="p2")
    office.run()
    assert asked(office) == []


def test_a_contact_archived_in_hubspot_is_found_by_a_full_run(office: World) -> None:
    contact = office.contacts()["p2"].id
    office.portal.archive("contacts", contact)
    office.run()
    assert asked(office) == []  # HubSpot tells nobody
    office.run(full=True)
    assert asked(office) == [("p2", "hubspot")]
    assert "p2" in office.firm.records("persons")
    office.portal.archive("contacts", contact, archived=False)
    office.run()
    assert asked(office) == []


def test_edited_beats_deleted(office: World) -> None:
    office.portal.archive("contacts", office.contacts()["p2"].id)
    office.person("p2", town="Golden")
    office.run(full=True)
    assert asked(office) == []
    assert office.issues() == {Code.NOT_FOUND: 1}


def test_a_system_without_tombstones_is_swept(office: World) -> None:
    office.firm.delete("persons", "p2")
    office.firm._streams["persons"].gone.clear()
    office.run()
    assert asked(office) == []
    office.run(full=True)
    assert asked(office) == [("p2", "system")]


@pytest.mark.parametrize("left", [0, 1])
def test_p6_an_empty_listing_is_not_everybody_deleted(office: World, left: int) -> None:
    for n in range(9 - left, 0, -1):
        if f"p{n}" in office.firm.records("persons") and n > left:
            office.firm.delete("persons", f"p{n}")
    office.firm._streams["persons"].gone.clear()
    office.run(full=True)
    if left == 0:
        assert asked(office) == []
        assert brakes.on(office.store)[0].cause.kind.value == "listing.empty"
    else:
        assert len(asked(office)) == 7  # a small office; each is asked about, none is archived
    assert len(office.portal.records("contacts")) == 8


def test_deletes_are_ignored_where_the_rule_says_so(office: World) -> None:
    office.rules = [BOTH]
    office.firm.delete("persons", "p2")
    office.run()
    office.run(full=True)
    assert asked(office) == []
