"""Which records of a pair are synced at all: conditions on what the system says of them. Pure.

A `Filter` is part of the mapping document. `compile_filter` joins it with the system's schema; what
comes out looks at a record as the system told it, in memory, and answers yes or no. The fields that
it asks for are read and never written.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum

from core.errors import Code, UserActionError
from core.normal import form, is_empty
from core.records import FieldValue, Record
from core.schema import DataClass, Field, FieldType, StreamSchema

MODIFIED = "modified_at"  # names no field: when the record was last changed, by the system's clock
_MOST_DAYS = 36_500


class Operator(Enum):
    """What a condition asks of a field. An empty field is none of the values, and no date."""

    IS = "is"  # one of the values; of a choice of several, such as tags, at least one of them
    IS_NOT = "is_not"
    FILLED = "filled"
    EMPTY = "empty"
    WITHIN = "within"  # no longer ago than so many days; what lies ahead is
    SINCE = "since"  # on this day or later
    BEFORE = "before"


class Needs(Enum):
    """How many of its conditions a filter wants to hold."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One question about one field of the system's record.

    `values` are compared as the field's type is, whatever their case; SINCE and BEFORE take one
    day, such as "2026-01-31" (it begins at midnight UTC).
    """

    field: str  # or MODIFIED
    operator: Operator
    values: tuple[str, ...] = ()
    days: int | None = None  # of WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The records that a pair is about: those that meet its conditions; without any, all."""

    needs: Needs = Needs.ALL
    conditions: tuple[Condition, ...] = ()

    def fields(self) -> frozenset[str]:
        """Return the system fields that it must know."""
        return frozenset(each.field for each in self.conditions) - {MODIFIED}


EVERYTHING = Filter()

Admits = Callable[[Record, datetime], bool]
"""Whether a record, as the system told it, passes at this moment (aware, UTC).

A field that the record lacks counts as empty."""

_Test = Callable[[FieldValue, datetime], bool]
_DATED = frozenset({Operator.WITHIN, Operator.SINCE, Operator.BEFORE})
_VALUED = frozenset({Operator.IS, Operator.IS_NOT})
_DATES = frozenset({FieldType.DATE, FieldType.DATETIME})


def askable(schema: StreamSchema, allowed: Collection[str]) -> frozenset[str]:
    """Return the fields that a condition may name: those that may travel, and ids and statuses."""
    public = (name for name, f in schema.fields.items() if f.data_class is DataClass.PUBLIC)
    return frozenset(public).union(allowed)


def flaws(
    wanted: Filter, schema: StreamSchema, allowed: Collection[str]
) -> Iterator[tuple[int, Code]]:
    """Yield the places of conditions that a system cannot answer; also where it lacks an option."""
    may_ask = askable(schema, allowed)
    for at, condition in enumerate(wanted.conditions):
        field = schema.fields.get(condition.field)
        code = _unfit(condition, field, may_ask)
        if code is not None:
            yield at, code
        elif field is not None and not _knows(field, condition):
            yield at, Code.FILTER_INVALID


def malformed(wanted: Filter) -> Iterator[int]:
    """Yield the places of conditions that are incomplete, whatever the system has."""
    for at, condition in enumerate(wanted.conditions):
        if not _complete(condition):
            yield at


def compile_filter(
    wanted: Filter, schema: StreamSchema, allowed: Collection[str], *, region: str = "US"
) -> Admits:
    """Join a filter with the system's present schema.

    Raises UserActionError naming the field of a condition that cannot be asked: a filter is never
    guessed, since what it lets through is written. An option that is no more is no such thing: no
    record has it.
    """
    may_ask = askable(schema, allowed)
    for each in wanted.conditions:
        code = _unfit(each, schema.fields.get(each.field), may_ask)
        if code is not None:
            raise UserActionError(code, detail=each.field)
    tests = [
        (each.field, _test(each, schema.fields.get(each.field), region))
        for each in wanted.conditions
    ]
    if not tests:
        return lambda _record, _now: True
    meets = all if wanted.needs is Needs.ALL else any

    def admits(record: Record, now: datetime) -> bool:
        return meets(test(_value(record, name), now) for name, test in tests)

    return admits


def _value(record: Record, name: str) -> FieldValue:
    return record.modified_at if name == MODIFIED else record.fields.get(name)


def _knows(field: Field, condition: Condition) -> bool:
    """Tell whether a field has the options that a condition names; one without options has all."""
    options = {choice.value.casefold() for choice in field.choices}
    return not options or all(value.casefold() in options for value in condition.values)


def _unfit(condition: Condition, field: Field | None, may_ask: Collection[str]) -> Code | None:
    if not _complete(condition):
        return Code.FILTER_INVALID
    if condition.field == MODIFIED:
        return Code.FILTER_INVALID if condition.operator in _VALUED else None
    if field is None:
        return Code.FIELD_UNKNOWN
    if condition.field not in may_ask:
        return Code.FIELD_BLOCKED
    dated = condition.operator in _DATED
    return Code.FILTER_INVALID if dated and field.type not in _DATES else None


def _complete(condition: Condition) -> bool:
    """Tell whether a condition has what its operator takes, and nothing else."""
    values, days = condition.values, condition.days
    if condition.operator is Operator.WITHIN:
        return not values and days is not None and 0 < days <= _MOST_DAYS
    if days is not None:
        return False
    if condition.operator in _VALUED:
        return bool(values)
    if condition.operator in _DATED:
        return len(values) == 1 and _day(values[0]) is not None
    return not values


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _test(condition: Condition, field: Field | None, region: str) -> _Test:
    match condition.operator:
        case Operator.FILLED:
            return lambda value, _now: not is_empty(value)
        case Operator.EMPTY:
            return lambda value, _now: is_empty(value)
        case Operator.IS | Operator.IS_NOT:
            assert field is not None
            one_of = _one_of(condition.values, field.type, region)
            if condition.operator is Operator.IS:
                return lambda value, _now: one_of(value)
            return lambda value, _now: not one_of(value)
        case Operator.WITHIN:
            ago = timedelta(days=condition.days or 0)
            return lambda value, now: _reaches(value, now - ago) is True
        case Operator.SINCE | Operator.BEFORE:
            border = datetime.combine(date.fromisoformat(condition.values[0]), time(), UTC)
            if condition.operator is Operator.SINCE:
                return lambda value, _now: _reaches(value, border) is True
            return lambda value, _now: _reaches(value, border) is False


def _reaches(value: FieldValue, border: datetime) -> bool | None:
    """Tell whether a day or moment is not before a border; None if it is no date at all."""
    if isinstance(value, datetime):
        return value >= border
    return value >= border.date() if isinstance(value, date) else None


def _one_of(values: Collection[str], kind: FieldType, region: str) -> Callable[[FieldValue], bool]:
    to_text = form(kind, region)
    wanted = frozenset(to_text(value).casefold() for value in values)

    def is_one(value: FieldValue) -> bool:
        if isinstance(value, tuple):
            return any(to_text(each).casefold() in wanted for each in value)
        return not is_empty(value) and to_text(value).casefold() in wanted

    return is_one
