"""What both sides changed is shown as it is, and a person's choice is carried out at once."""

from dataclasses import replace

import pytest

from core.conflicts import ConflictPolicy
from core.errors import Code
from core.mapping import Direction
from core.office.choosing import Conflicted
from core.records import Side
from core.summary import CHOSEN
from tests.core.engine.world import PERSON_RULES, PERSONS
from tests.core.office.review import ana, contact, partner, person, publish, refusal, told
from tests.core.test_office import Desk, job

ASKING = replace(
    PERSON_RULES,
    fields=tuple(replace(each, direction=Direction.BOTH) for each in PERSON_RULES.fields),
    policy=ConflictPolicy.ASK,
)


@pytest.fixture
def torn(desk: Desk) -> Desk:
    """Ana's town and last name were changed on both sides."""
    publish(desk, ASKING)
    there = ana(desk)
    desk.clock.forward(hours=1)
    person(desk, "p1", town="Boulder", last="Ruiz-Lee")
    desk.portal.put("contacts", {"city": "Aspen", "lastname": "Lee"}, id=there)
    desk.sync()
    assert told(desk) == [("p1", Code.CONFLICT), ("p1", Code.CONFLICT)]
    return desk


def shown(desk: Desk) -> Conflicted:
    return desk.office.review.conflict(PERSONS, "p1", job())


def test_both_sides_are_shown_as_they_are_now(torn: Desk) -> None:
    found = shown(torn)
    assert {each.key: (each.here, each.there) for each in found.fields} == {
        "city": (("Boulder",), "Aspen"),
        "lastname": (("Ruiz-Lee",), "Lee"),
    }
    assert found.system.id == "p1"
    assert found.hubspot.id == partner(torn, "p1")
    assert found.alike > 0


def test_each_field_keeps_the_side_that_was_chosen(torn: Desk) -> None:
    run = torn.office.review.choose(
        shown(torn), {"city": Side.SYSTEM, "lastname": Side.HUBSPOT}, job()
    )
    assert (run.result, run.trigger, run.totals.updated) == ("ok", CHOSEN, 1)
    assert contact(torn, partner(torn, "p1")).fields["city"] == "Boulder"
    assert torn.firm.records("persons")["p1"].fields["last"] == "Lee"
    assert told(torn) == []
    torn.clock.forward(hours=1)
    assert torn.sync().totals.updated == 0


def test_what_nobody_chose_goes_on_waiting(torn: Desk) -> None:
    torn.office.review.choose(shown(torn), {"city": Side.HUBSPOT}, job())
    assert torn.firm.records("persons")["p1"].fields["town"] == "Aspen"
    assert told(torn) == [("p1", Code.CONFLICT)]
    assert [each.key for each in shown(torn).fields] == ["lastname"]


def test_p5_what_was_changed_since_it_was_shown_is_not_overwritten(torn: Desk) -> None:
    seen = shown(torn)
    torn.portal.put("contacts", {"city": "Vail"}, id=seen.hubspot.id)
    choice = {"city": Side.SYSTEM}
    assert refusal(lambda: torn.office.review.choose(seen, choice, job())) is (
        Code.CHANGED_MEANWHILE
    )
    assert contact(torn, seen.hubspot.id).fields["city"] == "Vail"


def test_a_choice_is_for_this_once(torn: Desk) -> None:
    torn.office.review.choose(shown(torn), {"city": Side.SYSTEM, "lastname": Side.SYSTEM}, job())
    torn.clock.forward(hours=1)
    person(torn, "p1", town="Golden")
    torn.portal.put("contacts", {"city": "Vail"}, id=partner(torn, "p1"))
    torn.sync()
    assert told(torn) == [("p1", Code.CONFLICT)]


def test_a_rule_that_is_made_of_it_decides_from_then_on(torn: Desk) -> None:
    before = torn.office.versions.mapping(PERSONS).version
    torn.office.review.choose(shown(torn), {"city": Side.SYSTEM, "lastname": Side.SYSTEM}, job())
    made = torn.office.versions.settle(PERSONS, "city", ConflictPolicy.HUBSPOT_WINS)
    assert made.version == before + 1
    torn.sync()
    torn.clock.forward(hours=1)
    person(torn, "p1", town="Golden")
    torn.portal.put("contacts", {"city": "Vail"}, id=partner(torn, "p1"))
    torn.sync()
    assert told(torn) == []
    assert torn.firm.records("persons")["p1"].fields["town"] == "Vail"
    again = torn.office.versions.settle(PERSONS, "city", ConflictPolicy.HUBSPOT_WINS)
    assert again.version == made.version


def test_a_rule_for_a_field_that_is_not_mapped_is_refused(torn: Desk) -> None:
    def settle() -> object:
        return torn.office.versions.settle(PERSONS, "salary", ConflictPolicy.HUBSPOT_WINS)

    assert refusal(settle) is Code.FIELD_UNKNOWN


def test_no_other_record_is_touched_by_a_choice(torn: Desk) -> None:
    person(torn, "p2", first="Bea", last="Moss", mail="bea@example.com")
    torn.office.review.choose(shown(torn), {"city": Side.SYSTEM}, job())
    assert len(torn.portal.records("contacts")) == 1


def test_a_choice_is_no_run_by_which_the_office_was_last_synced(torn: Desk) -> None:
    before = torn.office.summary().last_run
    torn.office.review.choose(shown(torn), {"city": Side.SYSTEM}, job())
    assert torn.office.summary().last_run == before


def test_what_is_gone_or_was_never_linked_cannot_be_chosen_between(torn: Desk) -> None:
    def look(system_id: str = "p1") -> object:
        return torn.office.review.conflict(PERSONS, system_id, job())

    assert refusal(lambda: look("p9")) is Code.NOT_WAITING
    torn.portal.delete("contacts", partner(torn, "p1"))
    assert refusal(look) is Code.NOT_FOUND
