"""The simulator's answers against Clio's published schema."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from connectors.clio.simulator import ACCESS_TOKEN, ClioSimulator, shapes
from connectors.clio.simulator.fields import Shape
from connectors.kit.simulator import SimulatorClock
from tests.contract.clio_deviations import DEVIATIONS
from tests.contract.clio_judge import SPEC, BreachError, ClioJudge

pytestmark = pytest.mark.skipif(
    not SPEC.exists(), reason=f"Clio's published schema is not at {SPEC.parent}"
)

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LISTS = [
    *("contacts", "matters", "custom_fields", "calendar_entries", "bills", "activities"),
    *("users", "practice_areas", "matter_stages", "relationships"),
]


@pytest.fixture
def clio() -> ClioSimulator:
    clio = ClioSimulator(clock=SimulatorClock(START, rate=0.0), per_minute=None)
    fill(clio)
    return clio


@pytest.fixture
def judge(clio: ClioSimulator) -> ClioJudge:
    return ClioJudge(clio.handle)


@pytest.fixture
def web(judge: ClioJudge) -> Iterator[httpx.Client]:
    with client(judge.handle) as web:
        yield web


def client(handle: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(
        transport=httpx.MockTransport(handle),
        base_url="https://app.clio.com/api/v4",
        headers={"Authorization": f"Bearer {ACCESS_TOKEN}"},
    )


def fill(clio: ClioSimulator) -> None:
    company = clio.seed_company("Rookwarble LLC", web_sites=["https://rook.example.com"])
    area = clio.seed_practice_area("Family", stages=["Intake", "Trial"], category="family")
    source = clio.seed_custom_field("Contact", "Source", "picklist", options=["Web", "Walk-in"])
    motto = clio.seed_custom_field("Contact", "Motto", "text_line")
    court = clio.seed_custom_field("Matter", "Court", "text_line")
    for number in range(5):
        person = clio.seed_person(
            "Ana",
            f"Ruiz {number}",
            emails=[f"ana{number}@example.com", (f"home{number}@example.com", "Home")],
            phones=[(f"212-555-014{number}", "Mobile"), f"212-555-015{number}"],
            addresses=[{"street": "1 Wren Lane", "city": "Dover"}, {"city": "Boise"}],
            date_of_birth="1980-02-29",
            company=company,
            custom={source: clio.option_ids(source)["Web"], motto: "Onward"},
        )
        matter = clio.seed_matter(
            person,
            "Lease",
            practice_area_id=area,
            matter_stage_id=clio.stage_ids(area)["Trial"],
            responsible_attorney_id=clio.account.users.order[0],
            custom={court: "Housing Court"},
        )
        clio.seed_relationship(matter, company, "Opposing party")
        clio.seed_bill(matter, 120.5, issued_at="2026-11-01", due_at="2026-12-01")
        clio.seed_activity(matter, "2026-11-20", 5400.0)
        clio.seed_calendar_entry(
            "Talk", START, START + timedelta(hours=1), matter_id=matter, attendee_ids=[person]
        )


def everything(shape: Shape) -> str:
    """Return a `fields` that asks for all that the simulator knows of a kind."""
    nested = [
        f"{name}{{{','.join([*inner.shape.plain, *inner.shape.nested])}}}"
        for name, inner in shape.nested.items()
    ]
    return ",".join([*shape.plain, *nested])


@pytest.mark.parametrize("kind", LISTS)
def test_all_that_can_be_asked_of_a_record_is_in_the_schema(
    web: httpx.Client, clio: ClioSimulator, kind: str
) -> None:
    fields = everything(shapes.build(clio.account)[kind])
    listed = web.get(f"/{kind}.json", params={"fields": fields, "limit": "200"}).json()["data"]
    assert listed
    shown = web.get(f"/{kind}/{listed[0]['id']}.json", params={"fields": fields})
    assert shown.status_code == (404 if kind == "matter_stages" else 200)


def test_a_working_day_keeps_to_the_schema(
    web: httpx.Client, judge: ClioJudge, clio: ClioSimulator
) -> None:
    """Also that no deviation is on the list without need."""
    read_everything(web, clio)
    write_something(web, clio)
    be_refused(web, clio)
    assert judge.judged > 40
    assert set(DEVIATIONS) == set(judge.used)


def read_everything(web: httpx.Client, clio: ClioSimulator) -> None:
    since = "2026-01-01T00:00:00Z"
    for kind in LISTS:
        url: str | None = f"/{kind}.json?order=id(asc)&limit=2&updated_since={since}"
        while url:
            url = web.get(url).raise_for_status().json()["meta"]["paging"].get("next")
    motto = clio.account.custom_fields.order[1]
    person = clio.account.contacts.order[1]
    matter = clio.account.matters.order[0]
    for address in (
        "/users/who_am_i.json?fields=id,name,email,account{id,name}",
        "/contacts.json?type=Person&client_only=true&email_only=true&initial=R&query=ana",
        f"/contacts.json?ids[]={person}&exclude_ids[]=1&created_since={since}",
        f"/contacts.json?custom_field_values[{motto}]=Onward&custom_field_ids[]={motto}",
        "/contacts.json?order=name(desc)&offset=2",
        "/matters.json?status=open,closed&open_date[]=>=2026-01-01&open_date[]=<2027-01-01",
        f"/matters.json?client_id={person}&order=client.name(asc)",
        "/custom_fields.json?parent_type=contact&field_type=picklist&deleted=false",
        f"/calendar_entries.json?from={since}&to=2027-01-01T00:00:00Z&matter_id={matter}",
        "/bills.json?state=awaiting_payment",
        f"/matters/{matter}/contacts.json?fields=id,name,relationship_name",
        f"/contacts/{person}/email_addresses.json?fields=id,address,name,primary",
        f"/contacts/{person}/phone_numbers.json?fields=id,number,name",
    ):
        assert web.get(address).status_code == 200, address
    etag = web.get(f"/contacts/{person}.json").headers["etag"]
    known = web.get(f"/contacts/{person}.json", headers={"If-None-Match": etag})
    assert known.status_code == 304


def write_something(web: httpx.Client, clio: ClioSimulator) -> None:
    person = {
        "type": "Person",
        "first_name": "Bea",
        "email_addresses": [{"name": "Work", "address": "bea@example.com", "default_email": True}],
        "phone_numbers": [{"name": "Mobile", "number": "+12125550147"}],
    }
    made = web.post("/contacts.json?fields=id,email_addresses{id}", json={"data": person}).json()
    bea, email = made["data"]["id"], made["data"]["email_addresses"][0]["id"]
    motto = clio.account.custom_fields.order[1]
    for data in (
        {"email_addresses": [{"id": email, "address": "b@example.com"}], "company": None},
        {"custom_field_values": [{"custom_field": {"id": motto}, "value": "Onward"}]},
    ):
        assert web.patch(f"/contacts/{bea}.json", json={"data": data}).status_code == 200
    fields = "custom_field_values{id,value,picklist_option,custom_field}"
    (value,) = web.get(f"/contacts/{bea}.json?fields={fields}").json()["data"][
        "custom_field_values"
    ]
    data = {"custom_field_values": [{"id": value["id"], "value": "Upward"}]}
    assert web.patch(f"/contacts/{bea}.json", json={"data": data}).status_code == 200
    matter = {"client": {"id": bea}, "description": "Lease", "status": "open"}
    case = web.post("/matters.json", json={"data": matter}).json()["data"]["id"]
    web.patch(f"/matters/{case}.json", json={"data": {"matter_stage": None, "status": "closed"}})
    web.delete(f"/matters/{case}.json")
    assert web.delete(f"/contacts/{bea}.json").status_code == 204
    company = {"type": "Company", "name": "Otterquay Press"}
    assert web.post("/contacts.json", json={"data": company}).status_code == 201


def be_refused(web: httpx.Client, clio: ClioSimulator) -> None:
    person = clio.account.contacts.order[1]
    nobody = {"Authorization": "Bearer x"}
    statuses = [
        web.get("/contacts.json", headers=nobody).status_code,
        web.delete(f"/contacts/{person}.json", headers=nobody).status_code,
        web.get("/contacts.json", headers={"X-API-VERSION": "9.9.9"}).status_code,
        web.get("/contacts.json?limit=0").status_code,
        web.get("/contacts/1.json").status_code,
        web.get("/dogs.json").status_code,
        web.post("/contacts.json", json={"data": {"type": "Person"}}).status_code,
        web.patch(
            f"/contacts/{person}.json", json={"data": {}}, headers={"If-Match": '"x"'}
        ).status_code,
        web.delete(f"/contacts/{person}.json").status_code,
    ]
    assert statuses == [401, 401, 410, 400, 404, 404, 422, 412, 403]


def text_id(body: Any) -> None:
    body["data"][0]["id"] = str(body["data"][0]["id"])


def invented_field(body: Any) -> None:
    body["data"][0]["nickname"] = "Annie"


def small_type(body: Any) -> None:
    body["data"][0]["type"] = "person"


def local_time(body: Any) -> None:
    body["data"][0]["updated_at"] = "2026-11-24 15:00"


def bare_list(body: Any) -> None:
    body["contacts"] = body.pop("data")


def relative_link(body: Any) -> None:
    body["meta"]["paging"]["next"] = "/api/v4/contacts.json?page_token=x"


@pytest.mark.parametrize(
    "plant", [text_id, invented_field, small_type, local_time, bare_list, relative_link]
)
def test_a_planted_fault_in_an_answer_is_caught(
    clio: ClioSimulator, plant: Callable[[Any], None]
) -> None:
    def spoiled(request: httpx.Request) -> httpx.Response:
        body = msgspec.json.decode(clio.handle(request).content)
        plant(body)
        return httpx.Response(200, json=body)

    address = "/contacts.json?fields=id,type,updated_at"
    with client(ClioJudge(clio.handle).handle) as web:
        assert web.get(address).status_code == 200
    with client(ClioJudge(spoiled).handle) as web, pytest.raises(BreachError):
        web.get(address)


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("GET", "/contacts.json?updated_after=2026-01-01T00:00:00Z", None),
        ("GET", "/contacts.json?client_only=yes", None),
        ("GET", "/contacts.json?updated_since=2026-01-01", None),
        ("GET", "/matters.json?status=open,Closed", None),
        ("POST", "/contacts.json", {"type": "Company", "name": "X", "title": None, "size": 3}),
    ],
)
def test_a_request_that_the_schema_does_not_know_is_caught(
    clio: ClioSimulator, method: str, path: str, data: dict[str, object] | None
) -> None:
    """The simulator passes over what it does not know, so the judge must not."""

    def willing(_request: httpx.Request) -> httpx.Response:
        body: dict[str, object] = {"data": {"id": 1, "etag": '"1"'}} if data else {"data": []}
        return httpx.Response(201 if data else 200, json=body)

    with client(ClioJudge(willing).handle) as web, pytest.raises(BreachError):
        web.request(method, path, json={"data": data} if data else None)
