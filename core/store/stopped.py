"""Links that are kept and not synced, either way: their record is not one of the pair's at present.

HubSpot's record stays as it is, with its fields and ties. When its partner is one of the pair's
again, the link is resumed: what was agreed on is still known, and both sides are merged afresh.
"""

from collections.abc import Collection

from sqlalchemy import Connection, and_, bindparam, delete, exists, select

from core.store.among import among, these
from core.store.database import Store
from core.store.settlement import Settlement
from core.store.tables import stopped, ties
from core.store.upsert import upsert

_AMONG = and_(stopped.c.pair == bindparam("the_pair"), among(stopped.c.system_id))
_FOUND = select(stopped.c.system_id).where(_AMONG)
_RESUME = delete(stopped).where(_AMONG)

OF_A_STOPPED_LINK = exists().where(
    stopped.c.pair == ties.c.pair, stopped.c.system_id == ties.c.system_id
)
"""The condition that a tie is one of a record whose link is stopped."""


def stopped_among(store: Store, pair: str, system_ids: Collection[str]) -> frozenset[str]:
    """Return which of some system records have a link that is stopped."""
    if not system_ids:
        return frozenset()
    with store.read() as connection:
        return frozenset(connection.execute(_FOUND, these(pair, system_ids)).scalars())


def stop(connection: Connection, pair: str, system_ids: Collection[str]) -> None:
    """Stop links, in the transaction that settles why. Harmless to repeat."""
    upsert(connection, stopped, [{"pair": pair, "system_id": each} for each in system_ids])


def settle_stopped(connection: Connection, pair: str, done: Settlement) -> None:
    """Stop and resume what a run settled so; a link that is no more is not stopped either."""
    stop(connection, pair, done.stopped)
    over = done.resumed | done.unlinked
    if over:
        connection.execute(_RESUME, these(pair, over))
