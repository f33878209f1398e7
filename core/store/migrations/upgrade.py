"""Bringing a database to the newest revision, all in one transaction."""

from collections.abc import Callable, Mapping

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Engine

from core.errors import Code, SyncError
from core.store.migrations import HEAD, KNOWN, r0001_first, r0002_two_ways, r0003_privacy

_STEPS: Mapping[str, Callable[[Operations], None]] = {
    "0001": r0001_first.upgrade,
    "0002": r0002_two_ways.upgrade,
    "0003": r0003_privacy.upgrade,
}


def upgrade(engine: Engine) -> None:
    """Run what is missing. Another process may be at it: who comes second finds nothing to do."""
    with engine.connect() as opened:
        connection = opened.execution_options(immediate=True, migrating=True)
        with connection.begin():
            context = MigrationContext.configure(connection)
            done = context.get_current_revision()
            missing = KNOWN if done is None else KNOWN[KNOWN.index(done) + 1 :]
            for revision in missing:
                _STEPS[revision](Operations(context))
            _stamp(connection)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise SyncError(Code.INTERNAL, detail="foreign_key_check")
    engine.dispose()  # its connection has foreign keys off


def _stamp(connection: Connection) -> None:
    """Write the revision where alembic would, so that its own tools can read it."""
    connection.exec_driver_sql(
        "CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("DELETE FROM alembic_version")
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))
