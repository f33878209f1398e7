"""What was used, by month and portal: records and requests, no more."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from core.store.database import Store
from core.store.tables import connections, usage
from core.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Usage:
    """One month of one portal."""

    month: str  # "2026-11", UTC
    portal: str  # HubSpot's account id; "" if none was connected
    records: int  # created or updated
    requests: Mapping[str, int]  # connector -> requests


def add(connection: Connection, now: datetime, records: int, requests: Mapping[str, int]) -> None:
    """Count a run."""
    month = f"{now:%Y-%m}"
    portal = connection.execute(
        select(connections.c.account_id)
        .where(connections.c.side == "hubspot")
        .order_by(connections.c.connected_at.desc())
    ).scalar()
    portal = str(portal or "")
    row = connection.execute(
        select(usage).where(usage.c.month == month, usage.c.portal == portal)
    ).one_or_none()
    total = Counter(json.loads(row.requests) if row else {})
    total.update(dict(requests))
    count = (row.records if row else 0) + records
    values = {"month": month, "portal": portal, "records": count, "requests": json.dumps(total)}
    upsert(connection, usage, [values])


def by_month(store: Store) -> list[Usage]:
    """Return all months, the newest first."""
    query = select(usage).order_by(usage.c.month.desc(), usage.c.portal)
    with store.read() as connection:
        return [
            Usage(row.month, row.portal, row.records, json.loads(row.requests))
            for row in connection.execute(query)
        ]
