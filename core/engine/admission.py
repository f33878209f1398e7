"""Which records of a page are the pair's at present: by its filter, and by the never-sync list.

Asked before anything else is decided, of records as the system told them. A linked record that is
not the pair's has its link stopped, both ways: HubSpot's record keeps its fields and ties. When it
is the pair's again, the link is resumed and both sides are merged afresh.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from core.engine.setup import PairSetup
from core.filters import Admits, compile_filter
from core.links import Link
from core.records import Record, Side
from core.schema import Withheld
from core.store.ledger import Ledger
from core.store.never import Named


@dataclass(frozen=True, slots=True)
class Sieve:
    """What tells whether a record is one of the pair's; the last two are one query each."""

    admits: Admits
    never: Callable[[Collection[Named]], frozenset[Named]]
    stopped: Callable[[Collection[str]], frozenset[str]]  # by system ids
    unled: Callable[[Sequence[Record]], frozenset[str]] = lambda _records: frozenset()
    """Which records, by system id, are held back with those whom they are about (P10)."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What became of a page; by system ids."""

    filtered: frozenset[str]  # to be skipped, as FILTERED
    stop: frozenset[str]  # of them, those whose link goes on at present
    resume: frozenset[str]  # to be merged, whether or not anything changed: the link was stopped


def sieve_of(setup: PairSetup, ledger: Ledger) -> Sieve:
    """Return a pair's sieve.

    Raises UserActionError if its filter asks what the system cannot answer: nothing is synced by
    half a filter.
    """
    pair, ends = setup.mapping.pair, setup.ends
    admits = compile_filter(
        setup.mapping.filter, setup.schema, setup.gate.allowed, region=ends.region
    )
    if setup.rows.fields:
        admits = partial(_both, admits, setup.rows.admits)
    never = ledger.never(ends.print)
    sieve = Sieve(admits, partial(never.among, pair), partial(ledger.stopped, pair))
    if setup.schema.guard.follows:
        sieve = replace(sieve, unled=partial(_unled, setup, ledger))
    return sieve


def _unled(setup: PairSetup, ledger: Ledger, records: Sequence[Record]) -> frozenset[str]:
    """Return the records about somebody who is not sent, or whose link is stopped.

    Fails closed: of a record that names nobody, or people whom no pair of ours sends, none goes.
    """
    follows = setup.schema.guard.follows
    named = {record.id: frozenset(record.references.get(follows, ())) for record in records}
    asked = frozenset().union(*named.values())
    sent: set[str] = set()
    for tie in setup.mapping.ties:
        if tie.reference == follows:
            linked = ledger.hubspot_ids(tie.pair, asked).keys()
            sent |= linked - ledger.stopped(tie.pair, linked)
            sent |= asked & setup.ends.rehearsed.get(tie.pair, set())
    held = frozenset(system_id for system_id, whose in named.items() if not whose & sent)
    setup.rows.hold(Withheld.WHOSE, len(held))
    return held


def _both(chosen: Admits, allowed: Admits, record: Record, now: datetime) -> bool:
    """Ask the pair's filter first: what comes after it counts whom it holds back."""
    return chosen(record, now) and allowed(record, now)


def decide_admission(
    records: Sequence[Record], links: Mapping[str, Link], sieve: Sieve, now: datetime
) -> Admitted:
    """Sort a page. `links` are those of its records, by system id.

    A record is never synced if either end of its link is on the never-sync list. Of one that comes
    twice, the last sight counts.
    """
    there = {system_id: link.hubspot_id for system_id, link in links.items()}
    latest = {record.id: record for record in records}
    asked = [(Side.SYSTEM, system_id) for system_id in latest]
    never = sieve.never([*asked, *((Side.HUBSPOT, each) for each in there.values())])
    filtered = frozenset(
        system_id
        for system_id, record in latest.items()
        if (Side.SYSTEM, system_id) in never
        or (Side.HUBSPOT, there.get(system_id, "")) in never
        or not sieve.admits(record, now)
    )
    filtered |= sieve.unled([each for each in latest.values() if each.id not in filtered])
    stopped = sieve.stopped(there)
    return Admitted(filtered, filtered & there.keys() - stopped, stopped - filtered)


def barred(hubspot_ids: Collection[str], sieve: Sieve) -> frozenset[str]:
    """Return which HubSpot records, matched or to be made here, are on the never-sync list."""
    asked = [(Side.HUBSPOT, each) for each in hubspot_ids]
    return frozenset(each for _side, each in sieve.never(asked))
