"""An office whose persons go to HubSpot, and whose deletes are asked about."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.mapping import Deletes
from tests.core.engine.world import PERSON_RULES
from tests.core.office.review import publish
from tests.core.test_office import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    made.connect_both()
    publish(made, replace(PERSON_RULES, deletes=Deletes.ASK))
    yield made
    made.close()
