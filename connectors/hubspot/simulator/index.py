"""What the search of one object knows, which is the portal as it was some seconds ago."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from connectors.hubspot.simulator.rows import Record
from connectors.hubspot.simulator.tables import Table

BITS = 48  # of an id
MASK = (1 << BITS) - 1
MIXER = 0x9E3779B97F4B  # odd, so that it has an inverse
UNMIXER = pow(MIXER, -1, 1 << BITS)


class Seen(NamedTuple):
    """A record as the search sees it."""

    values: Mapping[str, str]
    modified: int
    created: int


class Waiting(NamedTuple):
    """What a record was before a change that the index has yet to take up."""

    due: int  # when it does
    before: Seen | None  # None: there was none


class SearchIndex:
    """Finds records as they were before the changes that still wait.

    Records of one time come in no order that a client could guess, but always in the same one.
    """

    def __init__(self, table: Table) -> None:
        self.revision = 0  # counts what may make a search find something else
        self._table = table
        self._waiting: dict[int, list[Waiting]] = defaultdict(list)
        self._queue: list[tuple[int, int]] = []  # (when due, id), in that order
        self._taken = 0  # of the queue
        # (modified, mixed id) as one number each; entries of what a record was before stay until
        # the list is twice as long as it need be.
        self._by_time: list[int] = []
        self._is_sorted = True

    def changed(self, record: Record, before: Seen | None, due: int, now: int) -> None:
        """Note that a record is new (`before` None) or another, visible from `due` on."""
        self.catch_up(now)
        if due > now:
            self._waiting[record.id].append(Waiting(due, before))
            self._queue.append((due, record.id))
        entry = _entry(record.modified, record.id)
        if self._by_time and entry < self._by_time[-1]:
            self._is_sorted = False
        self._by_time.append(entry)
        self.revision += 1

    def gone(self, id: int) -> None:
        """Note that a record was archived or merged away, which a search shows at once."""
        self._waiting.pop(id, None)
        self.revision += 1

    def catch_up(self, now: int) -> None:
        """Take up the changes that are due."""
        queue = self._queue
        while self._taken < len(queue) and queue[self._taken][0] <= now:
            changed = queue[self._taken][1]
            self._taken += 1
            if changed in self._waiting:
                rest = [one for one in self._waiting.pop(changed) if one.due > now]
                if rest:
                    self._waiting[changed] = rest
            self.revision += 1
        if self._taken > 1000 and self._taken * 2 > len(queue):
            del queue[: self._taken]
            self._taken = 0

    def see(self, id: int) -> Seen | None:
        """Return a record as the index has it."""
        if id in self._waiting:
            return self._waiting[id][0].before
        record = self._table.records.get(id)
        return None if record is None else seen(record)

    def all(self) -> Iterator[int]:
        """Yield all live ids, ascending, whether the index has them or not."""
        return iter(self._table.order)

    def holding(self, name: str, values: list[str]) -> Iterator[int]:
        """Yield the ids that may have one of these folded values of a unique property."""
        index = self._table.unique[name]
        yield from {index[value] for value in values if value in index}
        yield from list(self._waiting)

    def by_time(self, since: int | None) -> Iterator[int]:
        """Yield ids by the time of their change, from `since` on."""
        self._tidy()
        entries = self._by_time
        start = 0 if since is None else bisect_left(entries, since << BITS)
        last = -1
        for place in range(start, len(entries)):
            entry = entries[place]
            if entry == last:
                continue
            last = entry
            found = (entry & MASK) * UNMIXER & MASK
            record = self.see(found)
            if record is not None and record.modified == entry >> BITS:
                yield found

    def _tidy(self) -> None:
        if len(self._by_time) > 2 * len(self._table.order) + 1000:
            kept = {(record.modified, record.id) for record in self._table}
            for changed, versions in self._waiting.items():
                kept |= {(one.before.modified, changed) for one in versions if one.before}
            self._by_time = [_entry(modified, one) for modified, one in kept]
            self._is_sorted = False
        if not self._is_sorted:
            self._by_time.sort()
            self._is_sorted = True


def _entry(modified: int, id: int) -> int:
    return modified << BITS | id * MIXER & MASK


def seen(record: Record) -> Seen:
    return Seen(record.values, record.modified, record.created)
