"""Each field of Open Dental's against the classification; what nobody has classified is blocked."""

import csv
from pathlib import Path

import pytest

from connectors.opendental.classes import admission, data_class, objects
from connectors.opendental.streams import STREAMS
from core.schema import Admission, DataClass

CSV = Path(__file__).resolve().parents[4] / "shared" / "specs" / "field_classes.csv"

needs_csv = pytest.mark.skipif(not CSV.exists(), reason=f"the classification is not at {CSV}")


def rows() -> list[dict[str, str]]:
    with CSV.open(newline="", encoding="utf-8") as lines:
        return [row for row in csv.DictReader(lines) if row["system"] == "opendental"]


@needs_csv
def test_every_field_is_classified_as_the_classification_says() -> None:
    """(P10)"""
    wanted = {(row["object"], row["field"]): (row["class"], row["default"]) for row in rows()}
    ours = {
        (thing, name): (line.kind, line.admission)
        for thing, lines in objects().items()
        for name, line in lines.items()
    }
    assert len(wanted) == 336
    assert ours == wanted


def test_what_is_held_back_says_why() -> None:
    for thing, lines in objects().items():
        for name, line in lines.items():
            assert line.reason or line.admission == "allow", f"{thing}.{name}"


def test_what_is_in_no_list_is_unclassified_and_blocked() -> None:
    """(P10)"""
    for thing, name in (("patient", "SomeNewField"), ("nothing", "LName")):
        assert data_class(thing, name) is DataClass.UNCLASSIFIED
        assert admission(thing, name) is Admission.BLOCK


def test_no_field_may_travel_more_freely_than_the_classification_says() -> None:
    """(P10)"""
    may = {"allow": [Admission.ALLOW], "opt_in": [Admission.OPT_IN]}
    for stream in STREAMS.values():
        for name, field in stream.fields.items():
            line = objects().get(stream.thing, {}).get(name)
            line = line or objects()[f"{stream.thing} (API-only)"][name]
            assert field.admission in [*may.get(line.admission, []), Admission.BLOCK], name


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        ("patient", "PatNum"),
        ("patient", "Guarantor"),
        ("patient", "SuperFamily"),
        ("appointment", "AptNum"),
        ("appointment", "PatNum"),
        ("recall", "RecallNum"),
        ("refattach", "PatNum"),
    ],
)
def test_numbers_of_patients_and_appointments_can_never_be_switched_on(
    thing: str, name: str
) -> None:
    """(P10)"""
    assert admission(thing, name) is Admission.BLOCK


def test_nothing_clinical_and_no_free_text_can_be_switched_on() -> None:
    """(P10)"""
    never = {DataClass.CLINICAL, DataClass.FREE_TEXT, DataClass.RESTRICTED_ID}
    for thing, lines in objects().items():
        for name in lines:
            if data_class(thing, name) in never:
                assert admission(thing, name) is Admission.BLOCK, f"{thing}.{name}"


def test_when_an_appointment_is_counts_as_schedule() -> None:
    assert data_class("appointment", "AptDateTime") is DataClass.SCHEDULE
    assert data_class("patient", "PatStatus") is DataClass.PUBLIC
    assert data_class("patient", "EstBalance") is DataClass.MONEY
