"""A document against the schema, before anything is done: its fields, arguments, depth and cost."""

from collections.abc import Mapping
from typing import Any

from connectors.boulevard.simulator.business import Business
from connectors.boulevard.simulator.errors import RefusalError, no_field
from connectors.boulevard.simulator.language import Operation, Selected, Variable
from connectors.boulevard.simulator.profile import DEEPEST
from connectors.boulevard.simulator.types import INPUTS, bare

Variables = Mapping[str, Any]


def check(business: Business, operation: Operation, variables: Variables) -> int:
    """Return what an operation costs, if it can be done."""
    if _depth(operation.inside) > DEEPEST:
        raise RefusalError(f"Query depth exceeds the maximum of {DEEPEST}.")
    root = "Query" if operation.kind == "query" else "Mutation"
    for name, kind in operation.variables.items():
        value = variables.get(name)
        if kind.endswith("!") and value is None:
            raise RefusalError(f'Variable "{name}": Expected non-null, found null.')
        if bare(kind) in INPUTS and isinstance(value, dict):
            for key in value.keys() - INPUTS[bare(kind)]:
                raise RefusalError(f'In field "{key}": Unknown field.')
    return _Check(business, operation, variables).selection(root, operation.inside)


class _Check:
    def __init__(self, business: Business, operation: Operation, variables: Variables) -> None:
        self._types = business.types
        self._weight = business.profile.weight
        self._operation = operation
        self._variables = variables

    def selection(self, thing: str, selected: tuple[Selected, ...], rows: int = 1) -> int:
        """Return the cost of fields of one type; `rows` are those of the list that it is of."""
        return sum(self._field(thing, one, rows) for one in selected)

    def _field(self, thing: str, one: Selected, rows: int) -> int:
        if one.on:
            inner = one.on if one.on in self._types else thing
            return self.selection(inner, one.inside, rows)
        if one.name == "__typename":
            return 0
        found = self._types.get(thing, {}).get(one.name)
        if found is None:
            raise no_field(one.name, thing)
        kind, arguments = found
        self._arguments(one, thing, arguments)
        inner = bare(kind)
        if (inner in self._types) is not bool(one.inside):
            raise RefusalError(f'Field "{one.name}" of type "{kind}" must have a selection.')
        if not one.inside:
            return 0
        below = self.selection(inner, one.inside, self._first(one))
        return self._weight + below * (rows if one.name == "edges" else 1)

    def _arguments(self, one: Selected, thing: str, known: Mapping[str, str]) -> None:
        for name, value in one.arguments.items():
            if name not in known:
                raise RefusalError(
                    f'Unknown argument "{name}" on field "{one.name}" of type "{thing}".'
                )
            if isinstance(value, Variable) and value.name not in self._operation.variables:
                raise RefusalError(f'Variable "{value.name}" is not defined.')
        for name, kind in known.items():
            given = one.arguments.get(name)
            if isinstance(given, Variable):
                given = self._variables.get(given.name)
            if kind.endswith("!") and given is None:
                raise RefusalError(f'In argument "{name}": Expected type "{kind}", found null.')

    def _first(self, one: Selected) -> int:
        """Return how many rows a list may have."""
        given = one.arguments.get("first", 1)
        if isinstance(given, Variable):
            given = self._variables.get(given.name)
        return int(given or 1)


def _depth(selected: tuple[Selected, ...]) -> int:
    """Return how many levels a selection has; a fragment is none."""
    return max(((0 if one.on else 1) + _depth(one.inside) for one in selected), default=0)
