"""The office's own fields in Jobber: found, read by their configuration, and written."""

from decimal import Decimal

from connectors.jobber.simulator import JobberSimulator
from core.connector import Connector
from core.errors import Code
from core.records import FieldValue
from core.schema import Admission, DataClass, FieldType
from tests.connectors.jobber.conftest import change, only

PLACE = {"street1": "1 Wren Lane"}


def named(office: Connector, stream: str) -> dict[str, str]:
    """Return our names of custom fields by their labels."""
    fields = office.schema(stream).fields.values()
    return {field.label: field.name for field in fields if field.custom}


def test_each_stream_has_its_own_and_none_that_is_archived(
    office: Connector, jobber: JobberSimulator
) -> None:
    jobber.seed_custom_field("Motto")
    jobber.seed_custom_field("Old", archived=True)
    jobber.seed_custom_field("Gate", "TRUE_FALSE", applies_to="ALL_PROPERTIES")
    assert named(office, "persons").keys() == named(office, "companies").keys() == {"Motto"}
    assert named(office, "properties").keys() == {"Gate"}
    assert named(office, "requests") == {}


def test_they_have_types_and_options_and_travel_only_where_somebody_wants_it(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P10)"""
    jobber.seed_custom_field("Motto")
    jobber.seed_custom_field("Source", "DROPDOWN", options=["Web", "Walk-in"])
    jobber.seed_custom_field("Lawn", "AREA")
    fields = {f.label: f for f in office.schema("persons").fields.values() if f.custom}
    assert fields["Source"].type is FieldType.CHOICE
    assert [choice.value for choice in fields["Source"].choices] == ["Web", "Walk-in"]
    assert fields["Motto"].data_class is DataClass.FREE_TEXT
    assert fields["Lawn"].read_only
    assert {field.admission for field in fields.values()} == {Admission.OPT_IN}


def test_values_of_all_types_are_read(office: Connector, jobber: JobberSimulator) -> None:
    values: dict[str, object] = {
        "TEXT": "Onward",
        "DROPDOWN": "Web",
        "NUMERIC": 12.5,
        "TRUE_FALSE": False,
        "LINK": {"text": "Plan", "url": "https://plans.example.com/1"},
        "AREA": {"length": 12.5, "width": 8},
    }
    customs = {
        jobber.seed_custom_field(kind, kind, options=["Web"]): value
        for kind, value in values.items()
    }
    jobber.seed_client("Bea", "Moss", customFields=customs)
    names = named(office, "persons")
    found = only(office, "persons", *names.values()).fields
    assert {label: found[name] for label, name in names.items()} == {
        "TEXT": "Onward",
        "DROPDOWN": "Web",
        "NUMERIC": Decimal("12.5"),
        "TRUE_FALSE": False,
        "LINK": "https://plans.example.com/1",
        "AREA": "12.5 x 8",
    }


def test_only_those_of_the_kinds_that_are_mapped_are_asked_for(
    office: Connector, jobber: JobberSimulator
) -> None:
    """(P10) Jobber cannot be asked for one alone."""
    motto = f"custom.text.{jobber.seed_custom_field('Motto')}"
    jobber.seed_client("Bea", "Moss")
    assert only(office, "persons", motto).fields == {motto: None}
    asked = str(jobber.log[-1].body)
    assert "valueText" in asked
    assert not any(word in asked for word in ("valueNumeric", "valueLink", "label"))


def test_they_are_written_and_the_answer_has_them(
    office: Connector, jobber: JobberSimulator
) -> None:
    jobber.seed_custom_field("Motto")
    jobber.seed_custom_field("Hours", "NUMERIC")
    jobber.seed_custom_field("Source", "DROPDOWN", options=["Web"])
    bea = jobber.seed_client("Bea", "Moss")
    names = named(office, "persons")
    values: dict[str, FieldValue] = {
        names["Motto"]: "Onward",
        names["Hours"]: Decimal("2.5"),
        names["Source"]: "Web",
    }
    (outcome,) = office.write([change(bea, values)])
    assert outcome.record is not None
    assert outcome.record.fields == values
    (refused,) = office.write([change(bea, {names["Source"]: "Elsewhere"})])
    assert refused.refusal is not None
    assert only(office, "persons", names["Source"]).fields[names["Source"]] == "Web"


def test_without_the_scope_for_them_there_are_none_and_the_schema_says_so(
    office: Connector, jobber: JobberSimulator
) -> None:
    jobber.seed_custom_field("Motto")
    jobber.graph.hidden.add("Query.customFieldConfigurations")
    schema = office.schema("persons")
    assert schema.notes == (Code.SCOPE_MISSING.value,)
    assert not any(field.custom for field in schema.fields.values())
