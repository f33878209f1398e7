"""What a small slip would break, and no other test of the engine would notice.

`python -m tests.planted` plants such slips, one at a time, and sees that tests fail.
"""

import pytest

from core.errors import Code
from tests.core.engine.test_two_ways import BOTH, edit
from tests.core.engine.world import World


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
