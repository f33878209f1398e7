"""What a list is asked for, by how far we are: what was changed since, or what may have been.

Boulevard does not say when an appointment was last changed, and cannot be asked for it. So beside
those booked since, each reading has those of the days around today again, and once a day of the
months around. Memberships cannot be asked for anything, and are read whole a few times a day.
"""

from datetime import timedelta

from connectors.boulevard.cursor import Position
from connectors.boulevard.schema import Stream
from connectors.boulevard.wire import to_utc, told

NEAR = (timedelta(days=-2), timedelta(days=14))
WIDE = (timedelta(days=-30), timedelta(days=180))
DAILY = timedelta(days=1)


def rests(stream: Stream, at: Position, now: str) -> bool:
    """Return whether a stream is left alone for now. A reading that was cut off is not: what it
    had begun is as long ago as ever.
    """
    read, present = to_utc(at.wide), to_utc(now)
    if not stream.rest or read is None or present is None:
        return False
    return present - read < stream.rest


def is_wide(stream: Stream, at: Position) -> bool:
    """Return whether this reading, which has begun, sees to what the narrow ones do not."""
    began, read = to_utc(at.then), to_utc(at.wide)
    if not (stream.rest or _is_windowed(stream)) or began is None:
        return False
    return read is None or stream.rest > timedelta() or began - read >= DAILY


def query(stream: Stream, at: Position) -> str | None:
    """Return the condition of a reading that has begun.

    >>> from connectors.boulevard.streams import STREAMS
    >>> query(STREAMS["orders"], Position("2026-11-24T15:00:00Z", then="2026-11-24T16:00:00Z"))
    "updatedAt >= '2026-11-24T15:00:00Z'"
    """
    if not stream.filters:
        return None
    if at.since is None:
        return stream.alive or None
    if _is_windowed(stream):
        changed = f"(createdAt >= '{at.since}' OR ({_window(stream, at)}))"
    else:
        changed = f"{stream.stamp} >= '{at.since}'"
    return f"{stream.alive} AND {changed}" if stream.alive else changed


def _is_windowed(stream: Stream) -> bool:
    return stream.filters and not stream.stamp


def _window(stream: Stream, at: Position) -> str:
    began = to_utc(at.then)
    assert began is not None, "a reading that asks has begun"
    first, last = (told(began + way) for way in (WIDE if is_wide(stream, at) else NEAR))
    return f"startAt >= '{first}' AND startAt < '{last}'"
