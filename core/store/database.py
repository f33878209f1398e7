"""Opening the database: whole, of our version, and writable; or a clear word on why not."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import Code, TransientError, UserActionError
from core.paths import Paths, disk_error, private_file
from core.store.failures import failure
from core.store.migrations import HEAD, KNOWN

FILE = "300sync.db"
_BUSY = 10.0  # seconds to wait for another write
_KEPT_COPIES = 3  # database copies kept from before migrations
_PRAGMAS = (
    f"busy_timeout={_BUSY * 1000:.0f}",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",  # nothing of ours in temporary files (P9)
)


class Store:
    """The open database. Reads may come from any thread; writes wait for one another."""

    def __init__(self, engine: Engine, file: Path) -> None:
        self.engine = engine
        self.file = file
        self._writing = threading.Lock()

    @property
    def folder(self) -> Path:
        return self.file.parent

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read from one moment: what others write meanwhile is not seen."""
        with translated(self.file), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or nothing. Do not nest, nor wait inside."""
        if not self._writing.acquire(timeout=_BUSY):
            raise TransientError(Code.DATABASE_BUSY)
        try:
            with (
                translated(self.file),
                self.engine.connect() as connection,
                connection.execution_options(immediate=True).begin(),
            ):
                yield connection
        finally:
            self._writing.release()

    def checkpoint(self) -> None:
        """Move the write-ahead log into the database and empty it, unless somebody is reading."""
        with translated(self.file), closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.engine.dispose()


def open_store(paths: Paths) -> Store:
    """Open the database in the data folder, making or migrating it first.

    Raises UserActionError: DATABASE_CORRUPT (the file is left as it is), DATABASE_NEWER,
    FOLDER_READ_ONLY, DISK_FULL; TransientError(DATABASE_BUSY).
    """
    file = paths.data / FILE
    with translated(file):
        private_file(file)
        _check(file)
        store = Store(_engine(file), file)
        try:
            _migrate(store)
        except BaseException:
            store.close()
            raise
    return store


def set_aside(paths: Paths, now: datetime) -> Path | None:
    """Put a damaged database out of the way, for a person who chose to begin afresh.

    Nothing is deleted. Returns where it is now; None if there was none. What was synced finds
    itself again by our property at HubSpot (P2).
    """
    file = paths.data / FILE
    if not file.exists():
        return None
    aside = file.with_name(f"{file.stem}.damaged-{now:%Y%m%dT%H%M%S}.db")
    try:
        for end in ("", "-wal", "-shm"):
            part = file.with_name(file.name + end)
            if part.exists():
                part.rename(aside.with_name(aside.name + end))
    except OSError as error:
        raise disk_error(error, file.parent) from None
    return aside


def copies(folder: Path) -> list[Path]:
    """Return the copies that were made before migrations, the oldest first."""
    found = folder.glob(f"{Path(FILE).stem}.before-*.db")
    return sorted(found, key=lambda file: file.stat().st_mtime)


def _engine(file: Path) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        connect_args={"check_same_thread": False, "timeout": _BUSY},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("migrating"):  # tables are rebuilt; the migration checks the keys itself
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate") else "BEGIN")

    return engine


def _check(file: Path) -> None:
    """See whether the file is a whole database, also after a crash left its log behind."""
    if file.stat().st_size == 0:
        return
    with closing(sqlite3.connect(file, timeout=_BUSY)) as connection:
        connection.execute("PRAGMA temp_store=MEMORY")
        answer = connection.execute("PRAGMA quick_check(1)").fetchone()
    if answer != ("ok",):
        raise UserActionError(Code.DATABASE_CORRUPT, detail=str(file))


def _migrate(store: Store) -> None:
    """Bring the schema to this program's revision; alembic is loaded only if it is behind."""
    current = _revision(store)
    if current == HEAD:
        return
    if current is not None and current not in KNOWN:
        raise UserActionError(Code.DATABASE_NEWER, detail=str(store.file))
    if current is not None:
        _copy_aside(store.file, current)
    from core.store.migrations.upgrade import upgrade

    upgrade(store.engine)


def _revision(store: Store) -> str | None:
    with store.engine.connect() as connection:
        table = "SELECT 1 FROM sqlite_master WHERE type='table' AND name='alembic_version'"
        if connection.exec_driver_sql(table).first() is None:
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return None if found is None else str(found)


def _copy_aside(file: Path, revision: str) -> None:
    """Keep the database as it was, but for its credentials, beside itself."""
    copy = file.with_name(f"{file.stem}.before-{revision}.db")
    making = copy.with_suffix(".part")
    making.unlink(missing_ok=True)
    private_file(making)
    try:
        with closing(sqlite3.connect(file, timeout=_BUSY, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(making),))
        # A copy must not outlive a disconnection, which deletes credentials at once (P11).
        with closing(sqlite3.connect(making, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("DELETE FROM credentials")
        making.replace(copy)
    finally:
        making.unlink(missing_ok=True)
    for old in copies(file.parent)[:-_KEPT_COPIES]:
        old.unlink()


@contextmanager
def translated(file: Path) -> Iterator[None]:
    """Turn what the database says into our errors; its own messages may hold values."""
    try:
        yield
    except DBAPIError as error:
        raise failure(error.orig, file) from None
    except sqlite3.Error as error:
        raise failure(error, file) from None
    except PoolTimeout:
        raise TransientError(Code.DATABASE_BUSY) from None
    except OSError as error:
        raise disk_error(error, file.parent) from None
