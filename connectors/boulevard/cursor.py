"""Our cursor in a stream: since when we know everything, and how far the present reading is.

Boulevard pages by offset, in an order that nobody promises, and the list moves while it is read:
so each page begins with the last row of the one before. Times are Boulevard's own, as told.
"""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from connectors.boulevard.wire import to_utc, told
from core.connector import Cursor
from core.errors import Code, SyncError

OVERLAP = timedelta(minutes=10)  # a change may be on its way to the list when we read it


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a stream's reading stands. As a cursor it is this, in JSON."""

    since: str | None = None  # what changed before is known; None: nothing is
    wide: str | None = None  # when the wide window was last read; None: never, or without one
    then: str | None = None  # when this reading began; None before its first page
    place: str | None = None  # location whose rows are under way
    after: str | None = None  # Boulevard's own cursor, before the last row that we have
    last: str | None = None  # that row's id

    def cursor(self) -> Cursor:
        return Cursor(msgspec.json.encode(self).decode())

    def begun(self, now: datetime) -> "Position":
        """Return the position at the start of a reading, or where one goes on."""
        return self if self.then is not None else replace(self, then=told(now))

    def behind(self, place: str | None, after: str | None, last: str) -> "Position":
        """Return the position behind a page of a location's."""
        return replace(self, place=place, after=after, last=last)

    def at(self, place: str | None) -> "Position":
        """Return the position at the start of a location's rows, or where it is among them."""
        return self if self.place == place else replace(self, place=place, after=None, last=None)

    def again(self) -> "Position":
        """Return the start of the present location's rows."""
        return replace(self, after=None, last=None)

    def done(self, *, wide: bool) -> "Position":
        """Return the position after the last page."""
        began = to_utc(self.then)
        assert began is not None, "a reading that ends has begun"
        return Position(since=told(began - OVERLAP), wide=self.then if wide else self.wide)


def position(cursor: Cursor | None) -> Position:
    """Read a cursor; None is the beginning. CURSOR_EXPIRED if it is none of ours."""
    if cursor is None:
        return Position()
    try:
        found = msgspec.json.decode(cursor, type=Position)
    except (msgspec.MsgspecError, ValueError):
        found = None
    times = (found.since, found.wide, found.then) if found is not None else ()
    if found is None or any(at is not None and to_utc(at) is None for at in times):
        raise SyncError(Code.CURSOR_EXPIRED)
    return found
