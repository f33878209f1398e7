"""Forgetting what a new version of a mapping makes void, in the transaction that publishes it."""

from sqlalchemy import Connection, bindparam, delete, select, update

from core.links import PackedBase
from core.mapping_diff import Replan
from core.store.tables import checkpoints, hubspot_checkpoints, links

BEGINNING = ""  # stands for no cursor, in a checkpoint that says whether the pair is whole
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
    """Have the pair's links forget the fields that are decided anew, and keep all others."""
    if what.values or what.rules:
        _forget_fields(connection, pair, what)
    if what.look_again:
        read_again(connection, pair)


def read_again(connection: Connection, pair: str) -> None:
    """Have both feeds read from their beginning: they name no record that nobody changed.

    A pair that was walked whole stays so. The next run is no first one, and the brake judges it.
    """
    mine = checkpoints.c.pair == pair
    connection.execute(update(checkpoints).where(mine).values(cursor=BEGINNING))
    connection.execute(delete(hubspot_checkpoints).where(hubspot_checkpoints.c.pair == pair))


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
