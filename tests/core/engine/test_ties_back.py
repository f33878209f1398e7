"""Ties that people make and undo in HubSpot reach the system's references (P1, P12)."""

from dataclasses import replace

import pytest

from core.connector import Association
from core.errors import Code, Refusal
from core.mapping import Direction
from tests.core.engine.world import COMPANY_RULES, PERSON_RULES, World

BOTH_WAYS = replace(
    PERSON_RULES,
    ties=tuple(replace(tie, direction=Direction.BOTH) for tie in PERSON_RULES.ties),
)


@pytest.fixture
def office(world: World) -> World:
    world.rules = [COMPANY_RULES, BOTH_WAYS]
    for name in ("c1", "c2"):
        world.firm.put("companies", {"name": f"Company {name}"}, id=name)
    world.person("p1", first="Ana", mail="ana@example.com", company="c1")
    world.person("p2", first="Lee", mail="lee@example.com")
    world.run_all()
    world.clock.forward(hours=1)
    return world


def tie(world: World, person: str, company: str) -> Association:
    contact = world.contacts()[person].id
    return Association("contacts", contact, "companies", world.by_key("companies")[company].id)


def company_of(world: World, person: str) -> tuple[str, ...]:
    return world.firm.records("persons")[person].references.get("company", ())


def test_p1_a_tie_made_in_hubspot_becomes_a_reference(office: World) -> None:
    office.portal.tie(tie(office, "p2", "c2"))
    office.run_all()
    assert company_of(office, "p2") == ()  # HubSpot tells no change: the next comparison finds it
    office.run_all(full=True)
    assert company_of(office, "p2") == ("c2",)
    before = (office.writes(), len(office.firm.applied))
    office.run_all()
    office.run_all(full=True)
    assert (office.writes(), len(office.firm.applied)) == before


def test_p1_a_tie_moved_in_hubspot_moves_the_reference(office: World) -> None:
    office.portal.tie(replace(tie(office, "p1", "c1"), remove=True))
    office.portal.tie(tie(office, "p1", "c2"))
    office.run_all(full=True)
    assert company_of(office, "p1") == ("c2",)


def test_a_tie_undone_in_hubspot_clears_the_reference(office: World) -> None:
    office.portal.tie(replace(tie(office, "p1", "c1"), remove=True))
    office.run_all(full=True)
    assert company_of(office, "p1") == ()
    office.run_all(full=True)
    assert not office.portal.ties


def test_two_companies_where_the_system_holds_one_are_asked_about(office: World) -> None:
    office.portal.tie(tie(office, "p1", "c2"))
    office.run_all(full=True)
    assert company_of(office, "p1") == ("c1",)
    assert office.issues() == {Code.CONFLICT: 1}


def test_p12_what_goes_one_way_is_left_as_hubspot_has_it(office: World) -> None:
    office.rules = [COMPANY_RULES, PERSON_RULES]
    office.portal.tie(replace(tie(office, "p1", "c1"), remove=True))
    office.run_all(full=True)
    assert company_of(office, "p1") == ("c1",)


def test_p7_a_refused_reference_is_told_and_tried_again(office: World) -> None:
    office.firm.refuse = lambda write: Refusal(Code.READ_ONLY)
    office.portal.tie(tie(office, "p2", "c2"))
    office.run_all(full=True)
    assert office.issues() == {Code.READ_ONLY: 1}
    office.firm.refuse = lambda write: None
    office.run_all(full=True)
    assert company_of(office, "p2") == ("c2",)
    assert office.issues() == {}
