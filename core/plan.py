"""What to do with one record: from the values on both sides to the writes. Pure (P13).

`decide` settles one field; `merge` one record; `changed` tells whether there is anything to merge.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol

from core.conflicts import ConflictPolicy, restrictive, winner
from core.draft import Draft, Print
from core.mapping import CompiledMapping, Direction, Drift, Line, WhenEmpty
from core.records import FieldValue, Record, Side


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


@dataclass(frozen=True, slots=True)
class Merge:
    """What to do with one linked or matched record."""

    forward: Mapping[str, FieldValue]  # HubSpot property -> value
    backward: Mapping[str, FieldValue]  # HubSpot property -> its value, for the system
    conflicts: tuple[str, ...]  # properties that a person must decide
    drifted: tuple[str, ...]  # left alone
    reported: tuple[str, ...]  # of `drifted`: a person wants to know
    agreed: Mapping[str, tuple[bytes, bytes]]  # property -> (system's, HubSpot's) print, to keep


def changed(made: Draft, base: Base) -> list[str]:
    """Return the properties whose system value is not what was last agreed on."""
    return [key for key, ours in made.prints.items() if base.system(key) != ours]


def merge(
    made: Draft,
    hubspot: Record,
    base: Base | None,
    mapping: CompiledMapping,
    fingerprint: Print,
) -> Merge:
    """Settle every field of one record, given HubSpot's values as they are now.

    `base` None is a first meeting: nothing was agreed on yet.
    """
    verdicts: dict[str, Verdict] = {}
    agreed: dict[str, tuple[bytes, bytes]] = {}
    fields = hubspot.fields
    for line in mapping.lines:
        key = line.key
        mine = made.texts.get(key)
        if mine is None:
            continue
        ours = made.prints[key]
        before = None if base is None else (base.system(key), base.hubspot(key))
        value = fields.get(key)
        text = "" if value is None else line.normal(value)
        if text == mine:  # as for most fields of most records: nothing to decide, or to hash
            if before != (ours, ours):
                agreed[key] = (ours, ours)
            continue
        theirs = fingerprint(key, text)
        seen = _seen(before, ours, theirs, made.record.modified_at, hubspot.modified_at)
        verdicts[key] = decide(line, mine, text, seen)
        if verdicts[key] is Verdict.KEPT:
            agreed[key] = (ours, theirs)
    drifted = _of(verdicts, Verdict.DRIFT)
    told = {line.key for line in mapping.lines if line.mapping.drift is Drift.REPORT}
    return Merge(
        forward={key: made.values[key] for key in _of(verdicts, Verdict.FORWARD)},
        backward={key: fields.get(key) for key in _of(verdicts, Verdict.BACKWARD)},
        conflicts=tuple(_of(verdicts, Verdict.CONFLICT)),
        drifted=tuple(drifted),
        reported=tuple(key for key in drifted if key in told),
        agreed=agreed,
    )


def _of(verdicts: Mapping[str, Verdict], wanted: Verdict) -> list[str]:
    return [key for key, verdict in verdicts.items() if verdict is wanted]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of one field's past: was it agreed on, and who changed it since."""

    known: bool
    system_changed: bool
    hubspot_changed: bool
    system_at: datetime | None = None
    hubspot_at: datetime | None = None


def _seen(
    before: tuple[bytes | None, bytes | None] | None,
    ours: bytes,
    theirs: bytes,
    system_at: datetime | None,
    hubspot_at: datetime | None,
) -> Seen:
    if before is None or before[0] is None:
        return Seen(False, True, True, system_at, hubspot_at)
    return Seen(True, before[0] != ours, before[1] != theirs, system_at, hubspot_at)


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
        return _towards(line, side) if line.mapping.drift is Drift.RESTORE else Verdict.DRIFT
    if not new and line.mapping.when_empty is WhenEmpty.KEEP:
        return Verdict.KEPT
    if line.policy is ConflictPolicy.FILL_ON_CREATE:
        return Verdict.KEPT
    if line.policy is ConflictPolicy.FILL_IF_EMPTY and old:
        return Verdict.KEPT
    return _towards(line, to)


def _both_changed(line: Line, system: str, hubspot: str, seen: Seen) -> Verdict:
    if line.policy is ConflictPolicy.FILL_ON_CREATE:
        return Verdict.KEPT
    fills = line.policy is ConflictPolicy.FILL_IF_EMPTY
    if (fills or line.mapping.when_empty is WhenEmpty.KEEP) and not (system and hubspot):
        return _towards(line, Side.HUBSPOT if system else Side.SYSTEM)
    return _by_policy(line, seen)


def _by_policy(line: Line, seen: Seen) -> Verdict:
    """Choose a side, of two that differ and that nothing else decides between."""
    if line.policy in (ConflictPolicy.FILL_IF_EMPTY, ConflictPolicy.FILL_ON_CREATE):
        return Verdict.KEPT  # these rules fill, and replace nothing
    side = winner(line.policy, seen.system_at, seen.hubspot_at)
    return Verdict.CONFLICT if side is None else _towards(line, side.other)


def _towards(line: Line, side: Side) -> Verdict:
    """Write to `side` if the field's direction lets it, else leave both as they are (P12)."""
    direction = line.mapping.direction
    if side is Side.HUBSPOT:
        return Verdict.KEPT if direction is Direction.TO_SYSTEM else Verdict.FORWARD
    return Verdict.KEPT if direction is Direction.TO_HUBSPOT else Verdict.BACKWARD
