"""What a piece of work off the GUI thread is given: a voice, an ear, and a clock."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from core.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. Counts and names only, never content."""

    pair: str
    read: int = 0
    total: int | None = None  # records in this reading, if the vendor told
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    held: int = 0
    failed: int = 0
    # "matching" | "reading" | "associating" | "undoing" | "done" | "waiting"
    phase: str = "reading"


class Clock:
    """The time, in two forms; tests and simulators pass one of their own."""

    def now(self) -> datetime:
        """Return the wall clock, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Sleep up to `seconds`; return True at once when `event` is set."""
        return event.wait(max(0.0, seconds))


class JobContext:
    """A job's line to whoever started it. `wait` and `check` raise Cancelled."""

    def __init__(
        self,
        report: Callable[[Progress], None] | None = None,
        cancelled: threading.Event | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._report = report
        self.cancelled = cancelled or threading.Event()
        self.clock = clock or Clock()
        self.connector: str | None = None  # ConnectorSpec.name, in the copy that a connector gets

    def at(self, connector: str) -> "JobContext":
        """Return this job as one connector sees it: the errors that it meets bear its name."""
        seen = JobContext(self._report, self.cancelled, self.clock)
        seen.connector = connector
        return seen

    def step(self, progress: Progress) -> None:
        """Tell how far we are, then see whether to go on."""
        if self._report is not None:
            self._report(progress)
        self.check()

    def check(self) -> None:
        if self.cancelled.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait, but no longer than until the job is cancelled."""
        if self.clock.wait(self.cancelled, seconds):
            raise Cancelled
