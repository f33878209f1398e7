"""A fictional office's world: a law firm's Clio and its HubSpot portal, both on this PC."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any

import msgspec

from connectors.clio import simulator as clio_names
from connectors.clio.simulator import ClioSimulator
from connectors.demo import canaries
from connectors.demo.journal import Journal, again
from connectors.demo.law_firm import Firm
from connectors.demo.people import phone, place
from connectors.demo.seeding import ClioFiller, fill_hubspot
from connectors.demo.words import names
from connectors.hubspot import simulator as hubspot_names
from connectors.hubspot.simulator import HubSpotSimulator
from connectors.kit.simulator import Handler, Server, SimulatorClock, serve
from core.errors import Code, UserActionError
from core.registry import Secrets

FILE = "world.json"
FORMAT = 1
PEOPLE, SEED = 5000, 300  # of a new world, unless it is told
SPEAKING = ("contacts", "companies", "deals")  # HubSpot's objects that hold what people wrote
TOKENS = {"hubspot": hubspot_names.SERVICE_KEY, "clio": clio_names.ACCESS_TOKEN}


class Saved(msgspec.Struct):
    """What a world's file holds."""

    format: int
    people: int
    seed: int
    started_at: datetime
    clio: dict[str, object]
    hubspot: dict[str, object]
    save: int = 1  # counts up; names the journal of what was written since


class World:
    """Both simulators, filled with the same fictional firm.

    `folder` None keeps nothing. Where the folder holds a world already, that one is restored, with
    all that was written to it, however the program ended; if it has fewer than `people`, the rest
    comes in as new today. Another `seed` than its own is UserActionError(SETTING_INVALID), and
    `empty_hubspot` says nothing. With `limits` the vendors' own rate limits hold. Nothing in a new
    world was changed within the last day.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        people: int | None = None,
        seed: int | None = None,
        limits: bool = False,
        empty_hubspot: bool = False,
        clock: SimulatorClock | None = None,
    ) -> None:
        self.clock = clock or SimulatorClock()
        self.people = PEOPLE if people is None else people
        self.seed = SEED if seed is None else seed
        self.started_at = self.clock.now()
        self.clio = _clio(self.clock, limits=limits)
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
        handlers = {"hubspot": self.hubspot.handle, "clio": self.clio.handle}
        for name, handle in handlers.items():
            if name not in self._servers:
                kept: Handler = journal.kept(name, handle) if journal else handle
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
            self.clio.dump(),
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

    def credentials(self, name: str) -> Secrets:
        """Return a fictional sign-in that needs no browser."""
        ends = self.clock.now() + timedelta(days=20)
        if name == "clio":
            return {
                "client_id": clio_names.CLIENT_ID,
                "client_secret": clio_names.CLIENT_SECRET,
                "access_token": clio_names.ACCESS_TOKEN,
                "refresh_token": clio_names.REFRESH_TOKEN,
                "expires_at": ends.isoformat(),
            }
        return {"token": TOKENS[name]}

    def sign_in_help(self, name: str) -> Mapping[str, str]:
        """Return what to type to sign in by hand."""
        if name == "clio":
            return {
                "client id": clio_names.CLIENT_ID,
                "client secret": clio_names.CLIENT_SECRET,
                "redirect URIs": ", ".join(clio_names.REDIRECT_URIS),
            }
        return {"service key": hubspot_names.SERVICE_KEY}

    def touch(self, count: int) -> Sequence[int]:
        """Let `count` people move house in Clio, others each time; keep it; return their ids."""
        self._touches += 1
        random = Random(f"{self.seed} touch {self._saves} {self._touches}")
        persons = [row for row in self.clio.account.contacts if row.type == "Person"]
        chosen = random.sample(persons, min(count, len(persons)))
        for person in chosen:
            old = next((each.id for each in person.addresses if each.primary), None)
            new: dict[str, Any] = asdict(place(random))
            self.clio.edit(
                "contacts",
                person.id,
                title=random.choice(names().titles),
                primary_phone_number=phone(random),
                addresses=[new | ({"name": "Home"} if old is None else {"id": old})],
            )
        self.save()
        return [person.id for person in chosen]

    def canaries(self) -> Iterator[str]:
        """Yield every distinctive value of any record, some more than once."""
        yield from canaries.of_clio(self.clio.account)
        for object_type in SPEAKING:
            yield from canaries.of_hubspot(self.hubspot.records(object_type))

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
        firm = Firm(self.people, self.seed)
        ClioFiller(self.clio, self.started_at).fill(firm)
        if not empty_hubspot:
            fill_hubspot(self.hubspot, firm, self.started_at)

    def _grow(self, people: int) -> None:
        if people <= self.people:
            return
        already, self.people = self.people, people
        firm = Firm(people, self.seed)
        ClioFiller(self.clio, self.clock.now()).grow(firm, already)
        fill_hubspot(self.hubspot, firm, self.started_at, already)

    def _restore(self, folder: Path, seed: int | None) -> None:
        saved = msgspec.json.decode((folder / FILE).read_bytes(), type=Saved)
        if saved.format != FORMAT:
            raise ValueError(f"{FILE} is of format {saved.format}, not {FORMAT}")
        if seed not in (None, saved.seed):
            raise UserActionError(
                Code.SETTING_INVALID, detail=f"seed: this world's is {saved.seed}"
            )
        self.people, self.seed, self.started_at = saved.people, saved.seed, saved.started_at
        self._saves = saved.save
        clio, hubspot = _clio(self.clock, limits=False), _hubspot(self.clock, limits=False)
        clio.restore(saved.clio)
        hubspot.restore(saved.hubspot)
        # A demo that was left alone for months still opens: its token is young again.
        clio.sign_in.add_token(clio_names.ACCESS_TOKEN, clio_names.REFRESH_TOKEN)
        handlers = {"hubspot": hubspot.handle, "clio": clio.handle}
        journal = self._journal()
        for entry in journal.entries() if journal else ():
            handlers[entry.system](again(entry, TOKENS[entry.system]))
        self.clio.restore(clio.dump())
        self.hubspot.restore(hubspot.dump())

    def _journal(self) -> Journal | None:
        """Return the journal of what was written since the world was last saved."""
        if self._folder is None:
            return None
        return Journal(self._folder / f"written-{self._saves}.jsonl")


def _clio(clock: SimulatorClock, *, limits: bool) -> ClioSimulator:
    return ClioSimulator(clock=clock) if limits else ClioSimulator(clock=clock, per_minute=None)


def _hubspot(clock: SimulatorClock, *, limits: bool) -> HubSpotSimulator:
    return HubSpotSimulator(clock=clock, limits=limits)
