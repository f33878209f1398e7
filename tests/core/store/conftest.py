"""A store in a folder of its own, a vault, and a clock that is told the time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.jobs import Clock
from core.mapping import FieldMapping, Mapping
from core.paths import Paths
from core.store.database import Store, open_store
from core.store.ledger import Ledger
from core.vault import Vault

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


class SetClock(Clock):
    """A clock that moves only when it is told to."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    made = Paths.under(tmp_path / "office")
    made.prepare()
    return made


@pytest.fixture
def store(paths: Paths) -> Iterator[Store]:
    opened = open_store(paths)
    yield opened
    opened.close()


@pytest.fixture
def vault() -> Vault:
    return Vault(bytes(range(32)))


@pytest.fixture
def ledger(store: Store, clock: SetClock) -> Ledger:
    return Ledger(store, clock)


@pytest.fixture
def mapping() -> Mapping:
    return Mapping(
        pair="persons-contacts",
        label="Persons to Contacts",
        system_stream="persons",
        hubspot_stream="contacts",
        fields=(FieldMapping(system=("primary_email_address",), hubspot="email"),),
    )
