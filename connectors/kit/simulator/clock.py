"""The simulators' time."""

import threading
import time
from datetime import UTC, datetime, timedelta

from core.jobs import Clock


class SimulatorClock(Clock):
    """A clock that tests move by hand; `rate` 1.0 makes it run with the real one.

    It is a job's clock as well, so that a client and its simulator can live by one time: at
    `rate` 0.0 whoever waits on it moves it, and nobody sleeps.
    """

    def __init__(self, start: datetime | None = None, *, rate: float = 1.0) -> None:
        self._start = start or datetime.now(UTC)
        self._rate = rate  # simulated seconds in a real one
        self._began = time.monotonic()
        self._moved = 0.0  # seconds
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Return the simulated time, aware, in UTC."""
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Return simulated seconds since `start`."""
        return self._moved + (time.monotonic() - self._began) * self._rate

    def advance(self, seconds: float) -> None:
        """Move on by hand."""
        with self._lock:
            self._moved += seconds

    def wait(self, event: threading.Event, seconds: float) -> bool:
        """Let `seconds` pass; return True at once when `event` is set."""
        if self._rate > 0.0:
            return event.wait(max(0.0, seconds) / self._rate)
        if event.is_set():
            return True
        target = self.monotonic() + seconds
        with self._lock:  # two who wait side by side wait once
            self._moved = max(self._moved, target)
        return False
