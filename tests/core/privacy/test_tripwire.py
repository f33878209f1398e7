"""The tripwire finds what is written as codes are, and lets usual names and addresses be (P10)."""

from dataclasses import replace
from importlib import resources

import msgspec
import pytest

from core.connector import NeededField
from core.errors import Code, UserActionError
from core.mapping import FieldMapping, Mapping, TieMapping
from core.privacy.tripwire import Kind, Trip, scan, typed, watch
from core.records import Record
from core.schema import Admission, DataClass, Field, FieldType, Guard, StreamSchema
from core.transforms import Step
from tests.core.engine.world import PERSON_RULES, World

FOUND = (
    ("Ana D2740", Kind.TEXT, Trip.DENTAL_CODE),
    ("d0120 due", Kind.TEXT, Trip.DENTAL_CODE),
    ("K02.9", Kind.TEXT, Trip.DIAGNOSIS_CODE),
    ("12 Oak St e11.9", Kind.ADDRESS, Trip.DIAGNOSIS_CODE),
    ("dx: Z23", Kind.TEXT, Trip.DIAGNOSIS_CODE),
    ("900-12-3456", Kind.TEXT, Trip.NUMBER),
    ("900 12 3456", Kind.NAME, Trip.NUMBER),
    ("4111 1111 1111 1111", Kind.TEXT, Trip.NUMBER),
    ("NPI 1234567893", Kind.TEXT, Trip.NUMBER),
    ("AB1234563", Kind.TEXT, Trip.NUMBER),
    ("see #14", Kind.TEXT, Trip.TOOTH),
    ("UR6 sore", Kind.TEXT, Trip.TOOTH),
    ("Smith LATEX ALLERGY", Kind.NAME, Trip.TERM),
    ("needs root canal", Kind.TEXT, Trip.TERM),
    ("12 Oak St, pregnant", Kind.ADDRESS, Trip.TERM),
    ("555-0100 deaf", Kind.PHONE, Trip.TERM),
    ("Jane *do not call*", Kind.NAME, Trip.NAME),
    ("Bob (hubby pays)", Kind.NAME, Trip.NAME),
    ("Please call her husband before you come by", Kind.TEXT, Trip.SENTENCE),
    ("wife says hiv", Kind.EMAIL, Trip.TERM),
)
USUAL = (
    ("Ana", Kind.NAME),
    ("Mary-Jane O\u2019Brien Smith Jr.", Kind.NAME),
    ("Parkinson", Kind.NAME),
    ("Crown", Kind.NAME),
    ("Canal", Kind.NAME),
    ("Zo\u00eb \u0141ukasz", Kind.NAME),
    ("1200 West Martin Luther King Jr Blvd Apt #12", Kind.ADDRESS),
    ("12 Bridge St Bldg D1200", Kind.ADDRESS),
    ("Unit C22", Kind.ADDRESS),
    ("80202-1234", Kind.ADDRESS),
    ("K1A 0B1", Kind.ADDRESS),
    ("(303) 555-0100 ext. 12", Kind.PHONE),
    ("d0120.dental@example.com", Kind.EMAIL),
    ("", Kind.TEXT),
)


@pytest.mark.parametrize(("text", "kind", "trip"), FOUND)
def test_p10_what_tells_of_health_or_identifies_is_found(text: str, kind: Kind, trip: Trip) -> None:
    assert scan(text, kind) is trip


@pytest.mark.parametrize(("text", "kind"), USUAL)
def test_what_is_usual_is_let_be(text: str, kind: Kind) -> None:
    assert scan(text, kind) is None


def field(name: str, kind: FieldType = FieldType.TEXT) -> Field:
    return Field(name, name, kind, DataClass.CONTACT, Admission.ALLOW)


FIELDS = {f.name: f for f in (field("first"), field("street"), field("tel", FieldType.PHONE))}


def test_p10_the_field_is_named_and_never_its_text() -> None:
    guard = Guard(names=frozenset({"first"}), addresses=frozenset({"street"}))
    look = watch(StreamSchema("patients", "Patients", FIELDS, guard=guard), frozenset(FIELDS))
    assert look(Record("patients", "1", {"first": "Ana", "street": "1 Elm St #4"})) is None
    assert look(Record("patients", "1", {"first": "Ana 2"})) == ("first", Trip.NAME)


def test_what_is_about_the_office_itself_is_not_looked_through() -> None:
    schema = StreamSchema("clinics", "Clinics", FIELDS, guard=Guard(scanned=False))
    look = watch(schema, frozenset(FIELDS))
    assert look(Record("clinics", "1", {"first": "Root Canal Specialists"})) is None


def test_p10_only_what_travels_is_looked_through() -> None:
    look = watch(StreamSchema("patients", "Patients", FIELDS), frozenset({"street"}))
    assert look(Record("patients", "1", {"first": "has hiv"})) is None


# -- what the office typed into a mapping --------------------------------------------------------

TYPED = (
    replace(PERSON_RULES, stages=("Scheduled", "Root canal done")),
    replace(PERSON_RULES, pipeline="Botox"),
    replace(PERSON_RULES, ties=(TieMapping(reference="company", pair="x", label="oncology"),)),
    replace(PERSON_RULES, needed=(NeededField("town", "Allergies"),)),
    replace(
        PERSON_RULES,
        fields=(
            FieldMapping(
                system=("kind",),
                hubspot="kind",
                steps=(Step("map", {"values": {"3": "Perio maintenance"}}),),
            ),
        ),
    ),
)


@pytest.mark.parametrize("mapping", TYPED)
def test_p10_a_label_that_tells_of_health_is_found_in_a_mapping(mapping: Mapping) -> None:
    assert typed(PERSON_RULES) is None
    assert typed(mapping) is not None


def test_p10_a_pair_whose_mapping_tells_of_health_is_not_walked(world: World) -> None:
    world.rules = [replace(PERSON_RULES, stages=("Root canal done",))]
    world.people(2)
    with pytest.raises(UserActionError) as caught:
        world.run()
    assert (caught.value.code, caught.value.detail) == (Code.FIELD_BLOCKED, "stage 1")
    assert world.portal.applied == []


@pytest.mark.parametrize("vendor", ["opendental", "boulevard"])
def test_what_the_starter_mappings_say_is_let_be(vendor: str) -> None:
    text = (resources.files(f"connectors.{vendor}") / "starter.json").read_bytes()
    documents = msgspec.json.decode(text, type=list[Mapping])
    assert documents
    assert [typed(each) for each in documents] == [None] * len(documents)
