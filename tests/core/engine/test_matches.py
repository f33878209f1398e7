"""Finding who is already there: linked when it is certain, asked when it is not, never guessed."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from core.connector import Write, WriteKind
from core.errors import Code, Refusal
from core.mapping import MatchKey
from core.store.issues import open_issues
from core.store.tables import match_index
from tests.core.engine.world import KEY, PERSON_RULES, PERSONS, World, acting, key_of, totals

FIRST = pytest.mark.parametrize("first", [True, False], ids=["first run", "later run"])


def begin(world: World, first: bool) -> None:
    """For a later run, have a first one over with: then HubSpot is only looked up."""
    if not first:
        world.run()
        world.asked()


@FIRST
def test_an_email_that_is_there_is_linked_and_not_created(world: World, first: bool) -> None:
    begin(world, first)
    contact = world.contact(email="Ana@Example.com", firstname="ANA", city="Golden")
    world.person("p1", first="Ana", last="Ruiz", mail="ana@example.com")
    assert world.run().totals == totals(updated=1)
    (found,) = world.portal.records("contacts").values()
    assert (found.id, found.fields[KEY]) == (contact, key_of("p1"))
    assert (found.fields["lastname"], found.fields["city"]) == ("Ruiz", "Golden")


def test_a_later_run_looks_up_only_what_is_new(world: World) -> None:
    world.people(300)
    world.run()
    world.people(2, start=301)
    world.asked()
    world.run()
    asked = world.asked()
    assert asked["portal find"] == 2  # by our key, by e-mail
    assert "portal read" not in asked


@FIRST
def test_a_family_that_shares_an_email_is_told_apart(world: World, first: bool) -> None:
    begin(world, first)
    world.contact(email="ruiz@example.com", firstname="Ana", lastname="Ruiz")
    world.person("p1", first="Ana", last="Ruiz", mail="ruiz@example.com")
    world.person("p2", first="José", last="Ruiz", mail="ruiz@example.com")
    result = world.run()
    assert result.totals == totals(updated=1, created=1)
    assert result.reasons == {"review.shared_email": 1}
    contacts = world.contacts()
    assert contacts["p1"].fields["email"] == "ruiz@example.com"
    assert contacts["p2"].fields["email"] is None
    (issue,) = open_issues(world.store)
    assert (issue.system_id, issue.code, issue.field) == ("p2", Code.SHARED_EMAIL, "email")


def test_two_new_people_with_one_email_in_different_pages_share_it(world: World) -> None:
    world.firm.page_size = world.portal.batch_size = 1
    world.person("p1", first="Ana", mail="ruiz@example.com")
    world.person("p2", first="José", mail="ruiz@example.com")
    result = world.run()
    assert result.totals == totals(created=2)
    emails = [each.fields["email"] for each in world.contacts().values()]
    assert sorted(map(str, emails)) == ["None", "ruiz@example.com"]
    assert world.portal.asked["write"] == 2  # nothing had to be refused first


def test_p7_an_email_that_is_no_longer_shared_is_filled_in(world: World) -> None:
    world.person("p1", first="Ana", mail="ruiz@example.com")
    world.person("p2", first="José", mail="ruiz@example.com")
    world.run()
    world.person("p1", mail="ana@example.com")
    world.run()
    world.clock.forward(days=1, hours=1)
    world.run()
    assert world.contacts()["p2"].fields["email"] == "ruiz@example.com"
    assert open_issues(world.store) == []


def test_an_email_taken_over_by_an_edit_is_left_out_and_the_rest_arrives(world: World) -> None:
    world.people(2)
    world.run()
    world.person("p1", mail="person2@example.com", town="Boulder")
    result = world.run()
    assert result.totals == totals(updated=1, unchanged=1)
    assert result.reasons == {"review.shared_email": 1}
    contact = world.contacts()["p1"]
    assert contact.fields["email"] == "person1@example.com"
    assert contact.fields["city"] == "Boulder"


@FIRST
def test_another_first_name_under_the_same_email_is_a_question(world: World, first: bool) -> None:
    begin(world, first)
    contact = world.contact(email="ruiz@example.com", firstname="Ana")
    world.person("p1", first="José", mail="ruiz@example.com")
    result = world.run()
    assert result.totals == totals(held=1)
    assert result.reasons == {"review.likely_match": 1}
    (issue,) = open_issues(world.store)
    assert issue.candidates == (contact,)
    assert len(world.portal.records("contacts")) == 1


def test_namesakes_with_one_phone_are_a_question_and_nobody_is_made_twice(world: World) -> None:
    both = [
        world.contact(firstname="Ana", lastname="Ruiz", phone="+13035550118", city=town)
        for town in ("Golden", "Boulder")
    ]
    world.person("p1", first="Ana", last="Ruiz", tel="(303) 555-0118")
    result = world.run()
    assert result.totals == totals(held=1)
    assert result.reasons == {"review.ambiguous_match": 1}
    assert sorted(open_issues(world.store)[0].candidates) == sorted(both)


def test_p7_a_question_is_asked_again_daily_and_closed_when_it_is_answered(world: World) -> None:
    both = [world.contact(firstname="Ana", lastname="Ruiz", phone="+13035550118") for _ in range(2)]
    world.person("p1", first="Ana", last="Ruiz", tel="(303) 555-0118")
    world.person("p2", first="Bo", last="Lee")
    world.run()
    world.portal.delete("contacts", both[0])
    assert world.run().totals == totals(unchanged=1)  # not due yet
    world.clock.forward(days=1)
    world.run(full=True)
    assert world.contacts()["p1"].id == both[1]
    assert open_issues(world.store) == []


def test_a_nickname_with_the_same_phone_is_the_same_person(world: World) -> None:
    world.contact(firstname="Bob", lastname="LEE", phone="303-555-0142")
    world.person("p1", first="Robert", last="Lee", tel="(303) 555-0142")
    assert world.run().totals == totals(updated=1)
    assert world.contacts()["p1"].fields["firstname"] == "Robert"


def test_namesakes_with_nothing_else_in_common_are_two_people(world: World) -> None:
    world.contact(firstname="Ana", lastname="Ruiz", phone="+13035550199")
    world.person("p1", first="Ana", last="Ruiz", tel="(303) 555-0118")
    assert world.run().totals == totals(created=1)
    assert len(world.portal.records("contacts")) == 2


def test_one_contact_is_linked_to_one_record_only(world: World) -> None:
    """Two of the system's records match one contact: the first takes it."""
    world.contact(firstname="Ana", lastname="Ruiz", phone="+13035550118")
    for name in ("p1", "p2"):
        world.person(name, first="Ana", last="Ruiz", tel="(303) 555-0118")
    assert world.run().totals == totals(updated=1, created=1)
    assert sorted(world.contacts()) == ["p1", "p2"]


def test_a_contact_that_bears_a_key_of_ours_matches_by_that_key_alone(world: World) -> None:
    world.people(1)
    world.run()
    world.person("p9", first="First1", last="Last1", tel="(303) 555-0101")
    assert world.run(full=True).totals == totals(unchanged=1, created=1)
    assert len(world.portal.records("contacts")) == 2


def test_a_contact_that_came_in_between_is_a_question_not_a_second_one(world: World) -> None:
    world.person("p1", first="Ana", mail="ana@example.com")

    def come() -> None:
        world.contact(email="ana@example.com", firstname="Ana")

    with acting(world.portal, "write", come):
        result = world.run()
    assert result.totals == totals(held=1)
    assert result.reasons == {"review.likely_match": 1}
    world.clock.forward(days=1)
    assert world.run().totals == totals(updated=1)
    assert len(world.portal.records("contacts")) == 1


def test_an_email_that_hubspot_says_is_taken_by_one_of_ours_is_left_out(world: World) -> None:
    """HubSpot knows second e-mails that it does not show: only its refusal tells of them."""
    world.people(1)
    world.run()
    known = world.contacts()["p1"].id

    def refuse(write: Write) -> Refusal | None:
        if write.kind is WriteKind.CREATE and write.values.get("email") == "old@example.com":
            return Refusal(Code.CONFLICTING_ID, existing_id=known)
        return None

    world.portal.refuse = refuse
    world.person("p2", first="Ana", mail="old@example.com")
    world.person("p3", mail="old@example.com")
    result = world.run()
    assert result.totals == totals(created=1, skipped=1, unchanged=1)
    assert world.contacts()["p2"].fields["email"] is None


def test_a_record_whose_creation_failed_is_no_candidate_for_itself(world: World) -> None:
    """Seen a second time in one run, it must not find the claim of its first sight."""
    world.rules = [
        replace(PERSON_RULES, match=(MatchKey(name="e", fields=("email",), unique=True),))
    ]
    world.people(1)
    world.portal.refuse = lambda _write: Refusal(Code.RECORD_REFUSED)
    world.run()
    world.asked()
    world.person("p1", town="Boulder")
    world.clock.forward(hours=1)

    def edit() -> None:
        world.person("p1", town="Golden")

    with acting(world.firm, "fetch answered", edit):
        result = world.run()
    assert result.totals == totals(failed=1)  # the first sight gave way to the second
    assert "portal fetch" not in world.asked()


@FIRST
def test_what_a_run_gathered_of_hubspot_is_forgotten_when_it_ends(
    world: World, first: bool
) -> None:
    begin(world, first)
    world.people(3)
    world.contact(email="person2@example.com", firstname="First2")
    for preview in (True, False):
        world.run(preview=preview)
        with world.store.read() as connection:
            assert connection.execute(select(func.count()).select_from(match_index)).scalar() == 0
    assert world.ledger.linked(PERSONS) == 3
