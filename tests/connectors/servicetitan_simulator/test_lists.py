"""The simulator's lists: pages, filters, and what they hide."""

from datetime import timedelta

import httpx
import pytest

from connectors.servicetitan.simulator import TENANT_ID, ServiceTitanSimulator
from tests.connectors.servicetitan_simulator.conftest import CRM, START, refused, rows

CUSTOMERS = f"{CRM}/customers"
CONTACTS = f"{CRM}/customers/contacts"


@pytest.mark.parametrize(
    ("name", "value"), [("page", "0"), ("page", "x"), ("pageSize", "0"), ("pageSize", "5001")]
)
def test_a_page_out_of_range_is_refused_by_name(web: httpx.Client, name: str, value: str) -> None:
    assert refused(web.get(CUSTOMERS, params={name: value})) == (400, [name])


def test_a_total_is_told_only_where_it_is_asked_for(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    tenant.seed_customer("Ana Ruiz")
    assert web.get(CUSTOMERS).json()["totalCount"] is None
    assert web.get(CUSTOMERS, params={"includeTotal": "true"}).json()["totalCount"] == 1


@pytest.mark.parametrize("count", [3, 4, 5])
def test_has_more_is_right_where_pages_come_out_even(
    web: httpx.Client, tenant: ServiceTitanSimulator, count: int
) -> None:
    for number in range(count):
        tenant.seed_customer(f"Ana{number} Ruiz")
    seen, page, more = [], 0, True
    while more:
        page += 1
        body = web.get(CUSTOMERS, params={"page": str(page), "pageSize": "2"}).json()
        seen += [row["id"] for row in body["data"]]
        more = body["hasMore"]
    assert len(set(seen)) == len(seen) == count
    assert page == (count + 1) // 2


def test_a_page_has_fifty_where_nothing_is_said(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    for number in range(51):
        tenant.seed_customer(f"Ana{number} Ruiz")
    assert len(rows(web, CUSTOMERS)) == 50


def test_what_is_not_in_use_is_hidden_unless_it_is_asked_for(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    ana, bea = tenant.seed_customer("Ana Ruiz"), tenant.seed_customer("Bea Moss")
    tenant.deactivate("customers", bea)
    for active, expected in (("True", {ana}), ("False", {bea}), ("Any", {ana, bea})):
        assert {row["id"] for row in rows(web, CUSTOMERS, active=active)} == expected
    assert [row["id"] for row in rows(web, CUSTOMERS)] == [ana]
    assert refused(web.get(CUSTOMERS, params={"active": "true"})) == (400, ["active"])


def test_modified_on_or_after_includes_its_border(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    tenant.seed_customer("Ana Ruiz")
    at, later = START.isoformat(), (START + timedelta(microseconds=1)).isoformat()
    assert len(rows(web, CUSTOMERS, modifiedOnOrAfter=at)) == 1
    assert rows(web, CUSTOMERS, modifiedOnOrAfter=later) == []
    assert rows(web, CUSTOMERS, modifiedBefore=at) == []


@pytest.mark.parametrize("text", ["yesterday", "2026-11-24T15:00:00"])
def test_a_time_that_is_none_is_refused_by_name(web: httpx.Client, text: str) -> None:
    answer = web.get(CUSTOMERS, params={"modifiedOnOrAfter": text})
    assert refused(answer) == (400, ["modifiedOnOrAfter"])


def test_fifty_ids_and_no_more(web: httpx.Client, tenant: ServiceTitanSimulator) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    fifty = [str(ana), *(str(number) for number in range(1, 50))]
    assert [row["id"] for row in rows(web, CUSTOMERS, ids=",".join(fifty))] == [ana]
    assert refused(web.get(CUSTOMERS, params={"ids": ",".join([*fifty, "99"])})) == (400, ["ids"])
    assert refused(web.get(CUSTOMERS, params={"ids": "a"})) == (400, ["ids"])


def test_contacts_are_listed_only_where_something_narrows_them(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", emails=["a@example.com"])
    tenant.seed_customer("Bea Moss", emails=["b@example.com"])
    assert web.get(CONTACTS).status_code == 400
    (contact,) = rows(web, CONTACTS, customerIds=str(ana))
    assert (contact["customerId"], contact["value"]) == (ana, "a@example.com")
    assert "active" not in contact
    assert len(rows(web, CONTACTS, modifiedOnOrAfter="2000-01-01T00:00:00Z")) == 2


def test_a_customer_tells_neither_phones_nor_mail(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    tenant.seed_customer("Ana Ruiz", emails=["a@example.com"], phones=[("302-555-0140", "Phone")])
    assert "example.com" not in web.get(CUSTOMERS).text
    assert "555-0140" not in web.get(CUSTOMERS).text


def test_a_list_is_sorted_as_asked(web: httpx.Client, tenant: ServiceTitanSimulator) -> None:
    ana, bea = tenant.seed_customer("Ana Ruiz"), tenant.seed_customer("Bea Moss")
    tenant.clock.advance(1)
    tenant.edit("customers", ana, name="Ana Moss")
    for sort, expected in (("+Id", [ana, bea]), ("-Id", [bea, ana]), ("+ModifiedOn", [bea, ana])):
        assert [row["id"] for row in rows(web, CUSTOMERS, sort=sort)] == expected
    assert refused(web.get(CUSTOMERS, params={"sort": "+Name"})) == (400, ["sort"])


def test_sums_of_invoices_are_text_and_those_of_estimates_are_numbers(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    job = tenant.seed_job(ana, tenant.seed_location(ana, "Home"))
    tenant.seed_invoice(job, "1234.50", modifiedOn=None)
    tenant.seed_estimate(job, 1234.5)
    (invoice,) = rows(web, f"/accounting/v2/tenant/{TENANT_ID}/invoices")
    (estimate,) = rows(web, f"/sales/v2/tenant/{TENANT_ID}/estimates")
    assert (invoice["total"], invoice["modifiedOn"]) == ("1234.50", None)
    assert estimate["subtotal"] == 1234.5


def test_a_job_number_keeps_its_zeros(web: httpx.Client, tenant: ServiceTitanSimulator) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    job = tenant.seed_job(ana, tenant.seed_location(ana, "Home"), summary="<p>No heat</p>")
    shown = web.get(f"/jpm/v2/tenant/{TENANT_ID}/jobs/{job}").json()
    assert (shown["jobNumber"], shown["summary"]) == ("000001", "<p>No heat</p>")


def test_what_is_not_there_is_not_found_with_a_trace(web: httpx.Client) -> None:
    answer = web.get(f"{CUSTOMERS}/4711")
    assert refused(answer) == (404, [])
    assert answer.json()["traceId"].startswith("00-")
