"""A fictional office's world: its system and its HubSpot portal, both on this PC."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any

import msgspec

from connectors.demo import canaries
from connectors.demo.journal import Journal, Traffic, again
from connectors.demo.offices import SYSTEMS, office_of
from connectors.demo.seeding import fill_hubspot
from connectors.hubspot import simulator as hubspot_names
from connectors.hubspot.simulator import HubSpotSimulator
from connectors.kit.simulator import Handler, Server, SimulatorClock, serve
from core.errors import Code, UserActionError
from core.registry import Secrets

FILE = "world.json"
FORMAT = 2
SEED = 300  # of a new world, unless it is told
SPEAKING = ("contacts", "companies", "deals", "appointments")  # objects with what people wrote
HUBSPOT_TRAFFIC = Traffic(reads=("/batch/read", "/search"), sign_ins=("/oauth/",))
HUBSPOT_HEADERS = {"authorization": f"Bearer {hubspot_names.SERVICE_KEY}"}


class Saved(msgspec.Struct):
    """What a world's file holds."""

    format: int
    people: int
    seed: int
    started_at: datetime
    system: str
    simulator: dict[str, object]
    hubspot: dict[str, object]
    save: int = 1  # counts up; names the journal of what was written since


class Heading(msgspec.Struct):
    """What says whether the rest of a world's file can be understood."""

    format: int
    system: str = ""


class World:
    """Both simulators, filled with the same fictional office: one of `system`, of SYSTEMS.

    `folder` None keeps nothing. Where the folder holds a world already, that one is restored, with
    all that was written to it, however the program ended; if it has fewer than `people`, the rest
    comes in as new today. Another `system` or `seed` than its own is
    UserActionError(SETTING_INVALID), and `empty_hubspot` says nothing. With `limits` the vendors'
    own rate limits hold. Nothing in a new world was changed within the last day.

    `simulator` is the system's; which class that is, its row in `offices` says.
    """

    def __init__(
        self,
        folder: Path | None,
        system: str = SYSTEMS[0],
        *,
        people: int | None = None,
        seed: int | None = None,
        limits: bool = False,
        empty_hubspot: bool = False,
        clock: SimulatorClock | None = None,
    ) -> None:
        self.clock = clock or SimulatorClock()
        self.seed = SEED if seed is None else seed
        self.started_at = self.clock.now()
        self.system = system
        self._limits = limits
        self._office = office_of(system)
        self.people = self._office.usual if people is None else people
        self.simulator: Any = self._office.make(self.clock, limits)
        self.hubspot = _hubspot(self.clock, limits=limits)
        self._folder = folder
        self._saves = 0
        self._touches = 0
        self._servers: dict[str, Server] = {}
        if folder is not None and (folder / FILE).exists():
            self._restore(folder, seed)
            self._grow(people or 0)
        else:
            self._build(empty_hubspot=empty_hubspot)
        self.save()

    def serve(
        self,
        latency: float | Mapping[str, float] = 0.0,
        ports: Mapping[str, int] | None = None,
    ) -> Mapping[str, str]:
        """Put both on loopback; return their addresses by name.

        `latency` is in seconds, for all or by name; a port that is not named, or 0, is a free one.
        """
        journal = self._journal()
        ends: dict[str, tuple[Handler, Traffic]] = {
            "hubspot": (self.hubspot.handle, HUBSPOT_TRAFFIC),
            self.system: (self.simulator.handle, self._office.traffic),
        }
        for name, (handle, traffic) in ends.items():
            if name not in self._servers:
                kept = journal.kept(name, handle, traffic) if journal else handle
                delay = latency.get(name, 0.0) if isinstance(latency, Mapping) else latency
                self._servers[name] = serve(kept, port=(ports or {}).get(name, 0), latency=delay)
        return {name: server.url for name, server in self._servers.items()}

    def close(self) -> None:
        """Take both from the network. Harmless to repeat."""
        while self._servers:
            self._servers.popitem()[1].close()

    def save(self) -> None:
        """Keep the world in its folder, whole or not at all; without a folder do nothing.

        Not while it is served: what is written meanwhile might be kept twice.
        """
        if self._folder is None:
            return
        saved = Saved(
            FORMAT,
            self.people,
            self.seed,
            self.started_at,
            self.system,
            self.simulator.dump(),
            self.hubspot.dump(),
            self._saves + 1,
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{FILE}.new"
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(saved))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._folder / FILE)
        if old := self._journal():
            old.erase()
        self._saves += 1

    @property
    def ends(self) -> Sequence[str]:
        """The connectors of both, HubSpot first."""
        return ("hubspot", self.system)

    @property
    def trade(self) -> str:
        return self._office.trade

    def credentials(self, name: str) -> Secrets:
        """Return a fictional sign-in that needs no browser."""
        if name == "hubspot":
            return {"token": hubspot_names.SERVICE_KEY}
        return self._office.credentials(self.clock.now())

    def settings(self, name: str) -> Mapping[str, str]:
        """Return the settings of a connection that such credentials need, beside its address."""
        if name == "hubspot":
            return {}
        return {**self._office.settings, **(self._office.limited if self._limits else {})}

    def sign_in_help(self, name: str) -> Mapping[str, str]:
        """Return what to type to sign in by hand."""
        if name == "hubspot":
            return {"service key": hubspot_names.SERVICE_KEY}
        return self._office.sign_in_help

    def touch(self, count: int) -> Sequence[str]:
        """Let `count` people change in the system, others each time; keep it; return their ids."""
        self._touches += 1
        random = Random(f"{self.seed} touch {self._saves} {self._touches}")
        touched = self._office.touch(self.simulator, count, random)
        self.save()
        return touched

    def canaries(self) -> Iterator[str]:
        """Yield every distinctive value of any record, some more than once."""
        yield from self._office.canaries(self.simulator)
        for object_type in SPEAKING:
            table = self.hubspot.portal.table(object_type)
            choices = {p.name for p in table.properties.values() if p.type == "enumeration"}
            records = self.hubspot.records(object_type)
            yield from canaries.of_hubspot(records, beside=frozenset(choices))

    def __enter__(self) -> "World":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _build(self, *, empty_hubspot: bool) -> None:
        self._office.fill(self.simulator, self.people, self.seed, self.started_at)
        if not empty_hubspot:
            self._fill_hubspot(already=0)

    def _fill_hubspot(self, already: int) -> None:
        for given, family, email in self._office.seats if not already else ():
            self.hubspot.seed_owner(email, given, family)
        whole, known = (self._office.clientele(n, self.seed) for n in (self.people, already))
        fill_hubspot(self.hubspot, whole, known, self.started_at)

    def _grow(self, people: int) -> None:
        if people <= self.people:
            return
        if self._office.grow is None:
            raise _invalid(f"people: this world has {self.people}, and cannot grow")
        already, self.people = self.people, people
        self._office.grow(self.simulator, people, self.seed, already, self.clock.now())
        self._fill_hubspot(already)

    def _restore(self, folder: Path, seed: int | None) -> None:
        saved = self._saved((folder / FILE).read_bytes())
        if seed not in (None, saved.seed):
            raise _invalid(f"seed: this world's is {saved.seed}")
        self.people, self.seed, self.started_at = saved.people, saved.seed, saved.started_at
        self._saves = saved.save
        # Done again without limits: nothing that was done once may be refused now.
        simulator = self._office.make(self.clock, False)
        hubspot = _hubspot(self.clock, limits=False)
        simulator.restore(saved.simulator)
        hubspot.restore(saved.hubspot)
        # A demo that was left alone for months still opens: its token is young again.
        self._office.revive(simulator)
        journal = self._journal()
        for entry in journal.entries() if journal else ():
            if entry.system == "hubspot":
                hubspot.handle(again(entry, HUBSPOT_HEADERS))
            else:
                simulator.handle(again(entry, self._office.headers(simulator)))
        self.simulator.restore(simulator.dump())
        self.hubspot.restore(hubspot.dump())

    def _saved(self, content: bytes) -> Saved:
        """Return what a world's file holds. Raises UserActionError if it is not for us."""
        heading = msgspec.json.decode(content, type=Heading)
        if heading.format != FORMAT:
            raise _invalid("world: made by another version of the demo; --fresh starts it over")
        if heading.system != self.system:
            raise _invalid(f"world: this folder is of {heading.system}, not {self.system}")
        return msgspec.json.decode(content, type=Saved)

    def _journal(self) -> Journal | None:
        """Return the journal of what was written since the world was last saved."""
        if self._folder is None:
            return None
        return Journal(self._folder / f"written-{self._saves}.jsonl")


def _hubspot(clock: SimulatorClock, *, limits: bool) -> HubSpotSimulator:
    return HubSpotSimulator(clock=clock, limits=limits)


def _invalid(detail: str) -> UserActionError:
    return UserActionError(Code.SETTING_INVALID, detail=detail)
