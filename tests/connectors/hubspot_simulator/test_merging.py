"""M1, M2: two records that became one."""

import pytest

from connectors.hubspot.simulator import HubSpotSimulator
from connectors.kit.simulator import SimulatorClock
from tests.connectors.hubspot_simulator.asking import KEY, OBJECTS, Web, ids, refusal, values


def merged(web: Web, kept: str, other: str) -> dict[str, object]:
    body = {"primaryObjectId": kept, "objectIdToMerge": other}
    answer = web.post(f"{OBJECTS}/contacts/merge", json=body)
    assert answer.status_code == 200
    found: dict[str, object] = answer.json()
    return found


def two(hubspot: HubSpotSimulator) -> tuple[str, str]:
    ana = {"email": "ana@example.com", "firstname": "Ana"}
    anna = {"email": "old@example.com", "firstname": "Anna", "city": "Dover"}
    return hubspot.seed("contacts", ana), hubspot.seed("contacts", anna)


def test_a_merge_makes_a_third_id(web: Web, hubspot: HubSpotSimulator) -> None:
    """M1: and either old one leads to it."""
    kept, other = two(hubspot)
    record = merged(web, kept, other)
    assert record["id"] not in (kept, other)
    assert record["properties"]["hs_merged_object_ids"] == f"{kept};{other}"  # type: ignore[index]
    for one in (kept, other, str(record["id"])):
        read = web.read("contacts", one, properties="firstname,city,hs_additional_emails")
        assert (read.status_code, read.json()["id"]) == (200, record["id"])
        assert values(read)["firstname"] == "Ana"
        assert values(read)["city"] == "Dover"
        assert values(read)["hs_additional_emails"] == "old@example.com"
    assert ids(web.get(f"{OBJECTS}/contacts")) == [record["id"]]
    assert web.create("contacts", email="old@example.com").status_code == 409


def test_old_ids_are_read_in_batches(web: Web, hubspot: HubSpotSimulator) -> None:
    """M2: answered once, under an id that nobody asked for."""
    kept, other = two(hubspot)
    record = merged(web, kept, other)
    answer = web.batch("contacts", "read", [{"id": kept}, {"id": other}])
    assert (answer.status_code, ids(answer)) == (200, [record["id"]])
    update = {"id": other, "properties": {"city": "Boise"}}
    assert ids(web.batch("contacts", "update", [update])) == [record["id"]]


def test_a_merge_is_in_the_history(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock
) -> None:
    kept, other = two(hubspot)
    hubspot.edit("contacts", kept, firstname="Anne", city="Boise")
    hubspot.edit("contacts", kept, city="")
    clock.advance(60)
    merged(web, kept, other)
    read = web.read("contacts", kept, propertiesWithHistory="firstname,city").json()
    history = {
        name: [(one["value"], one["sourceType"]) for one in told]
        for name, told in read["propertiesWithHistory"].items()
    }
    assert history == {
        "firstname": [("Anne", "CRM_UI"), ("Ana", "CRM_UI")],
        "city": [("Dover", "MERGE_OBJECTS"), ("", "CRM_UI"), ("Boise", "CRM_UI")],
    }


def test_a_merged_record_may_be_merged_again(web: Web, hubspot: HubSpotSimulator) -> None:
    kept, other = two(hubspot)
    third = hubspot.seed("contacts", {"firstname": "Annie"})
    last = hubspot.merge("contacts", third, hubspot.merge("contacts", kept, other))
    for one in (kept, other, third):
        assert web.read("contacts", one).json()["id"] == last
    assert hubspot.record("contacts", kept)["firstname"] == "Annie"


def test_the_primary_id_may_be_kept(web: Web, hubspot: HubSpotSimulator) -> None:
    """A rumoured change: both have to be lived with."""
    hubspot.profile.merge_mints = False
    kept, other = two(hubspot)
    assert merged(web, kept, other)["id"] == kept
    assert web.read("contacts", other).json()["id"] == kept
    assert hubspot.record("contacts", other)["city"] == "Dover"


@pytest.mark.parametrize("mints", [True, False])
def test_searches_lose_the_old_at_once_and_find_the_new_later(
    web: Web, hubspot: HubSpotSimulator, clock: SimulatorClock, mints: bool
) -> None:
    hubspot.profile.merge_mints = mints
    kept, other = two(hubspot)
    clock.advance(60)
    record = merged(web, kept, other)
    assert ids(web.search("contacts")) == []
    clock.advance(5)
    assert ids(web.search("contacts")) == [record["id"]]


def test_ties_and_keys_go_along(web: Web, hubspot: HubSpotSimulator) -> None:
    hubspot.add_property("contacts", KEY, unique=True)
    kept, other = two(hubspot)
    company = hubspot.seed("companies", {"name": "Rook"})
    hubspot.associate("contacts", other, "companies", company)
    hubspot.edit("contacts", other, **{KEY: "c.1"})
    made = hubspot.merge("contacts", kept, other)
    assert hubspot.associations("contacts", "companies") == {(made, company, "")}
    assert hubspot.associations("companies", "contacts") == {(company, made, "")}
    found = web.batch("contacts", "read", [{"id": "C.1"}], idProperty=KEY)
    assert ids(found) == [made]


def test_a_merged_record_can_be_archived_by_its_old_id(web: Web, hubspot: HubSpotSimulator) -> None:
    kept, other = two(hubspot)
    hubspot.merge("contacts", kept, other)
    hubspot.archive("contacts", kept)
    assert list(hubspot.records("contacts")) == []
    assert web.read("contacts", other).status_code == 404
    assert web.read("contacts", other, archived="true").status_code == 200


@pytest.mark.parametrize("other", ["1", "same", ""])
def test_only_two_live_records_can_be_merged(
    web: Web, hubspot: HubSpotSimulator, other: str
) -> None:
    kept = hubspot.seed("contacts", {"firstname": "Ana"})
    body = {"primaryObjectId": kept, "objectIdToMerge": kept if other == "same" else other}
    answer = web.post(f"{OBJECTS}/contacts/merge", json=body)
    assert refusal(answer) == (400, "VALIDATION_ERROR")
