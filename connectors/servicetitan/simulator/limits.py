"""ServiceTitan's limit: so many requests of one app in one tenant in a second."""

from collections import deque

from connectors.servicetitan.simulator.errors import too_many
from core.jobs import Clock

SECOND = 1.0


class Limit:
    """Counts the requests of the last second. It slides, which is the strictest way to count."""

    def __init__(self, clock: Clock, per_second: int | None, shape: str) -> None:
        self.per_second = per_second  # None: no limit
        self.refused = 0  # requests answered 429
        self._clock = clock
        self._shape = shape
        self._passed: deque[float] = deque()

    def admit(self) -> None:
        """Count a request; 429 beyond the limit."""
        if self.per_second is None:
            return
        now = self._clock.monotonic()
        while self._passed and self._passed[0] <= now - SECOND:
            self._passed.popleft()
        if len(self._passed) >= self.per_second:
            self.refused += 1
            raise too_many(1, self._shape)
        self._passed.append(now)
