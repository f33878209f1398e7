"""Two records that become one."""

from connectors.hubspot.simulator.portal import Portal
from connectors.hubspot.simulator.rows import Record, Version
from connectors.hubspot.simulator.tables import EMAIL, MORE_EMAILS, Table
from connectors.hubspot.simulator.ties import Ties

SOURCE = "MERGE_OBJECTS"


def merge(portal: Portal, table: Table, kept: Record, other: Record, ties: Ties) -> Record:
    """Return the record that `kept` and `other` are from now on; `kept`'s values win.

    It has an id of its own, and both old ids lead to it.
    """
    values = {**other.values, **kept.values}
    addresses = [
        address
        for record in (kept, other)
        for name in (EMAIL, MORE_EMAILS)
        for address in record.values.get(name, "").split(";")
        if address and table.kind.plural == "contacts"
    ]
    rest = [one for one in dict.fromkeys(addresses) if one != values.get(EMAIL)]
    if rest:
        values[MORE_EMAILS] = ";".join(rest)
    index = portal.indexes[table.kind.plural]
    for record in (kept, other):
        table.take(record)
        index.gone(record.id)
    times = (min(kept.created, other.created), portal.now())
    if not portal.profile.merge_mints:
        kept.created, kept.modified = times
        kept.values = values
        kept.merged = [*kept.merged, *other.merged, other.id]
        table.put(kept)
        index.changed(kept, None, portal.now(), portal.now())
        _lead(table, ties, [other], kept)
        return kept
    made = portal.create(table, values, SOURCE, times)
    made.source = kept.source
    made.merged = [*kept.merged, *other.merged, kept.id, other.id]
    made.history = {
        name: [Version(value, made.modified, SOURCE)]
        for name, value in values.items()
        if kept.values.get(name) != value
    }
    _lead(table, ties, [kept, other], made)
    return made


def _lead(table: Table, ties: Ties, old: list[Record], new: Record) -> None:
    for record in old:
        table.moved[record.id] = new.id
        ties.move(table, record.id, new.id)
