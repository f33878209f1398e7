"""The never-sync list: records that a person wants left alone, for good.

Of a record it keeps a keyed hash of pair, side and id: it answers whether a record is on it, and
nobody can read from it who is.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from core.draft import Print
from core.errors import Code
from core.jobs import Clock
from core.records import Side
from core.store.among import among, these
from core.store.audit import Act, note
from core.store.database import Store
from core.store.replanning import read_again
from core.store.stopped import stop
from core.store.tables import issues, links, retries
from core.store.tables import never as table
from core.store.times import loaded, stored
from core.store.upsert import upsert

Named = tuple[Side, str]
"""A record by its side and its id there."""

_FOUND = select(table.c.hash).where(
    and_(table.c.pair == bindparam("the_pair"), among(table.c.hash))
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One record on the list; which, is not kept."""

    side: Side
    made_at: datetime


class NeverList:
    """The list of one office."""

    def __init__(self, store: Store, fingerprint: Print, clock: Clock | None = None) -> None:
        self._store = store
        self._print = fingerprint
        self._clock = clock or Clock()

    def among(self, pair: str, records: Collection[Named]) -> frozenset[Named]:
        """Return which of some records are on the list. One query, however many are asked for."""
        purposes = {side: _purpose(pair, side) for side in Side}
        hashes = {self._print(purposes[each[0]], each[1]).hex(): each for each in records}
        if not hashes:
            return frozenset()
        with self._store.read() as connection:
            found = connection.execute(_FOUND, these(pair, hashes)).scalars()
            return frozenset(hashes[each] for each in found)

    def entries(self, pair: str) -> list[Entry]:
        """Return what is on the list, the newest first."""
        query = select(table.c.side, table.c.made_at).where(table.c.pair == pair)
        with self._store.read() as connection:
            rows = connection.execute(query.order_by(table.c.made_at.desc(), table.c.hash))
            return [Entry(Side(row.side), loaded(row.made_at)) for row in rows]

    def add(self, pair: str, side: Side, id: str) -> bool:
        """Leave a record alone from now on; return False if it was so already.

        Its link is stopped at once, what waited for it is tried no more, and its issues are closed.
        """
        with self._store.write() as connection:
            row = {"pair": pair, "side": side.value, "hash": self._hash(pair, side, id)}
            if connection.execute(_FOUND, these(pair, [row["hash"]])).scalar() is not None:
                return False
            upsert(connection, table, [{**row, "made_at": self._now()}])
            linked = _linked(connection, pair, side, id)
            stop(connection, pair, linked)
            for system_id in {*linked, id} if side is Side.SYSTEM else linked:
                _leave_alone(connection, pair, system_id, self._now())
            note(connection, self._clock.now(), Act.NEVER_SYNC, pair)
        return True

    def remove(self, pair: str, side: Side, id: str) -> bool:
        """Sync a record again from the next run on; return False if it was not on the list."""
        with self._store.write() as connection:
            mine = table.c.pair == pair, table.c.hash == self._hash(pair, side, id)
            if not connection.execute(delete(table).where(*mine)).rowcount:
                return False
            linked = _linked(connection, pair, side, id)
            again = linked or ([id] if side is Side.SYSTEM else [])
            row = {"pair": pair, "code": Code.FILTERED.value, "tries": 0, "next_at": self._now()}
            upsert(connection, retries, [{**row, "system_id": each} for each in again])
            if not again:  # nobody knows whose it will be
                read_again(connection, pair)
            note(connection, self._clock.now(), Act.SYNC_AGAIN, pair)
        return True

    def _now(self) -> int:
        return stored(self._clock.now())

    def _hash(self, pair: str, side: Side, id: str) -> str:
        return self._print(_purpose(pair, side), id).hex()


def _purpose(pair: str, side: Side) -> str:
    """Return what keeps the hashes of one id apart: no field of a record is named so."""
    return f"never {pair} {side.value}"


def _linked(connection: Connection, pair: str, side: Side, id: str) -> list[str]:
    """Return the system ids of a record's links."""
    column = links.c.system_id if side is Side.SYSTEM else links.c.hubspot_id
    query = select(links.c.system_id).where(links.c.pair == pair, column == id)
    return list(connection.execute(query.order_by(links.c.system_id)).scalars())


def _leave_alone(connection: Connection, pair: str, system_id: str, at: int) -> None:
    """Try a record no more, and close what is open about it."""
    connection.execute(
        delete(retries).where(retries.c.pair == pair, retries.c.system_id == system_id)
    )
    connection.execute(
        update(issues)
        .where(issues.c.pair == pair, issues.c.system_id == system_id, issues.c.state == "open")
        .values(state="resolved", seen_at=at)
    )
