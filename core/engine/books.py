"""The books of one pair's run: what is settled, and the cursor before which everything is.

The ledger learns of a record and of the cursor behind it in one transaction, and of a cursor only
when every record before it is settled: a checkpoint is never ahead (P2).
"""

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass

from core.connector import Cursor
from core.engine.setup import MARK
from core.engine.tally import Bin, Settled, Tally
from core.errors import Code, Refusal
from core.links import PRINT, Link
from core.records import Record, Side
from core.store.ledger import Ledger, Problem, Settlement
from core.store.settlement import Wrote


@dataclass(slots=True)
class _Page:
    """Records that were read together, until all of them are settled."""

    cursor: Cursor | None  # None: it moves no checkpoint
    open: int


class Books:
    """Used by the walking thread only. What is held is bounded by the pages that are open."""

    def __init__(
        self,
        pair: str,
        ledger: Ledger,
        tally: Tally,
        *,
        preview: bool,
        side: Side = Side.SYSTEM,
        run: str | None = None,
        rehearsed: set[str] | None = None,
    ) -> None:
        self._pair = pair
        self._side = side  # whose cursor moves
        self._run = run
        self._rehearsed = rehearsed  # system ids that a preview would link, where they matter
        self._ledger = ledger
        self._tally = tally
        self._preview = preview
        self._pages: deque[_Page] = deque()
        self._page_of: dict[str, _Page] = {}  # by system id, of records that are not settled
        self._not_found: set[str] = set()
        self._resuming: set[str] = set()
        self._pending: frozenset[tuple[str, str]] | None = None  # deletes that wait, once asked
        self._done = Settlement()
        self._cursor: Cursor | None = None  # the last that was committed

    @property
    def pages_open(self) -> int:
        return len(self._pages)

    def are_open(self, system_ids: Collection[str]) -> bool:
        """Return whether one of some records is still under way."""
        return not self._page_of.keys().isdisjoint(system_ids)

    def begin(self, system_ids: Collection[str], cursor: Cursor | None) -> None:
        """Open a page of records, none of which is under way."""
        page = _Page(cursor, len(system_ids))
        self._pages.append(page)
        self._page_of.update(dict.fromkeys(system_ids, page))
        self._tally.read += len(system_ids)

    def unsee(self, system_id: str) -> None:
        """Forget the sight of a record that nothing was done for."""
        self._page_of.pop(system_id).open -= 1
        self._tally.read -= 1

    def unchanged(self, system_id: str) -> None:
        """Note a record that was seen before: whatever waits for it goes on waiting."""
        self._end(system_id, Bin.UNCHANGED, ())

    def settle(self, settled: Settled) -> None:
        """Note what became of a record. What is told of it now replaces what was told before."""
        system_id, hubspot_id = settled.system_id, settled.hubspot_id
        if system_id in self._resuming:
            self._resuming.discard(system_id)
            self._done.resume(system_id)
        if settled.linked:
            assert hubspot_id is not None
            linked = settled.as_id or system_id
            self._done.link(linked, hubspot_id, settled.system_prints, settled.hubspot_prints)
            self._done.fulfil(hubspot_id)
            if self._rehearsed is not None:
                self._rehearsed.add(linked)
        if hubspot_id is not None and (settled.wrote or settled.made_there):
            self._done.wrote.append(Wrote(hubspot_id, settled.made_there, settled.wrote))
        self._tally.moved.update(settled.towards)
        if any(each.code is Code.NOT_FOUND for each in settled.problems):
            self._not_found.add(system_id)
        told = settled.problems if settled.bin is not Bin.SKIPPED else ()
        for refusal in told:
            self._done.problem(Problem(system_id, hubspot_id, refusal, settled.candidates))
            self._done.retry(system_id, refusal.code)
        self._done.mended(system_id, still={refusal.code for refusal in told})
        self._end(system_id, settled.bin, settled.problems)

    def unlinked(self, count: int) -> None:
        """Count records of the system that had no link when they were looked at."""
        self._tally.unlinked += count

    def left_out(self, refusals: Collection[Refusal]) -> None:
        """Note which lines of the mapping cannot be walked: issues of the whole pair."""
        for refusal in refusals:
            self._tally.note(refusal.code)
            self._done.problem(Problem("", None, refusal))
        lifted_elsewhere = {Code.BRAKE}  # by a run that went through
        self._done.mended("", still=lifted_elsewhere.union(each.code for each in refusals))

    def want_ties(self, record: Record, references: Collection[str]) -> None:
        """Note which records a record refers to."""
        told = {name: record.references[name] for name in references if name in record.references}
        if told:
            self._done.ties(record.id, told)

    def look_again(self, system_id: str, code: Code) -> None:
        """Have a record that was passed over fetched again on a later run."""
        self._done.retry(system_id, code)

    def gone(self, system_id: str) -> None:
        """Note that a record is no more in the system: there is nothing to try again."""
        self._done.drop_retry(system_id)

    def stop(self, system_id: str) -> None:
        """Keep a link, and sync it no more: its record is not the pair's at present."""
        self._done.stop(system_id)

    def resume(self, system_id: str) -> None:
        """Sync a link again, once its record is settled: it is the pair's once more."""
        self._resuming.add(system_id)

    def echo(self, link: Link, mark: bytes) -> None:
        """Remember that a linked HubSpot record was seen and says what was agreed on.

        It is no record of the run: a run counts what it has to decide.
        """
        ours = link.base.system(MARK) or bytes(PRINT)
        self._done.link(link.system_id, link.hubspot_id, {MARK: ours}, {MARK: mark})

    def was_not_found(self, system_id: str) -> bool:
        """Return whether this run wanted to write a record whose other one is gone."""
        return system_id in self._not_found

    def ask(self, system_id: str, hubspot_id: str, gone: str) -> None:
        """Ask whether to archive a record whose other one is gone, on the side `gone` (P6)."""
        self._tally.note(Code.PENDING_DELETE)
        refusal = Refusal(Code.PENDING_DELETE, field=gone)
        self._done.problem(Problem(system_id, hubspot_id, refusal))

    def there(self, system_ids: Collection[str]) -> None:
        """Note linked records that are there on this feed's side: nobody need be asked any more."""
        if self._pending is None:
            self._pending = self._ledger.pending_deletes(self._pair)
        for system_id in system_ids if self._pending else ():
            if (system_id, self._side.value) in self._pending:
                self._done.resolve(system_id, Code.PENDING_DELETE, self._side.value)

    def forget_intents(self, hubspot_ids: Collection[str]) -> None:
        """Drop intents whose create did not take effect: the system was read since."""
        for hubspot_id in hubspot_ids:
            self._done.fulfil(hubspot_id)

    def commit(self, *, whole: bool = False) -> None:
        """Tell the ledger what is settled, and the last cursor before which everything is.

        If that fails, nothing is taken as told. `whole` ends a reading from the beginning.
        """
        ended, cursor = 0, self._cursor if whole else None
        for page in self._pages:
            if page.open:
                break
            ended, cursor = ended + 1, page.cursor or cursor
        if not self._preview and (cursor is not None or self._done):
            self._ledger.settle(
                self._pair, self._done, cursor, whole=whole, side=self._side, run=self._run
            )
        for _ in range(ended):
            self._pages.popleft()
        self._cursor = cursor or self._cursor
        self._done = Settlement()

    def close(self) -> None:
        """Commit what is settled. What is still open was not dealt with: the next run reads it."""
        self._tally.read -= len(self._page_of)
        self.commit()

    def _end(self, system_id: str, where: Bin, reasons: Collection[Refusal]) -> None:
        self._page_of.pop(system_id).open -= 1
        self._tally.end(where, [refusal.code for refusal in reasons])
