"""The office's own fields: found with their types and options, read, and written whole."""

from decimal import Decimal

from connectors.servicetitan.simulator import ServiceTitanSimulator
from core.connector import Connector
from core.errors import Code
from core.schema import Admission, Choice, FieldType
from tests.connectors.servicetitan.conftest import change, only, records


def test_fields_are_discovered_with_types_and_options(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    fuel = tenant.seed_custom_field("customer", "Fuel", "Dropdown", ["Gas", "Oil"])
    visits = tenant.seed_custom_field("customer", "Visits", "Numeric")
    odd = tenant.seed_custom_field("customer", " ", "Signature")
    fields = office.schema("persons").fields
    assert fields[f"custom.{fuel}"].type is FieldType.CHOICE
    assert fields[f"custom.{fuel}"].choices == (Choice("Gas", "Gas"), Choice("Oil", "Oil"))
    assert fields[f"custom.{visits}"].type is FieldType.NUMBER
    assert fields[f"custom.{odd}"].label == f"Custom field {odd}"
    assert fields[f"custom.{odd}"].read_only, "of a type that is new to us"


def test_none_of_them_travels_before_it_is_switched_on(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """(P10)"""
    for kind in ("customer", "location", "job"):
        tenant.seed_custom_field(kind, "Gate code")
    for stream in ("persons", "companies", "locations", "jobs"):
        custom = [field for field in office.schema(stream).fields.values() if field.custom]
        assert [field.admission for field in custom] == [Admission.OPT_IN]


def test_values_are_read_by_their_type(tenant: ServiceTitanSimulator, office: Connector) -> None:
    fuel = tenant.seed_custom_field("customer", "Fuel", "Dropdown", ["Gas", "Oil"])
    visits = tenant.seed_custom_field("customer", "Visits", "Numeric")
    tenant.seed_customer("Ana Ruiz", custom={fuel: "Gas", visits: "12.5"})
    asked = (f"custom.{fuel}", f"custom.{visits}", "custom.4711")
    assert only(office, "persons", *asked).fields == {
        f"custom.{fuel}": "Gas",
        f"custom.{visits}": Decimal("12.5"),
        "custom.4711": None,
    }


def test_definitions_are_asked_for_once_and_only_where_a_field_is_mapped(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    fuel = tenant.seed_custom_field("customer", "Fuel")
    for number in range(150):
        tenant.seed_customer(f"Ana{number} Ruiz", custom={fuel: "Gas"})
    records(office, "persons", "first_name")
    assert not tenant.requests("GET", "custom-fields")
    records(office, "persons", f"custom.{fuel}")
    assert len(tenant.requests("GET", "custom-fields")) == 1


def test_without_the_right_to_their_definitions_fields_are_known_by_their_values(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    fuel = tenant.seed_custom_field("customer", "Fuel", "Dropdown", ["Gas"])
    tenant.seed_customer("Ana Ruiz", custom={fuel: "Gas"})
    tenant.account.forbidden.add("customer_fields")
    schema = office.schema("persons")
    assert schema.notes == (Code.NOT_PERMITTED.value,)
    assert schema.fields[f"custom.{fuel}"].label == "Fuel"
    assert only(office, "persons", f"custom.{fuel}").fields == {f"custom.{fuel}": "Gas"}


def test_a_value_is_written_and_the_others_stay(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """The list is replaced by what is sent, so that it is sent whole."""
    fuel = tenant.seed_custom_field("customer", "Fuel", "Dropdown", ["Gas", "Oil"])
    visits = tenant.seed_custom_field("customer", "Visits", "Numeric")
    ana = tenant.seed_customer("Ana Ruiz", custom={fuel: "Gas", visits: "12"})
    (outcome,) = office.write([change(ana, {f"custom.{visits}": Decimal("1E+2")})])
    assert outcome.record is not None
    assert outcome.record.fields == {f"custom.{visits}": Decimal(100)}
    read = only(office, "persons", f"custom.{fuel}", f"custom.{visits}").fields
    assert read == {f"custom.{fuel}": "Gas", f"custom.{visits}": Decimal(100)}


def test_a_value_is_taken_away(tenant: ServiceTitanSimulator, office: Connector) -> None:
    fuel = tenant.seed_custom_field("customer", "Fuel", "Dropdown", ["Gas", "Oil"])
    ana = tenant.seed_customer("Ana Ruiz", custom={fuel: "Gas"})
    (outcome,) = office.write([change(ana, {f"custom.{fuel}": None})])
    assert outcome.record is not None
    assert outcome.record.fields == {f"custom.{fuel}": None}


def test_an_option_that_is_not_there_is_refused(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    fuel = tenant.seed_custom_field("customer", "Fuel", "Dropdown", ["Gas", "Oil"])
    ana = tenant.seed_customer("Ana Ruiz")
    (outcome,) = office.write([change(ana, {f"custom.{fuel}": "Coal"})])
    assert outcome.refusal is not None
    assert outcome.refusal.code is Code.RECORD_REFUSED
