"""Buildium's lists, page by page and by offset, though rows go away while they are read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from connectors.buildium.schema import Stream
from connectors.buildium.wire import Row
from connectors.kit.http import Answer, ApiClient
from core.errors import Code, RefusedError, SyncError, UserActionError

ROOT = "/v1"
PER_PAGE = 1000  # the most that Buildium gives; more is silently cut to this
FEW = 3  # records that are asked for one by one, whatever it would cost to list them
PER_FILTER = 150  # ids in one request: its query may have 4,096 characters
NOT_FOUND = 404
FORBIDDEN = 403

Params = Mapping[str, str | list[str]]
ALL: Params = {}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the next page is to begin: at the last row that was read."""

    offset: int = 0
    last: str | None = None  # that row's order; None at the start


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, without the rows that the page before it had."""

    rows: Sequence[Row]
    next: Place | None  # None behind the last page
    total: int | None  # rows in the whole list, where Buildium says so
    headers: Mapping[str, str]


class Lists:
    """Reads lists and single records."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def page(self, stream: Stream, place: Place, params: Params = ALL) -> Listed:
        """Ask for the page at `place`.

        Where something before it was deleted meanwhile, the page begins too late and would hide
        as many rows; then one that begins earlier is asked for, until none can be missing.
        """
        step = 1
        while True:
            answer, rows = self._ask(stream, place.offset, params)
            begins = _order(stream, rows[0]) if rows else None
            if place.last is None or place.offset == 0:
                break
            if begins is not None and _rank(begins) <= _rank(place.last):
                break
            place, step = replace(place, offset=max(0, place.offset - step)), step * 10
        return _listed(stream, place, answer, rows)

    def all(self, stream: Stream, params: Params = ALL) -> Iterator[Sequence[Row]]:
        """Yield the rows of a whole list, page by page."""
        place: Place | None = Place()
        while place is not None:
            listed = self.page(stream, place, params)
            yield listed.rows
            place = listed.next

    def one(self, stream: Stream, id: str) -> Row | None:
        """Ask for one record; None if it is gone, or the key may not see this one."""
        if not id.isdecimal():
            return None
        try:
            answer = self._api.request("GET", f"{ROOT}{stream.path}/{id}")
        except RefusedError as error:
            if error.status != NOT_FOUND:
                raise
            return None
        except UserActionError as error:
            if error.status != FORBIDDEN:
                raise
            self.check(stream)
            return None
        if not isinstance(answer.body, dict) or answer.body.get("Id") != int(id):
            raise SyncError(Code.UNEXPECTED, status=answer.status)
        return answer.body

    def some(self, stream: Stream, ids: Collection[str]) -> Mapping[str, Row]:
        """Return those records that there are, in as few requests as it takes.

        A few are asked for one by one; of many the list is read, as long as that may ask less.
        Who was not in it is asked for by id all the same: absence alone is no proof.
        """
        wanted = dict.fromkeys(ids)
        found: dict[str, Row] = {}
        if stream.by_ids:
            for some in _parts([one for one in wanted if one.isdecimal()]):
                for rows in self.all(stream, {**stream.also, stream.by_ids: some}):
                    found |= {str(row["Id"]): row for row in rows}
            return {one: row for one, row in found.items() if one in wanted}
        place: Place | None = Place() if len(wanted) > FEW else None
        while place is not None:
            listed = self.page(stream, place, stream.also)
            found |= {str(row["Id"]): row for row in listed.rows if str(row["Id"]) in wanted}
            place, missing = listed.next, len(wanted) - len(found)
            pages = -(-((listed.total or 0) - (place.offset if place else 0)) // PER_PAGE)
            if missing == 0 or (listed.total is not None and pages > missing):
                break
        for one in wanted:
            row = self.one(stream, one) if one not in found else None
            if row is not None:
                found[one] = row
        return found

    def check(self, stream: Stream) -> None:
        """Ask for as little as there is, to see whether the key may read a stream at all."""
        self._ask(stream, 0, {"limit": "1"})

    def _ask(self, stream: Stream, offset: int, params: Params) -> tuple[Answer, Sequence[Row]]:
        paging = {"orderby": f"{stream.order} asc", "limit": str(PER_PAGE), "offset": str(offset)}
        path = f"{ROOT}{stream.path}"
        refused: SyncError
        try:
            answer = self._api.request("GET", path, params={**paging, **params})
        except RefusedError as error:
            if error.status != NOT_FOUND:
                raise
            # A list is always there: Buildium answers so where a version of its API has ended.
            refused = SyncError(Code.VERSION_RETIRED, status=error.status)
            refused.connector = error.connector
        except UserActionError as error:
            if error.status != FORBIDDEN:
                raise
            refused = UserActionError(
                Code.SCOPE_MISSING, status=error.status, detail=stream.permission
            )
            refused.connector = error.connector
        else:
            return answer, _rows(stream, answer)
        raise refused


def _rows(stream: Stream, answer: Answer) -> Sequence[Row]:
    """Return the rows of a page in their order, which is what all else here goes by."""
    body = answer.body
    if not isinstance(body, list) or not all(isinstance(row, dict) for row in body):
        raise SyncError(Code.UNEXPECTED, status=answer.status)
    if not all(isinstance(row.get("Id"), int) and stream.order in row for row in body):
        raise SyncError(Code.UNEXPECTED, status=answer.status)
    return sorted(body, key=lambda row: (_rank(_order(stream, row)), row["Id"]))


def _listed(stream: Stream, place: Place, answer: Answer, rows: Sequence[Row]) -> Listed:
    text = answer.headers.get("x-total-count", "")
    total = int(text) if text.isdecimal() else None
    end = place.offset + len(rows)
    is_last = not rows or (len(rows) < PER_PAGE if total is None else end >= total)
    following = None
    if not is_last:
        # Rows of one order may change places, so the next page begins at the first of them.
        last = _order(stream, rows[-1])
        ties = sum(1 for row in rows if _order(stream, row) == last)
        latest = max(last, place.last or last, key=_rank)
        following = Place(end - ties if ties < len(rows) else end, latest)
    if place.last is not None:
        rows = [row for row in rows if not _is_before(stream, row, place.last)]
    return Listed(rows, following, total, answer.headers)


def _order(stream: Stream, row: Row) -> str:
    return str(row[stream.order])


def _is_before(stream: Stream, row: Row, last: str) -> bool:
    """Return whether a row was on the page before. Those of one order may come again."""
    rank, known = _rank(_order(stream, row)), _rank(last)
    return rank < known or (rank == known and stream.order == "Id")


def _rank(order: str) -> tuple[int, str]:
    """Let ids sort as numbers and times as text, which ISO times are made for."""
    return (int(order), "") if order.isdecimal() else (0, order)


def _parts(ids: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), PER_FILTER):
        yield list(ids[start : start + PER_FILTER])
