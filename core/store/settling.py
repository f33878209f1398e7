"""Writing a settlement, inside the ledger's one transaction."""

from datetime import timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    bindparam,
    delete,
    select,
    update,
)

from core.errors import Code
from core.links import PackedBase
from core.store.among import among, these
from core.store.issues import issue_rows
from core.store.settlement import TIE, OpenTie, Settlement, tie_field
from core.store.tables import intents, issues, links, retries, ties
from core.store.upsert import Rows, upsert

_WAITS = (timedelta(0), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6))
_LONGEST = timedelta(hours=24)
_MILLISECOND = timedelta(milliseconds=1)


def _some(table: Table, column: str = "system_id") -> ColumnElement[bool]:
    return and_(table.c.pair == bindparam("the_pair"), among(table.c[column]))


def _the(table: Table, *names: str) -> ColumnElement[bool]:
    """Return the condition for one row: its key as parameters, for many rows at once."""
    return and_(*(table.c[name] == bindparam(f"the_{name}") for name in ("pair", *names)))


_UNLINK = delete(links).where(_some(links))
_LINKED = select(links.c.system_id, links.c.hubspot_id, links.c.base).where(_some(links))
_FULFIL = delete(intents).where(_some(intents, "hubspot_id"))
_TIES = select(ties.c.system_id, ties.c.reference, ties.c.other_id, ties.c.state).where(_some(ties))
_TIE = _the(ties, "system_id", "reference", "other_id")
_TIE_MADE = update(ties).where(_TIE).values(state="made")
_TIE_UNDONE = delete(ties).where(_TIE)
_UNRESOLVED = select(issues.c.system_id, issues.c.code, issues.c.field).where(
    _some(issues), issues.c.state != "resolved"
)
_RESOLVE = (
    update(issues)
    .where(_the(issues, "system_id", "code", "field"))
    .values(state="resolved", seen_at=bindparam("seen_at"))
)
_NO_RETRY = delete(retries).where(_some(retries))
_TRIES = select(retries.c.system_id, retries.c.tries).where(_some(retries))
_STATES = select(issues.c.system_id, issues.c.code, issues.c.state).where(_some(issues))


def settle_links(connection: Connection, pair: str, done: Settlement) -> None:
    """Link and unlink. Fields that were not agreed on now keep what was agreed before."""
    if done.unlinked:
        connection.execute(_UNLINK, these(pair, done.unlinked))
    if done.linked:
        found = connection.execute(_LINKED, these(pair, done.linked))
        known = {row[0]: (row[1], row[2]) for row in found}
        rows: Rows = []
        for system_id, (hubspot_id, system, hubspot) in done.linked.items():
            before = known.get(system_id, ("", b""))
            base = PackedBase(before[1]).changed(system, hubspot).packed
            if (hubspot_id, base) != before:
                row = {"system_id": system_id, "hubspot_id": hubspot_id, "base": base}
                rows.append({"pair": pair, **row})
        upsert(connection, links, rows)
    if done.fulfilled:
        connection.execute(_FULFIL, these(pair, done.fulfilled))


def settle_ties(connection: Connection, pair: str, done: Settlement) -> None:
    """Note what is wanted of the references that were told, and what was made and undone."""
    _want_ties(connection, pair, done)
    if not done.tied:
        return
    made = [_tie_key(pair, tie) for tie in done.tied if not tie.remove]
    undone = [_tie_key(pair, tie) for tie in done.tied if tie.remove]
    if made:
        connection.execute(_TIE_MADE, made)
    if undone:
        connection.execute(_TIE_UNDONE, undone)


def _tie_key(pair: str, tie: OpenTie) -> dict[str, str]:
    return {
        "the_pair": pair,
        "the_system_id": tie.system_id,
        "the_reference": tie.reference,
        "the_other_id": tie.other_id,
    }


def _want_ties(connection: Connection, pair: str, done: Settlement) -> None:
    if not done.wanted:
        return
    found = connection.execute(_TIES, these(pair, done.wanted))
    known = {(row[0], row[1], row[2]): row[3] for row in found}
    now = {
        (system_id, reference, other)
        for system_id, references in done.wanted.items()
        for reference, others in references.items()
        for other in others
    }
    states = {key: "wanted" for key in now if known.get(key, "unwanted") == "unwanted"}
    for key, state in known.items():
        told = key[1] in done.wanted[key[0]]  # a reference that was not asked for says nothing
        if told and key not in now and state != "unwanted":
            states[key] = "unwanted"
    rows = [
        {"pair": pair, "system_id": key[0], "reference": key[1], "other_id": key[2], "state": state}
        for key, state in sorted(states.items())
    ]
    upsert(connection, ties, rows)


def settle_issues(connection: Connection, pair: str, done: Settlement, at: int) -> None:
    """Close what is mended or gone, then open what is told."""
    ended = _Ended(done)
    closed: Rows = []
    if ended.asked:
        for system_id, code, field in connection.execute(_UNRESOLVED, these(pair, ended.asked)):
            if not ended.stays(system_id, Code(code), field):
                key = {"the_system_id": system_id, "the_code": code, "the_field": field}
                closed.append({"the_pair": pair, "seen_at": at, **key})
    for system_id, known, field in done.resolved:
        key = {"the_system_id": system_id, "the_code": known.value, "the_field": field}
        closed.append({"the_pair": pair, "seen_at": at, **key})
    if closed:
        connection.execute(_RESOLVE, closed)
    upsert(connection, issues, issue_rows(pair, done.problems, at))


class _Ended:
    """Which of the open issues a settlement closes."""

    def __init__(self, done: Settlement) -> None:
        self._well = done.well
        self._gone = set(done.gone)
        self._tied = {(tie.system_id, tie_field(tie.reference)) for tie in done.tied}
        self._told = {(p.system_id, p.refusal.code) for p in done.problems}
        self._fields = {(p.system_id, p.refusal.code, p.refusal.field or "") for p in done.problems}
        self.asked = self._well.keys() | self._gone | {system_id for system_id, _ in self._tied}

    def stays(self, system_id: str, code: Code, field: str) -> bool:
        if system_id in self._gone:
            return False
        if field.endswith(TIE):  # however the record fares, its ties are another matter
            return (system_id, field) not in self._tied
        if system_id not in self._well:
            return True
        told, this = (system_id, code), (system_id, code, field)
        return code in self._well[system_id] and (told not in self._told or this in self._fields)


def settle_retries(connection: Connection, pair: str, done: Settlement, at: int) -> None:
    """Say when to try again what failed; what a person dismissed is left alone (P7)."""
    rows = _due_again(connection, pair, done, at) if done.again else []
    over = done.well.keys() | set(done.gone) | done.again.keys()
    over -= {row["system_id"] for row in rows}
    if over:
        connection.execute(_NO_RETRY, these(pair, over))
    upsert(connection, retries, rows)


def _due_again(connection: Connection, pair: str, done: Settlement, at: int) -> Rows:
    asked = these(pair, done.again)
    tries = {row[0]: row[1] for row in connection.execute(_TRIES, asked)}
    states: dict[tuple[str, str], set[str]] = {}
    for system_id, code, state in connection.execute(_STATES, asked):
        states.setdefault((system_id, code), set()).add(state)
    dismissed = {k for k, found in states.items() if "dismissed" in found and "open" not in found}
    rows: Rows = []
    for system_id, codes in done.again.items():
        alive = [code for code in codes if (system_id, code.value) not in dismissed]
        if alive:
            tried = tries.get(system_id, 0)
            due = at + min(_wait(code, tried) for code in alive) // _MILLISECOND
            row = {"system_id": system_id, "code": alive[0].value, "tries": tried + 1}
            rows.append({"pair": pair, **row, "next_at": due})
    return rows


def _wait(code: Code, tries: int) -> timedelta:
    """Say how long to leave a record alone. What a person must answer is looked at daily."""
    if code.value.startswith("review."):
        return _LONGEST
    return _WAITS[tries] if tries < len(_WAITS) else _LONGEST
