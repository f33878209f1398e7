"""What is done for customers: leads, jobs, estimates and so on, and odd values in them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.servicetitan.simulator import ServiceTitanSimulator
from core.connector import Connector, Cursor
from tests.connectors.servicetitan.conftest import (
    START,
    Connect,
    only,
    pages,
    records,
)

AGO = START - timedelta(days=30)
OLD: dict[str, Any] = {"created": AGO, "modified": AGO}


def caught_up(office: Connector, stream: str, *fields: str) -> Cursor:
    return pages(office, stream, *fields)[-1].cursor


def since(office: Connector, cursor: Cursor, *fields: str, stream: str = "persons") -> list[str]:
    found = pages(office, stream, *fields, since=cursor)
    return [record.id for page in found for record in page.records]


def test_a_job_belongs_to_a_person_or_to_a_company(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    firm = tenant.seed_customer("Rookwarble LLC", type="Commercial")
    for customer in (ana, firm):
        tenant.seed_job(customer, tenant.seed_location(customer, "Home"))
    first, second = records(office, "jobs", "job_number")
    assert first.references["customer_person"] == (str(ana),)
    assert first.references["customer_company"] == ()
    assert second.references["customer_company"] == (str(firm),)
    assert len(second.references["location"]) == 1


def test_kinds_are_known_from_the_customers_that_were_read(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    for number in range(60):
        customer = tenant.seed_customer(f"Ana{number} Ruiz")
        tenant.seed_job(customer, tenant.seed_location(customer, "Home"))
    records(office, "persons", "name")
    before = office.requests
    records(office, "jobs", "job_number")
    assert office.requests - before == 1


def test_a_job_tells_names_instead_of_ids(tenant: ServiceTitanSimulator, office: Connector) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    tech = tenant.seed_technician("Bo Reed", "bo.reed@example.com")
    tenant.seed_job(
        ana,
        tenant.seed_location(ana, "Home"),
        job_type=tenant.seed_job_type("No heat"),
        business_unit=tenant.seed_business_unit("Plumbing"),
        tagTypeIds=[tenant.seed_tag("VIP"), 4711],
        soldById=tech,
        summary="<p>No heat &amp; <b>no</b> hot water</p><p>Call first</p>",
        total=120.5,
    )
    asked = ("job_number", "job_type", "business_unit", "tags", "sold_by_email", "summary", "total")
    assert only(office, "jobs", *asked).fields == {
        "job_number": "000001",
        "job_type": "No heat",
        "business_unit": "Plumbing",
        "tags": ("VIP",),
        "sold_by_email": "bo.reed@example.com",
        "summary": "No heat & no hot water\nCall first",
        "total": Decimal("120.5"),
    }


def test_names_are_asked_for_once_and_only_where_they_are_mapped(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    for _ in range(150):
        tenant.seed_job(ana, tenant.seed_location(ana, "Home"), job_type=301)
    records(office, "jobs", "job_type")
    assert len(tenant.requests("GET", "job-types")) == 1
    assert not tenant.requests("GET", "settings")


def test_a_lead_may_belong_to_nobody(tenant: ServiceTitanSimulator, office: Connector) -> None:
    tenant.seed_lead("Wants a heat pump")
    lead = only(office, "leads", "summary", "status")
    assert lead.fields == {"summary": "Wants a heat pump", "status": "Open"}
    assert set(lead.references.values()) == {()}


def test_a_booking_knows_the_job_that_came_of_it(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    job = tenant.seed_job(ana, tenant.seed_location(ana, "Home"))
    tenant.seed_booking("Ana Ruiz", START, jobId=job, status="Converted")
    booking = only(office, "bookings", "name", "city", "status", "starts")
    assert booking.fields == {
        "name": "Ana Ruiz",
        "city": "Dover",
        "status": "Converted",
        "starts": START,
    }
    assert booking.references == {"job": (str(job),)}


def test_sums_are_numbers_whether_they_are_sent_as_text_or_not(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    job = tenant.seed_job(ana, tenant.seed_location(ana, "Home"))
    tenant.seed_estimate(job, 1234.5)
    tenant.seed_invoice(job, "1234.50", modifiedOn=None)
    assert only(office, "estimates", "subtotal").fields == {"subtotal": Decimal("1234.5")}
    invoice = only(office, "invoices", "total", "paid_on")
    assert invoice.fields == {"total": Decimal("1234.50"), "paid_on": None}
    assert invoice.modified_at is None
    assert invoice.references["job"] == (str(job),)


def test_a_status_that_is_new_to_us_is_passed_on_as_it_is(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """The mapping's table then holds the record, and says so (core.plan)."""
    ana = tenant.seed_customer("Ana Ruiz")
    tenant.seed_job(ana, tenant.seed_location(ana, "Home"), status="Rescheduling")
    assert only(office, "jobs", "status").fields == {"status": "Rescheduling"}


def test_a_field_that_is_new_to_us_is_not_read(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P10)"""
    tenant.seed_customer("Ana Ruiz", creditCard="4111")
    record = only(office, "persons", *office.schema("persons").fields, "creditCard")
    assert "4111" not in str(record)


def test_payments_are_never_read(tenant: ServiceTitanSimulator, office: Connector) -> None:
    """(P10) Not even where a mapping names them."""
    ana = tenant.seed_customer("Ana Ruiz")
    plan = tenant.seed_membership_type("Comfort plan")
    tenant.seed_membership(ana, plan, paymentMethodId=4711)
    assert "payment_method" not in only(office, "memberships", "payment_method", "status").fields
    for stream in office.streams():
        records(office, stream, *office.schema(stream).fields)
    assert not tenant.requests("", "payment")


def test_the_year_one_is_no_date(tenant: ServiceTitanSimulator, office: Connector) -> None:
    tenant.seed_lead("Wants a heat pump", followUpDate="0001-01-01T00:00:00Z")
    assert only(office, "leads", "follow_up_on").fields == {"follow_up_on": None}


def test_a_night_that_has_an_hour_twice_keeps_its_times_apart(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    job = tenant.seed_job(ana, tenant.seed_location(ana, "Home"))
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # half past one in New York, and so is
    second = first + timedelta(hours=1)  # the next one
    tenant.seed_appointment(job, first, second)
    asked = only(office, "appointments", "starts", "ends")
    assert asked.fields == {"starts": first, "ends": second}


def test_two_tenants_may_give_one_number_to_two_people(
    clock: SimulatorClock, connect: Connect
) -> None:
    """A number says who somebody is within a tenant only: the account is part of every identity."""
    first, second = ServiceTitanSimulator(clock=clock), ServiceTitanSimulator(clock=clock)
    second.account.id = 4711
    assert first.seed_customer("Ana Ruiz") == second.seed_customer("Bea Moss")
    accounts = {
        connect(first.handle).account().id,
        connect(second.handle, tenant="4711").account().id,
    }
    assert len(accounts) == 2


@pytest.mark.parametrize(
    ("stream", "page"),
    [
        ("persons", "#/Customer/7"),
        ("companies", "#/Customer/7"),
        ("locations", "#/Location/7"),
        ("jobs", "#/Job/Index/7"),
        ("leads", ""),
    ],
)
def test_a_record_opens_where_it_can(office: Connector, stream: str, page: str) -> None:
    assert office.web_address(stream, "7") == f"https://go.servicetitan.com/{page}"
