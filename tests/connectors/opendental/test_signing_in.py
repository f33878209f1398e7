"""Two keys in one header, three ways to Open Dental, and what a first look finds out."""

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.opendental import SPEC, address
from connectors.opendental.connector import account_id
from connectors.opendental.simulator import (
    CUSTOMER_KEY,
    DEVELOPER_KEY,
    PRACTICE,
    OpenDentalSimulator,
    Profile,
)
from core.connector import Connector
from core.errors import Code, UserActionError
from tests.connectors.opendental.conftest import SECRETS, START, Connect, connection, records


def refused(office: Connector) -> Code:
    with pytest.raises(UserActionError) as failed:
        office.account()
    return failed.value.code


# -- keys -----------------------------------------------------------------------------------------


def test_both_keys_go_in_one_header(connect: Connect, practice: OpenDentalSimulator) -> None:
    seen: list[httpx.Request] = []

    def watching(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return practice.handle(request)

    connect(watching).account()
    for request in seen:
        assert request.headers["authorization"] == f"ODFHIR {DEVELOPER_KEY}/{CUSTOMER_KEY}"
        assert request.headers["content-type"] == "application/json"


def test_the_account_has_the_practices_name_and_no_key_in_it(office: Connector) -> None:
    account = office.account()
    assert (account.name, account.time_zone) == (PRACTICE, "America/New_York")
    assert account.id == account_id(SECRETS)
    assert CUSTOMER_KEY not in repr(account)
    assert DEVELOPER_KEY not in repr(account)


@pytest.mark.parametrize(
    "secrets",
    [
        {"developer_key": "wrong", "customer_key": CUSTOMER_KEY},
        {"developer_key": DEVELOPER_KEY, "customer_key": "wrong"},
        {"developer_key": f"ODFHIR {DEVELOPER_KEY}", "customer_key": CUSTOMER_KEY},
        {"developer_key": f"{DEVELOPER_KEY}/{CUSTOMER_KEY}", "customer_key": CUSTOMER_KEY},
        {"developer_key": " ", "customer_key": CUSTOMER_KEY},
    ],
)
def test_a_wrong_key_is_told(
    practice: OpenDentalSimulator, clock: SimulatorClock, secrets: dict[str, str]
) -> None:
    assert refused(connection(practice.handle, clock, secrets)) is Code.TOKEN_REJECTED


def test_a_key_that_was_switched_off_is_told(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    office.account()
    practice.keys.clear()
    assert refused(office) is Code.TOKEN_REJECTED


def test_a_good_key_that_may_not_read_patients_is_told_from_a_wrong_one(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    """Open Dental answers 401 to both."""
    practice.api.forbidden.add("patients")
    assert refused(office) is Code.NOT_PERMITTED


def test_a_key_of_another_practice_is_another_account() -> None:
    other = account_id({**SECRETS, "customer_key": "AnotherPractice1"})
    assert other != account_id(SECRETS)
    assert account_id({**SECRETS, "customer_key": f" {CUSTOMER_KEY}\n"}) == account_id(SECRETS)


def test_keys_without_an_account_yet_open_nothing(
    practice: OpenDentalSimulator, clock: SimulatorClock
) -> None:
    office = connection(practice.handle, clock, {"developer_key": DEVELOPER_KEY})
    assert refused(office) is Code.NOT_CONNECTED


# -- the way there --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, "https://api.opendental.com"),
        ({"mode": "remote"}, "https://api.opendental.com"),
        ({"mode": "local"}, "http://localhost:30222"),
        ({"mode": "service", "server": "192.168.1.10"}, "http://192.168.1.10:30223"),
    ],
)
def test_each_way_has_its_address(chosen: dict[str, str], expected: str) -> None:
    assert address(chosen) == expected


@pytest.mark.parametrize("chosen", [{"mode": "local"}, {"mode": "service", "server": "10.0.0.5"}])
def test_in_the_office_requests_go_there_in_clear_and_nowhere_else(
    clock: SimulatorClock, chosen: dict[str, str]
) -> None:
    practice = OpenDentalSimulator(clock=clock, profile=Profile(mode=chosen["mode"]))
    hosts: set[str] = set()

    def watching(request: httpx.Request) -> httpx.Response:
        hosts.add(str(request.url.copy_with(path="/", query=None)))
        return practice.handle(request)

    connection(watching, clock, **chosen).account()
    assert hosts == {f"{address(chosen)}/"}


@pytest.mark.parametrize(
    "server",
    ["8.8.8.8", "server", "server.example.com", "192.168.1.10@evil.example", "192.168.1.10/x?y="],
)
def test_a_server_that_is_no_number_of_the_office_is_refused(connect: Connect, server: str) -> None:
    with pytest.raises(UserActionError) as failed:
        connect(mode="service", server=server)
    assert failed.value.code is Code.ADDRESS_REFUSED


def test_the_offices_server_needs_its_number(connect: Connect) -> None:
    with pytest.raises(UserActionError) as failed:
        connect(mode="service", server=" ")
    assert (failed.value.code, failed.value.detail) == (Code.SETTING_INVALID, "server")


def test_a_server_that_sends_us_elsewhere_is_not_followed(clock: SimulatorClock) -> None:
    asked: list[str] = []

    def elsewhere(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(302, headers={"location": "https://evil.example/"})

    office = connection(elsewhere, clock, mode="service", server="192.168.1.10")
    with pytest.raises(Exception, match="unexpected"):
        office.account()
    assert asked == ["192.168.1.10"]


def test_the_form_says_what_is_not_encrypted() -> None:
    options = {option.name: option for option in SPEC.options}
    labels = dict(options["mode"].choices)
    assert "not encrypted" in labels["service"]
    assert "(encrypted)" in labels["remote"]
    assert "unencrypted" in options["server"].help


def test_both_keys_are_secrets_and_the_form_says_where_they_are() -> None:
    (way,) = SPEC.sign_ins
    assert [option.name for option in way.options] == ["developer_key", "customer_key"]
    assert all(option.secret and option.help for option in way.options)


# -- the time zone --------------------------------------------------------------------------------


@pytest.fixture
def pacific(clock: SimulatorClock) -> OpenDentalSimulator:
    practice = OpenDentalSimulator(clock=clock, profile=Profile(time_zone="America/Los_Angeles"))
    practice.seed_patient("Ada", "Moss")
    return practice


def test_a_time_zone_that_the_offices_clock_contradicts_is_told(
    pacific: OpenDentalSimulator, clock: SimulatorClock
) -> None:
    """Else each appointment would be hours off."""
    with pytest.raises(UserActionError) as failed:
        connection(pacific.handle, clock).account()
    assert (failed.value.code, failed.value.detail) == (Code.SETTING_INVALID, "time_zone")
    good = connection(pacific.handle, clock, time_zone="America/Los_Angeles")
    assert good.account().time_zone == "America/Los_Angeles"


@pytest.mark.parametrize("name", ["Atlantis/Capital", "../../etc/passwd", "America"])
def test_a_time_zone_that_there_is_not_is_told(connect: Connect, name: str) -> None:
    with pytest.raises(UserActionError) as failed:
        connect(time_zone=name)
    assert (failed.value.code, failed.value.detail) == (Code.SETTING_INVALID, "time_zone")


@pytest.mark.parametrize("minutes", [2, -2, 7, 21])
def test_a_clock_that_is_a_little_off_is_no_other_zone(clock: SimulatorClock, minutes: int) -> None:
    practice = OpenDentalSimulator(clock=clock, plan=None)
    practice.seed_patient("Ada", "Moss")
    ours = SimulatorClock(START, rate=0.0)
    ours.advance(minutes * 60)
    assert connection(practice.handle, ours).account().name == PRACTICE


def test_reading_needs_no_more_than_the_first_look(
    practice: OpenDentalSimulator, office: Connector
) -> None:
    practice.seed_patient("Ada", "Moss")
    office.account()
    assert office.requests == 2
    assert len(records(office, "patients", "FName")) == 1
    assert office.requests == 3
