"""A world with an empty firm, whose records are its patients', and an empty portal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.paths import Paths
from core.store.database import Store, open_store
from tests.core.engine.world import World


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    paths = Paths.under(tmp_path / "office")
    paths.prepare()
    opened = open_store(paths)
    yield opened
    opened.close()


@pytest.fixture
def world(store: Store) -> World:
    made = World(store, healthcare=True)
    made.private = {"scanned": True}
    return made
