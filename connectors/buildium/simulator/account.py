"""A Buildium account's state: its tables, and the ways to change them that keep times and indexes
right. Rows are kept as the API shows them; attributes carry the vendor's names.
"""

import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from connectors.buildium.simulator.profile import Profile
from core.jobs import Clock

FIRST_IDS = {
    "rentals": 10_001,
    "units": 24_001,
    "owners": 3_001,
    "associations": 15_001,
    "associationowners": 44_001,
    "vendors": 7_001,
    "tenants": 90_001,
    "leases": 50_001,
    "applicants": 1_201,
    "clientleads": 401,
    "tasks": 66_001,
    "workorders": 81_001,
    "categories": 11,
}
Body = dict[str, Any]


class Kept(msgspec.Struct):
    """One row, and what the API does not show of it."""

    body: Body
    created: str
    updated: str
    hidden: Body = {}  # as an owner's date of birth, which can be written and not read


class State(msgspec.Struct):
    """All that is worth keeping of an account, ready for JSON."""

    counters: dict[str, int]
    tables: dict[str, list[Kept]]
    emails_sent: list[Body]


def iso(moment: datetime) -> str:
    """Return Buildium's text for a time: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Account:
    """The tables by kind; each in the order of ids."""

    def __init__(self, clock: Clock, profile: Profile) -> None:
        self.clock = clock
        self.profile = profile
        self.tables: dict[str, dict[int, Kept]] = {kind: {} for kind in FIRST_IDS}
        self.forbidden: set[str] = set()  # permissions that the key lacks
        self.read_only: set[str] = set()  # permissions that it has for viewing alone
        self.hidden: set[int] = set()  # properties that the key may not see
        self.emails_sent: list[Body] = []  # to people, by our doing
        self.leases_of: defaultdict[int, dict[int, None]] = defaultdict(dict)  # tenant -> leases
        self.lock = threading.RLock()
        self._counters = dict(FIRST_IDS)

    def now(self) -> str:
        return iso(self.clock.now())

    def next_id(self, kind: str) -> int:
        self._counters[kind] += 1
        return self._counters[kind] - 1

    def add(
        self,
        kind: str,
        body: Body,
        *,
        created: datetime | None = None,
        updated: datetime | None = None,
        hidden: Body | None = None,
    ) -> int:
        """Keep a new row and return its id; without times it is of now."""
        number = self.next_id(kind)
        now = self.now()
        first = iso(created) if created else now
        last = iso(updated) if updated else first
        self.tables[kind][number] = Kept({"Id": number, **body}, first, last, hidden or {})
        self._index(kind, number)
        return number

    def change(self, kind: str, number: int, changes: Body, *, touch: bool = True) -> None:
        """Change a row. What is computed when it is asked for changes without a trace."""
        kept = self.tables[kind][number]
        if kind == "leases":
            for tenant in kept.body["Tenants"]:
                self.leases_of[tenant["Id"]].pop(number, None)
        kept.body = {**kept.body, **changes}
        if touch:
            kept.updated = self.now()
        self._index(kind, number)

    def remove(self, kind: str, number: int) -> None:
        """Delete a row, as somebody does in Buildium: no trace of it is left."""
        kept = self.tables[kind].pop(number)
        if kind == "leases":
            for tenant in kept.body["Tenants"]:
                self.leases_of[tenant["Id"]].pop(number, None)
        elif kind == "tenants":
            for lease in self.leases_of.pop(number, {}):
                tenants = self.tables["leases"][lease].body["Tenants"]
                self.tables["leases"][lease].body["Tenants"] = [
                    one for one in tenants if one["Id"] != number
                ]

    def leases(self, tenant: int) -> Iterator[Kept]:
        """Yield the leases that a tenant is on."""
        return (self.tables["leases"][lease] for lease in self.leases_of.get(tenant, {}))

    def property_of(self, kind: str, kept: Kept) -> set[int]:
        """Return the properties that a row has to do with; none where it has nothing to do."""
        body = kept.body
        match kind:
            case "rentals":
                return {body["Id"]}
            case "units" | "leases" | "applicants":
                return {body["PropertyId"]} if body["PropertyId"] else set()
            case "owners":
                return set(body["PropertyIds"])
            case "tenants":
                return {lease.body["PropertyId"] for lease in self.leases(body["Id"])}
            case _:
                return set()

    def may_see(self, kind: str, kept: Kept) -> bool:
        """Whether the key may see a row: none that only belongs to properties kept from it."""
        found = self.property_of(kind, kept) if self.hidden else set()
        return not found or not found <= self.hidden

    def _index(self, kind: str, number: int) -> None:
        if kind == "leases":
            for tenant in self.tables[kind][number].body["Tenants"]:
                self.leases_of[tenant["Id"]][number] = None

    def state(self) -> State:
        tables = {kind: list(table.values()) for kind, table in self.tables.items()}
        return State(dict(self._counters), tables, list(self.emails_sent))

    def take_state(self, state: State) -> None:
        self._counters = dict(state.counters)
        self.emails_sent[:] = state.emails_sent
        self.leases_of.clear()
        for kind, rows in state.tables.items():
            self.tables[kind] = {kept.body["Id"]: kept for kept in rows}
        for number in self.tables["leases"]:
            self._index("leases", number)
