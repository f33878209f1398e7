"""Jobber's lists: filtered, sorted, and read a page at a time from a cursor on."""

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from connectors.jobber.simulator.account import Row
from connectors.jobber.simulator.errors import GraphError, unknown_argument
from connectors.jobber.simulator.profile import LARGEST_PAGE, Profile

Test = Callable[[Row, str, Any], bool]


def _same(row: Row, name: str, wanted: Any) -> bool:
    return bool(row.get(name) == wanted)


def _range(row: Row, name: str, wanted: Mapping[str, Any]) -> bool:
    """Compare times; "after" and "before" are strict."""
    for word in wanted:
        if word not in ("after", "before", "eq"):
            raise unknown_argument("Iso8601DateTimeRangeInput", word)
    if row.get(name) is None:
        return False
    at = datetime.fromisoformat(row[name])
    after, before, equal = (
        datetime.fromisoformat(wanted[word]) if wanted.get(word) else None
        for word in ("after", "before", "eq")
    )
    return (
        (after is None or at > after)
        and (before is None or at < before)
        and (equal is None or at == equal)
    )


def _tags(row: Row, name: str, wanted: list[str]) -> bool:
    return set(wanted) <= set(row[name])


def _by(key: str) -> Test:
    return lambda row, _name, wanted: bool(row.get(key) == wanted)


_TIMES: Mapping[str, Test] = {"createdAt": _range, "updatedAt": _range}

FILTERS: Mapping[str, tuple[str, Mapping[str, Test]]] = {
    "clients": (
        "ClientFilterAttributes",
        {**_TIMES, "isArchived": _same, "isCompany": _same, "isLead": _same, "tags": _tags},
    ),
    "properties": (
        "PropertiesFilterAttributes",
        {"clientId": _by("client"), "primary": _by("isBillingAddress")},
    ),
    "requests": (
        "RequestFilterAttributes",
        {**_TIMES, "clientId": _by("client"), "status": _by("requestStatus")},
    ),
    "quotes": (
        "QuoteFilterAttributes",
        {**_TIMES, "clientId": _by("client"), "status": _by("quoteStatus"), "sentAt": _range},
    ),
    # Jobs cannot be filtered by the time of their last change.
    "jobs": (
        "JobFilterAttributes",
        {"createdAt": _range, "startAt": _range, "completedAt": _range, "status": _same},
    ),
    "invoices": (
        "InvoiceFilterAttributes",
        {**_TIMES, "clientId": _by("client"), "invoiceNumber": _same, "dueDate": _range},
    ),
    "users": ("UsersFilterAttributes", {}),
    "customFieldConfigurations": (
        "CustomFieldConfigurationsFilterInput",
        {"appliesTo": _same},
    ),
}
SORTED = frozenset({"clients", "jobs", "invoices"})  # lists with a sort key UPDATED_AT


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: as its rows were made, or by the time of their change."""

    by_change: bool = False
    descending: bool = False

    def key(self, row: Row) -> tuple[Any, ...]:
        return (row["updatedAt"], row["number"]) if self.by_change else (row["number"],)


def connection(
    name: str, rows: Iterable[Row], arguments: Mapping[str, Any], profile: Profile
) -> Row:
    """Return a page of the list called `name`. Cursors tell of a row, so new ones move nothing."""
    order = _order(name, arguments.get("sort"))
    kept = sorted(
        _filtered(name, rows, arguments.get("filter")), key=order.key, reverse=order.descending
    )
    placed = [(order.key(row), row) for row in kept]
    return page(placed, arguments, profile, descending=order.descending)


def page(
    rows: list[tuple[tuple[Any, ...], Row]],
    arguments: Mapping[str, Any],
    profile: Profile,
    *,
    descending: bool = False,
) -> Row:
    """Return what lies behind the cursor in `arguments`, up to as many as they want."""
    total, after = len(rows), arguments.get("after")
    if after is not None:
        place = _place(after)
        rows = [each for each in rows if (each[0] < place if descending else each[0] > place)]
    first = _first(arguments, profile)
    shown = rows[:first]
    cursors = [_cursor(key) for key, _ in shown]
    return {
        "__typename": "Connection",
        "nodes": [row for _, row in shown],
        "edges": [
            {"__typename": "Edge", "cursor": cursor, "node": row}
            for cursor, (_, row) in zip(cursors, shown, strict=True)
        ],
        "pageInfo": {
            "__typename": "PageInfo",
            "endCursor": cursors[-1] if cursors else None,
            "startCursor": cursors[0] if cursors else None,
            "hasNextPage": len(rows) > first,
            "hasPreviousPage": after is not None,
        },
        "totalCount": total,
    }


def _first(arguments: Mapping[str, Any], profile: Profile) -> int:
    first = arguments.get("first") or LARGEST_PAGE
    if first > LARGEST_PAGE and not profile.caps_pages:
        raise GraphError(f"first cannot be over {LARGEST_PAGE}")
    return min(first, LARGEST_PAGE)


def _filtered(name: str, rows: Iterable[Row], wanted: Mapping[str, Any] | None) -> Iterable[Row]:
    type_name, known = FILTERS[name]
    for field, value in (wanted or {}).items():
        if field not in known:
            raise unknown_argument(type_name, field)
        if known[field] is _range:
            _range({}, field, value)  # refuses wrong words also where there are no rows
    asked = {field: value for field, value in (wanted or {}).items() if value is not None}
    return [row for row in rows if all(known[f](row, f, value) for f, value in asked.items())]


def _order(name: str, sort: list[Mapping[str, str]] | None) -> Order:
    if not sort:
        return Order()
    key, direction = sort[0].get("key"), sort[0].get("direction")
    if key != "UPDATED_AT" or name not in SORTED or direction not in ("ASCENDING", "DESCENDING"):
        raise GraphError(f"Argument 'sort' on Field '{name}' has an invalid value")
    return Order(by_change=True, descending=direction == "DESCENDING")


def _cursor(key: tuple[Any, ...]) -> str:
    return base64.b64encode(msgspec.json.encode(key)).decode()


def _place(cursor: str) -> tuple[Any, ...]:
    try:
        return tuple(msgspec.json.decode(base64.b64decode(cursor, validate=True)))
    except (ValueError, TypeError, msgspec.MsgspecError):
        pass
    raise GraphError("Variable $after of type String was provided invalid value")
