"""An appointment goes only where whom it is about goes, and a preview says the same (P10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.demo import World
from core.office import Office
from core.summary import RunSummary
from tests.e2e.desk import Desk, JumpingClock

PAIR = "appointments-appointments"


@dataclass(frozen=True, slots=True)
class Practice:
    """A dental practice with a grown-up and a child, who each have an appointment."""

    desk: Desk
    office: Office
    adult: int
    of_adult: int
    of_child: int

    def appointments(self) -> int:
        return len(list(self.desk.world.hubspot.records("appointments")))

    def ours(self) -> Mapping[str, str | None]:
        """Return HubSpot's one record of an appointment that we made."""
        rows = self.desk.world.hubspot.records("appointments")
        (ours,) = [row for row in rows if row.get("sync300_opendental_key")]
        return dict(ours)


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    clock = JumpingClock()
    world = World(None, "opendental", people=0, clock=clock)
    vendor, soon = world.simulator, clock.now() + timedelta(days=3)
    adult = vendor.seed_patient("Ada", "Quillfeather", Birthdate="1980-02-03")
    child = vendor.seed_patient("Bo", "Quillfeather", Birthdate="2019-02-03")
    of_adult = vendor.seed_appointment(adult, soon)
    of_child = vendor.seed_appointment(child, soon)
    desk = Desk(tmp_path, world, clock)
    with desk.open() as office:
        desk.connect(office)
        yield Practice(desk, office, adult, of_adult, of_child)


def counted(run: RunSummary) -> tuple[int, int]:
    (pair,) = [each for each in run.pairs if each.pair == PAIR]
    return pair.totals.created, pair.totals.skipped


def test_p10_the_appointment_of_a_child_stays_with_the_child(practice: Practice) -> None:
    desk, office = practice.desk, practice.office
    before = practice.appointments()
    preview = office.sync(desk.job(), trigger="hand", preview=True)
    run = desk.sync(office)
    assert counted(preview) == counted(run) == (1, 1)
    assert practice.appointments() == before + 1


def test_p10_an_appointment_of_nobody_goes_nowhere(practice: Practice) -> None:
    vendor = practice.desk.world.simulator
    vendor.seed_appointment(0, practice.desk.clock.now())
    assert counted(practice.desk.sync(practice.office)) == (1, 2)


def test_p10_what_changes_for_somebody_who_died_is_not_told(practice: Practice) -> None:
    desk, vendor = practice.desk, practice.desk.world.simulator
    desk.sync(practice.office)
    desk.clock.advance(3_600)
    told = practice.ours()
    vendor.edit("patients", practice.adult, PatStatus="Deceased")
    vendor.edit("appointments", practice.of_adult, AptStatus="Broken")
    desk.sync(practice.office)
    assert practice.ours() == told


def test_a_child_s_appointment_goes_once_minors_are_sent(practice: Practice) -> None:
    desk, office = practice.desk, practice.office
    desk.sync(office)
    office.privacy.allow("patients", "minors", "we treat children", "ada", desk.job())
    assert counted(desk.sync(office))[0] == 1
