"""Reading a stream: all of it, or what changed, each list in the way that Jobber allows.

Most lists are filtered by the time of the change. Jobs are sorted by it and read until it is one
that is known. Properties have no times: they are read with the clients that changed, and once a
day as a whole.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from connectors.jobber.cursor import Position
from connectors.jobber.errors import TOO_COSTLY
from connectors.jobber.listing import Asking, Listed, listed
from connectors.jobber.reading import Question, filters, properties_of
from connectors.jobber.schema import STREAMS
from connectors.jobber.wire import Row, inside, to_time
from core.connector import Page
from core.errors import Code, RefusedError
from core.jobs import Clock

DAY = timedelta(days=1)  # how long a change may go unseen that no client's time tells of
CLIENTS = "clients"


class Reading:
    """One reading of one stream."""

    def __init__(self, asking: Asking, asked: Question, clock: Clock) -> None:
        self._asking = asking
        self._asked = asked
        self._clock = clock
        self._divisor = 1

    def pages(self, at: Position) -> Iterator[Page]:
        """Yield pages from a position on; begin again once if its cursor has lapsed."""
        began, may_begin_again = self._clock.now(), True
        at = self._begun(at, began)
        while True:
            try:
                page = self._page(at)
            except RefusedError as error:
                if at.after is None or not may_begin_again:
                    raise
                if error.refusal.code is not Code.VALUE_INVALID:
                    raise
                at, began, may_begin_again = at.again(), self._clock.now(), False
                at = self._begun(at, began)
                continue
            rows, after = self._wanted(page, at)
            at = at.behind(after, began, page.headers)
            yield Page(self._asked.records(self._whole(row) for row in rows), at.cursor())
            if at.after is None:
                return

    def _begun(self, at: Position, began: datetime) -> Position:
        """Return where to go on; from the start, if it is another question than before."""
        mark = self._asked.mark
        if at.asked != mark:
            at = replace(at.again(), asked=mark)
        if self._asked.stream.changes == CLIENTS and at.after is None:
            is_due = at.whole is None or began - at.whole >= DAY
            at = replace(at, since=None, whole=began) if is_due else at
        return at

    def _page(self, at: Position) -> Listed:
        asked, stream = self._asked, self._asked.stream
        is_first = at.since is None
        # Whose times tell of the change: those of the records, or of their clients.
        by = STREAMS["persons"] if stream.changes == CLIENTS and not is_first else stream
        since = at.since.isoformat() if at.since is not None else None
        wanted = filters(by, since, by.ours)
        while True:
            document = asked.page(self._divisor) if is_first else asked.changes(self._divisor)
            try:
                return self._asking.page(document, by.list, at.after, wanted)
            except RefusedError as error:
                if error.detail != TOO_COSTLY or "first: 1," in document.text:
                    raise
                self._divisor *= 2

    def _wanted(self, page: Listed, at: Position) -> tuple[Sequence[Row], str | None]:
        """Return the rows of a page that are wanted, and where to go on."""
        stream = self._asked.stream
        if at.since is None or stream.changes == "filter":
            return page.rows, page.after
        if stream.changes == CLIENTS:
            return [row for client in page.rows for row in self._owned(client)], page.after
        since = at.since
        times = [to_time(row.get("updatedAt")) for row in page.rows]
        rows = [
            row for row, time in zip(page.rows, times, strict=True) if time is None or time >= since
        ]
        is_over = any(time is not None and time < since for time in times)
        return rows, None if is_over else page.after

    def _owned(self, client: Row) -> Sequence[Row]:
        """Return the properties of a client: all of them, also where it has many."""
        if inside(client, ("clientProperties", "pageInfo", "hasNextPage")) is not True:
            return inside(client, ("clientProperties", "nodes")) or ()
        document, rows, after = properties_of(self._asked.row), list[Row](), None
        while True:
            reply = self._asking.ask(document, {"id": client["id"], "after": after})
            page = listed(reply, inside(reply.data, ("client", "clientProperties")), after)
            rows += page.rows
            after = page.after
            if after is None:
                return rows

    def _whole(self, row: Row) -> Row:
        """Return a row with the whole of the lists inside it."""
        if not self._asked.is_cut(row):
            return row
        return self._asking.wide(self._asked, str(row["id"])) or row
