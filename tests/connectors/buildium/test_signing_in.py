"""A key of two parts: what a check of it says, and what the wrong one gets."""

from datetime import timedelta

import httpx
import pytest

from connectors.buildium import SPEC, host
from connectors.buildium.simulator import BuildiumSimulator
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector
from core.errors import Code, SyncError, TransientError, UserActionError
from tests.connectors.buildium.conftest import Connect, connection, records, simulated

LACKING = "Maintenance > Vendors"


def refused(connector: Connector) -> UserActionError:
    with pytest.raises(UserActionError) as caught:
        connector.account()
    return caught.value


def test_the_check_says_which_account_it_is_and_what_the_key_may_read(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    buildium.account.forbidden.add(LACKING)
    account = office.account()
    assert (account.id, account.name) == ("318204", "Wrenfield Property Partners")
    assert account.kind == "standard"
    assert "Rentals > Tenants" in account.scopes
    assert LACKING not in account.scopes
    assert account.notes == (f"{Code.SCOPE_MISSING.value} {LACKING}",)


def test_the_check_asks_for_one_record_of_a_kind_at_most(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    office.account()
    asked = [dict(entry.params).get("limit") for entry in buildium.log[1:]]
    assert set(asked) == {"1"}
    assert office.requests == 12


@pytest.mark.parametrize(
    "secrets",
    [
        {"client_id": "somebody", "client_secret": "demo-buildium-secret"},
        {"client_id": "demo-buildium-client", "client_secret": "wrong"},
        {"client_id": "demo-buildium-client", "client_secret": "schlüssel"},
    ],
)
def test_a_wrong_key_is_called_one(
    buildium: BuildiumSimulator, clock: SimulatorClock, secrets: dict[str, str]
) -> None:
    error = refused(connection(buildium.handle, clock, secrets))
    assert error.code is Code.TOKEN_REJECTED
    assert error.__context__ is None
    assert secrets["client_secret"] not in repr(error.__dict__)


def test_half_a_key_is_none(buildium: BuildiumSimulator, clock: SimulatorClock) -> None:
    error = refused(connection(buildium.handle, clock, {"client_id": "demo-buildium-client"}))
    assert error.code is Code.NOT_CONNECTED
    assert buildium.log == []


def test_a_key_that_was_pasted_with_its_line_break_is_good(
    buildium: BuildiumSimulator, clock: SimulatorClock
) -> None:
    pasted = {"client_id": " demo-buildium-client\n", "client_secret": "demo-buildium-secret\r\n"}
    assert connection(buildium.handle, clock, pasted).account().id == "318204"


@pytest.mark.parametrize("environment", ["production", "sandbox"])
def test_a_key_of_the_other_environment_is_refused_and_the_error_says_where_it_was_tried(
    clock: SimulatorClock, environment: str
) -> None:
    other = {"production": "sandbox", "sandbox": "production"}[environment]
    buildium = simulated(clock, environment=other)
    error = refused(connection(buildium.handle, clock, environment=environment))
    assert (error.code, error.detail) == (Code.TOKEN_REJECTED, environment)
    assert connection(buildium.handle, clock, environment=other).account().id


def test_each_environment_has_a_host_of_its_own_and_there_is_no_third() -> None:
    assert host({"environment": "sandbox"}) == "apisandbox.buildium.com"
    assert host({}) == host({"environment": "moon"}) == "api.buildium.com"
    assert set(SPEC.hosts) == {"api.buildium.com", "apisandbox.buildium.com"}


def test_a_sandbox_says_that_it_is_one(clock: SimulatorClock) -> None:
    buildium = simulated(clock, environment="sandbox")
    assert connection(buildium.handle, clock, environment="sandbox").account().kind == "sandbox"


def test_a_key_that_may_not_say_whose_it_is_is_told_which_right_it_lacks(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """Without the account's number nobody could see that a new key is another account's."""
    buildium.account.forbidden.add("Administration > Account Information")
    error = refused(office)
    assert error.code is Code.SCOPE_MISSING
    assert error.detail == "Administration > Account Information"
    assert error.connector == "buildium"


def test_a_right_that_reading_lacks_is_called_by_its_name(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    buildium.account.forbidden.add(LACKING)
    with pytest.raises(UserActionError) as caught:
        records(office, "vendors", "name")
    assert (caught.value.code, caught.value.detail) == (Code.SCOPE_MISSING, LACKING)


def test_an_api_version_past_its_life_is_called_that(
    buildium: BuildiumSimulator, office: Connector
) -> None:
    """Buildium answers 404 to a version that it does not have."""
    for ask in (office.account, lambda: records(office, "tenants", "email")):
        buildium.faults.append(Fault("status", status=404))
        with pytest.raises(SyncError) as caught:
            ask()
        assert caught.value.code is Code.VERSION_RETIRED


@pytest.mark.parametrize("body", ["<html>We are down</html>", {"UserMessage": "down"}, None])
def test_maintenance_is_waited_out_and_then_said(
    buildium: BuildiumSimulator, office: Connector, body: object
) -> None:
    buildium.faults.append(Fault("status", status=503, body=body, times=2))
    assert office.account().id
    buildium.faults.append(Fault("status", status=503, body=body, times=99))
    with pytest.raises(TransientError) as caught:
        office.account()
    assert caught.value.code is Code.UNAVAILABLE


@pytest.mark.parametrize("body", [[], {}, {"Id": None}, {"Id": "318204"}, "318204"])
def test_an_answer_that_names_no_account_is_unexpected(connect: Connect, body: object) -> None:
    office = connect(lambda _request: httpx.Response(200, json=body))
    with pytest.raises(SyncError) as caught:
        office.account()
    assert caught.value.code is Code.UNEXPECTED


def test_another_accounts_key_shows_as_another_account(
    buildium: BuildiumSimulator, connect: Connect, office: Connector
) -> None:
    """The office compares the number on reconnect, and stops."""

    def others(request: httpx.Request) -> httpx.Response:
        answer = buildium.handle(request)
        if request.url.path.endswith("/account"):
            return httpx.Response(200, json={**answer.json(), "Id": 777})
        return answer

    assert connect(others).account().id != office.account().id


def test_both_parts_of_the_key_go_with_each_request_and_nothing_else_does(
    buildium: BuildiumSimulator, connect: Connect
) -> None:
    seen: list[httpx.Headers] = []

    def watching(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers)
        return buildium.handle(request)

    connect(watching).account()
    assert all(each["x-buildium-client-id"] == "demo-buildium-client" for each in seen)
    assert all(each["x-buildium-client-secret"] == "demo-buildium-secret" for each in seen)
    assert not any("authorization" in each for each in seen)


def test_nothing_can_be_ended_from_here_and_nothing_is_asked(office: Connector) -> None:
    office.revoke()
    assert office.requests == 0


def test_of_a_records_own_page_no_address_is_known(office: Connector) -> None:
    address = office.web_address("tenants", "90001")
    assert address.startswith("https://signin.managebuilding.com/")
    assert "90001" not in address


def test_the_pc_clock_may_be_fast(buildium: BuildiumSimulator, clock: SimulatorClock) -> None:
    """(P1) Buildium's own time fixes where the next reading starts."""
    fast = SimulatorClock(clock.now() + timedelta(hours=3), rate=0.0)
    office = connection(buildium.handle, fast)
    one = buildium.seed_tenant("Ana", "Ruiz")
    cursor = list(office.read("tenants", None, ["email"]))[-1].cursor
    clock.advance(3600)
    buildium.edit("tenants", one, Email="new@example.com")
    (page,) = office.read("tenants", cursor, ["email"])
    assert [record.id for record in page.records] == [str(one)]
