"""Opening the database: whole, ours, writable; or a clear word, and nothing lost."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from core.connector import Cursor
from core.errors import Code, SyncError, TransientError, UserActionError
from core.paths import Paths
from core.store.database import FILE, Store, copies, open_store, set_aside
from core.store.failures import failure
from core.store.ledger import Ledger, Settlement
from core.store.locks import exclusive

ROOT = Path(__file__).resolve().parents[3]
POSIX = os.name == "posix"
PRINT = {"email": b"12345678"}


def settle_one(store: Store, system_id: str = "71") -> None:
    done = Settlement()
    done.link(system_id, "901", PRINT, {})
    Ledger(store).settle("persons-contacts", done, Cursor("c1"))


def test_what_was_settled_is_there_after_a_restart(paths: Paths) -> None:
    store = open_store(paths)
    settle_one(store)
    store.close()
    store = open_store(paths)
    assert Ledger(store).links("persons-contacts", ["71"])["71"].hubspot_id == "901"
    assert Ledger(store).checkpoint("persons-contacts") == "c1"
    store.close()


def test_the_database_is_set_up_as_promised(store: Store) -> None:
    with store.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.skipif(not POSIX, reason="modes of POSIX")
def test_the_database_is_for_this_user_only(store: Store) -> None:
    settle_one(store)
    for file in store.folder.glob("300sync.db*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def half_done() -> None:
        with store.write() as connection:
            connection.exec_driver_sql(
                "INSERT INTO checkpoints VALUES ('persons-contacts', 'c1', 0)"
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_done()
    assert Ledger(store).checkpoint("persons-contacts") is None


def test_a_folder_with_odd_letters_is_no_trouble(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path / "Büro #1 100% ?")
    paths.prepare()
    open_store(paths).close()
    open_store(paths).close()
    assert (paths.data / FILE).exists()


# -- damage -----------------------------------------------------------------------------------


def filled(paths: Paths) -> Path:
    store = open_store(paths)
    for n in range(200):
        settle_one(store, str(n))
    store.close()
    return paths.data / FILE


def test_a_file_that_is_no_database_is_told_and_left_alone(paths: Paths) -> None:
    file = paths.data / FILE
    file.write_bytes(b"something else entirely" * 100)
    before = file.read_bytes()
    with pytest.raises(UserActionError) as caught:
        open_store(paths)
    assert caught.value.code is Code.DATABASE_CORRUPT
    assert caught.value.detail == str(file)
    assert file.read_bytes() == before


def test_a_damaged_page_is_told_at_start(paths: Paths) -> None:
    file = filled(paths)
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = os.urandom(4096)
    file.write_bytes(content)
    with pytest.raises(UserActionError) as caught:
        open_store(paths)
    assert caught.value.code is Code.DATABASE_CORRUPT


def test_a_database_cut_short_is_told(paths: Paths) -> None:
    file = filled(paths)
    file.write_bytes(file.read_bytes()[: 4096 * 3 + 100])
    with pytest.raises(UserActionError) as caught:
        open_store(paths)
    assert caught.value.code is Code.DATABASE_CORRUPT


def test_a_damaged_database_can_be_set_aside_and_nothing_is_deleted(
    paths: Paths, now: datetime
) -> None:
    file = paths.data / FILE
    file.write_bytes(b"damaged beyond repair")
    aside = set_aside(paths, now)
    assert aside is not None
    assert aside.read_bytes() == b"damaged beyond repair"
    open_store(paths).close()
    assert set_aside(Paths.under(paths.data / "empty"), now) is None


def test_a_log_left_by_a_crash_is_taken_up(paths: Paths, tmp_path: Path) -> None:
    store = open_store(paths)
    settle_one(store)
    left = Paths.under(tmp_path / "left")
    left.prepare()
    for end in ("", "-wal"):  # as a power cut leaves them: never closed
        shutil.copy(paths.data / (FILE + end), left.data / (FILE + end))
    store.close()
    assert (left.data / f"{FILE}-wal").stat().st_size > 0
    opened = open_store(left)
    assert Ledger(opened).linked("persons-contacts") == 1
    opened.close()


# -- others at the same database --------------------------------------------------------------


def test_a_newer_database_is_told_and_left_alone(paths: Paths) -> None:
    open_store(paths).close()
    with closing(sqlite3.connect(paths.data / FILE)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserActionError) as caught:
        open_store(paths)
    assert caught.value.code is Code.DATABASE_NEWER
    assert copies(paths.data) == []


def test_a_database_that_is_locked_too_long_is_busy_and_not_broken(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.database._PRAGMAS", ("busy_timeout=1",))
    store = open_store(paths)
    with closing(sqlite3.connect(paths.data / FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TransientError) as caught:
            settle_one(store)
        other.execute("ROLLBACK")
    assert caught.value.code is Code.DATABASE_BUSY
    settle_one(store)
    store.close()


def test_reading_goes_on_while_somebody_writes(store: Store) -> None:
    settle_one(store)
    with store.write() as connection:
        connection.exec_driver_sql("DELETE FROM links")
        assert Ledger(store).linked("persons-contacts") == 1
    assert Ledger(store).linked("persons-contacts") == 0


def test_a_write_holds_its_place_from_its_start(store: Store) -> None:
    """Else two processes that read first and write then would both fail."""
    with closing(sqlite3.connect(store.file, timeout=0, isolation_level=None)) as other:
        with store.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def test_a_lock_is_held_by_one_and_let_go(tmp_path: Path) -> None:
    file = tmp_path / "renew.lock"
    with exclusive(file), pytest.raises(TransientError) as caught, exclusive(file, patience=0):
        raise AssertionError
    assert caught.value.code is Code.DATABASE_BUSY
    with exclusive(file, patience=0):
        pass


# -- the disk ---------------------------------------------------------------------------------

OPEN_AND_SETTLE = """
import sys
from pathlib import Path
from core.errors import SyncError
from core.paths import Paths
from core.store.database import open_store
from core.store.ledger import Ledger, Settlement
from core.connector import Cursor

try:
    store = open_store(Paths.under(Path(sys.argv[1])))
    for n in range(int(sys.argv[2])):
        done = Settlement()
        for k in range(100):
            done.link(f"{n}-{k}", f"9{n}-{k}", {"email": b"12345678"}, {})
        Ledger(store).settle("persons-contacts", done, Cursor(str(n)))
except SyncError as error:
    print(type(error).__name__, error.code.value)
"""


def test_a_read_only_folder_is_told(paths: Paths, unprivileged: list[str]) -> None:
    filled(paths)
    for file in paths.data.glob("300sync.db*"):
        file.chmod(0o444)
    paths.data.chmod(0o555)
    done = subprocess.run(
        [*unprivileged, OPEN_AND_SETTLE, paths.data, "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    paths.data.chmod(0o755)
    assert done.stdout == f"UserActionError {Code.FOLDER_READ_ONLY.value}\n", done.stderr


def settled(paths: Paths) -> tuple[int, str | None]:
    store = open_store(paths)
    ledger = Ledger(store)
    found = ledger.linked("persons-contacts"), ledger.checkpoint("persons-contacts")
    store.close()
    return found


@pytest.mark.skipif(not POSIX, reason="limits of POSIX")
def test_a_full_disk_is_told_and_what_was_settled_stays(paths: Paths) -> None:
    limited = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (700_000, 700_000))\n"
    )
    open_store(paths).close()
    done = subprocess.run(
        [sys.executable, "-c", limited + OPEN_AND_SETTLE, paths.data, "100"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == f"UserActionError {Code.DISK_FULL.value}\n", done.stderr
    links, cursor = settled(paths)
    assert cursor is not None
    assert links == 100 * (int(cursor) + 1)


class Failed(Exception):
    """A failure as SQLite names it."""

    def __init__(self, name: str) -> None:
        self.sqlite_errorname = name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SQLITE_BUSY_SNAPSHOT", Code.DATABASE_BUSY),
        ("SQLITE_LOCKED", Code.DATABASE_BUSY),
        ("SQLITE_FULL", Code.DISK_FULL),
        ("SQLITE_READONLY_DIRECTORY", Code.FOLDER_READ_ONLY),
        ("SQLITE_CANTOPEN", Code.FOLDER_READ_ONLY),
        ("SQLITE_CORRUPT_INDEX", Code.DATABASE_CORRUPT),
        ("SQLITE_NOTADB", Code.DATABASE_CORRUPT),
        ("SQLITE_IOERR_READ", Code.INTERNAL),
        ("SQLITE_CONSTRAINT_UNIQUE", Code.INTERNAL),
    ],
)
def test_every_failure_has_a_code(tmp_path: Path, name: str, code: Code) -> None:
    assert failure(Failed(name), tmp_path / FILE).code is code


def test_p9_a_failure_does_not_tell_what_was_being_written(store: Store) -> None:
    with pytest.raises(SyncError) as caught, store.write() as connection:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES ('ann@example.com')")
    assert "ann" not in str(caught.value)
    assert caught.value.__suppress_context__
