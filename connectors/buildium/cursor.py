"""Our cursor in a Buildium stream: since when we know everything, and how far this reading is.

Buildium has no feed. A reading lists what was updated since a time, page by page; the time at
which it began, by Buildium's clock and less an overlap, starts the next one. Pages are counted by
offset, and what is deleted meanwhile moves all that lies behind it: so a page is asked for from the
last row of the one before, and has to begin with it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec
from msgspec.structs import replace

from core.connector import Cursor
from core.errors import Code, SyncError

OVERLAP = timedelta(minutes=5)  # a change may be on its way to the list when we read it


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a stream's reading stands. As a cursor it is this, in JSON."""

    since: datetime | None = None  # what was updated before is known; None: nothing is
    then: datetime | None = None  # `since` of the next reading, once this one has begun
    offset: int = 0  # of the next page
    last: str | None = None  # order of the last row that was read: an id, or when it was received
    asked: str = ""  # digest of the fields that this reading asks for

    def cursor(self) -> Cursor:
        return Cursor(msgspec.json.encode(self).decode())

    def begun(self, began: datetime, headers: Mapping[str, str]) -> "Position":
        """Return the position once the first answer is there, which fixes where the next reading
        starts: `began` is when this one did by the PC's clock, `headers` say what time it is at
        Buildium.
        """
        return self if self.then is not None else replace(self, then=watermark(began, headers))

    def behind(self, offset: int, last: str) -> "Position":
        """Return the position behind a page that is not the last."""
        return replace(self, offset=offset, last=last)

    def done(self) -> "Position":
        """Return the position behind the last page."""
        return Position(since=self.then)

    def of(self, asked: str) -> "Position":
        """Return the position of a reading that asks for `asked`: from its start, if what was read
        of it lacks fields, because the mapping has changed meanwhile.
        """
        if self.asked == asked or self.last is None:
            return replace(self, asked=asked)
        return Position(since=self.since, asked=asked)


def position(cursor: Cursor | None) -> Position:
    """Read a cursor; None is the beginning. CURSOR_EXPIRED if it is none of ours."""
    if cursor is None:
        return Position()
    try:
        return msgspec.json.decode(cursor, type=Position)
    except (msgspec.MsgspecError, ValueError):
        broken = SyncError(Code.CURSOR_EXPIRED)
    raise broken


def watermark(began: datetime, headers: Mapping[str, str]) -> datetime:
    """Return from when on the next reading has to look.

    A PC's clock that is fast would hide changes, so Buildium's own time counts where it is earlier.
    """
    try:
        theirs = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        theirs = began
    return min(began, theirs.replace(tzinfo=theirs.tzinfo or UTC)) - OVERLAP
