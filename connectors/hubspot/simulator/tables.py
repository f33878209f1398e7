"""All of one object: its records with their indexes, and its definitions."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Mapping

from connectors.hubspot.simulator.rows import Group, Kind, Pipeline, Property, Record

EMAIL, MORE_EMAILS = "email", "hs_additional_emails"


def folded(value: str) -> str:
    """Return how unique values are compared: case and outer spaces make no difference."""
    bare = value.strip()
    low = bare.lower()
    return bare if low == bare else low  # most values are so already: one text less to hold


class Table:
    """The records of one object by id and by unique value.

    Whoever changes a record calls `put` with what it was and what it is. Archived and merged
    records keep no unique values.
    """

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.properties: dict[str, Property] = {}
        self.archived_properties: dict[str, Property] = {}
        self.groups: dict[str, Group] = {}
        self.pipelines: dict[str, Pipeline] = {}
        self.records: dict[int, Record] = {}
        self.archived: dict[int, Record] = {}
        self.moved: dict[int, int] = {}  # merged away: which record it is now
        self.order: list[int] = []  # ids of the live ones, ascending
        self.unique: dict[str, dict[str, int]] = {}  # property -> folded value -> id

    def follow(self, id: int) -> int:
        """Return the id under which a record that may have been merged is found now."""
        now = id
        while now in self.moved:
            now = self.moved[now]
        return now

    def live(self, id: int) -> Record | None:
        return self.records.get(self.follow(id))

    def by_value(self, name: str, value: str) -> Record | None:
        """Find the record that has this value of a unique property."""
        holder = self.unique[name].get(folded(value))
        return None if holder is None else self.records[holder]

    def after(self, id: int, count: int) -> list[Record]:
        """Return up to `count` records with a greater id."""
        start = bisect_right(self.order, id)
        return [self.records[one] for one in self.order[start : start + count]]

    def put(self, record: Record) -> None:
        """Add a record, new or back from the archive."""
        self.records[record.id] = record
        if not self.order or record.id > self.order[-1]:
            self.order.append(record.id)
        else:
            insort(self.order, record.id)
        for name, index in self.unique.items():
            for value in unique_values(name, record.values):
                index.setdefault(value, record.id)

    def take(self, record: Record) -> None:
        """Take a record away, with its hold on unique values."""
        del self.records[record.id]
        del self.order[bisect_left(self.order, record.id)]
        for name, index in self.unique.items():
            self._release(index, unique_values(name, record.values), record.id)

    def change(self, record: Record, values: dict[str, str]) -> None:
        """Give a live record new values; the old dict stays as it was."""
        old, record.values = record.values, values
        for name, index in self.unique.items():
            if name == EMAIL or old.get(name) != values.get(name):
                self._release(index, unique_values(name, old), record.id)
                for value in unique_values(name, values):
                    index.setdefault(value, record.id)

    def watch(self, name: str) -> None:
        """Keep the values of a property unique from now on."""
        index = self.unique.setdefault(name, {})
        for record in self.records.values():
            for value in unique_values(name, record.values):
                index.setdefault(value, record.id)

    def _release(self, index: dict[str, int], values: Iterable[str], id: int) -> None:
        for value in values:
            if index.get(value) == id:
                del index[value]

    def __iter__(self) -> Iterator[Record]:
        return map(self.records.__getitem__, self.order)


def unique_values(name: str, values: Mapping[str, str]) -> Iterable[str]:
    """Return what a record claims of a unique property: of e-mail the secondary ones too."""
    value = values.get(name)
    claimed = [folded(value)] if value else []
    if name == EMAIL and MORE_EMAILS in values:
        claimed += map(folded, values[MORE_EMAILS].split(";"))
    return claimed
