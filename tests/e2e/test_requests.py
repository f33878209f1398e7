"""How much is asked: counts, not times (P4, P8)."""

from collections import Counter
from collections.abc import Iterator
from math import ceil

import pytest

from connectors.demo import World
from connectors.kit.simulator import SimulatorClock
from core.office import Office
from tests.e2e.desk import Desk

PEOPLE = 5000
ALLOWED = 2 * ceil(PEOPLE / 100) + 10  # one read and one write per hundred, and what prepares
PERSONS = "persons-contacts"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The demo's office under the vendors' own limits, whose time passes when somebody waits."""
    clock = SimulatorClock(rate=0.0)
    world = World(None, people=PEOPLE, limits=True, clock=clock)
    world.hubspot.profile.per_ten_seconds = 110
    return Desk(tmp_path_factory.mktemp("requests"), world, clock)


@pytest.fixture(scope="module")
def office(desk: Desk) -> Iterator[Office]:
    with desk.open() as office:
        desk.connect(office)
        yield office


def asked(desk: Desk, office: Office, *only: str) -> tuple[int, int]:
    """Sync; return how often HubSpot and Clio were asked."""
    hubspot, clio = desk.world.hubspot, desk.world.simulator
    before = len(hubspot.log), len(clio.log)
    run = desk.sync(office, *only)
    assert run.result == "ok", run.code
    assert run.totals.adds_up
    found = len(hubspot.log) - before[0], len(clio.log) - before[1]
    assert dict(run.requests) == {"hubspot": found[0], "clio": found[1]}
    return found


@pytest.mark.slow
def test_a_first_sync_asks_hubspot_twice_per_hundred_people(desk: Desk, office: Office) -> None:
    hubspot, clio = asked(desk, office, PERSONS)
    assert hubspot <= ALLOWED, Counter(each.path for each in desk.world.hubspot.log)
    assert clio <= ceil(PEOPLE / 200) + 2


@pytest.mark.slow
def test_p4_a_run_with_nothing_changed_asks_once_per_stream_and_side(
    desk: Desk, office: Office
) -> None:
    desk.sync(office)
    hubspot, clio = asked(desk, office)
    assert hubspot <= 3
    assert clio <= 3


@pytest.mark.slow
def test_the_vendors_limits_are_never_hit(desk: Desk, office: Office) -> None:
    desk.sync(office, full=True)
    for log in (desk.world.hubspot.log, desk.world.simulator.log):
        assert len(log) > 0
        assert not [each for each in log if each.status == 429]
    assert desk.world.hubspot.refused == 0
