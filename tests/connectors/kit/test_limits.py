"""The rate budget against an ideal judge: the vendor's own sliding window."""

import heapq
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connectors.kit.limits import RateBudget, Window, shared_budget
from connectors.kit.simulator import SimulatorClock
from core.errors import Cancelled, Code, TransientError
from core.jobs import Clock, JobContext


class Timeline(Clock):
    """Time that jumps from event to event, so that one thread can have many answers due."""

    def __init__(self) -> None:
        self.at = 0.0
        self.waits = 0
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0

    def monotonic(self) -> float:
        return self.at

    def later(self, seconds: float, event: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._due, (self.at + seconds, self._count, event))

    def wait(self, event: threading.Event, seconds: float) -> bool:
        self.waits += 1
        self.run_until(self.at + seconds)
        return event.is_set()

    def run_until(self, target: float) -> None:
        while self._due and self._due[0][0] <= target:
            self.at, _, event = heapq.heappop(self._due)
            event()
        self.at = target

    def run_next(self) -> None:
        self.run_until(self._due[0][0])


@dataclass
class Sent:
    """One request as the vendor sees it."""

    latency: float
    counted: float  # where between sending (0) and answer (1) the vendor counts it


class Load:
    """Sends as fast as the budget lets it, with at most `lanes` requests under way."""

    def __init__(self, windows: Sequence[Window], lanes: int) -> None:
        self.clock = Timeline()
        self.budget = RateBudget({"": windows}, self.clock)
        self.lanes = lanes
        self.under_way = 0
        self.counted_at: list[float] = []
        self.last_sent = 0.0

    def send(self, requests: Sequence[Sent]) -> None:
        job = JobContext(clock=self.clock)
        for request in requests:
            while self.under_way >= self.lanes:
                self.clock.run_next()
            ticket = self.budget.acquire("", job)
            self.last_sent = self.clock.at
            self.under_way += 1
            self.counted_at.append(self.clock.at + request.latency * request.counted)
            self.clock.later(request.latency, self._answered(ticket))

    def _answered(self, ticket: object) -> Callable[[], None]:
        def answered() -> None:
            self.under_way -= 1
            self.budget.release(ticket)

        return answered

    def worst(self, seconds: float) -> int:
        """Return the most requests in any window of `seconds`, both its ends included."""
        times = sorted(self.counted_at)
        first, worst = 0, 0
        for last, time in enumerate(times):
            while times[first] < time - seconds:
                first += 1
            worst = max(worst, last - first + 1)
        return worst


windows = st.builds(
    Window,
    limit=st.integers(2, 30),
    seconds=st.sampled_from([0.2, 1.0, 5.0, 10.0, 60.0]),
    reserve=st.integers(0, 5),
)
fractions = st.floats(0.0, 1.0)
requests = st.lists(
    st.builds(Sent, latency=st.floats(0.0, 15.0), counted=fractions), min_size=1, max_size=120
)


@given(st.lists(windows, min_size=1, max_size=2), requests, st.integers(1, 12))
@example([Window(2, 0.2, 1)], [Sent(seconds, 0.0) for seconds in (0, 4, 0, 0, 3.1, 0, 0)], 1)
def test_no_window_of_the_vendor_ever_holds_more_than_its_limit_less_the_reserve(
    limits: list[Window], load: list[Sent], lanes: int
) -> None:
    sender = Load(limits, lanes)
    sender.send(load)
    for window in limits:
        assert sender.worst(window.seconds) <= max(1, window.limit - window.reserve)


@settings(deadline=None)
@given(
    st.integers(1, 200),
    st.sampled_from([0.5, 1.0, 10.0, 60.0, 300.0]),
    st.floats(0.0, 0.02),
    fractions,
)
def test_a_saturating_load_uses_at_least_95_percent_of_what_is_allowed(
    limit: int, seconds: float, share: float, counted: float
) -> None:
    """With answers that take up to 2 % of the window; slower ones hold their slot longer."""
    sender = Load([Window(limit, seconds)], lanes=limit)
    windows_full = 6
    sender.send([Sent(share * seconds, counted)] * (limit * windows_full))
    ideal = (windows_full - 1) * seconds  # the last full window begins after the others
    assert ideal / sender.last_sent >= 0.95


@given(requests, st.integers(1, 12))
def test_waiting_does_not_spin(load: list[Sent], lanes: int) -> None:
    sender = Load([Window(5, 1.0)], lanes)
    sender.send(load)
    # A wait ends when a slot is known to be free, or after a whole window if none is known.
    assert sender.clock.waits <= len(load) + sender.last_sent / 1.0 + 1


def test_a_full_daily_window_is_handed_to_the_caller_rather_than_sat_out(
    clock: SimulatorClock, job: JobContext
) -> None:
    budget = RateBudget({"": [Window(40, 86_400.0)]}, clock)
    spent(budget, 40, job)
    with pytest.raises(TransientError) as refused:
        budget.acquire("", job)
    assert refused.value.code is Code.DAILY_LIMIT
    assert refused.value.retry_after == pytest.approx(86_400, rel=0.01)


def spent(budget: RateBudget, times: int, job: JobContext) -> None:
    for _ in range(times):
        budget.release(budget.acquire("", job))


def seconds_to_get(budget: RateBudget, clock: SimulatorClock, job: JobContext) -> float:
    before = clock.monotonic()
    budget.release(budget.acquire("", job))
    return clock.monotonic() - before


def test_the_vendor_may_lower_and_raise_the_limit(clock: SimulatorClock, job: JobContext) -> None:
    budget = RateBudget({"": [Window(10, 10.0)]}, clock)
    spent(budget, 4, job)
    budget.learn("", limit=4)
    assert seconds_to_get(budget, clock, job) == pytest.approx(10, rel=0.01)
    budget.learn("", limit=20)
    spent(budget, 19, job)
    assert seconds_to_get(budget, clock, job) > 1


def test_figures_may_name_the_window_they_are_of(clock: SimulatorClock, job: JobContext) -> None:
    budget = RateBudget({"": [Window(10, 10.0), Window(250_000, 86_400.0)]}, clock)
    spent(budget, 1, job)
    budget.learn("", remaining=0, seconds=86_400.0)
    with pytest.raises(TransientError) as refused:
        budget.acquire("", job)
    assert refused.value.code is Code.DAILY_LIMIT


def test_fewer_left_than_we_count_means_that_others_use_the_account_so_we_wait_a_window(
    clock: SimulatorClock, job: JobContext
) -> None:
    budget = RateBudget({"": [Window(100, 10.0)]}, clock)
    ticket = budget.acquire("", job)
    budget.learn("", remaining=2)
    budget.release(ticket)
    spent(budget, 2, job)
    assert clock.monotonic() == 0
    assert seconds_to_get(budget, clock, job) == pytest.approx(10, rel=0.01)


def test_others_within_the_reserve_do_not_slow_us_further(
    clock: SimulatorClock, job: JobContext
) -> None:
    budget = RateBudget({"": [Window(100, 10.0, reserve=10)]}, clock)
    budget.learn("", remaining=95)
    spent(budget, 90, job)
    assert clock.monotonic() == 0


def test_a_reserve_never_takes_everything(clock: SimulatorClock, job: JobContext) -> None:
    budget = RateBudget({"": [Window(1, 5.0, reserve=1)]}, clock)
    spent(budget, 1, job)
    assert seconds_to_get(budget, clock, job) == pytest.approx(5, rel=0.01)


def test_a_pause_holds_back_one_policy_or_all(clock: SimulatorClock, job: JobContext) -> None:
    budget = RateBudget({"": [Window(9, 1.0)], "search": [Window(9, 1.0)]}, clock)
    budget.pause("search", 30)
    assert seconds_to_get(budget, clock, job) == 0
    budget.release(budget.acquire("search", job))
    assert clock.monotonic() == 30
    budget.pause(None, 5)
    assert seconds_to_get(budget, clock, job) == 5


def test_a_long_pause_is_handed_to_the_caller_rather_than_sat_out(
    clock: SimulatorClock, job: JobContext
) -> None:
    budget = RateBudget({"": [Window(9, 1.0)]}, clock)
    budget.pause(None, 24 * 3600)
    with pytest.raises(TransientError) as refused:
        budget.acquire("", job)
    assert refused.value.retry_after == 24 * 3600
    assert clock.monotonic() == 0


def test_releasing_twice_is_harmless(clock: SimulatorClock, job: JobContext) -> None:
    budget = RateBudget({"": [Window(2, 10.0)]}, clock)
    ticket = budget.acquire("", job)
    budget.release(ticket)
    budget.release(ticket)
    clock.advance(11)
    spent(budget, 2, job)
    assert seconds_to_get(budget, clock, job) > 0


def test_better_news_does_not_undo_worse_news_of_the_same_window(
    clock: SimulatorClock, job: JobContext
) -> None:
    """Answers overtake each other, and a vendor's servers do not all count alike."""
    budget = RateBudget({"": [Window(100, 10.0)]}, clock)
    budget.learn("", remaining=3)
    budget.learn("", remaining=60)
    spent(budget, 3, job)
    assert clock.monotonic() == 0
    assert seconds_to_get(budget, clock, job) > 0


def test_a_policy_that_nobody_limited_is_a_mistake_unless_nothing_is(job: JobContext) -> None:
    with pytest.raises(KeyError):
        RateBudget({"search": [Window(5, 1.0)]}).acquire("serach", job)
    budget = RateBudget({})
    spent(budget, 1000, job)


def test_cancelling_ends_a_wait_and_leaves_no_place_in_the_queue() -> None:
    budget = RateBudget({"": [Window(1, 60.0)]})
    cancelled = threading.Event()
    first = budget.acquire("", JobContext())
    outcomes: list[BaseException] = []

    def wait() -> None:
        try:
            budget.acquire("", JobContext(cancelled=cancelled))
        except Cancelled as stopped:
            outcomes.append(stopped)

    thread = threading.Thread(target=wait)
    thread.start()
    cancelled.set()
    thread.join()
    assert len(outcomes) == 1
    budget.release(first)
    with pytest.raises(Cancelled):
        budget.acquire("", JobContext(cancelled=cancelled))


class HandClock(Clock):
    """Time that stands still until the test moves it; tells the test who has begun to wait."""

    def __init__(self) -> None:
        self.at = 0.0
        self.waiting = threading.Semaphore(0)
        self._moved = threading.Condition()

    def monotonic(self) -> float:
        return self.at

    def wait(self, event: threading.Event, seconds: float) -> bool:
        target = self.at + seconds
        with self._moved:
            self.waiting.release()
            self._moved.wait_for(lambda: self.at >= target)
        return event.is_set()

    def move(self, seconds: float) -> None:
        with self._moved:
            self.at += seconds
            self._moved.notify_all()


def test_threads_are_let_through_in_the_order_they_came() -> None:
    clock = HandClock()
    budget = RateBudget({"": [Window(1, 10.0)]}, clock)
    job = JobContext(clock=clock)
    budget.release(budget.acquire("", job))
    through: list[int] = []
    passed = threading.Semaphore(0)

    def run(number: int) -> None:
        ticket = budget.acquire("", job)
        through.append(number)
        budget.release(ticket)
        passed.release()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
        clock.waiting.acquire()
    for still_waiting in (3, 2, 1, 0):
        clock.move(10.5)
        passed.acquire()
        for _ in range(still_waiting):
            clock.waiting.acquire()
    for thread in threads:
        thread.join()
    assert through == [0, 1, 2, 3]


def test_one_account_has_one_budget_in_the_process(clock: SimulatorClock) -> None:
    windows = {"": [Window(5, 1.0)]}
    budget = shared_budget("acme:1", windows, Clock())
    assert shared_budget("acme:1", windows) is budget
    assert shared_budget("acme:2", windows) is not budget
    assert shared_budget("acme:1", windows, clock) is not budget
    assert shared_budget("acme:1", windows, clock) is shared_budget("acme:1", windows, clock)
