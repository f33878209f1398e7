"""Ties that a person made or undid in HubSpot, written to the system as references.

HubSpot marks no record as changed for its ties, so that a full comparison alone finds them. What
both sides agreed on are the ties that are made; references say what the system wants now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.connector import Write, WriteKind
from core.engine.setup import PairSetup
from core.engine.tally import Tally
from core.errors import Code, Refusal
from core.jobs import JobContext
from core.links import Link
from core.mapping import Direction, TieMapping
from core.mapping import Mapping as MappingDocument
from core.records import Record
from core.store.ledger import Ledger, OpenTie, Problem, Settlement
from core.store.settlement import tie_field
from core.tie_plan import plan_ties

_PAGE = 500  # records whose ties are read together


@dataclass(frozen=True, slots=True)
class _Back:
    """One reference to write."""

    system_id: str
    now: frozenset[str]  # what the system refers to
    wanted: frozenset[str]


def write_ties_back(
    setup: PairSetup,
    others: Mapping[str, MappingDocument],
    ledger: Ledger,
    job: JobContext,
    tally: Tally,
) -> None:
    """Compare the ties of all linked records with HubSpot's, where they go both ways."""
    for rule in setup.mapping.ties:
        if rule.direction is Direction.TO_HUBSPOT or rule.pair not in others:
            continue
        for links in ledger.all_links(setup.mapping.pair, _PAGE):
            backs = _planned(setup, rule, others[rule.pair], links, ledger)
            if backs:
                _write(setup, rule, backs, ledger, tally)
            job.step(tally.progress("associating"))


def _planned(
    setup: PairSetup,
    rule: TieMapping,
    other: MappingDocument,
    links: Sequence[Link],
    ledger: Ledger,
) -> list[_Back]:
    pair, hubspot = setup.mapping.pair, setup.ends.hubspot
    stopped = ledger.stopped(pair, [link.system_id for link in links])
    links = [link for link in links if link.system_id not in stopped]
    tied = hubspot.tied(
        setup.mapping.hubspot_stream, [link.hubspot_id for link in links], other.hubspot_stream
    )
    known = ledger.system_ids(other.pair, {each for ids in tied.values() for each in ids})
    states = ledger.ties_of(pair, rule.reference, [link.system_id for link in links])
    backs: list[_Back] = []
    for link in links:
        mine = states.get(link.system_id, {})
        now = frozenset(each for each, state in mine.items() if state != "unwanted")
        base = frozenset(each for each, state in mine.items() if state != "wanted")
        there = frozenset(known[each] for each in tied.get(link.hubspot_id, ()) if each in known)
        plan = plan_ties(now, base, there, both_ways=True)
        if plan.back is not None:
            backs.append(_Back(link.system_id, now, plan.back))
    return backs


def _write(
    setup: PairSetup, rule: TieMapping, backs: Sequence[_Back], ledger: Ledger, tally: Tally
) -> None:
    system, mapping, name = setup.ends.system, setup.mapping, rule.reference
    records = system.fetch(mapping.system_stream, [each.system_id for each in backs], setup.wanted)
    done = Settlement()
    writing: list[tuple[_Back, Write]] = []
    for back in backs:
        record = records.get(back.system_id)
        if record is None or _told(record, name) != back.now:
            continue  # changed meanwhile: its feed tells, and the next comparison decides
        if len(back.wanted) > 1:
            refusal = Refusal(Code.CONFLICT, field=tie_field(name))
            done.problem(Problem(back.system_id, None, refusal))
            tally.note(Code.CONFLICT)
            continue
        target = next(iter(back.wanted), None)
        write = Write(
            WriteKind.UPDATE,
            mapping.system_stream,
            {},
            id=back.system_id,
            version=record.version,
            references={name: target},
        )
        writing.append((back, write))
    size = system.batch_size
    for start in range(0, len(writing), size):
        part = writing[start : start + size]
        outcomes = system.write([write for _back, write in part])
        for (back, _sent), outcome in zip(part, outcomes, strict=True):
            _settle(back, name, outcome.refusal, done, tally)
    ledger.settle(mapping.pair, done, None)


def _settle(
    back: _Back, name: str, refusal: Refusal | None, done: Settlement, tally: Tally
) -> None:
    if refusal is not None:
        tally.note(refusal.code)
        done.tie_refused(OpenTie(name, back.system_id, "", remove=False), refusal)
        return
    done.ties(back.system_id, {name: tuple(sorted(back.wanted))})
    for other in back.now ^ back.wanted:
        done.tie_done(OpenTie(name, back.system_id, other, remove=other in back.now))
        tally.ties += 1


def _told(record: Record, name: str) -> frozenset[str]:
    return frozenset(record.references.get(name, ()))
