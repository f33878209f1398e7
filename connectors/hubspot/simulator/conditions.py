"""The conditions of a search, and how values are compared."""

from collections.abc import Callable
from typing import Any

import msgspec

from connectors.hubspot.simulator.rows import Property
from connectors.hubspot.simulator.tables import folded
from connectors.hubspot.simulator.times import parsed

Comparable = float | str
Test = Callable[[Comparable | None], bool]
Read = Callable[[str | None], Comparable]


class Filter(msgspec.Struct, rename="camel"):
    """One condition."""

    property_name: str
    operator: str
    value: str | None = None
    high_value: str | None = None
    values: list[str] | None = None


def comparable(definition: Property, text: str) -> Comparable:
    """Return what a value is compared as: a number, milliseconds, or text without case."""
    if definition.type in ("date", "datetime"):
        ms = parsed(text)
        return ms if ms is not None else folded(text)
    if definition.type == "number":
        try:
            return float(text)
        except ValueError:
            return folded(text)
    return folded(text)


def _ordered(holds: Callable[[Any, Any], bool]) -> Callable[[Filter, Read], Test]:
    def make(one: Filter, read: Read) -> Test:
        bound = read(one.value)
        like = (int, float) if isinstance(bound, (int, float)) else str

        def test(value: Comparable | None) -> bool:
            return isinstance(value, like) and holds(value, bound)

        return test

    return make


def _between(one: Filter, read: Read) -> Test:
    low, high = _at_least(one, read), _at_most(Filter("", "", one.high_value), read)
    return lambda value: low(value) and high(value)


def _in(one: Filter, read: Read) -> Test:
    wanted = {read(value) for value in one.values or ()}
    return lambda value: value in wanted


def _not_in(one: Filter, read: Read) -> Test:
    wanted = {read(value) for value in one.values or ()}
    return lambda value: value is not None and value not in wanted


def _equals(one: Filter, read: Read) -> Test:
    wanted = read(one.value)
    return lambda value: value == wanted


def _differs(one: Filter, read: Read) -> Test:
    wanted = read(one.value)
    return lambda value: value is not None and value != wanted


def _contains(one: Filter, _read: Read) -> Test:
    word = folded(one.value or "").strip("*")
    return lambda value: value is not None and word in str(value)


def _lacks(one: Filter, read: Read) -> Test:
    contains = _contains(one, read)
    return lambda value: not contains(value)


_at_least = _ordered(lambda value, bound: value >= bound)
_at_most = _ordered(lambda value, bound: value <= bound)
OPERATORS: dict[str, Callable[[Filter, Read], Test]] = {
    "EQ": _equals,
    "NEQ": _differs,
    "LT": _ordered(lambda value, bound: value < bound),
    "LTE": _at_most,
    "GT": _ordered(lambda value, bound: value > bound),
    "GTE": _at_least,
    "BETWEEN": _between,
    "IN": _in,
    "NOT_IN": _not_in,
    "HAS_PROPERTY": lambda _one, _read: lambda value: value is not None,
    "NOT_HAS_PROPERTY": lambda _one, _read: lambda value: value is None,
    "CONTAINS_TOKEN": _contains,
    "NOT_CONTAINS_TOKEN": _lacks,
}
