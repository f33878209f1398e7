"""The simulator's answers against HubSpot's published models and the vendor page's behaviours."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from connectors.hubspot.simulator import (
    SERVICE_KEY,
    HubSpotSimulator,
)
from connectors.kit.simulator import SimulatorClock
from tests.contract.hubspot_day import be_refused, keep_records, set_up, sign_in, tie
from tests.contract.hubspot_deviations import DEVIATIONS
from tests.contract.hubspot_judge import SPEC, BreachError, HubSpotJudge, judge_exchange
from tests.contract.hubspot_scenes import SCENES, Stage

pytestmark = pytest.mark.skipif(
    not SPEC.exists(), reason=f"HubSpot's models are not at {SPEC.parent}"
)

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
BEHAVIOURS = SPEC.parent / "behaviours.json"
AT = "/crm/objects/2026-09"
PROPERTIES = "/crm/properties/2026-09"
LINES = "/crm/pipelines/2026-09/deals"
TIES = "/crm/associations/2026-09/contacts/companies"
KEY = "sync300_key"
UNCALLED = {"X3"}  # webhooks, which a PC in an office cannot receive
# What the page shows as one of several possible bodies.
UNSETTLED = {"X2", "R5", "R6", "R7", "A4"}


@pytest.fixture
def hubspot() -> HubSpotSimulator:
    return HubSpotSimulator(SimulatorClock(START, rate=0.0))


@pytest.fixture
def judge(hubspot: HubSpotSimulator) -> HubSpotJudge:
    return HubSpotJudge(hubspot.handle)


@pytest.fixture
def web(judge: HubSpotJudge) -> Iterator[httpx.Client]:
    with client(judge.handle) as web:
        yield web


def client(handle: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(
        transport=httpx.MockTransport(handle),
        base_url="https://api.hubapi.com",
        headers={"Authorization": f"Bearer {SERVICE_KEY}"},
    )


def behaviours() -> list[Any]:
    if not Path(BEHAVIOURS).exists():
        return []
    return [
        one for one in msgspec.json.decode(BEHAVIOURS.read_bytes()) if one["id"] not in UNCALLED
    ]


@pytest.mark.parametrize("behaviour", behaviours(), ids=lambda one: one["id"])
def test_each_behaviour_of_the_vendor_page_is_there(
    hubspot: HubSpotSimulator, behaviour: Any
) -> None:
    """Its status, the keys and the words that clients go by; its message where one was copied."""
    with client(hubspot.handle) as web:
        answer = SCENES[behaviour["id"]](Stage(hubspot, web))
    assert answer.status_code == behaviour["status"]
    shown = behaviour.get("body")
    if isinstance(shown, dict) and "..." not in shown and behaviour["id"] not in UNSETTLED:
        compare(msgspec.json.decode(answer.content), shown, verbatim=behaviour["verbatim"])


def compare(found: Any, shown: Any, *, verbatim: bool) -> None:
    assert shown.keys() <= found.keys()
    told = ("status", "category", "subCategory", "error", "errorType", "policyName")
    for key in told if "message" in shown else ():
        assert found.get(key) == shown.get(key), key
    if verbatim and "{" not in shown["message"]:
        assert words(found["message"]) == words(shown["message"])


def words(message: str) -> list[str]:
    """Return a message without the ids, names and numbers of its example."""
    volatile = ("123456", "6001", "20543", "dealname", "ts300_id")
    cut = [word.strip("[].'") for word in message.split()]
    return [word for word in cut if not word.isdecimal() and word not in volatile and word != "7"]


def test_every_behaviour_has_a_scene() -> None:
    """All 74 of the page, less the one that cannot concern us."""
    assert set(SCENES) == {one["id"] for one in behaviours()}
    assert len(SCENES) + len(UNCALLED) == 74


def test_every_behaviour_is_named_by_a_test() -> None:
    folder = Path(__file__).parents[1] / "connectors" / "hubspot_simulator"
    told = " ".join(path.read_text(encoding="utf-8") for path in folder.glob("test_*.py"))
    assert [name for name in SCENES if not re.search(rf"\b{name}\b", told)] == []


@pytest.mark.parametrize("name", sorted(SCENES))
def test_every_scene_keeps_to_the_models(
    hubspot: HubSpotSimulator, judge: HubSpotJudge, name: str
) -> None:
    with client(judge.handle) as web:
        stage = Stage(hubspot, web)
        if name == "O10":  # a number where a text belongs, which the clean schema refuses
            with pytest.raises(BreachError, match="numberofemployees: type string"):
                SCENES[name](stage)
        else:
            SCENES[name](stage)
    assert judge.judged or name in ("O10", "R7")


def test_a_working_day_keeps_to_the_models(
    hubspot: HubSpotSimulator, judge: HubSpotJudge, web: httpx.Client
) -> None:
    """Also that no deviation is on the list without need."""
    hubspot.limits.on = False
    set_up(web)
    for kind, properties in (
        ("contacts", {"email": "ana@example.com"}),
        ("companies", {"name": "Rook"}),
        ("deals", {"dealname": "Lease", "dealstage": "closedwon", "pipeline": "default"}),
        ("tickets", {"subject": "Help", "hs_pipeline": "0", "hs_pipeline_stage": "1"}),
        ("appointments", {"hs_appointment_name": "Talk"}),
        (hubspot.seed_schema("pets", "Pet"), {"name": "Rex"}),
    ):
        keep_records(web, hubspot, kind, properties)
    tie(web, hubspot)
    sign_in(web)
    be_refused(web, hubspot)
    assert judge.judged > 130
    assert set(DEVIATIONS) == set(judge.used)


def number_id(body: Any) -> None:
    body["results"][0]["id"] = int(body["results"][0]["id"])


def number_value(body: Any) -> None:
    body["results"][0]["properties"]["firstname"] = 7


def no_new(body: Any) -> None:
    del body["results"][0]["new"]


def invented_key(body: Any) -> None:
    body["results"][0]["nickname"] = "Annie"


def local_time(body: Any) -> None:
    body["results"][0]["updatedAt"] = "2026-11-24 15:00"


def unknown_status(body: Any) -> None:
    body["status"] = "DONE"


def errors_in_success(body: Any) -> None:
    body["errors"] = []


@pytest.mark.parametrize(
    "plant",
    [number_id, number_value, no_new, invented_key, local_time, unknown_status, errors_in_success],
)
def test_a_planted_deviation_in_an_answer_is_caught(
    hubspot: HubSpotSimulator, plant: Callable[[Any], None]
) -> None:
    hubspot.add_property("contacts", KEY, unique=True)
    body = {"inputs": [{"id": "a", "idProperty": KEY, "properties": {"firstname": "Ana"}}]}

    def spoiled(request: httpx.Request) -> httpx.Response:
        answered = msgspec.json.decode(hubspot.handle(request).content)
        plant(answered)
        return httpx.Response(200, json=answered)

    with client(HubSpotJudge(hubspot.handle).handle) as web:
        assert web.post(f"{AT}/contacts/batch/upsert", json=body).status_code == 200
    with client(HubSpotJudge(spoiled).handle) as web, pytest.raises(BreachError):
        web.post(f"{AT}/contacts/batch/upsert", json=body)


@pytest.mark.parametrize(
    ("path", "plant"),
    [
        (f"{PROPERTIES}/contacts/email", lambda body: body.update(fieldType=None)),
        (f"{PROPERTIES}/contacts/email", lambda body: body.update(unique=True)),
        ("/account-info/2026-09/details", lambda body: body.update(portalId="x")),
        (LINES, lambda body: body["results"][0]["stages"][0].pop("metadata")),
        ("/crm/owners/2026-09", lambda body: body["results"][0].update(type="ROBOT")),
    ],
)
def test_a_planted_deviation_in_a_setting_is_caught(
    hubspot: HubSpotSimulator, path: str, plant: Callable[[Any], None]
) -> None:
    request = httpx.Request(
        "GET", f"https://api.hubapi.com{path}", headers={"Authorization": f"Bearer {SERVICE_KEY}"}
    )
    answered = msgspec.json.decode(hubspot.handle(request).content)
    judge_exchange(request, httpx.Response(200, json=answered))
    plant(answered)
    with pytest.raises(BreachError):
        judge_exchange(request, httpx.Response(200, json=answered))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", f"{AT}/contacts?limit=500", None),
        ("GET", f"{AT}/contacts?propertys=email", None),
        ("GET", f"{AT}/contacts?archived=yes", None),
        ("POST", f"{AT}/contacts/batch/upsert", {"inputs": [{"id": "a", "properties": {}}]}),
        ("POST", f"{AT}/contacts/batch/create", {"inputs": [{"properties": {"amount": 7}}]}),
        ("POST", f"{AT}/contacts/batch/create", {"inputs": [{"properties": {"email": None}}]}),
        ("POST", f"{AT}/contacts/batch/read", {"inputs": [{"id": "a", "idProperty": KEY}]}),
        ("POST", f"{AT}/contacts/search", {"limit": 201}),
        ("POST", f"{AT}/contacts/search", {"filters": []}),
        (
            "POST",
            f"{AT}/contacts/search",
            {"filterGroups": [{"filters": [{"propertyName": "a", "operator": "IN", "vals": []}]}]},
        ),
        ("POST", f"{PROPERTIES}/contacts", {"name": "x", "label": "X", "type": "string"}),
        (
            "POST",
            f"{TIES}/batch/create",
            {"inputs": [{"from": {"id": "1"}, "to": {"id": 2}, "types": []}]},
        ),
        ("POST", LINES, {"label": "Matters", "stages": [{"label": "Intake"}]}),
        ("PATCH", f"{PROPERTIES}/contacts/x", {"hasUniqueValue": True}),
        ("GET", "/crm/owners/2026-09?limits=5", None),
        ("GET", "/crm/v3/objects/contacts", None),
    ],
)
def test_a_request_that_the_models_do_not_know_is_caught(
    method: str, path: str, body: dict[str, object] | None
) -> None:
    """Whatever the simulator lets pass, the judge must not."""

    def willing(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"said": "otherwise"})

    with (
        client(HubSpotJudge(willing).handle) as web,
        pytest.raises(BreachError, match=r"^(request|parameter|GET)"),
    ):
        web.request(method, path, json=body)
