"""Runs: begun, ended, counted; and what the scheduler must know of them. Kept for 90 days."""

import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict, Unpack

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from core.errors import Code
from core.store import changes, usage
from core.store.database import Store
from core.store.leases import claimed, held
from core.store.settings import keep, value
from core.store.tables import issues, match_index, runs
from core.store.times import loaded, loaded_or_none, stored
from core.summary import OF_ONE_RECORD, PairRun, RunSummary

__all__ = ["Ending", "Kept", "claimed", "find", "finish", "history", "mark_interrupted", "start"]

KEPT = timedelta(days=90)
LAST = "last"  # stands for the newest run that wrote something
_STATE, _PAUSED = "schedule", "paused_until"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the scheduler needs and must outlive the purge of runs."""

    last_started: datetime | None = None
    failures: int = 0  # in a row
    transient: bool = True  # whether the last failure may pass by itself
    last_ok: datetime | None = None


class Ending(TypedDict):
    """How a run ended."""

    result: str  # as in core.summary.RunSummary
    code: Code | None
    reference: str | None
    pairs: Sequence[PairRun]
    requests: Mapping[str, int]
    seconds: float
    transient: bool


def start(store: Store, connection_id: str, trigger: str, preview: bool, now: datetime) -> str:
    """Note that a run begins; return its id."""
    run_id = str(uuid.uuid4())
    with store.write() as connection:
        last = connection.execute(select(func.max(runs.c.number))).scalar()
        connection.execute(
            insert(runs).values(
                id=run_id,
                number=(last or 0) + 1,
                connection=connection_id,
                trigger=trigger,
                preview=int(preview),
                started_at=stored(now),
                result="running",
                pairs="[]",
                requests="{}",
                milliseconds=0,
            )
        )
        if not preview and trigger not in OF_ONE_RECORD:
            kept = _schedule(connection)
            _keep_schedule(connection, replace(kept, last_started=now))
    return run_id


def finish(store: Store, run_id: str, now: datetime, **ending: Unpack[Ending]) -> RunSummary:
    """Note how a run ended, count its usage, and drop what is older than 90 days."""
    code = ending["code"]
    with store.write() as connection:
        connection.execute(
            update(runs)
            .where(runs.c.id == run_id)
            .values(
                ended_at=stored(now),
                result=ending["result"],
                code=code.value if code else None,
                reference=ending["reference"],
                pairs=msgspec.json.encode(list(ending["pairs"])).decode(),
                requests=json.dumps(dict(ending["requests"])),
                milliseconds=round(ending["seconds"] * 1000),
            )
        )
        row = connection.execute(select(runs).where(runs.c.id == run_id)).one()
        if not row.preview:
            if row.trigger not in OF_ONE_RECORD:
                _note_ending(connection, ending, now)
            totals = [part.totals for part in ending["pairs"]]
            changed = sum(total.created + total.updated for total in totals)
            usage.add(connection, now, changed, ending["requests"])
        _purge(connection, now)
    return _loaded(row)


def mark_interrupted(store: Store, now: datetime) -> None:
    """Name the runs that a crash left open, unless another process is still at them."""
    with store.write() as connection:
        at_work = held(connection, now)
        query = select(runs.c.id, runs.c.connection).where(runs.c.result == "running")
        for row in connection.execute(query).all():
            if row.connection not in at_work:
                connection.execute(
                    update(runs).where(runs.c.id == row.id).values(result="interrupted")
                )
        if not at_work:  # what a crashed run had gathered would mislead the next
            connection.execute(delete(match_index))


def history(store: Store, limit: int) -> list[RunSummary]:
    """Return the last runs, the newest first."""
    query = select(runs).order_by(runs.c.number.desc()).limit(limit)
    with store.read() as connection:
        return [_loaded(row) for row in connection.execute(query)]


def find(store: Store, name: str) -> RunSummary | None:
    """Return the run whose id begins with `name`, or for "last" the newest that can be undone.

    None if there is no such run, or more than one.
    """
    query = select(runs).order_by(runs.c.number.desc())
    if name == LAST:
        query = query.where(changes.of_a_run.exists()).limit(1)
    else:
        query = query.where(runs.c.id.startswith(name, autoescape=True)).limit(2)
    with store.read() as connection:
        found = connection.execute(query).all()
    return _loaded(found[0]) if name and len(found) == 1 else None


def changed_per_day(
    store: Store, now: datetime, days: int, pair: str | None = None
) -> list[tuple[datetime, int]]:
    """Return how many records were created or updated on each of the last days, oldest first.

    Days are local to this PC; each is named by its first moment.
    """
    today = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
    first = today - timedelta(days=days - 1)
    counts: Counter[str] = Counter()
    query = select(runs.c.started_at, runs.c.pairs).where(
        runs.c.started_at >= stored(first.astimezone(UTC)), runs.c.preview == 0
    )
    with store.read() as connection:
        for row in connection.execute(query):
            day = loaded(row.started_at).astimezone().date().isoformat()
            for part in msgspec.json.decode(row.pairs, type=list[PairRun]):
                if pair is None or part.pair == pair:
                    counts[day] += part.totals.created + part.totals.updated
    return [
        (day, counts[day.date().isoformat()])
        for day in (first + timedelta(days=n) for n in range(days))
    ]


def schedule_state(store: Store) -> Kept:
    with store.read() as connection:
        return _schedule(connection)


def paused_until(store: Store) -> datetime | None:
    with store.read() as connection:
        kept = value(connection, _PAUSED)
    return loaded_or_none(int(kept)) if kept else None


def set_paused(store: Store, until: datetime | None) -> None:
    with store.write() as connection:
        keep(connection, _PAUSED, None if until is None else str(stored(until)))


def _note_ending(connection: Connection, ending: Ending, now: datetime) -> None:
    """Remember for the scheduler how it went; a cancelled run says nothing."""
    kept = _schedule(connection)
    if ending["result"] == "ok":
        _keep_schedule(connection, Kept(kept.last_started, last_ok=now))
    elif ending["result"] == "failed":
        failures = kept.failures + 1
        _keep_schedule(
            connection, Kept(kept.last_started, failures, ending["transient"], kept.last_ok)
        )


def _purge(connection: Connection, now: datetime) -> None:
    old = stored(now - KEPT)
    changes.purge(connection, runs.c.started_at < old)
    connection.execute(delete(runs).where(runs.c.started_at < old))
    connection.execute(delete(issues).where(issues.c.state == "resolved", issues.c.seen_at < old))


def _schedule(connection: Connection) -> Kept:
    kept = value(connection, _STATE)
    return msgspec.json.decode(kept, type=Kept) if kept else Kept()


def _keep_schedule(connection: Connection, kept: Kept) -> None:
    keep(connection, _STATE, msgspec.json.encode(kept).decode())


def _loaded(row: Any) -> RunSummary:
    return RunSummary(
        id=row.id,
        started_at=loaded(row.started_at),
        trigger=row.trigger,
        preview=bool(row.preview),
        ended_at=loaded_or_none(row.ended_at),
        result=row.result,
        code=Code(row.code) if row.code else None,
        reference=row.reference,
        pairs=tuple(msgspec.json.decode(row.pairs, type=list[PairRun])),
        requests=json.loads(row.requests),
        seconds=row.milliseconds / 1000,
    )
