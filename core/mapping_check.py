"""Whether a mapping from outside can be used here, and where in it the fault is. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from core import filters
from core.errors import Code, UserActionError
from core.mapping import Direction, FieldMapping, Mapping, from_json, to_json
from core.records import Side
from core.schema import StreamSchema

_BACK = frozenset({Direction.TO_SYSTEM, Direction.BOTH})


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that keeps a mapping from being used."""

    code: Code
    place: str  # in the document: "$.fields[3].hubspot"
    name: str  # what is named there: a field, a property, a pair
    side: Side | None = None  # which of the two systems it concerns


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a mapping is checked against."""

    system: StreamSchema
    hubspot: StreamSchema
    allowed: Collection[str]  # system fields that privacy lets travel
    pairs: Collection[str]  # that there are


def read(text: bytes) -> Mapping:
    """Read a document strictly: what this program does not know is a mistake, not a remark.

    Raises UserActionError(MAPPING_INVALID) naming the place.
    """
    mapping = from_json(text)
    place = _stranger(msgspec.json.decode(text), msgspec.json.decode(to_json(mapping)), "$")
    if place is not None:
        raise UserActionError(Code.MAPPING_INVALID, detail=place)
    return mapping


def check(mapping: Mapping, around: Surroundings) -> tuple[Flaw, ...]:
    """Return all that does not fit the two systems, in the order of the document."""
    return tuple(
        flaw
        for part in (_lines, _match_keys, _ties, _filter, _settings)
        for flaw in part(mapping, around)
    )


def same_streams(before: Mapping, after: Mapping) -> Flaw | None:
    """Name what makes a pair one of other records than before: its links would be of strangers."""
    for name in ("system_stream", "hubspot_stream"):
        if getattr(before, name) != getattr(after, name):
            return Flaw(Code.MAPPING_INVALID, f"$.{name}", getattr(after, name))
    return None


def _stranger(given: Any, known: Any, place: str) -> str | None:
    """Return the place of the first name in a document that was not understood."""
    if isinstance(given, dict):
        parts = [(f"{place}.{name}", value, name) for name, value in given.items()]
        stray = next((at for at, _value, name in parts if name not in known), None)
        deeper = (_stranger(value, known[name], at) for at, value, name in parts if name in known)
    elif isinstance(given, list):
        stray = None
        both = enumerate(zip(given, known, strict=True))
        deeper = (_stranger(value, its, f"{place}[{at}]") for at, (value, its) in both)
    else:
        return None
    return stray or next((found for found in deeper if found is not None), None)


def _lines(mapping: Mapping, around: Surroundings) -> Iterator[Flaw]:
    for at, line in enumerate(mapping.fields):
        place = f"$.fields[{at}]"
        yield from _system_end(line, around, place)
        yield from _properties((line.hubspot,), mapping, around, f"{place}.hubspot")
        target = around.hubspot.fields.get(line.hubspot)
        if target is not None and target.read_only and line.direction is not Direction.TO_SYSTEM:
            yield Flaw(Code.READ_ONLY, f"{place}.hubspot", line.hubspot, Side.HUBSPOT)


def _system_end(line: FieldMapping, around: Surroundings, place: str) -> Iterator[Flaw]:
    for name in line.system:
        field = around.system.fields.get(name)
        if field is None:
            yield Flaw(Code.FIELD_UNKNOWN, f"{place}.system", name, Side.SYSTEM)
        elif name not in around.allowed:
            yield Flaw(Code.FIELD_BLOCKED, f"{place}.system", name, Side.SYSTEM)
        elif line.direction in _BACK and (field.read_only or not around.system.writable):
            yield Flaw(Code.READ_ONLY, f"{place}.direction", name, Side.SYSTEM)


def _properties(
    names: Collection[str], mapping: Mapping, around: Surroundings, place: str
) -> Iterator[Flaw]:
    """Tell of properties that HubSpot lacks and that are not to be made there."""
    there = around.hubspot.fields.keys() | {needed.name for needed in mapping.needed}
    for name in names:
        if name not in there:
            yield Flaw(Code.PROPERTY_MISSING, place, name, Side.HUBSPOT)


def _match_keys(mapping: Mapping, around: Surroundings) -> Iterator[Flaw]:
    for at, key in enumerate(mapping.match):
        yield from _properties(key.fields, mapping, around, f"$.match[{at}].fields")
        if key.confirm is not None:
            yield from _properties((key.confirm,), mapping, around, f"$.match[{at}].confirm")


def _ties(mapping: Mapping, around: Surroundings) -> Iterator[Flaw]:
    for at, tie in enumerate(mapping.ties):
        if tie.reference not in around.system.references:
            place = f"$.ties[{at}].reference"
            yield Flaw(Code.FIELD_UNKNOWN, place, tie.reference, Side.SYSTEM)
        if tie.pair not in around.pairs:
            yield Flaw(Code.PAIR_UNKNOWN, f"$.ties[{at}].pair", tie.pair)


def _filter(mapping: Mapping, around: Surroundings) -> Iterator[Flaw]:
    for at, code in filters.flaws(mapping.filter, around.system, around.allowed):
        name = mapping.filter.conditions[at].field
        yield Flaw(code, f"$.filter.conditions[{at}]", name, Side.SYSTEM)


def _settings(mapping: Mapping, around: Surroundings) -> Iterator[Flaw]:
    yield from _properties(mapping.require_any, mapping, around, "$.require_any")
    if mapping.creates in _BACK and not around.system.writable:
        yield Flaw(Code.READ_ONLY, "$.creates", around.system.label, Side.SYSTEM)
