"""The work of one batch, done in a worker: re-read, merge, write. Touches no database.

What a write may clobber is read just before it (P5); one bad record never spoils the others (P7).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.connector import Destination, Outcome, Source, Write, WriteKind
from core.engine.tally import Bin
from core.errors import Code, Refusal
from core.mapping import CompiledMapping
from core.normal import normal
from core.plan import Base, Draft, Merge, Print, creation, merge
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


class HubSpotEnd(Source, Destination):
    """What a batch needs of HubSpot: to read by id, and to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What all batches of one pair's run share."""

    mapping: CompiledMapping
    gate: Gate
    fingerprint: Print
    region: str
    key_property: str
    preview: bool = False


@dataclass(slots=True)
class Item:
    """One record on its way: what the walk knows of it before the batch."""

    draft: Draft
    identity: str
    hubspot_id: str | None = None  # None: to be created
    base: Base | None = None  # None: never agreed on anything
    shared: tuple[str, ...] = ()  # properties left out: another record of ours holds the value
    page: object = None  # the walk's own


@dataclass(slots=True)
class Settled:
    """What became of one item."""

    item: Item
    bin: Bin
    hubspot_id: str | None = None  # to link with; None leaves the ledger's link as it was
    system_prints: dict[str, bytes] = field(default_factory=dict)  # to remember, by property
    hubspot_prints: dict[str, bytes] = field(default_factory=dict)
    problems: tuple[Refusal, ...] = ()  # for Review: per record, or per field if they name one
    candidates: tuple[str, ...] = ()


def update_batch(hubspot: HubSpotEnd, items: Sequence[Item], how: Settings) -> list[Settled]:
    """Re-read the items' HubSpot records by id, merge each afresh, and write what differs."""
    stream = how.mapping.mapping.hubspot_stream
    ids = list(dict.fromkeys(item.hubspot_id for item in items if item.hubspot_id is not None))
    fields = how.mapping.hubspot_fields | {how.key_property}
    records = hubspot.fetch(stream, ids, fields)
    settled: list[Settled] = []
    planned: list[tuple[Item, Record, Merge, dict[str, FieldValue]]] = []
    seen: set[str] = set()
    for item in items:
        record = records.get(item.hubspot_id or "")
        if record is None or record.archived:
            settled.append(_held(item, Code.NOT_FOUND))
        elif record.id in seen:
            settled.append(_held(item, Code.MERGED, (record.id,)))
        else:
            seen.add(record.id)
            plan = merge(item.draft, record, item.base, how.mapping, how.fingerprint, how.region)
            values = {key: v for key, v in plan.forward.items() if key not in item.shared}
            how.gate.clear(values)
            if record.fields.get(how.key_property) != item.identity:
                values[how.key_property] = item.identity
            planned.append((item, record, plan, values))
    writes = [
        Write(WriteKind.UPDATE, stream, values, id=record.id)
        for _, record, _, values in planned
        if values
    ]
    outcomes = iter(_write(hubspot, writes, how))
    for item, record, plan, values in planned:
        outcome = next(outcomes) if values else Written(Outcome(record))
        settled.append(_after_update(item, record, plan, outcome, how, bool(values)))
    return settled


def create_batch(hubspot: HubSpotEnd, items: Sequence[Item], how: Settings) -> list[Settled]:
    """Create records, by our unique property, so that repeating makes no second one (P2)."""
    stream = how.mapping.mapping.hubspot_stream
    writes: list[Write] = []
    for item in items:
        values = creation(item.draft, how.mapping) or {}
        values = {key: value for key, value in values.items() if key not in item.shared}
        how.gate.clear(values)
        writes.append(Write(WriteKind.CREATE, stream, values, key=item.identity))
    written = _write(hubspot, writes, how)
    return [_after_create(item, outcome, how) for item, outcome in zip(items, written, strict=True)]


@dataclass(slots=True)
class Written:
    """An outcome, and the refusals of values that were then left out."""

    outcome: Outcome
    left_out: list[Refusal] = field(default_factory=list)


def _write(hubspot: Destination, writes: Sequence[Write], how: Settings) -> list[Written]:
    """Write, and once more without the single values that HubSpot refused."""
    if how.preview:
        return [_as_if(write) for write in writes]
    if not writes:
        return []
    written = [Written(outcome) for outcome in hubspot.write(writes)]
    again: list[int] = []
    lighter: list[Write] = []
    for index, (write, result) in enumerate(zip(writes, written, strict=True)):
        refusal = result.outcome.refusal
        if refusal is None or refusal.code not in _VALUE_CODES or refusal.field is None:
            continue
        values = {key: value for key, value in write.values.items() if key != refusal.field}
        if refusal.field in write.values and values:
            result.left_out.append(refusal)
            again.append(index)
            lighter.append(Write(write.kind, write.stream, values, id=write.id, key=write.key))
    if lighter:
        for index, outcome in zip(again, hubspot.write(lighter), strict=True):
            written[index].outcome = outcome
    return written


def _as_if(write: Write) -> Written:
    """Return the outcome that a preview assumes: HubSpot takes it as sent."""
    record = Record(write.stream, write.id or "", dict(write.values))
    return Written(Outcome(record, created=write.kind is WriteKind.CREATE))


def _after_update(
    item: Item, record: Record, plan: Merge, written: Written, how: Settings, wrote: bool
) -> Settled:
    outcome = written.outcome
    if outcome.refusal is not None:
        return Settled(item, Bin.FAILED, record.id, problems=(outcome.refusal,))
    left_out = {refusal.field for refusal in written.left_out}
    settled = Settled(item, Bin.UPDATED if wrote else Bin.UNCHANGED, record.id)
    for key, (ours, theirs) in plan.agreed.items():
        settled.system_prints[key] = ours
        settled.hubspot_prints[key] = theirs
    sent = [k for k in plan.forward if k not in left_out and k not in item.shared]
    _remember(settled, item.draft, outcome.record, sent, how)
    conflicts = tuple(Refusal(Code.CONFLICT, field=key) for key in plan.conflicts)
    settled.problems = (*written.left_out, *_unfit(item), *conflicts)
    if conflicts and not wrote:
        settled.bin = Bin.HELD
    return settled


def _after_create(item: Item, written: Written, how: Settings) -> Settled:
    outcome = written.outcome
    if outcome.refusal is not None:
        return Settled(item, Bin.FAILED, problems=(outcome.refusal,))
    assert outcome.record is not None
    settled = Settled(item, Bin.CREATED if outcome.created else Bin.UPDATED, outcome.record.id)
    left_out = {refusal.field for refusal in written.left_out} | set(item.shared)
    _remember(
        settled,
        item.draft,
        outcome.record,
        [k for k in item.draft.values if k not in left_out],
        how,
    )
    shared = tuple(Refusal(Code.SHARED_EMAIL, field=key) for key in item.shared)
    settled.problems = (*written.left_out, *_unfit(item), *shared)
    return settled


def _remember(
    settled: Settled, draft: Draft, answer: Record | None, sent: Sequence[str], how: Settings
) -> None:
    """Take HubSpot's fingerprints from what it answered, not from what was sent (P4)."""
    kinds = {line.key: line.kind for line in how.mapping.lines}
    fields: Mapping[str, FieldValue] = answer.fields if answer is not None else {}
    for key in sent:
        ours = draft.prints[key]
        settled.system_prints[key] = ours
        settled.hubspot_prints[key] = ours
        if key in fields:
            text = normal(kinds[key], fields[key], how.region)
            if text != draft.texts[key]:
                settled.hubspot_prints[key] = how.fingerprint(key, text)


def _unfit(item: Item) -> tuple[Refusal, ...]:
    return tuple(Refusal(code, field=key) for key, code in item.draft.unfit.items())


def _held(item: Item, code: Code, candidates: tuple[str, ...] = ()) -> Settled:
    return Settled(item, Bin.HELD, problems=(Refusal(code),), candidates=candidates)
