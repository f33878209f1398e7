"""Clio's limit: so many requests of one access token in a minute."""

import math
from collections import deque

from connectors.clio.simulator.errors import RefusalError
from core.jobs import Clock

MINUTE = 60.0  # seconds


class Limit:
    """Counts the requests of the last minute by token.

    The manual does not say how the minute is cut. Ours slides, which is the strictest way: a
    client that keeps within it keeps within a minute that is cut in any other way.
    """

    def __init__(self, clock: Clock, per_minute: int | None) -> None:
        self.per_minute = per_minute  # None: no limit, and no headers
        self.refused = 0  # requests answered 429
        self._clock = clock
        self._passed: dict[str, deque[float]] = {}

    def admit(self, token: str) -> dict[str, str]:
        """Count a request and return the headers of its answer; 429 beyond the limit."""
        if self.per_minute is None:
            return {}
        now = self._clock.monotonic()
        passed = self._passed.setdefault(token, deque())
        while passed and passed[0] <= now - MINUTE:
            passed.popleft()
        is_over = len(passed) >= self.per_minute
        if not is_over:
            passed.append(now)
        wait = max(1, math.ceil(passed[0] + MINUTE - now))
        headers = {
            "X-RateLimit-Limit": str(self.per_minute),
            "X-RateLimit-Remaining": str(self.per_minute - len(passed)),
            "X-RateLimit-Reset": str(math.ceil(self._clock.now().timestamp()) + wait),
        }
        if is_over:
            self.refused += 1
            raise RefusalError(
                429, "Too many requests", headers={**headers, "Retry-After": str(wait)}
            )
        return headers
