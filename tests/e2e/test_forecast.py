"""What a preview tells of the time that a first sync takes, held against that sync.

The clock jumps over each wait, so that the time is the vendor's limit alone.
"""

from pathlib import Path

from connectors.demo import World
from tests.e2e.desk import Desk, JumpingClock

PEOPLE = 600


def test_a_first_sync_takes_as_long_as_its_preview_told(tmp_path: Path) -> None:
    """Of the least plan, which lets us ask once in 5 seconds."""
    clock = JumpingClock()
    desk = Desk(tmp_path, World(None, "opendental", people=PEOPLE, limits=True, clock=clock), clock)
    with desk.open() as office:
        desk.connect(office)
        preview = office.sync(desk.job(), trigger="hand", preview=True)
        began = clock.now()
        run = desk.sync(office)
        took = clock.now() - began
        again = office.sync(desk.job(), trigger="hand")
    assert run.result == "ok"
    assert preview.forecast is not None
    assert 0.5 * preview.forecast <= took <= 1.5 * preview.forecast
    assert (run.forecast, again.forecast) == (None, None)


def test_of_a_system_whose_limits_nobody_waits_for_no_time_is_told(tmp_path: Path) -> None:
    clock = JumpingClock()
    desk = Desk(tmp_path, World(None, "clio", people=20, clock=clock), clock)
    with desk.open() as office:
        desk.connect(office)
        assert office.sync(desk.job(), trigger="hand", preview=True).forecast is None
