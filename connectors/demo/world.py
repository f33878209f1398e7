"""A fictional office's world: a law firm's Clio and its HubSpot portal, both on this PC."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import TracebackType

import msgspec

from connectors.clio import simulator as clio_names
from connectors.clio.simulator import ClioSimulator
from connectors.demo import canaries
from connectors.demo.law_firm import Firm
from connectors.demo.people import phone
from connectors.demo.seeding import ClioFiller, fill_hubspot
from connectors.demo.words import names
from connectors.hubspot import simulator as hubspot_names
from connectors.hubspot.simulator import HubSpotSimulator
from connectors.kit.simulator import Server, SimulatorClock, serve
from core.registry import Secrets

FILE = "world.json"
FORMAT = 1
SYSTEMS = ("hubspot", "clio")
SPEAKING = ("contacts", "companies")  # HubSpot's objects that hold names


class Saved(msgspec.Struct):
    """What a world's file holds."""

    format: int
    people: int
    seed: int
    started_at: datetime
    clio: dict[str, object]
    hubspot: dict[str, object]


class World:
    """Both simulators, filled with the same fictional firm.

    `folder` None keeps nothing. Where the folder holds a world already, that one is restored, and
    `people`, `seed` and `empty_hubspot` say nothing. With `limits` the vendors' own rate limits
    hold. Nothing in a new world was changed within the last day.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        people: int = 5000,
        seed: int = 300,
        limits: bool = False,
        empty_hubspot: bool = False,
        clock: SimulatorClock | None = None,
    ) -> None:
        self.clock = clock or SimulatorClock()
        self.people = people
        self.seed = seed
        self.started_at = self.clock.now()
        self.clio = _clio(self.clock, limits=limits)
        self.hubspot = _hubspot(self.clock, limits=limits)
        self._folder = folder
        self._servers: dict[str, Server] = {}
        if folder is not None and (folder / FILE).exists():
            self._restore(folder / FILE)
        else:
            self._build(empty_hubspot=empty_hubspot)

    def serve(
        self,
        latency: float | Mapping[str, float] = 0.0,
        ports: Mapping[str, int] | None = None,
    ) -> Mapping[str, str]:
        """Put both on loopback; return their addresses by name.

        `latency` is in seconds, for all or by name; a port that is not named, or 0, is a free one.
        """
        for name, handle in (("hubspot", self.hubspot.handle), ("clio", self.clio.handle)):
            if name not in self._servers:
                delay = latency.get(name, 0.0) if isinstance(latency, Mapping) else latency
                self._servers[name] = serve(handle, port=(ports or {}).get(name, 0), latency=delay)
        return {name: server.url for name, server in self._servers.items()}

    def close(self) -> None:
        """Take both from the network. Harmless to repeat."""
        while self._servers:
            self._servers.popitem()[1].close()

    def save(self) -> None:
        """Keep the world in its folder, whole or not at all; without a folder do nothing."""
        if self._folder is None:
            return
        saved = Saved(
            FORMAT, self.people, self.seed, self.started_at, self.clio.dump(), self.hubspot.dump()
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / f"{FILE}.new"
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(saved))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._folder / FILE)

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
        return {"token": hubspot_names.SERVICE_KEY}

    def sign_in_help(self, name: str) -> Mapping[str, str]:
        """Return what to type to sign in by hand."""
        if name == "clio":
            return {
                "client id": clio_names.CLIENT_ID,
                "client secret": clio_names.CLIENT_SECRET,
                "redirect URIs": ", ".join(clio_names.REDIRECT_URIS),
            }
        return {"service key": hubspot_names.SERVICE_KEY}

    def touch(self, count: int, seed: int = 0) -> Sequence[int]:
        """Let `count` people move on in Clio; return their ids."""
        random = Random(f"{seed} touch")
        persons = [row.id for row in self.clio.account.contacts if row.type == "Person"]
        chosen = random.sample(persons, min(count, len(persons)))
        for person in chosen:
            self.clio.edit(
                "contacts",
                person,
                title=random.choice(names().titles),
                primary_phone_number=phone(random),
            )
        return chosen

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

    def _restore(self, file: Path) -> None:
        saved = msgspec.json.decode(file.read_bytes(), type=Saved)
        if saved.format != FORMAT:
            raise ValueError(f"{FILE} is of format {saved.format}, not {FORMAT}")
        self.people, self.seed, self.started_at = saved.people, saved.seed, saved.started_at
        self.clio.restore(saved.clio)
        self.hubspot.restore(saved.hubspot)
        # A demo that was left alone for months still opens: its token is young again.
        self.clio.sign_in.add_token(clio_names.ACCESS_TOKEN, clio_names.REFRESH_TOKEN)


def _clio(clock: SimulatorClock, *, limits: bool) -> ClioSimulator:
    return ClioSimulator(clock=clock) if limits else ClioSimulator(clock=clock, per_minute=None)


def _hubspot(clock: SimulatorClock, *, limits: bool) -> HubSpotSimulator:
    return HubSpotSimulator(clock=clock, limits=limits)
