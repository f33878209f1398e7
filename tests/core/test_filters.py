"""Filters: which records of a pair are synced at all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Code, UserActionError
from core.filters import (
    EVERYTHING,
    MODIFIED,
    Condition,
    Filter,
    Needs,
    Operator,
    askable,
    compile_filter,
    flaws,
    malformed,
)
from core.records import FieldValue, Record
from core.schema import Admission, Choice, DataClass, Field, FieldType, StreamSchema

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
IS, IS_NOT, FILLED, EMPTY = Operator.IS, Operator.IS_NOT, Operator.FILLED, Operator.EMPTY
WITHIN, SINCE, BEFORE = Operator.WITHIN, Operator.SINCE, Operator.BEFORE


def one(
    name: str, kind: FieldType, data_class: DataClass = DataClass.CONTACT, *options: str
) -> Field:
    choices = tuple(Choice(option, option.title()) for option in options)
    return Field(name, name.title(), kind, data_class, Admission.ALLOW, choices)


MATTERS = StreamSchema(
    "matters",
    "Matters",
    {
        field.name: field
        for field in (
            one("status", FieldType.CHOICE, DataClass.PUBLIC, "Open", "Pending", "Closed"),
            one("tags", FieldType.CHOICES, DataClass.PUBLIC),
            one("opened", FieldType.DATE, DataClass.SCHEDULE),
            one("seen", FieldType.DATETIME, DataClass.SCHEDULE),
            one("town", FieldType.TEXT),
            one("fee", FieldType.MONEY, DataClass.MONEY),
            one("tel", FieldType.PHONE),
            one("vip", FieldType.BOOL, DataClass.PUBLIC),
        )
    },
)
ALLOWED = frozenset(MATTERS.fields) - {"fee"}


def where(field: str, operator: Operator, *values: str, days: int | None = None) -> Condition:
    return Condition(field=field, operator=operator, values=values, days=days)


def matter(modified: datetime | None = None, **fields: FieldValue) -> Record:
    return Record("matters", "m1", fields, modified)


def admits(record: Record, *conditions: Condition, needs: Needs = Needs.ALL) -> bool:
    wanted = Filter(needs=needs, conditions=conditions)
    return compile_filter(wanted, MATTERS, ALLOWED)(record, NOW)


def test_without_conditions_everything_is_synced() -> None:
    assert compile_filter(EVERYTHING, MATTERS, ())(matter(), NOW)


@pytest.mark.parametrize(
    ("condition", "value", "passes"),
    [
        (where("status", IS, "Open", "Pending"), "Pending", True),
        (where("status", IS, "open"), "Open", True),
        (where("status", IS, "Open"), "Closed", False),
        (where("status", IS, "Open"), None, False),
        (where("status", IS_NOT, "Closed"), "Open", True),
        (where("status", IS_NOT, "Closed"), None, True),
        (where("status", IS_NOT, "Closed"), "Closed", False),
        (where("tags", IS, "vip"), ("family", "VIP"), True),
        (where("tags", IS, "vip"), ("family",), False),
        (where("tags", IS, "vip"), (), False),
        (where("tags", IS_NOT, "vip"), ("family", "vip"), False),
        (where("tags", FILLED), (), False),
        (where("town", FILLED), " ", False),
        (where("town", EMPTY), None, True),
        (where("town", EMPTY), "Denver", False),
        (where("tel", IS, "(303) 555-0118"), "+13035550118", True),
        (where("vip", IS, "true"), True, True),
        (where("vip", IS, "true"), False, False),
        (where("opened", WITHIN, days=30), date(2026, 10, 26), True),
        (where("opened", WITHIN, days=30), date(2026, 10, 25), False),
        (where("opened", WITHIN, days=30), date(2027, 1, 1), True),
        (where("opened", WITHIN, days=30), None, False),
        (where("seen", WITHIN, days=1), NOW - timedelta(days=1), True),
        (where("seen", WITHIN, days=1), NOW - timedelta(days=1, seconds=1), False),
        (where("opened", SINCE, "2026-01-31"), date(2026, 1, 31), True),
        (where("opened", SINCE, "2026-01-31"), date(2026, 1, 30), False),
        (where("opened", BEFORE, "2026-01-31"), date(2026, 1, 30), True),
        (where("opened", BEFORE, "2026-01-31"), date(2026, 1, 31), False),
        (where("opened", BEFORE, "2026-01-31"), None, False),
        (where("seen", SINCE, "2026-01-31"), datetime(2026, 1, 31, tzinfo=UTC), True),
        (where("seen", BEFORE, "2026-01-31"), datetime(2026, 1, 30, 23, 59, tzinfo=UTC), True),
    ],
)
def test_a_condition_is_about_the_value_as_its_type_is_compared(
    condition: Condition, value: FieldValue, passes: bool
) -> None:
    record = replace(matter(), fields={condition.field: value})
    assert admits(record, condition) is passes


def test_when_the_record_was_modified_can_be_asked_where_the_system_tells_it() -> None:
    lately = where(MODIFIED, WITHIN, days=7)
    assert admits(matter(NOW - timedelta(days=6)), lately)
    assert not admits(matter(NOW - timedelta(days=8)), lately)
    assert not admits(matter(None), lately)


def test_modified_or_opened_lately_is_any_of_two() -> None:
    either = (where(MODIFIED, WITHIN, days=7), where("opened", WITHIN, days=30))
    old = NOW - timedelta(days=90)
    assert admits(matter(old, opened=date(2026, 11, 1)), *either, needs=Needs.ANY)
    assert not admits(matter(old, opened=date(2026, 11, 1)), *either)
    assert not admits(matter(old, opened=date(2026, 1, 1)), *either, needs=Needs.ANY)


# -- for every record ---------------------------------------------------------------------------

statuses = st.sampled_from(("Open", "Pending", "Closed"))
values = st.fixed_dictionaries(
    {},
    optional={
        "status": st.none() | statuses,
        "tags": st.none() | st.lists(st.sampled_from(("a", "B")), max_size=2).map(tuple),
        "opened": st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        "town": st.none() | st.text(max_size=3),
    },
)
records = st.builds(
    lambda fields, ago: matter(NOW - timedelta(days=ago), **fields), values, st.integers(0, 99)
)
conditions = st.one_of(
    st.builds(
        lambda operator, chosen: where("status", operator, *chosen),
        st.sampled_from((IS, IS_NOT)),
        st.lists(statuses, min_size=1, max_size=2),
    ),
    st.builds(lambda operator: where("tags", operator, "b"), st.sampled_from((IS, IS_NOT))),
    st.builds(where, st.sampled_from(("town", "tags", MODIFIED)), st.sampled_from((FILLED, EMPTY))),
    st.builds(lambda days: where(MODIFIED, WITHIN, days=days), st.integers(1, 99)),
    st.builds(
        lambda operator, day: where("opened", operator, day.isoformat()),
        st.sampled_from((SINCE, BEFORE)),
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    ),
)


@given(records, st.lists(conditions, min_size=1, max_size=4))
def test_all_and_any_are_what_the_conditions_say_one_by_one(
    record: Record, asked: Sequence[Condition]
) -> None:
    """P13"""
    alone = [admits(record, each) for each in asked]
    assert admits(record, *asked) is all(alone)
    assert admits(record, *asked, needs=Needs.ANY) is any(alone)


@given(records, st.lists(conditions, min_size=1, max_size=4), st.randoms())
def test_the_order_of_conditions_changes_nothing(
    record: Record, asked: list[Condition], chance: Any
) -> None:
    """P13"""
    other = chance.sample(asked, len(asked))
    for needs in Needs:
        assert admits(record, *asked, needs=needs) is admits(record, *other, needs=needs)


@pytest.mark.parametrize(("yes", "no"), [(IS, IS_NOT), (EMPTY, FILLED)])
@given(record=records)
def test_every_record_meets_a_condition_or_its_opposite(
    yes: Operator, no: Operator, record: Record
) -> None:
    for name, value in (("status", "Open"), ("tags", "a"), ("town", "x")):
        given = (value,) if yes is IS else ()
        assert admits(record, where(name, yes, *given)) is not admits(
            record, where(name, no, *given)
        )


@given(records, st.integers(1, 99), st.integers(0, 99))
def test_as_days_go_by_a_record_only_ever_leaves_what_is_lately(
    record: Record, days: int, later: int
) -> None:
    lately = compile_filter(
        Filter(conditions=(where(MODIFIED, WITHIN, days=days),)), MATTERS, ALLOWED
    )
    if lately(record, NOW + timedelta(days=later)):
        assert lately(record, NOW)


# -- what may be asked --------------------------------------------------------------------------


def test_only_what_may_travel_is_asked_for_and_ids_and_statuses() -> None:
    """P10"""
    assert "fee" not in askable(MATTERS, ALLOWED)
    assert {"status", "tags", "vip"} == askable(MATTERS, ())
    unknown = replace(MATTERS.fields["town"], data_class=DataClass.UNCLASSIFIED)
    closed = replace(MATTERS, fields={**MATTERS.fields, "town": unknown})
    with pytest.raises(UserActionError) as caught:
        compile_filter(Filter(conditions=(where("town", FILLED),)), closed, ())
    assert (caught.value.code, caught.value.detail) == (Code.FIELD_BLOCKED, "town")


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        (where("nobody", FILLED), Code.FIELD_UNKNOWN),
        (where("fee", IS, "5"), Code.FIELD_BLOCKED),
        (where("town", WITHIN, days=3), Code.FILTER_INVALID),
        (where("status", SINCE, "2026-01-31"), Code.FILTER_INVALID),
        (where(MODIFIED, IS, "2026-01-31"), Code.FILTER_INVALID),
        (where("opened", WITHIN), Code.FILTER_INVALID),
        (where("opened", WITHIN, days=0), Code.FILTER_INVALID),
        (where("opened", WITHIN, days=36_501), Code.FILTER_INVALID),
        (where("opened", WITHIN, "x", days=3), Code.FILTER_INVALID),
        (where("opened", SINCE, "soon"), Code.FILTER_INVALID),
        (where("opened", SINCE), Code.FILTER_INVALID),
        (where("status", IS), Code.FILTER_INVALID),
        (where("status", IS, "Open", days=3), Code.FILTER_INVALID),
        (where("town", EMPTY, "x"), Code.FILTER_INVALID),
    ],
)
def test_a_condition_that_cannot_be_answered_is_never_guessed(
    condition: Condition, code: Code
) -> None:
    wanted = Filter(conditions=(where("status", IS, "Open"), condition))
    assert list(flaws(wanted, MATTERS, ALLOWED)) == [(1, code)]
    with pytest.raises(UserActionError) as caught:
        compile_filter(wanted, MATTERS, ALLOWED)
    assert (caught.value.code, caught.value.detail) == (code, condition.field)


def test_an_option_that_is_not_there_is_told_but_stops_no_run() -> None:
    wanted = Filter(conditions=(where("status", IS, "Open", "Opened"),))
    assert list(flaws(wanted, MATTERS, ALLOWED)) == [(0, Code.FILTER_INVALID)]
    assert compile_filter(wanted, MATTERS, ALLOWED)(matter(status="Open"), NOW)


def test_what_is_incomplete_is_known_without_a_system() -> None:
    asked = (where("status", IS), where("town", FILLED), where("opened", WITHIN))
    assert list(malformed(Filter(conditions=asked))) == [0, 2]


def test_a_filter_says_which_fields_it_must_know() -> None:
    asked = (where("status", IS, "Open"), where(MODIFIED, WITHIN, days=7))
    assert Filter(conditions=asked).fields() == {"status"}
