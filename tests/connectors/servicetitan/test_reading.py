"""What is read of ServiceTitan: feeds and what they tell, joins, merges, and odd values."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors.kit.simulator import Fault, SimulatorClock
from connectors.servicetitan import feeds
from connectors.servicetitan.cursor import day_before
from connectors.servicetitan.simulator import ServiceTitanSimulator
from core.connector import Connector, Cursor
from core.errors import Code, SyncError
from tests.connectors.servicetitan.conftest import (
    HOUR,
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


# -- customers -------------------------------------------------------------------------------------


def test_a_household_is_a_person_and_a_firm_a_company(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    firm = tenant.seed_customer("Rookwarble LLC", type="Commercial")
    assert only(office, "persons", "first_name").id == str(ana)
    assert only(office, "companies", "name").id == str(firm)
    assert list(office.ids("persons")) == [[str(ana)]]
    assert office.fetch("companies", [str(ana), str(firm)], ["name"]).keys() == {str(firm)}


def test_a_kind_that_is_new_to_us_is_left_out_nowhere(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P1) An enum value that no manual knows."""
    school = tenant.seed_customer("Dover School", type="Institutional")
    assert only(office, "companies", "name").id == str(school)
    assert records(office, "persons", "name") == []


def test_a_customer_who_became_a_firm_leaves_the_people_and_comes_to_the_companies(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", **OLD)
    people, firms = caught_up(office, "persons", "name"), caught_up(office, "companies", "name")
    clock.advance(HOUR)
    tenant.edit("customers", ana, type="Commercial")
    (page,) = pages(office, "persons", "name", since=people)
    assert (page.records, page.gone) == ([], [str(ana)])
    assert since(office, firms, "name", stream="companies") == [str(ana)]


def test_mail_and_phones_are_joined_from_the_contacts(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    tenant.seed_customer(
        "Ana Ruiz",
        emails=[" noemail@example.com", "Ana@example.com ", "B@example.com", "b@example.com"],
        phones=[("302-555-0140", "Phone"), ("302-555-0141", "MobilePhone"), ("1", "Fax")],
    )
    asked = ("email", "other_emails", "phone", "mobile_phone", "fax", "do_not_text")
    assert only(office, "persons", *asked).fields == {
        "email": "Ana@example.com",
        "other_emails": ("b@example.com",),
        "phone": "302-555-0140",
        "mobile_phone": "302-555-0141",
        "fax": "1",
        "do_not_text": False,
    }


def test_contacts_are_not_asked_for_where_nothing_of_them_is_mapped(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P10)"""
    tenant.seed_customer("Ana Ruiz", emails=["ana@example.com"])
    records(office, "persons", "first_name", "city")
    assert not tenant.requests("GET", "contacts")


def test_a_number_that_must_not_be_texted_makes_a_customer_so(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P12) The restrictive value counts, whichever number has it."""
    tenant.seed_customer("Ana Ruiz", phones=[("302-555-0140", "Phone"), ("302-555-0141", "Phone")])
    last = max(tenant.account.tables["contacts"].rows)
    tenant.edit("contacts", last, phoneSettings={"phoneNumber": "", "doNotText": True})
    assert only(office, "persons", "do_not_text").fields == {"do_not_text": True}


def test_a_change_of_a_contact_alone_brings_its_customer(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P1) Nobody has verified that it changes the customer's own time."""
    ana = tenant.seed_customer("Ana Ruiz", emails=["ana@example.com"], **OLD)
    tenant.seed_customer("Bea Moss", emails=["bea@example.com"], **OLD)
    cursor = caught_up(office, "persons", "email")
    clock.advance(HOUR)
    tenant.edit_contact(ana, "Email", "new@example.com")
    (page,) = pages(office, "persons", "email", since=cursor)
    (record,) = page.records
    assert (record.id, record.fields["email"]) == (str(ana), "new@example.com")
    assert record.modified_at == clock.now()
    clock.advance(HOUR)
    tenant.edit_contact(ana, "Email", None)
    (page,) = pages(office, "persons", "email", since=page.cursor)
    assert [each.fields for each in page.records] == [{"email": None}]


def test_a_contact_that_changed_while_its_customers_were_first_read_is_not_lost(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P1)"""
    some = [
        tenant.seed_customer(f"Ana Ruiz{n}", emails=[f"a{n}@example.com"], **OLD)
        for n in range(150)
    ]
    reading = office.read("persons", None, ["email"])
    next(reading)
    clock.advance(60)
    tenant.edit_contact(some[0], "Email", "new@example.com")
    cursor = [*reading][-1].cursor
    clock.advance(HOUR)
    assert str(some[0]) in since(office, cursor, "email")


def test_a_pc_whose_clock_is_fast_hides_no_change() -> None:
    """(P1) A feed begins a day before ServiceTitan's own time, where that is the earlier one."""
    theirs = {"date": "Tue, 24 Nov 2026 15:00:00 GMT"}
    assert day_before(START + timedelta(days=400), theirs) == "2026-11-23"
    assert day_before(START - timedelta(days=2), theirs) == "2026-11-21"
    assert day_before(START, {}) == day_before(START, {"date": "soon"}) == "2026-11-23"


def test_of_a_customer_who_changed_in_both_ways_there_is_one_record(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", emails=["ana@example.com"], **OLD)
    cursor = caught_up(office, "persons", "email")
    clock.advance(HOUR)
    tenant.edit("customers", ana, name="Ana Moss")
    tenant.edit_contact(ana, "Email", "new@example.com")
    clock.advance(HOUR)
    assert since(office, cursor, "email", "last_name") == [str(ana)]
    cursor = pages(office, "persons", "email", "last_name", since=cursor)[-1].cursor
    assert since(office, cursor, "email", "last_name") == [], "both feeds went on"


def test_the_contact_of_a_customer_who_is_not_in_use_brings_nobody(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", emails=["ana@example.com"], active=False, **OLD)
    cursor = caught_up(office, "persons", "email")
    clock.advance(HOUR)
    tenant.edit_contact(ana, "Email", "new@example.com")
    (page,) = pages(office, "persons", "email", since=cursor)
    assert (page.records, page.gone) == ([], [str(ana)])


def test_an_active_membership_counts_before_one_that_ended(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    plan, old = tenant.seed_membership_type("Comfort plan"), tenant.seed_membership_type("Old plan")
    ana = tenant.seed_customer("Ana Ruiz")
    tenant.seed_membership(ana, plan, begins="2026-05-01T00:00:00Z", ends="0001-01-01T00:00:00Z")
    tenant.seed_membership(ana, old, status="Expired")
    asked = ("membership", "membership_status", "membership_from", "membership_to")
    assert only(office, "persons", *asked).fields == {
        "membership": "Comfort plan",
        "membership_status": "Active",
        "membership_from": date(2026, 5, 1),
        "membership_to": None,
    }


def test_a_membership_that_ended_brings_its_customer(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", **OLD)
    plan = tenant.seed_membership(ana, tenant.seed_membership_type("Comfort plan"), **OLD)
    cursor = caught_up(office, "persons", "membership_status")
    clock.advance(HOUR)
    tenant.edit("memberships", plan, status="Canceled")
    (page,) = pages(office, "persons", "membership_status", since=cursor)
    assert [each.fields for each in page.records] == [{"membership_status": "Canceled"}]


def test_without_the_right_to_read_memberships_customers_are_read_all_the_same(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """What may not be read is unknown, and not empty: it erases nothing."""
    tenant.account.forbidden |= {"memberships", "tag_types"}
    tenant.seed_customer("Ana Ruiz", **OLD)
    found = pages(office, "persons", "first_name", "membership", "tags")
    assert [record.fields for record in found[0].records] == [{"first_name": "Ana"}]
    clock.advance(HOUR)
    assert since(office, found[-1].cursor, "first_name", "membership") == []


# -- feeds -----------------------------------------------------------------------------------------


def test_what_changed_a_minute_ago_is_told_now_and_once_more_later(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """The vendor holds changes back for a quarter of an hour, unless recent ones are asked for."""
    ana = tenant.seed_customer("Ana Ruiz", **OLD)
    cursor = caught_up(office, "persons", "name")
    tenant.edit("customers", ana, name="Ana Moss")
    clock.advance(60)
    assert since(office, cursor, "name") == [str(ana)]
    cursor = pages(office, "persons", "name", since=cursor)[-1].cursor
    clock.advance(HOUR)
    assert since(office, cursor, "name") == [str(ana)]
    cursor = pages(office, "persons", "name", since=cursor)[-1].cursor
    assert since(office, cursor, "name") == []


def test_a_token_that_servicetitan_knows_no_more_is_an_expired_cursor(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    tenant.seed_customer("Ana Ruiz", **OLD)
    cursor = caught_up(office, "persons", "name")
    tenant.faults.append(Fault("status", path="export", status=400, times=9))
    with pytest.raises(SyncError) as caught:
        since(office, cursor, "name")
    assert caught.value.code is Code.CURSOR_EXPIRED


def test_a_feed_that_never_moves_on_is_ended(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    body = {"hasMore": True, "continueFrom": "same", "data": []}
    tenant.faults.append(Fault("status", path="export", status=200, body=body, times=9))
    with pytest.raises(SyncError) as caught:
        pages(office, "persons", "name")
    assert caught.value.code is Code.UNEXPECTED


def test_pages_end_rightly_where_their_number_comes_out_even(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    for number in range(200):
        tenant.seed_customer(f"Ana Ruiz{number}", **OLD)
    assert len(records(office, "persons", "name")) == 200
    assert len(tenant.requests("GET", "export/customers")) == 2


def test_a_first_reading_that_was_interrupted_stays_a_first_reading(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """It tells of nobody that they are gone, who are only not of the stream."""
    for number in range(150):
        tenant.seed_customer(f"Ana{number} Ruiz", **OLD)
        tenant.seed_customer(f"Rookwarble{number} LLC", type="Commercial", **OLD)
    first = next(iter(office.read("persons", None, ["email"])))
    rest = pages(office, "persons", "email", since=first.cursor)
    assert [one for page in (first, *rest) for one in page.gone] == []
    assert not tenant.requests("GET", "export/customers/contacts")


def test_a_list_of_several_pages_is_read_to_its_end(
    tenant: ServiceTitanSimulator, office: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """(P1) Also one of contacts."""
    monkeypatch.setattr(feeds, "PER_PAGE", 2)
    mails = [f"a{number}@example.com" for number in range(5)]
    some = [tenant.seed_customer(f"Ana{n} Ruiz", emails=mails) for n in range(3)]
    assert [one for page in office.ids("persons") for one in page] == [str(one) for one in some]
    told = [record.fields["other_emails"] for record in records(office, "persons", "other_emails")]
    assert told == [tuple(mails[1:])] * 3


# -- deactivated, merged ---------------------------------------------------------------------------


def test_a_customer_who_is_taken_out_of_use_is_gone_and_comes_back(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P6)"""
    ana = tenant.seed_customer("Ana Ruiz", **OLD)
    cursor = caught_up(office, "persons", "name")
    clock.advance(HOUR)
    tenant.deactivate("customers", ana)
    (page,) = pages(office, "persons", "name", since=cursor)
    assert (page.records, page.gone) == ([], [str(ana)])
    assert office.fetch("persons", [str(ana)], ["name"])[str(ana)].archived
    clock.advance(HOUR)
    tenant.reactivate("customers", ana)
    assert since(office, page.cursor, "name") == [str(ana)]


def test_merges_are_followed_to_their_end(tenant: ServiceTitanSimulator, office: Connector) -> None:
    a, b, c = (tenant.seed_customer(f"Ana{n} Ruiz") for n in range(3))
    tenant.merge(b, a)
    tenant.merge(c, b)
    found = office.fetch("persons", [str(a)], ["first_name"])
    assert found[str(a)].id == str(c)
    assert found[str(a)].fields == {"first_name": "Ana2"}


def test_merges_that_lead_in_a_circle_end(tenant: ServiceTitanSimulator, office: Connector) -> None:
    a, b = (tenant.seed_customer(f"Ana{n} Ruiz") for n in range(2))
    tenant.edit("customers", a, active=False, mergedToId=b)
    tenant.edit("customers", b, active=False, mergedToId=a)
    assert office.fetch("persons", [str(a)], ["name"])[str(a)].archived


def test_a_merge_into_what_is_gone_is_gone(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", active=False, mergedToId=4711)
    assert office.fetch("persons", [str(ana)], ["name"]) == {}


def test_a_merged_customer_is_gone_and_the_other_has_what_it_had(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    kept, other = (
        tenant.seed_customer(f"Ana{n} Ruiz", emails=[f"a{n}@example.com"], **OLD) for n in range(2)
    )
    cursor = caught_up(office, "persons", "other_emails")
    clock.advance(HOUR)
    tenant.merge(kept, other)
    found = pages(office, "persons", "other_emails", since=cursor)
    assert [one for page in found for one in page.gone] == [str(other)]
    (record,) = [record for page in found for record in page.records]
    assert (record.id, record.fields) == (str(kept), {"other_emails": ("a1@example.com",)})


# -- what is done for customers --------------------------------------------------------------------


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
