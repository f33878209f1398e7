"""When the office compares all records by itself, and when it last did."""

from dataclasses import replace
from datetime import datetime, timedelta

from core.schedule import Comparing
from core.store.audit import Act, note
from core.store.database import Store
from core.store.settings import keep, value
from core.store.times import loaded_or_none, stored

_EVERY, _LAST = "compare every", "compared"
_ONLY_BY_HAND = 0  # days


def kept(store: Store) -> Comparing:
    """Return the office's choice, or ours."""
    with store.read() as connection:
        every, last = value(connection, _EVERY), value(connection, _LAST)
    found = Comparing(last=loaded_or_none(int(last)) if last else None)
    if every is None:
        return found
    days = int(every)
    return replace(found, every=None if days == _ONLY_BY_HAND else timedelta(days=days))


def keep_every(store: Store, days: int, now: datetime) -> None:
    """Compare by itself every so many days; 0: only by hand."""
    with store.write() as connection:
        keep(connection, _EVERY, str(days))
        note(connection, now, Act.COMPARING, str(days))


def note_compared(store: Store, now: datetime) -> None:
    """Remember that all records were compared."""
    with store.write() as connection:
        keep(connection, _LAST, str(stored(now)))
