"""Customers: households and firms, with the contacts and memberships that lie elsewhere."""

from datetime import date, timedelta
from typing import Any

from connectors.kit.simulator import SimulatorClock
from connectors.servicetitan.cursor import day_before
from connectors.servicetitan.simulator import ServiceTitanSimulator
from core.connector import Connector, Cursor
from tests.connectors.servicetitan.conftest import (
    HOUR,
    START,
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
    for _ in range(150):
        tenant.seed_customer("Ana Ruiz", **OLD)
    found = pages(office, "persons", "first_name", "membership", "tags")
    told = [record.fields for page in found for record in page.records]
    assert told == [{"first_name": "Ana"}] * 150
    assert len(tenant.requests("GET", "memberships")) == 1, "it is not asked for page by page"
    clock.advance(HOUR)
    assert since(office, found[-1].cursor, "first_name", "membership") == []


def test_the_memberships_of_many_are_asked_for_in_one_list(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """Few customers have one, and each question names fifty of them at most."""
    plan = tenant.seed_membership_type("Comfort plan")
    some = [tenant.seed_customer(f"Ana{number} Ruiz") for number in range(201)]
    for customer in some[::50]:
        tenant.seed_membership(customer, plan)
    found = records(office, "persons", "membership")
    members = {each.id for each in found if each.fields["membership"] == "Comfort plan"}
    assert members == {str(customer) for customer in some[::50]}
    assert len(tenant.requests("GET", "memberships/v2")) == 2, "the list, and the names of types"
    clock.advance(HOUR)
    tenant.seed_membership(some[1], plan)
    again = {
        each.id for each in records(office, "persons", "membership") if each.fields["membership"]
    }
    assert again == members | {str(some[1])}, "each reading asks anew"
    tenant.seed_membership(some[2], plan)
    looked = office.fetch("persons", [str(some[2])], ["membership"])
    assert looked[str(some[2])].fields == {"membership": "Comfort plan"}, "and so does each look"
