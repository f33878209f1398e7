"""Explain this record: how it is found, what lets it through, and what a run would do with it.

Assembled from what a run goes by, of both sides as they are now. Nothing is written, kept or
logged (P9); it may be asked while a run goes on.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from core.conflicts import ConflictPolicy
from core.draft import Draft
from core.engine.admission import sieve_of
from core.engine.backward import ONLY_HUBSPOT, told
from core.engine.batches import Rules, make_rules
from core.engine.meeting import Met, meet
from core.engine.run import run_pairs
from core.engine.setup import PairSetup
from core.engine.tally import Bin
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.mapping import Direction, FieldMapping, Line
from core.office.ends import Joined, joined
from core.office.parts import Parts
from core.office.places import Place
from core.office.pointing import Pointed, point_at
from core.plan import Merge, Verdict, merge
from core.records import FieldValue, Record, Side
from core.store import brakes, issues, retries
from core.store.issues import Issue
from core.store.retries import Retry
from core.summary import PairRun


@dataclass(frozen=True, slots=True)
class FieldNow:
    """One line of the mapping, with what both sides say now; lives in memory only."""

    key: str  # the HubSpot property
    names: tuple[str, ...]  # the system's fields
    here: tuple[FieldValue, ...]  # what they say; () where it is not known
    there: FieldValue
    direction: Direction
    policy: ConflictPolicy
    verdict: Verdict | None  # of a run that looks at the record; None: it does nothing with it
    reason: Code | None = None  # why the line, or this value, is left out


class Gate(Enum):
    """What may keep a record out of its pair."""

    OPEN = "open"
    FILTERED = "filtered"
    NEVER = "never"  # on the never-sync list, by either id


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would do with the record, in the words of a run; from a preview of it."""

    bin: Bin | None  # None: it looks at no such record
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is known of one record of a pair."""

    pair: str
    label: str
    given: Side  # whose id it was named by
    system: Place | None  # None: there is no such record
    hubspot: Place | None
    met: Met  # how the two found each other
    candidates: tuple[Place, ...]  # HubSpot's, that somebody must choose from
    gate: Gate
    stopped: bool  # the link is kept, and not synced
    braked: bool  # the pair waits for a person
    outlook: Outlook
    fields: tuple[FieldNow, ...]
    issues: tuple[Issue, ...]  # what is open about it
    retry: Retry | None


def explain(parts: Parts, pair: str, text: str, job: JobContext) -> Explanation:
    """Explain one record; see `Office.explain`."""
    with joined(parts, job) as opened:
        if pair not in opened.rules:
            raise UserActionError(Code.PAIR_UNKNOWN, detail=pair)
        setup = opened.pair(pair)
        at = point_at(setup, parts.ledger, text)
        rules = make_rules(setup, setup.make_ready(preview=True), preview=True)
        record = _read(setup, at)
        made = _drafted(record, rules)
        met = meet(rules, parts.ledger, made, at.system_id, at.hubspot_id, job)
        if record is None and met.record is None and met.link is None:
            raise UserActionError(Code.RECORD_UNKNOWN, detail=text)
        key = at.system_id or ONLY_HUBSPOT + (at.hubspot_id or "")
        outlook = _outlook(parts, opened, rules, key, job)
        return Explanation(
            pair=pair,
            label=setup.mapping.label,
            given=at.side,
            system=_system_place(setup, record),
            hubspot=_hubspot_place(setup, met.record.id if met.record else None),
            met=met,
            candidates=tuple(filter(None, (_hubspot_place(setup, c) for c in met.candidates))),
            gate=_gate(parts, setup, at, record, met),
            stopped=bool(parts.ledger.stopped(pair, [key])),
            braked=any(each.pair == pair for each in brakes.on(parts.store)),
            outlook=outlook,
            fields=tuple(_fields(rules, record, made, met, outlook)),
            issues=tuple(issues.of_record(parts.store, pair, key)),
            retry=retries.of_record(parts.store, pair, key),
        )


# -- reading --------------------------------------------------------------------------------------


def _read(setup: PairSetup, at: Pointed) -> Record | None:
    """Read the system's record as it tells it; what may not travel goes no further than here."""
    if at.system_id is None:
        return None
    stream = setup.mapping.system_stream
    record = setup.ends.system.fetch(stream, [at.system_id], setup.wanted).get(at.system_id)
    return record if record is not None and record.id == at.system_id else None


def _drafted(record: Record | None, rules: Rules) -> Draft | None:
    if record is None or record.archived:
        return None
    try:
        return rules.drafter.draft(rules.setup.gate.admit(record))
    except Exception as fault:  # the outlook then says that it fails
        rules.ends.on_fault(fault)
        return None


def _gate(parts: Parts, setup: PairSetup, at: Pointed, record: Record | None, met: Met) -> Gate:
    sieve = sieve_of(setup, parts.ledger)
    hubspot_id = met.hubspot_id or at.hubspot_id
    named = [(Side.SYSTEM, at.system_id), (Side.HUBSPOT, hubspot_id)]
    if sieve.never([(side, each) for side, each in named if each is not None]):
        return Gate.NEVER
    admitted = record is None or sieve.admits(record, parts.clock.now())
    return Gate.OPEN if admitted else Gate.FILTERED


def _outlook(parts: Parts, opened: Joined, rules: Rules, key: str, job: JobContext) -> Outlook:
    """Preview the record by itself."""
    pair = rules.setup.mapping.pair
    done: list[PairRun] = []
    with parts.outside.workers() as workers:
        run_pairs(
            opened.ends,
            list(opened.rules.values()),
            parts.ledger,
            job,
            workers,
            ended=done.append,
            only=[pair],
            ids=[key],
            preview=True,
        )
    totals = done[0].totals
    found = next((each for each in Bin if getattr(totals, each.value)), None)
    of_lines = Counter(refusal.code.value for refusal in rules.ready.left_out)
    codes = Counter(done[0].reasons) - of_lines
    return Outlook(found, tuple(Code(each) for each in sorted(codes)))


# -- fields ---------------------------------------------------------------------------------------


def _fields(
    rules: Rules, record: Record | None, made: Draft | None, met: Met, outlook: Outlook
) -> list[FieldNow]:
    """Return the lines of the mapping in its order, also those that cannot be walked."""
    verdicts = _verdicts(rules, made, met, outlook)
    lines = {line.key: line for line in rules.ready.mapping.lines}
    left_out = {each.field: each.code for each in rules.ready.left_out if each.field}
    here = rules.setup.gate.admit(record).fields if record is not None else {}
    there = met.record.fields if met.record is not None else {}
    found: list[FieldNow] = []
    for mapped in rules.setup.mapping.fields:
        key = mapped.hubspot
        reasons = (left_out.get(name) for name in (key, *mapped.system))
        reason = None if key in lines else next(filter(None, reasons), None)
        unfit = made.unfit.get(key) if made is not None else None
        found.append(
            FieldNow(
                key=key,
                names=mapped.system,
                here=tuple(here[name] for name in mapped.system if name in here),
                there=there.get(key),
                direction=mapped.direction,
                policy=_policy(rules, mapped),
                verdict=verdicts.get(key),
                reason=reason or unfit,
            )
        )
    return found


def _policy(rules: Rules, mapped: FieldMapping) -> ConflictPolicy:
    return mapped.policy or rules.setup.mapping.policy


def _verdicts(
    rules: Rules, made: Draft | None, met: Met, outlook: Outlook
) -> Mapping[str, Verdict]:
    """Return what a run does with each field, once it looks at the record."""
    if made is not None and met.record is not None:
        base = met.link.base if met.link is not None else None
        plan = merge(made, met.record, base, rules.ready.mapping, rules.ends.print)
        lines = [line for line in rules.ready.mapping.lines if line.key in made.texts]
        return {line.key: _verdict(line, plan) for line in lines}
    if outlook.bin is not Bin.CREATED:
        return {}
    if made is not None:
        return dict.fromkeys(rules.drafter.creation(made) or {}, Verdict.FORWARD)
    return dict.fromkeys(told(met.record, rules) if met.record else {}, Verdict.BACKWARD)


def _verdict(line: Line, plan: Merge) -> Verdict:
    key = line.key
    for verdict, keys in (
        (Verdict.FORWARD, plan.forward),
        (Verdict.BACKWARD, plan.backward),
        (Verdict.CONFLICT, plan.conflicts),
        (Verdict.DRIFT, plan.drifted),
    ):
        if key in keys:
            return verdict
    ours, theirs = plan.agreed.get(key, (b"", b""))
    return Verdict.KEPT if ours != theirs else Verdict.UNCHANGED


# -- places ---------------------------------------------------------------------------------------


def _system_place(setup: PairSetup, record: Record | None) -> Place | None:
    if record is None:
        return None
    stream = setup.mapping.system_stream
    return Place(record.id, setup.ends.system.web_address(stream, record.id))


def _hubspot_place(setup: PairSetup, id: str | None) -> Place | None:
    if id is None:
        return None
    return Place(id, setup.ends.hubspot.web_address(setup.mapping.hubspot_stream, id))
