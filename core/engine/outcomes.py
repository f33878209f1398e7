"""From what both sides answered to what is settled: fingerprints, bins, and what is told (P4)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from core.connector import Destination, Outcome, Write, WriteKind
from core.draft import Draft
from core.engine.setup import MARK
from core.engine.tally import Bin, Settled
from core.errors import Code, Refusal
from core.records import Record, Side

if TYPE_CHECKING:
    from core.engine.batches import Item, Planned, Rules

# Refusals of one value: the record is written without it, and the value waits in Review.
_VALUE_CODES = frozenset(
    {
        Code.VALUE_INVALID,
        Code.OPTION_UNKNOWN,
        Code.READ_ONLY,
        Code.PROPERTY_MISSING,
    }
)


@dataclass(slots=True)
class Written:
    """An outcome, and the refusals of values that were left out for it."""

    outcome: Outcome
    left_out: list[Refusal] = field(default_factory=list)
    wrote: bool = True


def write_lighter(hubspot: Destination, writes: Sequence[Write], rules: "Rules") -> list[Written]:
    """Write, and again without the single values that HubSpot refuses, until it takes the rest."""
    rules.setup.egress.pass_on(writes, counted=not rules.preview)
    if rules.preview:
        return [_as_if(write) for write in writes]
    if not writes:
        return []
    written = [Written(outcome) for outcome in hubspot.write(writes)]
    sent = dict(enumerate(writes))
    while sent:
        lighter = {at: _lighter(write, written[at], rules) for at, write in sent.items()}
        sent = {at: write for at, write in lighter.items() if write is not None}
        if sent:
            outcomes = hubspot.write(list(sent.values()))
            for at, outcome in zip(sent, outcomes, strict=True):
                written[at].outcome = outcome
    return written


def _lighter(write: Write, written: Written, rules: "Rules") -> Write | None:
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
    left = without(write.values, names)
    if not names or (not left and write.kind is WriteKind.CREATE):
        return None
    told = [Refusal(code, field=name, reference=refusal.reference) for name in names]
    written.left_out.extend(told)
    if left:
        return replace(write, values=left)
    written.outcome, written.wrote = Outcome(), False
    return None


def _as_if(write: Write) -> Written:
    """Return the outcome that a preview assumes: HubSpot takes it as sent."""
    record = Record(write.stream, write.id or "", dict(write.values))
    return Written(Outcome(record, created=write.kind is WriteKind.CREATE))


# -- settling -------------------------------------------------------------------------------------


def after_update(
    planned: "Planned", forward: Written | None, back: Outcome | None, rules: "Rules"
) -> Settled:
    """Settle a linked or matched record. What one side refused spoils nothing of the other."""
    item, plan = planned.item, planned.plan
    if forward is not None and forward.outcome.refusal is not None:
        return failed(item, forward.outcome.refusal, planned.record.id)
    shared = _shared(item, plan.forward)
    told = [Refusal(Code.CONFLICT, field=key) for key in plan.conflicts]
    told += [Refusal(Code.DRIFT, field=key) for key in plan.reported]
    left_out = forward.left_out if forward is not None else []
    settled = linked(item, planned.record.id, (*left_out, *shared, *told))
    if rules.setup.mapping.both_ways:
        _mark_seen(settled, planned, forward, rules)
    for key, (ours, theirs) in plan.agreed.items():
        settled.system_prints[key] = ours
        settled.hubspot_prints[key] = theirs
    if forward is not None:
        _remember(settled, planned.draft, forward, plan.forward.keys() - item.shared, rules)
        if forward.wrote:
            settled.bin = Bin.UPDATED
            if rules.key is not None and rules.key in planned.values:
                settled.wrote[rules.key] = rules.ends.print(rules.key, item.identity)
    if back is not None:
        if back.refusal is not None:
            settled.problems += (back.refusal,)
            if settled.bin is not Bin.UPDATED:
                settled.bin = Bin.FAILED
        else:
            note_system(settled, planned, back.record, rules)
            settled.bin = Bin.UPDATED
    settled.towards = _towards(planned, forward, back)
    return settled


def _towards(planned: "Planned", forward: Written | None, back: Outcome | None) -> tuple[Side, ...]:
    """Return the sides that a change of a linked record went to; our key alone is no change."""
    if planned.item.base is None:
        return ()
    there = forward is not None and forward.wrote and planned.plan.forward
    here = back is not None and back.refusal is None
    return tuple(s for s, went in ((Side.HUBSPOT, there), (Side.SYSTEM, here)) if went)


def _mark_seen(
    settled: Settled, planned: "Planned", forward: Written | None, rules: "Rules"
) -> None:
    """Note that all that HubSpot says was merged: until it says other, there is nothing to add."""
    now = dict(planned.record.fields)
    if forward is not None and forward.outcome.record is not None and forward.wrote:
        now |= forward.outcome.record.fields
    settled.hubspot_prints[MARK] = rules.setup.hubspot_mark(now)


def note_system(
    settled: Settled, planned: "Planned", answer: Record | None, rules: "Rules"
) -> None:
    """Take the system's fingerprints from what it answered, and HubSpot's from what was read."""
    before = planned.draft.record
    now = (
        before
        if answer is None
        else replace(before, fields={**before.fields, **answer.fields}, version=answer.version)
    )
    draft = rules.drafter.draft(now)
    for key in planned.plan.backward:
        if key not in draft.prints:
            continue  # what came of it does not fit HubSpot: the next run tells
        value = planned.record.fields.get(key)
        text = "" if value is None else rules.forms[key](value)
        settled.system_prints[key] = draft.prints[key]
        settled.hubspot_prints[key] = rules.ends.print(key, text)
    settled.system_prints[MARK] = rules.setup.mark(now)


def after_create(item: "Item", write: Write, written: Written, rules: "Rules") -> Settled:
    outcome = written.outcome
    if outcome.refusal is not None:
        return failed(item, outcome.refusal)
    assert outcome.record is not None
    assert item.draft is not None
    shared = _shared(item, item.shared)
    settled = linked(item, outcome.record.id, (*written.left_out, *shared))
    made, sent = item.draft, write.values
    unsure = item.shared.union(refusal.field for refusal in written.left_out if refusal.field)
    settled.system_prints |= without(made.prints, unsure) if unsure else made.prints
    for key, text in made.texts.items():
        if text and key not in sent and key not in unsure:  # not for HubSpot: it has nothing there
            settled.hubspot_prints[key] = rules.ends.print(key, "")
    _note_answer(settled, made, outcome.record, rules)
    settled.bin = Bin.CREATED if outcome.created else Bin.UPDATED
    settled.made_there = outcome.created
    if outcome.created and rules.key is not None and rules.setup.mapping.both_ways:
        now = {**dict.fromkeys(rules.setup.told), **outcome.record.fields, rules.key: item.identity}
        settled.hubspot_prints[MARK] = rules.setup.hubspot_mark(now)
    settled.wrote = _prints_of(sent.keys() - unsure, settled)
    return settled


def _remember(
    settled: Settled,
    draft: Draft,
    written: Written,
    sent: Collection[str],
    rules: "Rules",
) -> None:
    """Take what was sent and not left out as agreed on."""
    left_out = {refusal.field for refusal in written.left_out}
    agreed = [key for key in sent if key not in left_out and key in draft.prints]
    for key in agreed:
        settled.system_prints[key] = draft.prints[key]
    if written.outcome.record is not None:
        _note_answer(settled, draft, written.outcome.record, rules)
    settled.wrote = _prints_of(agreed, settled)


def _note_answer(settled: Settled, draft: Draft, answer: Record, rules: "Rules") -> None:
    """Take HubSpot's fingerprints from what it answered, not from what was sent (P4)."""
    agreed, values = settled.system_prints, draft.values
    for key, value in answer.fields.items():
        if key in agreed and key in values and value != values[key]:
            text = "" if value is None else rules.forms[key](value)
            if text != draft.texts[key]:
                settled.hubspot_prints[key] = rules.ends.print(key, text)


def _prints_of(keys: Collection[str], settled: Settled) -> dict[str, bytes]:
    """Return the fingerprints that HubSpot now has of some properties."""
    ours, theirs = settled.system_prints, settled.hubspot_prints
    return {key: theirs.get(key, ours[key]) for key in keys if key in ours}


def _shared(item: "Item", names: Collection[str]) -> list[Refusal]:
    """Tell of the values among `names` that were left out, as another record of ours has them."""
    return [Refusal(Code.SHARED_EMAIL, field=key) for key in sorted(item.shared) if key in names]


def linked(item: "Item", hubspot_id: str, problems: Sequence[Refusal]) -> Settled:
    """Return an item as linked; unless something was written, what is wrong makes it held."""
    unfit = item.draft.unfit if item.draft is not None else {}
    told = (*problems, *(Refusal(code, field=key) for key, code in unfit.items()))
    return Settled(
        item.system_id,
        Bin.HELD if told else Bin.UNCHANGED,
        hubspot_id,
        linked=True,
        system_prints={MARK: item.mark},
        problems=told,
    )


def outside(item: "Item", hubspot_id: str) -> Settled:
    """Return two records as one, of which neither is the pair's at present."""
    told = (Refusal(Code.FILTERED),)
    return Settled(item.system_id, Bin.SKIPPED, hubspot_id, linked=True, problems=told)


def held(item: "Item", code: Code, candidates: tuple[str, ...] = ()) -> Settled:
    return Settled(
        item.system_id,
        Bin.HELD,
        item.hubspot_id,
        problems=(Refusal(code),),
        candidates=candidates,
    )


def failed(
    item: "Item", refusal: Refusal, hubspot_id: str | None = None, *, where: Bin = Bin.FAILED
) -> Settled:
    return Settled(item.system_id, where, hubspot_id or item.hubspot_id, problems=(refusal,))


def without(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in names}
