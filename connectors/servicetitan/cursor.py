"""Our cursor in a stream: ServiceTitan's own tokens, one for each feed that it is made of."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import msgspec
from msgspec.structs import replace

from core.connector import Cursor
from core.errors import Code, SyncError

OVERLAP = timedelta(days=1)  # feeds can be begun at a day, and days begin elsewhere earlier


class Position(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a stream's reading stands. As a cursor it is this, in JSON."""

    main: str | None = None  # where the stream's own feed goes on; None: at its beginning
    caught_up: bool = False  # everything was read once; from now on it is changes
    sides: dict[str, str] = {}  # likewise of the feeds that tell more of the same records

    def cursor(self) -> Cursor:
        return Cursor(msgspec.json.encode(self).decode())

    def behind(self, token: str, *, is_last: bool) -> "Position":
        """Return the position behind a page of the stream's own feed."""
        return replace(self, main=token, caught_up=self.caught_up or is_last)

    def beside(self, side: str, token: str) -> "Position":
        """Return the position behind a page of another feed."""
        return replace(self, sides={**self.sides, side: token})


def position(cursor: Cursor | None) -> Position:
    """Read a cursor; None is the beginning. CURSOR_EXPIRED if it is none of ours."""
    if cursor is None:
        return Position()
    try:
        return msgspec.json.decode(cursor, type=Position)
    except (msgspec.MsgspecError, ValueError):
        broken = SyncError(Code.CURSOR_EXPIRED)
    raise broken


def day_before(began: datetime, headers: Mapping[str, str]) -> str:
    """Return from which day on a feed tells all that happens after `began`.

    A PC's clock that is fast would hide changes, so ServiceTitan's own time counts where it is
    earlier.
    """
    try:
        theirs = parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        theirs = began
    earlier = min(began, theirs.replace(tzinfo=theirs.tzinfo or UTC))
    return (earlier - OVERLAP).date().isoformat()
