"""What undoing a run stands on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from core.connector import Connector
from core.draft import Print
from core.history import Historian
from core.jobs import JobContext
from core.mapping import Mapping as MappingDocument
from core.store.database import Store
from core.store.ledger import Ledger
from core.undo.deciding import Span


@runtime_checkable
class Undoable(Connector, Historian, Protocol):
    """A destination at which a run can be undone."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One undoing, as its walk needs it."""

    run: str
    span: Span
    mappings: Sequence[MappingDocument]  # all pairs, parents before children
    hubspot: Undoable
    store: Store
    ledger: Ledger
    fingerprint: Print
    region: str
    job: JobContext
    preview: bool
