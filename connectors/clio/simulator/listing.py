"""Lists: filtered, in order, page by page.

By cursor without an end where `order=id(asc)` is asked for and no offset; by offset and up to
10,000 records otherwise. Both go on by the `next` address, which repeats the whole question.
"""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import msgspec

from connectors.clio.simulator.account import Account
from connectors.clio.simulator.errors import RefusalError
from connectors.clio.simulator.filters import Params, Test, tests
from connectors.clio.simulator.profile import LARGEST_PAGE, OFFSET_CAP
from connectors.clio.simulator.rows import Part
from connectors.clio.simulator.tables import Table
from connectors.kit.simulator import Request

BY_CURSOR = "id(asc)"
NOT_FILTERS = frozenset({"page_token", "fields", "limit", "offset"})
ORDERS: dict[str, str] = {
    "contacts": "id name",
    "matters": "id display_number open_date close_date pending_date updated_at created_at"
    " client.name matter_stage_updated_at",
    "custom_fields": "id name display_order",
    "calendar_entries": "id",
    "bills": "id number due_at issued_at paid_at balance",
    "activities": "id date price total type updated_at",
    "users": "id name first_name last_name email enabled",
    "practice_areas": "id name code category",
    "matter_stages": "id",
    "relationships": "id",
}


class Place(msgspec.Struct, array_like=True):
    """What a page token holds."""

    way: str  # "after" or "before" an id, or "from" an offset
    at: int
    question: str  # digest of the filters and the order


@dataclass(frozen=True, slots=True)
class Listed:
    """One page, its neighbors, and how many rows there are on all pages."""

    rows: Sequence[Any]
    total: int
    next: Place | None = None
    previous: Place | None = None


class Lister:
    """Answers lists of one account; remembers totals between the pages of a reading."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._totals: dict[tuple[str, str], tuple[tuple[int, ...], int]] = {}

    def page(self, kind: str, params: Params) -> Listed:
        """Return the page of `kind` that the parameters ask for."""
        table = self._account.tables()[kind]
        passing = tests(self._account, kind, params)
        if kind == "contacts" and self._account.hidden:
            hidden = self._account.hidden
            passing.append(lambda row: row.id not in hidden)
        order, question = _order(kind, params), _digest(kind, params)
        limit, place = self._limit(params), self._place(params, question)
        if order == BY_CURSOR and "offset" not in params:
            return self._by_cursor(kind, table, passing, place, question, limit)
        offset = place.at if place else _number(params.get("offset", ["0"])[-1])
        rows = _sorted(self._account, _passing(table, passing), order or BY_CURSOR)
        return self.by_offset(rows, offset, limit, question)

    def by_offset(self, rows: Sequence[Any], offset: int, limit: int, question: str) -> Listed:
        """Return a page of `rows`, which are all there are."""
        if offset < 0 or offset >= OFFSET_CAP:
            raise RefusalError(
                self._account.profile.beyond_cap_status, "offset is limited to 10,000 records"
            )
        end = offset + limit
        return Listed(
            rows[offset:end],
            len(rows),
            Place("from", end, question) if end < len(rows) else None,
            Place("from", max(0, offset - limit), question) if offset > 0 else None,
        )

    def plain_page(self, rows: Sequence[Any], params: Params) -> Listed:
        """Return a page of a short list that has no filters."""
        question = _digest("", params)
        place = self._place(params, question)
        return self.by_offset(rows, place.at if place else 0, self._limit(params), question)

    def _by_cursor(
        self,
        kind: str,
        table: Table[Part],
        passing: list[Test],
        place: Place | None,
        question: str,
        limit: int,
    ) -> Listed:
        if place is not None and place.way == "before":
            rows = list(islice(_passing(table.before(place.at), passing), limit + 1))
            more, rows = len(rows) > limit, rows[:limit][::-1]
            following = Place("after", rows[-1].id, question) if rows else None
            preceding = Place("before", rows[0].id, question) if rows and more else None
        else:
            start = place.at if place else 0
            rows = list(islice(_passing(table.after(start), passing), limit + 1))
            more, rows = len(rows) > limit, rows[:limit]
            following = Place("after", rows[-1].id, question) if more else None
            preceding = Place("before", rows[0].id, question) if place and rows else None
        return Listed(rows, self._total(kind, table, passing, question), following, preceding)

    def _total(self, kind: str, table: Table[Part], passing: list[Test], question: str) -> int:
        if not passing:
            return len(table)
        hidden = len(self._account.hidden)
        state = (table.revision, self._account.matters.revision, hidden)
        known = self._totals.get((kind, question))
        if known is None or known[0] != state:
            known = (state, sum(1 for _ in _passing(table, passing)))
            self._totals[kind, question] = known
        return known[1]

    def _limit(self, params: Params) -> int:
        text = params.get("limit", [str(LARGEST_PAGE)])[-1]
        limit = int(text) if text.isdecimal() else 0
        if not 1 <= limit <= LARGEST_PAGE:
            raise RefusalError(
                self._account.profile.bad_limit_status, "limit must be between 1 and 200"
            )
        return limit

    def _place(self, params: Params, question: str) -> Place | None:
        if "page_token" not in params:
            return None
        token = params["page_token"][-1]
        try:
            place = msgspec.json.decode(base64.urlsafe_b64decode(token + "=="), type=Place)
        except (ValueError, msgspec.MsgspecError):
            place = None
        if place is None or place.question != question:
            raise RefusalError(self._account.profile.stale_page_status, "page_token is not valid")
        return place


def addresses(request: Request, listed: Listed) -> dict[str, str]:
    """Return the absolute addresses of the neighboring pages; one that is not there is left out."""
    url = request.url
    base = f"{url.scheme}://{url.netloc.decode('ascii')}{url.path}"
    asked = [(k, v) for k, v in url.params.multi_items() if k not in ("page_token", "offset")]
    links = {}
    for name, place in (("previous", listed.previous), ("next", listed.next)):
        if place is not None:
            token = base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")
            more = [("offset", str(place.at))] if "offset" in url.params else []
            links[name] = f"{base}?{urlencode([*asked, *more, ('page_token', token)])}"
    return links


def _passing(rows: Iterable[Any], passing: list[Test]) -> Iterator[Any]:
    if not passing:
        return iter(rows)
    if len(passing) == 1:
        return filter(passing[0], rows)
    return (row for row in rows if all(test(row) for test in passing))


def _order(kind: str, params: Params) -> str | None:
    order = params["order"][-1] if "order" in params else None
    if order is not None:
        name, _, way = order.partition("(")
        if name not in ORDERS[kind].split() or way not in ("asc)", "desc)"):
            raise RefusalError(400, "not an order that this list has")
    return order


def _sorted(account: Account, rows: Iterable[Any], order: str) -> list[Any]:
    name, _, way = order.partition("(")
    key = _key(account, name)

    def rank(row: Any) -> tuple[bool, Any, int]:
        value = key(row)
        return value is None, 0 if value is None else value, row.id

    return sorted(rows, key=rank, reverse=way == "desc)")


def _key(account: Account, name: str) -> Callable[[Any], Any]:
    if name == "client.name":
        return lambda row: c.name if (c := account.contacts.get(row.client_id)) else None
    return lambda row: getattr(row, name)


def _digest(kind: str, params: Params) -> str:
    question = sorted((k, v) for k, v in params.items() if k not in NOT_FILTERS)
    return hashlib.sha256(repr((kind, question)).encode()).hexdigest()[:16]


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else -1
