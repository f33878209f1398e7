"""What to do with one record: from the values on both sides to the writes. Pure (P13).

`draft` turns a system record into HubSpot's terms; `changed` compares it with what both sides
last agreed on; `decide` settles one field; `merge` one record.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from core.conflicts import ConflictPolicy, restrictive, winner
from core.errors import Code
from core.mapping import CompiledMapping, Direction, Line, WhenEmpty
from core.normal import is_empty, normal
from core.records import FieldValue, Record, Side
from core.schema import FieldType

Print = Callable[[str, str], bytes]
"""The keyed fingerprint of (field key, normal form)."""


class Base(Protocol):
    """What both sides last agreed on, per field: fingerprints, never values."""

    def system(self, key: str) -> bytes | None: ...

    def hubspot(self, key: str) -> bytes | None: ...


class Verdict(Enum):
    """What a plan says of one field."""

    UNCHANGED = "unchanged"
    AGREED = "agreed"  # equal on both sides, only to be remembered
    FORWARD = "forward"  # write it to HubSpot
    BACKWARD = "backward"  # write it to the system
    KEPT = "kept"  # differs, and the rules leave it so
    DRIFT = "drift"  # a one-way field was changed on the reading side; left alone
    CONFLICT = "conflict"  # a person must choose


@dataclass(slots=True)
class Draft:
    """A system record in HubSpot's terms, by property; lives as long as its batch."""

    record: Record
    values: dict[str, FieldValue] = field(default_factory=dict)
    prints: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    unfit: dict[str, Code] = field(default_factory=dict)  # values that HubSpot cannot take


@dataclass(frozen=True, slots=True)
class Merge:
    """What to do with one linked or matched record."""

    forward: Mapping[str, FieldValue]  # HubSpot property -> value
    backward: Mapping[str, FieldValue]  # HubSpot property -> its value, for the system
    conflicts: tuple[str, ...]  # properties that a person must decide
    drifted: tuple[str, ...]
    agreed: Mapping[str, tuple[bytes, bytes]]  # property -> (system's, HubSpot's) print, to keep


def draft(record: Record, mapping: CompiledMapping, fingerprint: Print, region: str) -> Draft:
    """Carry a record's values forward, and set aside those that do not fit HubSpot's fields."""
    made = Draft(record)
    for line in mapping.lines:
        value = line.forward(record)
        text = normal(line.kind, value, region)
        if text and line.choices is not None and not _fits(line, value):
            made.unfit[line.key] = Code.OPTION_UNKNOWN
            continue
        if text and not _typed(line.kind, value):
            made.unfit[line.key] = Code.VALUE_INVALID
            continue
        made.values[line.key] = value
        made.texts[line.key] = text
        made.prints[line.key] = fingerprint(line.key, text)
    return made


def changed(made: Draft, base: Base) -> list[str]:
    """Return the properties whose system value is not what was last agreed on."""
    return [key for key, ours in made.prints.items() if base.system(key) != ours]


def creation(made: Draft, mapping: CompiledMapping) -> dict[str, FieldValue] | None:
    """Return the values of a new HubSpot record; None if too little is known to make one."""
    values = {
        line.key: value
        for line in mapping.lines
        if line.mapping.direction is not Direction.TO_SYSTEM
        and not is_empty(value := made.values.get(line.key))
    }
    needed = mapping.mapping.require_any
    if needed and not any(key in values for key in needed):
        return None
    return values


def merge(
    made: Draft,
    hubspot: Record,
    base: Base | None,
    mapping: CompiledMapping,
    fingerprint: Print,
    region: str,
) -> Merge:
    """Settle every field of one record, given HubSpot's values as they are now.

    `base` None is a first meeting: nothing was agreed on yet.
    """
    forward: dict[str, FieldValue] = {}
    backward: dict[str, FieldValue] = {}
    conflicts: list[str] = []
    drifted: list[str] = []
    agreed: dict[str, tuple[bytes, bytes]] = {}
    for line in mapping.lines:
        key = line.key
        if key not in made.values:
            continue
        value = hubspot.fields.get(key)
        text = normal(line.kind, value, region)
        theirs = fingerprint(key, text)
        ours = made.prints[key]
        known = base is not None and base.system(key) is not None
        verdict = decide(
            line,
            made.texts[key],
            text,
            Seen(
                known,
                not known or (base is not None and base.system(key) != ours),
                not known or (base is not None and base.hubspot(key) != theirs),
                made.record.modified_at,
                hubspot.modified_at,
            ),
        )
        match verdict:
            case Verdict.FORWARD:
                forward[key] = made.values[key]
            case Verdict.BACKWARD:
                backward[key] = value
            case Verdict.CONFLICT:
                conflicts.append(key)
            case Verdict.DRIFT:
                drifted.append(key)
            case Verdict.AGREED | Verdict.KEPT:
                agreed[key] = (ours, theirs)
            case Verdict.UNCHANGED:
                pass
    return Merge(forward, backward, tuple(conflicts), tuple(drifted), agreed)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one field's past: was it agreed on, and who changed it since."""

    known: bool
    system_changed: bool
    hubspot_changed: bool
    system_at: datetime | None = None
    hubspot_at: datetime | None = None


def decide(line: Line, system: str, hubspot: str, seen: Seen) -> Verdict:
    """Settle one field; `system` and `hubspot` are its normal forms, "" for nothing.

    The order of the questions is the rule: nothing happened; same on both; consent; first
    meeting; one side changed; both did.
    """
    if seen.known and not seen.system_changed and not seen.hubspot_changed:
        return Verdict.UNCHANGED
    if system == hubspot:
        return Verdict.AGREED
    if line.mapping.restrictive is not None:
        side = restrictive(system, hubspot, line.mapping.restrictive)
        if side is not None:
            return _towards(line, side.other)
    if not seen.known:
        return _first_meeting(line, system, hubspot, seen)
    if seen.system_changed and seen.hubspot_changed:
        return _both_changed(line, system, hubspot, seen)
    if seen.system_changed:
        return _one_changed(line, Side.SYSTEM, system, hubspot)
    return _one_changed(line, Side.HUBSPOT, hubspot, system)


def _first_meeting(line: Line, system: str, hubspot: str, seen: Seen) -> Verdict:
    if not hubspot:
        return _towards(line, Side.HUBSPOT)
    if not system:
        return _towards(line, Side.SYSTEM)
    return _by_policy(line, seen)


def _one_changed(line: Line, side: Side, new: str, old: str) -> Verdict:
    """One side has a `new` value, the other the `old` one."""
    to = side.other
    if _towards(line, to) is Verdict.KEPT:
        return Verdict.DRIFT
    if not new and line.mapping.when_empty is WhenEmpty.KEEP:
        return Verdict.KEPT
    if line.policy is ConflictPolicy.FILL_ON_CREATE:
        return Verdict.KEPT
    if line.policy is ConflictPolicy.FILL_IF_EMPTY and old:
        return Verdict.KEPT
    return _towards(line, to)


def _both_changed(line: Line, system: str, hubspot: str, seen: Seen) -> Verdict:
    if line.mapping.when_empty is WhenEmpty.KEEP and not (system and hubspot):
        return _towards(line, Side.HUBSPOT if system else Side.SYSTEM)
    return _by_policy(line, seen)


def _by_policy(line: Line, seen: Seen) -> Verdict:
    side = winner(line.policy, seen.system_at, seen.hubspot_at)
    return Verdict.CONFLICT if side is None else _towards(line, side.other)


def _towards(line: Line, side: Side) -> Verdict:
    """Write to `side` if the field's direction lets it, else leave both as they are (P12)."""
    direction = line.mapping.direction
    if side is Side.HUBSPOT:
        return Verdict.KEPT if direction is Direction.TO_SYSTEM else Verdict.FORWARD
    return Verdict.KEPT if direction is Direction.TO_HUBSPOT else Verdict.BACKWARD


def _fits(line: Line, value: FieldValue) -> bool:
    assert line.choices is not None
    if isinstance(value, tuple):
        return line.choices.issuperset(value)
    return (("true" if value else "false") if isinstance(value, bool) else value) in line.choices


def _typed(kind: FieldType, value: FieldValue) -> bool:
    """Tell whether HubSpot can store `value` in a field of `kind`; text fields take all."""
    if kind in (FieldType.NUMBER, FieldType.MONEY, FieldType.INTEGER):
        return not isinstance(value, str) and normal(kind, value)[-1:].isdigit()
    if kind in (FieldType.DATE, FieldType.DATETIME):
        return not isinstance(value, str)
    return True
