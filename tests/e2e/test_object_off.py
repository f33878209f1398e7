"""A portal that lacks a kind of record: its pair says so, and the rest is synced (P7)."""

from pathlib import Path

from connectors.demo import World
from core.errors import Code
from tests.e2e.desk import Desk, JumpingClock, said_plainly


def test_p7_appointments_that_are_switched_off_keep_no_patient_waiting(tmp_path: Path) -> None:
    clock = JumpingClock()
    world = World(None, "opendental", people=30, clock=clock)
    world.hubspot.profile.appointments = False
    desk = Desk(tmp_path, world, clock)
    with desk.open() as office:
        desk.connect(office)
        run = desk.sync(office)
        assert run.code is Code.OBJECT_MISSING, run
        assert said_plainly(run.code)
        done = {each.pair: each.totals.created + each.totals.updated for each in run.pairs}
        assert done["patients-contacts"] > 20
        world.hubspot.profile.appointments = True
        assert desk.sync(office).result == "ok"
