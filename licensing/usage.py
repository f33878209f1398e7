"""Counts of what was synced, by month, portal and PC: the last that was told stands."""

import json
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, select

from licensing.seats import Seats
from licensing.shapes import Use
from licensing.store.database import Database
from licensing.store.tables import customers, licences, usage


def keep(
    database: Database, seats: Seats, token: str, use: Use, now: Callable[[], datetime]
) -> None:
    """Keep a month's counts. They only grow: a late answer of an earlier count changes nothing."""
    with database.write() as connection:
        install = seats.installed(connection, token)
        if _is_restricted(connection, install["licence"]):
            return
        for each in use.portals:
            values = {
                "records": each.records,
                "requests": json.dumps(each.requests, sort_keys=True),
                "features": json.dumps(sorted(use.features)),
                "told_at": int(now().timestamp()),
            }
            made = database.insert(usage).values(
                install=install["id"], period=use.period, portal=each.portal, **values
            )
            connection.execute(
                made.on_conflict_do_update(
                    index_elements=["install", "period", "portal"],
                    set_=values,
                    where=usage.c.records <= each.records,
                )
            )


def _is_restricted(connection: Connection, licence: str) -> bool:
    """Return whether the owner of a licence asked that no counts be kept."""
    joined = select(customers.c.restricted).join(licences, licences.c.customer == customers.c.id)
    return bool(connection.execute(joined.where(licences.c.id == licence)).scalar())
