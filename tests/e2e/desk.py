"""An office whose vendors are in memory and whose time nobody waits for."""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from connectors.demo import World
from connectors.kit.simulator import SimulatorClock
from core.jobs import JobContext
from core.office import Office
from core.paths import Paths
from core.summary import RunSummary
from desktop import app
from desktop.demo import SYSTEMS, FileKeys


@dataclass(frozen=True, slots=True)
class Desk:
    """One office on its folder; opening it again is a restart of the program."""

    folder: Path
    world: World
    clock: SimulatorClock

    def open(self) -> Office:
        """Start the program."""
        handlers = {"hubspot": self.world.hubspot.handle, "clio": self.world.clio.handle}
        return app.make_office(
            Paths.under(self.folder / "data"),
            FileKeys(self.folder / "keys"),
            transports={name: httpx.MockTransport(handle) for name, handle in handlers.items()},
        )

    def job(self) -> JobContext:
        return JobContext(clock=self.clock)

    def connect(self, office: Office, *names: str) -> None:
        for name in names or SYSTEMS:
            office.connect_with(name, self.world.credentials(name), {}, self.job())

    def sync(self, office: Office, *only: str) -> RunSummary:
        return office.sync(self.job(), trigger="command", only=only or None)
