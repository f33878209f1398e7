"""Giving the records that a run changed their old values back, a batch at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.connector import Outcome, Write, WriteKind
from core.errors import Code, Refusal
from core.history import History
from core.links import tag
from core.mapping import Mapping as MappingDocument
from core.records import FieldValue, Record
from core.store import changes
from core.store.changes import Written
from core.store.ledger import Settlement
from core.undo.deciding import Back, before_run, without
from core.undo.ground import Ground
from core.undo.properties import Properties
from core.undo.report import Left, PairUndo


@dataclass(slots=True)
class _Plan:
    """One record: what to write, what came of it, and what must stay."""

    row: Written
    values: dict[str, FieldValue] = field(default_factory=dict)
    restored: dict[str, bytes] = field(default_factory=dict)  # fingerprints of what is back
    left: list[Left] = field(default_factory=list)


def restore(
    ground: Ground,
    mapping: MappingDocument,
    properties: Properties,
    rows: Sequence[Written],
    told: PairUndo,
) -> None:
    """Restore what a run changed of up to a batch of records, and settle it."""
    plans = _plans(ground, mapping, properties, rows)
    _write(ground, mapping.hubspot_stream, properties, [plan for plan in plans if plan.values])
    for plan in plans:
        told.left.extend(plan.left)
        told.restored += bool(plan.restored)
        told.fields += len(plan.restored)
    if not ground.preview:
        _settle(ground, mapping.pair, [plan for plan in plans if plan.restored])


def _plans(
    ground: Ground, mapping: MappingDocument, properties: Properties, rows: Sequence[Written]
) -> list[_Plan]:
    ids = [row.hubspot_id for row in rows]
    later = changes.later(ground.store, ground.run, mapping.pair, ids)
    named = {row.hubspot_id: properties.named(row.prints) for row in rows}
    names = sorted({name for prints in named.values() for name in prints})
    past = ground.hubspot.history(mapping.hubspot_stream, ids, names)
    return [
        _plan(
            ground,
            properties,
            row,
            named[row.hubspot_id],
            past.get(row.hubspot_id),
            later.get(row.hubspot_id, frozenset()),
        )
        for row in rows
    ]


def _plan(
    ground: Ground,
    properties: Properties,
    row: Written,
    prints: Mapping[str, bytes],
    past: Mapping[str, History] | None,
    later: frozenset[bytes],
) -> _Plan:
    plan, one = _Plan(row), row.hubspot_id
    if past is None:  # archived, deleted or merged since
        plan.left.append(Left(one, "", Code.NOT_FOUND))
        return plan
    plan.left += [Left(one, "", Code.PROPERTY_MISSING)] * (len(row.prints) - len(prints))
    for name, ours in sorted(prints.items()):
        if tag(name) in later:
            plan.left.append(Left(one, name, Code.LATER_RUN))
            continue

        def fingerprint(value: FieldValue, name: str = name) -> bytes:
            return properties.fingerprint(name, value)

        found = before_run(past.get(name, History()), ours, fingerprint, ground.span)
        if not isinstance(found, Back):
            plan.left.append(Left(one, name, found))
        else:
            plan.values[name] = found.value
    return plan


def _write(ground: Ground, stream: str, properties: Properties, plans: Sequence[_Plan]) -> None:
    """Write old values, and again without the single ones that HubSpot refuses."""
    sent = {
        plan.row.hubspot_id: Write(WriteKind.UPDATE, stream, plan.values, id=plan.row.hubspot_id)
        for plan in plans
    }
    refused: dict[str, dict[str, Code]] = defaultdict(dict)
    answers: dict[str, Record] = {}
    while sent:
        outcomes = _sent(ground, list(sent.values()))
        again: dict[str, Write] = {}
        for (one, write), outcome in zip(sent.items(), outcomes, strict=True):
            if outcome.refusal is None:
                answers[one] = outcome.record or Record(stream, one, write.values)
                continue
            names = _blamed(outcome.refusal, write, properties)
            refused[one] |= dict.fromkeys(names, outcome.refusal.code)
            if rest := without(write.values, names):
                again[one] = replace(write, values=rest)
        sent = again
    for plan in plans:
        _note(plan, refused[plan.row.hubspot_id], answers.get(plan.row.hubspot_id), properties)


def _sent(ground: Ground, writes: Sequence[Write]) -> Sequence[Outcome]:
    """Write; a preview assumes that HubSpot takes all."""
    if ground.preview:
        return [Outcome(Record(write.stream, write.id or "", write.values)) for write in writes]
    return ground.hubspot.write(writes)


def _blamed(refusal: Refusal, write: Write, properties: Properties) -> Sequence[str]:
    """Return the properties that a refusal is about; all of them where that is not known."""
    if refusal.field is not None and refusal.field in write.values:
        return [refusal.field]
    unique = [name for name in write.values if name in properties.unique]
    taken = refusal.code is Code.CONFLICTING_ID
    return unique if taken and unique else list(write.values)


def _note(
    plan: _Plan, refused: Mapping[str, Code], answer: Record | None, properties: Properties
) -> None:
    """Tell what came back and what did not; what HubSpot kept is what it answered."""
    one = plan.row.hubspot_id
    for name, value in plan.values.items():
        wanted = properties.fingerprint(name, value)
        if name in refused:
            plan.left.append(Left(one, name, refused[name]))
        elif answer is None or properties.fingerprint(name, answer.fields.get(name)) != wanted:
            plan.left.append(Left(one, name, Code.NOT_TAKEN_BACK))
        else:
            plan.restored[name] = wanted


def _settle(ground: Ground, pair: str, plans: Sequence[_Plan]) -> None:
    """Take what is restored as agreed on with what the system had; then forget that we wrote it.

    In this order: if it breaks off between the two, the next undoing does the same once more.
    """
    links = ground.ledger.links_by_hubspot(pair, [plan.row.hubspot_id for plan in plans])
    done = Settlement()
    for plan in plans:
        for link in links.get(plan.row.hubspot_id, ()):
            known = {name: link.base.system(name) for name in plan.restored}
            ours = {name: each for name, each in known.items() if each is not None}
            theirs = {name: plan.restored[name] for name in ours}
            done.link(link.system_id, link.hubspot_id, ours, theirs)
    if done:
        ground.ledger.settle(pair, done, None)
    rest = {plan.row.hubspot_id: _rest(plan) for plan in plans}
    changes.forget(ground.store, ground.run, pair, rest)


def _rest(plan: _Plan) -> Written | None:
    """Return what is left to undo of a record."""
    over = {tag(name) for name in plan.restored}
    prints = {mark: each for mark, each in plan.row.prints.items() if mark not in over}
    return replace(plan.row, prints=prints) if prints else None
