"""The points of a business: never overdrawn by us, and waited for where others spend them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.boulevard import pace
from connectors.boulevard.reading import question
from connectors.boulevard.simulator import BoulevardSimulator, Profile
from connectors.boulevard.simulator.checking import check
from connectors.boulevard.simulator.language import parse
from connectors.boulevard.simulator.limits import Bucket
from connectors.boulevard.streams import STREAMS
from connectors.kit.limits import RateBudget
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector
from core.jobs import JobContext
from tests.connectors.boulevard.conftest import connection, records

MANY = 4_000


@pytest.mark.parametrize("stream", STREAMS)
def test_we_count_no_less_than_an_object_each(spa: BoulevardSimulator, stream: str) -> None:
    """The simulator counts by itself."""
    asked = question(stream, STREAMS[stream].columns)
    variables = {"first": pace.PAGE, "place": "urn:blvd:Location:1"}
    told = check(spa.business, parse(asked.list.text), variables)
    assert pace.cost(asked.list, pace.PAGE) >= told
    ids = {f"i{number}": "urn:blvd:X:1" for number in range(7)}
    by_id = asked.by_ids(7)
    assert pace.cost(by_id) >= check(spa.business, parse(by_id.text), ids)


def test_a_first_reading_of_many_refuses_itself_nothing(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """(P1) And takes about as long as was told before."""
    place = spa.seed("locations", name="Dover")
    for number in range(MANY):
        spa.seed_client(f"Ada{number}", "Moss", primaryLocationId=place)
    began = clock.monotonic()
    names = ["firstName", "lastName", "email", "mobilePhone", "active", "marketing.email"]
    assert len(records(office, "clients", *names)) == MANY
    took = timedelta(seconds=clock.monotonic() - began)
    assert (spa.bucket.refused, office.refused) == (0, 0)
    assert office.requests == 41
    forecast = pace.forecast({}, [MANY])
    assert forecast <= took <= 1.5 * forecast


@given(st.lists(st.integers(1, 9_000), max_size=80), st.integers(0, pace.FOR_OTHERS))
def test_the_windows_never_overdraw_a_bucket_that_leaks(costs: list[int], others: int) -> None:
    """(P1) Whatever is asked in whichever order, and another program has its share."""
    clock = SimulatorClock(rate=0.0)
    bucket = Bucket(clock, has_limit=True)
    bucket.take(others)
    budget, job = RateBudget({"": pace.windows()}, clock), JobContext(clock=clock)
    for cost in costs:
        ticket = budget.acquire("", job, cost)
        bucket.take(cost)  # would raise
        budget.release(ticket)


def test_and_they_let_through_nearly_what_it_takes() -> None:
    clock = SimulatorClock(rate=0.0)
    budget, job = RateBudget({"": pace.windows()}, clock), JobContext(clock=clock)
    for _ in range(200):
        budget.release(budget.acquire("", job, 300))
    least = (200 * 300 - pace.BURST) / pace.LEAK
    assert least <= clock.monotonic() <= 1.1 * least


def test_some_points_are_left_to_the_businesss_other_programs(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """They may spend those at any time, and neither they nor we are refused."""
    for number in range(5_000):
        spa.seed_client(f"Ada{number}", "Moss")
    spa.bucket.take(pace.FOR_OTHERS)
    assert len(records(office, "clients", "firstName")) == 5_000
    assert spa.bucket.refused == 0


def test_where_others_spend_the_points_we_wait_as_long_as_we_are_told(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock
) -> None:
    spa.seed_client("Ada", "Moss")
    spa.bucket.used = 10_000.0
    began = clock.monotonic()
    assert len(records(office, "clients", "firstName")) == 1
    assert (spa.bucket.refused, office.refused) == (1, 1)
    assert 4.0 <= clock.monotonic() - began <= 10.0


def test_a_vendor_that_counts_otherwise_is_lived_with(clock: SimulatorClock) -> None:
    """(P1)"""
    spa = BoulevardSimulator(clock=clock, profile=Profile(weight=4))
    office = connection(spa.handle, clock)
    for number in range(2_000):
        spa.seed_client(f"Ada{number}", "Moss")
    assert len(records(office, "clients", "firstName", "marketing.email")) == 2_000
    assert spa.bucket.refused > 0


def test_requests_for_a_thousand_records() -> None:
    """One for each 99, and no more: a page begins with the last row of the one before."""
    clock = SimulatorClock(rate=0.0)
    spa = BoulevardSimulator(clock=clock)
    office = connection(spa.handle, clock)
    for number in range(1_000):
        spa.seed_client(f"Ada{number}", "Moss")
    records(office, "clients", "firstName")
    assert office.requests == 11
