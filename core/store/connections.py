"""The connected accounts."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection as Transaction
from sqlalchemy import delete, insert, select, update

from core.connector import Account
from core.errors import Code, UserActionError
from core.records import Side
from core.registry import Secrets
from core.store import credentials
from core.store.audit import Act, note
from core.store.credentials import StoredCredentials
from core.store.database import Store
from core.store.erasing import forget_connection
from core.store.locks import discard
from core.store.tables import connections as table
from core.store.tables import credentials as sealed
from core.store.times import loaded, loaded_or_none, stored
from core.vault import Vault

__all__ = ["Connection", "NewConnection", "StoredCredentials", "all", "get", "remove", "save"]

_REMOVED = "removed"  # state of a connection without credentials, whose links wait for its return


@dataclass(frozen=True, slots=True)
class Connection:
    """One connected account. Its credentials are elsewhere, sealed."""

    id: str
    connector: str  # ConnectorSpec.name
    side: Side
    label: str
    account_id: str
    account_name: str
    user: str
    settings: Mapping[str, str]
    state: str  # as in core.summary.ConnectionSummary
    code: Code | None
    connected_at: datetime
    last_contact_at: datetime | None


class NewConnection(TypedDict):
    """What there is to keep of a sign-in that was just checked."""

    connector: str
    side: Side
    label: str
    account: Account
    settings: Mapping[str, str]
    secrets: Secrets


def all(store: Store) -> list[Connection]:  # noqa: A001 - read as connections.all(store)
    """Return every connection, the oldest first."""
    query = (
        select(table).where(table.c.state != _REMOVED).order_by(table.c.connected_at, table.c.id)
    )
    with store.read() as connection:
        return [_loaded(row) for row in connection.execute(query)]


def get(store: Store, connection_id: str) -> Connection:
    """Return one connection. Raises UserActionError(NOT_CONNECTED) if there is none."""
    query = select(table).where(table.c.id == connection_id, table.c.state != _REMOVED)
    with store.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise UserActionError(Code.NOT_CONNECTED)
    return _loaded(row)


def save(
    store: Store,
    vault: Vault,
    *,
    existing: str | None = None,
    now: datetime,
    **new: Unpack[NewConnection],
) -> Connection:
    """Keep a connection and its credentials together; `existing` is replaced in place.

    An account that was connected before goes on where it left off: same id, mappings and links.
    Another account in its place begins afresh, because the old links would join strangers.
    """
    account = new["account"]
    values = {
        "connector": new["connector"],
        "side": new["side"].value,
        "label": new["label"],
        "account_id": account.id,
        "account_name": account.name,
        "user": account.user,
        "settings": json.dumps(dict(new["settings"])),
        "state": "working",
        "code": None,
        "last_contact_at": stored(now),
    }
    with store.write() as connection:
        before = existing or _returning(connection, new)
        connection_id = before or str(uuid.uuid4())
        if before is None:
            connection.execute(
                insert(table).values(id=connection_id, connected_at=stored(now), **values)
            )
        else:
            connection.execute(update(table).where(table.c.id == before).values(**values))
        credentials.put(connection, vault, connection_id, new["secrets"])
        note(connection, now, Act.RECONNECTED if before else Act.CONNECTED, connection_id)
    return get(store, connection_id)


def remove(store: Store, connection_id: str, now: datetime) -> None:
    """Delete a connection's credentials at once; the deleted bytes are overwritten.

    What was synced stays, by ids and fingerprints only, so that connecting the same account
    again makes no duplicates (P2). `core.store.erasing` forgets that as well.
    """
    with store.write() as connection:
        connection.execute(delete(sealed).where(sealed.c.connection == connection_id))
        connection.execute(
            update(table)
            .where(table.c.id == connection_id)
            .values(state=_REMOVED, code=None, user="", account_name="", settings="{}")
        )
        note(connection, now, Act.DISCONNECTED, connection_id)
    store.checkpoint()  # nor in the log
    discard(credentials.lock_file(store, connection_id))


def set_state(
    store: Store, connection_id: str, state: str, code: Code | None, seen: datetime | None
) -> None:
    """Note how a connection fares; `seen` is when it last answered, None to leave that."""
    values: dict[str, Any] = {"state": state, "code": code.value if code else None}
    if seen is not None:
        values["last_contact_at"] = stored(seen)
    with store.write() as connection:
        connection.execute(
            update(table)
            .where(table.c.id == connection_id, table.c.state != _REMOVED)
            .values(**values)
        )


def _returning(connection: Transaction, new: NewConnection) -> str | None:
    """Return the id of a removed connection that is the same account; forget those it replaces."""
    query = select(table).where(table.c.state == _REMOVED, table.c.connector == new["connector"])
    found: str | None = None
    for row in connection.execute(query).all():
        if row.account_id == new["account"].id:
            found = row.id
        else:
            forget_connection(connection, row.id, row.side)
    return found


def _loaded(row: Any) -> Connection:
    return Connection(
        id=row.id,
        connector=row.connector,
        side=Side(row.side),
        label=row.label,
        account_id=row.account_id,
        account_name=row.account_name,
        user=row.user,
        settings=json.loads(row.settings),
        state=row.state,
        code=Code(row.code) if row.code else None,
        connected_at=loaded(row.connected_at),
        last_contact_at=loaded_or_none(row.last_contact_at),
    )
