"""A run: the pairs of one connection, parents before children, counted."""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace

from core.engine.setup import Ends, PairSetup, pair_setup
from core.engine.tally import Tally
from core.engine.ties import make_ties
from core.engine.ties_back import write_ties_back
from core.engine.walk import How, PairWalk, TooManyError
from core.errors import Code, UserActionError
from core.jobs import JobContext
from core.mapping import Mapping as MappingDocument
from core.privacy.disclosure import Disclosure
from core.privacy.tripwire import typed
from core.store import brakes
from core.store.ledger import Ledger
from core.summary import PairRun, Totals

_OF_ONE_PAIR = frozenset(
    {
        Code.FIELD_BLOCKED,
        Code.FIELD_UNKNOWN,
        Code.FILTER_INVALID,
        Code.OBJECT_MISSING,
        Code.SCOPE_MISSING,
    }
)


def run_pairs(  # noqa: PLR0913 - all but the ends, the pairs and what they stand on are named
    ends: Ends,
    mappings: Sequence[MappingDocument],
    ledger: Ledger,
    job: JobContext,
    workers: Executor,
    *,
    ended: Callable[[PairRun], None],
    only: Collection[str] | None = None,
    ids: Collection[str] | None = None,
    preview: bool = False,
    full: bool = False,
    run: str | None = None,
    approved: Mapping[str, Totals] | None = None,
) -> None:
    """Walk `mappings` in order; hand each pair's result to `ended`, also after an error.

    `only` names the pairs to walk; None walks all. `ids` names the records to look at, as in
    `How`: whatever else changed waits for the next run. `full` forgets the checkpoints first, so
    that every record is looked at. What is written is kept under `run`, to be undone. `approved`
    tells what a rehearsal told of a pair that was never walked. Raises SyncError and Cancelled;
    what was done before stays done. A pair that is at fault by itself does not keep the others
    waiting: its error is raised once they have run.
    """
    if ends.sealed and not preview:
        raise UserActionError(Code.PHI_GATE)
    by_pair = {mapping.pair: mapping for mapping in mappings}
    at_fault: list[UserActionError] = []
    for mapping in mappings:
        if only is not None and mapping.pair not in only:
            continue
        how = How(
            preview=preview,
            full=full,
            ids=None if ids is None else tuple(ids),
            run=run,
            approved=(approved or {}).get(mapping.pair),
        )
        try:
            _run_pair(ends, mapping, by_pair, ledger, job, workers, how, ended)
        except UserActionError as error:
            if error.code not in _OF_ONE_PAIR:
                raise
            at_fault.append(error)
    if at_fault:
        raise at_fault[0]


def _run_pair(  # noqa: PLR0913 - as above
    ends: Ends,
    mapping: MappingDocument,
    by_pair: Mapping[str, MappingDocument],
    ledger: Ledger,
    job: JobContext,
    workers: Executor,
    how: How,
    ended: Callable[[PairRun], None],
) -> None:
    started = job.clock.monotonic()
    told = [Tally(mapping.pair, mapping.label)]
    try:
        if ends.scanned and (place := typed(mapping)) is not None:
            raise UserActionError(Code.FIELD_BLOCKED, detail=place)
        setup = pair_setup(ends, mapping, by_pair)
        ends.disclosed.append(
            Disclosure(mapping.pair, setup.schema, setup.egress, setup.gate, setup.rows)
        )
        if how.full and not how.preview:
            ledger.forget_checkpoint(mapping.pair)
        if _walk(setup, ledger, job, workers, how, told) and not how.preview:
            make_ties(setup, by_pair, ledger, job, told[0], how.ids)
            if how.full:
                write_ties_back(setup, by_pair, ledger, job, told[0])
    finally:
        ended(told[0].result(job.clock.monotonic() - started))


def _walk(
    setup: PairSetup,
    ledger: Ledger,
    job: JobContext,
    workers: Executor,
    how: How,
    told: list[Tally],
) -> bool:
    """Walk one pair; a big one is counted first. Return False if the brake was put on."""
    pair, store = setup.mapping.pair, ledger.store
    walk = PairWalk(setup, ledger, job, workers, how)
    told[:] = [walk.tally]
    try:
        cause = walk.run()
    except TooManyError:
        counting = PairWalk(setup, ledger, job, workers, replace(how, counts_only=True))
        counting.run()
        cause = counting.judge()
        walk = PairWalk(setup, ledger, job, workers, replace(how, judged=True))
        told[:] = [walk.tally]
        if cause is None:
            walk.run()
    if cause is not None:
        brakes.put_on(store, pair, cause, job.clock.now())
        walk.tally.note(Code.BRAKE)
        return False
    if not how.preview and how.ids is None:
        brakes.lift(store, pair, job.clock.now())
        ledger.keep_walked_version(pair, setup.mapping.version)
    return True
