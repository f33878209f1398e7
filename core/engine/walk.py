"""One pair's run: pages in, decisions, batches out, settled in order.

Gather, decide, apply. Pages stream through: what is held in memory is bounded by the pages read
ahead and the batches under way. A crash, a cancel and a restart are the same thing: begin again
at the last checkpoint.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from core.draft import Draft, Drafter
from core.engine.batches import Item, Rules, create_batch, update_batch
from core.engine.books import Books
from core.engine.pages import ReadAhead, Reading, readings
from core.engine.portal import Candidate, Portal
from core.engine.setup import MARK, HubSpotEnd, PairSetup, Ready
from core.engine.tally import Bin, Settled, Tally
from core.engine.writers import Writers
from core.errors import Code, Refusal
from core.jobs import JobContext
from core.links import Link
from core.plan import changed
from core.records import Record
from core.store.ledger import Ledger

_LAG = 50  # pages that may wait for a batch to fill, before it goes as it is

_Work = Callable[[HubSpotEnd, Sequence[Item], Rules], list[Settled]]


@dataclass(frozen=True, slots=True)
class _Sight:
    """A record as it was read, without what may not travel, and its mark."""

    record: Record
    mark: bytes


@dataclass(frozen=True, slots=True)
class _Decided:
    """What deciding needs of HubSpot, once it was asked."""

    ready: Ready
    rules: Rules
    drafter: Drafter
    portal: Portal


class PairWalk:
    """Walks one pair once. Made for one run, used by one thread; batches run in workers.

    `full` looks at every record; a first run, and one that goes on with it, does so anyway.
    """

    def __init__(
        self,
        setup: PairSetup,
        ledger: Ledger,
        job: JobContext,
        workers: Executor,
        *,
        preview: bool = False,
        full: bool = False,
    ) -> None:
        pair = setup.mapping.pair
        self._setup = setup
        self._ledger = ledger
        self._job = job
        self._workers = workers
        self._preview = preview
        self._full = full
        self._whole = full or not ledger.is_whole(pair)
        self.tally = Tally(pair, setup.mapping.label)
        self._books = Books(pair, ledger, self.tally, preview=preview)
        self._writers = Writers(workers)
        self._index = ledger.match_index(pair)
        self._decided: _Decided | None = None
        self._updates: list[Item] = []
        self._creates: list[Item] = []
        self._under_way: dict[str, Item] = {}  # by system id: given to a batch, not yet settled
        self._seen_again: dict[str, bytes] = {}  # marks of records that were fetched again

    # -- the walk ---------------------------------------------------------------------------

    def run(self) -> None:
        """Walk the pair. What was done before an error or a cancel is settled and stays."""
        pages = ReadAhead(self._workers, self._readings, self._job)
        try:
            self._index.clear()
            if self._whole:
                self._survey()
            for page in pages:
                self._page(page)
            self._drain()
            self._books.commit(whole=self._whole)
        finally:
            pages.close()
            for settled in self._writers.finish():
                self._settle(settled)
            self._books.close()
            self._index.clear()
        self._step("done")

    def _readings(self) -> Iterator[Reading]:
        mapping, source = self._setup.mapping, self._setup.ends.system
        now = self._job.clock.now()
        again = self._ledger.due_retries(mapping.pair, now, everything=self._full)
        cursor = None if self._full else self._ledger.checkpoint(mapping.pair)
        return readings(source, mapping.system_stream, self._setup.wanted, again, cursor)

    def _survey(self) -> None:
        """List HubSpot's records once, so that the first run finds who is already there.

        The listing runs ahead while HubSpot is being made ready: neither waits for the other.
        """
        hubspot, stream = self._setup.ends.hubspot, self._setup.mapping.hubspot_stream
        names = self._setup.listed
        pages = ReadAhead(self._workers, lambda: hubspot.read(stream, None, names), self._job)
        try:
            portal = self._hubspot().portal
            self._step("matching")
            for page in pages:
                portal.add(page.records)
                self._step("matching")
        finally:
            pages.close()

    def _page(self, reading: Reading) -> None:
        if reading.total is not None:
            self.tally.total = reading.total
        sights = self._new_sights(reading)
        if self._books.are_open(sights.keys()):  # the vendor's list shifted: settle the first sight
            self._drain()
        self._books.begin(sights.keys(), reading.cursor)
        for system_id in reading.gone:
            self._books.gone(system_id)
        if sights:
            self._decide(list(sights.values()), reading.again)
        self._flush(everything=self._books.pages_open > _LAG)
        self._books.commit()
        self._step("reading")

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

    # -- deciding ---------------------------------------------------------------------------

    def _decide(self, sights: Sequence[_Sight], again: bool) -> None:
        links = self._ledger.links(self._setup.mapping.pair, [sight.record.id for sight in sights])
        unknown: list[Candidate] = []
        for sight in sights:
            link = links.get(sight.record.id)
            if link and not again and not self._whole and link.base.system(MARK) == sight.mark:
                self._books.unchanged(sight.record.id)
                continue
            made = self._draft(sight.record)
            if made is None:
                continue
            if link is not None:
                self._compare(made, sight.mark, link)
            else:
                values = self._hubspot().drafter.creation(made)
                identity = self._setup.identity(sight.record)
                unknown.append(Candidate(made, identity, sight.mark, values))
        if unknown:
            self._match(unknown)

    def _draft(self, record: Record) -> Draft | None:
        """Carry a record forward; None if that settles it."""
        if record.archived:
            self._end(record.id, Bin.SKIPPED, Code.ARCHIVED)
            return None
        ends, drafter = self._setup.ends, self._hubspot().drafter
        self._books.want_ties(record, [tie.reference for tie in self._setup.mapping.ties])
        try:
            return drafter.draft(record)
        except Exception as fault:  # one record that we cannot cope with must not stop the others
            ends.on_fault(fault)
            self._end(record.id, Bin.FAILED, Code.INTERNAL)
            return None

    def _compare(self, made: Draft, mark: bytes, link: Link) -> None:
        """See what of a linked record changed since both sides last agreed."""
        if changed(made, link.base):
            identity = self._setup.identity(made.record)
            item = Item(made, identity, mark, link.hubspot_id, link.base)
            self._move(self._updates, item)
            return
        unfit = tuple(Refusal(code, field=key) for key, code in made.unfit.items())
        settled = Settled(made.record.id, Bin.HELD if unfit else Bin.UNCHANGED, problems=unfit)
        if link.base.system(MARK) != mark:
            settled.hubspot_id, settled.linked = link.hubspot_id, True
            settled.system_prints[MARK] = mark
        self._books.settle(settled)

    def _match(self, candidates: Sequence[Candidate]) -> None:
        portal, pair = self._hubspot().portal, self._setup.mapping.pair
        if not self._whole:
            portal.look_up(self._setup.ends.hubspot, candidates)
        matches = portal.match(candidates, lambda ids: self._ledger.system_ids(pair, ids))
        for candidate, match in zip(candidates, matches, strict=True):
            item = Item(candidate.draft, candidate.identity, candidate.mark)
            item.shared = frozenset(match.shared)
            if match.question is not None:
                self._end(item.system_id, Bin.HELD, match.question, match.candidates)
            elif match.hubspot_id is not None:
                item.hubspot_id = match.hubspot_id
                self._move(self._updates, item)
            else:
                item.values = candidate.values or {}
                self._new(item)

    def _new(self, item: Item) -> None:
        own = item.values.keys() - item.shared
        needed = self._setup.mapping.require_any
        if not own or (needed and own.isdisjoint(needed)):
            self._end(item.system_id, Bin.SKIPPED, Code.INCOMPLETE)
        elif self._hubspot().ready.key is None:
            self._end(item.system_id, Bin.HELD, Code.IDENTITY_FALLBACK)
        else:
            self._move(self._creates, item)

    # -- applying ---------------------------------------------------------------------------

    def _move(self, waiting: list[Item], item: Item) -> None:
        self._under_way[item.system_id] = item
        waiting.append(item)

    def _flush(self, *, everything: bool) -> None:
        """Send full batches to the workers; all that is left, if asked."""
        size = self._setup.ends.hubspot.batch_size
        for waiting, work in ((self._creates, create_batch), (self._updates, update_batch)):
            while len(waiting) >= size or (everything and waiting):
                batch = waiting[:size]
                del waiting[:size]
                self._submit(work, batch)

    def _submit(self, work: _Work, batch: list[Item]) -> None:
        while self._writers.busy:
            self._collect()
        hubspot, rules = self._setup.ends.hubspot, self._hubspot().rules
        self._writers.start(lambda: work(hubspot, batch, rules))

    def _drain(self) -> None:
        """Send all that waits, and wait until everything is settled."""
        while self._creates or self._updates or not self._writers.idle:
            self._flush(everything=True)
            if not self._writers.idle:
                self._collect()

    def _collect(self) -> None:
        """Wait a moment for batches to end, and settle those that have."""
        for settled in self._writers.ended():
            self._settle(settled)
        self._books.commit()
        self._step("reading")

    def _settle(self, settled: Settled) -> None:
        item = self._under_way.pop(settled.system_id)
        if settled.bin is Bin.FAILED and self._asks_or_shares(settled, item):
            return
        self._books.settle(settled)

    def _asks_or_shares(self, settled: Settled, item: Item) -> bool:
        """HubSpot says that a new record's unique value is taken: ask, or leave the value out.

        It happens where the other record came in between, or holds an e-mail as a second one.
        Returns whether the record goes on its way once more.
        """
        refusal = settled.problems[0]
        if refusal.code is not Code.CONFLICTING_ID or item.hubspot_id is not None or item.shared:
            return False
        pair, existing = self._setup.mapping.pair, refusal.existing_id
        if existing is not None and existing not in self._ledger.system_ids(pair, [existing]):
            settled.bin = Bin.HELD
            settled.problems = (Refusal(Code.LIKELY_MATCH, reference=refusal.reference),)
            settled.candidates = (existing,)
            return False
        item.shared = self._hubspot().rules.unique & item.draft.values.keys()
        if not item.shared:
            return False
        self._new(item)
        return True

    # -- inside -----------------------------------------------------------------------------

    def _end(
        self, system_id: str, where: Bin, code: Code, candidates: tuple[str, ...] = ()
    ) -> None:
        problems = (Refusal(code),)
        self._books.settle(Settled(system_id, where, problems=problems, candidates=candidates))

    def _step(self, phase: str) -> None:
        self._job.step(self.tally.progress(phase))

    def _hubspot(self) -> _Decided:
        """Make HubSpot ready and learn its schema: only once there is something to decide (P4)."""
        if self._decided is None:
            setup, ends = self._setup, self._setup.ends
            ready = setup.make_ready(preview=self._preview)
            self._books.left_out(ready.left_out)
            rules = Rules(
                mapping=ready.mapping,
                gate=setup.gate,
                fingerprint=ends.print,
                key=ready.key,
                forms={line.key: line.normal for line in ready.mapping.lines},
                unique=frozenset(
                    n for key in setup.mapping.match if key.unique for n in key.fields
                ),
                preview=self._preview,
                on_fault=ends.on_fault,
            )
            drafter = Drafter(ready.mapping, ends.print)
            portal = Portal(self._index, ready, ends.print)
            self._decided = _Decided(ready, rules, drafter, portal)
        return self._decided
