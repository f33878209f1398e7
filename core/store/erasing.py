"""Forgetting: what was synced, one connection, or everything."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from core.store import tables
from core.store.audit import Act, note
from core.store.brakes import forget_listed
from core.store.contact_days import forget_days
from core.store.credentials import lock_file
from core.store.database import Store, copies
from core.store.locks import discard
from core.store.set_up import forget_switches

_OF_A_PAIR = (
    tables.links,
    tables.checkpoints,
    tables.ties,
    tables.match_index,
    tables.intents,
    tables.issues,
    tables.retries,
    tables.hubspot_checkpoints,
    tables.stopped,
    tables.decisions,
    tables.never,
    tables.brakes,
    tables.changes,
)


def forget_pairs(connection: Connection, pairs: Collection[str] | None = None) -> None:
    """Forget what is known of the records of some pairs, or of all. Mappings stay."""
    for table in _OF_A_PAIR:
        these: Any = True if pairs is None else table.c.pair.in_(pairs)
        statement = delete(table) if pairs is None else delete(table).where(these)
        connection.execute(statement)
    forget_listed(connection, pairs)


def forget_connection(connection: Connection, connection_id: str, side: str) -> None:
    """Forget a connection with its mappings, runs, and what its pairs synced.

    HubSpot is an end of every pair, so that with it all pairs are forgotten, but no mapping.
    """
    mappings, runs = tables.mappings, tables.runs
    pairs = None
    if side == "system":
        mine = mappings.c.connection == connection_id
        pairs = list(connection.execute(select(mappings.c.pair).where(mine)).scalars())
        connection.execute(delete(mappings).where(mine))
    forget_pairs(connection, pairs)
    forget_switches(connection, connection_id)
    forget_days(connection, connection_id)
    connection.execute(delete(runs).where(runs.c.connection == connection_id))
    credentials, connections = tables.credentials, tables.connections
    whose = connection.execute(
        select(connections.c.connector, connections.c.account_id).where(
            connections.c.id == connection_id
        )
    ).one_or_none()
    if whose is not None:
        # What was decided goes; the privacy audit of it stays, as it must be kept for years.
        for table in (tables.attestations, tables.switches):
            is_of_it = (table.c.system == whose.connector) & (table.c.account == whose.account_id)
            connection.execute(delete(table).where(is_of_it))
    connection.execute(delete(credentials).where(credentials.c.connection == connection_id))
    connection.execute(delete(connections).where(connections.c.id == connection_id))


def erase_connection(store: Store, connection_id: str, now: datetime) -> None:
    """Forget a connection as if it had never been; harmless if there is none."""
    connections = tables.connections
    with store.write() as connection:
        side = connection.execute(
            select(connections.c.side).where(connections.c.id == connection_id)
        ).scalar()
        if side is not None:
            forget_connection(connection, connection_id, side)
            note(connection, now, Act.FORGOTTEN, connection_id)
    _clean_up(store, [connection_id])


def erase_all(store: Store, now: datetime) -> None:
    """Empty every table, and delete the copies from before migrations; only the act is noted.

    The key, the log and the folder are the caller's to delete.
    """
    with store.write() as connection:
        ids = list(connection.execute(select(tables.connections.c.id)).scalars())
        for table in reversed(tables.metadata.sorted_tables):
            connection.execute(delete(table))
        note(connection, now, Act.ERASED)
    for copy in copies(store.folder):
        copy.unlink(missing_ok=True)
    _clean_up(store, ids)


def _clean_up(store: Store, connection_ids: Collection[str]) -> None:
    store.checkpoint()  # SQLite overwrites what is deleted, but the log may hold it still
    for connection_id in connection_ids:
        discard(lock_file(store, connection_id))
