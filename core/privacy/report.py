"""The compliance report, as data: what leaves, what does not and why, by which rules."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from core.mapping import Direction
from core.mapping import Mapping as MappingDocument
from core.privacy.decisions import Decisions
from core.privacy.gate import NEVER, Gate
from core.schema import Admission, DataClass, Field, StreamSchema


@dataclass(frozen=True, slots=True)
class Leaving:
    """A field that goes to HubSpot."""

    pair: str
    field: str
    label: str
    data_class: str
    property: str
    why: str = ""  # the reason for which a manager switched it on


@dataclass(frozen=True, slots=True)
class Blocked:
    """A field that does not leave, and why: "clinical", "free_text", "restricted_id",
    "unclassified", "blocked", "not switched on".
    """

    stream: str
    field: str
    label: str
    data_class: str
    why: str
    reason: str = ""  # in a sentence, where somebody wrote one
    mapped: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What privacy lets pass and what it holds back, of all pairs."""

    rules: str  # version: changes with any class, admission or decision
    leaving: tuple[Leaving, ...]
    blocked: tuple[Blocked, ...]


def report(
    schemas: Mapping[str, StreamSchema],
    mappings: Sequence[MappingDocument],
    decisions: Decisions,
    *,
    healthcare: bool,
) -> Report:
    """Return the report of some pairs; `schemas` are by stream, with the decisions applied."""
    leaving: list[Leaving] = []
    blocked: dict[tuple[str, str], Blocked] = {}
    mapped = {(each.system_stream, name) for each in mappings for name in each.system_fields()}
    for mapping in mappings:
        stream = mapping.system_stream
        schema, on = schemas[stream], decisions.opted_in(stream)
        opted_in = on if healthcare else on.union(mapping.opted_in)
        allowed = Gate(schema, opted_in=opted_in, healthcare=healthcare).allowed
        for line in mapping.fields:
            if line.direction is Direction.TO_SYSTEM or not allowed.issuperset(line.system):
                continue
            for name in line.system:
                field, switch = schema.fields[name], decisions.switched_on.get((stream, name))
                why = switch.reason if switch is not None else ""
                kind = field.data_class.value
                leaving.append(Leaving(mapping.pair, name, field.label, kind, line.hubspot, why))
        for name, field in schema.fields.items():
            if name not in allowed:
                is_mapped = (stream, name) in mapped
                blocked[stream, name] = _blocked(stream, field, healthcare, is_mapped)
    return Report(
        rules_version(schemas.values(), decisions), tuple(leaving), tuple(blocked.values())
    )


def rules_version(schemas: Iterable[StreamSchema], decisions: Decisions) -> str:
    """Return what tells one set of rules from another: it changes with every class, admission,
    row rule and decision.
    """
    rules: list[object] = [
        (
            schema.name,
            sorted((f.name, f.data_class.value, f.admission.value) for f in schema.fields.values()),
            [(r.field, r.withheld.value, sorted(r.only), r.under) for r in schema.guard.rows],
        )
        for schema in sorted(schemas, key=lambda each: each.name)
    ]
    rules.append(sorted(decisions.switched_on))
    rules.append(sorted(decisions.classified))
    return sha256(json.dumps(rules).encode()).hexdigest()[:16]


def _blocked(stream: str, field: Field, healthcare: bool, mapped: bool) -> Blocked:
    why = "blocked"
    never = healthcare and field.data_class in NEVER
    if never or field.data_class is DataClass.UNCLASSIFIED:
        why = field.data_class.value
    elif field.admission is Admission.OPT_IN:
        why = "not switched on"
    return Blocked(
        stream, field.name, field.label, field.data_class.value, why, field.reason, mapped
    )
