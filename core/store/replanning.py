"""Forgetting what a new version of a mapping makes void, in the transaction that publishes it."""

from sqlalchemy import Connection, bindparam, delete, select, update

from core.links import PackedBase
from core.mapping_diff import Replan
from core.store.tables import checkpoints, hubspot_checkpoints, links

_PAGE = 2000  # links read at once
_SOME = (
    select(links.c.system_id, links.c.base)
    .where(links.c.pair == bindparam("the_pair"), links.c.system_id > bindparam("after"))
    .order_by(links.c.system_id)
    .limit(_PAGE)
)
_KEEP = (
    update(links)
    .where(links.c.pair == bindparam("the_pair"), links.c.system_id == bindparam("the_id"))
    .values(base=bindparam("the_base"))
)


def forget(connection: Connection, pair: str, what: Replan) -> None:
    """Have the pair's links forget the fields that are decided anew, and keep all others.

    Both feeds are read from their beginning once more: a record that nobody changes is named by
    neither, and may look otherwise under the new version.
    """
    if what.values or what.rules:
        _forget_fields(connection, pair, what)
    if what.look_again:
        for table in (checkpoints, hubspot_checkpoints):
            connection.execute(delete(table).where(table.c.pair == pair))


def _forget_fields(connection: Connection, pair: str, what: Replan) -> None:
    after = ""
    while page := connection.execute(_SOME, {"the_pair": pair, "after": after}).all():
        changed = []
        for system_id, packed in page:
            base = PackedBase(packed).without(what.values).without_differing(what.rules)
            if base.packed != packed:
                row = {"the_pair": pair, "the_id": system_id, "the_base": base.packed}
                changed.append(row)
        if changed:
            connection.execute(_KEEP, changed)
        after = page[-1][0]
