"""An office whose vendors are in memory and whose time nobody waits for."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx

from connectors.demo import World
from connectors.kit.simulator import Handler, SimulatorClock
from core.errors import Code
from core.jobs import JobContext
from core.office import Office
from core.office.privacy import Said
from core.paths import Paths
from core.records import Side
from core.summary import RunSummary
from desktop import app
from desktop.demo import FileKeys
from desktop.text import explain

KINDS = ("companies", "contacts", "deals")
PASSING = frozenset(  # times, ids, and days counted back from when a world was made
    {"createdate", "lastmodifieddate", "pipeline", "dealstage", "clio_matter_opened", "closedate"}
)
KEY = "sync300_clio_key"

Holdings = dict[str, list[tuple[object, ...]]]


class JumpingClock(SimulatorClock):
    """Runs with the real one, and jumps ahead when somebody waits."""

    def wait(self, event: threading.Event, seconds: float) -> bool:
        if event.is_set():
            return True
        self.advance(seconds)
        return False


@dataclass(frozen=True, slots=True)
class Desk:
    """One office on its folder; opening it again is a restart of the program."""

    folder: Path
    world: World
    clock: SimulatorClock = field(default_factory=JumpingClock)
    between: dict[str, Callable[[Handler], Handler]] = field(default_factory=dict)

    @contextmanager
    def open(self) -> Iterator[Office]:
        """Start the program, and end it."""
        office = app.make_office(
            Paths.under(self.folder / "data"),
            FileKeys(self.folder / "keys"),
            transports={
                name: httpx.MockTransport(self.between.get(name, _straight)(handle))
                for name, handle in self._handlers().items()
            },
        )
        try:
            yield office
        finally:
            office.close()

    def connect(self, office: Office, *names: str) -> None:
        for name in names or self.world.ends:
            office.connect_with(
                name, self.world.credentials(name), self.world.settings(name), self.job()
            )
        if office.summary().connection(Side.SYSTEM) and not office.privacy.attested:
            said = Said("Privacy Person", agreement=date(2026, 1, 2), agreement_by="Owner")
            office.privacy.attest(said, "test")

    def sync(self, office: Office, *only: str, full: bool = False) -> RunSummary:
        return office.sync(self.job(), trigger="command", full=full, only=only or None)

    def job(self) -> JobContext:
        return JobContext(clock=self.clock)

    def _handlers(self) -> Mapping[str, Handler]:
        return {
            "hubspot": self.world.hubspot.handle,
            self.world.system: self.world.simulator.handle,
        }


def _straight(handle: Handler) -> Handler:
    return handle


def said_plainly(code: Code | None) -> bool:
    """Return whether a person is told what happened, what it means and what to do."""
    assert code is not None
    words = explain(code, system="HubSpot")
    return all(words.title and part.endswith((".", "?")) for part in (words.meaning, words.action))


def holdings(world: World) -> Holdings:
    """Return all that HubSpot holds, without what differs from run to run, to compare."""
    hubspot = world.hubspot
    found: Holdings = {}
    names: dict[str, str] = {}
    for kind in KINDS:
        rows: list[tuple[tuple[str, str], ...]] = []
        for record in hubspot.records(kind):
            said = {k: v for k, v in record.items() if k not in PASSING and v}
            shown = tuple(sorted((k, v) for k, v in said.items() if not k.startswith("hs_")))
            rows.append(shown)
            names[str(record["hs_object_id"])] = said.get(KEY) or str(shown)
        found[kind] = list[tuple[object, ...]](sorted(rows))
    for one, other in (("contacts", "companies"), ("deals", "contacts"), ("deals", "companies")):
        ties = hubspot.associations(one, other)
        tied = sorted((names[a], names[b]) for a, b, _label in ties)
        found[f"{one}-{other}"] = list[tuple[object, ...]](tied)
    return found
