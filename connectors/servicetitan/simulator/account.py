"""A tenant's state: its tables of rows, as ServiceTitan's JSON has them, and its counters."""

import threading
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from connectors.servicetitan.simulator.profile import TENANT_ID, TENANT_NAME, Profile
from core.jobs import Clock

Row = dict[str, Any]
Place = tuple[str, int]  # when a row was last changed, and its id: the order of a feed

FIRST_IDS = {  # ids are unique within a tenant and a kind, and mean nothing in another tenant
    "customers": 30_000_001,
    "contacts": 71_000_001,
    "locations": 40_000_001,
    "leads": 5_100_001,
    "bookings": 5_200_001,
    "jobs": 60_000_001,
    "estimates": 62_000_001,
    "appointments": 61_000_001,
    "invoices": 63_000_001,
    "memberships": 8_800_001,
    "customer_fields": 901,
    "location_fields": 931,
    "job_fields": 961,
    "tag_types": 501,
    "business_units": 21,
    "job_types": 301,
    "membership_types": 701,
    "technicians": 1_201,
    "employees": 1_601,
}


class State(msgspec.Struct):
    """All that is worth keeping of a tenant, ready for JSON."""

    counters: dict[str, int]
    tables: dict[str, list[Row]]


def iso(moment: datetime) -> str:
    """Return ServiceTitan's text for a time: UTC, with seven digits behind the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


class Table:
    """All rows of one kind, by id, and in the order in which they were changed."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}
        self._order: list[Place] | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows.values())

    def __len__(self) -> int:
        return len(self.rows)

    def get(self, id: int) -> Row | None:
        return self.rows.get(id)

    def put(self, row: Row) -> None:
        """Add a row, or note that it was changed."""
        self.rows[row["id"]] = row
        self._order = None

    def after(self, place: Place) -> Sequence[Place]:
        """Return the places of the rows that were changed after `place`, in that order."""
        if self._order is None:
            self._order = sorted(map(place_of, self.rows.values()))
        return self._order[bisect_right(self._order, place) :]


def place_of(row: Row) -> Place:
    """Return where a row stands in its feed; of some invoices nobody says when they changed."""
    return row["modifiedOn"] or row["createdOn"], row["id"]


class Account:
    """The tables, and the one way to change a row."""

    def __init__(self, clock: Clock, profile: Profile) -> None:
        self.clock = clock
        self.profile = profile
        self.id = TENANT_ID
        self.name = TENANT_NAME
        self.forbidden: set[str] = set()  # kinds that the app's scopes do not let it read
        self.read_only: set[str] = set()  # kinds that they do not let it write
        self.frozen: set[str] = set()  # keys of customers that a PATCH passes over with 200
        self.lock = threading.RLock()
        self.tables: dict[str, Table] = {kind: Table() for kind in FIRST_IDS}
        self._counters = dict(FIRST_IDS)

    def now(self) -> str:
        return iso(self.clock.now())

    def add(
        self,
        kind: str,
        row: Row,
        created: datetime | None = None,
        modified: datetime | None = None,
    ) -> Row:
        """Keep a new row with an id of its own; without times it is now."""
        number = self._counters[kind]
        self._counters[kind] += 1
        start = iso(created) if created else self.now()
        times = {"createdOn": start, "modifiedOn": iso(modified) if modified else start}
        whole = {"id": number, **times, **row}
        self.tables[kind].put(whole)
        return whole

    def touch(self, kind: str, row: Row, **changes: Any) -> None:
        """Change a row, now."""
        row.update(changes, modifiedOn=self.now())
        self.tables[kind].put(row)

    def contacts_of(self, customer_id: int) -> list[Row]:
        """Return a customer's contacts that are in use."""
        found = self.tables["contacts"]
        return [each for each in found if each["customerId"] == customer_id and each["active"]]

    def state(self) -> State:
        tables = {kind: list(table) for kind, table in self.tables.items()}
        return State(dict(self._counters), tables)

    def take_state(self, state: State) -> None:
        self._counters = {**FIRST_IDS, **state.counters}
        self.tables = {kind: Table() for kind in FIRST_IDS}
        for kind, rows in state.tables.items():
            for row in rows:
                self.tables[kind].put(row)
