"""What is written to ServiceTitan: whole addresses, single contacts, and nothing passed over."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from connectors.kit.simulator import Fault
from connectors.servicetitan.simulator import ServiceTitanSimulator
from core.connector import Connector, Outcome, Write, WriteKind
from core.errors import Code, UserActionError
from core.records import FieldValue
from tests.connectors.servicetitan.conftest import Connect, change, only, records

HOME: dict[str, FieldValue] = {
    "street": "1 Wren Lane",
    "city": "Dover",
    "state": "DE",
    "postal_code": "19901",
    "country": "USA",
}


def made(values: Mapping[str, FieldValue], stream: str = "persons") -> Write:
    return Write(WriteKind.CREATE, stream, values)


def code(outcome: Outcome) -> tuple[Code, str | None]:
    assert outcome.refusal is not None
    assert outcome.record is None
    return outcome.refusal.code, outcome.refusal.field


def row(tenant: ServiceTitanSimulator, id: int) -> dict[str, object]:
    return tenant.account.tables["customers"].rows[id]


def contacts(tenant: ServiceTitanSimulator, id: int) -> list[tuple[str, str]]:
    return [(each["type"], each["value"]) for each in tenant.account.contacts_of(id)]


# -- creating --------------------------------------------------------------------------------------


def test_a_customer_is_made_with_a_location_and_contacts(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    values: dict[str, FieldValue] = {
        "first_name": "Ana",
        "last_name": "Ruiz",
        "email": "ana@example.com",
        **HOME,
    }
    (outcome,) = office.write([made({**values, "phone": "302-555-0140", "do_not_mail": True})])
    assert outcome.created
    assert outcome.record is not None
    assert outcome.record.fields == {**values, "phone": "302-555-0140", "do_not_mail": True}
    (customer,) = tenant.account.tables["customers"]
    assert (customer["name"], customer["type"]) == ("Ana Ruiz", "Residential")
    assert contacts(tenant, customer["id"]) == [
        ("Email", "ana@example.com"),
        ("Phone", "302-555-0140"),
    ]
    (location,) = tenant.account.tables["locations"]
    assert (location["customerId"], location["address"]["city"]) == (customer["id"], "Dover")


def test_a_company_is_made_a_commercial_customer(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    (outcome,) = office.write([made({"name": "Rookwarble LLC", **HOME}, "companies")])
    assert outcome.created
    (customer,) = tenant.account.tables["customers"]
    assert customer["type"] == "Commercial"


@pytest.mark.parametrize("lacking", HOME)
def test_without_an_address_nobody_is_made(
    tenant: ServiceTitanSimulator, office: Connector, lacking: str
) -> None:
    """ServiceTitan would refuse it; nothing is sent, and the field is named."""
    values = {name: value for name, value in HOME.items() if name != lacking}
    (outcome,) = office.write([made({"first_name": "Ana", **values})])
    assert code(outcome) == (Code.REQUIRED_MISSING, lacking)
    assert not tenant.requests("POST", "customers")


def test_what_lacks_of_an_address_is_taken_from_the_settings(
    tenant: ServiceTitanSimulator, connect: Connect
) -> None:
    office = connect(new_address="9 Office Park; Newark; DE; 19711", country="US")
    (outcome,) = office.write([made({"first_name": "Ana", "city": "Dover"})])
    assert outcome.created
    (customer,) = tenant.account.tables["customers"]
    place = [customer["address"][key] for key in ("street", "city", "state", "zip", "country")]
    assert place == ["9 Office Park", "Dover", "DE", "19711", "US"]


@pytest.mark.parametrize(("stream", "field"), [("persons", "last_name"), ("companies", "name")])
def test_without_a_name_nobody_is_made(office: Connector, stream: str, field: str) -> None:
    (outcome,) = office.write([made({**HOME, "email": "ana@example.com"}, stream)])
    assert code(outcome) == (Code.REQUIRED_MISSING, field)


def test_a_name_that_would_be_read_back_as_another_is_refused(office: Connector) -> None:
    (outcome,) = office.write([made({"first_name": "Ana", "last_name": "Ruiz & Sons", **HOME})])
    assert code(outcome) == (Code.VALUE_INVALID, "last_name")


def test_an_answer_without_an_id_leaves_the_outcome_unknown(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P2)"""
    tenant.faults.append(Fault("status", method="POST", path="customers", status=200, body={}))
    (outcome,) = office.write([made({"first_name": "Ana", **HOME})])
    assert code(outcome)[0] is Code.OUTCOME_UNKNOWN


# -- changing --------------------------------------------------------------------------------------


def test_only_what_is_written_changes_in_an_address(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    place = {**HOME, "zip": "19901", "unit": "B", "latitude": 39.1, "longitude": -75.5}
    ana = tenant.seed_customer("Ana Ruiz", address=place)
    (outcome,) = office.write([change(ana, {"street": "2 Elm Street"})])
    assert outcome.record is not None
    now = row(tenant, ana)["address"]
    assert isinstance(now, dict)
    assert (now["street"], now["unit"], now["city"]) == ("2 Elm Street", "B", "Dover")
    assert (now["latitude"], now["longitude"]) == (None, None)


def test_a_first_name_alone_keeps_the_last_name(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("van Dyke, Ana")
    (outcome,) = office.write([change(ana, {"first_name": "Bea"})])
    assert row(tenant, ana)["name"] == "van Dyke, Bea"
    assert outcome.record is not None
    assert outcome.record.fields == {"first_name": "Bea"}


def test_contacts_are_changed_added_and_removed_one_by_one(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer(
        "Ana Ruiz", emails=["a@example.com", "b@example.com"], phones=[("302-555-0140", "Phone")]
    )
    (outcome,) = office.write(
        [change(ana, {"email": "new@example.com", "phone": None, "mobile_phone": "302-555-0149"})]
    )
    assert outcome.refusal is None
    assert contacts(tenant, ana) == [
        ("Email", "new@example.com"),
        ("Email", "b@example.com"),
        ("MobilePhone", "302-555-0149"),
    ]
    assert not tenant.requests("PATCH", f"customers/{ana}")[1:]


def test_an_address_that_is_the_second_already_becomes_the_first(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """Two equal contacts are refused with 409."""
    ana = tenant.seed_customer("Ana Ruiz", emails=["a@example.com", "b@example.com"])
    (outcome,) = office.write([change(ana, {"email": "b@example.com"})])
    assert outcome.refusal is None
    assert contacts(tenant, ana) == [("Email", "b@example.com")]


def test_what_is_as_written_already_asks_for_no_write(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", emails=["a@example.com"])
    (outcome,) = office.write([change(ana, {"email": "a@example.com"})])
    assert outcome.record is not None
    assert not [entry for entry in tenant.log if entry.method in ("PATCH", "DELETE")]


def test_a_contact_that_somebody_removed_meanwhile_is_not_found(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz", emails=["a@example.com"])
    (contact,) = tenant.account.contacts_of(ana)
    tenant.faults.append(
        Fault("status", method="PATCH", path=f"contacts/{contact['id']}", status=404)
    )
    (outcome,) = office.write([change(ana, {"email": "b@example.com"})])
    assert code(outcome)[0] is Code.NOT_FOUND


def test_a_contact_whose_adding_was_cut_off_is_not_added_twice(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P2) The next run sees whether it is there."""
    ana = tenant.seed_customer("Ana Ruiz")
    tenant.faults.append(Fault("drop_after", method="POST", path="contacts"))
    (outcome,) = office.write([change(ana, {"email": "a@example.com"})])
    assert code(outcome)[0] is Code.OUTCOME_UNKNOWN
    assert contacts(tenant, ana) == [("Email", "a@example.com")]


def test_a_value_that_is_passed_over_is_told_though_the_answer_was_200(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P1) A write that answers 200 and changes nothing is read back."""
    ana, bea = tenant.seed_customer("Ana Ruiz"), tenant.seed_customer("Bea Moss")
    tenant.account.frozen.add("doNotMail")
    first, second = office.write(
        [change(ana, {"do_not_mail": True}), change(bea, {"do_not_service": True})]
    )
    assert code(first) == (Code.READ_ONLY, "do_not_mail")
    assert second.record is not None
    assert second.record.fields == {"do_not_service": True}


def test_a_value_that_is_kept_in_another_form_is_taken_as_it_is_kept(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P4)"""
    firm = tenant.seed_customer("Rookwarble", type="Commercial")
    (outcome,) = office.write([change(firm, {"name": "Rookwarble LLC "}, "companies")])
    assert outcome.record is not None
    assert outcome.record.fields == {"name": "Rookwarble LLC"}


@pytest.mark.parametrize("what", ["deactivated", "merged", "of the other kind", "unknown"])
def test_whoever_is_gone_between_page_and_write_is_not_written(
    tenant: ServiceTitanSimulator, office: Connector, what: str
) -> None:
    ana, bea = tenant.seed_customer("Ana Ruiz"), tenant.seed_customer("Bea Moss")
    if what == "deactivated":
        tenant.deactivate("customers", ana)
    elif what == "merged":
        tenant.merge(bea, ana)
    elif what == "of the other kind":
        tenant.edit("customers", ana, type="Commercial")
    else:
        ana = 4711
    gone, there = office.write([change(ana, {"city": "Boise"}), change(bea, {"city": "Boise"})])
    assert code(gone)[0] is Code.NOT_FOUND
    assert there.record is not None


def test_a_version_that_is_no_longer_so_is_refused(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P5)"""
    ana = tenant.seed_customer("Ana Ruiz")
    version = only(office, "persons", "city").version
    tenant.clock.advance(1)
    tenant.edit("customers", ana, name="Ana Moss")
    for kind, values in ((WriteKind.UPDATE, {"city": "Boise"}), (WriteKind.ARCHIVE, {})):
        write = Write(kind, "persons", values, id=str(ana), version=version)
        assert code(office.write([write])[0])[0] is Code.CHANGED_MEANWHILE
    assert row(tenant, ana)["active"] is True


def test_a_customer_is_put_away_by_taking_it_out_of_use(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P6) There is no DELETE, and none is sent."""
    ana = tenant.seed_customer("Ana Ruiz")
    assert office.write([Write(WriteKind.ARCHIVE, "persons", {}, id=str(ana))]) == [Outcome()]
    assert row(tenant, ana)["active"] is False
    assert not tenant.requests("DELETE")


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("balance", Decimal(0), Code.READ_ONLY),
        ("tags", ("VIP",), Code.READ_ONLY),
        ("name", "Ana Moss", Code.READ_ONLY),
        ("shoe_size", "38", Code.PROPERTY_MISSING),
    ],
)
def test_what_cannot_be_written_is_named(
    tenant: ServiceTitanSimulator, office: Connector, field: str, value: FieldValue, expected: Code
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    assert code(office.write([change(ana, {field: value})])[0]) == (expected, field)


@pytest.mark.parametrize("stream", ["leads", "jobs", "estimates", "invoices", "memberships"])
def test_what_is_done_for_customers_is_never_written(
    tenant: ServiceTitanSimulator, office: Connector, stream: str
) -> None:
    """(P12)"""
    assert code(office.write([change("7", {"status": "Open"}, stream)])[0])[0] is Code.READ_ONLY
    assert office.requests == 0


def test_an_app_that_may_not_write_is_told_so_once(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    some = [tenant.seed_customer(f"Ana{n} Ruiz") for n in range(3)]
    tenant.account.read_only.add("customers")
    with pytest.raises(UserActionError) as refused:
        office.write([change(one, {"city": "Boise"}) for one in some])
    assert refused.value.code is Code.NOT_PERMITTED


def test_trouble_after_a_write_ends_the_rest_and_raises_nothing(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P1, P2) What is left is tried again another day."""
    some = [tenant.seed_customer(f"Ana{n} Ruiz") for n in range(3)]
    tenant.faults.append(Fault("status", method="PATCH", status=503, after=1, times=99))
    first, second, third = office.write([change(one, {"city": "Boise"}) for one in some])
    assert first.record is not None
    assert [code(each)[0] for each in (second, third)] == [Code.UNAVAILABLE] * 2


def test_a_reading_back_that_fails_is_told_of_each_change(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    tenant.faults.append(
        Fault("status", method="GET", path="/customers", status=503, after=1, times=99)
    )
    (outcome,) = office.write([change(ana, {"city": "Boise"})])
    assert code(outcome)[0] is Code.UNAVAILABLE


def test_our_own_write_is_no_change_afterwards(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P4) What the answer had is what the next reading has."""
    ana = tenant.seed_customer("Ana Ruiz", emails=["a@example.com"])
    (outcome,) = office.write(
        [change(ana, {"email": "b@example.com", "first_name": "Bea", "unit": "7"})]
    )
    assert outcome.record is not None
    (read,) = records(office, "persons", "email", "first_name", "unit")
    assert read.fields == outcome.record.fields
