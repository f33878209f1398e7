"""The scratch table of match keys: keyed hashes of HubSpot's unlinked records."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, select

from core.store.among import among, these
from core.store.database import Store
from core.store.tables import match_index as table
from core.store.upsert import insert

_COLUMNS = ("pair", "hash", "kind", "hubspot_id", "taken_by")
_FOUND = (
    select(table.c.kind, table.c.hash, table.c.hubspot_id, table.c.taken_by)
    .where(and_(table.c.pair == bindparam("the_pair"), among(table.c.hash)))
    .order_by(table.c.id)
)


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
        pair = self._pair
        values = [(pair, r.hash.hex(), r.kind, r.hubspot_id, r.taken_by) for r in rows]
        if values:
            with self._store.write() as connection:
                insert(connection, table, _COLUMNS, values)

    def find(self, hashes: Sequence[bytes]) -> dict[bytes, list[Row]]:
        """Return the rows of each hash, in the order they were added."""
        found: dict[bytes, list[Row]] = defaultdict(list)
        if not hashes:
            return found
        asked = these(self._pair, dict.fromkeys(each.hex() for each in hashes))
        with self._store.read() as connection:
            for kind, text, hubspot_id, taken_by in connection.execute(_FOUND, asked):
                digest = bytes.fromhex(text)
                found[digest].append(Row(kind, digest, hubspot_id, taken_by))
        return found

    def clear(self) -> None:
        with self._store.write() as connection:
            connection.execute(delete(table).where(table.c.pair == self._pair))
