"""The queue of deletes: shown live, and archived on the other side only as long as they hold (P6).

Nothing of it is decided from memory: both records are read at the moment of looking and again at
the moment of approving. What was edited since both sides last agreed is not archived.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.connector import Connector, Outcome, Write, WriteKind
from core.draft import Drafter
from core.engine.setup import PairSetup, Ready
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.links import Link
from core.office.ends import Joined, claimed, joined
from core.office.parts import Parts
from core.records import FieldValue, Record, Side
from core.store import decisions, issues
from core.store.audit import Act, note_all
from core.store.issues import Issue
from core.store.settlement import Settlement

_AT_ONCE = 100  # records read together
_MOST = 100_000  # deletes looked at


@dataclass(frozen=True, slots=True)
class PendingDelete:
    """One delete that waits, with what both sides say at this moment; lives in memory only."""

    pair: str
    system_id: str
    hubspot_id: str
    gone: Side
    system: Mapping[str, FieldValue] | None  # by the system's fields; None: it is gone
    hubspot: Mapping[str, FieldValue] | None  # by property
    obstacle: Code | None = None  # why it would not be archived, as it is now


@dataclass(frozen=True, slots=True)
class Approved:
    """What came of approving one delete."""

    pair: str
    system_id: str
    hubspot_id: str
    refused: Code | None = None  # None: the other record is archived, or is gone as well


def pending(parts: Parts, job: JobContext) -> list[PendingDelete]:
    """Return the queue, the oldest first, with both sides read now."""
    waiting = issues.open_issues(parts.store, code=Code.PENDING_DELETE, limit=_MOST)
    if not waiting:
        return []
    with joined(parts, job) as opened:
        return [
            each
            for _setup, found in _looked_at(parts, opened, waiting, job)
            for each, _record in found
        ]


def approve(
    parts: Parts, chosen: Collection[tuple[str, str]], number: int | None, job: JobContext
) -> list[Approved]:
    """Archive the partners of what is gone; see `Review.approve`."""
    waiting = issues.open_issues(parts.store, code=Code.PENDING_DELETE, limit=_MOST)
    if chosen:
        known = {(each.pair, each.system_id) for each in waiting}
        for pair, system_id in chosen:
            if (pair, system_id) not in known:
                raise UserActionError(Code.NOT_WAITING, detail=system_id)
        waiting = [each for each in waiting if (each.pair, each.system_id) in set(chosen)]
    elif number != len({(each.pair, each.system_id) for each in waiting}):
        raise UserActionError(Code.WRONG_NUMBER)
    done: list[Approved] = []
    with claimed(parts, job) as opened:
        for setup, found in _looked_at(parts, opened, waiting, job):
            done += _archive(parts, setup, found)
    return done


# -- looking --------------------------------------------------------------------------------------

_Found = Sequence[tuple[PendingDelete, Record | None]]
"""What waits, each with the record that would be archived; None if that is gone as well."""


def _looked_at(
    parts: Parts, opened: Joined, waiting: Sequence[Issue], job: JobContext
) -> Iterator[tuple[PairSetup, _Found]]:
    by_pair: dict[str, list[Issue]] = defaultdict(list)
    for issue in waiting:
        if issue.pair in opened.rules:
            by_pair[issue.pair].append(issue)
    for pair, mine in by_pair.items():
        setup = opened.pair(pair)
        ready = setup.make_ready(preview=True)  # only to know its fields: nothing is made
        ids = list(dict.fromkeys(issue.system_id for issue in mine))
        for start in range(0, len(ids), _AT_ONCE):
            job.check()
            asked = ids[start : start + _AT_ONCE]
            part = [issue for issue in mine if issue.system_id in set(asked)]
            links = parts.ledger.links(pair, asked)
            yield setup, _once_each(_read(setup, ready, part, links))


def _read(
    setup: PairSetup, ready: Ready, waiting: Sequence[Issue], links: Mapping[str, Link]
) -> _Found:
    """Read both sides of some deletes, and say what stands in the way of each."""
    mapping, ends = setup.mapping, setup.ends
    ids = [issue.system_id for issue in waiting]
    partners = {each: links[each].hubspot_id for each in ids if each in links}
    here = ends.system.fetch(mapping.system_stream, ids, setup.wanted)
    names = mapping.hubspot_fields()
    there = ends.hubspot.fetch(mapping.hubspot_stream, list(partners.values()), names)
    found: list[tuple[PendingDelete, Record | None]] = []
    for issue in waiting:
        key = issue.system_id
        hubspot_id = partners.get(key, issue.hubspot_id or "")
        system, hubspot = _alive(here.get(key)), _alive(there.get(hubspot_id))
        if system is not None:
            system = setup.gate.admit(system)
        gone, link = Side(issue.field), links.get(key)
        kept, lost = (hubspot, system) if gone is Side.SYSTEM else (system, hubspot)
        obstacle = None
        if link is None:
            obstacle = Code.NOT_WAITING
        elif lost is not None:
            obstacle = Code.NOT_GONE
        elif kept is not None and kept.id != (hubspot_id if gone is Side.SYSTEM else key):
            obstacle = Code.MERGED  # archiving it would archive another one, too
        elif kept is not None and _edited(kept, gone.other, link, setup, ready):
            obstacle = Code.EDITED_SINCE
        values = [each.fields if each is not None else None for each in (system, hubspot)]
        pending = PendingDelete(issue.pair, key, hubspot_id, gone, values[0], values[1], obstacle)
        found.append((pending, kept))
    return found


def _once_each(found: _Found) -> _Found:
    """Leave one delete of a record that was missed on both sides, and one of which is back."""
    chosen: dict[str, tuple[PendingDelete, Record | None]] = {}
    for each, record in found:
        known = chosen.get(each.system_id)
        if known is None or (known[0].obstacle is not None and each.obstacle is None):
            chosen[each.system_id] = each, record
    return list(chosen.values())


def _alive(record: Record | None) -> Record | None:
    return None if record is None or record.archived else record


def _edited(record: Record, side: Side, link: Link, setup: PairSetup, ready: Ready) -> bool:
    """Return whether a record says other than what both sides last agreed on."""
    fingerprint, base = setup.ends.print, link.base
    if side is Side.SYSTEM:
        prints = Drafter(ready.mapping, fingerprint).draft(record).prints
        return any(base.system(key) not in (None, mine) for key, mine in prints.items())
    for line in ready.mapping.lines:
        value = record.fields.get(line.key)
        text = "" if value is None else line.normal(value)
        if base.hubspot(line.key) not in (None, fingerprint(line.key, text)):
            return True
    return False


# -- archiving ------------------------------------------------------------------------------------


def _archive(parts: Parts, setup: PairSetup, found: _Found) -> list[Approved]:
    """Archive what nothing stands in the way of; settle what became of each."""
    answers: dict[str, Code | None] = {each.system_id: each.obstacle for each, _record in found}
    for gone in Side:
        chosen = [
            (each, record)
            for each, record in found
            if each.gone is gone and each.obstacle is None and record is not None
        ]
        end, stream = _other_end(setup, gone)
        writes = [Write(WriteKind.ARCHIVE, stream, {}, id=record.id) for _each, record in chosen]
        for (each, _record), outcome in zip(chosen, _write(end, writes), strict=True):
            refusal = outcome.refusal
            if refusal is not None and refusal.code is not Code.NOT_FOUND:
                answers[each.system_id] = refusal.code
    _settle(parts, setup.mapping.pair, answers)
    return [
        Approved(each.pair, each.system_id, each.hubspot_id, answers[each.system_id])
        for each, _record in found
    ]


def _other_end(setup: PairSetup, gone: Side) -> tuple[Connector, str]:
    if gone is Side.SYSTEM:
        return setup.ends.hubspot, setup.mapping.hubspot_stream
    return setup.ends.system, setup.mapping.system_stream


def _write(end: Connector, writes: Sequence[Write]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for start in range(0, len(writes), end.batch_size):
        outcomes += end.write(writes[start : start + end.batch_size])
    return outcomes


def _settle(parts: Parts, pair: str, answers: Mapping[str, Code | None]) -> None:
    """Forget the links of what is archived; close what is no longer true."""
    now, done = parts.clock.now(), Settlement()
    archived = [each for each, refused in answers.items() if refused is None]
    for system_id in archived:
        done.unlink(system_id)
        done.drop_retry(system_id)
    parts.ledger.settle(pair, done, None)
    for system_id, answer in decisions.answered(parts.store, pair, archived).items():
        if answer.link is not None:  # there is nobody left to link
            decisions.undo(parts.store, pair, system_id, answer.link, now)
    note_all(parts.store, now, Act.DELETE_APPROVED, [f"{pair} {each}" for each in archived])
    over = [e for e, refused in answers.items() if refused in (Code.NOT_GONE, Code.NOT_WAITING)]
    issues.resolve(parts.store, pair, over, [Code.PENDING_DELETE], now)
    for system_id in over:
        parts.ledger.retry_now(pair, system_id, Code.PENDING_DELETE)
