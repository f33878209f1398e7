"""The modelled office: both vendors in memory, the PCs between them, and one run at a time."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
import msgspec

from connectors import hubspot
from connectors.hubspot import simulator as hubspot_names
from connectors.hubspot.simulator import HubSpotSimulator
from connectors.kit.simulator import Handler, Logged, SimulatorClock
from core.connector import Connector
from core.engine.run import run_pairs
from core.engine.setup import Ends
from core.errors import Code, SyncError
from core.filters import Operator
from core.identity import identity, property_name
from core.jobs import Clock, JobContext
from core.mapping import Direction, Mapping
from core.registry import ConnectorSpec, OpenArgs
from core.store import brakes, mappings
from core.store.brakes import Brake
from core.store.ledger import Ledger
from core.summary import PairRun
from tests.contract.end import Box, by_oauth
from tests.model.edges import Edges, MortalStore, PowerCut
from tests.model.end import ModelEnd, Values
from tests.model.pc import Inline, Pc, new_database
from tests.model.rules import ASKED_OF, CONSENT, PAIR

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PORTAL = str(hubspot_names.PORTAL_ID)
OAUTH = {"sign_in": "oauth"}
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


class Office:
    """Two vendors, the clock of both, and the PCs."""

    def __init__(self, end: ModelEnd) -> None:
        self.end = end
        self.clock = SimulatorClock(START, rate=0.0)
        self.pc_clock = PcClock(self.clock)
        self.system = end.make(self.clock)
        self.hubspot = HubSpotSimulator(self.clock, limits=False)
        self.boxes = {end.name: Box(end.secrets), "hubspot": Box(by_oauth(hubspot_names))}
        self.folder = Path(tempfile.mkdtemp(prefix="300-model-"))
        self.key = property_name(end.name)
        self.rules: Mapping | None = None
        self.pcs: list[Pc] = []
        self.add_pc()
        for name in ("office_title", CONSENT):
            if name in end.ways:
                self.hubspot.add_property("contacts", name)

    @cached_property
    def ways(self) -> dict[str, Direction]:
        """Return which way each property travels."""
        return {name: way.direction for name, way in self.end.ways.items()}

    # -- the PCs ------------------------------------------------------------------------------

    def add_pc(self) -> Pc:
        number = len(self.pcs)
        seed = 0 if self.end.spec.healthcare else number  # its keys of ids move along
        made = Pc(self.folder / f"pc{number}", new_database(self.end), seed)
        self.pcs.append(made)
        self._put_in_force([made])
        return made

    def pc(self, number: int) -> Pc:
        return self.pcs[number % len(self.pcs)]

    def put_back(self, pc: Pc, copy: bytes) -> None:
        """Have a database that once was copied, and the rules in it; other PCs are told of them."""
        pc.put_back(copy)
        (self.rules,) = mappings.published(pc.store, pc.system_id)
        self._put_in_force([each for each in self.pcs if each is not pc])

    def lose_database(self, pc: Pc) -> None:
        """Begin with a new one, and the same rules."""
        pc.lose()
        self._put_in_force([pc])

    def publish(self, mapping: Mapping) -> None:
        """Put rules in force on each PC."""
        self.rules = mapping
        self._put_in_force(self.pcs)

    def _put_in_force(self, pcs: Sequence[Pc]) -> None:
        for pc in pcs:
            if self.rules is not None:
                mappings.publish(pc.store, pc.system_id, self.rules, self.pc_clock.now())

    def braked(self, pc: Pc) -> Brake | None:
        """Return the brake that waits for a person."""
        return next((each for each in brakes.on(pc.store) if not each.let_through), None)

    def admits(self, values: Values) -> bool:
        """Return whether the filter lets somebody through, by the values in the system."""
        asked = [each.operator for each in self.rules.filter.conditions] if self.rules else []
        full = bool(values.get(ASKED_OF))
        return all(full is (operator is Operator.FILLED) for operator in asked)

    def identity(self, pc: Pc, system_id: str) -> str:
        """Return the key that a person's contact bears."""
        secret = pc.vault.key("identity") if self.end.spec.healthcare else None
        return identity(self.end.account_id, self.end.stream, system_id, secret)

    def has_property(self, name: str) -> bool:
        return name in self.hubspot.portal.table("contacts").properties

    def take_back_sign_in(self, vendor: str) -> Callable[[], None]:
        """End all grants; what is returned gives them again."""
        if vendor != "hubspot":
            return self.end.take_back_sign_in(self.system)
        place: Any = self.hubspot.access
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
        before = len(self.system.log), len(self.hubspot.log)
        cut, error = False, None
        try:
            run_pairs(
                self._ends(pc, edges, faults),
                mappings.published(pc.store, pc.system_id),
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
        asked = [*self.system.log[before[0] :], *self.hubspot.log[before[1] :]]
        assert not faults, faults
        if not cut:
            assert all(each.totals.adds_up for each in results), results
        assert not any(each.method == "DELETE" or each.path.endswith(_GONE) for each in asked)
        return Went(results, asked, edges.passed, cut, error)

    def intends(self, pc: Pc) -> bool:
        """Return whether a create at the system has crashed there, and is not looked for yet."""
        return bool(self.ledger(pc).intents(PAIR))

    def faults_off(self) -> None:
        """Let nothing more go wrong."""
        self.system.faults.clear()
        self.hubspot.faults.clear()

    def state(self) -> object:
        """Return what changes with each write that took effect."""
        contacts = self.hubspot.portal.table("contacts")
        return (
            self.end.stamps(self.system),
            {record.id: record.modified for record in contacts},
        )

    def open(self, spec: ConnectorSpec, handle: Handler, clock: Clock | None = None) -> Connector:
        """Open a connection to either vendor; `handle` answers for it."""
        mine = spec is self.end.spec
        settings = {"sign_in": self.end.sign_in, "account_id": self.end.account_id}
        settings = {**settings, **self.end.settings} if mine else {**OAUTH, "account_id": PORTAL}
        job = JobContext(clock=clock or self.pc_clock).at(spec.name)
        transport = httpx.MockTransport(handle)
        return spec.open(OpenArgs(settings, self.boxes[spec.name], job, transport))

    def _ends(self, pc: Pc, edges: Edges, faults: list[Exception]) -> Ends:
        spec = self.end.spec
        return Ends(
            system=self.open(spec, edges.wired(self.system)),
            hubspot=self.open(hubspot.SPEC, edges.wired(self.hubspot)),  # type: ignore[arg-type]
            system_name=spec.name,
            system_label=spec.label,
            account=self.end.account_id,
            print=pc.print,
            healthcare=spec.healthcare,
            id_secret=pc.vault.key("identity") if spec.healthcare else None,
            on_fault=faults.append,
        )
