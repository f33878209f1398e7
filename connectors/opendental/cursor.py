"""Our cursor in a stream: since when we know everything, and how far the present reading is.

Open Dental has no feed. A reading lists what changed since a time, page by page, in an order that
nobody promises; the time at which it began, by the office's own clock and less an overlap, starts
the next one. That clock is naive: in the night when it is put back it shows an hour twice.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from connectors.opendental.wire import naive, stamp
from core.connector import Cursor
from core.errors import Code, SyncError

OVERLAP = timedelta(minutes=5)  # a change may be on its way to the list when we read it
OVERLAP_AT_NIGHT = timedelta(hours=2)  # when the clock was, or is, put back
NIGHT = timedelta(hours=4)  # how near


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a stream's reading stands. As a cursor it is this, in JSON. Times are the office's."""

    since: str | None = None  # what changed before is known; None: nothing is
    then: str | None = None  # when this reading began; None before its first row
    offset: int = 0  # of the next page: at the last row of the one before
    last: str | None = None  # that row's number; None at the start

    def cursor(self) -> Cursor:
        return Cursor(msgspec.json.encode(self).decode())

    def behind(self, rows: int, last: str, clock: str | None) -> "Position":
        """Return the position behind a page of so many rows, at the last of which the next page
        begins: if that is then another, the list has moved under us.
        """
        return replace(self, then=self.then or clock, offset=self.offset + rows - 1, last=last)

    def done(self, clock: str | None, zone: ZoneInfo) -> "Position":
        """Return the position after the last page. Without a row there was no clock to see, and
        the next reading looks from where this one did.
        """
        began = naive(self.then or clock)
        if began is None:
            return Position(since=self.since)
        return Position(since=stamp(began - overlap(began, zone)))

    def again(self) -> "Position":
        """Return the start of this reading."""
        return replace(self, offset=0, last=None)


def position(cursor: Cursor | None) -> Position:
    """Read a cursor; None is the beginning. CURSOR_EXPIRED if it is none of ours."""
    if cursor is None:
        return Position()
    try:
        found = msgspec.json.decode(cursor, type=Position)
    except (msgspec.MsgspecError, ValueError):
        found = None
    if found is None or any(at and naive(at) is None for at in (found.since, found.then)):
        raise SyncError(Code.CURSOR_EXPIRED)
    return found


def overlap(began: datetime, zone: ZoneInfo) -> timedelta:
    """Return how far back the next reading looks from a naive time of the office's.

    >>> new_york = ZoneInfo("America/New_York")
    >>> overlap(datetime(2026, 11, 1, 1, 30), new_york), overlap(datetime(2026, 11, 2), new_york)
    (datetime.timedelta(seconds=7200), datetime.timedelta(seconds=300))
    """
    about = began.replace(tzinfo=zone).astimezone(UTC)
    before, after = ((about + way).astimezone(zone).utcoffset() for way in (-NIGHT, NIGHT))
    is_put_back = before is not None and after is not None and after < before
    return OVERLAP_AT_NIGHT if is_put_back else OVERLAP
