"""An account on a clock that stands, and somebody who asks it by hand."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from connectors.jobber.simulator import ACCESS_TOKEN, JobberSimulator
from connectors.kit.simulator import SimulatorClock

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
HEADERS = {"Authorization": f"Bearer {ACCESS_TOKEN}", "X-JOBBER-GRAPHQL-VERSION": "2026-05-12"}
Ask = Callable[..., Any]


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def jobber(clock: SimulatorClock) -> JobberSimulator:
    return JobberSimulator(clock=clock)


@pytest.fixture
def web(jobber: JobberSimulator) -> httpx.Client:
    return client(jobber)


def client(jobber: JobberSimulator, **headers: str) -> httpx.Client:
    return httpx.Client(
        transport=httpx.MockTransport(jobber.handle),
        base_url="https://api.getjobber.com",
        headers={**HEADERS, **headers},
    )


@pytest.fixture
def ask(web: httpx.Client) -> Ask:
    """Return the whole body of an answer with status 200."""

    def asked(query: str, **variables: object) -> Any:
        answer = web.post("/api/graphql", json={"query": query, "variables": variables})
        assert answer.status_code == 200, answer.text
        return answer.json()

    return asked


def said(body: Any) -> str:
    """Return the message of a refusal."""
    return str(body["errors"][0]["message"])
