"""Forgetting one record: every row that names it, in one transaction."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, func, or_, select

from core.store import tables
from core.store.audit import Act, note
from core.store.database import Store

ONLY_THERE = "<"  # begins what stands for a system id where only HubSpot has the record


def forget_record(
    store: Store, pair: str, system_id: str | None, hubspot_id: str | None, now: datetime
) -> dict[str, int]:
    """Forget a record of a pair, by its id at either side; return how many rows of each kind."""
    removed: dict[str, int] = {}
    with store.write() as connection:
        for table, condition in _rows(pair, system_id, hubspot_id):
            gone = connection.execute(delete(table).where(condition)).rowcount
            if gone:
                removed[table.name] = gone
        note(connection, now, Act.RECORD_FORGOTTEN, pair)
    store.checkpoint()  # SQLite overwrites what is deleted, but the log may hold it still
    return removed


def is_known(store: Store, pair: str, system_id: str | None, hubspot_id: str | None) -> bool:
    """Return whether any row names the record."""
    with store.read() as connection:
        return any(
            connection.execute(select(func.count()).select_from(table).where(condition)).scalar()
            for table, condition in _rows(pair, system_id, hubspot_id)
        )


def _rows(
    pair: str, system_id: str | None, hubspot_id: str | None
) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Yield each kind of row that may name the record, and which of them do."""
    mine = [each for each in (system_id, _marked(hubspot_id)) if each is not None]
    for table in (tables.links, tables.stopped, tables.issues, tables.retries, tables.decisions):
        named: list[ColumnElement[bool]] = [table.c.system_id.in_(mine)]
        if hubspot_id is not None and "hubspot_id" in table.c:
            named.append(table.c.hubspot_id == hubspot_id)
        yield table, and_(table.c.pair == pair, or_(*named))
    if hubspot_id is not None:
        for by_id in (tables.intents, tables.changes):
            yield by_id, _both(by_id, pair, hubspot_id)
    if system_id is not None:
        ties = tables.ties
        yield (
            ties,
            or_(
                and_(ties.c.pair == pair, ties.c.system_id == system_id),
                ties.c.other_id == system_id,
            ),
        )


def _both(table: Any, pair: str, hubspot_id: str) -> ColumnElement[bool]:
    return and_(table.c.pair == pair, table.c.hubspot_id == hubspot_id)


def _marked(hubspot_id: str | None) -> str | None:
    return None if hubspot_id is None else f"{ONLY_THERE}{hubspot_id}"
