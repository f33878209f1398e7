"""How the window comes by an office, and what it asks of it. Knows no Qt: the demo needs none."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from core.conflicts import ConflictPolicy
from core.errors import Code
from core.jobs import JobContext
from core.log import EventLog
from core.records import Side
from core.registry import SignInKind
from core.set_up import Chosen, Offer, Place
from core.summary import ConnectionSummary, OfficeSummary, RunSummary

if TYPE_CHECKING:
    from core.mapping import Mapping as MappingDocument
    from core.office.activity import Trouble
    from core.office.choosing import Conflicted
    from core.office.deleting import Approved, PendingDelete
    from core.office.diagnosing import Diagnosing
    from core.office.drafting import Drafted, Sample
    from core.office.keeping import Receipt
    from core.office.likeness import Alike
    from core.office.privacy import Said, Standing
    from core.office.reviewing import Waiting
    from core.office.versions import Imported
    from core.schedule import Comparing
    from core.store.brakes import Brake
    from core.store.installation import Consent
    from core.store.privacy import Entry
    from core.store.scheduling import Plan
    from core.undo.report import UndoReport
    from desktop.erasing import Erased


class Review(Protocol):
    """What the window asks of core.office.reviewing.Review."""

    def waiting(self, job: JobContext, *, limit: int = 200) -> "Sequence[Waiting]": ...

    def conflict(self, pair: str, system_id: str, job: JobContext) -> "Conflicted": ...

    def choose(
        self, shown: "Conflicted", keep: Mapping[str, Side], job: JobContext
    ) -> RunSummary: ...

    def compare(
        self, pair: str, system_id: str, hubspot_ids: Collection[str], job: JobContext
    ) -> "Mapping[str, tuple[Alike, ...]]": ...

    def deletes(self, job: JobContext) -> "Sequence[PendingDelete]": ...

    def approve(
        self, job: JobContext, chosen: Collection[tuple[str, str]] = ()
    ) -> "Sequence[Approved]": ...

    def link(self, pair: str, system_id: str, hubspot_id: str, job: JobContext) -> None: ...

    def keep_apart(self, pair: str, system_id: str) -> None: ...

    def retry(self, pair: str, system_ids: Sequence[str]) -> int: ...

    def dismiss(self, pair: str, system_id: str, code: Code | None = None) -> int: ...


class Versions(Protocol):
    """What the window asks of core.office.versions.Versions."""

    def settle(self, pair: str, key: str, policy: ConflictPolicy) -> object: ...

    def save_draft(self, mapping: "MappingDocument") -> None: ...

    def publish(self, pair: str) -> object: ...

    def restore(self, pair: str, version: int) -> object: ...

    def discard(self, pair: str) -> bool: ...

    def export(self, pair: str) -> bytes: ...

    def take_in(self, text: bytes, job: JobContext) -> "Imported": ...


class Drafting(Protocol):
    """What the window asks of core.office.drafting.Drafting."""

    def look(self, pair: str, job: JobContext) -> "Drafted": ...

    def sample(
        self, mapping: "MappingDocument", key: str, number: int, job: JobContext
    ) -> "Sample | None": ...


class Activity(Protocol):
    """What the window asks of core.office.activity.Activity."""

    def runs(self, limit: int = 500) -> Sequence[RunSummary]: ...

    def troubles(self, run: RunSummary, job: JobContext) -> "Sequence[Trouble]": ...

    def lines(self, chosen: Sequence[RunSummary]) -> Iterator[Sequence[str]]: ...


class SettingUp(Protocol):
    """What the window asks of core.office.setting_up.SettingUp."""

    def place(self) -> Place | None: ...

    def keep_place(self, where: Place) -> None: ...

    def suggested(self, connector: str) -> "Sequence[MappingDocument]": ...

    def offers(self, job: JobContext) -> Sequence[Offer]: ...

    def choose(self, wanted: Mapping[str, Chosen], job: JobContext) -> None: ...


class Keeping(Protocol):
    """What the window asks of core.office.keeping.Keeping."""

    def counts(self) -> Mapping[str, int]: ...

    def export(self, file: Path) -> "Counter[str]": ...

    def forget(self, pair: str, record: str, *, stay_away: bool = True) -> "Receipt": ...

    def erase(self) -> datetime: ...


class Consenting(Protocol):
    """What the window asks of core.office.consenting.Consenting."""

    def accepted(self) -> "Consent | None": ...

    def accept(self, version: str) -> None: ...


class Privacy(Protocol):
    """What the window asks of core.office.privacy.Privacy."""

    @property
    def attested(self) -> bool: ...

    def attest(self, said: "Said", who: str) -> None: ...

    def standing(self, job: JobContext, *, discover: bool = False) -> "Standing": ...

    def audit(self, limit: int) -> "Sequence[Entry]": ...

    def verify(self) -> int: ...


class Office(Protocol):
    """What the window asks of core.office.Office."""

    @property
    def setting_up(self) -> SettingUp: ...

    @property
    def privacy(self) -> Privacy: ...

    @property
    def kept(self) -> Keeping: ...

    @property
    def consenting(self) -> Consenting: ...

    def mappings(self) -> "Sequence[MappingDocument]": ...

    def brakes(self) -> "Sequence[Brake]": ...

    def release_brake(self, pair: str, number: int) -> "Brake": ...

    def plan(self) -> "Plan": ...

    def set_plan(self, wanted: "Plan") -> None: ...

    def comparing(self) -> "Comparing": ...

    def set_reconciled_every(self, days: int) -> None: ...

    def diagnosing(self, version: str = "") -> "Diagnosing": ...

    @property
    def versions(self) -> Versions: ...

    @property
    def drafting(self) -> Drafting: ...

    @property
    def activity(self) -> Activity: ...

    @property
    def review(self) -> Review: ...

    def summary(self) -> OfficeSummary: ...

    def sync(
        self, job: JobContext, *, trigger: str, preview: bool = False, full: bool = False
    ) -> RunSummary: ...

    def undo(self, job: JobContext, run: str, *, preview: bool = False) -> "UndoReport": ...

    def reconcile(self, job: JobContext, *, trigger: str, preview: bool = False) -> RunSummary: ...

    def connect(
        self,
        connector: str,
        sign_in: SignInKind,
        answers: Mapping[str, str],
        job: JobContext,
        show_link: Callable[[str], None],
    ) -> ConnectionSummary: ...

    def disconnect(self, connection_id: str, job: JobContext) -> None: ...

    def pause(self, until: datetime | None) -> None: ...

    def resume(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Opened:
    """An office that is open."""

    office: Office
    log: EventLog | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)  # the demo's, by connector


class Entrance(Protocol):
    """How an office is opened. Everything here touches the disk: off the GUI thread."""

    def open(self, workers: Callable[[], Executor], passphrase: str | None, /) -> Opened:
        """Open it. Raises SyncError; KEYRING_LOCKED with the detail "passphrase" asks for one."""
        ...

    def choose_passphrase(self, passphrase: str) -> None:
        """Have a passphrase protect the key, where there is no keyring."""
        ...

    def begin_afresh(self, *, forget_passphrase: bool) -> None:
        """Put what cannot be used aside; nothing is deleted."""
        ...

    def erase(self, office: Office, job: JobContext, /) -> "Erased":
        """Erase everything that is kept, and close the office."""
        ...
