"""What waits in Review: by ids and codes, never by content."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from core.errors import Code
from core.store.among import among, these
from core.store.audit import Act, note
from core.store.database import Store
from core.store.settlement import Problem
from core.store.tables import issues, retries
from core.store.times import loaded, stored
from core.store.upsert import upsert


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing for a person to look at."""

    pair: str
    system_id: str  # "" for an issue of the whole pair
    code: Code
    field: str  # "" where it is not about one field
    hubspot_id: str | None
    reference: str | None  # the vendor's number for the event
    candidates: tuple[str, ...]  # HubSpot ids to choose from
    opened_at: datetime
    seen_at: datetime  # when a run last met it


def open_issues(
    store: Store, *, code: Code | None = None, limit: int = 200, offset: int = 0
) -> list[Issue]:
    """Return what is open, the oldest first."""
    query = select(issues).where(issues.c.state == "open")
    if code is not None:
        query = query.where(issues.c.code == code.value)
    order = (issues.c.opened_at, *issues.primary_key)
    with store.read() as connection:
        rows = connection.execute(query.order_by(*order).limit(limit).offset(offset))
        return [_loaded(row) for row in rows]


def met_between(store: Store, since: datetime, until: datetime) -> list[Issue]:
    """Return what is open and was last met in a span of time: by a run that went on then."""
    query = select(issues).where(
        issues.c.state == "open",
        issues.c.seen_at >= stored(since),
        issues.c.seen_at <= stored(until),
    )
    with store.read() as connection:
        rows = connection.execute(query.order_by(*issues.primary_key))
        return [_loaded(row) for row in rows]


def of_record(store: Store, pair: str, system_id: str) -> list[Issue]:
    """Return what is open about one record."""
    query = select(issues).where(
        issues.c.state == "open", issues.c.pair == pair, issues.c.system_id == system_id
    )
    with store.read() as connection:
        rows = connection.execute(query.order_by(*issues.primary_key))
        return [_loaded(row) for row in rows]


def counts(store: Store) -> dict[Code, int]:
    """Count the open issues by code, most first."""
    count = func.count()
    query = (
        select(issues.c.code, count)
        .where(issues.c.state == "open")
        .group_by(issues.c.code)
        .order_by(count.desc(), issues.c.code)
    )
    with store.read() as connection:
        return {Code(row[0]): row[1] for row in connection.execute(query)}


def dismiss(store: Store, issue: Issue, now: datetime) -> None:
    """Leave an issue as it is: it is shown no more, and opens anew if it is mended and comes back.

    When all issues of a record are dismissed, it is not tried again by itself.
    """
    with store.write() as connection:
        connection.execute(
            update(issues)
            .where(issues.c.pair == issue.pair, issues.c.system_id == issue.system_id)
            .where(issues.c.code == issue.code.value, issues.c.field == issue.field)
            .values(state="dismissed", seen_at=stored(now))
        )
        others = select(issues.c.code).where(
            issues.c.pair == issue.pair,
            issues.c.system_id == issue.system_id,
            issues.c.state == "open",
        )
        connection.execute(
            delete(retries)
            .where(retries.c.pair == issue.pair, retries.c.system_id == issue.system_id)
            .where(~others.exists())
        )
        note(connection, now, Act.DISMISSED, f"{issue.pair} {issue.code.value}")


def candidates(store: Store, pair: str, system_ids: Collection[str]) -> set[str]:
    """Return the HubSpot ids that were ever offered for some records, also by closed questions.

    A later run cannot find them again by their likely keys: HubSpot finds by unique values only.
    """
    if not system_ids:
        return set()
    query = select(issues.c.candidates).where(
        issues.c.pair == bindparam("the_pair"),
        among(issues.c.system_id),
        issues.c.candidates.is_not(None),
    )
    with store.read() as connection:
        texts = connection.execute(query, these(pair, system_ids)).scalars().all()
    return {each for text in texts for each in json.loads(text)}


def resolve(
    store: Store, pair: str, system_ids: Collection[str], codes: Collection[Code], now: datetime
) -> None:
    """Close some records' issues: they were answered. A run that meets them opens them anew."""
    with store.write() as connection:
        connection.execute(
            update(issues)
            .where(issues.c.pair == pair, issues.c.system_id.in_(system_ids))
            .where(issues.c.code.in_([code.value for code in codes]))
            .values(state="resolved", seen_at=stored(now))
        )


def try_again(store: Store, code: Code, now: datetime) -> int:
    """Have the next run fetch all records with an open issue of this code; return how many."""
    query = select(issues.c.pair, issues.c.system_id).where(
        issues.c.state == "open", issues.c.code == code.value, issues.c.system_id != ""
    )
    shared = {"code": code.value, "tries": 0, "next_at": stored(now)}
    with store.write() as connection:
        found = connection.execute(query.distinct()).all()
        rows = [{"pair": row.pair, "system_id": row.system_id, **shared} for row in found]
        upsert(connection, retries, rows)
    return len(rows)


def issue_rows(pair: str, problems: Iterable[Problem], at: int) -> list[dict[str, Any]]:
    """Return problems as rows; of two with the same key, the later."""
    rows = {
        (problem.system_id, problem.refusal.code, problem.refusal.field): {
            "pair": pair,
            "system_id": problem.system_id,
            "code": problem.refusal.code.value,
            "field": problem.refusal.field or "",
            "hubspot_id": problem.hubspot_id,
            "reference": problem.refusal.reference,
            "candidates": json.dumps(problem.candidates) if problem.candidates else None,
            "state": "open",
            "opened_at": at,
            "seen_at": at,
        }
        for problem in problems
    }
    return list(rows.values())


def _loaded(row: Any) -> Issue:
    return Issue(
        pair=row.pair,
        system_id=row.system_id,
        code=Code(row.code),
        field=row.field,
        hubspot_id=row.hubspot_id,
        reference=row.reference,
        candidates=tuple(json.loads(row.candidates)) if row.candidates else (),
        opened_at=loaded(row.opened_at),
        seen_at=loaded(row.seen_at),
    )
