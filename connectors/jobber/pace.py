"""How fast Jobber may be asked: 2,500 requests in five minutes, and a bucket of points.

The bucket holds 10,000 and fills by 500 a second. A field costs a point, and what is below a list
costs as often as the list may have items. What a document costs is counted before it is first
sent, and known exactly once it was answered.
"""

import re
import threading
from dataclasses import dataclass
from decimal import Decimal

from connectors.kit.graphql import Document, Reply, Row, Tree
from connectors.kit.limits import LONG_PAUSE, RateBudget, Window, shared_budget
from core.errors import Cancelled, Code, TransientError
from core.jobs import Clock, JobContext

REQUESTS, REQUESTS_IN = 2_500, 300.0  # seconds
BUCKET, PER_SECOND = 10_000, 500.0  # points
MOST = BUCKET // 2  # of one query: two fit into a full bucket, so that none waits for all of it
LEAST_WAIT = 0.01  # seconds
LOOK = 0.1  # seconds between looks for a cancel

_FIRST = re.compile(r"\bfirst: (\d+)")
_FREE = frozenset({"nodes", "edges", "node"})


def cost_of(tree: Tree) -> int:
    """Return what a selection costs, as the manual has it.

    >>> from connectors.kit.graphql import tree
    >>> cost_of(tree(["clients(first: 10)/nodes/id", "clients(first: 10)/nodes/name"]))
    20
    """
    points = 0
    for step, inner in tree.items():
        first = _FIRST.search(step)
        if first is not None:
            # pageInfo is asked for once, and items as often as there are.
            once = {name: below for name, below in inner.items() if name not in _FREE}
            items = {name: below for name, below in inner.items() if name in _FREE}
            points += cost_of(once) + int(first[1]) * cost_of(items)
        elif step in _FREE or step.startswith("..."):
            points += cost_of(inner)
        else:
            points += 1 + cost_of(inner)
    return points


class Pace:
    """What documents cost, and one account's budget, kept to what Jobber's answers say of it."""

    def __init__(self, name: str, clock: Clock) -> None:
        requests = shared_budget(f"{name} requests", {"": [Window(REQUESTS, REQUESTS_IN)]}, clock)
        self.budget = shared_points(name, requests, clock)
        self._known: dict[str, int] = {}

    def cost(self, document: Document) -> int:
        """Return what a document costs: as Jobber last said, else as counted."""
        return max(1, self._known.get(document.text) or cost_of(document.tree))

    def remember(self, document: Document, reply: Reply) -> None:
        """Learn what a document costs from its answer."""
        asked = _points(reply.extensions.get("cost"), "requestedQueryCost")
        if asked is not None:
            self._known[document.text] = asked

    def learn(self, extensions: Row) -> None:
        """Learn from an answer what it cost, and what is left: others may take of it too."""
        cost = extensions.get("cost") or {}
        asked, taken = _points(cost, "requestedQueryCost"), _points(cost, "actualQueryCost")
        status = cost.get("throttleStatus")
        left, most = _points(status, "currentlyAvailable"), _points(status, "maximumAvailable")
        rate = _points(status, "restoreRate")
        if None not in (asked, taken, left, most, rate):
            self.budget.answered((asked or 0) - (taken or 0), left or 0, most or 0, rate or 0)


@dataclass(frozen=True, slots=True)
class _Ticket:
    """Leave to send one document."""

    cost: int
    spent: int  # by all, when this one was let through
    request: object


class Points(RateBudget):
    """Jobber's bucket as far as we know it, and the requests of the last minutes beside it.

    What is under way has its highest price taken out already, so what is let through is there.
    """

    def __init__(self, requests: RateBudget, clock: Clock) -> None:
        super().__init__({})
        self._requests = requests
        self._time = clock
        self._most, self._rate = float(BUCKET), PER_SECOND
        self._left, self._at = self._most, clock.monotonic()
        self._under_way = 0
        self._spent = 0  # in all, of which nothing but the growth matters
        self._last = threading.local()
        self._paused_until = float("-inf")
        self._state = threading.Condition()
        self._door = threading.Lock()  # first come, first served

    def acquire(self, policy: str, job: JobContext, cost: int = 1) -> object:
        """Wait until the bucket has `cost`. One that it never has goes when it is full."""
        with self._door:
            job.check()
            while (wait := self._enter(cost)) > 0:
                if wait > LONG_PAUSE:
                    raise TransientError(Code.RATE_LIMITED, retry_after=wait)
                if self._time.wait(job.cancelled, wait):
                    raise Cancelled
                job.check()
        spent = self._spent
        try:
            return _Ticket(cost, spent, self._requests.acquire(policy, job))
        except BaseException:
            self._leave(cost, spent=False)
            raise

    def release(self, ticket: object) -> None:
        if isinstance(ticket, _Ticket):
            self._leave(ticket.cost, spent=True)
            self._requests.release(ticket.request)
            self._last.ticket = ticket  # of this thread, which is told the figures next

    def answered(self, saved: int, left: int, most: int, rate: int) -> None:
        """Take an answer's figures: `saved` of its price it did not cost, `left` there is now.

        Of several answers the last one to come need not be the last that was given. So they are
        taken at their best less what others have spent since we asked, and at their worst where
        all that are under way were not counted yet.
        """
        ticket: _Ticket = self._last.ticket
        with self._state:
            self._refill()
            self._most, self._rate = float(most), float(rate)
            self._left += saved
            self._spent -= saved
            others = self._spent - ticket.spent - (ticket.cost - saved)
            self._left = max(self._left, left - max(0, others))
            self._left = min(self._left, left + self._under_way)

    def pause(self, policy: str | None, seconds: float) -> None:
        """Let nothing through for `seconds`; there is one policy."""
        self._requests.pause(policy, seconds)
        with self._state:
            self._paused_until = max(self._paused_until, self._time.monotonic() + seconds)

    def _enter(self, cost: int) -> float:
        """Take `cost` out and return 0; else return seconds to wait.

        Where even a full bucket would not do, as others are under way, waits for one of them.
        """
        with self._state:
            self._refill()
            if self._under_way and min(cost, self._most) > self._most - self._under_way:
                self._state.wait(LOOK)
                return LEAST_WAIT
            pause = self._paused_until - self._at
            short = min(cost, self._most) - (self._left - self._under_way)
            # Never less than a clock can tell: a hair's breadth short would be so for ever.
            wait = max(pause, max(short / self._rate, LEAST_WAIT) if short > 0 else 0.0)
            if wait <= 0:
                self._under_way += cost
            return wait

    def _leave(self, cost: int, *, spent: bool) -> None:
        with self._state:
            self._refill()
            self._under_way -= cost
            self._state.notify()
            if spent:
                self._left -= cost
                self._spent += cost

    def _refill(self) -> None:
        now = self._time.monotonic()
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now


_shared: dict[tuple[str, Clock | None], Points] = {}
_shared_lock = threading.Lock()


def shared_points(name: str, requests: RateBudget, clock: Clock) -> Points:
    """Return this process's one bucket of an account; of a clock of its own, it has its own."""
    foreign = None if type(clock) is Clock else clock
    with _shared_lock:
        if (name, foreign) not in _shared:
            _shared[name, foreign] = Points(requests, clock)
        return _shared[name, foreign]


def _points(figures: Row | None, name: str) -> int | None:
    value = (figures or {}).get(name)
    return int(value) if isinstance(value, int | Decimal) else None
