"""The office as the window knows it: its last summary, and the run under way.

The only caller of core.office in the window, and always through the JobRunner: every call of the
office touches disk or network (P14).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import Code, SyncError, UserActionError
from core.jobs import Clock, JobContext, Progress
from core.records import Side
from core.summary import OfficeSummary, RunSummary
from desktop.entrance import Office
from desktop.jobs import JobRunner, Ticket

BY_ITSELF = "schedule"  # the trigger of a run that nobody asked for
FROM_TRAY = "tray"
REST = 100  # milliseconds between two tellings of progress: pairs and phases may come in a rush


@dataclass(frozen=True, slots=True)
class Running:
    """The run under way in this window."""

    trigger: str
    started_at: datetime
    preview: bool = False
    full: bool = False
    stopping: bool = False  # cancelled, and not yet at its next step
    pairs: Mapping[str, Progress] = field(default_factory=dict)  # in the order they began
    since: Mapping[str, float] = field(default_factory=dict)  # pair -> monotonic of its beginning
    at: float = 0.0  # monotonic of the last progress
    current: str = ""  # the pair that is being walked

    def told(self, progress: Progress, now: float) -> "Running":
        """Return this run with a pair's progress."""
        return replace(
            self,
            pairs={**self.pairs, progress.pair: progress},
            since={progress.pair: now, **self.since},
            at=now,
            current=progress.pair,
        )


class Session(QObject):
    """What all presenters share. Lives on the GUI thread."""

    changed = Signal()  # summary or run: draw again
    looked = Signal()  # the summary was just read; after `changed`
    progressed = Signal()  # the run under way came on; at most every REST
    run_ended = Signal(object)  # RunSummary, also of a failed run and of a preview
    run_stopped = Signal()  # cancelled
    refused = Signal(object, str)  # SyncError and trigger: what was asked for is not done, because
    blinded = Signal(object)  # SyncError: the summary could not be read; what was known stays

    def __init__(
        self, jobs: JobRunner, clock: Clock | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.jobs = jobs
        self.clock = clock or Clock()
        self.office: Office | None = None
        self.summary: OfficeSummary | None = None
        self.running: Running | None = None
        self.read_at: datetime | None = None  # when the summary was read
        self._ticket: Ticket | None = None
        self._asked = 0  # looks at the office that are under way or will be thrown away
        self._untold = False  # progress came while the timer ran
        self._resting = QTimer(self, interval=REST, singleShot=True)
        self._resting.timeout.connect(self._on_rested)

    def open(self, office: Office) -> None:
        """Begin to look at an office."""
        self.office = office
        self.refresh()

    def refresh(self) -> None:
        """Read the summary again; `changed` follows. Of two at a time the later one counts."""
        if self.office is None:
            return
        self._asked += 1
        number = self._asked
        look = self.office.summary
        self.jobs.start(
            lambda _job: look(),
            lambda found: self._on_summary(number, found),
            failed=self._on_blind,
        )

    # -- running ----------------------------------------------------------------------------

    def sync(self, trigger: str, *, preview: bool = False, full: bool = False) -> None:
        """Run now, or with `full` compare all records; or say by `refused` why not."""
        lacking = self._why_not()
        if lacking is not None:
            self.refused.emit(lacking, trigger)
            return
        office = self.office
        assert office is not None
        self.running = Running(trigger, self.clock.now(), preview, full)
        run = partial(office.reconcile if full else office.sync, trigger=trigger, preview=preview)
        self._ticket = self.jobs.start(
            run,
            self._on_run_ended,
            failed=self._on_run_failed,
            stopped=self._on_run_stopped,
            progressed=self._on_progress,
        )
        self.changed.emit()

    def cancel(self) -> None:
        """Stop the run at its next step. What it did stays."""
        if self._ticket is not None and self.running is not None:
            self._ticket.cancel()
            self.running = replace(self.running, stopping=True)
            self.changed.emit()

    def pause(self, until: datetime | None) -> None:
        """Start no run by itself until then; None: until resumed."""
        if self.office is not None:
            office = self.office
            self._change(lambda _job: office.pause(until))

    def resume(self) -> None:
        if self.office is not None:
            office = self.office
            self._change(lambda _job: office.resume())

    # -- inside -----------------------------------------------------------------------------

    def _why_not(self) -> SyncError | None:
        if self.office is None or self.summary is None:
            return SyncError(Code.DATABASE_BUSY, detail="opening")
        if self.running is not None:
            return SyncError(Code.DATABASE_BUSY, detail="running")
        for side, name in ((Side.HUBSPOT, "HubSpot"), (Side.SYSTEM, "your office's system")):
            if self.summary.connection(side) is None:
                return UserActionError(Code.NOT_CONNECTED, detail=name)
        return None

    def _change(self, work: Callable[[JobContext], None]) -> None:
        self.jobs.start(
            work, lambda _: self.refresh(), failed=lambda error: self.refused.emit(error, "")
        )

    def _on_summary(self, number: int, found: OfficeSummary) -> None:
        if number == self._asked:
            self.summary = found
            self.read_at = self.clock.now()
            self.changed.emit()
            self.looked.emit()

    def _on_blind(self, error: SyncError) -> None:
        self.changed.emit()
        self.blinded.emit(error)

    def _on_progress(self, progress: Progress) -> None:
        if self.running is not None:
            self.running = self.running.told(progress, self.clock.monotonic())
            self._untold = True
            if not self._resting.isActive():
                self._tell_progress()

    def _tell_progress(self) -> None:
        self._untold = False
        self._resting.start()
        self.progressed.emit()

    @Slot()
    def _on_rested(self) -> None:
        if self._untold and self.running is not None:
            self._tell_progress()

    def _on_run_ended(self, run: RunSummary) -> None:
        self._over()
        self.run_ended.emit(run)

    def _on_run_failed(self, error: SyncError) -> None:
        """Tell whoever asked why the run did not begin; the log knows it of one by itself."""
        trigger = self.running.trigger if self.running is not None else BY_ITSELF
        self._over()
        if trigger != BY_ITSELF:
            self.refused.emit(error, trigger)

    def _on_run_stopped(self) -> None:
        self._over()
        self.run_stopped.emit()

    def _over(self) -> None:
        """End the run; it goes on being drawn until its outcome can be."""
        self.running = self._ticket = None
        self.refresh()
