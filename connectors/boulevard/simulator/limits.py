"""Boulevard's limit: a bucket of points that leaks at a steady rate."""

import math

from connectors.boulevard.simulator.errors import too_many
from connectors.boulevard.simulator.profile import BUCKET, LEAK
from core.jobs import Clock


class Bucket:
    """What is in the bucket, as of when."""

    def __init__(self, clock: Clock, *, has_limit: bool) -> None:
        self.has_limit = has_limit
        self.used = 0.0  # points
        self.refused = 0  # requests answered 429
        self._clock = clock
        self._at = clock.monotonic()

    def take(self, cost: int) -> None:
        """Let a query pass; 429 where there is no room for what it costs."""
        if not self.has_limit:
            return
        now = self._clock.monotonic()
        self.used = max(0.0, self.used - (now - self._at) * LEAK)
        self._at = now
        left = math.floor(BUCKET - self.used)
        if cost > left:
            self.refused += 1
            raise too_many(cost, left, math.ceil((cost - left) * 1000 / LEAK))
        self.used += cost
