"""Open Dental's columns and words, ours and the simulator's, against its database documentation."""

import pytest

from connectors.opendental.schema import CHOICES
from connectors.opendental.simulator.tables import BLANKS
from connectors.opendental.streams import STREAMS
from tests.contract.opendental_judge import LOOK_UPS, SPEC, TABLES, BreachError, check, columns

pytestmark = pytest.mark.skipif(
    not SPEC.exists(), reason=f"Open Dental's database documentation is not at {SPEC.parent}"
)

LEFT_OUT = {  # words that no record of ours may have
    ("patient", "PatStatus"): {"Deleted"},
    ("appointment", "AptStatus"): {"None", "Planned", "PtNote", "PtNoteCompleted"},
}
WITHOUT_WORDS = {("patient", "ShortCodeOptIn")}  # said in the text only


@pytest.mark.parametrize(("thing", "name"), sorted(set(CHOICES) - WITHOUT_WORDS))
def test_the_words_of_a_choice_are_those_of_the_documentation(thing: str, name: str) -> None:
    known = columns(thing)[name].words
    assert known
    assert set(CHOICES[thing, name]) == known - LEFT_OUT.get((thing, name), set())


@pytest.mark.parametrize("kind", BLANKS)
def test_every_column_of_the_simulator_is_one_of_the_documentation(kind: str) -> None:
    for name, value in BLANKS[kind].items():
        check(kind, name, value)


@pytest.mark.parametrize("stream", STREAMS)
def test_every_field_is_a_column_or_a_look_up(stream: str) -> None:
    found = STREAMS[stream]
    kind = found.path.split("/")[1]
    known = columns(TABLES[kind]).keys() | LOOK_UPS.get(kind, set())
    assert found.fields.keys() <= known


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        ("patients", "Nickname", "Addie"),
        ("patients", "PatStatus", "Frozen"),
        ("patients", "PatNum", "7"),
        ("patients", "PatNum", True),
        ("patients", "Birthdate", "02/03/1990"),
        ("patients", "DateTStamp", "2026-11-24T10:00:00Z"),
        ("patients", "Premed", "yes"),
        ("patients", "LName", "x" * 101),
        ("patients", "serverDateTime", 5),
    ],
)
def test_the_judge_says_no(kind: str, name: str, value: object) -> None:
    with pytest.raises(BreachError):
        check(kind, name, value)
