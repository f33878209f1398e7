"""One bad record, or one bad value, never blocks the others, and is tried again (P7)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core.connector import Write, WriteKind
from core.draft import Draft, Drafter
from core.errors import Code, Refusal
from core.mapping import compile_mapping
from core.records import Record
from core.store.issues import dismiss, open_issues
from tests.core.engine.world import (
    KEY,
    PERSON_RULES,
    PERSONS,
    PORTAL,
    World,
    acting,
    options,
    totals,
)


def refusing(system_id: str, code: Code) -> Callable[[Write], Refusal | None]:
    """Return a portal's rule that refuses one record of ours."""

    def refuse(write: Write) -> Refusal | None:
        theirs = (write.key or "").endswith(f".{system_id}") or write.id == system_id
        return Refusal(code, reference="corr-1") if theirs else None

    return refuse


def test_p7_one_refused_record_does_not_spoil_its_batch(world: World) -> None:
    world.people(5)
    world.portal.refuse = refusing("p3", Code.RECORD_REFUSED)
    result = world.run()
    assert result.totals == totals(created=4, failed=1)
    assert result.reasons == {"record.refused": 1}
    (issue,) = open_issues(world.store)
    assert (issue.system_id, issue.code, issue.reference) == ("p3", Code.RECORD_REFUSED, "corr-1")


def test_p7_it_is_tried_on_later_runs_until_it_succeeds(world: World) -> None:
    world.people(5)
    world.portal.refuse = refusing("p3", Code.RECORD_REFUSED)
    world.run()
    for hours in (0, 1, 6, 24, 24):
        world.clock.forward(hours=hours)
        assert world.run().totals.failed == 1
    world.portal.refuse = lambda _write: None
    world.clock.forward(hours=24)
    assert world.run().totals.created == 1
    assert world.contacts()["p3"].fields["email"] == "person3@example.com"
    assert open_issues(world.store) == []
    world.clock.forward(days=3)
    world.asked()
    world.run()
    assert world.asked() == {"firm read": 1}


def test_p7_what_a_person_dismissed_is_not_tried_again(world: World) -> None:
    world.people(2)
    world.portal.refuse = refusing("p1", Code.RECORD_REFUSED)
    world.run()
    dismiss(world.store, open_issues(world.store)[0], world.clock.now())
    world.clock.forward(days=3)
    assert world.run().totals == totals(unchanged=1)


def test_p7_a_refused_update_leaves_the_link_and_is_tried_again(world: World) -> None:
    world.people(2)
    world.run()
    contact = world.contacts()["p1"].id
    world.portal.refuse = refusing(contact, Code.RECORD_REFUSED)
    world.person("p1", town="Boulder")
    assert world.run().totals == totals(failed=1, unchanged=1)
    world.portal.refuse = lambda _write: None
    world.person("p2", town="Golden")  # so that the feed does not repeat p1
    world.run()
    world.clock.forward(hours=1)
    world.run()
    assert world.contacts()["p1"].fields["city"] == "Boulder"
    assert open_issues(world.store) == []


def test_p7_a_failed_record_that_needs_nothing_any_more_is_not_tried_for_ever(
    world: World,
) -> None:
    world.people(1)
    world.run()
    world.portal.refuse = refusing(world.contacts()["p1"].id, Code.RECORD_REFUSED)
    world.person("p1", town="Boulder")
    assert world.run().totals == totals(failed=1)
    world.person("p1", town="Denver")  # it is again as both sides had agreed
    world.run()
    assert open_issues(world.store) == []
    assert world.ledger.due_retries(PERSONS, world.clock.now(), everything=True) == []


def test_p7_a_record_that_is_gone_from_the_system_is_tried_no_more(world: World) -> None:
    world.people(2)
    world.portal.refuse = refusing("p1", Code.RECORD_REFUSED)
    world.run()
    world.firm.delete("persons", "p1")
    world.clock.forward(hours=1)
    world.run()
    assert open_issues(world.store) == []
    assert world.ledger.due_retries(PERSONS, world.clock.now(), everything=True) == []


def test_p7_a_waiting_record_that_was_merged_in_the_system_is_looked_at_as_what_it_is(
    world: World,
) -> None:
    world.person("p1", first="Ana", last="Ruiz")
    world.person("p2", first="Ana", last="Ruiz")
    world.portal.refuse = lambda _write: Refusal(Code.RECORD_REFUSED)
    world.run()
    new = world.firm.merge("persons", "p1", "p2")
    world.portal.refuse = lambda _write: None
    world.clock.forward(hours=1)
    world.run()
    assert sorted(world.contacts()) == [new]
    assert world.ledger.due_retries(PERSONS, world.clock.now(), everything=True) == []
    assert open_issues(world.store) == []


def test_p7_a_record_that_we_cannot_cope_with_fails_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours in one record is counted, told, and not the end of the run."""
    world.people(4)

    def fault(drafter: Drafter, record: Record) -> Draft:
        if record.id == "p2":
            raise ValueError("person2@example.com")
        return draft(drafter, record)

    draft = Drafter.draft
    monkeypatch.setattr(Drafter, "draft", fault)
    result = world.run()
    assert result.totals == totals(created=3, failed=1)
    assert result.reasons == {"internal.error": 1}
    assert [type(each) for each in world.faults] == [ValueError]
    monkeypatch.undo()
    world.clock.forward(hours=1)
    assert world.run().totals.created == 1


# -- one value --------------------------------------------------------------------------------


def test_an_unknown_option_leaves_only_that_value_out(world: World) -> None:
    world.people(2)
    world.person("p1", kind="expert witness")
    result = world.run()
    assert result.totals == totals(created=2)
    assert result.reasons == {"record.option_unknown": 1}
    contact = world.contacts()["p1"]
    assert (contact.fields["kind"], contact.fields["city"]) == (None, "Denver")
    (issue,) = open_issues(world.store)
    assert (issue.system_id, issue.field) == ("p1", "kind")


def test_p7_an_option_that_was_added_later_is_filled_in(world: World) -> None:
    world.people(2)
    world.person("p1", kind="expert")
    world.run()
    known = PORTAL[1].fields["kind"]
    world.portal.set_field("contacts", replace(known, choices=options("client", "expert")))
    world.clock.forward(hours=1)
    assert world.run().totals.updated == 1
    assert world.contacts()["p1"].fields["kind"] == "expert"
    assert open_issues(world.store) == []


def test_values_that_hubspot_refuses_are_left_out_one_by_one(world: World) -> None:
    def refuse(write: Write) -> Refusal | None:
        bad = [name for name in ("phone", "city") if write.values.get(name)]
        return Refusal(Code.VALUE_INVALID, field=bad[0]) if bad else None

    world.people(2)
    world.portal.refuse = refuse
    result = world.run()
    assert result.totals == totals(created=2)
    assert result.reasons == {"record.value_invalid": 4}
    assert world.contacts()["p1"].fields["lastname"] == "Last1"
    assert sorted((i.system_id, i.field) for i in open_issues(world.store)) == [
        ("p1", "city"),
        ("p1", "phone"),
        ("p2", "city"),
        ("p2", "phone"),
    ]
    world.clock.forward(hours=1)
    before = len(world.portal.applied)
    assert world.run().totals.held == 2  # nothing else is left to write
    assert len(world.portal.applied) == before
    world.portal.refuse = lambda _write: None
    world.clock.forward(hours=1)
    assert world.run().totals.updated == 2
    assert world.contacts()["p2"].fields["city"] == "Denver"
    assert open_issues(world.store) == []


def test_p4_a_value_that_waits_in_review_costs_no_request_until_it_is_due(world: World) -> None:
    world.people(1)
    world.person("p1", kind="expert")
    world.run()
    world.clock.forward(hours=1)
    world.run()
    world.asked()
    world.run()
    assert world.asked() == {"firm read": 1}


def test_p7_a_dismissed_value_does_not_keep_another_from_being_tried(world: World) -> None:
    def refuse(write: Write) -> Refusal | None:
        bad = [name for name in ("phone", "city") if write.values.get(name)]
        return Refusal(Code.VALUE_INVALID, field=bad[0]) if bad else None

    world.people(1)
    world.portal.refuse = refuse
    world.run()
    issue = next(each for each in open_issues(world.store) if each.field == "phone")
    dismiss(world.store, issue, world.clock.now())
    world.portal.refuse = lambda _write: None
    world.clock.forward(days=2)
    world.run()
    world.clock.forward(days=2)
    world.run()
    assert world.contacts()["p1"].fields["city"] == "Denver"


def test_a_property_deleted_in_hubspot_leaves_the_others_alone(world: World) -> None:
    world.people(3)
    world.run()
    world.portal.drop_field("contacts", "city")
    world.person("p1", town="Boulder", kind="other")
    result = world.run()
    assert result.totals == totals(updated=1, unchanged=1)
    assert result.reasons == {"record.property_missing": 1}
    assert world.contacts()["p1"].fields["kind"] == "other"


def test_a_property_deleted_in_the_middle_of_a_run_leaves_only_its_value_out(
    world: World,
) -> None:
    world.people(3)
    with acting(world.portal, "write", lambda: world.portal.drop_field("contacts", "city")):
        result = world.run()
    assert result.totals == totals(created=3)
    assert result.reasons == {"record.property_missing": 3}


def test_our_own_property_deleted_in_hubspot_is_made_again(world: World) -> None:
    world.people(3)
    world.run()
    world.portal.drop_field("contacts", KEY)
    world.person("p1", town="Boulder")
    assert world.run().totals == totals(updated=1, unchanged=1)
    assert world.contacts()["p1"].fields["city"] == "Boulder"


def test_a_read_only_property_is_named_and_never_written(world: World) -> None:
    world.portal.set_field("contacts", replace(PORTAL[1].fields["city"], read_only=True))
    world.people(2)
    result = world.run()
    assert result.totals == totals(created=2)
    assert result.reasons == {"record.read_only": 1}


# -- our unique property cannot be had ----------------------------------------------------------


def test_without_our_property_new_records_are_held_loudly_and_matches_go_on(world: World) -> None:
    world.portal.unique_limit = 0
    world.people(3)
    world.contact(email="person2@example.com", firstname="First2")
    result = world.run()
    assert result.totals == totals(updated=1, held=2)
    assert result.reasons == {"setup.identity_fallback": 3}
    assert len(world.portal.records("contacts")) == 1
    assert next(iter(world.portal.records("contacts").values())).fields["city"] == "Denver"
    told = {(issue.system_id, issue.field) for issue in open_issues(world.store)}
    assert told == {("", KEY), ("p1", ""), ("p3", "")}


def test_what_was_held_for_want_of_our_property_is_made_once_it_can_be_had(world: World) -> None:
    world.portal.unique_limit = 0
    world.people(3)
    world.run()
    world.portal.unique_limit = 10
    world.clock.forward(hours=1)
    assert world.run().totals.created == 3
    assert open_issues(world.store) == []


def test_p10_a_line_whose_field_is_blocked_is_named_and_left_out() -> None:
    compiled = compile_mapping(PERSON_RULES, PORTAL[1], allowed={"first"}, region="US")
    assert [line.key for line in compiled.lines] == ["firstname"]
    assert "mail" in compiled.blocked


def test_writes_are_of_one_kind_and_no_larger_than_a_batch(world: World) -> None:
    """The port's contract, which connectors/memory holds the engine to."""
    world.portal.batch_size = 2
    world.people(7)
    world.contact(email="person2@example.com", firstname="First2")
    world.run()
    kinds = {write.kind for write in world.portal.applied}
    assert kinds == {WriteKind.CREATE, WriteKind.UPDATE}
