"""One run: claimed among all processes, walked, and recorded however it ends."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from core.conflicts import ConflictPolicy
from core.engine.backward import ONLY_HUBSPOT
from core.engine.run import run_pairs
from core.engine.setup import Ends
from core.errors import Cancelled, Code, SyncError, TransientError, UserActionError
from core.jobs import JobContext
from core.log import Event
from core.mapping import Mapping as MappingDocument
from core.office.ends import Joined, both, joined
from core.office.parts import Parts
from core.office.pointing import point_at
from core.privacy.report import rules_version
from core.store import comparing, connections, contact_days, mappings, privacy, runs, set_up
from core.store.connections import Connection
from core.store.privacy import Whose
from core.summary import OF_ONE_RECORD, TEST, PairRun, RunSummary, Totals

_LOOK_BACK = 20  # runs among which the last preview is looked for

SIGNED_OUT = frozenset(
    {
        Code.TOKEN_REJECTED,
        Code.SIGN_IN_ENDED,
        Code.SCOPE_MISSING,
        Code.ACCOUNT_GONE,
        Code.APP_REJECTED,
    }
)
"""What says that a sign-in has ended: syncing waits until somebody signs in again."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a run was asked for."""

    trigger: str  # as in core.summary.RunSummary
    preview: bool = False
    full: bool = False
    only: Collection[str] | None = None  # pairs; None is all
    ids: Collection[str] | None = None  # records, as core.engine.walk.How names them; None is all
    decided: Mapping[str, ConflictPolicy] = field(default_factory=dict)  # for this run, by property


@dataclass(slots=True)
class _Done:
    """What a run did so far: its pairs, and by connector how much it asked and was turned away."""

    pairs: list[PairRun] = field(default_factory=list)
    requests: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    error: SyncError | None = None


def sync(parts: Parts, job: JobContext, wanted: Wanted) -> RunSummary:
    """Run now; see `Office.sync`."""
    system, hubspot = both(parts)
    with runs.claimed(parts.store, system.id, parts.clock.now()):
        return _run(parts, system, hubspot, job, wanted)


def sync_one(parts: Parts, pair: str, text: str, job: JobContext, *, preview: bool) -> RunSummary:
    """Run for one record; see `Office.sync_one`."""
    with joined(parts, job) as opened:
        if pair not in opened.rules:
            raise UserActionError(Code.PAIR_UNKNOWN, detail=pair)
        at = point_at(opened.pair(pair), parts.ledger, text)
    if at.system_id is None and not preview:
        raise UserActionError(Code.WHOLE_RUN_ONLY, detail=text)
    key = at.system_id or f"{ONLY_HUBSPOT}{at.hubspot_id}"
    return sync(parts, job, Wanted(TEST, preview, only=[pair], ids=[key]))


def reconcile(parts: Parts, job: JobContext, trigger: str, *, preview: bool) -> RunSummary:
    """Compare all records; see `Office.reconcile`."""
    system, hubspot = both(parts)
    changes, everything = Wanted(trigger, preview), Wanted(trigger, preview, full=True)
    pairs = mappings.published(parts.store, system.id)
    off = _off(parts)
    whole = all(parts.ledger.is_whole(each.pair) for each in pairs if each.pair not in off)
    with runs.claimed(parts.store, system.id, parts.clock.now()):
        if whole and not preview:
            run = _run(parts, system, hubspot, job, changes)
            if run.result != "ok":
                return run
        return _run(parts, system, hubspot, job, everything)


def _run(
    parts: Parts, system: Connection, hubspot: Connection, job: JobContext, wanted: Wanted
) -> RunSummary:
    run = runs.start(parts.store, system.id, wanted.trigger, wanted.preview, parts.clock.now())
    parts.log.event(Event.RUN_STARTED, run=run, trigger=wanted.trigger)
    started = parts.clock.monotonic()
    done = _Done()
    cancelled = False
    try:
        _walk(parts, job, wanted, done, run)
    except Cancelled:
        cancelled = True
    except SyncError as failure:
        done.error = failure
    except Exception as fault:
        parts.log.exception(Event.RUN_FAULT, fault, run=run)
        done.error = SyncError(Code.INTERNAL)
    error = done.error
    summary = runs.finish(
        parts.store,
        run,
        parts.clock.now(),
        result="cancelled" if cancelled else "failed" if error else "ok",
        code=error.code if error else None,
        reference=error.reference if error else None,
        pairs=done.pairs,
        requests=done.requests,
        seconds=parts.clock.monotonic() - started,
        transient=isinstance(error, TransientError),
    )
    parts.log.event(
        Event.RUN_ENDED, run=run, result=summary.result, code=summary.code, seconds=summary.seconds
    )
    if cancelled:
        raise Cancelled
    _note_ends(parts, (system, hubspot), error)
    if error is None and not wanted.preview and wanted.ids is None:
        _note_compared(parts, wanted)
    forecast = _forecast(parts, system, summary) if wanted.preview else None
    return replace(summary, refused=done.refused, forecast=forecast)


def _forecast(parts: Parts, system: Connection, preview: RunSummary) -> timedelta | None:
    """Return how long the system lets us wait for what a preview has read."""
    forecast = parts.registry[system.connector].forecast
    if forecast is None:
        return None
    return forecast(system.settings, [pair.totals.read for pair in preview.pairs])


def _walk(parts: Parts, job: JobContext, wanted: Wanted, done: _Done, run: str) -> None:
    with joined(parts, job, run) as opened, parts.outside.workers() as workers:
        ends = opened.ends
        try:
            run_pairs(
                ends,
                [_decided(each, wanted) for each in opened.rules.values()],
                parts.ledger,
                job,
                workers,
                only=_walked(parts, opened, wanted),
                ids=wanted.ids,
                preview=wanted.preview,
                full=wanted.full,
                run=None if wanted.preview else run,
                approved=_rehearsed(parts),
                ended=_recorder(parts, done, run),
            )
        finally:
            if ends.healthcare and not wanted.preview:
                _note_disclosed(parts, ends, run)
            for name, end in ((opened.system, ends.system), (opened.hubspot, ends.hubspot)):
                done.requests[name], done.refused[name] = end.requests, end.refused


def _walked(parts: Parts, opened: Joined, wanted: Wanted) -> Collection[str] | None:
    """Return the pairs to walk: those asked for by name, else those that are not switched off."""
    off = _off(parts)
    if wanted.only is not None or not off:
        return wanted.only
    return [pair for pair in opened.rules if pair not in off]


def _off(parts: Parts) -> frozenset[str]:
    system, _hubspot = both(parts)
    return set_up.switched_off(parts.store, system.id)


def _decided(rules: MappingDocument, wanted: Wanted) -> MappingDocument:
    """Return a pair's rules with what a person decided for this run alone."""
    if not wanted.decided or rules.pair not in (wanted.only or ()):
        return rules
    policies = wanted.decided
    fields = [replace(f, policy=policies.get(f.hubspot, f.policy)) for f in rules.fields]
    return replace(rules, fields=tuple(fields))


def _note_disclosed(parts: Parts, ends: Ends, run: str) -> None:
    """Write down in the privacy audit what kinds of data went to HubSpot, also of half a run."""
    rules = rules_version([each.schema for each in ends.disclosed], ends.decisions)
    told = {"run": run, "rules": rules, "pairs": [each.told() for each in ends.disclosed]}
    whose = Whose(ends.system_name, ends.account)
    privacy.note_run(parts.store, whose, parts.clock.now(), told)


def _rehearsed(parts: Parts) -> dict[str, Totals]:
    """Return what the last preview told, by pair: a pair's first sync is judged by it."""
    history = runs.history(parts.store, _LOOK_BACK)
    whole = (run for run in history if run.preview and run.trigger not in OF_ONE_RECORD)
    last = next((run for run in whole if run.result == "ok"), None)
    return {pair.pair: pair.totals for pair in last.pairs} if last is not None else {}


def _recorder(parts: Parts, done: _Done, run: str) -> Callable[[PairRun], None]:
    def record(pair: PairRun) -> None:
        done.pairs.append(pair)
        totals = pair.totals
        parts.log.event(
            Event.PAIR_ENDED,
            run=run,
            pair=pair.pair,
            read=totals.read,
            changed=totals.created + totals.updated,
            held=totals.held,
            failed=totals.failed,
            seconds=pair.seconds,
        )

    return record


def _note_compared(parts: Parts, wanted: Wanted) -> None:
    """Remember when all records were compared last; a first sync did so, too."""
    everything = wanted.full and wanted.only is None
    if everything or comparing.kept(parts.store).last is None:
        comparing.note_compared(parts.store, parts.clock.now())


def _note_ends(parts: Parts, ends: tuple[Connection, ...], error: SyncError | None) -> None:
    """Remember which connections answered, which did not, and which sign-in has ended."""
    now = parts.clock.now()
    for connection in ends:
        if error is None:
            connections.set_state(parts.store, connection.id, "working", None, now)
            contact_days.note_day(parts.store, connection.id, now, answered=True)
        elif connection.connector == error.connector:
            state = "signed_out" if error.code in SIGNED_OUT else "unreachable"
            if state == "signed_out" or isinstance(error, TransientError):
                connections.set_state(parts.store, connection.id, state, error.code, None)
                contact_days.note_day(parts.store, connection.id, now, answered=False)
