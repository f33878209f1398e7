"""What the model once found, each by its name. See tests/model."""

from dataclasses import replace

import pytest

from core.conflicts import ConflictPolicy
from core.errors import Code
from core.filters import Condition, Filter, Operator
from core.mapping import Direction
from core.records import Side
from tests.core.engine.power import Power, PowerCut
from tests.core.engine.world import KEY, PERSON_RULES, PERSONS, World, acting, key_of

BOTH = replace(
    PERSON_RULES,
    fields=tuple(
        replace(each, direction=Direction.BOTH) if each.hubspot != "kind" else each
        for each in PERSON_RULES.fields
    ),
    policy=ConflictPolicy.ASK,
    creates=Direction.BOTH,
)


@pytest.fixture
def office(world: World) -> World:
    world.rules = [BOTH]
    return world


def crash(world: World, made: int = 1) -> None:
    """Run until so many records were made in the firm, and the power fails."""
    power = Power(1)
    with acting(world.firm, "applied", power.use, made), pytest.raises(PowerCut):
        world.run()
    world.clock.forward(hours=1)


def test_p2_a_create_that_crashed_and_was_edited_since_is_asked_about(office: World) -> None:
    """It no longer says all that we meant to write: it was taken for somebody else's."""
    contact = office.contact(firstname="New", lastname="Come", phone="(303) 555-0101")
    crash(office)
    (made,) = office.firm.records("persons")
    office.person(made, tel=None)
    for _ in range(3):
        office.run()
        office.clock.forward(days=2)
    assert len(office.firm.records("persons")) == len(office.portal.records("contacts")) == 1
    assert office.issues() == {Code.LIKELY_MATCH: 1}
    office.person(made, tel="(303) 555-0101")  # and when it says so again, it is known
    office.run()
    assert office.contacts()[made].id == contact
    assert office.issues() == {}


def test_p2_one_that_crashed_and_was_given_the_email_of_another_is_asked_about(
    office: World,
) -> None:
    """It says as much of the one as of the other: it was taken for the other, and renamed it."""
    for last, email in (("Moss", "ana@example.com"), ("Ruiz", "bea@example.com")):
        office.contact(firstname="Ana", lastname=last, email=email)
    crash(office)
    (made,) = office.firm.records("persons")
    office.person(made, mail="bea@example.com")
    for _ in range(3):
        office.run()
        office.clock.forward(days=2)
    assert len(office.firm.records("persons")) == 1
    names = {each.fields["lastname"] for each in office.portal.records("contacts").values()}
    assert names == {"Moss", "Ruiz"}
    assert office.issues() == {Code.LIKELY_MATCH: 1}


def test_p2_of_two_that_crashed_one_that_comes_to_say_what_the_other_says_is_made_once(
    office: World,
) -> None:
    """It was taken for the other alone, and its own contact for one that nothing was made of."""
    for last, town in (("Moss", "Dover"), ("Ruiz", "Gdansk")):
        office.contact(firstname="Ana", lastname=last, phone="(303) 555-0101", city=town)
    crash(office, 2)
    first, second = office.firm.records("persons")
    office.person(first, tel="(303) 555-0102")
    office.person(second, town="Dover")
    for _ in range(3):
        office.run()
        office.clock.forward(days=2)
    assert len(office.firm.records("persons")) == len(office.portal.records("contacts")) == 2


def test_p2_who_crashed_and_is_asked_about_stays_so_while_others_are_synced(
    office: World,
) -> None:
    """A run that did not read the record again took its intent for one of which nothing came."""
    office.contact(firstname="Ana", lastname="Moss", email="ana@example.com")
    crash(office)
    (made,) = office.firm.records("persons")
    office.person(made, mail="bea@example.com")
    for town in ("Dover", "Aspen", "Golden"):
        office.run()
        office.person(first="Cem", last=f"Of {town}", mail=f"cem@{town}.example.com", town=town)
        office.clock.forward(hours=1)
    office.person(made, town="Gdansk")
    for _ in range(2):
        office.run()
        office.clock.forward(days=2)
    assert len(office.firm.records("persons")) == len(office.portal.records("contacts")) == 4
    assert office.issues() == {Code.LIKELY_MATCH: 1}


def test_p2_whose_contact_bears_the_key_already_is_linked_and_nobody_is_asked(
    office: World,
) -> None:
    """The power failed after HubSpot was told the key, and before it was noted: whoever then said
    that they are not the same was not listened to, as the key said so.
    """
    contact = office.contact(firstname="New", lastname="Come", phone="(303) 555-0101")
    crash(office)
    (made,) = office.firm.records("persons")
    office.portal.put("contacts", {KEY: key_of(made)}, id=contact)
    office.person(made, tel=None)
    office.run()
    assert office.issues() == {}
    assert office.contacts()[made].id == contact
    assert len(office.portal.records("contacts")) == 1


def test_p2_who_has_a_contact_of_their_own_is_not_taken_for_one_that_crashed(office: World) -> None:
    """An old copy of the database was put back, and with it an intent that nothing came of: who
    had its e-mail by now was linked to that contact, and renamed by it.
    """
    theirs = office.contact(firstname="Ana", lastname="Moss", email="ana@example.com")
    crash(office)
    (made,) = office.firm.records("persons")
    office.firm.delete("persons", made)
    other = office.person(first="Ana", last="Ruiz", mail="ana@example.com")
    mate = office.contact(firstname="Ana", lastname="Ruiz", **{KEY: key_of(other)})
    office.run()
    links = office.ledger.links(PERSONS, [other])
    assert links[other].hubspot_id == mate != theirs


def test_p2_of_two_that_crashed_and_whose_contacts_were_merged_each_is_decided_once(
    office: World,
) -> None:
    """Both ids told the key of the merged one: it was decided twice, and the run ended."""
    contacts = [
        office.contact(firstname=name, lastname="Come", phone=f"(303) 555-010{n}")
        for n, name in enumerate(("Ana", "Bea"))
    ]
    crash(office, 2)
    for made, contact in zip(office.firm.records("persons"), contacts, strict=True):
        office.portal.put("contacts", {KEY: key_of(made)}, id=contact)
        office.person(made, town="Dover")
    office.portal.merge("contacts", contacts[1], contacts[0])
    for _ in range(3):
        office.run()
        office.clock.forward(days=2)
    assert len(office.firm.records("persons")) == 2


def test_p2_who_crashed_and_is_not_the_filters_is_linked_all_the_same(office: World) -> None:
    """Nobody looked whether it was ours, as it was to be left alone: it was made once more."""
    unnamed = Condition(field="kind", operator=Operator.FILLED)
    office.rules = [replace(BOTH, filter=Filter(conditions=(unnamed,)))]
    contact = office.contact(firstname="New", lastname="Come", phone="(303) 555-0101")
    crash(office)
    office.run()
    (made,) = office.firm.records("persons")
    assert office.contacts()[made].id == contact
    office.clock.forward(hours=1)
    office.portal.put("contacts", {"lastname": "Gone"}, id=contact)
    office.run()
    assert office.firm.records("persons")[made].fields["last"] == "Come"


def test_who_crashed_and_is_never_to_be_synced_is_linked_and_left_as_it_is(office: World) -> None:
    """Our key was written to a contact that somebody had put on the list in between."""
    contact = office.contact(firstname="New", lastname="Come", phone="(303) 555-0101")
    crash(office)
    office.ledger.never(office.vault.fingerprinter().of_field).add(PERSONS, Side.HUBSPOT, contact)
    for _ in range(2):
        office.run()
        office.clock.forward(hours=1)
    (made,) = office.firm.records("persons")
    assert not office.portal.records("contacts")[contact].fields.get(KEY)
    assert office.ledger.hubspot_ids(PERSONS, [made]) == {made: contact}
    office.ledger.never(office.vault.fingerprinter().of_field).remove(
        PERSONS, Side.HUBSPOT, contact
    )
    office.portal.put("contacts", {"city": "Boulder"}, id=contact)
    office.person(made, mail="new@example.com")
    office.run()
    assert office.contacts()[made].fields["email"] == "new@example.com"
    assert office.firm.records("persons")[made].fields["town"] == "Boulder"
    assert len(office.firm.records("persons")) == 1


def test_p2_a_contact_that_another_pc_has_just_made_is_not_made_once_more(office: World) -> None:
    """HubSpot's search did not know yet, and what was re-read was not asked whose it was."""
    contact = office.contact(firstname="New", lastname="Come", email="new@example.com")

    def other_pc() -> None:
        made = office.person(first="New", last="Come", mail="new@example.com")
        office.portal.put("contacts", {KEY: key_of(made)}, id=contact)

    with acting(office.portal, "fetch", other_pc):
        office.run()
    office.clock.forward(hours=1)
    office.run()
    (made,) = office.firm.records("persons")
    assert office.contacts()[made].id == contact


def test_p1_a_contact_is_made_after_all_when_who_it_might_be_is_edited_out_of_question(
    office: World,
) -> None:
    """It was passed over while somebody was asked, and nobody looked at it again."""
    office.contact(firstname="Ana", lastname="Moss", email="ana@example.com")
    crash(office)
    (made,) = office.firm.records("persons")
    office.person(made, mail="bea@example.com")
    office.run()
    assert office.issues() == {Code.LIKELY_MATCH: 1}
    office.person(made, first="Bea")
    for _ in range(3):
        office.clock.forward(days=2)
        office.run()
    names = {each.fields["first"] for each in office.firm.records("persons").values()}
    assert names == {"Ana", "Bea"}
    assert len(office.portal.records("contacts")) == 2
    assert office.issues() == {}
    assert office.ledger.due_retries(PERSONS, office.clock.now(), everything=True) == []


def test_p1_an_edit_after_a_merge_in_hubspot_reaches_the_system(office: World) -> None:
    """The merged contact has an id that no link has: what was typed there went nowhere."""
    first, second = office.people(2)
    office.run()
    there = office.contacts()
    merged = office.portal.merge("contacts", there[first].id, there[second].id)
    office.portal.put("contacts", {"city": "Boulder"}, id=merged)
    office.clock.forward(hours=1)
    office.run()
    assert office.firm.records("persons")[first].fields["town"] == "Boulder"
    assert office.ledger.hubspot_ids(PERSONS, [first]) == {first: merged}
    office.person(second, town="Golden")
    office.run()
    assert office.issues() == {Code.MERGED: 1}


def test_a_merged_contact_that_is_never_to_be_synced_is_left_alone_by_its_new_id(
    office: World,
) -> None:
    """The link still had the id from before the merge, and so was not stopped."""
    first, second = office.people(2)
    office.run()
    there = office.contacts()
    merged = office.portal.merge("contacts", there[first].id, there[second].id)
    office.ledger.never(office.vault.fingerprinter().of_field).add(PERSONS, Side.HUBSPOT, merged)
    for town in ("Boulder", "Golden"):
        office.portal.put("contacts", {"city": town}, id=merged)
        office.clock.forward(hours=1)
        office.run()
    assert {each.fields["town"] for each in office.firm.records("persons").values()} == {"Denver"}
    assert office.contacts()[first].fields["city"] == "Golden"


def test_p1_a_contact_that_another_pc_made_anew_is_linked_in_place_of_the_archived_one(
    office: World,
) -> None:
    (person,) = office.people(1)
    office.run()
    office.portal.archive("contacts", office.contacts()[person].id)
    new = office.contact(**{KEY: key_of(person)}, firstname="First1", email="person1@example.com")
    for _ in range(2):
        office.clock.forward(days=2)
        office.run()
    assert office.ledger.hubspot_ids(PERSONS, [person]) == {person: new}
    assert office.issues() == {}


def test_p4_a_contact_that_is_archived_while_it_waits_to_be_looked_at_is_asked_for_once_more(
    office: World,
) -> None:
    """Nothing came of it, and each run fetched it again."""
    office.people(1)
    twin = office.contact(firstname="Other", email="person1@example.com")
    office.run()
    assert office.issues() == {Code.LIKELY_MATCH: 1}
    office.ledger.retry_now(PERSONS, f"<{twin}", Code.LIKELY_MATCH)
    office.portal.archive("contacts", twin)
    office.run()
    assert office.ledger.due_retries(PERSONS, office.clock.now(), everything=True) == []


def test_a_contact_taken_back_from_the_archive_beside_its_successor_is_nobodys(
    office: World,
) -> None:
    """Two contacts bore one key: both were merged with one person in one page, and the run fell."""
    (person,) = office.people(1)
    office.run()
    old = office.contacts()[person].id
    office.portal.archive("contacts", old)
    new = office.contact(**{KEY: key_of(person)}, firstname="First1", email="person1@example.com")
    office.clock.forward(days=2)
    office.run()
    assert office.ledger.hubspot_ids(PERSONS, [person]) == {person: new}
    office.portal.put("contacts", {"city": "Vail"}, id=new)
    office.contact(**{KEY: key_of(person)}, firstname="Restored")
    office.clock.forward(days=2)
    office.run(full=True)
    assert office.firm.records("persons")[person].fields["town"] == "Vail"
    assert office.ledger.hubspot_ids(PERSONS, [person]) == {person: new}
