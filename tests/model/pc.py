"""One PC of the office: its database, its key, and the work that it does in one thread.

Work for other threads is done at once, where it is handed over: a reader then is as far ahead as
it can be, and a run that fails is the same run again when it is repeated.
"""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from connectors.hubspot.simulator import PORTAL_ID
from core.connector import Account
from core.paths import Paths
from core.records import Side
from core.store import connections
from core.store.database import FILE, Store, open_store
from core.vault import Vault
from tests.model.end import ModelEnd


class Inline(Executor):
    """Does what it is given at once. What is no Exception ends the one who gave it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@cache
def new_database(end: ModelEnd) -> bytes:
    """Return the database of an office that has just connected both vendors."""
    with TemporaryDirectory(prefix="300-model-") as folder:
        paths = Paths.under(Path(folder))
        paths.prepare()
        store = open_store(paths)
        system = Account(id=end.account_id, name="", user="")
        for side, name, account in (
            (Side.SYSTEM, end.name, system),
            (Side.HUBSPOT, "hubspot", Account(id=str(PORTAL_ID), name="", user="")),
        ):
            connections.save(
                store,
                Vault(bytes(32)),
                now=datetime(2026, 11, 24, tzinfo=UTC),
                connector=name,
                side=side,
                label=name,
                account=account,
                settings={"sign_in": end.sign_in if side is Side.SYSTEM else "oauth"},
                secrets={},  # tests.model.office has them
            )
        store.checkpoint()
        store.close()
        return (paths.data / FILE).read_bytes()


class Pc:
    """A PC that runs the sync. What it keeps can be copied, put back and lost."""

    def __init__(self, folder: Path, new: bytes, seed: int = 0) -> None:
        self.paths = Paths.under(folder)
        self.paths.prepare()
        self.vault = Vault(bytes([seed] * 32))
        self.print = self.vault.fingerprinter().of_field
        self._new = new
        self.store = self._open(new)
        self.system_id = next(  # of the connection
            each.id for each in connections.all(self.store) if each.side is Side.SYSTEM
        )

    def copy(self) -> bytes:
        """Return the database as it is now."""
        self.store.checkpoint()
        return self.store.file.read_bytes()

    def put_back(self, copy: bytes) -> None:
        """Have the database that once was copied."""
        self.store.close()
        self.store = self._open(copy)

    def lose(self) -> None:
        """Begin with a new database."""
        self.put_back(self._new)

    def at_rest(self) -> bytes:
        """Return every byte that lies in the data folder."""
        files = sorted(file for file in self.paths.data.rglob("*") if file.is_file())
        return b"".join(file.read_bytes() for file in files)

    def close(self) -> None:
        self.store.close()

    def _open(self, content: bytes) -> Store:
        for file in self.paths.data.glob(f"{FILE}*"):
            file.unlink()
        (self.paths.data / FILE).write_bytes(content)
        return open_store(self.paths)
