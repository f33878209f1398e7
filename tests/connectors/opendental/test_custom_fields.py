"""The fields that a practice made itself: blocked, and read once somebody classified them."""

from datetime import timedelta
from decimal import Decimal

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.opendental.simulator import OpenDentalSimulator
from core.connector import Connector, Cursor
from core.errors import Code, SyncError
from core.records import FieldValue
from tests.connectors.opendental.conftest import START, Connect, only

LONG_AGO = START - timedelta(days=30)
LATER = 3600.0


@pytest.fixture
def people(practice: OpenDentalSimulator) -> list[int]:
    practice.seed_custom_field("Ortho status", "PickList", "In progress\r\nDone")
    practice.seed_custom_field("Deposit", "Currency")
    practice.seed_custom_field("Anxious", "Checkbox")
    practice.seed_custom_field("Old", "Text")
    return [practice.seed_patient(f"Ana{n}", "Ruiz", updated=LONG_AGO) for n in range(30)]


def told(
    office: Connector, field: str, cursor: Cursor | None = None
) -> tuple[dict[str, FieldValue], Cursor]:
    pages = list(office.read("patients", cursor, ["FName", field]))
    found = {record.id: record.fields[field] for page in pages for record in page.records}
    return found, pages[-1].cursor


def test_they_are_described_and_blocked(
    office: Connector, people: list[int], practice: OpenDentalSimulator
) -> None:
    """(P10)"""
    practice.edit("patfielddefs", 4, IsHidden="true")
    fields = {name: f for name, f in office.schema("patients").fields.items() if f.custom}
    assert fields.keys() == {"custom.Ortho status", "custom.Deposit", "custom.Anxious"}
    ortho = fields["custom.Ortho status"]
    assert [choice.value for choice in ortho.choices] == ["In progress", "Done"]
    types = [fields[f"custom.{name}"].type.value for name in ("Ortho status", "Deposit", "Anxious")]
    assert types == ["choice", "money", "bool"]
    assert {field.admission.value for field in fields.values()} == {"block"}
    assert {field.data_class.value for field in fields.values()} == {"unclassified"}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Ortho status", "Done", "Done"),
        ("Deposit", "450.29", Decimal("450.29")),
        ("Deposit", "some", None),
        ("Anxious", "1", True),
        ("Anxious", "0", False),
    ],
)
def test_a_value_is_read_by_its_type(
    practice: OpenDentalSimulator,
    office: Connector,
    people: list[int],
    name: str,
    value: str,
    expected: FieldValue,
) -> None:
    practice.seed_custom_value(people[3], name, value)
    found, _ = told(office, f"custom.{name}")
    assert found[str(people[3])] == expected
    assert {found[str(one)] for one in people if one != people[3]} == {None}


def test_only_the_wanted_one_is_asked_for(
    practice: OpenDentalSimulator, office: Connector, people: list[int]
) -> None:
    """(P10)"""
    practice.seed_custom_value(people[0], "Ortho status", "Done")
    told(office, "custom.Deposit")
    asked = [dict(entry.params) for entry in practice.requests("GET", "patfields")]
    assert [params.get("FieldName") for params in asked] == ["Deposit"]
    before = len(practice.log)
    list(office.read("patients", None, ["FName"]))
    assert not practice.requests("GET", "patfields")[len(asked) :]
    assert len(practice.log) == before + 1


def test_a_value_that_changed_brings_its_patient(
    practice: OpenDentalSimulator, office: Connector, people: list[int], clock: SimulatorClock
) -> None:
    """(P1) The patient's own time of change does not move."""
    value = practice.seed_custom_value(people[0], "Ortho status", "In progress", updated=LONG_AGO)
    _, cursor = told(office, "custom.Ortho status")
    clock.advance(LATER)
    practice.edit("patfields", value, FieldValue="Done")
    practice.seed_custom_value(people[1], "Deposit", "80.00")
    found, cursor = told(office, "custom.Ortho status", cursor)
    assert found == {str(people[0]): "Done"}


def test_an_idle_run_asks_one_request_more_for_each(
    practice: OpenDentalSimulator, office: Connector, people: list[int], clock: SimulatorClock
) -> None:
    """(P4)"""
    practice.seed_custom_value(people[0], "Ortho status", "Done", updated=LONG_AGO)
    _, cursor = told(office, "custom.Ortho status")
    clock.advance(LATER)
    before = office.requests
    assert told(office, "custom.Ortho status", cursor)[0] == {}
    assert office.requests - before == 2


def test_patients_are_fetched_with_them(
    practice: OpenDentalSimulator, office: Connector, people: list[int]
) -> None:
    practice.seed_custom_value(people[0], "Ortho status", "Done")
    for some in (people[:2], people):
        ids = [str(one) for one in some]
        found = office.fetch("patients", ids, ["custom.Ortho status"])
        assert found[str(people[0])].fields == {"custom.Ortho status": "Done"}
        assert found[str(people[1])].fields == {"custom.Ortho status": None}


def test_a_renamed_one_is_another_one(
    practice: OpenDentalSimulator, office: Connector, people: list[int]
) -> None:
    """(P10) What was classified under the old name is not what has the new one."""
    value = practice.seed_custom_value(people[0], "Ortho status", "Done")
    practice.edit("patfielddefs", 1, FieldName="Diagnosis")
    practice.edit("patfields", value, FieldName="Diagnosis")
    assert told(office, "custom.Ortho status")[0][str(people[0])] is None


def test_a_value_that_comes_alone_is_read_too(connect: Connect) -> None:
    """Open Dental answers one object where there is but one."""

    def one(request: httpx.Request) -> httpx.Response:
        if "patfielddefs" in request.url.path:
            return httpx.Response(200, json=[{"FieldName": "Ortho", "FieldType": "Text"}])
        if "patfields" in request.url.path:
            row = {"PatNum": 1, "FieldName": "Ortho", "FieldValue": "Done", "Note": "RCT"}
            return httpx.Response(200, json=row)
        return httpx.Response(200, json=[{"PatNum": 1, "FName": "Ada"}])

    assert only(connect(one), "patients", "custom.Ortho").fields == {"custom.Ortho": "Done"}


def test_a_list_that_passes_over_the_filter_gives_no_other_one_away(connect: Connect) -> None:
    """(P10)"""

    def deaf(request: httpx.Request) -> httpx.Response:
        if "patfielddefs" in request.url.path:
            return httpx.Response(200, json=[{"FieldName": "Ortho"}, {"FieldName": "Diagnosis"}])
        if "patfields" in request.url.path:
            names = ("Ortho", "Diagnosis")
            rows = [{"PatNum": 1, "FieldName": name, "FieldValue": "Done"} for name in names]
            return httpx.Response(200, json=rows)
        return httpx.Response(200, json=[{"PatNum": 1, "FName": "Ada"}])

    assert only(connect(deaf), "patients", "custom.Ortho").fields == {"custom.Ortho": "Done"}


def test_what_is_no_value_is_an_error_without_it(connect: Connect) -> None:
    """(P9)"""
    office = connect(lambda _request: httpx.Response(200, json=[{"PrefName": ["SECRET"]}]))
    with pytest.raises(SyncError) as failed:
        office.account()
    assert failed.value.code is Code.UNEXPECTED
    assert "SECRET" not in f"{failed.value}{failed.value.__context__}"
