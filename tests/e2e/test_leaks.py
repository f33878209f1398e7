"""The test of the test: what the canary tests look for is found wherever it hides (P9)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.leaks import CHUNK, leaks

NAMES = ["Quackenbush", "רחל כהן-שפירא", "zeb@example.com"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16"])
def test_a_name_in_a_file_is_found(tmp_path: Path, name: str, encoding: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "crash.dmp").write_bytes(b"\x00\xff!" + name.encode(encoding) + b"\xfe")
    assert leaks(tmp_path, NAMES) == [("deep/crash.dmp", name)]


def test_a_name_across_the_border_of_two_chunks_is_found(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(bytes(CHUNK - 3) + b"Quackenbush" + bytes(CHUNK))
    assert leaks(tmp_path, NAMES) == [("large", "Quackenbush")]


def test_a_name_in_the_write_ahead_log_is_found(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "office.db")) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE kept (text TEXT)")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.execute("INSERT INTO kept VALUES ('of Quackenbush')")
        database.commit()
        assert leaks(tmp_path, NAMES) == [("office.db-wal", "Quackenbush")]


def test_a_deleted_name_in_a_free_page_is_found(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "office.db")) as database:
        database.execute("PRAGMA secure_delete=OFF")
        database.execute("CREATE TABLE kept (text TEXT)")
        database.execute("INSERT INTO kept VALUES ('of Quackenbush')")
        database.commit()
        database.execute("DELETE FROM kept")
        database.commit()
    assert leaks(tmp_path, NAMES) == [("office.db", "Quackenbush")]


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"run 17 read 5000 created 2500 Quackenb")
    assert leaks(tmp_path, NAMES) == []
