"""The gates fail closed (P10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code, SyncError
from core.privacy import Egress, Gate
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


KEY = "sync300_books_key"


def gates(*opted_in: str) -> tuple[Gate, Egress]:
    gate = Gate(SCHEMA, opted_in=opted_in, healthcare=True)
    last = Egress(SCHEMA, stamp=gate.stamp, key=KEY, opted_in=opted_in, healthcare=True)
    return gate, last


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
    gate, last = gates()
    last.learn({"name": ["name"], "chart": ["chart"], "balance": ["balance", "name"]})
    record = gate.admit(Record("patients", "1", {}))
    if set(values) == {"name"}:
        last.clear(values, record)
    else:
        with pytest.raises(SyncError) as caught:
            last.clear(values, record)
        assert caught.value.code is Code.FIELD_BLOCKED


def test_the_last_gate_is_shut_until_told_otherwise() -> None:
    gate, last = gates()
    with pytest.raises(SyncError):
        last.clear({"name": "Ana"}, gate.admit(Record("patients", "1", {"name": "Ana"})))
