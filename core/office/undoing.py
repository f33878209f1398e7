"""Undoing a run: claimed like a run, so that none goes on meanwhile, and written into the audit."""

from contextlib import closing

from core.errors import Code, SyncError, UserActionError
from core.jobs import JobContext
from core.log import Event
from core.office.parts import Parts
from core.records import Side
from core.store import mappings, runs, usage
from core.store.audit import Act, note
from core.store.connections import Connection
from core.summary import RunSummary
from core.undo.deciding import Span
from core.undo.ground import Ground, Undoable
from core.undo.report import UndoReport
from core.undo.walk import undo_run


def undo(parts: Parts, job: JobContext, name: str, *, preview: bool) -> UndoReport:
    """Undo a run; see `Office.undo`."""
    system, hubspot = parts.end(Side.SYSTEM), parts.end(Side.HUBSPOT)
    if system is None or hubspot is None:
        missing = "HubSpot" if hubspot is None else "system"
        raise UserActionError(Code.NOT_CONNECTED, detail=missing)
    run = runs.find(parts.store, name)
    if run is None or run.preview:
        raise UserActionError(Code.RUN_UNKNOWN, detail=name)
    with runs.claimed(parts.store, system.id, parts.clock.now()):
        return _undo(parts, job, run, system, hubspot, preview)


def _undo(
    parts: Parts,
    job: JobContext,
    run: RunSummary,
    system: Connection,
    hubspot: Connection,
    preview: bool,
) -> UndoReport:
    if not preview:
        with parts.store.write() as connection:
            note(connection, parts.clock.now(), Act.RUN_UNDONE, run.id)
    parts.log.event(Event.UNDO_STARTED, run=run.id, trigger="preview" if preview else "hand")
    with closing(parts.open(hubspot, job)) as end:
        if not isinstance(end, Undoable):
            raise SyncError(Code.INTERNAL, detail="history")
        ground = Ground(
            run=run.id,
            span=Span(run.started_at, run.ended_at or parts.clock.now()),
            mappings=mappings.published(parts.store, system.id),
            hubspot=end,
            store=parts.store,
            ledger=parts.ledger,
            fingerprint=parts.vault.fingerprinter().of_field,
            region=system.settings.get("country", "US"),
            job=job,
            preview=preview,
        )
        try:
            report = UndoReport(run.id, preview, undo_run(ground))
        finally:
            with parts.store.write() as connection:
                requests = {hubspot.connector: end.requests}
                usage.add(connection, parts.clock.now(), 0, requests)
    changed = report.archived + report.restored
    parts.log.event(Event.UNDO_ENDED, run=run.id, changed=changed, held=report.left)
    return report
