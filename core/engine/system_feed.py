"""What changed in the system: each record compared with its link, or matched, or new."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.answers import UNASKED, Answers
from core.draft import Draft
from core.engine.admission import barred, decide_admission, sieve_of
from core.engine.applying import Applier
from core.engine.batches import Item, Rules
from core.engine.intents import Intended
from core.engine.outcomes import outside
from core.engine.pages import Reading
from core.engine.portal import Candidate, Portal
from core.engine.recognising import recognise
from core.engine.setup import MARK, PairSetup
from core.engine.tally import Bin, Settled
from core.errors import Code, Refusal
from core.links import Link
from core.mapping import Direction
from core.plan import changed
from core.records import Record, Side
from core.store import issues
from core.store.decisions import answered
from core.store.ledger import Ledger
from core.store.undone import held


@dataclass(frozen=True, slots=True)
class _Sight:
    """A record as it was read, without what may not travel, and its mark."""

    record: Record
    mark: bytes


@dataclass(frozen=True, slots=True)
class Decided:
    """What deciding needs of HubSpot, once it was asked."""

    rules: Rules
    portal: Portal
    intended: Intended


class SystemFeed:
    """Decides the system's pages of one run. `whole` looks at every record, seen before or not."""

    def __init__(
        self,
        setup: PairSetup,
        ledger: Ledger,
        applier: Applier,
        decided: Callable[[], Decided],
        now: Callable[[], datetime],
        *,
        whole: bool,
        crashed: bool = False,  # an earlier run, while it made people here
    ) -> None:
        self._setup = setup
        self._ledger = ledger
        self._applier = applier
        self._decided = decided
        self._whole = whole
        self._crashed = crashed
        self._now = now
        self._sieve = sieve_of(setup, ledger)
        self._pair = setup.mapping.pair
        self._seen_again: dict[str, bytes] = {}  # marks of records that were fetched again

    def page(self, reading: Reading) -> None:
        """Decide one page; what is to be written waits for its batch."""
        books = self._applier.books
        sights = self._new_sights(reading)
        self._applier.make_room(sights.keys())  # if the vendor's list shifted
        books.begin(sights.keys(), reading.cursor)
        self._gone(each for each in reading.gone if each not in sights)
        if self._setup.mapping.asks_deletes:
            books.there([each.record.id for each in sights.values() if not each.record.archived])
        if sights:
            told = [each for each in reading.records if each.id in sights]
            self._decide(list(sights.values()), told, again=reading.again)

    def _gone(self, ids: Iterable[str]) -> None:
        """Try no more what is gone from the system, and ask about what was linked."""
        books, gone = self._applier.books, list(ids)
        linked = self._ledger.links(self._pair, gone) if self._setup.mapping.asks_deletes else {}
        stopped = self._ledger.stopped(self._pair, linked) if linked else frozenset()
        for system_id in gone:
            books.gone(system_id)
            if system_id in linked and system_id not in stopped:
                books.ask(system_id, linked[system_id].hubspot_id, "system")

    def _new_sights(self, reading: Reading) -> dict[str, _Sight]:
        """Return the records of a page, each once, without those that this run just looked at."""
        sights: dict[str, _Sight] = {}
        for record in reading.records:
            admitted = self._setup.gate.admit(record)
            sights[record.id] = _Sight(admitted, self._setup.mark(admitted))
        if reading.again:
            self._seen_again.update({key: sight.mark for key, sight in sights.items()})
        elif self._seen_again:
            seen = self._seen_again.get
            sights = {key: sight for key, sight in sights.items() if seen(key) != sight.mark}
        return sights

    def _decide(self, sights: Sequence[_Sight], told: Sequence[Record], *, again: bool) -> None:
        links = self._ledger.links(self._pair, [sight.record.id for sight in sights])
        admitted = decide_admission(told, links, self._sieve, self._now())
        unknown: list[Candidate] = []
        for sight in sights:
            system_id, link = sight.record.id, links.get(sight.record.id)
            if system_id in admitted.filtered and not (link is None and self._crashed):
                self._leave_alone(system_id, stop=system_id in admitted.stop)
                continue
            back = system_id in admitted.resume
            known = link is not None and link.base.system(MARK) == sight.mark
            if known and not (again or back or self._whole):
                self._applier.books.unchanged(system_id)
                continue
            if (
                self._setup.trap is not None
                and (trap := self._setup.trap(sight.record)) is not None
            ):
                self._quarantine(system_id, link, trap[0])
                continue
            made = self._draft(sight.record)
            if made is None:
                continue
            if link is not None:
                if back:
                    self._applier.books.resume(system_id)
                self._compare(made, sight.mark, link, anyway=back or again)
            else:
                values = self._decided().rules.drafter.creation(made)
                identity = self._setup.identity(sight.record.id)
                unknown.append(Candidate(made, identity, sight.mark, values))
        if unknown:
            self._match(unknown, admitted.filtered)

    def _draft(self, record: Record) -> Draft | None:
        """Carry a record forward; None if that settles it."""
        if record.archived:
            self._applier.end(record.id, Bin.SKIPPED, Code.ARCHIVED)
            return None
        ends, drafter = self._setup.ends, self._decided().rules.drafter
        self._applier.books.want_ties(record, [tie.reference for tie in self._setup.mapping.ties])
        try:
            return drafter.draft(record)
        except Exception as fault:  # one record that we cannot cope with must not stop the others
            ends.on_fault(fault)
            self._applier.end(record.id, Bin.FAILED, Code.INTERNAL)
            return None

    def _leave_alone(self, system_id: str, *, stop: bool) -> None:
        """Skip a record that is not the pair's, and stop its link both ways."""
        if stop:
            self._applier.books.stop(system_id)
        self._applier.end(system_id, Bin.SKIPPED, Code.FILTERED)

    def _quarantine(self, system_id: str, link: Link | None, name: str) -> None:
        """Hold a record of which a text may tell of somebody's health: the field, not the text."""
        refusal = Refusal(Code.TRIPWIRE, field=name)
        hubspot_id = link.hubspot_id if link is not None else None
        self._applier.books.settle(Settled(system_id, Bin.HELD, hubspot_id, problems=(refusal,)))

    def _compare(self, made: Draft, mark: bytes, link: Link, *, anyway: bool) -> None:
        """See what of a linked record changed since both sides last agreed.

        What is to be looked at `anyway` may hide a change of HubSpot's, which is only seen there.
        """
        properties = changed(made, link.base)
        mapping = self._setup.mapping
        if properties or (anyway and (mapping.both_ways or mapping.watches_drift)):
            identity = self._setup.identity(made.record.id)
            item = Item(made.record.id, made, identity, mark, link.hubspot_id, link.base)
            self._applier.update(item, Side.HUBSPOT, properties)
            return
        unfit = tuple(Refusal(code, field=key) for key, code in made.unfit.items())
        settled = Settled(made.record.id, Bin.HELD if unfit else Bin.UNCHANGED, problems=unfit)
        if link.base.system(MARK) != mark:
            settled.hubspot_id, settled.linked = link.hubspot_id, True
            settled.system_prints[MARK] = mark
        self._applier.books.settle(settled)

    def _match(self, candidates: Sequence[Candidate], filtered: Collection[str]) -> None:
        """Link who was made by us, also if `filtered`; match the others, or make them anew."""
        decided = self._decided()
        self._applier.books.unlinked(len(candidates))
        answers = answered(
            self._ledger.store, self._pair, [candidate.system_id for candidate in candidates]
        )
        candidates = self._made_by_us(candidates, decided.intended, answers)
        for each in candidates:
            if each.system_id in filtered:
                self._leave_alone(each.system_id, stop=False)
        candidates = [each for each in candidates if each.system_id not in filtered]
        portal = decided.portal
        if not self._whole and not self._setup.ends.sealed:
            for each in candidates:
                self._setup.egress.clear(each.draft.values, each.draft.record)
            hubspot, store = self._setup.ends.hubspot, self._ledger.store
            portal.look_up(hubspot, candidates)
            asked = [candidate.system_id for candidate in candidates]
            portal.recall(hubspot, issues.candidates(store, self._pair, asked))
        matches = portal.match(
            candidates, lambda ids: self._ledger.system_ids(self._pair, ids), answers
        )
        ids = [each.hubspot_id for each in matches if each.hubspot_id is not None]
        left_alone = barred(ids, self._sieve) if ids else frozenset()
        undone = held(self._ledger.store, self._pair, [each.system_id for each in candidates])
        for candidate, match in zip(candidates, matches, strict=True):
            item = _item(candidate)
            item.shared = frozenset(match.shared)
            if match.question is not None:
                self._applier.end(item.system_id, Bin.HELD, match.question, match.candidates)
            elif match.hubspot_id is None:
                item.values = candidate.values or {}
                self._new(item, undone=item.system_id in undone)
            elif match.hubspot_id in left_alone:
                self._applier.end(item.system_id, Bin.SKIPPED, Code.FILTERED)
            else:
                item.hubspot_id = match.hubspot_id
                self._applier.match(item)

    def _new(self, item: Item, *, undone: bool) -> None:
        if self._setup.mapping.creates not in (Direction.TO_HUBSPOT, Direction.BOTH):
            self._applier.end(item.system_id, Bin.SKIPPED, Code.FILTERED)
        elif undone:  # a person took it back: it waits until somebody has it tried again
            self._applier.end(item.system_id, Bin.HELD, Code.UNDONE)
        else:
            self._applier.create(item)

    def _made_by_us(
        self, candidates: Sequence[Candidate], intended: Intended, answers: Mapping[str, Answers]
    ) -> Sequence[Candidate]:
        """Link records that an earlier run made here and did not live to tell; return the rest.

        Of those that may be such, and have been edited since, a person is asked.
        """
        if not intended:
            return candidates
        found = recognise(self._setup, self._decided().rules.ready, intended, candidates)
        made = found.made
        left_alone = barred(list(made), self._sieve) if made else frozenset()
        for hubspot_id, candidate in made.items():
            item = _item(candidate)
            item.hubspot_id = hubspot_id
            if hubspot_id in left_alone:
                self._applier.books.settle(outside(item, hubspot_id))
                self._applier.books.stop(item.system_id)
            else:
                self._applier.update(item, Side.HUBSPOT, ())
        unsure = [each for each in found.unsure if not self._asked(each, intended, answers)]
        return [*unsure, *found.known]

    def _asked(
        self, candidate: Candidate, intended: Intended, answers: Mapping[str, Answers]
    ) -> bool:
        maybe = intended.doubt(candidate.draft, answers.get(candidate.system_id, UNASKED))
        if not maybe:
            return False
        self._applier.end(candidate.system_id, Bin.HELD, Code.LIKELY_MATCH, maybe)
        return True


def _item(candidate: Candidate) -> Item:
    return Item(candidate.system_id, candidate.draft, candidate.identity, candidate.mark)
