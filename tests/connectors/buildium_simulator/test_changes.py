"""What a write does, what a delete leaves, and how the whole account is kept."""

import json

import httpx
import pytest

from connectors.buildium.simulator import BuildiumSimulator
from connectors.kit.simulator import Fault, SimulatorClock
from tests.connectors.buildium_simulator.conftest import PERSON, PLACE, client, ids, other

TENANT = {**PERSON, "Address": PLACE}


def test_what_a_put_leaves_out_is_erased(web: httpx.Client, account: BuildiumSimulator) -> None:
    one = account.seed_tenant(
        "Ana",
        "Ruiz",
        Comment="x",
        TaxId="123456789",
        Email="a@example.com",
        SMSOptInStatus="OptedIn",
    )
    answer = web.put(f"/v1/leases/tenants/{one}", json=TENANT)
    assert answer.status_code == 200
    after = web.get(f"/v1/leases/tenants/{one}").json()
    assert answer.json() == after
    assert [after[key] for key in ("Comment", "TaxId", "Email")] == [None, None, None]
    assert after["FirstName"] == "Ada"
    assert after["SMSOptInStatus"] == "OptedIn"  # no PUT knows it


def test_a_put_of_an_owner_erases_a_date_of_birth_that_no_get_tells(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    wren = account.seed_property("Wren Court")
    one = account.seed_owner(wren, hidden={"DateOfBirth": "1960-01-02"})
    assert "DateOfBirth" not in web.get(f"/v1/rentals/owners/{one}").json()
    owner = {**PERSON, "IsCompany": False, "Address": PLACE, "PropertyIds": [wren]}
    assert web.put(f"/v1/rentals/owners/{one}", json=owner).status_code == 200
    assert account.account.tables["owners"][one].hidden == {"DateOfBirth": None}


def test_phones_are_written_as_an_object_and_read_as_a_list(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    one = account.seed_tenant("Ana", "Ruiz", phones=[("5555550101", "Other")])
    phones = {"Home": None, "Work": "5555550102", "Mobile": "5555550103", "Fax": None}
    answer = web.put(f"/v1/leases/tenants/{one}", json={**TENANT, "PhoneNumbers": phones})
    assert answer.json()["PhoneNumbers"] == [
        {"Number": "5555550102", "Type": "Office"},
        {"Number": "5555550103", "Type": "Cell"},
    ]


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"Address": None}, "Address"),
        ({"Address": {**PLACE, "PostalCode": ""}}, "Address.PostalCode"),
        ({"Address": {**PLACE, "State": "ZZ"}}, "Address.State"),
        ({"Address": {**PLACE, "AddressLine2": "x" * 101}}, "Address.AddressLine2"),
        ({"AlternateAddress": {"City": "Dover"}}, "AlternateAddress.AddressLine1"),
        ({"FirstName": ""}, "FirstName"),
        ({"LastName": "x" * 128}, "LastName"),
        ({"Email": "ana at example"}, "Email"),
        ({"PhoneNumbers": {"Home": "555-0101"}}, "PhoneNumbers.Home"),
        ({"TaxId": "XXX-XX-6789"}, "TaxId"),
    ],
)
@pytest.mark.parametrize("status", [422, 400])
def test_what_does_not_fit_is_named_and_nothing_is_changed(
    clock: SimulatorClock, values: dict[str, object], key: str, status: int
) -> None:
    account = other(clock, invalid_status=status)
    one = account.seed_tenant("Ana", "Ruiz")
    with client(account) as web:
        answer = web.put(f"/v1/leases/tenants/{one}", json={**TENANT, **values})
    assert answer.status_code == status
    assert key in [error["Key"] for error in answer.json()["Errors"]]
    assert account.account.tables["tenants"][one].body["FirstName"] == "Ana"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_called_no_json_is_415(web: httpx.Client, kind: str) -> None:
    answer = web.post(
        "/v1/leases/tenants", content=json.dumps(TENANT), headers={"Content-Type": kind}
    )
    assert answer.status_code == 415


def test_a_body_that_is_no_json_is_400(web: httpx.Client) -> None:
    kind = {"Content-Type": "application/json"}
    assert web.post("/v1/leases/tenants", content="{", headers=kind).status_code == 400


def test_a_new_tenant_is_on_a_lease_and_201_says_where(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    unit = account.seed_unit(account.seed_property("Wren Court"), "2B")
    now, past = account.seed_lease(unit, []), account.seed_lease(unit, [], status="Past")
    answer = web.post("/v1/leases/tenants", json={**TENANT, "LeaseId": now})
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["Location"] == f"/v1/leases/tenants/{made['Id']}"
    assert [lease["Id"] for lease in made["Leases"]] == [now]
    refused = web.post("/v1/leases/tenants", json={**TENANT, "LeaseId": past})
    assert refused.status_code == 409
    assert web.post("/v1/leases/tenants", json={**TENANT, "LeaseId": 1}).status_code == 422
    assert ids(web.get("/v1/leases/tenants")) == [made["Id"]]


def test_an_applicant_who_is_to_be_mailed_is_mailed(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    for wanted in (False, True):
        body = {**PERSON, "Email": "ada@example.com", "SendRentalApplicationEmail": wanted}
        assert web.post("/v1/applicants", json=body).status_code == 201
    assert [sent["to"] for sent in account.account.emails_sent] == ["ada@example.com"]


def test_a_property_that_is_switched_off_takes_owners_of_no_other_along(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    wren, oak = account.seed_property("Wren Court"), account.seed_property("Oak Row")
    both, only = account.seed_owner(wren, oak), account.seed_owner(oak)
    for what, active in (("inactivationrequest", False), ("reactivationrequest", True)):
        answer = web.post(f"/v1/rentals/{oak}/{what}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert web.get(f"/v1/rentals/{oak}").json()["IsActive"] is active
        assert web.get(f"/v1/rentals/owners/{both}").json()["IsActive"] is True
        assert web.get(f"/v1/rentals/owners/{only}").json()["IsActive"] is active


def test_what_is_deleted_in_buildium_leaves_no_trace(
    web: httpx.Client, account: BuildiumSimulator, clock: SimulatorClock
) -> None:
    unit = account.seed_unit(account.seed_property("Wren Court"), "2B")
    ana, bea = account.seed_tenant("Ana", "Ruiz"), account.seed_tenant("Bea", "Moss")
    lease = account.seed_lease(unit, [ana, bea])
    clock.advance(3600)
    account.delete("tenants", ana)
    assert ids(web.get("/v1/leases/tenants")) == [bea]
    assert web.get(f"/v1/leases/tenants/{ana}").status_code == 404
    since = {"lastupdatedfrom": "2026-11-24T15:30:00Z"}
    for path in ("leases/tenants", "leases"):
        assert ids(web.get(f"/v1/{path}", params=since)) == []
    assert [one["Id"] for one in web.get(f"/v1/leases/{lease}").json()["Tenants"]] == [bea]


def test_an_account_is_kept_and_comes_back(
    web: httpx.Client, account: BuildiumSimulator, clock: SimulatorClock
) -> None:
    wren = account.seed_property("Wren Court")
    ana = account.seed_tenant("Ana", "Ruiz")
    account.seed_lease(account.seed_unit(wren, "2B"), [ana])
    account.seed_owner(wren, hidden={"DateOfBirth": "1960-01-02"})
    account.seed_vendor("Otterquay", "Roofing")
    state = json.loads(json.dumps(account.dump()))
    again = BuildiumSimulator(clock=clock, per_second=None)
    again.seed_tenant("Nobody", "Else")
    again.restore(state)
    assert again.dump() == account.dump()
    with client(again) as other_web:
        for path in ("leases/tenants", "leases", "rentals/owners"):
            assert other_web.get(f"/v1/{path}").json() == web.get(f"/v1/{path}").json()
    assert again.seed_tenant("Bea", "Moss") == account.seed_tenant("Bea", "Moss")


def test_maintenance_may_answer_in_html(web: httpx.Client, account: BuildiumSimulator) -> None:
    account.faults.append(Fault("status", status=503, body="<html>Down</html>"))
    assert web.get("/v1/rentals").status_code == 503
    assert web.get("/v1/rentals").status_code == 200
