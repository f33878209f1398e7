"""A Clio account's state: its tables, its counters, and what its user may see."""

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from connectors.clio.simulator.profile import ACCOUNT_ID, ACCOUNT_NAME, Profile
from connectors.clio.simulator.rows import (
    Activity,
    Bill,
    CalendarEntry,
    Contact,
    CustomField,
    Matter,
    MatterStage,
    Part,
    PracticeArea,
    Relationship,
    User,
)
from connectors.clio.simulator.tables import Table
from core.jobs import Clock

FIRST_IDS = {  # apart from each other; contacts' lie beyond 32 bits, as the live ones do
    "contacts": 2_148_000_001,
    "matters": 1_720_000_001,
    "custom_fields": 5_501,
    "picklist_options": 98_001,
    "parts": 3_310_000_001,
    "users": 350_001,
    "practice_areas": 44_001,
    "matter_stages": 71_001,
    "relationships": 880_001,
    "calendar_entries": 4_294_970_001,
    "bills": 610_001,
    "activities": 7_700_001,
}


class State(msgspec.Struct):
    """All that is worth keeping of an account, ready for JSON."""

    counters: dict[str, int]
    contacts: list[Contact]
    matters: list[Matter]
    custom_fields: list[CustomField]
    users: list[User]
    practice_areas: list[PracticeArea]
    matter_stages: list[MatterStage]
    relationships: list[Relationship]
    calendar_entries: list[CalendarEntry]
    bills: list[Bill]
    activities: list[Activity]


def iso(moment: datetime) -> str:
    """Return Clio's text for a time: UTC, whole seconds, cut and not rounded."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Account:
    """The tables, and the ways to change them that keep times, revisions and indexes right."""

    def __init__(self, clock: Clock, profile: Profile) -> None:
        self.clock = clock
        self.profile = profile
        self.id = ACCOUNT_ID
        self.name = ACCOUNT_NAME
        self.contacts: Table[Contact] = Table()
        self.matters: Table[Matter] = Table()
        self.custom_fields: Table[CustomField] = Table()
        self.users: Table[User] = Table()
        self.practice_areas: Table[PracticeArea] = Table()
        self.matter_stages: Table[MatterStage] = Table()
        self.relationships: Table[Relationship] = Table()
        self.calendar_entries: Table[CalendarEntry] = Table()
        self.bills: Table[Bill] = Table()
        self.activities: Table[Activity] = Table()
        self.forbidden: set[str] = set()  # kinds that the user may not even read
        self.read_only: set[str] = set()  # kinds that the app may not write
        self.hidden: set[int] = set()  # contacts that Contacts Visibility keeps from the user
        self.matters_of: Counter[int] = Counter()  # contact id -> matters it is the client of
        self.ties_of: dict[int, dict[int, Relationship]] = {}  # matter id -> its relationships
        self.lock = threading.RLock()
        self._counters: dict[str, int] = {"rev": 0, "matter_number": 0, **FIRST_IDS}

    def tables(self) -> dict[str, "Table[Part]"]:
        """Return the tables by kind, as the paths name them."""
        return {name: getattr(self, name) for name in FIRST_IDS if hasattr(self, name)}

    def now(self) -> str:
        return iso(self.clock.now())

    def next_id(self, kind: str) -> int:
        """Return a new id; nested rows of all sorts share "parts"."""
        self._counters[kind] += 1
        return self._counters[kind] - 1

    def next_rev(self) -> int:
        self._counters["rev"] += 1
        return self._counters["rev"]

    def next_matter_number(self) -> int:
        self._counters["matter_number"] += 1
        return self._counters["matter_number"]

    def stamps(
        self, kind: str, created: datetime | None = None, updated: datetime | None = None
    ) -> dict[str, Any]:
        """Return id, revision and times of a new row of `kind`; without times it is now."""
        now = None if created and updated else self.now()
        return {
            "id": self.next_id(kind),
            "rev": self.next_rev(),
            "created_at": iso(created) if created else now,
            "updated_at": iso(updated) if updated else now,
        }

    def touch(self, row: Part) -> None:
        """Note that `row` has just been changed."""
        row.rev = self.next_rev()
        row.updated_at = self.now()

    def put_matter(self, matter: Matter) -> None:
        """Keep a new or changed matter, and who is a client."""
        old = self.matters.get(matter.id)
        if old is not None:
            self.matters_of[old.client_id] -= 1
        self.matters_of[matter.client_id] += 1
        self.matters.put(matter)

    def put_relationship(self, tie: Relationship) -> None:
        self.relationships.put(tie)
        self.ties_of.setdefault(tie.matter_id, {})[tie.id] = tie

    def remove(self, kind: str, id: int) -> None:
        """Delete a row; what refers to it loses the reference, and no time of change moves."""
        row = self.tables()[kind].remove(id)
        if isinstance(row, Matter):
            self.matters_of[row.client_id] -= 1
            self._drop(self.ties_of.get(id, {}).values())
        elif isinstance(row, Contact):
            self._drop(tie for tie in self.relationships if tie.contact_id == id)
        elif isinstance(row, Relationship):
            del self.ties_of[row.matter_id][id]

    def _drop(self, ties: Iterable[Relationship]) -> None:
        for tie in list(ties):
            self.remove("relationships", tie.id)

    def state(self) -> State:
        tables = {kind: list(table) for kind, table in self.tables().items()}
        return State(counters=dict(self._counters), **tables)  # type: ignore[arg-type]

    def take_state(self, state: State) -> None:
        self._counters = dict(state.counters)
        self.matters_of.clear()
        for kind, table in self.tables().items():
            table.clear()
            for row in getattr(state, kind):
                table.put(row)
        self.matters_of.update(matter.client_id for matter in self.matters)
        self.ties_of.clear()
        for tie in self.relationships:
            self.ties_of.setdefault(tie.matter_id, {})[tie.id] = tie
