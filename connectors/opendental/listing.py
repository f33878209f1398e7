"""Open Dental's lists: one page after the other, by offset. Answers end here: what leaves this
room is rows that hold the columns of a question, and nothing else of what was answered.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from connectors.kit.http import ApiClient, Json
from connectors.opendental.reading import CLOCK, Question, Row
from connectors.opendental.wire import naive
from core.errors import Code, RefusedError, SyncError, UserActionError

ROOT = "/api/v1"
REMOTE_PAGE = 100  # rows; the most that the remote way gives
OFFICE_PAGE = 1000  # rows; the most that a server in the office gives

FEW = 20  # rows that are asked for one by one, whatever it would cost to list them all

SETTINGS = "/preferences"
NOT_FOUND = 404


S = TypeVar("S", bound=msgspec.Struct)


class Setting(msgspec.Struct, frozen=True):
    """One of the office's settings."""

    PrefName: str
    ValueString: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list."""

    rows: Sequence[Row]
    is_last: bool
    clock: str | None  # what time it was in the office; None where there was no row to say so


class Lists:
    """Reads lists and single rows."""

    def __init__(self, api: ApiClient, page: int) -> None:
        self._api = api
        self._page = page

    @property
    def page(self) -> int:
        """How many rows a page has at most."""
        return self._page

    def at(self, asked: Question, offset: int, params: Mapping[str, str]) -> Listed:
        """Ask for the page that begins after `offset` rows.

        A page that is not full is the last. A server that gives fewer rows than it was asked for
        would seem to end with each, so a page as full as the smallest kind is taken for full.
        """
        paging = {"Limit": str(self._page), **({"Offset": str(offset)} if offset else {})}
        body = self._body(asked.stream.path, {**params, **paging})
        rows = [asked.row(raw) for raw in body]
        is_full = len(rows) >= self._page or len(rows) == REMOTE_PAGE
        return Listed(rows, not is_full, clock_of(rows))

    def all(self, asked: Question) -> Iterator[Sequence[Row]]:
        """Yield the rows of a whole list, page by page; those between two pages come once."""
        offset = 0
        while True:
            listed = self.at(asked, offset, {})
            yield listed.rows
            if listed.is_last:
                return
            offset += len(listed.rows)

    def one(self, asked: Question, id: str) -> Row | None:
        """Ask for one row; None if there is none of this number."""
        if not id.isdecimal():
            return None
        try:
            answer = self._request(f"{asked.stream.single}/{id}", {})
        except RefusedError as error:
            if error.status != NOT_FOUND:
                raise
            return None
        return asked.row(answer)

    def some(self, asked: Question, ids: Collection[str]) -> Mapping[str, Row]:
        """Return those rows that there are: a few one by one, many from the list, as long as that
        may ask less.
        """
        found: dict[str, Row] = {}
        if len(ids) > FEW or (ids and not asked.stream.single):
            for page, rows in enumerate(self.all(asked), start=1):
                for row in rows:
                    if str(asked.id(row)) in ids:
                        found[str(asked.id(row))] = row
                if len(found) == len(ids) or (asked.stream.single and page >= len(ids)):
                    break
        # Who was not in the list may have been passed over: it is in no order that holds.
        for one in ids if asked.stream.single else ():
            row = self.one(asked, one) if one not in found else None
            if row is not None:
                found[one] = row
        return found

    def clock(self, asked: Question) -> str | None:
        """Return what time it is in the office, of one row; None where there is none."""
        body = self._body(asked.stream.path, {"Limit": "1"})
        return clock_of([asked.row(raw) for raw in body])

    def columns(self, path: str) -> Sequence[str]:
        """Return the names of the columns that a list's rows have now; no value of them."""
        body = self._body(path, {"Limit": "1"})
        return tuple(body[0]) if body and isinstance(body[0], dict) else ()

    def small(self, path: str, shape: type[S], params: Mapping[str, str]) -> list[S]:
        """Return a whole list of what is no record, such as settings, as `shape` has it."""
        found: list[S] = []
        while True:
            more = {"Offset": str(len(found))} if found else {}
            body = self._request(path, {**params, **more})
            rows = [body] if isinstance(body, dict) else body  # one alone comes without a list
            try:
                found += msgspec.convert(rows, list[shape])  # type: ignore[valid-type]
            except msgspec.ValidationError:
                break
            if len(rows) % REMOTE_PAGE or not rows:
                return found
        raise SyncError(Code.UNEXPECTED)

    def _body(self, path: str, params: Mapping[str, str]) -> list[Json]:
        body = self._request(path, params)
        if not isinstance(body, list):
            raise SyncError(Code.UNEXPECTED)
        return body

    def _request(self, path: str, params: Mapping[str, str]) -> Json:
        """Read; where that is rejected find out what is: the keys, or reading this one thing."""
        try:
            return self._api.request("GET", f"{ROOT}{path}", params=params).body
        except UserActionError as error:
            rejected = error
        if rejected.code is Code.TOKEN_REJECTED and path != SETTINGS and self.keys_are_good():
            forbidden = UserActionError(Code.NOT_PERMITTED, status=rejected.status)
            forbidden.connector = rejected.connector
            rejected = forbidden
        raise rejected

    def keys_are_good(self) -> bool:
        """Ask for what every key may read: Open Dental answers 401 to a bad key and to a good one
        that lacks a permission.
        """
        try:
            self.title()
        except UserActionError:
            return False
        return True

    def title(self) -> str:
        """Return what the practice is called."""
        found = self.small(SETTINGS, Setting, {"PrefName": "PracticeTitle"})
        return next((each.ValueString for each in found if each.PrefName == "PracticeTitle"), "")


def clock_of(rows: Sequence[Row]) -> str | None:
    """Return what time it was in the office when it answered."""
    told = getattr(rows[0], CLOCK) if rows else None
    return told if isinstance(told, str) and naive(told) is not None else None
