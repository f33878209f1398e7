"""When a record is fetched again by itself, and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.errors import Code
from core.store.database import Store
from core.store.tables import retries as table
from core.store.times import loaded


@dataclass(frozen=True, slots=True)
class Retry:
    """A record that waits to be fetched again."""

    code: Code
    tries: int  # so far
    next_at: datetime


def of_record(store: Store, pair: str, system_id: str) -> Retry | None:
    """Return when a record is fetched again; None if it waits for nothing."""
    query = select(table.c.code, table.c.tries, table.c.next_at).where(
        table.c.pair == pair, table.c.system_id == system_id
    )
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else Retry(Code(row.code), row.tries, loaded(row.next_at))
