"""What the vendor added and the business made: seen, blocked, and called by name."""

import pytest

from connectors.boulevard.simulator import BoulevardSimulator, Profile
from connectors.boulevard.streams import STREAMS
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector
from core.errors import Code, SyncError, UserActionError
from core.privacy import Gate
from core.schema import Admission, Choice, DataClass, FieldType
from tests.connectors.boulevard.conftest import connection, records


def test_a_field_that_the_vendor_added_is_shown_and_blocked(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P10)"""
    assert "skinTone" not in office.schema("clients").fields
    spa.upgrade("Client", "skinTone", "II")
    found = office.schema("clients").fields["skinTone"]
    assert (found.data_class, found.admission) == (DataClass.UNCLASSIFIED, Admission.BLOCK)
    spa.seed_client("Ada", "Moss")
    assert records(office, "clients", "skinTone")[0].fields == {}


def test_the_businesss_own_fields_have_types_and_options_and_are_blocked(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P10)"""
    kinds = {
        "BOOLEAN": FieldType.BOOL,
        "DATETIME": FieldType.DATETIME,
        "FLOAT": FieldType.NUMBER,
        "INTEGER": FieldType.INTEGER,
        "MULTISELECT": FieldType.CHOICES,
        "SELECT": FieldType.CHOICE,
        "TEXT": FieldType.TEXT,
        "HOLOGRAM": FieldType.TEXT,
    }
    for kind in kinds:
        options = ("Oily", "Dry") if "SELECT" in kind else ()
        spa.seed_custom_field(kind.lower(), f"My {kind}", kind, options)
    fields = office.schema("clients").fields
    for kind, wanted in kinds.items():
        found = fields[f"custom.{kind.lower()}"]
        assert (found.label, found.type, found.custom) == (f"My {kind}", wanted, True)
        assert (found.data_class, found.admission) == (DataClass.UNCLASSIFIED, Admission.BLOCK)
    assert fields["custom.select"].choices == (
        Choice("select-oily", "Oily"),
        Choice("select-dry", "Dry"),
    )
    assert not any(name.startswith("custom.") for name in office.schema("locations").fields)


def test_there_may_be_more_of_them_than_a_page(spa: BoulevardSimulator, office: Connector) -> None:
    for number in range(230):
        spa.seed_custom_field(f"k{number}", "Field")
    fields = office.schema("clients").fields
    assert sum(name.startswith("custom.") for name in fields) == 230


def test_none_of_them_gets_through_the_gate(spa: BoulevardSimulator, office: Connector) -> None:
    """(P10) Even if somebody had switched them on."""
    spa.seed_custom_field("skin", "Skin type")
    spa.upgrade("Client", "skinTone", "II")
    schema = office.schema("clients")
    gate = Gate(schema, opted_in=["custom.skin", "skinTone", "notes", "id"], healthcare=True)
    assert not gate.allowed & {"custom.skin", "skinTone", "notes", "id", "externalId"}
    assert {"firstName", "email", "active"} <= gate.allowed


def test_a_schema_that_may_not_be_asked_about_is_said_so(clock: SimulatorClock) -> None:
    spa = BoulevardSimulator(clock=clock, profile=Profile(introspects=False))
    schema = connection(spa.handle, clock).schema("clients")
    assert schema.notes == (Code.UNEXPECTED.value,)
    assert schema.fields == STREAMS["clients"].fields


def test_a_key_that_is_no_good_is_not_taken_for_that(
    spa: BoulevardSimulator, office: Connector
) -> None:
    spa.keys.clear()
    with pytest.raises(UserActionError) as failed:
        office.schema("clients")
    assert failed.value.code is Code.TOKEN_REJECTED
    spa.faults.append(Fault("status", status=410, times=9))
    with pytest.raises(SyncError) as retired:
        office.schema("clients")
    assert retired.value.code is Code.VERSION_RETIRED
