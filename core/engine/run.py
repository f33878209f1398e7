"""A run: the pairs of one connection, parents before children, counted."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor

from core.engine.setup import Ends, PairSetup
from core.engine.tally import Tally
from core.engine.ties import make_ties
from core.engine.walk import PairWalk
from core.jobs import JobContext
from core.mapping import Mapping
from core.schema import StreamSchema
from core.store.ledger import Ledger
from core.summary import PairRun


def run_pairs(  # noqa: PLR0913 - all but the ends, the pairs and what they stand on are named
    ends: Ends,
    mappings: Sequence[Mapping],
    ledger: Ledger,
    job: JobContext,
    workers: Executor,
    *,
    ended: Callable[[PairRun], None],
    only: Collection[str] | None = None,
    preview: bool = False,
    full: bool = False,
) -> None:
    """Walk `mappings` in order; hand each pair's result to `ended`, also after an error.

    `only` names the pairs to walk; None walks all. `full` forgets the checkpoints first, so that
    every record is looked at. Raises SyncError and Cancelled; what was done before stays done.
    """
    by_pair = {mapping.pair: mapping for mapping in mappings}
    for mapping in mappings:
        if only is not None and mapping.pair not in only:
            continue
        started = job.clock.monotonic()
        tally = Tally(mapping.pair, mapping.label)
        try:
            setup = PairSetup(ends, mapping, _schema(ends, mapping), by_pair)
            if full and not preview:
                ledger.forget_checkpoint(mapping.pair)
            walk = PairWalk(setup, ledger, job, workers, preview=preview, full=full)
            tally = walk.tally
            walk.run()
            if not preview:
                make_ties(setup, by_pair, ledger, job, tally)
        finally:
            ended(tally.result(job.clock.monotonic() - started))


def _schema(ends: Ends, mapping: Mapping) -> StreamSchema:
    """Describe the system's stream, asking only if the mapping uses a field of the office's own."""
    known = ends.system.schema(mapping.system_stream, discover=False)
    if mapping.system_fields() <= known.fields.keys():
        return known
    return ends.system.schema(mapping.system_stream)
