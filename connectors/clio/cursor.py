"""Our cursor in a Clio stream: since when we know everything, and how far the present reading is.

Clio has no feed. A reading lists what was updated since a time, by id, page by page; the time at
which it began, by Clio's clock and less an overlap, starts the next one.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec
from msgspec.structs import replace

from core.connector import Cursor
from core.errors import Code, SyncError

OVERLAP = timedelta(minutes=5)  # pages are in order of id, so a change may slip in behind us


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a stream's reading stands. As a cursor it is this, in JSON."""

    since: datetime | None = None  # what was updated before is known; None: nothing is
    then: datetime | None = None  # `since` of the next reading, once this one has begun
    link: str | None = None  # path and query of the next page
    bills: datetime | None = None  # until when changed bills are known; None: until `since`
    deleted_bills: datetime | None = None  # likewise
    deleted_next: bool = False  # whose turn it is

    def cursor(self) -> Cursor:
        return Cursor(msgspec.json.encode(self).decode())

    def behind(self, link: str | None, began: datetime, headers: Mapping[str, str]) -> "Position":
        """Return the position behind a page: at `link`, or at the end of this reading.

        The first page fixes where the next reading starts: `began` is when this one did by the
        PC's clock, `headers` say what time it is at Clio.
        """
        then = self.then or watermark(began, headers)
        if link is not None:
            return replace(self, then=then, link=link)
        return replace(self, since=then, then=None, link=None)

    def again(self) -> "Position":
        """Return the start of this reading."""
        return replace(self, then=None, link=None)


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

    A PC's clock that is fast would hide changes, so Clio's own time counts where it is earlier.
    """
    try:
        theirs = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        theirs = began
    return min(began, theirs.replace(tzinfo=theirs.tzinfo or UTC)) - OVERLAP
