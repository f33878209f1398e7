"""Behaviors 5, 6, 7 and 17: pages, orders and filters."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from connectors.clio.simulator import ClioSimulator, Profile
from connectors.kit.simulator import SimulatorClock


def pages(web: httpx.Client, path: str, **params: str) -> Iterator[dict[str, Any]]:
    url: str | None = str(web.build_request("GET", path, params=params).url)
    while url:
        body = web.get(url).raise_for_status().json()
        yield body
        url = body["meta"]["paging"].get("next")


def ids(web: httpx.Client, path: str, **params: Any) -> list[Any]:
    response = web.get(path, params=params)
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["data"]]


@pytest.fixture
def unlimited(clio: ClioSimulator) -> None:
    clio.limit.per_minute = None


@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten"])
def test_pages_hold_one_to_two_hundred(web: httpx.Client, limit: str) -> None:
    assert web.get("/contacts.json", params={"limit": limit}).status_code == 400


def test_two_hundred_is_the_default(web: httpx.Client, clio: ClioSimulator) -> None:
    for number in range(201):
        clio.seed_company(f"Company {number}")
    body = web.get("/contacts.json").json()
    assert len(body["data"]) == 200
    assert body["meta"]["records"] == 201


@pytest.mark.usefixtures("unlimited")
def test_a_cursor_walks_through_everything_once(web: httpx.Client, clio: ClioSimulator) -> None:
    people = [clio.seed_person("Ana", f"Ruiz {number}") for number in range(11)]
    clio.seed_company("Otterquay Press")
    found = list(pages(web, "/contacts.json", order="id(asc)", limit="4", type="Person"))
    assert [item["id"] for page in found for item in page["data"]] == people
    assert [page["meta"]["records"] for page in found] == [11, 11, 11]
    assert "next" not in found[-1]["meta"]["paging"]
    assert "previous" not in found[0]["meta"]["paging"]


def test_next_is_absolute_and_repeats_the_question(web: httpx.Client, clio: ClioSimulator) -> None:
    for number in range(3):
        clio.seed_person("Ana", f"Ruiz {number}")
    asked = {"order": "id(asc)", "limit": "1", "fields": "id,company{name}", "type": "Person"}
    following = httpx.URL(web.get("/contacts.json", params=asked).json()["meta"]["paging"]["next"])
    assert following.host == "app.clio.com"
    assert following.path == "/api/v4/contacts.json"
    assert dict(following.params).keys() == {*asked, "page_token"}
    assert {name: following.params[name] for name in asked} == asked


@pytest.mark.usefixtures("unlimited")
def test_previous_leads_back(web: httpx.Client, clio: ClioSimulator) -> None:
    for number in range(7):
        clio.seed_person("Ana", f"Ruiz {number}")
    found = list(pages(web, "/contacts.json", order="id(asc)", limit="3"))
    back = web.get(found[2]["meta"]["paging"]["previous"]).json()
    assert back["data"] == found[1]["data"]
    start = web.get(back["meta"]["paging"]["previous"]).json()
    assert start["data"] == found[0]["data"]
    assert "previous" not in start["meta"]["paging"]
    assert web.get(back["meta"]["paging"]["next"]).json()["data"] == found[2]["data"]


def test_a_cursor_survives_deletes_and_additions(web: httpx.Client, clio: ClioSimulator) -> None:
    people = [clio.seed_person("Ana", f"Ruiz {number}") for number in range(4)]
    walk = pages(web, "/contacts.json", order="id(asc)", limit="2")
    assert [item["id"] for item in next(walk)["data"]] == people[:2]
    clio.delete("contacts", people[1])
    clio.delete("contacts", people[2])
    late = clio.seed_person("Bea", "Ruiz")
    assert [item["id"] for page in walk for item in page["data"]] == [people[3], late]


@pytest.mark.parametrize("change", [{"type": "Company"}, {"page_token": "nonsense"}])
def test_a_token_is_good_for_its_own_question_only(
    web: httpx.Client, clio: ClioSimulator, change: dict[str, str]
) -> None:
    for number in range(2):
        clio.seed_person("Ana", f"Ruiz {number}")
    asked = {"order": "id(asc)", "limit": "1", "type": "Person"}
    following = httpx.URL(web.get("/contacts.json", params=asked).json()["meta"]["paging"]["next"])
    changed = following.copy_merge_params(change)
    assert web.get(changed).status_code == 400


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize(
    "params", [{}, {"order": "name(asc)"}, {"order": "id(asc)", "offset": "0"}]
)
def test_without_a_cursor_ten_thousand_is_the_end(
    web: httpx.Client, clio: ClioSimulator, params: dict[str, str]
) -> None:
    """A reader that forgets `order=id(asc)` is refused, not left with a part (P1)."""
    for number in range(10_001):
        clio.seed_company(f"Company {number}")
    body, read = web.get("/contacts.json", params=params).json(), 0
    while True:
        read += len(body["data"])
        response = web.get(body["meta"]["paging"]["next"])
        if response.status_code != 200:
            break
        body = response.json()
    assert (read, response.status_code) == (10_000, 400)


def test_an_order_sorts_and_an_unknown_one_is_refused(
    web: httpx.Client, clio: ClioSimulator
) -> None:
    names = ["Cinderpocket Press", "Amberwarble LLC", "Birchnook Farms"]
    for name in names:
        clio.seed_company(name)
    body = web.get("/contacts.json", params={"order": "name(desc)", "fields": "name"}).json()
    assert [item["name"] for item in body["data"]] == sorted(names, reverse=True)
    assert web.get("/contacts.json", params={"order": "updated_at(asc)"}).status_code == 400


def test_matters_sort_by_dates_that_some_do_not_have(
    web: httpx.Client, clio: ClioSimulator
) -> None:
    client = clio.seed_person("Ana", "Ruiz")
    closed = [clio.seed_matter(client, "M", close_date=day) for day in ("2026-03-01", None)]
    assert ids(web, "/matters.json", order="close_date(asc)") == closed
    assert ids(web, "/matters.json", order="close_date(desc)") == closed[::-1]


def test_updated_since_is_inclusive_and_cut_to_seconds(
    web: httpx.Client, clio: ClioSimulator, clock: SimulatorClock
) -> None:
    old = clio.seed_person("Ana", "Ruiz")
    clock.advance(60.7)
    new = clio.seed_person("Bea", "Ruiz")
    assert ids(web, "/contacts.json", updated_since="2026-11-24T15:00:00Z") == [old, new]
    assert ids(web, "/contacts.json", updated_since="2026-11-24T15:01:00.7Z") == [new]
    assert ids(web, "/contacts.json", updated_since="2026-11-24T10:01:00-05:00") == [new]
    assert ids(web, "/contacts.json", updated_since="2026-11-24T15:01:01+00:00") == []
    assert ids(web, "/contacts.json", created_since="2026-11-24T15:01:00Z") == [new]


@pytest.mark.parametrize(
    "params",
    [
        {"updated_since": "yesterday"},
        {"ids[]": "x"},
        {"type": "Dog"},
        {"open_date[]": "2026-01-01"},
        {"status": "Finished"},
    ],
)
def test_a_filter_of_a_wrong_form_is_refused(web: httpx.Client, params: dict[str, str]) -> None:
    path = "/matters.json" if {"status", "open_date[]"} & params.keys() else "/contacts.json"
    assert web.get(path, params=params).status_code == 400


def test_what_was_deleted_is_never_listed(web: httpx.Client, clio: ClioSimulator) -> None:
    """There is no sign of a delete (P6 needs a sweep)."""
    gone, stays = clio.seed_person("Ana", "Ruiz"), clio.seed_person("Bea", "Ruiz")
    clio.delete("contacts", gone)
    assert ids(web, "/contacts.json", updated_since="2000-01-01T00:00:00Z") == [stays]
    assert ids(web, "/contacts.json", **{"ids[]": [gone, stays]}) == [stays]


def test_what_the_user_may_not_see_looks_deleted(web: httpx.Client, clio: ClioSimulator) -> None:
    """P6: so a missing record is no proof of a delete."""
    secret, open_one = clio.seed_person("Ana", "Ruiz"), clio.seed_person("Bea", "Ruiz")
    clio.hide(secret)
    assert ids(web, "/contacts.json", order="id(asc)") == [open_one]
    assert web.get("/contacts.json").json()["meta"]["records"] == 1
    assert web.get(f"/contacts/{secret}.json").status_code == 404


def test_contacts_have_their_filters(web: httpx.Client, clio: ClioSimulator) -> None:
    ana = clio.seed_person("Ana", "Ruiz", emails=["ana@example.com"])
    bob = clio.seed_person("Bob", "Stone")
    firm = clio.seed_company("Rookwarble LLC", emails=["office@rook.example.com"])
    clio.seed_matter(ana, "Lease")
    path = "/contacts.json"
    assert ids(web, path, type="Company") == [firm]
    assert ids(web, path, client_only="true") == [ana]
    assert ids(web, path, client_only="false") == [ana, bob, firm]
    assert ids(web, path, email_only="true") == [ana, firm]
    assert ids(web, path, initial="R") == [ana, firm]
    assert ids(web, path, query="ANA@example") == [ana]
    assert ids(web, path, **{"ids[]": [str(bob), str(firm)]}) == [bob, firm]
    assert ids(web, path, **{"exclude_ids[]": [str(bob), str(firm)]}) == [ana]


def test_matters_have_their_filters(web: httpx.Client, clio: ClioSimulator) -> None:
    ana, bob = clio.seed_person("Ana", "Ruiz"), clio.seed_person("Bob", "Stone")
    area = clio.seed_practice_area("Family", stages=["Intake"])
    first = clio.seed_matter(ana, "Lease", open_date="2026-01-05", practice_area_id=area)
    second = clio.seed_matter(bob, "Will", status="Closed", open_date="2025-06-01")
    path = "/matters.json"
    assert ids(web, path, status="open") == [first]
    assert ids(web, path, status="open,closed") == [first, second]
    assert ids(web, path, client_id=str(bob)) == [second]
    assert ids(web, path, practice_area_id=str(area)) == [first]
    assert ids(web, path, **{"open_date[]": [">=2025-01-01", "<2026-01-01"]}) == [second]
    assert ids(web, path, query="stone") == [second]
    assert ids(web, path, order="client.name(desc)") == [second, first]


def test_calendar_entries_bills_and_the_rest_have_theirs(
    web: httpx.Client, clio: ClioSimulator
) -> None:
    matter = clio.seed_matter(clio.seed_person("Ana", "Ruiz"), "Lease")
    other = clio.seed_matter(clio.seed_person("Bob", "Stone"), "Will")
    begin = datetime(2026, 12, 1, 9, tzinfo=UTC)
    entry = clio.seed_calendar_entry("Talk", begin, begin + timedelta(hours=1), matter_id=matter)
    late = begin + timedelta(days=9)
    clio.seed_calendar_entry("Hearing", late, late + timedelta(hours=1), matter_id=other)
    window = {"from": "2026-12-01T00:00:00Z", "to": "2026-12-02T00:00:00Z"}
    assert ids(web, "/calendar_entries.json", **window) == [str(entry)]
    assert ids(web, "/calendar_entries.json", matter_id=str(matter)) == [str(entry)]
    bill = clio.seed_bill(matter, 120.5)
    gone = clio.seed_bill(matter, 1.0, state="deleted")
    assert ids(web, "/bills.json", matter_id=str(matter)) == [bill]
    assert ids(web, "/bills.json", state="deleted") == [gone]
    activity = clio.seed_activity(matter, "2026-11-20", 5400.0)
    found = web.get("/activities.json", params={"fields": "id,quantity,total"}).json()["data"]
    assert found == [{"id": activity, "quantity": 5400.0, "total": 375.0}]
    tie = clio.seed_relationship(matter, clio.seed_person("Cy", "Vane"), "Witness")
    assert ids(web, "/relationships.json", matter_id=str(matter)) == [tie]
    assert ids(web, "/relationships.json", matter_id=str(other)) == []


def test_a_matter_lists_who_has_to_do_with_it(web: httpx.Client, clio: ClioSimulator) -> None:
    client, witness = clio.seed_person("Ana", "Ruiz"), clio.seed_person("Cy", "Vane")
    matter = clio.seed_matter(client, "Lease")
    clio.seed_relationship(matter, witness, "Witness")
    path, fields = f"/matters/{matter}/contacts.json", "id,relationship_name"
    assert web.get(path, params={"fields": fields}).json()["data"] == [
        {"id": client, "relationship_name": "Client"},
        {"id": witness, "relationship_name": "Witness"},
    ]
    assert ids(web, path) == [client, witness]
    assert web.get(f"/matters/{matter}/client.json").json()["data"]["id"] == client


def test_a_contact_lists_its_addresses_and_numbers(web: httpx.Client, clio: ClioSimulator) -> None:
    person = clio.seed_person("Ana", "Ruiz", emails=["a@example.com", "b@example.com"])
    path = f"/contacts/{person}/email_addresses.json"
    found = web.get(path, params={"fields": "address"}).json()
    assert found["data"] == [{"address": "a@example.com"}, {"address": "b@example.com"}]
    assert ids(web, f"/contacts/{person}/phone_numbers.json") == []


def test_what_nobody_verified_can_be_turned_the_other_way(clock: SimulatorClock) -> None:
    profile = Profile(bad_limit_status=422, beyond_cap_status=422)
    clio = ClioSimulator(clock=clock, profile=profile)
    with httpx.Client(
        transport=httpx.MockTransport(clio.handle),
        base_url="https://app.clio.com/api/v4",
        headers={"Authorization": "Bearer demo-clio-access"},
    ) as web:
        assert web.get("/contacts.json?limit=0").status_code == 422
        assert web.get("/contacts.json?offset=10000").status_code == 422
