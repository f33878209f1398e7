"""Answers, as the next run carries them out."""

from dataclasses import replace

import pytest

from core.connector import Write, WriteKind
from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code, Refusal
from core.mapping import Direction
from tests.core.engine.world import KEY, PERSON_RULES, PERSONS, key_of
from tests.core.office.review import (
    ana,
    contact,
    due,
    linked,
    namesakes,
    partner,
    person,
    publish,
    told,
)
from tests.core.test_office import Desk, job


def create_back(desk: Desk) -> None:
    """Have both sides' records made on the other."""
    lines = tuple(replace(each, direction=Direction.BOTH) for each in PERSON_RULES.fields)
    publish(desk, replace(PERSON_RULES, fields=lines, creates=Direction.BOTH))


# -- link and apart -------------------------------------------------------------------------------


def test_what_was_answered_with_link_is_linked_and_bears_our_key(desk: Desk) -> None:
    _first, second = namesakes(desk)
    desk.office.review.link(PERSONS, "p1", second, job())
    desk.sync()
    assert linked(desk) == {"p1": second}
    assert contact(desk, second).fields[KEY] == key_of("p1")
    assert told(desk) == []


def test_what_is_kept_apart_from_all_candidates_becomes_a_record_of_its_own(desk: Desk) -> None:
    both = namesakes(desk)
    desk.office.review.keep_apart(PERSONS, "p1")
    desk.sync()
    assert linked(desk)["p1"] not in both
    assert told(desk) == []
    assert len(desk.portal.records("contacts")) == 3


def test_who_lost_a_contact_by_a_merge_and_is_kept_apart_from_it_gets_one_of_their_own(
    desk: Desk,
) -> None:
    """The link still named the contact from before: the answer was kept, and asked for again."""
    ana(desk)
    person(desk, "p2", first="Bea", last="Moss", mail="bea@example.com")
    desk.sync()
    there = linked(desk)
    merged = desk.portal.merge("contacts", there["p1"], there["p2"])
    person(desk, "p2", town="Golden")
    desk.sync()
    desk.clock.forward(hours=1)
    desk.sync()
    assert told(desk) == [("p2", Code.MERGED)]
    desk.office.review.keep_apart(PERSONS, "p2")
    desk.sync()
    assert told(desk) == []
    assert contact(desk, linked(desk)["p2"]).fields[KEY] == key_of("p2")
    assert contact(desk, linked(desk)["p2"]).fields["city"] == "Golden"
    assert linked(desk)["p2"] != merged


def test_p2_what_is_kept_apart_from_one_of_two_is_linked_with_the_other(desk: Desk) -> None:
    first, second = namesakes(desk)
    desk.office.review.keep_apart(PERSONS, "p1", [first])
    desk.sync()
    assert linked(desk) == {"p1": second}


def test_p2_a_question_that_nobody_answered_is_asked_again_and_nobody_is_made(desk: Desk) -> None:
    """Only a first run lists HubSpot: later ones must remember whom they asked about."""
    namesakes(desk)
    desk.clock.forward(days=1, hours=1)
    desk.sync()
    assert told(desk) == [("p1", Code.AMBIGUOUS_MATCH)]
    assert len(desk.portal.records("contacts")) == 2


def test_an_answer_that_was_taken_back_is_asked_for_again(desk: Desk) -> None:
    both = namesakes(desk)
    desk.office.review.keep_apart(PERSONS, "p1")
    for each in both:
        desk.office.review.undo(PERSONS, "p1", each, job())
    desk.sync()
    assert told(desk) == [("p1", Code.AMBIGUOUS_MATCH)]


def test_no_second_question_about_a_holder_of_the_email_that_was_kept_apart(desk: Desk) -> None:
    """HubSpot knows second e-mails that it does not show: only its refusal tells whose it is."""
    other = desk.portal.put("contacts", {"firstname": "Annie"})

    def refuse(write: Write) -> Refusal | None:
        if write.kind is WriteKind.CREATE and write.values.get("email"):
            return Refusal(Code.CONFLICTING_ID, existing_id=other)
        return None

    desk.portal.refuse = refuse
    person(desk, "p1", first="Ana", mail="old@example.com")
    desk.sync()
    assert told(desk) == [("p1", Code.LIKELY_MATCH)]
    desk.office.review.keep_apart(PERSONS, "p1")
    desk.sync()
    assert told(desk) == [("p1", Code.SHARED_EMAIL)]
    assert linked(desk).keys() == {"p1"}


# -- unlink and relink ----------------------------------------------------------------------------


@pytest.mark.parametrize("full", [False, True])
def test_p2_what_was_unlinked_is_not_linked_again_by_key_or_email(desk: Desk, full: bool) -> None:
    there = ana(desk)
    desk.office.review.unlink(PERSONS, "p1", job())
    for _ in range(2):
        desk.sync(full=full)
    now = partner(desk, "p1")
    assert now != there
    assert contact(desk, there).fields["email"] == "p1@example.com"
    assert contact(desk, now).fields["email"] is None
    assert contact(desk, now).fields[KEY] == key_of("p1")
    assert told(desk) == [("p1", Code.SHARED_EMAIL)]


def test_what_was_relinked_bears_our_key_where_it_belongs(desk: Desk) -> None:
    wrong = ana(desk)
    right = desk.portal.put("contacts", {"firstname": "Ana", "city": "Boulder"})
    desk.office.review.relink(PERSONS, "p1", right, job())
    desk.sync()
    assert linked(desk) == {"p1": right}
    assert contact(desk, right).fields[KEY] == key_of("p1")
    assert contact(desk, wrong).fields[KEY] is None


# -- records that only HubSpot has ----------------------------------------------------------------


def test_candidates_that_are_kept_apart_are_made_in_the_system(desk: Desk) -> None:
    """They were passed over for as long as somebody was asked whose they are (P1)."""
    create_back(desk)
    namesakes(desk)
    desk.sync()
    assert len(desk.firm.records("persons")) == 1
    desk.office.review.keep_apart(PERSONS, "p1")
    for _ in range(2):
        desk.sync()
    assert len(desk.firm.records("persons")) == 3
    assert (told(desk), due(desk)) == ([], [])


def test_the_candidate_that_was_not_chosen_is_made_in_the_system(desk: Desk) -> None:
    create_back(desk)
    first, _second = namesakes(desk)
    desk.office.review.link(PERSONS, "p1", first, job())
    for _ in range(2):
        desk.sync()
    assert linked(desk) == {"p1": first}
    assert len(desk.firm.records("persons")) == 2
    assert (told(desk), due(desk)) == ([], [])


def test_a_contact_that_is_kept_apart_from_its_twin_is_made_in_the_system(desk: Desk) -> None:
    create_back(desk)
    there = ana(desk)
    desk.portal.refuse = lambda write: (  # so that p1 keeps the address on the system's side only
        Refusal(Code.RECORD_REFUSED) if write.id == there else None
    )
    desk.portal.put("contacts", {"email": None}, id=there)
    twin = desk.portal.put("contacts", {"firstname": "José", "email": "p1@example.com"})
    desk.sync()
    asked = (f"{ONLY_HUBSPOT}{twin}", Code.LIKELY_MATCH)
    assert asked in told(desk)
    desk.office.review.keep_apart(PERSONS, asked[0])
    desk.sync()
    assert asked not in told(desk)
    assert len(desk.firm.records("persons")) == 2
