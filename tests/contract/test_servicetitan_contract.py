"""The simulator's answers, and our requests, against ServiceTitan's published schemas."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.servicetitan.simulator import APP_KEY, TENANT_ID, ServiceTitanSimulator
from core.connector import Write, WriteKind
from core.records import FieldValue
from tests.contract.end_servicetitan import SERVICETITAN, fill_tenant
from tests.contract.servicetitan_deviations import DEVIATIONS
from tests.contract.servicetitan_judge import SPEC, BreachError, ServiceTitanJudge

pytestmark = pytest.mark.skipif(
    not SPEC.exists(), reason=f"ServiceTitan's published schemas are not at {SPEC}"
)

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
LISTS = (
    *("crm/customers", "crm/customers/custom-fields", "crm/locations", "crm/leads"),
    *("crm/locations/custom-fields", "jpm/jobs", "jpm/jobs/custom-fields", "jpm/appointments"),
    *("jpm/job-types", "sales/estimates", "accounting/invoices", "memberships/memberships"),
    *("memberships/membership-types", "settings/business-units", "settings/tag-types"),
    *("settings/technicians", "settings/employees", "crm/export/customers", "crm/export/leads"),
    *("crm/bookings", "crm/export/bookings"),
    *("crm/export/customers/contacts", "crm/export/locations", "jpm/export/jobs"),
    *("jpm/export/appointments", "sales/estimates/export", "accounting/export/invoices"),
    "memberships/export/memberships",
)
PLACE = {"street": "1 Wren Lane", "city": "Dover", "state": "DE", "zip": "19901", "country": "USA"}


@pytest.fixture
def tenant() -> ServiceTitanSimulator:
    made = ServiceTitanSimulator(clock=SimulatorClock(START, rate=0.0), per_second=None)
    fill_tenant(made)
    made.sign_in.add_token("demo-token")
    return made


@pytest.fixture
def judge(tenant: ServiceTitanSimulator) -> ServiceTitanJudge:
    return ServiceTitanJudge(tenant.handle)


@pytest.fixture
def web(judge: ServiceTitanJudge) -> Iterator[httpx.Client]:
    with client(judge.handle) as opened:
        yield opened


def client(handle: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(
        transport=httpx.MockTransport(handle),
        base_url="https://api.servicetitan.io",
        headers={"Authorization": "Bearer demo-token", "ST-App-Key": APP_KEY},
    )


def at(path: str) -> str:
    family, _, rest = path.partition("/")
    return f"/{family}/v2/tenant/{TENANT_ID}/{rest}"


@pytest.mark.parametrize("path", LISTS)
def test_every_row_is_as_the_schema_says(web: httpx.Client, path: str) -> None:
    recent = {"includeRecentChanges": "true"} if "export" in path else {"includeTotal": "true"}
    assert web.get(at(path), params=recent).json()["data"] or path.endswith("employees")


def test_a_working_day_keeps_to_the_schema(
    web: httpx.Client, judge: ServiceTitanJudge, tenant: ServiceTitanSimulator
) -> None:
    """Also that no deviation is on the list without need."""
    write_something(web)
    be_refused(web)
    office = SERVICETITAN.open(judge.handle, tenant.clock)
    for stream in office.streams():
        records = [
            r
            for page in office.read(stream, None, office.schema(stream).fields)
            for r in page.records
        ]
        assert records
        assert office.fetch(stream, [records[0].id], ["name"])
        if stream in ("persons", "companies"):
            values: dict[str, FieldValue] = {
                "street": "2 Elm Street",
                "email": "new@example.com",
                "do_not_mail": True,
            }
            office.write([Write(WriteKind.UPDATE, stream, values, id=records[0].id)])
    office.close()
    assert len(judge.operations) > 25
    assert set(DEVIATIONS) == set(judge.used)


def write_something(web: httpx.Client) -> None:
    customer = {
        "name": "Cleo Reed",
        "type": "Residential",
        "address": PLACE,
        "locations": [{"name": "Home", "address": PLACE}],
        "contacts": [{"type": "Email", "value": "cleo@example.com"}],
    }
    made = web.post(at("crm/customers"), json=customer).raise_for_status().json()
    path = at(f"crm/customers/{made['id']}")
    contact = web.post(f"{path}/contacts", json={"type": "Fax", "value": "302-555-0143"}).json()
    one = f"{path}/contacts/{contact['id']}"
    for answer in (
        web.get(path),
        web.get(f"{path}/contacts"),
        web.patch(path, json={"tagTypeIds": [501], "active": True}),
        web.patch(one, json={"value": "302-555-0144"}),
        web.delete(one),
        web.post(
            at("crm/locations"), json={"customerId": made["id"], "name": "B", "address": PLACE}
        ),
        web.post(
            at("crm/leads"),
            json={"campaignId": 1, "summary": "Boiler", "followUpDate": "2026-12-01T00:00:00Z"},
        ),
    ):
        assert answer.status_code == 200, answer.text


def be_refused(web: httpx.Client) -> None:
    lacking = {"name": "Dot", "address": PLACE, "locations": []}
    same = {"type": "Email", "value": "bea.moss@example.com"}
    bea = web.get(at("crm/customers"), params={"name": "Moss, Bea"}).json()["data"][0]["id"]
    answers = [
        web.get(at("crm/customers"), params={"page": "0"}),
        web.get(at("crm/customers/4711")),
        web.post(at("crm/customers"), json=lacking),
        web.post(at(f"crm/customers/{bea}/contacts"), json=same),
        web.get(at("crm/dogs")),
    ]
    assert [answer.status_code for answer in answers] == [400, 404, 400, 409, 404]


def text_id(body: Any) -> None:
    body["data"][0]["id"] = str(body["data"][0]["id"])


def invented_field(body: Any) -> None:
    body["data"][0]["nickname"] = "Annie"


def other_kind(body: Any) -> None:
    body["data"][0]["type"] = "Household"


def local_time(body: Any) -> None:
    body["data"][0]["modifiedOn"] = "2026-11-24T15:00:00"


def no_address(body: Any) -> None:
    del body["data"][0]["address"]


def bare_list(body: Any) -> None:
    body["customers"] = body.pop("data")


@pytest.mark.parametrize(
    "plant", [text_id, invented_field, other_kind, local_time, no_address, bare_list]
)
def test_a_planted_fault_in_an_answer_is_caught(
    tenant: ServiceTitanSimulator, plant: Callable[[Any], None]
) -> None:
    def spoiled(request: httpx.Request) -> httpx.Response:
        body = tenant.handle(request).json()
        plant(body)
        return httpx.Response(200, json=body)

    with client(ServiceTitanJudge(spoiled).handle) as web, pytest.raises(BreachError):
        web.get(at("crm/customers"))


GOOD = (  # what is answered rightly whatever is asked: only the question can be at fault
    ("GET", "crm/customers", None),
    ("GET", "crm/export/customers", None),
    ("PATCH", "crm/customers/30000001", {"active": True}),
    ("POST", "crm/customers/30000001/contacts", {"type": "Fax", "value": "1"}),
)


@pytest.mark.parametrize(
    ("like", "method", "path", "body"),
    [
        (0, "GET", "crm/customers?modifiedSince=2026-01-01T00:00:00Z", None),
        (0, "GET", "crm/customers?active=true", None),
        (0, "GET", "crm/customers?modifiedOnOrAfter=2026-01-01", None),
        (0, "GET", "crm/customers?pageSize=many", None),
        (1, "GET", "crm/export/customers?includeRecentChanges=yes", None),
        (2, "DELETE", "crm/customers/30000001", None),
        (2, "PATCH", "crm/customers/30000001", {"phone": "302-555-0140"}),
        (2, "PATCH", "crm/customers/30000001", {"address": PLACE}),
        (3, "POST", "crm/customers/30000001/contacts", {"type": "Pager", "value": "1"}),
        (3, "POST", "crm/customers/30000001/contacts", {"type": "Fax"}),
    ],
)
def test_a_request_that_the_schema_does_not_know_is_caught(
    tenant: ServiceTitanSimulator, like: int, method: str, path: str, body: object
) -> None:
    """The simulator passes over what it does not know, so the judge must not."""
    with client(tenant.handle) as web:
        good_method, good_path, good_body = GOOD[like]
        right = web.request(good_method, at(good_path), json=good_body)

    def willing(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=right.headers, content=right.content)

    with client(ServiceTitanJudge(willing).handle) as web:
        assert web.request(good_method, at(good_path), json=good_body).status_code == 200
        with pytest.raises(BreachError):
            web.request(method, at(path), json=body)
