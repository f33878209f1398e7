"""Rate budgets: how many requests a vendor allows, shared by all threads of one account."""

import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from core.errors import Cancelled, Code, TransientError
from core.jobs import Clock, JobContext

LONG_PAUSE = 90.0  # seconds; a longer pause is the engine's to wait out, not a request's
LONG_WINDOW = 600.0  # seconds; likewise for a window that is full, such as a daily one
GRAINS = 1000  # per window: bounds what a window remembers, for 0.15 % of its length


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` in any `seconds`; `reserve` of them are left to others.

    What is counted are requests, or whatever else the vendor counts, such as the points of a
    query: a bucket of 10,000 points that fills by 500 a second is never overdrawn by 10,000 in
    any 20 seconds.
    """

    limit: int
    seconds: float
    reserve: int = 0


class RateBudget:
    """Sliding windows per policy. Exact: never more than a window's limit less its reserve.

    A request counts from when it was let through until `seconds` after its answer came, because
    the vendor counted it somewhere in between. Safe to use from many threads. A policy that is
    not among `windows` is a KeyError, unless there are none at all: then everything may pass.
    """

    def __init__(self, windows: Mapping[str, Sequence[Window]], clock: Clock | None = None) -> None:
        self._clock = clock or Clock()
        self._buckets = {policy: _Bucket(some) for policy, some in windows.items()}
        self._limited = bool(windows)
        self._lock = threading.Lock()  # of the mapping only; each bucket has its own

    def acquire(self, policy: str, job: JobContext, cost: int = 1) -> object:
        """Wait until a request of `policy` may go; return a ticket for `release`.

        One that costs more than a window ever holds goes alone, and the vendor will say no.

        First come, first served. Raises Cancelled, or a TransientError with its `retry_after`
        where the wait would be a long one: RATE_LIMITED in a pause, DAILY_LIMIT otherwise.
        """
        job.check()
        bucket = self._bucket(policy)
        ticket = _Ticket(bucket, cost)
        bucket.queue_up(ticket)
        try:
            while (wait := bucket.enter(ticket, self._clock.monotonic())) > 0:
                if self._clock.wait(job.cancelled, wait):
                    raise Cancelled
        finally:
            bucket.leave_queue(ticket)
        return ticket

    def release(self, ticket: object) -> None:
        """Say that the answer has come, or that none will. Harmless to repeat."""
        if isinstance(ticket, _Ticket):
            ticket.bucket.settle(ticket, self._clock.monotonic())

    def learn(
        self,
        policy: str,
        *,
        limit: int | None = None,
        remaining: int | None = None,
        seconds: float | None = None,
    ) -> None:
        """Take the vendor's own figures: a new limit; or fewer left than we count, so that
        somebody else is using the account's budget and we slow down for one window.

        They are of the policy's window of that many `seconds`, or of its first one. Call it
        before `release`, so that the request which brought the figures is still counted.
        """
        self._bucket(policy).learn(self._clock.monotonic(), limit, remaining, seconds)

    def pause(self, policy: str | None, seconds: float) -> None:
        """Let nothing of `policy` (None: of any) through for `seconds`: after a 429."""
        until = self._clock.monotonic() + seconds
        for bucket in self._all() if policy is None else (self._bucket(policy),):
            bucket.pause(until)

    def _bucket(self, policy: str) -> "_Bucket":
        if self._limited:
            return self._buckets[policy]
        with self._lock:
            return self._buckets.setdefault(policy, _Bucket(()))

    def _all(self) -> Sequence["_Bucket"]:
        with self._lock:
            return tuple(self._buckets.values())


_shared: dict[tuple[str, Clock | None], RateBudget] = {}
_shared_lock = threading.Lock()


def shared_budget(
    name: str, windows: Mapping[str, Sequence[Window]], clock: Clock | None = None
) -> RateBudget:
    """Return this process's one budget called `name` (vendor and account), made at first use.

    Pass the job's clock: all jobs on the real time share one budget, and a test or a demo that
    brings a clock of its own gets a budget that runs by it.
    """
    foreign = None if clock is None or type(clock) is Clock else clock
    with _shared_lock:
        if (name, foreign) not in _shared:
            _shared[name, foreign] = RateBudget(windows, foreign)
        return _shared[name, foreign]


class _Ticket:
    """Leave to send one request, or a place in the queue for it."""

    __slots__ = ("bucket", "cost", "settled")

    def __init__(self, bucket: "_Bucket", cost: int) -> None:
        self.bucket = bucket
        self.cost = cost
        self.settled = False


class _Bucket:
    """One policy: its windows, who is under way, and who waits in which order."""

    def __init__(self, windows: Sequence[Window]) -> None:
        self._windows = [_Sliding(window) for window in windows]
        self._under_way = 0
        self._queue: deque[_Ticket] = deque()
        self._paused_until = float("-inf")
        self._lock = threading.Lock()

    def queue_up(self, ticket: _Ticket) -> None:
        with self._lock:
            self._queue.append(ticket)

    def enter(self, ticket: _Ticket, now: float) -> float:
        """Let the holder of `ticket` through and return 0; else return seconds to wait.

        It may pass those before it in the queue only if there is room for them all, so nobody
        starves and nobody is held up by a thread that has yet to wake.
        """
        with self._lock:
            ahead = sum(each.cost for each in islice(self._queue, self._queue.index(ticket)))
            pause = self._paused_until - now
            if pause > LONG_PAUSE:
                raise TransientError(Code.RATE_LIMITED, retry_after=pause)
            free_at = now
            for window in self._windows:
                free_at = max(free_at, window.free_at(now, self._under_way + ahead, ticket.cost))
            if free_at - now > LONG_WINDOW:
                raise TransientError(Code.DAILY_LIMIT, retry_after=free_at - now)
            wait = max(pause, free_at - now)
            if wait > 0:
                return wait
            self._under_way += ticket.cost
            self._queue.remove(ticket)  # under the same lock: never counted twice
            return 0.0

    def leave_queue(self, ticket: _Ticket) -> None:
        with self._lock:
            if ticket in self._queue:
                self._queue.remove(ticket)

    def settle(self, ticket: _Ticket, now: float) -> None:
        with self._lock:
            if ticket.settled:
                return
            ticket.settled = True
            self._under_way -= ticket.cost
            for window in self._windows:
                window.add(now, ticket.cost)

    def learn(
        self, now: float, limit: int | None, remaining: int | None, seconds: float | None
    ) -> None:
        with self._lock:
            for window in self._windows:
                if seconds is None or window.seconds == seconds:
                    window.learn(now, self._under_way, limit, remaining)
                    return

    def pause(self, until: float) -> None:
        with self._lock:
            self._paused_until = max(self._paused_until, until)


class _Sliding:
    """One window: the answered requests that it still counts, as (until when, how many)."""

    def __init__(self, window: Window) -> None:
        self.seconds = window.seconds
        self._limit = window.limit
        self._reserve = window.reserve
        self._grain = window.seconds / GRAINS
        self._answered: deque[tuple[float, int]] = deque()
        self._count = 0
        self._others = 0  # of somebody else's requests, as the vendor counted them
        self._others_until = float("-inf")

    def add(self, now: float, cost: int) -> None:
        # Rounded up by half a grain at the least: the vendor's window may include its ends, and
        # what is divided and multiplied again may come out a hair's breadth before `now`.
        until = (int(now / self._grain + 0.5) + 1) * self._grain + self.seconds
        if self._answered and self._answered[-1][0] == until:
            self._answered[-1] = (until, self._answered[-1][1] + cost)
        else:
            self._answered.append((until, cost))
        self._count += cost

    def free_at(self, now: float, before: int, cost: int) -> float:
        """Return when `cost` may be under way beside `before`, at the earliest: `now` if so."""
        self._forget(now)
        others = self._others if now < self._others_until else 0
        left_out = max(min(self._reserve, self._limit - 1), others)
        wanted = before + min(cost, self._limit - left_out)
        short = wanted + self._count + left_out - self._limit
        if short <= 0:
            return now
        # Whatever is still under way will count for a whole window from now at the least.
        free_at = now + self.seconds
        for until, count in self._answered:
            short -= count
            if short <= 0:
                free_at = until
                break
        return min(free_at, self._others_until) if others else free_at

    def learn(self, now: float, under_way: int, limit: int | None, remaining: int | None) -> None:
        if limit is not None:
            self._limit = max(1, limit)
        if remaining is not None:
            self._forget(now)
            others = self._limit - remaining - self._count - under_way
            if others > 0 and (others >= self._others or now >= self._others_until):
                self._others = others
                self._others_until = now + self.seconds

    def _forget(self, now: float) -> None:
        while self._answered and self._answered[0][0] <= now:
            self._count -= self._answered.popleft()[1]
