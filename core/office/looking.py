"""What Overview, Connections and the tray draw: read from disk, in counts, times and codes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.errors import Code
from core.mapping import Mapping as MappingDocument
from core.office.parts import Parts
from core.office.running import SIGNED_OUT
from core.records import Side
from core.schedule import ScheduleState, compares, next_run
from core.store import (
    comparing,
    connections,
    contact_days,
    mappings,
    runs,
    scheduling,
    set_up,
)
from core.store.connections import Connection
from core.summary import (
    OF_ONE_RECORD,
    ConnectionSummary,
    Health,
    OfficeSummary,
    PairRun,
    PairSummary,
    RunSummary,
)

HISTORY = 20  # runs that Overview lists
_FOR_A_PERSON = ("auth", "pc", "setup")  # codes that no later run mends by itself


def summary(parts: Parts, *, key_holder: str, data_folder: str) -> OfficeSummary:
    """Return the whole picture."""
    now = parts.clock.now()
    linked = [
        replace(connection_summary(each), days=contact_days.days(parts.store, each.id))
        for each in connections.all(parts.store)
    ]
    history = runs.history(parts.store, HISTORY)
    last = next((run for run in history if _is_whole(run)), None)
    issues = parts.ledger.open_issues()
    kept = runs.schedule_state(parts.store)
    schedule = _schedule(parts, now, last, linked, kept)
    system = next((each for each in linked if each.side is Side.SYSTEM), None)
    return OfficeSummary(
        name=system.account_name if system else "",
        health=_health(linked, last, issues, schedule, kept),
        now=now,
        connections=tuple(linked),
        pairs=tuple(_pairs(parts, history, now)),
        last_run=last,
        runs=tuple(history),
        issues=issues,
        paused_until=schedule.paused_until,
        next_run_at=next_run(schedule, now) if _begun(linked, schedule) else None,
        compares_next=compares(comparing.kept(parts.store), now),
        per_day=tuple(runs.changed_per_day(parts.store, now, 30)),
        key_holder=key_holder,
        data_folder=data_folder,
    )


def published(parts: Parts) -> Sequence[MappingDocument]:
    """Return the published mapping of every pair, parents before children."""
    system = parts.end(Side.SYSTEM)
    return mappings.published(parts.store, system.id) if system else ()


def connection_summary(connection: Connection) -> ConnectionSummary:
    return ConnectionSummary(
        id=connection.id,
        connector=connection.connector,
        label=connection.label,
        side=connection.side,
        account_id=connection.account_id,
        account_name=connection.account_name,
        user=connection.user,
        sign_in=connection.settings.get("sign_in", "oauth"),
        connected_at=connection.connected_at,
        state=connection.state,
        code=connection.code,
        last_contact_at=connection.last_contact_at,
    )


def _is_whole(run: RunSummary) -> bool:
    """Return whether a run tells how the office stands: no preview, and not of one record."""
    return not run.preview and run.trigger not in OF_ONE_RECORD


def _schedule(
    parts: Parts,
    now: datetime,
    last: RunSummary | None,
    linked: Sequence[ConnectionSummary],
    kept: runs.Kept,
) -> ScheduleState:
    until = runs.paused_until(parts.store)
    failed = last is not None and last.result == "failed" and last.code is not None
    for_a_person = failed and not kept.transient and _kind(last) in _FOR_A_PERSON
    plan = scheduling.plan(parts.store)
    return ScheduleState(
        interval=plan.interval,
        hours=plan.hours,
        last_started=kept.last_started,
        failures=kept.failures,
        stopped=for_a_person and not _signed_in_again(last, linked),
        paused_until=until if until is not None and until > now else None,
    )


def _kind(run: RunSummary | None) -> str:
    """Return the first part of the code that a run failed with."""
    return run.code.value.partition(".")[0] if run is not None and run.code is not None else ""


def _signed_in_again(last: RunSummary | None, linked: Sequence[ConnectionSummary]) -> bool:
    """Return whether what stopped the last run was a sign-in that works again."""
    stopped_by = last.code if last is not None else None
    return stopped_by in SIGNED_OUT and all(each.state == "working" for each in linked)


def _begun(linked: Sequence[ConnectionSummary], schedule: ScheduleState) -> bool:
    """Return whether runs may start by themselves: the first one is a person's to start."""
    return {each.side for each in linked} == set(Side) and schedule.last_started is not None


def _health(
    linked: Sequence[ConnectionSummary],
    last: RunSummary | None,
    issues: Mapping[Code, int],
    schedule: ScheduleState,
    kept: runs.Kept,
) -> Health:
    """Name the worst thing that is true; a run under way is known to the window only."""
    if any(each.state == "signed_out" for each in linked):
        return Health.SIGNED_OUT
    if last is None or not _begun(linked, schedule):
        return Health.NEEDS_YOU
    if last.result == "failed":
        waits = kept.transient or _signed_in_again(last, linked)
        return Health.OFFLINE if waits else Health.PROBLEM
    if schedule.paused_until is not None or last.result in ("cancelled", "interrupted"):
        return Health.PAUSED
    return Health.NEEDS_YOU if issues else Health.IN_SYNC


def _pairs(parts: Parts, history: Sequence[RunSummary], now: datetime) -> list[PairSummary]:
    ledger = parts.ledger
    found: list[PairSummary] = []
    system = parts.end(Side.SYSTEM)
    off = set_up.switched_off(parts.store, system.id) if system else frozenset()
    for document in published(parts):
        if document.pair in off:
            continue
        last, at = _last_of(document.pair, history)
        system_label, _, hubspot_label = document.label.partition(" to ")
        changed = runs.changed_per_day(parts.store, now, 14, document.pair)
        found.append(
            PairSummary(
                pair=document.pair,
                system_label=system_label,
                hubspot_label=hubspot_label,
                both_ways=document.both_ways,
                matched_by=document.match[0].name if document.match else "",
                linked=ledger.linked(document.pair),
                last=last,
                last_at=at,
                history=tuple(count for _, count in changed),
            )
        )
    return found


def _last_of(pair: str, history: Sequence[RunSummary]) -> tuple[PairRun | None, datetime | None]:
    for run in history:
        for part in run.pairs:
            if part.pair == pair and _is_whole(run):
                return part, run.ended_at or run.started_at
    return None, None
