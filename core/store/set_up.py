"""How far the first set-up of this PC has come, and which pairs an office switched off."""

import json
from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from core.set_up import Place
from core.store.audit import Act, note
from core.store.database import Store
from core.store.settings import keep, value

_PLACE, _OFF = "set up", "pairs off"  # settings, the second before the connection's id


def place(store: Store) -> Place | None:
    """Return where the set-up was left; None if it was never begun."""
    with store.read() as connection:
        kept = value(connection, _PLACE)
    return None if kept is None else msgspec.json.decode(kept, type=Place)


def keep_place(store: Store, where: Place) -> None:
    with store.write() as connection:
        keep(connection, _PLACE, msgspec.json.encode(where).decode())


def switched_off(store: Store, connection_id: str) -> frozenset[str]:
    """Return the pairs of a connection that runs leave alone."""
    with store.read() as connection:
        kept = value(connection, f"{_OFF} {connection_id}")
    return frozenset(json.loads(kept)) if kept else frozenset()


def switch_off(store: Store, connection_id: str, pairs: Collection[str], now: datetime) -> None:
    """Have runs leave these pairs alone, and no others. Their mappings and links stay."""
    with store.write() as connection:
        keep(connection, f"{_OFF} {connection_id}", json.dumps(sorted(pairs)))
        note(connection, now, Act.PAIRS_OFF, " ".join(sorted(pairs)))


def forget_switches(connection: Connection, connection_id: str) -> None:
    keep(connection, f"{_OFF} {connection_id}", None)
