"""The simulator's export feeds: everything that happened, from a token or a day on."""

import httpx
import pytest

from connectors.kit.simulator import SimulatorClock
from connectors.servicetitan.simulator import ServiceTitanSimulator
from tests.connectors.servicetitan_simulator.conftest import CRM, refused

FEED = f"{CRM}/export/customers"
SETTLED = 901.0  # seconds


def read(web: httpx.Client, token: str = "", recent: bool = False) -> tuple[list[int], str]:
    """Read a feed to its end; return ids as they came, and where to go on."""
    found: list[int] = []
    while True:
        params = {"from": token, "includeRecentChanges": "true"} if recent else {"from": token}
        answer = web.get(FEED, params={k: v for k, v in params.items() if v})
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body.keys() == {"hasMore", "continueFrom", "data"}
        found += [row["id"] for row in body["data"]]
        token = body["continueFrom"]
        if not body["hasMore"]:
            return found, token


def test_a_feed_begins_at_the_beginning_and_goes_on_where_it_was(
    web: httpx.Client, tenant: ServiceTitanSimulator, clock: SimulatorClock
) -> None:
    some = [tenant.seed_customer(f"Ana{n} Ruiz") for n in range(250)]
    clock.advance(SETTLED)
    tenant.sign_in.add_token("demo-token")
    found, token = read(web)
    assert found == some
    assert read(web, token) == ([], token)
    tenant.edit("customers", some[7], name="Bea Ruiz")
    clock.advance(SETTLED)
    tenant.sign_in.add_token("demo-token")
    assert read(web, token)[0] == [some[7]]


def test_a_change_is_held_back_for_a_quarter_of_an_hour_unless_recent_ones_are_asked_for(
    web: httpx.Client, tenant: ServiceTitanSimulator, clock: SimulatorClock
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    clock.advance(899)
    assert read(web)[0] == []
    assert read(web, recent=True)[0] == [ana]
    clock.advance(1)
    tenant.sign_in.add_token("demo-token")
    assert read(web)[0] == []
    clock.advance(1)
    assert read(web)[0] == [ana]


def test_what_is_told_early_is_told_once_more(
    web: httpx.Client, tenant: ServiceTitanSimulator, clock: SimulatorClock
) -> None:
    ana = tenant.seed_customer("Ana Ruiz")
    found, token = read(web, recent=True)
    assert found == [ana]
    again, token = read(web, token, recent=True)
    assert again == [ana]
    clock.advance(SETTLED)
    tenant.sign_in.add_token("demo-token")
    again, token = read(web, token, recent=True)
    assert again == [ana]
    assert read(web, token, recent=True)[0] == []


def test_many_recent_changes_come_page_by_page_to_an_end(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    some = [tenant.seed_customer(f"Ana{n} Ruiz") for n in range(250)]
    assert read(web, recent=True)[0] == some


def test_a_feed_tells_what_is_out_of_use_and_where_the_merged_went(
    web: httpx.Client, tenant: ServiceTitanSimulator
) -> None:
    ana, bea, cleo = (tenant.seed_customer(f"{n} Ruiz") for n in ("Ana", "Bea", "Cleo"))
    tenant.deactivate("customers", ana)
    tenant.merge(cleo, bea)
    data = web.get(FEED, params={"includeRecentChanges": "true"}).json()["data"]
    told = {row["id"]: (row["active"], row["mergedToId"]) for row in data}
    assert told == {ana: (False, None), bea: (False, cleo), cleo: (True, None)}


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-24T14:00:00Z"])
def test_a_feed_begins_at_a_day_or_a_time(
    web: httpx.Client, tenant: ServiceTitanSimulator, day: str
) -> None:
    tenant.seed_customer(
        "Ana Ruiz", createdOn="2020-01-01T00:00:00Z", modifiedOn="2020-01-01T00:00:00Z"
    )
    bea = tenant.seed_customer("Bea Moss")
    assert read(web, day, recent=True)[0] == [bea]


@pytest.mark.parametrize("token", ["garbage", "Z2FyYmFnZQ==", "2026-13-45"])
def test_a_token_that_is_none_is_refused_by_name(web: httpx.Client, token: str) -> None:
    assert refused(web.get(FEED, params={"from": token})) == (400, ["from"])


def test_a_token_of_another_feed_is_refused(web: httpx.Client) -> None:
    _, token = read(web)
    answer = web.get(f"{CRM}/export/leads", params={"from": token})
    assert refused(answer) == (400, ["from"])
