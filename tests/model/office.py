"""The modelled office: both vendors in memory, the PCs between them, and one run at a time."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec

from connectors import clio, hubspot
from connectors.clio import simulator as clio_names
from connectors.clio.simulator import ClioSimulator
from connectors.hubspot import simulator as hubspot_names
from connectors.hubspot.simulator import HubSpotSimulator
from connectors.kit.simulator import Handler, Logged, SimulatorClock
from core.connector import Connector
from core.engine.run import run_pairs
from core.engine.setup import Ends
from core.errors import Code, SyncError
from core.jobs import Clock, JobContext
from core.mapping import Mapping
from core.mapping_diff import replan
from core.registry import ConnectorSpec, OpenArgs
from core.store.ledger import Ledger
from core.store.replanning import forget
from core.summary import PairRun
from tests.contract.end import Box, by_oauth
from tests.model.edges import Edges, MortalStore, PowerCut
from tests.model.pc import Inline, Pc
from tests.model.rules import PAIR, PEOPLE

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ACCOUNT = str(clio_names.ACCOUNT_ID)
KEY = "sync300_clio_key"
_READS = ("/search", "/batch/read", "/oauth/token")
_GONE = ("/batch/archive",)


@dataclass(frozen=True, slots=True)
class Went:
    """How a run went."""

    results: Sequence[PairRun]
    asked: Sequence[Logged]
    edges: int
    cut: bool = False
    error: Code | None = None

    @property
    def ended(self) -> bool:
        """Whether it came to its end."""
        return not self.cut and self.error is None

    @property
    def wrote(self) -> Sequence[Logged]:
        return [each for each in self.asked if each.status != 0 and _writes(each)]


def _writes(asked: Logged) -> bool:
    return asked.method != "GET" and not asked.path.endswith(_READS)


class PcClock(Clock):
    """The clock of the PCs: the true one, or some hours off."""

    def __init__(self, true: Clock) -> None:
        self._true = true
        self.hours_off = 0

    def now(self) -> datetime:
        return self._true.now() + timedelta(hours=self.hours_off)

    def monotonic(self) -> float:
        return self._true.monotonic()

    def wait(self, event: threading.Event, seconds: float) -> bool:
        return self._true.wait(event, seconds)


@dataclass(frozen=True, slots=True)
class Copy:
    """A database as it was, and the rules that are in it."""

    content: bytes
    rules: Mapping


@dataclass
class Office:
    """Two vendors, the clock of both, and the PCs."""

    clock: SimulatorClock = field(default_factory=lambda: SimulatorClock(START, rate=0.0))
    rules: list[Mapping] = field(default_factory=lambda: [PEOPLE])

    def __post_init__(self) -> None:
        self.pc_clock = PcClock(self.clock)
        self.clio = ClioSimulator(clock=self.clock, per_minute=None)
        self.hubspot = HubSpotSimulator(self.clock, limits=False)
        self.boxes = {"clio": Box(by_oauth(clio_names)), "hubspot": Box(by_oauth(hubspot_names))}
        self.folder = Path(tempfile.mkdtemp(prefix="300-model-"))
        self.pcs: list[Pc] = []
        self.add_pc()
        self.make_property()

    def add_pc(self) -> Pc:
        number = len(self.pcs)
        self.pcs.append(Pc(self.folder / f"pc{number}", number))
        return self.pcs[-1]

    def pc(self, number: int) -> Pc:
        return self.pcs[number % len(self.pcs)]

    def copy(self, pc: Pc) -> Copy:
        return Copy(pc.copy(), self.rules[0])

    def put_back(self, pc: Pc, copy: Copy) -> None:
        """Have a database that once was copied, and the rules in it; other PCs are told of them."""
        pc.put_back(copy.content)
        self._put_in_force(copy.rules, [each for each in self.pcs if each is not pc])

    def publish(self, mapping: Mapping) -> None:
        """Put rules in force on each PC."""
        self._put_in_force(mapping, self.pcs)

    def _put_in_force(self, mapping: Mapping, pcs: Sequence[Pc]) -> None:
        """Have links forget what they agreed on by other rules, as core.store.mappings does."""
        new = replace(mapping, version=self.rules[0].version + 1)
        for pc in pcs:
            with pc.store.write() as connection:
                forget(connection, mapping.pair, replan(self.rules[0], new))
        self.rules = [new]

    def make_property(self) -> None:
        self.hubspot.add_property("contacts", "office_title")

    def has_property(self, name: str) -> bool:
        return name in self.hubspot.portal.table("contacts").properties

    def take_back_sign_in(self, vendor: str) -> Callable[[], None]:
        """End all grants; what is returned gives them again."""
        place: Any = self.clio.sign_in if vendor == "clio" else self.hubspot.access
        kept = msgspec.convert(msgspec.to_builtins(place.tokens), type(place.tokens))
        place.withdraw()

        def give_again() -> None:
            place.tokens = kept

        return give_again

    def close(self) -> None:
        for pc in self.pcs:
            pc.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def ledger(self, pc: Pc) -> Ledger:
        return Ledger(pc.store, self.pc_clock)

    def run(self, pc: Pc | None = None, edges: Edges | None = None, *, full: bool = False) -> Went:
        """Run once, however it ends. What a run counts adds up each time (P8)."""
        pc, edges = pc or self.pcs[0], edges or Edges()
        results: list[PairRun] = []
        faults: list[Exception] = []
        before = len(self.clio.log), len(self.hubspot.log)
        cut, error = False, None
        try:
            run_pairs(
                self._ends(pc, edges, faults),
                self.rules,
                Ledger(MortalStore(pc.store, edges), self.pc_clock),
                JobContext(clock=self.pc_clock),
                Inline(),
                ended=results.append,
                full=full,
            )
        except PowerCut:
            cut = True
        except SyncError as problem:
            error = problem.code
        asked = [*self.clio.log[before[0] :], *self.hubspot.log[before[1] :]]
        assert not faults, faults
        if not cut:
            assert all(each.totals.adds_up for each in results), results
        assert not any(each.method == "DELETE" or each.path.endswith(_GONE) for each in asked)
        return Went(results, asked, edges.passed, cut, error)

    def intends(self, pc: Pc) -> bool:
        """Return whether a create at Clio has crashed there, and is not looked for yet."""
        return bool(self.ledger(pc).intents(PAIR))

    def faults_off(self) -> None:
        """Let nothing more go wrong."""
        self.clio.faults.clear()
        self.hubspot.faults.clear()

    def state(self) -> object:
        """Return what changes with each write that took effect."""
        contacts = self.hubspot.portal.table("contacts")
        return (
            {row.id: row.rev for row in self.clio.account.contacts},
            {record.id: record.modified for record in contacts},
        )

    def _ends(self, pc: Pc, edges: Edges, faults: list[Exception]) -> Ends:
        return Ends(
            system=self._open(clio.SPEC, edges.wired(self.clio)),
            hubspot=self._open(hubspot.SPEC, edges.wired(self.hubspot)),  # type: ignore[arg-type]
            system_name="clio",
            system_label="Clio",
            account=ACCOUNT,
            print=pc.print,
            on_fault=faults.append,
        )

    def _open(self, spec: ConnectorSpec, handle: Handler) -> Connector:
        names = {"clio": ACCOUNT, "hubspot": str(hubspot_names.PORTAL_ID)}
        settings = {"sign_in": "oauth", "account_id": names[spec.name]}
        job = JobContext(clock=self.pc_clock).at(spec.name)
        transport = httpx.MockTransport(handle)
        return spec.open(OpenArgs(settings, self.boxes[spec.name], job, transport))
