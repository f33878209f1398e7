"""ServiceTitan is asked sixty times a second at the very most, by all of an office's PCs."""

from concurrent.futures import ThreadPoolExecutor

from connectors.kit.simulator import SimulatorClock
from connectors.servicetitan.simulator import ServiceTitanSimulator
from core.connector import Connector
from tests.connectors.servicetitan.conftest import Connect


def ask(office: Connector, times: int) -> None:
    for _ in range(times):
        office.fetch("leads", ["1"], ["status"])


def test_many_requests_at_once_meet_no_refusal(
    tenant: ServiceTitanSimulator, connect: Connect, clock: SimulatorClock
) -> None:
    office = connect()
    with ThreadPoolExecutor(8) as pool:
        for work in [pool.submit(ask, office, 40) for _ in range(8)]:
            work.result()
    assert tenant.limit.refused == 0
    assert clock.monotonic() >= 320 / 60 - 1


def test_connections_of_one_tenant_share_its_budget(
    tenant: ServiceTitanSimulator, connect: Connect
) -> None:
    first, second = connect(), connect()
    for _ in range(100):
        ask(first, 1)
        ask(second, 1)
    assert tenant.limit.refused == 0
