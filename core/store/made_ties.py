"""Ties that were made for one record: they are undone when it loses its partner."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, or_, select, tuple_, update

from core.store.database import Store
from core.store.settlement import OpenTie
from core.store.tables import ties

Referring = Collection[tuple[str, str]]
"""The references that lead to a pair's records, by the pair that they lead from and their name."""


def made(
    store: Store, pair: str, system_id: str, referring: Referring
) -> list[tuple[str, OpenTie]]:
    """Return the ties that are made from a record and to it, each with the pair it leads from."""
    with store.read() as connection:
        rows = connection.execute(select(ties).where(_of(pair, system_id, referring)))
        return [
            (row.pair, OpenTie(row.reference, row.system_id, row.other_id, remove=True))
            for row in rows
        ]


def want_again(store: Store, pair: str, system_id: str, referring: Referring) -> None:
    """Have the same ties made for the record's next partner."""
    statement = update(ties).where(_of(pair, system_id, referring)).values(state="wanted")
    with store.write() as connection:
        connection.execute(statement)


def _of(pair: str, system_id: str, referring: Referring) -> ColumnElement[bool]:
    from_it = and_(ties.c.pair == pair, ties.c.system_id == system_id)
    to_it = and_(
        ties.c.other_id == system_id, tuple_(ties.c.pair, ties.c.reference).in_(list(referring))
    )
    return and_(ties.c.state == "made", or_(from_it, to_it))
