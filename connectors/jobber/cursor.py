"""Our cursor in a Jobber stream: since when we know everything, and how far the present reading is.

Jobber has no feed. A reading lists what was updated since a time; the time at which it began, by
Jobber's clock and less an overlap, starts the next one. Whether "after" is strict is not known,
and with the overlap it does not matter.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec
from msgspec.structs import replace

from core.connector import Cursor
from core.errors import Code, SyncError

OVERLAP = timedelta(minutes=5)


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a stream's reading stands. As a cursor it is this, in JSON."""

    since: datetime | None = None  # what was updated before is known; None: nothing is
    then: datetime | None = None  # `since` of the next reading, once this one has begun
    after: str | None = None  # Jobber's own cursor of the last record that was read
    whole: datetime | None = None  # when a list without times was last read as a whole
    asked: str = ""  # what `after` belongs to: another question begins again

    def cursor(self) -> Cursor:
        return Cursor(msgspec.json.encode(self).decode())

    def behind(self, after: str | None, began: datetime, headers: Mapping[str, str]) -> "Position":
        """Return the position behind a page: after a record, or at the end of this reading.

        The first page fixes where the next reading starts.
        """
        then = self.then or watermark(began, headers)
        if after is not None:
            return replace(self, then=then, after=after)
        return replace(self, since=then, then=None, after=None, asked="")

    def again(self) -> "Position":
        """Return the start of this reading."""
        return replace(self, then=None, after=None, asked="")


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

    A PC's clock that is fast would hide changes, so Jobber's own time counts where it is earlier.
    """
    try:
        theirs = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        theirs = began
    return min(began, theirs.replace(tzinfo=theirs.tzinfo or UTC)) - OVERLAP
