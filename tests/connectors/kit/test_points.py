"""Vendors that count the points of a query, and say no with a 200 (Jobber, Boulevard)."""

from collections.abc import Mapping

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.kit.http import Answer, ApiClient, Json
from connectors.kit.limits import RateBudget, Window
from connectors.kit.simulator import Request, Response, SimulatorClock
from core.errors import Code, RefusedError, SyncError, TransientError
from core.jobs import JobContext

MOST, PER_SECOND = 1000, 50.0  # points
POINTS = {"": [Window(MOST, MOST / PER_SECOND)]}


class Bucket:
    """The vendor: a bucket of points that fills up again, and a body that says when it is empty."""

    def __init__(self, clock: SimulatorClock) -> None:
        self.clock = clock
        self.left = float(MOST)
        self.at = clock.monotonic()
        self.done = 0
        self.lowest = self.left

    def take(self, cost: float) -> bool:
        now = self.clock.monotonic()
        self.left = min(MOST, self.left + (now - self.at) * PER_SECOND)
        self.at = now
        self.lowest = min(self.lowest, self.left - cost)
        if cost > self.left:
            return False
        self.left -= cost
        return True

    def handle(self, request: Request) -> Response:
        if not self.take(float(request.headers["x-cost"])):
            body: object = {"errors": [{"extensions": {"code": "THROTTLED"}}]}
            return Response(200, json=body)
        self.done += 1
        return Response(200, json={"data": {}})


def translate(status: int, _headers: Mapping[str, str], _body: Json) -> SyncError:
    return RefusedError(Code.RECORD_REFUSED, status=status)


def judge(answer: Answer) -> SyncError | None:
    """Read GraphQL's errors as Jobber means them."""
    codes = {each["extensions"]["code"] for each in answer.body.get("errors", ())}
    if "THROTTLED" in codes:
        return TransientError(Code.RATE_LIMITED, retry_after=MOST / PER_SECOND)
    if "BROKEN" in codes:
        return TransientError(Code.UNAVAILABLE)
    return RefusedError(Code.RECORD_REFUSED) if codes else None


def connect(job: JobContext, bucket: Bucket, budget: RateBudget, attempts: int = 5) -> ApiClient:
    return ApiClient(
        "https://api.example.com",
        translate=translate,
        budget=budget,
        job=job,
        transport=httpx.MockTransport(bucket.handle),
        judge=judge,
        attempts=attempts,
    )


def ask(api: ApiClient, cost: int, *, repeatable: bool = False) -> Answer:
    return api.request(
        "POST",
        "/graphql",
        json={},
        headers={"x-cost": str(cost)},
        cost=cost,
        repeatable=repeatable,
    )


@given(st.lists(st.integers(1, MOST), max_size=60))
def test_a_bucket_of_points_is_never_overdrawn(costs: list[int]) -> None:
    clock = SimulatorClock(rate=0.0)
    bucket, budget, job = Bucket(clock), RateBudget(POINTS, clock), JobContext(clock=clock)
    for cost in costs:
        ticket = budget.acquire("", job, cost)
        assert bucket.take(cost)
        budget.release(ticket)


@given(st.lists(st.integers(1, MOST // 2), min_size=40, max_size=60))
def test_and_it_is_used_at_the_rate_at_which_it_fills(costs: list[int]) -> None:
    clock = SimulatorClock(rate=0.0)
    budget, job = RateBudget(POINTS, clock), JobContext(clock=clock)
    for cost in costs:
        budget.release(budget.acquire("", job, cost))
    # What one window cannot hold of a request waits for the next: at worst half goes unused.
    assert clock.monotonic() <= 2.1 * sum(costs) / PER_SECOND


def test_a_query_that_costs_more_than_there_ever_is_goes_alone(
    clock: SimulatorClock, job: JobContext
) -> None:
    budget = RateBudget(POINTS, clock)
    budget.release(budget.acquire("", job, 10))
    budget.release(budget.acquire("", job, MOST + 1))
    assert clock.monotonic() == pytest.approx(MOST / PER_SECOND, rel=0.01)


def test_a_throttled_query_with_a_200_is_waited_out_and_counted(
    clock: SimulatorClock, job: JobContext
) -> None:
    """(P1) It did nothing, so that even a write may be sent again."""
    bucket = Bucket(clock)
    bucket.left = 10.0
    api = connect(job, bucket, RateBudget({}, clock))
    ask(api, 100)
    assert (bucket.done, api.requests, api.refused) == (1, 2, 1)
    assert clock.monotonic() >= MOST / PER_SECOND


def test_a_throttled_query_holds_back_the_other_threads(
    clock: SimulatorClock, job: JobContext
) -> None:
    bucket = Bucket(clock)
    bucket.left = 0.0
    budget = RateBudget(POINTS, clock)
    with pytest.raises(TransientError):
        ask(connect(job, bucket, budget, attempts=1), 1)
    assert clock.monotonic() == 0
    budget.acquire("", job)
    assert clock.monotonic() >= MOST / PER_SECOND


def say(code: str) -> Response:
    return Response(200, json={"errors": [{"extensions": {"code": code}}]})


@pytest.mark.parametrize(
    ("word", "repeatable", "code", "times"),
    [
        ("BAD_FIELD", False, Code.RECORD_REFUSED, 1),
        ("BROKEN", False, Code.OUTCOME_UNKNOWN, 1),
        ("BROKEN", True, Code.UNAVAILABLE, 5),
    ],
)
def test_another_no_with_a_200_is_raised_as_the_vendors_reading_says(
    job: JobContext, word: str, repeatable: bool, code: Code, times: int
) -> None:
    """(P2) Where the vendor broke down in the middle of a write, it may have happened."""
    api = ApiClient(
        "https://api.example.com",
        translate=translate,
        budget=RateBudget({}),
        job=job.at("jobber"),
        transport=httpx.MockTransport(lambda _request: say(word)),
        judge=judge,
    )
    with pytest.raises(SyncError) as refused:
        ask(api, 1, repeatable=repeatable)
    assert (refused.value.code, refused.value.connector, api.requests) == (code, "jobber", times)
