"""What tests and the demo do with the simulator beside asking it."""

import threading
from datetime import timedelta

import httpx
import msgspec
import pytest

from connectors.hubspot.simulator import ACCESS_TOKEN, SERVICE_KEY, HubSpotSimulator
from connectors.kit.simulator import Fault, SimulatorClock, serve
from tests.connectors.hubspot_simulator.asking import (
    KEY,
    OBJECTS,
    Web,
    ids,
    refusal,
    upserts,
    values,
    where,
)

PEOPLE = f"{OBJECTS}/contacts"


@pytest.mark.parametrize("status", [500, 503])
def test_a_planned_failure_does_nothing(web: Web, hubspot: HubSpotSimulator, status: int) -> None:
    hubspot.faults.append(Fault("status", status=status))
    assert web.create("contacts", firstname="Ana").status_code == status
    assert list(hubspot.records("contacts")) == []


def test_others_work_in_the_portal_between_requests(web: Web, hubspot: HubSpotSimulator) -> None:
    ana = hubspot.seed("contacts", {"firstname": "Ana"})

    def colleague(portal: HubSpotSimulator, answered: int) -> None:
        if answered == 2:
            portal.edit("contacts", ana, firstname="Anna")

    hubspot.actors.append(colleague)
    names = [values(web.read("contacts", ana))["firstname"] for _ in range(3)]
    assert names == ["Ana", "Ana", "Anna"]


def test_requests_are_kept_in_the_log(web: Web, hubspot: HubSpotSimulator) -> None:
    web.create("contacts", firstname="Ana")
    web.get(f"{PEOPLE}?limit=7")
    (entry,) = hubspot.requests("POST", "/contacts")
    assert (entry.status, entry.body) == (201, {"properties": {"firstname": "Ana"}})
    assert hubspot.requests("GET")[0].params == (("limit", "7"),)
    assert len(hubspot.requests(path="contacts")) == 2


def test_the_log_forgets_the_bodies_of_old_batches(web: Web, hubspot: HubSpotSimulator) -> None:
    """A portal of 200,000 would be kept twice otherwise."""
    hubspot.add_property("contacts", KEY, unique=True)
    for number in range(101):
        web.batch("contacts", "upsert", upserts(str(number), firstname="Ana"))
    entries = hubspot.requests("POST")
    assert [(one.inputs, one.body is None) for one in entries[:2]] == [(1, True), (1, False)]


def test_an_edit_by_hand_follows_the_same_rules(
    hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    ana = hubspot.seed("contacts", {"firstname": "Ana"})
    clock.advance(5)
    hubspot.edit("contacts", ana, email="ANA@example.com", firstname="")
    assert hubspot.record("contacts", ana) == {
        "email": "ana@example.com",
        "hs_object_id": ana,
        "createdate": "2026-11-24T15:00:00.000Z",
        "lastmodifieddate": "2026-11-24T15:00:05.000Z",
    }


def test_a_seed_has_its_own_times_and_is_found_at_once(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    at = clock.now() - timedelta(days=9)
    ana = hubspot.seed("contacts", {"email": "Ana@example.com"}, created=at, modified=at)
    (result,) = web.search("contacts").json()["results"]
    assert (result["id"], result["updatedAt"]) == (ana, "2026-11-15T15:00:00.000Z")
    assert result["properties"]["email"] == "ana@example.com"
    with pytest.raises(KeyError):
        hubspot.seed("contacts", {"surname": "Ruiz"})


def filled(clock: SimulatorClock) -> HubSpotSimulator:
    hubspot = HubSpotSimulator(clock)
    hubspot.add_property("contacts", KEY, unique=True)
    hubspot.add_property("contacts", "motto")
    pets = hubspot.seed_schema("pets", "Pet")
    people = [
        hubspot.seed("contacts", {"email": f"p{number}@example.com", KEY: f"c.{number}"})
        for number in range(6)
    ]
    rook = hubspot.seed("companies", {"name": "Rook"})
    rex = hubspot.seed(pets, {"name": "Rex"})
    hubspot.associate("contacts", people[0], "companies", rook)
    hubspot.associate("contacts", people[1], pets, rex)
    hubspot.edit("contacts", people[0], city="Dover")
    hubspot.archive("contacts", people[2])
    hubspot.merge("contacts", people[3], people[4])
    hubspot.seed_pipeline("deals", "Matters", ["Intake"])
    hubspot.delete_property("contacts", "motto")
    return hubspot


def test_a_restored_portal_answers_the_same(clock: SimulatorClock) -> None:
    hubspot = filled(clock)
    other = HubSpotSimulator(clock)
    other.restore(msgspec.json.decode(msgspec.json.encode(hubspot.dump())))
    assert other.dump() == hubspot.dump()
    clock.advance(60)
    merged = next(iter(hubspot.portal.tables["contacts"].moved))
    with Web(hubspot.handle, SERVICE_KEY) as web, Web(other.handle, ACCESS_TOKEN) as twin:
        for path in (
            f"{PEOPLE}?propertiesWithHistory=city&associations=companies",
            f"{PEOPLE}?archived=true",
            f"{PEOPLE}/{merged}",
            f"{OBJECTS}/2-55000001",
            "/crm/properties/2026-09/contacts",
            "/crm/pipelines/2026-09/deals",
            "/crm/associations/2026-09/contacts/companies/labels",
            "/crm/owners/2026-09",
        ):
            assert web.get(path).json() == twin.get(path).json(), path
        since = where("lastmodifieddate", "GTE", "0")
        sorts = ["lastmodifieddate"]
        found = ids(twin.search("contacts", since, sorts=sorts))
        assert len(found) == 4
        assert ids(web.search("contacts", since, sorts=sorts)) == found
        taken = upserts("C.1", email="p0@example.com")
        assert twin.batch("contacts", "upsert", taken).status_code == 207
        assert twin.define("contacts", "motto").status_code == 201
    assert other.associations("contacts", "2-55000001") == hubspot.associations(
        "contacts", "2-55000001"
    )
    assert other.seed("contacts", {"firstname": "New"}) == hubspot.seed(
        "contacts", {"firstname": "New"}
    )


def test_threads_do_not_step_on_each_other(hubspot: HubSpotSimulator) -> None:
    """P2: the same keys from many sides."""
    hubspot.limits.on = False
    hubspot.add_property("contacts", KEY, unique=True)
    answers: list[int] = []

    def work() -> None:
        with Web(hubspot.handle, SERVICE_KEY) as web:
            for number in range(10):
                keys = [f"{number}.{place}" for place in range(5)]
                answer = web.batch("contacts", "upsert", upserts(*keys, firstname="Ana"))
                answers.append(answer.status_code)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 60
    assert len(list(hubspot.records("contacts"))) == 50
    assert hubspot.duplicates("contacts", KEY) == {}


def test_duplicates_are_found(hubspot: HubSpotSimulator) -> None:
    pair = [hubspot.seed("companies", {"name": name}) for name in ("Rook", " rook", "Quay")][:2]
    assert hubspot.duplicates("companies", "name") == {"rook": pair}


def test_the_same_object_serves_on_loopback(hubspot: HubSpotSimulator) -> None:
    for number in range(3):
        hubspot.seed("contacts", {"firstname": str(number)})
    server = serve(hubspot.handle)
    headers = {"Authorization": f"Bearer {SERVICE_KEY}"}
    try:
        with httpx.Client(headers=headers) as web:
            body = web.get(f"{server.url}{PEOPLE}?limit=2").json()
            link = body["paging"]["next"]["link"]
            assert link.startswith(server.url)
            assert len(web.get(link).json()["results"]) == 1
            assert web.get(f"{server.url}/nothing").status_code == 404
    finally:
        server.close()


def test_another_portal_has_another_number(web: Web, hubspot: HubSpotSimulator) -> None:
    hubspot.set_portal(5)
    assert "/contacts/5/" in web.create("contacts", firstname="Ana").json()["url"]


def test_an_office_may_throw_us_out(web: Web, app: Web, hubspot: HubSpotSimulator) -> None:
    hubspot.revoke_tokens()
    for client in (web, app):
        assert refusal(client.get(PEOPLE)) == (401, "INVALID_AUTHENTICATION")
