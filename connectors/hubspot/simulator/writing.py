"""Writing a record over the API: everything is checked before anything is kept."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.hubspot.simulator.errors import (
    PropertyFault,
    RefusalError,
    invalid,
    invalid_properties,
)
from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.profile import VERSION
from connectors.hubspot.simulator.rows import Label, Property, Record
from connectors.hubspot.simulator.standard import LIFECYCLE_ORDER, STAGE_OF
from connectors.hubspot.simulator.tables import EMAIL, MORE_EMAILS, Table, folded
from connectors.hubspot.simulator.values import as_text, checked

PlannedTie = tuple[Table, int, Sequence[Label]]
"""A tie to make: the object at its other end, the record's id there, the labels."""

Claims = dict[tuple[str, str], int]
"""Unique values that earlier inputs of a batch are about to take: by which input."""


@dataclass(slots=True)
class Draft:
    """A write that may be done."""

    table: Table
    record: Record | None  # None: a new one
    values: dict[str, str]  # what changes; "" takes a value away
    names: Collection[str]  # the properties that were sent
    ties: Sequence[PlannedTie] = ()  # of a new record

    def apply(self, portal: Portal, source: str = "INTEGRATION") -> Record:
        if self.record is None:
            kept = {name: value for name, value in self.values.items() if value}
            return portal.create(self.table, kept, source)
        portal.change(self.table, self.record, self.values, source)
        return self.record


class Writer:
    """Checks writes against the portal's rules."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal

    def check(
        self,
        table: Table,
        record: Record | None,
        properties: object,
        version: str = VERSION,
        claims: Claims | None = None,
    ) -> Draft:
        """Return what the write would do; RefusalError if HubSpot would not.

        `claims` are looked at, and added to when all is well.
        """
        if not isinstance(properties, Mapping):
            raise invalid("Invalid input JSON: properties must be an object")
        values = self._values(table, record, properties)
        self._need(table, record, values)
        if version == VERSION:
            self._need_by_rule(table, record, values)
        self._unique(table, record, values, claims)
        _own_address(values, record)
        return Draft(table, record, values, list(properties))

    def _values(
        self, table: Table, record: Record | None, properties: Mapping[str, Any]
    ) -> dict[str, str]:
        old = record.values if record else {}
        faults: list[PropertyFault] = []
        values: dict[str, str] = {}
        for name, raw in properties.items():
            try:
                definition = self._definition(table, name)
                values[definition.name] = self._value(table, definition, as_text(raw), old)
            except PropertyFault as fault:
                faults.append(fault)
        if faults:
            raise invalid_properties(faults, self._portal.id)
        if LIFECYCLE_ORDER.get(values.get("lifecyclestage", ""), 99) < LIFECYCLE_ORDER.get(
            old.get("lifecyclestage", ""), -1
        ):
            del values["lifecyclestage"]  # it only moves on, and nobody is told
        return values

    def _definition(self, table: Table, name: str) -> Property:
        definition = table.properties.get(name)
        if definition is None:
            message = f'Property "{name}" does not exist'
            raise PropertyFault(name, "PROPERTY_DOESNT_EXIST", message)
        if definition.read_only:
            message = f'"{name}" is a read only property; its value cannot be set.'
            raise PropertyFault(name, "READ_ONLY_VALUE", message)
        return definition

    def _value(self, table: Table, definition: Property, text: str, old: Mapping[str, str]) -> str:
        def allowed(one: Property) -> Collection[str]:
            return self._options(table, one)

        if text.startswith(";") and definition.type == "enumeration":
            kept = old.get(definition.name, "")
            parts = [*kept.split(";"), *text[1:].split(";")]
            text = ";".join(dict.fromkeys(part for part in parts if part))
        return checked(definition, text, allowed, strict_spaces=self._portal.profile.strict_spaces)

    def _options(self, table: Table, definition: Property) -> Collection[str]:
        pipeline, stage = STAGE_OF.get(table.kind.plural, ("", ""))
        if definition.name == "hubspot_owner_id":
            return self._portal.owners
        if definition.name == "deal_currency_code":
            profile = self._portal.profile
            return (profile.currency, *profile.more_currencies)
        if definition.name == pipeline:
            return table.pipelines
        if definition.name == stage:
            return [one.id for line in table.pipelines.values() for one in line.stages]
        return [option.value for option in definition.options]

    def _need(self, table: Table, record: Record | None, values: dict[str, str]) -> None:
        """Refuse a new record without what it must have; fill in the only pipeline."""
        pipeline, stage = STAGE_OF.get(table.kind.plural, ("", ""))
        if pipeline:
            self._need_stage(table, record, values, pipeline, stage)
        if record is not None:
            return
        for names in table.kind.required:
            if not any(values.get(name) for name in names):
                self._refuse(names[0], "REQUIRED_FIELD", f"Required: {' or '.join(names)}")

    def _need_stage(
        self,
        table: Table,
        record: Record | None,
        values: dict[str, str],
        pipeline: str,
        stage: str,
    ) -> None:
        whole = {**(record.values if record else {}), **values}
        if pipeline not in whole and stage in values:
            if len(table.pipelines) > 1:
                self._refuse(pipeline, "REQUIRED_FIELD", f"{pipeline} is required")
            whole[pipeline] = values[pipeline] = next(iter(table.pipelines))
        line = table.pipelines.get(whole.get(pipeline, ""))
        if line and stage in values and values[stage] not in [one.id for one in line.stages]:
            message = f"{values[stage]} was not one of the allowed options: of this pipeline"
            self._refuse(stage, "INVALID_OPTION", message)

    def _need_by_rule(self, table: Table, record: Record | None, values: Mapping[str, str]) -> None:
        """Hold a write against the rules that the portal's administrator made."""
        portal, plural = self._portal, table.kind.plural
        whole = {**(record.values if record else {}), **values}
        if record is None:
            for name in portal.creator_required.get(plural, ()):
                if not whole.get(name):
                    self._refuse(name, "MISSING_REQUIRED_PROPERTY", f"{name} is required")
        for when, value, name in portal.conditional.get(plural, ()):
            if whole.get(when) == value and not whole.get(name):
                message = f"{name} is required when {when} is {value}"
                self._refuse(name, "MISSING_CONDITIONAL_REQUIRED_PROPERTY", message)

    def _unique(
        self,
        table: Table,
        record: Record | None,
        values: Mapping[str, str],
        claims: Claims | None,
    ) -> None:
        mine: list[tuple[str, str]] = []
        for name in table.unique:
            value = values.get(name)
            if not value or name not in table.properties:
                continue
            key = (name, folded(value))
            holder = table.by_value(name, value)
            if (holder is not None and holder is not record) or key in (claims or ()):
                raise self._taken(name, value, holder, record)
            mine.append(key)
        if claims is not None:
            claims.update(dict.fromkeys(mine, record.id if record else 0))

    def _taken(
        self, name: str, value: str, holder: Record | None, record: Record | None
    ) -> RefusalError:
        if name == EMAIL:
            context = {"existingId": [str(holder.id)]} if holder else {}
            known = f". Existing ID: {holder.id}" if holder else ""
            return RefusalError(
                409, f"Contact already exists{known}", "CONFLICT", entry_context=context
            )
        whose = holder.id if holder else "another input"
        target = f"on {record.id}" if record else "on a new record"
        message = f"Cannot set {name} to {value} {target}. {whose} already has that value."
        fault = PropertyFault(name, "CONFLICTING_UNIQUE_VALUE", message)
        return invalid_properties([fault], self._portal.id)

    def _refuse(self, name: str, code: str, message: str) -> None:
        raise invalid_properties([PropertyFault(name, code, message)], self._portal.id)


def _own_address(values: dict[str, str], record: Record | None) -> None:
    """Let an address that was a record's secondary one be its main one only."""
    if record is None or MORE_EMAILS not in record.values or not values.get(EMAIL):
        return
    rest = [one for one in record.values[MORE_EMAILS].split(";") if one != values[EMAIL]]
    values[MORE_EMAILS] = ";".join(rest)
