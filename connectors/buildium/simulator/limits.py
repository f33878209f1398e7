"""Buildium's limit: so many requests a second of one account."""

from collections import deque

from connectors.buildium.simulator.errors import RefusalError
from core.jobs import Clock

SECOND = 1.0


class Limit:
    """Counts the requests of the last second.

    How the second is cut the manual does not say. Ours slides, which is the strictest way.
    """

    def __init__(self, clock: Clock, per_second: int | None) -> None:
        self.per_second = per_second  # None: no limit
        self.refused = 0  # requests answered 429
        self._clock = clock
        self._passed: deque[float] = deque()

    def admit(self) -> None:
        """Count a request; 429 beyond the limit, without a word on when to come again."""
        if self.per_second is None:
            return
        now = self._clock.monotonic()
        while self._passed and self._passed[0] <= now - SECOND:
            self._passed.popleft()
        if len(self._passed) >= self.per_second:
            self.refused += 1
            raise RefusalError(429)
        self._passed.append(now)
