"""What the simulator does with writes, and which it refuses."""

from typing import Any

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.servicetitan.simulator import Profile, ServiceTitanSimulator
from tests.connectors.servicetitan_simulator.conftest import CRM, client, refused

PLACE = {"street": "1 Wren Lane", "city": "Dover", "state": "DE", "zip": "19901", "country": "USA"}
WHOLE = {**PLACE, "unit": "B", "latitude": None, "longitude": None}
NEW: dict[str, Any] = {
    "name": "Ana Ruiz",
    "address": PLACE,
    "locations": [{"name": "Home", "address": PLACE}],
    "contacts": [{"type": "Email", "value": "a@example.com"}],
}
GUID = "6fd2a3b1-0000-4000-8000-000000000001"


def test_a_customer_is_made_with_status_200_and_all_ids(web: httpx.Client) -> None:
    answer = web.post(f"{CRM}/customers", json=NEW)
    assert answer.status_code == 200
    body = answer.json()
    assert body["locations"][0]["customerId"] == body["id"]
    assert [each["value"] for each in body["contacts"]] == ["a@example.com"]


def test_without_a_location_no_customer_is_made(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    answer = web.post(f"{CRM}/customers", json={**NEW, "locations": []})
    assert refused(answer) == (400, ["Locations"])
    assert not tenant.account.tables["customers"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "Name"),
        ({"address": None}, "Address"),
        ({"address": {**PLACE, "city": None}}, "Address.City"),
        ({"contacts": [{"type": "Email", "value": "nobody"}]}, "Value"),
        ({"contacts": [{"type": "Pager", "value": "1"}]}, "Type"),
        ({"customFields": [{"typeId": 4711, "value": "1"}]}, "CustomFields"),
    ],
)
def test_a_flaw_is_refused_by_its_field(
    web: httpx.Client, change: dict[str, Any], field: str
) -> None:
    assert refused(web.post(f"{CRM}/customers", json={**NEW, **change})) == (400, [field])


def test_a_list_of_tags_is_replaced(web: httpx.Client, tenant: ServiceTitanSimulator) -> None:
    ana = tenant.seed_customer("Ana Ruiz", tags=[1, 2, 3])
    web.patch(f"{CRM}/customers/{ana}", json={"tagTypeIds": [5]})
    assert tenant.account.tables["customers"].rows[ana]["tagTypeIds"] == [5]


def test_external_data_is_replaced_or_merged(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", externalData=[{"key": "a", "value": "1"}])

    def patch(mode: str, key: str) -> set[str]:
        pairs = [{"key": key, "value": "2"}]
        data = {"patchMode": mode, "applicationGuid": GUID, "externalData": pairs}
        answer = web.patch(f"{CRM}/customers/{ana}", json={"externalData": data})
        return {each["key"] for each in answer.json()["externalData"]}

    assert patch("Merge", "b") == {"a", "b"}
    assert patch("Replace", "c") == {"c"}


def test_an_address_is_patched_whole_or_not_at_all(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    part = web.patch(f"{CRM}/customers/{ana}", json={"address": PLACE})
    assert refused(part) == (400, ["Address"])
    assert web.patch(f"{CRM}/customers/{ana}", json={"address": WHOLE}).status_code == 200


def test_what_cannot_be_changed_is_passed_over_with_200(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    answer = web.patch(f"{CRM}/customers/{ana}", json={"balance": 5, "createdById": 1, "hue": "x"})
    assert answer.status_code == 200
    assert (answer.json()["balance"], answer.json()["createdById"]) == (0.0, 1601)
    assert "hue" not in answer.json()


def test_a_contact_is_added_changed_and_removed(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    path = f"{CRM}/customers/{ana}/contacts"
    made = web.post(path, json={"type": "Phone", "value": "302-555-0140"}).json()
    assert made["phoneSettings"]["phoneNumber"] == "302-555-0140"
    web.patch(f"{path}/{made['id']}", json={"value": "302-555-0141"})
    assert [each["value"] for each in web.get(path).json()["data"]] == ["302-555-0141"]
    assert web.delete(f"{path}/{made['id']}").status_code == 200
    assert web.get(path).json()["data"] == []
    assert refused(web.patch(f"{path}/{made['id']}", json={"value": "1"})) == (404, [])


def test_two_equal_contacts_of_one_customer_conflict(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", emails=["a@example.com", "b@example.com"])
    bea = tenant.seed_customer("Bea Ruiz")
    same = {"type": "Email", "value": "A@example.com"}
    assert refused(web.post(f"{CRM}/customers/{ana}/contacts", json=same)) == (409, [])
    assert web.post(f"{CRM}/customers/{bea}/contacts", json=same).status_code == 200
    second = tenant.account.contacts_of(ana)[1]["id"]
    path = f"{CRM}/customers/{ana}/contacts/{second}"
    assert refused(web.patch(path, json=same)) == (409, [])
    assert web.patch(path, json={"value": "B@example.com"}).status_code == 200


@pytest.mark.parametrize("bumps", [False, True])
def test_whether_a_contact_changes_its_customers_time_is_not_known(
    clock: SimulatorClock, bumps: bool
) -> None:
    tenant = ServiceTitanSimulator(clock=clock, profile=Profile(contacts_bump=bumps))
    ana = tenant.seed_customer("Ana Ruiz")
    before = tenant.account.tables["customers"].rows[ana]["modifiedOn"]
    clock.advance(60)
    with client(tenant) as web:
        web.post(f"{CRM}/customers/{ana}/contacts", json={"type": "Fax", "value": "1"})
    after = tenant.account.tables["customers"].rows[ana]["modifiedOn"]
    assert (before != after) is bumps


def test_a_lead_needs_a_campaign_and_a_reason_or_a_date(web: httpx.Client) -> None:
    whole = {"campaignId": 1, "summary": "Heat pump", "followUpDate": "2026-12-01T00:00:00Z"}
    assert web.post(f"{CRM}/leads", json=whole).json()["status"] == "Open"
    for name, field in (("campaignId", "CampaignId"), ("followUpDate", "FollowUpDate")):
        part = {key: value for key, value in whole.items() if key != name}
        assert refused(web.post(f"{CRM}/leads", json=part)) == (400, [field])


def test_a_location_needs_a_customer(web: httpx.Client, tenant: ServiceTitanSimulator) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    body = {"customerId": ana, "name": "Rental", "address": PLACE}
    assert web.post(f"{CRM}/locations", json=body).json()["customerId"] == ana
    assert web.post(f"{CRM}/locations", json={**body, "customerId": 1}).status_code == 404


def test_a_body_that_is_no_json_is_refused(web: httpx.Client) -> None:
    assert web.post(f"{CRM}/customers", content=b"{").status_code == 400


def test_a_scope_that_only_reads_writes_nothing(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    tenant.account.read_only.add("customers")
    assert web.post(f"{CRM}/customers", json=NEW).status_code == 403
    assert web.get(f"{CRM}/customers").status_code == 200


def test_a_tenant_is_kept_and_comes_back_as_it_was(
    web: httpx.Client, tenant: ServiceTitanSimulator, clock: SimulatorClock
) -> None:
    web.post(f"{CRM}/customers", json=NEW)
    kept = tenant.dump()
    other = ServiceTitanSimulator(clock=clock)
    other.restore(kept)
    assert other.dump() == kept
    with httpx.Client(
        transport=httpx.MockTransport(other.handle), base_url=web.base_url, headers=web.headers
    ) as again:
        assert again.get(f"{CRM}/customers").json() == web.get(f"{CRM}/customers").json()
        made = again.post(f"{CRM}/customers", json=NEW).json()
    assert made["id"] not in [row["id"] for row in tenant.account.tables["customers"]]
