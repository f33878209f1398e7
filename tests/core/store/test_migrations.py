"""Migrations make exactly the tables of `tables.py`, and keep what was there."""

import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Text

from core.errors import Code, UserActionError
from core.paths import Paths
from core.store import database
from core.store.database import FILE, Store, copies, open_store
from core.store.migrations import KNOWN, upgrade
from core.store.tables import metadata

Step = Callable[[Operations], None]


def test_a_new_database_has_exactly_our_tables(store: Store) -> None:
    with store.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == KNOWN[-1]


def test_a_new_database_has_the_constraints_and_storage_of_our_tables(store: Store) -> None:
    """What alembic's comparison does not see: key names, cascades, WITHOUT ROWID."""
    with closing(sqlite3.connect(":memory:")) as wanted:
        for table in metadata.sorted_tables:
            for statement in _ddl(table.name):
                wanted.execute(statement)
        assert _schema(store.file) == {
            row[0]: _words(row[1])
            for row in wanted.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL")
        }


def _ddl(name: str) -> list[str]:
    from sqlalchemy.dialects import sqlite
    from sqlalchemy.schema import CreateIndex, CreateTable

    table = metadata.tables[name]
    dialect = sqlite.dialect()
    indexes = [str(CreateIndex(index).compile(dialect=dialect)) for index in table.indexes]
    return [str(CreateTable(table).compile(dialect=dialect)), *indexes]


def _schema(file: Path) -> dict[str, str]:
    query = "SELECT name, sql FROM sqlite_master WHERE sql NOT NULL AND name != 'alembic_version'"
    with closing(sqlite3.connect(file)) as connection:
        return {row[0]: _words(row[1]) for row in connection.execute(query)}


def _words(sql: str) -> str:
    return " ".join(sql.split())


def test_alembic_is_not_loaded_for_a_database_that_is_up_to_date(paths: Paths) -> None:
    import subprocess

    open_store(paths).close()
    script = (
        "import sys; from pathlib import Path; from core.paths import Paths;"
        "from core.store.database import open_store;"
        "open_store(Paths.under(Path(sys.argv[1]))).close();"
        "print('alembic' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run(
        [sys.executable, "-c", script, paths.data], cwd=root, capture_output=True, text=True
    )
    assert done.stdout == "False\n", done.stderr


# -- a second migration, made up -----------------------------------------------------------------


@pytest.fixture
def next_release(monkeypatch: pytest.MonkeyPatch) -> Callable[[Step], None]:
    """Return how to pretend that this program has one migration more."""

    def pretend(step: Step) -> None:
        known = (*KNOWN, "0004")
        steps: Mapping[str, Step] = {**upgrade._STEPS, "0004": step}
        monkeypatch.setattr(database, "KNOWN", known)
        monkeypatch.setattr(database, "HEAD", "0004")
        monkeypatch.setattr(upgrade, "KNOWN", known)
        monkeypatch.setattr(upgrade, "HEAD", "0004")
        monkeypatch.setattr(upgrade, "_STEPS", steps)

    return pretend


def rebuild_connections(op: Operations) -> None:
    """Rebuild a table that others refer to: the hardest that SQLite asks for."""
    with op.batch_alter_table("connections", recreate="always") as batch:
        batch.add_column(Column("nickname", Text))


def connected(paths: Paths) -> None:
    store = open_store(paths)
    with store.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO connections VALUES ('c1', 'clio', 'system', 'Clio', '7', 'Example LLP',"
            " '', '{}', 'working', NULL, 0, NULL)"
        )
        connection.exec_driver_sql("INSERT INTO credentials VALUES ('c1', x'5EA1ED', 1)")
    store.close()


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def test_a_migration_keeps_rows_and_references(
    paths: Paths, next_release: Callable[[Step], None]
) -> None:
    connected(paths)
    next_release(rebuild_connections)
    store = open_store(paths)
    with store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    store.close()
    assert rows(paths.data / FILE, "SELECT id, nickname FROM connections") == [("c1", None)]
    assert rows(paths.data / FILE, "SELECT connection FROM credentials") == [("c1",)]


def test_p11_the_database_is_copied_aside_first_but_not_its_credentials(
    paths: Paths, next_release: Callable[[Step], None]
) -> None:
    connected(paths)
    next_release(rebuild_connections)
    open_store(paths).close()
    (copy,) = copies(paths.data)
    assert copy.name == "300sync.before-0003.db"
    assert rows(copy, "SELECT id FROM connections") == [("c1",)]
    assert rows(copy, "SELECT * FROM credentials") == []
    assert bytes.fromhex("5EA1ED") not in copy.read_bytes()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    paths: Paths, next_release: Callable[[Step], None]
) -> None:
    def fail(op: Operations) -> None:
        rebuild_connections(op)
        op.execute("DELETE FROM connections")
        raise UserActionError(Code.DISK_FULL)

    connected(paths)
    before = _schema(paths.data / FILE)
    next_release(fail)
    with pytest.raises(UserActionError):
        open_store(paths)
    assert _schema(paths.data / FILE) == before
    assert rows(paths.data / FILE, "SELECT id FROM connections") == [("c1",)]
    assert rows(paths.data / FILE, "SELECT * FROM alembic_version") == [("0003",)]


def test_only_the_last_copies_are_kept(paths: Paths, next_release: Callable[[Step], None]) -> None:
    connected(paths)
    for n in range(5):
        (paths.data / f"300sync.before-00{n}.db").touch()
    next_release(rebuild_connections)
    open_store(paths).close()
    assert len(copies(paths.data)) == 3
    assert copies(paths.data)[-1].name == "300sync.before-0003.db"
