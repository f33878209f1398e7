"""The office's own fields: described with types and options, and read only where mapped."""

from datetime import date
from decimal import Decimal

import pytest

from connectors.clio.simulator import ClioSimulator
from connectors.kit.simulator import Fault
from core.connector import Connector
from core.errors import Code, UserActionError
from core.records import FieldValue
from core.schema import Admission, Choice, DataClass, FieldType

KINDS = {
    "checkbox": (FieldType.BOOL, "true", True),
    "currency": (FieldType.MONEY, "12.50", Decimal("12.50")),
    "date": (FieldType.DATE, "2026-03-01", date(2026, 3, 1)),
    "email": (FieldType.EMAIL, "a@example.com", "a@example.com"),
    "numeric": (FieldType.NUMBER, "3", Decimal(3)),
    "text_area": (FieldType.LONG_TEXT, "Two\nlines", "Two\nlines"),
    "text_line": (FieldType.TEXT, "Onward", "Onward"),
    "time": (FieldType.TEXT, "09:30", "09:30"),
    "url": (FieldType.URL, "https://example.com", "https://example.com"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_custom_field_has_its_type_and_reads_by_it(
    office: Connector, clio: ClioSimulator, kind: str
) -> None:
    type_, sent, value = KINDS[kind]
    number = clio.seed_custom_field("Contact", "Own", kind)
    clio.seed_person("Ana", "Ruiz", custom={number: sent})
    name = f"custom.{number}"
    field = office.schema("persons").fields[name]
    assert (field.label, field.type, field.custom, field.read_only) == ("Own", type_, True, False)
    (page,) = office.read("persons", None, [name])
    assert page.records[0].fields == {name: value}


def test_a_picklist_has_its_options_by_id(office: Connector, clio: ClioSimulator) -> None:
    source = clio.seed_custom_field("Contact", "Source", "picklist", options=["Web", "Walk-in"])
    web, walk_in = clio.option_ids(source).values()
    clio.seed_person("Ana", "Ruiz", custom={source: web})
    name = f"custom.{source}"
    field = office.schema("persons").fields[name]
    assert field.type is FieldType.CHOICE
    assert field.choices == (Choice(str(web), "Web"), Choice(str(walk_in), "Walk-in"))
    (page,) = office.read("persons", None, [name])
    assert page.records[0].fields == {name: str(web)}


@pytest.mark.parametrize("kind", ["contact", "matter"])
def test_a_field_that_points_elsewhere_is_read_only(
    office: Connector, clio: ClioSimulator, kind: str
) -> None:
    number = clio.seed_custom_field("Matter", "Judge", kind)
    assert office.schema("matters").fields[f"custom.{number}"].read_only


def test_each_custom_field_is_opt_in_and_belongs_to_its_parent(
    office: Connector, clio: ClioSimulator
) -> None:
    """(P10)"""
    clio.seed_custom_field("Contact", "Motto", "text_line")
    clio.seed_custom_field("Matter", "Court", "text_line")
    labels = {}
    for stream in ("companies", "persons", "matters", "calendar_entries"):
        own = [field for field in office.schema(stream).fields.values() if field.custom]
        assert all(field.admission is Admission.OPT_IN for field in own)
        labels[stream] = [field.label for field in own]
    assert labels == {
        "companies": ["Motto"],
        "persons": ["Motto"],
        "matters": ["Court"],
        "calendar_entries": [],
    }


def test_a_deleted_field_is_not_offered(office: Connector, clio: ClioSimulator) -> None:
    clio.seed_custom_field("Contact", "Motto", "text_line", deleted=True)
    assert not any(field.custom for field in office.schema("persons").fields.values())


def test_standard_fields_are_described_without_a_request(office: Connector) -> None:
    for stream in office.streams():
        office.schema(stream, discover=False)
    assert office.requests == 0


def test_only_mapped_custom_values_travel(office: Connector, clio: ClioSimulator) -> None:
    """(P10)"""
    motto = clio.seed_custom_field("Contact", "Motto", "text_line")
    other = clio.seed_custom_field("Contact", "Other", "text_line")
    clio.seed_person("Ana", "Ruiz", custom={motto: "Onward", other: "Secret"})
    (page,) = office.read("persons", None, [f"custom.{motto}"])
    assert page.records[0].fields == {f"custom.{motto}": "Onward"}
    (plain,) = office.read("persons", None, ["title"])
    assert plain.records[0].fields == {"title": None}
    assert [value for name, value in clio.log[0].params if name == "custom_field_ids[]"] == [
        str(motto)
    ]
    assert not any("custom" in value or "custom" in name for name, value in clio.log[1].params)


def test_where_definitions_are_hidden_values_describe_the_fields(
    office: Connector, clio: ClioSimulator
) -> None:
    motto = clio.seed_custom_field("Contact", "Motto", "text_line")
    paid = clio.seed_custom_field("Contact", "Paid", "currency")
    clio.seed_person("Ana", "Ruiz", custom={motto: "Onward", paid: "5.00"})
    clio.account.forbidden.add("custom_fields")
    schema = office.schema("persons")
    own = {field.name: field for field in schema.fields.values() if field.custom}
    assert schema.notes == (Code.NOT_PERMITTED.value,)
    assert [field.label for field in own.values()] == [
        f"Custom field {motto}",
        f"Custom field {paid}",
    ]
    assert own[f"custom.{paid}"].data_class is DataClass.MONEY
    expected: dict[str, FieldValue] = {f"custom.{motto}": "Onward", f"custom.{paid}": Decimal(5)}
    (page,) = office.read("persons", None, list(own))
    assert page.records[0].fields == expected


def test_a_rejected_sign_in_is_no_missing_permission(
    office: Connector, clio: ClioSimulator
) -> None:
    clio.faults.append(Fault("status", path="custom_fields", status=401, times=2))
    with pytest.raises(UserActionError) as refused:
        office.schema("persons")
    assert refused.value.code is Code.TOKEN_REJECTED
