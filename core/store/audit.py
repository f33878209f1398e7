"""Who did what to the office's set-up, by name of the act and id of its subject; kept for good."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, insert, select

from core.store.database import Store
from core.store.tables import audit
from core.store.times import loaded, stored


class Act(Enum):
    """What is written down."""

    CONNECTED = "connection.made"
    RECONNECTED = "connection.renewed"
    DISCONNECTED = "connection.removed"
    FORGOTTEN = "connection.erased"
    RECORD_FORGOTTEN = "record.forgotten"
    PUBLISHED = "mapping.published"
    PAIRS_OFF = "mapping.pairs_off"
    DISMISSED = "issue.dismissed"
    COMPARING = "comparing.every"
    SCHEDULED = "schedule.changed"
    RUN_UNDONE = "run.undone"
    ANSWERED_LINK = "answer.link"
    ANSWERED_APART = "answer.apart"
    UNANSWERED = "answer.undone"
    UNLINKED = "link.removed"
    NEVER_SYNC = "never.added"
    SYNC_AGAIN = "never.removed"
    DELETE_APPROVED = "delete.approved"
    LET_THROUGH = "brake.let_through"
    LIMITED = "brake.limited"
    KEYS_ROTATED = "vault.rotated"
    CONSENTED = "policy.accepted"
    EXPORTED = "privacy.exported"
    ERASED = "privacy.erased"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act."""

    at: datetime
    act: Act
    subject: str  # an id or a name of ours


def note(connection: Connection, at: datetime, act: Act, subject: str = "") -> None:
    """Write an act down, in the transaction that carries it out."""
    connection.execute(insert(audit).values(at=stored(at), what=act.value, subject=subject))


def note_all(store: Store, at: datetime, act: Act, subjects: Iterable[str]) -> None:
    """Write down an act that was carried out elsewhere, once for each of its subjects."""
    with store.write() as connection:
        for subject in subjects:
            note(connection, at, act, subject)


def recent(store: Store, limit: int) -> list[Entry]:
    """Return the last acts, the newest first."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    with store.read() as connection:
        return [Entry(loaded(r.at), Act(r.what), r.subject) for r in connection.execute(query)]
