"""One database, and transactions in it: PostgreSQL in production, SQLite to develop on.

A transaction that writes holds what it has read: on PostgreSQL by row locks that it asks for, on
SQLite by being the only one that writes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from licensing.store.tables import metadata

_BUSY = 10.0  # seconds that SQLite waits for another writer


class Database:
    """The engine, and the two kinds of transactions."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Do all or nothing."""
        with self.engine.connect() as connection, connection.execution_options(writes=True).begin():
            yield connection

    def insert(self, table: Any) -> Any:
        """Return an insert that knows conflicts, which both databases spell alike."""
        made: Insert = (
            postgresql.insert(table)
            if self.engine.dialect.name == "postgresql"
            else sqlite.insert(table)
        )
        return made

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open the database and make the tables that it lacks."""
    database = Database(_engine(url))
    metadata.create_all(database.engine)
    return database


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_size=20, pool_pre_ping=True)
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": _BUSY, "check_same_thread": False}
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
