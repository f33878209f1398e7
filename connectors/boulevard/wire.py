"""From Boulevard's JSON to Python values, one value at a time. Pure; trims text and does no more.

Times have an offset, dates are ISO's, money is a whole number of cents. A value that is not of its
type, or is a word that nobody has classified, is UNKNOWN: neither kept nor taken for empty.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from core.records import FieldValue

Row = Mapping[str, Any]


class Unknown(Enum):
    """What cannot be said of a value."""

    UNKNOWN = "unknown"


UNKNOWN: Final = Unknown.UNKNOWN

Decoded = FieldValue | Unknown
Decode = Callable[[Any], Decoded]

_NO_YEAR = 1880  # before it a date is none, such as one of the year 1
_CENTS = 2  # decimal places


def text(value: Any) -> Decoded:
    """Return trimmed text; blank is None."""
    if value is None:
        return None
    return (value.strip() or None) if isinstance(value, str) else UNKNOWN


def flag(value: Any) -> Decoded:
    """Return true, false, or None."""
    return value if value is None or isinstance(value, bool) else UNKNOWN


def whole(value: Any) -> Decoded:
    """Return a whole number."""
    if value is None:
        return None
    return value if isinstance(value, int) and not isinstance(value, bool) else UNKNOWN


def day(value: Any) -> Decoded:
    """Return a date.

    >>> day("1990-02-03"), day("0001-01-01"), day(None)
    (datetime.date(1990, 2, 3), None, None)
    """
    if value is None:
        return None
    try:
        found = date.fromisoformat(value[:10])
    except (TypeError, ValueError):
        return UNKNOWN
    return found if found.year >= _NO_YEAR else None


def moment(value: Any) -> Decoded:
    """Return a time, in UTC."""
    if value is None:
        return None
    return to_utc(value) or UNKNOWN


def to_utc(value: Any) -> datetime | None:
    """Return an ISO time in UTC, or None. One that names no offset is UTC.

    >>> to_utc("2026-11-20T09:00:00-05:00").isoformat(), to_utc("soon")
    ('2026-11-20T14:00:00+00:00', None)
    """
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def cents(value: Any) -> Decoded:
    """Return money.

    >>> cents(12050)
    Decimal('120.50')
    """
    found = whole(value)
    return Decimal(found).scaleb(-_CENTS) if isinstance(found, int) else found


def one_of(words: frozenset[str]) -> Decode:
    """Return a decoder that knows `words`. Another one is UNKNOWN: nobody has said what it tells.

    >>> one_of(frozenset({"BOOKED"}))("WAITLISTED")
    <Unknown.UNKNOWN: 'unknown'>
    """

    def decode(value: Any) -> Decoded:
        return value if value is None or (isinstance(value, str) and value in words) else UNKNOWN

    return decode


def at(row: Row, path: tuple[str, ...]) -> Any:
    """Return what a path leads to; None below an object that is not there. KeyError if the answer
    does not say.

    >>> at({"address": {"city": "Dover"}}, ("address", "city"))
    'Dover'
    >>> at({"address": None}, ("address", "city")) is None
    True
    """
    value: Any = row
    for step in path:
        if value is None:
            return None
        value = value[step]
    return value


def told(at: datetime) -> str:
    """Write a time as a filter takes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def number(id: str) -> str:
    """Return the last part of an id.

    >>> number("urn:blvd:Business:4f6e")
    '4f6e'
    """
    return id.rpartition(":")[2]
