"""Jobber's two limits: requests in five minutes, and a bucket of points that fills up again."""

from collections import deque
from collections.abc import Sequence

from connectors.jobber.simulator.profile import (
    BUCKET,
    LARGEST_PAGE,
    REQUESTS,
    REQUESTS_IN,
    RESTORED,
)
from connectors.kit.simulator.graphql import Selected
from core.jobs import Clock

CONNECTIONS = frozenset(
    {"clients", "properties", "requests", "quotes", "jobs", "invoices", "users"}
    | {"customFieldConfigurations", "clientProperties", "tags"}
)
FREE = frozenset({"edges", "nodes", "node"})
ONCE = frozenset({"pageInfo", "totalCount"})  # of a connection, not of its items


class Requests:
    """Counts the requests of the last five minutes."""

    def __init__(self, clock: Clock, limit: int | None = REQUESTS) -> None:
        self.limit = limit  # None: there is none
        self.refused = 0
        self._clock = clock
        self._passed: deque[float] = deque()

    def admit(self) -> bool:
        if self.limit is None:
            return True
        now = self._clock.monotonic()
        while self._passed and self._passed[0] <= now - REQUESTS_IN:
            self._passed.popleft()
        if len(self._passed) >= self.limit:
            self.refused += 1
            return False
        self._passed.append(now)
        return True


class Bucket:
    """The account's points."""

    def __init__(self, clock: Clock, *, unlimited: bool = False) -> None:
        self.throttled = 0
        self.spent = 0  # points, in all
        self.unlimited = unlimited
        self._clock = clock
        self._left = float(BUCKET)
        self._at = clock.monotonic()

    @property
    def left(self) -> float:
        now = self._clock.monotonic()
        self._left = min(BUCKET, self._left + (now - self._at) * RESTORED)
        self._at = now
        return self._left

    def drain(self, points: float) -> None:
        """Take points away, as another app of the account does."""
        self._left = max(0.0, self.left - points)

    def allows(self, cost: int) -> bool:
        """Return whether a query of that cost may be done now."""
        if self.unlimited or cost <= self.left:
            return True
        self.throttled += 1
        return False

    def spend(self, points: int) -> None:
        self.spent += points
        if not self.unlimited:
            self.drain(points)

    def said(self, requested: int, actual: int) -> dict[str, object]:
        """Return what each answer says of the costs."""
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": BUCKET,
                "currentlyAvailable": int(self.left),
                "restoreRate": RESTORED,
            },
        }


def cost(selected: Sequence[Selected]) -> int:
    """Return what a selection may cost at most: a field is a point, a list multiplies."""
    points = 0
    for one in selected:
        if one.name in CONNECTIONS:
            first = one.arguments.get("first") or one.arguments.get("last") or LARGEST_PAGE
            once = [inner for inner in one.inside if inner.name in ONCE]
            items = [inner for inner in one.inside if inner.name not in ONCE]
            points += cost(once) + int(first) * cost(items)
        else:
            points += (0 if one.on or one.name in FREE else 1) + cost(one.inside)
    return points
