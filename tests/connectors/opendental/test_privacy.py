"""Nothing that may not leave gets past the reading of an answer, whatever an answer has in it."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.kit.simulator import Fault, SimulatorClock
from connectors.opendental.classes import admission, objects
from connectors.opendental.simulator import OpenDentalSimulator
from connectors.opendental.simulator.tables import BLANKS
from connectors.opendental.streams import STREAMS
from core.connector import Connector
from core.errors import SyncError
from core.privacy import Rows
from core.schema import Admission
from tests.connectors.opendental.conftest import START, Connect, connection, records

BLOCKED = "CANARY"


def plant(practice: OpenDentalSimulator) -> int:
    """Put a canary of its own into every text that is blocked; return how many."""
    count = 0
    for stream in STREAMS.values():
        kind = stream.path.split("/")[1]
        for row in practice.practice.tables[kind].values():
            for name, blank in BLANKS[kind].items():
                held_back = name not in stream.filterable
                if (
                    isinstance(blank, str)
                    and name not in (stream.status, stream.stamp)
                    and (admission(stream.thing, name) is Admission.BLOCK and held_back)
                ):
                    row[name] = f"{BLOCKED}-{name}"
                    count += 1
        practice.upgrade(kind, Fresh=f"{BLOCKED}-new", Nested={"note": [f"{BLOCKED}-nested"]})
    return count


@pytest.fixture
def planted(practice: OpenDentalSimulator) -> OpenDentalSimulator:
    ada = practice.seed_patient("Ada", "Moss", Birthdate="1990-01-01")
    practice.seed_appointment(ada, START)
    practice.seed("clinics", Description="East")
    practice.seed("providers", Abbr="MOSS")
    practice.seed("referrals", LName="Website")
    practice.seed_custom_field("Ortho")
    practice.seed_custom_value(ada, "Ortho", f"{BLOCKED}-value")
    assert plant(practice) > 30
    return practice


def everything(office: Connector) -> str:
    """Return all that a connection can be made to say, as text; but for what the office made
    itself, which is asked for only once somebody has classified it.
    """
    told = []
    for stream in office.streams():
        names = [name for name, field in office.schema(stream).fields.items() if not field.custom]
        for page in office.read(stream, None, names):
            told.append(repr(page))
        ids = [one for page in office.ids(stream) for one in page]
        told.append(repr(office.fetch(stream, ids, names)))
    return "".join(told)


def test_no_canary_of_a_blocked_field_is_in_a_record(
    planted: OpenDentalSimulator, office: Connector
) -> None:
    """(P10)"""
    told = everything(office)
    assert "Ada" in told
    assert BLOCKED not in told


def test_a_canary_in_an_allowed_field_would_be_found(
    planted: OpenDentalSimulator, office: Connector
) -> None:
    planted.edit("patients", 1, Language=f"{BLOCKED}-Language")
    assert BLOCKED in everything(office)


@pytest.mark.parametrize("status", [200, 400, 401, 404, 409, 410, 429, 500, 504])
def test_no_error_takes_a_sentence_along(
    planted: OpenDentalSimulator, office: Connector, status: int
) -> None:
    """(P9)"""
    body = f"'{BLOCKED} Ada Moss' is invalid"
    planted.faults.append(Fault("status", status=status, body=body, times=99, path="patients"))
    with pytest.raises(SyncError) as failed:
        records(office, "patients", "FName")
    told = f"{failed.value}{failed.value!r}{failed.value.__cause__}{failed.value.__context__}"
    assert BLOCKED not in told
    assert "Ada" not in told


def test_a_row_that_cannot_be_read_leaves_no_value_in_the_error(connect: Connect) -> None:
    """(P9)"""
    row = {"PatNum": BLOCKED, "FName": BLOCKED, "SSN": BLOCKED}
    office = connect(lambda _request: httpx.Response(200, json=[row]))
    with pytest.raises(SyncError) as failed:
        records(office, "patients", "FName")
    assert BLOCKED not in f"{failed.value}{failed.value!r}{failed.value.__context__}"


scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
names = st.sampled_from(sorted(objects()["patient"])) | st.text(max_size=12)
rows = st.dictionaries(names, values, max_size=30).map(lambda row: {**row, "PatNum": 7})
wanted = st.lists(names, max_size=10)


@settings(max_examples=150, deadline=None)
@given(rows, wanted)
def test_what_leaves_is_a_part_of_the_allow_list(row: Mapping[str, Any], asked: list[str]) -> None:
    """(P10) For any payload: keys nobody knows, nesting, other types."""
    office = connection(
        lambda _request: httpx.Response(200, json=[row]), SimulatorClock(START, rate=0.0)
    )
    patients = STREAMS["patients"]
    allowed = {
        name for name, field in patients.fields.items() if field.admission is not Admission.BLOCK
    }
    for record in records(office, "patients", *asked):
        assert record.fields.keys() <= (allowed | patients.filterable) & set(asked)
        assert not any(isinstance(value, dict | list) for value in record.fields.values())


def test_the_schema_says_whom_never_to_send(office: Connector) -> None:
    """(P10) The dead, minors, who asked for confidential contact; and what is no appointment."""
    rules = {
        (rule.field, rule.withheld.value)
        for stream in ("patients", "appointments")
        for rule in office.schema(stream, discover=False).guard.rows
    }
    assert rules == {
        ("PatStatus", "deceased"),
        ("Birthdate", "minor"),
        ("PreferContactConfidential", "confidential"),
        ("AptStatus", "kind"),
    }


@pytest.mark.parametrize(
    ("columns", "is_sent"),
    [
        ({}, True),
        ({"PatStatus": "Archived"}, True),
        ({"PatStatus": "Deceased"}, False),
        ({"PatStatus": "Unheard of"}, False),
        ({"Birthdate": "2008-11-24"}, True),  # eighteen today
        ({"Birthdate": "2008-11-25"}, False),
        ({"Birthdate": "0001-01-01"}, True),
        ({"PreferContactConfidential": "None"}, True),
        ({"PreferContactConfidential": "Email"}, False),
        ({"PreferContactConfidential": "Unheard of"}, False),
    ],
)
def test_whom_the_rules_hold_back(
    connect: Connect, columns: dict[str, str], *, is_sent: bool
) -> None:
    """(P10)"""
    row = {"PatNum": 1, "FName": "Ada", "PatStatus": "Patient", **columns}
    office = connect(lambda _request: httpx.Response(200, json=[row]))
    rows = Rows(office.schema("patients", discover=False).guard)
    (ada,) = records(office, "patients", "FName", *rows.fields)
    assert rows.admits(ada, START) is is_sent


def test_every_blocked_field_says_why(practice: OpenDentalSimulator, office: Connector) -> None:
    practice.upgrade("patients", Fresh="new")
    practice.seed_patient("Ada", "Moss")
    practice.seed_custom_field("Ortho")
    for stream in office.streams():
        for name, field in office.schema(stream).fields.items():
            assert field.reason or field.admission is Admission.ALLOW, name
