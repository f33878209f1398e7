"""Edits of a mapping, each from one document to the next. Pure: undo is going back to the last.

The order of lines says nothing; a line that is connected comes last.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.conflicts import ConflictPolicy
from core.errors import Code, UserActionError
from core.fitting import Fit, fitting, may_join
from core.mapping import Direction, FieldMapping, Mapping, WhenEmpty
from core.schema import Field, FieldType
from core.transforms import Step, chain

JOIN = "join"


def line_of(mapping: Mapping, key: str) -> FieldMapping | None:
    """Return the line of a HubSpot property."""
    return next((each for each in mapping.fields if each.hubspot == key), None)


def connect(mapping: Mapping, field: Field, target: Field) -> Mapping:
    """Link a field to a property. One that is linked already takes it as well, joined, if it is a
    text. Raises UserActionError(MAPPING_INVALID) with the property where nothing fits.
    """
    known = line_of(mapping, target.name)
    if known is None:
        how = fitting(field, target)
        if how.fit is Fit.NOT:
            raise UserActionError(Code.MAPPING_INVALID, detail=target.name)
        made = FieldMapping(system=(field.name,), hubspot=target.name, steps=how.steps)
        return replace(mapping, fields=(*mapping.fields, made))
    if field.name in known.system:
        return mapping
    if not may_join(target) or field.type is FieldType.CHOICES:
        raise UserActionError(Code.MAPPING_INVALID, detail=target.name)
    return _changed(mapping, target.name, lambda line: _joined(line, field.name))


def disconnect(mapping: Mapping, key: str) -> Mapping:
    """Remove a property's line."""
    return replace(mapping, fields=tuple(e for e in mapping.fields if e.hubspot != key))


def turn(mapping: Mapping, key: str, direction: Direction) -> Mapping:
    """Have a line travel another way. Whether it can be carried back is for `may_turn` to say."""
    return _changed(mapping, key, lambda line: replace(line, direction=direction))


def may_turn(line: FieldMapping, field: Field | None, *, writable: bool) -> bool:
    """Return whether a line can also travel back: one field that can be written, and steps that
    can be undone.
    """
    if not writable or field is None or field.read_only or len(line.system) != 1:
        return False
    return chain(line.steps).backward is not None


def set_steps(mapping: Mapping, key: str, steps: Sequence[Step]) -> Mapping:
    """Give a line other steps. What they can no longer undo travels to HubSpot only."""
    made = tuple(steps)
    one_way = chain(made).backward is None

    def edit(line: FieldMapping) -> FieldMapping:
        direction = Direction.TO_HUBSPOT if one_way else line.direction
        return replace(line, steps=made, direction=direction)

    return _changed(mapping, key, edit)


def set_when_empty(mapping: Mapping, key: str, rule: WhenEmpty) -> Mapping:
    return _changed(mapping, key, lambda line: replace(line, when_empty=rule))


def set_policy(mapping: Mapping, key: str, policy: ConflictPolicy | None) -> Mapping:
    """Have conflicts of a field decided by a rule of its own; None: by the pair's."""
    return _changed(mapping, key, lambda line: replace(line, policy=policy))


def attach(mapping: Mapping, key: str, field: Field) -> Mapping:
    """Have a line whose field has vanished read another one; its steps stay."""
    return _changed(mapping, key, lambda line: replace(line, system=(field.name,)))


def _joined(line: FieldMapping, name: str) -> FieldMapping:
    steps = tuple(each for each in line.steps if each.name != JOIN)
    separator = next((e.args.get("separator", " ") for e in line.steps if e.name == JOIN), " ")
    joins = (Step(JOIN, {"separator": separator}), *steps)
    one_way = Direction.TO_HUBSPOT
    return replace(line, system=(*line.system, name), steps=joins, direction=one_way)


def _changed(mapping: Mapping, key: str, edit: Callable[[FieldMapping], FieldMapping]) -> Mapping:
    lines = tuple(edit(each) if each.hubspot == key else each for each in mapping.fields)
    return replace(mapping, fields=lines)
