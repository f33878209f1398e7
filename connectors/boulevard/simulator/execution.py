"""Does an operation: walks what is selected, and answers data with the errors beside it."""

from collections.abc import Callable, Mapping
from typing import Any

from connectors.boulevard.simulator.business import Business, Row
from connectors.boulevard.simulator.errors import FieldError, RefusalError
from connectors.boulevard.simulator.language import Operation, Selected, Variable
from connectors.boulevard.simulator.listing import TABLES, Lists
from connectors.boulevard.simulator.profile import BUSINESS
from connectors.boulevard.simulator.shapes import SHAPES
from connectors.boulevard.simulator.types import bare
from connectors.boulevard.simulator.writes import MUTATIONS

Variables = Mapping[str, Any]
Arguments = dict[str, Any]
Path = tuple[str | int, ...]

ONES = {  # query for one -> its table
    "client": "clients",
    "appointment": "appointments",
    "order": "orders",
    "staffMember": "staff",
    "location": "locations",
    "membership": "memberships",
}


class _NullError(Exception):
    """A part that may not be null is null: what holds it is null as well."""


class Execution:
    """Answers operations of one business. `forbidden` holds queries that the key may not ask, and
    `broken` fields, as "Client.dob", that cannot be had at present.
    """

    def __init__(self, business: Business) -> None:
        self._business = business
        self._lists = Lists(business)
        self.forbidden: set[str] = set()
        self.broken: set[str] = set()

    def answer(self, operation: Operation, variables: Variables) -> dict[str, Any]:
        """Do an operation that was checked."""
        root = "Query" if operation.kind == "query" else "Mutation"
        one = _One(self._business, variables, self._root, self.broken)
        try:
            data: Row | None = one.selection(root, {}, operation.inside, ())
        except _NullError:
            data = None
        return {"data": data, **({"errors": one.errors} if one.errors else {})}

    def _root(self, name: str, arguments: Arguments) -> Any:
        business = self._business
        if name in self.forbidden:
            raise FieldError("You are not authorized to perform this action.")
        if name in MUTATIONS:
            return MUTATIONS[name](business, arguments["input"])
        if name in ONES:
            found = business.tables[ONES[name]].get(arguments["id"])
            if found is None and business.profile.missing_is_error:
                raise FieldError("Record not found")
            return found
        if name in TABLES:
            return self._lists.connection(name, arguments)
        if name == "business":
            return self._about_business()
        return self._type(arguments["name"])

    def _about_business(self) -> Row:
        nowhere = dict.fromkeys(("line1", "line2", "city", "state", "province", "zip", "country"))
        return {
            "id": self._business.id,
            "name": BUSINESS,
            "tz": self._business.profile.time_zone,
            "address": nowhere,
            "phone": None,
            "website": None,
        }

    def _type(self, name: str) -> Row | None:
        if not self._business.profile.introspects:
            raise RefusalError("GraphQL introspection is not allowed.")
        words = self._business.enumerations.get(name)
        fields = self._business.types.get(name)
        if words is None and fields is None:
            return None
        return {
            "name": name,
            "fields": [{"name": one} for one in fields] if fields is not None else None,
            "enumValues": [{"name": one} for one in words] if words is not None else None,
        }


class _One:
    """One operation that is being answered."""

    def __init__(
        self,
        business: Business,
        variables: Variables,
        root: Callable[[str, Arguments], Any],
        broken: set[str],
    ) -> None:
        self._business = business
        self._variables = variables
        self._root = root
        self._broken = broken
        self.errors: list[Row] = []

    def selection(self, thing: str, row: Row, selected: tuple[Selected, ...], path: Path) -> Row:
        found: Row = {}
        for one in selected:
            if one.on:
                found |= self.selection(thing, row, one.inside, path)
            elif one.name == "__typename":
                found[one.alias] = thing
            else:
                found[one.alias] = self._field(thing, row, one, (*path, one.alias))
        return found

    def _field(self, thing: str, row: Row, one: Selected, path: Path) -> Any:
        kind, _arguments = self._business.types[thing][one.name]
        try:
            value = self._value(thing, row, one)
            return self._complete(kind, value, one, path)
        except FieldError as error:
            self.errors.append({"message": error.message, "path": list(path)})
        except _NullError:
            pass
        if kind.endswith("!"):
            raise _NullError
        return None

    def _value(self, thing: str, row: Row, one: Selected) -> Any:
        arguments = {name: self._given(value) for name, value in one.arguments.items()}
        if f"{thing}.{one.name}" in self._broken:
            raise FieldError("Something went wrong")
        if thing in ("Query", "Mutation"):
            return self._root(one.name, arguments)
        shape = SHAPES.get((thing, one.name))
        return shape(self._business, row, arguments) if shape else row[one.name]

    def _given(self, value: Any) -> Any:
        return self._variables.get(value.name) if isinstance(value, Variable) else value

    def _complete(self, kind: str, value: Any, one: Selected, path: Path) -> Any:
        """Return a value as its type has it, with what is selected of it."""
        if value is None:
            if kind.endswith("!"):
                raise _NullError
            return None
        kind = kind.removesuffix("!")
        if kind.startswith("["):
            inner = kind[1:-1]
            return [
                self._complete(inner, item, one, (*path, number))
                for number, item in enumerate(value)
            ]
        if bare(kind) in self._business.types:
            return self.selection(bare(kind), value, one.inside, path)
        return value
