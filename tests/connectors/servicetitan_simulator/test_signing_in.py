"""The simulator's token address, its app keys, and its limits."""

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.servicetitan.simulator import TENANT_ID, Profile, ServiceTitanSimulator
from tests.connectors.servicetitan_simulator.conftest import CRM, KEYS, client, refused

AUTH = "https://auth.servicetitan.io/connect/token"
PRACTICE = "https://auth-integration.servicetitan.io/connect/token"


def post(tenant: ServiceTitanSimulator, form: dict[str, str], url: str = AUTH) -> httpx.Response:
    with httpx.Client(transport=httpx.MockTransport(tenant.handle)) as web:
        return web.post(url, data=form)


def test_keys_become_a_token_for_a_quarter_of_an_hour_and_nothing_else(
    tenant: ServiceTitanSimulator,
) -> None:
    body = post(tenant, KEYS).json()
    assert (body["expires_in"], body["token_type"]) == (900, "Bearer")
    assert "refresh_token" not in body


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_a_wrong_client_is_invalid(tenant: ServiceTitanSimulator, name: str) -> None:
    answer = post(tenant, {**KEYS, name: "wrong"})
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


def test_keys_of_one_environment_are_unknown_in_the_other(clock: SimulatorClock) -> None:
    practice = ServiceTitanSimulator(clock=clock, profile=Profile(environment="integration"))
    assert post(practice, KEYS, AUTH).json() == {"error": "invalid_client"}
    assert post(practice, KEYS, PRACTICE).status_code == 200
    with client(practice) as web:
        assert web.get(f"{CRM}/customers").status_code == 401


def test_a_token_address_that_is_hammered_says_stop(clock: SimulatorClock) -> None:
    tenant = ServiceTitanSimulator(clock=clock, profile=Profile(tokens_per_minute=3))
    assert [post(tenant, KEYS).status_code for _ in range(4)] == [200, 200, 200, 429]
    clock.advance(61)
    assert post(tenant, KEYS).status_code == 200


def test_without_the_apps_key_nothing_is_answered(tenant: ServiceTitanSimulator) -> None:
    with client(tenant, **{"ST-App-Key": ""}) as web:
        answer = web.get(f"{CRM}/customers")
        assert answer.status_code == 401
        title = "Application key not present, check ST-App-Key header value."
        assert answer.json()["title"] == title
        key = {"servicetitanapplicationkey": "ak1.demo-servicetitan-app"}
        assert web.get(f"{CRM}/customers", params=key).status_code == 200


def test_a_token_ends(web: httpx.Client, clock: SimulatorClock) -> None:
    assert web.get(f"{CRM}/customers").status_code == 200
    clock.advance(901)
    assert web.get(f"{CRM}/customers").status_code == 401


def test_a_tenant_that_is_not_the_apps_is_forbidden(web: httpx.Client) -> None:
    assert web.get("/crm/v2/tenant/1/customers").status_code == 403


def test_a_scope_that_lacks_forbids_its_family_alone(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    tenant.account.forbidden.add("jobs")
    assert web.get(f"/jpm/v2/tenant/{TENANT_ID}/jobs").status_code == 403
    assert web.get(f"{CRM}/customers").status_code == 200


@pytest.mark.parametrize("shape", ["problem", "gateway"])
def test_sixty_a_second_and_no_more(clock: SimulatorClock, shape: str) -> None:
    tenant = ServiceTitanSimulator(clock=clock, profile=Profile(limit_body=shape))
    with client(tenant) as web:
        answers = [web.get(f"{CRM}/leads") for _ in range(61)]
        assert [answer.status_code for answer in answers] == [200] * 60 + [429]
        assert int(answers[-1].headers["retry-after"]) >= 1
        assert ("statusCode" in answers[-1].json()) is (shape == "gateway")
        clock.advance(1.1)
        assert web.get(f"{CRM}/leads").status_code == 200


def test_an_address_that_is_not_there_is_not_found(web: httpx.Client) -> None:
    assert refused(web.get(f"{CRM}/dogs")) == (404, [])
