"""The work of one batch, done in a worker: re-read, merge, write. Touches no database.

What a write may clobber is read just before it (P5); one bad record never spoils the others (P7).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from core.connector import Outcome, Write, WriteKind
from core.draft import Draft, Drafter
from core.engine.outcomes import (
    Written,
    after_create,
    after_update,
    failed,
    held,
    without,
    write_lighter,
)
from core.engine.setup import Ends, PairSetup, Ready
from core.engine.tally import Bin, Settled
from core.errors import Code, Refusal, SyncError
from core.plan import Base, Merge, merge
from core.records import FieldValue, Record


@dataclass(frozen=True, slots=True)
class Rules:
    """What all batches of one pair's run share."""

    setup: PairSetup
    ready: Ready
    drafter: Drafter
    forms: Mapping[str, Callable[[FieldValue], str]]  # normal forms, by property
    unique: frozenset[str]  # properties of which HubSpot allows no value twice
    preview: bool

    @property
    def ends(self) -> Ends:
        return self.setup.ends

    @property
    def key(self) -> str | None:
        """Our unique property; None where it cannot be had."""
        return self.ready.key


def make_rules(setup: PairSetup, ready: Ready, *, preview: bool) -> Rules:
    """Return the rules of a pair that was made ready."""
    return Rules(
        setup=setup,
        ready=ready,
        drafter=Drafter(ready.mapping, setup.ends.print),
        forms={line.key: line.normal for line in ready.mapping.lines},
        unique=frozenset(n for key in setup.mapping.match if key.unique for n in key.fields),
        preview=preview,
    )


@dataclass(slots=True)
class Item:
    """One record on its way: what the walk knows of it before the batch."""

    system_id: str
    draft: Draft | None  # None: the system's record is yet to be read
    identity: str
    mark: bytes  # of the record as it was read
    hubspot_id: str | None = None  # None: to be created, with `values`
    base: Base | None = None  # None: never agreed on anything
    values: Mapping[str, FieldValue] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()  # left out: another record of ours holds the value
    fresh: bool = False  # the system's record was read in this batch
    moved: bool = False  # HubSpot's record has another id than its link says
    marker: str = ""  # of one to be made in the system: core.engine.intents


@dataclass(frozen=True, slots=True)
class Planned:
    """An item that is to be updated, its HubSpot record as it is now, and what to change."""

    item: Item
    draft: Draft
    record: Record  # HubSpot's
    plan: Merge
    values: Mapping[str, FieldValue]  # for HubSpot
    back: Mapping[str, FieldValue]  # for the system, by its own fields


def update_batch(items: Sequence[Item], rules: Rules) -> list[Settled]:
    """Re-read both records of each item as far as needed, merge afresh, and write what differs."""
    settled: list[Settled] = []
    _read_system([item for item in items if item.draft is None], rules, settled)
    planned = _plan_all([item for item in items if item.draft is not None], rules, settled)
    stale = [each for each in planned if each.back and not each.item.fresh]
    if stale:  # what is to be overwritten in the system was read some pages ago
        _read_system([each.item for each in stale], rules, settled)
        again = {each.item.system_id: each for each in stale}
        planned = [each for each in planned if each.item.system_id not in again]
        left = [each for each in stale if each.item.fresh]
        known = {each.record.id: each.record for each in left}
        planned += _merge_all([each.item for each in left], known, rules, settled)
    forward = _write_forward(planned, rules)
    backward = _write_back(planned, rules)
    for each in planned:
        key = each.item.system_id
        settled.append(after_update(each, forward.get(key), backward.get(key), rules))
    return settled


def create_batch(items: Sequence[Item], rules: Rules) -> list[Settled]:
    """Create records, by our unique property, so that repeating makes no second one (P2)."""
    stream = rules.setup.mapping.hubspot_stream
    writes: list[Write] = []
    for item in items:
        values = without(item.values, item.shared)
        assert item.draft is not None
        rules.setup.egress.clear(values, item.draft.record)
        writes.append(Write(WriteKind.CREATE, stream, values, key=item.identity))
    written = write_lighter(rules.ends.hubspot, writes, rules)
    return [
        after_create(item, write, result, rules)
        for item, write, result in zip(items, writes, written, strict=True)
    ]


def system_values(keys: Mapping[str, FieldValue], rules: Rules) -> dict[str, FieldValue]:
    """Turn HubSpot values, by property, into the system's values, by its fields."""
    values: dict[str, FieldValue] = {}
    for line in rules.ready.mapping.lines:
        if line.key in keys and line.transform.backward is not None:
            parts = line.transform.backward(keys[line.key])
            values.update(zip(line.mapping.system, parts, strict=False))
    return values


# -- reading --------------------------------------------------------------------------------------


def _read_system(items: Sequence[Item], rules: Rules, settled: list[Settled]) -> None:
    """Read the system's records of some items now, and draft them; settle those that are gone."""
    if not items:
        return
    setup = rules.setup
    found = setup.ends.system.fetch(
        setup.mapping.system_stream, [item.system_id for item in items], setup.wanted
    )
    for item in items:
        record = found.get(item.system_id)
        item.draft, item.fresh = None, False
        if record is None or record.archived or record.id != item.system_id:
            settled.append(held(item, Code.NOT_FOUND))
            continue
        if setup.rows.fields and not setup.rows.admits(record, setup.ends.now()):
            settled.append(failed(item, Refusal(Code.FILTERED), where=Bin.SKIPPED))
            continue
        admitted = setup.gate.admit(record)
        if setup.trap is not None and (trap := setup.trap(admitted)) is not None:
            settled.append(failed(item, Refusal(Code.TRIPWIRE, field=trap[0]), where=Bin.HELD))
            continue
        with _alone(item, rules, settled):
            item.draft = rules.drafter.draft(admitted)
            item.mark, item.fresh = setup.mark(admitted), True


def _plan_all(items: Sequence[Item], rules: Rules, settled: list[Settled]) -> list[Planned]:
    if not items:
        return []
    ids = list(dict.fromkeys(item.hubspot_id for item in items if item.hubspot_id is not None))
    setup = rules.setup
    found = rules.ends.hubspot.fetch(setup.mapping.hubspot_stream, ids, setup.told)
    return _merge_all(items, found, rules, settled)


def _merge_all(
    items: Iterable[Item], records: Mapping[str, Record], rules: Rules, settled: list[Settled]
) -> list[Planned]:
    planned: dict[str, Planned] = {}
    for item in items:
        record = records.get(item.hubspot_id or "")
        if record is None or record.archived:
            settled.append(held(item, Code.NOT_FOUND))
        elif record.id in planned or _bears_another_key(record, item, rules):
            settled.append(held(item, Code.MERGED, (record.id,)))
        else:
            with _alone(item, rules, settled):
                planned[record.id] = _plan(item, record, rules)
    return list(planned.values())


def _bears_another_key(record: Record, item: Item, rules: Rules) -> bool:
    """Tell whether a HubSpot record, after a merge there, is that of another record of ours."""
    bears = record.fields.get(rules.key) if rules.key else None
    return isinstance(bears, str) and bears != "" and bears.lower() != item.identity


def _plan(item: Item, record: Record, rules: Rules) -> Planned:
    assert item.draft is not None
    plan = merge(item.draft, record, item.base, rules.ready.mapping, rules.ends.print)
    values = without(plan.forward, item.shared)
    rules.setup.egress.clear(values, item.draft.record)
    if rules.key and not record.fields.get(rules.key):
        values[rules.key] = item.identity
    back = system_values(plan.backward, rules)
    return Planned(item, item.draft, record, plan, values, back)


@contextmanager
def _alone(item: Item, rules: Rules, settled: list[Settled]) -> Iterator[None]:
    """One record that we cannot cope with must not stop the others: it fails alone."""
    try:
        yield
    except SyncError:
        raise
    except Exception as fault:
        rules.ends.on_fault(fault)
        settled.append(failed(item, Refusal(Code.INTERNAL)))


# -- writing --------------------------------------------------------------------------------------


def _write_forward(planned: Sequence[Planned], rules: Rules) -> dict[str, Written]:
    changing = [each for each in planned if each.values]
    stream = rules.setup.mapping.hubspot_stream
    writes = [Write(WriteKind.UPDATE, stream, p.values, id=p.record.id) for p in changing]
    written = write_lighter(rules.ends.hubspot, writes, rules)
    return {p.item.system_id: result for p, result in zip(changing, written, strict=True)}


def _write_back(planned: Sequence[Planned], rules: Rules) -> dict[str, Outcome]:
    """Write to the system what a person changed in HubSpot."""
    changing = [each for each in planned if each.back]
    stream = rules.setup.mapping.system_stream
    writes = [
        Write(WriteKind.UPDATE, stream, p.back, id=p.item.system_id, version=p.draft.record.version)
        for p in changing
    ]
    outcomes = write_system(writes, rules)
    return {p.item.system_id: each for p, each in zip(changing, outcomes, strict=True)}


def write_system(writes: Sequence[Write], rules: Rules) -> list[Outcome]:
    """Write to the system, in as many calls as it needs; a preview assumes that it takes all."""
    rules.setup.egress.pass_back(writes)
    if rules.preview:
        return [
            Outcome(Record(each.stream, each.id or "", dict(each.values)), created=each.id is None)
            for each in writes
        ]
    system = rules.ends.system
    outcomes: list[Outcome] = []
    for start in range(0, len(writes), system.batch_size):
        outcomes += system.write(writes[start : start + system.batch_size])
    return outcomes
