"""What each run wrote at HubSpot, to undo it: by record and property a fingerprint, no content.

Kept as long as the run itself, 90 days. What was undone is forgotten at once, so that undoing can
be interrupted and begun again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, select

from core.links import PRINT, tag
from core.store.among import among, these
from core.store.database import Store
from core.store.settlement import Wrote as Wrote
from core.store.tables import changes, runs
from core.store.upsert import Rows, upsert

_TAG = len(tag(""))
_ROW = _TAG + PRINT


@dataclass(frozen=True, slots=True)
class Written:
    """The same as it is read back: by the properties' tags (core.links.tag)."""

    hubspot_id: str
    created: bool
    prints: Mapping[bytes, bytes]


_MINE = and_(changes.c.run == bindparam("the_run"), changes.c.pair == bindparam("the_pair"))
_SOME = and_(_MINE, among(changes.c.hubspot_id))
_KNOWN = select(changes.c.hubspot_id, changes.c.created, changes.c.prints).where(_SOME)
_FORGET = delete(changes).where(_SOME)
_PAGE = (
    select(changes.c.hubspot_id, changes.c.created, changes.c.prints)
    .where(
        _MINE,
        changes.c.created == bindparam("was_created"),
        changes.c.hubspot_id > bindparam("after"),
    )
    .order_by(changes.c.hubspot_id)
    .limit(bindparam("the_limit"))
)
of_a_run = select(changes.c.run).where(changes.c.run == runs.c.id)
"""What a run of `runs` wrote, for queries of those."""
_NUMBER = select(runs.c.number).where(runs.c.id == bindparam("the_run")).scalar_subquery()
_LATER = (
    select(changes.c.hubspot_id, changes.c.prints)
    .join(runs, runs.c.id == changes.c.run)
    .where(
        changes.c.pair == bindparam("the_pair"),
        runs.c.number > _NUMBER,
        among(changes.c.hubspot_id),
    )
)


def settle_changes(connection: Connection, run: str, pair: str, rows: Sequence[Wrote]) -> None:
    """Note what a run wrote, inside the transaction that settles it.

    A record that the run wrote before keeps what is not named now; it stays a created one.
    """
    if not rows:
        return
    asked = {"the_run": run, **these(pair, [row.hubspot_id for row in rows])}
    found = connection.execute(_KNOWN, asked)
    known = {row[0]: (bool(row[1]), _unpacked(row[2])) for row in found}
    for row in rows:
        created, prints = known.get(row.hubspot_id, (False, {}))
        fresh = {tag(name): each for name, each in row.prints.items()}
        known[row.hubspot_id] = (created or row.created, {**prints, **fresh})
    _put(connection, run, pair, known)


def keep(store: Store, run: str, pair: str, rows: Sequence[Wrote]) -> None:
    """Note what a run wrote, in a transaction of its own."""
    with store.write() as connection:
        settle_changes(connection, run, pair, rows)


def page(
    store: Store, run: str, pair: str, *, created: bool, after: str, limit: int
) -> list[Written]:
    """Return some of the records that a run created, or changed, in the order of their ids."""
    asked = {"the_run": run, "the_pair": pair, "was_created": int(created)}
    with store.read() as connection:
        found = connection.execute(_PAGE, {**asked, "after": after, "the_limit": limit})
        return [Written(row[0], bool(row[1]), _unpacked(row[2])) for row in found]


def counts(store: Store, run: str) -> dict[str, int]:
    """Count the records that a run wrote and that were not undone, by pair."""
    query = (
        select(changes.c.pair, func.count()).where(changes.c.run == run).group_by(changes.c.pair)
    )
    with store.read() as connection:
        return {row[0]: row[1] for row in connection.execute(query)}


def later(
    store: Store, run: str, pair: str, hubspot_ids: Collection[str]
) -> dict[str, frozenset[bytes]]:
    """Return the tags of what runs after this one wrote to some records, and did not undo."""
    asked = {"the_run": run, **these(pair, hubspot_ids)}
    found: dict[str, frozenset[bytes]] = {}
    with store.read() as connection:
        for hubspot_id, packed in connection.execute(_LATER, asked):
            found[hubspot_id] = found.get(hubspot_id, frozenset()) | _unpacked(packed).keys()
    return found


def forget(store: Store, run: str, pair: str, rest: Mapping[str, Written | None]) -> None:
    """Keep, of some records, only what is left to undo: None is nothing."""
    if not rest:
        return
    still = {key: (row.created, row.prints) for key, row in rest.items() if row is not None}
    with store.write() as connection:
        connection.execute(_FORGET, {"the_run": run, **these(pair, rest)})
        _put(connection, run, pair, still)


def purge(connection: Connection, which: ColumnElement[bool]) -> None:
    """Forget what some runs wrote; they can be undone no more."""
    connection.execute(delete(changes).where(changes.c.run.in_(select(runs.c.id).where(which))))


def _put(
    connection: Connection,
    run: str,
    pair: str,
    rows: Mapping[str, tuple[bool, Mapping[bytes, bytes]]],
) -> None:
    values: Rows = [
        {
            "run": run,
            "pair": pair,
            "hubspot_id": hubspot_id,
            "created": int(created),
            "prints": b"".join(mark + each for mark, each in prints.items()),
        }
        for hubspot_id, (created, prints) in rows.items()
    ]
    upsert(connection, changes, values)


def _unpacked(packed: bytes) -> dict[bytes, bytes]:
    return {
        packed[at : at + _TAG]: packed[at + _TAG : at + _ROW] for at in range(0, len(packed), _ROW)
    }
