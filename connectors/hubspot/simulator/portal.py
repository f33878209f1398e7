"""A HubSpot portal's state: its objects, its users, and the ways to change a record."""

import threading
from collections import deque
from collections.abc import Mapping
from random import Random
from uuid import UUID

from connectors.hubspot.simulator.errors import RefusalError
from connectors.hubspot.simulator.index import SearchIndex, Seen, seen
from connectors.hubspot.simulator.profile import (
    ARCHIVE_LIFE,
    PORTAL_DOMAIN,
    PORTAL_ID,
    PORTAL_NAME,
    Profile,
)
from connectors.hubspot.simulator.rows import Group, Kind, Owner, Pipeline, Record, Stage, Version
from connectors.hubspot.simulator.standard import (
    DEAL_STAGES,
    KINDS,
    TICKET_STAGES,
    group_of,
    properties_of,
)
from connectors.hubspot.simulator.tables import EMAIL, Table
from connectors.hubspot.simulator.times import to_ms
from core.jobs import Clock

FIRST_IDS = {
    "records": 190_000_000_001,
    "custom_kinds": 55_000_001,
    "labels": 1,
    "pipelines": 501,
    "owners": 61_000_001,
}
LONG_AGO = "2019-08-06T02:41:08.029Z"  # when HubSpot's own definitions were made
LONGEST_HISTORY = 20  # versions of one property; unverified


class Portal:
    """One customer's HubSpot. Callers hold `lock`."""

    def __init__(self, clock: Clock, profile: Profile) -> None:
        self.clock = clock
        self.profile = profile
        self.id = PORTAL_ID
        self.name = PORTAL_NAME
        self.domain = PORTAL_DOMAIN
        self.random = Random(300)  # of what HubSpot leaves to chance
        self.lock = threading.RLock()
        self.counters = dict(FIRST_IDS)
        self.tables: dict[str, Table] = {}  # by the object's plural
        self.indexes: dict[str, SearchIndex] = {}
        self.owners: dict[str, Owner] = {}
        self.in_use: set[tuple[str, str]] = set()  # (object, property) that cannot be deleted
        self.creator_required: dict[str, tuple[str, ...]] = {}  # object -> properties
        # object -> (property, its value, what is required then)
        self.conditional: dict[str, list[tuple[str, str, str]]] = {}
        self.fresh_contacts: deque[tuple[int, int]] = deque()  # (when its company is made, id)
        self._names: dict[str, str] = {}  # all that a path may call an object -> plural
        for kind in KINDS:
            self.add_kind(kind)
        self.tables["contacts"].watch(EMAIL)
        for plural, pipeline in (("deals", _sales()), ("tickets", _support())):
            self.tables[plural].pipelines[pipeline.id] = pipeline

    def now(self) -> int:
        """Return milliseconds since 1970."""
        return to_ms(self.clock.now())

    def next_id(self, of: str) -> int:
        self.counters[of] += 1
        return self.counters[of] - 1

    def correlation_id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def add_kind(self, kind: Kind) -> Table:
        """Let the portal have an object, with the properties that come with it."""
        table = Table(kind)
        table.groups[group_of(kind)] = Group(group_of(kind), f"{kind.singular} information")
        table.properties = {one.name: one for one in properties_of(kind)}
        self.tables[kind.plural] = table
        self.indexes[kind.plural] = SearchIndex(table)
        names = {kind.id, kind.plural} | (set() if kind.is_custom else {kind.singular})
        self._names |= dict.fromkeys(names, kind.plural)
        return table

    def drop_kind(self, kind: Kind) -> None:
        del self.tables[kind.plural], self.indexes[kind.plural]
        self._names = {
            name: plural for name, plural in self._names.items() if plural != kind.plural
        }

    def table(self, name: str) -> Table:
        """Return an object by its name or type id; 400 for one that the portal does not know."""
        plural = self._names.get(name) or self._names.get(name.lower())
        if plural is None or (plural == "appointments" and not self.profile.appointments):
            raise RefusalError(400, f"Unable to infer object type from: {name}")
        return self.tables[plural]

    def create(self, table: Table, values: dict[str, str], source: str) -> Record:
        """Make a record now."""
        now = self.now()
        record = Record(self.next_id("records"), now, now, values, source)
        self.add(table, record)
        if table.kind.plural == "contacts" and self.profile.auto_companies:
            due = self.now() + round(self.profile.company_delay * 1000)
            self.fresh_contacts.append((due, record.id))
        return record

    def add(self, table: Table, record: Record, *, at_once: bool = False) -> None:
        """Keep a record that was not among the live ones; searches find it later or `at_once`."""
        table.put(record)
        self._index(table, record, None, at_once=at_once)

    def change(self, table: Table, record: Record, new: Mapping[str, str], source: str) -> None:
        """Change a record's values; "" takes one away. Its time of change moves in any case."""
        before, now = seen(record), self.now()
        values = {**record.values, **new}
        for name, value in new.items():
            if value != record.values.get(name, ""):
                _remember(record, name, Version(value, now, source))
            if not value:
                del values[name]
        table.change(record, values)
        record.modified = now
        self._index(table, record, before)

    def archive(self, table: Table, record: Record) -> None:
        table.take(record)
        self.indexes[table.kind.plural].gone(record.id)
        record.archived = self.now()
        table.archived[record.id] = record

    def unarchive(self, table: Table, record: Record) -> None:
        del table.archived[record.id]
        record.archived = 0
        record.modified = self.now()
        self.add(table, record)

    def forget(self, table: Table, record: Record) -> None:
        """Lose a record for good."""
        if record.id in table.records:
            table.take(record)
            self.indexes[table.kind.plural].gone(record.id)
        table.archived.pop(record.id, None)

    def shelved(self, table: Table, id: int) -> Record | None:
        """Return an archived record that has not been purged yet."""
        record = table.archived.get(table.follow(id))
        if record is not None and record.archived + ARCHIVE_LIFE * 1000 <= self.now():
            del table.archived[record.id]
            return None
        return record

    def reindex(self) -> None:
        """Build the search indexes anew, with nothing that waits."""
        for plural, table in self.tables.items():
            self.indexes[plural] = SearchIndex(table)
            for record in table:
                self._index(table, record, None, at_once=True)

    def _index(
        self, table: Table, record: Record, before: Seen | None, *, at_once: bool = False
    ) -> None:
        now = self.now()
        due = now if at_once else now + round(self.profile.search_lag * 1000)
        self.indexes[table.kind.plural].changed(record, before, due, now)


def _remember(record: Record, name: str, version: Version) -> None:
    if record.history is None:
        record.history = {}
    if name not in record.history:
        first = record.values.get(name)
        made = Version(first or "", record.created, record.source)
        record.history[name] = [made] if first else []
    record.history[name].append(version)
    del record.history[name][:-LONGEST_HISTORY]


def versions(record: Record, name: str) -> list[Version]:
    """Return what a property of a record has been, oldest first."""
    if record.history and name in record.history:
        return record.history[name]
    value = record.values.get(name)
    return [Version(value, record.created, record.source)] if value else []


def _sales() -> Pipeline:
    stages = [
        _stage(place, name, label, closed=name.startswith("closed"), probability=probability)
        for place, (name, label, probability) in enumerate(DEAL_STAGES)
    ]
    return Pipeline("default", "Sales Pipeline", 0, stages, LONG_AGO, LONG_AGO)


def _support() -> Pipeline:
    stages = [
        _stage(place, name, label, closed=state == "CLOSED", ticketState=state)
        for place, (name, label, state) in enumerate(TICKET_STAGES)
    ]
    return Pipeline("0", "Support Pipeline", 0, stages, LONG_AGO, LONG_AGO)


def _stage(place: int, name: str, label: str, *, closed: bool, **metadata: str) -> Stage:
    metadata = {"isClosed": str(closed).lower(), **metadata}
    return Stage(name, label, place, metadata, LONG_AGO, LONG_AGO)
