"""When the next run is due: told the time, never asking for it."""

from datetime import UTC, datetime, time, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from core.schedule import (
    FOREVER,
    Comparing,
    Hours,
    ScheduleState,
    compares,
    is_due,
    next_run,
    opening,
)

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


# -- business hours ----------------------------------------------------------------------------

OFFICE = Hours()  # Monday to Friday, 7 to 19
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
offices = st.builds(
    Hours,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.times(time(0), time(11)),
    st.times(time(12), time(23)),
)


def test_a_run_that_comes_due_at_night_waits_for_the_morning() -> None:
    night = datetime(2026, 11, 18, 23, tzinfo=UTC)
    state = ScheduleState(EVERY, night - timedelta(hours=1), hours=OFFICE)
    assert next_run(state, night, UTC) == datetime(2026, 11, 19, 7, tzinfo=UTC)
    assert next_run(state, datetime(2026, 11, 19, 8, tzinfo=UTC), UTC) == datetime(
        2026, 11, 19, 8, tzinfo=UTC
    )


def test_the_hours_are_those_of_the_office_wherever_the_clock_is() -> None:
    denver = timezone(timedelta(hours=-7))
    early = datetime(2026, 11, 19, 13, tzinfo=UTC)  # six in the morning there
    assert opening(OFFICE, early, denver) == datetime(2026, 11, 19, 14, tzinfo=UTC)


def test_an_office_that_works_on_no_day_syncs_at_any_time() -> None:
    never = Hours(frozenset())
    assert opening(never, NOW, UTC) == NOW


@given(offices, moments)
def test_it_opens_within_a_week_and_then_it_is_open(hours: Hours, moment: datetime) -> None:
    opens = opening(hours, moment, UTC)
    assert moment <= opens <= moment + timedelta(days=8)
    assert opens.weekday() in hours.days
    assert hours.opens <= opens.time() < hours.closes
    assert opening(hours, opens, UTC) == opens


# -- comparing everything ---------------------------------------------------------------------

NIGHT = datetime(2026, 11, 18, 23, tzinfo=UTC)
WEEK = timedelta(days=7)


def test_all_records_are_compared_weekly_and_in_quiet_hours() -> None:
    state = Comparing(last=NIGHT)
    assert not compares(state, NIGHT + timedelta(days=6), UTC)
    assert not compares(state, NIGHT + WEEK + timedelta(hours=13), UTC)  # noon
    assert compares(state, NIGHT + WEEK, UTC)


def test_a_pc_that_is_off_at_night_compares_some_days_late() -> None:
    state = Comparing(last=NOW)
    assert not compares(state, NOW + WEEK + timedelta(days=1), UTC)
    assert compares(state, NOW + WEEK + timedelta(days=2), UTC)


def test_the_hours_are_the_offices() -> None:
    denver = timezone(timedelta(hours=-7))
    due = datetime(2026, 11, 26, 1, tzinfo=UTC)  # six in the evening there
    assert compares(Comparing(last=NIGHT), due, UTC)
    assert not compares(Comparing(last=NIGHT), due, denver)


def test_nothing_is_compared_by_itself_before_the_first_sync_or_if_nobody_wants_it() -> None:
    assert not compares(Comparing(), NIGHT, UTC)
    assert not compares(Comparing(every=None, last=NIGHT), NIGHT + 9 * WEEK, UTC)


def test_a_clock_set_back_behind_the_last_comparison_waits_for_the_night_only() -> None:
    state = Comparing(last=NIGHT)
    assert compares(state, NIGHT - timedelta(days=30), UTC)
    assert not compares(state, NOW - timedelta(days=30), UTC)


@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_comparison_that_was_just_made_is_never_due(last: datetime, every: timedelta) -> None:
    state = Comparing(every=every + timedelta(seconds=1), last=last)
    assert not compares(state, last, UTC)
