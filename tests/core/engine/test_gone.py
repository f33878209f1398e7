"""HubSpot records that were archived, deleted or merged between runs."""

from core.errors import Code
from core.store.issues import open_issues
from tests.core.engine.world import KEY, PERSONS, World, acting, key_of, totals


def test_an_edit_to_a_contact_that_was_archived_is_held(world: World) -> None:
    world.people(2)
    world.run()
    contact = world.contacts()["p1"].id
    world.portal.archive("contacts", contact)
    world.person("p1", town="Boulder")
    result = world.run()
    assert result.totals == totals(held=1, unchanged=1)
    assert result.reasons == {"record.not_found": 1}
    (issue,) = open_issues(world.store)
    assert (issue.system_id, issue.hubspot_id) == ("p1", contact)
    assert len(world.portal.records("contacts")) == 1


def test_p7_a_contact_that_was_restored_gets_the_edit(world: World) -> None:
    world.people(1)
    world.run()
    contact = world.contacts()["p1"].id
    world.portal.archive("contacts", contact)
    world.person("p1", town="Boulder")
    world.run()
    world.portal.archive("contacts", contact, archived=False)
    world.clock.forward(hours=1)
    world.run()
    assert world.contacts()["p1"].fields["city"] == "Boulder"
    assert open_issues(world.store) == []


def test_an_edit_to_a_contact_that_was_deleted_for_good_is_held(world: World) -> None:
    world.people(1)
    world.run()
    world.portal.delete("contacts", world.contacts()["p1"].id)
    world.person("p1", town="Boulder")
    assert world.run().totals == totals(held=1)
    assert world.portal.records("contacts") == {}


def test_a_match_that_vanishes_before_the_write_is_created_by_the_next_run(world: World) -> None:
    contact = world.contact(email="person1@example.com", firstname="First1")
    world.people(1)
    with acting(world.portal, "fetch", lambda: world.portal.delete("contacts", contact)):
        assert world.run().totals == totals(held=1)
    assert world.ledger.linked(PERSONS) == 0
    assert world.run().totals == totals(created=1)
    assert open_issues(world.store) == []


def test_a_merge_with_a_stranger_is_followed_to_the_new_id(world: World) -> None:
    world.people(1)
    world.run()
    old = world.contacts()["p1"].id
    stranger = world.contact(firstname="First1", city="Golden")
    new = world.portal.merge("contacts", stranger, old)
    world.person("p1", town="Boulder")
    assert world.run().totals == totals(updated=1)
    assert world.ledger.hubspot_ids(PERSONS, ["p1"]) == {"p1": new}
    assert world.contacts()["p1"].fields["city"] == "Boulder"
    assert world.run().totals == totals(unchanged=1)


def test_a_merge_of_two_of_ours_is_held_for_the_one_that_lost(world: World) -> None:
    """Two of the system's records are one in HubSpot now: they must not overwrite each other."""
    world.people(3)
    world.run()
    contacts = world.contacts()
    new = world.portal.merge("contacts", contacts["p1"].id, contacts["p2"].id)
    world.person("p1", town="Boulder")
    world.person("p2", town="Golden")
    result = world.run()
    assert result.totals == totals(updated=1, held=1, unchanged=1)
    assert result.reasons == {"review.merged": 1}
    merged = world.portal.records("contacts")[new]
    assert (merged.fields[KEY], merged.fields["city"]) == (key_of("p1"), "Boulder")
    (issue,) = open_issues(world.store)
    assert (issue.system_id, issue.code, issue.candidates) == ("p2", Code.MERGED, (new,))


def test_a_merge_of_two_of_ours_is_held_also_when_only_the_loser_changed(world: World) -> None:
    world.people(2)
    world.run()
    contacts = world.contacts()
    new = world.portal.merge("contacts", contacts["p1"].id, contacts["p2"].id)
    before = world.portal.records("contacts")[new].fields
    world.person("p2", town="Golden")
    assert world.run().totals == totals(held=1)
    assert world.portal.records("contacts")[new].fields == before


def test_two_of_ours_on_one_contact_without_a_key_are_told_apart_too(world: World) -> None:
    world.people(2)
    world.run()
    contacts = world.contacts()
    new = world.portal.merge("contacts", contacts["p1"].id, contacts["p2"].id)
    world.portal.put("contacts", {KEY: None}, id=new)
    world.person("p1", town="Boulder")
    world.person("p2", town="Golden")
    assert world.run().totals == totals(updated=1, held=1)
    assert world.portal.records("contacts")[new].fields["city"] == "Boulder"
