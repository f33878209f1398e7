"""Lists: which rows, in which order, and a page of them. A cursor is an offset, and no more."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from connectors.boulevard.simulator.business import BLANKS, Business, Row
from connectors.boulevard.simulator.conditions import compile_condition
from connectors.boulevard.simulator.errors import RefusalError
from connectors.boulevard.simulator.profile import LONGEST

_CURSOR = "arrayconnection:"
_USUAL = 20  # edges, where nobody says how many

TABLES = {
    **{kind: kind for kind in BLANKS if kind != "fields"},
    "nativeObjectFields": "fields",
}
CONDITIONS = {  # list -> the fields that a condition may be about
    "clients": {"id", "email", "name", "mobilePhone", "active", "externalId", "primaryLocationId"}
    | {"createdAt", "updatedAt"},
    "orders": {"id", "clientId", "closedAt", "updatedAt", "createdAt"},
    "appointments": {"id", "startAt", "createdAt", "cancelled"},
    "staff": {"id", "email", "mobilePhone", "active"},
}

Arguments = Mapping[str, Any]


class Lists:
    """Remembers which rows a list had, as long as nothing is changed."""

    def __init__(self, business: Business) -> None:
        self._business = business
        self._known: tuple[object, list[Row]] = (None, [])

    def connection(self, name: str, arguments: Arguments) -> Row:
        """Return a page as GraphQL's connections have it."""
        first = _count(arguments.get("first"))
        start = _offset(arguments.get("after"))
        rows = self._rows(name, arguments)
        page = rows[start : start + first]
        return {
            "edges": [
                {"cursor": _cursor(start + number), "node": row} for number, row in enumerate(page)
            ],
            "pageInfo": {
                "startCursor": _cursor(start) if page else None,
                "endCursor": _cursor(start + len(page) - 1) if page else None,
                "hasNextPage": start + len(page) < len(rows),
                "hasPreviousPage": start > 0,
            },
        }

    def _rows(self, name: str, arguments: Arguments) -> list[Row]:
        told = {key: value for key, value in arguments.items() if key not in ("first", "after")}
        sign = (self._business.changes, name, repr(sorted(told.items())))
        if self._known[0] != sign:
            self._known = (sign, self._chosen(name, arguments))
        return self._known[1]

    def _chosen(self, name: str, arguments: Arguments) -> list[Row]:
        business, profile = self._business, self._business.profile
        rows = list(business.tables[TABLES[name]].values())
        query = arguments.get("query") or ""
        if arguments.get("locationId"):
            rows = [row for row in rows if row["locationId"] == arguments["locationId"]]
        if arguments.get("clientIds") is not None:
            wanted = set(arguments["clientIds"])
            rows = [row for row in rows if row["id"] in wanted]
        if name == "nativeObjectFields":
            rows = [row for row in rows if row["schema"] == arguments["schema"]]
        if name == "clients" and profile.hides_inactive and "active" not in query:
            rows = [row for row in rows if row["active"]]
        if name == "appointments" and profile.hides_cancelled and "cancelled" not in query:
            rows = [row for row in rows if not row["cancelled"]]
        if query:
            test = compile_condition(query, CONDITIONS[name], strict=profile.strict_query)
            rows = [row for row in rows if test(row)]
        return rows


def _count(first: Any) -> int:
    count = _USUAL if first is None else int(first)
    if count > LONGEST:
        raise RefusalError(f"Cannot request more than {LONGEST} edges.")
    return count


def _cursor(offset: int) -> str:
    return base64.b64encode(f"{_CURSOR}{offset}".encode()).decode()


def _offset(after: Any) -> int:
    if after is None:
        return 0
    try:
        text = base64.b64decode(after, validate=True).decode()
        return int(text.removeprefix(_CURSOR)) + 1
    except (binascii.Error, ValueError):
        raise RefusalError("Invalid cursor.") from None
