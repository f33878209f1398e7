"""The gates fail closed (P10)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.connector import Write, WriteKind
from core.errors import Code, SyncError
from core.privacy import Egress, Gate
from core.records import FieldValue, Record
from core.schema import Admission, Choice, DataClass, Field, FieldType, StreamSchema

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


# -- what leaves is a part of the allow-list (Shows 4) -------------------------------------------

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
SENT = {"firstname": ["name"], "balance": ["balance"], "chart": ["chart"], "new": ["new"]}


@given(st.dictionaries(names | st.text(max_size=6), anything, max_size=12))
def test_p10_of_any_payload_only_the_allow_list_leaves(payload: dict[str, object]) -> None:
    """Whatever keys, nesting and types a system answers with."""
    gate, last = gates("balance")
    last.learn(SENT)
    record = gate.admit(Record("patients", "1", payload))  # type: ignore[arg-type]
    values = {key: record.fields[name] for key, (name,) in SENT.items() if name in record.fields}
    last.clear(values, record)
    last.pass_on([Write(WriteKind.CREATE, "contacts", values, key="h-" + "0" * 32)], counted=True)
    assert values.keys() <= {"firstname", "balance"}
    assert isinstance(values.get("firstname"), str | None)
    assert not isinstance(values.get("balance"), bool | str | list | dict)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FieldType.BOOL, "see chart"),
        (FieldType.DATE, "2026-01-01"),
        (FieldType.INTEGER, True),
        (FieldType.TEXT, ["nested"]),
        (FieldType.CHOICE, "a new word"),
    ],
)
def test_p10_a_value_that_is_not_what_its_field_holds_is_dropped_and_counted(
    kind: FieldType, value: FieldValue
) -> None:
    choices = (Choice("Yes", "Yes"),) if kind is FieldType.CHOICE else ()
    odd = replace(FIELDS["name"], type=kind, choices=choices)
    gate = Gate(replace(SCHEMA, fields={"name": odd}), healthcare=True)
    assert gate.admit(Record("patients", "1", {"name": value})).fields == {}
    assert gate.dropped == {"name": 1}


# -- the last gate judges by itself --------------------------------------------------------------


def test_p10_a_record_that_did_not_pass_the_first_gate_is_refused() -> None:
    _gate, last = gates()
    last.learn({"firstname": ["name"]})
    raw = Record("patients", "1", {"name": "Ana"})
    with pytest.raises(SyncError) as caught:
        last.clear({"firstname": "Ana"}, raw)
    assert caught.value.code is Code.FIELD_BLOCKED
    other = Gate(SCHEMA, healthcare=True).admit(raw)
    with pytest.raises(SyncError):
        last.clear({"firstname": "Ana"}, other)


def test_p10_a_first_gate_that_was_talked_round_does_not_open_the_last() -> None:
    gate, last = gates()
    gate.allowed = gate.allowed | {"chart"}
    last.learn({"firstname": ["name"], "notes": ["chart"], "both": ["name", "chart"]})
    assert last.origins.keys() == {"firstname"}


@pytest.mark.parametrize("key", ["71", "4482019.patients.71", "h-71"])
def test_p10_no_number_of_a_person_leaves_as_a_key(key: str) -> None:
    _gate, last = gates()
    for write in (
        Write(WriteKind.CREATE, "contacts", {}, key=key),
        Write(WriteKind.UPDATE, "contacts", {KEY: key}, id="1"),
    ):
        with pytest.raises(SyncError) as caught:
            last.pass_on([write], counted=True)
        assert caught.value.detail == KEY


def test_p10_nothing_is_written_into_a_field_that_may_not_be_read() -> None:
    _gate, last = gates()
    last.pass_back([Write(WriteKind.UPDATE, "patients", {"name": "Ana"}, id="1")])
    for name in ("chart", "new", "balance", "unheard_of"):
        with pytest.raises(SyncError) as caught:
            last.pass_back([Write(WriteKind.UPDATE, "patients", {name: "x"}, id="1")])
        assert caught.value.detail == name


def test_p10_a_tie_that_the_system_does_not_describe_is_not_made() -> None:
    with pytest.raises(SyncError):
        gates()[1].tie("hygienist")


def test_what_was_handed_over_is_counted_by_property() -> None:
    _gate, last = gates()
    last.learn({"firstname": ["name"]})
    key = "h-" + "0" * 32
    writes = [Write(WriteKind.CREATE, "contacts", {"firstname": n}, key=key) for n in ("A", "B")]
    last.pass_on(writes, counted=True)
    last.pass_on(writes, counted=False)
    assert last.sent == {"firstname": 2}
