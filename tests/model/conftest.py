"""The model's surroundings, and the count of its steps."""

import secrets
from collections.abc import Iterator

import pytest

from connectors.hubspot import reading
from connectors.hubspot.connector import HubSpotConnector
from core.engine import pages
from tests.model.every import ALL

PAGE = 3  # records
BATCH = 2  # writes


class _Steps:
    """How many steps were tried in this session."""

    count = 0
    examples = 0  # of the long profile
    seed: int | None = None  # of it


STEPS = _Steps


@pytest.fixture(autouse=True, scope="package")
def _small_pages() -> Iterator[None]:
    """Let few records be many pages and batches, and a reader be ahead as far as it likes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pages, "AHEAD", 0)
        for place, name, value in (each for end in ALL for each in end.pages):
            patch.setattr(place, name, value)
        patch.setattr(reading, "BATCH", PAGE)
        patch.setattr(reading, "SEARCH_PAGE", PAGE)
        patch.setattr(HubSpotConnector, "batch_size", BATCH)
        yield


@pytest.fixture
def first_seed(request: pytest.FixtureRequest) -> int:
    """Return the seed of the long profile, and have it printed."""
    given = request.config.getoption("--hypothesis-seed", default=None)
    STEPS.seed = int(given) if given else secrets.randbelow(1_000_000)
    return STEPS.seed


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if STEPS.seed is not None:
        told = f"{STEPS.examples} long examples from --hypothesis-seed={STEPS.seed}"
        terminalreporter.write_line(f"model: {told}")
    if STEPS.count:
        terminalreporter.write_line(f"model: {STEPS.count} steps tried")
