"""How fast Clio is asked: as its headers say, and never into a 429 of our own making."""

import httpx

from connectors.clio.simulator import ClioSimulator
from connectors.kit.simulator import SimulatorClock
from core.connector import Connector
from tests.connectors.clio.conftest import Connect


def ask(office: Connector, times: int) -> None:
    for _ in range(times):
        office.account()


def test_fifty_a_minute_and_no_refusal(
    office: Connector, clio: ClioSimulator, clock: SimulatorClock
) -> None:
    ask(office, 120)
    assert clio.limit.refused == 0
    assert 120 <= clock.monotonic() < 180


def test_a_higher_limit_off_peak_is_used(
    office: Connector, clio: ClioSimulator, clock: SimulatorClock
) -> None:
    clio.limit.per_minute = 300
    ask(office, 290)
    assert clio.limit.refused == 0
    assert clock.monotonic() == 0


def test_what_others_used_of_the_token_slows_us_down(
    connect: Connect, clio: ClioSimulator, clock: SimulatorClock
) -> None:
    """A second PC of the office, with a budget of its own."""
    ask(connect(account_id="7"), 30)
    ask(connect(account_id="8"), 30)
    assert clio.limit.refused == 0


def test_connections_of_one_account_share_its_budget(connect: Connect, clio: ClioSimulator) -> None:
    first, second = connect(account_id="7"), connect(account_id="7")
    for _ in range(40):
        ask(first, 1)
        ask(second, 1)
    assert clio.limit.refused == 0


def test_a_simulator_without_a_limit_is_not_slowed_down(
    connect: Connect, clio: ClioSimulator, clock: SimulatorClock
) -> None:
    clio.limit.per_minute = None
    ask(connect(), 200)
    assert clock.monotonic() == 0


def test_an_answer_without_headers_does_not_lift_a_limit_that_was_told(
    connect: Connect, clio: ClioSimulator, clock: SimulatorClock
) -> None:
    """Such as one of a proxy's."""

    def sometimes(request: httpx.Request) -> httpx.Response:
        response = clio.handle(request)
        if len(clio.log) > 1:
            for name in ("limit", "remaining", "reset"):
                response.headers.pop(f"x-ratelimit-{name}", None)
        return response

    ask(connect(sometimes), 120)
    assert clio.limit.refused == 0
    assert clock.monotonic() >= 120
