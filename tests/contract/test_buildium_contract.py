"""What we write to Buildium, and what its simulator answers, against the published schema."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from connectors.buildium import SPEC as BUILDIUM_SPEC
from connectors.buildium.simulator import CLIENT_ID, CLIENT_SECRET, BuildiumSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import Write, WriteKind
from tests.contract.buildium_judge import SPEC, BreachError, BuildiumJudge, validator
from tests.contract.end import START
from tests.contract.end_buildium import BUILDIUM, HOME

pytestmark = pytest.mark.skipif(
    not SPEC.exists(), reason=f"Buildium's published schema is not at {SPEC.parent}"
)
KEY = {"x-buildium-client-id": CLIENT_ID, "x-buildium-client-secret": CLIENT_SECRET}
PERSON = {"FirstName": "Cara", "LastName": "Quill"}
PLACE = {"AddressLine1": "1 Wren Lane", "PostalCode": "78701", "Country": "UnitedStates"}


@pytest.fixture
def clock() -> SimulatorClock:
    return SimulatorClock(START, rate=0.0)


@pytest.fixture
def vendor(clock: SimulatorClock) -> BuildiumSimulator:
    made = BuildiumSimulator(clock=clock, per_second=None)
    assert BUILDIUM.more is not None
    BUILDIUM.more(made)
    return made


def client(handle: Callable[[httpx.Request], httpx.Response]) -> httpx.Client:
    return httpx.Client(
        transport=httpx.MockTransport(handle),
        base_url="https://api.buildium.com/v1",
        headers=KEY,
    )


def test_every_change_of_a_tenant_keeps_to_the_schema(
    vendor: BuildiumSimulator, clock: SimulatorClock
) -> None:
    """Of one with everything, and of one with nothing but what a change needs."""
    judge = BuildiumJudge(vendor.handle)
    office = BUILDIUM.open(judge.handle, clock)
    other = {**PLACE, "AddressLine2": "Rear", "City": None, "State": None, "AddressLine3": None}
    for more in ({}, {"AlternateAddress": other, "TaxId": "12-3456789", "Comment": "x"}):
        one = vendor.seed_tenant("Ana", "Ruiz", address=HOME, **more)
        for values in (
            {"email": "new@example.com", "phone_mobile": "555-555-0101"},
            {"email": None, "phone_mobile": None, "first_name": "Bea"},
            {"email": "ana at example"},
        ):
            office.write([Write(WriteKind.UPDATE, "tenants", values, id=str(one))])
    assert {"PUT /v1/leases/tenants/{tenantId}", "GET /v1/leases/tenants/{tenantId}"} <= (
        judge.operations
    )
    assert len(vendor.requests("PUT")) == 6


def test_a_working_day_keeps_to_the_schema(vendor: BuildiumSimulator) -> None:
    judge = BuildiumJudge(vendor.handle)
    rental = next(iter(vendor.account.tables["rentals"]))
    lease = next(iter(vendor.account.tables["leases"]))
    with client(judge.handle) as web:
        read_everything(web, rental)
        write_something(web, rental, lease)
        be_refused(web)
    assert judge.judged > 30
    assert len(judge.operations) > 25


def read_everything(web: httpx.Client, rental: int) -> None:
    for address in (
        "/administration/account",
        f"/rentals?propertyids={rental}&status=Active&orderby=Name desc,Id asc&limit=5&offset=0",
        f"/rentals/units?propertyids={rental}&lastupdatedfrom=2026-01-01T00:00:00Z",
        f"/rentals/owners?status=Inactive&propertyids={rental}&ownername=cleo",
        "/associations?status=Active&ids=15001&lastupdatedfrom=2026-01-01T00:00:00Z",
        "/associations/owners?name=hale&lastupdatedfrom=2026-01-01T00:00:00Z",
        "/vendors?status=Active&name=otter&email=example",
        f"/leases/tenants?propertyids={rental}&name=bea&email=moss&phone=555",
        "/leases?leasestatuses=Active&leasestatuses=Past",
        "/applicants?lastupdatedfrom=2026-01-01T00:00:00Z",
        "/clientleads?includecreditedleads=true&orderby=DateReceived asc",
        "/tasks?lastupdatedfrom=2026-01-01&statuses=New&type=ResidentRequest",
        "/workorders?lastupdatedfrom=2026-01-01&statuses=New",
    ):
        answer = web.get(address)
        assert answer.status_code == 200, address
        for row in answer.json() if isinstance(answer.json(), list) else ():
            one = web.get(f"{address.partition('?')[0]}/{row['Id']}")
            assert one.json() == row


def write_something(web: httpx.Client, rental: int, lease: int) -> None:
    tenant = {**PERSON, "Address": PLACE, "LeaseId": lease}
    made = web.post("/leases/tenants", json=tenant)
    assert made.status_code == 201
    assert made.headers["location"].endswith(str(made.json()["Id"]))
    changed = {**PERSON, "Address": PLACE, "PhoneNumbers": {"Mobile": "555-555-0101"}}
    path = f"/leases/tenants/{made.json()['Id']}"
    assert web.put(path, json=changed).status_code == 200
    owner = {**PERSON, "IsCompany": False, "Address": PLACE, "PropertyIds": [rental]}
    made = web.post("/rentals/owners", json=owner)
    assert web.put(f"/rentals/owners/{made.json()['Id']}", json=owner).status_code == 200
    applicant = {**PERSON, "SendRentalApplicationEmail": False}
    made = web.post("/applicants", json=applicant)
    assert web.put(f"/applicants/{made.json()['Id']}", json=PERSON).status_code == 200
    for what in ("inactivationrequest", "reactivationrequest"):
        assert web.post(f"/rentals/{rental}/{what}").status_code == 204


def be_refused(web: httpx.Client) -> None:
    statuses = [
        web.get("/rentals", headers={"x-buildium-client-secret": "x"}).status_code,
        web.get("/rentals/999").status_code,
        web.get("/rentals?limit=0").status_code,
        web.get("/dogs").status_code,
        web.post("/leases/tenants", json=PERSON).status_code,
        web.post("/leases/tenants", content="x").status_code,
        web.put("/leases/tenants/1", json={**PERSON, "Address": PLACE}).status_code,
    ]
    assert statuses == [401, 404, 400, 404, 422, 415, 404]


def invented_field(body: Any) -> None:
    body[0]["Nickname"] = "Annie"


def text_id(body: Any) -> None:
    body[0]["Id"] = str(body[0]["Id"])


def unheard_option(body: Any) -> None:
    body[0]["SMSOptInStatus"] = "Perhaps"


def no_list(body: Any) -> None:
    body[0]["Leases"] = {}


def local_time(body: Any) -> None:
    body[0]["CreatedDateTime"] = "2026-11-24 15:00"


@pytest.mark.parametrize("plant", [invented_field, text_id, unheard_option, no_list, local_time])
def test_a_planted_fault_in_an_answer_is_caught(
    vendor: BuildiumSimulator, plant: Callable[[Any], None]
) -> None:
    def spoiled(request: httpx.Request) -> httpx.Response:
        body = vendor.handle(request).json()
        plant(body)
        return httpx.Response(200, json=body, headers={"X-Total-Count": "1"})

    with client(BuildiumJudge(vendor.handle).handle) as web:
        assert web.get("/leases/tenants").status_code == 200
    with client(BuildiumJudge(spoiled).handle) as web, pytest.raises(BreachError):
        web.get("/leases/tenants")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/leases/tenants?propertyids[]=1", None),
        ("GET", "/leases/tenants?updatedsince=2026-01-01T00:00:00Z", None),
        ("GET", "/leases/tenants?lastupdatedfrom=2026-01-01", None),
        ("GET", "/tasks?lastupdatedfrom=2026-01-01T00:00:00Z", None),
        ("GET", "/rentals?status=Inactive", None),  # here it is InActive
        ("GET", "/rentals?limit=x", None),
        ("GET", "/rentals?limit=1&limit=2", None),
        ("GET", "/rentals/owners?status=InActive", None),
        ("PUT", "/leases/tenants/1", {**PERSON, "Address": PLACE, "PhoneNumbers": []}),
        ("PUT", "/leases/tenants/1", {**PERSON, "Address": PLACE, "Nickname": "Annie"}),
        ("PUT", "/leases/tenants/1", PERSON),
    ],
)
def test_a_request_that_the_schema_does_not_know_is_caught(
    method: str, path: str, body: object
) -> None:
    """Buildium passes over some of these, so the judge must not."""
    with client(BuildiumJudge(lambda _request: httpx.Response(200)).handle) as web:  # noqa: SIM117
        with pytest.raises(BreachError):
            web.request(method, path, json=body)


def test_a_list_without_its_length_is_caught() -> None:
    with client(BuildiumJudge(lambda _: httpx.Response(200, json=[])).handle) as web:  # noqa: SIM117
        with pytest.raises(BreachError):
            web.get("/rentals")


def test_null_is_taken_where_the_schema_allows_it_and_nowhere_else() -> None:
    schema = '{"$ref":"#/components/schemas/RentalTenantPutMessage"}'
    whole = {**PERSON, "Address": PLACE, "Email": None}
    assert validator(schema).is_valid(whole)
    assert not validator(schema).is_valid({**whole, "FirstName": None})


def test_the_hosts_are_the_published_ones() -> None:
    assert BUILDIUM_SPEC.hosts[0] == "api.buildium.com"
