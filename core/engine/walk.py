"""One pair's run: pages in, decisions, batches out, settled in order.

Gather, decide, apply. Pages stream through: what is held in memory is bounded by the pages read
ahead and the batches under way. The ledger learns of a record and of the cursor behind it in one
transaction, and only when the record is settled; so a crash, a cancel and a restart are the same
thing: begin again at the last checkpoint.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field

from core.connector import Connector, Cursor, Keyed, Page
from core.engine.batches import Item, Settings, Settled, create_batch, update_batch
from core.engine.pages import ReadAhead
from core.engine.portal import Candidate, Portal
from core.engine.setup import PairSetup
from core.engine.tally import Bin, Tally
from core.errors import Code, Refusal
from core.identity import identity
from core.jobs import JobContext
from core.mapping import CompiledMapping
from core.plan import Draft, changed, creation, draft
from core.records import Record
from core.store.ledger import Ledger, Problem, Settlement

BATCH = 100  # records a request may carry at HubSpot
WRITERS = 4  # batches under way at once
_FETCH = 200  # records to fetch again by id in one request
_LOOK_UP = 0.2  # seconds between looks at whether to stop while batches are under way


@dataclass(slots=True)
class _Walked:
    """A page that was read, until all of its records are settled."""

    cursor: Cursor | None  # None: records fetched again by id; they move no checkpoint
    open: int
    ids: set[str] = field(default_factory=set)


class PairWalk:
    """Walks one pair once. Made for one run, used by one thread; batches run in workers."""

    def __init__(
        self, setup: PairSetup, ledger: Ledger, job: JobContext, workers: Executor, preview: bool
    ) -> None:
        self._setup = setup
        self._ledger = ledger
        self._job = job
        self._workers = workers
        self._preview = preview
        self.tally = Tally(setup.mapping.pair, setup.mapping.label)
        self._first = ledger.checkpoint(setup.mapping.pair) is None
        self._walked: deque[_Walked] = deque()
        self._updates: list[Item] = []
        self._creates: list[Item] = []
        self._under_way: set[Future[list[Settled]]] = set()
        self._moving: set[str] = set()  # system ids decided and not yet settled
        self._promised: dict[str, str] = {}  # HubSpot id -> system id, matched and not yet settled
        self._ready = Settlement()
        self._compiled: CompiledMapping | None = None

    # -- the walk ---------------------------------------------------------------------------

    def run(self, full: bool = False) -> None:
        """Walk the pair. What was done before an error or a cancel is settled and stays."""
        pages = ReadAhead(self._workers, lambda: self._read(full), self._job)
        try:
            if self._first:
                self._survey()
            for page in pages:
                self._page(page)
            self._flush(everything=True)
            while self._under_way:
                self._collect()
        finally:
            pages.close()
            self._finish_under_way()
            self._commit()
            if not self._preview or self._first:
                self._setup.index(self._ledger).clear()
        self._job.step(self.tally.progress("done"))

    def _read(self, full: bool) -> Iterator[Page]:
        """Read in a worker: first what waits to be tried again, then what changed."""
        mapping, source = self._setup.mapping, self._setup.system
        stream, fields = mapping.system_stream, self._setup.wanted
        again = self._ledger.due_retries(mapping.pair, self._job.clock.now(), everything=full)
        for start in range(0, len(again), _FETCH):
            ids = again[start : start + _FETCH]
            found = source.fetch(stream, ids, fields)
            gone = tuple(id for id in ids if id not in found)
            yield Page(list(found.values()), Cursor(""), gone=gone)
        yield from source.read(stream, self._ledger.checkpoint(mapping.pair), fields)

    def _survey(self) -> None:
        """List HubSpot's records once, so that the first run finds who is already there."""
        compiled = self._compile()
        portal = self._portal(compiled)
        self._job.step(self.tally.progress("matching"))
        for page in self._setup.hubspot.read(compiled.mapping.hubspot_stream, None, portal.fields):
            portal.add(page.records)
            self._job.step(self.tally.progress("matching"))

    def _page(self, page: Page) -> None:
        if page.total is not None:
            self.tally.total = page.total
        ids = {record.id for record in page.records}
        if (
            ids & self._moving
        ):  # the vendor's list shifted: settle the first sight before the second
            self._flush(everything=True)
            while self._under_way:
                self._collect()
        walked = _Walked(page.cursor or None, len(page.records), ids)
        self._walked.append(walked)
        for id in page.gone:
            self._ready.drop_retry(id)
        if page.records:
            self._decide(page.records, walked)
        self._flush(everything=False)
        self._commit()
        self._job.step(self.tally.progress("reading"))

    # -- deciding ---------------------------------------------------------------------------

    def _decide(self, records: Sequence[Record], walked: _Walked) -> None:
        compiled = self._compile()
        pair = compiled.mapping.pair
        self.tally.read += len(records)
        links = self._ledger.links(pair, [record.id for record in records])
        unknown: list[Candidate] = []
        for record in records:
            made = draft(
                self._setup.gate.admit(record), compiled, self._setup.print, self._setup.region
            )
            self._want_ties(record)
            link = links.get(record.id)
            if link is None:
                unknown.append(Candidate(made, self._identity(record)))
            elif changed(made, link.base):
                self._move(self._updates, self._item(made, walked, link.hubspot_id, link.base))
            else:
                self._close(walked, record.id, Bin.UNCHANGED)
        if unknown:
            self._match(unknown, walked, compiled)

    def _match(
        self, candidates: Sequence[Candidate], walked: _Walked, compiled: CompiledMapping
    ) -> None:
        portal = self._portal(compiled)
        if not self._first:
            portal.look_up(self._setup.hubspot, candidates)
        pair = compiled.mapping.pair
        matches = portal.match(
            candidates, lambda ids: self._ledger.system_ids(pair, ids), self._promised
        )
        for candidate, match in zip(candidates, matches, strict=True):
            made = candidate.draft
            if match.question is not None:
                self._hold(made, walked, match.question, match.candidates)
            elif match.hubspot_id is not None:
                self._promised[match.hubspot_id] = made.record.id
                self._move(self._updates, self._item(made, walked, match.hubspot_id))
            else:
                self._new(candidate, match.shared, walked, compiled, portal)

    def _new(
        self,
        candidate: Candidate,
        shared: tuple[str, ...],
        walked: _Walked,
        compiled: CompiledMapping,
        portal: Portal,
    ) -> None:
        made = candidate.draft
        values = creation(made, compiled)
        needed = compiled.mapping.require_any
        if values is None or (needed and not any(k in values for k in needed if k not in shared)):
            self._close(walked, made.record.id, Bin.SKIPPED, Code.INCOMPLETE)
        elif not self._setup.keyed:
            self._hold(made, walked, Code.IDENTITY_FALLBACK)
        else:
            portal.claim(candidate, {k: v for k, v in values.items() if k not in shared})
            self._move(self._creates, self._item(made, walked, shared=shared))

    def _item(
        self,
        made: Draft,
        walked: _Walked,
        hubspot_id: str | None = None,
        base: object = None,
        shared: tuple[str, ...] = (),
    ) -> Item:
        from core.plan import Base

        known = base if isinstance(base, Base) else None
        return Item(made, self._identity(made.record), hubspot_id, known, shared, walked)

    def _identity(self, record: Record) -> str:
        return identity(
            self._setup.account, self._setup.mapping.system_stream, record.id, self._setup.id_secret
        )

    # -- applying ---------------------------------------------------------------------------

    def _move(self, waiting: list[Item], item: Item) -> None:
        self._moving.add(item.draft.record.id)
        waiting.append(item)
        if len(waiting) >= BATCH:
            self._flush(everything=False)

    def _flush(self, everything: bool) -> None:
        """Send full batches to the workers; all that is left, if asked."""
        for waiting, work in ((self._creates, create_batch), (self._updates, update_batch)):
            while len(waiting) >= BATCH or (everything and waiting):
                batch = waiting[:BATCH]
                del waiting[:BATCH]
                self._submit(work, batch)

    def _submit(
        self,
        work: Callable[[Connector, Sequence[Item], Settings], list[Settled]],
        batch: list[Item],
    ) -> None:
        while len(self._under_way) >= WRITERS:
            self._collect()
        hubspot, how = self._setup.hubspot, self._settings()
        self._under_way.add(self._workers.submit(lambda: work(hubspot, batch, how)))

    def _collect(self) -> None:
        """Wait for a batch to end, and settle those that have."""
        ended, self._under_way = wait(
            self._under_way, timeout=_LOOK_UP, return_when=FIRST_COMPLETED
        )
        for future in ended:
            for settled in future.result():
                self._settle(settled)
        self._commit()
        self._job.step(self.tally.progress("reading"))

    def _finish_under_way(self) -> None:
        """After an error or a cancel: settle what the batches under way still did."""
        for future in self._under_way:
            future.cancel()
        ended, _ = wait(self._under_way)
        for future in ended:
            if not future.cancelled() and future.exception() is None:
                for settled in future.result():
                    self._settle(settled)
        self._under_way = set()

    def _settle(self, settled: Settled) -> None:
        item = settled.item
        system_id = item.draft.record.id
        if settled.bin is Bin.FAILED and self._try_shared(settled):
            return
        if item.hubspot_id is not None:
            self._promised.pop(item.hubspot_id, None)
        if settled.hubspot_id is not None and settled.bin is not Bin.FAILED:
            self._ready.link(
                system_id, settled.hubspot_id, settled.system_prints, settled.hubspot_prints
            )
        for problem in settled.problems:
            self._ready.problem(Problem(system_id, settled.hubspot_id, problem, settled.candidates))
        if settled.bin in (Bin.FAILED, Bin.HELD):
            self._ready.retry(system_id, settled.problems[0].code)
        else:
            self._ready.mended(system_id, still={problem.code for problem in settled.problems})
        assert isinstance(item.page, _Walked)
        self._close(item.page, system_id, settled.bin, *(p.code for p in settled.problems))

    def _try_shared(self, settled: Settled) -> bool:
        """HubSpot says that a new record's unique value is taken: ask, or leave the value out.

        It happens where the other record came in between, or holds an e-mail as a second one.
        """
        refusal = settled.problems[0]
        item = settled.item
        if refusal.code is not Code.CONFLICTING_ID or item.hubspot_id is not None or item.shared:
            return False
        pair = self._setup.mapping.pair
        existing = refusal.existing_id
        if existing is not None and existing not in self._ledger.system_ids(pair, [existing]):
            settled.bin = Bin.HELD
            settled.problems = (Refusal(Code.LIKELY_MATCH, reference=refusal.reference),)
            settled.candidates = (existing,)
            return False
        unique = {k for key in self._setup.mapping.match if key.unique for k in key.fields}
        item.shared = tuple(sorted(unique & item.draft.values.keys()))
        if not item.shared:
            return False
        self._submit(create_batch, [item])
        return True

    # -- bookkeeping ------------------------------------------------------------------------

    def _hold(
        self, made: Draft, walked: _Walked, code: Code, candidates: tuple[str, ...] = ()
    ) -> None:
        system_id = made.record.id
        self._ready.problem(Problem(system_id, None, Refusal(code), candidates))
        self._ready.retry(system_id, code)
        self._close(walked, system_id, Bin.HELD, code)

    def _close(self, walked: _Walked, system_id: str, where: Bin, *reasons: Code) -> None:
        """Put a record into its bin; its page may now be complete."""
        self._moving.discard(system_id)
        walked.open -= 1
        self.tally.end(where, *reasons)

    def _want_ties(self, record: Record) -> None:
        wanted = {
            tie.reference: record.references.get(tie.reference, ())
            for tie in self._setup.mapping.ties
            if tie.reference in record.references
        }
        if wanted:
            self._ready.ties(record.id, wanted)

    def _commit(self) -> None:
        """Tell the ledger what is settled, and the last cursor before which everything is."""
        cursor: Cursor | None = None
        while self._walked and self._walked[0].open == 0:
            cursor = self._walked.popleft().cursor or cursor
        if self._preview:
            self._ready = Settlement()
        elif cursor is not None or self._ready:
            ready, self._ready = self._ready, Settlement()
            self._ledger.settle(self._setup.mapping.pair, ready, cursor)

    def _settings(self) -> Settings:
        return Settings(
            self._compile(),
            self._setup.gate,
            self._setup.print,
            self._setup.region,
            self._setup.key_property,
            self._preview,
        )

    def _portal(self, compiled: CompiledMapping) -> Portal:
        return Portal(
            self._setup.index(self._ledger),
            compiled,
            self._setup.key_property,
            self._setup.print,
            self._setup.region,
        )

    def _compile(self) -> CompiledMapping:
        """Join the mapping with HubSpot's schema: only once there is something to decide."""
        if self._compiled is None:
            self._compiled = self._setup.compile(self._preview)
            for code, name in self._setup.left_out(self._compiled):
                self.tally.note(code)
                self._ready.problem(Problem("", None, Refusal(code, field=name)))
        return self._compiled


class HubSpot(Connector, Keyed):
    """HubSpot as the walk needs it."""
