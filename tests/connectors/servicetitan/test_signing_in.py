"""The five values of the form: each wrong one is told, and a token is asked for no more often than
it must be.
"""

import httpx
import pytest

from connectors.kit.simulator import Fault, SimulatorClock
from connectors.servicetitan import ENVIRONMENTS, SPEC
from connectors.servicetitan.simulator import TENANT_ID, Profile, ServiceTitanSimulator
from core.connector import Connector
from core.errors import Code, SyncError, TransientError, UserActionError
from tests.connectors.servicetitan.conftest import SECRETS, Connect, Handler


def refused(connector: Connector) -> SyncError:
    with pytest.raises(SyncError) as caught:
        connector.account()
    return caught.value


def token_requests(tenant: ServiceTitanSimulator) -> int:
    return len(tenant.requests("POST", "/connect/token"))


def test_the_form_asks_for_five_values_and_says_where_each_is() -> None:
    (way,) = SPEC.sign_ins
    asked = {option.name: option for option in (*SPEC.options, *way.options) if option.required}
    asked.pop("country")  # it has an answer already
    assert set(asked) == {"environment", "tenant", "app_key", "client_id", "client_secret"}
    assert all(len(option.help) > 40 for option in asked.values())
    assert {name for name, option in asked.items() if option.secret} == {"app_key", "client_secret"}


def test_a_connection_says_which_tenant_it_reached(office: Connector) -> None:
    account = office.account()
    assert (account.id, account.name) == (str(TENANT_ID), "Northwick Heating & Air")
    assert (account.kind, account.currencies, account.notes) == ("standard", ("USD",), ())


def test_a_practice_account_is_another_account_than_the_real_one(clock: SimulatorClock) -> None:
    """So that a reconnect to it is a hard stop, though the tenant has the same number."""
    tenant = ServiceTitanSimulator(clock=clock, profile=Profile(environment="integration"))
    account = connected(tenant.handle, clock, environment="integration").account()
    assert (account.id, account.kind) == (f"integration{TENANT_ID}", "sandbox")


def connected(handle: Handler, clock: SimulatorClock, **settings: str) -> Connector:
    from core.jobs import JobContext
    from core.office import MemoryBox
    from core.registry import OpenArgs

    box, job = MemoryBox(SECRETS), JobContext(clock=clock)
    told = {"tenant": str(TENANT_ID), **settings}
    return SPEC.open(OpenArgs(told, box, job, httpx.MockTransport(handle)))


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_keys_and_records_are_asked_for_at_the_environments_own_hosts(
    clock: SimulatorClock, environment: str
) -> None:
    tenant = ServiceTitanSimulator(clock=clock, profile=Profile(environment=environment))
    hosts: set[str] = set()

    def watched(request: httpx.Request) -> httpx.Response:
        hosts.add(request.url.host)
        return tenant.handle(request)

    connected(watched, clock, environment=environment).account()
    own = ENVIRONMENTS[environment]
    assert hosts == {own.api, own.auth}


def test_practice_keys_are_refused_in_the_real_account(
    tenant: ServiceTitanSimulator, connect: Connect
) -> None:
    """A sandbox key on production: the address of tokens does not know it."""
    tenant.sign_in.clients = {"cid.of-the-practice-account": "cs1.secret"}
    assert refused(connect()).code is Code.APP_REJECTED


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_a_wrong_client_is_called_a_wrong_app(connect: Connect, name: str) -> None:
    error = refused(connect(secrets={**SECRETS, name: "mistyped"}))
    assert isinstance(error, UserActionError)
    assert error.code is Code.APP_REJECTED


def test_a_wrong_app_key_is_told_by_its_name(connect: Connect) -> None:
    error = refused(connect(secrets={**SECRETS, "app_key": "ak1.mistyped"}))
    assert (error.code, error.detail) == (Code.APP_REJECTED, "app key")


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_key_opens_nothing(connect: Connect, name: str) -> None:
    with pytest.raises(UserActionError) as caught:
        connect(secrets={**SECRETS, name: ""})
    assert caught.value.code is Code.NOT_CONNECTED


def test_a_key_that_no_header_could_carry_is_a_mistyped_one(connect: Connect) -> None:
    with pytest.raises(UserActionError) as caught:
        connect(secrets={**SECRETS, "app_key": "ak1.\u201cquoted\u201d"})
    assert caught.value.code is Code.TOKEN_REJECTED


def test_a_tenant_that_is_no_number_is_a_wrong_setting(connect: Connect) -> None:
    assert refused(connect(tenant="Northwick")).code is Code.SETTING_INVALID


def test_a_tenant_that_did_not_connect_the_app_is_called_not_permitted(connect: Connect) -> None:
    error = refused(connect(tenant="12345"))
    assert error.code is Code.NOT_PERMITTED
    assert error.detail is not None
    assert "tenant" in error.detail


def test_a_tenant_that_is_gone_is_called_gone(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    tenant.faults.append(Fault("status", path="/customers", status=404, times=9))
    assert refused(office).code is Code.ACCOUNT_GONE


def test_of_a_franchise_the_units_own_name_is_told(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    unit = next(iter(tenant.account.tables["business_units"]))
    tenant.edit("business_units", unit["id"], tenant={**unit["tenant"], "id": 4711})
    assert (office.account().id, office.account().name) == (str(TENANT_ID), "HVAC Service")


def test_scopes_that_lack_are_noted_one_by_one(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    """A right key without every permission: the rest can be synced all the same."""
    tenant.account.forbidden |= {"memberships", "invoices", "business_units"}
    account = office.account()
    assert account.name == f"Tenant {TENANT_ID}"
    assert account.notes == (
        "auth.scope_missing memberships",
        "auth.scope_missing accounting invoices",
        "auth.scope_missing settings business units",
    )


def test_a_part_of_the_program_that_a_tenant_lacks_stops_no_connection(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    for path in ("memberships", "business-units"):
        tenant.faults.append(Fault("status", path=path, status=404, times=9))
    account = office.account()
    assert account.name == f"Tenant {TENANT_ID}"
    assert account.notes == (
        "auth.scope_missing memberships",
        "auth.scope_missing settings business units",
    )


def test_a_token_is_asked_for_once_in_a_quarter_of_an_hour(
    tenant: ServiceTitanSimulator, office: Connector, clock: SimulatorClock
) -> None:
    for _ in range(3):
        office.account()
        clock.advance(250)
    assert token_requests(tenant) == 1
    clock.advance(250)
    office.account()
    assert token_requests(tenant) == 2


def test_a_token_that_ended_early_is_replaced_without_a_word(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    office.account()
    tenant.sign_in.expire()
    office.account()
    assert token_requests(tenant) == 2


def test_an_app_that_the_office_disconnected_is_told_so(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    office.account()
    tenant.sign_in.withdraw()
    assert refused(office).code is Code.APP_REJECTED


def test_a_token_address_that_is_hammered_is_left_alone_for_a_while(
    clock: SimulatorClock, connect: Connect
) -> None:
    tenant = ServiceTitanSimulator(clock=clock, profile=Profile(tokens_per_minute=1))
    connect(tenant.handle).account()
    connect(tenant.handle).account()
    assert clock.monotonic() >= 30


def test_the_vendors_maintenance_page_is_a_passing_trouble(
    tenant: ServiceTitanSimulator, office: Connector
) -> None:
    tenant.faults.append(Fault("html", times=99))
    error = refused(office)
    assert isinstance(error, TransientError)
    assert error.code is Code.UNAVAILABLE


def test_a_retired_version_is_called_one(tenant: ServiceTitanSimulator, office: Connector) -> None:
    tenant.faults.append(Fault("status", path="/v2/", status=410, times=9))
    assert refused(office).code is Code.VERSION_RETIRED


def test_no_key_is_in_what_is_told_of_an_error(connect: Connect) -> None:
    """(P11)"""
    error = refused(connect(secrets={**SECRETS, "app_key": "ak1.mistyped"}))
    told = f"{error}{error!r}{error.__dict__}{error.__cause__}{error.__context__}"
    assert not any(value in told for value in (*SECRETS.values(), "mistyped"))
