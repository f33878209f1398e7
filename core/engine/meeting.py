"""How one record of the system finds its HubSpot record: asked by itself, as a run would find it.

The same portal, answers and intents decide as in `SystemFeed`; here it is told how, too.
"""

from dataclasses import dataclass
from enum import Enum

from core.answers import UNASKED, Answers
from core.draft import Draft
from core.engine.batches import Rules
from core.engine.intents import Intended
from core.engine.portal import Candidate, Portal
from core.engine.recognising import recognise
from core.errors import Code
from core.jobs import JobContext
from core.links import Link
from core.mapping import Strength
from core.records import Record
from core.store.decisions import answered
from core.store.ledger import Ledger


class FoundBy(Enum):
    """What makes two records one."""

    LINK = "link"
    ANSWER = "answer"  # a person said so
    INTENT = "intent"  # a run made it, and did not live to tell
    KEY = "key"  # HubSpot's record bears our key
    EXACT = "exact"  # an exact match key
    LIKELY = "likely"
    QUESTION = "question"  # a person must choose
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Met:
    """A record's partner at HubSpot, and how it was found."""

    by: FoundBy
    hubspot_id: str | None = None
    record: Record | None = None  # as it is now; None: there is none, or it is gone or archived
    link: Link | None = None
    key: str = ""  # the match key's name
    question: Code | None = None
    candidates: tuple[str, ...] = ()


def meet(
    rules: Rules,
    ledger: Ledger,
    made: Draft | None,
    system_id: str | None,
    hubspot_id: str | None,
    job: JobContext,
) -> Met:
    """Find the partner of a record. `made` None: the system has none that could be synced."""
    setup = rules.setup
    pair = setup.mapping.pair
    link = ledger.links(pair, [system_id]).get(system_id) if system_id is not None else None
    if link is not None:
        there = _read(rules, link.hubspot_id)
        return Met(FoundBy.LINK, link.hubspot_id, there, link)
    if made is None:
        there = _read(rules, hubspot_id) if hubspot_id is not None else None
        return Met(FoundBy.NOBODY, hubspot_id, there)
    answers = answered(ledger.store, pair, [made.record.id]).get(made.record.id, UNASKED)
    intended = Intended(ledger.intents(pair) if setup.mapping.both_ways else {}, rules.unique)
    me = Candidate(made, setup.identity(made.record.id), b"", rules.drafter.creation(made))
    found = recognise(setup, rules.ready, intended, [me])
    for ours in found.made:
        return Met(FoundBy.INTENT, ours, _read(rules, ours))
    if found.unsure and (maybe := intended.doubt(made, answers)):
        return Met(FoundBy.QUESTION, question=Code.LIKELY_MATCH, candidates=maybe)
    return _matched(rules, ledger, made, answers, job)


def _matched(rules: Rules, ledger: Ledger, made: Draft, answers: Answers, job: JobContext) -> Met:
    setup, pair = rules.setup, rules.setup.mapping.pair
    hubspot = setup.ends.hubspot
    index = ledger.match_index(f"{pair} (explained)")
    portal = Portal(index, rules.ready, setup.ends.print)
    me = made.record.id
    candidate = Candidate(made, setup.identity(me), b"", rules.drafter.creation(made))
    try:
        index.clear()
        if ledger.walked_version(pair) is None and setup.mapping.matches_by_listing:
            for page in hubspot.read(setup.mapping.hubspot_stream, None, setup.listed):
                portal.add(page.records)
                job.check()
        if not setup.ends.sealed:  # else HubSpot would be told whom it is asked for
            portal.look_up(hubspot, [candidate])
        (match,) = portal.match(
            [candidate], lambda ids: ledger.system_ids(pair, ids), {me: answers}
        )
    finally:
        index.clear()
    if match.question is not None:
        return Met(FoundBy.QUESTION, question=match.question, candidates=match.candidates)
    if match.hubspot_id is None:
        return Met(FoundBy.NOBODY)
    there = _read(rules, match.hubspot_id)
    by, name = _how(rules, portal, made, answers, match.hubspot_id, there)
    return Met(by, match.hubspot_id, there, key=name)


def _how(
    rules: Rules,
    portal: Portal,
    made: Draft,
    answers: Answers,
    hubspot_id: str,
    there: Record | None,
) -> tuple[FoundBy, str]:
    if answers.link == hubspot_id:
        return FoundBy.ANSWER, ""
    bears = str(there.fields.get(rules.setup.key_property) or "") if there is not None else ""
    if bears.lower() == rules.setup.identity(made.record.id):
        return FoundBy.KEY, ""
    key = portal.agreeing(made.values, there.fields) if there is not None else None
    exact = key is None or key.strength is Strength.EXACT
    return FoundBy.EXACT if exact else FoundBy.LIKELY, key.name if key is not None else ""


def _read(rules: Rules, hubspot_id: str) -> Record | None:
    setup = rules.setup
    stream = setup.mapping.hubspot_stream
    record = setup.ends.hubspot.fetch(stream, [hubspot_id], setup.told).get(hubspot_id)
    return None if record is None or record.archived else record
