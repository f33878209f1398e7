"""Runs that start by themselves: a heartbeat that asks what is due, also after a sleep."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.summary import OfficeSummary
from desktop.presenters.session import BY_ITSELF, Session

BEAT = timedelta(seconds=30)
STALE = timedelta(minutes=5)  # a summary that is older is read again: others may have run
SLEPT = 3 * BEAT  # a longer gap between two beats was a sleep
SETTLE = timedelta(seconds=20)  # after a sleep, for the network to come back
JITTER = 20.0  # seconds more at most, so that an office's PCs do not all begin at once


class Scheduler(QObject):
    """Starts what is due. It decides on a summary that was read just before.

    The time is the wall clock's: a jump of it, forward (a sleep) or back (somebody set it), is
    seen at the next beat, and what is due is asked for anew. A run that was missed starts once;
    after a sleep it waits a little, for the network to come back.
    """

    beat = Signal()  # time has passed: words like "2 minutes ago" want to be drawn again

    def __init__(
        self,
        session: Session,
        hindered: Callable[[], str] = lambda: "",
        random: Random | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`hindered` tells why nothing may start by itself on this PC now; "" if it may."""
        super().__init__(parent)
        self._hindered = hindered
        self._session = session
        self._random = random or Random()
        self._last: datetime | None = None  # beat
        self._not_before: datetime | None = None  # after a sleep
        self._deciding = False
        self._timer = QTimer(self, interval=int(BEAT.total_seconds() * 1000))
        self._timer.timeout.connect(self.tick)
        session.looked.connect(self._on_looked)

    def start(self) -> None:
        """Begin to look at each beat, and at the summary that an office just opened is asked for.

        So what is due when the program is opened starts as soon as that is known.
        """
        self._last = self._session.clock.now()
        self._deciding = True
        self._timer.start()

    def stop(self) -> None:
        """Start nothing more."""
        self._timer.stop()
        self._deciding = False

    @Slot()
    def tick(self) -> None:
        """Look what time it is, and whether something is due."""
        now = self._session.clock.now()
        self._notice_jumps(now)
        self.beat.emit()
        summary = self._session.summary
        if self._session.running is not None:
            return
        if self._not_before is not None and now < self._not_before:
            return
        if summary is None or self._is_stale(now) or is_due(summary, now):
            self._not_before = None
            self._deciding = True
            self._session.refresh()

    def _notice_jumps(self, now: datetime) -> None:
        last, self._last = self._last, now
        if last is None:
            return
        if now - last > SLEPT:
            self._not_before = now + SETTLE + timedelta(seconds=self._random.uniform(0, JITTER))
        elif now < last:
            self._not_before = None

    def _is_stale(self, now: datetime) -> bool:
        read_at = self._session.read_at
        return read_at is None or now - read_at > STALE or now < read_at

    @Slot()
    def _on_looked(self) -> None:
        """Decide, now that the summary that was asked for is there."""
        session = self._session
        deciding, self._deciding = self._deciding, False
        if not deciding or session.summary is None or session.running is not None:
            return
        if is_due(session.summary, session.clock.now()) and not self._hindered():
            session.sync(BY_ITSELF, full=session.summary.compares_next)


def is_due(summary: OfficeSummary, now: datetime) -> bool:
    """Return whether a run should start by itself."""
    return summary.next_run_at is not None and summary.next_run_at <= now
