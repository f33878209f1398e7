"""One pair's run: both feeds in, decisions, batches out, settled in order.

Gather, decide, apply. Pages stream through: what is held in memory is bounded by the pages read
ahead and the batches under way. A crash, a cancel and a restart are the same thing: begin again
at the last checkpoint.
"""

from collections.abc import Iterator
from concurrent.futures import Executor

from core.connector import Cursor
from core.draft import Drafter
from core.engine.applying import Applier
from core.engine.backward import ONLY_HUBSPOT
from core.engine.batches import Rules
from core.engine.books import Books
from core.engine.hubspot_feed import HubSpotFeed
from core.engine.intents import Intended
from core.engine.pages import ReadAhead, Reading, readings
from core.engine.portal import Portal
from core.engine.setup import PairSetup
from core.engine.system_feed import Decided, SystemFeed
from core.engine.tally import Tally
from core.engine.writers import Writers
from core.jobs import JobContext
from core.records import Side
from core.store.ledger import Ledger

_LAG = 50  # pages that may wait for a batch to fill, before it goes as it is


class PairWalk:
    """Walks one pair once. Made for one run, used by one thread; batches run in workers.

    `full` looks at every record on both sides; a first run, and one that goes on with it, looks at
    every record of the system anyway.
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
        self._index = ledger.match_index(pair)
        self._intents = ledger.intents(pair) if setup.mapping.both_ways else {}
        self._known: Decided | None = None
        self._surveyed: Cursor | None = None  # where HubSpot's listing of this run ended
        self._applier = Applier(
            Writers(workers), ledger, self._books, lambda: self._decided().rules, self._step
        )

    def run(self) -> None:
        """Walk the pair. What was done before an error or a cancel is settled and stays."""
        try:
            self._walk_system()
            if self._setup.mapping.both_ways:
                self._walk_hubspot()
        finally:
            self._index.clear()
        self._step("done")

    # -- the system's feed --------------------------------------------------------------------

    def _walk_system(self) -> None:
        pages = ReadAhead(self._workers, self._readings, self._job)
        feed = SystemFeed(
            self._setup, self._ledger, self._applier, self._decided, whole=self._whole
        )
        try:
            self._index.clear()
            if self._whole:
                self._survey()
            for page in pages:
                if page.total is not None:
                    self.tally.total = page.total
                feed.page(page)
                self._move_on()
            self._applier.drain()
            known = self._known  # without it nobody new came
            self._books.forget_intents(known.intended.left if known else self._intents)
            self._books.commit(whole=self._whole)
        finally:
            pages.close()
            self._applier.finish()
            self._books.close()

    def _readings(self) -> Iterator[Reading]:
        mapping, source = self._setup.mapping, self._setup.ends.system
        again = [each for each in self._due() if not each.startswith(ONLY_HUBSPOT)]
        cursor = None if self._full else self._ledger.checkpoint(mapping.pair)
        return readings(source, mapping.system_stream, self._setup.wanted, again, cursor)

    def _due(self) -> list[str]:
        now, pair = self._job.clock.now(), self._setup.mapping.pair
        return self._ledger.due_retries(pair, now, everything=self._full)

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
                self._surveyed = page.cursor
                self._step("matching")
        finally:
            pages.close()

    # -- HubSpot's feed -----------------------------------------------------------------------

    def _walk_hubspot(self) -> None:
        """Read what changed in HubSpot. What this run wrote there comes too, and is passed over."""
        mapping, hubspot = self._setup.mapping, self._setup.ends.hubspot
        self._books = Books(
            mapping.pair, self._ledger, self.tally, preview=self._preview, side=Side.HUBSPOT
        )
        self._applier.books = self._books
        feed = HubSpotFeed(self._setup, self._ledger, self._applier, lambda: self._decided().rules)
        wanted = mapping.hubspot_fields() | {self._setup.key_property}
        cursor = self._hubspot_cursor()
        again = [each[len(ONLY_HUBSPOT) :] for each in self._due() if each[:1] == ONLY_HUBSPOT]
        pages = ReadAhead(
            self._workers,
            lambda: readings(hubspot, mapping.hubspot_stream, wanted, again, cursor),
            self._job,
        )
        try:
            for page in pages:
                for gone in page.gone if page.again else ():
                    self._books.gone(ONLY_HUBSPOT + gone)
                feed.page(page.records, page.cursor)
                self._move_on()
            self._applier.drain()
            self._books.commit()
        finally:
            pages.close()
            self._applier.finish()
            self._books.close()

    def _hubspot_cursor(self) -> Cursor | None:
        """Return where to begin. A listing of this run has seen all that was there before it."""
        if self._full:
            return None
        known = self._ledger.hubspot_checkpoint(self._setup.mapping.pair)
        return known or (None if self._setup.creates_back else self._surveyed)

    # -- inside -----------------------------------------------------------------------------

    def _move_on(self) -> None:
        self._applier.flush(everything=self._books.pages_open > _LAG)
        self._books.commit()
        self._step("reading")

    def _step(self, phase: str) -> None:
        self._job.step(self.tally.progress(phase))

    def _decided(self) -> Decided:
        """Make HubSpot ready and learn its schema: only once there is something to decide (P4)."""
        if self._known is None:
            setup, ends = self._setup, self._setup.ends
            ready = setup.make_ready(preview=self._preview)
            self._books.left_out(ready.left_out)
            rules = Rules(
                setup=setup,
                ready=ready,
                drafter=Drafter(ready.mapping, ends.print),
                forms={line.key: line.normal for line in ready.mapping.lines},
                unique=frozenset(
                    n for key in setup.mapping.match if key.unique for n in key.fields
                ),
                preview=self._preview,
            )
            portal = Portal(self._index, ready, ends.print)
            self._known = Decided(rules, portal, Intended(self._intents, rules.unique))
        return self._known
