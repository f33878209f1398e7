"""The endpoint as it is deployed, but for the time: on SQLite, and on PostgreSQL where that is."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.licensing.office import Clock, Endpoint, Served
from tests.licensing.postgres import Postgres


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Yield what makes a new, empty database on a server of this session's own."""
    if shutil.which("initdb") is None or shutil.which("postgres") is None:
        pytest.skip("PostgreSQL is not installed here")
    server = Postgres(tmp_path_factory.mktemp("pg"))
    try:
        server.start()
        yield server.new_database
    finally:
        server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a new database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'licensing.db'}"
    made: Callable[[], str] = request.getfixturevalue("postgres")
    return made()


@pytest.fixture(scope="session")
def ports() -> Iterator[tuple[Served, Served, Served]]:
    """Yield where the endpoint, Stripe and a vendor are served."""
    all_of_them = Served(), Served(), Served()
    yield all_of_them
    for each in all_of_them:
        each.close()


@pytest.fixture
def endpoint(
    database: str, tmp_path: Path, clock: Clock, ports: tuple[Served, Served, Served]
) -> Iterator[Endpoint]:
    made = Endpoint(database, tmp_path / "keys", clock, *ports)
    yield made
    made.close()
