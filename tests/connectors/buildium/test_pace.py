"""Ten requests a second, of which two are left to others."""

from concurrent.futures import ThreadPoolExecutor

from connectors.buildium.simulator import BuildiumSimulator
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector
from tests.connectors.buildium.conftest import Connect, records

REQUESTS = 60


def test_no_request_is_one_too_many_with_six_threads(
    buildium: BuildiumSimulator, connect: Connect, clock: SimulatorClock
) -> None:
    offices = [connect() for _ in range(6)]
    ids = [str(buildium.seed_owner()) for _ in range(REQUESTS)]
    began = clock.monotonic()
    with ThreadPoolExecutor(6) as pool:
        found = list(
            pool.map(
                lambda each: offices[each % 6].fetch("owners", [ids[each]], ["name"]),
                range(REQUESTS),
            )
        )
    assert all(len(each) == 1 for each in found)
    assert buildium.limit.refused == 0
    assert clock.monotonic() - began >= REQUESTS / 8 - 1


def test_what_others_took_is_waited_for_without_being_told_how_long(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """Buildium says nothing of when to come again; a moment later it is free."""
    buildium.seed_tenant("Ana", "Ruiz")
    for body in (None, {"UserMessage": "Too many requests."}, "<html>"):
        buildium.faults.append(Fault("status", status=429, body=body, times=2))
        assert len(records(office, "tenants", "email")) == 1
    assert office.refused == 6
