"""The only threads of the window: jobs off the GUI thread, and the workers of a run."""

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from core.errors import Cancelled, Code, SyncError
from core.jobs import Clock, JobContext, Progress
from core.log import Event, EventLog

JOBS = 4  # a run, a sign-in, a look at the office, and one to spare
WORKERS = 6  # one reader, four writers, one to spare (core.office.Outside)
TELL_EVERY = 0.25  # seconds between two tellings of one phase

T = TypeVar("T")
P = ParamSpec("P")


def _nothing(*_: object) -> None:
    """Take what nobody asked to be told."""


@dataclass(eq=False, slots=True)
class Ticket:
    """One started job, for whoever started it."""

    done: Callable[[Any], None]
    failed: Callable[[SyncError], None]
    stopped: Callable[[], None]
    progressed: Callable[[Progress], None]
    cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the job to stop at its next step; returns at once. Harmless when it has ended."""
        self.cancelled.set()


class JobRunner(QObject):
    """Runs jobs off the GUI thread and tells on the GUI thread how they fare.

    The signals are this object's own, so that nothing of Qt is made or destroyed on a worker's
    thread. Use it on the GUI thread only.
    """

    emptied = Signal()  # the last job that was running has ended

    _told = Signal(object, object)  # Ticket, Progress
    _ended = Signal(object, object)  # Ticket, what is to be called

    def __init__(self, parent: QObject | None = None, clock: Clock | None = None) -> None:
        super().__init__(parent)
        self.log: EventLog | None = None  # there is none before the office is opened
        self._clock = clock or Clock()
        self._pool = _pool(self, JOBS)
        self._workers = _pool(self, WORKERS)
        self._open: set[Ticket] = set()
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Return whether a job is running or has not been told of yet."""
        return bool(self._open)

    def start(
        self,
        work: Callable[[JobContext], T],
        done: Callable[[T], None] = _nothing,
        *,
        failed: Callable[[SyncError], None] = _nothing,
        stopped: Callable[[], None] = _nothing,
        progressed: Callable[[Progress], None] = _nothing,
    ) -> Ticket:
        """Run `work` on another thread; exactly one of `done`, `failed`, `stopped` is called after.

        An exception that is none of ours becomes SyncError(INTERNAL); all are logged, as their
        type and place.
        """
        ticket = Ticket(done, failed, stopped, progressed)
        self._open.add(ticket)
        teller = _Teller(ticket, self._told.emit, self._clock)
        job = JobContext(teller, ticket.cancelled, self._clock)
        self._pool.start(lambda: self._ended.emit(ticket, self._outcome(ticket, work, job)))
        return ticket

    def workers(self) -> Executor:
        """Return the threads of one run (core.office.Outside). Any thread may ask."""
        return Workers(self._workers)

    def cancel_all(self) -> None:
        """Ask every job to stop; returns at once."""
        for ticket in self._open:
            ticket.cancel()

    def close(self) -> None:
        """Stop every job and wait for its thread. Only when the event loop is over."""
        self.cancel_all()
        self._pool.waitForDone()
        self._workers.waitForDone()

    def _outcome(
        self, ticket: Ticket, work: Callable[[JobContext], T], job: JobContext
    ) -> Callable[[], None]:
        """Do the work, on a worker's thread; return what to call about it on the GUI thread."""
        try:
            result = work(job)
        except Cancelled:
            return ticket.stopped
        except SyncError as error:
            return self._failure(ticket, error, error)
        except BaseException as fault:  # also a SystemExit: it may not end the thread unheard
            return self._failure(ticket, SyncError(Code.INTERNAL), fault)
        return lambda: ticket.done(result)

    def _failure(
        self, ticket: Ticket, error: SyncError, fault: BaseException
    ) -> Callable[[], None]:
        if self.log is not None:
            self.log.exception(Event.FAULT, fault)
        error.__traceback__ = None  # its frames hold what the job worked with
        return lambda: ticket.failed(error)

    @Slot(object, object)
    def _on_told(self, ticket: Ticket, progress: Progress) -> None:
        if ticket in self._open:
            ticket.progressed(progress)

    @Slot(object, object)
    def _on_ended(self, ticket: Ticket, tell: Callable[[], None]) -> None:
        self._open.discard(ticket)
        tell()
        if not self._open:
            self.emptied.emit()


class _Teller:
    """Passes progress on to the GUI thread: every new phase, and else four times a second."""

    def __init__(
        self, ticket: Ticket, tell: Callable[[Ticket, Progress], None], clock: Clock
    ) -> None:
        self._ticket, self._tell, self._clock = ticket, tell, clock
        self._last: Progress | None = None
        self._told_at = 0.0

    def __call__(self, progress: Progress) -> None:
        last, now = self._last, self._clock.monotonic()
        new = last is None or (last.pair, last.phase) != (progress.pair, progress.phase)
        if new or now - self._told_at >= TELL_EVERY:
            self._last, self._told_at = progress, now
            self._tell(self._ticket, progress)


class Workers(Executor):
    """A `concurrent.futures` executor on a QThreadPool's threads; leaving it waits for its work."""

    def __init__(self, pool: QThreadPool) -> None:
        self._pool = pool
        self._open: set[Future[Any]] = set()
        self._shut = False
        self._changed = threading.Condition()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = Future()
        with self._changed:
            if self._shut:
                raise RuntimeError("no more work can be given after shutdown")
            self._open.add(future)
        self._pool.start(lambda: self._carry_out(future, lambda: fn(*args, **kwargs)))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with self._changed:
            self._shut = True
            if cancel_futures:
                for future in self._open:
                    future.cancel()
            if wait:
                self._changed.wait_for(lambda: not self._open)

    def _carry_out(self, future: "Future[T]", work: Callable[[], T]) -> None:
        try:
            if future.set_running_or_notify_cancel():
                future.set_result(work())
        except BaseException as error:  # also Cancelled: whoever asks for the result gets it
            future.set_exception(error)
        finally:
            with self._changed:
                self._open.discard(future)
                self._changed.notify_all()


def _pool(owner: QObject, threads: int) -> QThreadPool:
    pool = QThreadPool(owner)
    pool.setMaxThreadCount(threads)
    return pool
