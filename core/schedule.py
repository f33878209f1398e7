"""When the next run is due, and when it compares everything. Pure: it is told the time."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

FAILURE_BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
FOREVER = datetime.max.replace(tzinfo=UTC)  # paused until resumed
CLOCK_TOLERANCE = timedelta(minutes=10)  # a clock this far behind the last run was set back


@dataclass(frozen=True, slots=True)
class Hours:
    """When an office works: runs start by themselves only then. By the office's clock."""

    days: frozenset[int] = frozenset(range(5))  # 0: Monday
    opens: time = time(7)
    closes: time = time(19)  # after `opens`, the same day


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """What the scheduler knows of one connection. Times are aware, UTC."""

    interval: timedelta | None  # None: only by hand
    last_started: datetime | None = None
    failures: int = 0  # transient ones in a row
    stopped: bool = False  # by something that only a person can mend
    paused_until: datetime | None = None  # datetime.max: until resumed
    hours: Hours | None = None  # None: at any time


def next_run(state: ScheduleState, now: datetime, zone: tzinfo | None = None) -> datetime | None:
    """Return when to run next; `now` or earlier means now; None means not by itself.

    After a failure that may pass, the next try comes sooner than the interval, but not at once.
    A run that was missed (sleep, program closed) is due at once, and only once. If the clock was
    set back behind the last run, that run's time says nothing, and the run is due. Outside the
    office's hours (in `zone`; None: this PC's) it waits until the office opens.
    """
    due = _due(state, now)
    if due is None or state.hours is None:
        return due
    return opening(state.hours, max(due, now), zone)


def opening(hours: Hours, moment: datetime, zone: tzinfo | None = None) -> datetime:
    """Return `moment` if the office is open then, else when it opens next.

    >>> monday = datetime(2026, 11, 23, 9, tzinfo=UTC)
    >>> opening(Hours(), monday, UTC) == monday
    True
    >>> opening(Hours(), monday.replace(hour=22), UTC).isoformat()
    '2026-11-24T07:00:00+00:00'
    """
    there = moment.astimezone(zone)
    for ahead in range(8):
        day = there.date() + timedelta(days=ahead)
        if day.weekday() not in hours.days:
            continue
        start = datetime.combine(day, hours.opens, there.tzinfo)
        if ahead:
            return start.astimezone(UTC)
        if there.time() < hours.closes:
            return max(start, there).astimezone(UTC)
    return moment  # no day is an office day: the hours say nothing


def _due(state: ScheduleState, now: datetime) -> datetime | None:
    if state.interval is None or state.stopped:
        return None
    if state.paused_until is not None and now < state.paused_until:
        return None if is_until_resumed(state.paused_until) else state.paused_until
    if state.last_started is None or clock_went_back(state.last_started, now):
        return now
    wait = state.interval
    if state.failures:
        wait = min(wait, FAILURE_BACKOFF[min(state.failures, len(FAILURE_BACKOFF)) - 1])
    return state.last_started + wait


@dataclass(frozen=True, slots=True)
class Comparing:
    """When all records are compared, beside the changes that each run reads."""

    every: timedelta | None = timedelta(days=7)  # None: only by hand
    last: datetime | None = None  # aware, UTC; None: nothing was synced yet


QUIET_FROM, QUIET_UNTIL = time(20), time(6)  # by the office's clock
OVERDUE = timedelta(days=2)  # after so much waiting for quiet hours, any hour will do


def compares(state: Comparing, now: datetime, zone: tzinfo | None = None) -> bool:
    """Return whether a run that starts by itself now compares everything.

    It waits for the quiet hours of `zone` (None: this PC's); a PC that is switched off at night
    has none, and does it some days late. An office that was never synced has nothing to compare.
    """
    if state.every is None or state.last is None:
        return False
    if clock_went_back(state.last, now):
        return is_quiet(now, zone)
    late = now - state.last - state.every
    return late >= OVERDUE or (late >= timedelta(0) and is_quiet(now, zone))


def is_quiet(moment: datetime, zone: tzinfo | None = None) -> bool:
    """Return whether nobody is likely to work in the office."""
    there = moment.astimezone(zone).time()
    return there >= QUIET_FROM or there < QUIET_UNTIL


def is_due(state: ScheduleState, now: datetime) -> bool:
    """Return whether a run should start by itself now."""
    due = next_run(state, now)
    return due is not None and due <= now


def clock_went_back(last: datetime, now: datetime) -> bool:
    """Return whether the PC's clock stands before something that already happened."""
    return now < last - CLOCK_TOLERANCE


def is_until_resumed(paused_until: datetime) -> bool:
    return paused_until >= FOREVER - timedelta(days=1)
