"""Fields that the business made itself, from the time that a person has classified them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from connectors.boulevard.simulator import BoulevardSimulator
from core.connector import Connector
from core.privacy import Gate
from core.privacy.decisions import Decisions, Switch
from core.records import FieldValue
from core.schema import DataClass
from tests.connectors.boulevard.conftest import START, only, records

OPTIONS = ("Oily", "Dry")


def queries(spa: BoulevardSimulator) -> list[str]:
    return [str(entry.body["query"]) for entry in spa.log if isinstance(entry.body, dict)]


@pytest.mark.parametrize(
    ("kind", "kept", "wanted"),
    [
        ("TEXT", " Moss ", "Moss"),
        ("BOOLEAN", False, False),
        ("INTEGER", 7, 7),
        ("FLOAT", 1.5, Decimal("1.5")),
        ("FLOAT", 2, Decimal(2)),
        ("DATETIME", "2026-11-24T10:00:00-05:00", datetime(2026, 11, 24, 15, tzinfo=UTC)),
        ("SELECT", "Dry", "k-dry"),
        ("MULTISELECT", ["Oily", "Dry"], ("k-oily", "k-dry")),
        ("TEXT", None, None),
        ("SELECT", None, None),
        ("FLOAT", None, None),
        ("MULTISELECT", None, None),
    ],
)
def test_each_kind_is_read_as_what_it_is(
    spa: BoulevardSimulator, office: Connector, kind: str, kept: object, wanted: FieldValue
) -> None:
    spa.seed_custom_field("k", "Mine", kind, OPTIONS if "SELECT" in kind else ())
    ada = spa.seed_client("Ada", "Moss", custom={"k": kept})
    assert only(office, "clients", "firstName", "custom.k").fields == {
        "firstName": "Ada",
        "custom.k": wanted,
    }
    assert office.fetch("clients", [ada], ["custom.k"])[ada].fields == {"custom.k": wanted}


def test_none_is_asked_for_but_those_that_are_named(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P10)"""
    spa.seed_custom_field("skin", "Skin type")
    spa.seed_custom_field("likes", "Likes")
    records(office, "clients", "firstName")
    assert not any("custom" in query or "ative" in query for query in queries(spa))
    records(office, "clients", "custom.likes")
    assert 'textValue(key: "likes")' in queries(spa)[-1]
    assert "skin" not in queries(spa)[-1]


def test_their_kinds_are_asked_for_once(spa: BoulevardSimulator, office: Connector) -> None:
    spa.seed_custom_field("likes", "Likes")
    for _ in range(3):
        records(office, "clients", "custom.likes")
    assert office.requests == 4


@pytest.mark.parametrize("name", ["custom.gone", "custom.", "custom.a/b", 'custom.x") { id }'])
def test_one_that_is_not_there_is_left_out(
    spa: BoulevardSimulator, office: Connector, name: str
) -> None:
    """(P7) Such as one that was renamed, which is another one; or one with a name that would say
    something in a request.
    """
    if name != "custom.gone":
        spa.seed_custom_field(name.removeprefix("custom."), "Odd")
    spa.seed_client("Ada", "Moss")
    assert only(office, "clients", "firstName", name).fields == {"firstName": "Ada"}


def test_one_that_goes_away_meanwhile_is_unknown_and_spoils_nobody(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P5, P7)"""
    field = spa.seed_custom_field("likes", "Likes")
    spa.seed_client("Ada", "Moss", custom={"likes": "Tea"})
    records(office, "clients", "custom.likes")
    spa.delete("fields", field)
    assert only(office, "clients", "firstName", "custom.likes").fields == {"firstName": "Ada"}


def test_appointments_have_some_and_locations_none(
    spa: BoulevardSimulator, office: Connector
) -> None:
    place, ada = spa.seed("locations", name="Dover"), spa.seed_client("Ada", "Moss")
    spa.seed("fields", key="room", name="Room", schema="APPOINTMENT")
    spa.seed_appointment(ada, place, START, custom={"room": "North"})
    assert only(office, "appointments", "custom.room").fields == {"custom.room": "North"}
    assert only(office, "locations", "custom.room").fields == {}


def test_once_classified_one_gets_through_the_gate(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """(P10)"""
    spa.seed_custom_field("likes", "Likes")
    spa.seed_custom_field("skin", "Skin type")
    spa.seed_client("Ada", "Moss", custom={"likes": "Tea", "skin": "II"})
    said = Switch(DataClass.CONTACT, "What to offer when she comes.", START, "ada")
    decisions = Decisions(classified={("clients", "custom.likes"): said})
    gate = Gate(decisions.applied(office.schema("clients")), healthcare=True)
    assert {name for name in gate.allowed if name.startswith("custom.")} == {"custom.likes"}
    record = only(office, "clients", *gate.allowed)
    assert gate.admit(record).fields["custom.likes"] == "Tea"
