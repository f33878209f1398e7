"""What an office decided about privacy, and the chained audit; one system's account at a time.

The audit is kept for good. Each entry's hash covers its content and the hash before; the newest is
kept once more, so that an entry that is missing at the end shows, too.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, delete, insert, select

from core.errors import Code, UserActionError
from core.privacy.decisions import Attestation, Decisions, Place, Switch
from core.schema import DataClass
from core.store import settings
from core.store.database import Store
from core.store.tables import attestations, privacy_audit, switches
from core.store.times import loaded, stored

_NEWEST = "privacy.newest"
_ON, _CLASS = "on", "class"


class Kind(Enum):
    """What an entry of the audit is about."""

    ATTESTED = "attested"
    SWITCHED_ON = "switched on"
    SWITCHED_OFF = "switched off"
    CLASSIFIED = "classified"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the audit."""

    number: int
    at: datetime
    kind: Kind
    told: Mapping[str, object]
    hash: str


@dataclass(frozen=True, slots=True)
class Whose:
    """One system's account."""

    system: str  # ConnectorSpec.name
    account: str


def decisions(store: Store, whose: Whose) -> Decisions:
    """Return all that stands."""
    mine = (switches.c.system == whose.system, switches.c.account == whose.account)
    said = select(attestations.c.document).where(
        attestations.c.system == whose.system, attestations.c.account == whose.account
    )
    found: dict[str, dict[Place, Switch]] = {_ON: {}, _CLASS: {}}
    with store.read() as connection:
        document = connection.execute(said).scalar()
        for row in connection.execute(select(switches).where(*mine)):
            given = DataClass(row.data_class) if row.data_class else None
            switch = Switch(given, row.reason, loaded(row.made_at), row.who)
            found[row.kind][row.stream, row.field] = switch
    attested = msgspec.json.decode(document, type=Attestation) if document is not None else None
    return Decisions(attested, found[_ON], found[_CLASS])


def attest(store: Store, whose: Whose, said: Attestation) -> None:
    """Keep what the office says of itself, in place of what it said before."""
    document = msgspec.json.encode(said).decode()
    with store.write() as connection:
        connection.execute(
            delete(attestations).where(
                attestations.c.system == whose.system, attestations.c.account == whose.account
            )
        )
        connection.execute(
            insert(attestations).values(
                system=whose.system, account=whose.account, document=document
            )
        )
        _add(connection, said.at, Kind.ATTESTED, {**_of(whose), **json.loads(document)})


def switch(store: Store, whose: Whose, place: Place, made: Switch) -> None:
    """Switch a field on, or keep of which class a field of the office's own is."""
    kind = _ON if made.data_class is None else _CLASS
    given = made.data_class.value if made.data_class is not None else None
    with store.write() as connection:
        _drop(connection, whose, kind, place)
        connection.execute(
            insert(switches).values(
                system=whose.system,
                account=whose.account,
                kind=kind,
                stream=place[0],
                field=place[1],
                data_class=given,
                reason=made.reason,
                who=made.who,
                made_at=stored(made.at),
            )
        )
        told = {**_of(whose), "stream": place[0], "field": place[1], "who": made.who}
        more = {"reason": made.reason} | ({"class": given} if given else {})
        _add(connection, made.at, Kind.CLASSIFIED if given else Kind.SWITCHED_ON, {**told, **more})


def switch_off(store: Store, whose: Whose, place: Place, at: datetime, who: str) -> bool:
    """Switch a field off again, with the class that somebody gave it; False if it was not on."""
    with store.write() as connection:
        was = [_drop(connection, whose, kind, place) for kind in (_ON, _CLASS)]
        if not any(was):
            return False
        told = {**_of(whose), "stream": place[0], "field": place[1], "who": who}
        _add(connection, at, Kind.SWITCHED_OFF, told)
    return True


def note_run(store: Store, whose: Whose, at: datetime, told: Mapping[str, object]) -> None:
    """Write down what kinds of data a run handed over, and what it held back."""
    with store.write() as connection:
        _add(connection, at, Kind.RUN, {**_of(whose), **told})


def entries(store: Store, limit: int) -> list[Entry]:
    """Return the last entries, the newest first."""
    query = select(privacy_audit).order_by(privacy_audit.c.number.desc()).limit(limit)
    with store.read() as connection:
        return [
            Entry(r.number, loaded(r.at), Kind(r.kind), json.loads(r.document), r.hash)
            for r in connection.execute(query)
        ]


def verify(store: Store) -> int:
    """Return how many entries there are, all of them as they were written.

    Raises UserActionError(AUDIT_BROKEN) naming the number of the first that is not.
    """
    before, number = "", 0
    with store.read() as connection:
        newest = settings.value(connection, _NEWEST)
        for row in connection.execute(select(privacy_audit).order_by(privacy_audit.c.number)):
            number += 1
            right = _hash(before, number, row.at, row.kind, row.document)
            if row.number != number or row.hash != right:
                raise UserActionError(Code.AUDIT_BROKEN, detail=f"entry {number}")
            before = right
    if (newest or "") != before:
        raise UserActionError(Code.AUDIT_BROKEN, detail=f"entry {number + 1}")
    return number


def _add(connection: Connection, at: datetime, kind: Kind, told: Mapping[str, object]) -> None:
    last = connection.execute(
        select(privacy_audit.c.number, privacy_audit.c.hash)
        .order_by(privacy_audit.c.number.desc())
        .limit(1)
    ).one_or_none()
    before, number = (last.hash, last.number + 1) if last is not None else ("", 1)
    document = json.dumps(told, sort_keys=True, ensure_ascii=True, default=str)
    made = _hash(before, number, stored(at), kind.value, document)
    connection.execute(
        insert(privacy_audit).values(
            number=number, at=stored(at), kind=kind.value, document=document, hash=made
        )
    )
    settings.keep(connection, _NEWEST, made)


def _hash(before: str, number: int, at: int, kind: str, document: str) -> str:
    return sha256(json.dumps([before, number, at, kind, document]).encode()).hexdigest()


def _drop(connection: Connection, whose: Whose, kind: str, place: Place) -> bool:
    dropped = connection.execute(
        delete(switches).where(
            switches.c.system == whose.system,
            switches.c.account == whose.account,
            switches.c.kind == kind,
            switches.c.stream == place[0],
            switches.c.field == place[1],
        )
    )
    return dropped.rowcount > 0


def _of(whose: Whose) -> dict[str, object]:
    return {"system": whose.system, "account": whose.account}
