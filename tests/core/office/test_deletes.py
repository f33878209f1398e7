"""Deletes that wait: shown live, archived only as long as they hold (P6)."""

import pytest

from connectors.memory import MemoryAccount
from core.connector import WriteKind
from core.errors import Code, Refusal, TransientError
from core.records import Side
from core.store.ledger import Problem
from tests.core.engine.world import PERSONS, acting
from tests.core.office.review import ana, deleted, due, linked, partner, person, refusal, tell, told
from tests.core.test_office import Desk, job, raising


def test_p6_a_delete_in_the_system_waits_and_shows_what_hubspot_has_now(desk: Desk) -> None:
    there = ana(desk)
    desk.firm.delete("persons", "p1")
    desk.sync()
    (pending,) = desk.office.review.deletes(job())
    assert (pending.system_id, pending.hubspot_id, pending.gone) == ("p1", there, Side.SYSTEM)
    assert pending.system is None
    assert pending.hubspot is not None
    assert pending.hubspot["lastname"] == "Ruiz"
    assert pending.obstacle is None
    assert there in desk.portal.records("contacts")


@pytest.mark.parametrize("gone", Side)
def test_an_approved_delete_archives_the_other_record_and_closes_the_question(
    desk: Desk, gone: Side
) -> None:
    ana(desk, "p2")
    ana(desk)
    there = deleted(desk, gone)
    (answer,) = desk.office.review.approve(job(), [(PERSONS, "p1")])
    assert (answer.system_id, answer.hubspot_id, answer.refused) == ("p1", there, None)
    assert set(desk.portal.records("contacts")) == {partner(desk, "p2")}
    assert set(desk.firm.records("persons")) == {"p2"}
    other = desk.portal if gone is Side.SYSTEM else desk.firm
    assert [each.kind for each in other.applied[-1:]] == [WriteKind.ARCHIVE]
    assert "p1" not in linked(desk)
    assert told(desk) == []
    assert desk.sync().totals.created == 0


@pytest.mark.parametrize("gone", Side)
def test_p6_edited_beats_deleted(desk: Desk, gone: Side) -> None:
    ana(desk)
    there = deleted(desk, gone)
    if gone is Side.SYSTEM:
        desk.portal.put("contacts", {"city": "Boulder"}, id=there)
    else:
        person(desk, "p1", town="Boulder")
    (pending,) = desk.office.review.deletes(job())
    assert pending.obstacle is Code.EDITED_SINCE
    (answer,) = desk.office.review.approve(job(), number=1)
    assert answer.refused is Code.EDITED_SINCE
    other: MemoryAccount = desk.portal if gone is Side.SYSTEM else desk.firm
    assert len(other.records("contacts" if gone is Side.SYSTEM else "persons")) == 1
    assert told(desk) == [("p1", Code.PENDING_DELETE)]
    assert linked(desk) == {"p1": there}


def test_p6_a_record_that_is_back_is_not_archived_and_its_question_is_closed(desk: Desk) -> None:
    ana(desk)
    there = deleted(desk)
    person(desk, "p1", first="Ana", last="Ruiz", mail="p1@example.com", town="Denver")
    (answer,) = desk.office.review.approve(job(), number=1)
    assert answer.refused is Code.NOT_GONE
    assert there in desk.portal.records("contacts")
    assert told(desk) == []
    assert due(desk) == ["p1"]


def test_a_delete_of_what_is_gone_on_both_sides_is_settled_without_a_write(desk: Desk) -> None:
    ana(desk)
    there = deleted(desk)
    desk.portal.archive("contacts", there)
    written = len(desk.portal.applied)
    (answer,) = desk.office.review.approve(job(), number=1)
    assert answer.refused is None
    assert len(desk.portal.applied) == written
    assert (told(desk), linked(desk)) == ([], {})


def test_p6_of_a_record_that_was_missed_on_both_sides_the_one_that_is_still_gone_counts(
    desk: Desk,
) -> None:
    """A full run missed both, and somebody brought the contact back from the archive."""
    ana(desk)
    there = deleted(desk, Side.SYSTEM)
    tell(desk, Problem("p1", there, Refusal(Code.PENDING_DELETE, field=Side.HUBSPOT.value)))
    assert [each.gone for each in desk.office.review.deletes(job())] == [Side.SYSTEM]
    (answer,) = desk.office.review.approve(job(), number=1)
    assert (answer.hubspot_id, answer.refused) == (there, None)
    assert there not in desk.portal.records("contacts")
    assert (told(desk), linked(desk), due(desk)) == ([], {}, [])


def test_p6_a_contact_that_was_merged_into_another_is_not_archived(desk: Desk) -> None:
    ana(desk)
    there = deleted(desk)
    other = desk.portal.put("contacts", {"firstname": "Bo"})
    new = desk.portal.merge("contacts", other, there)
    (answer,) = desk.office.review.approve(job(), number=1)
    assert answer.refused is Code.MERGED
    assert new in desk.portal.records("contacts")


def test_p7_a_delete_that_the_vendor_refuses_goes_on_waiting_and_the_others_are_done(
    desk: Desk,
) -> None:
    ana(desk, "p2")
    ana(desk)
    keep = deleted(desk)
    desk.firm.delete("persons", "p2")
    tell(desk, Problem("p2", partner(desk, "p2"), Refusal(Code.PENDING_DELETE, field="system")))
    desk.portal.refuse = lambda write: Refusal(Code.NOT_PERMITTED) if write.id == keep else None
    answers = desk.office.review.approve(job(), number=2)
    assert {each.system_id: each.refused for each in answers} == {
        "p1": Code.NOT_PERMITTED,
        "p2": None,
    }
    assert told(desk) == [("p1", Code.PENDING_DELETE)]
    assert set(desk.portal.records("contacts")) == {keep}


def test_p6_all_are_approved_only_by_their_number(desk: Desk) -> None:
    ana(desk)
    there = deleted(desk)
    for number in (None, 0, 2):
        work = lambda n=number: desk.office.review.approve(job(), number=n)  # noqa: E731
        assert refusal(work) is Code.WRONG_NUMBER
    assert there in desk.portal.records("contacts")


def test_a_crash_after_an_archive_took_effect_is_healed_by_approving_again(desk: Desk) -> None:
    ana(desk)
    there = deleted(desk)
    with (
        acting(desk.portal, "write answered", raising(TransientError(Code.UNAVAILABLE))),
        pytest.raises(TransientError),
    ):
        desk.office.review.approve(job(), number=1)
    assert there not in desk.portal.records("contacts")
    (answer,) = desk.office.review.approve(job(), number=1)
    assert answer.refused is None
    assert (told(desk), linked(desk)) == ([], {})


def test_a_dismissed_delete_keeps_the_other_record(desk: Desk) -> None:
    ana(desk)
    there = deleted(desk)
    assert desk.office.review.dismiss(PERSONS, "p1", Code.PENDING_DELETE) == 1
    assert desk.office.review.deletes(job()) == []
    assert there in desk.portal.records("contacts")
    assert linked(desk) == {"p1": there}


def test_p9_what_is_shown_of_a_delete_is_nowhere_on_disk(desk: Desk) -> None:
    canary = "Quixotebramble"
    person(desk, "p1", first="Ana", last=canary, mail="p1@example.com")
    desk.sync()
    deleted(desk)
    (pending,) = desk.office.review.deletes(job())
    assert pending.hubspot is not None
    assert pending.hubspot["lastname"] == canary
    desk.office.review.approve(job(), number=1)
    desk.store.checkpoint()
    for file in (*desk.paths.data.rglob("*"), *desk.paths.log.rglob("*")):
        if file.is_file():
            assert canary.lower().encode() not in file.read_bytes().lower(), file.name
