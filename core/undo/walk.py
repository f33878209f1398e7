"""The walk over what one run wrote: pair by pair, children before parents, in batches.

Nothing is held but the batch and the list of what was left. It may be broken off and begun again
at any step: what was undone is forgotten batch by batch.
"""

from collections.abc import Iterator

from core.jobs import Progress
from core.mapping import Mapping as MappingDocument
from core.store import changes
from core.store.changes import Written
from core.undo.archiving import archive
from core.undo.ground import Ground
from core.undo.properties import Properties
from core.undo.report import PairUndo
from core.undo.restoring import restore


def undo_run(ground: Ground) -> tuple[PairUndo, ...]:
    """Undo what a run wrote at HubSpot, as far as it may be undone; in a preview only say so."""
    counts = changes.counts(ground.store, ground.run)
    return tuple(
        _undo_pair(ground, mapping, counts[mapping.pair])
        for mapping in reversed(ground.mappings)
        if mapping.pair in counts
    )


def _undo_pair(ground: Ground, mapping: MappingDocument, total: int) -> PairUndo:
    told = PairUndo(mapping.pair, mapping.label)
    schema = ground.hubspot.schema(mapping.hubspot_stream)
    properties = Properties(schema, mapping.hubspot_fields(), ground.fingerprint, ground.region)
    read = 0
    for created, undo in ((False, restore), (True, archive)):
        for rows in _pages(ground, mapping.pair, created=created):
            undo(ground, mapping, properties, rows, told)
            read += len(rows)
            ground.job.step(Progress(mapping.pair, read, total, phase="undoing"))
    return told


def _pages(ground: Ground, pair: str, *, created: bool) -> Iterator[list[Written]]:
    after, size = "", ground.hubspot.batch_size
    while rows := changes.page(
        ground.store, ground.run, pair, created=created, after=after, limit=size
    ):
        yield rows
        after = rows[-1].hubspot_id
