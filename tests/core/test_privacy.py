"""The gates fail closed (P10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code, SyncError
from core.privacy import Gate
from core.records import Record
from core.schema import Admission, DataClass, Field, FieldType, StreamSchema

FIELDS = {
    "name": Field("name", "Name", FieldType.TEXT, DataClass.CONTACT, Admission.ALLOW),
    "balance": Field("balance", "Balance", FieldType.MONEY, DataClass.MONEY, Admission.OPT_IN),
    "chart": Field("chart", "Chart", FieldType.TEXT, DataClass.CLINICAL, Admission.OPT_IN),
    "new": Field("new", "New", FieldType.TEXT),
}
SCHEMA = StreamSchema("patients", "Patients", FIELDS)
names = st.sampled_from([*FIELDS, "unheard_of"])


def test_p10_what_nobody_classified_never_travels() -> None:
    assert Gate(SCHEMA, healthcare=True).allowed == {"name"}


def test_p10_clinical_fields_cannot_be_switched_on() -> None:
    gate = Gate(SCHEMA, opted_in=["balance", "chart", "new"], healthcare=True)
    assert gate.allowed == {"name", "balance"}


@given(st.dictionaries(names, st.text(min_size=1, max_size=5)))
def test_p10_only_allowed_fields_pass_the_first_gate(fields: dict[str, str]) -> None:
    gate = Gate(SCHEMA, healthcare=True)
    admitted = gate.admit(Record("patients", "1", fields))
    assert set(admitted.fields) == set(fields) & {"name"}
    assert sum(gate.dropped.values()) == len(fields.keys() - {"name"})


@given(st.dictionaries(names, st.text(max_size=5), min_size=1))
def test_p10_the_last_gate_stops_every_value_without_a_cleared_origin(
    values: dict[str, str],
) -> None:
    gate = Gate(SCHEMA, healthcare=True)
    gate.allow_egress({"name": ["name"], "chart": ["chart"], "balance": ["balance", "name"]})
    if set(values) == {"name"}:
        gate.clear(values)
    else:
        with pytest.raises(SyncError) as caught:
            gate.clear(values)
        assert caught.value.code is Code.FIELD_BLOCKED


def test_the_last_gate_is_shut_until_told_otherwise() -> None:
    with pytest.raises(SyncError):
        Gate(SCHEMA).clear({"name": "Ana"})
