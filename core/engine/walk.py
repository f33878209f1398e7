"""One pair's run: both feeds in, decisions, the brake, batches out, settled in order.

Gather, decide, apply. A run reads both feeds and holds what it decided, until the brake has judged
it; one with more changes than are held is first walked to count them. A first sync streams: it is
judged by its rehearsal alone. What is held in memory is bounded by the pages read ahead, the
changes held and the batches under way. A crash, a cancel and a restart are the same thing: begin
again at the last checkpoint.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from core.brake import Braking, Cause, There
from core.connector import Cursor
from core.engine.applying import Applier, TooManyError
from core.engine.backward import ONLY_HUBSPOT
from core.engine.batches import make_rules
from core.engine.books import Books
from core.engine.hubspot_feed import HubSpotFeed
from core.engine.intents import Intended
from core.engine.pages import ReadAhead, Reading, fetched, readings
from core.engine.portal import Portal
from core.engine.setup import PairSetup
from core.engine.sweep import Sweep
from core.engine.system_feed import Decided, SystemFeed
from core.engine.tally import Tally
from core.jobs import JobContext
from core.records import Side
from core.store import brakes
from core.store.ledger import Ledger
from core.summary import Totals

_LAG = 50  # pages that may wait for a batch to fill, before it goes as it is


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a pair is walked."""

    preview: bool = False
    full: bool = False  # looks at every record on both sides
    ids: tuple[str, ...] | None = None  # looks at these only, moves no checkpoint, brakes nothing
    run: str | None = None  # the run's id: what is written is kept under it, to be undone
    approved: Totals | None = None  # of a first sync: what its rehearsal told
    judged: bool = False  # nothing is held: it was counted before, or lets no brake judge
    counts_only: bool = False  # decides and counts; reads nothing for a write, and writes nothing


class PairWalk:
    """Walks one pair once. Made for one run, used by one thread; batches run in workers.

    A first run, and one that goes on with it, looks at every record of the system.
    """

    def __init__(
        self, setup: PairSetup, ledger: Ledger, job: JobContext, workers: Executor, how: How
    ) -> None:
        pair = setup.mapping.pair
        self._setup = setup
        self._ledger = ledger
        self._job = job
        self._workers = workers
        self._how = how
        self._first = ledger.walked_version(pair) is None
        self._whole = how.ids is None and (how.full or not ledger.is_whole(pair))
        self.tally = Tally(pair, setup.mapping.label)
        self.braking = Braking(brakes.limits(ledger.store, pair))
        # One record may be looked at while a run goes on: each has a scratch table of its own.
        self._index = ledger.match_index(pair if how.ids is None else f"{pair} (by id)")
        self._intents = ledger.intents(pair) if setup.mapping.both_ways else {}
        self._known: Decided | None = None
        sweeps = how.full and not self._first
        self._sweep = Sweep(setup, ledger) if sweeps else None
        self._surveyed: Cursor | None = None  # where HubSpot's listing of this run ended
        self._system = self._applier(Side.SYSTEM)
        self._hubspot = self._applier(Side.HUBSPOT)

    def run(self) -> Cause | None:
        """Walk the pair; return why it was braked, before its first write.

        What was done before an error or a cancel is settled and stays. Raises TooManyError if
        there is more to do than is held: then nothing was written.
        """
        mapping = self._setup.mapping
        both = mapping.both_ways or (self._how.full and mapping.watches_drift)
        try:
            if self._first and (told := self._how.approved) is not None:
                self._system.expect(told.created + told.updated)
            self._read_system()
            if both and self._system.holding:
                self._read_hubspot()
            if (cause := self._judge()) is not None:
                return cause
            self._apply(self._system)
            if both and not self._system.held:
                self._read_hubspot()
            self._apply(self._hubspot)
            if self._sweep is not None:
                gone = self._sweep.look_for_gone(self._system.books, ask=self._asks)
                self.tally.compare(gone, self._sweep.unlinked(Side.HUBSPOT))
                if self._asks and not self._how.preview:
                    self._sweep.keep()
        finally:
            with ExitStack() as each_of:  # also where one of them fails
                each_of.callback(self._index.clear)
                each_of.callback(self._hubspot.close)
                each_of.callback(self._system.close)
        if self._known is not None and not (self._how.preview or self._how.counts_only):
            brakes.keep_lacked(self._ledger.store, self._setup.mapping.pair, self._lacking())
        self._step("done")
        return None

    def judge(self) -> Cause | None:
        """Return why what was counted must wait for a person."""
        ledger, pair = self._ledger, self._setup.mapping.pair
        there = There(
            linked=ledger.linked(pair),
            version=self._setup.mapping.version,
            first=self._first,
            approved=self._how.approved,
            mapped=len(self._setup.mapping.fields),
            gone=tuple(sorted(self._lacking() - brakes.lacked(ledger.store, pair))),
            listings=self._sweep.listings if self._sweep is not None and self._asks else (),
            mapping_changed=ledger.walked_version(pair) not in (None, self._setup.mapping.version),
        )
        return self.braking.judge(there, brakes.let_through(ledger.store, pair))

    def _lacking(self) -> frozenset[str]:
        """Return the mapped properties that HubSpot lacks; none while it was not asked."""
        known = self._known
        return frozenset(known.rules.ready.mapping.missing) if known is not None else frozenset()

    def _judge(self) -> Cause | None:
        """Judge what is held, or the listings; a run that is only looked at brakes for nothing."""
        if self._how.preview or self._how.counts_only:
            return None
        held = self._system.holding and self.braking.number
        return self.judge() if held or (self._sweep is not None and self._asks) else None

    # -- the system's feed --------------------------------------------------------------------

    def _read_system(self) -> None:
        feed = SystemFeed(
            self._setup,
            self._ledger,
            self._system,
            self._decided,
            self._job.clock.now,
            whole=self._whole,
            crashed=bool(self._intents),
        )
        pages = ReadAhead(self._workers, self._readings, self._job)
        try:
            self._index.clear()
            is_sealed = self._setup.ends.sealed  # nobody may be looked up at HubSpot
            by_listing = self._first and self._setup.mapping.matches_by_listing
            if self._whole or by_listing or is_sealed:
                self._survey()
            for page in pages:
                if page.total is not None:
                    self.tally.total = page.total
                if self._sweep is not None and not page.again:
                    alive = [each.id for each in page.records if not each.archived]
                    self._sweep.saw(Side.SYSTEM, alive)
                feed.page(page)
                self._move_on(self._system)
        finally:
            pages.close()

    def _readings(self) -> Iterator[Reading]:
        mapping, source = self._setup.mapping, self._setup.ends.system
        again = [each for each in self._due() if not each.startswith(ONLY_HUBSPOT)]
        if self._how.ids is not None:
            return fetched(source, mapping.system_stream, self._setup.wanted, again)
        cursor = None if self._how.full else self._ledger.checkpoint(mapping.pair)
        return readings(source, mapping.system_stream, self._setup.wanted, again, cursor)

    def _due(self) -> list[str]:
        if self._how.ids is not None:
            return list(self._how.ids)
        now, pair = self._job.clock.now(), self._setup.mapping.pair
        return self._ledger.due_retries(pair, now, everything=self._how.full)

    def _survey(self) -> None:
        """List HubSpot's records once, so that the first run finds who is already there.

        The listing runs ahead while HubSpot is being made ready: neither waits for the other.
        """
        hubspot, stream = self._setup.ends.hubspot, self._setup.mapping.hubspot_stream
        names = self._setup.listed
        pages = ReadAhead(self._workers, lambda: hubspot.read(stream, None, names), self._job)
        try:
            portal = self._decided().portal
            self._step("matching")
            for page in pages:
                portal.add(page.records)
                if self._sweep is not None:
                    self._sweep.saw(Side.HUBSPOT, [each.id for each in page.records])
                self._surveyed = page.cursor
                self._step("matching")
        finally:
            pages.close()

    # -- HubSpot's feed -----------------------------------------------------------------------

    def _read_hubspot(self) -> None:
        """Read what changed in HubSpot. What runs wrote there comes too, and is passed over."""
        mapping, hubspot = self._setup.mapping, self._setup.ends.hubspot
        feed = HubSpotFeed(self._setup, self._ledger, self._hubspot, lambda: self._decided().rules)
        wanted = self._setup.told
        again = [each[len(ONLY_HUBSPOT) :] for each in self._due() if each[:1] == ONLY_HUBSPOT]
        if self._how.ids is not None:
            read = partial(fetched, hubspot, mapping.hubspot_stream, wanted, again)
        else:
            cursor = self._hubspot_cursor()
            read = partial(readings, hubspot, mapping.hubspot_stream, wanted, again, cursor)
        pages = ReadAhead(self._workers, read, self._job)
        try:
            for page in pages:
                for gone in page.gone if page.again else ():
                    self._hubspot.books.gone(ONLY_HUBSPOT + gone)
                feed.page(page.records, page.cursor)
                self._move_on(self._hubspot)
        finally:
            pages.close()

    def _hubspot_cursor(self) -> Cursor | None:
        """Return where to begin. A listing of this run has seen all that was there before it."""
        if self._how.full:
            return None
        known = self._ledger.hubspot_checkpoint(self._setup.mapping.pair)
        return known or (None if self._setup.creates_back else self._surveyed)

    # -- applying -----------------------------------------------------------------------------

    def _apply(self, applier: Applier) -> None:
        """Write what was decided, to its end. HubSpot's feed may have been decided before that."""
        applier.release()
        applier.drain()
        if applier is self._system:
            if self._how.ids is None:  # else the system was not read since they were made
                known = self._known  # without it nobody new came
                left = known.intended.left if known else self._intents
                asked = self._ledger.asked_about(self._setup.mapping.pair) if left else ()
                applier.books.forget_intents([each for each in left if each not in asked])
            applier.books.commit(whole=self._whole)
        else:
            applier.books.commit()

    def _move_on(self, applier: Applier) -> None:
        applier.flush(everything=applier.books.pages_open > _LAG)
        applier.books.commit()
        self._step("reading")

    def _applier(self, side: Side) -> Applier:
        how, pair = self._how, self._setup.mapping.pair
        preview = how.preview or how.counts_only
        ends, rehearsed = self._setup.ends, None
        if how.preview and ends.healthcare:
            rehearsed = ends.rehearsed.setdefault(pair, set())
        books = Books(
            pair,
            self._ledger,
            self.tally,
            preview=preview,
            side=side,
            run=how.run,
            rehearsed=rehearsed,
        )
        judged = how.judged or how.preview or how.ids is not None
        judged = judged or (self._first and how.approved is None)
        return Applier(
            self._workers,
            self._ledger,
            books,
            lambda: self._decided().rules,
            self._step,
            self.braking,
            holding=not (judged or how.counts_only),
            counts_only=how.counts_only,
        )

    @property
    def _asks(self) -> bool:
        return self._setup.mapping.asks_deletes

    # -- inside -----------------------------------------------------------------------------

    def _step(self, phase: str) -> None:
        self._job.step(self.tally.progress(phase))

    def _decided(self) -> Decided:
        """Make HubSpot ready and learn its schema: only once there is something to decide (P4)."""
        if self._known is None:
            setup, ends = self._setup, self._setup.ends
            ready = setup.make_ready(preview=self._how.preview or self._how.counts_only)
            self._system.books.left_out(ready.left_out)
            rules = make_rules(setup, ready, preview=self._how.preview)
            portal = Portal(self._index, ready, ends.print)
            self._known = Decided(rules, portal, Intended(self._intents, rules.unique))
        return self._known


__all__ = ["How", "PairWalk", "TooManyError"]
