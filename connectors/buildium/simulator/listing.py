"""Lists: filtered, in some order, and a piece of them by offset.

What is not sorted by something unique comes in another order each time.
"""

from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from connectors.buildium.simulator.account import Account, Kept
from connectors.buildium.simulator.errors import RefusalError
from connectors.buildium.simulator.filters import tests
from connectors.buildium.simulator.profile import DEFAULT_PAGE, LARGEST_PAGE

PAGING = frozenset({"limit", "offset"})
Params = Mapping[str, list[str]]


class Lister:
    """Answers lists of one account."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._answered = 0

    def page(self, kind: str, params: Params) -> tuple[list[Kept], int]:
        """Return the rows that the parameters ask for, and how many there are in all."""
        if any(name.lower() in PAGING and name not in PAGING for name in params):
            raise RefusalError(404)
        self._answered += 1
        limit = min(_number(params, "limit", DEFAULT_PAGE, 1), LARGEST_PAGE)
        offset = _number(params, "offset", 0, 0)
        passing = tests(self._account, kind, params)
        table = self._account.tables[kind].values()
        rows = [
            kept
            for kept in table
            if self._account.may_see(kind, kept) and all(test(kept) for test in passing)
        ]
        rows = self._sorted(kind, rows, params.get("orderby", [""])[-1])
        return rows[offset : offset + limit], len(rows)

    def _sorted(self, kind: str, rows: list[Kept], orderby: str) -> list[Kept]:
        if orderby.lower() in ("id", "id asc") and kind != "clientleads":
            return rows  # tables are in the order of ids
        Random(f"{self._answered}").shuffle(rows)  # what the order does not settle is any order
        for part in reversed([part for part in orderby.split(",") if part.strip()]):
            name, _, way = part.strip().partition(" ")
            if kind == "clientleads" and name.lower() != "datereceived":
                raise RefusalError(400)
            if way.lower() not in ("", "asc", "desc"):
                raise RefusalError(400)
            _sort(rows, name.lower(), down=way.lower() == "desc")
        return rows


def _sort(rows: list[Kept], name: str, *, down: bool) -> None:
    """Sort by a property, whose name may be written in any case."""

    def rank(kept: Kept) -> tuple[bool, Any]:
        found: Iterable[Any] = (v for key, v in kept.body.items() if key.lower() == name)
        value = next(iter(found), None)
        return value is not None, 0 if value is None else value

    rows.sort(key=rank, reverse=down)


def _number(params: Params, name: str, default: int, least: int) -> int:
    if name not in params:
        return default
    text = params[name][-1]
    if not text.isdecimal() or int(text) < least:
        raise RefusalError(400)
    return int(text)
