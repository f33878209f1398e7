"""A Jobber account's state: its tables, and the ways to change them that keep times right.

A row is what its type in GraphQL is, by the same names; what lies in other rows is kept by id.
"""

import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from connectors.jobber.simulator.ids import encoded
from core.jobs import Clock

Row = dict[str, Any]

TYPES = {  # a list -> the type of its rows, and where their numbers begin
    "clients": ("Client", 71_200_001),
    "properties": ("Property", 75_400_001),
    "requests": ("Request", 12_800_001),
    "quotes": ("Quote", 31_500_001),
    "jobs": ("Job", 64_700_001),
    "invoices": ("Invoice", 88_100_001),
    "users": ("User", 1_940_001),
    "customFieldConfigurations": ("CustomFieldConfiguration", 730_001),
}


class State(msgspec.Struct):
    """All that is worth keeping of an account, ready for JSON."""

    counters: dict[str, int]
    tables: dict[str, list[Row]]


def iso(moment: datetime) -> str:
    """Return Jobber's text for a time: UTC, whole seconds, cut and not rounded."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Account:
    """The tables; rows stand in the order in which they were made."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        self.tables: dict[str, dict[str, Row]] = {name: {} for name in TYPES}
        self.properties_of: dict[str, list[str]] = {}  # client id -> ids
        self._counters = {name: first for name, (_, first) in TYPES.items()}
        self._counters |= {"parts": 510_000_001, "quoteNumber": 1, "jobNumber": 1}
        self._counters["invoiceNumber"] = 1

    def now(self) -> str:
        return iso(self.clock.now())

    def count(self, name: str) -> int:
        """Return the next number of a counter."""
        self._counters[name] += 1
        return self._counters[name] - 1

    def part_id(self, kind: str) -> str:
        """Return the id of a new row inside another, such as an e-mail address."""
        return encoded(kind, self.count("parts"))

    def add(
        self, table: str, values: Row, created: datetime | None, updated: datetime | None
    ) -> str:
        """Keep a new row; without times it is of now. Return its id."""
        kind, number = values.pop("__typename", TYPES[table][0]), self.count(table)
        changed = updated or created
        row = {
            "__typename": kind,
            "id": encoded(kind, number),
            "number": number,
            **values,
            "createdAt": iso(created) if created else self.now(),
            "updatedAt": iso(changed) if changed else self.now(),
        }
        self._put(table, row)
        return str(row["id"])

    def get(self, table: str, id: str | None) -> Row | None:
        return self.tables[table].get(id or "")

    def touch(self, row: Row) -> None:
        """Note that `row` has just been changed."""
        row["updatedAt"] = self.now()

    def remove(self, table: str, id: str) -> None:
        """Destroy a row; what refers to it has lost it, and no time of change moves."""
        row = self.tables[table].pop(id)
        if table == "properties":
            self.properties_of[row["client"]].remove(id)

    def find(self, id: str) -> tuple[str, Row]:
        """Return the table and the row of an id, of whatever kind. KeyError without one."""
        for name, table in self.tables.items():
            if id in table:
                return name, table[id]
        raise KeyError(id)

    def state(self) -> State:
        tables = {name: list(table.values()) for name, table in self.tables.items()}
        return State(dict(self._counters), tables)

    def take_state(self, state: State) -> None:
        self._counters = dict(state.counters)
        self.properties_of.clear()
        for name in self.tables:
            self.tables[name] = {}
            self._put_all(name, state.tables.get(name, ()))

    def _put_all(self, table: str, rows: Iterable[Row]) -> None:
        for row in rows:
            self._put(table, row)

    def _put(self, table: str, row: Row) -> None:
        self.tables[table][row["id"]] = row
        if table == "properties":
            self.properties_of.setdefault(row["client"], []).append(row["id"])
