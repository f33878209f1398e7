"""One stream of an account in memory: its records, and in which order they changed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from core.records import FieldValue, Record
from core.schema import Field, StreamSchema

_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


class Changes(NamedTuple):
    """A page of changes, oldest first."""

    records: list[Record]
    gone: list[str]
    last: int  # tick of the last record's change; 0 if there is none


@dataclass(slots=True)
class MemoryStream:
    """Its time is a tick that grows with each change of the account."""

    schema: StreamSchema
    rows: dict[str, Record] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)  # id -> the tick of its last change
    merged: dict[str, str] = field(default_factory=dict)  # id -> the id it was merged into
    gone: dict[str, int] = field(default_factory=dict)  # id -> the tick of its deletion
    holders: dict[tuple[str, str], str] = field(default_factory=dict)  # of unique values

    def knows(self, id: str) -> bool:
        """Return whether a record has this id, or had it before it was merged."""
        return id in self.rows or id in self.merged

    def keep(self, row: Record, tick: int) -> None:
        """Keep a record that was made or changed just now."""
        self.rows[row.id] = replace(
            row, modified_at=_BEGAN + timedelta(seconds=tick), version=str(tick)
        )
        self.gone.pop(row.id, None)
        self.changed.pop(row.id, None)  # so that the order of its ids is that of its ticks
        self.changed[row.id] = tick
        for name, value in row.fields.items():
            known = self.schema.fields.get(name)
            if value is not None and known is not None and known.unique:
                self.holders[name, plain(value)] = row.id

    def delete(self, id: str, tick: int) -> None:
        del self.rows[id], self.changed[id]
        self.gone[id] = tick

    def alive(self) -> Iterator[Record]:
        """Yield what is not archived."""
        return (row for row in self.rows.values() if not row.archived)

    def by_id(self, id: str) -> Record | None:
        """Return the record that has this id now, whatever it was merged into."""
        there = id
        while there in self.merged:
            there = self.merged[there]
        return self.rows.get(there)

    def holder(self, name: str, value: str) -> Record | None:
        """Return the record that holds a unique value, whatever its case."""
        row = self.rows.get(self.holders.get((name, plain(value)), ""))
        if row is None or row.archived or plain(row.fields.get(name)) != plain(value):
            return None
        return row

    def changes(self, since: int, after: int, most: int, fields: Collection[str]) -> Changes:
        """Return a page of what changed from tick `since` on and after tick `after`."""
        first = max(since, after + 1)
        found = (each for each, tick in self.changed.items() if tick >= first)
        if not since:
            found = (each for each in found if not self.rows[each].archived)
        page = list(islice(found, most))
        gone = [each for each, tick in self.gone.items() if since and tick >= first]
        records = [shown(self.rows[each], fields) for each in page]
        return Changes(records, gone, self.changed[page[-1]] if page else 0)

    def set_field(self, made: Field) -> None:
        self.schema = replace(self.schema, fields={**self.schema.fields, made.name: made})

    def drop_field(self, name: str) -> None:
        """Delete a property, with its values."""
        fields = {key: each for key, each in self.schema.fields.items() if key != name}
        self.schema = replace(self.schema, fields=fields)
        for row in list(self.rows.values()):
            left = {key: value for key, value in row.fields.items() if key != name}
            self.rows[row.id] = replace(row, fields=left)


def shown(row: Record, fields: Collection[str]) -> Record:
    """Return a record with what was asked for; what it lacks is empty."""
    return replace(row, fields={name: row.fields.get(name) for name in fields})


def plain(value: FieldValue) -> str:
    """Return a unique value as it is compared."""
    return str(value).strip().lower()
