"""How often and when an office syncs by itself is its own choice, and kept."""

from datetime import time, timedelta

from core.store.scheduling import Plan
from tests.core.office.review import ana
from tests.core.test_office import Desk


def test_an_office_that_syncs_only_by_hand_names_no_next_run(desk: Desk) -> None:
    ana(desk)
    assert desk.office.summary().next_run_at is not None
    desk.office.set_plan(Plan(minutes=0))
    assert desk.office.summary().next_run_at is None
    assert desk.office.plan().minutes == 0


def test_the_next_run_comes_after_the_chosen_time(desk: Desk) -> None:
    ana(desk)
    soon = desk.office.summary().next_run_at
    desk.office.set_plan(Plan(minutes=60))
    later = desk.office.summary().next_run_at
    assert soon is not None
    assert later is not None
    assert later - soon == timedelta(minutes=45)


def test_hours_that_say_nothing_are_none() -> None:
    assert Plan(in_hours=True, days=()).hours is None
    assert Plan(in_hours=True, opens=time(9), closes=time(9)).hours is None
    assert Plan(in_hours=False).hours is None
    assert Plan(in_hours=True).hours is not None
