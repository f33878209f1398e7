"""Review: who is who, and what to try again; with both ends in memory."""

import pytest

from core.answers import Answers
from core.engine.backward import ONLY_HUBSPOT
from core.errors import Code, Refusal, TransientError, UserActionError
from core.records import Side
from core.store import decisions, runs
from core.store.decisions import Answer
from core.store.ledger import Problem
from tests.core.engine.world import COMPANY_RULES, KEY, PERSONS, acting, key_of
from tests.core.office.review import (
    ana,
    contact,
    deleted,
    due,
    linked,
    namesakes,
    partner,
    person,
    publish,
    refusal,
    tell,
    told,
)
from tests.core.test_office import Desk, job, raising

# -- what waits -----------------------------------------------------------------------------------


def test_what_waits_is_listed_with_the_addresses_of_its_records_and_asks_nobody(desk: Desk) -> None:
    both = namesakes(desk)
    desk.firm.asked.clear()
    desk.portal.asked.clear()
    (waiting,) = desk.office.review.waiting(job())
    assert (waiting.issue.code, waiting.label) == (Code.AMBIGUOUS_MATCH, "Persons to Contacts")
    assert waiting.system is not None
    assert waiting.system.address == "https://example.com/persons/p1"
    assert waiting.hubspot is None
    assert sorted(each.id for each in waiting.candidates) == both
    assert waiting.candidates[0].address.startswith("https://example.com/contacts/")
    assert desk.office.review.waiting(job(), code=Code.CONFLICT) == []
    assert not desk.firm.asked
    assert not desk.portal.asked


def test_the_partner_of_a_linked_record_is_found_and_that_of_hubspots_own_is_its_twin(
    desk: Desk,
) -> None:
    there = ana(desk)
    tell(desk, Problem("p1", None, Refusal(Code.VALUE_INVALID, field="phone")))
    twin = Refusal(Code.LIKELY_MATCH, reference="p1")
    tell(desk, Problem(f"{ONLY_HUBSPOT}900", "900", twin))
    found = {w.issue.code: (w.system, w.hubspot) for w in desk.office.review.waiting(job())}
    ids = {code: tuple(each and each.id for each in both) for code, both in found.items()}
    assert ids == {Code.VALUE_INVALID: ("p1", there), Code.LIKELY_MATCH: ("p1", "900")}


# -- link and apart -------------------------------------------------------------------------------


def test_a_candidate_is_linked_without_asking_anybody_and_the_next_run_looks_at_it(
    desk: Desk,
) -> None:
    _first, second = namesakes(desk)
    asked = desk.portal.asked.total()
    desk.office.review.link(PERSONS, "p1", second, job())
    assert desk.portal.asked.total() == asked
    assert decisions.answered(desk.store, PERSONS, ["p1"]) == {"p1": Answers(second)}
    assert told(desk) == []
    assert due(desk) == ["p1"]


def test_keeping_apart_is_about_all_candidates_unless_some_are_named(desk: Desk) -> None:
    first, second = namesakes(desk)
    desk.office.review.keep_apart(PERSONS, "p1", [first])
    assert decisions.answered(desk.store, PERSONS, ["p1"])["p1"].apart == {first}
    assert told(desk) == []
    tell(desk, Problem("p1", None, Refusal(Code.AMBIGUOUS_MATCH), (first, second)))
    desk.office.review.keep_apart(PERSONS, "p1")
    assert decisions.answered(desk.store, PERSONS, ["p1"])["p1"].apart == {first, second}
    assert due(desk) == ["p1"]


def test_a_record_that_no_question_offered_is_looked_up_before_it_is_linked(desk: Desk) -> None:
    person(desk, "p1", first="Ana")
    stranger = desk.portal.put("contacts", {"firstname": "Annie"})
    desk.office.review.link(PERSONS, "p1", stranger, job())
    assert decisions.answered(desk.store, PERSONS, ["p1"]) == {"p1": Answers(stranger)}
    for system_id, hubspot_id in (("p1", "4711"), ("p9", stranger)):
        work = lambda a=system_id, b=hubspot_id: desk.office.review.link(PERSONS, a, b, job())  # noqa: E731
        assert refusal(work) is Code.NOT_FOUND


def test_a_merged_contact_is_linked_by_its_new_id(desk: Desk) -> None:
    person(desk, "p1", first="Ana")
    old, other = (desk.portal.put("contacts", {"firstname": "Ana"}) for _ in range(2))
    new = desk.portal.merge("contacts", old, other)
    desk.office.review.link(PERSONS, "p1", old, job())
    assert decisions.answered(desk.store, PERSONS, ["p1"]) == {"p1": Answers(new)}


def test_p2_nobody_gets_a_second_partner(desk: Desk) -> None:
    there = ana(desk)
    person(desk, "p2", first="Bo")
    other = desk.portal.put("contacts", {"firstname": "Bo"})
    review = desk.office.review
    assert refusal(lambda: review.link(PERSONS, "p2", there, job())) is Code.LINKED_ELSEWHERE
    assert refusal(lambda: review.link(PERSONS, "p1", other, job())) is Code.LINKED_ELSEWHERE
    assert refusal(lambda: review.relink(PERSONS, "p2", there, job())) is Code.LINKED_ELSEWHERE
    assert refusal(lambda: review.keep_apart(PERSONS, "p1", [there])) is Code.LINKED_ELSEWHERE
    assert decisions.kept(desk.store) == []


def test_what_does_not_wait_cannot_be_answered(desk: Desk) -> None:
    person(desk, "p1", first="Ana")
    review = desk.office.review
    for work in (
        lambda: review.keep_apart(PERSONS, "p1"),
        lambda: review.keep_apart(PERSONS, f"{ONLY_HUBSPOT}900"),
        lambda: review.unlink(PERSONS, "p1", job()),
        lambda: review.undo(PERSONS, "p1", "900", job()),
        lambda: review.dismiss(PERSONS, "p1"),
        lambda: review.retry(PERSONS, ["p1"]),
        lambda: review.approve(job(), [(PERSONS, "p1")]),
        lambda: review.link("plants-contacts", "p1", "900", job()),
    ):
        assert refusal(work) is Code.NOT_WAITING


def test_hubspots_own_record_is_kept_apart_from_its_twin(desk: Desk) -> None:
    ana(desk)
    twin = Refusal(Code.LIKELY_MATCH, reference="p1")
    tell(desk, Problem(f"{ONLY_HUBSPOT}900", "900", twin))
    desk.office.review.keep_apart(PERSONS, f"{ONLY_HUBSPOT}900")
    assert decisions.answered_of_hubspot(desk.store, PERSONS, ["900"]) == {
        "900": {"p1": Answer.APART}
    }


# -- unlinking ------------------------------------------------------------------------------------


def test_an_unlinked_contact_stays_without_our_key_and_the_two_are_kept_apart(desk: Desk) -> None:
    there = ana(desk)
    before = contact(desk, there).fields
    desk.office.review.unlink(PERSONS, "p1", job())
    assert contact(desk, there).fields == {**before, KEY: None}
    assert "p1" in desk.firm.records("persons")
    assert linked(desk) == {}
    assert decisions.answered(desk.store, PERSONS, ["p1"]) == {
        "p1": Answers(apart=frozenset({there}))
    }
    assert due(desk) == ["p1"]


def test_the_key_of_another_record_is_not_taken_off(desk: Desk) -> None:
    """After a merge in HubSpot, the record may bear the key of the other one."""
    there = ana(desk)
    desk.portal.put("contacts", {KEY: key_of("p2")}, id=there)
    desk.office.review.unlink(PERSONS, "p1", job())
    assert contact(desk, there).fields[KEY] == key_of("p2")
    assert linked(desk) == {}


def test_a_link_whose_contact_is_gone_can_be_undone(desk: Desk) -> None:
    desk.portal.delete("contacts", ana(desk))
    desk.office.review.unlink(PERSONS, "p1", job())
    assert linked(desk) == {}


def test_p2_a_crash_while_unlinking_leaves_the_two_linked_and_it_can_be_done_again(
    desk: Desk,
) -> None:
    there = ana(desk)
    with (
        acting(desk.portal, "applied", raising(TransientError(Code.UNAVAILABLE))),
        pytest.raises(TransientError),
    ):
        desk.office.review.unlink(PERSONS, "p1", job())
    assert linked(desk) == {"p1": there}
    assert decisions.kept(desk.store) == []
    desk.office.review.unlink(PERSONS, "p1", job())
    assert linked(desk) == {}


def test_what_hubspot_refuses_to_clear_leaves_the_two_linked(desk: Desk) -> None:
    there = ana(desk)
    desk.portal.refuse = lambda _write: Refusal(Code.READ_ONLY, field=KEY)
    assert refusal(lambda: desk.office.review.unlink(PERSONS, "p1", job())) is Code.READ_ONLY
    assert linked(desk) == {"p1": there}


def test_nothing_is_unlinked_or_archived_during_a_run(desk: Desk) -> None:
    ana(desk)
    deleted(desk)
    system = desk.office.summary().connection(Side.SYSTEM)
    assert system is not None
    review = desk.office.review
    with runs.claimed(desk.store, system.id, desk.clock.now()):
        assert refusal(lambda: review.unlink(PERSONS, "p1", job())) is Code.DATABASE_BUSY
        assert refusal(lambda: review.approve(job(), number=1)) is Code.DATABASE_BUSY
    assert "p1" in linked(desk)


def test_the_ties_of_an_unlinked_contact_are_undone_and_wanted_for_its_next_partner(
    desk: Desk,
) -> None:
    publish(desk, COMPANY_RULES)
    desk.firm.put("companies", {"name": "Golden Gate Foods"}, id="c1")
    for name in ("p1", "p2"):
        person(desk, name, first=name.upper(), mail=f"{name}@example.com", company="c1")
    desk.sync()
    desk.sync()
    assert len(desk.portal.ties) == 2
    there = partner(desk, "p1")
    desk.office.review.unlink(PERSONS, "p1", job())
    assert [tie.from_id for tie in desk.portal.ties] == [partner(desk, "p2")]
    wanted = desk.office._parts.ledger.open_ties(PERSONS, 10, None)
    assert [(tie.system_id, tie.other_id, tie.remove) for tie in wanted] == [("p1", "c1", False)]
    assert there in desk.portal.records("contacts")


def test_relinking_takes_the_key_off_one_contact_and_chooses_the_other(desk: Desk) -> None:
    wrong = ana(desk)
    right = desk.portal.put("contacts", {"firstname": "Ana", "city": "Boulder"})
    desk.office.review.relink(PERSONS, "p1", right, job())
    assert contact(desk, wrong).fields[KEY] is None
    assert linked(desk) == {}
    assert decisions.answered(desk.store, PERSONS, ["p1"]) == {
        "p1": Answers(right, frozenset({wrong}))
    }
    assert due(desk) == ["p1"]


def test_relinking_with_its_own_partner_changes_nothing(desk: Desk) -> None:
    there = ana(desk)
    desk.office.review.relink(PERSONS, "p1", there, job())
    assert linked(desk) == {"p1": there}
    assert decisions.kept(desk.store) == []


# -- taking back ----------------------------------------------------------------------------------


def test_an_apart_that_is_taken_back_is_asked_about_again(desk: Desk) -> None:
    first, second = namesakes(desk)
    desk.office.review.keep_apart(PERSONS, "p1")
    for each in (first, second):
        desk.office.review.undo(PERSONS, "p1", each, job())
    assert due(desk) == ["p1"]
    assert desk.office.review.answers() == []


def test_a_link_that_is_taken_back_is_undone_and_not_kept_apart(desk: Desk) -> None:
    there = ana(desk)
    now = desk.clock.now()
    decisions.keep(desk.store, PERSONS, "p1", [there], Answer.LINK, now)
    desk.office.review.undo(PERSONS, "p1", there, job())
    assert linked(desk) == {}
    assert contact(desk, there).fields[KEY] is None
    assert desk.office.review.answers() == []


# -- trying again ---------------------------------------------------------------------------------


def test_p7_refused_records_are_tried_again_in_the_next_run_when_asked(desk: Desk) -> None:
    desk.portal.refuse = lambda _write: Refusal(Code.RECORD_REFUSED)
    desk.people(4)
    desk.sync()
    desk.sync()
    desk.portal.refuse = lambda _write: None
    assert due(desk) == []
    assert desk.office.review.retry(PERSONS, ["0", "1"]) == 2
    assert due(desk) == ["0", "1"]
    assert desk.office.review.retry_all(Code.RECORD_REFUSED) == 4
    assert desk.office.review.retry_all(Code.CONFLICT) == 0
    assert desk.sync().totals.created == 4
    assert told(desk) == []


def test_an_answer_raises_nothing_but_codes(desk: Desk) -> None:
    with pytest.raises(UserActionError) as caught:
        desk.office.review.unlink(PERSONS, "p1", job())
    assert str(caught.value) == "review.not_waiting · p1"
