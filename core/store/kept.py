"""What is kept, for the office to see: counts by kind, and all of it as an export."""

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Table, func, select

from core.store.audit import Act, note
from core.store.database import Store
from core.store.tables import match_index, metadata

_SECRET = {("credentials", "sealed")}
_NAMES = {("switches", "kind"): "sort", ("privacy_audit", "kind"): "what"}  # "kind" is the table's
_PAGE = 1000  # rows read at once
Row = Mapping[str, str | int | None]


def counts(store: Store) -> dict[str, int]:
    """Count the rows of each kind, by the table's name."""
    with store.read() as connection:
        return {
            table.name: int(
                connection.execute(select(func.count()).select_from(table)).scalar_one()
            )
            for table in metadata.sorted_tables
        }


def export(store: Store, now: datetime) -> Iterator[Row]:
    """Yield every row as JSON takes it, with its kind under "kind"; no secrets among them.

    Fingerprints are given as they are, in base 64: they tell nobody anything.
    """
    with store.write() as connection:
        note(connection, now, Act.EXPORTED)
    for table in metadata.sorted_tables:
        if table is not match_index:  # a run's scratch paper
            yield from _rows(store, table)


def _rows(store: Store, table: Table) -> Iterator[Row]:
    columns = [column for column in table.c if (table.name, column.name) not in _SECRET]
    with store.read() as connection:
        found = connection.execution_options(yield_per=_PAGE).execute(select(*columns))
        for row in found:
            yield {"kind": table.name} | {
                _NAMES.get((table.name, name), name): base64.b64encode(value).decode()
                if isinstance(value, bytes)
                else value
                for name, value in row._mapping.items()
            }
