"""Ties that were made: undone, or made again, when a record loses its partner."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, tuple_, update

from core.store.among import among, these
from core.store.database import Store
from core.store.settlement import OpenTie
from core.store.tables import ties

Referring = Collection[tuple[str, str]]
"""The references that lead to a pair's records, by the pair that they lead from and their name."""


_MADE_OF = and_(ties.c.pair == bindparam("the_pair"), ties.c.state == "made")
_WANT = update(ties).values(state="wanted")
_WANT_OWN = _WANT.where(_MADE_OF, among(ties.c.system_id))
_WANT_TO = _WANT.where(
    _MADE_OF, ties.c.reference == bindparam("the_reference"), among(ties.c.other_id)
)


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


def want_again(store: Store, pair: str, system_ids: Collection[str], referring: Referring) -> None:
    """Take the ties of records that lost their HubSpot record as wanted: for their next one."""
    if not system_ids:
        return
    with store.write() as connection:
        connection.execute(_WANT_OWN, these(pair, system_ids))
        for other, reference in referring:
            asked = {**these(other, system_ids), "the_reference": reference}
            connection.execute(_WANT_TO, asked)


def _of(pair: str, system_id: str, referring: Referring) -> ColumnElement[bool]:
    from_it = and_(ties.c.pair == pair, ties.c.system_id == system_id)
    to_it = and_(
        ties.c.other_id == system_id, tuple_(ties.c.pair, ties.c.reference).in_(list(referring))
    )
    return and_(ties.c.state == "made", or_(from_it, to_it))
