"""What the office is told: counts, times and codes of connections, pairs and runs. No content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

from core.errors import Code
from core.records import Side


class Health(Enum):
    """The one truth that tray and Overview show; ordered from best to worst."""

    IN_SYNC = "in_sync"
    SYNCING = "syncing"
    PAUSED = "paused"
    OFFLINE = "offline"  # waits by itself until the network or the vendor is back
    NEEDS_YOU = "needs_you"  # something waits for a person, syncing goes on
    SIGNED_OUT = "signed_out"  # syncing has stopped until somebody signs in
    PROBLEM = "problem"  # the last run failed for another reason; syncing may have stopped


@dataclass(frozen=True, slots=True)
class Totals:
    """What became of the records of one pair or run; they add up (P8).

    read = created + updated + unchanged + skipped + held + failed.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    held: int = 0
    failed: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.read + other.read,
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.skipped + other.skipped,
            self.held + other.held,
            self.failed + other.failed,
        )

    @property
    def adds_up(self) -> bool:
        parts = self.created + self.updated + self.unchanged + self.skipped + self.held
        return self.read == parts + self.failed


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing all records of a pair found, in records; what is mended counts in the totals.

    After a run that read all changes, it is what that run had missed.
    """

    to_hubspot: int = 0  # linked records with a change that went to HubSpot
    to_system: int = 0
    gone_here: int = 0  # links whose record in the system is gone or archived
    gone_there: int = 0
    unlinked_here: int = 0  # records of the system that had no link
    unlinked_there: int = 0  # HubSpot's records that have none: most offices have some


@dataclass(frozen=True, slots=True)
class PairRun:
    """One pair's share of a run."""

    pair: str  # "persons-contacts": stored, never shown
    label: str  # "Persons to Contacts"
    totals: Totals
    reasons: Mapping[str, int] = field(default_factory=dict)  # code -> records or fields
    ties_made: int = 0
    seconds: float = 0.0
    compared: Compared | None = None  # None: the run did not compare all records


TEST = "test"
CHOSEN = "chosen"  # somebody chose between two values in Review
OF_ONE_RECORD = frozenset({TEST, CHOSEN})
"""Triggers of a run for one record: it tells nothing of when the office was last synced."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run, under way or ended."""

    id: str
    started_at: datetime
    trigger: str  # "hand" | "tray" | "schedule" | "command" | TEST | CHOSEN
    preview: bool = False
    ended_at: datetime | None = None  # None while it goes on, or if the program died
    result: str = "running"  # "ok" | "cancelled" | "failed" | "running" | "interrupted"
    code: Code | None = None  # why it failed
    reference: str | None = None  # the vendor's number for the event behind `code`
    pairs: tuple[PairRun, ...] = ()
    requests: Mapping[str, int] = field(default_factory=dict)  # connector name -> requests
    refused: Mapping[str, int] = field(default_factory=dict)  # of them: 429; not kept
    seconds: float = 0.0
    forecast: timedelta | None = None  # of a preview: how long a first sync waits; not kept

    @property
    def totals(self) -> Totals:
        return sum((pair.totals for pair in self.pairs), Totals())


@dataclass(frozen=True, slots=True)
class ConnectionSummary:
    """One connected system."""

    id: str
    connector: str  # ConnectorSpec.name
    label: str  # "Clio"
    side: Side
    account_id: str
    account_name: str
    user: str
    sign_in: str  # "oauth" | "keys"
    connected_at: datetime
    state: str = "working"  # "working" | "signed_out" | "unreachable"
    code: Code | None = None  # why it is not working
    last_contact_at: datetime | None = None
    days: Mapping[date, bool] = field(default_factory=dict)  # asked; False: once without an answer


@dataclass(frozen=True, slots=True)
class PairSummary:
    """One pair as Overview lists it."""

    pair: str
    system_label: str  # "Persons"
    hubspot_label: str  # "Contacts"
    both_ways: bool
    matched_by: str  # "email": the match keys in plain words
    linked: int
    last: PairRun | None = None
    last_at: datetime | None = None
    history: tuple[int, ...] = ()  # records created or updated per day, 14 days, oldest first


@dataclass(frozen=True, slots=True)
class OfficeSummary:
    """Everything that Overview, Connections and the tray draw."""

    name: str  # the office: its account's name at the system, else ""
    health: Health
    now: datetime
    connections: tuple[ConnectionSummary, ...] = ()
    pairs: tuple[PairSummary, ...] = ()
    last_run: RunSummary | None = None
    runs: tuple[RunSummary, ...] = ()  # the newest first, at most 20
    issues: Mapping[Code, int] = field(default_factory=dict)  # open ones by code
    paused_until: datetime | None = None  # datetime.max (UTC) is "until resumed"
    next_run_at: datetime | None = None
    compares_next: bool = False  # a run that starts by itself now compares all records
    per_day: tuple[tuple[datetime, int], ...] = ()  # records synced on each of 30 days
    key_holder: str = ""  # "Windows Credential Manager", "Secret Service", "a passphrase"
    data_folder: str = ""

    @property
    def linked(self) -> int:
        return sum(pair.linked for pair in self.pairs)

    @property
    def waiting(self) -> int:
        return sum(self.issues.values())

    def connection(self, side: Side) -> ConnectionSummary | None:
        return next((c for c in self.connections if c.side is side), None)

    def of(self, connector: str) -> Sequence[ConnectionSummary]:
        return [c for c in self.connections if c.connector == connector]
