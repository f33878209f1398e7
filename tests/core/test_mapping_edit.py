"""Edits of a mapping: each a new document, so that undo is going back."""

import pytest

from core.conflicts import ConflictPolicy
from core.errors import Code, UserActionError
from core.mapping import Direction, FieldMapping, Mapping, WhenEmpty, from_json, to_json
from core.mapping_edit import (
    attach,
    connect,
    disconnect,
    line_of,
    may_turn,
    set_policy,
    set_steps,
    set_when_empty,
    turn,
)
from core.schema import Field, FieldType
from core.transforms import Step

EMPTY = Mapping(pair="p", label="P to C", system_stream="p", hubspot_stream="contacts", fields=())
PHONE = Field("tel", "Phone", FieldType.PHONE)
FIRST, LAST = Field("first", "First"), Field("last", "Last")
NAME = Field("name", "Name")
MOBILE = Field("mobilephone", "Mobile", FieldType.PHONE)
DAY = Field("day", "Day", FieldType.DATE)


def line(mapping: Mapping, key: str) -> FieldMapping:
    found = line_of(mapping, key)
    assert found is not None
    return found


def test_a_link_begins_with_the_steps_that_its_types_need() -> None:
    made = connect(EMPTY, PHONE, MOBILE)
    assert line(made, "mobilephone").steps == (Step("phone"),)
    assert line(made, "mobilephone").direction is Direction.TO_HUBSPOT
    assert from_json(to_json(made)) == made
    assert EMPTY.fields == ()


def test_what_does_not_fit_is_not_linked() -> None:
    with pytest.raises(UserActionError) as caught:
        connect(EMPTY, PHONE, DAY)
    assert caught.value.code is Code.MAPPING_INVALID


def test_a_second_field_is_joined_to_a_text_and_refused_elsewhere() -> None:
    made = connect(connect(EMPTY, FIRST, NAME), LAST, NAME)
    assert line(made, "name").system == ("first", "last")
    assert line(made, "name").steps[0] == Step("join", {"separator": " "})
    assert connect(made, LAST, NAME) == made
    taken = connect(EMPTY, PHONE, MOBILE)
    with pytest.raises(UserActionError):
        connect(taken, Field("cell", "Cell", FieldType.PHONE), MOBILE)


def test_joined_fields_travel_one_way() -> None:
    """P12"""
    both = turn(connect(EMPTY, FIRST, NAME), "name", Direction.BOTH)
    made = connect(both, LAST, NAME)
    assert line(made, "name").direction is Direction.TO_HUBSPOT
    assert not may_turn(line(made, "name"), FIRST, writable=True)


def test_steps_that_cannot_be_undone_turn_a_link_to_one_way() -> None:
    """P12"""
    both = turn(connect(EMPTY, FIRST, NAME), "name", Direction.BOTH)
    made = set_steps(both, "name", [Step("truncate", {"length": 10})])
    assert line(made, "name").direction is Direction.TO_HUBSPOT


@pytest.mark.parametrize(
    ("field", "writable", "may"),
    [
        (FIRST, True, True),
        (FIRST, False, False),
        (Field("first", "First", read_only=True), True, False),
        (None, True, False),
    ],
)
def test_only_what_can_be_written_may_travel_back(
    field: Field | None, writable: bool, may: bool
) -> None:
    made = connect(EMPTY, FIRST, NAME)
    assert may_turn(line(made, "name"), field, writable=writable) is may


def test_rules_are_set_for_one_link_and_can_go_back_to_the_pairs() -> None:
    made = connect(connect(EMPTY, FIRST, NAME), PHONE, MOBILE)
    ruled = set_when_empty(set_policy(made, "name", ConflictPolicy.ASK), "name", WhenEmpty.ERASE)
    assert (line(ruled, "name").policy, line(ruled, "name").when_empty) == (
        ConflictPolicy.ASK,
        WhenEmpty.ERASE,
    )
    assert line(ruled, "mobilephone") == line(made, "mobilephone")
    back = set_when_empty(set_policy(ruled, "name", None), "name", WhenEmpty.KEEP)
    assert back == made


def test_a_link_whose_field_vanished_reads_another_one() -> None:
    made = attach(connect(EMPTY, FIRST, NAME), "name", LAST)
    assert line(made, "name").system == ("last",)
    assert disconnect(made, "name") == EMPTY
