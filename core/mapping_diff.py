"""What differs between two versions of a mapping, and what a run must then decide anew. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any

import msgspec

from core.mapping import FieldMapping, Mapping

Plain = dict[str, Any]
"""A part of a mapping as its document has it."""

_NO_SETTINGS = frozenset({"pair", "fields", "version"})
_MAKE_THE_VALUE = frozenset({"system", "steps"})  # what of a line decides which value it carries


class Kind(Enum):
    """What happened to a line."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class LineDifference:
    """One line that is not in both versions as it is."""

    hubspot: str  # its property, which is its key
    kind: Kind
    old: Plain | None
    new: Plain | None
    parts: tuple[str, ...] = ()  # of a changed line: the names of what changed


@dataclass(frozen=True, slots=True)
class SettingDifference:
    """One setting of the whole pair that changed."""

    name: str  # as in core.mapping.Mapping
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Differences:
    """All that differs. The order of lines is none, nor is the version's number."""

    lines: tuple[LineDifference, ...] = ()
    settings: tuple[SettingDifference, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lines or self.settings)


NO_DIFFERENCES = Differences()


@dataclass(frozen=True, slots=True)
class Replan:
    """What links must forget before a version takes the place of another.

    `values` are properties that carry another value now: nothing was ever agreed on about it.
    `rules` carry the same value by another rule: what the old rule left different is decided anew;
    what both sides agreed on stays, so that the side that changes it next is known (P5).
    """

    values: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    look_again: bool = False  # at every record


def diff(old: Mapping, new: Mapping) -> Differences:
    """Return what differs: lines in the order of `new`, then those that are gone."""
    return Differences(tuple(_lines(old, new)), tuple(_settings(old, new)))


def replan(old: Mapping, new: Mapping) -> Replan:
    """Return what must be decided anew once `new` is in force in place of `old`."""
    found = diff(old, new)
    before = {line.hubspot: line for line in old.fields}
    values = frozenset(
        line.hubspot
        for line in found.lines
        if line.kind is not Kind.CHANGED or not _MAKE_THE_VALUE.isdisjoint(line.parts)
    )
    ruled = {line.hubspot for line in found.lines if line.parts}
    if old.policy is not new.policy:
        ruled |= {
            line.hubspot for line in new.fields if line.policy is None and line.hubspot in before
        }
    again = bool(found.lines) or any(each.name != "label" for each in found.settings)
    return Replan(values, frozenset(ruled) - values, again)


def _lines(old: Mapping, new: Mapping) -> Iterator[LineDifference]:
    before = {line.hubspot: line for line in old.fields}
    after = {line.hubspot: line for line in new.fields}
    for name, line in after.items():
        was = before.get(name)
        if was is None:
            yield LineDifference(name, Kind.ADDED, None, _plain(line))
        elif parts := _parts(was, line):
            yield LineDifference(name, Kind.CHANGED, _plain(was), _plain(line), parts)
    for name, line in before.items():
        if name not in after:
            yield LineDifference(name, Kind.REMOVED, _plain(line), None)


def _parts(old: FieldMapping, new: FieldMapping) -> tuple[str, ...]:
    names = (field.name for field in fields(FieldMapping))
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def _settings(old: Mapping, new: Mapping) -> Iterator[SettingDifference]:
    for name in (field.name for field in fields(Mapping) if field.name not in _NO_SETTINGS):
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            yield SettingDifference(name, msgspec.to_builtins(was), msgspec.to_builtins(now))


def _plain(line: FieldMapping) -> Plain:
    plain: Plain = msgspec.to_builtins(line)
    return plain
