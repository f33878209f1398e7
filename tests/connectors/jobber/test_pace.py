"""How fast Jobber is asked: by the points of a query, and never into a refusal of our own."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.jobber import SPEC
from connectors.jobber.pace import BUCKET, Points, cost_of
from connectors.jobber.reading import question
from connectors.jobber.schema import STREAMS
from connectors.jobber.simulator import JobberSimulator
from connectors.jobber.simulator.limits import Bucket, cost
from connectors.kit.limits import RateBudget
from connectors.kit.simulator import SimulatorClock
from connectors.kit.simulator.graphql import parse
from core.connector import Connector
from core.errors import Cancelled, Code, TransientError
from core.jobs import JobContext
from core.office import MemoryBox
from core.registry import OpenArgs
from tests.connectors.jobber.conftest import SECRETS, START, Connect, pages, records

EVERY_FIELD = {name: tuple(stream.standard) for name, stream in STREAMS.items()}


def fill(jobber: JobberSimulator, count: int) -> None:
    for number in range(count):
        mail = f"ana{number}@example.com"
        client = jobber.seed_client(f"Ana{number}", "Ruiz", emails=[mail], tags=["Lawn"])
        jobber.seed_property(client, {"street1": f"{number} Wren Lane"})


@settings(max_examples=60)
@given(st.sampled_from(sorted(STREAMS)), st.data())
def test_a_document_is_counted_as_jobber_counts_it(stream: str, data: st.DataObject) -> None:
    fields = data.draw(st.sets(st.sampled_from(EVERY_FIELD[stream])))
    asked = question(stream, fields)
    for document in (asked.page(), asked.changes(), asked.fetch(asked.at_once)):
        counted = cost_of(document.tree)
        assert counted == cost(parse(document.text).selected)
        assert counted <= BUCKET // 2 + 10


def test_a_whole_account_is_read_without_a_single_refusal(
    office: Connector, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    """The bucket is used at the rate at which it fills, all the same."""
    fill(jobber, 900)
    for stream, fields in EVERY_FIELD.items():
        pages(office, stream, *fields)
    assert (jobber.bucket.throttled, jobber.rack.refused) == (0, 0)
    least = (jobber.bucket.spent - BUCKET) / 500
    assert least <= clock.monotonic() <= 1.6 * least + 20


def test_what_another_app_takes_of_the_bucket_slows_us_down(
    office: Connector, jobber: JobberSimulator
) -> None:
    """And one page that comes too early for it is waited out."""
    fill(jobber, 600)
    jobber.actors.append(lambda vendor, count: vendor.bucket.drain(0 if count % 3 else 4_000))
    assert len(records(office, "persons", *EVERY_FIELD["persons"])) == 600
    assert jobber.bucket.throttled <= 6


def test_a_throttled_query_is_waited_out_for_as_long_as_the_bucket_needs(
    office: Connector, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    fill(jobber, 3)
    jobber.bucket.drain(BUCKET)
    assert len(records(office, "persons", "firstName")) == 3
    assert jobber.bucket.throttled == office.refused == 1
    assert 1.0 <= clock.monotonic() <= 3.0  # 800 points or so at 500 a second


def test_a_query_over_the_whole_bucket_is_asked_for_in_smaller_pages(
    connect: Connect, jobber: JobberSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Waiting would never help: such as where Jobber counts more than its manual says."""
    fill(jobber, 60)
    monkeypatch.setattr(
        "connectors.jobber.simulator.jobber.cost", lambda selected: 4 * cost(selected)
    )
    office = connect()
    assert len(records(office, "persons", *EVERY_FIELD["persons"])) == 60
    assert len(office.fetch("persons", list(jobber.account.tables["clients"]), ["email"])) == 60


def test_no_more_than_2500_requests_go_out_in_five_minutes(
    office: Connector, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    for _ in range(2_600):
        office.fetch("persons", [next(iter(jobber.account.tables["clients"]), "x")], [])
    assert jobber.rack.refused == 0
    assert clock.monotonic() >= 300


def test_a_429_is_waited_out_by_all_and_then_left_to_the_engine(
    connect: Connect, jobber: JobberSimulator
) -> None:
    """Its body is plain text, and it names no time."""
    jobber.rack.limit = 0
    with pytest.raises(TransientError) as refused:
        connect().account()
    assert refused.value.code is Code.RATE_LIMITED


def test_connections_of_one_account_share_its_budget(
    connect: Connect, jobber: JobberSimulator
) -> None:
    fill(jobber, 300)
    first, second = connect(account_id="7"), connect(account_id="7")
    for _ in range(3):
        for office in (first, second):
            pages(office, "persons", *EVERY_FIELD["persons"])
    assert jobber.bucket.throttled == 0


def test_threads_that_ask_side_by_side_are_refused_nothing(
    connect: Connect, jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    """Each takes its highest price out of the bucket before it asks."""
    fill(jobber, 400)
    people = list(jobber.account.tables["clients"])
    offices = [connect(account_id="7") for _ in range(4)]

    def ask(number: int) -> int:
        found = offices[number % 4].fetch("persons", people, EVERY_FIELD["persons"])
        return len(found)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(12))) == [400] * 12
    # As fast as one alone would be: what was asked for, at the rate at which the bucket fills.
    assert clock.monotonic() <= 1.2 * jobber.bucket.spent / 500
    assert jobber.bucket.throttled == 0


def test_a_bucket_without_limits_slows_nobody_down(clock: SimulatorClock) -> None:
    jobber = JobberSimulator(clock=clock, limits=False)
    fill(jobber, 900)
    office = SPEC.open(
        OpenArgs(
            {}, MemoryBox(SECRETS), JobContext(clock=clock), httpx.MockTransport(jobber.handle)
        )
    )
    assert len(records(office, "persons", *EVERY_FIELD["persons"])) == 900
    assert clock.monotonic() == 0


def test_a_wait_for_the_bucket_ends_when_the_job_is_cancelled(
    jobber: JobberSimulator, clock: SimulatorClock
) -> None:
    points, job = Points(RateBudget({}), clock), JobContext(clock=clock)
    points.release(points.acquire("", job, BUCKET))
    job.cancelled.set()
    with pytest.raises(Cancelled):
        points.acquire("", job, BUCKET)


@given(st.lists(st.tuples(st.integers(1, BUCKET), st.floats(0, 3)), max_size=40), st.data())
def test_what_is_let_through_is_there(asked: list[tuple[int, float]], data: st.DataObject) -> None:
    """Whatever the queries cost in the end, and whatever others take."""
    clock = SimulatorClock(START, rate=0.0)
    bucket, points = Bucket(clock), Points(RateBudget({}), clock)
    job = JobContext(clock=clock)
    for price, pause in asked:
        ticket = points.acquire("", job, price)
        assert bucket.allows(price)
        actual = data.draw(st.integers(0, price))
        bucket.spend(actual)
        bucket.drain(data.draw(st.integers(0, 500)))  # another app's, before we are answered
        left = int(bucket.left)
        clock.advance(pause)
        points.release(ticket)
        points.answered(price - actual, left, BUCKET, 500)
