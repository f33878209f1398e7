"""On which days each connection was asked, and on which of them it once did not answer."""

import json
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from core.store.database import Store
from core.store.settings import keep, value

KEPT = timedelta(days=45)
_NAME = "days"  # settings, before the connection's id
Days = dict[date, bool]
"""Days of this PC's calendar; False: it did not answer at least once."""


def days(store: Store, connection_id: str) -> Days:
    """Return the days on which a connection was asked, the oldest first."""
    with store.read() as connection:
        return _days(connection, connection_id)


def note_day(store: Store, connection_id: str, now: datetime, *, answered: bool) -> None:
    """Note that a connection was asked today; what was not answered once stays so all day."""
    today = now.astimezone().date()
    with store.write() as connection:
        known = _days(connection, connection_id)
        known[today] = answered and known.get(today, True)
        kept = {str(day): well for day, well in sorted(known.items()) if day > today - KEPT}
        keep(connection, f"{_NAME} {connection_id}", json.dumps(kept))


def forget_days(connection: Connection, connection_id: str) -> None:
    keep(connection, f"{_NAME} {connection_id}", None)


def _days(connection: Connection, connection_id: str) -> Days:
    kept = value(connection, f"{_NAME} {connection_id}")
    return {date.fromisoformat(day): well for day, well in json.loads(kept or "{}").items()}
