"""Reading a stream: all of it through the list, and what changed since through the search.

The search stops at 10,000 results and its pages shift while records change. So no page is asked
for by number: each asks for what was modified at or after the last record of the page before, in
order of modification. Where more than a page of records share one time, they are read by id.
Its index lags, so the next reading begins a little before this one did.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from connectors.hubspot import paths
from connectors.hubspot.api import BATCH, Api
from connectors.hubspot.catalog import Catalog
from connectors.hubspot.lookup import fetch
from connectors.hubspot.objects import Kind, kind_of
from connectors.hubspot.wire import millis, moment, to_time
from connectors.kit.http import Answer
from core.connector import Cursor, Page
from core.errors import Code, SyncError
from core.jobs import Clock
from core.records import Record

Row = Mapping[str, Any]

OVERLAP = 60_000  # milliseconds that a reading goes back before the one before it began
SEARCH_PAGE = 200  # records
LONGEST_NAMES = 2_400  # characters of property names; a search's body may have 3,000 in all
ID = "hs_object_id"


class Position(msgspec.Struct, omit_defaults=True, frozen=True):
    """What a cursor says. Times are HubSpot's, in milliseconds."""

    since: int  # when this reading began: what changed after it is for the next one
    after: str | None = None  # in the middle of a list: HubSpot's own mark
    at: int | None = None  # in the middle of a search: go on from this time of modification
    id: int | None = None  # and, among those of that time, after this record


class Reader:
    """Reads one stream."""

    def __init__(
        self, api: Api, catalog: Catalog, clock: Clock, stream: str, fields: Collection[str]
    ) -> None:
        self._api = api
        self._catalog = catalog
        self._clock = clock
        self._stream = stream
        self._fields = fields
        self._kind: Kind = kind_of(stream)

    def pages(self, cursor: Cursor | None) -> Iterator[Page]:
        """Yield pages from `cursor` on. See core.connector.Source.read."""
        if cursor is None:
            return self._list(None, None)
        position = _position(cursor)
        if position.after is not None:
            return self._list(position.after, position.since)
        return self._search(position)

    def ids(self) -> Iterator[Sequence[str]]:
        """Yield the ids of all records that are not archived."""
        after: str | None = None
        while True:
            body = self._list_page(after, [ID]).body
            yield [str(row["id"]) for row in body["results"]]
            after = _next_mark(body)
            if after is None:
                return

    # -- all ----------------------------------------------------------------------------------

    def _list(self, after: str | None, since: int | None) -> Iterator[Page]:
        while True:
            answer = self._list_page(after, self._names())
            if since is None:
                since = _server_time(answer, self._clock)
            after = _next_mark(answer.body)
            yield Page(self._records(answer.body["results"]), _cursor(Position(since, after)))
            if after is None:
                return

    def _list_page(self, after: str | None, names: Sequence[str]) -> Answer:
        params = {"limit": str(BATCH), "properties": ",".join(names)}
        if after is not None:
            params["after"] = after
        return self._api.get(paths.objects(self._stream), params)

    # -- what changed -------------------------------------------------------------------------

    def _search(self, position: Position) -> Iterator[Page]:
        """Walk in order of modification; `seen` are records that the next page has again."""
        began = None if position.at is None else position.since
        at = position.since - OVERLAP if position.at is None else position.at
        drained = position.id
        seen: set[str] = set()
        total: int | None = None
        while True:
            answer = self._search_page(at, drained)
            rows = answer.body["results"]
            if began is None:
                began, total = _server_time(answer, self._clock), answer.body.get("total")
            new = [row for row in rows if row["id"] not in seen]
            onward = self._go_on(rows, at, drained, began)
            if onward is None:
                yield Page(self._records(new), _cursor(Position(began)), total)
                return
            at, drained = onward
            if drained is None:
                seen = set()  # bounded by a page, unless more than a page share one time
            seen.update(row["id"] for row in rows if self._modified(row) >= at)
            yield Page(self._records(new), _cursor(Position(began, None, at, drained)), total)

    def _go_on(
        self, rows: Sequence[Row], at: int, drained: int | None, began: int
    ) -> tuple[int, int | None] | None:
        """Return from where to go on: a time, and an id where that time is read by id."""
        is_full = len(rows) >= SEARCH_PAGE
        if drained is not None:
            return (at, int(rows[-1]["id"])) if is_full else (at + 1, None)
        if not is_full:
            return None
        times = [self._modified(row) for row in rows]
        # The index may still hold a record at its old place that has just been changed. Its new
        # time is no place to go on from while there is an older one.
        settled = max((time for time in times if time < began - OVERLAP), default=at)
        onward = settled if settled > at else times[-1]
        return (onward, None) if onward > at else (at, 0)

    def _search_page(self, at: int, drained: int | None) -> Answer:
        modified = self._kind.modified
        filters = [_filter(modified, "GTE" if drained is None else "EQ", at)]
        if drained is not None:
            filters.append(_filter(ID, "GT", drained))
        order = modified if drained is None else ID
        names = [name for name in self._names() if name != modified]
        body = {
            "filterGroups": [{"filters": filters}],
            "sorts": [{"propertyName": order, "direction": "ASCENDING"}],
            "properties": [*names, modified],
            "limit": SEARCH_PAGE,
        }
        return self._api.search(paths.search(self._stream), body)

    def _modified(self, row: Row) -> int:
        """Return a record's time of modification, as the search is ordered by it."""
        text = row["properties"].get(self._kind.modified)
        found = to_time(text) if text else moment(row.get("updatedAt"))
        if not isinstance(found, datetime):
            raise SyncError(Code.UNEXPECTED, detail=self._kind.modified)
        return millis(found)

    # -- both ---------------------------------------------------------------------------------

    def _names(self) -> Sequence[str]:
        """Return what to ask for in a page; nothing where it is too much for an address."""
        return sorted(self._fields) if self._is_narrow() else []

    def _is_narrow(self) -> bool:
        return sum(len(name) + 3 for name in self._fields) <= LONGEST_NAMES

    def _records(self, rows: Sequence[Row]) -> Sequence[Record]:
        if self._is_narrow() or not rows:
            codec = self._catalog.properties(self._stream).codec
            return [codec.record(row, self._fields) for row in rows]
        ids = [str(row["id"]) for row in rows]
        return list(fetch(self._api, self._catalog, self._stream, ids, self._fields).values())


def _filter(name: str, operator: str, value: int) -> dict[str, str]:
    return {"propertyName": name, "operator": operator, "value": str(value)}


def _next_mark(body: Mapping[str, Any]) -> str | None:
    following = (body.get("paging") or {}).get("next")
    return str(following["after"]) if following else None


def _server_time(answer: Answer, clock: Clock) -> int:
    """Return when HubSpot answered, by its clock; by ours where it does not say."""
    try:
        return millis(parsedate_to_datetime(answer.headers["date"]))
    except (KeyError, ValueError, TypeError):
        return millis(clock.now())


def _cursor(position: Position) -> Cursor:
    return Cursor(msgspec.json.encode(position).decode())


def _position(cursor: Cursor) -> Position:
    try:
        return msgspec.json.decode(cursor, type=Position)
    except msgspec.MsgspecError:
        broken = SyncError(Code.CURSOR_EXPIRED)
    raise broken
