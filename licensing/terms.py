"""What a licence file grants, and for how long: from the row of a licence, and the time. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from core.licensing.licence import Licence, Subscription

REFRESH = timedelta(days=7)
FILE = timedelta(days=21)  # for which a file is good by itself
GRACE = timedelta(days=14)  # after that, where the endpoint cannot be reached
TRIAL = timedelta(days=14)
TRIAL_GRACE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for a licence file, and with which question."""

    install: str
    machine: str
    nonce: str


def granted(row: Mapping[str, Any], asked: Asked, now: datetime) -> Licence:
    """Return the licence of a row for one installation, as it stands now.

    A file never grants more than what is paid: what ends before its own date ends it.
    """
    trial = row["state"] == Subscription.TRIALING.value and row["key_print"] is None
    end = row["paid_until"]
    until = datetime.fromtimestamp(end, UTC) if end is not None else None
    expires = now + FILE if until is None else max(now, min(now + FILE, until))
    grace = expires + (TRIAL_GRACE if trial else GRACE)
    state = Subscription(row["state"])
    if trial and until is not None and now >= until:
        state, grace = Subscription.CANCELED, expires
    return Licence(
        licence=row["id"],
        install=asked.install,
        machine=asked.machine,
        nonce=asked.nonce,
        plan=row["plan"],
        state=state,
        entitlements=frozenset(json.loads(row["entitlements"])),
        records=row["records"],
        portals=row["portals"],
        machines=row["machines"],
        issued_at=now,
        refresh_after=min(now + REFRESH, expires),
        expires_at=expires,
        grace_until=grace,
    )
