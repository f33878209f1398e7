"""Searching: filters and one sort over an index that is some seconds behind."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from connectors.hubspot.simulator.access import Access
from connectors.hubspot.simulator.conditions import OPERATORS, Comparable, Filter, Test, comparable
from connectors.hubspot.simulator.errors import invalid
from connectors.hubspot.simulator.index import SearchIndex, Seen
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.reading import Reader, answer, body_of, texts
from connectors.hubspot.simulator.rows import Record
from connectors.hubspot.simulator.tables import Table, folded
from connectors.hubspot.simulator.times import parsed
from connectors.kit.router import Endpoint
from connectors.kit.simulator import Request, Response

PAGE, LARGEST_PAGE, LAST = 10, 200, 10_000
MOST_GROUPS, MOST_IN_GROUP, MOST_FILTERS, MOST_SORTS = 5, 6, 18, 1
LONGEST_BODY = 3000  # characters
Remembered = tuple[bytes, int, list[int]]  # what was asked, of which revision, what was found


class Search:
    """The search address of all objects."""

    def __init__(self, portal: Portal, access: Access) -> None:
        self._portal = portal
        self._access = access
        # What the last search of each object found, so that paging through it is cheap.
        self._last: WeakKeyDictionary[SearchIndex, Remembered] = WeakKeyDictionary()

    def routes(self) -> list[tuple[str, str, Endpoint]]:
        return [("POST", "/crm/objects/VERSION/{type}/search", self._search)]

    def _search(self, request: Request, type: str) -> Response:
        table = self._portal.table(type)
        self._access.need_object(table.kind, "read")
        if len(request.content) > LONGEST_BODY:
            raise invalid(f"The request body may have at most {LONGEST_BODY} characters")
        body = body_of(request)
        limit, after = _window(body)
        found = self._found(table, body)
        names = texts(body, "properties") if "properties" in body else None
        reader = Reader(self._portal, table, names)
        index = self._portal.indexes[table.kind.plural]
        page = [_as_seen(table, index, one) for one in found[after : after + limit]]
        answered: dict[str, Any] = {
            "total": len(found),
            "results": [reader.wire(record) for record in page],
        }
        if after + limit < len(found):
            answered["paging"] = {"next": {"after": str(after + limit)}}
        return answer(200, answered)

    def _found(self, table: Table, body: Mapping[str, Any]) -> list[int]:
        index = self._portal.indexes[table.kind.plural]
        index.catch_up(self._portal.now())
        parts = (body.get("filterGroups") or [], body.get("sorts") or [], body.get("query") or "")
        asked = msgspec.json.encode(parts)
        groups = _groups(parts[0])
        sort, descending = _sort(parts[1])
        for name in [sort, *(one.property_name for group in groups for one in group)]:
            if name not in table.properties:
                raise invalid(f"There was a problem with the request: unknown property {name}")
        last = self._last.get(index)
        if last is not None and last[:2] == (asked, index.revision):
            return last[2]
        finder = Finder(table, index)
        found = finder.find(groups, str(parts[2]), sort, descending=descending)
        self._last[index] = (asked, index.revision, found)
        return found


class Finder:
    """Finds the records of one object."""

    def __init__(self, table: Table, index: SearchIndex) -> None:
        self._table = table
        self._kind = table.kind
        self._index = index

    def find(
        self, groups: Sequence[Sequence[Filter]], query: str, sort: str, *, descending: bool
    ) -> list[int]:
        tests = [[self._test(one) for one in group] for group in groups]
        is_by_time = sort == self._kind.modified
        candidates = self._candidates(groups, by_time=is_by_time)
        found = []
        for candidate in candidates:
            record = self._index.see(candidate)
            if record is None or (query and not self._mentions(record, query)):
                continue
            if not tests or any(self._passes(candidate, record, group) for group in tests):
                found.append(candidate)
        if not (is_by_time and self._is_ordered):
            found.sort(key=lambda one: self._rank(one, sort))
        return found[::-1] if descending else found

    def _candidates(self, groups: Sequence[Sequence[Filter]], *, by_time: bool) -> Iterable[int]:
        """Return ids among which all that is asked for must be; each once."""
        self._is_ordered = False
        narrowed = [self._narrowed(group) for group in groups]
        if narrowed and all(one is not None for one in narrowed):
            return list(dict.fromkeys(chain.from_iterable(filter(None, narrowed))))
        if by_time:
            self._is_ordered = True
            starts = [self._since(group) for group in groups]
            since = (
                None if None in starts or not starts else min(s for s in starts if s is not None)
            )
            return self._index.by_time(since)
        return self._index.all()

    def _narrowed(self, group: Sequence[Filter]) -> Iterator[int] | None:
        """Return the few ids that a condition on a unique property leaves; None if none does."""
        for one in group:
            if one.property_name in self._table.unique and one.operator in ("EQ", "IN"):
                values = one.values if one.operator == "IN" else [one.value or ""]
                return self._index.holding(one.property_name, [folded(v) for v in values or ()])
        return None

    def _since(self, group: Sequence[Filter]) -> int | None:
        starts = [
            parsed(one.value)
            for one in group
            if one.property_name == self._kind.modified
            and one.operator in ("GT", "GTE", "EQ", "BETWEEN")
            and one.value
        ]
        return max((start for start in starts if start is not None), default=None)

    def _passes(self, id: int, record: Seen, tests: Sequence[tuple[str, Test]]) -> bool:
        return all(test(self._value(id, record, name)) for name, test in tests)

    def _value(self, id: int, record: Seen, name: str) -> Comparable | None:
        if name == self._kind.modified:
            return record.modified
        if name == self._kind.created:
            return record.created
        if name == "hs_object_id":
            return id
        text = record.values.get(name)
        if text is None:
            return None
        return comparable(self._table.properties[name], text)

    def _rank(self, id: int, name: str) -> tuple[bool, float, str, int]:
        record = self._index.see(id)
        value = self._value(id, record, name) if record else None
        number = value if isinstance(value, (int, float)) else 0
        return (value is None, number, value if isinstance(value, str) else "", id)

    def _mentions(self, record: Seen, query: str) -> bool:
        whole = " ".join(record.values.get(name, "") for name in self._kind.searchable).lower()
        return all(word in whole for word in query.lower().split())

    def _test(self, one: Filter) -> tuple[str, Test]:
        definition = self._table.properties[one.property_name]

        def read(text: str | None) -> Comparable:
            if text is None:
                raise invalid(f"{one.operator} needs a value")
            return comparable(definition, text)

        make = OPERATORS.get(one.operator)
        if make is None:
            raise invalid(f"{one.operator} is not a known operator")
        return one.property_name, make(one, read)


def _window(body: Mapping[str, Any]) -> tuple[int, int]:
    """Return limit and offset; 400 beyond what a search may reach."""
    limit, after = body.get("limit", PAGE), body.get("after") or 0
    after = str(after)
    if not isinstance(limit, int) or not 1 <= limit <= LARGEST_PAGE:
        raise invalid(f"limit must be between 1 and {LARGEST_PAGE}")
    if not after.isdecimal():
        raise invalid("after must be a whole number")
    if int(after) + limit > LAST:
        raise invalid(f"A search reaches {LAST} results at most")
    return limit, int(after)


def _groups(given: object) -> list[list[Filter]]:
    if not isinstance(given, list):
        raise invalid("filterGroups must be a list")
    try:
        groups = [msgspec.convert(group["filters"], list[Filter]) for group in given]
    except (msgspec.ValidationError, KeyError, TypeError):
        raise invalid("Invalid input JSON: filterGroups") from None
    if len(groups) > MOST_GROUPS or sum(map(len, groups)) > MOST_FILTERS:
        raise invalid(f"At most {MOST_GROUPS} filter groups and {MOST_FILTERS} filters are allowed")
    if any(len(group) > MOST_IN_GROUP for group in groups):
        raise invalid(f"A filter group may have {MOST_IN_GROUP} filters at most")
    return groups


def _sort(given: object) -> tuple[str, bool]:
    """Return the property to sort by and whether downwards; without one the newest come last."""
    if not isinstance(given, list) or len(given) > MOST_SORTS:
        raise invalid(f"At most {MOST_SORTS} sort is allowed")
    if not given:
        return "hs_object_id", False
    match given[0]:
        case str(text):
            return text.lstrip("-"), text.startswith("-")
        case {"propertyName": str(name), **rest}:
            return name, rest.get("direction") == "DESCENDING"
        case _:
            raise invalid("Invalid input JSON: sorts")


def _as_seen(table: Table, index: SearchIndex, id: int) -> Record:
    """Return a record with the values that the index has of it."""
    record, known = table.records[id], index.see(id)
    if known is None or known.values is record.values:
        return record
    return msgspec.structs.replace(record, values=dict(known.values), modified=known.modified)
