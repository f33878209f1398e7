"""A connection's credentials: sealed, saved before they are used, renewed by one at a time."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from core.errors import Code, TransientError, UserActionError
from core.registry import Secrets
from core.store.database import Store
from core.store.locks import exclusive
from core.store.tables import credentials as table
from core.vault import Vault, Where

PURPOSE = "credentials"
_SAVES = 6  # tries of ten seconds to save what a vendor will not give twice


def place(connection_id: str) -> Where:
    return ("credentials", connection_id, "sealed")


def put(connection: Connection, vault: Vault, connection_id: str, secrets: Secrets) -> None:
    """Keep a new sign-in's credentials; a renewal that is under way will notice."""
    mine = table.c.connection == connection_id
    sealed = _seal(vault, connection_id, secrets)
    changed = connection.execute(
        update(table).where(mine).values(sealed=sealed, version=table.c.version + 1)
    )
    if changed.rowcount == 0:
        connection.execute(insert(table).values(connection=connection_id, sealed=sealed, version=1))


def lock_file(store: Store, connection_id: str) -> Path:
    return store.folder / f"renew-{connection_id}.lock"


class _Kept(NamedTuple):
    secrets: Secrets
    version: int


class StoredCredentials:
    """One connection's credentials in the database; a core.registry.CredentialBox.

    Raises UserActionError: NOT_CONNECTED if they were deleted, SEAL_BROKEN if they were changed.
    """

    def __init__(self, store: Store, vault: Vault, connection_id: str) -> None:
        self._store = store
        self._vault = vault
        self._id = connection_id

    def load(self) -> Secrets:
        with self._store.read() as connection:
            return self._read(connection).secrets

    def save(self, secrets: Secrets) -> None:
        with self._store.write() as connection:
            self._read(connection)
            put(connection, self._vault, self._id, secrets)

    def exchange(self, stale: str, renew: Callable[[Secrets], Secrets]) -> Secrets:
        """See CredentialBox. One renews at a time on this PC, and nobody else waits meanwhile.

        A sign-in or a disconnection in between stands: what was renewed is then dropped.
        """
        with exclusive(lock_file(self._store, self._id)):
            with self._store.write() as connection:
                kept = self._read(connection)
                if kept.secrets.get("access_token", "") != stale:
                    return kept.secrets
                # Proves, before the vendor spends the refresh token, that the disk takes a write.
                connection.execute(
                    update(table)
                    .where(table.c.connection == self._id)
                    .values(version=kept.version + 1)
                )
            renewed = renew(kept.secrets)
            return renewed if self._swap(kept.version + 1, renewed) else self.load()

    def _swap(self, version: int, secrets: Secrets) -> bool:
        """Save what was renewed, unless somebody else saved since."""
        sealed = _seal(self._vault, self._id, secrets)
        for _ in range(_SAVES - 1):
            try:
                return self._write(version, sealed)
            except TransientError:  # the database is busy, and the old refresh token spent
                continue
        return self._write(version, sealed)

    def _write(self, version: int, sealed: bytes) -> bool:
        with self._store.write() as connection:
            changed = connection.execute(
                update(table)
                .where(table.c.connection == self._id, table.c.version == version)
                .values(sealed=sealed, version=version + 1)
            )
        return changed.rowcount == 1

    def _read(self, connection: Connection) -> _Kept:
        row = connection.execute(
            select(table.c.sealed, table.c.version).where(table.c.connection == self._id)
        ).one_or_none()
        if row is None:
            raise UserActionError(Code.NOT_CONNECTED)
        secrets: dict[str, str] = json.loads(self._vault.open(PURPOSE, place(self._id), row.sealed))
        return _Kept(secrets, row.version)


def _seal(vault: Vault, connection_id: str, secrets: Secrets) -> bytes:
    return vault.seal(PURPOSE, place(connection_id), json.dumps(dict(secrets)).encode())
