"""A HubSpot that answers what a test tells it to, on a clock that stands, and connections to it."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import pytest

from connectors.hubspot import SPEC
from connectors.hubspot.api import Api
from connectors.hubspot.catalog import Catalog
from connectors.hubspot.connector import HubSpotConnector
from connectors.kit.simulator import SimulatorClock
from core.jobs import JobContext
from core.registry import OpenArgs, Secrets

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
PORTAL = "52016473"
KEY: Secrets = {"token": "pat-na1-fictional"}
OBJECTS = "/crm/objects/2026-09"
PROPERTIES = "/crm/properties/2026-09"


class Box:
    """A connection's credentials, in memory."""

    def __init__(self, secrets: Secrets) -> None:
        self.secrets = secrets

    def load(self) -> Secrets:
        return self.secrets

    def save(self, secrets: Secrets) -> None:
        self.secrets = secrets

    def exchange(self, stale: str, renew: Callable[[Secrets], Secrets]) -> Secrets:
        if self.secrets.get("access_token") == stale:
            self.secrets = renew(self.secrets)
        return self.secrets


Answer = httpx.Response | Callable[[httpx.Request], httpx.Response]


def ok(
    body: object = None, status: int = 200, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    return httpx.Response(status, json={} if body is None else body, headers=headers)


def refused(
    status: int, category: str = "VALIDATION_ERROR", message: str = "no", **more: object
) -> httpx.Response:
    """Answer as HubSpot refuses."""
    body = {
        "status": "error",
        "message": message,
        "correlationId": "corr-1",
        "category": category,
        **more,
    }
    return httpx.Response(status, json=body)


def sent(request: httpx.Request) -> Any:
    """Return what a request asked for."""
    return msgspec.json.decode(request.content)


class Script:
    """Answers by method and path, from lists: in order, and the last one for ever."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self._answers: dict[tuple[str, str], list[Answer]] = defaultdict(list)

    def on(self, method: str, path: str, *answers: Answer) -> None:
        self._answers[method, path].extend(answers)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answers = self._answers.get((request.method, request.url.path))
        if not answers:
            return refused(404, "OBJECT_NOT_FOUND")
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return answer if isinstance(answer, httpx.Response) else answer(request)

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Return what was asked for, without the definitions of properties."""
        asked = [(request.method, request.url.path) for request in self.requests]
        return [each for each in asked if each != ("GET", f"{PROPERTIES}/contacts")]


def definition(name: str, type: str = "string", field: str = "text", **more: object) -> object:
    """Return a property as HubSpot describes it."""
    return {
        "name": name,
        "label": name.title(),
        "type": type,
        "fieldType": field,
        "groupName": "contactinformation",
        "options": [],
        "hubspotDefined": True,
        **more,
    }


def row(id: str, properties: Mapping[str, object] | None = None, **more: object) -> dict[str, Any]:
    """Return a record as HubSpot answers it."""
    return {
        "id": id,
        "properties": dict(properties or {}),
        "createdAt": "2026-11-01T00:00:00.000Z",
        "updatedAt": "2026-11-20T10:00:00.000Z",
        "archived": False,
        **more,
    }


CONTACTS = [
    definition("email"),
    definition("firstname"),
    definition("lastname"),
    definition("born", "date", "date"),
    definition("sync300_clio_key", hasUniqueValue=True, groupName="sync300", hubspotDefined=False),
]


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def job(clock: SimulatorClock) -> JobContext:
    return JobContext(clock=clock).at("hubspot")


@pytest.fixture
def script() -> Script:
    """A portal with a few properties of contacts."""
    script = Script()
    script.on("GET", f"{PROPERTIES}/contacts", ok({"results": CONTACTS}))
    return script


@pytest.fixture
def args(script: Script, job: JobContext) -> OpenArgs:
    return OpenArgs({"sign_in": "keys"}, Box(KEY), job, httpx.MockTransport(script.handle))


@pytest.fixture
def api(args: OpenArgs) -> Api:
    return Api(args)


@pytest.fixture
def catalog(api: Api, clock: SimulatorClock) -> Catalog:
    return Catalog(api, clock)


@pytest.fixture
def portal(args: OpenArgs) -> HubSpotConnector:
    opened = SPEC.open(args)
    assert isinstance(opened, HubSpotConnector)
    return opened
