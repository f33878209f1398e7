"""The brakes that are on, those that a person let through, and what they are judged by."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, select, update

from core.brake import Cause, Limits
from core.errors import Code, Refusal, UserActionError
from core.records import Side
from core.store.audit import Act, note
from core.store.database import Store
from core.store.issues import issue_rows
from core.store.settings import keep, value
from core.store.settlement import Problem
from core.store.tables import brakes, issues, settings
from core.store.times import loaded, stored
from core.store.upsert import upsert

_ON, _LET_THROUGH = "on", "let through"
_LIMITS, _LISTED, _LACKED = "brake limits", "listed", "lacked"  # settings, before the pair's name


@dataclass(frozen=True, slots=True)
class Brake:
    """One pair's brake."""

    pair: str
    cause: Cause
    let_through: bool  # by a person; no run has used it yet
    made_at: datetime


def on(store: Store) -> list[Brake]:
    """Return all brakes, also those that were let through and wait for a run."""
    with store.read() as connection:
        rows = connection.execute(select(brakes).order_by(brakes.c.made_at, brakes.c.pair))
        return [_loaded(row) for row in rows]


def let_through(store: Store, pair: str) -> Cause | None:
    """Return what a person let through for the next run of a pair, for `Braking.judge`."""
    with store.read() as connection:
        brake = _of(connection, pair)
    return brake.cause if brake is not None and brake.let_through else None


def put_on(store: Store, pair: str, cause: Cause, now: datetime) -> None:
    """Brake a pair, and open the issue that says so. One that is on already keeps its time."""
    row = {"pair": pair, "number": cause.number, "state": _ON}
    row["cause"] = msgspec.json.encode(cause).decode()
    with store.write() as connection:
        brake = _of(connection, pair)
        since = now if brake is None or brake.let_through else brake.made_at
        upsert(connection, brakes, [{**row, "made_at": stored(since)}])
        told = Problem("", None, Refusal(Code.BRAKE))
        upsert(connection, issues, issue_rows(pair, [told], stored(now)))


def release(store: Store, pair: str, number: int, now: datetime) -> Brake:
    """Let the next run of a pair through. Raises UserActionError: NOT_WAITING, WRONG_NUMBER."""
    with store.write() as connection:
        brake = _of(connection, pair)
        if brake is None:
            raise UserActionError(Code.NOT_WAITING, detail=pair)
        if number != brake.cause.number:
            raise UserActionError(Code.WRONG_NUMBER, detail=pair)
        mine = brakes.c.pair == pair
        connection.execute(update(brakes).where(mine).values(state=_LET_THROUGH))
        note(connection, now, Act.LET_THROUGH, f"{pair} {number}")
    return replace(brake, let_through=True)


def lift(store: Store, pair: str, now: datetime) -> None:
    """Take a pair's brake off: its run went through, or what it would do is in proportion again."""
    with store.read() as connection:
        if _of(connection, pair) is None:
            return
    with store.write() as connection:
        connection.execute(delete(brakes).where(brakes.c.pair == pair))
        connection.execute(
            update(issues)
            .where(issues.c.pair == pair, issues.c.system_id == "")
            .where(issues.c.code == Code.BRAKE.value)
            .values(state="resolved", seen_at=stored(now))
        )


# -- what it is judged by -------------------------------------------------------------------------


def limits(store: Store, pair: str) -> Limits:
    """Return what a pair may do without being asked about: the office's own limits, or ours."""
    with store.read() as connection:
        kept = value(connection, f"{_LIMITS} {pair}")
    return msgspec.json.decode(kept, type=Limits) if kept else Limits()


def keep_limits(store: Store, pair: str, limits: Limits, now: datetime) -> None:
    """Keep a pair's own limits; what equals ours is ours, also after we changed it."""
    text = msgspec.json.encode(
        {
            name: getattr(limits, name)
            for name in Limits.__dataclass_fields__
            if getattr(limits, name) != getattr(Limits(), name)
        }
    ).decode()
    with store.write() as connection:
        keep(connection, f"{_LIMITS} {pair}", None if text == "{}" else text)
        note(connection, now, Act.LIMITED, pair)


def listed(store: Store, pair: str, side: Side) -> int | None:
    """Return how many records a side's last whole listing had; None if none was kept."""
    with store.read() as connection:
        kept = value(connection, f"{_LISTED} {pair} {side.value}")
    return None if kept is None else int(kept)


def keep_listed(store: Store, pair: str, side: Side, records: int) -> None:
    """Keep how many records a whole listing had: once its run was not braked for it."""
    with store.write() as connection:
        keep(connection, f"{_LISTED} {pair} {side.value}", str(records))


def forget_listed(connection: Connection, pairs: Collection[str] | None = None) -> None:
    """Forget the listings of some pairs, or of all: they were of another account, perhaps."""
    names = [f"{_LISTED} {pair} {side.value}" for pair in pairs or () for side in Side]
    mine = settings.c.name.in_(names) if pairs is not None else settings.c.name.like(f"{_LISTED} %")
    connection.execute(delete(settings).where(mine))


def lacked(store: Store, pair: str) -> frozenset[str]:
    """Return the mapped properties that HubSpot lacked when the pair was last walked."""
    with store.read() as connection:
        kept = value(connection, f"{_LACKED} {pair}")
    return frozenset(msgspec.json.decode(kept, type=list[str])) if kept else frozenset()


def keep_lacked(store: Store, pair: str, properties: Collection[str]) -> None:
    """Keep which mapped properties HubSpot lacks: a run went on without them."""
    if lacked(store, pair) == frozenset(properties):
        return
    text = msgspec.json.encode(sorted(properties)).decode() if properties else None
    with store.write() as connection:
        keep(connection, f"{_LACKED} {pair}", text)


# -- inside ---------------------------------------------------------------------------------------


def _of(connection: Connection, pair: str) -> Brake | None:
    row = connection.execute(select(brakes).where(brakes.c.pair == pair)).one_or_none()
    return None if row is None else _loaded(row)


def _loaded(row: Any) -> Brake:
    cause = msgspec.json.decode(row.cause, type=Cause)
    return Brake(row.pair, cause, row.state == _LET_THROUGH, loaded(row.made_at))
