"""The right to run a connection: held by one process of one PC at a time."""

import hashlib
import os
import platform
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from core.errors import Code, TransientError
from core.store.database import Store
from core.store.tables import leases
from core.store.times import stored

LEASE = timedelta(minutes=2)  # a holder that is not heard of for so long is gone


@contextmanager
def claimed(store: Store, connection_id: str, now: datetime) -> Iterator[None]:
    """Hold the right to run a connection, among all processes and PCs of this database.

    Raises TransientError(DATABASE_BUSY, detail="running") while another holds it. The lease is
    renewed while the run goes on; a holder that died lets it lapse.
    """
    holder = f"{_pc()}:{os.getpid()}:{uuid.uuid4()}"
    mine = leases.c.connection == connection_id
    with store.write() as connection:
        row = connection.execute(select(leases).where(mine)).one_or_none()
        if row is not None and _holds(row, now):
            raise TransientError(Code.DATABASE_BUSY, detail="running")
        connection.execute(delete(leases).where(mine))
        connection.execute(
            insert(leases).values(
                connection=connection_id, holder=holder, until=stored(now + LEASE)
            )
        )
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(store, holder, stop), name="lease", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()
        with store.write() as connection:
            connection.execute(delete(leases).where(mine, leases.c.holder == holder))


def held(connection: Connection, now: datetime) -> set[str]:
    """Return the connections that somebody runs at this moment."""
    return {row.connection for row in connection.execute(select(leases)) if _holds(row, now)}


def _keep(store: Store, holder: str, stop: threading.Event) -> None:
    while not stop.wait(LEASE.total_seconds() / 4):
        try:
            with store.write() as connection:
                connection.execute(
                    update(leases)
                    .where(leases.c.holder == holder)
                    .values(until=stored(datetime.now(UTC) + LEASE))
                )
        except TransientError:  # busy: the lease lasts for three more tries
            continue


def _holds(row: Any, now: datetime) -> bool:
    if row.until <= stored(now):
        return False
    lives = _lives(row.holder)
    # No lease is given for so long: a clock was set back, and would keep everybody out for days.
    return row.until <= stored(now + 2 * LEASE) if lives is None else lives


def _lives(holder: str) -> bool | None:
    """Tell whether a holder still runs; None of another PC and on Windows, where it cannot be."""
    pc, _, rest = holder.partition(":")
    if pc != _pc() or os.name != "posix":
        return None
    try:
        os.kill(int(rest.partition(":")[0]), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        return True
    return True


def _pc() -> str:
    """Return a short name of this PC that tells nobody which it is."""
    return hashlib.sha256(f"{platform.node()} {uuid.getnode()}".encode()).hexdigest()[:12]
