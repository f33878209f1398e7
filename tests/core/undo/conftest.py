"""A portal with the real connector, a ledger on SQLite, and runs that write what a test says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from connectors.hubspot import SPEC
from connectors.hubspot.connector import HubSpotConnector
from connectors.hubspot.simulator import SERVICE_KEY, HubSpotSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import Preparation, Write, WriteKind
from core.errors import Code
from core.jobs import JobContext
from core.mapping import FieldMapping, TieMapping
from core.mapping import Mapping as MappingDocument
from core.office import MemoryBox
from core.paths import Paths
from core.records import FieldValue
from core.registry import OpenArgs
from core.store import changes, runs
from core.store.database import Store, open_store
from core.store.issues import open_issues
from core.store.ledger import Ledger, Settlement
from core.store.settlement import Wrote
from core.undo.deciding import Span
from core.undo.ground import Ground
from core.undo.properties import Properties
from core.undo.report import PairUndo
from core.undo.walk import undo_run
from core.vault import Vault

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
KEY = "sync300_clio_key"
PERSONS, MATTERS = "persons-contacts", "matters-deals"
_FIELDS = ("firstname", "lastname", "email", "phone", "city", "lifecyclestage", "hs_lead_status")


def _line(name: str) -> FieldMapping:
    return FieldMapping(system=(name,), hubspot=name)


RULES = (
    MappingDocument(
        pair=PERSONS,
        label="People to Contacts",
        system_stream="persons",
        hubspot_stream="contacts",
        fields=tuple(map(_line, _FIELDS)),
    ),
    MappingDocument(
        pair=MATTERS,
        label="Matters to Deals",
        system_stream="matters",
        hubspot_stream="deals",
        fields=(_line("dealname"),),
        ties=(TieMapping(reference="client", pair=PERSONS),),
    ),
)


@dataclass
class Bench:
    """HubSpot, and what is known of it on this PC."""

    store: Store
    clock: SimulatorClock = field(default_factory=lambda: SimulatorClock(START, rate=0.0))
    vault: Vault = field(default_factory=lambda: Vault(bytes(range(32))))

    def __post_init__(self) -> None:
        self.simulator = HubSpotSimulator(self.clock, limits=False)
        self.hubspot = self.open()
        self.hubspot.prepare("contacts", Preparation(KEY, "Clio key (300Sync)"))

    def open(self) -> HubSpotConnector:
        job = JobContext(clock=self.clock).at("hubspot")
        box, transport = MemoryBox({"token": SERVICE_KEY}), httpx.MockTransport(self.handle)
        opened = SPEC.open(OpenArgs({"sign_in": "keys"}, box, job, transport))
        assert isinstance(opened, HubSpotConnector)
        return opened

    def handle(self, request: httpx.Request) -> httpx.Response:
        return self.simulator.handle(request)

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.store, self.clock)

    def fingerprint(self, name: str, value: FieldValue) -> bytes:
        schema = self.hubspot.schema("contacts")
        of_field = self.vault.fingerprinter().of_field
        return Properties(schema, (), of_field, "US").fingerprint(name, value)

    # -- runs that write ------------------------------------------------------------------------

    def start(self) -> str:
        self.clock.advance(3600)
        return runs.start(self.store, "c1", "hand", False, self.clock.now())

    def end(self, run: str) -> None:
        self.clock.advance(60)
        runs.finish(
            self.store,
            run,
            self.clock.now(),
            result="ok",
            code=None,
            reference=None,
            pairs=(),
            requests={},
            seconds=60.0,
            transient=False,
        )
        self.clock.advance(3600)

    def run_update(self, contact: str, **values: FieldValue) -> str:
        """Let a run change one contact; return the run."""
        run = self.start()
        self.run_into(run, contact, **values)
        self.end(run)
        return run

    def run_into(self, run: str, contact: str, **values: FieldValue) -> None:
        """Let a run that goes on change one contact."""
        self.wrote(run, Write(WriteKind.UPDATE, "contacts", values, id=contact))

    def run_create(self, system_id: str, **values: FieldValue) -> tuple[str, str]:
        """Let a run create one contact; return the run and the contact."""
        run = self.start()
        made = self.create_into(run, system_id, **values)
        self.end(run)
        return run, made

    def create_into(self, run: str, system_id: str, **values: FieldValue) -> str:
        """Let a run that goes on create one contact."""
        return self.wrote(run, Write(WriteKind.CREATE, "contacts", values, key=system_id))

    def wrote(self, run: str, write: Write) -> str:
        """Write as a run does, and link a contact c with the person p-c."""
        (outcome,) = self.hubspot.write([write])
        record = outcome.record
        assert record is not None, outcome
        prints = {name: self.fingerprint(name, record.fields[name]) for name in write.values}
        created = write.kind is WriteKind.CREATE
        done = Settlement()
        done.link(write.key or f"p-{record.id}", record.id, prints, {})
        self.ledger.settle(PERSONS, done, None)
        changes.keep(self.store, run, PERSONS, [Wrote(record.id, created, prints)])
        return record.id

    # -- undoing --------------------------------------------------------------------------------

    def ground(self, run: str, *, preview: bool = False) -> Ground:
        (found,) = [each for each in runs.history(self.store, 50) if each.id == run]
        assert found.ended_at is not None
        return Ground(
            run=run,
            span=Span(found.started_at, found.ended_at),
            mappings=RULES,
            hubspot=self.hubspot,
            store=self.store,
            ledger=self.ledger,
            fingerprint=self.vault.fingerprinter().of_field,
            region="US",
            job=JobContext(clock=self.clock),
            preview=preview,
        )

    def undo(self, run: str, *, preview: bool = False) -> PairUndo:
        """Undo the one pair that a run wrote to; return what came of it."""
        pairs = undo_run(self.ground(run, preview=preview))
        self.clock.advance(3600)
        return pairs[0] if pairs else PairUndo(PERSONS, "")

    # -- looking --------------------------------------------------------------------------------

    def contact(self, one: str) -> dict[str, str | None]:
        """Return what a contact has, without when it was made and changed."""
        row = self.simulator.record("contacts", one)
        return {k: v for k, v in row.items() if not k.endswith("date") and k != "hs_object_id"}

    def contacts(self) -> list[str]:
        return sorted(str(row["hs_object_id"]) for row in self.simulator.records("contacts"))

    def left(self, told: PairUndo) -> set[tuple[str, str, Code]]:
        return {(left.hubspot_id, left.field, left.code) for left in told.left}

    def issues(self) -> set[tuple[str, Code]]:
        return {(issue.system_id, issue.code) for issue in open_issues(self.store)}


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Callable[[], Bench]]:
    """Make one bench after another, each with a portal and a database of its own."""
    stores: list[Store] = []

    def make() -> Bench:
        paths = Paths.under(tmp_path / f"office {len(stores)}")
        paths.prepare()
        stores.append(open_store(paths))
        return Bench(stores[-1])

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def bench(fresh: Callable[[], Bench]) -> Bench:
    return fresh()
