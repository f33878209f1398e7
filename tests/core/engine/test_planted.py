"""What a small slip would break, and no other test of the engine would notice.

`python -m tests.planted` plants such slips, one at a time, and sees that tests fail.
"""

import pytest

from core.errors import Code
from tests.core.engine.test_two_ways import BOTH, edit
from tests.core.engine.world import World, acting


@pytest.fixture
def office(world: World) -> World:
    world.rules = [BOTH]
    world.people(3)
    world.run()
    world.clock.forward(hours=1)
    return world


def test_p4_what_waits_in_review_is_not_looked_at_in_every_run(office: World) -> None:
    """HubSpot's feed tells its last record again and again, as its cursors are inclusive."""
    edit(office, "p3", city="Boulder")
    office.person("p3", town="Golden")
    office.run()
    office.clock.forward(minutes=1)
    office.run()
    assert office.issues() == {Code.CONFLICT: 1}
    office.asked()
    assert office.run().totals.read == 1  # what the system's feed tells again
    assert sum(office.asked().values()) <= 3


def test_p4_a_shared_email_is_not_offered_in_every_run(office: World) -> None:
    office.person("p4", first="New", last="Come", mail="person3@example.com")
    for _ in range(3):
        office.clock.forward(minutes=1)
        office.run()
    assert office.issues() == {Code.SHARED_EMAIL: 1}
    refused = office.portal.refusals
    office.run()
    assert office.portal.refusals == refused


def test_p5_an_edit_in_the_system_after_its_page_was_read_is_not_overwritten(
    office: World,
) -> None:
    """The record is on its way for another field, and is edited while HubSpot is asked."""
    edit(office, "p3", city="Boulder")
    office.person("p3", last="Ruiz")

    def move() -> None:
        office.person("p3", town="Golden")

    with acting(office.portal, "fetch", move):
        office.run()
    office.clock.forward(hours=1)
    office.run()
    assert office.firm.records("persons")["p3"].fields["town"] == "Golden"
    assert office.issues() == {Code.CONFLICT: 1}


def test_p4_what_hubspot_makes_of_a_value_is_no_edit_of_a_persons(office: World) -> None:
    """It is looked at when something else of the record is edited there."""
    office.portal.reformat = lambda name, value: (
        str(value).upper() if name == "city" and value else value
    )
    office.person("p2", town="Boulder")
    office.person("p4", first="New", mail="new@example.com", town="Aspen")
    office.run()
    for name in ("p2", "p4"):
        edit(office, name, lastname="Ruiz")
    office.clock.forward(hours=1)
    office.run()
    assert [office.contacts()[name].fields["city"] for name in ("p2", "p4")] == ["BOULDER", "ASPEN"]
    people = office.firm.records("persons")
    assert [people[name].fields["town"] for name in ("p2", "p4")] == ["Boulder", "Aspen"]
    assert [people[name].fields["last"] for name in ("p2", "p4")] == ["Ruiz", "Ruiz"]
