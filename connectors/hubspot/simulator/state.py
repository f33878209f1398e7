"""All that is worth keeping of a portal between two starts, ready for JSON.

What waited for the search index has been taken up by the time that a portal comes back.
"""

import msgspec

from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.rows import Group, Kind, Label, Owner, Pipeline, Property, Record
from connectors.hubspot.simulator.tables import Table
from connectors.hubspot.simulator.ties import Ties


class TableState(msgspec.Struct):
    """One object."""

    kind: Kind
    properties: list[Property]
    archived_properties: list[Property]
    groups: list[Group]
    pipelines: list[Pipeline]
    unique: list[str]
    records: list[Record]
    archived: list[Record]
    moved: list[tuple[int, int]]


class LabelState(msgspec.Struct):
    """A label, with the objects that it leads from and to."""

    one: str
    other: str
    label: Label


class PortalState(msgspec.Struct):
    """A whole portal."""

    id: int
    counters: dict[str, int]
    owners: list[Owner]
    tables: list[TableState]
    labels: list[LabelState]
    next_plain: int
    ties: list[tuple[str, int, str, int, str, int]]


def state_of(portal: Portal, ties: Ties) -> PortalState:
    return PortalState(
        id=portal.id,
        counters=dict(portal.counters),
        owners=list(portal.owners.values()),
        tables=[_table_state(table) for table in portal.tables.values()],
        labels=[
            LabelState(one, other, label)
            for (one, other), labels in ties.labels.items()
            for label in labels.values()
        ],
        next_plain=ties.next_plain,
        ties=[(one, a, two, b, *mark) for one, a, two, b, mark in ties.all()],
    )


def take_state(portal: Portal, ties: Ties, state: PortalState) -> None:
    """Make a portal, whatever is in it, what it was."""
    portal.id = state.id
    portal.counters = dict(state.counters)
    portal.owners = {owner.id: owner for owner in state.owners}
    for table in list(portal.tables.values()):
        portal.drop_kind(table.kind)
    for one in state.tables:
        _fill(portal.add_kind(one.kind), one)
    portal.reindex()
    portal.fresh_contacts.clear()
    ties.labels.clear()
    ties.held.clear()
    for entry in state.labels:
        mark = (entry.label.category, entry.label.type_id)
        ties.labels.setdefault((entry.one, entry.other), {})[mark] = entry.label
    ties.next_plain = state.next_plain
    for one_type, from_id, other_type, to_id, category, type_id in state.ties:
        ties.tie((one_type, other_type), from_id, to_id, (category, type_id))


def _table_state(table: Table) -> TableState:
    return TableState(
        kind=table.kind,
        properties=list(table.properties.values()),
        archived_properties=list(table.archived_properties.values()),
        groups=list(table.groups.values()),
        pipelines=list(table.pipelines.values()),
        unique=list(table.unique),
        records=list(table),
        archived=list(table.archived.values()),
        moved=list(table.moved.items()),
    )


def _fill(table: Table, state: TableState) -> None:
    table.properties = {one.name: one for one in state.properties}
    table.archived_properties = {one.name: one for one in state.archived_properties}
    table.groups = {one.name: one for one in state.groups}
    table.pipelines = {one.id: one for one in state.pipelines}
    for name in state.unique:
        table.watch(name)
    for record in state.records:
        table.put(record)
    table.archived = {record.id: record for record in state.archived}
    table.moved = dict(state.moved)
