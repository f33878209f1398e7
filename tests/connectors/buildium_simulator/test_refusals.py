"""What the account refuses: keys, rights, addresses, too many requests, too long ones."""

import httpx
import pytest

from connectors.buildium.simulator import BuildiumSimulator
from connectors.kit.simulator import SimulatorClock
from tests.connectors.buildium_simulator.conftest import KEY, client, ids, other


@pytest.mark.parametrize("missing", KEY)
def test_without_either_part_of_the_key_it_is_401(web: httpx.Client, missing: str) -> None:
    answer = web.get("/v1/rentals", headers={missing: ""})
    assert answer.status_code == 401
    assert answer.json() == {
        "UserMessage": "The API key couldn't be authorized.",
        "ErrorCode": None,
        "Errors": None,
    }


def test_a_key_lives_in_one_environment(clock: SimulatorClock) -> None:
    """As the host says; on loopback there is only this one."""
    for environment, good, bad in (
        ("production", "api.buildium.com", "apisandbox.buildium.com"),
        ("sandbox", "apisandbox.buildium.com", "api.buildium.com"),
    ):
        account = other(clock, environment=environment)
        for host, status in ((good, 200), (bad, 401), ("127.0.0.1", 200)):
            with client(account, host) as web:
                assert web.get("/v1/rentals").status_code == status


def test_a_right_that_the_key_lacks_is_403_and_others_stay(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    account.account.forbidden.add("Rentals > Tenants")
    answer = web.get("/v1/leases/tenants")
    assert answer.status_code == 403
    assert "permissions" in answer.json()["UserMessage"]
    assert web.get("/v1/leases").status_code == 200


def test_what_belongs_to_properties_kept_from_the_key_is_not_listed_and_403_by_id(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    wren, oak = account.seed_property("Wren Court"), account.seed_property("Oak Row")
    both, hidden = account.seed_owner(wren, oak), account.seed_owner(oak)
    unit = account.seed_unit(oak, "1")
    tenant = account.seed_tenant("Ana", "Ruiz")
    account.seed_lease(unit, [tenant])
    account.account.hidden.add(oak)
    assert ids(web.get("/v1/rentals")) == [wren]
    assert ids(web.get("/v1/rentals/owners")) == [both]
    assert ids(web.get("/v1/leases/tenants")) == []
    for path in (f"rentals/{oak}", f"rentals/owners/{hidden}", f"leases/tenants/{tenant}"):
        assert web.get(f"/v1/{path}").status_code == 403


@pytest.mark.parametrize(
    "path", ["/rentals", "/V1/rentals", "/v1/Rentals", "/v2/rentals", "/v1/tenants", "/"]
)
def test_an_address_is_exact_or_404(web: httpx.Client, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 404
    assert answer.json()["UserMessage"]


@pytest.mark.parametrize("name", ["Limit", "LIMIT", "Offset"])
def test_a_paging_parameter_in_another_case_is_404(web: httpx.Client, name: str) -> None:
    assert web.get("/v1/rentals", params={name: "5"}).status_code == 404


def test_the_eleventh_request_in_a_second_is_429_and_a_moment_later_it_is_not(
    clock: SimulatorClock,
) -> None:
    account = BuildiumSimulator(clock=clock)
    with client(account) as web:
        for _ in range(10):
            assert web.get("/v1/rentals").status_code == 200
            clock.advance(0.08)
        answer = web.get("/v1/rentals")
        assert answer.status_code == 429
        assert "retry-after" not in answer.headers
        clock.advance(0.2)
        assert web.get("/v1/rentals").status_code == 200
    assert account.limit.refused == 1


def test_a_query_of_4097_characters_is_500_and_one_of_4096_is_none(web: httpx.Client) -> None:
    assert web.get(f"/v1/rentals?name={'x' * (4096 - 5)}").status_code == 200
    assert web.get(f"/v1/rentals?name={'x' * (4097 - 5)}").status_code == 500


def test_an_id_that_is_none_is_400_and_one_that_is_nobodys_404(web: httpx.Client) -> None:
    assert web.get("/v1/rentals/abc").status_code == 400
    assert web.get("/v1/rentals/1").status_code == 404


def test_a_key_that_may_only_view_may_not_write(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    account.account.read_only.add("Rentals > Tenants")
    assert web.get("/v1/leases/tenants").status_code == 200
    assert web.put("/v1/leases/tenants/1", json={}).status_code == 403


def test_there_is_no_delete(web: httpx.Client, account: BuildiumSimulator) -> None:
    tenant = account.seed_tenant("Ana", "Ruiz")
    assert web.delete(f"/v1/leases/tenants/{tenant}").status_code == 404
    assert web.get(f"/v1/leases/tenants/{tenant}").status_code == 200
