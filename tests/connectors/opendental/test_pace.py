"""How often an office is asked, and how long a first sync takes: said before, and measured."""

import pytest

from connectors.kit.simulator import Fault, SimulatorClock
from connectors.opendental.pace import forecast
from connectors.opendental.simulator import OpenDentalSimulator, Profile
from core.connector import Connector
from core.errors import Code, TransientError
from tests.connectors.opendental.conftest import START, connection, records


def big_practice(clock: SimulatorClock, plan: str, mode: str = "remote") -> OpenDentalSimulator:
    practice = OpenDentalSimulator(clock=clock, plan=plan, profile=Profile(mode=mode))
    for number in range(4_000):
        one = practice.seed_patient(f"Ana{number}", "Ruiz", updated=START)
        if number % 2 == 0:
            practice.seed_appointment(one, START, updated=START)
    return practice


@pytest.mark.parametrize("plan", ["free", "paid", "enterprise"])
def test_a_first_sync_of_4000_patients_is_never_turned_away_and_as_long_as_was_forecast(
    clock: SimulatorClock, plan: str
) -> None:
    practice = big_practice(clock, plan)
    office = connection(practice.handle, clock, plan=plan)
    began = clock.monotonic()
    for stream in ("patients", "appointments"):
        records(office, stream)
    took = clock.monotonic() - began
    expected = forecast({"plan": plan}, [4_000, 2_000]).total_seconds()
    assert (practice.limit.refused, office.refused) == (0, 0)
    assert took == pytest.approx(expected, rel=0.05)
    assert office.requests == 41 + 21  # of the least that the API allows, 40 + 20


def test_in_the_office_there_is_no_limit(clock: SimulatorClock) -> None:
    practice = big_practice(clock, "free", "local")
    office = connection(practice.handle, clock, mode="local")
    began = clock.monotonic()
    assert len(records(office, "patients")) == 4_000
    assert clock.monotonic() == began
    assert office.requests == 5


@pytest.mark.parametrize(
    ("plan", "mode", "minutes"),
    [
        ("free", "remote", 17),
        ("paid", "remote", 4),
        ("enterprise", "remote", 2),
        ("free", "local", 1),
    ],
)
def test_the_forecast_for_20000_patients(plan: str, mode: str, minutes: int) -> None:
    told = forecast({"plan": plan, "mode": mode}, [20_000]).total_seconds() / 60
    assert minutes - 1 < told < minutes + 0.5


def test_an_office_whose_other_programs_use_the_key_too_is_waited_for(
    practice: OpenDentalSimulator, office: Connector, clock: SimulatorClock
) -> None:
    practice.seed_patient("Ada", "Moss")
    practice.faults.append(
        Fault("status", status=429, body="Too many requests", headers={"Retry-After": "5"})
    )
    began = clock.monotonic()
    assert len(records(office, "patients", "FName")) == 1
    assert clock.monotonic() - began >= 5
    assert office.refused == 1


def test_a_plan_that_is_smaller_than_was_said_is_lived_with(clock: SimulatorClock) -> None:
    """Said "paid", and it is the free one: 429s are waited out."""
    practice = OpenDentalSimulator(clock=clock, plan="free")
    for number in range(250):
        practice.seed_patient(f"Ana{number}", "Ruiz")
    office = connection(practice.handle, clock, plan="paid")
    assert len(records(office, "patients", "FName")) == 250
    assert office.refused > 0


def test_two_connections_of_one_key_share_its_limit(
    practice: OpenDentalSimulator, office: Connector, clock: SimulatorClock
) -> None:
    """Also the one that only looks whether the keys are good, before there is an account."""
    account = office.account()
    later = connection(practice.handle, clock, account_id=account.id)
    assert records(later, "patients") == []
    assert practice.limit.refused == 0


def test_a_storm_ends_with_its_code(practice: OpenDentalSimulator, office: Connector) -> None:
    practice.faults.append(Fault("status", status=429, headers={"Retry-After": "5"}, times=99))
    with pytest.raises(TransientError) as failed:
        office.account()
    assert failed.value.code is Code.RATE_LIMITED
