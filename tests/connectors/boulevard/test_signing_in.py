"""A token for each request, of the time at Boulevard; and what a first look finds out."""

import base64
from datetime import timedelta

import httpx
import pytest

from connectors.boulevard import SPEC, host
from connectors.boulevard.signing import authorization
from connectors.boulevard.simulator import (
    API_KEY,
    API_SECRET,
    BUSINESS,
    BUSINESS_ID,
    BoulevardSimulator,
    signed,
)
from connectors.kit.simulator import Fault, SimulatorClock
from core.connector import Connector
from core.errors import Code, SyncError, UserActionError
from tests.connectors.boulevard.conftest import SECRETS, START, Connect, connection, records

OTHER_SECRET = base64.b64encode(b"another business's secret").decode()


def refused(office: Connector) -> Code:
    with pytest.raises(UserActionError) as failed:
        office.account()
    assert failed.value.connector == "boulevard"
    return failed.value.code


def test_a_token_is_as_the_manual_makes_it() -> None:
    """The simulator's way was written from the manual, by itself."""
    assert authorization(SECRETS, BUSINESS_ID, START) == signed(START)


def test_each_request_has_a_token_of_its_own_time(
    spa: BoulevardSimulator, connect: Connect, clock: SimulatorClock
) -> None:
    seen: list[str] = []

    def watching(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return spa.handle(request)

    office = connect(watching)
    office.account()
    clock.advance(86_400)
    office.account()
    assert seen == [signed(START), signed(START + timedelta(days=1))]


def test_the_account_has_the_business_and_no_key_in_it(office: Connector) -> None:
    account = office.account()
    assert (account.id, account.name, account.kind) == (BUSINESS_ID, BUSINESS, "standard")
    assert account.time_zone == "America/New_York"
    assert API_KEY not in repr(account)
    assert API_SECRET not in repr(account)


@pytest.mark.parametrize(
    "wrong",
    [
        {"api_key": "another"},
        {"api_key": "an other"},
        {"api_key": f"{API_KEY}:"},
        {"api_key": "ключ"},
        {"api_key": " "},
        {"api_secret": OTHER_SECRET},
        {"api_secret": API_SECRET[:-5]},
        {"api_secret": "no base64!"},
        {"api_secret": ""},
    ],
)
def test_a_wrong_key_is_called_one(
    spa: BoulevardSimulator, clock: SimulatorClock, wrong: dict[str, str]
) -> None:
    assert refused(connection(spa.handle, clock, {**SECRETS, **wrong})) is Code.TOKEN_REJECTED


def test_the_business_may_be_pasted_with_what_stands_before_its_number(connect: Connect) -> None:
    office = connect(business_id=f" urn:blvd:Business:{BUSINESS_ID} ")
    assert office.account().id == BUSINESS_ID


def test_another_business_is_not_the_keys(connect: Connect) -> None:
    other = "4f7c0f0e-0000-4000-8000-7d2f6c1e0a11"
    assert refused(connect(business_id=other)) is Code.TOKEN_REJECTED
    with pytest.raises(UserActionError) as failed:
        connect(business_id=" ")
    assert (failed.value.code, failed.value.detail) == (Code.SETTING_INVALID, "business_id")


def test_a_reconnect_goes_to_the_business_of_the_connection(connect: Connect) -> None:
    assert connect(business_id="", account_id=BUSINESS_ID).account().id == BUSINESS_ID


def test_without_keys_nothing_is_connected(spa: BoulevardSimulator, clock: SimulatorClock) -> None:
    assert refused(connection(spa.handle, clock, {"api_key": API_KEY})) is Code.NOT_CONNECTED
    assert spa.log == []


def test_no_key_is_in_an_error(spa: BoulevardSimulator, clock: SimulatorClock) -> None:
    """(P11)"""
    office = connection(spa.handle, clock, {**SECRETS, "api_secret": f"{API_SECRET}!"})
    with pytest.raises(UserActionError) as failed:
        office.account()
    told = f"{failed.value!r}{failed.value.__cause__}{failed.value.__context__}"
    assert API_SECRET[:12] not in told


def test_keys_that_were_pasted_with_spaces_are_good(
    spa: BoulevardSimulator, clock: SimulatorClock
) -> None:
    spaced = {name: f" {value}\n" for name, value in SECRETS.items()}
    assert connection(spa.handle, clock, spaced).account().id == BUSINESS_ID


@pytest.mark.parametrize("minutes", [-600, -10, 10, 600])
def test_a_wrong_clock_is_put_right_by_the_vendors(spa: BoulevardSimulator, minutes: int) -> None:
    """The token of the first request is turned away, and it is signed again; later ones are right
    from the start, and so are the times that a cursor remembers (P1).
    """
    wrong = SimulatorClock(START + timedelta(minutes=minutes), rate=0.0)
    office = connection(spa.handle, wrong)
    assert office.account().id == BUSINESS_ID
    assert [entry.status for entry in spa.log] == [401, 200]
    (page,) = office.read("clients", None, ["firstName"])
    assert [entry.status for entry in spa.log] == [401, 200, 200]
    assert '"since":"2026-11-24T14:50:00Z"' in page.cursor


def test_a_wrong_key_is_not_taken_for_a_wrong_clock(
    spa: BoulevardSimulator, office: Connector
) -> None:
    spa.keys.clear()
    assert refused(office) is Code.TOKEN_REJECTED
    assert len(spa.log) == 1


def test_an_answer_that_tells_no_time_changes_no_clock(
    spa: BoulevardSimulator, connect: Connect
) -> None:
    def timeless(request: httpx.Request) -> httpx.Response:
        response = spa.handle(request)
        response.headers["date"] = "yesterday"
        return response

    assert connect(timeless).account().id == BUSINESS_ID


def test_a_plan_without_the_api_is_not_permitted(
    spa: BoulevardSimulator, office: Connector
) -> None:
    spa.faults.append(Fault("status", status=403, body={"errors": [{"message": "Upgrade"}]}))
    assert refused(office) is Code.NOT_PERMITTED


def test_a_business_that_is_not_told_is_no_account(
    spa: BoulevardSimulator, office: Connector
) -> None:
    body = {"data": {"business": None}}
    spa.faults.append(Fault("status", status=200, body=body))
    with pytest.raises(SyncError) as failed:
        office.account()
    assert failed.value.code is Code.UNEXPECTED


def test_a_sandbox_has_a_host_of_its_own_and_says_that_it_is_one(connect: Connect) -> None:
    assert host({}) == "dashboard.boulevard.io"
    assert host({"environment": "sandbox"}) == "sandbox.joinblvd.com"
    assert connect(environment="sandbox").account().kind == "sandbox"


def test_keys_of_a_sandbox_on_production_are_wrong_keys(
    spa: BoulevardSimulator, office: Connector
) -> None:
    """Boulevard does not tell the two apart, and neither can we."""
    spa.keys = {"production-key": API_SECRET}
    assert refused(office) is Code.TOKEN_REJECTED


def test_another_accounts_key_has_another_account(clock: SimulatorClock) -> None:
    """The office compares it with the account of the connection, and stops there."""
    other = "99999999-0000-4000-8000-000000000000"
    body = {"data": {"business": {"id": f"urn:blvd:Business:{other}", "name": "B", "tz": "UTC"}}}
    office = connection(lambda _request: httpx.Response(200, json=body), clock)
    assert office.account().id == other


def test_revoking_and_closing_ask_nothing(spa: BoulevardSimulator, office: Connector) -> None:
    office.revoke()
    office.close()
    assert spa.log == []


def test_only_boulevards_hosts_are_asked(connect: Connect) -> None:
    with pytest.raises(UserActionError) as failed:
        connect(base_url="https://boulevard.example.com")
    assert failed.value.code is Code.ADDRESS_REFUSED


def test_it_is_a_healthcare_system() -> None:
    """(P10) Until the office says otherwise, which is not for a connector to decide."""
    assert SPEC.healthcare


def test_records_are_read_after_a_day_without_a_new_sign_in(
    spa: BoulevardSimulator, office: Connector, clock: SimulatorClock
) -> None:
    spa.seed_client("Ada", "Moss")
    clock.advance(86_400)
    assert len(records(office, "clients", "firstName")) == 1
