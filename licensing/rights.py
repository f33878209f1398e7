"""What people may ask of their own data: to see it, take it along, correct, restrict, erase it.

Who asks shows the licence key, and a code that was mailed to the licence's owner.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from licensing.limits import MAIL, Limits
from licensing.mail import Send
from licensing.prints import Prints, new_code, told
from licensing.problems import ProblemError, Why
from licensing.store.database import Database
from licensing.store.tables import (
    audit,
    codes,
    customers,
    fetched,
    installs,
    licences,
    trials,
    usage,
)

CODE_GOOD = timedelta(minutes=15)
TRIES = 5
ERASED_WITHIN = timedelta(days=30)
KEPT_YEARS = 7
KEPT = (
    f"Kept for {KEPT_YEARS} years, as the law on book-keeping asks: which plan was bought, when, "
    "and the numbers of the customer and the subscription at Stripe. Nothing else is kept."
)
_LETTER = """Somebody who has your 300Sync licence key asked to see or change what we keep of you.

The code is {code}. It is good for 15 minutes.

If that was not you, do nothing: without the code nothing is shown. Your licence key may be known
to somebody else, though; write to us, and we replace it.
"""
_SECRET = frozenset(
    {"key_print", "token_print", "code_print"}
)  # keyed prints: of no use to anybody


class Rights:
    """The desk at which they are asked for."""

    def __init__(
        self,
        database: Database,
        prints: Prints,
        limits: Limits,
        send: Send,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._prints = prints
        self._limits = limits
        self._send = send
        self._now = now

    def mail_code(self, key: str) -> None:
        """Mail a code to the owner of a key. Whether there is such a key is not told."""
        self._limits.count(MAIL, told(key))
        code = new_code()
        with self._database.write() as connection:
            owner = self._owner(connection, key)
            if owner is None or owner["email"] is None:
                return
            row = {
                "customer": owner["id"],
                "code_print": self._prints.of("code", f"{owner['id']} {code}"),
                "expires_at": int((self._now() + CODE_GOOD).timestamp()),
                "tries": 0,
            }
            made = self._database.insert(codes).values(row)
            connection.execute(made.on_conflict_do_update(index_elements=["customer"], set_=row))
        self._send(owner["email"], "Your 300Sync code", _LETTER.format(code=code))

    def shown(self, key: str, code: str) -> dict[str, Any]:
        """Return all that is kept of a customer, by table, and what stays after an erasure."""
        owner = self._verified(key, code)
        with self._database.read() as connection:
            return {"kept": _all_of(connection, owner["id"]), "after_erasure": KEPT}

    def correct(self, key: str, code: str, email: str) -> None:
        """Change the e-mail address."""
        owner = self._verified(key, code)
        with self._database.write() as connection:
            row = update(customers).where(customers.c.id == owner["id"])
            connection.execute(row.values(email=email.strip().lower()))
            self._note(connection, owner["id"], "corrected")

    def restrict(self, key: str, code: str, *, restricted: bool) -> None:
        """Keep no counts of what is synced, or keep them again. The licence is not touched."""
        owner = self._verified(key, code)
        with self._database.write() as connection:
            row = update(customers).where(customers.c.id == owner["id"])
            connection.execute(row.values(restricted=restricted))
            if restricted:
                connection.execute(delete(usage).where(usage.c.install.in_(_installs(owner["id"]))))
            self._note(connection, owner["id"], "restricted" if restricted else "unrestricted")

    def erase(self, key: str, code: str) -> datetime:
        """Have a customer erased; return by when. Until then the licence goes on."""
        owner = self._verified(key, code)
        by = self._now() + ERASED_WITHIN
        at = owner["erase_at"] or int(by.timestamp())
        with self._database.write() as connection:
            row = update(customers).where(customers.c.id == owner["id"])
            connection.execute(row.values(erase_at=at))
            self._note(connection, owner["id"], "erasure asked")
        return datetime.fromtimestamp(at, UTC)

    # -- inside -----------------------------------------------------------------------------------

    def _owner(self, connection: Connection, key: str) -> Mapping[str, Any] | None:
        joined = select(customers).join(licences, licences.c.customer == customers.c.id)
        printed = self._prints.of("key", told(key))
        row = connection.execute(joined.where(licences.c.key_print == printed)).mappings().first()
        return dict(row) if row is not None else None

    def _verified(self, key: str, code: str) -> Mapping[str, Any]:
        """Return who asks. A code is tried five times at most, and used until it is old."""
        with self._database.write() as connection:
            owner = self._owner(connection, key)
            held = self._held(connection, owner["id"]) if owner is not None else None
            if owner is not None and held is not None:
                known = self._prints.same("code", f"{owner['id']} {code}", held["code_print"])
                if known and held["tries"] < TRIES and self._now().timestamp() < held["expires_at"]:
                    return owner
                more = update(codes).where(codes.c.customer == owner["id"])
                connection.execute(more.values(tries=codes.c.tries + 1))
        raise ProblemError(Why.BAD_CODE)

    def _held(self, connection: Connection, customer: str) -> Mapping[str, Any] | None:
        query = select(codes).where(codes.c.customer == customer).with_for_update()
        row = connection.execute(query).mappings().first()
        return dict(row) if row is not None else None

    def _note(self, connection: Connection, customer: str, act: str) -> None:
        at = int(self._now().timestamp())
        row = {"at": at, "actor": "customer", "act": act, "subject": customer}
        connection.execute(audit.insert().values(row))


def erase_customer(connection: Connection, customer: str) -> None:
    """Delete what is kept of a customer, but for the facts of what was bought."""
    theirs = _installs(customer)
    for table, column in ((usage, usage.c.install), (fetched, fetched.c.install)):
        connection.execute(delete(table).where(column.in_(theirs)))
    connection.execute(delete(installs).where(installs.c.id.in_(theirs)))
    bought = select(licences.c.id).where(licences.c.customer == customer)
    connection.execute(delete(trials).where(trials.c.licence.in_(bought)))
    connection.execute(delete(codes).where(codes.c.customer == customer))
    row = update(customers).where(customers.c.id == customer)
    connection.execute(row.values(email=None, erase_at=None))


def as_csv(kept: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Return all that is kept as lines of table, row, column and value."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(("table", "row", "column", "value"))
    for table, rows in kept.items():
        for number, row in enumerate(rows, 1):
            lines.writerows((table, number, name, value) for name, value in row.items())
    return text.getvalue()


def as_json(kept: Mapping[str, Any]) -> str:
    return json.dumps(kept, indent=2, sort_keys=True)


def _installs(customer: str) -> Any:
    joined = select(installs.c.id).join(licences, installs.c.licence == licences.c.id)
    return joined.where(licences.c.customer == customer)


def _all_of(connection: Connection, customer: str) -> dict[str, list[dict[str, Any]]]:
    theirs = _installs(customer)
    queries = {
        "customers": select(customers).where(customers.c.id == customer),
        "licences": select(licences).where(licences.c.customer == customer),
        "installs": select(installs).where(installs.c.id.in_(theirs)),
        "usage": select(usage).where(usage.c.install.in_(theirs)),
        "fetched": select(fetched).where(fetched.c.install.in_(theirs)),
        "codes": select(codes).where(codes.c.customer == customer),
        "audit": select(audit).where(audit.c.subject == customer),
    }
    return {
        name: [
            {key: value for key, value in row.items() if key not in _SECRET}
            for row in connection.execute(query).mappings()
        ]
        for name, query in queries.items()
    }
