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
    ACCESS_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    REFRESH_TOKEN,
    SERVICE_KEY,
    HubSpotSimulator,
)
from connectors.kit.simulator import SimulatorClock
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


def good(answer: httpx.Response, *statuses: int) -> Any:
    assert answer.status_code in (statuses or (200, 201, 204)), answer.text
    return msgspec.json.decode(answer.content) if answer.content else None


def set_up(web: httpx.Client) -> None:
    good(web.get("/account-info/2026-09/details"))
    good(web.get("/account-info/2026-09/api-usage/daily/private-apps"))
    owner = good(web.get("/crm/owners/2026-09?limit=1&archived=false"))["results"][0]
    good(web.get(f"/crm/owners/2026-09/{owner['id']}"))
    good(web.get("/crm/limits/2026-09/custom-properties"))
    group = {"name": "sync300", "label": "300Sync", "displayOrder": -1}
    good(web.post(f"{PROPERTIES}/contacts/groups", json=group))
    good(web.get(f"{PROPERTIES}/contacts/groups"))
    good(web.get(f"{PROPERTIES}/contacts/groups/sync300"))
    good(web.patch(f"{PROPERTIES}/contacts/groups/sync300", json={"label": "Ours"}))
    good(web.get(f"{PROPERTIES}/contacts?archived=false"))
    kind = {"label": "Topic", "type": "string", "fieldType": "text", "groupName": "sync300"}
    options = [{"label": "A", "value": "a", "hidden": False, "displayOrder": 0}]
    topic = {**kind, "type": "enumeration", "fieldType": "select", "options": options}
    good(web.post(f"{PROPERTIES}/contacts", json={**topic, "name": "topic"}))
    good(web.patch(f"{PROPERTIES}/contacts/topic", json={"options": options * 1, "label": "T"}))
    good(web.get(f"{PROPERTIES}/contacts/topic"))
    several = {"inputs": [{**kind, "name": "one"}, {**kind, "name": "topic"}]}
    good(web.post(f"{PROPERTIES}/contacts/batch/create", json=several), 207)
    names = {"inputs": [{"name": "one"}]}
    good(web.post(f"{PROPERTIES}/contacts/batch/read", json=names))
    whole = {**names, "archived": False, "dataSensitivity": "non_sensitive"}
    good(web.post(f"{PROPERTIES}/contacts/batch/read", json=whole))
    good(web.post(f"{PROPERTIES}/contacts/batch/archive", json=names))
    good(web.get(f"{PROPERTIES}/contacts/one?archived=true"))
    good(web.delete(f"{PROPERTIES}/contacts/topic"))
    good(web.delete(f"{PROPERTIES}/contacts/groups/sync300"))
    stage = {"label": "Intake", "displayOrder": 0, "metadata": {"probability": "0.2"}}
    line = {"label": "Matters", "displayOrder": 1, "stages": [stage]}
    made = good(web.post(LINES, json=line))
    good(web.get(LINES))
    good(web.get(f"{LINES}/{made['id']}"))
    good(web.patch(f"{LINES}/{made['id']}", json={"label": "Cases"}))
    good(web.get(f"{LINES}/{made['id']}/stages"))
    later = good(web.post(f"{LINES}/{made['id']}/stages", json={**stage, "label": "Open"}))
    good(web.patch(f"{LINES}/{made['id']}/stages/{later['id']}", json={**stage, "label": "On"}))


def keep_records(
    web: httpx.Client, hubspot: HubSpotSimulator, kind: str, properties: dict[str, str]
) -> None:
    at = f"{AT}/{kind}"
    hubspot.add_property(kind, KEY, unique=True)
    modified = hubspot.portal.table(kind).kind.modified
    name = next(iter(properties))
    made = good(web.post(at, json={"properties": properties}))["id"]
    inputs = [
        {"id": key, "idProperty": KEY, "objectWriteTraceId": key, "properties": more}
        for key, more in (("a", {KEY: "a"}), ("b", {"zip9": "1"}))
    ]
    fresh = {f"{name}": f"bea.{properties[name]}"}
    inputs[0]["properties"] = {**properties, **fresh, KEY: "a"}
    good(web.post(f"{at}/batch/upsert", json={"inputs": inputs}), 207)
    good(web.post(f"{at}/batch/upsert", json={"inputs": inputs[:1]}))
    new = {"properties": {**properties, name: f"cy.{properties[name]}"}}
    (cy,) = good(web.post(f"{at}/batch/create", json={"inputs": [new]}))["results"]
    update = {"inputs": [{"id": cy["id"], "properties": fresh | {name: f"d.{properties[name]}"}}]}
    good(web.post(f"{at}/batch/update", json=update))
    good(web.patch(f"{at}/{made}", json={"properties": {KEY: ""}}))
    read = {
        "inputs": [{"id": made}, {"id": "1"}],
        "properties": [name],
        "idProperty": "hs_object_id",
    }
    good(web.post(f"{at}/batch/read", json=read), 207)
    history = {**read, "inputs": [{"id": made}], "propertiesWithHistory": [name]}
    good(web.post(f"{at}/batch/read", json=history))
    good(web.get(f"{at}/{made}?properties={name}&propertiesWithHistory={name}"))
    hubspot.clock.advance(6)
    since = {"propertyName": modified, "operator": "GTE", "value": "0"}
    among = {"propertyName": KEY, "operator": "IN", "values": ["a", "b"]}
    sorts = [{"propertyName": modified, "direction": "ASCENDING"}]
    body = {"filterGroups": [{"filters": [since]}, {"filters": [among]}], "sorts": sorts}
    good(web.post(f"{at}/search", json={**body, "limit": 1, "properties": [name, KEY]}))
    page = good(web.get(f"{at}?limit=1&archived=false&properties={name}"))
    good(web.get(f"{at}?limit=1&after={page['paging']['next']['after']}"))
    merge = {"primaryObjectId": made, "objectIdToMerge": cy["id"]}
    good(web.post(f"{at}/merge", json=merge))
    good(web.delete(f"{at}/{made}"))
    good(web.get(f"{at}/{made}?archived=true"))
    good(web.get(f"{at}?archived=true"))
    archived = {"inputs": [{"id": made}], "properties": [name]}
    good(web.post(f"{at}/batch/read?archived=true", json=archived))
    good(web.post(f"{at}/batch/archive", json={"inputs": [{"id": made}]}))


def tie(web: httpx.Client, hubspot: HubSpotSimulator) -> None:
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    bea = hubspot.seed("contacts", {"firstname": "Bea"})
    rook = hubspot.seed("companies", {"name": "Rook"})
    ends = {"from": {"id": ana}, "to": {"id": rook}}
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]
    at = f"{AT}/contacts/{ana}/associations"
    good(web.put(f"{at}/default/companies/{rook}"))
    good(web.put(f"{at}/companies/{rook}", json=types))
    good(web.get(f"{at}/companies?limit=500"))
    good(web.get(f"{AT}/contacts?associations=companies"))
    good(web.get(f"{AT}/contacts/{ana}?associations=companies"))
    good(web.post(f"{TIES}/batch/associate/default", json={"inputs": [ends]}))
    good(web.post(f"{TIES}/batch/create", json={"inputs": [{**ends, "types": types}]}))
    good(web.post(f"{TIES}/batch/read", json={"inputs": [{"id": ana}, {"id": bea}]}), 207)
    label = {"name": "opposing", "label": "Opposing", "inverseLabel": "Opposed"}
    good(web.post(f"{TIES}/labels", json=label))
    good(web.get(f"{TIES}/labels"))
    good(web.post(f"{TIES}/batch/labels/archive", json={"inputs": [{**ends, "types": types}]}))
    undone = {"from": {"id": ana}, "to": [{"id": rook}]}
    good(web.post(f"{TIES}/batch/archive", json={"inputs": [undone]}))
    good(web.delete(f"{at}/companies/{rook}"))
    good(web.post(f"{AT}/contacts/gdpr-delete", json={"objectId": bea}))
    good(web.get("/crm-object-schemas/2026-09/schemas"))
    good(web.get("/crm-object-schemas/2026-09/schemas/contacts"))


def sign_in(web: httpx.Client) -> None:
    at, app = "/oauth/2026-03/token", {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    form = {"grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN, **app}
    good(web.post(at, data=form))
    for token in (ACCESS_TOKEN, REFRESH_TOKEN, "unknown"):
        good(web.post(f"{at}/introspect", data={"token": token, **app}))
    good(web.post(f"{at}/revoke", data={"token": REFRESH_TOKEN, **app}))
    assert web.post(at, data=form).status_code == 400
    good(web.delete("/appinstalls/2026-03/external-install"))


def be_refused(web: httpx.Client, hubspot: HubSpotSimulator) -> None:
    statuses = [
        web.get(f"{AT}/contacts", headers={"Authorization": "Bearer x"}).status_code,
        web.get(f"{AT}/contacts/1").status_code,
        web.get("/crm/v3/objects/contacts").status_code,
        web.post(f"{AT}/contacts", json={"properties": {"zip9": "1"}}).status_code,
        web.post(f"{PROPERTIES}/contacts", json={"name": KEY}).status_code,
    ]
    hubspot.forbid("crm.objects.contacts.read")
    statuses.append(web.get(f"{AT}/contacts").status_code)
    hubspot.limits.on = True
    hubspot.profile.per_ten_seconds = 0
    statuses.append(web.get(f"{AT}/contacts").status_code)
    assert statuses == [401, 404, 404, 400, 409, 403, 429]


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
