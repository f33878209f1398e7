"""From decided to settled: what waits for a batch, what is under way, and what came of it."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

from core.answers import UNASKED, may_ask
from core.brake import Braking
from core.engine.backward import create_back_batch
from core.engine.batches import Item, Rules, create_batch, update_batch
from core.engine.books import Books
from core.engine.tally import Bin, Settled
from core.engine.writers import Writers
from core.errors import Code, Refusal
from core.records import Side
from core.store.decisions import answered
from core.store.ledger import Ledger

HELD = 6000  # changes that wait in memory for the brake, 4 KB each; more are counted first

_Work = Callable[[Sequence[Item], Rules], list[Settled]]


@dataclass(slots=True)
class _Queue:
    """Items that wait for a batch of one kind to fill."""

    work: _Work
    size: int
    items: list[Item]


class TooManyError(Exception):
    """There is more to do than is held in memory: count it first. Not an error of anybody's."""


class Applier:
    """Applies what one feed decided. Used by the walking thread only; batches run in workers.

    While it is `holding`, nothing is written: what was decided waits for the brake's verdict.
    """

    def __init__(  # noqa: PLR0913 - what a feed stands on; the modes are named
        self,
        workers: Executor,
        ledger: Ledger,
        books: Books,
        rules: Callable[[], Rules],
        step: Callable[[str], None],
        braking: Braking,
        *,
        holding: bool,
        counts_only: bool,
    ) -> None:
        self._writers = Writers(workers)
        self._ledger = ledger
        self._rules = rules
        self._step = step
        self._braking = braking
        self._counts_only = counts_only
        self.books = books
        self.holding = holding
        self.held = holding  # it was, also after its release
        self._queues: dict[str, _Queue] = {}
        self._under_way: dict[str, Item] = {}  # by system id: decided, not yet settled

    def expect(self, changes: int) -> None:
        """Raise TooManyError if more are to come than are held: no slow list is read to see it."""
        if self.holding and changes > HELD:
            raise TooManyError

    def update(self, item: Item, side: Side, properties: Collection[str]) -> None:
        """Merge a linked record with what is on both sides now.

        `side` is where the `properties` (HubSpot's) that made us look are about to be written.
        """
        self._braking.update(side, properties)
        self._move("update", update_batch, item)

    def match(self, item: Item) -> None:
        """Link a record with one that is in HubSpot already, and merge the two."""
        self._braking.match(Side.HUBSPOT)
        self._move("update", update_batch, item)

    def create(self, item: Item) -> None:
        """Make a HubSpot record, unless HubSpot or the rules have something against it."""
        rules = self._rules()
        own = item.values.keys() - item.shared
        needed = rules.setup.mapping.require_any
        if not own or (needed and own.isdisjoint(needed)):
            self.end(item.system_id, Bin.SKIPPED, Code.INCOMPLETE)
        elif rules.key is None:
            self.end(item.system_id, Bin.HELD, Code.IDENTITY_FALLBACK)
        else:
            self._braking.create(Side.HUBSPOT)
            self._move("create", create_batch, item)

    def create_back(self, item: Item) -> None:
        """Make a record in the system of one that only HubSpot has."""
        self._braking.create(Side.SYSTEM)
        self._move("create back", create_back_batch, item)

    def end(self, system_id: str, where: Bin, code: Code, candidates: tuple[str, ...] = ()) -> None:
        """Settle a record that nothing is written for."""
        problems = (Refusal(code),)
        self.books.settle(Settled(system_id, where, problems=problems, candidates=candidates))

    # -- batches ----------------------------------------------------------------------------------

    def flush(self, *, everything: bool = False) -> None:
        """Send full batches to the workers; all that is left, if asked."""
        if self.holding:
            return
        for queue in self._queues.values():
            while len(queue.items) >= queue.size or (everything and queue.items):
                batch = queue.items[: queue.size]
                del queue.items[: queue.size]
                self._submit(queue.work, batch)

    def release(self) -> None:
        """Hold no more: what was decided may be written.

        What was decided of HubSpot's feed goes by links that the system's may have changed since.
        """
        if self.holding:
            self.holding = False
            self._refresh()

    def make_room(self, system_ids: Collection[str]) -> None:
        """Be done with the first sight of records that come again in the same run."""
        if not self.books.are_open(system_ids):
            return
        if not self.holding:
            self.drain()
            return
        self._unsee(system_ids)

    def drain(self) -> None:
        """Send all that waits, and wait until everything is settled."""
        while any(queue.items for queue in self._queues.values()) or not self._writers.idle:
            self.flush(everything=True)
            if not self._writers.idle:
                self._collect()

    def close(self) -> None:
        """Settle what the batches under way still did, and forget what was not begun."""
        try:
            for settled in self._writers.finish():
                self._settle(settled)
        finally:
            self.books.close()

    def _refresh(self) -> None:
        """Bring held items of HubSpot's feed up to what is linked by now."""
        items = [item for item in self._under_way.values() if item.draft is None]
        if not items:
            return
        pair = self._rules().setup.mapping.pair
        links = self._ledger.links(pair, [item.system_id for item in items])
        taken = self._ledger.system_ids(pair, [item.hubspot_id or "" for item in items])
        for item in items:
            link = links.get(item.system_id)
            if link is not None:
                item.base = link.base
                if not item.moved:
                    item.hubspot_id = link.hubspot_id
        queue = self._queues.get("create back")
        made = queue.items if queue is not None else []
        # The system's feed knew whose they are.
        self._unsee([item.system_id for item in made if item.hubspot_id in taken])

    def _unsee(self, system_ids: Collection[str]) -> None:
        """Forget the sight of records that wait, as nothing was done for them."""
        for system_id in system_ids:
            if self._under_way.pop(system_id, None) is not None:
                self.books.unsee(system_id)
        for queue in self._queues.values():
            queue.items = [each for each in queue.items if each.system_id in self._under_way]

    def _move(self, kind: str, work: _Work, item: Item) -> None:
        if self._counts_only:
            self.books.settle(Settled(item.system_id, Bin.UPDATED))
            return
        if self.holding and len(self._under_way) >= HELD:
            raise TooManyError
        self._under_way[item.system_id] = item
        queue = self._queues.get(kind)
        if queue is None:
            size = self._rules().ends.hubspot.batch_size
            queue = self._queues[kind] = _Queue(work, size, [])
        queue.items.append(item)

    def _submit(self, work: _Work, batch: list[Item]) -> None:
        while self._writers.busy:
            self._collect()
        rules = self._rules()
        if work is create_back_batch and not rules.preview:
            # Before anything is made: what a crash leaves unknown is looked for by the next run.
            pair = rules.setup.mapping.pair
            self._ledger.intend(pair, {each.hubspot_id or "": each.marker for each in batch})
        self._writers.start(lambda: work(batch, rules))

    def _collect(self) -> None:
        """Wait a moment for batches to end, and settle those that have."""
        for settled in self._writers.ended():
            self._settle(settled)
        self.books.commit()
        self._step("reading")

    def _settle(self, settled: Settled) -> None:
        item = self._under_way.pop(settled.system_id)
        if settled.bin is Bin.FAILED and self._asks_or_shares(settled, item):
            return
        self.books.settle(settled)

    def _asks_or_shares(self, settled: Settled, item: Item) -> bool:
        """HubSpot says that a new record's unique value is taken: ask, or leave the value out.

        It happens where the other record came in between, or holds an e-mail as a second one.
        Returns whether the record goes on its way once more.
        """
        refusal, draft = settled.problems[0], item.draft
        if refusal.code is not Code.CONFLICTING_ID or item.hubspot_id is not None or item.shared:
            return False
        rules = self._rules()
        pair, existing = rules.setup.mapping.pair, refusal.existing_id
        answers = answered(self._ledger.store, pair, [item.system_id]).get(item.system_id, UNASKED)
        theirs = existing is not None and not self._ledger.system_ids(pair, [existing])
        if existing is not None and theirs and may_ask(answers, existing):
            settled.bin = Bin.HELD
            settled.problems = (Refusal(Code.LIKELY_MATCH, reference=refusal.reference),)
            settled.candidates = (existing,)
            return False
        item.shared = rules.unique & draft.values.keys() if draft is not None else frozenset()
        if not item.shared:
            return False
        self.create(item)
        return True
