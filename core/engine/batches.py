"""The work of one batch, done in a worker: re-read, merge, write. Touches no database.

What a write may clobber is read just before it (P5); one bad record never spoils the others (P7).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.connector import Destination, Outcome, Write, WriteKind
from core.draft import Draft, Print
from core.engine.setup import MARK, HubSpotEnd
from core.engine.tally import Bin, Settled
from core.errors import Code, Refusal, SyncError
from core.mapping import CompiledMapping
from core.plan import Base, Merge, merge
from core.privacy import Gate
from core.records import FieldValue, Record

# Refusals of one value: the record is written without it, and the value waits in Review.
_VALUE_CODES = frozenset(
    {
        Code.VALUE_INVALID,
        Code.OPTION_UNKNOWN,
        Code.READ_ONLY,
        Code.PROPERTY_MISSING,
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What all batches of one pair's run share."""

    mapping: CompiledMapping
    gate: Gate
    fingerprint: Print
    key: str | None  # our unique property; None where it cannot be had
    forms: Mapping[str, Callable[[FieldValue], str]]  # normal forms, by property
    unique: frozenset[str]  # properties of which HubSpot allows no value twice
    preview: bool
    on_fault: Callable[[Exception], None]


@dataclass(slots=True)
class Item:
    """One record on its way: what the walk knows of it before the batch."""

    draft: Draft
    identity: str
    mark: bytes  # of the record as it was read
    hubspot_id: str | None = None  # None: to be created, with `values`
    base: Base | None = None  # None: never agreed on anything
    values: Mapping[str, FieldValue] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()  # left out: another record of ours holds the value

    @property
    def system_id(self) -> str:
        return self.draft.record.id


@dataclass(frozen=True, slots=True)
class _Planned:
    """An item that is to be updated, its HubSpot record as it is now, and what to change."""

    item: Item
    record: Record
    plan: Merge
    values: Mapping[str, FieldValue]


@dataclass(slots=True)
class _Written:
    """An outcome, and the refusals of values that were left out for it."""

    outcome: Outcome
    left_out: list[Refusal] = field(default_factory=list)
    wrote: bool = True


def update_batch(hubspot: HubSpotEnd, items: Sequence[Item], rules: Rules) -> list[Settled]:
    """Re-read the items' HubSpot records by id, merge each afresh, and write what differs."""
    stream = rules.mapping.mapping.hubspot_stream
    ids = list(dict.fromkeys(item.hubspot_id for item in items if item.hubspot_id is not None))
    fields = rules.mapping.hubspot_fields | ({rules.key} if rules.key else set())
    records = hubspot.fetch(stream, ids, fields)
    settled: list[Settled] = []
    planned: dict[str, _Planned] = {}
    for item in items:
        record = records.get(item.hubspot_id or "")
        if record is None or record.archived:
            settled.append(_held(item, Code.NOT_FOUND))
        elif record.id in planned or _bears_another_key(record, item, rules):
            settled.append(_held(item, Code.MERGED, (record.id,)))
        else:
            try:
                planned[record.id] = _plan(item, record, rules)
            except SyncError:
                raise
            except Exception as fault:
                rules.on_fault(fault)
                settled.append(_failed(item, Refusal(Code.INTERNAL)))
    changing = [each for each in planned.values() if each.values]
    writes = [Write(WriteKind.UPDATE, stream, p.values, id=p.record.id) for p in changing]
    written = iter(_write(hubspot, writes, rules))
    for each in planned.values():
        result = next(written) if each.values else _Written(Outcome(each.record), wrote=False)
        settled.append(_after_update(each, result, rules))
    return settled


def create_batch(hubspot: HubSpotEnd, items: Sequence[Item], rules: Rules) -> list[Settled]:
    """Create records, by our unique property, so that repeating makes no second one (P2)."""
    stream = rules.mapping.mapping.hubspot_stream
    writes: list[Write] = []
    for item in items:
        values = _without(item.values, item.shared)
        rules.gate.clear(values)
        writes.append(Write(WriteKind.CREATE, stream, values, key=item.identity))
    written = _write(hubspot, writes, rules)
    return [
        _after_create(item, write, result, rules)
        for item, write, result in zip(items, writes, written, strict=True)
    ]


def _bears_another_key(record: Record, item: Item, rules: Rules) -> bool:
    """Tell whether a HubSpot record, after a merge there, is that of another record of ours."""
    bears = record.fields.get(rules.key) if rules.key else None
    return isinstance(bears, str) and bears != "" and bears.lower() != item.identity


def _plan(item: Item, record: Record, rules: Rules) -> _Planned:
    plan = merge(item.draft, record, item.base, rules.mapping, rules.fingerprint)
    values = _without(plan.forward, item.shared)
    rules.gate.clear(values)
    if rules.key and not record.fields.get(rules.key):
        values[rules.key] = item.identity
    return _Planned(item, record, plan, values)


def _write(hubspot: Destination, writes: Sequence[Write], rules: Rules) -> list[_Written]:
    """Write, and again without the single values that HubSpot refuses, until it takes the rest."""
    if rules.preview:
        return [_as_if(write) for write in writes]
    if not writes:
        return []
    written = [_Written(outcome) for outcome in hubspot.write(writes)]
    sent = dict(enumerate(writes))
    while sent:
        lighter = {at: _lighter(write, written[at], rules) for at, write in sent.items()}
        sent = {at: write for at, write in lighter.items() if write is not None}
        if sent:
            outcomes = hubspot.write(list(sent.values()))
            for at, outcome in zip(sent, outcomes, strict=True):
                written[at].outcome = outcome
    return written


def _lighter(write: Write, written: _Written, rules: Rules) -> Write | None:
    """Return the write without the values that its refusal is about; None if that is no use."""
    refusal = written.outcome.refusal
    if refusal is None:
        return None
    code, names = refusal.code, [name for name in write.values if name == refusal.field]
    if code is Code.CONFLICTING_ID and write.kind is WriteKind.UPDATE:
        code = Code.SHARED_EMAIL
        names = [name for name in names or write.values if name in rules.unique]
    elif code not in _VALUE_CODES:
        return None
    left = _without(write.values, names)
    if not names or (not left and write.kind is WriteKind.CREATE):
        return None
    told = [Refusal(code, field=name, reference=refusal.reference) for name in names]
    written.left_out.extend(told)
    if left:
        return replace(write, values=left)
    written.outcome, written.wrote = Outcome(), False
    return None


def _as_if(write: Write) -> _Written:
    """Return the outcome that a preview assumes: HubSpot takes it as sent."""
    record = Record(write.stream, write.id or "", dict(write.values))
    return _Written(Outcome(record, created=write.kind is WriteKind.CREATE))


def _after_update(planned: _Planned, written: _Written, rules: Rules) -> Settled:
    item, plan = planned.item, planned.plan
    if written.outcome.refusal is not None:
        return _failed(item, written.outcome.refusal, planned.record.id)
    shared = _shared(item, plan.forward)
    conflicts = [Refusal(Code.CONFLICT, field=key) for key in plan.conflicts]
    settled = _linked(item, planned.record.id, (*written.left_out, *shared, *conflicts))
    for key, (ours, theirs) in plan.agreed.items():
        settled.system_prints[key] = ours
        settled.hubspot_prints[key] = theirs
    _remember(settled, item.draft, written, plan.forward.keys() - item.shared, rules)
    if written.wrote:
        settled.bin = Bin.UPDATED
    return settled


def _after_create(item: Item, write: Write, written: _Written, rules: Rules) -> Settled:
    outcome = written.outcome
    if outcome.refusal is not None:
        return _failed(item, outcome.refusal)
    assert outcome.record is not None
    shared = _shared(item, item.shared)
    settled = _linked(item, outcome.record.id, (*written.left_out, *shared))
    made, sent = item.draft, write.values
    unsure = item.shared.union(refusal.field for refusal in written.left_out if refusal.field)
    settled.system_prints |= _without(made.prints, unsure) if unsure else made.prints
    for key, text in made.texts.items():
        if text and key not in sent and key not in unsure:  # not for HubSpot: it has nothing there
            settled.hubspot_prints[key] = rules.fingerprint(key, "")
    _note_answer(settled, made, outcome.record, rules)
    settled.bin = Bin.CREATED if outcome.created else Bin.UPDATED
    return settled


def _remember(
    settled: Settled,
    draft: Draft,
    written: _Written,
    sent: Collection[str],
    rules: Rules,
) -> None:
    """Take what was sent and not left out as agreed on."""
    left_out = {refusal.field for refusal in written.left_out}
    for key in sent:
        if key not in left_out and key in draft.prints:
            settled.system_prints[key] = draft.prints[key]
    if written.outcome.record is not None:
        _note_answer(settled, draft, written.outcome.record, rules)


def _note_answer(settled: Settled, draft: Draft, answer: Record, rules: Rules) -> None:
    """Take HubSpot's fingerprints from what it answered, not from what was sent (P4)."""
    agreed, values = settled.system_prints, draft.values
    for key, value in answer.fields.items():
        if key in agreed and key in values and value != values[key]:
            text = "" if value is None else rules.forms[key](value)
            if text != draft.texts[key]:
                settled.hubspot_prints[key] = rules.fingerprint(key, text)


def _shared(item: Item, names: Collection[str]) -> list[Refusal]:
    """Tell of the values among `names` that were left out, as another record of ours has them."""
    return [Refusal(Code.SHARED_EMAIL, field=key) for key in sorted(item.shared) if key in names]


def _linked(item: Item, hubspot_id: str, problems: Sequence[Refusal]) -> Settled:
    """Return an item as linked; unless something was written, what is wrong makes it held."""
    unfit = [Refusal(code, field=key) for key, code in item.draft.unfit.items()]
    told = (*problems, *unfit)
    return Settled(
        item.system_id,
        Bin.HELD if told else Bin.UNCHANGED,
        hubspot_id,
        linked=True,
        system_prints={MARK: item.mark},
        problems=told,
    )


def _held(item: Item, code: Code, candidates: tuple[str, ...] = ()) -> Settled:
    return Settled(
        item.system_id,
        Bin.HELD,
        item.hubspot_id,
        problems=(Refusal(code),),
        candidates=candidates,
    )


def _failed(item: Item, refusal: Refusal, hubspot_id: str | None = None) -> Settled:
    return Settled(item.system_id, Bin.FAILED, hubspot_id or item.hubspot_id, problems=(refusal,))


def _without(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in names}
