"""Two records that become one."""

from connectors.hubspot.simulator.portal import Portal, versions
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
        portal.add(table, kept)
        _lead(table, ties, [other], kept)
        return kept
    made = Record(
        portal.next_id("records"),
        *times,
        values,
        kept.source,
        merged=[*kept.merged, *other.merged, kept.id, other.id],
        history={**(kept.history or {}), **_taken_over(kept, values, times[1])},
    )
    portal.add(table, made)
    _lead(table, ties, [kept, other], made)
    return made


def _taken_over(kept: Record, values: dict[str, str], now: int) -> dict[str, list[Version]]:
    """Return the versions of what a record gets from the other one."""
    return {
        name: [*versions(kept, name), Version(value, now, SOURCE)]
        for name, value in values.items()
        if kept.values.get(name) != value
    }


def _lead(table: Table, ties: Ties, old: list[Record], new: Record) -> None:
    for record in old:
        table.moved[record.id] = new.id
        ties.move(table, record.id, new.id)
