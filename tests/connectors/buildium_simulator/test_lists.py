"""Lists: how long, in which order, and what their filters let through."""

from datetime import timedelta

import httpx
import pytest

from connectors.buildium.simulator import BuildiumSimulator
from connectors.kit.simulator import SimulatorClock
from tests.connectors.buildium_simulator.conftest import START, client, ids, other

OLD = START - timedelta(days=30)


def test_a_page_has_fifty_rows_unless_it_is_told_and_says_how_many_there_are(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    made = [account.seed_tenant("Ana", "Ruiz") for _ in range(137)]
    answer = web.get("/v1/leases/tenants", params={"orderby": "Id asc"})
    assert ids(answer) == made[:50]
    assert answer.headers["X-Total-Count"] == "137"
    rest = {"orderby": "id", "limit": "1000", "offset": "130"}
    assert ids(web.get("/v1/leases/tenants", params=rest)) == made[130:]


def test_more_than_a_thousand_rows_are_cut_to_a_thousand_without_a_word(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    for _ in range(1001):
        account.seed_owner()
    assert len(ids(web.get("/v1/rentals/owners", params={"limit": "5000"}))) == 1000


@pytest.mark.parametrize("params", [{"limit": "0"}, {"limit": "x"}, {"offset": "-1"}])
def test_a_page_of_no_number_is_400(web: httpx.Client, params: dict[str, str]) -> None:
    assert web.get("/v1/rentals", params=params).status_code == 400


def test_what_is_not_sorted_by_something_unique_comes_in_another_order_each_time(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    for _ in range(20):
        account.seed_property("Wren Court")
    for orderby in ({}, {"orderby": "Name"}):
        first, second = (ids(web.get("/v1/rentals", params=orderby)) for _ in range(2))
        assert first != second
        assert sorted(first) == sorted(second)


def test_several_properties_sort_and_their_names_may_be_in_any_case(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    b1, a, b2 = (account.seed_property(name) for name in "BAB")
    answer = web.get("/v1/rentals", params={"orderby": "name DESC,ID asc"})
    assert ids(answer) == [b1, b2, a]
    assert web.get("/v1/rentals", params={"orderby": "Name sideways"}).status_code == 400


def test_leads_can_be_sorted_by_nothing_but_when_they_came(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    late = account.seed("clientleads", DateReceived="2026-11-02T00:00:00Z")
    early = account.seed("clientleads", DateReceived="2026-11-01T00:00:00Z")
    assert ids(web.get("/v1/clientleads", params={"orderby": "DateReceived"})) == [early, late]
    assert web.get("/v1/clientleads", params={"orderby": "Id"}).status_code == 400


def test_a_filter_in_brackets_is_passed_over(web: httpx.Client, account: BuildiumSimulator) -> None:
    wren, oak, elm = (account.seed_property(name) for name in ("Wren", "Oak", "Elm"))
    order = [("orderby", "Id")]
    several = [("propertyids", str(wren)), ("propertyids", str(elm)), *order]
    assert ids(web.get("/v1/rentals", params=tuple(several))) == [wren, elm]
    brackets = (("propertyids[]", str(wren)), *order)
    assert ids(web.get("/v1/rentals", params=brackets)) == [wren, oak, elm]


def test_tenants_are_filtered_by_a_time_that_their_rows_do_not_tell(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    account.seed_tenant("Ana", "Ruiz", created=OLD, updated=OLD)
    new = account.seed_tenant("Bea", "Moss")
    answer = web.get("/v1/leases/tenants", params={"lastupdatedfrom": "2026-11-01T00:00:00Z"})
    assert ids(answer) == [new]
    assert not any("Updated" in key for key in answer.json()[0])
    bad = web.get("/v1/leases/tenants", params={"lastupdatedfrom": "2026-11-01"})
    assert bad.status_code == 400


@pytest.mark.parametrize(("kind", "path"), [("tasks", "tasks"), ("workorders", "workorders")])
def test_a_filter_by_date_counts_the_offices_days(
    clock: SimulatorClock, kind: str, path: str
) -> None:
    account = other(clock, zone="America/Chicago")
    late = START.replace(day=24, hour=5, minute=30)  # 23:30 of the 23rd in Chicago
    account.seed(kind, created=late, updated=late)
    with client(account) as web:
        found = [
            ids(web.get(f"/v1/{path}", params={"lastupdatedfrom": day}))
            for day in ("2026-11-23", "2026-11-24")
        ]
    assert [len(each) for each in found] == [1, 0]


def test_a_time_for_a_filter_by_date_is_400_or_cut_to_the_day(clock: SimulatorClock) -> None:
    """Which of the two is not documented."""
    params = {"lastupdatedfrom": "2026-11-01T00:00:00Z"}
    for strict, status in ((True, 400), (False, 200)):
        with client(other(clock, strict_dates=strict)) as web:
            assert web.get("/v1/tasks", params=params).status_code == status


def test_names_and_addresses_are_found_by_a_part_of_them(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    ana = account.seed_tenant("Ana", "Ruiz", Email="ana@example.com")
    joana = account.seed_tenant("Joana", "Moss", Email="joana@example.com")
    for params in ({"name": "ana"}, {"email": "ana@example.com"}):
        assert sorted(ids(web.get("/v1/leases/tenants", params=params))) == [ana, joana]


def test_active_is_spelled_otherwise_for_properties_than_for_owners(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    account.seed_property("Wren", IsActive=False)
    account.seed_owner(IsActive=False)
    for path, good, bad in (
        ("rentals", "InActive", "Inactive"),
        ("rentals/owners", "Inactive", "InActive"),
    ):
        assert len(ids(web.get(f"/v1/{path}", params={"status": good}))) == 1
        assert web.get(f"/v1/{path}", params={"status": bad}).status_code == 400


def test_credited_leads_come_only_when_they_are_asked_for(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    plain = account.seed("clientleads", DateReceived="2026-11-01T00:00:00Z")
    credit = {"CreditStatus": "Approved", "CreditReason": "DuplicateLead"}
    credited = account.seed(
        "clientleads", DateReceived="2026-11-02T00:00:00Z", CreditRequest=credit
    )
    order = {"orderby": "DateReceived"}
    assert ids(web.get("/v1/clientleads", params=order)) == [plain]
    both = web.get("/v1/clientleads", params={**order, "includecreditedleads": "true"})
    assert ids(both) == [plain, credited]


def test_a_tenant_tells_of_leases_and_a_lease_of_tenants(
    web: httpx.Client, account: BuildiumSimulator
) -> None:
    unit = account.seed_unit(account.seed_property("Wren Court"), "2B")
    ana = account.seed_tenant("Ana", "Ruiz")
    lease = account.seed_lease(unit, [ana])
    (tenant,) = web.get("/v1/leases/tenants").json()
    assert [each["Id"] for each in tenant["Leases"]] == [lease]
    assert tenant["Leases"][0]["CurrentTenants"] == []  # or there would be no end to it
    (told,) = web.get("/v1/leases").json()
    assert [each["FirstName"] for each in told["CurrentTenants"]] == ["Ana"]
    assert told["CurrentNumberOfOccupants"] == 1


def test_what_is_computed_when_it_is_asked_for_moves_no_time(
    web: httpx.Client, account: BuildiumSimulator, clock: SimulatorClock
) -> None:
    unit = account.seed_unit(account.seed_property("Wren Court"), "2B")
    clock.advance(3600)
    account.edit("units", unit, touch=False, IsUnitOccupied=True)
    since = {"lastupdatedfrom": "2026-11-24T15:30:00Z"}
    assert ids(web.get("/v1/rentals/units", params=since)) == []
    assert web.get(f"/v1/rentals/units/{unit}").json()["IsUnitOccupied"] is True
