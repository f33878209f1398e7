"""Behavior 24, and what tests and the demo do with the simulator beside asking it."""

import threading
from datetime import timedelta

import httpx
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.clio.simulator import ACCESS_TOKEN, ClioSimulator
from connectors.kit.simulator import Dropped, Fault, SimulatorClock, serve

PERSON = {"data": {"type": "Person", "first_name": "Ana"}}
HEADERS = {"Authorization": f"Bearer {ACCESS_TOKEN}"}


@pytest.mark.parametrize("status", [500, 503])
def test_a_planned_failure_does_nothing(
    web: httpx.Client, clio: ClioSimulator, status: int
) -> None:
    clio.faults.append(Fault("status", status=status, body="<html>sorry</html>"))
    assert web.post("/contacts.json", json=PERSON).status_code == status
    assert len(clio.account.contacts) == 0


def test_a_bad_gateway_is_a_page(web: httpx.Client, clio: ClioSimulator) -> None:
    clio.faults.append(Fault("html", path="/contacts"))
    assert web.get("/users.json").status_code == 200
    answer = web.get("/contacts.json")
    assert answer.status_code == 502
    assert answer.headers["content-type"].startswith("text/html")
    assert web.get("/contacts.json").status_code == 200


def test_a_lost_answer_may_have_created(web: httpx.Client, clio: ClioSimulator) -> None:
    """P2: the client cannot know, and has to look before it creates again."""
    clio.faults.append(Fault("drop_after", method="POST"))
    with pytest.raises(Dropped):
        web.post("/contacts.json", json=PERSON)
    assert len(clio.account.contacts) == 1
    assert clio.log[-1].status == 0


def test_others_work_in_the_account_between_requests(
    web: httpx.Client, clio: ClioSimulator
) -> None:
    person = clio.seed_person("Ana", "Ruiz")

    def colleague(account: ClioSimulator, answered: int) -> None:
        if answered == 2:
            account.edit("contacts", person, title="Owner")

    clio.actors.append(colleague)
    titles = [
        web.get(f"/contacts/{person}.json", params={"fields": "title"}).json()["data"]["title"]
        for _ in range(3)
    ]
    assert titles == [None, None, "Owner"]


def test_requests_are_kept_in_the_log(web: httpx.Client, clio: ClioSimulator) -> None:
    web.post("/contacts.json", params={"fields": "id"}, json=PERSON)
    web.get("/contacts.json")
    (entry,) = clio.requests("POST", "/contacts")
    assert (entry.status, entry.body) == (201, PERSON)
    assert entry.params == (("fields", "id"),)
    assert len(clio.requests(path="contacts")) == 2


def test_an_edit_by_hand_follows_the_same_rules(clio: ClioSimulator, clock: SimulatorClock) -> None:
    person = clio.seed_person("Ana", "Ruiz")
    clock.advance(5)
    clio.edit("contacts", person, primary_email_address="a@example.com", last_name="Vega")
    clio.edit("contacts", person, primary_email_address="b@example.com")
    row = clio.account.contacts.rows[person]
    assert [email.address for email in row.email_addresses] == ["b@example.com"]
    assert (row.name, row.updated_at) == ("Ana Vega", "2026-11-24T15:00:05Z")


def test_a_restored_account_answers_the_same(clio: ClioSimulator, clock: SimulatorClock) -> None:
    source = clio.seed_custom_field("Contact", "Source", "picklist", options=["Web"])
    person = clio.seed_person(
        "Ana",
        "Ruiz",
        emails=["a@example.com"],
        custom={source: clio.option_ids(source)["Web"]},
        created=clock.now() - timedelta(days=9),
    )
    area = clio.seed_practice_area("Family", stages=["Intake"])
    matter = clio.seed_matter(person, "Lease", practice_area_id=area)
    clio.seed_relationship(matter, clio.seed_person("Cy", "Vane"), "Witness")
    clio.seed_bill(matter, 12.5)
    other = ClioSimulator(clock=clock)
    other.restore(msgspec.json.decode(msgspec.json.encode(clio.dump())))
    assert other.dump() == clio.dump()
    for path in (
        "contacts.json?fields=id,etag,is_client,custom_field_values{value,picklist_option}",
        "matters.json?fields=id,relationships{description},client{name}",
        "bills.json?fields=balance",
    ):
        request = httpx.Request("GET", f"https://app.clio.com/api/v4/{path}", headers=HEADERS)
        assert other.handle(request).content == clio.handle(request).content
    assert other.seed_person("New", "One") == clio.seed_person("New", "One")


def test_threads_do_not_step_on_each_other(clio: ClioSimulator) -> None:
    clio.limit.per_minute = None
    answers: list[int] = []

    def work() -> None:
        request = httpx.Request(
            "POST", "https://app.clio.com/api/v4/contacts.json", headers=HEADERS, json=PERSON
        )
        for _ in range(20):
            answers.append(clio.handle(request).status_code)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [201] * 120
    assert len(clio.account.contacts) == 120
    assert len({row.etag for row in clio.account.contacts}) == 120


def test_the_same_object_serves_on_loopback(clio: ClioSimulator) -> None:
    for number in range(3):
        clio.seed_person("Ana", f"Ruiz {number}")
    server = serve(clio.handle)
    try:
        with httpx.Client(headers=HEADERS) as web:
            url = f"{server.url}/api/v4/contacts.json?order=id(asc)&limit=2"
            body = web.get(url).json()
            assert body["meta"]["paging"]["next"].startswith(server.url)
            assert len(web.get(body["meta"]["paging"]["next"]).json()["data"]) == 1
    finally:
        server.close()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["add", "edit", "delete"]), max_size=30), st.integers(1, 5))
def test_reading_by_cursor_always_finds_what_is_there(steps: list[str], limit: int) -> None:
    """P1: whatever was done before, a whole reading has each record once."""
    clio = ClioSimulator(clock=SimulatorClock(rate=0.0), per_minute=None)
    people: list[int] = []
    for step in steps:
        if step == "add" or not people:
            people.append(clio.seed_person("Ana", "Ruiz"))
        elif step == "edit":
            clio.edit("contacts", people[len(people) // 2], title="Owner")
        else:
            clio.delete("contacts", people.pop(len(people) // 2))
    found: list[int] = []
    url: str | None = (
        f"https://app.clio.com/api/v4/contacts.json?order=id(asc)&limit={limit}&fields=id"
    )
    while url:
        request = httpx.Request("GET", url, headers=HEADERS)
        body = msgspec.json.decode(clio.handle(request).content)
        assert body["meta"]["records"] == len(people)
        found += [item["id"] for item in body["data"]]
        url = body["meta"]["paging"].get("next")
    assert found == people
