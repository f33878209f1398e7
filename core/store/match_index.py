"""The scratch table of match keys: keyed hashes of HubSpot's unlinked records."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from core.store.database import Store
from core.store.tables import match_index as table

_CHUNK = 1000  # hashes of one IN list; they are bytes, which no JSON array takes


class Row(NamedTuple):
    """One key of one HubSpot record, or of one that is about to be made (`hubspot_id` "")."""

    kind: str
    hash: bytes
    hubspot_id: str
    taken_by: str | None  # system id of the record that holds it; "?" for one bearing our key


class MatchIndex:
    """The match index of one pair."""

    def __init__(self, store: Store, pair: str) -> None:
        self._store = store
        self._pair = pair

    def add(self, rows: Iterable[Row]) -> None:
        values = [{"pair": self._pair, **row._asdict()} for row in rows]
        if values:
            with self._store.write() as connection:
                connection.execute(insert(table), values)

    def find(self, hashes: Sequence[bytes]) -> dict[bytes, list[Row]]:
        """Return the rows of each hash, in the order they were added."""
        found: dict[bytes, list[Row]] = defaultdict(list)
        wanted = list(dict.fromkeys(hashes))
        columns = (table.c.kind, table.c.hash, table.c.hubspot_id, table.c.taken_by)
        with self._store.read() as connection:
            for start in range(0, len(wanted), _CHUNK):
                part = wanted[start : start + _CHUNK]
                query = (
                    select(*columns)
                    .where(table.c.pair == self._pair, table.c.hash.in_(part))
                    .order_by(table.c.id)
                )
                for row in connection.execute(query):
                    found[row.hash].append(Row(*row))
        return found

    def clear(self) -> None:
        with self._store.write() as connection:
            connection.execute(delete(table).where(table.c.pair == self._pair))
