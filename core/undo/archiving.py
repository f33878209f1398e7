"""Archiving the records that a run created, a batch at a time."""

from collections.abc import Sequence

from core.connector import Outcome, Write, WriteKind
from core.errors import Code, Refusal
from core.mapping import Mapping as MappingDocument
from core.store import changes, made_ties
from core.store.changes import Written
from core.store.ledger import Problem, Settlement
from core.undo.deciding import edited
from core.undo.ground import Ground
from core.undo.properties import Properties
from core.undo.report import Left, PairUndo


def archive(
    ground: Ground,
    mapping: MappingDocument,
    properties: Properties,
    rows: Sequence[Written],
    told: PairUndo,
) -> None:
    """Archive what a run created of up to a batch of records, and settle it."""
    away, untouched, left = _sorted(ground, mapping, properties, rows)
    stream = mapping.hubspot_stream
    writes = [Write(WriteKind.ARCHIVE, stream, {}, id=one) for one in untouched]
    for one, outcome in zip(untouched, _sent(ground, writes), strict=True):
        if outcome.refusal is None:
            away.append(one)
        else:
            left.append(Left(one, "", outcome.refusal.code))
    told.archived += len(away)
    told.left.extend(left)
    if away and not ground.preview:
        _settle(ground, mapping.pair, away)


def _sorted(
    ground: Ground, mapping: MappingDocument, properties: Properties, rows: Sequence[Written]
) -> tuple[list[str], list[str], list[Left]]:
    """Return which records are away already, which nobody has touched, and what keeps others.

    A person's hand shows in any property that people can write, mapped or not.
    """
    stream, ids = mapping.hubspot_stream, [row.hubspot_id for row in rows]
    named = {row.hubspot_id: properties.named(row.prints) for row in rows}
    names = properties.writable.union(*named.values())
    later = changes.later(ground.store, ground.run, mapping.pair, ids)
    past = ground.hubspot.history(stream, ids, sorted(names))
    missing = [one for one in ids if one not in past]
    found = ground.hubspot.fetch(stream, missing, ()) if missing else {}
    away, untouched, left = list[str](), list[str](), list[Left]()
    for one in ids:
        if one in past:
            if one in later:
                left.append(Left(one, "", Code.LATER_RUN))
            elif touched := edited(past[one], named[one], properties.fingerprint):
                left += [Left(one, name, Code.EDITED_AFTER_RUN) for name in touched]
            else:
                untouched.append(one)
        elif one not in found or (found[one].archived and found[one].id == one):
            away.append(one)
        else:
            left.append(Left(one, "", Code.MERGED))
    return away, untouched, left


def _sent(ground: Ground, writes: Sequence[Write]) -> Sequence[Outcome]:
    return [Outcome()] * len(writes) if ground.preview else ground.hubspot.write(writes)


def _settle(ground: Ground, pair: str, away: Sequence[str]) -> None:
    """Unlink what is archived and hold it; then forget that we wrote it.

    In this order: if it breaks off in between, the next undoing finds it away and settles it.
    """
    links = ground.ledger.links_by_hubspot(pair, away)
    done = Settlement()
    for hubspot_id, found in links.items():
        for link in found:
            done.unlink(link.system_id)
            done.problem(Problem(link.system_id, hubspot_id, Refusal(Code.UNDONE)))
            done.mended(link.system_id, still={Code.UNDONE})
    made_ties.want_again(ground.store, pair, done.unlinked, _referring(ground, pair))
    if done:
        ground.ledger.settle(pair, done, None)
    changes.forget(ground.store, ground.run, pair, dict.fromkeys(away))


def _referring(ground: Ground, pair: str) -> list[tuple[str, str]]:
    """Return the pairs whose records refer to those of a pair, and by which reference."""
    return [
        (mapping.pair, tie.reference)
        for mapping in ground.mappings
        for tie in mapping.ties
        if tie.pair == pair
    ]
