"""Undoing a link: both records stay, and nothing of ours says any more that they are one.

Our key is taken off the HubSpot record first. While it is there, the next run would find the
record by it and write over it; and HubSpot, which allows it once, would refuse it elsewhere.
"""

from collections.abc import Sequence

from core.connector import Association, Write, WriteKind
from core.engine.setup import PairSetup
from core.errors import Code, Refusal, RefusedError, UserActionError
from core.jobs import JobContext
from core.links import Link
from core.mapping import Mapping
from core.office.ends import Joined, claimed
from core.office.parts import Parts
from core.store import decisions, made_ties
from core.store.audit import Act, note_all
from core.store.decisions import Answer
from core.store.settlement import OpenTie, Settlement


def unlink(parts: Parts, pair: str, system_id: str, job: JobContext) -> None:
    """Undo a link, and keep the two apart from now on; see `Review.unlink`."""
    with claimed(parts, job) as opened:
        link = linked(parts, pair, system_id)
        part(parts, opened, pair, link, apart=True)


def let_go(parts: Parts, pair: str, system_id: str, rules: Sequence[Mapping]) -> None:
    """Forget a link whose HubSpot record was merged into somebody else's, who keeps what it has."""
    referring = [
        (each.pair, tie.reference) for each in rules for tie in each.ties if tie.pair == pair
    ]
    done = Settlement()
    done.unlink(system_id)
    parts.ledger.settle(pair, done, None)
    made_ties.want_again(parts.store, pair, [system_id], referring)
    note_all(parts.store, parts.clock.now(), Act.UNLINKED, [f"{pair} {system_id}"])


def linked(parts: Parts, pair: str, system_id: str) -> Link:
    """Return a record's link. Raises UserActionError(NOT_WAITING) if it has none."""
    link = parts.ledger.links(pair, [system_id]).get(system_id)
    if link is None:
        raise UserActionError(Code.NOT_WAITING, detail=system_id)
    return link


def part(parts: Parts, opened: Joined, pair: str, link: Link, *, apart: bool) -> None:
    """Take all off that makes two records one. A crash on the way leaves them linked."""
    setup, now = opened.pair(pair), parts.clock.now()
    _take_key_off(setup, link)
    _undo_ties(parts, setup, link)
    if apart:
        decisions.keep(parts.store, pair, link.system_id, [link.hubspot_id], Answer.APART, now)
    done = Settlement()
    done.unlink(link.system_id)
    done.drop_retry(link.system_id)  # what was told of it was told of the two together
    parts.ledger.settle(pair, done, None)
    parts.ledger.retry_now(pair, link.system_id, Code.LIKELY_MATCH)
    note_all(parts.store, now, Act.UNLINKED, [f"{pair} {link.system_id}"])


def _take_key_off(setup: PairSetup, link: Link) -> None:
    """Clear our key, unless the record bears another record's by now, or is gone."""
    hubspot, stream, key = setup.ends.hubspot, setup.mapping.hubspot_stream, setup.key_property
    record = hubspot.fetch(stream, [link.hubspot_id], [key]).get(link.hubspot_id)
    bears = record.fields.get(key) if record is not None and not record.archived else None
    if record is None or str(bears or "").lower() != setup.identity(link.system_id):
        return
    (outcome,) = hubspot.write([Write(WriteKind.UPDATE, stream, {key: None}, id=record.id)])
    if outcome.refusal is not None and outcome.refusal.code is not Code.NOT_FOUND:
        raise RefusedError(outcome.refusal.code, refusal=outcome.refusal)


def _undo_ties(parts: Parts, setup: PairSetup, link: Link) -> None:
    """Undo the ties that we made for the record; they are made again for its next partner."""
    pair = setup.mapping.pair
    referring = [
        (other.pair, tie.reference)
        for other in setup.others.values()
        for tie in other.ties
        if tie.pair == pair
    ]
    for name, tie in made_ties.made(parts.store, pair, link.system_id, referring):
        association = _association(parts, setup, name, tie)
        if association is not None:
            _check(setup.ends.hubspot.associate([association]))
    made_ties.want_again(parts.store, pair, [link.system_id], referring)


def _association(parts: Parts, setup: PairSetup, pair: str, tie: OpenTie) -> Association | None:
    """Return a tie by HubSpot's ids; None if an end of it is not linked, or no rule knows it."""
    mapping = setup.others[pair]
    rule = next((each for each in mapping.ties if each.reference == tie.reference), None)
    other = setup.others.get(rule.pair) if rule is not None else None
    if rule is None or other is None:
        return None
    mine = parts.ledger.hubspot_ids(pair, [tie.system_id]).get(tie.system_id)
    theirs = parts.ledger.hubspot_ids(other.pair, [tie.other_id]).get(tie.other_id)
    if mine is None or theirs is None:
        return None
    return Association(
        mapping.hubspot_stream, mine, other.hubspot_stream, theirs, rule.label, remove=True
    )


def _check(answers: Sequence[Refusal | None]) -> None:
    for refusal in answers:
        if refusal is not None and refusal.code is not Code.NOT_FOUND:
            raise RefusedError(refusal.code, refusal=refusal)
