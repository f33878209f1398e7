"""Each field of Boulevard's against the classification; what nobody has classified is blocked."""

import csv
from pathlib import Path

import pytest

from connectors.boulevard.classes import admission, data_class, objects
from connectors.boulevard.streams import STREAMS
from core.schema import Admission, DataClass

CSV = Path(__file__).resolve().parents[4] / "shared" / "specs" / "field_classes.csv"

needs_csv = pytest.mark.skipif(not CSV.exists(), reason=f"the classification is not at {CSV}")
NEVER = {DataClass.CLINICAL, DataClass.FREE_TEXT, DataClass.RESTRICTED_ID}


@needs_csv
def test_every_field_is_classified_as_the_classification_says() -> None:
    """(P10)"""
    with CSV.open(newline="", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["system"] == "boulevard"]
    wanted = {(row["object"], row["field"]): (row["class"], row["default"]) for row in rows}
    ours = {
        (thing, name): (line.kind, line.admission)
        for thing, lines in objects().items()
        for name, line in lines.items()
    }
    assert len(wanted) == 216
    assert ours == wanted


def test_what_is_held_back_says_why() -> None:
    for thing, lines in objects().items():
        for name, line in lines.items():
            assert line.reason or line.admission == "allow", f"{thing}.{name}"


@pytest.mark.parametrize(
    ("thing", "name"), [("Client", "someNewField"), ("Nothing", "name"), ("Client", "Email")]
)
def test_what_is_in_no_list_is_unclassified_and_blocked(thing: str, name: str) -> None:
    """(P10)"""
    assert data_class(thing, name) is DataClass.UNCLASSIFIED
    assert admission(thing, name) is Admission.BLOCK


def test_no_field_may_travel_more_freely_than_the_classification_says() -> None:
    """(P10) Each of a field's paths is held against its own line."""
    may = {"allow": [Admission.ALLOW, Admission.OPT_IN], "opt_in": [Admission.OPT_IN]}
    for stream in STREAMS.values():
        for name, column in stream.columns.items():
            for path in column.paths:
                first, _, rest = path.partition("/")
                lines = objects()[stream.thing]
                assert column.field.admission in [
                    *may.get(lines[first].admission, []),
                    Admission.BLOCK,
                ], name
                if first == "cancellation":
                    assert objects()["AppointmentCancellation"][rest].admission == "allow"


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        ("Client", "id"),
        ("Client", "externalId"),
        ("Client", "mergedIntoClientId"),
        ("Appointment", "id"),
        ("Appointment", "clientId"),
        ("Appointment", "client"),
        ("Membership", "id"),
        ("Membership", "clientId"),
        ("Order", "id"),
        ("Order", "number"),
    ],
)
def test_numbers_of_clients_and_of_what_is_theirs_can_never_be_switched_on(
    thing: str, name: str
) -> None:
    """(P10)"""
    assert admission(thing, name) is Admission.BLOCK
    assert data_class(thing, name) is DataClass.RESTRICTED_ID


def test_nothing_clinical_and_no_free_text_can_be_switched_on() -> None:
    """(P10)"""
    for thing, lines in objects().items():
        for name in lines:
            if data_class(thing, name) in NEVER:
                assert admission(thing, name) is Admission.BLOCK, f"{thing}.{name}"


def test_every_classified_field_of_a_stream_is_shown_as_what_may_become_of_it() -> None:
    for stream in STREAMS.values():
        shown = {path.split("/")[0] for column in stream.columns.values() for path in column.paths}
        shown |= stream.blocked.keys()
        assert shown >= objects()[stream.thing].keys()
