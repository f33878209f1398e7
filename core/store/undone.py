"""Records whose creation at HubSpot a person undid: held, until somebody has them tried again.

Trying again is `Ledger.retry_now`, or the same for many: a retry that was not tried yet.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import and_, bindparam, exists, select, update

from core.errors import Code
from core.store.among import among, these
from core.store.database import Store
from core.store.tables import issues, retries, ties

_ASKED_FOR = exists().where(
    retries.c.pair == issues.c.pair, retries.c.system_id == issues.c.system_id, retries.c.tries == 0
)
_HELD = select(issues.c.system_id).where(
    issues.c.pair == bindparam("the_pair"),
    among(issues.c.system_id),
    issues.c.code == Code.UNDONE.value,
    issues.c.state != "resolved",
    ~_ASKED_FOR,
)
_OF_A_PAIR = and_(ties.c.pair == bindparam("the_pair"), ties.c.state == "made")
_WANT = update(ties).values(state="wanted")
_WANT_OWN = _WANT.where(_OF_A_PAIR, among(ties.c.system_id))
_WANT_TO = _WANT.where(
    _OF_A_PAIR, ties.c.reference == bindparam("the_reference"), among(ties.c.other_id)
)


def held(store: Store, pair: str, system_ids: Collection[str]) -> frozenset[str]:
    """Return which of some system records are not to be created again by themselves.

    An issue that is dismissed says the same for good.
    """
    if not system_ids:
        return frozenset()
    with store.read() as connection:
        return frozenset(connection.execute(_HELD, these(pair, system_ids)).scalars())


def forget_ties(
    store: Store, pair: str, system_ids: Collection[str], referring: Sequence[tuple[str, str]]
) -> None:
    """Take the ties of records that were archived as wanted again: HubSpot dropped them.

    `referring` are the pairs whose records refer to this pair's, and by which reference.
    """
    if not system_ids:
        return
    with store.write() as connection:
        connection.execute(_WANT_OWN, these(pair, system_ids))
        for other, reference in referring:
            asked = {**these(other, system_ids), "the_reference": reference}
            connection.execute(_WANT_TO, asked)
