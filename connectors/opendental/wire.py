"""From Open Dental's values to ours and back, one at a time. Pure.

Times are naive and in the office's own zone; no date is 0001-01-01; booleans and enumerations are
texts; numbers of other records are 0 where there is none.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.records import FieldValue

Scalar = str | int | float | bool | None
Decode = Callable[[Scalar, ZoneInfo], FieldValue]

MINUTES_PER_MARK = 5  # of an appointment's pattern
_STAMP = "%Y-%m-%d %H:%M:%S"
_NO_YEAR = 1880  # what is no date is a day of the year 1; nobody is older


def text(value: Scalar, _zone: ZoneInfo) -> FieldValue:
    """Return trimmed text; blank is None."""
    return (str(value).strip() or None) if value is not None else None


def whole(value: Scalar, _zone: ZoneInfo) -> FieldValue:
    """Return a whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(value: Scalar, _zone: ZoneInfo) -> FieldValue:
    """Return true, false, or None where it is neither."""
    return {"true": True, "false": False}.get(str(value).strip().lower())


def day(value: Scalar, _zone: ZoneInfo) -> FieldValue:
    """Return a date.

    >>> day("1990-02-03", ZoneInfo("UTC")), day("0001-01-01", ZoneInfo("UTC"))
    (datetime.date(1990, 2, 3), None)
    """
    try:
        found = date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
    return found if found.year >= _NO_YEAR else None


def moment(value: Scalar, zone: ZoneInfo) -> FieldValue:
    """Return a time of the office's, in UTC."""
    return to_utc(value, zone)


def to_utc(value: Scalar, zone: ZoneInfo) -> datetime | None:
    """Return a time of the office's, in UTC. Of an hour that a day has twice, the first is meant.

    >>> to_utc("2026-11-20 09:00:00", ZoneInfo("America/New_York")).isoformat()
    '2026-11-20T14:00:00+00:00'
    >>> to_utc("0001-01-01 00:00:00", ZoneInfo("America/New_York")) is None
    True
    """
    found = naive(value)
    return found.replace(tzinfo=zone).astimezone(UTC) if found is not None else None


def naive(value: Scalar) -> datetime | None:
    """Return a time as Open Dental says it, without a zone."""
    try:
        found = datetime.fromisoformat(str(value).strip())
    except ValueError:
        return None
    return found.replace(tzinfo=None) if found.year >= _NO_YEAR else None


def stamp(at: datetime) -> str:
    """Write a naive time as a filter takes it."""
    return at.strftime(_STAMP)


def minutes(value: Scalar, _zone: ZoneInfo) -> FieldValue:
    """Return how long a pattern is, in minutes: one mark for each five.

    >>> minutes("//XXXX//", ZoneInfo("UTC"))
    40
    """
    return len(str(value)) * MINUTES_PER_MARK if value else None


def end(start: datetime | None, pattern: Scalar) -> datetime | None:
    """Return when an appointment is over."""
    if start is None or not pattern:
        return None
    return start + timedelta(minutes=len(str(pattern)) * MINUTES_PER_MARK)


def one_of(values: frozenset[str]) -> Decode:
    """Return a decoder that knows `values`. Another is nothing: nobody has said what it tells."""

    def decode(value: Scalar, _zone: ZoneInfo) -> FieldValue:
        return value if isinstance(value, str) and value in values else None

    return decode


def number(value: Scalar) -> tuple[str, ...]:
    """Return the id that a number of another record is; none for 0."""
    return (str(value),) if isinstance(value, int) and not isinstance(value, bool) and value else ()
