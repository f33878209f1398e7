"""Open Dental's limit: one request of a key in so many seconds, however long it takes."""

import math

from connectors.opendental.simulator.errors import TOO_MANY, RefusalError
from core.jobs import Clock


class Limit:
    """Remembers when each key was last answered."""

    def __init__(self, clock: Clock, pause: float | None) -> None:
        self.pause = pause  # seconds; None: no limit
        self.refused = 0  # requests answered 429
        self._clock = clock
        self._answered: dict[str, float] = {}

    def admit(self, key: str) -> None:
        """Let a request pass; 429 too soon after the last one."""
        if self.pause is None:
            return
        now = self._clock.monotonic()
        left = self._answered.get(key, -math.inf) + self.pause - now
        if left > 0:
            self.refused += 1
            raise RefusalError(429, TOO_MANY, {"Retry-After": str(math.ceil(left))})
        self._answered[key] = now

    def answered(self, key: str) -> None:
        """Count the time that the request took as well."""
        if self.pause is not None:
            self._answered[key] = self._clock.monotonic()
