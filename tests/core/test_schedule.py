"""When the next run is due: told the time, never asking for it."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.schedule import FOREVER, ScheduleState, is_due, next_run

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
EVERY = timedelta(minutes=15)


def test_the_first_run_is_due_at_once() -> None:
    assert next_run(ScheduleState(EVERY), NOW) == NOW


def test_the_next_run_comes_an_interval_after_the_last_began() -> None:
    assert next_run(ScheduleState(EVERY, NOW), NOW) == NOW + EVERY


@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_runs_missed_in_sleep_are_caught_up_once(asleep: timedelta) -> None:
    state = ScheduleState(EVERY, NOW)
    woken = NOW + EVERY + asleep
    assert is_due(state, woken)
    assert not is_due(ScheduleState(EVERY, woken), woken)


def test_after_a_failure_that_may_pass_the_next_try_comes_sooner() -> None:
    assert next_run(ScheduleState(EVERY, NOW, failures=1), NOW) == NOW + timedelta(minutes=1)
    assert next_run(ScheduleState(EVERY, NOW, failures=9), NOW) == NOW + EVERY


def test_nothing_runs_by_itself_while_a_person_must_act() -> None:
    assert next_run(ScheduleState(EVERY, NOW, stopped=True), NOW) is None


def test_a_pause_holds_until_its_end_and_until_resumed_means_that() -> None:
    until = NOW + timedelta(hours=1)
    assert next_run(ScheduleState(EVERY, paused_until=until), NOW) == until
    assert not is_due(ScheduleState(EVERY, paused_until=FOREVER), NOW)


def test_a_clock_set_back_does_not_stop_syncing() -> None:
    state = ScheduleState(EVERY, last_started=NOW)
    assert is_due(state, NOW - timedelta(days=30))
