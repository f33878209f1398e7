"""Records whose creation at HubSpot a person undid: held, until somebody has them tried again.

Trying again is `Ledger.retry_now`, or the same for many: a retry that was not tried yet.
"""

from collections.abc import Collection

from sqlalchemy import bindparam, exists, select

from core.errors import Code
from core.store.among import among, these
from core.store.database import Store
from core.store.tables import issues, retries

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


def held(store: Store, pair: str, system_ids: Collection[str]) -> frozenset[str]:
    """Return which of some system records are not to be created again by themselves.

    An issue that is dismissed says the same for good.
    """
    if not system_ids:
        return frozenset()
    with store.read() as connection:
        return frozenset(connection.execute(_HELD, these(pair, system_ids)).scalars())
